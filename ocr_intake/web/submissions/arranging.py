"""What a submission's page does to pages: turned, set aside, taken up, moved, split off, put together.

What concerns two submissions shows both of them before it happens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from ocr_intake.errors import IntakeError
from ocr_intake.i18n import t
from ocr_intake.model.fields import FieldName
from ocr_intake.review.meant import submission_meant
from ocr_intake.review.shown import as_shown
from ocr_intake.review.values import LONGEST_OPINION
from ocr_intake.store.arranged_errors import NoSuchPageError, SameSubmissionError
from ocr_intake.web.posted import answered, place_of
from ocr_intake.web.rendering import page
from ocr_intake.web.signed import Number, Signed
from ocr_intake.web.submissions.shown import Version, papers_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ocr_intake.pipeline.arranging import Arranged, Arranging
    from ocr_intake.store import StoredSubmission
    from ocr_intake.web.signed import SignedIn

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

_HERE = "/submissions/{submission}"
PageNumber = Annotated[int, Form(ge=1, le=2**31 - 1, alias="page")]
Typed = Annotated[str, Form(max_length=LONGEST_OPINION)]
"""What somebody typed; the rules say what of it is refused."""


@router.post(_HERE + "/turn")
def turn(
    person: Signed,
    submission: Number,
    number: PageNumber,
    degrees: Annotated[int, Form(ge=0, le=360)],
    version: Version,
) -> Response:
    """Turn a page and read it again."""
    seen = _seen(person, submission, version)
    by = person.account.name
    return _arranged(person, submission, lambda pages: pages.turn(seen, number, degrees, by=by))


@router.post(_HERE + "/aside")
def set_aside(person: Signed, submission: Number, number: PageNumber, version: Version, reason: Typed = "") -> Response:
    """Set a page aside."""
    seen = _seen(person, submission, version)
    by = person.account.name
    said = {f"reason-{number}": reason}
    return _arranged(person, submission, lambda pages: pages.set_aside(seen, number, reason, by=by), said)


@router.post(_HERE + "/take-up")
def take_up(person: Signed, submission: Number, number: PageNumber) -> Response:
    """Make a page that was set aside from the submission a new one."""
    person.site.workspace.submission(submission)
    by = person.account.name
    return _arranged(person, submission, lambda pages: pages.take_up(submission, number, by=by))


@router.post(_HERE + "/split")
def split(person: Signed, submission: Number, number: PageNumber, version: Version) -> Response:
    """A page and what follows it become a submission of their own."""
    seen = _seen(person, submission, version)

    def do(pages: Arranging) -> Arranged:
        if number not in seen.pages:
            raise NoSuchPageError(seen.number, number, seen.pages)
        at = seen.pages.index(number)
        return pages.split(seen, (seen.pages[:at], seen.pages[at:]), by=person.account.name)

    return _arranged(person, submission, do)


# ------------------------------------------------------------------------------------------------- two submissions


@router.post(_HERE + "/move")
def ask_to_move(person: Signed, submission: Number, number: PageNumber, to: Typed = "") -> Response:
    """To the page that shows where a page would go."""
    return _to_both(person, submission, to, f"move/{number}", f"to-{number}")


@router.post(_HERE + "/join")
def ask_to_join(person: Signed, submission: Number, to: Typed = "") -> Response:
    """To the page that shows what would be put together."""
    return _to_both(person, submission, to, "join", "to")


@router.get(_HERE + "/move/{number}/{other}")
def shown_to_move(request: Request, person: Signed, submission: Number, number: Number, other: Number) -> Response:
    """A page, and the submission that it would go to."""
    seen = person.site.workspace.submission(submission)
    if number not in seen.pages:
        raise NoSuchPageError(seen.number, number, seen.pages)
    return _both(request, person, seen, other, number)


@router.get(_HERE + "/join/{other}")
def shown_to_join(request: Request, person: Signed, submission: Number, other: Number) -> Response:
    """Two submissions that would be one."""
    return _both(request, person, person.site.workspace.submission(submission), other, None)


@router.post(_HERE + "/move/{number}/{other}")
def move(
    person: Signed, submission: Number, number: Number, other: Number, version: Version, other_version: Version
) -> Response:
    """Move a page to another submission."""
    seen, to = _seen(person, submission, version), _seen(person, other, other_version)
    by = person.account.name
    return _arranged(person, submission, lambda pages: pages.move(seen, number, to, by=by), first=-1)


@router.post(_HERE + "/join/{other}")
def join(person: Signed, submission: Number, other: Number, version: Version, other_version: Version) -> Response:
    """Put two submissions together, the pages of this one first."""
    seen, behind = _seen(person, submission, version), _seen(person, other, other_version)
    by = person.account.name
    return _arranged(person, submission, lambda pages: pages.join((seen, behind), by=by))


# ---------------------------------------------------------------------------------------------------------- shared


def _seen(person: SignedIn, submission: int, version: int) -> StoredSubmission:
    """A submission as the page showed it."""
    return as_shown(person.site.workspace.submission(submission), version)


def _arranged(
    person: SignedIn,
    submission: int,
    do: Callable[[Arranging], Arranged],
    said: dict[str, str] | None = None,
    *,
    first: int = 0,
) -> Response:
    """Arrange, and go to the new submission at place ``first`` of those that were made."""

    def arrange() -> tuple[str, str]:
        with person.site.arranging(person.review.sitting) as pages:
            done = do(pages)
        text = t(f"arrange.done.{done.kind}", numbers=done.numbers)
        return place_of(done.made[first]), text

    return answered(person, place_of(submission), arrange, said)


def _to_both(person: SignedIn, submission: int, to: str, what: str, field: str) -> Response:
    seen = person.site.workspace.submission(submission)

    def found() -> tuple[str, str]:
        other = submission_meant(person.site.workspace, to)
        if other.id == submission:
            raise SameSubmissionError(seen.number)
        return f"{place_of(submission)}/{what}/{other.id}", ""

    return answered(person, place_of(submission), found, {field: to})


def _both(request: Request, person: SignedIn, seen: StoredSubmission, other: int, number: int | None) -> Response:
    """Two submissions beside each other, and what stands in the way, before anything happens."""
    workspace = person.site.workspace
    to = workspace.submission(other)
    obstacle = ""
    try:
        if to.id == seen.id:
            raise SameSubmissionError(seen.number)
        workspace.arrangements().check((seen, to), by=person.account.name)
    except IntakeError as error:
        obstacle = str(error)
    return page(
        request,
        "arrange.html",
        seen=seen,
        to=to,
        papers={each.id: dict(papers_of(workspace, each)) for each in (seen, to)},
        senders={each.id: _sender(each) for each in (seen, to)},
        number=number,
        obstacle=obstacle,
    )


def _sender(stored: StoredSubmission) -> str:
    """Who sent a submission, as far as that was read."""
    return stored.field(FieldName.NAME).value or stored.field(FieldName.ORGANIZATION).value or ""
