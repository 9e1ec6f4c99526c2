"""A workspace with verified opinions, and hands that type into spreadsheets as people do, for the tests of answers."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import openpyxl

from ocr_intake.dataset.answers import Reading, Whose, Writing, read_answers, write_answers
from ocr_intake.review import Review
from tests.store.builders import submission, workspace_with

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ocr_intake.store import Workspace

WHOSE = Whose("dx", {"A": "計画に盛り込むもの", "B": "盛り込み済のもの"})
LIBRARY = "図書館の開館時間を夜8時まで延ばしてください。"
BUS = "北部線のバスの本数を増やしてください。"
OPINIONS = ((LIBRARY, BUS), (LIBRARY,), ("=1+1 と書く人もいます。",))
ANSWER, CATEGORY, GIST = "市の考え方", "反映区分", "意見の趣旨"


def verified_workspace(folder: Path, opinions: tuple[tuple[str, ...], ...] = OPINIONS) -> Workspace:
    """Every submission accepted; the caller closes it."""
    opened = workspace_with(folder, *(submission(opinions=each) for each in opinions))
    review = Review(opened, "点検 花子")
    for number in range(1, len(opinions) + 1):
        review.accept_submission(review.task(number))
    return opened


def write(workspace: Workspace, path: Path, whose: Whose = WHOSE) -> Writing:
    return write_answers(workspace, whose, path, by="係員A")


def read(workspace: Workspace, path: Path, by: str = "係員A") -> Reading:
    return read_answers(workspace, WHOSE, path, by=by)


def group(workspace: Workspace, *numbers: tuple[int, int]) -> int:
    """Put opinions together, each by its submission and its place; the number of the group."""
    opinions = [workspace.submission(number).opinions[place].id for number, place in numbers]
    return workspace.opinion_groups.accept("dx", opinions, None, by="係員A").id


@contextmanager
def by_hand(path: Path) -> Iterator[Any]:
    """The first sheet of a file, saved when the block ends."""
    book = openpyxl.load_workbook(path)
    yield book.worksheets[0]
    book.save(path)


def column(sheet: Any, name: str) -> int:  # noqa: ANN401
    return next(int(cell.column) for cell in sheet[1] if cell.value == name)


def row_of(sheet: Any, key: str) -> int:  # noqa: ANN401
    """Where the row of an opinion or of a group's opinion stands."""
    place = column(sheet, "意見の番号")
    return next(at for at in range(2, sheet.max_row + 1) if key in str(sheet.cell(at, place).value).split())


def type_into(path: Path, key: str, text: str | None, name: str = ANSWER) -> None:
    with by_hand(path) as sheet:
        sheet.cell(row_of(sheet, key), column(sheet, name)).value = text


def shown(path: Path) -> list[list[str]]:
    """The cells of the first sheet as people see them, without the hidden column."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [[str(cell.value or "") for cell in row[:-1]] for row in sheet.iter_rows()]


def everything(path: Path) -> str:
    """All texts of a file."""
    book = openpyxl.load_workbook(path)
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)
