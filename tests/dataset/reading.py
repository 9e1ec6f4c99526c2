"""Tables of the export formats written for a test, and read back as other programs do."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet

from ocr_intake.dataset.exporters.harmless import original
from ocr_intake.dataset.exporters.protocol import Exporter
from ocr_intake.dataset.table import Cell, Column, Row, Table, Word, cell_text

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
    read: list[dict[str, Any]] = table.to_pylist()
    rows = [[cell_text(back[key](row[key]) if key in back else row[key]) for key in row] for row in read]
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


def in_cp932(char: str) -> bool:
    """What the encoding has, and gives back as it was."""
    return char.encode("cp932", errors="replace").decode("cp932") == char
