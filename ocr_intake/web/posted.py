"""Answers to forms: the browser goes to a page that says once what was done, or why not. A reload repeats nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.responses import RedirectResponse, Response

from ocr_intake.errors import IntakeError
from ocr_intake.web.sessions import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ocr_intake.web.signed import SignedIn


def answered(
    person: SignedIn,
    back: str,
    do: Callable[[], tuple[str, str]],
    said: Mapping[str, str] | None = None,
    *,
    keep: bool = False,
) -> Response:
    """Do what a form asks for, and send the browser where that is told.

    Args:
        person: Who sent it.
        back: The page that tells why it could not be done.
        do: Does it; the page that tells what was done, and what that says ("" where the page itself does).
        said: What was typed, to stand in the form again where it could not be done.
        keep: It stands there where it was done, too.
    """
    try:
        path, text = do()
        notice = Notice(text, said=said if keep and said else {})
    except IntakeError as error:
        path, notice = back, Notice(str(error), failed=True, said=said or {})
    person.session.leave(path, notice)
    return RedirectResponse(path, 303)


def place_of(submission: int | str) -> str:
    """The address of a submission's page, by its number or by what it is called (``S0012``)."""
    return f"/submissions/{int(str(submission).removeprefix('S'))}"
