"""Kanji numerals, circled numbers, and the markers that items of a list begin with."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "壱": 1,
    "弐": 2,
    "参": 3,
    "○": 0,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "億": 10**8, "兆": 10**12}


def to_int(text: str) -> int | None:
    """The value of a whole number in kanji (二十四, 二〇二六, 三千五百万) or digits; None for anything else."""
    text = unicodedata.normalize("NFKC", text)
    if not text:
        return None
    if text.isascii():
        return int(text) if text.isdigit() else None
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total, rest = 0, text
    for sign, value in sorted(_MYRIADS.items(), key=lambda item: -item[1]):
        head, found, tail = rest.partition(sign)
        if found:
            count = _below_myriad(head) if head else None
            if count is None:
                return None
            total, rest = total + count * value, tail
    if not rest:
        return total
    last = _below_myriad(rest)
    return None if last is None else total + last


def _below_myriad(text: str) -> int | None:
    """Up to 9999, in units (三百二十) or in place values (三二〇)."""
    if text and all(char in _DIGITS for char in text):
        value = int("".join(str(_DIGITS[char]) for char in text))
        return value if value < 10**4 else None
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= 4 else None
    total, pending, above = 0, None, 10**4
    for char in text:
        if char in _UNITS:
            unit = _UNITS[char]
            if unit >= above:
                return None
            total += unit * (1 if pending is None else pending)
            pending, above = None, unit
        elif char in _DIGITS and pending is None:
            pending = _DIGITS[char]
        else:
            return None
    return total + (pending or 0) if text else None


def circled(char: str) -> int | None:
    """The number in a circled or parenthesised number sign (①, ⑴, ❶, ㈠, ㊀), else None."""
    name = unicodedata.name(char, "") if len(char) == 1 else ""
    if not name.startswith(
        ("CIRCLED", "PARENTHESIZED", "DINGBAT", "NEGATIVE CIRCLED", "DOUBLE CIRCLED", "DIGIT", "NUMBER", "ROMAN")
    ):
        return None
    if name.startswith(("DIGIT", "NUMBER")) and not name.endswith("FULL STOP"):
        return None
    value = unicodedata.numeric(char, None)
    if value is not None:
        return int(value)
    return to_int(unicodedata.normalize("NFKC", char).strip("()"))


class MarkerKind(StrEnum):
    """What a list marker counts with."""

    NUMBER = "number"
    KANJI = "kanji"
    KANA = "kana"
    LETTER = "letter"
    BULLET = "bullet"


@dataclass(frozen=True, slots=True)
class Marker:
    """The marker a line begins with."""

    text: str
    """As written, without the white space after it."""
    rest: str
    """The line after the marker and its white space."""
    kind: MarkerKind
    ordinal: int | None
    """Its place in the list, from 1; None for bullets."""
    style: str
    """Its shape with the counting part as #, so that the items of one list have one style: '(#)', '#.', '・'."""


_KANA = "アイウエオカキクケコサシスセソタチツテト"
_IROHA = "イロハニホヘ"
_HIRAGANA = "あいうえおかきくけこ"
_NUM = r"[0-9０-９]{1,2}"
_KANJI_NUM = r"[一二三四五六七八九十]{1,3}"
_COUNT = rf"(?P<n>{_NUM}|{_KANJI_NUM}|[{_KANA}{_IROHA}{_HIRAGANA}]|[A-Za-zＡ-Ｚａ-ｚ])"
_SIGN = re.compile(r"(?P<sign>[Ⅰ-Ⅻⅰ-ⅻ](?=[.．、:： \u3000])|[①-⑳㉑-㉟㊱-㊿❶-❿⓫-⓴⑴-⒇⒈-⒛㈠-㈩㊀-㊉])[.．、:：]?\s*")
_BOTH = re.compile(
    rf"(?P<open>[{re.escape('(（〔［[【<＜')}])\s?{_COUNT}\s?(?P<close>[{re.escape(')）〕］]】>＞')}])\s*"
)
_ITEM = re.compile(
    rf"(?P<word>第|その|意見|論点|ご意見|項目|No\.?|NO\.?)\s?(?P<n>{_NUM}|{_KANJI_NUM})\s?"
    rf"(?:に?[、．.:：)）]|に|(?=\s|$))\s*"
)
_CLOSED = re.compile(rf"{_COUNT}\s?(?P<close>[)）])\s*")
_DOTTED = re.compile(rf"{_COUNT}(?P<close>[.．、､。:：,，])\s*(?![0-9０-９])")
_SPACED = re.compile(rf"(?P<n>{_NUM}|[{_KANA}])(?P<close>[ 　])\s*(?=[^\s0-9０-９年月日時分号番丁人件円%％点割回歳才])")
_BULLET = re.compile(r"(?P<sign>[・･](?![・･])|[●○◎◯◆◇■□▪▫▶▷►★☆※➢➤✓✔•‣⁃∙]|[-−－–—‐ー―](?=[\s　])|[*＊](?=[\s　]))\s*")
_ORDER = "abcdefghijklmnopqrstuvwxyz"


def read_marker(line: str) -> Marker | None:
    """The list marker that `line` begins with, or None.

    Conservative: decimals (1.5), dates (7.15, 8月5日), numbers with units and lone kana are no markers.
    """
    body = line.lstrip()
    for pattern in (_SIGN, _BOTH, _ITEM, _CLOSED, _DOTTED, _SPACED, _BULLET):
        match = pattern.match(body)
        if match is None:
            continue
        written, rest = body[: match.end()].rstrip(), body[match.end() :]
        groups = match.groupdict()
        if pattern is _BULLET:
            return Marker(written, rest, MarkerKind.BULLET, None, written)
        counted = groups.get("n") or groups["sign"]
        kind, ordinal = _counted(counted)
        if not ordinal:
            return None
        katakana = counted in _KANA + _IROHA
        if pattern is _DOTTED and not _may_follow(groups["close"], rest, kind, katakana=katakana):
            return None
        return Marker(written, rest, kind, ordinal, _style(written, counted, kind))
    return None


def _counted(text: str) -> tuple[MarkerKind, int | None]:
    if (value := circled(text)) is not None:
        return MarkerKind.NUMBER, value
    plain = unicodedata.normalize("NFKC", text)
    if plain in _KANA:
        return MarkerKind.KANA, _KANA.index(plain) + 1
    if plain in _IROHA:
        return MarkerKind.KANA, _IROHA.index(plain) + 1
    if plain in _HIRAGANA:
        return MarkerKind.KANA, _HIRAGANA.index(plain) + 1
    if plain.lower() in _ORDER:
        return MarkerKind.LETTER, _ORDER.index(plain.lower()) + 1
    return (MarkerKind.NUMBER if plain.isascii() else MarkerKind.KANJI), to_int(plain)


def _may_follow(close: str, rest: str, kind: MarkerKind, *, katakana: bool) -> bool:
    """Whether what follows 'count and stop' can be an item; '1、2回' and '私は、' cannot."""
    comma = close in "、､。,，"
    if not rest.strip():
        return not comma
    if kind is MarkerKind.LETTER or (kind is MarkerKind.KANA and not katakana):
        return not comma
    return re.match(rf"{_KANJI_NUM}(?:[つ人回度年月日番個点]|$)", rest) is None


def _style(written: str, counted: str, kind: MarkerKind) -> str:
    if circled(counted) is not None:
        return "①" + written[1:]
    return unicodedata.normalize("NFKC", written.replace(counted, {MarkerKind.NUMBER: "#"}.get(kind, kind.value), 1))
