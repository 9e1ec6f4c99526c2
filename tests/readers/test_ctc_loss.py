"""The CTC loss and its gradient: against all paths counted one by one, finite differences, and torch."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from ocr_intake.readers.ctc_loss import align, fits


def scores(frames: int, classes: int, seed: int = 1) -> NDArray[np.float64]:
    return np.random.default_rng(seed).normal(size=(frames, classes)) * 2


def log_softmax(z: NDArray[np.float64]) -> NDArray[np.float64]:
    z = z - z.max(axis=1, keepdims=True)
    return np.asarray(z - np.log(np.exp(z).sum(axis=1, keepdims=True)))


def loss(z: NDArray[np.float64], labels: list[int]) -> float:
    return align(log_softmax(z), labels).loss


def collapsed(path: tuple[int, ...]) -> list[int]:
    return [label for label, _ in itertools.groupby(path) if label]


@pytest.mark.parametrize("labels", [[1], [1, 2], [1, 1], [2, 1, 2], [2, 2, 1]])
def test_it_is_the_sum_over_all_paths(labels: list[int]) -> None:
    posteriors = log_softmax(scores(5, 3))
    paths = (path for path in itertools.product(range(3), repeat=5) if collapsed(path) == labels)
    total = sum(np.exp(sum(posteriors[frame, label] for frame, label in enumerate(path))) for path in paths)
    assert align(posteriors, labels).loss == pytest.approx(-np.log(total), abs=1e-10)


@pytest.mark.parametrize("labels", [[3], [1, 2, 3], [2, 2], [1, 2, 2, 1]])
def test_the_gradient_is_what_finite_differences_say(labels: list[int]) -> None:
    z = scores(9, 5)
    given = align(log_softmax(z), labels).gradient(np.exp(log_softmax(z)).astype(np.float32))
    step = 1e-6
    for frame, label in itertools.product(range(9), range(5)):
        more, less = z.copy(), z.copy()
        more[frame, label] += step
        less[frame, label] -= step
        slope = (loss(more, labels) - loss(less, labels)) / (2 * step)
        assert given[frame, label] == pytest.approx(slope, abs=1e-5)


def test_each_frame_is_in_one_state() -> None:
    occupancy = align(log_softmax(scores(30, 20)), [1, 5, 5, 7]).occupancy
    np.testing.assert_allclose(occupancy.sum(axis=1), 1.0, atol=1e-9)


def test_it_keeps_its_numbers_where_posteriors_vanish() -> None:
    z = scores(60, 6) * 200
    found = align(log_softmax(z), [1, 2, 3, 4, 5] * 4)
    assert np.isfinite(found.loss)
    np.testing.assert_allclose(found.occupancy.sum(axis=1), 1.0, atol=1e-6)


def test_what_does_not_fit_is_refused() -> None:
    assert fits([1, 2, 3], 3)
    assert not fits([1, 1, 2], 3)
    assert not fits([], 3)
    with pytest.raises(ValueError, match="do not fit"):
        align(log_softmax(scores(3, 4)), [1, 1, 2])


def test_it_is_torchs() -> None:
    torch = pytest.importorskip("torch")
    for frames, labels in ((40, [1, 2, 2, 3, 9]), (12, [4]), (7, [1, 1, 1])):
        z = torch.tensor(scores(frames, 10), requires_grad=True)
        posteriors = torch.log_softmax(z, dim=1)
        theirs = torch.nn.functional.ctc_loss(
            posteriors[:, None], torch.tensor([labels]), [frames], [len(labels)], blank=0, reduction="sum"
        )
        theirs.backward()
        ours = align(posteriors.detach().numpy(), labels)
        assert ours.loss == pytest.approx(theirs.item(), rel=1e-9)
        given = ours.gradient(posteriors.detach().exp().numpy().astype(np.float32))
        np.testing.assert_allclose(given, z.grad.numpy(), atol=1e-5)
