"""Signing in and out: each failure is on record, and takes whoever tries longer than the one before."""

from __future__ import annotations

import math
import unicodedata
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from ocr_intake.i18n import t
from ocr_intake.web.failures import SIGN_IN
from ocr_intake.web.passwords import LONGEST, fits
from ocr_intake.web.rendering import page
from ocr_intake.web.signed import Person
from ocr_intake.web.site import Site

router = APIRouter(include_in_schema=False)

NAME_LONGEST = 100
"""Characters of an account's name."""


@router.get(SIGN_IN)
def form(request: Request) -> Response:
    """The form; whoever is signed in has no use for it."""
    if request.state.session is not None:
        return RedirectResponse("/", 303)
    return page(request, "sign_in.html", message="")


@router.post(SIGN_IN)
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=NAME_LONGEST)],
    password: Annotated[str, Form(max_length=LONGEST * 2)],
) -> Response:
    """Sign in, or say that name and password do not fit; which of them is not told."""
    site: Site = request.app.state.site
    name = clean_name(name)
    address = "" if request.client is None else request.client.host
    wait = site.by_address.begin(address) or site.by_name.begin(name)
    if wait > 0:
        seconds = math.ceil(wait)
        response = page(request, "sign_in.html", 429, message=t("web.sign_in.wait", seconds=seconds))
        response.headers["Retry-After"] = str(seconds)
        return response
    known = site.workspace.accounts.credentials(name)
    right = fits(password, None if known is None else known[1])
    if known is None or not right or known[0].disabled:
        site.workspace.accounts.note("sign_in.failed", None if known is None else known[0])
        return page(request, "sign_in.html", 401, message=t("web.sign_in.wrong"))
    account = known[0]
    site.by_name.forgive(name, all_of_them=True)
    site.by_address.forgive(address, all_of_them=False)
    if (before := request.cookies.get(site.cookie)) is not None:
        site.sessions.end(before)
    site.workspace.accounts.note("sign_in.done", account)
    begun = RedirectResponse("/", 303)
    secret = site.sessions.begin(account)
    begun.set_cookie(site.cookie, secret, path="/", secure=site.reached.secure, httponly=True, samesite="strict")
    return begun


@router.post("/sign-out")
def sign_out(request: Request, person: Person) -> Response:
    """Sign out; what the sitting has claimed is let go."""
    site = person.site
    site.sessions.end(request.cookies[site.cookie])
    site.workspace.accounts.note("sign_in.ended", person.account)
    response = RedirectResponse(SIGN_IN, 303)
    response.delete_cookie(site.cookie, path="/", secure=site.reached.secure, httponly=True, samesite="strict")
    return response


def clean_name(name: str) -> str:
    """An account's name as it is kept, whatever widths the keyboard was set to."""
    return " ".join(unicodedata.normalize("NFKC", name).split())
