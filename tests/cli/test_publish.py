"""``publish`` as a command: what is told, by which exit code, and that nothing is written before all is ready."""

import json
from pathlib import Path

import openpyxl
import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from tests.dataset.result_of import CONSULTATION, OPINIONS, consultation_with_ten_opinions

ELSEWHERE = (
    "このプログラムに入っていない受付方法（応募フォーム）の意見は、受付意見数にも表にも入っていません。"
    "あるときは「ocr-intake import」で取り込んでください。"
)


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
        ELSEWHERE,
        "これは案です。公表しないでください。",
    ]


def test_from_the_table_that_the_city_filled_in(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["answers", "write", "table.xlsx"]) == ExitCode.OK
    book = openpyxl.load_workbook(tmp_path / "table.xlsx")
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, headings.index("市の考え方") + 1).value = f"{row - 1}番目の御意見を参考にします。"
        sheet.cell(row, headings.index("反映区分") + 1).value = "BED"[row % 3]
    book.save(tmp_path / "table.xlsx")
    assert run(["answers", "read", "table.xlsx"]) == ExitCode.OK
    capsys.readouterr()
    assert run(["publish", "--consultation", CONSULTATION, "--json"]) == ExitCode.OK
    record = json.loads(capsys.readouterr().out)
    assert record["categories"] == {"A": 0, "B": 3, "C": 0, "D": 4, "E": 3}
    page = (tmp_path / "results" / "results.html").read_text(encoding="utf-8")
    assert page.index("1番目の御意見を") < page.index("10番目の御意見を")
    assert OPINIONS[9] in page


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
