"""Reads the tables that the package ships in `data/`; what a table means is its reader's knowledge."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources


def rows(name: str) -> Iterator[list[str]]:
    """The tab-separated cells of each line of `data/NAME`, without comment lines."""
    table = resources.files("ocr_intake.japanese").joinpath("data", name)
    with table.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                yield line.rstrip("\n").split("\t")
