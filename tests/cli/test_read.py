"""``read``: one line of JSON a submission, in the order of the files, and nothing else on standard output."""

import json
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from tests.pipeline import fakes
from tests.pipeline.fakes import HerePool, picture


@pytest.fixture(autouse=True)
def pools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[HerePool]:
    return fakes.take_the_engines_place(monkeypatch, tmp_path)


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    folder.mkdir()
    picture(folder / "scan2.tif", fakes.FINE, fakes.BLANK, fakes.TRIPS, fakes.FINE)
    picture(folder / "scan10.png", fakes.FINE, shade=1)
    (folder / "scan3.pdf").write_bytes(b"%PDF-1.4 cut off")
    return folder


def test_json(scans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", str(scans), "--json"]) == ExitCode.ATTENTION
    captured = capsys.readouterr()
    records = [json.loads(line) for line in captured.out.splitlines()]
    assert [(record["file"], record["pages"]) for record in records] == [
        ("scan2.tif", [1]),
        ("scan2.tif", [4]),
        ("scan10.png", [1]),
    ]
    assert list(records[0]) == ["file", "pages", "submitter_kind", "fields", "opinions"]
    assert records[0]["submitter_kind"] == "individual"
    assert list(records[0]["fields"]) == [
        "name",
        "organization",
        "representative",
        "postal_code",
        "address",
        "phone",
        "opinion",
    ]
    assert records[0]["fields"]["name"] == {
        "value": "見本 太郎",
        "confidence": 0.5,
        "flagged": True,
        "reasons": ["readers_disagree"],
        "passed": [],
        "candidates": [{"text": "見木 太郎", "score": 0.25, "source": "tesseract"}],
        "page": 1,
        "box": [0, 2, 30, 9],
    }
    assert records[0]["fields"]["phone"] == {
        "value": None,
        "confidence": 1.0,
        "flagged": False,
        "reasons": [],
        "passed": ["nothing_there", "above_bound"],
        "candidates": [],
        "page": None,
        "box": None,
    }
    assert records[0]["opinions"] == [{"text": "賛成です。", "marker": "①"}]
    assert "見本 太郎" in captured.out, "Japanese stands as it is"


def test_what_gave_nothing_is_told_on_standard_error(scans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["read", str(scans), "--json"])
    told = capsys.readouterr().err.splitlines()
    assert "scan2.tif 2ページ: 白紙のページです。" in told
    assert any(line.startswith("scan2.tif 3ページ: このページの読み取り中に") for line in told)
    assert any(line.startswith("scan3.pdf: データが途中で切れています。") for line in told)
    assert "見本" not in "".join(told)


def test_a_table_for_people(scans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", str(scans / "scan10.png")]) == ExitCode.ATTENTION
    shown = capsys.readouterr().out
    for text in ("scan10.png", "（1ページ）", "個人", "氏名", "見本 太郎", "50%", "読み取り結果が割れています"):
        assert text in shown
    assert "（記載なし）" in shown


@pytest.mark.usefixtures("english")
def test_in_english(scans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["read", str(scans)])
    captured = capsys.readouterr()
    assert "The readers disagree" in captured.out
    assert "scan2.tif page 2: The page is blank." in captured.err


def test_only_broken_files_are_no_input(scans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", str(scans / "scan3.pdf"), "--json"]) == ExitCode.INPUT
    assert capsys.readouterr().out == ""


def test_nothing_to_look_at_is_ok(tmp_path: Path) -> None:
    assert run(["read", str(picture(tmp_path / "blank.png", fakes.BLANK)), "--json"]) == ExitCode.OK


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere.tif"], ExitCode.INPUT, "「nowhere.tif」が見つかりません"),
        (["empty"], ExitCode.INPUT, "指定されたフォルダーにファイルがありません"),
        (["a.png", "--readers", "ppocr,kanji"], ExitCode.USAGE, "読み取りエンジン「kanji」はありません"),
        (["a.png", "--readers", ""], ExitCode.USAGE, "読み取りエンジン「」はありません"),
        (["a.png", "--consultation", "nosuch"], ExitCode.CONFIG, "意見募集「nosuch」の設定が見つかりません"),
        (["a.png", "--workers", "0"], ExitCode.USAGE, "--workers の値が正しくありません"),
        ([], ExitCode.USAGE, "PATH を指定してください"),
    ],
)
def test_mistakes(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: ExitCode,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    picture(tmp_path / "a.png", fakes.FINE)
    (tmp_path / "empty").mkdir()
    assert run(["read", *arguments]) == code
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


def test_options_reach_the_workers(scans: Path, pools: list[HerePool]) -> None:
    run(["read", str(scans), "--json", "--readers", "tesseract", "--workers", "3"])
    run(["read", str(scans), "--json"])
    assert [getattr(pool.asked.setup, "readers", None) for pool in pools] == [
        ("tesseract",),
        ("ppocr", "tesseract"),
    ]
    assert pools[0].workers == 3
    assert pools[1].workers >= 1
    assert not pools[0].asked.pictures
    assert not pools[0].asked.scratch.exists(), "temporary files are gone"
    assert pools[0].asked.limits.max_pages == 500, "the settings' own limits"
