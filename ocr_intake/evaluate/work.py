"""How the work of several people goes: their pace, and where they do not agree. Pure, over what the store counted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ocr_intake.japanese.compare import compared
from ocr_intake.model.review import Decision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ocr_intake.model.review import Verification
    from ocr_intake.store.overview import DecidedBySeveral, Done


@dataclass(frozen=True, slots=True)
class Pace:
    """What was done in a stretch of time, by one person or by all."""

    begin: datetime
    """With the time zone it was asked for."""
    by: str
    values: int
    submissions: int


def by_hour(done: Iterable[Done], local: Callable[[datetime], datetime]) -> tuple[Pace, ...]:
    """What each person did hour by hour, the latest first; ``local`` puts a time into the office's time zone."""
    return _summed(done, lambda hour: local(hour).replace(minute=0))


def by_day(done: Iterable[Done], local: Callable[[datetime], datetime]) -> tuple[Pace, ...]:
    """What each person did day by day, the latest first."""
    return _summed(done, lambda hour: local(hour).replace(hour=0, minute=0))


def disagreements(values: Iterable[DecidedBySeveral]) -> tuple[DecidedBySeveral, ...]:
    """Those that people decided differently on: what one person said last is not what another said last."""
    return tuple(value for value in values if len({_said(value, last) for last in _last_words(value)}) > 1)


def _summed(done: Iterable[Done], begin: Callable[[datetime], datetime]) -> tuple[Pace, ...]:
    sums: dict[tuple[datetime, str], list[int]] = defaultdict(lambda: [0, 0])
    for each in done:
        sums[begin(each.hour), each.by][0] += each.values
        sums[begin(each.hour), each.by][1] += each.submissions
    by_name = sorted(sums.items(), key=lambda item: item[0][1])
    latest_first = sorted(by_name, key=lambda item: item[0][0], reverse=True)
    return tuple(Pace(when, by, *counts) for (when, by), counts in latest_first)


def _last_words(value: DecidedBySeveral) -> Iterable[Verification]:
    """The last decision of each person, their own undoing left out: who changed their mind disagrees with nobody."""
    by_number = {made.number: made for made in value.decisions}
    own = {made.undoes for made in value.decisions if made.undoes and by_number[made.undoes].by == made.by}
    last = {
        made.by: made for made in value.decisions if made.decision is not Decision.UNDONE and made.number not in own
    }
    return last.values()


def _said(value: DecidedBySeveral, made: Verification) -> tuple[str, str]:
    """What a decision says of the paper, in whatever way it was entered."""
    if made.decision in {Decision.ABSENT, Decision.ILLEGIBLE}:
        return made.decision.value, ""
    text = value.proposed if made.decision is Decision.ACCEPTED else made.value
    return "text", compared(value.name, text)
