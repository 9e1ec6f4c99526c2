"""``import``: what a clerk types, what is told, exit codes, and what came with messages."""

import json
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from ocr_intake.model.pages import Channel
from ocr_intake.store import Workspace
from tests.intake.test_mail import message
from tests.pipeline import fakes
from tests.pipeline.fakes import FINE, picture
from tests.review.importing import as_csv, row

Told = pytest.CaptureFixture[str]

ATTRIBUTES = """
[[attributes]]
id = "kubun"
label = "区分"
kind = "choice"
choices = [{ label = "在住", words = ["市内在住"] }, { label = "在勤" }]

[[attributes]]
id = "koukai"
label = "公開の可否"
kind = "choice"
published = false
choices = [{ label = "可" }, { label = "不可", withholds = true }]
"""
MAP = """
channel = "web"
[columns]
id = "番号"
received = "受付日時"
name = "お名前"
organization = "団体"
address = "住所"
phone = "電話"
opinions = ["意見1", "意見2"]
[attributes]
kubun = "区分"
koukai = "状態"
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OCR_INTAKE_WORKSPACE", raising=False)
    monkeypatch.setenv("OCR_INTAKE_CONFIG", str(tmp_path / "config"))
    fakes.take_the_engines_place(monkeypatch, tmp_path)
    from ocr_intake.config import shipped_config_dir

    shipped = (shipped_config_dir() / "consultations/morioka-dx-2021.toml").read_text(encoding="utf-8")
    shipped = shipped.replace('["post", "fax", "hand"]', '["post", "fax", "hand", "web", "email"]')
    shipped = shipped.replace('other_channels = ["web"]', 'other_channels = []\nimported = "verified"')
    for folder in ("consultations", "imports"):
        (tmp_path / "config" / folder).mkdir(parents=True)
    declared = shipped.replace("\n[categories]", f"{ATTRIBUTES}\n[categories]")
    (tmp_path / "config/consultations/morioka-dx-2021.toml").write_text(declared, encoding="utf-8")
    (tmp_path / "config/imports/form.toml").write_text(MAP, encoding="utf-8")
    (tmp_path / "config/imports/mail.toml").write_text('channel = "email"\n', encoding="utf-8")


def import_(*arguments: str, mapping: str = "form") -> int:
    return run(["import", *arguments, "--map", mapping, "--consultation", "morioka-dx-2021"])


def table(*rows: tuple[str, ...], name: str = "回答.csv", encoding: str = "cp932") -> str:
    Path(name).write_bytes(as_csv(rows).encode(encoding))
    return name


def test_a_table_is_imported_once_and_told(capsys: Told) -> None:
    name = table(row(状態="可"), row(番号="2", 意見1="", 状態="可"))
    assert import_(name) == ExitCode.ATTENTION
    told = capsys.readouterr()
    assert "2件のうち、新しく取り込み 1件、取り込み済み 0件、内容の変更 0件、取り込めないもの 1件" in told.out
    assert "3行目（F2）" in told.out
    assert "見本" not in told.out + told.err
    assert import_(name, "--json") == ExitCode.OK
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert (file["rows"], file["known"], file["added"]) == (2, 2, [])
    assert run(["status"]) == ExitCode.OK
    assert run(["set-aside", "settle", "F2", "--reason", "空の送信"]) == ExitCode.OK
    assert run(["verify"]) == ExitCode.OK


def test_everything_works_without_a_picture(capsys: Told) -> None:
    assert import_(table(row(電話="なし", 状態="可"))) == ExitCode.ATTENTION
    for command in (["show", "S0001"], ["print", "S0001", "--output", "x.html"], ["find", "見本"], ["batch", "list"]):
        assert run(command) in {ExitCode.OK, ExitCode.ATTENTION}, command
    told = capsys.readouterr().out
    assert "回答.csv:2" in told
    assert "Webフォーム" in told
    assert "区分" in told


def test_what_is_not_to_be_published_counts_and_stays_in(capsys: Told) -> None:
    rows = row(状態="可", 意見1="公開してよい意見です。"), row(番号="2", 状態="不可", 意見1="公開しない意見です。")
    assert import_(table(*rows)) == ExitCode.OK
    assert run(["export", "--format", "jsonl", "--out", "whole"]) == ExitCode.OK
    whole = [json.loads(line) for line in Path("whole/comments.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(each["attribute_kubun"], each["attribute_koukai"]) for each in whole] == [("在住", "可"), ("在住", "不可")]
    assert [each["channel"] for each in whole] == ["web", "web"]
    capsys.readouterr()
    run(["export", "--format", "jsonl", "--format", "csv", "--personal", "none", "--out", "public"])
    told = capsys.readouterr().out
    assert "意見 2 件" in told
    assert "うち 1 件の意見は、提出者が公開を望まない" in told
    (public,) = [json.loads(line) for line in Path("public/comments.jsonl").read_text(encoding="utf-8").splitlines()]
    assert public["opinion"] == "公開してよい意見です。"
    assert public["attribute_kubun"] == "在住"
    assert "attribute_koukai" not in public
    assert Path("public/comments.csv").read_text(encoding="utf-8-sig").splitlines()[0].endswith('"区分"')


def test_nothing_is_published_of_a_consultation_whose_configuration_is_gone() -> None:
    assert import_(table(row(状態="不可"))) == ExitCode.OK
    file = Path("config/consultations/morioka-dx-2021.toml")
    other = file.read_text(encoding="utf-8").replace('"morioka-dx-2021"', '"other"')
    file.unlink()
    Path("config/consultations/other.toml").write_text(other, encoding="utf-8")
    assert run(["export", "--personal", "none", "--out", "public"]) == ExitCode.CONFIG
    assert not Path("public/comments.csv").exists()


def test_a_map_for_another_kind_of_file_is_refused(capsys: Told) -> None:
    name = table(row(状態="可"))
    assert import_(name, mapping="mail") == ExitCode.CONFIG
    assert "[columns] に列の対応を書いてください" in capsys.readouterr().err
    Path("意見.eml").write_bytes(message("反対です。").as_bytes())
    assert import_("意見.eml") == ExitCode.USAGE
    assert "「意見.eml」は電子メールです" in capsys.readouterr().err
    Path("受信箱").write_bytes(b"From a Mon Sep 13 10:00:00 2021\n" + message("反対です。").as_bytes())
    assert import_("受信箱", mapping="mail") == ExitCode.ATTENTION
    with Workspace.open(Path("workspace"), write=False) as opened:
        assert [each.channel for each in opened.submissions()] == [Channel.EMAIL], "nothing else left a trace"
        assert opened.set_aside() == ()


def test_messages_and_what_came_with_them(tmp_path: Path, capsys: Told) -> None:
    made = message("氏名：見本 太郎\n住所：盛岡市内丸12-2\n電話番号：019-651-4111\n\n意見：反対です。")
    made.add_attachment(
        picture(tmp_path / "図.tif", FINE).read_bytes(), maintype="image", subtype="tiff", filename="図.tif"
    )
    made.add_attachment(b"PK\x03\x04", maintype="application", subtype="zip", filename="資料.zip")
    Path("意見.eml").write_bytes(made.as_bytes())
    assert import_("意見.eml", mapping="mail") == ExitCode.ATTENTION
    assert "意見-1-図.tif, 意見-1-資料.zip" in capsys.readouterr().out
    with Workspace.open(Path("workspace"), write=False) as opened:
        first, second = opened.submissions()
        assert (first.channel, first.file_name, second.file_name) == (Channel.EMAIL, "意見.eml:1", "意見-1-図.tif")
        assert first.received == second.received
        assert [item.name for item in opened.set_aside()] == ["意見-1-資料.zip"]
        assert opened.ledger(deep=True).balances
    assert not list(Path.cwd().rglob("attached-*"))
    assert import_("意見.eml", mapping="mail") == ExitCode.OK
    assert "添付ファイル" not in capsys.readouterr().out, "all of it is there already"
    with Workspace.open(Path("workspace"), write=False) as opened:
        assert len(list(opened.submissions())) == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["no.csv"], ExitCode.INPUT),
        (["old.xls"], ExitCode.INPUT),
        (["other.csv"], ExitCode.INPUT),
        (["other.csv", "--encoding", "klingon"], ExitCode.USAGE),
        (["other.csv", "--received", "9999-01-01"], ExitCode.USAGE),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(arguments: list[str], code: ExitCode) -> None:
    Path("old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    Path("other.csv").write_bytes("別の,列\n1,2\n".encode())
    assert import_(*arguments) == code
    assert not Path("workspace").exists()


def test_a_wrong_mapping_is_found_by_config_check(capsys: Told) -> None:
    Path("config/imports/form.toml").write_text('channel = "fax"\n[columns]\nopinion = "x"\n', encoding="utf-8")
    assert run(["config", "check"]) == ExitCode.CONFIG
    told = capsys.readouterr()
    assert "form.toml: channel" in told.out + told.err
    assert "opinions" in told.out + told.err
    assert import_(table(row()), mapping="config/imports/form.toml") == ExitCode.CONFIG


def test_the_shipped_examples_are_right() -> None:
    from ocr_intake.config import load_map, shipped_config_dir

    assert load_map(shipped_config_dir(), Path("web-form")).channel == "web"
    assert load_map(shipped_config_dir(), Path("mail")).columns is None
