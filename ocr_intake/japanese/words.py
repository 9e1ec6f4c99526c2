"""The dictionary of words (SudachiDict), opened once on first use; only this module knows SudachiPy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from ocr_intake.japanese.text import clean


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a sentence."""

    text: str
    part: tuple[str, ...]
    """Part of speech, the coarsest first: ('名詞', '固有名詞', '人名', '姓')."""
    unknown: bool
    """Whether it is not in the dictionary."""


@cache
def _dictionary() -> Any:  # noqa: ANN401 -- SudachiPy ships no types that mypy reads
    from sudachipy import Dictionary

    return Dictionary(dict="core")


@cache
def _tokenizer() -> Any:  # noqa: ANN401
    from sudachipy import SplitMode

    return _dictionary().tokenizer(mode=SplitMode.C)


@lru_cache(maxsize=1 << 14)
def parts_of_speech(word: str) -> tuple[tuple[str, ...], ...]:
    """All parts of speech that the dictionary has for exactly this word; empty if it has none."""
    if not word or clean(word) != word:
        return ()
    return tuple(tuple(found.part_of_speech()[:4]) for found in _dictionary().lookup(word))


def reading_forms(name: str) -> tuple[str, ...]:
    """How the dictionary reads this word where it is a person's name, in katakana; empty if it has no such name."""
    if not name or clean(name) != name:
        return ()
    found = _dictionary().lookup(name)
    return tuple(word.reading_form() for word in found if word.part_of_speech()[2] == "人名")


def words(text: str) -> tuple[Word, ...]:
    """The longest known words that `text` most likely consists of."""
    found = _tokenizer().tokenize(clean(text))
    return tuple(Word(word.surface(), tuple(word.part_of_speech()[:4]), bool(word.is_oov())) for word in found)


@lru_cache(maxsize=1 << 16)
def path_cost(text: str) -> int:
    """Cost of the likeliest division into words: the lower, the likelier; it grows with the text's length.

    Costs of words and of their neighbourhood are SudachiDict's, which has them from UniDic's conditional random field
    (Takaoka et al., "Sudachi: a Japanese Tokenizer for Business", LREC 2018).
    """
    return int(_tokenizer().tokenize(clean(text)).get_internal_cost())
