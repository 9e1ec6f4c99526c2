"""The page on which all doubtful places of one character stand side by side. It holds no rules.

Which character is looked at is in the session, and never in an address.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from ocr_intake.i18n import t
from ocr_intake.model.fields import FieldName
from ocr_intake.review import InvalidValueError
from ocr_intake.review.by_character import ByCharacter, OneCharacterError, confusions
from ocr_intake.review.values import check_value
from ocr_intake.store import WorkspaceError
from ocr_intake.web.rendering import page
from ocr_intake.web.side_by_side import Sent, SideBySide, crop_of, saved, taken_back, terms_of
from ocr_intake.web.signed import Signed, SignedIn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ocr_intake.review.by_character import Spot
    from ocr_intake.store import Workspace
    from ocr_intake.web.side_by_side import Crop

router = APIRouter(prefix="/review/by-character", default_response_class=HTMLResponse)

_MOST: Final = 12
"""Confusions to choose from."""
_AROUND: Final = 8
"""Characters of the text before and behind a place."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A place as the page shows it."""

    spot: Spot
    name: str
    """What its answer is called in the form."""
    crop: Crop | None
    text: str
    """What stands in its field."""
    around: tuple[str, str]


@router.get("")
def carpet(request: Request, signed: Signed) -> Response:
    """The places to look at now, or the characters to choose from."""
    return _shown(request, signed, "")


@router.post("")
def answered(request: Request, signed: Signed, form: Sent) -> Response:
    """Choose a character, save the screen, or take the last one back."""
    if form.get("character"):
        return _shown(request, signed, _begun(signed, form["character"]))
    side = signed.session.side_by_side
    if side is None or not isinstance(side.sitting, ByCharacter):
        return _shown(request, signed, t("web_review.message.forgotten"))
    if form.get("do") == "undo":
        return _shown(request, signed, taken_back(side.sitting.undo()))
    spots = cast("tuple[Spot, ...]", side.shown)
    if not spots or form.get("screen") != side.screen:
        return _shown(request, signed, t("web_review.message.forgotten"))
    try:
        others = _others(spots, form)
        done = side.sitting.save(spots, others, {spot.key for spot in spots if form.get(f"later{_named(spot)}")})
    except (InvalidValueError, WorkspaceError) as error:
        return _shown(request, signed, str(error), form)
    return _shown(request, signed, saved(done))


def _begun(signed: SignedIn, character: str) -> str:
    """Begin with a character; what is to be told of it, "" for nothing."""
    session, site = signed.session, signed.site
    session.end_side_by_side()
    try:
        sitting = ByCharacter(site.workspace, signed.account.name, character, site.consultation, terms_of(site))
    except OneCharacterError:
        return t("web.carpet_page.one")
    session.side_by_side = SideBySide(sitting)
    return ""


def _others(spots: tuple[Spot, ...], form: Mapping[str, str]) -> dict[tuple[int, int], str]:
    """What stands in the places that are not as shown.

    Raises:
        InvalidValueError: It cannot be saved.
    """
    said = {spot.key: form.get(f"v{_named(spot)}", spot.proposed).strip() for spot in spots}
    others = {spot.key: said[spot.key] for spot in spots if said[spot.key] != spot.proposed}
    for text in filter(None, others.values()):
        check_value(FieldName.OPINION, text)
    return others


def _named(spot: Spot) -> str:
    return "-".join(map(str, spot.key))


def _shown(request: Request, signed: SignedIn, told: str, form: Mapping[str, str] | None = None) -> Response:
    side, workspace = signed.session.side_by_side, signed.site.workspace
    sitting = side.sitting if side is not None and isinstance(side.sitting, ByCharacter) else None
    if side is not None and sitting is not None:
        side.look()
    spots = cast("tuple[Spot, ...]", side.shown) if side is not None and sitting is not None else ()
    return page(
        request,
        "carpet.html",
        rows=[_row(workspace, spot, form or {}) for spot in spots],
        character="" if sitting is None else sitting.character,
        confusions=() if spots else confusions(workspace, signed.site.consultation)[:_MOST],
        screen="" if side is None or sitting is None else side.screen,
        waiting=0 if sitting is None else sitting.waiting,
        told=told,
        known_answers=bool(signed.site.settings.review.known_answers),
    )


def _row(workspace: Workspace, spot: Spot, form: Mapping[str, str]) -> _Row:
    name, region = _named(spot), spot.doubt.region
    crop = None
    if region is not None:
        around = 2 * max(region.box.width, region.box.height)
        crop = crop_of(workspace, spot.task.submission, region.page, region.box, around)
    return _Row(spot, name, crop, form.get(f"v{name}", spot.proposed), spot.around(_AROUND))
