"""Tables as offices write them: every encoding, quoted line breaks, and what is refused with a reason."""

import io
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from ocr_intake.intake.tables import NotATableError, read_csv
from ocr_intake.intake.workbooks import read_workbook
from tests.review.importing import as_csv

TABLE = [("番号", "意見"), ("1", '二行の\r\n意見、"引用"'), ("2", "①と㈱と髙")]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16"])
def test_the_encoding_is_found(encoding: str) -> None:
    table = read_csv(as_csv(TABLE[1:], TABLE[0]).encode(encoding))
    assert table.headings == TABLE[0]
    assert [row.cells for row in table.rows] == TABLE[1:]
    assert [row.number for row in table.rows] == [2, 3]


def test_tabs_are_found_and_can_be_said() -> None:
    tabbed = "番号\t意見\r\n1\t一, 二, 三\r\n".encode("cp932")
    assert read_csv(tabbed).rows[0].cells == ("1", "一, 二, 三")
    assert read_csv("番号\n1\n".encode(), tabs=True).headings == ("番号",)


def test_rows_above_the_headings_are_passed_over_and_blank_rows_too() -> None:
    table = read_csv("応募フォーム\n\n番号,意見\n,\n7,賛成\n".encode(), heading_row=3)
    assert [(row.number, row.cells) for row in table.rows] == [(5, ("7", "賛成"))]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "headings"),
        (b"\n\n", "headings"),
        ("番号,意見\n1,賛成,余り\n".encode(), "wide"),
        ('番号,意見\n1,"閉じない\n'.encode(), "quotes"),
        ("番号,意見\n".encode() + b"1,\xff\xff\xfe\n", "no_encoding"),
        (",".join(map(str, range(600))).encode(), "columns"),
        (b"a\n" + b"1\n" * 100_001, "rows"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(NotATableError) as refused:
        read_csv(content)
    assert refused.value.values["code"] == code
    assert str(refused.value)


def test_an_encoding_that_is_said_is_not_guessed() -> None:
    assert read_csv("見出し\n値\n".encode("euc-jp"), "euc-jp").headings == ("見出し",)
    with pytest.raises(NotATableError) as refused:
        read_csv("見出し\n値\n".encode("cp932"), "utf-8")
    assert refused.value.values["code"] == "encoding"


cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)


@given(st.lists(st.tuples(cells, cells, cells), max_size=6))
def test_csv_and_a_workbook_say_the_same(rows: list[tuple[str, str, str]]) -> None:
    headings = ("あ", "い", "う")
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for number, cells_of in enumerate([headings, *rows]):
            for column, cell in enumerate(cells_of):
                sheet.write_string(number, column, cell)
    read = read_csv(as_csv(rows, headings).encode("utf-8-sig"), "utf-8")
    assert read_workbook(book.getvalue()) == read
    assert [row.cells for row in read.rows] == [each for each in rows if any(cell.strip() for cell in each)]


def workbook(fill: Callable[[Workbook], None]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    fill(book)
    book.save(out)
    return out.getvalue()


def test_numbers_and_days_are_text_and_formulas_are_told() -> None:
    def fill(book: Workbook) -> None:
        book.active.append(["番号", "日", "式", "小数"])
        book.active.append([7.0, None, "=1+1", 0.5])
        book.active["B2"] = "2021-09-01"
        book.create_sheet("別").append(["x"])

    (row,) = read_workbook(workbook(fill)).rows
    assert (row.cells, row.formula) == (("7", "2021-09-01", "", "0.5"), True)
    assert read_workbook(workbook(fill), "別").headings == ("x",)
    with pytest.raises(NotATableError) as refused:
        read_workbook(workbook(fill), "ない")
    assert refused.value.values["code"] == "sheet"


def changed(content: bytes, name: str, data: bytes) -> bytes:
    """A workbook with another part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            if each.filename != name:
                new.writestr(each, old.read(each))
        new.writestr(name, data)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
PLAIN = workbook(lambda book: book.active.append(["番号"]))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 no archive", "workbook"),
        (PLAIN[: len(PLAIN) // 2], "workbook"),
        (changed(PLAIN, SHEET, b"<worksheet>"), "workbook"),
        (changed(PLAIN, SHEET, b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'), "workbook"),
        (changed(PLAIN, SHEET, "<worksheet/>".encode("utf-16")), "workbook"),
        (changed(PLAIN, "xl/media/large.bin", b"0" * 300_000_000), "bomb"),
    ],
)
def test_hostile_workbooks_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(NotATableError) as refused:
        read_workbook(content)
    assert refused.value.values["code"] == code
