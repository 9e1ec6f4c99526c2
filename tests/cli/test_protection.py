"""``verify``, ``backup``, ``restore`` and ``purge``: what they say, and the exit codes that scripts build on."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from ocr_intake.model.review import SubmissionDecision
from ocr_intake.store import Workspace
from tests.store.builders import submission, workspace_with


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Two submissions, the first accepted."""
    with workspace_with(tmp_path, submission(), submission()) as opened:
        opened.decisions.decide_submission(1, SubmissionDecision.ACCEPTED, by="係員B", version=0)
    return opened.path


def damage(path: Path) -> None:
    path.chmod(0o600)
    path.write_bytes(b"?" + path.read_bytes()[1:])


def test_an_intact_workspace(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "--workspace", str(workspace)]) == ExitCode.OK
    intact, head = capsys.readouterr().out.splitlines()
    assert "書き換えも破損もありません" in intact
    noted = head.rpartition(" ")[2]
    assert len(noted) == 64
    assert run(["verify", "--workspace", str(workspace), "--head", noted.upper()]) == ExitCode.OK
    assert run(["verify", "--workspace", str(workspace), "--head", "0" * 64]) == ExitCode.ATTENTION
    assert "控えの値が、記録の鎖の中にありません。" in capsys.readouterr().out


def test_a_damaged_workspace_says_what_and_what_to_do(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Workspace.open(workspace) as opened:
        original = opened.files.original(opened.submission(1).sha256)
        image = opened.files.page_image(original.name, 1)
    damage(original)
    image.unlink()
    assert run(["verify", "--workspace", str(workspace)]) == ExitCode.ATTENTION
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "プログラムの書いたとおりでないところが、2か所あります。"
    assert lines[1] == f"  - ページの画像 {image.relative_to(workspace)}: 見つかりません。"
    assert lines[2] == f"  - ファイル {original.name[:12]}: 原本が見つからないか、内容が変わっています。"
    assert [line.partition(":")[0] for line in lines[3:]] == ["対応", "対応（原本）"]
    assert run(["verify", "--json", "--workspace", str(workspace)]) == ExitCode.ATTENTION
    told = json.loads(capsys.readouterr().out)
    assert (told["intact"], [each["code"] for each in told["damages"]]) == (
        False,
        ["image_missing", "original_damaged"],
    )


def test_a_queue_that_differs_is_made_anew(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(workspace / "intake.db")) as database:
        database.execute("UPDATE queue SET urgency = 0.123, opinions = 7 WHERE submission_id = 2")
        database.commit()
    assert run(["verify", "--workspace", str(workspace)]) == ExitCode.ATTENTION
    assert [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()[1:]] == [
        "  - 提出 S0002",
        "対応（索引）",
    ]
    assert run(["verify", "--workspace", str(workspace), "--rebuild-queue"]) == ExitCode.OK


def test_a_database_that_is_no_database(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "intake.db").write_bytes(b"no database" * 1000)
    assert run(["verify", "--workspace", str(workspace)]) == ExitCode.WORKSPACE
    assert "バックアップから戻してください" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["verify", "status", "show", "review"])
def test_a_database_that_is_gone_or_empty_is_not_made_anew(
    workspace: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / "intake.db").write_bytes(b"")
    assert run([command, "--workspace", str(workspace)]) == ExitCode.WORKSPACE
    (workspace / "intake.db").unlink()
    assert run([command, "--workspace", str(workspace)]) == ExitCode.WORKSPACE
    assert not (workspace / "intake.db").exists()
    assert "壊れているおそれがあります" in capsys.readouterr().err


def test_there_and_back(workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target, again = tmp_path / "disk" / "backup", tmp_path / "again"
    assert run(["backup", str(target), "--workspace", str(workspace)]) == ExitCode.OK
    head = capsys.readouterr().out.splitlines()[1].rpartition(" ")[2]
    assert run(["verify", "--workspace", str(target), "--head", head]) == ExitCode.OK
    for command in (["status"], ["show"], ["export", "--out", str(tmp_path / "out")]):
        assert run([*command, "--workspace", str(target)]) in {ExitCode.OK, ExitCode.ATTENTION}
    assert "書き出しの記録は残りません" in capsys.readouterr().out
    assert run(["review", "--workspace", str(target)]) == ExitCode.WORKSPACE
    assert "restore コマンド" in capsys.readouterr().err
    assert run(["restore", str(target), "--workspace", str(again)]) == ExitCode.OK
    assert "書き換えも破損もありません" in capsys.readouterr().out
    assert run(["restore", str(target), "--workspace", str(again)]) == ExitCode.WORKSPACE
    assert run(["status", "--deep", "--workspace", str(again)]) == ExitCode.OK


def test_what_a_backup_refuses(workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["backup", str(workspace / "backup"), "--workspace", str(workspace)]) == ExitCode.USAGE
    assert "別のディスク" in capsys.readouterr().err
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").touch()
    assert run(["backup", str(tmp_path / "letters"), "--workspace", str(workspace)]) == ExitCode.USAGE
    assert run(["restore", str(tmp_path / "letters"), "--workspace", str(tmp_path / "new")]) == ExitCode.WORKSPACE
    assert not (tmp_path / "new").exists()


def test_an_original_that_is_in_no_backup_is_told(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(min(workspace.glob("originals/*/*")))
    assert run(["backup", str(tmp_path / "backup"), "--workspace", str(workspace)]) == ExitCode.ATTENTION
    assert "バックアップに入っていません（1件）" in capsys.readouterr().out


def test_a_purge_is_told_asked_for_and_done(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    where = ["--workspace", str(workspace)]
    assert run(["purge", *where]) == ExitCode.USAGE
    assert run(["purge", "--before", "2021-09-02", "--dry-run", *where]) == ExitCode.ATTENTION
    out = capsys.readouterr().out
    assert "消去の対象: ファイル 1件（意見書 1件）" in out
    assert "確定していない意見書: S0002" in out
    monkeypatch.setattr("typer.confirm", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    assert run(["purge", "--consultation", "dx", *where]) == ExitCode.INTERRUPTED
    assert len(list(workspace.glob("originals/*/*"))) == 2
    assert run(["purge", "--consultation", "dx", "--yes", *where]) == ExitCode.ATTENTION
    assert "以前に作ったバックアップには、消去した情報が残っています。" in capsys.readouterr().out
    assert run(["verify", *where]) == ExitCode.OK
    assert run(["status", "--deep", *where]) == ExitCode.OK
    assert "保存期間を過ぎて消去したファイル: 1件" in capsys.readouterr().out
    assert run(["show", "1", *where]) == ExitCode.OK
    assert "原本と個人情報を消去済み" in capsys.readouterr().out
    assert run(["export", "--out", str(tmp_path / "out"), *where]) == ExitCode.ATTENTION
    assert "消去した意見書が 1 件あります" in capsys.readouterr().out
    assert "窓口の手続きをもっと簡単にしてほしい。" in (tmp_path / "out" / "comments.csv").read_text()
    personal = (tmp_path / "out" / "personal.csv").read_text()
    assert "（保存期間を過ぎたため消去）" in personal
    assert "見本" not in personal


def test_nothing_to_purge(workspace: Path) -> None:
    assert run(["purge", "--before", "2020-01-01", "--workspace", str(workspace)]) == ExitCode.OK


def test_english(workspace: Path, english: None, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(workspace / "derived")
    assert run(["verify", "--workspace", str(workspace)]) == ExitCode.ATTENTION
    assert "In 2 places something is not as the program wrote it." in capsys.readouterr().out
