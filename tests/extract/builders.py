"""Read pages made of words: lines, letters, columns and ruled forms as readers would return them, no pixels needed."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from ocr_intake.config import list_consultations, load_labels, load_settings
from ocr_intake.config.location import shipped_config_dir
from ocr_intake.extract.grouping import Traits
from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.extract.segment import Segment, whole_line
from ocr_intake.extract.submission import Sheet, extract
from ocr_intake.model.fields import FieldName
from ocr_intake.model.geometry import Box, union_of
from ocr_intake.model.pages import PageRole
from ocr_intake.model.proposal import ProposedSubmission
from ocr_intake.model.reading import Character, Direction, FaxHeader, Line, PageQuality, PageReading, Reading
from ocr_intake.pipeline.assemble import sheets_of
from ocr_intake.pipeline.knowledge import knowledge_of

WIDTH, HEIGHT = 1654, 2339
"""A4 at 200 dpi."""
SIZE = 40
"""Pixels of a full-width character, 5 mm."""
PITCH = 62
"""From one line to the next."""
LEFT, TOP = 160, 220

Alternatives = Mapping[int, Sequence[tuple[str, float]]]


@cache
def knowledge() -> Knowledge:
    """What the shipped configuration knows, with its one consultation."""
    folder = shipped_config_dir()
    return knowledge_of(load_labels(folder), load_settings(folder), list_consultations(folder)[:1])


def reading(text: str, name: str = "ppocr", sure: float = 0.98, considered: Alternatives | None = None) -> Reading:
    """A reading whose characters stand evenly along the line; ``considered`` says what else was seen where."""
    others = considered or {}
    characters = tuple(
        Character(
            char,
            max(0.02, sure - sum(p for _, p in others.get(i, ()))),
            i / len(text),
            (i + 1) / len(text),
            tuple(others.get(i, ())),
        )
        for i, char in enumerate(text)
    )
    digits = "".join(char for char in unicodedata.normalize("NFKC", text) if char in "0123456789-()")
    return Reading(name, text, characters, sure, digits if any(map(str.isdigit, digits)) else "", sure)


def length(text: str, size: int = SIZE) -> int:
    """Pixels that a text is long; narrow characters count half."""
    return max(size, sum(size if unicodedata.east_asian_width(char) in "WFA" else size // 2 for char in text))


def line(
    text: str,
    left: int = LEFT,
    top: int = TOP,
    *,
    cell: int | None = None,
    vertical: bool = False,
    second: str | None = None,
    considered: Alternatives | None = None,
) -> Line:
    """A line of writing that one reader, or with ``second`` two, have read."""
    size = (SIZE, length(text)) if vertical else (length(text), SIZE)
    readings = (reading(text, considered=considered), *([reading(second, "tesseract")] if second is not None else []))
    direction = Direction.VERTICAL if vertical else Direction.HORIZONTAL
    return Line(Box(left, top, left + size[0], top + size[1]), direction, readings, cell)


def segments(*texts: str, vertical: bool = False) -> tuple[Segment, ...]:
    """Whole lines, one under the other (or one to the left of the other), as segments."""
    step = (-PITCH, 0) if vertical else (0, PITCH)
    begin = (WIDTH - LEFT, TOP) if vertical else (LEFT, TOP)
    return tuple(
        whole_line(1, i, line(text, begin[0] + i * step[0], begin[1] + i * step[1], vertical=vertical))
        for i, text in enumerate(texts)
    )


def page(
    *lines: Line,
    number: int = 1,
    cells: Sequence[Box] = (),
    header: FaxHeader | None = None,
    role: PageRole = PageRole.CONTENT,
) -> PageReading:
    """A read page."""
    return PageReading(number, WIDTH, HEIGHT, role, PageQuality(200.0), lines, tuple(cells), header)


def blank(number: int = 1) -> PageReading:
    """The empty back of a sheet."""
    return page(number=number, role=PageRole.BLANK)


def letter(*texts: str, number: int = 1, header: FaxHeader | None = None) -> PageReading:
    """Lines one under the other. "" leaves a line empty; leading full-width spaces indent; ``>`` sets to the right."""
    lines = []
    for at, text in enumerate(texts):
        plain = text.lstrip(">　")
        if not plain:
            continue
        left = LEFT + SIZE * (len(text) - len(plain))
        if text.startswith(">"):
            left = max(LEFT, WIDTH - LEFT - length(plain))
        lines.append(line(plain, left, TOP + PITCH * at))
    return page(*lines, number=number, header=header)


def vertical_letter(*texts: str, number: int = 1) -> PageReading:
    """Columns from the right to the left; "" leaves a column empty, leading full-width spaces indent."""
    lines = []
    for at, text in enumerate(texts):
        plain = text.lstrip("　")
        if plain:
            top = TOP + SIZE * (len(text) - len(plain))
            lines.append(line(plain, WIDTH - LEFT - PITCH * at, top, vertical=True))
    return page(*lines, number=number)


def form(
    *rows: tuple[str, str | Sequence[str]],
    before: Sequence[str] = (),
    after: Sequence[str] = (),
    number: int = 1,
    header: FaxHeader | None = None,
) -> PageReading:
    """A ruled table: in each row a label's cell and a value's, either of them with one or several lines.

    A row whose label is "" has only one cell over the whole width. ``before`` and ``after`` stand outside the table.
    """
    label_width, value_width = 380, 950
    lines = [line(text, LEFT, TOP + PITCH * i) for i, text in enumerate(before)]
    top = TOP + PITCH * (len(before) + 1)
    cells: list[Box] = []
    for label, value in rows:
        labels = [part for part in label.split("\n") if part]
        values = [value] if isinstance(value, str) else list(value)
        height = max(100, PITCH * max(len(labels), len(values)) + 30)
        boxes = [Box(LEFT, top, LEFT + label_width, top + height)] if label else []
        start = LEFT + label_width + 4 if label else LEFT
        boxes.append(Box(start, top, LEFT + label_width + 4 + value_width, top + height))
        for box, texts in zip(boxes, [labels, values] if label else [values], strict=True):
            for i, text in enumerate(texts):
                if text:
                    lines.append(line(text, box.left + 15, top + 15 + PITCH * i, cell=len(cells)))
            cells.append(box)
        top += height + 4
    lines.extend(line(text, LEFT, top + 40 + PITCH * i) for i, text in enumerate(after))
    return page(*lines, number=number, cells=cells, header=header)


def table(
    *rows: Sequence[str | Sequence[str]],
    widths: Sequence[int] = (1,),
    before: Sequence[str] = (),
    after: Sequence[str] = (),
    number: int = 1,
) -> PageReading:
    """A ruled table of any number of columns: each row's cells from the left, a cell with one or several lines.

    Args:
        rows: their cells; a row with fewer cells than others has a last one that is as much wider.
        widths: of the columns, as shares.
        before: lines above the table.
        after: lines below it.
        number: of the page.
    """
    whole = WIDTH - 2 * LEFT
    edges = [LEFT + whole * sum(widths[:i]) // sum(widths) for i in range(len(widths) + 1)]
    lines = [line(text, LEFT, TOP + PITCH * i) for i, text in enumerate(before)]
    top = TOP + PITCH * (len(before) + 1)
    cells: list[Box] = []
    for row in rows:
        texts = [[cell] if isinstance(cell, str) else list(cell) for cell in row]
        height = max(90, PITCH * max(len(cell) for cell in texts) + 28)
        for i, cell in enumerate(texts):
            right = edges[-1] if i == len(texts) - 1 else edges[i + 1] - 4
            box = Box(edges[i], top, right, top + height)
            lines.extend(
                line(text, box.left + 12, top + 14 + PITCH * k, cell=len(cells)) for k, text in enumerate(cell) if text
            )
            cells.append(box)
        top += height + 4
    lines.extend(line(text, LEFT, top + 40 + PITCH * i) for i, text in enumerate(after))
    return page(*lines, number=number, cells=cells)


def opinions(*pages: PageReading) -> list[str]:
    """The single opinions of one submission."""
    return [opinion.text for opinion in submission(*pages).opinions]


def sheets(*pages: PageReading) -> list[Sheet]:
    """The pages with the classes of their characters."""
    return sheets_of(pages, knowledge())


def submission(*pages: PageReading) -> ProposedSubmission:
    """What the pages of one submission say."""
    return extract(sheets(*pages), knowledge())


def values(*pages: PageReading) -> dict[str, str]:
    """Field to value of one submission, only what was found."""
    return {name.value: proposal.value for name, proposal in submission(*pages).fields.items()}


def value(name: FieldName, *pages: PageReading) -> str | None:
    """One field's value."""
    return values(*pages).get(name.value)


def around(found: PageReading) -> Box:
    """The box around all lines of a page."""
    return union_of(each.box for each in found.lines)


def fax_header(page: int | None, of: int | None = None) -> FaxHeader:
    """What a fax machine prints on a page: its number and how many there are."""
    return FaxHeader("2021/09/08 14:32 FROM 019-613-8472", ("0196138472",), page, of)


A_PAGE = Traits(
    starts=0.5,
    cover=0.0,
    who=frozenset(),
    sender=False,
    opinion=False,
    unfinished=False,
    vertical=False,
    size=40.0,
    number=None,
    header=None,
    form_page=None,
)
