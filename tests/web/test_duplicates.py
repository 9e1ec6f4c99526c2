"""Duplicates on the page: groups listed, two texts side by side, decided one by one or at once, taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ocr_intake.model.accounts import Role
from ocr_intake.model.relation import Link, RelationKind
from ocr_intake.store import SubmissionState
from ocr_intake.web.site import Site
from tests.store.builders import submission, workspace_with
from tests.web.site import CLERK, Browser, hashed, site_over

TEXT = "駅前の道が<b>暗い</b>ので、街灯を増やしてください。図書館も夜まで開けてほしいです。"
READ_OTHERWISE = TEXT.replace("街灯", "街打")
OF_A: dict[str, Any] = {"name": "例 一郎", "phone": "0196-23-9876", "address": "岩手県盛岡市本町通1丁目5番6号"}
OF_B: dict[str, Any] = {"name": "架空 桜", "phone": "090-0000-1234", "address": "岩手県盛岡市材木町3番4号"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Three of one text, the first of them sent twice."""
    made = (
        submission(opinions=(TEXT,)),
        submission(opinions=(READ_OTHERWISE,)),
        submission(opinions=(TEXT,), **OF_A),
        submission(opinions=(TEXT,), **OF_B),
    )
    with workspace_with(tmp_path, *made) as workspace:
        workspace.accounts.add(CLERK, Role.CLERK, hashed(), by="係員C")
        yield site_over(workspace)


def links(site: Site) -> list[Link]:
    return [relation.link for relation in site.workspace.relations.of()]


def went(browser: Browser, path: str, to: str, **form: str) -> str:
    response = browser.submit(path, **form)
    assert (response.status_code, response.headers["location"]) == (303, to)
    return str(browser.get(to).text)


def test_what_waits_is_listed(clerk: Browser) -> None:
    text = clerk.get("/duplicates").text
    assert "判断待ち 2組" in text
    assert '<a href="/duplicates/P1">P1  同じ提出者らしい 2 件</a>' in text
    assert '<a href="/duplicates/T1">T1  同じ文の 3 件（提出者は別）</a>' in text
    assert "を取り消す" not in text
    assert 'href="/duplicates"' in clerk.get("/").text


def test_two_side_by_side_with_what_differs_marked(clerk: Browser) -> None:
    text = clerk.get("/duplicates/P1").text
    assert "案: 再送" in text
    assert "同じ電話番号" in text
    assert "街<mark>灯</mark>を" in text
    assert "街<mark>打</mark>を" in text
    assert "&lt;b&gt;暗い" in text
    assert '<img loading="lazy" src="/pages/2/1.png"' in text
    assert re.search(r'value="resent" data-key="1" class="proposed"', text)
    other = clerk.get("/duplicates/T1?at=2").text
    assert "<mark>架空 桜</mark>" in other
    assert 'data-key="ArrowLeft"' in other
    assert 'data-key="ArrowRight"' not in other


def test_decided_one_by_one_and_taken_back(clerk: Browser, site: Site) -> None:
    text = went(clerk, "/duplicates/P1", "/duplicates/T1", kind="resent", later="2", earlier="1")
    assert "判断 1 として記録しました（1 件）" in text
    assert links(site) == [Link(RelationKind.RESENT, 2, 1)]
    text = went(clerk, "/duplicates/T1", "/duplicates/T1", kind="same_text", later="3", earlier="1")
    assert "2 / 2（判断待ち 1）" in text
    text = went(clerk, "/duplicates/T1", "/duplicates", kind="same_text", later="4", earlier="1")
    assert "判断待ちの組はありません" in text
    assert "判断 3 を取り消す" in text
    assert site.workspace.ledger().balances
    shown = clerk.get("/duplicates/P1").text
    assert "判断済み: 再送（点検 花子 さん）" in shown
    assert 'name="choice" value="1"' in shown
    text = went(clerk, "/duplicates/undo", "/duplicates/P1", choice="1")
    assert "判断を取り消しました（1 件）" in text
    assert site.workspace.submission(2).state is SubmissionState.PROPOSED


def test_a_group_at_once(clerk: Browser, site: Site) -> None:
    assert "この組の判断待ち 2件を一度に決める" in clerk.get("/duplicates/T1").text
    text = went(clerk, "/duplicates/T1/all", "/duplicates/P1")
    assert "判断 1 として記録しました（2 件）" in text
    assert links(site) == [Link(RelationKind.SAME_TEXT, 3, 1), Link(RelationKind.SAME_TEXT, 4, 1)]
    went(clerk, "/duplicates/undo", "/duplicates/T1", choice="1")
    assert links(site) == []


def test_what_cannot_be_done_is_said(clerk: Browser, site: Site) -> None:
    site.workspace.relations.choose([Link(RelationKind.ADDED, 2, 1)], by="係員B")
    text = went(clerk, "/duplicates/P1", "/duplicates/P1", kind="resent", later="2", earlier="1")
    assert "すでに判断があります" in text
    text = went(clerk, "/duplicates/P1/all", "/duplicates/P1")
    assert "すべて判断済みです" in text
    assert "9 番の判断はありません" in went(clerk, "/duplicates/undo", "/duplicates", choice="9")
    assert clerk.submit("/duplicates/P1", kind="merged", later="2", earlier="1").status_code == 422
    assert clerk.get("/duplicates/P1?at=9").status_code == 404
    assert clerk.get("/duplicates/P99").status_code == 404
    assert clerk.get("/duplicates/X1").status_code == 422
    assert clerk.get("/duplicates/T9").status_code != 200
    assert links(site) == [Link(RelationKind.ADDED, 2, 1)]
