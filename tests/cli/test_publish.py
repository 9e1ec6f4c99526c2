"""``publish`` as a command: what is told, by which exit code, and that nothing is written before all is ready."""

import json
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from tests.dataset.result_of import CONSULTATION, consultation_with_ten_opinions


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ten verified opinions without answers."""
    with consultation_with_ten_opinions(tmp_path):
        pass
    monkeypatch.chdir(tmp_path)
    return tmp_path / "workspace"


def test_without_answers_nothing_is_written(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["publish", "--consultation", CONSULTATION]) == ExitCode.FAILURE
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[0] == "エラー: 公表の前に、次のことが残っています。確認用の案は --draft で作れます。"
    assert "  - 市の考え方がない行が 10 件あります（No.1, No.2" in said.err
    assert not (tmp_path / "results").exists()


def test_a_draft_says_that_it_is_one(workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "案"
    assert run(["publish", "--consultation", CONSULTATION, "--out", str(out), "--draft"]) == ExitCode.ATTENTION
    assert capsys.readouterr().out.splitlines() == [
        *(
            f"書き出しました: {out / name}"
            for name in (f"results-draft.{end}" for end in ("html", "xlsx", "docx", "csv"))
        ),
        "受付意見数: 10件(個人1人、団体2者)。表は 10 行です。",
        "これは案です。公表しないでください。",
    ]


def test_a_record_for_programs(workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["publish", "--consultation", CONSULTATION, "--draft", "--json"])
    record = json.loads(capsys.readouterr().out)
    assert record["files"] == [f"results/results-draft.{end}" for end in ("html", "xlsx", "docx", "csv")]
    assert {key: record[key] for key in ("opinions", "individuals", "organizations", "rows", "draft", "waiting")} == {
        "opinions": 10,
        "individuals": 1,
        "organizations": 2,
        "rows": 10,
        "draft": True,
        "waiting": 0,
    }
    assert record["categories"] == dict.fromkeys("ABCDE", 0)


def test_a_consultation_that_is_not_configured(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["publish", "--consultation", "nowhere"]) == ExitCode.CONFIG
    assert "nowhere" in capsys.readouterr().err


def test_a_consultation_must_be_named(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["publish"]) == ExitCode.USAGE
    assert "--consultation" in capsys.readouterr().err
