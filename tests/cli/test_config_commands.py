"""``config check`` and ``config path``."""

from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.config import shipped_config_dir
from ocr_intake.errors import ExitCode


def test_check_lists_the_consultations(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--config", str(shipped_config_dir()), "config", "check"]) == ExitCode.OK
    told = capsys.readouterr().out
    assert "設定に誤りはありません" in told
    assert "morioka-dx-2021" in told
    assert "2021-08-26～2021-09-14" in told


def test_check_tells_every_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "settings.toml").write_text("[reading]\nworkers = -1\n[limits]\nmax_pages = 0", encoding="utf-8")
    assert run(["--config", str(tmp_path), "config", "check"]) == ExitCode.CONFIG
    error = capsys.readouterr().err
    assert "reading.workers: 0 以上にしてください" in error
    assert "limits.max_pages: 1 以上にしてください" in error


def test_check_knows_the_readers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "settings.toml").write_text('[reading]\nreaders = ["ppocr", "tesserakt"]', encoding="utf-8")
    assert run(["--config", str(tmp_path), "config", "check"]) == ExitCode.CONFIG
    error = capsys.readouterr().err
    assert "settings.toml: reading.readers[2]: 次のいずれかを書いてください: ppocr, ppocr-upstream, tesseract" in error
    assert '（現在の値: "tesserakt"）' in error


def test_path_prints_the_folder_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OCR_INTAKE_CONFIG", str(tmp_path))
    assert run(["config", "path"]) == ExitCode.OK
    captured = capsys.readouterr()
    assert captured.out == f"{tmp_path}\n"
    assert captured.err == "環境変数 OCR_INTAKE_CONFIG の指定\n"


def test_square_brackets_in_a_path_are_no_markup(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "[bold]設定[red]"
    folder.mkdir()
    assert run(["--config", str(folder), "config", "path"]) == ExitCode.OK
    assert capsys.readouterr().out == f"{folder}\n"
