"""Looks at every file of a folder and decodes its pages, in one bounded process: `python -m tests.hostile.run FOLDER`.

A line of JSON each: name, what became of it, seconds, and the peak of the process's memory so far. The last line that
is missing says which file ended the process.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from ocr_intake.intake import Limits, decode, inspect
from ocr_intake.model.pages import Page, SetAside
from ocr_intake.pipeline.worker import _bound_memory
from tests.hostile.kinds import PAGE

LIMITS = Limits(pdf_timeout_s=2)
_PAGES = 3
"""Of one file that are decoded."""


def outcome(path: Path, limits: Limits = LIMITS) -> list[str]:
    """What the file, or each of its first pages, came to."""
    source = inspect(path, limits)
    if isinstance(source, SetAside):
        return [source.code]
    pages = (decode(path, source, number, limits) for number in range(1, min(source.pages, _PAGES) + 1))
    return [PAGE if isinstance(page, Page) else page.code for page in pages]


def peak() -> int:
    """The most memory that this process has held, bytes; `getrusage` counts whoever started it as well."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM:"))


def main(folder: Path) -> None:
    """Look at everything below a folder, links and pipes included."""
    _bound_memory()
    for path in sorted(folder.rglob("*")):
        begun = time.monotonic()
        found = outcome(path)
        told = {"name": os.fsencode(path.relative_to(folder)).hex(), "found": found}
        print(json.dumps(told | {"seconds": time.monotonic() - begun, "peak": peak()}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
