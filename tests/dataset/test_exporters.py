"""One contract for every format: what goes in can be read back, and nothing in it is run by a spreadsheet."""

import csv
import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.dataset import EXPORTERS, CellTooLongError, NotInEncodingError, UnknownFormatError, exporter
from ocr_intake.dataset.errors import TableTooLongError
from ocr_intake.dataset.exporters.harmless import harmless, original
from ocr_intake.dataset.exporters.protocol import Exporter
from ocr_intake.dataset.table import Cell, Column, Row, Table, Word, cell_text
from ocr_intake.errors import MissingLibraryError

COLUMNS = tuple(Column(key) for key in ("submission_id", "opinion", "late", "received", "channel", "pages"))
DAY = date(2021, 9, 14)


TABLE = Table("comments", COLUMNS)


def table(*texts: str) -> tuple[Row, ...]:
    return tuple((f"S{n:04d}", text, n % 2 == 0, DAY, Word("fax"), (1, 12)) for n, text in enumerate(texts))


def written(form: Exporter, rows: Iterable[Row], scratch: Path | None = None) -> bytes:
    stream = io.BytesIO()
    with form.begin(TABLE, stream, scratch) as write:
        for row in rows:
            write(row)
    assert not stream.closed, "the file belongs to whoever opened it"
    return stream.getvalue()


def from_csv(data: bytes) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
    return [[original(cell) for cell in row] for row in rows]


def from_csv_for_excel(data: bytes, encoding: str = "utf-8-sig") -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(data.decode(encoding), newline="")))
    return [[original(cell, for_excel=True) for cell in row] for row in rows]


def from_csv_of_windows(data: bytes) -> list[list[str]]:
    return from_csv_for_excel(data, "cp932")


def from_parquet(data: bytes) -> list[list[str]]:
    table = pyarrow.parquet.read_table(io.BytesIO(data))
    back: dict[str, Callable[[Any], Cell]] = {"channel": Word, "pages": tuple}
    rows = [[cell_text(back.get(key, lambda cell: cell)(row[key])) for key in row] for row in table.to_pylist()]
    return [[Column(key).heading for key in table.column_names], *rows]


def from_json_lines(data: bytes) -> list[list[str]]:
    objects = [json.loads(line) for line in data.decode().split("\n")[:-1]]
    back: dict[str, Callable[[Any], Cell]] = {
        "received": date.fromisoformat,
        "channel": Word,
        "pages": tuple,
    }
    rows = []
    for made in objects:
        cells: list[Cell] = [back[key](value) if key in back else value for key, value in made.items()]
        rows.append([cell_text(cell) for cell in cells])
    return [[column.heading for column in COLUMNS], *rows]


def opened(data: bytes) -> Any:  # noqa: ANN401 - openpyxl has no types
    """The sheet as another program sees it."""
    return openpyxl.load_workbook(io.BytesIO(data)).active


def from_xlsx(data: bytes) -> list[list[str]]:
    sheet = opened(data)
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type in {"s", "d", "n"}, "never a formula"
            assert cell.data_type != "n" or cell.value is None, "never a number"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [[value.date().isoformat() if hasattr(value, "date") else value or "" for value in row] for row in rows]


READ = {
    "csv": from_csv,
    "csv-excel": from_csv_for_excel,
    "csv-cp932": from_csv_of_windows,
    "jsonl": from_json_lines,
    "xlsx": from_xlsx,
    "parquet": from_parquet,
}
forms = pytest.mark.parametrize("form", EXPORTERS, ids=lambda form: form.name)

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20)
dangerous = st.builds(
    lambda lead, sign, rest: lead + sign + rest,
    st.sampled_from(["", " ", "　", "'"]),
    st.sampled_from("=+-@＝＋－＠"),
    texts,
)


converted = st.sampled_from(["2-3", "'2-3", "２－３", "007", "令和3年9月1日", "1E5", " 12:30", "'0196513111"])


def in_cp932(char: str) -> bool:
    """What the encoding has, and gives back as it was."""
    return char.encode("cp932", errors="replace").decode("cp932") == char


@forms
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


@pytest.mark.parametrize(
    "text",
    [
        "2-3",
        "2/3",
        "10-2",
        "1-2-3",
        "2.10",
        "12:30",
        "9月14日",
        "令和3年9月1日",
        "R3.9.1",
        "0196513111",
        "1E5",
        "1234567890123456",
        "Mar-3",
        "２－３",
        " 2-3",
        "1 2/3",
    ],
)
def test_a_lot_number_does_not_become_a_date_in_excel(text: str) -> None:
    """Excel takes a cell of a CSV file that begins with an apostrophe as it is."""
    for name in ("csv-excel", "csv-cp932"):
        encoding = "cp932" if name == "csv-cp932" else "utf-8-sig"
        rows = list(csv.reader(io.StringIO(written(exporter(name), table(text)).decode(encoding), newline="")))
        assert rows[1][1] == f"'{text}"
        assert rows[1][3] == DAY.isoformat(), "a date is to be one"
        assert READ[name](written(exporter(name), table(text)))[1][1] == text
    assert from_csv(written(exporter("csv"), table(text)))[1][1] == text
    assert csv.DictReader(io.StringIO(written(exporter("csv"), table(text)).decode())).__next__()["意見"] == text
    cell = opened(written(exporter("xlsx"), table(text)))["B2"]
    assert (cell.data_type, cell.value, cell.number_format) == ("s", text, "@")


@pytest.mark.parametrize(
    "text",
    ["盛岡市内丸2-3", "019-651-3111", "020-8530", "12", "2-3と4-5", "2-3号室", "3丁目", "第2章", "2021年度", "100%"],
)
def test_what_excel_leaves_alone_is_left_alone(text: str) -> None:
    assert harmless(text, for_excel=True) == text


def wrote(first: Table, rows: Iterable[Row], second: Table, others: Iterable[Row]) -> None:
    """Two tables beside each other, as an export writes them."""
    form = exporter("csv-cp932")
    with form.begin(first, io.BytesIO(), None) as write, form.begin(second, io.BytesIO(), None) as beside:
        for row in rows:
            write(row)
        for row in others:
            beside(row)


def test_what_windows_cannot_write_is_refused_by_row_and_column_all_at_once() -> None:
    people = Table("personal", tuple(Column(key) for key in ("submission_id", "name", "opinion")))
    rows = [("S0001", "𠮷田 花子", "髙い"), ("S0002", "見本 太郎", "😀と☃と鷗"), ("S0003", "見本", "①〜②−③")]
    with pytest.raises(NotInEncodingError) as refused:
        wrote(TABLE, table("賛成", "☃"), people, rows)
    assert refused.value.places == (("S0001", "意見"), ("S0001", "氏名"), ("S0002", "意見"))
    assert "S0001 の「氏名」" in str(refused.value)
    assert "S0002 の「意見」" in str(refused.value)
    assert "𠮷" not in str(refused.value), "a message holds nothing of what was read"


def test_the_row_is_named_behind_what_says_whether_it_is_verified() -> None:
    people = Table("personal", tuple(Column(key) for key in ("status", "submission_id", "name")))
    with pytest.raises(NotInEncodingError, match="S0007 の「氏名」"):
        wrote(TABLE, (), people, [(Word("verified"), "S0007", "𠮷")])


def test_signs_that_windows_writes_another_way_are_the_same_signs() -> None:
    data = written(exporter("csv-cp932"), table("午前9時〜正午、−5度、‖、—"))
    assert from_csv_of_windows(data)[1][1] == "午前9時～正午、－5度、∥、―"


def test_what_the_encoding_of_windows_takes_it_gives_back() -> None:
    """Nothing becomes another character or a question mark on the way."""
    stay = [char for char in map(chr, [*range(0x20, 0xD800), *range(0xE000, 0x20000)]) if in_cp932(char)]
    assert len(stay) > 7_000
    assert not any("\ue000" <= char <= "\uf8ff" and not in_cp932(char) for char in stay)
    text = "".join(stay)
    assert text.encode("cp932").decode("cp932") == text


def test_parquet_keeps_types_and_is_written_in_groups() -> None:
    data = written(exporter("parquet"), table(*["意見"] * 2_500))
    file = pyarrow.parquet.ParquetFile(io.BytesIO(data))
    assert file.metadata.num_row_groups == 3
    assert [str(field.type) for field in file.schema_arrow] == [
        "string",
        "string",
        "bool",
        "date32[day]",
        "string",
        "list<element: int32>",
    ]
    assert file.read().to_pylist()[1] == {
        "submission_id": "S0001",
        "opinion": "意見",
        "late": False,
        "received": DAY,
        "channel": "fax",
        "pages": [1, 12],
    }


def test_parquet_without_its_library_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingLibraryError, match="pyarrow"), exporter("parquet").begin(TABLE, io.BytesIO(), None):
        pass


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
