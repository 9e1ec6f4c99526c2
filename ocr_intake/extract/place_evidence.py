"""How sure it is that a value belongs to its field: the page model's probabilities, the margin, the label beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.features import plain
from ocr_intake.extract.tags import Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ocr_intake.extract.choice import Chosen
    from ocr_intake.extract.spans import Span

FAR_AHEAD: Final = 4.0
"""Nats of a margin that counts for 0.63, twice as many for 0.86."""
KNOWN: Final = 1.0
"""A label in a wording that the configuration has."""
HOLDS: Final = 0.6
"""A label that has such a wording in it."""
UNKNOWN_LABEL: Final = 0.3
"""Any other label."""
_FRAME: Final = "()[]{}【】「」〔〕<>:;/|、,・*※.0123456789①②③④⑤⑥⑦⑧⑨■□●○◆◎"


def place_evidence(chosen: Chosen) -> dict[str, float]:
    """What the page model and the choice say of a value's place.

    Returns:
        ``tag`` (geometric mean of its characters' probability), ``lowest_tag`` and ``margin`` (0 to 1).
    """
    candidate = chosen.candidate
    if candidate is None:
        return {}
    return {
        "tag": candidate.probability(),
        "lowest_tag": candidate.lowest,
        "margin": 1.0 - math.exp(-max(0.0, min(chosen.margin, 40.0)) / FAR_AHEAD),
    }


class KnownLabels:
    """The label wordings of the configuration, to say how exactly a label asks for a field."""

    def __init__(self, labels: Mapping[str, tuple[str, ...]]) -> None:
        """Index wordings by what they ask for."""
        self._wordings: dict[str, set[str]] = {}
        for wording, kinds in labels.items():
            for kind in kinds:
                self._wordings.setdefault(kind, set()).add(plain(wording)[0].strip(_FRAME))

    def exactness(self, spans: Sequence[Span], value: Sequence[Span], kind: str) -> float:
        """How exactly the label of a value asks for its field; 0 where there is none.

        Args:
            spans: of the submission.
            value: those of the value, in reading order.
            kind: of label, as the configuration names it.
        """
        texts = [plain(span.segment.text)[0].strip(_FRAME) for span in _labels_near(spans, value[0])]
        known = self._wordings.get(kind, set())
        if any(text in known for text in texts):
            return KNOWN
        if any(wording in text for text in texts for wording in known if len(wording) > 1):
            return HOLDS
        return UNKNOWN_LABEL if texts else 0.0


def _labels_near(spans: Iterable[Span], value: Span) -> list[Span]:
    """The labels to the left of a value on its row, and the nearest one above it."""
    labels = [s for s in spans if s.tag is Tag.LABEL and s.sheet == value.sheet]
    left = [s for s in labels if _level(s, value) and s.box[0] < value.box[0]]
    above = [s for s in labels if s.box[3] <= value.box[1] + 0.3 * value.height and _over(s, value)]
    return [*left, *sorted(above, key=lambda s: -s.box[3])[:1]]


def _level(one: Span, other: Span) -> bool:
    low, high = max(one.box[1], other.box[1]), min(one.box[3], other.box[3])
    return high - low > -0.6 * max(one.height, other.height)


def _over(one: Span, other: Span) -> bool:
    return min(one.box[2], other.box[2]) > max(one.box[0], other.box[0])
