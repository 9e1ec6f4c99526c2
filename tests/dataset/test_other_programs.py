"""What other programs make of a file: Excel of CSV, Windows of its own encoding, tools for tables of Parquet."""

import csv
import io
import sys
from collections.abc import Iterable

import pyarrow.parquet
import pytest

from ocr_intake.dataset import NotInEncodingError, exporter
from ocr_intake.dataset.exporters.harmless import harmless
from ocr_intake.dataset.table import Column, Row, Table, Word
from ocr_intake.errors import MissingLibraryError
from tests.dataset.reading import DAY, READ, TABLE, from_csv, from_csv_of_windows, in_cp932, opened, table, written


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
