"""Heads of lines that are a label by their form alone: 【事業所の名称】, (3) おところ：, 所在 before a postal code."""

from __future__ import annotations

import re

from ocr_intake.japanese.addresses import address_likelihood
from ocr_intake.japanese.names import parse_name
from ocr_intake.japanese.numerals import split_marker
from ocr_intake.japanese.titles import split_title

_BRACKETED = re.compile(r"\s*[【\[［〔<＜《]([^【】\[\]［］〔〕<>＜＞《》]{1,20})[】\]］〕>＞》]\s*[:：;；|｜]?\s*")
_BEFORE_A_COLON = re.compile(r"\s*([^0-9０-９:：。、]{2,16}?)\s*[:：]\s*")
_BEFORE_A_CODE = re.compile(
    r"\s*([^0-9０-９:：。、〒\s][^0-9０-９:：。、〒]{0,5}?)\s*(?=〒?\s*[0-9０-９]{3}\s?[-－−‐ー]\s?[0-9０-９]{4}(?![0-9０-９]))"
)
_BEFORE_A_GAP = re.compile(r"\s*([^0-9０-９:：。、\s]\s?[^0-9０-９:：。、\s]{1,4})[\s　]+(?=\S)")
_OF_THE_OFFICE = re.compile(r"提出|問い?合|[あ宛]て?先|送付|期間|募集|会場|場所|主催|担当")
"""Heads of what the city says about itself."""
_ADDRESS = 0.5
_SHORTEST_NAME = 3
"""Characters of the shortest name that stands before an address."""
_ANY_NAME = " 山田 太郎"
_ITEM = re.compile(
    r"\s*(?:[(（]\s?[0-9０-９]{1,2}\s?[)）]|[0-9０-９]{1,2}\s?[.．)）](?![0-9０-９])|[①-⑳])\s*(?=[^\s0-9０-９])"
)


def head_of(text: str) -> int:
    """Where a line's value begins behind words that are a label by their form: 0 where there are none.

    Whether what follows is a value is for the caller to judge. A title (代表：) stays with the name behind it.
    """
    marker, rest = split_marker(text)
    start = len(text) - len(rest) if marker else 0
    for pattern in (_BRACKETED, _BEFORE_A_COLON, _BEFORE_A_CODE, _BEFORE_A_GAP):
        match = pattern.match(text, start)
        if match is None or match.end() >= len(text):
            continue
        if _may_be_label(match[1]) and (pattern is not _BEFORE_A_GAP or _is_address(match[1], text[match.end() :])):
            return match.end()
    return 0


def is_headed(text: str) -> bool:
    """Whether a line begins a field of its own, by a number, a bracket or a colon: it goes on with no value above."""
    return bool(_ITEM.match(text) or _BRACKETED.match(text) or _BEFORE_A_COLON.match(text))


def _may_be_label(head: str) -> bool:
    plain = "".join(head.split())
    if _OF_THE_OFFICE.search(plain) or address_likelihood(head) >= _ADDRESS:
        return False
    named = len(plain) >= _SHORTEST_NAME and parse_name(head).in_lexicon
    return not named and not split_title(plain + _ANY_NAME)[0]


def _is_address(head: str, rest: str) -> bool:
    """Whether a gap parts a word from an address that is one without it."""
    return not address_likelihood(head) and address_likelihood(rest) >= _ADDRESS
