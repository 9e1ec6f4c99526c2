"""Free papers and stacks: the same paper from the same seed, and a truth that stands on the pages."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import pytest

from ocr_intake.extract.tags import VALUE_OF, Tag
from training.content.numbers import in_figures
from training.dice import Dice
from training.layouts.free import LETTER_FAMILIES
from training.layouts.stacks import BATCH_COVER, stack

if TYPE_CHECKING:
    from training.paper import Paper

SEEDS = range(8)


@cache
def made(family: str, seed: int) -> Paper:
    return LETTER_FAMILIES[family](Dice(seed))


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def written(paper: Paper, tag: Tag) -> str:
    """All characters of one class, as the pages hold them, in the order they were set; covers and headers left out."""
    runs = [run for page in paper.pages if not page.cover for run in page.runs]
    text = plain("".join(c for run in runs for c, t in zip(run.text.text, run.text.tags, strict=True) if t == tag))
    return in_figures(text) if tag in {Tag.PHONE, Tag.POSTAL_CODE} else text


@pytest.mark.parametrize("family", LETTER_FAMILIES)
def test_every_field_of_the_truth_stands_on_the_pages_under_its_class(family: str) -> None:
    for seed in SEEDS:
        paper = made(family, seed)
        for name, tag in VALUE_OF.items():
            if name.value in paper.fields:
                assert plain(paper.fields[name.value]) in written(paper, tag), (family, seed, name)
            else:
                assert not written(paper, tag), (family, seed, name)


@pytest.mark.parametrize("family", LETTER_FAMILIES)
def test_papers_are_whole(family: str) -> None:
    for seed in SEEDS:
        paper = made(family, seed)
        assert paper.family == family
        assert all(page.runs for page in paper.pages), seed
        assert [page.starts for page in paper.pages if not page.cover].count(True) == 1, seed
        assert not any(page.starts for page in paper.pages if page.cover), seed
        assert paper.organization == ("organization" in paper.fields) or not {"name", "organization"} & set(
            paper.fields
        )
        for page in paper.pages:
            for run in page.runs:
                assert len(run.text.text) == len(run.text.tags)
                assert run.text.text == run.text.text.strip() != ""
                assert "\n" not in run.text.text
                assert run.x >= 0
                assert run.y + run.size <= page.height
                assert run.right <= page.width * 1.05, (seed, run.text.text)


def test_a_seed_makes_the_same_paper_again() -> None:
    for family, make in LETTER_FAMILIES.items():
        assert make(Dice(7)) == made(family, 7)
        assert make(Dice(7)) != made(family, 8)


def test_a_stack_has_one_start_a_paper() -> None:
    for seed in SEEDS:
        papers = [paper for paper in stack(Dice(seed), 4, LETTER_FAMILIES) if paper.family != BATCH_COVER]
        assert len(papers) == 4
        for paper in papers:
            assert [page.starts for page in paper.pages].count(True) == 1
            first = next(page for page in paper.pages if not page.cover)
            assert first.starts


def test_a_fax_has_its_header_on_every_page_of_a_paper_or_on_none() -> None:
    some = 0
    for seed in SEEDS:
        for paper in stack(Dice(seed), 3, LETTER_FAMILIES):
            flat = [page for page in paper.pages if not page.vertical]
            headed = [any(Tag.HEADER in run.text.tags for run in page.runs) for page in flat]
            some += any(headed)
            assert all(headed) or not any(headed) or paper.pages[0].cover
    assert some
