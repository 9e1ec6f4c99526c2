"""Personal data inside opinions: what the submitter wrote elsewhere on the paper, numbers, and people who are named.

Pure: text and values in, places out. What it does not find is said in ``NOT_SOUGHT``, and stands beside every export.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from ocr_intake.dataset.own_values import may_stand_in, own_patterns
from ocr_intake.dataset.signatures import signed
from ocr_intake.japanese.folding import folded
from ocr_intake.japanese.lots import lots_in
from ocr_intake.japanese.mentions import mentions_in
from ocr_intake.japanese.phones import find_phones
from ocr_intake.japanese.postal import towns_of
from ocr_intake.model.fields import FieldName
from ocr_intake.model.redaction import PersonalKind, Why

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


NOT_SOUGHT: Final = ("unlisted", "circumstances", "misread", "other_addresses", "numbers", "pictures")
"""What nobody looks for, by the keys of its texts."""

MASK: Final = "○○"
"""What stands in place of what was taken out."""


@dataclass(frozen=True, slots=True)
class Found:
    """One place in an opinion."""

    kind: PersonalKind
    start: int
    """Of its first character."""
    end: int
    """Behind its last one."""
    why: Why
    certain: bool

    @property
    def own(self) -> bool:
        """Whether it is a value that the submitter gave of themselves."""
        return self.why in _OF_SUBMITTER

    @property
    def masked(self) -> bool:
        """Whether it is taken out of what is published; a person looks at the rest."""
        return self.certain and (self.own or self.kind in _NUMBERS)


_OF_SUBMITTER: Final = frozenset({Why.OWN, Why.SIGNED})
_NUMBERS: Final = frozenset({PersonalKind.PHONE, PersonalKind.EMAIL, PersonalKind.MY_NUMBER})
_EMAIL: Final = re.compile(r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_TWELVE: Final = re.compile(r"(?<![0-9-])(?:[0-9]{4}[ -]?){2}[0-9]{4}(?![0-9]|-[0-9])")
_KANJI_DIGITS: Final = str.maketrans("〇一二三四五六七八九", "0123456789")
_POSTAL: Final = re.compile(r"(?<![0-9-])〒?([0-9]{3})-([0-9]{4})(?![0-9]|-[0-9])")


def find_personal(text: str, own: Mapping[FieldName, str]) -> tuple[Found, ...]:
    """Personal data in an opinion, in order, without overlaps.

    Args:
        text: The opinion.
        own: The submitter's own values; those that are empty are left out.
    """
    return _without_overlaps(text, [*_own(text, own), *_numbers(text), *_signed(text), *_people(text), *_lots(text)])


def masked(text: str, found: Sequence[Found]) -> str:
    """The opinion with ``MASK`` in place of what is taken out; the rest as it is.

    Args:
        text: What was searched.
        found: What ``find_personal`` found in it.
    """
    out, last = "", 0
    for each in found:
        if each.masked:
            out += text[last : each.start] + MASK
            last = each.end
    return out + text[last:]


def my_number_fits(digits: str) -> bool:
    """Whether the twelfth digit is the check digit of the others (Ordinance of the MIC No. 85 of 2014, article 5)."""
    total = sum(int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(reversed(digits[:11]), 1))
    rest = total % 11
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest)


def _own(text: str, own: Mapping[FieldName, str]) -> Iterator[Found]:
    seen = folded(text, spaces=False, kana=True)
    digits = re.sub("[^0-9十百]", "", seen.text.translate(_KANJI_DIGITS))
    for name, value in own.items():
        for pattern in own_patterns(name, value) if may_stand_in(name, value, digits) else ():
            for place in pattern.matches(seen.text):
                there = seen.span(*(_inside(seen.text, *place) if name is FieldName.PHONE else place))
                yield Found(PersonalKind(name.value), *there, why=Why.OWN, certain=pattern.certain)


def _numbers(text: str) -> Iterator[Found]:
    """Numbers and addresses of mail, whoever's they are."""
    seen = folded(text, spaces=True)
    for match in _EMAIL.finditer(seen.text):
        yield Found(PersonalKind.EMAIL, *seen.span(*match.span()), why=Why.PATTERN, certain=True)
    for match in _TWELVE.finditer(seen.text):
        if my_number_fits(re.sub("[ -]", "", match[0])):
            yield Found(PersonalKind.MY_NUMBER, *seen.span(*match.span()), why=Why.PATTERN, certain=True)
    for match in _POSTAL.finditer(seen.text):
        if match[0].startswith("〒") or towns_of(match[1] + match[2]):
            yield Found(PersonalKind.POSTAL_CODE, *seen.span(*match.span()), why=Why.PATTERN, certain=False)
    yield from _phones(text)


def _phones(text: str) -> Iterator[Found]:
    """Telephone numbers in a line, then those that a line's end breaks; a marker 一、 below is no part of one."""
    found: list[tuple[int, int]] = []
    for match in re.finditer("[^\r\n]+", text):
        line = folded(match[0], spaces=True)
        for phone in find_phones(line.text.translate(_KANJI_DIGITS)):
            start, end = (match.start() + place for place in line.span(*_inside(line.text, phone.start, phone.end)))
            found.append((start, end))
            yield Found(PersonalKind.PHONE, start, end, why=Why.PATTERN, certain=phone.valid)
    whole = folded(text, spaces=True)
    for phone in find_phones(whole.text.translate(_KANJI_DIGITS)):
        start, end = whole.span(*_inside(whole.text, phone.start, phone.end))
        if all(end <= first or last <= start for first, last in found):
            yield Found(PersonalKind.PHONE, start, end, why=Why.PATTERN, certain=phone.valid)


def _inside(text: str, start: int, end: int) -> tuple[int, int]:
    """A number's place without a bracket before it that does not close in it, as of (090-1234-5678)."""
    said = text[start:end]
    return start + (said.startswith("(") and said.count("(") > said.count(")")), end


def _people(text: str) -> Iterator[Found]:
    for mention in mentions_in(text):
        yield Found(PersonalKind.NAME, mention.start, mention.end, why=Why.NAMED, certain=mention.certain)


def _signed(text: str) -> Iterator[Found]:
    for one in signed(text):
        yield Found(one.kind, one.start, one.end, why=Why.SIGNED, certain=one.certain)


def _lots(text: str) -> Iterator[Found]:
    """Lots behind any town: whose they are, and whether it is a house at all, a person sees."""
    for start, end in lots_in(text):
        yield Found(PersonalKind.ADDRESS, start, end, why=Why.PATTERN, certain=False)


def _without_overlaps(text: str, found: list[Found]) -> tuple[Found, ...]:
    """What is taken out before what is looked at, the submitter's own before other people's, long before short.

    Of one that another one covers in part, what is left stays a place of its own where it tells anything; what is left
    before the lot of an address is a town.
    """
    upon: list[Found | None] = [None] * max((one.end for one in found), default=0)
    for each in sorted(found, key=lambda one: (not one.masked, not one.own, one.start - one.end, one.start)):
        for at in range(each.start, each.end):
            upon[at] = upon[at] or each
    kept, at = [], 0
    for one, group in groupby(upon):
        end = at + sum(1 for _ in group)
        before_lot = one is not None and end < one.end and one.kind is PersonalKind.ADDRESS and not one.masked
        if one is not None and not before_lot and any(char.isalnum() for char in text[at:end]):
            kept.append(replace(one, start=at, end=end))
        at = end
    return tuple(kept)
