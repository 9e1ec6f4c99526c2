"""``answers`` as commands: what is told, exit codes, JSON."""

import json
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from ocr_intake.review import Review
from ocr_intake.store import Workspace
from tests.dataset.answer_tables import CATEGORY, by_hand, column, row_of, type_into
from tests.store.builders import submission, workspace_with

CONSULTATION = "morioka-dx-2021"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = (submission(opinions=("窓口を増やしてほしい。", "手数料を下げてほしい。")), submission())
    with workspace_with(tmp_path, *made, consultation=CONSULTATION) as opened:
        review = Review(opened, "点検 花子")
        for number in (1, 2):
            review.accept_submission(review.task(number))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ocr_intake.cli.answers.login_name", lambda: "係員A")
    return tmp_path / "workspace"


def test_from_the_first_table_to_the_last_answer(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = Path("回答.xlsx")
    assert run(["answers", "write", str(table)]) == ExitCode.OK
    assert capsys.readouterr().out == "書き出しました: 回答.xlsx（3行）\n"
    type_into(table, "S0001-1", "増やします。")
    type_into(table, "S0001-1", "A", CATEGORY)
    assert run(["answers", "read", str(table)]) == ExitCode.OK
    assert capsys.readouterr().out == "記入を読み込みました: 2 か所\n"
    assert run(["answers", "show"]) == ExitCode.ATTENTION
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "1 S0001-1 [A] 意見 1件・1人"
    assert said[-1] == "3行（うち、市の考え方が未記入 2行）"
    run(["answers", "show", "--json"])
    record = json.loads(capsys.readouterr().out)
    assert (record["rows"][0]["answer"], record["rows"][0]["category"]) == ("増やします。", "A")
    assert run(["answers", "undo"]) == ExitCode.OK
    assert run(["answers", "undo"]) == ExitCode.INPUT


def test_what_vanishes_is_told(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = Path("回答.xlsx")
    run(["answers", "write", str(table)])
    type_into(table, "S0002-1", "承りました。秘密です。")
    with Workspace.open(workspace) as opened:
        Review(opened, "点検 花子").reopen(2)
    capsys.readouterr()
    assert run(["answers", "read", str(table), "--json"]) == ExitCode.ATTENTION
    record = json.loads(capsys.readouterr().out)
    assert record == {"changed": 1, "conflicts": [], "missing": [], "vanished": ["S0002-1"]}
    assert run(["answers", "write", str(table)]) == ExitCode.ATTENTION
    said = capsys.readouterr().out
    assert "S0002-1 の「市の考え方」（係員A さん）: 行がなくなりました" in said
    assert "秘密" not in said


def test_a_conflict_is_told(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, copy = Path("回答.xlsx"), Path("写し.xlsx")
    run(["answers", "write", str(table)])
    copy.write_bytes(table.read_bytes())
    type_into(table, "S0001-1", "一方の案")
    type_into(copy, "S0001-1", "他方の案")
    assert run(["answers", "read", str(table)]) == ExitCode.OK
    assert run(["answers", "read", str(copy)]) == ExitCode.ATTENTION
    assert "S0001-1 の「市の考え方」は、書き出した後に 係員A さんも変更しています" in capsys.readouterr().out


def test_mistakes_are_named_by_sheet_and_row(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = Path("回答.xlsx")
    run(["answers", "write", str(table)])
    with by_hand(table) as sheet:
        sheet.cell(row_of(sheet, "S0001-2"), column(sheet, CATEGORY)).value = "ひみつ"
    assert run(["answers", "read", str(table)]) == ExitCode.INPUT
    told = capsys.readouterr().err
    assert "「市の考え方」シートの 3 行目: 反映区分は、次のどれかにしてください: A, B, C, D, E" in told
    assert "ひみつ" not in told
    assert run(["answers", "read", "nothing.xlsx"]) == ExitCode.INPUT
    assert run(["answers", "write", "answers.ods"]) == ExitCode.USAGE
    assert run(["answers", "write", str(table), "--consultation", "nobody"]) == ExitCode.CONFIG
