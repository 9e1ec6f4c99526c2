"""The page with everything of one submission, and what can be done to it. Which that is, the rooms below say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from ocr_intake.i18n.outside import visible
from ocr_intake.model.review import Ground
from ocr_intake.review.record import record_of
from ocr_intake.review.splitting import SplitPlace, split_places
from ocr_intake.store import SubmissionState
from ocr_intake.store.arranged_past import ArrangedPast
from ocr_intake.web.posted import place_of
from ocr_intake.web.rendering import page
from ocr_intake.web.reviewing.shown import done, image_of
from ocr_intake.web.signed import Number, Signed

if TYPE_CHECKING:
    from ocr_intake.store import StoredField, StoredSubmission, Workspace
    from ocr_intake.web.signed import SignedIn

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

GROUNDS = tuple(ground for ground in Ground if ground is not Ground.DUPLICATE)
"""What a submission is rejected for by choosing; what it is a duplicate of has a page of its own."""
Version = Annotated[int, Form(ge=0, le=2**31 - 1)]
"""Of a submission or a value, as the page showed it."""


@dataclass(frozen=True, slots=True)
class ShownOpinion:
    """An opinion with the places where it may be split."""

    number: int
    field: StoredField
    places: tuple[SplitPlace, ...]
    exact: bool
    """The text stands on the page as it is, so that a place in it is the same there and here."""


@router.get("/submissions/{submission}")
def everything(request: Request, submission: Number, person: Signed) -> Response:
    """All that is known of a submission, and what can be done to it."""
    workspace, me = person.site.workspace, person.account.name
    task = person.review.task(submission)
    record = record_of(workspace, submission)
    stored = record.submission
    papers = papers_of(workspace, stored)
    there = {number for number, _ in papers}
    crops = {
        value.field.id: f"/crops/{stored.id}/{value.field.id}.png"
        for value in record.values
        if any(region.page in there for region in value.field.proposal.regions[:1])
    }
    past, last = ArrangedPast(workspace.database), person.review.undoable()
    return page(
        request,
        "submission.html",
        record=record,
        crops=crops,
        papers=dict(papers),
        notice=person.session.take(place_of(submission)),
        held_by=task.held_by if task.held_by != me else None,
        is_open=stored.state is SubmissionState.PROPOSED and not stored.purged,
        became=workspace.arrangements().became(submission),
        past=past.of(submission),
        aside=past.aside(submission),
        opinions=_opinions(person, stored),
        grounds=GROUNDS,
        last=last,
        last_done="" if last is None else done(last),
    )


def papers_of(workspace: Workspace, stored: StoredSubmission) -> list[tuple[int, str]]:
    """The pages of a submission whose images are there, each with the address of its image."""
    return [
        (number, image_of(stored.id, number))
        for number in stored.pages
        if workspace.files.page_image(stored.sha256, number).is_file()
    ]


def _opinions(person: SignedIn, stored: StoredSubmission) -> list[ShownOpinion]:
    found = []
    for number, opinion in enumerate(stored.opinions, 1):
        if opinion.value is None:
            continue
        written = person.review.task(stored.id, opinion.id).written
        places = split_places(opinion.value, written)
        found.append(ShownOpinion(number, opinion, places, visible(opinion.value) == opinion.value))
    return found
