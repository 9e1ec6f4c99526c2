"""Pages from templates: everything is escaped, and a value that is not given is a mistake, not an empty place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from ocr_intake.i18n import catalogue, language, t
from ocr_intake.i18n.outside import visible
from ocr_intake.model.accounts import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocr_intake.model.fields import Flag
    from ocr_intake.web.sessions import Session


@dataclass(frozen=True, slots=True)
class Place:
    """A page that people go to from anywhere."""

    path: str
    key: str
    """Of its name."""
    role: Role
    """Who may go there."""


PLACES: Final = (
    Place("/review", "web.place.review", Role.CLERK),
    Place("/review/by-field", "web.place.by_field", Role.CLERK),
    Place("/review/by-character", "web.place.by_character", Role.CLERK),
    Place("/find", "web_find.title", Role.CLERK),
    Place("/add", "web.place.add", Role.CLERK),
    Place("/batches", "web_batches.place", Role.CLERK),
    Place("/set-aside", "web_aside.place", Role.CLERK),
    Place("/duplicates", "web_duplicates.place_name", Role.CLERK),
    Place("/opinions", "web_opinions.place", Role.CLERK),
    Place("/redact", "redact.web.place", Role.CLERK),
    Place("/supervisor", "web.place.supervisor", Role.SUPERVISOR),
)
"""In the order of the navigation."""


def allowed(role: Role, needed: Role) -> bool:
    """Whether somebody with one role may do what needs another."""
    return role in {needed, Role.SUPERVISOR}


@cache
def environment() -> Environment:
    """The templates of this room."""
    made = Environment(
        loader=PackageLoader("ocr_intake.web"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(t=t, language=language)
    made.filters.update(action=_action, minute=_minute, reasons=_reasons)
    return made


def _harmless(value: object) -> object:
    """What is put into a page: no text turns the direction of writing round, or hides."""
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _action(code: str) -> str:
    """An action of the audit in words; one that another version of the program wrote stays a code."""
    key = f"web.action.{code}"
    return t(key) if key in catalogue(language()) else code


def _reasons(flags: Iterable[Flag]) -> list[str]:
    """Reasons to look in words, each once: several codes may mean the same to a person."""
    return list(dict.fromkeys(t(f"flags.{flag.code}", **dict(flag.detail)) for flag in flags))


def _minute(moment: datetime) -> str:
    """A time in the time zone of this computer, to the minute."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def session_of(request: Request) -> Session | None:
    """The session that a request belongs to; None for a stranger's."""
    session: Session | None = getattr(request.state, "session", None)
    return session


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401
    """A page as HTML.

    Args:
        request: What it answers.
        template: Name of its template.
        status: Of the response.
        values: What the template takes, beside ``account``, ``csrf`` and ``places``.
    """
    session = session_of(request)
    account = None if session is None else session.account
    places = [place for place in PLACES if account is not None and allowed(account.role, place.role)]
    csrf = "" if session is None else session.csrf
    text = environment().get_template(template).render(account=account, csrf=csrf, places=places, **values)
    return HTMLResponse(text, status)
