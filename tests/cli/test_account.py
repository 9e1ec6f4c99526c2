"""``account``: accounts are made and changed; passwords come by a pipe or a terminal, and leave by nothing."""

import io
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from ocr_intake.model.accounts import Role
from ocr_intake.store import Workspace
from ocr_intake.web.passwords import fits
from tests.store.builders import empty_workspace

ROOT = Path(__file__).parents[2]
PASSWORD = "山と川のあいだの古い石の橋"  # noqa: S105 - of invented people
OTHER = "海と空のあいだの長い長い道"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    empty_workspace(tmp_path / "workspace").close()
    monkeypatch.setenv("OCR_INTAKE_WORKSPACE", str(tmp_path / "workspace"))
    return tmp_path / "workspace"


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_an_account_from_its_beginning_to_its_end(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, f"{PASSWORD}\n")
    assert run(["account", "add", "点検　花子", "--role", "clerk"]) == ExitCode.OK
    typed(monkeypatch, f"{OTHER}\r\n")
    assert run(["account", "password", "点検 花子"]) == ExitCode.OK
    assert run(["account", "role", "点検 花子", "supervisor"]) == ExitCode.OK
    assert run(["account", "disable", "点検 花子"]) == ExitCode.OK
    assert run(["account", "list"]) == ExitCode.OK
    listed = capsys.readouterr()
    assert "点検 花子  責任者  停止中" in listed.out
    assert run(["account", "enable", "点検 花子"]) == ExitCode.OK
    with Workspace.open(folder) as workspace:
        found = workspace.accounts.credentials("点検 花子")
        assert found is not None
        account, hashed = found
        trail = str(workspace.audit_trail())
    assert (account.role, account.disabled) == (Role.SUPERVISOR, False)
    assert fits(OTHER, hashed)
    for secret in (PASSWORD, OTHER, hashed):
        assert secret not in listed.out + listed.err + trail


def test_a_password_that_will_not_do_makes_no_account(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for password in ("", "短い", "password1234", "点検花子点検花子点検花子"):
        typed(monkeypatch, f"{password}\n")
        assert run(["account", "add", "点検花子"]) == ExitCode.USAGE
        said = capsys.readouterr().err
        assert not password or password not in said
    with Workspace.open(folder) as workspace:
        assert workspace.accounts.all() == ()


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x1b[2J", "a\u202eb"])
def test_a_name_that_cannot_be_shown_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    typed(monkeypatch, f"{PASSWORD}\n")
    assert run(["account", "add", name]) == ExitCode.USAGE


def test_no_account_is_changed_that_is_not_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, f"{PASSWORD}\n")
    assert run(["account", "password", "だれか"]) == ExitCode.INPUT
    assert run(["account", "disable", "だれか"]) == ExitCode.INPUT
    typed(monkeypatch, f"{PASSWORD}\n")
    assert run(["account", "add", "点検 花子"]) == ExitCode.OK
    typed(monkeypatch, f"{PASSWORD}\n")
    assert run(["account", "add", "点検 花子"]) == ExitCode.USAGE


@pytest.mark.parametrize(("second", "code"), [(PASSWORD, ExitCode.OK), (OTHER, ExitCode.USAGE)])
def test_on_a_terminal_it_is_typed_twice_and_not_shown(folder: Path, second: str, code: ExitCode) -> None:
    """With a real terminal, whose echo would be seen."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OCR_INTAKE_WORKSPACE": str(folder), "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "ocr_intake", "account", "add", "点検 花子"]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as running:
        os.close(theirs)
        seen = b""
        for prompt, answer in (("パスワード", PASSWORD), ("もう一度", second)):
            while prompt.encode() not in seen:
                seen += os.read(ours, 1000)
            time.sleep(0.2)  # the terminal stops its echo once the question stands there
            os.write(ours, f"{answer}\n".encode())
        try:
            while more := os.read(ours, 1000):
                seen += more
        except OSError:  # what a terminal says at its end
            pass
        assert running.wait(30) == code
    os.close(ours)
    assert PASSWORD.encode() not in seen
    assert second.encode() not in seen
