"""What is said before two submissions are arranged, or a batch is corrected: words for each screen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ocr_intake.i18n import t
from ocr_intake.model.fields import FieldName
from ocr_intake.review.wording import batch_facts
from ocr_intake.terminal import screens
from ocr_intake.terminal.view import Picture
from ocr_intake.terminal.words import Paragraph, Style, printable, said

if TYPE_CHECKING:
    from ocr_intake.config import Consultation
    from ocr_intake.review.tasks import ReviewTask
    from ocr_intake.store import BatchFacts, BatchOutline, StoredSubmission
    from ocr_intake.terminal.screens import Place
    from ocr_intake.terminal.view import View


def both(task: ReviewTask, other: ReviewTask, place: Place, act: str, page: int | None) -> View:
    """Two submissions before something is done with both, and the pages that would be together."""
    named = {"one": task.submission.number, "other": other.submission.number}
    of_page = {} if page is None else {"page": page}
    head = t(f"web_submission.{act}.title", **named, **of_page)
    about = {"other": other.submission.number, **of_page} if page is not None else named
    body = (
        said(head, Style.STRONG),
        *(said(_named(each), indent=1) for each in (task.submission, other.submission)),
        Paragraph(),
        said(t(f"web_submission.{act}.about", **about)),
    )
    mine = tuple(view for view in task.views if page in {None, view.page})
    pages = tuple(replace(view, boxes=()) for view in (*mine, *other.views))
    return replace(screens.of_submission(task, place, body), picture=Picture(pages, sheets=True, closed=True))


def correcting(task: ReviewTask, place: Place, outline: BatchOutline, wanted: BatchFacts, known: Consultation) -> View:
    """How a batch came, how it is said to have come, and what follows."""
    early = wanted.received < known.start
    words = t("received.before_start", day=wanted.received, start=known.start)
    body = (
        said(t("handling.correcting", number=outline.batch.id), Style.STRONG),
        said(t("handling.facts.before", facts=batch_facts(outline.facts)), indent=1),
        said(t("handling.facts.after", facts=batch_facts(wanted)), indent=1),
        Paragraph(),
        said(t("handling.concerns", submissions=outline.submissions, accepted=outline.accepted)),
        *([said(words, Style.WARNING)] if early else []),
    )
    return screens.of_submission(task, place, body)


def _named(submission: StoredSubmission) -> str:
    """A submission as a person knows it again."""
    sender = submission.field(FieldName.NAME).value or submission.field(FieldName.ORGANIZATION).value
    return t(
        "handling.named",
        number=submission.number,
        sender=printable(sender or t("review.absent")),
        file=printable(submission.file_name),
        pages=", ".join(map(str, submission.pages)),
    )
