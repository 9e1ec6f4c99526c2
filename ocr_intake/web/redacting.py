"""Personal data in opinions on the page: what waits, and each opinion with its places beside it. Holds no rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from ocr_intake.dataset.redaction.published import PlaceState
from ocr_intake.dataset.redaction.waiting import add_by_hand, all_places, decide, places_of
from ocr_intake.i18n import t
from ocr_intake.model.redaction import Choice
from ocr_intake.store import UnknownRecordError
from ocr_intake.store.redactions import NoSuchRedactionError
from ocr_intake.web.posted import answered
from ocr_intake.web.rendering import page
from ocr_intake.web.signed import Number, Signed

if TYPE_CHECKING:
    from ocr_intake.dataset.redaction.waiting import OpinionPlaces
    from ocr_intake.web.signed import SignedIn

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

REDACT = "/redact"
Field = Annotated[int, Form(ge=1, le=2**31 - 1)]
Place = Annotated[int, Form(ge=0, le=2**31 - 1)]
Opinion = Annotated[int, Query(ge=0, le=2**31 - 1)]
Start = Annotated[int, Query(ge=0, le=2**31 - 1)]


@router.get(REDACT)
def waiting(request: Request, person: Signed) -> Response:
    """The opinions with places that wait, and how many have none."""
    found = [each for each in all_places(person.site.workspace, person.site.consultation) if each.published.places]
    return page(
        request,
        "redact.html",
        waiting=[each for each in found if each.published.undecided],
        decided=[each for each in found if not each.published.undecided],
    )


@router.get(REDACT + "/{submission}")
def places(request: Request, person: Signed, submission: Number, field: Opinion = 0, start: Start = 0) -> Response:
    """The opinions of a submission with their places, beginning with one that waits behind a place."""
    opinions = _opinions(person, submission)
    return page(
        request,
        "redact_submission.html",
        opinions=opinions,
        submission=submission,
        begin=_begin(opinions, field, start),
        notice=person.session.take(_at(submission, field, start)),
    )


@router.post(REDACT + "/{submission}/decide")
def decided(
    person: Signed,
    submission: Number,
    field: Field,
    start: Place,
    end: Place,
    becomes: Annotated[str, Form(pattern="^(mask|keep)$")],
) -> Response:
    """Say what becomes of a place that was shown."""
    opinion = _opinion(person, submission, field)
    place = next((each for each in opinion.published.places if (each.start, each.end) == (start, end)), None)

    def do() -> tuple[str, str]:
        if place is None:
            return f"{REDACT}/{submission}", t("redact.web.changed")
        decide(person.site.workspace, opinion, place, Choice(becomes), by=person.account.name)
        return _at(submission, field, start), t(f"redact.web.{becomes}")

    return answered(person, f"{REDACT}/{submission}", do)


@router.post(REDACT + "/{submission}/add")
def added(
    person: Signed, submission: Number, field: Field, text: Annotated[str, Form(min_length=1, max_length=200)]
) -> Response:
    """Mask a text that a person found, wherever it stands in the opinion."""
    opinion = _opinion(person, submission, field)

    def do() -> tuple[str, str]:
        made = add_by_hand(person.site.workspace, opinion, text.strip(), by=person.account.name)
        said = t("redact.walk.added", count=len(made)) if made else t("redact.walk.nowhere")
        return f"{REDACT}/{submission}", said

    return answered(person, f"{REDACT}/{submission}", do)


@router.post(REDACT + "/{submission}/undo")
def undone(person: Signed, submission: Number, redaction: Annotated[int, Form(ge=1, le=2**31 - 1)]) -> Response:
    """Take a decision back."""
    found = (
        _at(submission, each.opinion.id, place.start)
        for each in _opinions(person, submission)
        for place in each.published.places
        if place.decision is not None and place.decision.id == redaction
    )

    def do() -> tuple[str, str]:
        at = next(found, None)
        if at is None:
            raise NoSuchRedactionError
        person.site.workspace.redactions.undo(redaction, by=person.account.name)
        return at, t("redact.walk.undone")

    return answered(person, f"{REDACT}/{submission}", do)


def _at(submission: int, field: int, start: int) -> str:
    """The address of a submission's places, and the place that it begins at (``field`` 0: anywhere)."""
    return f"{REDACT}/{submission}" + (f"?field={field}&start={start}" if field else "")


def _begin(opinions: tuple[OpinionPlaces, ...], field: int, start: int) -> tuple[int, int] | None:
    """The place that gets the focus: the next that waits, from the one that was asked for.

    Where none waits any more it is that one itself, so that what was decided last can be taken back.
    """
    order = {each.opinion.id: number for number, each in enumerate(opinions)}
    every = [(each.opinion.id, place) for each in opinions for place in each.published.places]
    waiting = [(of, place.start) for of, place in every if place.state is PlaceState.WAITING]
    asked = (order.get(field, 0), start)
    behind = [place for place in waiting if (order[place[0]], place[1]) >= asked]
    there = [(of, place.start) for of, place in every if (of, place.start) == (field, start)]
    return next(iter([*behind, *waiting, *there]), None)


def _opinions(person: SignedIn, submission: int) -> tuple[OpinionPlaces, ...]:
    """The opinions of a submission of this page's consultation.

    Raises:
        HTTPException: There is no such submission.
    """
    try:
        found = places_of(person.site.workspace, submission)
    except UnknownRecordError as error:
        raise HTTPException(404) from error
    wanted = person.site.consultation
    if any(wanted not in {None, each.submission.consultation} for each in found):
        raise HTTPException(404)
    return found


def _opinion(person: SignedIn, submission: int, field: int) -> OpinionPlaces:
    found = next((each for each in _opinions(person, submission) if each.opinion.id == field), None)
    if found is None:
        raise HTTPException(404)
    return found
