"""Typing paper in on the page: a clerk's form, which keeps what was typed until it can be recorded."""

import re
from pathlib import Path

import pytest

from ocr_intake.config import list_consultations, shipped_config_dir
from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import Channel, SetAside
from ocr_intake.web.site import Site
from tests.web.site import CLERK, Browser, signed_in

DX = "morioka-dx-2021"
GOOD = {
    "consultation": DX,
    "channel": "hand",
    "received": "令和3年9月1日",
    "name": "見本 太郎",
    "postal_code": "〒020-8530",
    "opinions": "賛成です。\r\n二行目です。\r\n\r\n反対です。",
}


@pytest.fixture
def browser(site: Site) -> Browser:
    site.consultations = list_consultations(shipped_config_dir())
    return signed_in(site)


def test_what_is_typed_becomes_a_submission(browser: Browser) -> None:
    done = browser.submit("/add", **GOOD)
    assert (done.status_code, done.headers["location"]) == (303, "/add?done=4")
    assert "S0004 として記録しました" in browser.get("/add?done=4").text
    made = browser.site.workspace.submission(4)
    assert (made.consultation, made.channel, made.received.isoformat()) == (DX, Channel.HAND, "2021-09-01")
    assert made.field(FieldName.POSTAL_CODE).value == "020-8530"
    assert [opinion.value for opinion in made.opinions] == ["賛成です。\n二行目です。", "反対です。"]
    assert {value.verification.by for value in made.values if value.verification} == {CLERK}
    assert browser.site.workspace.ledger(deep=True).balances
    assert browser.get("/pages/4/1.png").status_code == 200


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"channel": ""}, "意見募集と受付方法を選んでください"),
        ({"consultation": "nosuch"}, "意見募集と受付方法を選んでください"),
        ({"received": "9/1"}, "日付「9/1」が分かりません"),
        ({"received": "2999-01-01"}, "まだ来ていません"),
        ({"postal_code": "123-45"}, "郵便番号の内容を保存できません"),
        ({"name": "", "postal_code": "", "opinions": "\n"}, "何も入力されていません"),
        ({"instead_of": "F99"}, "取り込めなかったものの中にありません"),
    ],
)
def test_what_cannot_be_recorded_stays_in_the_form(browser: Browser, change: dict[str, str], said: str) -> None:
    sent = {**GOOD, **change}
    answer = browser.submit("/add", **sent)
    assert answer.status_code == 200
    assert said in answer.text
    assert all(text.split("\r")[0] in answer.text for key, text in sent.items() if key in {"name", "opinions"})
    assert browser.site.workspace.ledger().submissions.total == 3


def test_it_takes_the_place_of_what_could_not_be_read(browser: Browser, tmp_path: Path) -> None:
    workspace = browser.site.workspace
    with workspace.ingest() as work:
        batch = work.start_batch(DX, Channel.FAX, [tmp_path], operator="係員A")
        work.register(tmp_path / "gone.tif", SetAside("unreadable"), batch.id)
        work.end_batch(batch.id)
    assert '<option value="D4">D4 gone.tif</option>' in browser.get("/add").text
    browser.submit("/add", **GOOD, instead_of="D4")
    assert workspace.ledger().aside.entered == 1
    assert "D4" not in browser.get("/add").text


def test_every_field_has_its_label_in_the_order_of_a_form(browser: Browser) -> None:
    text = browser.get("/add").text
    named = re.findall(r'<(?:input|select|textarea) id="(\w+)" name="(\w+)"', text)
    labels = re.findall(r'<label for="(\w+)">', text)
    assert [identity for identity, _ in named] == [name for _, name in named] == labels
    assert labels[:4] == ["consultation", "channel", "received", "name"]
    assert labels[-1] == "opinions"


def test_nothing_that_is_typed_is_markup(browser: Browser) -> None:
    answer = browser.submit("/add", **{**GOOD, "received": "x", "name": '"><script>alert(1)</script>'})
    assert "<script>alert" not in answer.text
