"""From a workspace to a result: counts, rows, and what people should look at. Nothing is written here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ocr_intake.dataset.answers import AnsweredRow
from ocr_intake.dataset.personal import find_personal
from ocr_intake.dataset.publish.balance import Gathered, differences, unfinished
from ocr_intake.dataset.publish.counting import Received, count
from ocr_intake.dataset.publish.errors import NotBalancedError, NotReadyError
from ocr_intake.dataset.publish.result import Category, Result
from ocr_intake.dataset.rows import PERSONAL, opinion_number, search, verified
from ocr_intake.i18n import t
from ocr_intake.store import SubmissionState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ocr_intake.config import Consultation
    from ocr_intake.dataset.rows import Searched
    from ocr_intake.model.fields import FieldName
    from ocr_intake.model.relation import Link
    from ocr_intake.store import StoredSubmission, Workspace


@dataclass(frozen=True, slots=True)
class Asked:
    """What a result is made of beside the workspace itself."""

    rows: Sequence[AnsweredRow] | None = None
    """Of the city's table; None where there is none yet: then each opinion is a row without an answer."""
    links: Sequence[Link] = ()
    """How submissions belong together."""
    withheld: Collection[int] = frozenset()
    """Ids of submissions that are counted and not published (公開不可)."""
    draft: bool = False


@dataclass(slots=True)
class _Dataset:
    """The verified submissions, as they pass."""

    received: list[Received] = field(default_factory=list)
    opinions: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """Masked opinions, by their numbers."""
    doubtful: set[str] = field(default_factory=set)
    """Opinions that a person should look at for personal data."""
    own: dict[int, Mapping[FieldName, str]] = field(default_factory=dict)
    """Submitters' own values, where rows that people wrote are searched for them."""
    unverified: list[str] = field(default_factory=list)


def gather(workspace: Workspace, consultation: Consultation, asked: Asked) -> tuple[Result, tuple[int, ...]]:
    """The result, and the numbers of the rows that a person should look at for personal data.

    Raises:
        NotBalancedError: Something that came in is not accounted for.
        NotReadyError: People have something left to do, and no draft is asked for.
    """
    ledger = workspace.ledger(consultation.id)
    dataset = _dataset(workspace, consultation.id, own=asked.rows is not None)
    counts = count(dataset.received, asked.links, asked.withheld)
    out = frozenset(counts.uncounted) | frozenset(asked.withheld)
    gathered = Gathered(dataset.opinions, len(dataset.received), tuple(dataset.unverified), out)
    rows = _alone(dataset, out) if asked.rows is None else tuple(asked.rows)
    if found := tuple(differences(ledger, gathered, counts, rows)):
        raise NotBalancedError(found)
    reasons = tuple(unfinished(ledger, gathered, rows, consultation.categories))
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
        rows,
        tuple(Category(code, label, given[code]) for code, label in consultation.categories.items()),
        len(dataset.unverified),
        asked.draft,
    )
    return result, tuple(row.number for row in rows if _is_doubtful(row, dataset, alone=asked.rows is None))


def _dataset(workspace: Workspace, consultation: str, *, own: bool) -> _Dataset:
    made = _Dataset()
    for submission in workspace.submissions(consultation):
        if submission.state is SubmissionState.REJECTED:
            continue
        if not verified(submission):
            made.unverified.append(submission.number)
            continue
        opinions = submission.final_opinions
        made.received.append(Received(submission.id, submission.kind, submission.channel, len(opinions)))
        if own:
            made.own[submission.id] = {name: value for name in PERSONAL if (value := submission.field(name).value)}
            made.opinions.update((opinion_number(submission, each), submission.id) for each in opinions)
        else:
            for each in search(submission):
                _take(made, submission, each)
    return made


def _take(made: _Dataset, submission: StoredSubmission, each: Searched) -> None:
    number = opinion_number(submission, each.opinion)
    made.opinions[number] = submission.id
    made.texts[number] = each.text if each.text is not None else t("publish.illegible")
    if any(not one.masked for one in each.found):
        made.doubtful.add(number)


def _alone(dataset: _Dataset, out: Collection[int]) -> tuple[AnsweredRow, ...]:
    """Each opinion that is published as a row of its own, without an answer."""
    published = (number for number, submission in dataset.opinions.items() if submission not in out)
    return tuple(
        AnsweredRow(number, place, dataset.texts[number], (number,), 1, None, None)
        for place, number in enumerate(published, 1)
    )


def _is_doubtful(row: AnsweredRow, dataset: _Dataset, *, alone: bool) -> bool:
    """Whether something in it may be personal data; what people wrote is searched for the submitters' own, too."""
    if alone:
        return row.opinions[0] in dataset.doubtful
    submissions = dict.fromkeys(dataset.opinions[number] for number in row.opinions)
    return any(find_personal(row.gist, dataset.own[one]) for one in submissions)
