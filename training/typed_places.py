"""Says how often a value that was typed into a file, and whose place is clear, is the wrong one all the same.

    python -m training.typed_places [--papers 2000]

Generated papers whose values are typed text: known to the letter, each in a field of its own, labels beside them read
without a mistake. What is left to go wrong is which value is whose. ``TYPED`` in ``trust/judge.py`` comes from here.
Papers have numbers that no page model was trained on.
"""

from __future__ import annotations

import argparse
import itertools
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ocr_intake.evaluate.compare import compared
from ocr_intake.extract.features import Vocabulary
from ocr_intake.extract.page_graph import page_graph
from ocr_intake.extract.page_model import page_model
from ocr_intake.extract.submission import Sheet, extract
from ocr_intake.extract.tags import Tag
from ocr_intake.extract.typed import with_typed
from ocr_intake.layout.lines import in_reading_order
from ocr_intake.model.fields import FIELDS, FieldName
from ocr_intake.model.geometry import Box
from ocr_intake.model.pages import PageRole
from ocr_intake.model.reading import Character, Direction, Line, PageQuality, PageReading, Reading, Typing
from ocr_intake.trust.intervals import upper_limit
from ocr_intake.trust.judge import is_clear
from training.dice import Dice
from training.layouts import FAMILIES, WEIGHTS, paper
from training.papers_read import default_knowledge
from training.readings import DPI

if TYPE_CHECKING:
    from collections.abc import Iterator

    from training.paper import Page, Run

FIRST: Final = 1_210_000_000
"""The first paper; training and ``papers_read`` stay below."""
_PRINT: Final = frozenset({Tag.LABEL, Tag.NOTE, Tag.OFFICE, Tag.HEADING, Tag.HEADER, Tag.CLOSING})
"""What is printed on a form and typed by nobody."""


def typed_page(page: Page, number: int) -> PageReading:
    """A generated page as a PDF form gives it: its values typed, all else read."""
    lines = in_reading_order(
        [line for run in page.runs for line in _lines(run if page.ruled else replace(run, cell=None))],
        Direction.HORIZONTAL,
    )
    cells = tuple(Box(*(round(side) for side in cell)) for cell in page.cells)
    size = round(page.width), round(page.height)
    return PageReading(number, *size, PageRole.CONTENT, PageQuality(DPI), lines, cells if page.ruled else ())


def _lines(run: Run) -> Iterator[Line]:
    """A run, cut where what is printed ends and what was typed begins."""
    text, tags = run.text.text, run.text.tags
    share = (run.right - run.x) / max(1, len(text))
    for typed, group in itertools.groupby(range(len(text)), key=lambda i: tags[i] not in _PRINT):
        places = [i for i in group if not text[i].isspace()]
        if not places:
            continue
        part = text[places[0] : places[-1] + 1]
        left, right = run.x + share * places[0], run.x + share * (places[-1] + 1)
        box = Box(round(left), round(run.y), max(round(left) + 1, round(right)), round(run.y + run.size))
        characters = tuple(Character(char, 1.0, i / len(part), (i + 1) / len(part)) for i, char in enumerate(part))
        reading = Reading("typed" if typed else "ppocr", part, characters, 1.0, "".join(filter(str.isdigit, part)), 1.0)
        made = Line(box, Direction.HORIZONTAL, (reading, reading), run.cell)
        yield replace(made, typing=Typing.ENDS) if typed else made


def main() -> None:
    """Read and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=2000)
    count = parser.parse_args().papers
    model, knowledge = page_model(), default_knowledge()
    vocabulary = Vocabulary(knowledge.labels)
    tallies: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for seed in range(FIRST, FIRST + count):
        dice = Dice(seed)
        made = paper(dice, dice.weighted({name: WEIGHTS.get(name, 1.0) for name in FAMILIES}))
        if any(page.vertical for page in made.pages):
            continue
        pages = [typed_page(page, number) for number, page in enumerate(made.pages, start=1)]
        sheets = [
            Sheet(page, with_typed(model.tag(page_graph(page), vocabulary), page)) for page in pages if page.lines
        ]
        found = extract(sheets, knowledge).fields if sheets else {}
        for name in FIELDS:
            proposal = found.get(name)
            if proposal is None or name is FieldName.OPINION or not proposal.evidence.get("typed"):
                continue
            clear = is_clear(name, proposal.evidence)
            right = compared(name, made.fields.get(name.value)) == compared(name, proposal.value)
            for key in (name.value, "all"):
                tallies[key][0] += 1
                tallies[key][1] += clear
                tallies[key][2] += clear and not right
    print("field, typed values, clear ones, wrong ones among these, their share at most (95 %)")
    for name_of, (values, clear_ones, wrong) in tallies.items():
        print(f"{name_of:15} {values:6} {clear_ones:6} {wrong:4} {upper_limit(wrong, clear_ones):8.4f}")


if __name__ == "__main__":
    main()
