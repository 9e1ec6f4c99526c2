"""A form as marks in millimetres, and pages that are this form as it was scanned, faxed or photographed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocr_intake.layout.forms.register import moved
from ocr_intake.layout.forms.template import MM_PER_INCH, Area, FormPage, PrintedLine, Rect, Stroke
from ocr_intake.layout.lines import LineRegion
from ocr_intake.layout.rule import Rule
from ocr_intake.layout.rules import Ruling
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Direction

DPI = 200.0
SCALE = DPI / MM_PER_INCH
WIDTH, HEIGHT = 210.0, 297.0

Matrix = NDArray[np.float64]

_ROWS = (60.0, 74.0, 90.0, 114.0, 128.0)
_LABELS = (
    ("氏名", "name", 20.0),
    ("住所又は所在地", "address", 34.0),
    ("電話番号", "phone", 22.0),
    ("区分", "category", 10.0),
)


def ruled_form(name: str = "iken") -> FormPage:
    """Four rows of label and value in a table, a frame for the opinion, a title, notes."""
    printed = [
        PrintedLine("緑の基本計画案への意見用紙", Rect(60, 25, 150, 31)),
        PrintedLine("提出期限令和8年10月30日必着", Rect(22, 38, 92, 42)),
        PrintedLine("ご意見の内容", Rect(24, 134, 54, 138)),
        PrintedLine("個人情報は目的の外には使いません", Rect(22, 274, 110, 277)),
        PrintedLine("電話での意見は受け付けません", Rect(22, 281, 96, 284)),
    ]
    areas = [Area(("opinion",), Rect(20.5, 139, 189.5, 269.5))]
    for (text, kind, width), top, bottom in zip(_LABELS, _ROWS, _ROWS[1:], strict=False):
        middle = (top + bottom) / 2
        printed.append(PrintedLine(text, Rect(24, middle - 2, 24 + width, middle + 2)))
        areas.append(Area((kind,), Rect(60.5, top + 0.5, 189.5, bottom - 0.5)))
    across = (*(Stroke(y, 20, 190) for y in _ROWS), Stroke(132, 20, 190), Stroke(270, 20, 190))
    down = (
        *(Stroke(x, _ROWS[0], _ROWS[-1]) for x in (20, 60, 190)),
        *(Stroke(x, 132, 270) for x in (20, 190)),
    )
    return FormPage(name, 1, WIDTH, HEIGHT, tuple(printed), tuple(areas), across, down)


def plain_form(name: str = "plain") -> FormPage:
    """No table: words with lines to write on after them."""
    printed = (
        PrintedLine("意見提出書", Rect(75, 24, 135, 31)),
        PrintedLine("あて先", Rect(22, 44, 40, 48)),
        PrintedLine("次のとおり意見を提出します", Rect(25, 58, 110, 62)),
        PrintedLine("氏名", Rect(30, 78, 47, 82)),
        PrintedLine("住所", Rect(30, 96, 47, 100)),
        PrintedLine("電話番号", Rect(30, 118, 48, 122)),
        PrintedLine("意見", Rect(24, 136, 38, 140)),
        PrintedLine("用紙が足りないときは複写してください", Rect(22, 268, 120, 271)),
    )
    areas = tuple(
        Area((kind,), Rect(50, y - 6, 175, y + 1)) for kind, y in (("name", 84), ("address", 102), ("phone", 124))
    )
    return FormPage(name, 1, WIDTH, HEIGHT, printed, areas, tuple(Stroke(y, 50, 175) for y in (84, 102, 124)))


def written_on(
    form: FormPage, matrix: Matrix, *, writing: Sequence[Rect] = (), without: Sequence[int] = ()
) -> tuple[list[LineRegion], Ruling, tuple[int, int]]:
    """Lines, rules and size in pixels of a page that is the form, moved by a homography in millimetres.

    Args:
        form: what is printed on it.
        matrix: from the form's millimetres to the page's.
        writing: what somebody wrote, in the form's millimetres.
        without: indices of printed lines that were not found.
    """
    printed = [line.rect for i, line in enumerate(form.printed) if i not in set(without)]
    lines = [LineRegion(on_page(matrix, rect), Direction.HORIZONTAL) for rect in (*printed, *writing)]
    across = [_rule(matrix, ((s.start, s.position), (s.end, s.position)), 0) for s in form.across]
    down = [_rule(matrix, ((s.position, s.start), (s.position, s.end)), 1) for s in form.down]
    return lines, Ruling(tuple(across), tuple(down)), (round(WIDTH * SCALE), round(HEIGHT * SCALE))


def on_page(matrix: Matrix, rect: Rect) -> Box:
    """Pixels around a rectangle once moved."""
    corners = np.rint(moved(matrix, rect.corners()) * SCALE).astype(int)
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return Box(int(left), int(top), int(right), int(bottom))


def _rule(matrix: Matrix, ends: tuple[tuple[float, float], tuple[float, float]], along: int) -> Rule:
    (first, last) = np.rint(moved(matrix, np.array(ends)) * SCALE)
    position = round(float(first[1 - along] + last[1 - along]) / 2)
    return Rule(position, int(first[along]), int(last[along]), 3, float(last[1 - along] - first[1 - along]))


def homography(
    scale: tuple[float, float] = (1.0, 1.0),
    shift: tuple[float, float] = (0.0, 0.0),
    degrees: float = 0.0,
    perspective: tuple[float, float] = (0.0, 0.0),
) -> Matrix:
    """A turn about the middle of the page, then scales, shift, perspective (millimetres that far corners move by)."""
    angle, middle = np.deg2rad(degrees), np.array([WIDTH / 2, HEIGHT / 2])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    flat = np.eye(3)
    flat[:2, :2] = np.diag(scale) @ turn
    flat[:2, 2] = middle - flat[:2, :2] @ middle + shift
    bent = np.eye(3)
    bent[2, 0], bent[2, 1] = perspective[0] / WIDTH**2, perspective[1] / HEIGHT**2
    bent[2, 2] = 1 - bent[2, 0] * middle[0] - bent[2, 1] * middle[1]
    return np.asarray(bent @ flat, dtype=np.float64)
