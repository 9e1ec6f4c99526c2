"""Look-alikes between kana, kanji and signs in running text (へ/ヘ, 力/カ, 一/ー …), settled by their neighbours.

Only characters that are one sign of such a pair are ever changed, and each is decided by the nearest characters that
are none, so that doing it twice changes nothing more. Where both readings are possible the text stays as it is.
"""

from __future__ import annotations

import re

from ocr_intake.japanese.charsets import HYPHENS, Kind, kind

_KANJI_OF = {"カ": "力", "エ": "工", "ロ": "口", "ニ": "二", "タ": "夕", "ハ": "八"}
"""Pairs in which both signs are common: decided in both directions."""
_KANA_OF = {kanji: kana for kana, kanji in _KANJI_OF.items()}
_KANJI_ONLY = {"卜": "ト", "丿": "ノ"}
"""Kanji that become katakana only between two katakana (卜 beside one); 三 and 千 are told from ミ and チ by shape."""
_HIRAGANA_OF = {"ヘ": "へ", "ベ": "べ", "ペ": "ぺ", "リ": "り"}
_KATAKANA_OF = {hiragana: katakana for katakana, hiragana in _HIRAGANA_OF.items()}
_LONG = frozenset("ー一") | frozenset(HYPHENS)
_AMBIGUOUS = _LONG.union(_KANJI_OF, _KANA_OF, _KANJI_ONLY, _HIRAGANA_OF, _KATAKANA_OF)
_ROUNDED = str.maketrans("キモヤセウ", "きもやせう")
_ALONE = re.compile(r"(?<=[ぁ-ゖ])[キモヤセウ](?=[ぁ-ゖ])")
"""A katakana between two hiragana that differs from its hiragana only in a curve."""
_COUNTED_AFTER_ONE = frozenset(
    "つ人度回日年月時番部方般緒丁条律定層体貫致覧市町県次括元環因途切歩員例段家台言点面種枚件本名目分級流斉杯晩軒"
    "両同帯円瞬旦応連助変新"
)
"""What 一 stands before where ー was read: 一つ, 一人, 一部, 一般 …"""
_COUNTER_AFTER_KA = frozenset("月所国年条村町カ箇")
"""三カ月, 二カ所: カ stays a counter after a number."""
_COUNTED = re.compile(r"[一二三八千](?=[カヵケヶ][月所国年条村町])")
"""A number before a counter in katakana stays: 三カ所, 一ヵ月."""
_KATAKANA_RUN = re.compile(r"[ァ-プホ-ラル-ヺ][ァ-プホ-ラル-ヺー]{2,}")
"""So many look-alikes in a row are no kanji: ハロー."""
_NUMBER = frozenset("0123456789０１２３４５６７８９一二三四五六七八九十百千数何〇")


def repair_kana(text: str) -> str:
    """`text` with look-alikes in the script that their neighbours are written in; length unchanged.

    'プ口グラム' is プログラム, '人ロ' is 人口, 'サ一ビス' is サービス, '東京ヘ行く' is 東京へ行く.
    """
    kept = {match.start() for match in _COUNTED.finditer(text)}
    kept |= {index for run in _KATAKANA_RUN.finditer(text) for index in range(*run.span()) if text[index] in _KANJI_OF}
    read = text
    while (certain := _settle_kanji_only(text)) != text:
        text = certain
    around = _around(text)
    settled = [_settled(text, index, *around[index]) for index in range(len(text))]
    sides = ["", *settled, ""]
    straightened = "".join(
        _long(char, sides[index], sides[index + 2]) if char in _LONG else char for index, char in enumerate(settled)
    )
    rounded = _ALONE.sub(lambda match: match[0].translate(_ROUNDED), straightened)
    return "".join(read[index] if index in kept else char for index, char in enumerate(rounded))


def _settle_kanji_only(text: str) -> str:
    """One round of the kanji that become katakana for good; each of them makes its neighbours more certain."""
    around = _around(text)
    return "".join(
        _KANJI_ONLY[char] if char in _KANJI_ONLY and _inside(char, *map(_kind, around[index])) else char
        for index, char in enumerate(text)
    )


def _inside(char: str, left: Kind | None, right: Kind | None) -> bool:
    if char == "卜":
        return Kind.KATAKANA in {left, right}
    return left is Kind.KATAKANA and right is Kind.KATAKANA


def _around(text: str) -> list[tuple[str, str]]:
    """For each character the nearest ones before and after it that are no look-alikes."""
    return list(zip(_nearest(text), _nearest(text[::-1])[::-1], strict=True))


def _nearest(text: str) -> list[str]:
    """For each character the nearest one before it that is no look-alike; empty at the beginning."""
    found, last = [], ""
    for char in text:
        found.append(last)
        if char not in _AMBIGUOUS:
            last = char
    return found


def _settled(text: str, index: int, before: str, after: str) -> str:
    char = text[index]
    if char not in _AMBIGUOUS or char in _LONG or char in _KANJI_ONLY:
        return char
    around = (_kind(before), _kind(after))
    if char in _HIRAGANA_OF or char in _KATAKANA_OF:
        return _kana_twin(char, *around)
    kanji = _KANJI_OF.get(char, char)
    return _kanji_twin(kanji, char, around, (text[index - 1 : index], before, after))


def _kanji_twin(kanji: str, char: str, around: tuple[Kind | None, ...], near: tuple[str, str, str]) -> str:
    """`kanji` or its katakana; `near` is the character before, and the nearest certain ones before and after."""
    katakana = _KANA_OF[kanji]
    if Kind.KATAKANA in around:
        return char if Kind.KANJI in around else katakana
    counter = katakana == "カ" and near[0] in _NUMBER and near[2] in _COUNTER_AFTER_KA
    if counter or (katakana == "エ" and near[1] in {"兵", "衛"}):
        return char
    return kanji if Kind.KANJI in around else char


def _kind(char: str) -> Kind | None:
    return kind(char) if char else None


def _long(char: str, before: str, after: str) -> str:
    """ー, 一 or a dash by the characters right beside it, which are settled already."""
    left, right = _kind(before), _kind(after)
    settled = char
    if before in _LONG or after in _LONG:
        settled = char
    elif left is Kind.KATAKANA and right is Kind.KATAKANA:
        settled = "ー"
    elif char == "一" and left is Kind.KATAKANA and right not in {Kind.KANJI, Kind.DIGIT}:
        settled = char if after in _COUNTED_AFTER_ONE else "ー"
    elif char == "ー" and after in _COUNTED_AFTER_ONE and left not in {Kind.KATAKANA, Kind.DIGIT}:
        settled = "一"
    return settled


def _kana_twin(char: str, left: Kind | None, right: Kind | None) -> str:
    """The script of へべぺり: that of its neighbours; へ after anything but katakana before it is the particle."""
    hiragana, katakana = _HIRAGANA_OF.get(char, char), _KATAKANA_OF.get(char, char)
    around = {left, right}
    if hiragana == "へ" and right is not Kind.KATAKANA:
        return hiragana if left not in {None, Kind.OTHER} else char
    if Kind.KATAKANA in around and Kind.HIRAGANA not in around:
        both = left is Kind.KATAKANA and right is Kind.KATAKANA
        begins = hiragana != "り" and left is not Kind.KANJI and left is not Kind.KATAKANA
        return katakana if begins or (both and hiragana != "へ") else char
    return hiragana if Kind.HIRAGANA in around and Kind.KATAKANA not in around else char
