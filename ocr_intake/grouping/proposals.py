"""Which submissions of a consultation may belong together, and how: groups for a person to decide on.

There are two kinds of groups, and a submission is in one of each at most. A sender's group has what one person or
organisation seems to have sent: again (再送), corrected (差替) or more of it (追記). A text's group has what many seem
to have sent with the same text (別人同文); whoever sent it twice is in it once.

Candidates come from sketches (see ``sketches``), so that ten thousand submissions take seconds; each is then compared
exactly. Nothing is decided here, and what was decided plays no part: the same submissions make the same groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from ocr_intake.grouping.sketches import grams, neighbours, sketches
from ocr_intake.grouping.texts import LEAST, Compared, Sameness, compare
from ocr_intake.japanese.likeness import SAME_SENDER, SENDER, likeness, plain, told, weight_of
from ocr_intake.model.fields import FieldName
from ocr_intake.model.relation import Alike, Link, RelationKind, Sign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from ocr_intake.store.comparing import Comparable

    Look = Callable[[int, int], float | None]
    """How much the pictures of two submissions are alike, 0 to 1; None where one has none."""

_NEAR: Final = 24
"""Neighbours of a text, or of a sender, that are looked at: enough for what belongs together to hang together."""
_LEAST_COSINE: Final = 0.2
"""Of sketches. Two readings of one text, a fifth of whose characters are wrong in each, have some 0.4 in common."""
_LENGTHS: Final = {
    FieldName.OPINION: (2, 3),
    FieldName.NAME: (1, 2),
    FieldName.ORGANIZATION: (2, 3),
    FieldName.ADDRESS: (2, 3),
    FieldName.PHONE: (4, 5),
}
"""Characters of the n-grams that candidates are found by."""
_VERSIONS: Final = 40
"""Different texts of one sender that a later one is compared with: the last ones."""
_UNSURE: Final = 1.0
"""Evidence about the sender from which pictures may decide: something in common, and nothing against it."""


class GroupKind(StrEnum):
    """What the members of a group have in common; the first letter of its key."""

    SENDER = "P"
    TEXT = "T"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two submissions that may belong together."""

    link: Link
    why: tuple[Alike, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Submissions that may belong together."""

    key: str
    """``P12`` or ``T12``: the kind and the number of the first member. It stays whatever is decided."""
    kind: GroupKind
    members: tuple[int, ...]
    """In the order in which they came."""
    proposals: tuple[Proposal, ...]
    """One for each member but the first."""


class _Plain(NamedTuple):
    """A submission in the form in which it is compared."""

    id: int
    senders: tuple[str, ...]
    """By ``SENDER``."""
    text: str


def propose(submissions: Sequence[Comparable], look: Look | None = None) -> tuple[Group, ...]:
    """The groups, by the number of their first member.

    Args:
        submissions: Of one consultation.
        look: Compares pictures; asked only about two of one text whose values leave a doubt about the sender.
    """
    order = sorted(submissions, key=lambda each: (each.received, each.id))
    made = [
        _Plain(
            each.id,
            tuple(plain(name, each.values.get(name)) for name in SENDER),
            plain(FieldName.OPINION, each.values.get(FieldName.OPINION)),
        )
        for each in order
    ]
    seen = look or (lambda _first, _second: None)
    texts = _same_texts(made)
    senders = _same_senders(made, seen)
    found = [_of_sender([made[place] for place in places]) for places in _together(senders)]
    whose = {place: least for least, places in enumerate(_together(senders)) for place in places}
    for places in _together(texts):
        first: dict[object, int] = {}
        for place in places:  # each sender once: the first of theirs
            first.setdefault(whose.get(place, (place,)), place)
        if len(first) > 1:
            found.append(_of_text([made[place] for place in sorted(first.values())]))
    return tuple(sorted(found, key=lambda group: (group.members[0], group.key)))


# ------------------------------------------------------------------------------------------------------------- senders


def _same_senders(made: Sequence[_Plain], look: Look) -> _Union:
    """What one sender seems to have sent, by place."""
    union = _Union(len(made))
    features = [
        np.concatenate(
            [
                grams(text, _LENGTHS[name], mark)
                for mark, (name, text) in enumerate(zip(SENDER, one.senders, strict=True))
            ]
        )
        for one in made
    ]
    for first, second, _ in _nearest_first(features):
        if union.root(first) != union.root(second) and _one_sender(made[first], made[second], look):
            union.join(first, second)
    return union


def _one_sender(first: _Plain, second: _Plain, look: Look) -> bool:
    said = sender_evidence(first.senders, second.senders)
    if sum(said) >= SAME_SENDER:
        return True
    if sum(said) < _UNSURE or min(said) < 0:
        return False
    compared = compare(first.text, second.text)
    if compared is None or compared.sameness is Sameness.NONE:
        return False
    return sum(said) + weight_of(Sign.IMAGE, look(first.id, second.id)) >= SAME_SENDER


def sender_evidence(first: Sequence[str], second: Sequence[str]) -> tuple[float, ...]:
    """What each value of two senders, in the order of ``SENDER``, says about whether they are one."""
    return tuple(
        weight_of(Sign(name.value), likeness(name, mine, theirs))
        for name, mine, theirs in zip(SENDER, first, second, strict=True)
    )


def _of_sender(members: Sequence[_Plain]) -> Group:
    """A sender's group: each member with the earlier one that its text is nearest to, or else with the first."""
    kinds = {
        Sameness.NONE: RelationKind.ADDED,
        Sameness.CHANGED: RelationKind.REPLACED,
        Sameness.READ_OTHERWISE: RelationKind.RESENT,
    }
    proposals = []
    texts: dict[str, int] = {}  # each with the first that has it: the same to the letter is compared once
    for place, member in enumerate(members):
        before, known = [*texts.items()][-_VERSIONS:], texts.get(member.text)
        texts.setdefault(member.text, place)
        if place == 0:
            continue
        best = (Sameness.NONE, 0.0, 0)
        for text, earlier in before if known is None else [(member.text, known)]:
            compared = compare(member.text, text)
            if compared is not None and compared.sameness is not Sameness.NONE:
                best = max(best, (compared.sameness, compared.likeness, -earlier))
        other = members[-best[2]]
        proposals.append(Proposal(Link(kinds[best[0]], member.id, other.id), _why(other, member)))
    return _group(GroupKind.SENDER, members, proposals)


# --------------------------------------------------------------------------------------------------------------- texts


def _same_texts(made: Sequence[_Plain]) -> _Union:
    """What seems to be one text, by place."""
    union = _Union(len(made))
    first: dict[str, int] = {}
    for place, one in enumerate(made):  # texts that are the same to the letter need no neighbours
        if len(one.text) >= LEAST:
            union.join(first.setdefault(one.text, place), place)
    places = list(first.values())
    features = [grams(made[place].text, _LENGTHS[FieldName.OPINION]) for place in places]
    for mine, other, _ in _nearest_first(features):
        here, there = places[mine], places[other]
        if union.root(here) != union.root(there) and _is_same(compare(made[here].text, made[there].text)):
            union.join(here, there)
    return union


def _is_same(compared: Compared | None) -> bool:
    return compared is not None and compared.sameness is not Sameness.NONE


def _of_text(members: Sequence[_Plain]) -> Group:
    """A text's group: each member with the first."""
    first = members[0]
    proposals = [
        Proposal(Link(RelationKind.SAME_TEXT, member.id, first.id), _why(first, member)) for member in members[1:]
    ]
    return _group(GroupKind.TEXT, members, proposals)


# -------------------------------------------------------------------------------------------------------------- shared


class _Union:
    """Places that belong together."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def root(self, place: int) -> int:
        above = self._above
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    def join(self, first: int, second: int) -> None:
        one, two = sorted((self.root(first), self.root(second)))
        self._above[two] = one


def _together(union: _Union) -> list[list[int]]:
    """What was joined, in the order of places; nothing that is alone."""
    found: dict[int, list[int]] = {}
    for place in range(len(union._above)):  # noqa: SLF001 - its own module's
        found.setdefault(union.root(place), []).append(place)
    return [places for places in found.values() if len(places) > 1]


def _nearest_first(features: Sequence[NDArray[np.int64]]) -> Iterator[tuple[int, int, float]]:
    """Candidates, the nearest first: what is joined early spares comparing what hangs together by it."""
    if len(features) < 2:
        return iter(())
    found = neighbours(sketches(features), least=_LEAST_COSINE, most=_NEAR)
    return iter(sorted(found, key=lambda pair: (-pair[2], pair[:2])))


def _why(first: _Plain, second: _Plain) -> tuple[Alike, ...]:
    """What two have in common, for people to read."""
    pairs: Iterable[tuple[FieldName, str, str]] = (
        *zip(SENDER, first.senders, second.senders, strict=True),
        (FieldName.OPINION, first.text, second.text),
    )
    return tuple(each for name, mine, theirs in pairs for each in told(Sign(name.value), likeness(name, mine, theirs)))


def _group(kind: GroupKind, members: Sequence[_Plain], proposals: Sequence[Proposal]) -> Group:
    numbers = tuple(member.id for member in members)
    return Group(f"{kind.value}{numbers[0]}", kind, numbers, tuple(proposals))
