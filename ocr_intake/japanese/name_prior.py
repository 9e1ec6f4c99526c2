"""How common a personal name is: the prior that weighs what a reader saw against what people are called.

Family names come with how many people bear them; given names only with whether they are known and in wide use. A name
that is in no lexicon keeps a small chance of its own: new given names are made every year.
"""

from __future__ import annotations

import math

from ocr_intake.japanese.names import (
    family_bearers,
    family_score,
    given_score,
    is_usual_given,
    parse_name,
)

POPULATION = 1.2e8
UNKNOWN_FAMILY, KNOWN_FAMILY = 30.0, 300.0
"""Bearers assumed for a family name in no lexicon, and for one that a lexicon has without a number."""
USUAL_GIVEN, KNOWN_GIVEN, UNKNOWN_GIVEN = 1e-3, 1e-4, 1e-6
"""Chance of a given name in wide use, of another known one, and of one in no lexicon."""
_AMBIGUOUS = frozenset("高髙崎﨑浜濱濵吉𠮷柳栁徳德邊邉昇曻")
"""Kanji that many people's names have in a variant which no reader's dictionary knows, and those variants."""


def name_prior(text: str) -> float:
    """Natural logarithm of how likely a person is called so; only differences between texts mean anything."""
    parse = parse_name(text)
    if not parse.given or not parse.family:
        return math.log(UNKNOWN_FAMILY / POPULATION * UNKNOWN_GIVEN)
    bearers = float(family_bearers(parse.family))
    if not bearers:
        bearers = KNOWN_FAMILY if family_score(parse.family) >= 1.0 else UNKNOWN_FAMILY
    given = UNKNOWN_GIVEN
    if given_score(parse.given) >= 1.0:
        given = USUAL_GIVEN if is_usual_given(parse.given) else KNOWN_GIVEN
    return math.log(bearers / POPULATION * given)


def has_variants(text: str) -> bool:
    """Whether a kanji of a name has a variant that readers do not tell from it (髙 and 高, 濵 and 浜)."""
    return bool(_AMBIGUOUS & set(text))
