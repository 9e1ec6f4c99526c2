"""Labels and print: the same seed gives the same text, every kind is covered, and no line is empty."""

import re
from collections.abc import Callable

import pytest

from training.content import labels, printed
from training.content.grammar import Grammar
from training.dice import Dice

SEEDS = 400
PAIRS = (
    ("name", "organization"),
    ("organization", "representative"),
    ("name", "organization", "representative"),
    ("address", "name"),
    ("name", "address", "phone"),
    ("phone", "email"),
    ("kana", "name"),
    ("opinion", "reason"),
    ("age", "gender"),
)
ONE_LINE = (
    printed.note,
    printed.intro,
    printed.plan,
    printed.paper_title,
    printed.addressee,
    printed.fax_header,
    printed.page_mark,
    printed.consent,
)
SOME_LINES = (printed.office_contact, printed.choices, printed.office_use, printed.stamp)
LEFT_OVER = re.compile(r"[{}⏎␣｜\n]|\b(?:addressee\.sama|fnum|fname|prefecture|o\.|t\.)")


def _is_good(line: str) -> bool:
    return bool(line.strip()) and line == line.strip() and not LEFT_OVER.search(line)


@pytest.mark.parametrize("kinds", [*((kind,) for kind in labels.KINDS), *PAIRS])
def test_a_label_has_full_lines_and_many_wordings(kinds: tuple[str, ...]) -> None:
    seen = set()
    for seed in range(SEEDS):
        lines = labels.label(Dice(seed), kinds, english=0.2)
        assert lines
        assert all(map(_is_good, lines)), lines
        assert lines == labels.label(Dice(seed), kinds, english=0.2)
        seen.add(tuple(lines))
    assert len(seen) > SEEDS // 6


@pytest.mark.parametrize("kind", labels.KINDS)
def test_short_labels_and_marks_know_every_kind(kind: str) -> None:
    for seed in range(SEEDS // 4):
        assert _is_good(labels.short_label(Dice(seed), kind))
        assert labels.mark(Dice(seed), kind).strip()


def test_a_label_without_chance_of_english_is_japanese() -> None:
    for seed in range(SEEDS):
        text = "".join(labels.label(Dice(seed), ("address",), english=0.0))
        assert not re.search(r"[A-Za-z]{4}", text), text


def test_a_hint_stands_behind_a_label_only_where_it_may() -> None:
    without = sum(len("".join(labels.label(Dice(seed), ("phone",), hint=0.0))) for seed in range(SEEDS))
    always = sum(len("".join(labels.label(Dice(seed), ("phone",), hint=1.0))) for seed in range(SEEDS))
    assert always > without + 2 * SEEDS


def test_block_labels_are_many() -> None:
    texts = [labels.block_label(Dice(seed)) for seed in range(SEEDS)]
    assert all(map(_is_good, texts))
    assert len(set(texts)) > SEEDS // 4


def test_numbering_counts_or_marks_and_style_0_is_none() -> None:
    assert labels.number_of(Dice(1), 4, 0) == ""
    texts = {labels.number_of(Dice(7), 2, style) for style in range(1, labels.NUMBER_STYLES)}
    assert len(texts) > 80
    assert all(text.strip() for text in texts)
    for style in range(labels.NUMBER_STYLES):
        for index in (0, 30, 150):
            labels.number_of(Dice(0), index, style)


@pytest.mark.parametrize("make", ONE_LINE, ids=lambda make: make.__name__)
def test_print_on_one_line(make: Callable[[Dice], str]) -> None:
    texts = [make(Dice(seed)) for seed in range(SEEDS)]
    for text in texts:
        assert _is_good(text), text
    assert texts == [make(Dice(seed)) for seed in range(SEEDS)]
    assert len(set(texts)) > SEEDS // 4


@pytest.mark.parametrize("make", SOME_LINES, ids=lambda make: make.__name__)
def test_print_on_some_lines(make: Callable[[Dice], list[str]]) -> None:
    blocks = [make(Dice(seed)) for seed in range(SEEDS)]
    for block in blocks:
        assert block
        assert all(map(_is_good, block)), block
    assert blocks == [make(Dice(seed)) for seed in range(SEEDS)]
    assert len({tuple(block) for block in blocks}) > SEEDS // 5


def test_every_wording_of_the_labels_can_be_composed() -> None:
    words = Grammar("labels", "labels_marks")
    for kind in labels.KINDS:
        assert {kind, f"{kind}.core"} <= words.sections.keys()
    for section, wordings in words.sections.items():
        for wording in set(wordings):
            assert words.composed(Dice(len(wording)), wording, {}), (section, wording)


def test_every_wording_of_the_print_can_be_composed() -> None:
    assert printed.unfilled_slots() == frozenset()
