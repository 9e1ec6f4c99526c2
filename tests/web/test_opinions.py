"""Like opinions on the page: what differs is marked, opinions move, and each step can be taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.model.accounts import Role
from ocr_intake.review import Review
from ocr_intake.web.site import Site
from tests.store.builders import submission, workspace_with
from tests.web.site import CLERK, SUPERVISOR, Browser, hashed, signed_in, site_over

LIBRARY = "図書館の開館時間を夜8時まで延ばしてください。"
LATER = "図書館の開館時間を夜9時まで延ばしてください。"
BUS = "北部線のバス<b>の本数を増やしてください。"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = (submission(opinions=(LIBRARY, BUS)), submission(opinions=(LATER,)), submission(opinions=(BUS,)))
    with workspace_with(tmp_path, *made) as workspace:
        review = Review(workspace, "点検 花子")
        for number in (1, 2, 3):
            review.accept_submission(review.task(number))
        for name, role in ((CLERK, Role.CLERK), (SUPERVISOR, Role.SUPERVISOR)):
            workspace.accounts.add(name, role, hashed(), by="係員C")
        yield site_over(workspace)


def groups(site: Site) -> list[tuple[str | None, list[str]]]:
    numbers = {
        each.id: made.opinion_number(each) for made in site.workspace.submissions("dx") for each in made.opinions
    }
    now = site.workspace.opinion_groups.of("dx")
    return [(group.title, [numbers[each] for each in group.opinions]) for group in now.groups]


def done(browser: Browser, path: str, **form: object) -> str:
    """Send a form as the page would; what the page that it leads to says."""
    version = browser_version(browser)
    data = {"csrf_token": browser.token(), "of": "dx", "seen": version, **form}
    response = browser.sent(path, data)  # type: ignore[arg-type]
    assert response.status_code == 303
    return str(browser.get(response.headers["location"]).text)


def browser_version(browser: Browser) -> str:
    (version,) = re.findall(r'name="seen" value="(\d+)"', browser.get("/opinions/single").text)
    return str(version)


def ids(site: Site, *places: tuple[int, int]) -> list[str]:
    return [str(site.workspace.submission(number).opinions[place].id) for number, place in places]


def proposed(browser: Browser) -> list[str]:
    return re.findall(r'name="proposal" value="(P\w+)"', browser.get("/opinions?proposals=close").text)


def test_proposals_are_shown_with_what_differs_and_accepted(clerk: Browser, site: Site) -> None:
    text = clerk.get("/opinions").text
    assert 'name="proposal"' not in text, "they are looked for on request"
    assert "まとまりに入っていない意見（4件）" in text
    text = clerk.get("/opinions?proposals=close").text
    assert "図書館の開館時間を夜<mark>9</mark>時まで延ばしてください。" in text
    assert "<b>" not in text
    library, bus = proposed(clerk)
    assert "G1 （表題なし）: 意見 2件" in done(clerk, "/opinions/accept", proposal=library)
    assert groups(site) == [(None, ["S0001-1", "S0002-1"])]
    assert "という提案は、今はありません" in done(clerk, "/opinions/accept", proposal=library)
    done(clerk, "/opinions/accept", proposal=bus)
    assert "提案はありません" in clerk.get("/opinions?proposals=wide").text
    text = clerk.get("/opinions/groups/1").text
    assert "<mark>9</mark>" in text


def test_opinions_move(clerk: Browser, site: Site) -> None:
    assert "意見 2件" in done(clerk, "/opinions/move", opinion=ids(site, (1, 0), (2, 0)), to="new")
    assert "移しました" in done(clerk, "/opinions/move", opinion=ids(site, (3, 0)), to="1")
    assert groups(site) == [(None, ["S0001-1", "S0002-1", "S0003-1"])]
    done(clerk, "/opinions/move", opinion=ids(site, (3, 0)), to="1", back="1")
    assert groups(site) == [(None, ["S0003-1", "S0001-1", "S0002-1"])]
    text = done(clerk, "/opinions/move", opinion=ids(site, (3, 0)), to="alone", back="1")
    assert "どのまとまりにも入れないことにしました" in text
    assert 'value="1">このまとまりの先頭' in text, "the page of the group again"
    assert "変更するものがありません" in done(clerk, "/opinions/move", to="new")
    assert "G9 という意見のまとまりはありません" in done(clerk, "/opinions/move", opinion=ids(site, (3, 0)), to="9")
    text = done(clerk, "/opinions/move", opinion=ids(site, (1, 0), (2, 0)), to="new", back="1")
    assert "<h1>同様の意見</h1>" in text, "nothing is left of the group"


def test_titles_joining_and_taking_back(clerk: Browser, site: Site) -> None:
    for key in proposed(clerk):
        done(clerk, "/opinions/accept", proposal=key)
    assert "開館時間" in done(clerk, "/opinions/groups/1/title", text="開館時間")
    assert "意見 4件" in done(clerk, "/opinions/groups/2/join", into="1")
    assert groups(site) == [("開館時間", ["S0001-1", "S0002-1", "S0001-2", "S0003-1"])]
    assert "取り消しました: 意見のまとまりを結合" in done(clerk, "/opinions/undo")
    assert len(groups(site)) == 2
    assert clerk.get("/opinions/groups/2").status_code == 200
    assert clerk.get("/opinions/groups/9").status_code == 404
    assert clerk.get("/opinions?of=nobody").status_code == 404


def test_whoever_has_not_seen_a_change_does_not_undo_it(clerk: Browser, site: Site) -> None:
    seen = browser_version(clerk)
    done(signed_in(site, SUPERVISOR), "/opinions/move", opinion=ids(site, (1, 0), (2, 0)), to="new")
    text = done(clerk, "/opinions/move", opinion=ids(site, (2, 0)), to="alone", seen=seen)
    assert f"{SUPERVISOR} さんが意見のまとまりを変更しました" in text
    assert groups(site) == [(None, ["S0001-1", "S0002-1"])]


def test_long_lists_come_in_parts(clerk: Browser, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ocr_intake.web.opinions._AT_ONCE", 2)
    done(clerk, "/opinions/move", opinion=ids(site, (1, 0), (1, 1), (2, 0), (3, 0)), to="new")
    text = clerk.get("/opinions/groups/1").text
    assert text.count('name="opinion"') == 2
    assert "start=2" in text
    text = clerk.get("/opinions/groups/1?of=dx&start=2").text
    assert "<mark>9</mark>" in text, "compared with the first of all"
    assert text.count('name="opinion"') == 2
