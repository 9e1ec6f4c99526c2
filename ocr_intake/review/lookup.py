"""Did mine arrive? Submissions by number, name, telephone number, address, words of an opinion, or name of the file.

What people ask with is nowhere kept. A value that is unsure is found by what else it may be, too, and by a text that
differs from it in a few characters: such a find is a ``maybe``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from ocr_intake.japanese.folding import to_hiragana
from ocr_intake.japanese.names import name_parts, readings_of
from ocr_intake.japanese.text import key
from ocr_intake.japanese.titles import title_at_end
from ocr_intake.model.fields import FIELDS, FieldName
from ocr_intake.store.lookup import Lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from ocr_intake.store.lookup import FoundFile, FoundSubmission, SearchText

PEOPLE: Final = frozenset({FieldName.NAME, FieldName.ORGANIZATION, FieldName.REPRESENTATIVE})
MOST: Final = 50
"""Found submissions told at once."""
LAST_DIGITS: Final = 4
"""Digits that a telephone or postal number is looked for by, at least."""

_NUMBER: Final = re.compile(r"[Ss]?([0-9]{1,9})")
_DIGITS: Final = re.compile(r"\+?[0-9()\- ー]+")
_KANA: Final = re.compile(r"[ぁ-ゖー]{2,}")
_SHORTEST: Final = 3
"""Characters of which one may differ."""
_IN_LONG_TEXT: Final = 6
"""The same in an opinion, where much is like everything short."""
_ONE_IN: Final = 4
"""Of so many characters one may differ."""


class How(StrEnum):
    """How a text met a value, the best first; also the keys of their texts: ``find.how.HOW``."""

    NUMBER = "number"
    WHOLE = "whole"
    PART = "part"
    READING = "reading"
    """By how the name may be read."""
    CANDIDATE = "candidate"
    """In what else an unsure value may be."""
    LIKE = "like"
    """All but a few characters."""


_SCORE: Final = {how: 1.0 - place / 10 for place, how in enumerate(How)}


@dataclass(frozen=True, slots=True)
class Met:
    """One text that was asked for, and where it was found."""

    how: How
    name: FieldName | None
    """None for the number of the submission, or its file's name."""

    @property
    def sure(self) -> bool:
        """Whether it is more than a likeness."""
        return self.how in {How.NUMBER, How.WHOLE, How.PART}


@dataclass(frozen=True, slots=True)
class Found:
    """A submission that was found, and why."""

    submission: FoundSubmission
    why: tuple[Met, ...]
    """For each text that was asked for, the best."""

    @property
    def maybe(self) -> bool:
        """Whether it is by likeness only."""
        return not all(met.sure for met in self.why)


@dataclass(frozen=True, slots=True)
class Finds:
    """What was found."""

    submissions: tuple[Found, ...]
    """The best first, at most ``MOST``."""
    files: tuple[FoundFile, ...]
    """Files with such a name that were not taken in."""
    left_out: int = 0
    """Submissions found behind the last that is told."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A text that is looked for, in the forms in which it is compared."""

    text: str
    """As ``key`` has it, without an honorific."""
    number: int | None
    digits: str
    """Of what may be part of a telephone number or postal code; "" otherwise."""
    kana: str
    """Of what may be how a name is read, in hiragana; "" otherwise."""


def find(
    lookup: Lookup,
    texts: Sequence[str],
    fields: Collection[FieldName] = frozenset(),
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Finds:
    """The submissions that have every one of some texts, the surest first, then by number.

    Args:
        lookup: Where.
        texts: What is looked for; one without a letter or digit is left out.
        fields: Where in a submission: in these fields, or everywhere, its number and its file's name too.
        clock: Who has a submission before them is told by it.
    """
    asked = [each for text in texts if (each := _asked(text)).text]
    if not asked:
        return Finds((), ())
    best: list[dict[int, Met]] = [{} for _ in asked]
    for value in lookup.texts(fields or frozenset(FIELDS)):
        for each, met in zip(asked, best, strict=True):
            _keep(met, value.submission, _met(each, value))
    files: tuple[FoundFile, ...] = ()
    if not fields:
        names = [(number, key(name)) for number, name in lookup.file_names()]
        for each, met in zip(asked, best, strict=True):
            if each.number is not None:
                _keep(met, each.number, Met(How.NUMBER, None))
            for number, name in names:
                _keep(met, number, Met(How.PART, None) if each.text in name else None)
        files = tuple(file for file in lookup.set_aside() if all(each.text in key(file.name) for each in asked))
    everywhere = set(best[0]).intersection(*best[1:])
    why = {number: tuple(met[number] for met in best) for number in everywhere}
    order = sorted(why, key=lambda number: (-sum(_SCORE[met.how] for met in why[number]), number))
    told = lookup.found(order[:MOST], clock)
    found = tuple(Found(told[number], why[number]) for number in order[:MOST] if number in told)
    return Finds(found, files, max(0, len(order) - MOST))


def _keep(met: dict[int, Met], submission: int, new: Met | None) -> None:
    """Remember the better of two finds."""
    if new is not None and (submission not in met or _SCORE[new.how] > _SCORE[met[submission].how]):
        met[submission] = new


def _asked(text: str) -> _Asked:
    plain = unicodedata.normalize("NFKC", text).strip()
    bare = plain[: -max(title_at_end(plain), default=0) or None].strip()
    number = _NUMBER.fullmatch(plain)
    digits = "".join(char for char in plain if char.isdecimal()) if _DIGITS.fullmatch(plain) else ""
    if plain.startswith("+81"):
        digits = f"0{digits[2:].removeprefix('0')}"
    kana = to_hiragana("".join(bare.split()))
    return _Asked(
        text=key(bare) if any(char.isalnum() for char in bare) else "",
        number=None if number is None else int(number[1]),
        digits=digits if len(digits) >= LAST_DIGITS else "",
        kana=kana if _KANA.fullmatch(kana) else "",
    )


def _met(asked: _Asked, value: SearchText) -> Met | None:
    """How a text meets a value; None where it does not."""
    name = value.name
    if name in {FieldName.PHONE, FieldName.POSTAL_CODE}:
        how = _by_digits(asked.digits, value)
    else:
        how = _by_text(asked, value)
    return None if how is None else Met(how, name)


def _by_digits(digits: str, value: SearchText) -> How | None:
    if not digits:
        return None
    own = _digits(value.value)
    if digits in own:
        return How.WHOLE if digits == own else How.PART
    if any(digits in _digits(candidate) for candidate in value.candidates):
        return How.CANDIDATE
    return How.LIKE if len(digits) > LAST_DIGITS and _alike(digits, own) else None


def _digits(text: str | None) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text or "") if char.isdecimal())


def _by_text(asked: _Asked, value: SearchText) -> How | None:
    own = key(value.value or "")
    if asked.text in own:
        return How.WHOLE if asked.text == own else How.PART
    if asked.kana and asked.kana in to_hiragana(own):
        return How.PART
    if any(asked.text in key(candidate) for candidate in value.candidates):
        return How.CANDIDATE
    if asked.kana and value.name in PEOPLE - {FieldName.ORGANIZATION} and _is_read(asked.kana, value.value):
        return How.READING
    shortest = _IN_LONG_TEXT if value.name is FieldName.OPINION else _SHORTEST
    return How.LIKE if len(asked.text) >= shortest and _alike(asked.text, own) else None


def _is_read(kana: str, name: str | None) -> bool:
    """Whether a name may be read so, family name, given name or both."""
    parts = tuple((name or "").split())
    if len(parts) != 2:
        parsed = name_parts(name or "")
        parts = (parsed.family, parsed.given)
    readings = readings_of(*parts) if all(parts) else ()
    return any(kana in reading for reading in readings)


def _alike(text: str, other: str) -> bool:
    """Whether a text stands in another one but for a few characters."""
    if len(other) < len(text) - 1:
        return False
    least = 100 * (1 - max(1, len(text) // _ONE_IN) / len(text))
    return fuzz.partial_ratio(text, other, score_cutoff=least - 1) > 0
