"""Wordings composed by chance from lists in `data/*.txt`; what the lists say is no matter of this module.

A list file has sections, each headed by ``[name]``, with one wording a line; a line that begins with ``#`` is a
comment, ``3* text`` makes a wording count as three. In a wording,

* ``{a|b|}`` is one of its alternatives, which may be empty and may hold braces themselves,
* ``{name}`` is a wording of that section, or what a caller gives under that name; among alternatives it keeps braces
  of its own (``{{city}|}``),
* ``⏎`` is a line break and ``␣`` a space at the end of a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from training.dice import Dice

    Slots = Mapping[str, str | Callable[[Dice], str]]

DATA: Final = Path(__file__).with_name("data")
_OPEN: Final = "{"
_WEIGHT = re.compile(r"(\d+)\* *")
_TOKEN = re.compile(r"[{}|]|[^{}|]+")


@dataclass(frozen=True, slots=True)
class _Slot:
    name: str


@dataclass(frozen=True, slots=True)
class _Choice:
    options: tuple[tuple[str | _Slot | _Choice, ...], ...]


_Parts = tuple[str | _Slot | _Choice, ...]


def _sequence(tokens: list[str], inside: bool) -> _Parts:  # noqa: FBT001
    parts: list[str | _Slot | _Choice] = []
    while tokens and not (inside and tokens[-1] in "|}"):
        token = tokens.pop()
        parts.append(_braced(tokens) if token == _OPEN else token)
    return tuple(parts)


def _braced(tokens: list[str]) -> _Slot | _Choice:
    options = [_sequence(tokens, inside=True)]
    while tokens and tokens.pop() == "|":
        options.append(_sequence(tokens, inside=True))
    if len(options) == 1 and len(options[0]) == 1 and isinstance(options[0][0], str):
        return _Slot(options[0][0])
    return _Choice(tuple(options))


@cache
def _parsed(wording: str) -> _Parts:
    return _sequence(_TOKEN.findall(wording.replace("␣", " "))[::-1], inside=False)


def _names(parts: _Parts) -> Iterator[str]:
    for part in parts:
        if isinstance(part, _Slot):
            yield part.name
        elif isinstance(part, _Choice):
            for option in part.options:
                yield from _names(option)


def _sections_of(file: Path) -> Iterator[tuple[str, list[str]]]:
    name, entries = "", list[str]()
    for line in file.read_text(encoding="utf-8").splitlines():
        text = line.strip(" \t\ufeff")
        if not text or text.startswith("#"):
            continue
        if text.startswith("[") and text.endswith("]"):
            if name:
                yield name, entries
            name, entries = text[1:-1], []
        else:
            weight = _WEIGHT.match(text)
            entries += [text[weight.end() :]] * int(weight[1]) if weight else [text]
    if name:
        yield name, entries


class Grammar:
    """The sections of some list files, ready to compose from."""

    def __init__(self, *files: str) -> None:
        """Read the files.

        Args:
            files: names in `data/`, without `.txt`.
        """
        self.sections: dict[str, list[str]] = {}
        """The wordings of each section, as written."""
        for file in files:
            for name, entries in _sections_of(DATA / f"{file}.txt"):
                self.sections.setdefault(name, []).extend(entries)

    @property
    def slots(self) -> frozenset[str]:
        """All names in braces."""
        parts = (_parsed(wording) for wordings in self.sections.values() for wording in wordings)
        return frozenset(name for wording in parts for name in _names(wording))

    def one(self, dice: Dice, section: str, slots: Slots | None = None) -> str:
        """A wording of a section, composed, line breaks as line feeds."""
        return self.composed(dice, dice.pick(self.sections[section]), slots or {})

    def composed(self, dice: Dice, wording: str, slots: Slots) -> str:
        """A wording with its choices made and its slots filled."""
        return self._text(dice, _parsed(wording), slots).replace("⏎", "\n")

    def _text(self, dice: Dice, parts: _Parts, slots: Slots) -> str:
        out = ""
        for part in parts:
            if isinstance(part, str):
                out += part
            elif isinstance(part, _Choice):
                out += self._text(dice, dice.pick(part.options), slots)
            elif part.name in slots:
                given = slots[part.name]
                out += given if isinstance(given, str) else given(dice)
            else:
                out += self._text(dice, _parsed(dice.pick(self.sections[part.name])), slots)
        return out
