"""The batches on the page: how each came, and correcting that. What can be right is a rule of the pipeline's."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import HTMLResponse, Response

from ocr_intake.i18n import Worded, t
from ocr_intake.japanese.dates import parse_date
from ocr_intake.model.pages import Channel
from ocr_intake.pipeline.correcting import configured, correct_batch, undo_correction
from ocr_intake.pipeline.received import NotADateError
from ocr_intake.review.wording import batch_corrected
from ocr_intake.store import BatchFacts
from ocr_intake.store.errors import BatchChangedError
from ocr_intake.web.posted import answered
from ocr_intake.web.rendering import page
from ocr_intake.web.signed import Person, Signed

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

BATCHES = "/batches"
BatchNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]
Said = Annotated[str, Form(max_length=100)]


@router.get(BATCHES)
def every(request: Request, person: Person) -> Response:
    """What came in, the latest first."""
    outlines = person.site.workspace.batches.all(person.site.consultation)
    return page(request, "batches.html", outlines=tuple(reversed(outlines)))


@router.get(BATCHES + "/{batch}")
def one(request: Request, person: Signed, batch: BatchNumber) -> Response:
    """A batch with its files, its submissions and every correction."""
    batches = person.site.workspace.batches
    outline = batches.outline(batch)
    return page(
        request,
        "batch.html",
        outline=outline,
        files=batches.files(batch),
        submissions=batches.submissions(batch),
        consultations=person.site.consultations,
        channels=list(Channel),
        notice=person.session.take(f"{BATCHES}/{batch}"),
    )


@router.post(BATCHES + "/{batch}/correct")
def correct(  # noqa: PLR0913 - what is right, and what the page showed
    person: Signed,
    batch: BatchNumber,
    *,
    consultation: Said = "",
    channel: Said = "",
    received: Said = "",
    seen_consultation: Said = "",
    seen_channel: Said = "",
    seen_received: Said = "",
) -> Response:
    """Say otherwise how it came; submissions, queue, lateness, exports and ledger follow."""
    person.site.workspace.batches.outline(batch)
    said = {"consultation": consultation, "channel": channel, "received": received}

    def do() -> tuple[str, str]:
        today = person.site.workspace.batches.today()
        day, before = parse_date(received, today), parse_date(seen_received, today)
        if day is None:
            raise NotADateError(option=t("web.column.received"), text=received)
        if before is None or {channel, seen_channel} - set(Channel):
            raise BatchChangedError(batch)
        seen = BatchFacts(seen_consultation, Channel(seen_channel), before)
        known = configured(person.site.consultations, consultation)
        wanted = BatchFacts(consultation, Channel(channel), day)
        made = correct_batch(person.site.workspace, batch, seen, wanted, known, by=person.account.name)
        told: list[str] = [batch_corrected(made, "batch.correct.done")]
        if day < known.start:
            told.append(t("received.before_start", day=day, start=known.start))
        if consultation != seen_consultation and made.submissions:
            told.append(t("batch.correct.read_for_another"))
        return f"{BATCHES}/{batch}", Worded("\n".join(told))

    return answered(person, f"{BATCHES}/{batch}", do, said)


@router.post(BATCHES + "/{batch}/undo")
def undo(person: Signed, batch: BatchNumber, correction: Annotated[int, Form(ge=1, le=2**31 - 1)]) -> Response:
    """Take its last correction back, as the page named it."""
    outline = person.site.workspace.batches.outline(batch)

    def do() -> tuple[str, str]:
        last = outline.last_correction
        if last is None or last.id != correction:
            raise BatchChangedError(batch)
        known = configured(person.site.consultations, last.before.consultation)
        made = undo_correction(person.site.workspace, batch, last, known, by=person.account.name)
        return f"{BATCHES}/{batch}", batch_corrected(made, "batch.undo.done")

    return answered(person, f"{BATCHES}/{batch}", do)
