"""Receipt stamps: the round ones that an office puts on what it received. Their text is not the citizen's."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ocr_intake.model.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.model.reading import Line

LONGEST = 12
"""Characters of the longest line that a stamp has."""
_RECEIVED = re.compile(r"受\s*[付理領]|収\s*受|受付")
_DATE = re.compile(r"\d{1,4}\s*[.．・,/年-]\s*\d{1,2}\s*[.．・,/月-]\s*\d{1,2}")


def stamped_lines(lines: tuple[Line, ...], outlines: Sequence[Box], dpi: float) -> tuple[Line, ...]:
    """Mark the lines that belong to a receipt stamp.

    A round outline with lines inside is a stamp when one of them says that something was received, or when they are
    short and hold a date: on a noisy fax an outline alone proves nothing.

    Args:
        lines: of the upright page.
        outlines: boxes around round outlines as large as a receipt stamp.
        dpi: pixels per inch.
    """
    stamped: set[int] = set()
    for outline in outlines:
        inside = [
            i
            for i, line in enumerate(lines)
            if line.box.covered_by(outline.grown(outline.width // 8, outline.height // 8)) > 0.7
        ]
        text = " ".join(lines[i].text for i in inside)
        if _RECEIVED.search(text) or (_DATE.search(text) and all(len(lines[i].text) <= LONGEST for i in inside)):
            stamped.update(inside)
    for i, line in enumerate(lines):
        if i not in stamped and _RECEIVED.fullmatch(line.text.strip()):
            reach = round(0.5 * dpi)
            near = Box(
                line.box.left - reach,
                line.box.top - round(1.1 * dpi),
                line.box.right + reach,
                line.box.bottom + round(0.3 * dpi),
            )
            stamped.update(
                j for j, other in enumerate(lines) if other.box.covered_by(near) > 0.9 and len(other.text) <= 12
            )
    return tuple(replace(line, stamped=True) if i in stamped else line for i, line in enumerate(lines))
