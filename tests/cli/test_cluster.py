"""``cluster`` and ``--cluster``: what is missing or wrong is said, before anything is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from tests.pipeline import fakes
from tests.pipeline.fakes import picture

TAKE_IN = ["ingest", "inbox", "--consultation", "morioka-dx-2021", "--channel", "fax"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inbox").mkdir()
    picture(tmp_path / "inbox" / "a.png", fakes.FINE)
    monkeypatch.chdir(tmp_path)
    for name in ("OCR_INTAKE_WORKSPACE", "OCR_INTAKE_CLUSTER_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_a_key_is_made_for_its_owner_and_never_over_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cluster", "key", "cluster.pem"]) == ExitCode.OK
    assert (tmp_path / "cluster.pem").stat().st_mode & 0o777 == 0o600
    made = (tmp_path / "cluster.pem").read_bytes()
    assert run(["cluster", "key", "cluster.pem"]) == ExitCode.USAGE
    assert (tmp_path / "cluster.pem").read_bytes() == made
    assert "上書きしません" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        ["cluster", "scheduler"],
        ["cluster", "worker", "192.168.1.10:8786"],
        [*TAKE_IN, "--cluster", "192.168.1.10:8786"],
        [*TAKE_IN, "--cluster", "127.0.0.1:8786"],
    ],
    ids=" ".join,
)
def test_without_a_key_nothing_is_begun(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command) == ExitCode.USAGE
    assert "鍵がないので" in capsys.readouterr().err


def test_the_environment_may_name_the_key(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("OCR_INTAKE_CLUSTER_KEY", "nowhere.pem")
    assert run(["cluster", "scheduler"]) == ExitCode.USAGE
    assert "nowhere.pem" in capsys.readouterr().err


def test_an_address_that_is_none_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*TAKE_IN, "--cluster", "local:many"]) == ExitCode.USAGE
    assert "local:many" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", [["cluster", "key", "cluster.pem"], [*TAKE_IN, "--cluster", "local:2"]], ids=["cluster", "ingest"]
)
def test_what_is_not_installed_is_said(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ocr_intake.cli.cluster_tools.find_spec", lambda _name: None)
    assert run(command) == ExitCode.MISSING_TOOL
    assert "ocr-intake[cluster]" in capsys.readouterr().err
