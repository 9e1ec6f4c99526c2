"""A submission's page puts pages right: each operation done, undone, refused, and told where somebody was quicker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.model.accounts import Role
from ocr_intake.pipeline.arranging import Arranging
from ocr_intake.pipeline.pool import PagePool
from ocr_intake.review import Review
from ocr_intake.store import SubmissionState, Workspace
from ocr_intake.trust.calibration import shipped
from ocr_intake.web.site import Site
from tests.pipeline.arranging_fakes import OnePool, as_proposed, page_text, take_in
from tests.store.builders import PNG
from tests.web.site import CLERK, SUPERVISOR, Browser, hashed, signed_in, site_over

__all__ = ["as_proposed"]
pytestmark = pytest.mark.usefixtures("as_proposed")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """S0001 with three pages, S0002 with two, S0003 with one."""
    with take_in(tmp_path, 3, 2, 1) as workspace:
        for name, role in ((CLERK, Role.CLERK), (SUPERVISOR, Role.SUPERVISOR)):
            workspace.accounts.add(name, role, hashed(), by="係員C")
        yield site_over(workspace)


def version(site: Site, number: int) -> str:
    return str(site.workspace.submission(number).version)


def sent(browser: Browser, path: str, **form: str) -> str:
    """Send a form as the page of the submission in ``path`` shows it; the text of the page that answers."""
    number = int(path.split("/")[2])
    form = {"version": version(browser.site, number), **form}
    response = browser.submit(path, **form)
    assert response.status_code == 303
    browser.headers["x-at"] = response.headers["location"]
    return str(browser.get(response.headers["location"]).text)


def at(browser: Browser) -> str:
    """Where the last form led to."""
    return str(browser.headers["x-at"])


def sound(workspace: Workspace) -> bool:
    return workspace.ledger(deep=True).balances and not workspace.check_integrity().damages


def opinions(site: Site, number: int) -> list[str | None]:
    return [each.value for each in site.workspace.submission(number).final_opinions]


def undo(browser: Browser, text: str) -> str:
    """Press the button that takes the last thing back."""
    place, action = re.findall(r'action="(/submissions/\d+/undo)".*?name="action" value="(\d+)"', text, re.DOTALL)[0]
    return sent(browser, place, action=action)


def test_a_page_and_what_follows_becomes_a_submission_and_is_put_back(clerk: Browser, site: Site) -> None:
    before = site.workspace.ledger(deep=True)
    text = sent(clerk, "/submissions/1/split", page="2")
    assert at(clerk) == "/submissions/4"
    assert "分けました。S0001 → S0004, S0005" in text
    assert "分けました" not in clerk.get("/submissions/4").text, "it is said once"
    assert opinions(site, 5) == [page_text("01020000"), page_text("01030000")]
    old = clerk.get("/submissions/1").text
    assert '今は次の意見書にあります: <a href="/submissions/4">S0004</a>, <a href="/submissions/5">S0005</a>' in re.sub(
        r"\s*\n\s*", " ", old
    )
    assert "/turn" not in old, "nothing can be done to what is replaced"
    assert sound(site.workspace)
    text = undo(clerk, text)
    assert at(clerk) == "/submissions/1"
    assert "取り消しました（S0001 のページの並べ替え）。" in text
    assert "点検 花子 さんが並べ替えを取り消した" in text
    assert site.workspace.submission(1).state is SubmissionState.PROPOSED
    assert site.workspace.ledger(deep=True) == before
    assert '<a href="/submissions/1">S0001</a>' in clerk.get("/submissions/4").text.split('id="replaced"')[1]


def test_a_page_is_moved_after_both_are_shown(clerk: Browser, site: Site) -> None:
    text = sent(clerk, "/submissions/1/move", page="3", to="ｓ０００２")
    assert at(clerk) == "/submissions/1/move/3/2"
    assert "S0001 の 3ページを S0002 に移しますか" in text
    assert "/pages/1/3.png" in text
    assert "/pages/1/1.png" not in text
    assert "/pages/2/1.png" in text
    assert site.workspace.submission(1).state is SubmissionState.PROPOSED
    text = sent(clerk, "/submissions/1/move/3/2", other_version=version(site, 2))
    assert at(clerk) == "/submissions/5"
    assert "S0001 → S0004, S0002 → S0005" in text
    assert site.workspace.submission(5).pages == (1, 2, 3)
    assert opinions(site, 5)[-1] == page_text("01030000")
    assert sound(site.workspace)
    undo(clerk, text)
    assert [each.id for each in site.workspace.submissions()] == [1, 2, 3]


def test_two_are_put_together_in_either_order(clerk: Browser, site: Site) -> None:
    text = sent(clerk, "/submissions/3/join", to="2")
    assert "S0003 と S0002 を1件にまとめますか" in text
    assert 'href="/submissions/2/join/3"' in text
    text = sent(clerk, "/submissions/2/join/3", other_version=version(site, 3))
    assert (at(clerk), "まとめました。S0002, S0003 → S0004" in text) == ("/submissions/4", True)
    assert opinions(site, 4)[-1] == page_text("03010000")
    assert sound(site.workspace)


def test_a_page_is_set_aside_and_taken_up_again(clerk: Browser, site: Site) -> None:
    text = sent(clerk, "/submissions/2/aside", page="2", reason="封筒の写し")
    assert at(clerk) == "/submissions/4"
    assert "封筒の写し" in text
    assert "/pages/2/2.png" in text
    assert clerk.get("/pages/2/2.png").status_code == 200
    aside = clerk.get("/set-aside").text
    assert "人が外したページ 1件" in aside
    assert sound(site.workspace)
    text = sent(clerk, "/submissions/2/take-up", page="2")
    assert at(clerk) == "/submissions/5"
    assert "ページを新しい意見書にしました。S0005" in text
    assert "人が外したページ" not in clerk.get("/set-aside").text
    assert "外されていないか" in sent(clerk, "/submissions/2/take-up", page="2")
    assert sound(site.workspace)
    undo(clerk, text)
    assert "人が外したページ 1件" in clerk.get("/set-aside").text
    assert "並べ替えが取り消されたため、今はありません" in clerk.get("/submissions/5").text


def test_a_page_is_turned_and_read_again(clerk: Browser, site: Site) -> None:
    @contextmanager
    def of(consultation: str) -> Iterator[PagePool]:
        yield OnePool()  # type: ignore[misc]

    site.arrange = partial(Arranging, site.workspace, lambda _: Knowledge({}), shipped, of)
    text = sent(clerk, "/submissions/3/turn", page="1", degrees="90")
    assert (at(clerk), "読み取り直しました。S0003 → S0004" in text) == ("/submissions/4", True)
    assert clerk.get("/pages/4/1.png").content == PNG + b"turned"
    assert "90、180、270" in sent(clerk, "/submissions/4/turn", page="1", degrees="45")
    undo(clerk, text)
    assert site.workspace.submission(3).state is SubmissionState.PROPOSED


@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        ("/submissions/1/split", {"page": "1"}, "2つ以上に"),
        ("/submissions/1/split", {"page": "9"}, "9 ページはありません"),
        ("/submissions/1/move", {"page": "1", "to": "見本 太郎"}, "S0012 のように入力"),
        ("/submissions/1/move", {"page": "1", "to": "99"}, "S0099 という意見書はありません"),
        ("/submissions/1/move", {"page": "1", "to": "S1"}, "別の意見書を指定"),
        ("/submissions/1/join", {"to": ""}, "S0012 のように入力"),
        ("/submissions/1/aside", {"page": "1", "reason": " "}, "1字以上200字以内"),
        ("/submissions/1/aside", {"page": "1", "reason": "a\u202eb"}, "1字以上200字以内"),
        ("/submissions/3/aside", {"page": "1", "reason": "白紙"}, "1枚しかなく"),
        ("/submissions/1/take-up", {"page": "1"}, "外されていないか"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    clerk: Browser, site: Site, path: str, form: dict[str, str], said: str
) -> None:
    before = site.workspace.ledger(deep=True)
    text = sent(clerk, path, **form)
    assert at(clerk) == "/".join(path.split("/")[:3])
    assert said in text
    assert 'role="alert"' in text
    if form.get("to") == "見本 太郎":
        assert 'value="見本 太郎"' in text, "it need not be typed again"
    assert site.workspace.ledger(deep=True) == before


def test_somebody_was_quicker(clerk: Browser, site: Site) -> None:
    shown = version(site, 1)
    Review(site.workspace, "係員B").pass_on(Review(site.workspace, "係員B").task(1), "どうしますか")
    text = sent(clerk, "/submissions/1/split", page="2", version=shown)
    assert "表示した後に 係員B さんが変更しています" in text
    assert "責任者への問い（係員B さん）: どうしますか" in text, "the page shows what is there now"
    sent(clerk, "/submissions/1/split", page="2")
    assert "今は S0004, S0005 になっています" in sent(clerk, "/submissions/1/split", page="2")
    forged = {"version": version(site, 4), "other_version": str(int(version(site, 2)) + 1)}
    assert clerk.submit("/submissions/4/join/2", **forged).status_code == 409


def test_what_somebody_else_has_open_is_told_before_it_is_arranged(clerk: Browser, site: Site) -> None:
    other = Review(site.workspace, "係員B")
    task = other.next()
    assert task is not None
    here = f"/submissions/{task.submission.id}"
    text = clerk.get(here).text
    assert f"{task.submission.number} は、いま 係員B さんが点検しています" in text
    assert "/turn" not in text
    another = next(each for each in (1, 2, 3) if each != task.submission.id)
    text = clerk.get(f"/submissions/{another}/join/{task.submission.id}").text
    assert "いま 係員B さんが点検しています" in text
    assert "<form" not in text.split("<main")[1]
    assert "いま 係員B さんが点検しています" in sent(clerk, f"{here}/aside", page="1", reason="封筒の写し") or (
        len(task.submission.pages) == 1
    )
    other.close()
    assert "/turn" in clerk.get(here).text


def test_ones_own_sitting_stands_in_nobodys_way(clerk: Browser, site: Site) -> None:
    token = {"X-CSRF-Token": clerk.token()}
    assert clerk.post("/api/review/next", json={}, headers=token).status_code == 200
    assert all("点検しています" not in clerk.get(f"/submissions/{each}").text for each in (1, 2, 3))
    assert "分けました" in sent(clerk, "/submissions/1/split", page="2")


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/submissions/99/split", {"page": "1", "version": "1"}, 404),
        ("/submissions/99/join", {"to": "1"}, 404),
        ("/submissions/1/turn", {"page": "1", "degrees": "x", "version": "1"}, 422),
        ("/submissions/1/turn", {"page": "-1", "degrees": "90", "version": "1"}, 422),
        ("/submissions/1/split", {"page": "1", "version": "x"}, 422),
        ("/submissions/1/move", {"page": str(2**40), "to": "2"}, 422),
        ("/submissions/1/aside", {"page": "1", "reason": "x" * 100_001, "version": "1"}, 422),
        ("/submissions/1/undo", {"action": "0"}, 422),
        ("/submissions/1/undo", {}, 422),
    ],
)
def test_what_no_form_of_ours_sends_is_refused(clerk: Browser, path: str, form: dict[str, str], status: int) -> None:
    response = clerk.submit(path, **form)
    assert response.status_code == status
    assert "xxx" not in response.text


@pytest.mark.parametrize("path", ["/submissions/1/move/9/2", "/submissions/1/move/1/99", "/submissions/99/join/1"])
def test_nothing_is_shown_of_what_is_not_there(clerk: Browser, path: str) -> None:
    assert clerk.get(path).status_code == 404


def test_with_itself_and_with_another_consultation_nothing_is_offered(clerk: Browser) -> None:
    text = clerk.get("/submissions/1/join/1").text
    assert "別の意見書を指定" in text
    assert 'action="/submissions/1/join' not in text


def test_an_undo_that_is_not_the_last_thing_any_more(clerk: Browser, site: Site) -> None:
    text = sent(clerk, "/submissions/1/split", page="2")
    sent(clerk, "/submissions/2/split", page="2")
    assert "表示した後に変わっています" in undo(clerk, text)
    assert site.workspace.submission(1).state is SubmissionState.REPLACED
    nobody = signed_in(site, SUPERVISOR)
    assert "戻せる操作はありません。" in nobody.get("/submissions/1").text


def test_everything_is_there_in_english(clerk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCR_INTAKE_LANG", "en")
    text = sent(clerk, "/submissions/1/split", page="2")
    assert "S0001 → S0004, S0005" in text
    assert "Split here" in clerk.get("/submissions/2").text
    of_submissions = [f"/submissions/5{what}" for what in ("", "/move/1/2", "/join/2", "/duplicates", "/letter")]
    for path in (*of_submissions, "/submissions/1", "/batches", "/batches/1", "/set-aside"):
        assert clerk.get(path).status_code == 200, path
