"""How well a stretch of Japanese reads: the cost of its cheapest path through a dictionary's words (SudachiPy)."""

from __future__ import annotations

from functools import cache, lru_cache

from sudachipy import Dictionary, SplitMode, Tokenizer

UNIT = 1000.0
"""Costs of the dictionary that count as one here."""


@cache
def _tokenizer() -> Tokenizer:
    return Dictionary(dict="core").tokenizer(mode=SplitMode.C)


@lru_cache(maxsize=1 << 15)
def word_cost(text: str) -> float:
    """Cost of the cheapest way to divide a text into words: the lower, the likelier; 0 for nothing.

    Costs of words and of their neighbourhood are SudachiDict's, which has them from UniDic's conditional random field
    (Takaoka et al., "Sudachi: a Japanese Tokenizer for Business", LREC 2018): their differences, weighted, are like
    differences of log likelihoods. They grow with the text's length: compare texts of the same length.
    """
    return _tokenizer().tokenize(text).get_internal_cost() / UNIT if text.strip() else 0.0
