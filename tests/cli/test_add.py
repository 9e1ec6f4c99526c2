"""``add``, ``batch`` and ``set-aside``: what a clerk types, what is told, and exit codes that scripts can build on."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from ocr_intake.model.fields import FieldName
from ocr_intake.store import Workspace
from tests.pipeline import fakes
from tests.pipeline.fakes import picture

DX = ["--consultation", "morioka-dx-2021", "--channel", "hand", "--received", "令和3年9月1日"]
SAID = {
    "name": "見本 太郎",
    "address": "岩手県盛岡市内丸12番2号",
    "phone": None,
    "opinions": ["賛成です。", "反対です。"],
}

Told = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OCR_INTAKE_WORKSPACE", raising=False)
    fakes.take_the_engines_place(monkeypatch, tmp_path)


@pytest.fixture
def broken(tmp_path: Path) -> None:
    """A workspace with one file that could not be read."""
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.4 cut off")
    assert run(["ingest", "c.pdf", *DX]) == ExitCode.INPUT


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Somebody at the keyboard who types these lines."""

    def types(*lines: str) -> None:
        left = list(lines)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr("typer.prompt", lambda *_, **__: left.pop(0))
        monkeypatch.setattr("typer.confirm", lambda *_, **__: left.pop(0) == "y")

    return types


def values(said: object) -> list[str]:
    Path("said.json").write_text(json.dumps(said), encoding="utf-8")
    return ["--values", "said.json"]


def test_somebody_is_asked_and_shown_and_asked_once(typing: Callable[..., None], capsys: Told) -> None:
    fields = ["見本 太郎", "", "", "020-85", "020-8530", "岩手県盛岡市内丸12番2号", ""]
    typing(*fields, "賛成です。", "二行目です。", "", "反対です。", "", "", "y")
    assert run(["add", *DX]) == ExitCode.OK
    told = capsys.readouterr()
    assert "  意見 1: 賛成です。" in told.out.splitlines()
    assert "    二行目です。" in told.out.splitlines()
    assert "必須の項目がありません: 電話番号" in told.out
    assert "S0001 として記録しました" in told.out
    assert "020-85\n" not in told.err
    with Workspace.open(Path("workspace")) as opened:
        made = opened.submission(1)
        assert made.field(FieldName.POSTAL_CODE).value == "020-8530"
        assert [opinion.value for opinion in made.opinions] == ["賛成です。\n二行目です。", "反対です。"]


def test_who_says_no_is_asked_again(typing: Callable[..., None]) -> None:
    once = ["見本 太郎", *[""] * 5]
    typing(*once, "賛成です。", "", "", "n", *once, "反対です。", "", "", "y")
    assert run(["add", *DX]) == ExitCode.OK
    with Workspace.open(Path("workspace")) as opened:
        assert [opinion.value for opinion in opened.submission(1).opinions] == ["反対です。"]


def test_a_script_gives_the_values(capsys: Told) -> None:
    picture(Path("paper.png"), fakes.FINE)
    assert run(["add", *DX, *values(SAID), "--picture", "paper.png", "--json"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out) == {"submission": "S0001", "instead_of": []}
    assert run(["status"]) == ExitCode.OK
    assert "紙のみ（手で入力したもの）: 1件" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([*DX], ExitCode.USAGE, "--values でJSONを渡してください"),
        ([*DX, "--values", "nowhere.json"], ExitCode.INPUT, "「nowhere.json」が見つかりません"),
        ([*DX, "--values", "list.json"], ExitCode.INPUT, "JSONが正しくありません"),
        ([*DX, "--values", "other.json"], ExitCode.INPUT, "JSONが正しくありません"),
        ([*DX, "--values", "code.json"], ExitCode.USAGE, "郵便番号の内容を保存できません"),
        ([*DX, "--values", "empty.json"], ExitCode.USAGE, "何も入力されていません"),
        ([*DX, "--values", "good.json", "--picture", "no.png"], ExitCode.INPUT, "「no.png」が見つかりません"),
        ([*DX, "--values", "good.json", "--picture", "c.pdf"], ExitCode.INPUT, "画像を取り込めません"),
        ([*DX, "--values", "good.json", "--instead-of", "F7"], ExitCode.INPUT, "「F7」は、取り込めなかったものの中に"),
        ([*DX[:4], "--received", "2999/1/1", "--values", "good.json"], ExitCode.USAGE, "まだ来ていません"),
        (["--consultation", "nosuch", *DX[2:], "--values", "good.json"], ExitCode.CONFIG, "morioka-dx-2021"),
    ],
)
@pytest.mark.usefixtures("broken")
def test_mistakes(capsys: Told, arguments: list[str], code: ExitCode, said: str) -> None:
    for name, content in {
        "list": ["見本 太郎"],
        "other": {"mail": "x"},
        "code": {"postal_code": "123-45"},
        "empty": {"name": " ", "opinions": []},
        "good": SAID,
    }.items():
        Path(f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    capsys.readouterr()
    assert run(["add", *arguments]) == code
    told = capsys.readouterr().err
    assert said in told
    assert "見本" not in told
    with Workspace.open(Path("workspace")) as opened:
        assert list(opened.submissions()) == []


@pytest.mark.usefixtures("broken")
def test_down_to_the_envelope(capsys: Told) -> None:
    assert run(["set-aside", "list"]) == ExitCode.ATTENTION
    assert "取り込めなかったもの: 1件（うち処理待ち 1件）" in capsys.readouterr().out
    assert run(["add", *DX, *values(SAID), "--instead-of", "c.pdf"]) == ExitCode.OK
    assert run(["set-aside", "list"]) == ExitCode.OK
    assert "F1 c.pdf: S0001 として手で入力済み" in capsys.readouterr().out
    assert run(["status"]) == ExitCode.OK
    assert "手で入力済み 1件、処理済み 0件、処理待ち 0件" in capsys.readouterr().out
    assert run(["set-aside", "undo", "F1"]) == ExitCode.OK
    assert run(["set-aside", "settle", "F1", "--reason", "空の封筒"]) == ExitCode.OK
    assert "空の封筒" in capsys.readouterr().out
    assert run(["set-aside", "entered", "F1", "S0001"]) == ExitCode.FAILURE
    assert "set-aside undo F1" in capsys.readouterr().err
    assert run(["set-aside", "undo", "F1"]) == ExitCode.OK
    assert run(["set-aside", "entered", "F1", "S0099"]) == ExitCode.INPUT
    assert run(["set-aside", "entered", "F1", "S0001"]) == ExitCode.OK
    capsys.readouterr()
    assert run(["set-aside", "list", "--json"]) == ExitCode.OK
    ((item),) = json.loads(capsys.readouterr().out)
    assert (item["item"], item["file"], item["entered_as"], item["settled"]) == ("F1", "c.pdf", "S0001", None)
    assert run(["set-aside", "list", "--open", "--json"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out) == []


def test_a_batch_is_corrected_and_back(capsys: Told) -> None:
    picture(Path("a.png"), fakes.FINE)
    assert run(["ingest", "a.png", *DX]) == ExitCode.ATTENTION
    capsys.readouterr()
    assert run(["batch", "correct", "1", "--received", "2021/12/1", "--channel", "post"]) == ExitCode.OK
    assert "取り込み 1 を訂正しました: morioka-dx-2021 / 郵送 / 2021-12-01 受付" in capsys.readouterr().out
    assert run(["show"]) == ExitCode.OK
    late = capsys.readouterr().out
    assert "（2021-12-01 受付）" in late
    assert "消印" in late, "it came after the last day, by post"
    assert run(["batch", "show", "1", "--json"]) == ExitCode.OK
    told = json.loads(capsys.readouterr().out)
    assert (told["channel"], told["received"], told["submission_numbers"]) == ("post", "2021-12-01", ["S0001"])
    assert told["corrections"][0]["before"]["received"] == "2021-09-01"
    assert run(["batch", "undo", "1"]) == ExitCode.OK
    assert run(["batch", "list"]) == ExitCode.OK
    assert "1: morioka-dx-2021 / 持参 / 2021-09-01 受付" in capsys.readouterr().out
    assert run(["show"]) == ExitCode.OK
    assert "消印" not in capsys.readouterr().out
    assert run(["batch", "show", "1"]) == ExitCode.OK
    assert "訂正の取り消し" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["correct", "1"], ExitCode.USAGE, "--channel、--received、--consultation"),
        (["correct", "9", "--channel", "fax"], ExitCode.INPUT, "9 という取り込みはありません"),
        (["correct", "1", "--channel", "hand"], ExitCode.USAGE, "すでにそのとおり"),
        (["correct", "1", "--received", "2999-01-01"], ExitCode.USAGE, "まだ来ていません"),
        (["correct", "1", "--received", "1/1"], ExitCode.USAGE, "日付「1/1」が分かりません"),
        (["correct", "1", "--consultation", "nosuch"], ExitCode.CONFIG, "morioka-dx-2021"),
        (["undo", "1"], ExitCode.INPUT, "取り消せる訂正がありません"),
        (["show", "9"], ExitCode.INPUT, "9 という取り込みはありません"),
    ],
)
@pytest.mark.usefixtures("broken")
def test_mistakes_about_batches(capsys: Told, arguments: list[str], code: ExitCode, said: str) -> None:
    capsys.readouterr()
    assert run(["batch", *arguments]) == code
    assert said in capsys.readouterr().err
