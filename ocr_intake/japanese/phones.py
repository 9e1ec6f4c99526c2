"""Telephone numbers of Japan: finding them in what a reader returns, mending look-alikes, and judging them.

A number stays in the form it was written in, 03(3568)4073 or 07033508985; only signs that must be digits are mended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import phonenumbers

from ocr_intake.japanese.digits import DASH, LIKE, SURE, digits, mended, written

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
_OVERSEAS = rf"[+＋][ ]?(?!8[ ]?1)[1-9１-９](?:(?:{_SEP})?[{SURE}]){{7,13}}"
_NUMBER = re.compile(
    rf"(?:(?<![{SURE}A-Za-z{DASH}])|(?<=(?i:tel))|(?<=(?i:fax))){_POSTAL}(?:(?P<abroad>{_ABROAD})|(?P<overseas>{_OVERSEAS})|{_GROUPED}|{_TWO_GROUPS}|{_SOLID})(?![{SURE}])"
)
_FAX = re.compile(r"(?:F\s?A\s?X|ファ[ッツ]?クス|ＦＡＸ|ファクシミリ|(?<![A-Za-z])F\s?[.:：])", re.IGNORECASE)
_TEL = re.compile(r"(?:T\s?E\s?L|電\s?話|ＴＥＬ|携\s?帯|℡|☎|連絡先|(?<![A-Za-z])T\s?[.:：])", re.IGNORECASE)
_MOST_MENDED = 3


class PhoneProblem(StrEnum):
    """Why a number cannot be right as it was read."""

    MISSING_DIGITS = "missing_digits"
    EXTRA_DIGITS = "extra_digits"
    UNKNOWN_NUMBER = "unknown_number"
    """As many digits as there should be, but no such area or block has been assigned."""
    NO_AREA_CODE = "no_area_code"


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number found in a text."""

    written: str
    """As it was read, in its own form, look-alikes mended, no space at its ends."""
    digits: str
    """National digits from the leading 0."""
    start: int
    end: int
    problem: PhoneProblem | None
    fax: bool
    """Whether the nearest label before it says fax and not telephone too."""
    mended: int
    """How many characters were read as something else that looks like a digit."""

    @property
    def valid(self) -> bool:
        """Whether such a number can exist."""
        return self.problem is None


def problem_of(number: str) -> PhoneProblem | None:
    """Why a national digit string cannot be a number, or None if it can."""
    if not number.startswith("0"):
        return PhoneProblem.NO_AREA_CODE if len(number) < 9 else PhoneProblem.MISSING_DIGITS
    expected = 11 if re.match(r"0[5-9]0", number) else 10
    if len(number) != expected:
        return PhoneProblem.MISSING_DIGITS if len(number) < expected else PhoneProblem.EXTRA_DIGITS
    return None if _is_assigned(number) else PhoneProblem.UNKNOWN_NUMBER


def _is_assigned(number: str) -> bool:
    """Whether the numbering plan has such a number; what begins as a call abroad (0010 …) is none."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "JP"))
    except phonenumbers.NumberParseException:
        return False


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


def local_number(text: str) -> Phone | None:
    """A number without its area code, in two groups as it is dialled in one town (51-1234, 5-5737)."""
    match = re.search(rf"(?<![{SURE}])[{SURE}]{{1,4}}[ ]?[{DASH}][ ]?[{SURE}]{{4}}(?![{SURE}])", text)
    return _phone(text, match.start(), match.end()) if match else None


def find_phones(text: str, *, surely: bool = False) -> tuple[Phone, ...]:
    """All telephone numbers of `text` in order: strings of nine to thirteen digits that begin with 0 or +81.

    Postal codes, dates and lot numbers are none. Where it is sure that there is one (``surely``), a number counts
    though its area is unknown and nothing tells it from other digits.
    """
    found: list[Phone] = []
    for match in _NUMBER.finditer(text):
        count = len(digits(match[0]))
        if mended(match[0]) > _MOST_MENDED or not (match["abroad"] or match["overseas"] or 9 <= count <= 13):
            continue
        labels = text[found[-1].end if found else 0 : match.start()]
        phone = _phone(text, match.start(), match.end(), labels)
        if surely or phone.problem is None or any(char in match[0] for char in "-ー−－()（）") or _TEL.search(labels):
            found.append(phone)
    return tuple(found)


def national(text: str) -> str:
    """A value with each telephone number in it in the numbering plan's own form: 027-363~3601 is 027-363-3601.

    A number that cannot be right, one of another country and what stands beside a number stay as they are written.
    """
    parts, end = [], 0
    for phone in find_phones(text, surely=True):
        if phone.valid and phone.digits.startswith("0"):
            found = text[phone.start : phone.end]
            parts += [text[end : phone.start], found[: -len(found.lstrip())], _usual(phone.digits)]
            end = phone.end
    return "".join([*parts, text[end:]]).strip()


def _phone(text: str, start: int, end: int, labels: str = "") -> Phone:
    raw = text[start:end]
    number = digits(raw)
    if raw[:1] in "+＋" and number.startswith("81"):
        number = f"0{number[2:].removeprefix('0')}"
    elif raw[:1] in "+＋":
        problem = None if _is_overseas(number) else PhoneProblem.UNKNOWN_NUMBER
        return Phone(_form(raw), number, start, end, problem, fax=False, mended=0)
    near = labels[-16:]
    fax = _FAX.search(near) is not None and _TEL.search(near) is None
    problem, form, slips = problem_of(number), _form(raw), mended(raw)
    if problem is PhoneProblem.EXTRA_DIGITS and (usual := _without_rules(number)):
        problem, form, slips, number = None, usual, slips + len(number) - len(digits(usual)), digits(usual)
    return Phone(form, number, start, end, problem, fax, slips)


def _is_overseas(number: str) -> bool:
    """Whether digits with a country's code before them can be a number of that country."""
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(f"+{number}"))
    except phonenumbers.NumberParseException:
        return False


def _without_rules(number: str) -> str | None:
    """The usual form of a number whose hyphens or brackets were read as 1: 01916654283 is 019-665-4283."""
    ones = [index for index, digit in enumerate(number) if digit == "1" and index > 1]
    for count in (1, 2):
        for left_out in combinations(ones, count):
            rest = "".join(digit for index, digit in enumerate(number) if index not in left_out)
            if problem_of(rest) is None:
                groups = _usual(rest).split("-")
                borders = {len(groups[0]), len(groups[0]) + len(groups[1])}
                places = {index - earlier for earlier, index in enumerate(left_out)}
                if places <= borders and len(places) == count:
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
