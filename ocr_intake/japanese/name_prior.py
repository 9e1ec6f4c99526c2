"""How common a personal name is: the prior that weighs what a reader saw against what people are called.

Family names come with how many people bear them; given names only with whether they are known and in wide use. A name
that is in no lexicon keeps a small chance of its own: new given names are made every year.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from ocr_intake.japanese.charsets import Kind, is_kanji, kind
from ocr_intake.japanese.names import (
    family_bearers,
    family_score,
    given_score,
    is_usual_given,
    name_parts,
)
from ocr_intake.japanese.variants import variant_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.model.reading import Character

POPULATION = 1.2e8
UNKNOWN_FAMILY, KNOWN_FAMILY = 30.0, 300.0
"""Bearers assumed for a family name in no lexicon, and for one that a lexicon has without a number."""
USUAL_GIVEN, KNOWN_GIVEN, UNKNOWN_GIVEN = 1e-3, 1e-4, 1e-6
"""Chance of a given name in wide use, of another known one, and of one in no lexicon."""
DOUBTED = 0.02
"""Probability from which another form of the same kanji leaves open how a name is written."""


def name_prior(text: str) -> float:
    """Natural logarithm of how likely a person is called so; only differences between texts mean anything.

    The form of a kanji (眞由美, 真由美) makes no difference: which one is written is for the picture to say, and how
    common each form is has been counted where the picture was looked at (``readers/variants.py``).
    """
    first, *others = re.split("[・、]", text)
    if others and first and all(map(is_kanji, first[0] + others[-1][:1])):
        return name_prior(first) + len(others) * math.log(KNOWN_GIVEN)  # 佐藤 太郎・花子: several sign
    parse = name_parts(text)
    if text.strip() and all(kind(char) in {Kind.KATAKANA, Kind.LATIN} for char in text if char.isalpha()):
        return math.log(KNOWN_FAMILY / POPULATION * KNOWN_GIVEN)  # no lexicon counts names from elsewhere
    if not parse.given or not parse.family:
        return math.log(UNKNOWN_FAMILY / POPULATION * UNKNOWN_GIVEN)
    bearers = float(family_bearers(parse.family))
    if not bearers:
        bearers = KNOWN_FAMILY if family_score(parse.family) >= 1.0 else UNKNOWN_FAMILY
    given = UNKNOWN_GIVEN
    forms = (parse.given, variant_key(parse.given))
    if any(given_score(form) >= 1.0 for form in forms):
        given = USUAL_GIVEN if any(is_usual_given(form) for form in forms) else KNOWN_GIVEN
    return math.log(bearers / POPULATION * given)


def has_variants(characters: Sequence[Character]) -> bool:
    """Whether a reader leaves open in which form a kanji is written (髙 or 高, 濵 or 浜)."""
    return any(
        alternative and probability >= DOUBTED and variant_key(alternative) == variant_key(character.text)
        for character in characters
        for alternative, probability in character.alternatives
    )
