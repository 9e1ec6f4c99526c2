"""The result as a workbook of two sheets, and its table as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, Final

from ocr_intake.dataset.exporters.csv_file import CsvExporter
from ocr_intake.dataset.exporters.workbook import cell_style, new_workbook, row_height, write_text
from ocr_intake.dataset.table import Column, Table
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ocr_intake.dataset.publish.result import Result

_WIDTHS: Final = (8, 60, 60, 12)
"""Of the table's columns, in characters."""
_OVERVIEW: Final = (24, 50, 12)


def write_csv(result: Result, stream: BinaryIO, scratch: Path | None) -> None:
    """The table alone, UTF-8 with a byte order mark, for Excel; a draft says so in a first column."""
    draft = (t("publish.draft_mark"),) if result.draft else ()
    headings = (*((t("publish.column.state"),) if result.draft else ()), *result.headings)
    table = Table("results", tuple(Column(heading, fixed=heading) for heading in headings))
    with CsvExporter("utf-8-sig").begin(table, stream, scratch) as write:
        for row in result.rows:
            write((*draft, *result.cells(row)))


def write_workbook(result: Result, stream: BinaryIO, scratch: Path | None) -> None:
    """A sheet that says what came in, and one with the table.

    Raises:
        CellTooLongError: A text is longer than a cell holds.
    """
    with new_workbook(stream, scratch, title=result.heading) as book:
        _write_overview(book, result)
        _write_table(book, result)


def _write_overview(book: Any, result: Result) -> None:  # noqa: ANN401 - XlsxWriter has no types
    sheet = book.add_worksheet(t("publish.section.overview"))
    _page(sheet, result)
    alone, bold = cell_style(book, num_format="@"), cell_style(book, num_format="@", bold=True)
    plain = cell_style(book, num_format="@", text_wrap=True)
    large = cell_style(book, num_format="@", bold=True, font_size=14)
    for place, width in enumerate(_OVERVIEW):
        sheet.set_column(place, place, width)
    for number, row in enumerate(_overview(result)):
        cells = row[1:]
        style = {"title": large, "head": bold}.get(row[0], plain if len(cells) > 1 else alone)
        if len(cells) > 1:  # a line by itself goes on over the next columns
            sheet.set_row(number, row_height(cells, _OVERVIEW[: len(cells)]))
        for place, text in enumerate(cells):
            write_text(sheet, number, place, text, bold if place == 0 and row[0] == "pair" else style, row[1])


def _overview(result: Result) -> Iterator[tuple[str, ...]]:
    """Rows of the overview; the first of each says how it looks."""
    yield "title", result.heading
    yield "plain", result.city
    if result.draft:
        yield "head", result.draft_note
    yield ("plain", "")
    yield "pair", t("publish.section.period"), result.period
    yield "pair", t("publish.section.ways"), result.ways_text
    yield "pair", t("publish.section.received"), result.received
    if result.withheld:
        yield "pair", "", result.withheld
    yield ("plain", "")
    yield "head", t("publish.column.channel"), t("publish.column.received")
    yield from (("plain", *cells) for cells in result.channels())
    yield ("plain", "")
    yield "head", t("publish.section.key"), t("publish.column.meaning"), t("publish.column.times")
    yield from (("plain", *cells) for cells in result.key())


def _write_table(book: Any, result: Result) -> None:  # noqa: ANN401
    sheet = book.add_worksheet(t("publish.section.answers"))
    _page(sheet, result)
    sheet.set_landscape()
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    grid = {"num_format": "@", "text_wrap": True, "border": 1, "border_color": "#808080"}
    plain = cell_style(book, **grid)
    centred = cell_style(book, **grid, align="center")
    heading = cell_style(book, **grid, bold=True, bg_color="#E8EEF4")
    for place, (text, width) in enumerate(zip(result.headings, _WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, text, heading)
    for number, row in enumerate(result.rows, 1):
        cells = result.cells(row)
        sheet.set_row(number, row_height(cells, _WIDTHS))
        for place, text in enumerate(cells):
            write_text(sheet, number, place, text, plain if place in {1, 2} else centred, f"No.{row.number}")
    sheet.autofilter(0, 0, len(result.rows), len(_WIDTHS) - 1)


def _page(sheet: Any, result: Result) -> None:  # noqa: ANN401
    """A4, as wide as the columns are together, with page numbers; a draft says so on each page."""
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")
    if result.draft:
        sheet.set_header(f"&R&B{t('publish.draft_mark')}")
