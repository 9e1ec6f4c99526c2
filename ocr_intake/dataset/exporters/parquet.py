"""Parquet: typed columns under stable keys, for programs that take tables whole (pandas, polars, DuckDB)."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar, Final

from ocr_intake.dataset.table import Word
from ocr_intake.errors import MissingLibraryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ocr_intake.dataset.table import Cell, Row, Table

_ROWS: Final = 1_000
"""Rows that are written together; as many are in memory."""
_LISTS_OF_WORDS: Final = frozenset({"masked", "to_look_at", "illegible_fields"})


@dataclass(frozen=True, slots=True)
class ParquetExporter:
    """Apache Parquet by pyarrow, an optional library."""

    name: ClassVar[str] = "parquet"
    suffix: ClassVar[str] = ".parquet"

    @contextmanager
    def begin(self, table: Table, stream: BinaryIO, scratch: Path | None) -> Iterator[Callable[[Row], None]]:  # noqa: ARG002
        """A group of rows at a time; fixed values as their codes, as in JSON Lines."""
        try:
            import pyarrow as pa
            from pyarrow.parquet import ParquetWriter
        except ImportError as error:
            raise MissingLibraryError(library="pyarrow", extra="parquet") from error
        schema = pa.schema([(column.key, _type(pa, column.key)) for column in table.columns])
        waiting: list[Row] = []

        def flush() -> None:
            columns = [[_value(cell) for cell in cells] for cells in zip(*waiting, strict=True)]
            arrays = [pa.array(cells, field.type) for cells, field in zip(columns, schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            waiting.clear()

        def write(row: Row) -> None:
            waiting.append(row)
            if len(waiting) >= _ROWS:
                flush()

        with ParquetWriter(stream, schema) as writer:
            yield write
            if waiting:
                flush()


def _type(pyarrow: Any, key: str) -> Any:  # noqa: ANN401 - pyarrow has no types
    if key in {"illegible", "late"}:
        return pyarrow.bool_()
    if key == "received":
        return pyarrow.date32()
    if key == "pages":
        return pyarrow.list_(pyarrow.int32())
    return pyarrow.list_(pyarrow.string()) if key in _LISTS_OF_WORDS else pyarrow.string()


def _value(cell: Cell) -> object:
    match cell:
        case Word():
            return cell.code
        case tuple():
            return [part.code if isinstance(part, Word) else part for part in cell]
        case _:
            return cell
