"""A letter to whoever sent something, on the page: chosen, written and printed there. No file is made of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, ClassVar

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from ocr_intake.errors import IntakeError
from ocr_intake.i18n import t
from ocr_intake.japanese.dates import parse_date
from ocr_intake.pipeline.received import NotADateError
from ocr_intake.review.letters import below_window, make_letter
from ocr_intake.web.posted import answered, place_of
from ocr_intake.web.rendering import page
from ocr_intake.web.signed import Number, Signed
from ocr_intake.web.submissions.arranging import Typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ocr_intake.review.letters import Letter
    from ocr_intake.store import StoredSubmission
    from ocr_intake.web.signed import SignedIn

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

_FIRST = "hosei"
"""What asks for what is missing."""


class NoLetterError(IntakeError):
    """There is no such template, or the consultation is not configured any more."""

    key: ClassVar[str] = "web_submission.error.no_letter"


@router.get("/submissions/{submission}/letter")
def letter(request: Request, person: Signed, submission: Number) -> Response:
    """The form, and the letter where one was made just now."""
    stored = person.site.workspace.submission(submission)
    notice = person.session.take(f"{place_of(submission)}/letter")
    said = {"template": _FIRST} if notice is None else notice.said
    made = None if notice is None or notice.failed else _made(person, stored, said)
    return page(
        request,
        "letter.html",
        stored=stored,
        notice=notice,
        said=said,
        names=[each.name for each in person.site.letters],
        letter=None if made is None else {**asdict(made), "text": below_window(made)},
    )


@router.post("/submissions/{submission}/letter")
def write(
    person: Signed,
    submission: Number,
    template: Annotated[str, Form(max_length=100)] = "",
    missing: Typed = "",
    deadline: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Make a letter; who made one about which submission is recorded."""
    workspace, here = person.site.workspace, f"{place_of(submission)}/letter"
    stored = workspace.submission(submission)
    said = {"template": template, "missing": missing, "deadline": deadline}

    def do() -> tuple[str, str]:
        _made(person, stored, said)
        workspace.audit(person.account.name, "letter.written", template=template, submission=stored.number)
        return here, ""

    return answered(person, here, do, said, keep=True)


def _made(person: SignedIn, stored: StoredSubmission, said: Mapping[str, str]) -> Letter:
    """The letter that somebody has chosen.

    Raises:
        IntakeError: It cannot be made; the message says why.
    """
    site = person.site
    chosen = next((each for each in site.letters if each.name == said["template"]), None)
    consultation = site.consultation_of(stored.consultation)
    if chosen is None or consultation is None:
        raise NoLetterError
    today, wanted = site.workspace.batches.today(), said["deadline"].strip()
    until = parse_date(wanted, today) if wanted else None
    if wanted and until is None:
        raise NotADateError(option=t("web_submission.letter.deadline"), text=wanted)
    return make_letter(
        chosen, stored, consultation, today=today, deadline=until, missing=said["missing"].strip() or None
    )
