"""Fits which pages of a file belong together, on generated stacks that the shipped page model has tagged.

    python -m training.page_links [--stacks 1500] [--seed 1] [--out FILE]

The model is a logistic one over ``extract.grouping.LINK_FEATURES``; the last fifth of the stacks is held out.
"""

from __future__ import annotations

import argparse
import json
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from ocr_intake.extract import grouping
from ocr_intake.extract.features import Vocabulary
from ocr_intake.extract.page_graph import page_graph
from ocr_intake.extract.page_model import page_model
from ocr_intake.extract.submission import Sheet
from ocr_intake.extract.tags import Tag
from ocr_intake.layout.header import read_header
from training.dice import Dice
from training.layouts.stacks import BATCH_COVER, stack
from training.noise import read
from training.page_model.wordings import label_wordings
from training.readings import page_reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.extract.grouping import Traits
    from ocr_intake.model.reading import FaxHeader
    from training.paper import Page

OUT: Final = Path(grouping.__file__).parent / "data" / grouping.FILE
FIRST_SEED: Final = 1_500_000_000
"""The first stack; no page model was trained on papers of these numbers."""
STRENGTH: Final = 1.0
"""Inverse strength of the ridge penalty."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a file with what it shows, and the right answer."""

    traits: Traits
    joins: bool
    """It goes on with the page before it."""
    nobodys: bool
    """It is the office's cover sheet."""


def stacks(seed: int, count: int) -> Iterator[list[Shown]]:
    """Files of one to five submissions, page by page."""
    model, vocabulary = page_model(), Vocabulary(label_wordings())
    for number in range(FIRST_SEED + seed * 100_000, FIRST_SEED + seed * 100_000 + count):
        dice = Dice(number)
        file: list[Shown] = []
        for made in stack(dice, dice.randint(1, 5)):
            for at, page in enumerate(made.pages):
                reading = replace(page_reading(read(dice, page), len(file) + 1), header=header_of(page))
                tagged = model.tag(page_graph(reading), vocabulary)
                if tagged.graph.lines:
                    traits = grouping.traits_of(Sheet(reading, tagged))
                    file.append(Shown(traits, at > 0, made.family == BATCH_COVER))
        yield file


def header_of(page: Page) -> FaxHeader | None:
    """What the sending machine printed on a page: noise leaves most of it out of the lines, as the program does."""
    text = "   ".join(run.text.text for run in page.runs if Tag.HEADER in run.text.tags)
    return read_header([unicodedata.normalize("NFKC", text)]) if text else None


def links(file: Sequence[Shown]) -> Iterator[tuple[dict[str, float], bool]]:
    """Features of each page that has one before it in its file, and whether it goes on with that one."""
    before: list[Traits] = []
    for shown in file:
        if before:
            yield grouping.link_features(before, shown.traits), shown.joins
        before = [*before, shown.traits] if shown.joins else [shown.traits]


def _is_right(file: Sequence[Shown]) -> bool:
    """Whether a whole file is grouped as it should be."""
    groups, covers = grouping.group_pages([shown.traits for shown in file])
    wanted: list[list[int]] = []
    for i, shown in enumerate(file):
        if shown.joins and wanted:
            wanted[-1].append(i)
        elif not shown.nobodys:
            wanted.append([i])
    return [list(one.members) for one in groups] == wanted and all(file[i].nobodys for i in covers)


def main() -> None:
    """Fit, measure, write."""
    from sklearn.linear_model import LogisticRegression

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stacks", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=OUT)
    a = parser.parse_args()
    files = list(stacks(a.seed, a.stacks))
    held = files[len(files) * 4 // 5 :]
    fitted = [pair for file in files[: len(files) * 4 // 5] for pair in links(file)]
    x = np.array([[f[name] for name in grouping.LINK_FEATURES] for f, _ in fitted])
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(x, [goes_on for _, goes_on in fitted])
    weights = {name: round(float(w), 4) for name, w in zip(grouping.LINK_FEATURES, model.coef_[0], strict=True)}
    weights["bias"] = round(float(model.intercept_[0]), 4)
    a.out.write_text(json.dumps({"about": {}, "weights": weights}) + "\n", encoding="utf-8")
    grouping.link_weights.cache_clear()
    tested = [pair for file in held for pair in links(file)]
    y = np.array([goes_on for _, goes_on in tested])
    p = model.predict_proba(np.array([[f[name] for name in grouping.LINK_FEATURES] for f, _ in tested]))[:, 1]
    sure = np.maximum(p, 1 - p) >= grouping.CERTAIN
    figures = {
        "links": len(tested),
        "right": round(float(((p > 0.5) == y).mean()), 4),
        "certain": round(float(sure.mean()), 4),
        "right where certain": round(float(((p > 0.5) == y)[sure].mean()), 4),
        "files exactly right": round(sum(map(_is_right, held)) / len(held), 4),
    }
    about = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "seed": a.seed, "stacks": a.stacks, "held out": figures}
    a.out.write_text(json.dumps({"about": about, "weights": weights}, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures), weights)


if __name__ == "__main__":
    main()
