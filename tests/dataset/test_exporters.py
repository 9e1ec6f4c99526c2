"""One contract for every format: what goes in can be read back, and nothing in it is run by a spreadsheet."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_intake.dataset import EXPORTERS, CellTooLongError, UnknownFormatError, exporter
from ocr_intake.dataset.errors import TableTooLongError
from ocr_intake.dataset.exporters.harmless import harmless, original
from ocr_intake.dataset.exporters.protocol import Exporter
from ocr_intake.dataset.table import Column, Row, Table, cell_text
from tests.dataset.reading import COLUMNS, READ, from_xlsx, in_cp932, opened, table, written

forms = pytest.mark.parametrize("form", EXPORTERS, ids=lambda form: form.name)

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20)
dangerous = st.builds(
    lambda lead, sign, rest: lead + sign + rest,
    st.sampled_from(["", " ", "　", "'"]),
    st.sampled_from("=+-@＝＋－＠"),
    texts,
)


converted = st.sampled_from(["2-3", "'2-3", "２－３", "007", "令和3年9月1日", "1E5", " 12:30", "'0196513111"])


@forms
@settings(deadline=None)  # pyarrow takes half a second to import
@given(content=st.lists(texts | dangerous | converted, max_size=3))
def test_everything_can_be_read_back(form: Exporter, content: list[str]) -> None:
    if form.name == "csv-cp932":
        content = ["".join(char for char in text if in_cp932(char)) for text in content]
    made = table(*content)
    expected = [[column.heading for column in COLUMNS], *([cell_text(cell) for cell in row] for row in made)]
    assert READ[form.name](written(form, made)) == expected


@forms
def test_line_breaks_and_signs_stay(form: Exporter) -> None:
    content = (
        '一行目\n二行目、"引用", と;区切り\t',
        "　字下げした意見",
        "NULL",
        "007",
        "1-2",
        "𠮷野家の髙橋さん﨑" if form.name != "csv-cp932" else "髙橋さん﨑①㈱Ⅳ",
        "2021/9/1",
    )
    read = READ[form.name](written(form, table(*content)))
    assert tuple(row[1] for row in read[1:]) == content


@forms
def test_an_empty_table_has_its_headings(form: Exporter) -> None:
    assert READ[form.name](written(form, table())) == [[column.heading for column in COLUMNS]]


@forms
def test_names_are_found_and_distinct(form: Exporter) -> None:
    assert exporter(form.name) is form
    assert [made.name for made in EXPORTERS].count(form.name) == 1
    assert form.suffix.startswith(".")


@forms
def test_the_same_table_gives_the_same_rows_in_english(form: Exporter, english: None) -> None:
    read = READ[form.name](written(form, table("意見")))
    assert read[0] == ["Submission", "Text", "Late", "Received", "Channel", "Pages"]
    assert read[1] == ["S0000", "意見", "yes", "2021-09-14", "fax", "p.1 p.12"]


def test_an_unknown_format_is_said() -> None:
    with pytest.raises(UnknownFormatError, match="csv, csv-excel, csv-cp932, jsonl, xlsx, parquet"):
        exporter("pdf")


ATTACKS = (
    '=HYPERLINK("http://example.invalid","見る")',
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "　=1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠a",
    "　＝1",
    "'=1",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_formula_is_made_harmless_and_can_be_had_back(attack: str) -> None:
    assert harmless(attack) == f"'{attack}"
    assert original(harmless(attack)) == attack


@pytest.mark.parametrize(
    "text", ["", "賛成です。", "1-2", "A=B", "'引用'", "''", "（=の意味）", "ー長音", "・項目", "a@b"]
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert harmless(text) == text == original(text)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | dangerous)
def test_making_harmless_can_always_be_undone(text: str) -> None:
    made = harmless(text)
    assert original(made) == text
    assert made.strip("\ufeff\u200b \t\r\n\u3000")[:1] not in set("=+-@＝＋－＠") or made[:1] == "'"


@pytest.mark.parametrize("name", ["csv", "csv-excel", "csv-cp932"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_a_csv_begins_like_a_formula(name: str, attack: str) -> None:
    if name == "csv-cp932":
        attack = attack.replace("\u00a0", " ").replace("\ufeff", " ")
    data = written(exporter(name), table(attack)).decode("cp932" if name == "csv-cp932" else "utf-8-sig")
    for row in csv.reader(io.StringIO(data, newline="")):
        for cell in row:
            assert cell.lstrip()[:1] not in set("=+-@＝＋－＠")
            assert cell[:1] not in set("\t\r\n")


def test_json_lines_are_not_touched() -> None:
    for attack in ATTACKS:
        (line,) = written(exporter("jsonl"), table(attack)).splitlines()
        assert json.loads(line)["opinion"] == attack


def test_a_line_of_json_is_one_line_to_everybody() -> None:
    data = written(exporter("jsonl"), table("一\u2028二\u2029三\u0085四\r五\n六")).decode()
    assert len(data.splitlines()) == 1
    assert json.loads(data)["opinion"] == "一\u2028二\u2029三\u0085四\r五\n六"


def test_excel_needs_its_mark_and_line_ends() -> None:
    plain, excel = (written(exporter(name), table("一", "二")) for name in ("csv", "csv-excel"))
    assert excel.startswith(b"\xef\xbb\xbf")
    assert excel.count(b"\xef\xbb\xbf") == 1
    assert excel.count(b"\r\n") == excel.count(b"\n") == 3
    assert not plain.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in plain


def test_a_text_that_a_sheet_would_cut_off_is_refused() -> None:
    longest = "見" * 32_767
    assert from_xlsx(written(exporter("xlsx"), table(longest)))[1][1] == longest
    for text in (longest + "る", "𠮷" * 16_384):
        with pytest.raises(CellTooLongError, match="S0000"):
            written(exporter("xlsx"), table(text))


def test_more_than_a_sheet_holds_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("ocr_intake.dataset.exporters.workbook._MOST_ROWS", 3)
    assert len(from_xlsx(written(exporter("xlsx"), table("一", "二")))) == 3
    with pytest.raises(TableTooLongError, match="CSV"):
        written(exporter("xlsx"), table("一", "二", "三"))
    monkeypatch.setattr("ocr_intake.dataset.exporters.workbook._MOST_ROWS", 9)
    monkeypatch.setattr("zipfile.ZIP64_LIMIT", 2_000)
    with pytest.raises(TableTooLongError):
        written(exporter("xlsx"), table(*["意見" * 100] * 5), tmp_path)


def test_what_xml_cannot_hold_is_replaced() -> None:
    assert from_xlsx(written(exporter("xlsx"), table("一\x07二\ufffe")))[1][1] == "一\ufffd二\ufffd"


OWN_WRITING = ("_x0041_と_x41_", "<&>]]>", "<r>太字</r>", "<r><t>太字</t></r>", "<r>&</r>", " 空白 ", "<r></r>")


def test_what_looks_like_a_sheet_s_own_writing_stays_what_it_is(tmp_path: Path) -> None:
    """In memory and by temporary files; what the library takes for its own markup is text here."""
    for scratch in (None, tmp_path):
        data = written(exporter("xlsx"), table(*OWN_WRITING, "一\r\n二\r三", "一\x07二"), scratch)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            name = "xl/sharedStrings.xml" if scratch is None else "xl/worksheets/sheet1.xml"
            assert "_x005F_x0041_と_x41_" in archive.read(name).decode()
        read = [row[1] for row in from_xlsx(data)[1:]]
        assert read == [read[0], *OWN_WRITING[1:], "一\n二\n三", "一\ufffd二"]
        assert read[0].replace("_x005F_", "_") == OWN_WRITING[0]


def test_nothing_is_written_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Personal data has no place in the system's folder for temporary files."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "does not exist"))
    (tmp_path / "scratch").mkdir()
    for form in EXPORTERS:
        assert written(form, table("一"))
        assert written(form, table("一"), tmp_path / "scratch")
        assert list((tmp_path / "scratch").iterdir()) == []


def test_what_fails_halfway_leaves_nothing_open(tmp_path: Path) -> None:
    def rows() -> Iterable[Row]:
        yield table("一")[0]
        raise RuntimeError("halfway")

    for form in EXPORTERS:
        with pytest.raises(RuntimeError, match="halfway"):
            written(form, rows(), tmp_path)


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    for form in EXPORTERS:
        for scratch in (None, tmp_path):
            assert written(form, table("一"), scratch) == written(form, table("一"), scratch)


def test_a_workbook_says_nothing_of_who_wrote_it_when() -> None:
    properties = openpyxl.load_workbook(io.BytesIO(written(exporter("xlsx"), table("一")))).properties
    assert (properties.creator or "", properties.lastModifiedBy or "") == ("", "")
    assert {properties.created.year, properties.modified.year} == {1980}


def test_a_sheet_keeps_its_headings_in_view() -> None:
    sheet = opened(written(exporter("xlsx"), table("一")))
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert sheet["B2"].number_format == "@"
    assert sheet["D2"].is_date


def test_a_sheet_is_ready_to_be_filtered_and_printed() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(written(exporter("xlsx"), table("短い", "次")))).worksheets[0]
    assert sheet.auto_filter.ref == "A1:F3"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0), "1 where nothing is said"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"


def test_a_row_is_as_high_as_its_longest_text() -> None:
    texts = ("短い", "長い意見です。" * 12, "一行目\n二行目\n三行目", "長" * 9000)
    sheet = openpyxl.load_workbook(io.BytesIO(written(exporter("xlsx"), table(*texts)))).worksheets[0]
    short, long, lines, longest = (sheet.row_dimensions[row].height for row in (2, 3, 4, 5))
    assert (short, long, lines) == (18.75, 3 * 18.75, 3 * 18.75)
    assert longest == 408.75, "a sheet has no higher rows"


def test_every_heading_stands_on_one_line_beside_its_filter() -> None:
    columns = (Column("phone_as_written"), Column("late"))
    stream = io.BytesIO()
    with exporter("xlsx").begin(Table("personal", columns), stream, None):
        pass
    sheet = openpyxl.load_workbook(stream).worksheets[0]
    assert sheet.column_dimensions["A"].width >= 2 * len(columns[0].heading) + 3
