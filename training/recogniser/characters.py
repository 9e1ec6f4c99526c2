"""The characters that our weights answer with: upstream's that Japanese is written with, and those that it lacks.

Upstream's head has 18,710 classes, most of them Chinese forms that ``ctc.character_prior`` gives no weight. They are
cut off; the kanji of JIS X 0208 and of cp932's extension rows that upstream lacks are added, as are a few signs.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import onnx

from ocr_intake.readers import ctc
from ocr_intake.readers.variants import families
from ocr_intake.readers.weights import RECOGNITION, MissingWeightsError, shipped

if TYPE_CHECKING:
    from numpy.typing import NDArray

LACKING: Final = -1
"""In ``Classes.origins``: upstream has no such class."""
SIGNS: Final = "ゐヱ〃㊞㎡㎝㎞㎏㈲㈹℡№㍻"
"""Signs that opinions and forms are written with, where upstream lacks them."""
LOWERED: Final = 5.0
"""How far the score of a class that nothing taught yet lies below its look-alikes' (natural logarithm).

Its row is a mean of others, so its score is never the highest by itself; this also outweighs the prior's 1 against 0.2.
"""
_ALIKE: Final = {"‐": "-", "–": "-", "—": "―", "◯": "○", "·": "・", "¥": "￥"}
"""Signs without a class and what they are written like, where NFKC does not say so."""
_KANJI_ROWS: Final = (range(16, 85), range(89, 93), range(115, 120))
"""cp932's rows with kanji: JIS X 0208 levels 1 and 2, NEC's copy of IBM's extensions, IBM's extensions."""


class UnwritableError(ValueError):
    """A text has a character that no class stands for."""


@dataclass(frozen=True)
class Classes:
    """The classes of a head."""

    characters: tuple[str, ...]
    """Without the blank, which is class 0; a space is last."""
    origins: tuple[int, ...]
    """The blank's and each character's class in upstream's head, or ``LACKING``."""

    @cached_property
    def index(self) -> dict[str, int]:
        """Class of each character; the blank is 0."""
        return {character: number for number, character in enumerate(self.characters, start=1)}

    @property
    def added(self) -> tuple[str, ...]:
        """The characters that upstream lacks."""
        return tuple(c for c, o in zip(self.characters, self.origins[1:], strict=True) if o == LACKING)

    def labels(self, text: str) -> tuple[int, ...]:
        """The classes of a text, with every kind of white space as a space.

        Raises:
            UnwritableError: when a character has no class, and NFKC folds it to none either.
        """
        found: list[int] = []
        for character in text:
            plain = " " if character.isspace() else _ALIKE.get(character, character)
            folded = plain if plain in self.index else unicodedata.normalize("NFKC", plain)
            if any(c not in self.index for c in folded):
                raise UnwritableError(f"no class for {character!r} (U+{ord(character):04X})")
            found.extend(self.index[c] for c in folded)
        return tuple(found)


@cache
def ours(upstream: tuple[str, ...]) -> Classes:
    """Our classes: upstream's that Japanese is written with in their order, the added ones, a space.

    Args:
        upstream: upstream's characters without the blank, a space last.

    Raises:
        ValueError: when upstream's last character is no space.
    """
    if upstream[-1] != " ":
        raise ValueError("upstream's last class is not the space")
    prior = ctc.character_prior(upstream)
    wanted = dict.fromkeys((*kanji(), *(m for family in families() for m in family.members), *SIGNS))
    kept = [n for n, c in enumerate(upstream[:-1], start=1) if prior[n] > 0 or c in wanted]
    have = {upstream[n - 1] for n in kept}
    added = [c for c in wanted if c not in have]
    return Classes(
        (*(upstream[n - 1] for n in kept), *added, " "),
        (ctc.BLANK, *kept, *(LACKING for _ in added), len(upstream)),
    )


def starting_head(
    weight: NDArray[np.float32], bias: NDArray[np.float32], classes: Classes
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Upstream's head cut and widened to our classes.

    A new class starts as the mean of its variant family's other members, or else of all classes, ``LOWERED``.

    Args:
        weight: ``(upstream classes, features)``.
        bias: ``(upstream classes,)``.
        classes: ours.

    Returns:
        Weight ``(classes, features)`` and bias ``(classes,)``.
    """
    origins = np.array(classes.origins)
    known = origins != LACKING
    new_weight, new_bias = weight[origins], bias[origins]
    everything = np.flatnonzero(known)
    of_family = {member: family.members for family in families() for member in family.members}
    for place in np.flatnonzero(~known):
        others = [classes.index[m] for m in of_family.get(classes.characters[place - 1], ()) if m in classes.index]
        alike = [n for n in others if known[n]] or everything
        new_weight[place] = new_weight[alike].mean(axis=0)
        new_bias[place] = new_bias[alike].mean() - LOWERED
    return new_weight, new_bias


@cache
def added() -> tuple[str, ...]:
    """The characters that our classes have beside those of the shipped weights.

    Raises:
        MissingWeightsError: when the package that ships them is not installed.
    """
    return ours(shipped_characters()).added


@cache
def shipped_characters() -> tuple[str, ...]:
    """The characters of the shipped weights without the blank, a space last.

    Raises:
        MissingWeightsError: when the package that ships them is not installed.
    """
    weights = shipped(RECOGNITION)
    if weights is None:
        raise MissingWeightsError(name=RECOGNITION)
    listed = next(p.value for p in onnx.load(weights.path).metadata_props if p.key == "character")
    return (*listed.splitlines(), " ")


@cache
def kanji() -> tuple[str, ...]:
    """The kanji that cp932 writes, without those that NFKC folds into others (神 U+FA19)."""
    found = []
    for row in (row for rows in _KANJI_ROWS for row in rows):
        lead = (row - 1) // 2 + (0x81 if row <= 62 else 0xC1)
        for cell in range(94):
            trail = cell + (0x9F if row % 2 == 0 else 0x40 if cell < 63 else 0x41)
            try:
                character = bytes((lead, trail)).decode("cp932")
            except UnicodeDecodeError:
                continue
            if unicodedata.name(character, "").startswith("CJK ") and unicodedata.is_normalized("NFKC", character):
                found.append(character)
    return tuple(dict.fromkeys(found))
