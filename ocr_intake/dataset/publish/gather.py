"""From a workspace to a result: counts, rows, and what people should look at. Nothing is written here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ocr_intake.dataset.answers import answered_rows
from ocr_intake.dataset.personal import find_personal
from ocr_intake.dataset.publish.balance import Gathered, differences, unfinished
from ocr_intake.dataset.publish.counting import Received, count
from ocr_intake.dataset.publish.errors import NotBalancedError, NotReadyError
from ocr_intake.dataset.publish.result import Category, Result
from ocr_intake.dataset.rows import opinion_number, own_values, search, verified
from ocr_intake.dataset.standing import standing
from ocr_intake.store import SubmissionState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ocr_intake.config import Consultation
    from ocr_intake.dataset.answers import AnsweredRow
    from ocr_intake.dataset.redaction import Published
    from ocr_intake.dataset.standing import Standing
    from ocr_intake.model.fields import FieldName
    from ocr_intake.store import Workspace


@dataclass(frozen=True, slots=True)
class Asked:
    """What a result is made of."""

    draft: bool = False
    rows: Sequence[AnsweredRow] | None = None
    """Of the city's table; None for the one that the workspace has."""
    standing: Standing | None = None
    """What counts and what is published; None for what people said in the workspace."""


@dataclass(slots=True)
class _Dataset:
    """The verified submissions, as they pass."""

    received: list[Received] = field(default_factory=list)
    opinions: dict[str, int] = field(default_factory=dict)
    texts: dict[str, Published] = field(default_factory=dict)
    """Opinions without personal data, by their numbers."""
    own: dict[int, Mapping[FieldName, str]] = field(default_factory=dict)
    """Submitters' own values: rows that people wrote are searched for them."""
    unverified: list[str] = field(default_factory=list)


def gather(workspace: Workspace, consultation: Consultation, asked: Asked) -> tuple[Result, tuple[int, ...]]:
    """The result, and the numbers of the rows that a person should look at for personal data.

    Raises:
        NotBalancedError: Something that came in is not accounted for.
        NotReadyError: People have something left to do, and no draft is asked for.
    """
    ledger = workspace.ledger(consultation.id)
    dataset = _dataset(workspace, consultation.id)
    stands = standing(workspace, consultation) if asked.standing is None else asked.standing
    rows = asked.rows
    if rows is None:
        rows = answered_rows(workspace, consultation.id, left_out=stands.left_out, submitters=stands.submitters)
    counts = count(dataset.received, stands.links, stands.withheld)
    out = frozenset(counts.uncounted) | stands.withheld
    gathered = Gathered(dataset.opinions, len(dataset.received), tuple(dataset.unverified), out)
    if found := tuple(differences(ledger, gathered, counts, rows)):
        raise NotBalancedError(found)
    waiting = [row.number for row in rows if _waits(row, dataset)]
    reasons = tuple(unfinished(ledger, gathered, rows, consultation.categories, waiting))
    if reasons and not asked.draft:
        raise NotReadyError(reasons)
    given = Counter(row.category for row in rows)
    result = Result(
        consultation.title,
        consultation.city,
        consultation.start,
        consultation.end,
        (*(channel.value for channel in consultation.channels), *consultation.other_channels),
        counts,
        tuple(rows),
        tuple(Category(code, label, given[code]) for code, label in consultation.categories.items()),
        len(dataset.unverified),
        asked.draft,
    )
    return result, tuple(row.number for row in rows if row.number in waiting or _is_doubtful(row, dataset))


def _dataset(workspace: Workspace, consultation: str) -> _Dataset:
    made = _Dataset()
    decided = workspace.redactions.of(consultation)
    for submission in workspace.submissions(consultation):
        if submission.state is SubmissionState.REJECTED:
            continue
        if not verified(submission):
            made.unverified.append(submission.number)
            continue
        searched = search(submission, decided)
        made.received.append(Received(submission.id, submission.kind, submission.channel, len(searched)))
        made.own[submission.id] = own_values(submission)
        for each in searched:
            number = opinion_number(submission, each.opinion)
            made.opinions[number] = submission.id
            made.texts[number] = each.published
    return made


def _waits(row: AnsweredRow, dataset: _Dataset) -> bool:
    """Whether it is an opinion as it is published, with a place in it that nobody has decided on."""
    return bool(row.opinions) and (first := dataset.texts[row.opinions[0]]).undecided > 0 and first.text == row.gist


def _is_doubtful(row: AnsweredRow, dataset: _Dataset) -> bool:
    """Whether something that people wrote in it may be personal data: of those whose opinions it is, or of anybody."""
    wrote = [row.answer or ""]
    if row.gist != dataset.texts[row.opinions[0]].text:
        wrote.append(row.gist)
    submissions = dict.fromkeys(dataset.opinions[number] for number in row.opinions)
    return any(find_personal(text, dataset.own[one]) for text in wrote if text for one in submissions)
