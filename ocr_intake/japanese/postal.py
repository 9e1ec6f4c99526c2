"""Postal codes: finding them in what a reader returns, writing them the usual way, and what the table says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ocr_intake.japanese.charsets import is_japanese
from ocr_intake.japanese.digits import DASH, LIKE, SURE, digits, mended
from ocr_intake.japanese.gazetteer import Town, gazetteer

_MARK = (
    r"(?:〒|〶|(?:郵便番号|郵便|〔郵便番号〕)\s*[:：]?"
    r"|(?<![^\s(（:：、])[TＴテデ丁干下千平FＦ亍亓](?=\s?[0-9０-９OoＯlI]))"
)
"""〒, a label, or what readers return for 〒 where no word can stand before it."""
_GAP = r"[ \u3000|｜,.，．・_]{0,3}"
_BOXED = rf"[{LIKE}](?:{_GAP}[{LIKE}]){{2}}{_GAP}[{DASH}~〜の]?{_GAP}[{LIKE}](?:{_GAP}[{LIKE}]){{3}}"
_MARKED = re.compile(rf"(?P<mark>{_MARK})[ \u3000:：()（）\[\]［］|｜]{{0,4}}(?P<code>{_BOXED})(?![{SURE}])")
_BARE = re.compile(
    rf"(?<![{SURE}{DASH}A-Za-z(（)）])(?P<code>[{LIKE}]{{3}} ?[{DASH}] ?[{LIKE}]{{4}})"
    rf"(?![{SURE}A-Za-z]|[ ]?[{DASH}] ?[{SURE}])"
)
_ALONE = re.compile(rf"\s*(?P<code>{_BOXED})\s*")
_RULED = re.compile(
    rf"(?:{_MARK}[ \u3000]?|^[ \u3000]*[1lI|]?)(?P<code>[{LIKE}]{{3}}[1lI|丨 {DASH}][{LIKE}]{{4}})"
    rf"[1lI|丨]?(?![{LIKE}{DASH}])"
)
"""A code whose hyphen, or a stroke before or behind it, was read as 1, after a mark or at the beginning of a line."""
_MOST_MENDED = 3
"""A code of seven signs of which more were look-alikes is a word."""


@dataclass(frozen=True, slots=True)
class PostalCode:
    """A postal code found in a text."""

    code: str
    """Written the usual way: 020-0802."""
    start: int
    """Where it begins in the text, mark included."""
    end: int
    marked: bool
    """Whether a 〒, what readers return for it, or a label stood before it."""
    mended: int
    """How many of the seven digits were read as something else that looks like one."""

    @property
    def digits(self) -> str:
        """The seven digits."""
        return self.code.replace("-", "")

    @property
    def known(self) -> bool:
        """Whether Japan Post's table has it."""
        return bool(towns_of(self.digits))


def normalize(text: str) -> str | None:
    """'020-0802' from any writing of exactly seven digits (look-alikes too), else None."""
    found = digits(re.sub(_MARK, "", text))
    return f"{found[:3]}-{found[3:]}" if len(found) == 7 else None


def find_postal_codes(text: str) -> tuple[PostalCode, ...]:
    """All postal codes of `text` in order; telephone and lot numbers are none.

    Without a mark only NNN-NNNN counts, and not next to further digits.
    """
    found: list[PostalCode] = []
    for pattern in (_MARKED, _BARE, _ALONE):
        matches = [_ALONE.fullmatch(text)] if pattern is _ALONE else pattern.finditer(text)
        for match in filter(None, matches):
            code, slips = _read(match["code"])
            if code is None or slips > _MOST_MENDED:
                continue
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            marked = pattern is _MARKED
            clear = not slips and not is_japanese(text[match.start() - 1 : match.start()] or " ")
            if marked or (clear and pattern is _BARE) or towns_of(code):
                found.append(PostalCode(code, match.start(), match.end(), marked, slips))
    found += _with_ruled_hyphen(text, found)
    return tuple(sorted(found, key=lambda one: one.start))


def _with_ruled_hyphen(text: str, found: list[PostalCode]) -> Iterator[PostalCode]:
    """Codes beside a stroke that was read as 1, where the table knows them and one of their places follows."""
    for match in _RULED.finditer(text):
        raw = match["code"]
        code = normalize(raw[:3] + raw[4:])
        clear = all(match.end() <= one.start or one.end <= match.start() for one in found)
        if code and clear and mended(raw) <= _MOST_MENDED and _goes_on(text[match.end() :], towns_of(code)):
            yield PostalCode(code, match.start(), match.end(), marked=False, mended=mended(raw) + 1)


def _goes_on(text: str, towns: tuple[Town, ...]) -> bool:
    """Whether `text` begins with the prefecture or city of one of `towns`, two characters of it at least."""
    begin = "".join(text.split())[:12]
    return any(name[:2] in begin for town in towns for name in (town.prefecture, town.city))


def _read(text: str) -> tuple[str | None, int]:
    """The code and how many signs were mended; the rules of boxes between the digits may have been read as |."""
    plain = text if normalize(text) else re.sub(r"[|｜]", "", text)
    return normalize(plain), mended(plain)


def towns_of(code: str) -> tuple[Town, ...]:
    """The towns of a code in any writing; empty if it is no code or the table does not have it."""
    found = digits(code)
    return gazetteer().towns_of(found)


def near_codes(code: str) -> tuple[str, ...]:
    """Known codes that differ from `code` in one digit that readers confuse, as '020-0802', for proposing only."""
    plain = digits(code)
    if len(plain) != 7:
        return ()
    found = []
    for index, digit in enumerate(plain):
        for other in _CONFUSED.get(digit, ""):
            changed = plain[:index] + other + plain[index + 1 :]
            if gazetteer().towns_of(changed):
                found.append(f"{changed[:3]}-{changed[3:]}")
    return tuple(found)


_CONFUSED = {
    "0": "689",
    "1": "47",
    "2": "37",
    "3": "258",
    "4": "19",
    "5": "368",
    "6": "058",
    "7": "129",
    "8": "0369",
    "9": "047",
}
"""Digits taken for one another in handwriting and on faxes."""
