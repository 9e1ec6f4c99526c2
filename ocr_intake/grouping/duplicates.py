"""The groups of a workspace with what people decided on them, and deciding on them: what every face calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_intake.grouping.errors import GroupDecidedError, NoSuchGroupError
from ocr_intake.grouping.pictures import Pictures
from ocr_intake.grouping.proposals import Group, Proposal, propose
from ocr_intake.japanese.likeness import told
from ocr_intake.model.relation import Link, RelationKind, Sign, components
from ocr_intake.store.records import SubmissionState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from ocr_intake.model.fields import FieldName
    from ocr_intake.model.pages import Channel
    from ocr_intake.model.relation import Relation
    from ocr_intake.store import Workspace
    from ocr_intake.store.comparing import Comparable


@dataclass(frozen=True, slots=True)
class Member:
    """A submission of a group. Holds nothing that was read."""

    id: int
    number: str
    state: SubmissionState
    channel: Channel
    received: date


@dataclass(frozen=True, slots=True)
class Pair:
    """Two submissions of a group: what is proposed, and what was decided."""

    proposal: Proposal
    decided: bool
    """They belong together by what people chose, directly or over others."""
    chosen: Relation | None
    """What was chosen for just these two; None where nothing was, or only over others."""


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group as it stands."""

    group: Group
    consultation: str
    members: tuple[Member, ...]
    pairs: tuple[Pair, ...]

    @property
    def key(self) -> str:
        """What people call it by."""
        return self.group.key

    @property
    def open(self) -> bool:
        """Whether somebody has to decide on something of it."""
        return any(not pair.decided for pair in self.pairs)


class Duplicates:
    """The groups of a consultation, or of all."""

    def __init__(self, workspace: Workspace, consultation: str | None = None) -> None:
        """Compare everything that was sent: less than a second for a thousand submissions, ten for ten thousand.

        Raises:
            WorkspaceError: The database is busy, out of reach or damaged.
        """
        self._workspace = workspace
        self._consultation = consultation
        self._pictures = Pictures(workspace)
        self._sent: dict[int, Comparable] = {}
        self._groups: list[tuple[str, Group]] = []
        for each in workspace.consultations() if consultation is None else (consultation,):
            counting = [sent for sent in workspace.for_comparing(each) if _counts(sent)]
            self._sent |= {sent.id: sent for sent in counting}
            self._groups += [(each, group) for group in propose(counting, self._pictures.alike)]

    def groups(self) -> tuple[ShownGroup, ...]:
        """Every group as it stands now, by the number of its first member."""
        relations = self._workspace.relations.of(self._consultation)
        together = components(relation.link for relation in relations)
        by_pair = {frozenset((relation.later, relation.earlier)): relation for relation in relations}
        return tuple(
            ShownGroup(
                group,
                consultation,
                tuple(_member(self._sent[number]) for number in group.members),
                tuple(_pair(proposal, together, by_pair) for proposal in group.proposals),
            )
            for consultation, group in self._groups
        )

    def group(self, key: str) -> ShownGroup:
        """One group.

        Raises:
            NoSuchGroupError: There is none with that key.
        """
        found = next((each for each in self.groups() if each.key == key.strip().upper()), None)
        if found is None:
            raise NoSuchGroupError(key)
        return found

    def looked_at(self, pair: Pair) -> Pair:
        """A pair with how much its pictures are alike among what it has in common."""
        link, why = pair.proposal.link, pair.proposal.why
        alike = self._pictures.alike(link.earlier, link.later)
        return Pair(Proposal(link, (*why, *told(Sign.IMAGE, alike))), pair.decided, pair.chosen)

    def values(self, number: int) -> Mapping[FieldName, str]:
        """What a submission was compared by, as it was read or typed."""
        return self._sent[number].values

    def decide(self, key: str, kind: RelationKind | None, *, by: str, without: Sequence[int] = ()) -> int:
        """Decide on all of a group that is undecided, at once.

        Args:
            key: Of the group.
            kind: What every member is to the one that it is proposed with; as proposed, each by itself, for None.
            by: Who decides.
            without: Members that are left as they are.

        Returns:
            The number of the choice, to take it back by.

        Raises:
            NoSuchGroupError: There is no such group.
            GroupDecidedError: Nothing of it is undecided.
            IntakeError: As ``Relations.choose``.
        """
        found = self.group(key)
        links = [pair.proposal.link for pair in found.pairs if not pair.decided]
        links = [link for link in links if link.later not in without and link.earlier not in without]
        if not links:
            raise GroupDecidedError(found.key)
        chosen = [link if kind is None else Link(kind, link.later, link.earlier) for link in links]
        return self._workspace.relations.choose(chosen, by=by)


def _counts(submission: Comparable) -> bool:
    """Whether it counts, or did before it was said to be a duplicate: what was withdrawn is nobody's duplicate."""
    if submission.state is SubmissionState.REJECTED:
        return submission.duplicate
    return submission.state is not SubmissionState.REPLACED


def _member(submission: Comparable) -> Member:
    return Member(submission.id, submission.number, submission.state, submission.channel, submission.received)


def _pair(proposal: Proposal, together: dict[int, int], by_pair: dict[frozenset[int], Relation]) -> Pair:
    link = proposal.link
    decided = link.later in together and together[link.later] == together.get(link.earlier)
    return Pair(proposal, decided, by_pair.get(frozenset((link.later, link.earlier))))
