"""How two submissions belong together, as a person chose, and what that makes of the counts. Nothing is read here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime


class Sign(StrEnum):
    """What two submissions have in common; stable, also the keys of the texts: ``review_rules.likely.CODE``."""

    PHONE = "phone"
    NAME = "name"
    ORGANIZATION = "organization"
    ADDRESS = "address"
    OPINION = "opinion"
    IMAGE = "image"
    """How the writing stands on the pages."""


@dataclass(frozen=True, slots=True)
class Alike:
    """One thing that two submissions have in common."""

    sign: Sign
    percent: int
    """How much of it is the same, rounded down; 100 where all of it is."""


class RelationKind(StrEnum):
    """What the later of two submissions is to the earlier; stable, also keys of texts and values in the database."""

    RESENT = "resent"
    """再送: the same once more. Its opinions do not count."""
    REPLACED = "replaced"
    """差替: a corrected one in place of the earlier, whose opinions do not count."""
    ADDED = "added"
    """追記: something more of the same submitter. The opinions of both count."""
    SAME_TEXT = "same_text"
    """別人同文: the same text of somebody else. Both count, and so do both submitters."""


ONE_SUBMITTER: Final = frozenset({RelationKind.RESENT, RelationKind.REPLACED, RelationKind.ADDED})
"""The kinds that say that one submitter sent both."""
ONE_COUNTS: Final = frozenset({RelationKind.RESENT, RelationKind.REPLACED})
"""The kinds of which one submission does not count: it is rejected as a duplicate of the other."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two submissions that belong together, by number."""

    kind: RelationKind
    later: int
    earlier: int

    @property
    def without(self) -> int | None:
        """The one of them that does not count; None where both do."""
        if self.kind not in ONE_COUNTS:
            return None
        return self.later if self.kind is RelationKind.RESENT else self.earlier

    @property
    def counting(self) -> int:
        """The one of them that counts whatever the kind."""
        return self.later if self.kind is RelationKind.REPLACED else self.earlier


@dataclass(frozen=True, slots=True)
class Relation:
    """A link that holds, with who chose it."""

    id: int
    """Number of the record; 0 where the record is the rejection of a review, on the ground that it is a duplicate."""
    kind: RelationKind
    later: int
    earlier: int
    by: str
    at: datetime
    """With its time zone (UTC)."""
    choice: int = 0
    """Number of the choice that it is part of; 0 as above."""

    @property
    def link(self) -> Link:
        """The two without who chose it."""
        return Link(self.kind, self.later, self.earlier)


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts of the submissions of a consultation."""

    submissions: tuple[int, ...]
    """Those whose opinions count, by number, ascending."""
    opinions: int
    submitters: tuple[tuple[int, ...], ...]
    """The counting submissions of each submitter; the submitters by their first submission."""


def counted(opinions: Mapping[int, int], links: Iterable[Link]) -> Counted:
    """What counts: opinions once, submitters once.

    Args:
        opinions: How many opinions each submission in the dataset has, by its number. One that was rejected, as a
            duplicate or otherwise, may be left out or not: what a link says does not count is counted in no case.
        links: Those that hold. One that names submissions which are not in the dataset still says that two others,
            linked over them, are one submitter's.
    """
    said = tuple(links)
    gone = {link.without for link in said}
    kept = tuple(number for number in sorted(opinions) if number not in gone)
    whose = components(said, ONE_SUBMITTER)
    of: dict[int, list[int]] = {}
    for number in kept:
        of.setdefault(whose.get(number, number), []).append(number)
    return Counted(kept, sum(opinions[number] for number in kept), tuple(tuple(each) for each in of.values()))


def components(links: Iterable[Link], kinds: Iterable[RelationKind] = RelationKind) -> dict[int, int]:
    """What hangs together by links of some kinds: each submission that they name, with the least of its component."""
    wanted, above = frozenset(kinds), dict[int, int]()

    def root(number: int) -> int:
        while above.setdefault(number, number) != number:
            above[number] = above[above[number]]
            number = above[number]
        return number

    for link in links:
        if link.kind in wanted:
            first, second = sorted((root(link.later), root(link.earlier)))
            above[second] = first
    return {number: root(number) for number in above}
