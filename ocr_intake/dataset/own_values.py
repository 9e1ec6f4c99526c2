"""How a submitter's own values may stand in running text: patterns for a folded text without spaces, in hiragana."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from ocr_intake.dataset.nearly import nearly, nearly_digits
from ocr_intake.japanese.folding import folded
from ocr_intake.japanese.names import family_readings, name_parts, readings_of
from ocr_intake.japanese.numerals import to_int
from ocr_intake.japanese.organizations import LEGAL_FORMS
from ocr_intake.japanese.towns import finds, fold
from ocr_intake.model.fields import FieldName


class Pattern(NamedTuple):
    """One way in which a value may be written."""

    source: str
    """A regular expression whose first group is what is found."""
    certain: bool
    """Whether that can be nothing else."""
    literal: str = ""
    """What must stand in the text for it: most patterns need not be made at all."""

    def matches(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands in a folded text."""
        if self.literal in text:
            yield from (match.span(1) for match in re.finditer(self.source, text))


Patterns = Iterator[Pattern]

_KANJI: Final = "々〇一-鿿"
_SELF: Final = "(?=と申|といい|と言い|です[。、]|さん|さま|様|氏|宅|家の|家で|家は|[(（]個人|より|㊞|拝)"
"""What follows a family name where people speak of themselves or are spoken of."""
_SHORT_KANA: Final = 5
"""Kana from which a reading can hardly be anything else."""
_SURELY, _SURELY_MISREAD = 5, 5
"""Characters of an address behind its town from which it can be nothing else, and of a value that was misread."""
_SEPARATOR: Final = "(?:丁目|番地の?|番|号室?|地割|第|[-ーの/・,、]){0,3}"
"""Few at a time: 番地の can be taken apart in two ways, and a text may hold it a thousand times."""
_FIGURES: Final = "(?:[0-9]+|[〇一二三四五六七八九十百]+)"
_KANJI_DIGITS: Final = "〇一二三四五六七八九"
_AS_FIGURES: Final = str.maketrans(_KANJI_DIGITS, "0123456789")
_ALIKE: Final = 4
"""Digits of a number that stand in a text in their order where it is the number at all."""
_HEAD: Final = 26
"""Characters of an address that hold city and town (``address_keys``)."""
_LEGAL: Final = re.compile(
    "|".join(
        sorted(
            (re.escape(_key) for _key in (folded(form, spaces=False, kana=True).text for form in LEGAL_FORMS)),
            key=len,
            reverse=True,
        )
    )
)


@lru_cache(maxsize=64)
def own_patterns(name: FieldName, value: str) -> tuple[Pattern, ...]:
    """Patterns of a field's value; none for one that is too short to be told from other words.

    They are kept for the next opinion of the same submission.
    """
    make = _MAKERS.get(name)
    return () if make is None or not value.strip() else tuple(make(value))


def may_stand_in(name: FieldName, value: str, digits: str) -> bool:
    """Whether a value can stand in a text at all, before patterns are made of it: most opinions hold no numbers.

    Args:
        name: Of the field.
        value: Its value.
        digits: All digits of the text, those in kanji too; 十 and 百 are no digits and stand in them as they are.
    """
    if name not in {FieldName.PHONE, FieldName.POSTAL_CODE, FieldName.ADDRESS}:
        return True
    if "十" in digits or "百" in digits:
        return True
    groups = re.findall("[0-9]+", _folded(value).translate(_AS_FIGURES)) or [""]
    if name is FieldName.PHONE:  # one digit of ten may be misread
        number = "".join(groups)
        return any(number[at : at + _ALIKE] in digits for at in range(max(1, len(number) - _ALIKE + 1)))
    return any(group in digits for group in groups)


def _folded(text: str) -> str:
    return folded(text, spaces=False, kana=True).text


def _exactly(text: str, before: str = "", behind: str = "", *, certain: bool) -> Pattern:
    return Pattern(f"{before}({re.escape(text)}){behind}", certain, text)


def _name(value: str) -> Patterns:
    """The whole name, its readings, the family name where it speaks of the person; parts alone are not sure."""
    whole, parts = _folded(value), name_parts(value)
    apart = rf"(?<![{_KANJI}])", rf"(?![{_KANJI}])"
    if len(whole) >= 3:
        yield _exactly(whole, certain=True)
        yield from _misread(whole, certain=len(whole) >= _SURELY_MISREAD)
    elif len(whole) == 2:
        yield _exactly(whole, *apart, certain=True)
        yield _exactly(whole, certain=False)
    elif whole:
        yield _exactly(whole, apart[0], _SELF, certain=True)
        yield _exactly(whole, *apart, certain=False)
    family, given = _folded(parts.family), _folded(parts.given)
    if not family or not given:
        return
    for reading in readings_of(parts.family, parts.given):
        yield _exactly(reading, certain=len(reading) >= _SHORT_KANA)
    for reading in family_readings(parts.family):
        if len(reading) > 1:  # how a given name is read is anybody's guess
            yield Pattern(
                f"({re.escape(reading)}[ぁ-んー]{{1,9}}?)(?=と申|といい|が申し)", certain=True, literal=reading
            )
    yield _exactly(family, apart[0], _SELF, certain=True)
    for part in (family, given):
        if len(part) >= 2:
            yield _exactly(part, certain=False)


def _organization(value: str) -> Patterns:
    """With and without its legal form."""
    whole = _folded(value)
    bare = _LEGAL.sub("", whole)
    if len(whole) >= 3:
        yield _exactly(whole, certain=True)
        yield from _misread(whole, certain=len(whole) >= _SURELY_MISREAD)
    if bare != whole and len(bare) >= 2:
        yield _exactly(bare, certain=len(bare) >= 3)


def _phone(value: str) -> Patterns:
    """With any separators, and without the area code."""
    groups = re.findall("[0-9]+", _folded(value).translate(_AS_FIGURES))
    digits = "".join(groups)
    if len(digits) >= 9:
        yield Pattern(rf"(?<![0-9])([(]?{'[-()のー/.]*'.join(map(_in_any_figures, digits))})(?![0-9])", True)
        yield Pattern(nearly_digits([_in_any_figures(digit) for digit in digits]), True)
    if len(groups) == 3 and (words := [_in_words(group) for group in groups]):
        yield Pattern(f"({'[-()のー/.]*'.join(words)})", True)
    if len(groups) in {2, 3} and len(groups[-2]) + len(groups[-1]) > 4:
        between = "[-のー]" + "?" * (len(groups[-2]) + len(groups[-1]) > 5)
        yield Pattern(rf"(?<![0-9-])({groups[-2]}{between}{groups[-1]})(?![0-9])", True)


def _postal_code(value: str) -> Patterns:
    digits = "".join(re.findall("[0-9]", _folded(value)))
    if len(digits) == 7:
        yield Pattern(rf"(?<![0-9-])(〒?{digits[:3]}[-ーの]?{digits[3:]})(?![0-9])", True)


def _address(value: str) -> Patterns:
    """Lot, building and room behind the town, the lot alone where it can be little else, and the building.

    The town itself stays: it names nobody.
    """
    compact = "".join(value.split())
    found = finds(fold(compact)[:_HEAD])
    end = found[0].town_end if found else _end_of_office(compact)
    town, rest = _folded(compact[:end]), _folded(compact[end:])
    for piece in _pieces(rest):
        yield _exactly(piece, behind="(?![0-9])", certain=len(piece) >= _SURELY)
    if len(rest) > _SURELY_MISREAD:
        yield from _misread(rest, certain=True)
    lot = re.search(rf"{_FIGURES}(?:{_SEPARATOR}{_FIGURES})*(?:番地?|号室?)?", rest)
    building = rest[lot.end() :] if lot else ""
    if lot:
        if re.search("丁目|番", lot[0]):
            yield _exactly(lot[0], before="(?<![0-9])", certain=False)
        numbers = re.findall(_FIGURES, lot[0])
        written = _SEPARATOR.join(map(_in_any_figures, numbers)) + "(?:番地?|号室?)?"
        tail = f"(?:{re.escape(building)})?" if building else ""
        before = rest[: lot.start()]
        if before:
            yield Pattern(rf"({re.escape(before)}{written}{tail})(?![0-9])", True)
        if town:
            # whatever numbers follow the first one there: where a lot ends and a room begins is often unsaid
            first, more = _in_any_figures(numbers[0]), f"(?:{_SEPARATOR}{_FIGURES}){{0,5}}(?:番地?|号室?)?"
            place = re.escape((town + before)[-2:])
            yield Pattern(rf"(?<={place})({_SEPARATOR}{written}{tail})(?![0-9])", True)
            yield Pattern(rf"(?<={place})({_SEPARATOR}{first}(?![0-9]){more}{tail})", True)
        if len(numbers) > 1:
            yield Pattern(rf"(?<![0-9-])({written}{tail})(?![-/]?[0-9])", len(numbers) > 2)
    words = re.sub("[-0-9号室階a-z]+$", "", building)
    if len(words) >= 3:
        yield Pattern(f"({re.escape(words)}(?:[-0-9]+(?:号室?)?)?)", any(char.isdigit() for char in building))


def _end_of_office(compact: str) -> int:
    """Where the city, town or village ends in an address that is in no table: what stands behind may be a hamlet."""
    office = re.match("[^0-9０-９]*[都道府県市郡区町村]", compact)
    return office.end() if office else 0


def _pieces(rest: str) -> Iterator[str]:
    """What stands behind the town from each of its words and numbers to the end: as it was written, whatever it is."""
    starts = [
        0,
        *(match.start() for match in re.finditer(f"(?<![0-9]){_FIGURES}|(?<=[-0-9号地番])[^-0-9号地番]", rest)),
    ]
    ends = [*(match.end() for match in re.finditer("[0-9]+(?:番地?|号室?|室|組|画地)?[a-z]?", rest)), len(rest)]
    for start in dict.fromkeys(starts):
        for end in dict.fromkeys(ends):
            piece = rest[start:end]
            if len(piece) >= 4 and re.search("[0-9]", piece) and re.search("[^0-9]", piece):
                yield piece


def _misread(whole: str, *, certain: bool) -> Patterns:
    """The text with one character that a reader got wrong."""
    if len(whole) >= 4:
        half = (len(whole) + 1) // 2
        for source, literal in zip(nearly(whole), (whole[:half], whole[half:]), strict=True):
            yield Pattern(source, certain, literal)


def _in_words(group: str) -> str:
    """A group of digits in figures or in words: 1414 is 一四一四, 千四百十四."""
    number, words = int(group), ""
    for value, sign in ((1000, "千"), (100, "百"), (10, "十")):
        count, number = divmod(number, value)
        if count:
            words += f"{_KANJI_DIGITS[count] if count > 1 else ''}{sign}"
    if number or not words:
        words += _KANJI_DIGITS[number]
    ways = [group, "".join(_KANJI_DIGITS[int(digit)] for digit in group), *([words] if group[0] != "0" else [])]
    return f"(?:{'|'.join(ways)})"


def _in_any_figures(written: str) -> str:
    """A number as it is written, in figures, or in kanji, 十二 or 一二."""
    number = str(value) if (value := to_int(written)) is not None else written
    ways = {written, number, "".join(_KANJI_DIGITS[int(digit)] for digit in number if digit.isascii())}
    if len(number) == 2:
        tens, ones = map(int, number)
        ways.add(f"{_KANJI_DIGITS[tens] if tens > 1 else ''}十{_KANJI_DIGITS[ones] if ones else ''}")
    return f"(?:{'|'.join(sorted(ways, key=len, reverse=True))})"


_MAKERS: Final[dict[FieldName, Callable[[str], Patterns]]] = {
    FieldName.NAME: _name,
    FieldName.REPRESENTATIVE: _name,
    FieldName.ORGANIZATION: _organization,
    FieldName.POSTAL_CODE: _postal_code,
    FieldName.ADDRESS: _address,
    FieldName.PHONE: _phone,
}
