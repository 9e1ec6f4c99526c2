"""``watch``: takes in what arrives, and is ended by a signal without being a failure."""

import os
import signal
import threading
import time
from importlib import import_module
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from ocr_intake.intake import Patience
from ocr_intake.store import Workspace
from tests.pipeline import fakes
from tests.pipeline.fakes import picture

DX = ["--consultation", "morioka-dx-2021", "--channel", "fax", "--workspace", "kept"]


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    fakes.take_the_engines_place(monkeypatch, tmp_path)
    # the function of the same name hides the module
    monkeypatch.setattr(import_module("ocr_intake.intake.watch"), "Patience", lambda: Patience(0.02, 0.0, 1.0))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_until_a_signal(tmp_path: Path, capsys: pytest.CaptureFixture[str], number: signal.Signals) -> None:
    folder = tmp_path / "fax"
    folder.mkdir()
    picture(folder / "a.png", fakes.FINE)
    log = tmp_path / "log"

    def end() -> None:
        deadline = time.monotonic() + 20
        while not log.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(os.getpid(), number)

    thread = threading.Thread(target=end)
    thread.start()
    assert run(["watch", "fax", *DX]) == ExitCode.OK
    thread.join()
    told = capsys.readouterr().out
    assert "「fax」を監視しています。" in told
    assert told.endswith("監視を終わりました。\n")
    with Workspace.open(tmp_path / "kept") as workspace:
        assert workspace.ledger().balances
        assert workspace.ledger().files.total == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere", *DX], ExitCode.INPUT, "「nowhere」が見つかりません"),
        (["fax", *DX[2:]], ExitCode.USAGE, "--consultation を指定してください"),
        (["fax", "fax2", *DX], ExitCode.USAGE, "余分な引数があります: fax2"),
    ],
)
def test_mistakes(capsys: pytest.CaptureFixture[str], arguments: list[str], code: ExitCode, said: str) -> None:
    assert run(["watch", *arguments]) == code
    assert said in capsys.readouterr().err
    assert not Path("kept").exists()
