"""Errors speak the reader's language and survive a process border."""

import pickle
from typing import ClassVar

import pytest

from ocr_intake.errors import ExitCode, IntakeError


class PaperJamError(IntakeError):
    key = "core.error"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, tray: int) -> None:
        super().__init__(message=f"tray {tray}")


def test_the_message_is_in_the_language_of_whoever_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    error = PaperJamError(3)
    assert str(error) == "エラー: tray 3"
    monkeypatch.setenv("OCR_INTAKE_LANG", "en")
    assert str(error) == "Error: tray 3"


def test_an_error_survives_a_process_border() -> None:
    error = pickle.loads(pickle.dumps(PaperJamError(7)))  # noqa: S301 - our own bytes
    assert isinstance(error, PaperJamError)
    assert str(error) == "エラー: tray 7"
    assert error.exit_code is ExitCode.INPUT


def test_exit_codes_are_fixed() -> None:
    """Scripts of a city build on these numbers."""
    assert {code.name: code.value for code in ExitCode} == {
        "OK": 0,
        "FAILURE": 1,
        "USAGE": 2,
        "ATTENTION": 3,
        "CONFIG": 4,
        "MISSING_TOOL": 5,
        "INPUT": 6,
        "WORKSPACE": 7,
        "INTERRUPTED": 130,
    }
