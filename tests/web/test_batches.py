"""The batches on the page: listed, corrected, and a correction taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ocr_intake.config import list_consultations, shipped_config_dir
from ocr_intake.model.accounts import Role
from ocr_intake.model.fields import FlagCode
from ocr_intake.model.pages import Channel
from ocr_intake.store import BatchFacts
from ocr_intake.web.site import Site
from tests.store.builders import submission, workspace_with
from tests.web.site import CLERK, SUPERVISOR, Browser, hashed, signed_in, site_over

DX = "morioka-dx-2021"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with workspace_with(tmp_path, submission(), submission((1, 2)), consultation=DX) as workspace:
        for name, role in ((CLERK, Role.CLERK), (SUPERVISOR, Role.SUPERVISOR)):
            workspace.accounts.add(name, role, hashed(), by="係員C")
        site = site_over(workspace)
        site.consultations = list_consultations(shipped_config_dir())
        yield site


def form_of(browser: Browser, number: int = 1) -> dict[str, str]:
    """What the form for a correction says as the page shows it."""
    text = browser.get(f"/batches/{number}").text.split("/correct")[1].split("</form>")[0]
    said = dict(re.findall(r'name="(seen_\w+)" value="([^"]*)"', text))
    (said["received"],) = re.findall(r'name="received"[^>]* value="([^"]*)"', text)
    for name in ("channel", "consultation"):
        (said[name],) = re.findall(r'value="([\w-]+)" selected', text.split(f'name="{name}"')[1].split("</select>")[0])
    return said


def corrected(browser: Browser, **said: str) -> str:
    response = browser.submit("/batches/1/correct", **{**form_of(browser), **said})
    assert (response.status_code, response.headers["location"]) == (303, "/batches/1")
    return str(browser.get("/batches/1").text)


def facts(site: Site) -> BatchFacts:
    return site.workspace.batches.outline(1).facts


def test_what_came_in_is_listed(clerk: Browser) -> None:
    text = clerk.get("/batches").text
    assert '<a href="/batches/1">取り込み 1</a>' in text
    assert "ファイル 2件（読み取り待ち 0）、意見書 2件（確定 0）" in text
    assert all(said in text for said in ("2021-09-01", "郵送", DX, "係員A"))
    text = clerk.get("/batches/1").text
    assert all(f'href="/submissions/{number}"' in text for number in (1, 2))
    assert "scan001.tif" in text
    assert clerk.get("/batches/2").status_code == 404
    assert clerk.get("/batches/x").status_code == 422


def test_channel_and_day_are_corrected_and_put_back(clerk: Browser, site: Site) -> None:
    before = site.workspace.ledger(deep=True)
    text = corrected(clerk, channel="fax", received="令和3年9月2日")
    assert f"取り込み 1 を訂正しました: {DX} / ファクス / 2021-09-02 受付（意見書 2件）" in text
    assert "取り込み 1 を訂正しました" not in clerk.get("/batches/1").text
    assert (facts(site).channel, facts(site).received.isoformat()) == (Channel.FAX, "2021-09-02")
    assert [site.workspace.submission(each).channel for each in (1, 2)] == [Channel.FAX] * 2
    (correction,) = re.findall(r'name="correction" value="(\d+)"', text)
    done = clerk.submit("/batches/1/undo", correction=correction)
    text = clerk.get(done.headers["location"]).text
    assert "取り込み 1 の訂正を取り消しました" in text
    assert "訂正の取り消し（" in text
    assert facts(site) == BatchFacts(DX, Channel.POST, facts(site).received)
    assert facts(site).received.isoformat() == "2021-09-01"
    again = clerk.submit("/batches/1/undo", correction=correction)
    assert "表示した後に訂正されています" in clerk.get(again.headers["location"]).text
    assert site.workspace.ledger(deep=True) == before


def test_lateness_follows(clerk: Browser, site: Site) -> None:
    ended = date(2021, 8, 31)
    site.consultations = tuple(
        each.model_copy(update={"end": ended, "start": ended}) if each.id == DX else each for each in site.consultations
    )
    corrected(clerk, channel="fax")
    assert [flag.code for flag in site.workspace.submission(1).flags] == [FlagCode.LATE]
    corrected(clerk, received="2021-08-31")
    assert site.workspace.submission(1).flags == ()


def test_a_day_before_the_beginning_is_saved_and_said(clerk: Browser, site: Site) -> None:
    (known,) = (each for each in site.consultations if each.id == DX)
    day = known.start.replace(day=1) if known.start.day > 1 else known.start.replace(month=known.start.month - 1)
    text = corrected(clerk, received=day.isoformat())
    assert "意見募集の開始日" in text
    assert facts(site).received == day


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"received": "2999-01-01"}, "まだ来ていません"),
        ({"received": "9/1"}, "日付「9/1」が分かりません"),
        ({"received": "2001-09-01"}, "1年以上前"),
        ({"consultation": "nosuch"}, "「nosuch」の設定がないため"),
        ({}, "すでにそのとおり"),
        ({"seen_channel": "hand", "channel": "fax"}, "表示した後に訂正されています"),
        ({"seen_received": "x", "channel": "fax"}, "表示した後に訂正されています"),
        ({"channel": "pigeon"}, "表示した後に訂正されています"),
    ],
)
def test_what_cannot_be_right_is_said(clerk: Browser, site: Site, said: dict[str, str], why: str) -> None:
    before = facts(site)
    text = corrected(clerk, **said)
    assert why in text
    assert 'role="alert"' in text
    assert facts(site) == before
    if "received" in said:
        assert f'value="{said["received"]}"' in text, "it need not be typed again"


def test_somebody_was_quicker(clerk: Browser, site: Site) -> None:
    shown = form_of(clerk)
    corrected(signed_in(site, SUPERVISOR), channel="fax")
    response = clerk.submit("/batches/1/correct", **{**shown, "channel": "hand"})
    text = clerk.get(response.headers["location"]).text
    assert "取り込み 1 は、表示した後に訂正されています" in text
    assert facts(site).channel is Channel.FAX
    assert f"{DX} / ファクス / 2021-09-01 受付" in text, "the page shows what is there now"


@pytest.mark.parametrize("path", ["/batches/9/correct", "/batches/9/undo"])
def test_a_batch_that_is_not_there(clerk: Browser, path: str) -> None:
    assert clerk.submit(path, correction="1").status_code == 404


def test_markup_is_none(clerk: Browser) -> None:
    assert "<script>alert" not in corrected(clerk, received="<script>alert(1)</script>")
