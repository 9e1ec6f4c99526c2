"""The opinions of a consultation as clerks see them in groups: what people arranged, and what is proposed besides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.grouping.opinion_proposals import Breadth, Proposal, propose
from ocr_intake.store import SubmissionState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from ocr_intake.store import Grouped, OpinionGroup, Workspace


class NoSuchOpinionError(IntakeError):
    """There is no verified opinion of that number."""

    key: ClassVar[str] = "opinions.error.no_such_opinion"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


class NoSuchProposalError(IntakeError):
    """Nothing like that is proposed, or not any more."""

    key: ClassVar[str] = "opinions.error.no_such_proposal"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


@dataclass(frozen=True, slots=True)
class Opinion:
    """A verified opinion that counts."""

    id: int
    """Number of its value."""
    number: str
    """What people call it (``S0012-1``)."""
    submission: int
    text: str | None
    """None for one that nobody can read."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """The opinions of a consultation, and how people arranged them."""

    consultation: str
    opinions: Mapping[int, Opinion]
    """By number of their values, in order."""
    grouped: Grouped

    def members(self, group: OpinionGroup) -> tuple[Opinion, ...]:
        """The opinions of a group that count, in its order: those of submissions that were reopened do not."""
        return tuple(self.opinions[each] for each in group.opinions if each in self.opinions)

    @property
    def groups(self) -> tuple[OpinionGroup, ...]:
        """The groups that hold an opinion that counts."""
        return tuple(group for group in self.grouped.groups if self.members(group))

    @property
    def single(self) -> tuple[Opinion, ...]:
        """The opinions that are in no group."""
        held = {opinion for group in self.grouped.groups for opinion in group.opinions}
        return tuple(each for each in self.opinions.values() if each.id not in held)

    def numbered(self, numbers: Iterable[str]) -> tuple[int, ...]:
        """The numbers of the values that people call so, each once.

        Raises:
            NoSuchOpinionError: There is no such opinion.
        """
        known = {each.number: each.id for each in self.opinions.values()}
        found = []
        for number in dict.fromkeys(number.strip().upper() for number in numbers):
            if number not in known:
                raise NoSuchOpinionError(number=number, consultation=self.consultation)
            found.append(known[number])
        return tuple(found)

    def proposals(self, breadth: Breadth) -> tuple[Proposal, ...]:
        """What is proposed for the opinions that nobody has arranged yet."""
        texts = {each.id: each.text for each in self.opinions.values() if each.text is not None}
        groups = {group.id: [each for each in group.opinions if each in texts] for group in self.groups}
        return propose(texts, groups, self.grouped.alone, breadth=breadth)

    def proposal(self, key: str) -> Proposal:
        """The proposal of that name, of whatever breadth.

        Raises:
            NoSuchProposalError: There is none (any more).
        """
        wanted = key.strip().lower()
        for breadth in Breadth:
            for each in self.proposals(breadth):
                if each.key.lower() == wanted:
                    return each
        raise NoSuchProposalError(key=key)


def arranged_opinions(workspace: Workspace, consultation: str, left_out: Collection[int] = frozenset()) -> Arranged:
    """The verified opinions of a consultation, and how people arranged them.

    Args:
        workspace: Where they are.
        consultation: Whose.
        left_out: Submissions whose opinions are not published.
    """
    return Arranged(
        consultation,
        {
            opinion.id: Opinion(opinion.id, submission.opinion_number(opinion), submission.id, opinion.value)
            for submission in workspace.submissions(consultation, {SubmissionState.ACCEPTED})
            if submission.verified and submission.id not in left_out
            for opinion in submission.final_opinions
        },
        workspace.opinion_groups.of(consultation),
    )
