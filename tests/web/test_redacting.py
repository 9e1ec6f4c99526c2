"""Personal data in opinions on the page: shown beside the text, decided, added, taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.model.accounts import Role
from ocr_intake.model.redaction import Choice
from ocr_intake.model.review import SubmissionDecision
from ocr_intake.web.site import Site
from tests.store.builders import submission, workspace_with
from tests.web.site import CLERK, Browser, hashed, signed_in, site_over

OPINION = "見本太郎です。<b>隣</b>の斎藤さんも賛成です。"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with workspace_with(tmp_path, submission(opinions=(OPINION,)), submission(opinions=(OPINION,))) as workspace:
        workspace.accounts.add(CLERK, Role.CLERK, hashed(), by="係員C")
        workspace.decisions.decide_submission(1, SubmissionDecision.ACCEPTED, by="係員C", version=0)
        yield site_over(workspace)


@pytest.fixture
def clerk(site: Site) -> Iterator[Browser]:
    with signed_in(site, CLERK) as browser:
        yield browser


def sent(browser: Browser, what: str, **form: str) -> str:
    response = browser.submit(f"/redact/1/{what}", **form)
    path = response.headers["location"]
    assert (response.status_code, path.partition("?")[0]) == (303, "/redact/1")
    return str(browser.get(path).text)


def field(site: Site) -> str:
    return str(site.workspace.submission(1).opinions[0].id)


def test_what_waits_is_listed_by_number_alone(clerk: Browser) -> None:
    text = clerk.get("/redact").text
    assert "判断を待っている意見 1件" in text
    assert "S0001-1</a>\n2 か所（判断待ち 1）" in text
    assert "S0002" not in text, "nobody has verified it"
    assert "斎藤" not in text


def test_the_places_stand_beside_the_text(clerk: Browser) -> None:
    text = clerk.get("/redact/1").text
    assert re.search(r'<mark class="masked"[^>]*>見本太郎<sup>1</sup></mark>です。&lt;b&gt;隣', text)
    assert re.search(r'<mark class="waiting"[^>]*>斎藤<sup>2</sup></mark>さんも', text)
    assert "○○です。&lt;b&gt;隣&lt;/b&gt;の斎藤さんも賛成です。</p>" in text
    assert 'data-key="y"' in text


def test_a_place_is_decided_and_taken_back(clerk: Browser, site: Site) -> None:
    start = OPINION.index("斎藤")
    place = {"field": field(site), "start": str(start), "end": str(start + 2)}
    assert "○○です。&lt;b&gt;隣&lt;/b&gt;の○○さんも" in sent(clerk, "decide", becomes="mask", **place)
    assert "判断を待っている意見 0件" in clerk.get("/redact").text
    ((made,),) = site.workspace.redactions.of().values()
    assert (made.choice, made.by) == (Choice.MASK, CLERK)
    text = sent(clerk, "undo", redaction=str(made.id))
    assert "取り消しました。" in text
    assert "の斎藤さんも賛成です。</p>" in text
    assert "取り消されています" in sent(clerk, "undo", redaction=str(made.id))


def test_a_decision_is_taken_back_where_it_stands(clerk: Browser, site: Site) -> None:
    sent(clerk, "add", field=field(site), text="賛成")
    ((made,),) = site.workspace.redactions.of().values()
    assert clerk.submit("/redact/2/undo", redaction=str(made.id)).status_code == 303
    assert site.workspace.redactions.of() != {}, "it is of another submission"


def test_a_text_is_added(clerk: Browser, site: Site) -> None:
    assert "の斎藤さんも○○です。</p>" in sent(clerk, "add", field=field(site), text="賛成")
    assert "その文字はありません" in sent(clerk, "add", field=field(site), text="反対")


def test_a_place_that_is_not_shown_any_more_is_not_decided_on(clerk: Browser, site: Site) -> None:
    said = sent(clerk, "decide", field=field(site), start="0", end="3", becomes="mask")
    assert "表示した後に変わっています" in said
    assert site.workspace.redactions.of() == {}


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/redact/1/decide", {"field": "1", "start": "0", "end": "3", "becomes": "burn"}),
        ("/redact/1/add", {"field": "1", "text": ""}),
        ("/redact/1/undo", {"redaction": "none"}),
    ],
)
def test_what_no_form_sends_is_refused(clerk: Browser, path: str, form: dict[str, str]) -> None:
    assert clerk.submit(path, **form).status_code == 422


def test_what_is_not_there_is_not_found(clerk: Browser) -> None:
    assert clerk.get("/redact/99").status_code == 404
    assert clerk.submit("/redact/1/add", field="9999", text="賛成").status_code == 404
