"""The page on which the values of one field of many submissions stand side by side. It holds no rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from ocr_intake.i18n import t
from ocr_intake.model.fields import FieldName
from ocr_intake.model.geometry import union_of
from ocr_intake.model.review import Decision
from ocr_intake.review import InvalidValueError
from ocr_intake.review.by_field import ByField, Other
from ocr_intake.review.carpet import Terms
from ocr_intake.review.steps import field_of
from ocr_intake.store import WorkspaceError
from ocr_intake.web.rendering import page
from ocr_intake.web.signed import Signed, SignedIn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ocr_intake.review import ReviewTask
    from ocr_intake.store import Workspace

router = APIRouter(prefix="/review/by-field", default_response_class=HTMLResponse)

FIELDS = tuple(name for name in FieldName if name is not FieldName.OPINION)
_MARKS = {"absent": Decision.ABSENT, "illegible": Decision.ILLEGIBLE}
_MARGIN = 12
"""Pixels of the page around a value."""


@dataclass(frozen=True, slots=True)
class Crop:
    """Where a value stands on the image of its page."""

    image: str
    size: tuple[int, int]
    """Of the whole image, pixels."""
    window: tuple[int, int, int, int]
    """Left, top, width, height."""


@router.get("")
def column(request: Request, signed: Signed, field: Annotated[FieldName, Query()] = FieldName.PHONE) -> Response:
    """The values to look at now."""
    return _shown(request, signed, field, "")


async def _sent(request: Request) -> dict[str, str]:
    """What a form of the page holds."""
    return {key: str(value) for key, value in (await request.form()).items()}


@router.post("")
def answered(request: Request, signed: Signed, form: Annotated[dict[str, str], Depends(_sent)]) -> Response:
    """Save the screen, or take the last one back."""
    name = FieldName(form["field"]) if form.get("field") in set(FIELDS) else FieldName.PHONE
    sitting, tasks = _sitting(signed, name), signed.session.column_tasks
    if form.get("do") == "undo":
        taken = sitting.undo()
        told = t("review.undo.nothing")
        if taken is not None:
            told = t("review.lines.undone", done=taken.done, others=taken.others)
        return _shown(request, signed, name, told)
    if form.get("screen") != _named(tasks):
        return _shown(request, signed, name, t("web_review.message.forgotten"))
    others, left = _said(tasks, form)
    try:
        saved = sitting.save(tasks, others, left)
    except (InvalidValueError, WorkspaceError) as error:
        return _shown(request, signed, name, str(error), form)
    return _shown(request, signed, name, t("review.lines.saved", done=saved.done, others=saved.others))


def _sitting(signed: SignedIn, name: FieldName) -> ByField:
    """The session's own, for that field; begun where it has another or none."""
    session, site = signed.session, signed.site
    if session.column is None or session.column.name is not name:
        session.end_column()
        settings = site.settings.review
        terms = Terms(settings.at_once, settings.known_answers, settings.claim_minutes, site.keying)
        session.column = ByField(site.workspace, signed.account.name, name, site.consultation, terms)
    return session.column


def _shown(
    request: Request, signed: SignedIn, name: FieldName, told: str, form: Mapping[str, str] | None = None
) -> Response:
    sitting = _sitting(signed, name)
    tasks = signed.session.column_tasks = sitting.screen()
    workspace, typed = signed.site.workspace, form or {}
    rows = [(task, field_of(task).id, _crop(workspace, task), typed.get(f"v{field_of(task).id}")) for task in tasks]
    return page(
        request,
        "column.html",
        rows=rows,
        field=name,
        fields=FIELDS,
        screen=_named(tasks),
        waiting=sitting.waiting,
        told=told,
        known_answers=bool(sitting.known_answers),
    )


def _named(tasks: tuple[ReviewTask, ...]) -> str:
    """What a screen is called: an answer is one to what was shown, as it was then."""
    return ",".join(f"{field_of(task).id}.{task.version}.{int(task.known)}" for task in tasks)


def _said(tasks: tuple[ReviewTask, ...], form: Mapping[str, str]) -> tuple[dict[int, Other], set[int]]:
    others, left = {}, set()
    for task in tasks:
        number, shown = field_of(task).id, task.value or ""
        mark, text = form.get(f"m{number}", ""), form.get(f"v{number}", shown)
        if mark == "later":
            left.add(number)
        elif mark in _MARKS:
            others[number] = Other(_MARKS[mark])
        elif text != shown:
            chosen = text in {choice.text for choice in task.choices}
            others[number] = Other(Decision.CHOSEN if chosen else Decision.EDITED, text)
    return others, left


def _crop(workspace: Workspace, task: ReviewTask) -> Crop | None:
    """None where the page has no image."""
    view = next((view for view in task.views if view.boxes and view.image is not None), None)
    size = None if view is None else workspace.page_size(task.submission.sha256, view.page)
    if view is None or size is None:
        return None
    box = union_of(view.boxes).grown(_MARGIN, _MARGIN)
    window = (box.left, box.top, box.width, box.height)
    return Crop(f"/pages/{task.submission.id}/{view.page}.png", size, window)
