"""The lines of the opinion in the order in which they are read, apart where the paper keeps several opinions apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from ocr_intake.extract.fields.opinion import AS_STOP
from ocr_intake.extract.place_evidence import HOLDS
from ocr_intake.extract.segment import Segment
from ocr_intake.extract.tags import Tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.place_evidence import KnownLabels
    from ocr_intake.extract.spans import Span

SPECK: Final = 3
"""Characters of a span that is left out where the page model is not sure of it."""
SURE: Final = 0.6
STOPS: Final = ("。", "．", ".", "！", "？", "!", "?", "」", "）", ")")
BESIDE: Final = 0.5
"""Share of the lower height that blocks side by side have in common."""


def opinion_texts(spans: Sequence[Span], labels: KnownLabels) -> list[list[Segment]]:
    """The segments of the opinion: one list an opinion, in as many as the paper has rows for them.

    Args:
        spans: of all pages of a submission, in reading order.
        labels: the wordings of labels: a reason goes with the opinion above it.
    """
    running = [span for span in spans if span.tag is Tag.OPINION and not _is_speck(span)]
    texts: list[list[Segment]] = []
    before: list[Span] | None = None
    for block in _in_order(_blocks(running)):
        segments = _united(block)
        reason = labels.exactness(spans, block, "reason") >= HOLDS
        if before is not None and (reason or not _begins(before, block, spans)):
            texts[-1].extend(segments)
        else:
            texts.append(segments)
        before = block
    return texts


def _is_speck(span: Span) -> bool:
    certain = float(np.exp(span.log_likelihood[Tag.OPINION]))
    text = span.segment.text.strip()
    return len(text) < SPECK and certain < SURE and text not in STOPS and text not in AS_STOP


def _blocks(running: Sequence[Span]) -> list[list[Span]]:
    """Spans of one cell, or of no cell, of a page."""
    blocks: dict[tuple[int, int | None], list[Span]] = {}
    for span in running:
        blocks.setdefault((span.sheet, span.cell), []).append(span)
    return list(blocks.values())


def _in_order(blocks: Sequence[list[Span]]) -> list[list[Span]]:
    """Blocks by page, rows from the top down, in a row from the left."""
    rows: list[list[list[Span]]] = []
    for block in sorted(blocks, key=lambda b: (b[0].sheet, _top(b))):
        if rows and any(_beside(other, block) for other in rows[-1]):
            rows[-1].append(block)
        else:
            rows.append([block])
    return [block for row in rows for block in sorted(row, key=lambda b: min(s.box[0] for s in b))]


def _top(block: Sequence[Span]) -> float:
    return min(span.box[1] for span in block)


def _bottom(block: Sequence[Span]) -> float:
    return max(span.box[3] for span in block)


def _beside(one: Sequence[Span], other: Sequence[Span]) -> bool:
    """Whether two blocks of a page stand side by side."""
    if one[0].sheet != other[0].sheet:
        return False
    common = min(_bottom(one), _bottom(other)) - max(_top(one), _top(other))
    return common > BESIDE * min(_bottom(one) - _top(one), _bottom(other) - _top(other))


def _begins(before: Sequence[Span], block: Sequence[Span], spans: Sequence[Span]) -> bool:
    """Whether a block is an opinion of its own: the row above it had ended, or it names a place in the plan."""
    first = block[0]
    if first.sheet != before[0].sheet or first.cell is None or before[0].cell is None or _beside(before, block):
        return False
    if before[-1].segment.text.rstrip().endswith(STOPS):
        return True
    top, bottom = _top(block), _bottom(block)
    return any(
        s.tag is Tag.REFERENCE and s.sheet == first.sheet and top <= (s.box[1] + s.box[3]) / 2 <= bottom for s in spans
    )


def _united(block: Sequence[Span]) -> list[Segment]:
    """The segments of a block, those of one line that follow one another made one."""
    segments: list[Segment] = []
    for span in sorted(block, key=lambda s: s.key):
        new = span.segment
        last = segments[-1] if segments else None
        if last is not None and (last.page, last.index) == (new.page, new.index):
            between = last.line.text[last.end : new.start]
            if not between.strip():
                segments[-1] = Segment(last.page, last.index, last.line, last.start, new.end)
                continue
        segments.append(new)
    return segments
