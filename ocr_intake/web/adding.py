"""The form for paper without a file: what it takes is a rule of the review's, how it is written the pipeline's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ocr_intake.errors import IntakeError
from ocr_intake.i18n import t
from ocr_intake.japanese.dates import parse_date
from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import Channel
from ocr_intake.pipeline.entering import enter
from ocr_intake.pipeline.received import NotADateError, check_channel, check_received
from ocr_intake.review import ASKED, checked_paper
from ocr_intake.store import BatchFacts
from ocr_intake.web.rendering import page
from ocr_intake.web.signed import Person, SignedIn

if TYPE_CHECKING:
    from collections.abc import Mapping

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

ADD: Final = "/add"
_NUMBER: Final = r"^[0-9]{1,10}$"
_ITEM: Final = r"^[DF][0-9]{1,9}(-[0-9]{1,9})?$"
_APART: Final = re.compile(r"\n[ \t　]*\n")
"""What stands between two opinions: an empty line."""


class IncompleteFormError(IntakeError):
    """The consultation or the channel was not chosen."""

    key = "web.add.incomplete"


@router.get(ADD)
def form(
    request: Request,
    person: Person,
    done: Annotated[str | None, Query(pattern=_NUMBER)] = None,
    instead_of: Annotated[str, Query(pattern=_ITEM)] = "",
) -> Response:
    """An empty form; ``done`` is the submission that was recorded just now, ``instead_of`` what is typed in now."""
    said = {"instead_of": instead_of}
    return _form(request, person, said, number=None if done is None else f"S{int(done):04d}")


@router.post(ADD)
def add(  # noqa: PLR0913 - one parameter a field of the form
    request: Request,
    person: Person,
    *,
    consultation: Annotated[str, Form()] = "",
    channel: Annotated[str, Form()] = "",
    received: Annotated[str, Form()] = "",
    instead_of: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    organization: Annotated[str, Form()] = "",
    representative: Annotated[str, Form()] = "",
    postal_code: Annotated[str, Form()] = "",
    address: Annotated[str, Form()] = "",
    phone: Annotated[str, Form()] = "",
    opinions: Annotated[str, Form()] = "",
) -> Response:
    """Record what was typed; where that cannot be, say why beside what was typed."""
    typed = {
        FieldName.NAME: name,
        FieldName.ORGANIZATION: organization,
        FieldName.REPRESENTATIVE: representative,
        FieldName.POSTAL_CODE: postal_code,
        FieldName.ADDRESS: address,
        FieldName.PHONE: phone,
    }
    how = {"consultation": consultation, "channel": channel, "received": received, "instead_of": instead_of}
    try:
        number = _recorded(person, how, typed, opinions)
    except IntakeError as error:
        said = how | {field.value: text for field, text in typed.items()} | {"opinions": opinions}
        return _form(request, person, said, message=str(error))
    return RedirectResponse(f"{ADD}?done={number}", 303)


def _recorded(person: SignedIn, how: Mapping[str, str], typed: Mapping[FieldName, str], opinions: str) -> int:
    site = person.site
    known = {each.id: each for each in site.consultations}.get(how["consultation"])
    if known is None or how["channel"] not in set(Channel):
        raise IncompleteFormError
    today = site.workspace.batches.today()
    day = parse_date(how["received"], today)
    if day is None:
        raise NotADateError(option=t("web.add.received"), text=how["received"])
    facts = BatchFacts(known.id, Channel(how["channel"]), day)
    check_channel(known, facts.channel)
    check_received(day, known, today)
    paper = checked_paper(typed, _APART.split(opinions.replace("\r\n", "\n")))
    items = [how["instead_of"]] if how["instead_of"] else []
    return enter(site.workspace, paper, facts, known, by=person.account.name, instead_of=items)


def _form(
    request: Request, person: SignedIn, said: Mapping[str, str], *, message: str = "", number: str | None = None
) -> Response:
    site = person.site
    wanted = [each for each in site.consultations if site.consultation in {None, each.id}]
    first = {"consultation": wanted[0].id if len(wanted) == 1 else "", "received": str(site.workspace.batches.today())}
    return page(
        request,
        "add.html",
        said=first | dict(said),
        message=message,
        number=number,
        consultations=wanted,
        channels=list(Channel),
        fields=[field.value for field in ASKED],
        items=[item for item in site.workspace.set_aside(site.consultation) if item.settlement is None],
    )
