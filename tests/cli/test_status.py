"""``status``: the ledger in words and as JSON, and an exit code that says whether it balances."""

import json
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from ocr_intake.model.pages import SetAside
from ocr_intake.store import Workspace
from tests.store.builders import outcome, reading, submission, workspace_with


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    with workspace_with(tmp_path, submission(), submission((1, 2))) as opened, opened.ingest() as work:
        from ocr_intake.model.pages import Channel
        from tests.store.builders import source

        batch = work.start_batch("other", Channel.HAND, [tmp_path], operator="係員A")
        path = tmp_path / "third.tif"
        path.write_bytes(b"third")
        file = source(path, 3)
        work.register(path, file, batch.id)
        work.save_page(file.sha256, reading(1))
        aside = SetAside("damaged", 2)
        work.set_page_aside(file.sha256, aside)
        work.save_page(file.sha256, reading(3))
        work.save_outcome(file.sha256, outcome(submission((1,)), pages=3, aside=(aside,)))
        waiting = tmp_path / "fourth.tif"
        waiting.write_bytes(b"fourth")
        work.register(waiting, source(waiting, 2), batch.id)
    return tmp_path / "workspace"


def test_in_words(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status", "--workspace", str(workspace)]) == ExitCode.OK
    assert capsys.readouterr().out.splitlines() == [
        "ファイル: 4件（読み取り済み 3、読み取り待ち 1、取り込めないもの 0）。ほかに重複 0件",
        (
            "ページ: 8ページ（提出 4、白紙 1、送付状など 0、読み取れないもの 1、ファイルの読み取り待ち 2"
            "〔うち読み取り済み 0〕）"
        ),
        "提出: 3件（確定 0、対象外 0、点検待ち 3〔うち要確認 0〕）",
        "意見: 3件（確定 0、対象外 0、点検待ち 3）",
        "取り込めなかったものと、その理由:",
        (
            "  - F3-2 third.tif 2ページ: 画像のデータが傷んでおり、内容が欠けているおそれがあります。"
            "スキャンや受信をやり直してください。"
        ),
        "取り込めなかったもの 1件のうち、手で入力済み 0件、処理済み 0件、処理待ち 1件",
        "白紙とみなしたページ:",
        "  - third.tif: 3ページ",
        "数のつじつまは合っています。",
    ]


def test_of_one_consultation(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status", "--workspace", str(workspace), "--consultation", "dx"]) == ExitCode.OK
    assert capsys.readouterr().out.startswith("ファイル: 2件")


def test_as_json(workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("OCR_INTAKE_WORKSPACE", str(workspace))
    assert run(["status", "--json"]) == ExitCode.OK
    told = json.loads(capsys.readouterr().out)
    assert told["files"] == {
        "total": 4,
        "read": 3,
        "waiting": 1,
        "set_aside": 0,
        "duplicates": 0,
        "purged": 0,
        "entered": 0,
    }
    assert told["aside"] == {"total": 1, "entered": 0, "settled": 0, "open": 1}
    assert told["pages"]["total"] == 8
    assert told["submissions"]["waiting"] == 3
    assert told["opinions"]["total"] == 3
    assert told["balances"] is True
    assert [(item["file"], item["page"]) for item in told["blanks"]] == [("third.tif", 3)]
    assert [(item["file"], item["page"], item["reason"]) for item in told["set_aside"]] == [("third.tif", 2, "damaged")]


def test_what_does_not_add_up_is_told(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Workspace.open(workspace) as opened:
        damaged = opened.files.original(next(opened.files.originals()))
    size = damaged.stat().st_size
    damaged.chmod(0o600)
    damaged.write_bytes(b"x" * size)
    assert run(["status", "--workspace", str(workspace)]) == ExitCode.OK, "sizes alone are looked at"
    assert run(["status", "--workspace", str(workspace), "--deep"]) == ExitCode.FAILURE
    told = capsys.readouterr().out
    assert "数のつじつまが合いません。" in told
    assert f"  - ファイル {damaged.name[:12]}: 原本が見つからないか、内容が変わっています。" in told


def test_no_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status", "--workspace", str(tmp_path / "none")]) == ExitCode.WORKSPACE
    assert "作業フォルダーではありません" in capsys.readouterr().err
