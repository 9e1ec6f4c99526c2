"""Looking a submission up, and where its values were read. What is looked for is sent in a body, not in an address."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from ocr_intake.model.fields import FieldName
from ocr_intake.review.lookup import PEOPLE, find
from ocr_intake.review.record import crop_of
from ocr_intake.store import Lookup, UnknownRecordError
from ocr_intake.web.rendering import page
from ocr_intake.web.signed import Number, Person, signed_in

router = APIRouter()

WHERE = {"": frozenset[FieldName](), "name": PEOPLE, "phone": {FieldName.PHONE}, "text": {FieldName.OPINION}}
"""What a look-up may be bound to, by the name of it in the form."""

_Day = Annotated[str, Form(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]


@router.get("/find", response_class=HTMLResponse, dependencies=[Depends(signed_in)])
def form(request: Request) -> Response:
    """An empty form."""
    return page(request, "find.html", found=None, text="", where="", places_to_look=WHERE, first="", last="")


@router.post("/find", response_class=HTMLResponse)
def results(
    request: Request,
    person: Person,
    text: Annotated[str, Form(max_length=200)] = "",
    where: Annotated[str, Form(pattern="^(name|phone|text)?$")] = "",
    first: _Day = "",
    last: _Day = "",
) -> Response:
    """What was found, below the form as it was sent."""
    site = person.site
    lookup = Lookup(site.workspace.database, site.consultation, (_day(first), _day(last)))
    found = find(lookup, text.split(), WHERE[where])
    return page(request, "find.html", found=found, text=text, where=where, places_to_look=WHERE, first=first, last=last)


@router.get("/crops/{submission}/{field}.png", response_class=Response)
def crop(submission: Number, field: Number, person: Person) -> Response:
    """Where a value of a submission was read."""
    workspace = person.site.workspace
    try:
        stored = workspace.submission(submission)
    except UnknownRecordError as error:
        raise HTTPException(404) from error
    value = next((each for each in stored.values if each.id == field), None)
    png = None if value is None else crop_of(workspace, stored, value)
    if png is None:
        raise HTTPException(404)
    return Response(png, media_type="image/png")


def _day(text: str) -> date | None:
    """A day as a form sends it; None for an empty place.

    Raises:
        HTTPException: There is no such day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise HTTPException(422) from error
