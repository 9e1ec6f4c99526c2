"""What could not be read, and what people set aside, on the page; and whether everything is accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from ocr_intake.i18n import t
from ocr_intake.review.meant import submission_meant
from ocr_intake.review.wording import set_aside_line
from ocr_intake.store.arranged_past import ArrangedPast
from ocr_intake.web.posted import answered, place_of
from ocr_intake.web.rendering import page
from ocr_intake.web.signed import Signed

if TYPE_CHECKING:
    from ocr_intake.web.signed import SignedIn

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

ASIDE = "/set-aside"
Item = Annotated[str, Form(pattern=r"^[DF][0-9]{1,9}(-[0-9]{1,9})?$")]
"""What people call it by."""


@router.get(ASIDE)
def waiting(request: Request, person: Signed) -> Response:
    """The ledger, what waits, and what became of the rest."""
    site = person.site
    items = site.workspace.set_aside(site.consultation)
    return page(
        request,
        "set_aside.html",
        ledger=site.workspace.ledger(site.consultation),
        waiting=[item for item in items if item.settlement is None],
        settled=[item for item in items if item.settlement is not None and item.settlement.id],
        pages=ArrangedPast(site.workspace.database).aside(),
        notice=person.session.take(ASIDE),
    )


@router.post(ASIDE + "/entered")
def entered(person: Signed, item: Item, submission: Annotated[str, Form(max_length=40)] = "") -> Response:
    """Say that it is in the workspace as a submission."""

    def do() -> tuple[str, str]:
        number = submission_meant(person.site.workspace, submission).id
        return ASIDE, set_aside_line(person.site.workspace.settlements.enter(item, number, by=person.account.name))

    return answered(person, ASIDE, do, {f"submission-{item}": submission})


@router.post(ASIDE + "/settle")
def settle(person: Signed, item: Item, reason: Annotated[str, Form(max_length=2000)] = "") -> Response:
    """Say that nothing is left to do about it."""

    def do() -> tuple[str, str]:
        return ASIDE, set_aside_line(person.site.workspace.settlements.settle(item, reason, by=person.account.name))

    return answered(person, ASIDE, do, {f"reason-{item}": reason})


@router.post(ASIDE + "/undo")
def undo(person: Signed, item: Item, settlement: Annotated[int, Form(ge=1, le=2**31 - 1)]) -> Response:
    """Let it wait for somebody again."""

    def do() -> tuple[str, str]:
        person.site.workspace.settlements.undo(item, by=person.account.name, settlement=settlement)
        return ASIDE, t("web_aside.undone", item=item)

    return answered(person, ASIDE, do)


@router.post(ASIDE + "/take-up")
def take_up(
    person: Signed,
    submission: Annotated[int, Form(ge=1, le=2**31 - 1)],
    number: Annotated[int, Form(ge=1, le=2**31 - 1, alias="page")],
) -> Response:
    """Make a page that somebody set aside a new submission."""
    return _taken_up(person, submission, number)


@router.post(ASIDE + "/blank")
def take_up_blank(
    person: Signed,
    paper: Annotated[str, Form(pattern=r"^[0-9a-f]{64}$")],
    number: Annotated[int, Form(ge=1, le=2**31 - 1, alias="page")],
) -> Response:
    """Make a page that was taken for blank a submission: somebody has the paper at hand, and sees that it is none."""
    return _taken_up(person, paper, number)


def _taken_up(person: SignedIn, paper: str | int, number: int) -> Response:
    """Take up a page: of a file, or one that was in a submission."""

    def do() -> tuple[str, str]:
        with person.site.arranging(person.review.sitting) as pages:
            done = pages.take_up(paper, number, by=person.account.name)
        return place_of(done.made[0]), t("arrange.done.taken_up", numbers=done.numbers)

    return answered(person, ASIDE, do)
