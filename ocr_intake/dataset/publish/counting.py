"""How many opinions of how many submitters came in: pure, and counted apart.

Relations between submissions are plain triples, so that whoever decides on them need not be known here:

- ``resent`` (再送): the later one is the same again; its opinions do not count.
- ``replaced`` (差替): the later one stands in place of the earlier; the earlier one's opinions do not count.
- ``added`` (追記): the later one adds to the earlier; both count.
- ``same_text`` (別人同文): two submitters with one text; both count, each for itself.

The first three are between submissions of one submitter, who counts once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.model.pages import Channel
from ocr_intake.model.submission import SubmitterKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

RESENT: Final = "resent"
REPLACED: Final = "replaced"
ADDED: Final = "added"
_ONE_SUBMITTER: Final = frozenset({RESENT, REPLACED, ADDED})

Relation = tuple[str, int, int]
"""Its kind, the later submission, the earlier one."""


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


def uncounted(relations: Sequence[Relation], among: Collection[int]) -> frozenset[int]:
    """The submissions whose opinions do not count, by relations that have both their ends among those in question."""
    known = [(kind, later, earlier) for kind, later, earlier in relations if later in among and earlier in among]
    sent_again = (later for kind, later, _ in known if kind == RESENT)
    return frozenset((*sent_again, *(earlier for kind, _, earlier in known if kind == REPLACED)))


def count(received: Sequence[Received], relations: Sequence[Relation], withheld: Collection[int]) -> Counts:
    """Count opinions and submitters.

    Args:
        received: The verified submissions, each once.
        relations: Those in force; one with an end that was not received (a rejected submission) says nothing.
        withheld: Ids of submissions that are counted and not published.
    """
    by_id = {each.id: each for each in received}
    out = uncounted(relations, by_id.keys())
    tallies: dict[Channel, Tally] = {}
    kept = Tally()
    lost: list[int] = []
    for group in _submitters(by_id, relations):
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


def _submitters(received: Collection[int], relations: Sequence[Relation]) -> list[list[int]]:
    """The submissions of each submitter, ascending, in the order of the first ones."""
    leader = {one: one for one in received}

    def found(one: int) -> int:
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    for kind, later, earlier in relations:
        if kind in _ONE_SUBMITTER and later in leader and earlier in leader:
            first, second = sorted((found(later), found(earlier)))
            leader[second] = first
    groups: dict[int, list[int]] = {}
    for one in sorted(received):
        groups.setdefault(found(one), []).append(one)
    return list(groups.values())
