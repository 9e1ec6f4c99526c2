"""What a line, or a part of one, may be where people say who they are: an address, a telephone number, a person."""

from __future__ import annotations

import itertools
import re
from enum import StrEnum
from typing import TYPE_CHECKING

from ocr_intake.extract.apparatus import (
    LONGEST,
    is_addressee,
    is_date,
    is_municipality,
    is_office,
    is_page_mark,
    is_title,
)
from ocr_intake.extract.heads import head_of
from ocr_intake.extract.knowledge import comparable
from ocr_intake.extract.label_words import asked_by_words
from ocr_intake.extract.numeric import with_kanji_numbers
from ocr_intake.extract.upright import with_code
from ocr_intake.japanese.addresses import address_likelihood, begins_at
from ocr_intake.japanese.names import family_bearers, parse_name
from ocr_intake.japanese.numerals import split_marker
from ocr_intake.japanese.organizations import organization_likelihood
from ocr_intake.japanese.phones import find_phones
from ocr_intake.japanese.postal import find_postal_codes
from ocr_intake.japanese.titles import split_title

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.segment import Segment

ADDRESS = 0.5
"""``address_likelihood`` from which a short line is an address."""
CODED_ADDRESS, CODE_DIGITS = 0.3, 6
"""The same where so many digits stand before it, as an unreadable postal code has them."""
LIKELY, LIKELY_NAME = 0.5, 0.55
"""Likelihood from which a line is an organisation, and from which it is a person."""
SHORT_CODE = 12
"""Characters of the longest line with a postal code and nothing else to speak of."""
USUAL = 5000
"""Bearers from which a family name is a usual one."""
LONGEST_READING = 14
LONGEST_PERSON = 30
LONGEST_TITLED = 8
"""Characters of the longest name behind a title."""
LEAST_KNOWN = 3
"""Characters of the shortest name that is told from running text by the lexicon of names alone."""
LONGEST_PHONE = 24
LONGEST_CONTINUATION = 18
_EMAIL = re.compile(
    r"[A-Za-z0-9._%+\-]{2,}\s?[@＠]\s?[A-Za-z0-9.\-]+|^(?:e-?mail|メール(?:アドレス)?|電子メール)[:：\s]", re.IGNORECASE
)
_URL = re.compile(r"https?[:：]//|www[.．]", re.IGNORECASE)
_READING = re.compile(r"[(（]?[ぁ-ゖー\s　・]+[)）]?|[(（]?[ァ-ヺー\s　・]+[)）]?")
_MARKS = (
    r"T\s?E\s?L|電\s?話(?:番号)?|携帯(?:電話)?|℡|☎|F\s?A\s?X|ファ[クッ]ク?ス|E-?mail|メール(?:アドレス)?"
    r"|Ｔ\s?Ｅ\s?Ｌ|Ｆ\s?Ａ\s?Ｘ"
)
_SIGNS = r"T\s?E\s?L|℡|☎|F\s?A\s?X|E-?mail|Ｔ\s?Ｅ\s?Ｌ|Ｆ\s?Ａ\s?Ｘ"
_BEFORE_A_MARK = r"\s　)）\]】/／、,;；|｜・\d０-９〇一二三四五六七八九"
_MARK = re.compile(
    rf"(?<=[{_BEFORE_A_MARK}])[(（\[【〔]?(?:{_MARKS})|(?<=[ぁ-ゖァ-ヺー])[(（\[【〔]?(?:{_SIGNS})", re.IGNORECASE
)
"""A mark inside a line: after a number or a break, a sign also after a name in kana; 電話 after kana ends a label's
words instead (日中連絡がとれる電話)."""
_ROLE_NAME = "山田 太郎"
"""Any known name: what stands before one is a title or it is not."""


class Kind(StrEnum):
    """What a line is."""

    ADDRESS = "address"
    """With a postal code or one alone."""
    PHONE = "phone"
    FAX = "fax"
    EMAIL = "email"
    PERSON = "person"
    """A person or an organisation."""
    READING = "reading"
    """A name in kana alone, as ふりがな gives it."""
    ROLE = "role"
    """会長, 事務局長: a title without a name."""
    CONTINUATION = "continuation"
    """May be the rest of an address."""
    OFFICE = "office"
    """Of a municipality."""
    ADDRESSEE = "addressee"
    APPARATUS = "apparatus"
    """A date, title or page number."""
    TEXT = "text"
    """Running text."""
    OTHER = "other"


CONTACT = frozenset({Kind.ADDRESS, Kind.PHONE, Kind.FAX, Kind.EMAIL, Kind.PERSON, Kind.READING, Kind.ROLE})
"""What a sender's block is made of."""


def kind_of(segment: Segment, knowledge: Knowledge) -> Kind:
    """What a line or part of a line is, by its own form."""
    text = with_code(segment.text.strip()) if segment.vertical else segment.text.strip()
    plain = "".join(text.split())
    if not plain:
        return Kind.OTHER
    if _EMAIL.search(text) or _URL.search(text):
        return Kind.EMAIL if len(plain) <= LONGEST else Kind.TEXT
    if len(plain) > LONGEST or plain.endswith(("。", "、")) or "。" in plain[:-1]:
        return Kind.PERSON if _is_name_and_speck(plain) else Kind.TEXT
    number = _number(plain) or _number_by_digits(segment, plain)
    if number is not None and len(plain) <= LONGEST_PHONE and not _is_coded_address(text):
        return number
    if is_addressee(text, knowledge) and not (plain[-1].isdigit() and _is_address(text, plain)):  # 雫石町長山 192
        return Kind.ADDRESSEE
    apparatus = is_title(text) or is_date(text) or is_page_mark(text)
    return Kind.APPARATUS if apparatus else _place_or_person(text, plain)


def _is_name_and_speck(plain: str) -> bool:
    """Whether a line is a well-known name and a stop: the edge of a seal, or a speck."""
    name = plain.rstrip("。、")
    return name != plain and LEAST_KNOWN <= len(name) <= LONGEST_TITLED and parse_name(name).in_lexicon


def _place_or_person(text: str, plain: str) -> Kind:
    """The first of these that holds; each is looked at only when those before it do not."""
    checks: tuple[tuple[Kind, Callable[[], bool]], ...] = (
        (Kind.ADDRESS, lambda: _is_address(text, plain)),
        (Kind.OFFICE, lambda: is_office(text)),
        (Kind.ROLE, lambda: is_role(text)),
        (Kind.READING, lambda: _is_reading(text, plain)),
        (Kind.PERSON, lambda: _is_person(text, plain)),
        (Kind.CONTINUATION, lambda: _may_continue(text, plain)),
    )
    return next((kind for kind, holds in checks if holds()), Kind.OTHER)


def _is_address(text: str, plain: str) -> bool:
    likely = address_likelihood(text)
    if any(code.start <= 2 for code in find_postal_codes(text)) and (len(plain) <= SHORT_CODE or likely >= 0.3):
        return True
    for code in find_postal_codes(text):  # 〒020-0026盛岡開運橋通45: a mark and a known code say what follows
        if code.start <= 1 and code.marked and code.known and any(map(str.isdigit, text[code.end :])):
            return True
    if likely >= ADDRESS and any(char.isdigit() or char in "一二三四五六七八九十" for char in plain):
        return True
    return _is_coded_address(text)


def _is_coded_address(text: str) -> bool:
    """Whether an address stands behind what a postal code was read as."""
    start = begins_at(text)
    digits = sum(char.isdigit() or char in "〇○" for char in text[:start])
    return start > 0 and address_likelihood(text[start:]) >= (CODED_ADDRESS if digits >= CODE_DIGITS else ADDRESS)


def _is_reading(text: str, plain: str) -> bool:
    """Whether a line is in kana alone and may be a name's reading; a foreign name in katakana has its middle dot."""
    if not _READING.fullmatch(text) or organization_likelihood(text) >= LIKELY or re.search("[ァ-ヺ].*・", text):
        return False
    return 3 <= len(plain) <= LONGEST_READING or parse_name(text).likelihood >= LIKELY_NAME


def _is_person(text: str, plain: str) -> bool:
    if len(plain) > LONGEST_PERSON:
        return False
    known = organization_likelihood(text) >= LIKELY or parse_name(bare_name(text)).likelihood >= LIKELY_NAME
    return known or (is_titled(text) and bool(_KATAKANA_NAME.fullmatch("".join(split_title(text)[1].split()))))


_KATAKANA_NAME = re.compile(r"[ァ-ヺー・]{3,}")
"""A foreign name, whose parts nothing divides."""
_UNITS = frozenset({"番地", "番", "号", "号室", "室", "番地の"})
"""What is left of an address whose line was full."""
_LOT = re.compile(r"[0-9０-９一二三四五六七八九十]{1,5}(?:丁目|番|号|地割|[-－−‐ー][0-9０-９])")
"""How the part of an address behind its town begins; with a building it may be long."""


def _may_continue(text: str, plain: str) -> bool:
    numbered = any(char.isdigit() for char in plain)
    if is_municipality(text):  # a receipt stamp's, or an addressee
        return False
    if (_LOT.match(plain) and len(plain) <= LONGEST_PERSON) or plain in _UNITS:
        return True
    family = not numbered and any(family_bearers(plain[:length]) >= USUAL for length in (2, 3))  # 村上 is no village
    return len(plain) <= LONGEST_CONTINUATION and (numbered or (address_likelihood(text) > 0 and not family))


_ABOUT = re.compile(
    r"[\s　]*[(（][^()（）]*(?:[0-9０-９][歳才代]|会社員|業|主婦|学生|無職|公務員|在住|在勤)[^()（）]*[)）]$"
)

_STRAYS = re.compile(r"(?<=[^\x00-\x7f])[\s　]*[，,…‥．.!！|｜'’`]+$")
"""What a seal's edge or a speck behind a name was read as."""


def bare_name(text: str) -> str:
    """A name without its bearer's age and occupation in brackets behind it, and without strays at its end."""
    return _STRAYS.sub("", _ABOUT.sub("", text))


def is_role(text: str) -> bool:
    """Whether a text is a title alone: 会長, 事務局長, (代表)."""
    plain = "".join(text.split()).strip("()（）[]【】:：")
    if not 2 <= len(plain) <= 12:
        return False
    title, name = split_title(f"{plain} {_ROLE_NAME}")
    return title == plain and name == _ROLE_NAME


def is_titled(text: str) -> bool:
    """Whether a line is a title and a few characters that are no words of a sentence: whatever a name was read as."""
    title, name = split_title(text)
    plain = "".join(name.split())
    return bool(title) and 2 <= len(plain) <= LONGEST_TITLED and not re.search(r"^[ぁ-ゖ]|[0-9０-９。、:：]", plain)


def _number(plain: str) -> Kind | None:
    """Telephone or fax, where a line is a number with or without its mark."""
    plain = with_kanji_numbers(plain)
    digits = sum(char.isdigit() for char in plain)
    found = find_phones(plain)
    if found:
        if digits < 9:
            return None
        return Kind.FAX if all(phone.fax for phone in found) else Kind.PHONE
    bare = plain.lstrip("電話番号TELtel.:：")
    return Kind.PHONE if 9 <= digits <= 13 and digits >= 0.6 * len(plain) and bare.startswith("0") else None


def _number_by_digits(segment: Segment, plain: str) -> Kind | None:
    """Telephone, where a line of digits is a whole number only as read among digits alone: (0/0)1941-8478."""
    reading = segment.line.readings[0] if segment.line.readings else None
    if reading is None or not segment.whole or any(map(str.isalpha, plain)) or len(reading.digits) < len(plain) - 1:
        return None
    phones = find_phones(reading.digits)
    return Kind.PHONE if len(phones) == 1 and phones[0].problem is None and phones[0].start == 0 else None


def cut(segment: Segment) -> list[Segment]:
    """A line cut before each mark (TEL, FAX, E-mail) that stands inside it with a number or address after it.

    Running text that speaks of a telephone is left whole: something else than a value stands before or after.
    """
    text = segment.text
    if "。" in text:
        return [segment]
    starts = [match.start() for match in _MARK.finditer(text) if _announces(text[match.start() :])]
    starts = [start for start in starts if _is_something(text[:start]) and not _is_open(text[:start])]
    if not starts or _goes_on(text[: starts[0]]):
        return [segment]
    pieces = [segment.part(a, b) for a, b in itertools.pairwise((0, *starts, len(text)))]
    return [piece for piece in pieces if piece.text.strip("()（）/／、,・ 　")]


def _is_something(head: str) -> bool:
    """Whether what stands before a mark is more than a list marker or another mark (電話・FAX)."""
    words = split_marker(head)[1]
    if asked_by_words(comparable(words) + "電話") == ("phone",):  # 日中連絡がとれる電話: the mark is that label's end
        return False
    rest = re.sub(_MARKS, "", words, flags=re.IGNORECASE)
    return sum(map(str.isalnum, rest)) > 1


def _is_open(head: str) -> bool:
    """Whether a bracket is open at the end of a text, as in a label's words: 【連絡先の / 電話】."""
    return any(head.rfind(opening) > head.rfind(closing) for opening, closing in zip("【［[〔", "】］]〕", strict=True))


def _announces(rest: str) -> bool:
    """Whether a mark is followed by its value, and that by nothing but another mark."""
    if re.match(r"[(（\[【〔]?(?:E-?mail|メール)", rest, re.IGNORECASE):
        return "@" in rest or "＠" in rest
    phones = find_phones(with_kanji_numbers(rest))
    if not phones or phones[0].start > 12:
        return False
    tail = rest[phones[0].end :].strip(" 　)）」』(（/／、,・")
    return not tail or bool(re.match(rf"{_MARKS}|内線|日中|自宅|携帯|\d|０", tail, re.IGNORECASE))


def _goes_on(head: str) -> bool:
    """Whether what stands before a mark is running text: it ends in a particle or is too long for a value."""
    plain = "".join(head.split())
    return len(plain) > LONGEST or plain.endswith(("の", "は", "が", "を", "に", "で", "と", "も", "へ", "や"))


def parts(segments: Sequence[Segment], knowledge: Knowledge) -> list[tuple[Segment, Kind]]:
    """Lines with what they are; two things on one line (an address and a name, a name and a number) apart."""
    found: list[tuple[Segment, Kind]] = []
    for segment in segments:
        for piece in cut(segment):
            found.extend(_parted(_without_head(piece, knowledge), knowledge))
    return found


def _without_head(segment: Segment, knowledge: Knowledge) -> Segment:
    """A line without the words of a label that is in no list, where its value can be told by its own form."""
    start = head_of(segment.text)
    if not start:
        return segment
    rest = segment.part(start)
    return rest if kind_of(rest, knowledge) in CONTACT - {Kind.READING, Kind.ROLE} else segment


def _parted(segment: Segment, knowledge: Knowledge) -> list[tuple[Segment, Kind]]:
    kind = kind_of(segment, knowledge)
    text = segment.text
    if kind in {Kind.TEXT, Kind.EMAIL, Kind.FAX, Kind.ADDRESSEE}:
        return [(segment, kind)]
    phones = find_phones(text)
    if kind is not Kind.PHONE and len(phones) == 1 and phones[0].start and text[phones[0].start - 1].isspace():
        head, tail = segment.part(0, phones[0].start), segment.part(phones[0].start)
        before = kind_of(head, knowledge)
        if before in {Kind.ADDRESS, Kind.PERSON} and kind_of(tail, knowledge) is Kind.PHONE:
            return [*_parted(head, knowledge), (tail, Kind.PHONE)]
    if kind is Kind.ADDRESS:
        for gap in re.finditer(r"[\s　]+", text):
            head, tail = segment.part(0, gap.start()), segment.part(gap.end())
            person = parse_name(bare_name(tail.text))
            sure = person.in_lexicon or organization_likelihood(tail.text) >= 0.9
            numbered = any(char.isdigit() for char in bare_name(tail.text))
            if sure and address_likelihood(head.text) >= ADDRESS and not numbered:
                return [(head, Kind.ADDRESS), (tail, Kind.PERSON)]
    return [(segment, kind)]
