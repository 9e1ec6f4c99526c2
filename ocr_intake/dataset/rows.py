"""From submissions to rows: which of them belong to the dataset, and which columns personal data stays in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_intake.dataset.redaction import Published, published
from ocr_intake.dataset.table import Cell, Column, Table, Word
from ocr_intake.japanese.phones import national
from ocr_intake.model.fields import FIELDS, PERSONAL_FIELDS, FieldName
from ocr_intake.store import LATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ocr_intake.config import Attribute, Consultation
    from ocr_intake.model.redaction import PersonalKind, Redaction
    from ocr_intake.store import StoredField, StoredSubmission

PERSONAL = tuple(name for name in FIELDS if name in PERSONAL_FIELDS)
"""The personal fields, in the order of a form."""

COMMENTS, PEOPLE, REPORT = "comments", "personal", "personal-data-report"
"""Names of the tables."""

_STATUS = Column("status")
_COMMENT = (
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
_WHO = ("submission_id", "submitter_kind")
_SCAN = "scan"
"""The scan's own name as delivered. It stands beside who sent it: it may hold a person's name."""
AS_WRITTEN = "phone_as_written"
"""The telephone number as it stands on the paper, or as a person typed it; ``phone`` has it in the usual form."""


@dataclass(frozen=True, slots=True)
class Searched:
    """An opinion with the personal data that was found in it, and what people decided on that."""

    opinion: StoredField
    published: Published

    @property
    def text(self) -> str | None:
        """The opinion with what is taken out masked."""
        return None if self.opinion.value is None else self.published.text


def verified(submission: StoredSubmission) -> bool:
    """Whether a person has accepted the submission, with nothing flagged in it left undecided."""
    return submission.verified


def withheld(submission: StoredSubmission, consultation: Consultation) -> bool:
    """Whether who sent it does not want it published, by what they were asked: it counts, and its opinions stay in."""
    answers = submission.attributes
    return any(answers.get(each.id) in each.withheld_choices for each in consultation.attributes)


def comments_table(*, status: bool, searched: bool, attributes: Sequence[Attribute] = ()) -> Table:
    """One row an opinion, without personal fields.

    Args:
        status: With a first column that says what is verified.
        searched: With columns that say what was masked in the opinion, and what a person should look at.
        attributes: What stands in columns of their own, behind all others.
    """
    columns = _columns((*_COMMENT, *(("masked", "to_look_at") if searched else ())), status=status)
    return Table(COMMENTS, (*columns, *(Column(f"attribute_{each.id}", each.label) for each in attributes)))


def personal_table(*, status: bool) -> Table:
    """One row a submission: who sent it. Joined to the comments by the submission's number."""
    return Table(
        PEOPLE,
        _columns((*_WHO, *(name.value for name in PERSONAL), AS_WRITTEN, _SCAN, "illegible_fields"), status=status),
    )


def report_table() -> Table:
    """One row a place in an opinion where personal data was found, without the data."""
    keys = ("submission_id", "opinion_id", "found", "why", "first", "last", "done")
    return Table(REPORT, _columns(keys, status=False))


def own_values(submission: StoredSubmission) -> dict[FieldName, str]:
    """What the submitter gave of themselves."""
    return {name: value for name in PERSONAL if (value := submission.field(name).value)}


def search(submission: StoredSubmission, decided: Mapping[int, Sequence[Redaction]]) -> tuple[Searched, ...]:
    """The opinions of a submission, searched for personal data.

    Args:
        submission: Whose.
        decided: What people decided on places of opinions, by field.
    """
    own = own_values(submission)
    return tuple(
        Searched(each, published(each.value or "", own, decided.get(each.id, ()))) for each in submission.final_opinions
    )


def comment_rows(
    submission: StoredSubmission, *, status: bool, attributes: Sequence[Attribute] = ()
) -> Iterator[tuple[Cell, ...]]:
    """Rows of ``comments_table``: opinions as they are."""
    answers = _answers(submission, attributes)
    for opinion in submission.final_opinions:
        yield *_status(submission, status=status), *_comment(submission, opinion, opinion.value), *answers


def searched_rows(
    submission: StoredSubmission,
    opinions: tuple[Searched, ...],
    *,
    status: bool,
    attributes: Sequence[Attribute] = (),
) -> Iterator[tuple[Cell, ...]]:
    """Rows of ``comments_table``: opinions without the personal data that was found for certain."""
    for each in opinions:
        comment = _comment(submission, each.opinion, each.text)
        places = each.published.places
        out = _kinds(place.kind for place in places if place.masked)
        told = (out, _kinds(place.kind for place in places if place.undecided))
        yield *_status(submission, status=status), *comment, *told, *_answers(submission, attributes)


def report_rows(submission: StoredSubmission, opinions: tuple[Searched, ...]) -> Iterator[tuple[Cell, ...]]:
    """Rows of ``report_table``.

    Places are characters of the opinion as it is exported, counted from 1: how long what was taken out is would tell
    names apart.
    """
    for each in opinions:
        for one, (start, end) in zip(each.published.places, each.published.spots, strict=True):
            yield (
                submission.number,
                opinion_number(submission, each.opinion),
                Word(f"field_{one.kind.value}"),
                Word(f"why_{one.why.value}"),
                str(start + 1),
                str(end),
                Word("to_look_at" if one.undecided else one.state.value),
            )


def personal_row(submission: StoredSubmission, *, status: bool) -> tuple[Cell, ...]:
    """The row of ``personal_table``."""
    values = [submission.field(name) for name in PERSONAL]
    phone = submission.field(FieldName.PHONE).value
    illegible = tuple(Word(f"field_{value.name.value}") for value in values if value.illegible)
    if submission.purged:
        illegible = (Word("purged"),)
    return (
        *_status(submission, status=status),
        submission.number,
        Word(submission.kind.value),
        *(national(value.value) if value.value and value.name is FieldName.PHONE else value.value for value in values),
        phone,
        submission.file_name,
        illegible,
    )


def opinion_number(submission: StoredSubmission, opinion: StoredField) -> str:
    """What an opinion is called (``S0012-1``)."""
    return submission.opinion_number(opinion)


def _columns(keys: tuple[str, ...], *, status: bool) -> tuple[Column, ...]:
    return (*((_STATUS,) if status else ()), *(Column(key) for key in keys))


def _status(submission: StoredSubmission, *, status: bool) -> tuple[Cell, ...]:
    return (Word("verified" if verified(submission) else "unverified"),) if status else ()


def _answers(submission: StoredSubmission, attributes: Sequence[Attribute]) -> tuple[Cell, ...]:
    """The cells of attributes; nothing where the submission was not asked."""
    answers = submission.attributes
    return tuple(answers.get(each.id) for each in attributes)


def _kinds(kinds: Iterable[PersonalKind]) -> tuple[Word, ...]:
    return tuple(Word(f"field_{kind.value}") for kind in dict.fromkeys(kinds))


def _comment(submission: StoredSubmission, opinion: StoredField, text: str | None) -> tuple[Cell, ...]:
    pages = tuple(sorted({region.page for region in opinion.proposal.regions})) or submission.pages
    return (
        opinion_number(submission, opinion),
        submission.number,
        Word(submission.kind.value),
        text,
        opinion.illegible,
        submission.consultation,
        Word(submission.channel.value),
        submission.received,
        any(flag.code in LATE for flag in submission.flags),
        submission.sha256[:12],
        pages,
    )
