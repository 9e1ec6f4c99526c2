"""Generated pages as batches for the network."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import torch

from ocr_intake.extract.features import CHARACTER_FEATURES, PageFeatures, Vocabulary, page_features
from ocr_intake.extract.page_graph import GraphLine, PageGraph
from ocr_intake.extract.page_model import GAP, UNKNOWN, places_of
from ocr_intake.extract.tags import Tag
from training.dice import Dice
from training.layouts import FAMILIES, WEIGHTS, paper
from training.layouts.stacks import batch_cover
from training.noise import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from training.noise import ReadPage
    from training.paper import Page

IGNORED: Final = -100
"""Class of an empty place: no loss."""
LONG: Final = 26
"""A line of one class longer than this loses its middle now and then: cheaper, and nothing is learnt from it."""
COVERS: Final = 0.015
"""Share of papers that are an office's cover sheet."""
RUNNING: Final = frozenset({Tag.OPINION, Tag.NOTE, Tag.OFFICE})
_DROPPABLE: Final = np.array([8 <= i < len(CHARACTER_FEATURES) - 6 for i in range(len(CHARACTER_FEATURES))])


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A page with the right classes."""

    features: PageFeatures
    tags: NDArray[np.int64]
    """``(characters,)``."""
    role: int
    """Index into ``PAGE_ROLES``."""
    family: str


def graph_of(page: ReadPage) -> PageGraph:
    """A page as noise leaves it, as the program would see it."""
    cells = tuple(cell if cell is not None else (0.0, 0.0, 0.0, 0.0) for cell in page.cells)
    lines = tuple(GraphLine(i, line.text, line.confidences, line.box, line.cell) for i, line in enumerate(page.lines))
    return PageGraph(page.width, page.height, lines, cells, page.vertical)


def samples(
    seeds: Iterator[int], labels: Mapping[str, tuple[str, ...]], families: Sequence[str] | None = None
) -> Iterator[Sample]:
    """Samples without end, each seed a paper.

    Args:
        seeds: numbers of papers.
        labels: label wordings that the program knows.
        families: layout families to draw from; all when None.
    """
    usual = Vocabulary(labels)
    for seed in seeds:
        dice = Dice(seed)
        if dice.chance(COVERS):
            made = batch_cover(dice, dice.randint(2, 40))
        else:
            made = paper(dice, dice.weighted({name: WEIGHTS.get(name, 1.0) for name in families or FAMILIES}))
        for page in made.pages:
            seen = read(dice, page)
            if seen.lines:
                vocabulary = _with_own(dice, seen, labels) if dice.chance(0.2) else usual
                features = page_features(graph_of(seen), vocabulary)
                tags = np.array([tag for line in seen.lines for tag in line.tags], np.int64)
                yield Sample(features, tags, _role(page), made.family)


def _role(page: Page) -> int:
    return 2 if page.cover else 0 if page.starts else 1


def _with_own(dice: Dice, page: ReadPage, labels: Mapping[str, tuple[str, ...]]) -> Vocabulary:
    """The vocabulary of a city that has entered its own numbers."""
    print_ = ["".join(c for c, t in zip(li.text, li.tags, strict=True) if t is Tag.OFFICE) for li in page.lines]
    numbers = {re.sub(r"\D", "", found) for text in print_ for found in re.findall(r"[\d\-()]{7,16}", text)}
    return Vocabulary(labels, (), frozenset(number for number in numbers if dice.chance(0.8)))


def shortened(sample: Sample, random: np.random.Generator) -> Sample:
    """The sample with the middles of long lines of running text left out."""
    line_of, tags = sample.features.line_of, sample.tags
    kept = np.ones(len(tags), np.bool_)
    starts = np.concatenate([[0], np.flatnonzero(np.diff(line_of)) + 1, [len(tags)]])
    for start, end in itertools.pairwise(starts):
        if end - start > LONG and tags[start] in RUNNING and (tags[start:end] == tags[start]).all():
            kept[start + 13 : end - 9] = random.random() < 0.15
    f = sample.features
    characters = tuple(char for char, keep in zip(f.characters, kept, strict=True) if keep)
    features = PageFeatures(characters, f.numbers[kept], f.line_of[kept], f.lines, f.pairs)
    return Sample(features, tags[kept], sample.role, sample.family)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Pages for the network, characters flat with gaps."""

    ids: Tensor
    numbers: Tensor
    mask: Tensor
    """``(places, 1)``: 1 where a character stands."""
    line_of: Tensor
    """``(places,)``: flat index of the line; the number of lines for empty places."""
    line_numbers: Tensor
    """``(lines, LINE_NUMBERS)``."""
    pairs: Tensor
    present: Tensor
    tags: Tensor
    """``(places,)``, ``IGNORED`` for empty ones."""
    roles: Tensor
    """``(pages,)``."""


@dataclass(frozen=True, slots=True)
class FlatPool:
    """Sums over lines of many pages."""

    line_of: Tensor
    count: int

    def gather(self, characters: Tensor) -> Tensor:
        """``(characters, n)`` to sums ``(lines, n)``."""
        return characters.new_zeros(self.count + 1, characters.shape[1]).index_add(0, self.line_of, characters)[:-1]

    def spread(self, lines: Tensor) -> Tensor:
        """``(lines, n)`` to ``(characters, n)``, zero for the empty places."""
        return torch.cat([lines, lines.new_zeros(1, lines.shape[1])])[self.line_of]


def batch_of(
    samples: Sequence[Sample], characters: Mapping[str, int], random: np.random.Generator | None = None
) -> Batch:
    """Pages as one batch.

    Args:
        samples: pages.
        characters: the vocabulary.
        random: where given, characters and features are dropped at random, as in training.
    """
    total = sum(len(s.features.lines) for s in samples)
    most = max(len(s.features.lines) for s in samples)
    pairs = np.zeros((len(samples), most, most, samples[0].features.pairs.shape[-1]), np.float32)
    present = np.zeros((len(samples), most), np.bool_)
    columns: list[
        tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]
    ] = []
    before = 0
    for number, sample in enumerate(samples):
        f = sample.features
        at = places_of(f.line_of)
        places = int(at[-1]) + 1 + GAP
        ids = np.zeros(places, np.int64)
        numbers = np.zeros((places, f.numbers.shape[1]), np.float32)
        mask = np.zeros((places, 1), np.float32)
        line_of = np.full(places, total, np.int64)
        tags = np.full(places, IGNORED, np.int64)
        own_ids = np.array([characters.get(char, UNKNOWN) for char in f.characters], np.int64)
        own_numbers = f.numbers
        if random is not None:
            own_ids, own_numbers = _dropped(own_ids, own_numbers, random)
        ids[at], numbers[at], mask[at], line_of[at], tags[at] = own_ids, own_numbers, 1, f.line_of + before, sample.tags
        columns.append((ids, numbers, mask, line_of, tags))
        count = len(f.lines)
        pairs[number, :count, :count] = f.pairs
        present[number, :count] = True
        before += count
    ids_, numbers_, mask_, line_of_, tags_ = (
        torch.from_numpy(np.concatenate([column[i] for column in columns])) for i in range(5)
    )
    return Batch(
        ids_,
        numbers_,
        mask_,
        line_of_,
        torch.from_numpy(np.concatenate([s.features.lines for s in samples])),
        torch.from_numpy(pairs),
        torch.from_numpy(present),
        tags_,
        torch.tensor([s.role for s in samples]),
    )


def _dropped(
    ids: NDArray[np.int64], numbers: NDArray[np.float32], random: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Characters made unknown and features taken away at random, so that none is relied upon alone."""
    ids = np.where(random.random(len(ids)) < 0.03, UNKNOWN, ids)
    if random.random() < 0.5:
        numbers = numbers * ~((random.random(numbers.shape[1]) < 0.12) & _DROPPABLE)
    if random.random() < 0.1:
        numbers = numbers.copy()
        numbers[:, CHARACTER_FEATURES.index("probability")] = 0.97
    return ids, numbers.astype(np.float32)
