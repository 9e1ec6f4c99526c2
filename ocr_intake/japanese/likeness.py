"""How much two submissions are alike, value by value, and what that says about who sent them.

What a likeness says is a weight of evidence: positive where it is commoner between two papers of one sender than
between papers of two, negative where it is rarer (Fellegi and Sunter, "A Theory for Record Linkage", 1969). Weights of
several values add up. All of them stand in one table, so that a review and the groups of duplicates say the same.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from rapidfuzz import process
from rapidfuzz.distance import Indel, Levenshtein

from ocr_intake.japanese.compare import compared
from ocr_intake.japanese.lookalikes import end_costs
from ocr_intake.japanese.variants import variant_key
from ocr_intake.model.fields import FieldName
from ocr_intake.model.relation import Alike, Sign

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SENDER: Final = (FieldName.PHONE, FieldName.NAME, FieldName.ORGANIZATION, FieldName.ADDRESS)
"""What tells who sent something."""
_STEPS: Final = {
    Sign.PHONE: ((0.0, -2.0), (0.7, 0.0), (0.8, 2.0), (0.9, 4.0), (1.0, 5.0)),
    # 0.5 and 0.75 are what two of one family have in common: half of four characters, three of them
    Sign.NAME: ((0.0, -6.0), (0.5, -5.0), (0.65, 0.0), (0.75, 1.0), (0.84, 3.0), (0.95, 4.0)),
    Sign.ORGANIZATION: ((0.0, -3.0), (0.5, 0.0), (0.7, 3.0), (0.9, 5.0)),
    Sign.ADDRESS: ((0.0, -3.0), (0.5, 0.0), (0.7, 1.0), (0.85, 3.0), (0.95, 4.0)),
    Sign.OPINION: ((0.0, 0.0), (0.65, 3.0), (0.8, 4.5), (0.95, 5.0)),
    Sign.IMAGE: ((0.0, 0.0), (0.8, 2.0), (0.9, 4.0)),
}
"""From which likeness (0 to 1) on how much it says, in powers of e; a value that one of two lacks says nothing."""
_WORTH: Final = 0.65
"""Likeness from which it is worth telling a person about."""
_REFINED: Final = 0.3
"""Likeness of names from which characters that readers take for each other are looked at one by one."""
SAME_SENDER: Final = 5.0
"""Evidence from which one sender is proposed: a telephone number alone, a name with an address."""


def plain(name: FieldName, value: str | None) -> str:
    """The form in which a value is compared: without gaps, widths and variants of characters; "" for none."""
    return variant_key(compared(name, value))


def likenesses(name: FieldName, mine: str, theirs: Sequence[str]) -> list[float | None]:
    """How much of a value is the same in others, 0 to 1, all in their plain form; None where one of two has none."""
    if not mine:
        return [None] * len(theirs)
    (found,) = process.cdist([mine], theirs, scorer=_scorer(name), score_cutoff=0.0)
    return [
        _refined(name, mine, text, float(alike)) if text else None for text, alike in zip(theirs, found, strict=True)
    ]


def likeness(name: FieldName, mine: str, theirs: str) -> float | None:
    """As ``likenesses``, of one other."""
    if not mine or not theirs:
        return None
    return _refined(name, mine, theirs, float(_scorer(name)(mine, theirs)))


def _scorer(name: FieldName) -> Callable[..., float]:
    # where characters are left out or put in beside others that are the same, a text is still alike
    return Indel.normalized_similarity if name is FieldName.OPINION else Levenshtein.normalized_similarity


def _refined(name: FieldName, mine: str, theirs: str, alike: float) -> float:
    if name is not FieldName.NAME or not _REFINED <= alike < 1.0:
        return alike
    return max(alike, _by_look(mine, theirs))


def _by_look(mine: str, theirs: str) -> float:
    """Likeness in which a character that readers take for the other is nearly that."""
    return 1.0 - min(1.0, end_costs(mine, theirs)[-1] / max(len(mine), len(theirs)))


def weight_of(sign: Sign, likeness: float | None) -> float:
    """What a likeness says about whether one sender sent both, in powers of e."""
    if likeness is None:
        return 0.0
    steps = _STEPS[sign]
    return steps[bisect_right(steps, likeness + 1e-6, key=lambda step: step[0]) - 1][1]


def told(sign: Sign, likeness: float | None) -> tuple[Alike, ...]:
    """A likeness for people to read; nothing where it is too small to be worth it."""
    if likeness is None or likeness < _WORTH:
        return ()
    return (Alike(sign, int(round(likeness * 100, 3))),)
