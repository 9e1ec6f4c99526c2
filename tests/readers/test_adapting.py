"""Fitting the last layer, on a made-up one; what was learnt as bytes; and both in the real recogniser's file."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ocr_intake.model.reading import Direction, LineImage
from ocr_intake.readers import adapting
from ocr_intake.readers.adapting import Course, FeatureReader, Sample, fit
from ocr_intake.readers.head import Head, NoHeadError, head_of, with_outputs
from ocr_intake.readers.learnt import BadLearntError, Learnt
from ocr_intake.readers.ppocr import Recogniser
from ocr_intake.readers.weights import RECOGNITION, Weights, shipped

SIZE, CLASSES = 6, 12
LINES = Path(__file__).parents[1] / "data" / "lines"


def head() -> Head:
    """Each class has a direction of its own; features of a class point there."""
    dice = np.random.default_rng(3)
    weight = dice.normal(size=(SIZE, CLASSES)).astype(np.float32)
    return Head("features", 3 * weight / np.linalg.norm(weight, axis=0), np.zeros(CLASSES, np.float32), ("w", "b"))


PRIOR = np.array([1.0] * 10 + [0.2, 0.0], dtype=np.float32)


def line(labels: tuple[int, ...], dice: np.random.Generator, turned: NDArray[np.float64]) -> Sample:
    """Features of a text, a blank behind each character, as somebody writes whose features are turned."""
    weight = head().weight
    frames = np.array([weight[:, state] for label in labels for state in (label, 0)])
    return Sample(((frames + dice.normal(0, 0.3, frames.shape)) @ turned).astype(np.float32), labels)


def lines(count: int, seed: int) -> list[Sample]:
    turned = np.linalg.qr(np.random.default_rng(9).normal(size=(SIZE, SIZE)))[0] * 0.5 + np.eye(SIZE) * 0.6
    dice = np.random.default_rng(seed)
    return [line(tuple(map(int, dice.integers(1, 11, size=5))), dice, turned) for _ in range(count)]


def loss(samples: list[Sample], learnt: Learnt | None) -> float:
    """Nats a character under a head that was folded, with the prior, all by hand."""
    weight, bias = learnt.folded(head().weight, head().bias) if learnt else (head().weight, head().bias)
    folded = replace(head(), weight=weight, bias=bias)
    layer = adapting._Layer(folded, PRIOR, ())
    return layer.loss(samples, layer.start())


def test_a_writers_lines_are_read_better_afterwards_and_the_head_folds() -> None:
    course = fit(lines(150, 1), lines(40, 2), head(), PRIOR)
    held = lines(40, 5)
    assert course.chosen > 1
    assert loss(held, course.learnt) < 0.8 * loss(held, None)
    assert loss(lines(40, 2), course.learnt) == pytest.approx(course.losses[course.chosen - 1][1], rel=1e-3)


def test_what_never_occurs_keeps_its_column() -> None:
    samples = [each for each in lines(200, 1) if 7 not in each.labels]
    learnt = fit(samples, samples, head(), PRIOR).learnt
    assert 7 not in learnt.classes
    assert 11 not in learnt.classes, "the prior gives it nothing"
    assert 0 in learnt.classes, "the blank occurs in every line"


def test_what_does_not_help_other_lines_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The best epoch is chosen by the lines set apart; where none is better than the start, that is kept."""
    monkeypatch.setattr(adapting, "RATE", 0.2)
    wrong = [replace(each, labels=tuple(label % 10 + 1 for label in each.labels)) for each in lines(60, 1)]
    dice = np.random.default_rng(1)
    well_read = [line((1, 2, 3, 4), dice, np.eye(SIZE)) for _ in range(10)]
    course = fit(wrong, well_read, head(), PRIOR)
    assert course.chosen == 0
    weight, bias = course.learnt.folded(head().weight, head().bias)
    np.testing.assert_allclose(weight, head().weight, atol=1e-6)
    np.testing.assert_allclose(bias, head().bias, atol=1e-6)


def test_the_gradient_is_what_finite_differences_say() -> None:
    samples = lines(4, 1)
    layer = adapting._Layer(head(), PRIOR, (label for each in samples for label in each.labels))
    dice = np.random.default_rng(2)
    values = adapting._Values(*(dice.normal(0, 0.05, part.shape) for part in layer.start()))
    _, gradient = layer.gradient(samples, values)

    def objective(at: adapting._Values) -> float:
        return layer.loss(samples, at) + 0.5 * adapting.PENALTY * sum(float((part**2).sum()) for part in at)

    for name in values._fields:
        part = getattr(values, name)
        for _ in range(6):
            place = tuple(int(dice.integers(0, side)) for side in part.shape)
            step = np.zeros_like(part)
            step[place] = 1e-3
            more = objective(values._replace(**{name: part + step}))
            less = objective(values._replace(**{name: part - step}))
            assert getattr(gradient, name)[place] == pytest.approx((more - less) / 2e-3, abs=2e-3), name


# -------------------------------------------------------------------------------------------------------- as bytes


def learnt() -> Learnt:
    course: Course = fit(lines(30, 1), lines(10, 2), head(), PRIOR)
    return replace(course.learnt, base="ab" * 32, date="2026-11-28", note={"lines": 30})


BYTES = learnt().to_bytes()


def test_bytes_give_it_back() -> None:
    made = learnt()
    again = Learnt.from_bytes(made.to_bytes())
    assert again.digest() == made.digest()
    assert (again.base, again.date, again.note) == (made.base, made.date, {"lines": 30})
    assert again.version == f"learnt 2026-11-28 {made.digest()}"
    assert replace(made, shift=made.shift + 1).digest() != made.digest()


def test_other_bytes_are_refused() -> None:
    made = learnt()
    data = made.to_bytes()
    for wrong in (b"", b"PK", data[:-40], data[: len(data) // 2]):
        with pytest.raises(BadLearntError):
            Learnt.from_bytes(wrong)
    for broken in (
        replace(made, shift=made.shift[:-1]),
        replace(made, biases=made.biases * np.float32("nan")),
        replace(made, slope=made.slope.astype(np.float64)),
        replace(made, classes=made.classes - 5),
    ):
        with pytest.raises(BadLearntError):
            Learnt.from_bytes(broken.to_bytes())


@settings(max_examples=400)
@given(st.data())
def test_a_damaged_byte_is_noticed_or_tells_nothing(data: st.DataObject) -> None:
    content = bytearray(BYTES)
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    try:
        again = Learnt.from_bytes(bytes(content))
    except BadLearntError:
        return
    assert again.digest() == Learnt.from_bytes(BYTES).digest()


def test_a_head_of_another_shape_is_refused() -> None:
    with pytest.raises(BadLearntError):
        learnt().folded(np.zeros((SIZE + 1, CLASSES), np.float32), head().bias)


# ------------------------------------------------------------------------------------------------- the real network


@pytest.fixture(scope="module")
def upstream() -> Weights:
    found = shipped(RECOGNITION)
    assert found is not None
    return found


def picture(name: str) -> NDArray[np.uint8]:
    found = cv2.imread(str(LINES / f"{name}.png"), cv2.IMREAD_GRAYSCALE)
    assert found is not None
    return np.asarray(found, dtype=np.uint8)


@pytest.mark.engine
class TestRealNetwork:
    def test_features_and_head_are_what_the_file_computes(self, upstream: Weights) -> None:
        recogniser = Recogniser.load(upstream)
        reader = FeatureReader(recogniser)
        (sample,) = reader.samples(LineImage(picture("name"), Direction.HORIZONTAL), "千葉美穂")
        scores = sample.features @ reader.head.weight + reader.head.bias
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        expected = recogniser.posteriors(picture("name"))
        np.testing.assert_allclose(scores / scores.sum(axis=1, keepdims=True), expected, atol=1e-5)
        assert reader.loss(sample) < 0.5
        (other,) = reader.samples(LineImage(picture("name"), Direction.HORIZONTAL), "図書館です")
        assert reader.loss(other) > 4

    def test_a_column_has_two_pictures(self, upstream: Weights) -> None:
        reader = FeatureReader(Recogniser.load(upstream))
        column = LineImage(picture("column"), Direction.VERTICAL)
        samples = reader.samples(column, "神奈川県川崎市高津区久地4番4号")
        assert len(samples) == 2
        assert all(reader.loss(each) < 2 for each in samples)
        assert reader.samples(column, "神" * 400) == ()
        assert not reader.can_say("曻")

    def test_a_learnt_head_is_what_reads(self, upstream: Weights) -> None:
        plain = Recogniser.load(upstream)
        made = self.shifted(upstream)
        taught = Recogniser.load(upstream, made)
        assert taught.version == f"{plain.version}, {made.version}"
        base = head_of(upstream)
        weight, bias = made.folded(base.weight, base.bias)
        (sample,) = FeatureReader(taught).samples(LineImage(picture("name"), Direction.HORIZONTAL), "千葉美穂")
        scores = sample.features @ weight + bias
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        posteriors = taught.posteriors(picture("name"))
        np.testing.assert_allclose(scores / scores.sum(axis=1, keepdims=True), posteriors, atol=1e-4)
        assert np.abs(posteriors - plain.posteriors(picture("name"))).max() > 0.01

    def shifted(self, weights: Weights) -> Learnt:
        size = len(head_of(weights).weight)
        dice = np.random.default_rng(1)
        return Learnt(
            weights.sha256(),
            "2026-11-28",
            (np.eye(size) * 0.8).astype(np.float32),
            dice.normal(0, 0.1, size).astype(np.float32),
            np.array([0, 5]),
            np.full((size, 2), 0.05, np.float32),
            np.array([0.5, -0.5], np.float32),
        )

    def test_one_for_other_weights_is_refused(self, upstream: Weights) -> None:
        with pytest.raises(BadLearntError):
            Recogniser.load(upstream, replace(self.shifted(upstream), base="ab" * 32))

    def test_a_file_with_other_names_is_refused(self, upstream: Weights, tmp_path: Path) -> None:
        other = tmp_path / "other.onnx"
        other.write_bytes(upstream.path.read_bytes().replace(b"linear_8.w_0", b"linear_9.w_0"))
        with pytest.raises(NoHeadError):
            head_of(Weights("other", other, "made-up 1"))

    def test_names_longer_than_a_byte_can_count(self, upstream: Weights) -> None:
        assert with_outputs(b"", ["x" * 200]).count(b"x") == 200
