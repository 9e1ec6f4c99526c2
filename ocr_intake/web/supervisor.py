"""The supervisor's page: what came in, how fast it is done and by whom, where people disagree, who did what when.

It counts nothing itself, and shows no value that was read: submissions and fields stand there by number and name. What
clerks could not decide stands there with their notes, and is answered there.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ocr_intake.evaluate.trusted import verifiers
from ocr_intake.evaluate.work import by_day, by_hour, disagreements
from ocr_intake.model.accounts import Role
from ocr_intake.model.review import Ground, Grounds
from ocr_intake.review import Review
from ocr_intake.review.shown import as_shown
from ocr_intake.review.values import LONGEST_OPINION
from ocr_intake.store import StoredSubmission
from ocr_intake.web.rendering import page
from ocr_intake.web.signed import Number, SignedIn, require

router = APIRouter(prefix="/supervisor", default_response_class=HTMLResponse)

_DAYS: Final = 14
_HOURS: Final = 24
_LISTED: Final = 50
"""Disagreements and undone decisions; the audit has all of them."""
_EVENTS: Final = 200
"""On one page."""
_ANSWER: Final = rf"^(hand_back|accept|{'|'.join(ground for ground in Ground if ground is not Ground.DUPLICATE)})$"
"""What may become of what was passed on; a duplicate is chosen among likely ones, in a review."""
_NUMBER: Final = r"^(S?[0-9]{1,9})?$"

Supervisor = Annotated[SignedIn, Depends(require(Role.SUPERVISOR))]


@router.get("")
def overview(request: Request, person: Supervisor) -> Response:
    """How the work goes."""
    workspace, consultation = person.site.workspace, person.site.consultation
    work, now = workspace.overview(consultation), datetime.now().astimezone()
    done = work.done_since(now - timedelta(days=_DAYS))
    recent = tuple(each for each in done if each.hour > now - timedelta(hours=_HOURS))
    differing = disagreements(work.decided_by_several())
    return page(
        request,
        "supervisor.html",
        ledger=workspace.ledger(consultation),
        aside=sum(item.settlement is None for item in workspace.set_aside(consultation)),
        days=by_day(done, datetime.astimezone),
        hours=by_hour(recent, datetime.astimezone),
        held=work.held(),
        passed=_passed_on(person),
        grounds=[ground for ground in Ground if ground is not Ground.DUPLICATE],
        oldest=work.oldest_waiting(),
        now=now,
        today=now.date(),
        differing=differing[:_LISTED],
        differing_count=len(differing),
        taken_back=work.taken_back(_LISTED),
        verifiers=verifiers(workspace, consultation),
    )


@router.post("/passed-on/{submission}")
def answer_passed_on(
    person: Supervisor,
    submission: Number,
    what: Annotated[str, Form(pattern=_ANSWER)],
    version: Annotated[int, Form(ge=0)],
    note: Annotated[str, Form(max_length=LONGEST_OPINION)] = "",
) -> Response:
    """Say what becomes of a submission that was passed on, as it was when the page showed it."""
    review = Review(person.site.workspace, person.account.name, person.site.consultation, passed_on=True)
    now = review.task(submission)
    task = replace(now, submission=as_shown(now.submission, version))
    if what == "hand_back":
        review.hand_back(task, note)
    elif what == "accept":
        review.accept_submission(task)
    else:
        review.reject_submission(task, note, Grounds(Ground(what)))
    return RedirectResponse("/supervisor", 303)


def _passed_on(person: SignedIn) -> tuple[StoredSubmission, ...]:
    """What waits for a supervisor, by number."""
    workspace = person.site.workspace
    numbers = sorted(outline.id for outline in workspace.outlines(person.site.consultation, passed_on=True))
    return tuple(workspace.submission(number) for number in numbers)


@router.get("/records")
def records(
    request: Request,
    person: Supervisor,
    person_number: Annotated[str, Query(alias="person", pattern=_NUMBER)] = "",
    submission: Annotated[str, Query(pattern=_NUMBER)] = "",
    before: Annotated[str, Query(pattern=_NUMBER)] = "",
) -> Response:
    """Who did what when, from the latest on."""
    work = person.site.workspace.overview(person.site.consultation)
    found = work.recorded(
        person=_number(person_number), submission=_number(submission), before=_number(before), limit=_EVENTS
    )
    return page(
        request,
        "records.html",
        found=found,
        people=work.people(),
        person=_number(person_number),
        submission=submission,
        more=found[-1].number if len(found) == _EVENTS else None,
    )


def _number(text: str) -> int | None:
    """A number as a form sends it, ``12`` or ``S0012``; None for an empty place."""
    return int(text.lstrip("S")) if text else None
