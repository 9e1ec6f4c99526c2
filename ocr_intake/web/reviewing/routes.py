"""The addresses of the review page: the page itself, and what it asks for. Each answer brings the next question."""

from __future__ import annotations

from typing import Annotated, Final, NamedTuple

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import Response

from ocr_intake.i18n import catalogue, language, t
from ocr_intake.web.rendering import page
from ocr_intake.web.reviewing import shapes
from ocr_intake.web.reviewing.controller import ReviewController, WrongAnswerError
from ocr_intake.web.signed import Person, Signed

router = APIRouter()

_TEXTS: Final = (
    *("web_review.script.", "review.key.", "review.keys.title", "review.head.", "review.edit.", "review.kind."),
    *("review.summary.", "review.done.", "review.message.", "review.undo.head", "review.absent", "review.illegible"),
    "review_rules.ground.",
)
"""Families of texts that the script puts on the screen itself."""
_KEYS: Final = (
    *(("Enter a", "accept"), ("1-9", "choose"), ("e", "edit"), ("n", "absent"), ("i", "illegible")),
    *(("Tab Shift-Tab r d", "doubts"), ("↓ ↑ ← →", "lines"), ("w", "split"), ("s S", "skip"), ("u Ctrl-Z", "undo")),
    *(("Esc", "back"), ("1-9", "go"), ("k", "kind"), ("+", "add"), ("r", "reject"), ("p", "pass_on")),
    *(
        ("z + -", "zoom"),
        ("f", "sheet"),
        ("t", "rotate"),
        ("[ ] { }", "light"),
        ("PageDown PageUp", "page"),
        ("o", "open"),
        ("q", "quit"),
    ),
)
"""What ``?`` explains: keys, and the name of their text."""


class Tool(NamedTuple):
    """A button below the picture."""

    name: str
    key: str
    """That does the same."""
    sign: str


_TOOLS: Final = (
    Tool("farther", "-", "－"),
    Tool("closer", "+", "＋"),
    Tool("sheet", "f", "▣"),
    Tool("rotate", "t", "↻"),
    Tool("darker", "[", "☀−"),
    Tool("lighter", "]", "☀+"),
    Tool("less_contrast", "{", "◐−"),
    Tool("more_contrast", "}", "◐+"),
    Tool("previous", "PageUp", "‹"),
    Tool("next", "PageDown", "›"),
)


def _controller(signed: Signed) -> ReviewController:
    """The session's own, for whoever has its turn."""
    if signed.session.controller is None:
        signed.session.controller = ReviewController(signed.review)
    return signed.session.controller


Controller = Annotated[ReviewController, Depends(_controller)]


@router.get("/review", include_in_schema=False)
def review_page(request: Request, person: Person) -> Response:
    """The page; what it shows comes by the script."""
    known = t("review.known_answers") if person.site.settings.review.known_answers else ""
    keys = [(key, t(f"web_review.help.{name}")) for key, name in _KEYS]
    return page(request, "review.html", texts=_texts(), keys=keys, tools=_TOOLS, known_answers=known)


@router.post("/api/review/next")
def ask(going: shapes.Going, controller: Controller) -> shapes.Reply:
    """Whatever is to be asked."""
    return controller.next(going)


@router.post("/api/review/answer")
def answer(answer: shapes.Answer, controller: Controller) -> shapes.Reply:
    """Answer a question; the reply asks the next."""
    try:
        return controller.answer(answer)
    except WrongAnswerError as error:
        raise HTTPException(422) from error


@router.post("/api/review/place")
def place(said: shapes.PlaceAnswered, controller: Controller) -> shapes.Kept:
    """Keep what stands in one doubtful place; the question stays."""
    try:
        return controller.place(said)
    except WrongAnswerError as error:
        raise HTTPException(422) from error


@router.post("/api/review/visit")
def visit(visiting: shapes.Visiting, controller: Controller) -> shapes.Reply:
    """Go to one of the values of the submission that is shown, or to the submission as a whole."""
    return controller.visit(visiting)


@router.post("/api/review/undo")
def undo(wanted: shapes.UndoRequest, controller: Controller) -> shapes.Reply:
    """Take back what was done last."""
    return controller.undo(wanted)


@router.post("/api/review/mine")
def mine(mine: shapes.Mine, controller: Controller) -> shapes.Reply:
    """Save an answer that somebody else's decision got in the way of."""
    return controller.use_mine(mine)


@router.post("/api/review/take-up")
def take_up(going: shapes.Going, controller: Controller) -> shapes.Reply:
    """Ask again what was skipped."""
    return controller.take_up_skipped(going)


@router.post("/api/review/likely")
def likely(asking: shapes.LikelyRequest, controller: Controller) -> shapes.LikelyReply:
    """What the submission that is shown may be a duplicate of."""
    return controller.likely(asking)


@router.get("/api/review/coming")
def coming(controller: Controller) -> shapes.Coming:
    """What is likely to be asked next, so that its images are there by then."""
    return controller.coming()


@router.post("/api/review/leave", status_code=204)
def leave(signed: Signed) -> None:
    """Let others have what was asked about last; whoever comes back is asked whatever is to be asked then."""
    signed.session.end()


def _texts() -> dict[str, str]:
    return {key: text for key, text in catalogue(language()).items() if key.startswith(_TEXTS)}
