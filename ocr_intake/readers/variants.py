"""Which form of a kanji is written: 高 or 髙, 崎 or 﨑, 浜, 濱 or 濵, by the character's own picture.

The recogniser lacks some forms and takes others for one another. Where it reads a member of a family
(``data/variant_families.tsv``), a small network looks at the pixels and tells the members apart. By Bayes' rule its
likelihoods are weighed with the recogniser's own probabilities and with how common each form is. A picture that does
not tell leaves more than one member likely: the reading then holds the others as alternatives and is less sure.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ocr_intake.networks import InferenceSession, session
from ocr_intake.readers.variant_patch import ink_of, patch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ocr_intake.model.reading import Character

DATA = Path(__file__).with_name("data")
TRUST_IN_READER = 0.3
"""Exponent of the recogniser's probabilities: it is sure of 高 for 髙 as well, so it counts for little."""
UNHEARD = 0.1
"""Least share of the likeliest member given to one that the recogniser knows: it gives 高 0.99 for 髙, too."""
IN_TEXT = 0.02
"""How much rarer the forms other than the ordinary one are in running text than in names and addresses."""
RUNNING = 0.3
"""Share of hiragana from which a line is running text: names and addresses have none to speak of."""
RUNNING_LENGTH = 8
"""Characters from which a line can be running text."""
LEAST = 1e-3
"""Members less likely than this are no alternatives."""


@dataclass(frozen=True, slots=True)
class Family:
    """The forms of one kanji."""

    members: tuple[str, ...]
    """The ordinary form first."""
    weights: tuple[float, ...]
    """How common each is in names and addresses, against the others."""


def families() -> tuple[Family, ...]:
    """The families of the data file, in its order."""
    lines = (DATA / "variant_families.tsv").read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if line and not line.startswith("#"):
            pairs = [pair.split(":") for pair in line.split("\t")[0].split(" ")]
            found.append(Family(tuple(p[0] for p in pairs), tuple(float(p[1]) for p in pairs)))
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class Variants:
    """The network with its families."""

    session: InferenceSession
    families: dict[str, Family]
    """Member to family."""
    columns: dict[str, int]
    """Member to its place in the network's answer."""
    temperature: float
    """What the network's scores are divided by, so that its probabilities hold on fonts it never saw."""
    version: str

    @classmethod
    def load(cls) -> Variants:
        """Load the weights that lie beside this module."""
        about = json.loads((DATA / "variants.json").read_text(encoding="utf-8"))
        network = session(DATA / "variants.onnx")
        known = {member: family for family in families() for member in family.members}
        columns = {member: index for index, member in enumerate(about["members"])}
        return cls(network, known, columns, about["temperature"], f"{about['name']} {about['version']}")

    def told_apart(
        self, characters: Sequence[Character], row: NDArray[np.uint8], known: frozenset[str], *, turned: bool = False
    ) -> tuple[Character, ...]:
        """The characters of a row with those of families as they are written.

        Args:
            characters: as the recogniser read them.
            row: ``(height, width)`` grey or RGB, the picture they were read from.
            known: the characters that the recogniser can answer with at all.
            turned: the row is a column that lies on its left side.

        Returns:
            As many characters; text, probability and alternatives of those of families are new.
        """
        places = [i for i, character in enumerate(characters) if character.text in self.families]
        if not places:
            return tuple(characters)
        scores = self._scores(characters, places, row, turned=turned)
        running = is_running("".join(c.text for c in characters))
        changed = list(characters)
        for place, own in zip(places, scores, strict=True):
            character = characters[place]
            family = self.families[character.text]
            seen = np.array([own[self.columns[m]] for m in family.members], dtype=np.float64) / self.temperature
            changed[place] = weighed(character, family, seen, known, running=running)
        return tuple(changed)

    def _scores(
        self, characters: Sequence[Character], places: Sequence[int], row: NDArray[np.uint8], *, turned: bool
    ) -> NDArray[np.float32]:
        ink = ink_of(row)
        middles = [(c.start + c.end) / 2 * ink.shape[1] for c in characters]
        pictures = [
            patch(
                ink,
                middles[i],
                middles[i - 1] if i else None,
                middles[i + 1] if i + 1 < len(middles) else None,
                turned=turned,
            )
            for i in places
        ]
        (scores,) = self.session.run(None, {"pictures": np.stack(pictures)[:, None]})
        return np.asarray(scores, dtype=np.float32)


def is_running(text: str) -> bool:
    """Whether a line is running text rather than a name or an address."""
    hiragana = sum("ぁ" <= c <= "ん" for c in text)
    return len(text) >= RUNNING_LENGTH and hiragana >= RUNNING * len(text)


def weighed(
    character: Character, family: Family, seen: NDArray[np.float64], known: frozenset[str], *, running: bool
) -> Character:
    """One character of a family by Bayes' rule.

    Args:
        character: as the recogniser read it.
        family: that it belongs to.
        seen: logarithm of each member's likelihood by its picture, up to a constant.
        known: the characters that the recogniser can answer with.
        running: it stands in running text.

    Returns:
        The likeliest member; the recogniser's probability of the whole family is shared out among the members.
    """
    read = dict(character.alternatives) | {character.text: character.probability}
    most = max(read.get(member, 0.0) for member in family.members)
    weights = np.array(family.weights)
    prior = np.log(weights / weights.sum())
    if running:
        prior[1:] += math.log(IN_TEXT)
    # a member that the recogniser cannot answer with is read as another of its family: its likelihood is that one's
    heard = [max(read.get(m, 0.0), UNHEARD * most) if m in known else most for m in family.members]
    total = seen + TRUST_IN_READER * np.log(np.array(heard)) + prior
    share = np.exp(total - total.max())
    share /= share.sum()
    mass = min(1.0, sum(read.get(member, 0.0) for member in family.members))
    own = sorted(zip((share * mass).tolist(), family.members, strict=True), reverse=True)
    (probability, text), others = own[0], own[1:]
    outside = [(t, p) for t, p in character.alternatives if t not in family.members]
    alternatives = sorted(((t, round(p, 6)) for p, t in others if p >= LEAST), key=lambda pair: -pair[1])
    merged = sorted([*alternatives, *outside], key=lambda pair: -pair[1])
    return replace(character, text=text, probability=probability, alternatives=tuple(merged))
