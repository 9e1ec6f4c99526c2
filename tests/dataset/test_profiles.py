"""Each format for somebody else, held against what that somebody's own program asks of it."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image

from ocr_intake.dataset import (
    PUBLIC,
    Exported,
    NotInEncodingError,
    OpinionTooLongError,
    Personal,
    PersonalInPublicError,
    Profile,
    SameFileError,
    export,
)
from ocr_intake.model.fields import FieldName
from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.pages import Channel
from ocr_intake.model.review import Decision, SubmissionDecision
from ocr_intake.model.submission import Submission
from ocr_intake.pipeline.importing import ImportedFile, take_in
from ocr_intake.review.importing import Rows
from ocr_intake.store import Workspace
from tests.review.importing import HEADINGS, consultation, mapping
from tests.review.importing import row as web_row
from tests.store.builders import VALUES, empty_workspace, submission, workspace_with

ASKING = consultation(imported="verified")
ACCEPTED, REJECTED = SubmissionDecision.ACCEPTED, SubmissionDecision.REJECTED
MADE = (
    submission(opinions=("見本太郎です。歩道を広く。", "=SUM(1)と書いた意見です。")),
    submission(opinions=("まだ確認されていない意見です。",)),
    submission(opinions=("却下された意見です。",), name="例 花子"),
    submission(opinions=("賛成", "公開を望まない意見です。"), name=None, organization="見本商店会"),
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """1 and 4 accepted, 3 rejected, 2 waiting."""
    with workspace_with(tmp_path, *MADE) as opened:
        for number in (1, 4):
            opened.decisions.decide_submission(number, ACCEPTED, by="係員B", version=0)
        opened.decisions.decide_submission(3, REJECTED, "重複", by="係員B", version=0)
        yield opened


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Workspace]:
    """Two comments of a web form, one of them not to be published."""
    asked = {"kubun": "区分", "koukai": "状態"}
    rows = Rows(mapping(attributes=asked), ASKING, date(2021, 9, 10))
    cells = [
        web_row(状態="可", 意見1="公開してよい意見です。"),
        web_row(番号="2", 状態="不可", 意見1="公開を望まない意見です。"),
    ]
    with empty_workspace(tmp_path / "web") as workspace:
        made = list(rows.comments(HEADINGS, [(at, each, False) for at, each in enumerate(cells, 2)]))
        file = ImportedFile("web.csv", "0" * 64)
        take_in(workspace, made, ASKING, Channel.WEB, file, by="係員A", today=date(2021, 9, 10), told=lambda _: None)
        yield workspace


def run(workspace: Workspace, folder: Path, *formats: str, **profile: Any) -> Exported:  # noqa: ANN401
    personal = Personal.NONE if PUBLIC & set(formats) else Personal.SEPARATE
    return export(workspace, folder, Profile(**{"formats": formats, "personal": personal, **profile}), by="係員A")


def rows_of(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(encoding), newline="")))


# ------------------------------------------------------------------------- validators, by the rules of their consumers


def check_kouchou_ai(data: bytes) -> list[dict[str, str]]:
    """As ``parseCsv.ts`` and ``steps/extraction.py`` of kouchou-ai read a file."""
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))
    assert not data.startswith(b"\xef\xbb\xbf"), "the first heading would be another one"
    for row in rows:
        assert {"comment-id", "comment-body"} <= row.keys()
        assert all(
            key in {"comment-id", "comment-body", "source", "url"} or key.startswith("attribute_") for key in row
        )
        assert row["comment-body"].strip()
        assert None not in row, "as many cells as headings"
    ids = [row["comment-id"] for row in rows]
    assert len(ids) == len(set(ids)), "rows are looked up by their ids"
    return rows


def check_tttc(data: bytes) -> list[dict[str, str]]:
    """As ``csv-validation``, ``csv-security`` and ``simple_sanitizer.py`` of tttc-light-js have it."""
    text = data.decode("utf-8")
    assert "\ufffd" not in text
    assert not re.search(r",{100,}|\"{100,}|\n{1000,}|.{100000,}", text)
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(text.splitlines()) <= 10_000
    for row in rows:
        assert list(row) == ["id", "interview", "comment"], "anything else gives a warning"
        assert len(row["comment"].strip()) >= 3
        assert len(row["comment"]) <= 10_000
        for cell in row.values():
            assert not re.match(r"=|\+[a-zA-Z]+\(|-[a-zA-Z]+\(|@[a-zA-Z]+\(|\t=", cell.strip())
    return rows


def check_themefinder(data: bytes) -> list[dict[str, str]]:
    """As ``models.py`` and ``llm_batch_processor.py`` of themefinder take responses."""
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))
    for row in rows:
        assert list(row) == ["response_id", "response"]
        assert int(row["response_id"]) > 0
        assert row["response"].strip()
    ids = [int(row["response_id"]) for row in rows]
    assert len(ids) == len(set(ids))
    return rows


# --------------------------------------------------------------------------------------------------------- for programs


def test_kouchou_ai_takes_what_is_written_for_it(workspace: Workspace, tmp_path: Path) -> None:
    done = run(workspace, tmp_path / "out", "kouchou-ai")
    assert [path.name for path in done.files] == [
        "kouchou-ai.csv",
        "personal-data-report.csv",
        "personal-data-report.txt",
    ]
    rows = check_kouchou_ai(done.files[0].read_bytes())
    assert rows[0] == {
        "comment-id": "S0001-1",
        "comment-body": "○○です。歩道を広く。",
        "source": "郵送",
        "attribute_submitter_kind": "個人",
    }
    assert [row["comment-id"] for row in rows] == ["S0001-1", "S0001-2", "S0004-1", "S0004-2"]


def test_talk_to_the_city_takes_what_is_written_for_it(workspace: Workspace, tmp_path: Path) -> None:
    done = run(workspace, tmp_path / "out", "tttc")
    rows = check_tttc(done.files[0].read_bytes())
    assert rows[0] == {"id": "S0001-1", "interview": "S0001", "comment": "○○です。歩道を広く。"}
    assert rows[1]["comment"] == "'=SUM(1)と書いた意見です。"
    assert [row["id"] for row in rows] == ["S0001-1", "S0001-2", "S0004-2"]
    assert done.untaken == 1, "two characters are dropped there without a word"


def test_themefinder_takes_what_is_written_for_it(workspace: Workspace, tmp_path: Path) -> None:
    rows = check_themefinder(run(workspace, tmp_path / "out", "themefinder").files[0].read_bytes())
    assert [row["response_id"] for row in rows] == ["10001", "10002", "40001", "40002"]


def test_too_long_an_opinion_is_refused_by_its_number(tmp_path: Path) -> None:
    texts = ("あ" * 10_000, "い" * 10_001, "-" + "う" * 9_999)
    with workspace_with(tmp_path, submission(opinions=texts)) as workspace:
        workspace.decisions.decide_submission(1, ACCEPTED, by="係員B", version=0)
        with pytest.raises(OpinionTooLongError, match=r"10,000.*S0001-2, S0001-3$"):
            run(workspace, tmp_path / "out", "tttc")
        assert list((tmp_path / "out").iterdir()) == []
        assert run(workspace, tmp_path / "out", "kouchou-ai").opinions == 3


def test_what_nobody_can_read_is_left_out(tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission(opinions=("読める意見です。", "消えた意見"))) as workspace:
        opinion = workspace.submission(1).opinions[1]
        made = workspace.decisions.decide(opinion.id, Decision.ILLEGIBLE, by="係員B", version=0)
        workspace.decisions.decide_submission(1, ACCEPTED, by="係員B", version=made.version)
        done = run(workspace, tmp_path / "out", "kouchou-ai", "tttc", "themefinder")
        for path, check in zip(done.files[::1], (check_kouchou_ai, None, check_tttc, check_themefinder), strict=False):
            if check is not None:
                assert len(check(path.read_bytes())) == 1
        assert (done.opinions, done.untaken) == (2, 3)


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_formats_for_the_public_hold_nothing_personal(workspace: Workspace, tmp_path: Path, name: str) -> None:
    with pytest.raises(PersonalInPublicError, match=name):
        run(workspace, tmp_path / "out", name, personal=Personal.SEPARATE)
    assert not (tmp_path / "out").exists()
    for path in run(workspace, tmp_path / "out", name).files:
        text = path.read_text(encoding="utf-8")
        assert not any(value in text for value in (*VALUES.values(), "見本太郎", "見本商店会", "scan001"))


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_formats_for_the_public_leave_out_who_wants_none_of_it(web: Workspace, tmp_path: Path, name: str) -> None:
    done = run(web, tmp_path / "out", name, consultations=(ASKING,))
    (only,) = rows_of(done.files[0])
    assert "公開してよい意見です。" in only.values()
    assert (done.submissions, done.withheld) == (2, 1)
    if name == "kouchou-ai":
        assert only["attribute_kubun"] == "在住"
        assert not any(key.endswith("koukai") for key in only), "what is not published is no column either"


def test_several_formats_at_once_share_the_report(workspace: Workspace, tmp_path: Path) -> None:
    done = run(workspace, tmp_path / "out", "csv-excel", "kouchou-ai", "tttc")
    assert sorted(path.name for path in done.files) == [
        "comments.csv",
        "kouchou-ai.csv",
        "personal-data-report.csv",
        "personal-data-report.txt",
        "tttc.csv",
    ]


def test_two_formats_in_one_file_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(SameFileError, match=r"comments\.xlsx"):
        run(workspace, tmp_path / "out", "xlsx", "excel")


# --------------------------------------------------------------------------------------------------------- for the city


def test_the_register_holds_everything_that_came_and_nobody(workspace: Workspace, tmp_path: Path) -> None:
    (path,) = run(workspace, tmp_path / "out", "register-excel").files
    rows = rows_of(path, "utf-8-sig")
    assert path.name == "register.csv"
    assert list(rows[0]) == ["提出番号", "受付日", "提出方法", "個人・団体の別", "状態", "期限後"]
    assert [(row["提出番号"], row["状態"]) for row in rows] == [
        ("S0001", "確定"),
        ("S0002", "点検待ち"),
        ("S0003", "対象外"),
        ("S0004", "確定"),
    ]
    assert {(row["受付日"], row["提出方法"]) for row in rows} == {("2021-09-01", "郵送")}
    assert not any(value in str(rows) for value in (*VALUES.values(), "例 花子", "見本商店会"))


def test_what_windows_cannot_write_is_said_of_all_tables_at_once(tmp_path: Path) -> None:
    made = submission(opinions=("𠮷野川の橋を直してほしい。",), name="𠮷田 花子")
    with workspace_with(tmp_path, made, submission(opinions=("☃",))) as workspace:
        for number in (1, 2):
            workspace.decisions.decide_submission(number, ACCEPTED, by="係員B", version=0)
        with pytest.raises(NotInEncodingError) as refused:
            run(workspace, tmp_path / "out", "csv-cp932")
        assert refused.value.places == (("S0001-1", "意見"), ("S0002-1", "意見"), ("S0001", "氏名"))
        assert list((tmp_path / "out").iterdir()) == [], "nothing is left half written"


def with_pages(workspace: Workspace, *numbers: int) -> None:
    """Pages that are pictures, with something written where the values stand."""
    for number in numbers:
        made = workspace.submission(number)
        image = Image.new("L", (1000, 1400), 255)
        image.paste(0, (120, 110, 380, 130))
        image.paste(0, (50, 550, 850, 850))
        image.save(workspace.files.page_image(made.sha256, 1), "PNG")


def test_excel_shows_each_value_s_picture_beside_it(workspace: Workspace, tmp_path: Path) -> None:
    with_pages(workspace, 1)
    comments, personal = (openpyxl.load_workbook(path) for path in run(workspace, tmp_path / "out", "excel").files)
    sheet = comments.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    assert headings[:6] == ["意見番号", "提出番号", "個人・団体の別", "意見", "意見（画像）", "判読不能"]
    assert [sheet.cell(row, 4).value for row in range(2, 6)] == [
        "見本太郎です。歩道を広く。",
        "=SUM(1)と書いた意見です。",
        "賛成",
        "公開を望まない意見です。",
    ]
    places = [(image.anchor._from.row, image.anchor._from.col) for image in sheet._images]
    assert places == [(1, 4), (2, 4)], "the fourth submission has no page that is a picture"
    assert all(sheet.row_dimensions[row + 1].height > 100 for row, _ in places)
    sheet = personal.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    shown = [headings[image.anchor._from.col] for image in sheet._images]
    assert shown == ["氏名（画像）", "郵便番号（画像）", "住所（画像）", "電話番号（画像）"]
    assert [headings[headings.index(name) - 1] for name in shown] == ["氏名", "郵便番号", "住所", "電話番号"]
    with Image.open(io.BytesIO(sheet._images[0]._data())) as picture:
        assert picture.width <= 420
        assert picture.convert("L").getextrema() == (0, 255), "what is written there is to be seen"


def test_a_value_on_no_page_has_no_picture(tmp_path: Path) -> None:
    made: Submission = submission()
    beside = Region(1, Box(5000, 5000, 5100, 5100))
    fields = tuple(replace(f, regions=(beside,)) if f.name is FieldName.NAME else f for f in made.fields)
    with workspace_with(tmp_path, replace(made, fields=fields)) as workspace:
        with_pages(workspace, 1)
        workspace.decisions.decide_submission(1, ACCEPTED, by="係員B", version=0)
        _, personal = run(workspace, tmp_path / "out", "excel").files
        assert len(openpyxl.load_workbook(personal).worksheets[0]._images) == 3


def test_without_personal_data_there_are_no_pictures(workspace: Workspace, tmp_path: Path) -> None:
    """A picture of an opinion shows what is masked in it."""
    with_pages(workspace, 1)
    done = run(workspace, tmp_path / "out", "excel", personal=Personal.NONE)
    assert [path.name for path in done.files][:1] == ["comments.xlsx"]
    for path in done.files[:2]:
        assert openpyxl.load_workbook(path).worksheets[0]._images == []


def test_pictures_pass_through_the_workspace_alone(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "does not exist"))
    left = workspace.path / "scratch" / "export-left"
    left.mkdir(parents=True)
    with_pages(workspace, 1)
    files = run(workspace, tmp_path / "out", "excel").files
    assert list((workspace.path / "scratch").iterdir()) == [], "what a killed export left is gone, too"
    for path in files:
        with zipfile.ZipFile(path) as packed:
            data = b"".join(name.encode() + packed.read(name) for name in packed.namelist())
        assert b"export-" not in data, "where a picture waited is in no file"
        assert str(workspace.path).encode() not in data


def test_a_copy_that_is_only_read_is_exported_from_without_temporary_files(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "does not exist"))
    with_pages(workspace, 1)
    workspace.close()
    with Workspace.open_read_only(workspace.path) as copy:
        assert len(openpyxl.load_workbook(run(copy, tmp_path / "out", "excel").files[0]).worksheets[0]._images) == 2
    assert not (workspace.path / "scratch").exists()
