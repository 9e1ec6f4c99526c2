"""How sure each character of a long text is: calibrated probabilities, and the places that a person looks at.

One model for all characters, fitted and held out as the fields' models are (see ``calibration``). Its promise is about
the characters that nobody looks at: at most the budget's share of them is wrong, or has something missing beside it. It
is chosen in the same way as that of the fields (see ``budget``).
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from ocr_intake.model.geometry import Region, union_of
from ocr_intake.model.written import Doubt, TextLine, Written
from ocr_intake.trust.budget import Outcome, choose
from ocr_intake.trust.character_features import features

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ocr_intake.model.proposal import TracedCharacter
    from ocr_intake.model.reading import PageQuality
    from ocr_intake.trust.budget import Promise
    from ocr_intake.trust.calibration import Calibration, CharacterModel

USUAL_BUDGET: Final = 1 / 1000
"""Share of wrong characters allowed among those that nobody looks at, where nothing is said."""
STRUCK: Final = 0.85
"""How sure a character is at most through which a stroke goes: in 323 of 380 such places in opinions of six sets
nothing was struck out, and training papers have no strikes."""
MOST: Final = 5
"""Alternatives that are offered for a place."""


def probabilities(
    model: CharacterModel, characters: Sequence[TracedCharacter], qualities: Sequence[PageQuality]
) -> tuple[float, ...]:
    """How likely each character is right, and nothing is missing beside it; 1 where it was not read."""
    read = [character for character in characters if not character.sure]
    found = iter(model.probabilities([features(character.evidence, qualities) for character in read]))
    return tuple(1.0 if character.sure else capped(next(found), character.evidence) for character in characters)


def capped(probability: float, evidence: Mapping[str, float]) -> float:
    """What a model says of a character, in whole parts; of one that looks struck out at most ``STRUCK``."""
    return round(min(probability, STRUCK) if evidence["struck"] else probability, 4)


@cache
def promise_of(calibration: Calibration, share: float) -> Promise:
    """What can be promised about the characters that nobody looks at, and from which probability nobody does."""
    model = calibration.characters
    outcomes = (
        *(Outcome(p, right=True) for p in model.held_out.right),
        *(Outcome(p, right=False) for p in model.held_out.wrong),
        *(Outcome(p, right=True, own=True) for p in model.own.right),
        *(Outcome(p, right=False, own=True) for p in model.own.wrong),
    )
    return choose(outcomes, share)


def judge_characters(
    text: str,
    characters: Sequence[TracedCharacter],
    qualities: Sequence[PageQuality],
    calibration: Calibration,
    share: float,
    starts: Sequence[int] = (),
) -> Written:
    """How a text stands on paper, and its doubtful places.

    Args:
        text: the value; all opinions of a submission together.
        characters: one each, as extraction traced them.
        qualities: of the pages that it was read from; at least one.
        calibration: with the model of characters.
        share: the budget: wrong ones allowed among those that nobody looks at.
        starts: where single opinions begin: no place reaches from one, or from its number, into the next.
    """
    model = calibration.characters
    threshold = promise_of(calibration, share).threshold
    sure = probabilities(model, characters, qualities)
    doubtful = [p < threshold for p in sure]
    doubts = tuple(_doubt(text, characters, sure, run) for run in _runs(doubtful, characters, frozenset(starts)))
    return Written(sure, tuple(_lines(characters)), doubts)


def part(written: Written, start: int, end: int) -> Written:
    """What is known of characters ``start`` to ``end`` of a text, as a text of their own."""
    lines = (
        replace(line, start=max(line.start, start) - start, end=min(line.end, end) - start)
        for line in written.lines
        if max(line.start, start) < min(line.end, end)
    )
    doubts = (
        replace(doubt, start=doubt.start - start, end=doubt.end - start)
        for doubt in written.doubts
        if start <= doubt.start and doubt.end <= end
    )
    return Written(written.probabilities[start:end], tuple(lines), tuple(doubts))


class _Run(NamedTuple):
    """Characters next to each other."""

    start: int
    end: int


def _runs(doubtful: Sequence[bool], characters: Sequence[TracedCharacter], starts: frozenset[int]) -> Iterator[_Run]:
    """Doubtful characters that follow one another on one line: they are looked at together."""
    start: int | None = None
    for i, doubt in enumerate(doubtful):
        if start is not None and (not doubt or i in starts or characters[i].line != characters[start].line):
            yield _Run(start, i)
            start = None
        if doubt and start is None:
            start = i
    if start is not None:
        yield _Run(start, len(doubtful))


def _doubt(text: str, characters: Sequence[TracedCharacter], sure: Sequence[float], run: _Run) -> Doubt:
    """One doubtful place: what else may stand there is one character changed, the least sure one first."""
    start, end = run
    texts = [
        text[start:i] + other + text[i + 1 : end]
        for i in sorted(range(start, end), key=lambda i: sure[i])
        for other in characters[i].alternatives
    ]
    kept = [other for other in dict.fromkeys(texts) if other != text[start:end]]
    regions = [region for character in characters[start:end] if (region := character.region) is not None]
    region = Region(regions[0].page, union_of(each.box for each in regions)) if regions else None
    return Doubt(start, end, min(sure[start:end]), tuple(kept[:MOST]), region)


def _lines(characters: Sequence[TracedCharacter]) -> Iterator[TextLine]:
    """Characters that follow one another on one line of the paper."""
    start: int | None = None
    for i in range(len(characters) + 1):
        here = characters[i] if i < len(characters) else None
        begun = None if start is None else characters[start]
        goes_on = here is not None and begun is not None and here.region is not None and here.line == begun.line
        if start is not None and begun is not None and not goes_on:
            boxes = [region.box for each in characters[start:i] if (region := each.region) is not None]
            page = begun.region.page if begun.region is not None else 0
            yield TextLine(start, i, Region(page, union_of(boxes)), begun.vertical)
            start = None
        if start is None and here is not None and here.region is not None:
            start = i
