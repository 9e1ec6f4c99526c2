"""Says how much of generated papers the program extracts rightly, reading errors simulated: by field and by family.

    python -m training.papers_read [--model FILE.onnx] [--papers 400] [--families NAME ...] [--json OUT]

No pixels and no readers take part: what is measured is the way from lines to values. Papers have numbers that no page
model was trained on.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ocr_intake.config import list_consultations, load_labels, load_settings, shipped_config_dir
from ocr_intake.evaluate.compare import compared
from ocr_intake.extract.features import Vocabulary
from ocr_intake.extract.page_graph import page_graph
from ocr_intake.extract.page_model import PageModel, page_model
from ocr_intake.extract.submission import Sheet, extract
from ocr_intake.model.fields import FIELDS
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.pipeline.knowledge import knowledge_of
from training.dice import Dice
from training.layouts import FAMILIES, WEIGHTS, paper
from training.noise import read
from training.readings import page_reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from training.paper import Paper

FIRST: Final = 1_200_000_000
"""The first paper; training stays below."""

Tallies = dict[str, dict[str, list[int]]]
"""Family to field to right values and values."""


def read_papers(model: PageModel, count: int, families: Sequence[str], knowledge: Knowledge) -> Tallies:
    """How many values of each field are right; ``kind`` is the kind of submitter, ``absent`` fields without a value."""
    tallies: Tallies = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    vocabulary = Vocabulary(knowledge.labels)
    for seed in range(FIRST, FIRST + count):
        dice = Dice(seed)
        made = paper(dice, dice.weighted({name: WEIGHTS.get(name, 1.0) for name in families}))
        sheets = []
        for number, page in enumerate(made.pages, start=1):
            reading = page_reading(read(dice, page), number)
            sheets.append(Sheet(reading, model.tag(page_graph(reading), vocabulary)))
        if sheets:
            _count(tallies[made.family], made, sheets, knowledge)
    return tallies


def _count(tally: dict[str, list[int]], made: Paper, sheets: Sequence[Sheet], knowledge: Knowledge) -> None:
    proposed = extract(sheets, knowledge)
    for name in FIELDS:
        told = made.fields.get(name.value)
        found = proposed.fields.get(name)
        right = compared(name, told) == compared(name, found.value if found is not None else None)
        entry = tally[name.value if told else "absent"]
        entry[0], entry[1] = entry[0] + right, entry[1] + 1
    entry = tally["kind"]
    entry[0] += (proposed.kind is SubmitterKind.ORGANIZATION) == made.organization
    entry[1] += 1


def shares(tallies: Tallies) -> dict[str, dict[str, float]]:
    """Shares of right values by family (``all`` for all of them) and field (``short`` for all but the opinion)."""
    every: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    out: dict[str, dict[str, float]] = {}
    for family, tally in sorted(tallies.items()):
        short = [0, 0]
        for field, (right, of) in tally.items():
            every[field][0] += right
            every[field][1] += of
            if field not in {"opinion", "kind", "absent"}:
                short[0] += right
                short[1] += of
        out[family] = {f: round(r / of, 4) for f, (r, of) in sorted({**tally, "short": short}.items()) if of}
    short = [sum(v[i] for f, v in every.items() if f not in {"opinion", "kind", "absent"}) for i in (0, 1)]
    out["all"] = {f: round(r / of, 4) for f, (r, of) in sorted({**every, "short": short}.items()) if of}
    return out


def default_knowledge() -> Knowledge:
    """What extraction knows by the shipped configuration."""
    config = shipped_config_dir()
    return knowledge_of(load_labels(config), load_settings(config), list_consultations(config))


def main() -> None:
    """Read and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, help="the shipped one if not given")
    parser.add_argument("--papers", type=int, default=400)
    parser.add_argument("--families", nargs="*", choices=list(FAMILIES), default=list(FAMILIES))
    parser.add_argument("--json", type=Path)
    a = parser.parse_args()
    model = PageModel(a.model.read_bytes()) if a.model else page_model()
    figures = shares(read_papers(model, a.papers, a.families, default_knowledge()))
    print(json.dumps(figures, indent=1))
    if a.json:
        a.json.write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
