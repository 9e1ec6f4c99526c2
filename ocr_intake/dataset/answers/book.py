"""Writing the table of answers as a spreadsheet: in memory, since personal data goes into no folder of the system's.

Its cells are not locked: a protected sheet cannot be sorted. What must not be typed over refuses it by a rule instead,
and is compared with its digest when the table is read.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from ocr_intake.dataset.answers.layout import (
    COLUMNS,
    WIDTHS,
    Computed,
    computed_cells,
    heading,
    mark_of,
    owner,
    part_heading,
    sheet_mark,
    written_gist,
)
from ocr_intake.dataset.answers.rows import OWN, Part
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ocr_intake.dataset.answers.rows import AnswerTable, Leftover, TableRow

_OWN_WIDTH: Final = 24
_HIDDEN_WIDTH: Final = 2
_LONGEST_ERROR: Final = 255
"""Characters of what a rule says (Excel's specifications and limits)."""
_A4: Final = 9


def book(table: AnswerTable, own: Sequence[str], categories: Mapping[str, str], *, identity: str, of: str) -> bytes:
    """The bytes of the spreadsheet.

    Args:
        table: What it holds.
        own: Headings of people's own columns.
        categories: Codes of the answers' categories with what they mean.
        identity: The workspace's.
        of: The consultation.
    """
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        made.set_properties({"title": t("answers.sheet.table")})
        _Table(made, own, categories, owner(identity, of), max(len(table.rows), 1)).write(table)
        if categories:
            rows = [(code, meaning) for code, meaning in categories.items()]
            _telling(made, t("answers.sheet.key"), [(t("answers.column.category"), t("answers.key")), *rows], (14, 60))
        if table.leftovers:
            head = tuple(t(f"answers.left.{name}") for name in ("key", "part", "text", "by", "why"))
            rows_left = [head, *map(_left, table.leftovers)]
            _telling(made, t("answers.sheet.left"), rows_left, (12, 16, 80, 16, 40))
    return stream.getvalue()


class _Table:
    """The sheet that people type into."""

    def __init__(
        self,
        made: Any,  # noqa: ANN401 - XlsxWriter ships no types
        own: Sequence[str],
        categories: Mapping[str, str],
        owned: str,
        rows: int,
    ) -> None:
        self._sheet = made.add_worksheet(t("answers.sheet.table"))
        self._own, self._owned, self._last = tuple(own), owned, rows
        self._categories = tuple(categories)
        base = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#BFBFBF"}
        self._head = made.add_format({**base, "bold": True, "bg_color": "#DDEBF7", "num_format": "@"})
        self._typed = made.add_format({**base, "num_format": "@"})
        self._computed = made.add_format({**base, "bg_color": "#F2F2F2"})

    def write(self, table: AnswerTable) -> None:
        """Headings, rows, and what holds for whole columns."""
        names = [*map(heading, COLUMNS), *self._own, self._owned]
        for place, name in enumerate(names):
            self._sheet.write_string(0, place, name, self._head)
        for at, row in enumerate(table.rows, 1):
            self._row(at, row, table.as_of)
        hidden = len(names) - 1
        for place, column in enumerate(COLUMNS):
            self._sheet.set_column(place, place, WIDTHS[column])
        if self._own:
            self._sheet.set_column(len(COLUMNS), hidden - 1, _OWN_WIDTH)
        self._sheet.set_column(hidden, hidden, _HIDDEN_WIDTH, None, {"hidden": True})
        self._rules(hidden)
        self._sheet.freeze_panes(1, 1)
        self._sheet.autofilter(0, 0, self._last, hidden)
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)

    def _row(self, at: int, row: TableRow, as_of: int) -> None:
        computed = computed_cells(row)
        for place, column in enumerate(COLUMNS):
            if isinstance(column, Computed):
                value = computed[column]
                write = self._sheet.write_number if isinstance(value, int) else self._sheet.write_string
                write(at, place, value, self._computed)
            else:
                text = written_gist(row) if column is Part.GIST else row.typed.get(column)
                self._text(at, place, text)
        for place, name in enumerate(self._own, len(COLUMNS)):
            self._text(at, place, row.typed.get(f"{OWN}{name}"))
        self._sheet.write_string(at, len(COLUMNS) + len(self._own), mark_of(row, as_of).text)

    def _text(self, at: int, place: int, text: str | None) -> None:
        """A text cell, whatever the text looks like: nothing in it is run."""
        if text:
            self._sheet.write_string(at, place, text, self._typed)
        else:
            self._sheet.write_blank(at, place, None, self._typed)

    def _rules(self, hidden: int) -> None:
        """What may be typed where: one of the categories, and nothing over what is computed."""
        for place, column in enumerate(COLUMNS):
            if isinstance(column, Computed):
                self._refuse(place)
            elif column is Part.CATEGORY and self._categories:
                key = t("answers.sheet.key")
                rule = {"validate": "list", "source": f"='{key}'!$A$2:$A${len(self._categories) + 1}"}
                told = {"error_title": heading(column), "error_message": t("answers.rule.category")[:_LONGEST_ERROR]}
                self._sheet.data_validation(1, place, self._last, place, {**rule, **told})
        self._refuse(hidden)

    def _refuse(self, place: int) -> None:
        told = {"error_title": t("answers.rule.title"), "error_message": t("answers.rule.computed")[:_LONGEST_ERROR]}
        rule = {"validate": "custom", "value": "=FALSE", "ignore_blank": False}
        self._sheet.data_validation(1, place, self._last, place, {**rule, **told})


def _telling(made: Any, name: str, rows: Sequence[tuple[str, ...]], widths: tuple[int, ...]) -> None:  # noqa: ANN401
    """A sheet that only tells, with its mark in a hidden column."""
    sheet = made.add_worksheet(name)
    head, text = (
        made.add_format({"bold": True, "text_wrap": True}),
        made.add_format({"valign": "top", "text_wrap": True}),
    )
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write_string(at, place, cell, head if at == 0 else text)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.write_string(0, len(widths), sheet_mark(cell for row in rows for cell in row if cell))
    sheet.set_column(len(widths), len(widths), _HIDDEN_WIDTH, None, {"hidden": True})
    sheet.freeze_panes(1, 0)


def _left(each: Leftover) -> tuple[str, ...]:
    return (
        each.key,
        part_heading(each.part),
        each.value,
        each.by,
        t("answers.left.vanished" if each.vanished else "answers.left.conflict"),
    )
