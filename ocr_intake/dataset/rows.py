"""From submissions to tables: which of them belong to the dataset, and which columns personal data stays in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.dataset.table import Cell, Column, Table, Word
from ocr_intake.model.fields import PERSONAL_FIELDS, FieldName, FlagCode
from ocr_intake.store import SubmissionState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.store import StoredField, StoredSubmission

PERSONAL = tuple(name for name in FieldName if name in PERSONAL_FIELDS)
"""The personal fields, in the order of a form."""

LATE = frozenset({FlagCode.LATE, FlagCode.LATE_BY_POST})
"""What came after the last day, be it in time by its postmark or not."""

_STATUS = Column("status")


def verified(submission: StoredSubmission) -> bool:
    """Whether a person has accepted the submission, with nothing flagged in it left undecided."""
    return submission.state is SubmissionState.ACCEPTED and not submission.undecided


def comments_table(submissions: Sequence[StoredSubmission], *, status: bool) -> Table:
    """One row an opinion, without personal fields; ``status`` adds a first column that says what is verified."""
    columns = (
        "opinion_id",
        "submission_id",
        "submitter_kind",
        "opinion",
        "illegible",
        "consultation",
        "channel",
        "received",
        "late",
        "file",
        "pages",
    )
    rows = tuple(
        (*_status(submission, status=status), *_comment(submission, opinion))
        for submission in submissions
        for opinion in submission.final_opinions
    )
    return Table("comments", _columns(columns, status=status), rows)


def personal_table(submissions: Sequence[StoredSubmission], *, status: bool) -> Table:
    """One row a submission: who sent it. Joined to the comments by the submission's number."""
    columns = ("submission_id", "submitter_kind", *(name.value for name in PERSONAL), "illegible_fields")
    rows = tuple((*_status(submission, status=status), *_person(submission)) for submission in submissions)
    return Table("personal", _columns(columns, status=status), rows)


def opinion_number(submission: StoredSubmission, opinion: StoredField) -> str:
    """What an opinion is called (``S0012-1``); it keeps the number when others are added, split or struck out.

    The letter keeps spreadsheets from taking it for a date.
    """
    typed_in_whole = any(other.ordinal == 0 for other in submission.opinions)
    return f"{submission.number}-{opinion.ordinal + 1 if typed_in_whole else opinion.ordinal}"


def _columns(keys: tuple[str, ...], *, status: bool) -> tuple[Column, ...]:
    return (*((_STATUS,) if status else ()), *(Column(key) for key in keys))


def _status(submission: StoredSubmission, *, status: bool) -> tuple[Cell, ...]:
    return (Word("verified" if verified(submission) else "unverified"),) if status else ()


def _comment(submission: StoredSubmission, opinion: StoredField) -> tuple[Cell, ...]:
    pages = tuple(sorted({region.page for region in opinion.proposal.regions})) or submission.pages
    return (
        opinion_number(submission, opinion),
        submission.number,
        Word(submission.kind.value),
        opinion.value,
        opinion.illegible,
        submission.consultation,
        Word(submission.channel.value),
        submission.received,
        any(flag.code in LATE for flag in submission.flags),
        submission.sha256[:12],
        pages,
    )


def _person(submission: StoredSubmission) -> tuple[Cell, ...]:
    values = [submission.field(name) for name in PERSONAL]
    illegible = tuple(Word(f"field_{value.name.value}") for value in values if value.illegible)
    if submission.purged:
        illegible = (Word("purged"),)
    return submission.number, Word(submission.kind.value), *(value.value for value in values), illegible
