"""A page over a workspace of invented people, and browsers signed in at it, for the tests of the web room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Final

import httpx
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from ocr_intake.config import load_settings, shipped_config_dir
from ocr_intake.model.accounts import Account, Role
from ocr_intake.model.fields import FieldName
from ocr_intake.store import Workspace
from ocr_intake.web import passwords
from ocr_intake.web.app import create_app
from ocr_intake.web.site import Reached, Site
from tests.pipeline.arranging_fakes import arranging_of
from tests.store.builders import submission, workspace_with

HOST: Final = "http://localhost"
PASSWORD: Final = "山と川のあいだの古い橋"  # noqa: S105 - of invented people
CLERK: Final = "点検 花子"
SUPERVISOR: Final = "責任 太郎"


HASHER: Final = passwords._HASHER
"""The program's own."""
QUICK: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""In its place in the tests: a hash takes the time that it is there to take."""


@cache
def hashed() -> str:
    """Of ``PASSWORD``."""
    return QUICK.hash(PASSWORD)


class SiteClock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def site_at(folder: Path, clock: SiteClock | None = None, *, secure: bool = False) -> Iterator[Site]:
    """A page over three submissions, with one account of each role."""
    flagged = {FieldName.NAME: 0.4, FieldName.PHONE: 0.5}
    with workspace_with(folder, submission(flagged=flagged), submission((1, 2)), submission()) as workspace:
        for name, role in ((CLERK, Role.CLERK), (SUPERVISOR, Role.SUPERVISOR)):
            workspace.accounts.add(name, role, hashed(), by="係員C")
        yield site_over(workspace, clock, secure=secure)


def site_over(workspace: Workspace, clock: SiteClock | None = None, *, secure: bool = False) -> Site:
    settings = load_settings(shipped_config_dir())
    arrange = partial(arranging_of, workspace)
    return Site(workspace, settings, arrange, reached=Reached(secure=secure), clock=clock or SiteClock())


class Browser(TestClient):
    """Sends what a browser sends from a page of ours: where a request comes from, and the token of the page."""

    def __init__(self, site: Site) -> None:
        scheme = "https" if site.reached.secure else "http"
        super().__init__(create_app(site), base_url=f"{scheme}://localhost", follow_redirects=False)
        self.site = site
        self.origin = {"Origin": f"{scheme}://localhost", "Sec-Fetch-Site": "same-origin"}

    def sign_in(self, name: str = CLERK, password: str = PASSWORD) -> httpx.Response:
        return self.sent("/sign-in", {"name": name, "password": password})

    def token(self) -> str:
        found = re.search(r'name="csrf-token" content="([^"]*)"', self.get("/").text)
        assert found, "nobody is signed in"
        return found[1]

    def submit(self, path: str, **form: str) -> httpx.Response:
        """Send a form of a page of ours."""
        return self.sent(path, {"csrf_token": self.token(), **form})

    def sent(self, path: str, form: dict[str, str], **headers: str) -> httpx.Response:
        """Send a form just as it is; ``headers`` replace what says where it comes from."""
        response: httpx.Response = self.post(path, data=form, headers=headers or self.origin)
        return response


def signed_in(site: Site, name: str = CLERK) -> Browser:
    browser = Browser(site)
    assert browser.sign_in(name).status_code == 303
    return browser


def account(number: int) -> Account:
    return Account(number, f"点検 {number}", Role.CLERK, False, datetime(2021, 9, 1, tzinfo=UTC), 1)
