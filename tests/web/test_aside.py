"""What could not be taken in, on the page: told with why, entered, settled, put back; the ledger always balances."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.model.accounts import Role
from ocr_intake.model.pages import Channel, SetAside
from ocr_intake.pipeline import arranging
from ocr_intake.web.site import Site
from tests.pipeline.arranging_fakes import as_one
from tests.store.builders import second_page_aside, submission, workspace_with
from tests.web.site import CLERK, Browser, hashed, signed_in, site_over


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Two submissions, a file that could not be read, and one that could not even be copied."""
    with workspace_with(tmp_path, submission(), submission((1, 2))) as workspace:
        workspace.accounts.add(CLERK, Role.CLERK, hashed(), by="係員C")
        broken = tmp_path / "<b>broken.pdf"
        broken.write_bytes(b"not whole")
        with workspace.ingest() as work:
            batch = work.start_batch("dx", Channel.FAX, [tmp_path], operator="係員A")
            work.register(broken, SetAside("truncated"), batch.id)
            work.register(tmp_path / "gone.tif", SetAside("unreadable"), batch.id)
            work.end_batch(batch.id)
        yield site_over(workspace)


def sent(browser: Browser, what: str, **form: str) -> str:
    response = browser.submit(f"/set-aside/{what}", **form)
    assert (response.status_code, response.headers["location"]) == (303, "/set-aside")
    return str(browser.get("/set-aside").text)


def counts(site: Site) -> tuple[int, int, int]:
    ledger = site.workspace.ledger(deep=True)
    assert ledger.balances
    return ledger.aside.open, ledger.aside.entered, ledger.aside.settled


def settlement(text: str) -> str:
    (found,) = re.findall(r'name="settlement" value="(\d+)"', text)
    return str(found)


def test_what_waits_stands_there_with_why_below_the_ledger(clerk: Browser) -> None:
    text = clerk.get("/set-aside").text
    assert "処理待ち 2件" in text
    assert "F3 &lt;b&gt;broken.pdf" in text
    assert "データが途中で切れています" in text
    assert "D4 gone.tif" in text
    assert text.index("数のつじつまは合っています") < text.index("<h2>処理待ち 2件")
    assert "取り込めなかったもの 2件のうち、手で入力済み 0件、処理済み 0件、処理待ち 2件" in text
    assert 'href="/add?instead_of=F3"' in text
    assert re.search(r'<option value="F3" selected>F3 ', clerk.get("/add?instead_of=F3").text)
    assert clerk.get("/add?instead_of=<b>").status_code == 422


def test_entered_and_put_back(clerk: Browser, site: Site) -> None:
    text = sent(clerk, "entered", item="F3", submission="s2")
    assert "S0002 として手で入力済み（点検 花子 さん）" in text
    assert counts(site) == (1, 1, 0)
    text = sent(clerk, "undo", item="F3", settlement=settlement(text))
    assert "F3 を処理待ちに戻しました" in text
    assert counts(site) == (2, 0, 0)


def test_settled_and_put_back(clerk: Browser, site: Site) -> None:
    text = sent(clerk, "settle", item="D4", reason="空の封筒")
    assert "処理済み（点検 花子 さん）— 空の封筒" in text
    assert counts(site) == (1, 0, 1)
    sent(clerk, "undo", item="D4", settlement=settlement(text))
    assert counts(site) == (2, 0, 0)


@pytest.mark.parametrize(
    ("what", "form", "said"),
    [
        ("entered", {"item": "F3", "submission": "S0099"}, "S0099 という意見書はありません"),
        ("entered", {"item": "F3", "submission": "見本"}, "S0012 のように入力"),
        ("entered", {"item": "F99", "submission": "1"}, "取り込めなかったものの中にありません"),
        ("settle", {"item": "F3", "reason": "  "}, "文字以内で書いてください"),
        ("settle", {"item": "F3", "reason": "長" * 301}, "300文字以内"),
        ("undo", {"item": "F3", "settlement": "1"}, "取り消せる記録がありません"),
        ("take-up", {"submission": "1", "page": "1"}, "外されていないか"),
        ("take-up", {"submission": "99", "page": "1"}, "外されていないか"),
    ],
)
def test_what_cannot_be_done_is_said(clerk: Browser, site: Site, what: str, form: dict[str, str], said: str) -> None:
    text = sent(clerk, what, **form)
    assert said in text
    assert counts(site) == (2, 0, 0)


def test_somebody_was_quicker(clerk: Browser, site: Site) -> None:
    first = settlement(sent(clerk, "settle", item="F3", reason="空の封筒"))
    text = sent(clerk, "entered", item="F3", submission="1")
    assert "すでに処理済みか入力済みです" in text
    assert "空の封筒" in text, "the page shows what is there now"
    site.workspace.settlements.undo("F3", by="係員B")
    site.workspace.settlements.settle("F3", "読み直し済み", by="係員B")
    assert "取り消せる記録がありません" in sent(clerk, "undo", item="F3", settlement=first)
    assert counts(site) == (1, 0, 1)


@pytest.mark.parametrize(
    ("what", "form"),
    [
        ("entered", {"item": "<b>", "submission": "1"}),
        ("settle", {"reason": "x"}),
        ("undo", {"item": "F3", "settlement": "0"}),
        ("take-up", {"submission": "x", "page": "1"}),
        ("settle", {"item": "F3", "reason": "x" * 2001}),
    ],
)
def test_what_no_form_of_ours_sends_is_refused(clerk: Browser, what: str, form: dict[str, str]) -> None:
    assert clerk.submit(f"/set-aside/{what}", **form).status_code == 422


def test_a_page_taken_for_blank_is_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arranging, "assemble_as_one", as_one)
    with workspace_with(tmp_path, submission((1, 3))) as workspace:
        workspace.accounts.add(CLERK, Role.CLERK, hashed(), by="係員C")
        clerk = signed_in(site_over(workspace))
        text = clerk.get("/set-aside").text
        assert "白紙とみなしたページ 1件" in text
        (paper,) = re.findall(r'name="paper" value="(\w+)"', text)
        done = clerk.submit("/set-aside/blank", paper=paper, page="2")
        assert done.headers["location"] == "/submissions/2"
        assert "ページを新しい意見書にしました。S0002" in clerk.get("/submissions/2").text
        assert "白紙とみなした" not in clerk.get("/set-aside").text
        assert "外されていないか" in sent(clerk, "blank", paper=paper, page="2")
        assert workspace.ledger(deep=True).balances


def test_pages_that_people_set_aside_stand_apart(clerk: Browser, site: Site) -> None:
    second_page_aside(site.workspace, 2)
    text = clerk.get("/set-aside").text
    assert "人が外したページ 1件" in text
    assert "別の人の紙" in text
    assert 'href="/pages/2/2.png"' in text
    assert "処理待ち 2件" in text
    assert counts(site)[0] == 2
