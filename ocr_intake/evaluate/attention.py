"""Whose judgements teach: what was decided while somebody let wrong values pass that were shown on purpose does not.

A calibration asks how often a value with such evidence is right. Whoever presses Enter forty times says forty times
that it is, and the more of them there are, the surer the program becomes of what nobody looked at. Known answers tell
whether somebody looked, but there is one only now and then; between two of them, the state of the person is what they
bracket. So a judgement counts where the nearest known answer of the same person before it, and the nearest one after
it, were not missed; at the end of a row the one that there is. Where wrong values are planted, somebody who was never
shown one tells nothing yet. Where none are planted, there is nothing to go by, and everything counts.

The whole stretch is left out, what was corrected in it as well. A correction is good evidence in itself, but to keep
the corrections of a stretch and drop its confirmations would choose values by how they turned out: the program would
look worse than it is, by the more the more confirmations were dropped. Which stretches are left out depends on the
person and the hour alone, and so does no harm but to leave fewer values. What corrections teach by themselves, such as
a handwriting (``learn``), is taken from all of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from ocr_intake.model.review import KnownAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ocr_intake.evaluate.verified import Seen
    from ocr_intake.model.review import KnownAnswerGiven


class Attention:
    """What known answers tell of whose judgements count, and when."""

    def __init__(self, answers: Iterable[KnownAnswerGiven], *, planted: bool) -> None:
        """Judge by answers.

        Args:
            answers: What people said to values that were wrong on purpose, in whatever order.
            planted: Whether wrong values are shown on purpose: then one says something of everybody, in time.
        """
        self._planted = planted
        self._given: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
        for answer in sorted(answers, key=lambda answer: answer.at):
            self._given[answer.by].append((answer.at, answer.outcome is KnownAnswer.MISSED))

    def counts(self, by: str, at: datetime) -> bool:
        """Whether what somebody decided at some time counts."""
        given = self._given.get(by)
        if given is None:
            return not self._planted
        after = bisect_right(given, at, key=lambda each: each[0])
        return not any(missed for _, missed in given[max(after - 1, 0) : after + 1])

    def teaches(self, seen: Seen) -> bool:
        """Whether everybody whose decisions make up a judgement looked."""
        return all(self.counts(by, at) for by, at in seen.by)
