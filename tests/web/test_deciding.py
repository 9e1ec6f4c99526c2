"""A submission's page decides: opinions split and joined, duplicates, rejecting, passing on, letters; and undo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.config import list_consultations, load_letter, shipped_config_dir
from ocr_intake.model.accounts import Role
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Ground, Grounds
from ocr_intake.review import Review
from ocr_intake.store import SubmissionState
from ocr_intake.web.site import Site
from tests.store.builders import submission, workspace_with
from tests.web.site import CLERK, SUPERVISOR, Browser, hashed, signed_in, site_over

DX = "morioka-dx-2021"
LONG = "窓口を広げてほしい。𠮷田さんの店の前です。\n図書館の開館を延ばしてほしい。"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """S0001 with one opinion, S0002 with two, S0003 like the first without an address; S0004 hides a character."""
    one, two = submission(opinions=(LONG,)), submission(opinions=("一つめ。", "二つめ。"), phone="019-000-9999")
    hidden = submission(opinions=("見えない\u200b字。次の文。",), name="別 太郎", phone=None, address=None)
    made = (one, two, submission(opinions=(LONG,), address=None), hidden)
    with workspace_with(tmp_path, *made, consultation=DX) as workspace:
        for name, role in ((CLERK, Role.CLERK), (SUPERVISOR, Role.SUPERVISOR)):
            workspace.accounts.add(name, role, hashed(), by="係員C")
        site = site_over(workspace)
        site.consultations = list_consultations(shipped_config_dir())
        site.letters = tuple(load_letter(shipped_config_dir(), name) for name in ("fujuri", "hosei"))
        yield site


def sent(browser: Browser, path: str, **form: str) -> str:
    """Send a form as the page of the submission in ``path`` shows it; the text of the page that answers."""
    stored = browser.site.workspace.submission(int(path.split("/")[2]))
    response = browser.submit(path, **{"version": str(stored.version), **form})
    assert response.status_code == 303
    return str(browser.get(response.headers["location"]).text)


def opinion(site: Site, number: int, place: int = 0) -> str:
    return str(site.workspace.submission(number).opinions[place].id)


def texts(site: Site, number: int) -> list[str | None]:
    return [each.value for each in site.workspace.submission(number).final_opinions]


def undo(browser: Browser, number: int) -> str:
    text = browser.get(f"/submissions/{number}").text
    (action,) = re.findall(r'name="action" value="(\d+)"', text)
    return sent(browser, f"/submissions/{number}/undo", action=action)


class TestOpinions:
    """Split where a person says, and joined."""

    def test_places_are_offered_and_one_is_chosen(self, clerk: Browser, site: Site) -> None:
        text = clerk.get("/submissions/1").text
        places = re.findall(r'<option value="(\d+)">…(.*?) ／ (.*?)…</option>', text)
        assert [place[0] for place in places] == ["10", "21"]
        assert places[1][1:] == ("てほしい。𠮷田さんの店の前です。", "図書館の開館を延ばしてほしい。")
        text = sent(clerk, "/submissions/1/split-opinion", opinion=opinion(site, 1), at="21")
        assert "S0001 の意見を分けました（意見は 2 件になりました）" in text
        assert texts(site, 1) == LONG.split("\n")
        assert "S0001 の意見の分割" in undo(clerk, 1)
        assert texts(site, 1) == [LONG]
        assert site.workspace.ledger(deep=True).balances

    @pytest.mark.parametrize(
        ("at", "said"), [("", "分けるところを選んで"), ("0", "そこで分ける"), ("999", "そこで分ける")]
    )
    def test_nowhere_to_split(self, clerk: Browser, site: Site, at: str, said: str) -> None:
        assert said in sent(clerk, "/submissions/1/split-opinion", opinion=opinion(site, 1), at=at)
        assert texts(site, 1) == [LONG]

    def test_the_text_has_a_cursor_where_it_stands_as_it_is(self, clerk: Browser, site: Site) -> None:
        assert f">\n{LONG}</textarea>" in clerk.get("/submissions/1").text
        text = clerk.get("/submissions/4").text
        assert "\\u200b" in text
        assert "<textarea" not in text
        assert "<select" in text.split("split-opinion")[1].split("</form>")[0]

    def test_several_are_one(self, clerk: Browser, site: Site) -> None:
        both = {"opinion": [opinion(site, 2), opinion(site, 2, 1)]}
        version = str(site.workspace.submission(2).version)
        form = {"csrf_token": clerk.token(), "version": version, **both}
        response = clerk.post("/submissions/2/join-opinions", data=form, headers=clerk.origin)
        assert response.status_code == 303
        assert "つなげました" in clerk.get("/submissions/2").text
        assert texts(site, 2) == ["一つめ。\n二つめ。"]
        stale = clerk.post("/submissions/2/join-opinions", data=form, headers=clerk.origin)
        assert "表示した後に変更されています" in clerk.get(stale.headers["location"]).text
        undo(clerk, 2)
        assert texts(site, 2) == ["一つめ。", "二つめ。"]

    def test_one_alone_cannot_be_joined(self, clerk: Browser, site: Site) -> None:
        assert "2つ以上" in sent(clerk, "/submissions/2/join-opinions", opinion=opinion(site, 2))
        assert "2つ以上" in sent(clerk, "/submissions/2/join-opinions")

    def test_an_opinion_of_another_is_none(self, clerk: Browser, site: Site) -> None:
        answer = sent(clerk, "/submissions/1/split-opinion", opinion=opinion(site, 2), at="2")
        assert "見つかりません" in answer
        assert texts(site, 2) == ["一つめ。", "二つめ。"]


class TestWholes:
    """Rejected, passed on, waiting again."""

    def test_likely_duplicates_with_why_and_one_is_chosen(self, clerk: Browser, site: Site) -> None:
        text = clerk.get("/submissions/3/duplicates").text
        assert '<a href="/submissions/1">S0001</a>' in text
        assert "同じ電話番号" in text
        text = sent(clerk, "/submissions/3/duplicates", of="S0001")
        assert "S0003 を対象外にしました（S0001 と重複）" in text
        rejection = site.workspace.submission(3).rejection
        assert rejection is not None
        assert rejection.grounds == Grounds(Ground.DUPLICATE, 1)
        assert "S0003 は確定済みです" in sent(clerk, "/submissions/3/duplicates", of="S0002")
        undo(clerk, 3)
        assert site.workspace.submission(3).state is SubmissionState.PROPOSED

    @pytest.mark.parametrize(
        ("of", "said"),
        [("S0003", "同じ意見書か"), ("S0099", "S0099 という意見書は"), ("<b>", "S0012 のように")],
    )
    def test_no_duplicate(self, clerk: Browser, site: Site, of: str, said: str) -> None:
        text = sent(clerk, "/submissions/3/duplicates", of=of)
        assert said in text
        assert "<b>" not in text
        assert site.workspace.submission(3).state is SubmissionState.PROPOSED

    @pytest.mark.parametrize("ground", [ground for ground in Ground if ground is not Ground.DUPLICATE])
    def test_rejected_and_waiting_again(self, clerk: Browser, site: Site, ground: Ground) -> None:
        text = sent(clerk, "/submissions/1/reject", ground=ground, reason="名前がありません")
        assert "S0001 を対象外にしました" in text
        assert ('href="/submissions/1/letter"' in text) == (ground is Ground.INCOMPLETE)
        assert "/submissions/1/split-opinion" not in text
        assert site.workspace.submission(1).state is SubmissionState.REJECTED
        assert "点検待ちに戻しました" in sent(clerk, "/submissions/1/reopen")
        assert site.workspace.submission(1).state is SubmissionState.PROPOSED
        assert "表示した後に変更" in sent(clerk, "/submissions/1/reopen")
        assert site.workspace.ledger(deep=True).balances

    def test_another_reason_has_to_be_written(self, clerk: Browser, site: Site) -> None:
        text = sent(clerk, "/submissions/1/reject", ground="other", reason=" ")
        assert "何も入力されていません" in text
        assert '<option value="other" selected>' in text
        assert clerk.submit("/submissions/1/reject", ground="duplicate", version="0").status_code == 422

    def test_passed_on_once(self, clerk: Browser, site: Site) -> None:
        assert "何も入力されていません" in sent(clerk, "/submissions/1/pass-on", note="")
        text = sent(clerk, "/submissions/1/pass-on", note="個人でしょうか。")
        assert "S0001 を責任者に回しました" in text
        assert "個人でしょうか。" in text
        assert 'action="/submissions/1/pass-on"' not in text
        assert "すでに責任者に" in sent(clerk, "/submissions/1/pass-on", note="もう一度")
        assert "責任者に回したこと" in undo(clerk, 1)
        assert site.workspace.submission(1).passed_on is None

    def test_somebody_was_quicker(self, clerk: Browser, site: Site) -> None:
        other = Review(site.workspace, "係員B")
        other.reject_submission(other.task(1), "", Grounds(Ground.WITHDRAWN))
        text = sent(clerk, "/submissions/1/reject", ground="incomplete", version="0")
        assert "係員B さんが変更しています" in text
        assert "対象外の事由: 取下げ（係員B さん）" in text
        assert "戻せる操作はありません" in text

    def test_forged_versions_change_nothing(self, clerk: Browser, site: Site) -> None:
        for path in ("reject", "pass-on", "reopen", "join-opinions", "duplicates"):
            form = {"version": "77", "ground": "withdrawn", "note": "x", "of": "S0002"}
            assert "表示した後に変更" in sent(clerk, f"/submissions/1/{path}", **form)
        supervisor = signed_in(site, SUPERVISOR)
        assert supervisor.submit("/supervisor/passed-on/1", what="accept", version="77").status_code == 409
        assert site.workspace.submission(1).version == 0


class TestLetters:
    """Shown once, kept nowhere, on record."""

    def test_it_asks_for_what_is_missing(self, clerk: Browser, site: Site) -> None:
        assert 'class="letter"' not in clerk.get("/submissions/3/letter").text
        text = sent(clerk, "/submissions/3/letter", template="hosei", deadline="令和3年10月1日")
        assert "見本 太郎" in text
        assert "住所" in text.split('class="letter"')[1]
        assert "令和3年10月1日" in text
        assert 'class="letter"' not in clerk.get("/submissions/3/letter").text
        written = [event for event in site.workspace.audit_trail() if event.action == "letter.written"]
        assert [(event.by, dict(event.detail)["submission"]) for event in written] == [(CLERK, "S0003")]

    @pytest.mark.parametrize(
        ("form", "said"),
        [
            ({"template": "hosei"}, "すべて記入されています"),
            ({"template": "../x"}, "文書を作れません"),
            ({"template": "fujuri", "deadline": "そのうち"}, "日付「そのうち」が分かりません"),
        ],
    )
    def test_none_is_made(self, clerk: Browser, site: Site, form: dict[str, str], said: str) -> None:
        text = sent(clerk, "/submissions/1/letter", **form)
        assert said in text
        assert 'class="letter"' not in text
        assert not [event for event in site.workspace.audit_trail() if event.action == "letter.written"]


def test_what_is_typed_stands_in_no_address_and_no_markup(clerk: Browser, site: Site) -> None:
    text = sent(clerk, "/submissions/1/reject", ground="other", reason="<script>alert(1)</script>" + "\x07")
    assert "<script>alert" not in text
    assert site.workspace.submission(1).state is SubmissionState.PROPOSED
    name = site.workspace.submission(1).field(FieldName.NAME).value
    assert name is not None
    assert clerk.submit("/submissions/1/join", to=name).headers["location"] == "/submissions/1"


@pytest.mark.parametrize("what", ["", "/letter", "/duplicates"])
def test_what_is_not_there(clerk: Browser, what: str) -> None:
    assert clerk.get(f"/submissions/99{what}").status_code == 404
    assert clerk.get(f"/submissions/{2**40}{what}").status_code == 422
    assert clerk.get(f"/submissions/0{what}").status_code == 422
