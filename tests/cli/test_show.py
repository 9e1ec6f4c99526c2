"""The submissions of a workspace as a person reads them: values with confidence, why to look, and who decided."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from ocr_intake.cli.app import run
from ocr_intake.cli.show_text import percent
from ocr_intake.errors import ExitCode
from ocr_intake.model.fields import FieldName, Flag, FlagCode
from ocr_intake.model.review import Decision, SubmissionDecision
from ocr_intake.model.submission import Submission
from tests.store.builders import empty_workspace, submission, workspace_with

LONG = "窓口の手続きを、紙でも、電話でも、代わりの人でも済ませられるようにしてください。" * 4


def shown(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["show", "--workspace", str(folder), *arguments]) == ExitCode.OK
    return capsys.readouterr().out


def made(tmp_path: Path, *submissions: Submission) -> Path:
    workspace_with(tmp_path, *submissions).close()
    return tmp_path / "workspace"


def test_a_submission_with_its_values_confidence_and_reasons(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = submission((1, 2), ("一つ目です。", "二つ目です。"), {FieldName.PHONE: 0.416}, organization=None)
    text = shown(made(tmp_path, paper), capsys)
    lines = text.splitlines()
    assert lines[0] == ("S0001  scan001.tif（1, 2ページ）  郵送（2021-09-01 受付）  個人  点検待ち  要確認 1か所")
    assert "  氏名           99%  見本 太郎" in lines
    assert "  法人・団体名   99%  （記載なし）" in lines
    phone = lines.index("  電話番号       41%  019-000-0000")
    assert lines[phone + 1].strip() == "! 読み取りの確からしさが低い値か、抜き取りで確かめる値です。"
    assert "  意見 1         99%  一つ目です。" in lines
    assert "  意見 2         99%  二つ目です。" in lines
    assert lines[-1] == "1件を表示しました（うち要確認 1件）。"


def test_reasons_on_the_whole_submission_stand_on_top(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = made(tmp_path, submission(flags=(Flag(FlagCode.LATE), Flag(FlagCode.PAGES_UNCERTAIN))))
    lines = shown(folder, capsys).splitlines()
    assert lines[0].endswith("要確認 2か所")
    assert lines[1].startswith("  ! 締切後の受付です。")
    assert lines[2] == "  ! どのページまでが一人の提出か、確かではありません。"


def test_what_people_decided_stands_in_place_of_what_was_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = submission(flagged={FieldName.NAME: 0.5, FieldName.PHONE: 0.5})
    with workspace_with(tmp_path, paper) as workspace:
        before = workspace.submission(1)
        name, phone = before.field(FieldName.NAME), before.field(FieldName.PHONE)
        workspace.decisions.decide(name.id, Decision.EDITED, "見本 次郎", by="係員B", version=name.version)
        after = workspace.decisions.decide(phone.id, Decision.ILLEGIBLE, by="係員B", version=phone.version)
        workspace.decisions.decide_submission(1, SubmissionDecision.ACCEPTED, by="係員B", version=after.version)
    text = shown(tmp_path / "workspace", capsys)
    assert "個人  確定\n" in text
    assert "見本 太郎" not in text
    assert "見本 次郎\n                      = 係員B さんが入力\n" in text
    assert "（判読不能）\n                      = 係員B さんが判読不能と確認\n" in text
    assert "読み取りの確からしさが低い値か、抜き取りで確かめる値です。" not in text
    assert text.endswith("1件を表示しました（うち要確認 0件）。\n")


def test_only_the_ones_that_were_named_in_that_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = made(tmp_path, submission(), submission(name="見本 花子"), submission())
    lines = shown(folder, capsys, "S0003", "2").splitlines()
    assert [line[:5] for line in lines if line.startswith("S")] == ["S0003", "S0002"]


def test_only_what_a_person_has_to_look_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = made(tmp_path, submission(), submission(flagged={FieldName.ADDRESS: 0.1}))
    lines = shown(folder, capsys, "--flagged").splitlines()
    assert [line[:5] for line in lines if line.startswith("S")] == ["S0002"]
    assert lines[-1] == "1件を表示しました（うち要確認 1件）。"


def test_another_consultation_has_nothing_to_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = made(tmp_path, submission())
    assert shown(folder, capsys, "--consultation", "morioka-dx-2021") == "表示する意見書はありません。\n"


def test_nothing_in_an_empty_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty_workspace(tmp_path / "workspace").close()
    assert shown(tmp_path / "workspace", capsys) == "表示する意見書はありません。\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["S12x"], ExitCode.USAGE, "「S12x」は意見書の番号ではありません。"),
        (["S0009"], ExitCode.INPUT, "S0009 という意見書はありません。"),
    ],
)
def test_a_number_that_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: ExitCode, said: str
) -> None:
    folder = made(tmp_path, submission())
    assert run(["show", "--workspace", str(folder), *arguments]) == code
    assert said in capsys.readouterr().err


def test_no_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "--workspace", str(tmp_path)]) == ExitCode.WORKSPACE
    assert "作業フォルダーではありません" in capsys.readouterr().err


@pytest.mark.parametrize("columns", ["10", "60", "200"])
def test_long_opinions_are_whole_at_any_width(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    text = shown(made(tmp_path, submission(opinions=(LONG,))), capsys)
    opinion = text.partition("意見 ")[2].partition("1件を")[0]
    assert LONG in "".join(opinion.split())
    widest = max(cell_len(line) for line in text.splitlines() if line.startswith("   "))
    assert widest <= max(int(columns), 44) <= 200
    assert widest <= 102, "at most one mark hangs over"


def test_markup_in_what_people_wrote_is_shown_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = made(tmp_path, submission(opinions=("[bold]太字[/bold] :smile:",), name="[red]見本[/]"))
    text = shown(folder, capsys)
    assert "[bold]太字[/bold] :smile:" in text
    assert "[red]見本[/]" in text


@pytest.mark.parametrize(("confidence", "said"), [(0.9999, "99%"), (1.0, "100%"), (0.0, "0%"), (0.5, "50%")])
def test_nearly_sure_is_not_sure(confidence: float, said: str) -> None:
    assert percent(confidence) == said


@pytest.mark.usefixtures("english")
def test_in_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(made(tmp_path, submission(flagged={FieldName.NAME: 0.5})), capsys)
    assert text.startswith("S0001  scan001.tif (page 1)  post (received 2021-09-01)  individual")
    assert "! The reading is not very sure, or the value was drawn for a check." in text


def test_a_submission_that_is_named_comes_with_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with workspace_with(tmp_path, submission(flagged={FieldName.NAME: 0.5})) as workspace:
        name = workspace.submission(1).field(FieldName.NAME)
        decided = workspace.decisions.decide(name.id, Decision.EDITED, "見本 次郎", by="係員B", version=name.version)
        workspace.decisions.decide_submission(
            1, SubmissionDecision.REJECTED, "重複", by="係員B", version=decided.version
        )
    text = shown(tmp_path / "workspace", capsys, "S0001")
    assert "受付回 1  意見募集 dx" in text
    assert "係員B さんが入力: 見本 次郎  氏名" in text
    assert "係員B さんが対象外に: 重複" in text
    assert "確認不要とした理由: 電話番号\n    - 確からしさ 99.0% は、確認を求める基準を下回っていません。" in text
    assert "確認不要とした理由: 氏名" not in text
    assert "確認不要とした理由" not in shown(tmp_path / "workspace", capsys), "in brief where nothing is named"
