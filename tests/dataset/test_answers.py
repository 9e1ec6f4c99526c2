"""The table of answers: written for people, read back as they left it, nothing typed is lost."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from ocr_intake.dataset.answers import AnsweredRow, answered_rows
from ocr_intake.dataset.answers.errors import NotXlsxNameError, TableOpenError, WouldBeLostError
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.review import Review
from ocr_intake.store import Workspace
from tests.dataset.answer_tables import (
    ANSWER,
    BUS,
    CATEGORY,
    GIST,
    LIBRARY,
    by_hand,
    column,
    everything,
    group,
    read,
    row_of,
    shown,
    type_into,
    verified_workspace,
    write,
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with verified_workspace(tmp_path) as opened:
        yield opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "回答.xlsx"


def answers(workspace: Workspace) -> dict[str, str | None]:
    return {row.key: row.answer for row in answered_rows(workspace, "dx")}


def test_the_table(workspace: Workspace, path: Path) -> None:
    group(workspace, (1, 0), (2, 0))
    assert (done := write(workspace, path)).read is None
    assert (done.rows, done.new, done.leftovers) == (3, ("G1", "S0001-2", "S0003-1"), ())
    assert shown(path) == [
        ["No.", "意見の趣旨", "意見の番号", "件数", "人数", "市の考え方", "反映区分"],
        ["1", LIBRARY, "S0001-1 S0002-1", "2", "2", "", ""],
        ["2", BUS, "S0001-2", "1", "1", "", ""],
        ["3", "=1+1 と書く人もいます。", "S0003-1", "1", "1", "", ""],
    ]
    book = openpyxl.load_workbook(path)
    sheet, key = book.worksheets
    assert [[cell.value for cell in row[:2]] for row in key.iter_rows()] == [
        ["反映区分", "区分の意味"],
        ["A", "計画に盛り込むもの"],
        ["B", "盛り込み済のもの"],
    ]
    assert sheet.freeze_panes == "B2"
    assert sheet.column_dimensions["H"].hidden
    assert sheet["B4"].data_type == "s"
    assert sheet["B2"].alignment.wrap_text
    assert sheet["F2"].number_format == "@", "2-3 stays 2-3"
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert rules["G2:G4"].formula1 == "'反映区分'!$A$2:$A$3"
    assert all(rules[place].formula1 == "FALSE" for place in ("A2:A4", "D2:D4", "H2:H4"))
    assert workspace.path not in path.parents
    assert not list(workspace.path.parent.glob(".ocr-intake*"))


def test_what_is_typed_comes_back(workspace: Workspace, path: Path) -> None:
    number = group(workspace, (1, 0), (2, 0))
    workspace.opinion_groups.retitle("dx", number, "開館時間の延長", by="係員A")
    write(workspace, path)
    type_into(path, "S0002-1", "検討します。\n来年度に試行します。")
    type_into(path, "S0002-1", "ｂ：盛り込み済のもの", CATEGORY)
    type_into(path, "S0003-1", "短くした趣旨", GIST)
    done = read(workspace, path)
    assert (done.changed, done.conflicts, done.missing, done.vanished) == (3, (), (), ())
    first, second, third = answered_rows(workspace, "dx")
    assert first == AnsweredRow(
        "G1", 1, "開館時間の延長", ("S0001-1", "S0002-1"), 2, "検討します。\n来年度に試行します。", "B"
    )
    assert (second.key, second.answer, second.category) == ("S0001-2", None, None)
    assert (third.gist, third.answer) == ("短くした趣旨", None)
    assert read(workspace, path).changed == 0


def test_writing_again_reads_first(workspace: Workspace, path: Path) -> None:
    write(workspace, path)
    type_into(path, "S0001-2", "増便します。")
    with by_hand(path) as sheet:
        sheet.cell(1, 9).value = "担当課"
        sheet.cell(row_of(sheet, "S0001-1"), 9).value = "生涯学習課"
    done = write(workspace, path)
    assert done.read is not None
    assert (done.read.changed, done.new) == (2, ())
    head, first, second, *_ = shown(path)
    assert head[-1] == "担当課"
    assert (first[-1], second[5]) == ("生涯学習課", "増便します。")
    again = write(workspace, path)
    assert again.read is not None
    assert again.read.changed == 0


def test_an_own_column_without_text_stays(workspace: Workspace, path: Path) -> None:
    write(workspace, path)
    with by_hand(path) as sheet:
        sheet.cell(1, 9).value = "担当課"
    write(workspace, path)
    assert shown(path)[0][-1] == "担当課"


def test_sorted_moved_and_deleted(workspace: Workspace, path: Path) -> None:
    write(workspace, path)
    type_into(path, "S0001-2", "増便します。")
    book = openpyxl.load_workbook(path)
    head, *rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    order = [7, 5, 0, 6, 1, 4, 3, 2]
    rows = [row for row in reversed(rows) if row[2] != "S0003-1"]
    del book["市の考え方"]
    sheet = book.create_sheet("写し")
    sheet.append(["部内の表題"])
    for row in (head, *rows):
        sheet.append([row[place] for place in order])
    book.save(path)
    done = read(workspace, path)
    assert (done.changed, done.missing) == (1, ("S0003-1",))
    assert answers(workspace)["S0001-2"] == "増便します。"


def test_new_opinions_are_added_and_numbers_stay(workspace: Workspace, path: Path) -> None:
    review = Review(workspace, "点検 花子")
    review.reopen(1)
    assert write(workspace, path).new == ("S0002-1", "S0003-1")
    review.accept_submission(review.task(1))
    assert [(row.number, row.key) for row in answered_rows(workspace, "dx")][2:] == [(3, "S0001-1"), (4, "S0001-2")]
    assert write(workspace, path).new == ("S0001-1", "S0001-2")
    assert [row[0] for row in shown(path)[1:]] == ["1", "2", "3", "4"]


def test_what_was_typed_for_a_row_that_vanishes_is_kept_and_shown(workspace: Workspace, path: Path) -> None:
    write(workspace, path)
    type_into(path, "S0001-1", "検討します。")
    type_into(path, "S0003-1", "承りました。")
    group(workspace, (1, 0), (2, 0))
    Review(workspace, "点検 花子").reopen(3)
    done = read(workspace, path)
    assert (done.changed, done.vanished, done.missing) == (2, ("S0001-1", "S0003-1"), ("G1",))
    written = write(workspace, path)
    assert [(each.key, each.number, each.vanished) for each in written.leftovers] == [
        ("S0001-1", 1, True),
        ("S0003-1", 4, True),
    ]
    left = openpyxl.load_workbook(path)["別に保管した記入"]
    assert [cell.value for cell in left[2]][:4] == ["S0001-1", "市の考え方", "検討します。", "係員A"]
    assert write(workspace, path).leftovers == written.leftovers, "the sheet that only tells is no hindrance"
    workspace.opinion_groups.undo("dx", by="係員A")
    assert answers(workspace)["S0001-1"] == "検討します。", "the row is back, and so is its answer"


def test_two_copies(workspace: Workspace, path: Path, tmp_path: Path) -> None:
    write(workspace, path)
    copy = tmp_path / "福祉課.xlsx"
    copy.write_bytes(path.read_bytes())
    type_into(path, "S0001-1", "一方の案")
    type_into(copy, "S0001-1", "他方の案")
    type_into(copy, "S0001-2", "増便します。")
    read(workspace, path)
    done = read(workspace, copy, by="係員B")
    assert (done.changed, [(each.key, each.part, each.by) for each in done.conflicts]) == (
        1,
        [("S0001-1", "answer", "係員A")],
    )
    assert answers(workspace)["S0001-1"] == "一方の案"
    (left,) = write(workspace, copy).leftovers
    assert (left.value, left.vanished) == ("他方の案", False)
    assert "他方の案" in everything(copy)
    type_into(copy, "S0001-1", "折衷案")
    assert read(workspace, copy).conflicts == ()
    assert write(workspace, copy).leftovers == ()


def test_a_file_that_is_there_and_holds_more_is_not_written_over(workspace: Workspace, path: Path) -> None:
    write(workspace, path)
    before = path.read_bytes()
    type_into(path, "S0001-1", "検討します。")
    book = openpyxl.load_workbook(path)
    book.create_sheet("課の控え")["B2"] = "内線 12"
    book.worksheets[0]["F2"].comment = openpyxl.comments.Comment("あとで", "係員")
    book["反映区分"]["A9"] = "課の覚え"
    book.save(path)
    with pytest.raises(WouldBeLostError) as caught:
        write(workspace, path)
    assert [(problem.sheet, problem.code) for problem in caught.value.problems] == [
        ("市の考え方", "comment"),
        ("反映区分", "other_sheet"),
        ("課の控え", "other_sheet"),
    ]
    assert "内線" not in str(caught.value)
    assert path.read_bytes() != before
    assert read(workspace, path).changed == 1, "read it can be"


def test_an_open_file_is_not_written_over(workspace: Workspace, path: Path) -> None:
    write(workspace, path)
    for name in (f"~${path.name}", f".~lock.{path.name}#"):
        mark = path.parent / name
        mark.touch()
        with pytest.raises(TableOpenError):
            write(workspace, path)
        mark.unlink()
    write(workspace, path)
    with pytest.raises(NotXlsxNameError):
        write(workspace, path.with_suffix(".csv"))


def test_no_personal_data_of_the_submitter_is_in_the_gist(tmp_path: Path) -> None:
    texts = (("見本太郎です。電話は019-000-0000です。",),)
    with verified_workspace(tmp_path, texts) as workspace:
        (row,) = answered_rows(workspace, "dx")
    assert "見本" not in row.gist
    assert "019" not in row.gist


def test_who_counts_once_and_what_does_not_count(workspace: Workspace) -> None:
    number = group(workspace, (1, 0), (2, 0))
    group_row = next(row for row in answered_rows(workspace, "dx", submitters={2: 1}) if row.key == f"G{number}")
    assert (group_row.submitters, len(group_row.opinions)) == (1, 2)
    left = answered_rows(workspace, "dx", left_out={1})
    assert [(row.key, row.opinions) for row in left] == [("G1", ("S0002-1",)), ("S0003-1", ("S0003-1",))]


def test_a_text_that_a_cell_cannot_hold_and_odd_ones(tmp_path: Path) -> None:
    odd = ("_x000D_と_x0041_", "\u3000字下げ。\r\n二行目\n", "長" * 40_000, "&<>\"' ]]>", "𠮷野家", "'=1+1")
    with verified_workspace(tmp_path, (odd,)) as workspace:
        write(workspace, tmp_path / "t.xlsx")
        texts = [row[1] for row in shown(tmp_path / "t.xlsx")[1:]]
        assert texts[2].endswith("（続きは S0001-3 の意見を見てください）")
        assert texts[4:] == ["𠮷野家", "'=1+1"]
        assert read(workspace, tmp_path / "t.xlsx").changed == 0, "what was written is not what somebody typed"
        assert answered_rows(workspace, "dx")[2].gist == odd[2]


def test_an_illegible_opinion_has_its_row(tmp_path: Path) -> None:
    with verified_workspace(tmp_path) as workspace:
        review = Review(workspace, "点検 花子")
        review.reopen(3)
        opinion = workspace.submission(3).opinions[0]
        workspace.decisions.decide(opinion.id, Decision.ILLEGIBLE, by="係員A", version=opinion.version)
        review.accept_submission(review.task(3))
        assert workspace.submission(3).field(FieldName.NAME).value
        assert answered_rows(workspace, "dx")[-1].gist == "（判読できない意見）"


def test_it_is_in_the_audit(workspace: Workspace, path: Path) -> None:
    write(workspace, path)
    type_into(path, "S0001-1", "秘密の案")
    read(workspace, path)
    trail = [event for event in workspace.audit_trail() if event.action.startswith("answers.")]
    assert [event.action for event in trail] == ["answers.written", "answers.read"]
    assert "秘密" not in repr(trail)


def test_an_english_table_is_read_all_the_same(
    workspace: Workspace, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCR_INTAKE_LANG", "en")
    write(workspace, path)
    with by_hand(path) as sheet:
        sheet.cell(2, column(sheet, "The city's answer")).value = "増便します。"
    monkeypatch.setenv("OCR_INTAKE_LANG", "ja")
    assert read(workspace, path).changed == 1
    write(workspace, path)
    assert ANSWER in shown(path)[0]
