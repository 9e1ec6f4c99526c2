"""What a submission's page decides: opinions split and joined, that it does not count, that a supervisor is asked.

Also here: that it waits for a person again, what it may be a duplicate of, and taking the last thing back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, ClassVar

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from ocr_intake.errors import IntakeError
from ocr_intake.i18n import t
from ocr_intake.model.review import Ground, Grounds
from ocr_intake.review.meant import submission_meant
from ocr_intake.review.shown import ChangedSinceError, as_shown
from ocr_intake.review.wording import why_likely
from ocr_intake.store import SubmissionState
from ocr_intake.web.posted import answered, place_of
from ocr_intake.web.rendering import page
from ocr_intake.web.reviewing.shown import done
from ocr_intake.web.signed import Number, Signed
from ocr_intake.web.submissions.arranging import Typed
from ocr_intake.web.submissions.shown import GROUNDS, Version

if TYPE_CHECKING:
    from ocr_intake.review import ReviewTask
    from ocr_intake.web.signed import SignedIn

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

_HERE = "/submissions/{submission}"
_GROUND = rf"^({'|'.join(GROUNDS)})$"
Field = Annotated[int, Form(ge=1, le=2**31 - 1, alias="opinion")]


class NoPlaceError(IntakeError):
    """It was not said where an opinion is to be split."""

    key: ClassVar[str] = "web_submission.error.no_place"


class NothingToUndoError(IntakeError):
    """What was to be taken back is not the last thing any more."""

    key: ClassVar[str] = "web_submission.error.undo_changed"


# -------------------------------------------------------------------------------------------------------- opinions


@router.post(_HERE + "/split-opinion")
def split_opinion(
    person: Signed,
    submission: Number,
    field: Field,
    version: Version,
    at: Annotated[str, Form(pattern=r"^[0-9]{0,7}$")] = "",
) -> Response:
    """Make two opinions of one, at a place of its text."""
    person.site.workspace.submission(submission)
    here = place_of(submission)

    def do() -> tuple[str, str]:
        if not at:
            raise NoPlaceError
        task = _as_seen(person.review.task(submission, field), version)
        now = person.review.split_opinion_at(task, int(at))
        return here, t("submission.split", submission=now.number, count=len(now.final_opinions))

    return answered(person, here, do)


@router.post(_HERE + "/join-opinions")
def join_opinions(
    person: Signed,
    submission: Number,
    version: Version,
    fields: Annotated[list[int] | None, Form(alias="opinion")] = None,
) -> Response:
    """Make one opinion of several."""
    person.site.workspace.submission(submission)
    here = place_of(submission)

    def do() -> tuple[str, str]:
        task = person.review.task(submission)
        if task.submission.version != version:
            raise ChangedSinceError(submission=task.submission.number)
        now = person.review.join_opinions(task, list(dict.fromkeys(fields or ())))
        return here, t("submission.joined", submission=now.number, count=len(now.final_opinions))

    return answered(person, here, do)


# ------------------------------------------------------------------------------------------------------- the whole


@router.post(_HERE + "/reject")
def reject(
    person: Signed,
    submission: Number,
    version: Version,
    ground: Annotated[str, Form(pattern=_GROUND)],
    reason: Typed = "",
) -> Response:
    """Keep it out of the dataset, on one of the grounds."""
    person.site.workspace.submission(submission)
    grounds, said = Grounds(Ground(ground)), {"ground": ground, "reason": reason}
    return answered(person, place_of(submission), lambda: _reject(person, submission, version, grounds, reason), said)


@router.get(_HERE + "/duplicates")
def duplicates(request: Request, person: Signed, submission: Number) -> Response:
    """What it may be a duplicate of, the likeliest first."""
    stored = person.site.workspace.submission(submission)
    found = person.review.likely_duplicates(submission)
    return page(
        request,
        "duplicates.html",
        stored=stored,
        likely=[(each, why_likely(each)) for each in found],
        is_open=stored.state is SubmissionState.PROPOSED and not stored.purged,
        notice=person.session.take(f"{place_of(submission)}/duplicates"),
    )


@router.post(_HERE + "/duplicates")
def is_duplicate(
    person: Signed, submission: Number, version: Version, of: Annotated[str, Form(max_length=40)] = ""
) -> Response:
    """It is a duplicate of another, which counts."""
    person.site.workspace.submission(submission)
    back = f"{place_of(submission)}/duplicates"

    def do() -> tuple[str, str]:
        grounds = Grounds(Ground.DUPLICATE, submission_meant(person.site.workspace, of).id)
        return _reject(person, submission, version, grounds, "")

    return answered(person, back, do, {"of": of})


@router.post(_HERE + "/pass-on")
def pass_on(person: Signed, submission: Number, version: Version, note: Typed = "") -> Response:
    """Ask a supervisor."""
    person.site.workspace.submission(submission)
    here = place_of(submission)

    def do() -> tuple[str, str]:
        now = person.review.pass_on(_as_seen(person.review.task(submission), version), note)
        return here, t("submission.passed_on", submission=now.number)

    return answered(person, here, do, {"note": note})


@router.post(_HERE + "/reopen")
def reopen(person: Signed, submission: Number, version: Version) -> Response:
    """What was accepted or rejected waits for a person again."""
    person.site.workspace.submission(submission)
    here = place_of(submission)

    def do() -> tuple[str, str]:
        stored = person.site.workspace.submission(submission)
        if stored.version != version or stored.state not in {SubmissionState.ACCEPTED, SubmissionState.REJECTED}:
            raise ChangedSinceError(submission=stored.number)
        person.review.reopen(submission)
        return here, t("web_submission.reopened", submission=stored.number)

    return answered(person, here, do)


@router.post(_HERE + "/undo")
def undo(person: Signed, submission: Number, action: Annotated[int, Form(ge=1, le=2**31 - 1)]) -> Response:
    """Take back the last thing that the person did, as the page named it, wherever that was."""
    person.site.workspace.submission(submission)

    def do() -> tuple[str, str]:
        what = person.review.undoable()
        if what is None or what.action != action:
            raise NothingToUndoError
        task = person.review.undo(what)
        told = t("arrange.done.undone", what=done(what))
        return place_of(submission if task is None else task.submission.id), told

    return answered(person, place_of(submission), do)


# ---------------------------------------------------------------------------------------------------------- shared


def _reject(person: SignedIn, submission: int, version: int, grounds: Grounds, reason: str) -> tuple[str, str]:
    now = person.review.reject_submission(_as_seen(person.review.task(submission), version), reason, grounds)
    words = t(f"review_rules.ground.{grounds.ground}")
    if grounds.duplicate_of is not None:
        words = t("review_rules.ground.duplicate_of", of=f"S{grounds.duplicate_of:04d}")
    return place_of(submission), t("submission.rejected", submission=now.number, grounds=words)


def _as_seen(task: ReviewTask, version: int) -> ReviewTask:
    """A question about a submission, or about a value of it, as the page showed it: the rules see what is stale."""
    return replace(task, submission=as_shown(task.submission, version))
