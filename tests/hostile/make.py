"""Makes the hostile corpus: `python -m tests.hostile.make FOLDER` writes some three hundred files, always the same."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from tests.hostile import images, others, pdfs, tiffs
from tests.hostile.kinds import Kind


@cache
def all_kinds() -> tuple[Kind, ...]:
    """Every kind, each with a name of its own."""
    made = (*tiffs.kinds(), *images.kinds(), *pdfs.kinds(), *others.kinds())
    names = [kind.name for kind in made]
    if len(set(names)) != len(names):
        raise ValueError(f"used twice: {sorted(name for name in set(names) if names.count(name) > 1)}")
    return made


def make(folder: Path) -> dict[str, Kind]:
    """Write them all; file name to kind."""
    kinds = all_kinds()
    for kind in kinds:
        kind.write(folder / kind.name)
    return {kind.name: kind for kind in kinds}


if __name__ == "__main__":
    make(Path(sys.argv[1]))
