"""``review`` as a command: which workspace, who reviews, what is told at the end."""

import io
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.cli.review import Picture
from ocr_intake.errors import ExitCode
from ocr_intake.model.fields import FieldName
from ocr_intake.store import Workspace
from ocr_intake.terminal import Graphics
from tests.store.builders import submission, workspace_with


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    workspace_with(tmp_path, submission(flagged={FieldName.PHONE: 0.3})).close()
    monkeypatch.setenv("OCR_INTAKE_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.setenv("LOGNAME", "shokuin")
    return tmp_path / "workspace"


def answers(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("\n".join((*lines, "")).encode())))


def test_a_review_by_lines(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answers(monkeypatch, "a", "A", "q")
    assert run(["review", "--reviewer", " 点検 花子 "]) == ExitCode.OK
    said = capsys.readouterr().out
    assert "このたび確認した値: 1 件、確定した意見書: 1 件、除いた意見書: 0 件。残り: 0 件。" in said
    assert "続きは" not in said
    with Workspace.open(folder) as workspace:
        assert [each.by for each in workspace.history(1)[0]] == ["点検 花子"]


def test_what_is_left_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers(monkeypatch, "1", "q")
    assert run(["review", "--plain", "--workspace", str(folder)]) == ExitCode.ATTENTION
    said = capsys.readouterr().out
    assert "残り: 1 件。" in said
    assert "続きは、同じコマンドでいつでも始められます。" in said
    with Workspace.open(folder) as workspace:
        assert [each.by for each in workspace.history(1)[0]] == ["shokuin"], "the login name"


def test_another_consultation(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers(monkeypatch, "q")
    assert run(["review", "--consultation", "morioka-dx-2021"]) == ExitCode.OK
    assert "点検を待っている意見書はありません。" in capsys.readouterr().out


def test_bytes_that_are_no_text_end_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe\nq\n")))
    assert run(["review"]) == ExitCode.ATTENTION


def test_there_is_no_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["review", "--workspace", str(tmp_path)]) == ExitCode.WORKSPACE
    assert "作業フォルダーではありません" in capsys.readouterr().err


def test_every_way_of_showing_pictures_can_be_asked_for() -> None:
    assert {each.value for each in Picture} == {each.value for each in Graphics}
