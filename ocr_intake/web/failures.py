"""How the page says that something failed: a page for people, JSON below ``/api/``; never with what was sent."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from ocr_intake.errors import IntakeError
from ocr_intake.grouping.errors import NoSuchGroupError
from ocr_intake.i18n import t
from ocr_intake.review import InvalidValueError, UndecidedError
from ocr_intake.review.by_field import LongTextError
from ocr_intake.review.errors import NotPassedOnError, PassedOnError
from ocr_intake.review.shown import ChangedSinceError
from ocr_intake.store import StaleEditError, SubmissionClosedError, UnknownRecordError, WorkspaceError
from ocr_intake.store.arranged_errors import NoSuchPageError
from ocr_intake.store.errors import SubmissionPurgedError
from ocr_intake.web.rendering import page

if TYPE_CHECKING:
    from fastapi import FastAPI

_log: Final = logging.getLogger(__name__)

API: Final = "/api/"
"""Below here are answers for programs."""
SIGN_IN: Final = "/sign-in"

_STATUS: Final = (
    (UnknownRecordError, 404),
    (NoSuchPageError, 404),
    (NoSuchGroupError, 404),
    (StaleEditError, 409),
    (ChangedSinceError, 409),
    (SubmissionClosedError, 409),
    (SubmissionPurgedError, 409),
    (UndecidedError, 409),
    (NotPassedOnError, 409),
    (PassedOnError, 409),
    (LongTextError, 422),
    (InvalidValueError, 422),
    (WorkspaceError, 503),
)
"""What an error of ours is as a status; 500 for any other."""
_WORDED: Final = frozenset({400, 401, 403, 404, 405, 413, 422, 429, 500, 503})


def status_of(error: IntakeError) -> int:
    """The status that says what went wrong."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def failed(request: Request, status: int, message: str | None = None, code: str = "") -> Response:
    """A failure told.

    Args:
        request: What failed.
        status: Of the response.
        message: For people; the usual one of the status otherwise. It holds nothing that was sent or read.
        code: For programs, where the status alone does not say enough.
    """
    said = message or t(f"web.failure.{status if status in _WORDED else 500}")
    if request.url.path.startswith(API):
        return JSONResponse({"error": code or str(status), "message": said}, status)
    return page(request, "failure.html", status, message=said)


def stranger(request: Request) -> Response:
    """Nobody is signed in: to where one does that."""
    if request.url.path.startswith(API):
        return failed(request, 401)
    return RedirectResponse(SIGN_IN, 303)


def unexpected(request: Request, error: Exception) -> Response:
    """What nobody has thought of, told by its kind alone: a message may hold what somebody wrote to the city."""
    _log.error(t("web.unexpected", kind=type(error).__name__))
    return failed(request, 500)


def add_handlers(app: FastAPI) -> None:
    """Tell failures of a page's own routes."""

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        response = failed(request, error.status_code)
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    def _wrong(request: Request, error: RequestValidationError) -> Response:  # noqa: ARG001 - it holds what was sent
        return failed(request, 422)

    @app.exception_handler(IntakeError)
    def _ours(request: Request, error: IntakeError) -> Response:
        return failed(request, status_of(error), str(error), type(error).__name__.removesuffix("Error"))
