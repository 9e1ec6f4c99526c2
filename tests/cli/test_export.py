"""``export`` as a command: which files, what is told, what is never written unasked."""

import codecs
import csv
import json
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.cli.export import Encoding, Format, PersonalData, _name
from ocr_intake.dataset import FORMATS, Personal
from ocr_intake.errors import ExitCode
from ocr_intake.model.fields import FieldName
from ocr_intake.review import Review
from tests.store.builders import submission, workspace_with


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One submission that was accepted, one that was rejected, one that waits."""
    waiting = submission(name="例 次郎", flagged={FieldName.PHONE: 0.2})
    with workspace_with(tmp_path, submission(), submission(name="例 花子"), waiting) as opened:
        review = Review(opened, "点検 花子")
        review.accept_submission(review.task(1))
        review.reject_submission(review.task(2), "重複")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "workspace"


def test_the_usual_export(workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export"]) == ExitCode.ATTENTION
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "書き出しました: export/comments.csv",
        "書き出しました: export/personal.csv",
        "意見書 1 件（個人 1 件、法人・団体 0 件）、意見 1 件が対象です。",
        "まだ確定していない意見書が 1 件あり、書き出していません。ocr-intake review で点検してください。",
        "除いた意見書 1 件は書き出していません。",
        "個人情報のファイルが含まれます。取扱いに注意してください。",
    ]
    rows = list(csv.reader((tmp_path / "export" / "comments.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 2
    assert "見本" not in str(rows)


def test_several_formats_without_personal_data(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "for" / "the web"
    arguments = ["--format", "jsonl", "--format", "xlsx", "--format", "csv", "--format", "csv", "--excel"]
    run(["export", "--workspace", str(workspace), "--out", str(out), "--personal", "none", *arguments])
    tables = {f"{table}.{form}" for table in ("comments", "personal-data-report") for form in ("jsonl", "xlsx", "csv")}
    assert {path.name for path in out.iterdir()} == {*tables, "personal-data-report.txt"}
    assert (out / "comments.csv").read_bytes().startswith(codecs.BOM_UTF8)
    assert json.loads((out / "comments.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    said = capsys.readouterr().out
    assert said.count("書き出しました:") == 7
    assert "個人情報のファイルが含まれます" not in said
    assert "意見の中の個人情報を 0 か所で「○○」に置き換えました。" in said
    assert "公表の前にすべての意見を人が確認してください" in said


def test_what_is_not_verified_only_when_asked_for(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", "--include-unverified", "--out", str(tmp_path)]) == ExitCode.ATTENTION
    assert "注意: 確定していない意見書 1 件を含みます。" in capsys.readouterr().out
    assert (tmp_path / "comments-unverified.csv").exists()
    assert not (tmp_path / "comments.csv").exists()


def test_nothing_waits(tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission()) as opened:
        review = Review(opened, "点検 花子")
        review.accept_submission(review.task(1))
    assert run(["export", "--workspace", str(tmp_path / "workspace"), "--out", str(tmp_path)]) == ExitCode.OK


def test_the_settings_may_ask_for_excel(workspace: Path, tmp_path: Path) -> None:
    from ocr_intake.config import shipped_config_dir

    settings = (shipped_config_dir() / "settings.toml").read_text(encoding="utf-8")
    config = tmp_path / "config"
    config.mkdir()
    (config / "settings.toml").write_text(settings.replace("excel_bom = false", "excel_bom = true"), encoding="utf-8")
    run(["--config", str(config), "export", "--out", str(tmp_path)])
    assert (tmp_path / "comments.csv").read_bytes().startswith(codecs.BOM_UTF8)


def test_a_folder_that_cannot_be_made(workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert run(["export", "--out", str(tmp_path / "file")]) == ExitCode.FAILURE
    assert "書き出せません" in capsys.readouterr().err


def test_the_register_holds_what_waits_too(workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "--format", "register"]) == ExitCode.ATTENTION
    assert capsys.readouterr().out.splitlines() == [
        "書き出しました: export/register.csv",
        "受付簿に意見書 3 件を書き出しました（点検待ち、対象外のものを含みます）。",
    ]
    data = (tmp_path / "export" / "register.csv").read_bytes()
    assert data.startswith(codecs.BOM_UTF8)
    assert data.count(b"\r\n") == 4
    run(["export", "--format", "register", "--encoding", "cp932"])
    assert "点検待ち" in (tmp_path / "export" / "register.csv").read_text(encoding="cp932")


def test_shift_jis_that_is_not_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with workspace_with(tmp_path, submission(name="𠮷田 花子")) as opened:
        review = Review(opened, "点検 花子")
        review.accept_submission(review.task(1))
    out = tmp_path / "out"
    command = ["export", "--workspace", str(tmp_path / "workspace"), "--out", str(out), "--encoding"]
    assert run([*command, "cp932"]) == ExitCode.FAILURE
    said = capsys.readouterr().err
    assert "書けない文字が 1 か所にある" in said
    assert "  S0001 の「氏名」" in said.splitlines()
    assert list(out.iterdir()) == []
    assert run([*command, "utf-8-sig"]) == ExitCode.OK
    assert (out / "personal.csv").read_bytes().startswith(codecs.BOM_UTF8)


@pytest.mark.parametrize("name", ["kouchou-ai", "tttc", "themefinder"])
def test_what_leaves_the_city_holds_nothing_personal(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert run(["export", "--format", name, "--personal", "separate"]) == ExitCode.USAGE
    assert "外部に渡すための形式" in capsys.readouterr().err
    assert run(["export", "--format", name]) == ExitCode.ATTENTION
    names = {path.name for path in (tmp_path / "export").iterdir()}
    assert names == {f"{name}.csv", "personal-data-report.csv", "personal-data-report.txt"}
    said = capsys.readouterr().out
    assert "公表の前にすべての意見を人が確認してください" in said
    assert "個人情報のファイルが含まれます" not in said


def test_every_format_can_be_asked_for() -> None:
    asked = {_name(form, encoding) for form in Format for encoding in (None, *Encoding)}
    assert asked == {each.name for each in FORMATS}
    assert {each.value for each in PersonalData} == {each.value for each in Personal}
