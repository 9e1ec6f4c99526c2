"""Whether a text can follow a label as its value: by its shape, and by whether a sentence runs on instead."""

from __future__ import annotations

import re

from ocr_intake.japanese.addresses import address_likelihood
from ocr_intake.japanese.names import parse_name
from ocr_intake.japanese.organizations import organization_likelihood
from ocr_intake.japanese.phones import find_phones
from ocr_intake.japanese.postal import find_postal_codes
from ocr_intake.japanese.words import words

LONGEST_LABEL_LINE = 26
"""A line that is all label is not longer than this, and an opinion that follows a label after a mere gap neither."""
LONGEST_NAME = 14
LONGEST_ORGANIZATION = 30
LONGEST_ANSWER = 8
"""なし, 携帯のみ: what a person may answer instead of a number or an address."""
_PARTICLES = frozenset({"助詞", "助動詞"})
_ZERO = "0０OoＯ(（+＋"


def runs_on(wording: str, rest: str) -> bool:
    """Whether a sentence goes on from a label's word into what follows: 電話 がつながらない, 住所・氏名を書かせる."""
    if not rest:
        return False
    at = 0
    for word in words("".join((wording + rest).split())[:40]):
        if at >= len(wording):
            return at > len(wording) or word.part[0] in _PARTICLES
        at += len(word.text)
    return False


def is_sentence(text: str) -> bool:
    """Whether a text ends like a sentence or goes on after one."""
    plain = "".join(text.split())
    return "。" in plain or plain.endswith(("です", "ます", "ません", "ました", "ください", "下さい", "たい", "ほしい"))


def could_be(kinds: tuple[str, ...], wording: str, rest: str) -> bool:
    """Whether a text after a gap may be such a label's value: all but a sentence that the label's word begins."""
    if runs_on(wording, rest):
        return False
    if set(kinds) & {"opinion", "reason"}:
        return len(rest) <= LONGEST_LABEL_LINE
    plain = "".join(rest.split())
    if is_sentence(rest):
        return False
    if set(kinds) <= {"phone", "fax"}:
        return any(char.isdigit() for char in plain) or len(plain) <= LONGEST_ANSWER
    return True


def must_be(kinds: tuple[str, ...], rest: str) -> bool:
    """Whether a text that follows without any separator is plainly such a label's value."""
    checks = {
        "phone": lambda: bool(find_phones(rest)) and rest.lstrip()[:1] in _ZERO,
        "fax": lambda: bool(find_phones(rest)),
        "postal_code": lambda: bool(find_postal_codes(rest)),
        "address": lambda: (
            address_likelihood(rest.rstrip("。")) >= 0.5 or any(code.start == 0 for code in find_postal_codes(rest))
        ),
        "name": lambda: len(rest) <= LONGEST_NAME and parse_name(rest).likelihood >= 0.4,
        "representative": lambda: len(rest) <= LONGEST_NAME and parse_name(rest).likelihood >= 0.7,
        "organization": lambda: len(rest) <= LONGEST_ORGANIZATION and organization_likelihood(rest) >= 0.6,
        "email": lambda: "@" in rest,
        "furigana": lambda: bool(re.fullmatch(r"[ぁ-ゖァ-ヺー\s]+", rest)),
    }
    return any(check() for kind in kinds if (check := checks.get(kind)) is not None)
