"""What every request passes before any route sees it: host, session, size, where it comes from.

Nothing is open without a session but what is named here: a new route is closed until somebody opens it.
"""

from __future__ import annotations

import hmac
import ipaddress
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect

from ocr_intake.errors import IntakeError
from ocr_intake.web.failures import SIGN_IN, failed, status_of, stranger, unexpected

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from ocr_intake.web.sessions import Session
    from ocr_intake.web.site import Site

STATIC: Final = "/static/"
CSRF_HEADER: Final = "x-csrf-token"
CSRF_FIELD: Final = "csrf_token"
LARGEST_BODY: Final = 512 * 1024
"""Bytes: the longest opinion that can be typed takes 300 KB; files are never sent here."""

_SAFE: Final = frozenset({"GET", "HEAD"})
_FORM: Final = "application/x-www-form-urlencoded"

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # no other site learns anything; with no-referrer browsers would not say where a form came from, which is checked
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), "
        "payment=(), usb=()"
    ),
}


class _TooLargeError(Exception):
    """More was sent than anybody could have typed."""


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        """Around ``app``, for one running page."""
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let it through; whatever happens, the answer bears the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False
        static = scope["path"].startswith(STATIC)

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers["Cache-Control"] = "no-cache" if static else "private, no-store"
            await send(message)

        try:
            await self._pass(scope, receive, with_headers)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - the one handler: the server's own would log what the error holds
            if begun:
                unexpected(Request(scope), error)
            else:
                await unexpected(Request(scope), error)(scope, receive, with_headers)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if not self._is_host(request.headers.get("host", "")):
            await failed(request, 400)(scope, receive, send)
            return
        path = scope["path"]
        static = path.startswith(STATIC)
        try:
            session = None if static else await run_in_threadpool(self._session, request)
        except IntakeError as error:
            await failed(request, status_of(error), str(error))(scope, receive, send)
            return
        scope.setdefault("state", {})["session"] = session
        if session is None and not static and path != SIGN_IN:
            await stranger(request)(scope, receive, send)
            return
        if scope["method"] not in _SAFE:
            try:
                body = await _body(request)
            except _TooLargeError:
                await failed(request, 413)(scope, receive, send)
                return
            if not self._is_ours(request, session, body):
                await failed(request, 403)(scope, receive, send)
                return
            receive = _again(body, receive)
        await self._app(scope, receive, send)

    def _is_host(self, host: str) -> bool:
        """Whether the page may be called so. A name that leads here for others (DNS rebinding) is none of ours."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self._site.reached.host_names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def _session(self, request: Request) -> Session | None:
        """The session of a request, unless its account has changed since it began."""
        secret = request.cookies.get(self._site.cookie)
        session = None if secret is None else self._site.sessions.find(secret)
        if secret is None or session is None:
            return None
        account = self._site.workspace.accounts.get(session.account.number)
        if account is None or account.disabled or account.version != session.account.version:
            self._site.sessions.end(secret)
            return None
        return session

    def _is_ours(self, request: Request, session: Session | None, body: bytes) -> bool:
        """Whether a request that changes something comes from a page of ours."""
        origin, fetched = request.headers.get("origin"), request.headers.get("sec-fetch-site")
        if fetched is not None and fetched != "same-origin":
            return False
        if origin is not None and origin != f"{request.url.scheme}://{request.headers.get('host', '')}":
            return False
        if request.scope["path"] == SIGN_IN:  # a stranger has no token yet
            return origin is not None or fetched is not None
        given = request.headers.get(CSRF_HEADER) or _field(request, body)
        return session is not None and hmac.compare_digest(given.encode(), session.csrf.encode())


async def _body(request: Request) -> bytes:
    """What was sent.

    Raises:
        _TooLargeError: It is more than ``LARGEST_BODY``.
    """
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > LARGEST_BODY:
        raise _TooLargeError
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise _TooLargeError
    return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """What the application receives: the body that was read already, in one piece."""
    given = False

    async def once() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once


def _field(request: Request, body: bytes) -> str:
    """The token that a form brought along."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        return ""
    try:
        return parse_qs(body.decode("ascii"), max_num_fields=100).get(CSRF_FIELD, [""])[0]
    except ValueError:
        return ""
