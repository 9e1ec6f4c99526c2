"""The page on which the values of one field of many submissions stand side by side. It holds no rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from ocr_intake.i18n import t
from ocr_intake.model.fields import PERSONAL_FIELDS, FieldName
from ocr_intake.model.geometry import union_of
from ocr_intake.model.review import Decision
from ocr_intake.review import InvalidValueError
from ocr_intake.review.by_field import ByField, Other
from ocr_intake.review.steps import field_of
from ocr_intake.store import WorkspaceError
from ocr_intake.web.rendering import page
from ocr_intake.web.side_by_side import Sent, SideBySide, crop_of, saved, taken_back, terms_of
from ocr_intake.web.signed import Signed, SignedIn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ocr_intake.review import ReviewTask
    from ocr_intake.store import Workspace
    from ocr_intake.web.side_by_side import Crop

router = APIRouter(prefix="/review/by-field", default_response_class=HTMLResponse)

FIELDS = tuple(name for name in FieldName if name in PERSONAL_FIELDS)
_MARKS = {"absent": Decision.ABSENT, "illegible": Decision.ILLEGIBLE}


@router.get("")
def column(request: Request, signed: Signed, field: Annotated[FieldName, Query()] = FieldName.PHONE) -> Response:
    """The values to look at now."""
    return _shown(request, signed, field, "")


@router.post("")
def answered(request: Request, signed: Signed, form: Sent) -> Response:
    """Save the screen, or take the last one back."""
    name = FieldName(form["field"]) if form.get("field") in set(FIELDS) else FieldName.PHONE
    sitting, side = _sitting(signed, name)
    tasks = cast("tuple[ReviewTask, ...]", side.shown)
    if form.get("do") == "undo":
        return _shown(request, signed, name, taken_back(sitting.undo()))
    if not tasks or form.get("screen") != side.screen:
        return _shown(request, signed, name, t("web_review.message.forgotten"))
    others, left = _said(tasks, form)
    try:
        done = sitting.save(tasks, others, left)
    except (InvalidValueError, WorkspaceError) as error:
        return _shown(request, signed, name, str(error), form)
    return _shown(request, signed, name, saved(done))


def _sitting(signed: SignedIn, name: FieldName) -> tuple[ByField, SideBySide]:
    """The session's own, for that field; begun where it has another or none."""
    session, site = signed.session, signed.site
    side = session.side_by_side
    if side is None or not isinstance(side.sitting, ByField) or side.sitting.name is not name:
        session.end_side_by_side()
        made = ByField(site.workspace, signed.account.name, name, site.consultation, terms_of(site))
        side = session.side_by_side = SideBySide(made)
        return made, side
    return side.sitting, side


def _shown(
    request: Request, signed: SignedIn, name: FieldName, told: str, form: Mapping[str, str] | None = None
) -> Response:
    sitting, side = _sitting(signed, name)
    side.look()
    workspace, typed = signed.site.workspace, form or {}
    tasks = cast("tuple[ReviewTask, ...]", side.shown)
    rows = [(task, field_of(task).id, _crop(workspace, task), typed.get(f"v{field_of(task).id}")) for task in tasks]
    return page(
        request,
        "column.html",
        rows=rows,
        field=name,
        fields=FIELDS,
        screen=side.screen,
        waiting=sitting.waiting,
        told=told,
        known_answers=bool(sitting.known_answers),
    )


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
    view = next((view for view in task.views if view.boxes), None)
    return None if view is None else crop_of(workspace, task.submission, view.page, union_of(view.boxes))
