"""A person's name out of what the reader considered: its own probabilities weighed against how common names are.

The reader's alternatives at each place make a lattice; every path through it with at most two changes is a name that
the paper may show. By Bayes' rule its weight is the reader's probability of it times the chance of such a name. The
prior counts for less than its due (``TRUST_IN_PRIOR``), so that a rare name that was read surely stays.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_intake.japanese.name_prior import name_prior

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.model.reading import Character

LEAST = 0.01
"""A reader's alternative less likely than this is not followed."""
MOST_CHANGES = 2
"""Places of a name that may be read otherwise at the same time."""
MOST_ALTERNATIVES = 3
"""Alternatives followed at each place."""
TRUST_IN_PRIOR = 0.6
"""Exponent of the prior, chosen on names of three sets of submissions: from 0.4 to 0.8 the outcome is the same."""
EARNED = 1.0
"""Difference of log weights from which another name takes the place of the one read."""
_KATAKANA = str.maketrans("八儿三二力工口夕卜千才一又木", "ハルミニカエロタトチオーヌホ")
"""Kanji that a reader takes katakana for; a given name is written in one or the other."""
TWIN = 0.6
"""Chance that a reader takes a katakana for its kanji twin, where nothing beside it tells them apart."""


@dataclass(frozen=True, slots=True)
class Path:
    """One name that the paper may show."""

    text: str
    weight: float
    """Logarithm of the reader's probability times the prior, against the name as read at 0."""


def paths(characters: Sequence[Character]) -> tuple[Path, ...]:
    """The names that the reader may have seen, the likeliest first.

    Args:
        characters: of the name, spaces included, as read.

    Returns:
        At least the name as read.
    """
    read = "".join(c.text for c in characters)
    base = name_prior(read)
    found = {read: 0.0}
    for text, likelihood in itertools.chain([(read, 0.0)], _read_otherwise(characters)):
        for written, likelier in itertools.chain([(text, 0.0)], _in_katakana(text)):
            weight = likelihood + likelier + TRUST_IN_PRIOR * (name_prior(written) - base)
            found[written] = max(weight, found.get(written, -math.inf))
    return tuple(sorted((Path(text, weight) for text, weight in found.items()), key=lambda path: -path.weight))


def best(found: Sequence[Path]) -> tuple[str, float]:
    """The name to propose, and the share of all weight that it has."""
    read = next(path for path in found if path.weight == 0.0)
    chosen = found[0] if found[0].weight >= EARNED else read
    total = sum(math.exp(path.weight) for path in found)
    return chosen.text, math.exp(chosen.weight) / total


def _read_otherwise(characters: Sequence[Character]) -> Iterator[tuple[str, float]]:
    """Names with one or two characters read otherwise, and the logarithm of how much less likely that is."""
    options = [
        (i, text, math.log(p / max(character.probability, 1e-6)))
        for i, character in enumerate(characters)
        for text, p in character.alternatives[:MOST_ALTERNATIVES]
        if text.strip() and character.text.strip() and p >= LEAST
    ]
    for count in range(1, MOST_CHANGES + 1):
        for chosen in itertools.combinations(options, count):
            if len({i for i, _, _ in chosen}) == count:
                texts = [character.text for character in characters]
                for i, text, _ in chosen:
                    texts[i] = text
                yield "".join(texts), sum(likelihood for _, _, likelihood in chosen)


def _in_katakana(read: str) -> Iterator[tuple[str, float]]:
    """The name with the last characters, down to each length of a given name, as katakana where they look like it."""
    for length in (1, 2, 3):
        tail = read[-length:]
        changed = tail.translate(_KATAKANA)
        if changed != tail and all("ァ" <= c <= "ヺ" or c == "ー" for c in changed) and len(changed) > 1:
            count = sum(a != b for a, b in zip(tail, changed, strict=True))
            yield read[:-length] + changed, count * math.log(TWIN)
