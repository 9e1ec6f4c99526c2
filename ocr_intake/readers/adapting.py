"""Fits the recogniser's last layer to verified lines: features and texts in, a ``Learnt`` out. Numpy alone.

What is fitted is what ``learnt`` says: an affine map of the features, and the columns and biases of the classes that
occur, by Adam (Kingma and Ba, ICLR 2015) on the CTC loss a character. A penalty on the squared distance from the start
keeps it near the shipped weights. The epoch that did best on lines set apart for that is taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from ocr_intake.model.reading import Direction
from ocr_intake.readers import ctc
from ocr_intake.readers.ctc_loss import align, fits
from ocr_intake.readers.head import head_of, session_of
from ocr_intake.readers.learnt import Learnt
from ocr_intake.readers.vertical import side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from ocr_intake.model.reading import LineImage
    from ocr_intake.readers.ctc_loss import Alignment
    from ocr_intake.readers.head import Head
    from ocr_intake.readers.ppocr import Recogniser

PENALTY: Final = 0.03
"""Weight of half the squared distance from the start, nats. From 0.001 to 0.3 writers gain about the same (300 lines of
one face, drawn plainly: 5.8 to 1.7-2.2 % wrong characters); others lose least from here on."""
RATE: Final = 1e-3
"""Adam's step."""
EPOCHS: Final = 16
PATIENCE: Final = 3
"""Epochs without a better one after which it stops."""
BATCH: Final = 1024
"""Frames that are looked at together: about eight lines; a batch takes some 100 megabytes."""
PARTS: Final = ("map", "columns")
"""What can be fitted: the map of the features, and the columns and biases of the classes that occur."""
_BETA: Final = (0.9, 0.999)
_TINY: Final = 1e-8


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One picture of a line, as the last layer sees it."""

    features: NDArray[np.float32]
    """``(frames, features)`` float32."""
    labels: tuple[int, ...]
    """Classes of its text."""


class FeatureReader:
    """Makes samples: a second session on the recogniser's file, which gives the features."""

    def __init__(self, recogniser: Recogniser) -> None:
        """Open the file once more.

        Raises:
            NoHeadError: The weights' last layer cannot be got at.
        """
        self.head = head_of(recogniser.source)
        opened = session_of(recogniser.source, (self.head.features,))
        self._reader = replace(recogniser, session=opened, borrowed=())
        self._layer = _Layer(self.head, recogniser.weights, ())
        allowed = recogniser.weights > 0
        self._labels = {char: i for i, char in enumerate(recogniser.characters, start=1) if allowed[i]}

    def can_say(self, text: str) -> bool:
        """Whether the recogniser has a class for every character."""
        return all(char in self._labels for char in text)

    def samples(self, line: LineImage, text: str) -> tuple[Sample, ...]:
        """A line's pictures: one, or the two that a vertical line is read from. None that has no room for the text."""
        rows = [line.pixels]
        if line.direction is Direction.VERTICAL:
            rows = [side_by_side(line.pixels), np.ascontiguousarray(np.rot90(line.pixels))]
        labels = tuple(self._labels[char] for char in text)
        given = [self._reader.frames(row, self.head.features) for row in rows if min(row.shape[:2]) > 0]
        return tuple(Sample(features, labels) for features in given if fits(labels, len(features)))

    def loss(self, sample: Sample) -> float:
        """How badly the shipped weights fit a sample, nats a character."""
        return self._layer.loss((sample,), self._layer.start())


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """How the fitting went."""

    learnt: Learnt
    """Without the digest of the weights and the date."""
    losses: tuple[tuple[float, float], ...]
    """Loss a character, nats, after each epoch: on the lines that were fitted, on those set apart."""
    chosen: int
    """Which epoch was kept, from 1; 0 where none was better than the start."""


def fit(
    samples: Sequence[Sample],
    apart: Sequence[Sample],
    head: Head,
    prior: NDArray[np.float32],
    heard: Callable[[int], None] = lambda _epoch: None,
    *,
    parts: Collection[str] = PARTS,
) -> Course:
    """Fit the last layer.

    Args:
        samples: what to fit to; at least one.
        apart: what the best epoch is chosen by; at least one.
        head: the shipped one.
        prior: ``(classes,)``, as readings are decoded with: what it gives 0 has no part in this.
        heard: told the number of each epoch that is done.
        parts: what is fitted, of ``PARTS``.
    """
    layer = _Layer(head, prior, (label for sample in samples for label in sample.labels))
    optimiser = _Adam(layer.start(), [name in parts for name in PARTS for _ in range(2)])
    dice = np.random.default_rng(1)
    best, chosen = optimiser.values, 0
    lowest = layer.loss(apart, optimiser.values)
    losses: list[tuple[float, float]] = []
    for epoch in range(1, EPOCHS + 1):
        told = _Mean()
        for batch in _batches([samples[i] for i in dice.permutation(len(samples))]):
            loss, gradient = layer.gradient(batch, optimiser.values)
            told.add(loss, sum(len(sample.labels) for sample in batch))
            optimiser.step(gradient)
        here = layer.loss(apart, optimiser.values)
        losses.append((told.value, here))
        heard(epoch)
        if here < lowest:
            best, chosen, lowest = optimiser.values, epoch, here
        elif epoch - chosen >= PATIENCE:
            break
    return Course(layer.learnt(best), tuple(losses), chosen)


# --------------------------------------------------------------------------------------------------------- last layer


class _Values(NamedTuple):
    """What is fitted, or its gradient; as in ``Learnt``, but float64 and the slope less the identity."""

    slope: NDArray[np.float64]
    shift: NDArray[np.float64]
    columns: NDArray[np.float64]
    biases: NDArray[np.float64]


class _Layer:
    """The last layer over the classes that the prior allows."""

    def __init__(self, head: Head, prior: NDArray[np.float32], occurring: Iterable[int]) -> None:
        allowed = np.union1d(np.flatnonzero(prior), [ctc.BLANK])
        self._classes = allowed
        self._weight = np.ascontiguousarray(head.weight[:, allowed])
        self._bias = head.bias[allowed] + np.log(np.where(prior > 0, prior, 1.0))[allowed].astype(np.float32)
        place = np.full(len(prior), -1)
        place[allowed] = np.arange(len(allowed))
        self._place = place
        self._changing = place[np.unique([ctc.BLANK, *occurring])]

    def start(self) -> _Values:
        """Nothing changed."""
        size, changing = len(self._weight), len(self._changing)
        return _Values(np.zeros((size, size)), np.zeros(size), np.zeros((size, changing)), np.zeros(changing))

    def loss(self, samples: Sequence[Sample], values: _Values) -> float:
        """Nats a character."""
        told = _Mean()
        for batch in _batches(samples):
            _, posteriors = self._forward(batch, values)
            alignments = self._aligned(batch, posteriors)
            told.add(sum(each.loss for each in alignments), sum(len(sample.labels) for sample in batch))
        return told.value

    def gradient(self, batch: Sequence[Sample], values: _Values) -> tuple[float, _Values]:
        """Loss in all, and the gradient of the loss a character and the penalty."""
        mapped, log_posteriors = self._forward(batch, values)
        alignments = self._aligned(batch, log_posteriors)
        error = np.exp(log_posteriors, out=log_posteriors)
        start = 0
        for sample, alignment in zip(batch, alignments, strict=True):
            end = start + len(sample.features)
            alignment.gradient(error[start:end])
            start = end
        error /= sum(len(sample.labels) for sample in batch)
        features = np.concatenate([sample.features for sample in batch])
        changing = error[:, self._changing]
        back = error @ self._weight.T + changing @ values.columns.T.astype(np.float32)
        pulled = (features.T @ back, back.sum(axis=0), mapped.T @ changing, changing.sum(axis=0))
        whole = (np.float64(g) + PENALTY * v for g, v in zip(pulled, values, strict=True))
        return sum(each.loss for each in alignments), _Values(*whole)

    def learnt(self, values: _Values) -> Learnt:
        """As it is kept; which weights it belongs to and the date are for the caller to say."""
        return Learnt(
            base="",
            date="",
            slope=(np.eye(len(values.slope)) + values.slope).astype(np.float32),
            shift=values.shift.astype(np.float32),
            classes=self._classes[self._changing].astype(np.int64),
            columns=values.columns.astype(np.float32),
            biases=values.biases.astype(np.float32),
        )

    def _forward(self, batch: Sequence[Sample], values: _Values) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Mapped features and logarithms of posteriors of all frames of a batch."""
        features = np.concatenate([sample.features for sample in batch])
        mapped = features + features @ values.slope.astype(np.float32) + values.shift.astype(np.float32)
        scores = mapped @ self._weight + self._bias
        scores[:, self._changing] += mapped @ values.columns.astype(np.float32) + values.biases.astype(np.float32)
        scores -= scores.max(axis=1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return mapped, scores

    def _aligned(self, batch: Sequence[Sample], log_posteriors: NDArray[np.float32]) -> list[Alignment]:
        found, start = [], 0
        for sample in batch:
            end = start + len(sample.features)
            found.append(align(log_posteriors[start:end], self._place[list(sample.labels)].tolist()))
            start = end
        return found


def _batches(samples: Sequence[Sample]) -> Iterator[list[Sample]]:
    """Samples in their order, about ``BATCH`` frames at a time."""
    batch: list[Sample] = []
    frames = 0
    for sample in samples:
        if batch and frames + len(sample.features) > BATCH:
            yield batch
            batch, frames = [], 0
        batch.append(sample)
        frames += len(sample.features)
    if batch:
        yield batch


@dataclass(slots=True)
class _Mean:
    """Loss a character."""

    total: float = 0.0
    characters: int = 0

    def add(self, loss: float, characters: int) -> None:
        self.total += loss
        self.characters += characters

    @property
    def value(self) -> float:
        return self.total / max(1, self.characters)


@dataclass(slots=True)
class _Adam:
    values: _Values
    moving: Sequence[bool]
    """Which of the values are fitted."""
    steps: int = 0
    means: list[NDArray[np.float64]] = field(default_factory=list)
    squares: list[NDArray[np.float64]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.means = [np.zeros_like(value) for value in self.values]
        self.squares = [np.zeros_like(value) for value in self.values]

    def step(self, gradient: _Values) -> None:
        """Move a step; ``values`` are new arrays, so whoever kept the earlier ones still has them."""
        self.steps += 1
        first, second = _BETA
        moved = []
        for index, (value, slope) in enumerate(zip(self.values, gradient, strict=True)):
            self.means[index] = first * self.means[index] + (1 - first) * slope
            self.squares[index] = second * self.squares[index] + (1 - second) * slope**2
            mean = self.means[index] / (1 - first**self.steps)
            square = self.squares[index] / (1 - second**self.steps)
            moved.append(value - RATE * self.moving[index] * mean / (np.sqrt(square) + _TINY))
        self.values = _Values(*moved)
