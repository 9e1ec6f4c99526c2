"""How many opinions of how many submitters came in: pure, and counted apart.

How submissions belong together is what people said (``model.relation``): one that was sent again or replaced does not
count, one that was added does, and who sent several of these counts once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_intake.model.pages import Channel
from ocr_intake.model.relation import ONE_SUBMITTER, components
from ocr_intake.model.submission import SubmitterKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ocr_intake.model.relation import Link


@dataclass(frozen=True, slots=True)
class Received:
    """A verified submission, as much of it as counting takes."""

    id: int
    kind: SubmitterKind
    channel: Channel
    opinions: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Opinions and who sent them."""

    opinions: int = 0
    individuals: int = 0
    organizations: int = 0

    @property
    def submitters(self) -> int:
        """People and organisations."""
        return self.individuals + self.organizations


@dataclass(frozen=True, slots=True)
class Counts:
    """What came in."""

    total: Tally
    channels: tuple[tuple[Channel, Tally], ...]
    """Those that something came by, in the order of ``Channel``; they add up to ``total``. A submitter who used several
    is counted at the first of what counts."""
    withheld: Tally
    """Of the total, what its senders do not want to be published."""
    uncounted: tuple[int, ...]
    """Submissions whose opinions do not count: sent again, or replaced."""
    lost: tuple[int, ...]
    """Submissions of submitters of whom nothing would count: relations that contradict each other."""


def count(received: Sequence[Received], links: Sequence[Link], withheld: Collection[int]) -> Counts:
    """Count opinions and submitters.

    Args:
        received: The verified submissions, each once.
        links: Those in force. One that names what was not received (a submission that was rejected) still says that two
            others, linked over it, are one submitter's.
        withheld: Ids of submissions that are counted and not published.
    """
    by_id = {each.id: each for each in received}
    out = by_id.keys() & {link.without for link in links}
    tallies: dict[Channel, Tally] = {}
    kept = Tally()
    lost: list[int] = []
    for group in _submitters(by_id, links):
        counted = [by_id[one] for one in group if one not in out]
        if not counted:
            lost += group
            continue
        first = counted[0]
        tallies[first.channel] = _with(tallies.get(first.channel, Tally()), first.kind)
        for each in counted:
            tally = tallies.get(each.channel, Tally())
            tallies[each.channel] = _plus(tally, each.opinions)
            if each.id in withheld:
                kept = _plus(kept, each.opinions)
        if all(each.id in withheld for each in counted):
            kept = _with(kept, first.kind)
    channels = tuple((channel, tallies[channel]) for channel in Channel if channel in tallies)
    total = Tally(
        sum(tally.opinions for _, tally in channels),
        sum(tally.individuals for _, tally in channels),
        sum(tally.organizations for _, tally in channels),
    )
    return Counts(total, channels, kept, tuple(sorted(out)), tuple(sorted(lost)))


def _plus(tally: Tally, opinions: int) -> Tally:
    return Tally(tally.opinions + opinions, tally.individuals, tally.organizations)


def _with(tally: Tally, kind: SubmitterKind) -> Tally:
    one = kind is SubmitterKind.INDIVIDUAL
    return Tally(tally.opinions, tally.individuals + one, tally.organizations + (not one))


def _submitters(received: Collection[int], links: Sequence[Link]) -> list[list[int]]:
    """The submissions of each submitter, ascending, in the order of the first ones."""
    whose = components(links, ONE_SUBMITTER)
    groups: dict[int, list[int]] = {}
    for one in sorted(received):
        groups.setdefault(whose.get(one, one), []).append(one)
    return list(groups.values())
