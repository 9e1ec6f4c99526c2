"""What the pages have in common on which things of many submissions stand side by side. It holds no rules."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from ocr_intake.i18n import t
from ocr_intake.review.by_character import ByCharacter, Spot
from ocr_intake.review.by_field import ByField
from ocr_intake.review.carpet import Saved, Terms
from ocr_intake.review.tasks import ReviewTask

if TYPE_CHECKING:
    from ocr_intake.model.geometry import Box
    from ocr_intake.store import StoredSubmission, Workspace
    from ocr_intake.web.site import Site

_MARGIN = 12
"""Pixels of the page around what is shown."""


@dataclass(slots=True)
class SideBySide:
    """A session's sitting, and the screen that was shown last."""

    sitting: ByField | ByCharacter
    shown: tuple[ReviewTask, ...] | tuple[Spot, ...] = ()
    screen: str = ""
    """What that screen is called: an answer is one to what was shown. It tells nothing of what is on it."""

    def look(self) -> None:
        """See what there is to look at now; it keeps its name for as long as it is the same."""
        now = self.sitting.screen()
        if now != self.shown or not self.screen:
            self.shown, self.screen = now, secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True)
class Crop:
    """Where something stands on the image of its page."""

    image: str
    size: tuple[int, int]
    """Of the whole image, pixels."""
    window: tuple[int, int, int, int]
    """Left, top, width, height."""
    lit: tuple[int, int, int, int]
    """What of it is meant, likewise."""


def terms_of(site: Site) -> Terms:
    """What the office has set."""
    settings = site.settings.review
    return Terms(settings.at_once, settings.known_answers, settings.claim_minutes, site.keying)


def crop_of(workspace: Workspace, submission: StoredSubmission, page: int, box: Box, around: int = 0) -> Crop | None:
    """A place of a page, with so many pixels more at its left and right; None where the page has no image."""
    size = workspace.page_size(submission.sha256, page)
    if size is None or not workspace.files.page_image(submission.sha256, page).is_file():
        return None
    seen = box.grown(_MARGIN + around, _MARGIN).clipped(*size)
    return Crop(
        f"/pages/{submission.id}/{page}.png",
        size,
        (seen.left, seen.top, seen.width, seen.height),
        (box.left, box.top, box.width, box.height),
    )


def saved(what: Saved) -> str:
    """What a face says of a screen that was saved."""
    return t("review.lines.saved", done=what.done, others=what.others)


def taken_back(what: Saved | None) -> str:
    """What a face says of taking the last screen back."""
    if what is None:
        return t("review.undo.nothing")
    return t("review.lines.undone", done=what.done, others=what.others)


async def _sent(request: Request) -> dict[str, str]:
    return {key: str(value) for key, value in (await request.form()).items()}


Sent = Annotated[dict[str, str], Depends(_sent)]
"""What a form of the page holds."""
