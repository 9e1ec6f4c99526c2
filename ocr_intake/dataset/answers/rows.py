"""The rows of the table of answers: a row a group of like opinions, and a row an opinion that is in none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ocr_intake.dataset.rows import search
from ocr_intake.i18n import t
from ocr_intake.store import Subject, SubmissionState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ocr_intake.model.redaction import Redaction
    from ocr_intake.store import Grouped, ReplyCell, StoredSubmission, Workspace


class Part(StrEnum):
    """What people type into a row of the table; their own columns are ``OWN`` and the heading."""

    GIST = "gist"
    ANSWER = "answer"
    CATEGORY = "category"


OWN: Final = "own:"


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """A row as it is published."""

    key: str
    """``G12`` for a group, ``S0012-1`` for an opinion by itself."""
    number: int
    """From 1; once the table was written it stays."""
    gist: str
    opinions: tuple[str, ...]
    """Their numbers, in the order of the group."""
    submitters: int
    answer: str | None
    category: str | None


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with what it is about and everything that people typed into it."""

    subject: Subject
    key: str
    number: int
    opinions: tuple[str, ...]
    submitters: int
    default: str
    """The gist where nobody wrote one: a group's title, or the first opinion without personal data."""
    typed: Mapping[str, str | None]
    """By part."""

    @property
    def gist(self) -> str:
        """What the opinions come to."""
        return self.typed.get(Part.GIST) or self.default


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something that people typed and that stands in no row, or does not hold in its row."""

    subject: Subject
    key: str
    number: int | None
    part: str
    value: str
    by: str
    vanished: bool
    """The row is no longer there: withdrawn, or put into another group. Otherwise the cell was changed elsewhere."""


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """All of it, as of one moment."""

    rows: tuple[TableRow, ...]
    """By their numbers."""
    leftovers: tuple[Leftover, ...]
    own: tuple[str, ...]
    """Headings of the columns that people added themselves."""
    as_of: int
    """Number of the last reading (``TypedCell.as_of``)."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """An opinion that counts."""

    number: str
    submitter: int
    text: str


def answered_rows(
    workspace: Workspace,
    consultation: str,
    *,
    left_out: Collection[int] = frozenset(),
    submitters: Mapping[int, int] | None = None,
) -> tuple[AnsweredRow, ...]:
    """The rows of a consultation as they are published, by their numbers.

    Args:
        workspace: Where they are.
        consultation: Whose.
        left_out: Submissions whose opinions are in no row (see ``Standing``).
        submitters: Of each submission of somebody who sent several, the first of them; nobody counts twice.
    """
    return answered(answer_table(workspace, consultation, left_out=left_out, submitters=submitters))


def answered(table: AnswerTable) -> tuple[AnsweredRow, ...]:
    """The rows of a table as they are published."""
    return tuple(
        AnsweredRow(
            row.key,
            row.number,
            row.gist,
            row.opinions,
            row.submitters,
            row.typed.get(Part.ANSWER),
            row.typed.get(Part.CATEGORY),
        )
        for row in table.rows
    )


def answer_table(
    workspace: Workspace,
    consultation: str,
    *,
    left_out: Collection[int] = frozenset(),
    submitters: Mapping[int, int] | None = None,
    keep_numbers: bool = False,
) -> AnswerTable:
    """The table of a consultation; arguments as ``answered_rows``.

    ``keep_numbers`` gives new rows their numbers for good; otherwise they are what they would get now.
    """
    as_of = workspace.replies.last(consultation)
    decided = workspace.redactions.of(consultation)
    counted = {
        opinion: each
        for submission in workspace.submissions(consultation, {SubmissionState.ACCEPTED})
        if submission.verified and submission.id not in left_out
        for opinion, each in _counted(submission, (submitters or {}).get(submission.id, submission.id), decided)
    }
    grouped = workspace.opinion_groups.of(consultation)
    members = _members(grouped, counted)
    typed: dict[Subject, dict[str, ReplyCell]] = defaultdict(dict)
    for cell in workspace.replies.of(consultation):
        typed[cell.subject][cell.part] = cell
    numbers = dict(workspace.replies.numbers(consultation))
    if keep_numbers and members.keys() - numbers.keys():
        numbers = dict(workspace.replies.number(consultation, members))
    following = max(numbers.values(), default=0) + 1
    for at, subject in enumerate(each for each in members if each not in numbers):
        numbers[subject] = following + at
    titles = {group.id: group.title for group in grouped.groups}
    rows = [
        TableRow(
            subject,
            each[0].number if subject.group is None else f"G{subject.group}",
            numbers[subject],
            tuple(one.number for one in each),
            len({one.submitter for one in each}),
            (None if subject.group is None else titles[subject.group]) or each[0].text,
            {part: cell.value for part, cell in typed[subject].items()},
        )
        for subject, each in members.items()
    ]
    left = [(cell, cell.subject not in members) for cell in workspace.replies.beside(consultation)]
    left += ((cell, True) for subject, cells in typed.items() if subject not in members for cell in cells.values())
    own = dict.fromkeys(
        cell.part.removeprefix(OWN)
        for cells in typed.values()
        for cell in cells.values()
        if cell.part.startswith(OWN) and cell.value is not None
    )
    keys = {row.subject: row.key for row in rows}
    return AnswerTable(
        tuple(sorted(rows, key=lambda row: row.number)),
        _leftovers(workspace, consultation, left, numbers, keys),
        tuple(own),
        as_of,
    )


def _counted(
    submission: StoredSubmission, submitter: int, decided: Mapping[int, Sequence[Redaction]]
) -> list[tuple[int, _Counted]]:
    return [
        (
            each.opinion.id,
            _Counted(submission.opinion_number(each.opinion), submitter, each.text or t("opinions.illegible")),
        )
        for each in search(submission, decided)
    ]


def _members(grouped: Grouped, counted: Mapping[int, _Counted]) -> dict[Subject, list[_Counted]]:
    """The rows with their opinions, in the order of the first opinion of each."""
    group_of = {opinion: group for group in grouped.groups for opinion in group.opinions}
    found: dict[Subject, list[_Counted]] = {}
    for opinion, each in counted.items():
        group = group_of.get(opinion)
        if group is None:
            found[Subject(opinion=opinion)] = [each]
        elif Subject(group=group.id) not in found:
            found[Subject(group=group.id)] = [counted[other] for other in group.opinions if other in counted]
    return found


def _leftovers(
    workspace: Workspace,
    consultation: str,
    cells: list[tuple[ReplyCell, bool]],
    numbers: Mapping[Subject, int],
    keys: dict[Subject, str],
) -> tuple[Leftover, ...]:
    shown = [(cell, vanished) for cell, vanished in cells if cell.value is not None]
    if any(cell.subject.opinion is not None and cell.subject not in keys for cell, _ in shown):
        for submission in workspace.submissions(consultation, set(SubmissionState)):
            for opinion in submission.opinions:
                keys.setdefault(Subject(opinion=opinion.id), submission.opinion_number(opinion))
    return tuple(
        Leftover(
            cell.subject,
            keys.get(cell.subject, f"G{cell.subject.group}"),
            numbers.get(cell.subject),
            cell.part,
            cell.value or "",
            cell.by,
            vanished,
        )
        for cell, vanished in shown
    )
