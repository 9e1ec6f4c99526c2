"""A blank form to its template: what is printed, where the rules run, where the values of its fields are written.

Reads the blank as any page is read, so that a filled one shows the same marks. Which words are labels, the label index
says; where a label's value is written, ``layout.forms.areas``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from ocr_intake.config import FormTemplate, LabelKind, TemplateField, TemplatePage, TemplatePrint
from ocr_intake.config.forms import LEAST_PRINTED
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.japanese.text import clean
from ocr_intake.layout.forms.areas import Blank, LabelPlace, area_of, unlabelled_frame
from ocr_intake.layout.forms.labels import RUNNING, LabelIndex
from ocr_intake.layout.forms.template import MM_PER_INCH
from ocr_intake.layout.lines import find_combs
from ocr_intake.model.geometry import Box, union_of
from ocr_intake.model.reading import Direction
from ocr_intake.pipeline.page import prepare, read_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.layout.rule import Rule
    from ocr_intake.layout.rules import Ruling
    from ocr_intake.model.pages import Page
    from ocr_intake.model.reading import Line, PageReading
    from ocr_intake.readers.registry import Engines

NOT_WRITTEN: Final = frozenset({"ignore", "addressee", "topic"})
"""Kinds of label that have no value of the citizen's."""
SURE: Final = 0.5
"""A reader's confidence from which a line of the blank form is print rather than dirt."""
CLEAR: Final = 0.3
"""Certainty from which it is clear which way up a page is: wrong ones came to 0.06 at most, others to 0.49 or more."""
POSTAL_BOXES: Final = 7
"""A row of so many boxes for one character each is for a postal code; telephone numbers have ten or eleven digits."""
_NUMBERED: Final = re.compile(r"^[(（]?[0-9０-９一二三四五六七八九十①-⑳]{1,2}[)）.．、]?\s*")
"""The number of a question before its label: 2ご意見."""


class UnusableBlankError(IntakeError):
    """Too little is printed on a page for it to be found again."""

    key: ClassVar[str] = "forms.error.unusable_blank"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, page: int) -> None:
        super().__init__(page=page, least=LEAST_PRINTED)


@dataclass(frozen=True, slots=True)
class Naming:
    """What a template is called and for what it is."""

    id: str
    title: str
    consultation: str | None = None


@dataclass(frozen=True, slots=True)
class Turned:
    """Which way up a page of the blank was taken to be."""

    rotation: int
    """Degrees clockwise by which it was turned upright."""
    certainty: float
    """0 to 1: how much better it reads so than upside down."""

    @property
    def doubtful(self) -> bool:
        """Whether it may as well be the other way up."""
        return self.certainty < CLEAR

    @property
    def other(self) -> int:
        """Degrees clockwise that make it upright if it was taken upside down."""
        return (self.rotation + 180) % 360


@dataclass(frozen=True, slots=True)
class Learned:
    """What was made of a blank form."""

    form: FormTemplate
    turned: tuple[Turned, ...]
    """Of each page."""


def learn(pages: Sequence[Page], naming: Naming, engines: Engines, knowledge: Knowledge) -> Learned:
    """The template of a blank form, and which way up its pages were taken to be.

    Args:
        pages: of the blank form, in order.
        naming: what it is called; where the title is "", the largest printed line is taken.
        engines: loaded readers.
        knowledge: the wordings of labels.

    Raises:
        UnusableBlankError: A page has too little print.
    """
    index = LabelIndex(knowledge.labels)
    learned, turned, title, dpi = [], [], naming.title, 0.0
    for number, page in enumerate(pages, start=1):
        prepared = prepare(page, engines)
        reading = read_page(page, engines).reading
        learned.append(page_of(reading, prepared.ruling, index, number))
        turned.append(Turned(prepared.quality.rotation, prepared.certainty))
        title = title or _title(reading.lines)
        dpi = dpi or reading.quality.dpi
    form = FormTemplate(
        id=naming.id,
        title=title or naming.id,
        consultation=naming.consultation,
        dpi=round(dpi, 1),
        pages=tuple(learned),
    )
    return Learned(form, tuple(turned))


def page_of(reading: PageReading, ruling: Ruling, index: LabelIndex, number: int = 1) -> TemplatePage:
    """The template of one page of a blank form.

    Args:
        reading: of the blank page.
        ruling: its rules.
        index: of the wordings of labels.
        number: of the page, for a message.

    Raises:
        UnusableBlankError: It has too little print.
    """
    lines = tuple(line for line in reading.lines if _is_print(line))
    if len(lines) < LEAST_PRINTED:
        raise UnusableBlankError(number)
    scale = reading.quality.dpi / MM_PER_INCH
    combs = find_combs(reading.cells, reading.quality.dpi)
    blank = Blank(
        reading.width,
        reading.height,
        reading.cells,
        tuple(union_of(comb) for comb in combs),
        tuple(line.box for line in lines),
        ruling.horizontal,
    )
    labels = tuple(labels_on(lines, index))
    places = [place for _, place in labels]
    found = [(place.kinds, text, area_of(place, places, blank)) for text, place in labels]
    if not any(RUNNING & set(kinds) and area is not None for kinds, _, area in found):
        found.append((("opinion",), "", unlabelled_frame(places, blank)))
    found.extend((("postal_code",), "〒", box) for box in _postal_boxes(combs, reading.cells))
    fields = {
        area: TemplateField(kinds=written, label=text, box=_millimetres(area, scale))
        for kinds, text, area in found
        if area is not None and (written := tuple(LabelKind(kind) for kind in kinds if kind not in NOT_WRITTEN))
    }
    return TemplatePage(
        width=round(reading.width / scale, 1),
        height=round(reading.height / scale, 1),
        fields=tuple(fields.values()),
        printed=tuple(TemplatePrint(text=_words(line), box=_millimetres(line.box, scale)) for line in lines),
        across=tuple(_rule(rule, scale) for rule in ruling.horizontal),
        down=tuple(_rule(rule, scale) for rule in ruling.vertical),
    )


def _is_print(line: Line) -> bool:
    horizontal = line.direction is Direction.HORIZONTAL
    return bool(_words(line)) and not line.stamped and line.confidence >= SURE and horizontal


def _words(line: Line) -> str:
    return " ".join(clean(unicodedata.normalize("NFC", line.text)).split())[:400]


def _title(lines: Sequence[Line]) -> str:
    """The tallest line of some length among the first ones."""
    long = [line for line in lines[:8] if len(line.text.strip()) >= 4]
    return _words(max(long, key=lambda line: line.box.height)) if long else ""


def _rule(rule: Rule, scale: float) -> tuple[float, float, float]:
    return round(rule.position / scale, 1), round(rule.start / scale, 1), round(rule.end / scale, 1)


def _millimetres(box: Box, scale: float) -> tuple[float, float, float, float]:
    left, top, right, bottom = (round(side / scale, 1) for side in (box.left, box.top, box.right, box.bottom))
    return left, top, max(right, left + 0.1), max(bottom, top + 0.1)


# ------------------------------------------------------------------------------------------------------------ labels


def labels_on(lines: Sequence[Line], index: LabelIndex) -> Iterator[tuple[str, LabelPlace]]:
    """The labels among printed lines, each as printed and with its place."""
    by_cell: dict[int | None, list[Line]] = {}
    for line in lines:
        by_cell.setdefault(line.cell, []).append(line)
    for cell, members in by_cell.items():
        if cell is None:
            yield from _open_labels(members, index)
            continue
        kinds = index.whole("".join(line.text for line in members))
        if kinds is not None:
            yield _words_of(members), _placed(kinds, members, cell)
            continue
        for line in members:
            kinds = index.match(line.text, in_cell=True)
            if kinds is not None:
                yield _words(line), _placed(kinds, [line], cell)


def _placed(kinds: tuple[str, ...], lines: Sequence[Line], cell: int | None) -> LabelPlace:
    return LabelPlace(kinds, union_of(line.box for line in lines), cell, bool(RUNNING & set(kinds)))


def _postal_boxes(combs: Sequence[tuple[Box, ...]], cells: Sequence[Box]) -> Iterator[Box]:
    """Rows of boxes that are for a postal code by their number."""
    for comb in combs:
        if sum(box in cells for box in comb) == POSTAL_BOXES:
            yield union_of(comb)


def _open_labels(lines: Sequence[Line], index: LabelIndex) -> Iterator[tuple[str, LabelPlace]]:
    """Labels in no cell; one whose characters are spread over a row (氏　　名) may have come as several lines."""
    rest = list(lines)
    while rest:
        line = rest.pop(0)
        row = [line]
        if len(line.text.strip()) <= SPREAD:
            row += [o for o in rest if len(o.text.strip()) <= SPREAD and _one_row(line.box, o.box)]
            row.sort(key=lambda each: each.box.left)
        kinds = index.whole("".join(each.text for each in row)) if len(row) > 1 else None
        if kinds is not None:
            rest = [each for each in rest if each not in row]
            yield _words_of(row), _placed(kinds, row, None)
            continue
        kinds = index.match(line.text) or index.match(_NUMBERED.sub("", line.text))
        if kinds is not None:
            yield _words(line), _placed(kinds, [line], None)


SPREAD: Final = 2
"""Characters of a piece of a label that is spread over a row."""


def _one_row(one: Box, other: Box) -> bool:
    return one.overlap_y(other) > 0.5 * min(one.height, other.height)


def _words_of(lines: Sequence[Line]) -> str:
    return " ".join(_words(line) for line in lines)
