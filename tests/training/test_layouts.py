"""Every family makes whole papers: tags fit, the truth stands on the pages, boxes are boxes, seeds repeat."""

from __future__ import annotations

import unicodedata

import pytest

from ocr_intake.extract.tags import VALUE_OF, Tag
from training.content.numbers import in_figures
from training.dice import Dice
from training.layouts import FAMILIES, paper
from training.paper import Paper

SEEDS = range(8)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _written(made: Paper, tag: Tag) -> str:
    runs = [run for page in made.pages if not page.cover for run in page.runs]
    text = _plain(
        "".join(char for run in runs for char, own in zip(run.text.text, run.text.tags, strict=True) if own == tag)
    )
    return in_figures(text) if tag in {Tag.PHONE, Tag.POSTAL_CODE} else text


@pytest.mark.parametrize("family", FAMILIES)
def test_the_truth_stands_on_the_pages(family: str) -> None:
    for seed in SEEDS:
        made = paper(Dice(seed), family)
        assert made.family == family
        for name, tag in VALUE_OF.items():
            value = _plain(made.fields.get(name.value, ""))
            here = _written(made, tag)
            if name.value in {"opinion", "address"}:
                assert value == here if name.value == "opinion" else sorted(value) == sorted(here), (seed, name)
            else:
                assert value in here, (seed, name, value, here)
                assert bool(value) == bool(here), (seed, name, value, here)


@pytest.mark.parametrize("family", FAMILIES)
def test_runs_and_cells_lie_on_their_page(family: str) -> None:
    for seed in SEEDS:
        for page in paper(Dice(seed), family).pages:
            for left, top, right, bottom in page.cells:
                assert left < right, seed
                assert top < bottom, seed
            for run in page.runs:
                assert len(run.text.text) == len(run.text.tags)
                assert run.text.text.strip() == run.text.text != ""
                assert "\n" not in run.text.text
                assert run.size >= 10
                assert run.cell is None or 0 <= run.cell < len(page.cells)
                assert -run.size < run.x < page.width, (seed, run)
                assert run.right < page.width + run.size * 4, (seed, run.text.text)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_seed_makes_the_same_paper_again(family: str) -> None:
    assert paper(Dice(7), family) == paper(Dice(7), family)


def test_only_the_first_page_begins_a_submission() -> None:
    for seed in range(60):
        made = paper(Dice(seed))
        starts = [page.starts for page in made.pages if not page.cover]
        assert starts == [True] + [False] * (len(starts) - 1)
