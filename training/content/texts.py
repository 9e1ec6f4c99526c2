"""Reads the plain word lists of `data/`; wordings that are composed are in `grammar`."""

from __future__ import annotations

from functools import cache

from training.content.grammar import DATA


@cache
def words(name: str) -> tuple[str, ...]:
    """The entries of `data/NAME.txt`, one a line, without empty lines and ``#`` comments."""
    lines = (DATA / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    return tuple(line for line in lines if line.strip() and not line.startswith("#"))
