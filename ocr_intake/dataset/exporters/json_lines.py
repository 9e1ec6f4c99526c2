"""JSON Lines: one object a row under stable keys, texts exactly as they are, fixed values as their codes."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, BinaryIO, ClassVar

from ocr_intake.dataset.table import Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ocr_intake.dataset.table import Cell, Row, Table

_ESCAPED = str.maketrans({"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""Line ends in the eyes of some readers, though not of JSON."""


@dataclass(frozen=True, slots=True)
class JsonLinesExporter:
    """For programs; nothing is changed to suit a spreadsheet."""

    name: ClassVar[str] = "jsonl"
    suffix: ClassVar[str] = ".jsonl"

    @contextmanager
    def begin(self, table: Table, stream: BinaryIO, scratch: Path | None) -> Iterator[Callable[[Row], None]]:  # noqa: ARG002
        """A line a row."""
        keys = [column.key for column in table.columns]

        def write(row: Row) -> None:
            line = json.dumps(dict(zip(keys, map(_value, row), strict=True)), ensure_ascii=False)
            stream.write(line.translate(_ESCAPED).encode() + b"\n")

        yield write


def _value(cell: Cell) -> object:
    match cell:
        case Word():
            return cell.code
        case date():
            return cell.isoformat()
        case tuple():
            return [part.code if isinstance(part, Word) else part for part in cell]
        case _:
            return cell
