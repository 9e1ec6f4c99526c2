"""Telephone numbers of Japan: finding them in what a reader returns, mending look-alikes, and judging them.

A number stays in the form it was written in, 03(3568)4073 or 07033508985; only signs that must be digits are mended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import combinations

import phonenumbers

from ocr_intake.japanese.digits import DASH, LIKE, SURE, digits, mended, written
from ocr_intake.japanese.gazetteer import PREFECTURES
from ocr_intake.japanese.shipped import rows

_D = rf"[{LIKE}][ \u3000]?"
_DOT = r".．・,，、/／~〜_:：<>＜＞«»"
_SEP = rf"[ \u3000]?(?:[{DASH}{_DOT}()（）\[\]〔〕]|[のノ]|局)+[ \u3000]?|[ \u3000]{{1,2}}"
_ZERO = r"[0０OoＯ〇○]"
_POSTAL = rf"(?![{LIKE}]{{3}} ?[{DASH}] ?[{LIKE}]{{4}}(?![{LIKE}]| ?[{DASH}(（]))"
_GROUPED = (
    rf"[(（\[〔]?[ ]?{_ZERO}[ \u3000]?(?:{_D}){{1,4}}?(?:{_SEP})"
    rf"(?:{_D}){{1,5}}?(?:{_SEP})(?:[{LIKE}][ ]?){{2,4}}[{LIKE}]"
)
_SOLID = rf"[(（]?{_ZERO}(?:[ \u3000]?[{LIKE}]){{8,12}}"
_TWO_GROUPS = rf"[(（]?{_ZERO}(?:{_D}){{1,7}}?(?:{_SEP})(?:[{LIKE}][ ]?){{3,8}}[{LIKE}]"
_ABROAD = rf"[+＋][ ]?8[ ]?1(?:{_SEP})?[{LIKE}](?:(?:{_SEP})?[{LIKE}]){{8,10}}"
_NUMBER = re.compile(
    rf"(?:(?<![{SURE}A-Za-z{DASH}])|(?<=(?i:tel))|(?<=(?i:fax))){_POSTAL}(?:(?P<abroad>{_ABROAD})|{_GROUPED}|{_TWO_GROUPS}|{_SOLID})(?![{SURE}])"
)
_FAX = re.compile(r"(?:F\s?A\s?X|ファ[ッツ]?クス|ＦＡＸ|ファクシミリ|(?<![A-Za-z])F\s?[.:：])", re.IGNORECASE)
_TEL = re.compile(r"(?:T\s?E\s?L|電\s?話|ＴＥＬ|携\s?帯|℡|☎|連絡先|(?<![A-Za-z])T\s?[.:：])", re.IGNORECASE)
_MOST_MENDED = 3


class PhoneKind(StrEnum):
    """What a number's beginning says it is."""

    LANDLINE = "landline"
    MOBILE = "mobile"
    IP = "ip"
    SERVICE = "service"
    """Toll-free and other service numbers."""


class PhoneProblem(StrEnum):
    """Why a number cannot be right as it was read."""

    MISSING_DIGITS = "missing_digits"
    EXTRA_DIGITS = "extra_digits"
    UNKNOWN_NUMBER = "unknown_number"
    """As many digits as there should be, but no such area or block has been assigned."""
    NO_AREA_CODE = "no_area_code"


@dataclass(frozen=True, slots=True)
class Area:
    """Where a landline number belongs."""

    prefecture: str
    """Empty where the prefix spans prefectures or its place is not recorded."""
    place: str
    """The name of the message area, e.g. 盛岡; not necessarily the city."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number found in a text."""

    written: str
    """As it was read, in its own form, look-alikes mended, no space at its ends."""
    digits: str
    """National digits from the leading 0."""
    start: int
    end: int
    kind: PhoneKind
    problem: PhoneProblem | None
    fax: bool
    """Whether the nearest label before it says fax and not telephone too."""
    mended: int
    """How many characters were read as something else that looks like a digit."""

    @property
    def valid(self) -> bool:
        """Whether such a number can exist."""
        return self.problem is None

    @property
    def usual(self) -> str:
        """The usual way to write it: 019-648-6802; the bare digits when it cannot exist."""
        return _usual(self.digits) if self.valid else self.digits

    @property
    def area(self) -> Area | None:
        """Where a landline belongs; None for all other numbers and unknown prefixes."""
        return area_of(self.digits) if self.kind is PhoneKind.LANDLINE else None


@cache
def _areas() -> dict[str, Area]:
    return {
        prefix: Area(PREFECTURES[int(index) - 1] if int(index) else "", place)
        for prefix, index, place in rows("area_codes.tsv")
    }


def area_of(number: str) -> Area | None:
    """The area of a national digit string by its longest known beginning."""
    areas = _areas()
    for length in range(min(len(number), 8), 1, -1):
        area = areas.get(number[:length])
        if area is not None:
            return area
    return None


def _kind(number: str) -> PhoneKind:
    if re.match(r"0[789]0", number):
        return PhoneKind.MOBILE
    if number.startswith("050"):
        return PhoneKind.IP
    if re.match(r"0120|0800|0570|0990|0180", number):
        return PhoneKind.SERVICE
    return PhoneKind.LANDLINE


def problem_of(number: str) -> PhoneProblem | None:
    """Why a national digit string cannot be a number, or None if it can."""
    if not number.startswith("0"):
        return PhoneProblem.NO_AREA_CODE if len(number) < 9 else PhoneProblem.MISSING_DIGITS
    expected = 11 if re.match(r"0[5789]0", number) else 10
    if len(number) != expected:
        return PhoneProblem.MISSING_DIGITS if len(number) < expected else PhoneProblem.EXTRA_DIGITS
    valid = phonenumbers.is_valid_number(phonenumbers.parse(number, "JP"))
    return None if valid else PhoneProblem.UNKNOWN_NUMBER


def parse_phone(text: str) -> Phone | None:
    """The number that a cell or a labelled line holds: the first found, or all its digits if there are six or more.

    A number with too few or too many digits is returned too, with its `problem`.
    """
    found = find_phones(text)
    if found:
        return next((one for one in found if not one.fax), found[0])
    match = re.search(rf"[(（]?[{LIKE}](?:[{LIKE}{DASH}{_DOT}()（） \u3000]*[{LIKE}])?", text)
    if match is None or len(digits(match[0])) < 6 or mended(match[0]) > _MOST_MENDED:
        return None
    return _phone(text, match.start(), match.end())


def find_phones(text: str) -> tuple[Phone, ...]:
    """All telephone numbers of `text` in order: strings of nine to thirteen digits that begin with 0 or +81.

    Postal codes, dates and lot numbers are none.
    """
    found: list[Phone] = []
    for match in _NUMBER.finditer(text):
        count = len(digits(match[0]))
        if mended(match[0]) > _MOST_MENDED or not (match["abroad"] or 9 <= count <= 13):
            continue
        labels = text[found[-1].end if found else 0 : match.start()]
        phone = _phone(text, match.start(), match.end(), labels)
        if phone.problem is None or any(char in match[0] for char in "-ー−－()（）") or _TEL.search(labels):
            found.append(phone)
    return tuple(found)


def _phone(text: str, start: int, end: int, labels: str = "") -> Phone:
    raw = text[start:end]
    number = digits(raw)
    if raw[:1] in "+＋" and number.startswith("81"):
        number = f"0{number[2:].removeprefix('0')}"
    near = labels[-16:]
    fax = _FAX.search(near) is not None and _TEL.search(near) is None
    problem, form, slips = problem_of(number), _form(raw), mended(raw)
    if problem is PhoneProblem.EXTRA_DIGITS and (usual := _without_rules(number)):
        problem, form, slips, number = None, usual, slips + len(number) - len(digits(usual)), digits(usual)
    return Phone(form, number, start, end, _kind(number), problem, fax, slips)


def _without_rules(number: str) -> str | None:
    """The usual form of a number whose hyphens or brackets were read as 1: 01916654283 is 019-665-4283."""
    ones = [index for index, digit in enumerate(number) if digit == "1" and index > 1]
    for count in (1, 2):
        for left_out in combinations(ones, count):
            rest = "".join(digit for index, digit in enumerate(number) if index not in left_out)
            if problem_of(rest) is None:
                groups = _usual(rest).split("-")
                borders = {len(groups[0]), len(groups[0]) + len(groups[1])}
                if {index - earlier for earlier, index in enumerate(left_out)} <= borders:
                    return "-".join(groups)
    return None


def _usual(number: str) -> str:
    parsed = phonenumbers.parse(number, "JP")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


def _form(raw: str) -> str:
    """As written, less what readers add: blanks, dashes of other kinds, a bracket that is never closed."""
    raw = raw.strip()
    if raw[:1] in "(（[〔" and not re.search(r"[)）\]〕]", raw):
        raw = raw[1:].strip()
    raw = written(raw)
    if len(re.findall(r"(?<![0-9０-９])[0-9０-９][ \u3000](?=[0-9０-９](?![0-9０-９]))", raw)) > 2:
        raw = re.sub(r"[ \u3000]", "", raw)
    return re.sub(rf"(?![-－−])[{DASH}]", "-" if raw.isascii() or re.search("[0-9]", raw) else "－", raw)


@cache
def _neighbours() -> frozenset[frozenset[str]]:
    names = {name[:2]: name for name in PREFECTURES}
    pairs = (pair.split("-") for pair in _BORDERS.split())
    return frozenset(frozenset({names[one], names[other]}) for one, others in pairs for other in others.split(","))


_BORDERS = """
    青森-岩手,秋田 岩手-宮城,秋田 宮城-秋田,山形,福島 秋田-山形 山形-福島,新潟 福島-茨城,栃木,群馬,新潟
    茨城-栃木,埼玉,千葉 栃木-群馬,埼玉 群馬-埼玉,新潟,長野 埼玉-千葉,東京,山梨,長野 千葉-東京 東京-神奈,山梨
    神奈-山梨,静岡 新潟-富山,長野 富山-石川,岐阜,長野 石川-福井,岐阜 福井-岐阜,滋賀,京都 山梨-長野,静岡
    長野-岐阜,静岡,愛知 岐阜-愛知,三重,滋賀 静岡-愛知 愛知-三重 三重-滋賀,京都,奈良,和歌 滋賀-京都
    京都-大阪,兵庫,奈良 大阪-兵庫,奈良,和歌 兵庫-鳥取,岡山 奈良-和歌 鳥取-島根,岡山,広島 島根-広島,山口
    岡山-広島 広島-山口 徳島-香川,愛媛,高知 香川-愛媛 愛媛-高知 福岡-佐賀,熊本,大分 佐賀-長崎
    熊本-大分,宮崎,鹿児 大分-宮崎 宮崎-鹿児
"""
"""Prefectures that share a border, by the first two characters of their names."""


def agrees_with(phone: Phone, prefecture: str) -> bool | None:
    """Whether a landline belongs to `prefecture`.

    None for numbers that say nothing of a place, and for the prefecture next door: area codes cross borders.
    """
    area = phone.area
    if area is None or not area.prefecture or prefecture not in PREFECTURES:
        return None
    if area.prefecture == prefecture:
        return True
    return None if frozenset({area.prefecture, prefecture}) in _neighbours() else False
