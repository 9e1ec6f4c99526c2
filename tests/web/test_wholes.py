"""Submissions as a whole on the page: grounds and duplicates, what clerks ask a supervisor and the answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ocr_intake.model.accounts import Role
from ocr_intake.model.review import Ground, Grounds
from ocr_intake.review import Review
from ocr_intake.store import SubmissionState
from ocr_intake.web.site import Site
from tests.store.builders import submission, workspace_with
from tests.web.pages import ARGUMENTS, CHROMIUM, Clerk, served
from tests.web.site import CLERK, SUPERVISOR, hashed, signed_in, site_over
from tests.web.test_review_api import Asking

NOTE = "町内会の名前で書かれています。個人でしょうか。"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with workspace_with(tmp_path, submission(), submission(), submission()) as workspace:
        for name, role in ((CLERK, Role.CLERK), (SUPERVISOR, Role.SUPERVISOR)):
            workspace.accounts.add(name, role, hashed(), by="係員C")
        yield site_over(workspace)


def likely(asking: Asking) -> list[dict[str, Any]]:
    sent = {"question": asking.number}
    response = asking.browser.post("/api/review/likely", json=sent, headers=asking.headers)
    found: list[dict[str, Any]] = response.json()["likely"]
    return found


def test_likely_duplicates_are_told_and_one_is_chosen(site: Site) -> None:
    asking = Asking(site)
    asking.next()
    found = likely(asking)
    assert [each["number"] for each in found] == ["S0002", "S0003"]
    assert "同じ電話番号" in found[0]["why"]
    assert asking.answer("reject", ground="duplicate", duplicate_of=1)["outcome"] == "refused"
    assert asking.answer("reject", ground="duplicate", duplicate_of=99)["outcome"] == "refused"
    assert asking.answer("reject", ground="duplicate", duplicate_of=2)["outcome"] == "done"
    rejection = site.workspace.submission(1).rejection
    assert rejection is not None
    assert rejection.grounds == Grounds(Ground.DUPLICATE, 2)
    asking.post("undo")
    assert site.workspace.submission(1).rejection is None


def test_a_duplicate_of_nothing_is_no_answer_of_the_page(site: Site) -> None:
    asking = Asking(site)
    asking.next()
    sent = {"question": asking.number, "action": "reject", "ground": "duplicate"}
    assert asking.browser.post("/api/review/answer", json=sent, headers=asking.headers).status_code == 422


def test_a_question_to_the_supervisor_and_the_answer(site: Site) -> None:
    asking = Asking(site)
    asking.next()
    assert asking.answer("pass_on", text=" ")["outcome"] == "refused"
    assert asking.answer("pass_on", text=NOTE)["message"] == "S0001 を責任者に回しました。"
    assert asking.asked == "S0002"
    supervisor = signed_in(site, SUPERVISOR)
    shown = supervisor.get("/supervisor").text
    assert NOTE in shown
    assert CLERK in shown
    version = str(site.workspace.submission(1).version)
    path = "/supervisor/passed-on/1"
    assert supervisor.submit(path, what="hand_back", version="0", note="古い画面から").status_code == 409
    assert supervisor.submit(path, what="nothing", version=version).status_code == 422
    assert signed_in(site).submit(path, what="hand_back", version=version).status_code == 403
    assert site.workspace.submission(1).passed_on is not None
    assert supervisor.submit(path, what="hand_back", version=version, note="個人とします").status_code == 303
    assert NOTE not in supervisor.get("/supervisor").text
    asking.answer("skip")
    assert asking.asked == "S0001"
    (note,) = asking.last["screen"]["submission"]["notes"]
    assert "個人とします" in note
    assert SUPERVISOR in note


@pytest.mark.parametrize(
    ("what", "state"), [("accept", SubmissionState.ACCEPTED), ("not_a_comment", SubmissionState.REJECTED)]
)
def test_a_supervisor_decides(site: Site, what: str, state: SubmissionState) -> None:
    review = Review(site.workspace, CLERK)
    review.pass_on(review.task(1), NOTE)
    supervisor = signed_in(site, SUPERVISOR)
    version = str(site.workspace.submission(1).version)
    assert supervisor.submit("/supervisor/passed-on/1", what=what, version=version).status_code == 303
    assert site.workspace.submission(1).state is state
    assert site.workspace.ledger(deep=True).balances


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
def test_by_keys_in_a_browser(browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
    with served(tmp_path, submission(), submission(), submission()) as (site, address):
        clerk = Clerk(browser, address)
        clerk.page.keyboard.press("r")
        clerk.page.wait_for_selector("dialog[open]")
        clerk.page.keyboard.press("1")
        clerk.page.wait_for_selector("dialog[open] >> text=S0002")
        clerk.press("1")
        clerk.page.wait_for_selector("#heading >> text=S0002")
        rejection = site.workspace.submission(1).rejection
        assert rejection is not None
        assert rejection.grounds == Grounds(Ground.DUPLICATE, 2)
        clerk.press("p")
        clerk.type(NOTE)
        clerk.press("Enter")
        clerk.page.wait_for_selector("#heading >> text=S0003")
        passed_on = site.workspace.submission(2).passed_on
        assert passed_on is not None
        assert passed_on.note == NOTE
