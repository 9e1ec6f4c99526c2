"""One handler: every failure becomes a sentence on standard error and an exit code, and tells nothing personal."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ocr_intake import __version__, cli
from ocr_intake.cli import app as module
from ocr_intake.cli.app import run
from ocr_intake.cli.state import State
from ocr_intake.config import UnknownConsultationError
from ocr_intake.errors import ExitCode
from tests.store.builders import submission, workspace_with

SECRET = "盛岡 花子"  # noqa: S105 - an invented citizen


@pytest.fixture
def commands_that(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the program do something else than what the command line says."""

    def replace(action: Callable[[State], object]) -> None:
        monkeypatch.setattr(module, "app", lambda *, obj, **_: action(obj))

    return replace


def raising(error: BaseException) -> Callable[[State], object]:
    def act(state: State) -> object:
        raise error

    return act


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--bogus"], "エラー: --bogus というオプションはありません。"),
        (["nosuch"], "エラー: 「nosuch」というコマンドはありません。"),
        (["docter"], "「doctor」の誤りではありませんか"),
        (["doctor", "extra", "more"], "エラー: 余分な引数があります: extra more"),
        (["doctor", "--nope"], "使い方は「ocr-intake doctor --help」で確かめられます。"),
        (["config", "chek"], "「check」の誤りではありませんか"),
        (["--config"], "エラー: --config の後に値を指定してください。"),
        (["--lang", "fr", "doctor"], "エラー: --lang の値が正しくありません。指定できるもの: ja, en"),
    ],
)
def test_a_wrong_command_line_is_explained(capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert run(arguments) == ExitCode.USAGE
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


@pytest.mark.parametrize("arguments", [[], ["config"]])
def test_without_a_command_there_is_help(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert run(arguments) == ExitCode.USAGE
    assert "使い方: ocr-intake" in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == ExitCode.OK
    assert capsys.readouterr().out == f"ocr-intake {__version__}\n"


def test_an_error_is_told_with_its_own_exit_code(
    capsys: pytest.CaptureFixture[str], commands_that: Callable[..., None]
) -> None:
    commands_that(raising(UnknownConsultationError("x", ("a", "b"), Path("config"))))
    assert run([]) == ExitCode.CONFIG
    captured = capsys.readouterr()
    assert captured.err.startswith("エラー: 意見募集「x」の設定が見つかりません")
    assert captured.out == ""


def test_ctrl_c_is_no_error(capsys: pytest.CaptureFixture[str], commands_that: Callable[..., None]) -> None:
    commands_that(raising(KeyboardInterrupt()))
    assert run([]) == ExitCode.INTERRUPTED
    assert capsys.readouterr().err == "中断しました。\n"


def test_ctrl_c_inside_a_command_is_no_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ocr_intake.cli.doctor.probe_all", lambda: raising(KeyboardInterrupt())(State()))
    assert run(["doctor"]) == ExitCode.INTERRUPTED
    assert capsys.readouterr().err == "中断しました。\n"


def test_the_unexpected_tells_nothing_personal(
    capsys: pytest.CaptureFixture[str], commands_that: Callable[..., None]
) -> None:
    commands_that(raising(ValueError(SECRET)))
    assert run([]) == ExitCode.FAILURE
    captured = capsys.readouterr()
    assert "予期しないエラーが発生しました（ValueError）" in captured.err
    assert SECRET not in captured.err + captured.out
    assert "Traceback" not in captured.err


def test_debug_shows_the_traceback(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ocr_intake.cli.doctor.probe_all", lambda: raising(ValueError("inside"))(State()))
    assert run(["--debug", "doctor"]) == ExitCode.FAILURE
    error = capsys.readouterr().err
    assert "Traceback" in error
    assert "ValueError: inside" in error


@pytest.mark.parametrize("result", [ExitCode.ATTENTION, ExitCode.OK, None])
def test_a_command_returns_its_exit_code(commands_that: Callable[..., None], result: ExitCode | None) -> None:
    commands_that(lambda state: result)
    assert run([]) == (result or ExitCode.OK)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--lang", "en", "doctor"], "en"),
        (["--lang=en"], "en"),
        (["--debug", "--lang", "ja"], "ja"),
        (["--lang"], ""),
        (["doctor"], None),
        (["read", "--", "--lang", "en"], None),
        ([], None),
    ],
)
def test_the_language_is_chosen_before_anything_is_worded(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], expected: str | None
) -> None:
    monkeypatch.setenv("OCR_INTAKE_LANG", "before")
    cli._choose_language(arguments)
    assert os.environ["OCR_INTAKE_LANG"] == ("before" if expected is None else expected)


def test_the_program_speaks_english_on_request() -> None:
    """In a process of its own: help is worded when the commands are imported."""
    done = subprocess.run(
        [sys.executable, "-m", "ocr_intake", "--lang", "en", "--help"], capture_output=True, text=True, check=True
    )
    assert "Usage: ocr-intake [OPTIONS] COMMAND ..." in done.stdout
    assert not any("぀" <= character <= "鿿" for character in done.stdout)
    assert done.stderr == ""


def test_a_name_in_bytes_that_are_no_text_is_a_mistake_of_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with workspace_with(tmp_path, submission()) as workspace:
        folder = workspace.path
    assert run(["review", "--plain", "--reviewer", "意見\udcff", "--workspace", str(folder)]) == ExitCode.USAGE
    assert "意見\\udcff" in capsys.readouterr().err
