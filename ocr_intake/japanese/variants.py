"""Forms of one kanji: what a reader trained on Chinese leaks, the forms before 1946, and variants in names.

Old forms and name variants are true values on many papers, so nothing here is applied to a value unasked:
`japanese_forms` replaces only what no Japanese writer writes, unless told otherwise.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from ocr_intake.japanese.shipped import rows

_SELECTORS = dict.fromkeys([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
"""Variation selectors; they name a glyph, not a character."""


@cache
def _table(*kinds: str) -> dict[int, str]:
    pairs = [pair for kind, row in rows("variants.tsv") if kind in kinds for pair in row.split()]
    return {ord(pair[0]): pair[1] for pair in pairs}


def japanese_forms(text: str, *, old_forms: bool = False) -> str:
    """`text` with simplified Chinese characters in their Japanese form (宫 to 宮), length unchanged.

    With `old_forms`, the forms before 1946 become today's too (會 to 会): right for running text that a reader
    trained on Chinese returned, wrong for names, where 澤 and 邊 are what the person writes.
    """
    return text.translate(_table("chinese", "old") if old_forms else _table("chinese"))


def variant_key(text: str) -> str:
    """A key under which variants of a kanji are the same (髙 and 高, 﨑 and 崎, 澤 and 沢); for comparing only."""
    return unicodedata.normalize("NFKC", text.translate(_SELECTORS)).translate(_table("chinese", "old", "name"))
