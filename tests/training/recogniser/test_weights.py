"""Our weights: classes, the port of upstream's network, a step of training, and the way back into its file."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnx")
pytest.importorskip("torch")

import torch

from ocr_intake.model.reading import Direction, LineImage
from ocr_intake.networks import session
from ocr_intake.readers import ctc
from ocr_intake.readers.ppocr import LINE_HEIGHT, Recogniser
from ocr_intake.readers.variants import families
from ocr_intake.readers.weights import RECOGNITION, Weights, shipped
from training.recogniser.batches import STRETCH, batch_of, frames_of, grouped, samples
from training.recogniser.characters import LACKING, SIGNS, Classes, UnwritableError, kanji, ours, shipped_characters
from training.recogniser.evaluate import Answer, Paired, Question, answer, cut_to_ink, figures
from training.recogniser.export import export, mixed, read_trained
from training.recogniser.network import CLOSE, Port, difference, load, with_classes
from training.recogniser.shards import Line, write_shard
from training.recogniser.train import Plan, Progress, Trainer, factor_of, train

UPSTREAM = shipped(RECOGNITION)
assert UPSTREAM is not None
SHIPPED = UPSTREAM.path
TEXTS = ("歩道を広く", "髙橋", "12-34", "意見を述べる。", "〒020", "㊞")


@pytest.fixture(scope="module")
def port() -> Port:
    torch.set_num_threads(1)
    return load(SHIPPED)


@pytest.fixture(scope="module")
def classes() -> Classes:
    return ours(shipped_characters())


def lines() -> list[Line]:
    random = np.random.default_rng(0)
    widths = random.integers(120, 200, len(TEXTS)).tolist()
    return [
        Line(random.integers(0, 256, (LINE_HEIGHT, width)).astype(np.uint8), text, "print")
        for width, text in zip(widths, TEXTS, strict=True)
    ]


def test_the_space_is_last_and_no_class_stands_twice(classes: Classes) -> None:
    assert classes.characters[-1] == " "
    assert len(set(classes.characters)) == len(classes.characters)
    assert classes.origins[0] == ctc.BLANK
    assert len(classes.origins) == len(classes.characters) + 1


def test_kept_are_upstreams_with_a_prior_and_in_its_order(classes: Classes) -> None:
    upstream = shipped_characters()
    prior = ctc.character_prior(upstream)
    kept = [origin for origin in classes.origins[1:] if origin != LACKING]
    assert kept == sorted(kept)
    assert {n for n in range(1, len(prior)) if prior[n] > 0} <= set(kept)
    assert all(upstream[o - 1] == c for c, o in zip(classes.characters, classes.origins[1:], strict=True) if o > 0)


def test_what_upstream_lacks_is_added(classes: Classes) -> None:
    assert {*kanji(), *SIGNS, *(m for family in families() for m in family.members)} <= set(classes.characters)
    assert {"﨑", "濵", "𠮷", "㊞"} <= set(classes.added)
    assert not set(classes.added) & set(shipped_characters())


def test_labels_fold_what_has_no_class(classes: Classes) -> None:
    assert [classes.characters[n - 1] for n in classes.labels("高\u3000﨑\t◯")] == ["高", " ", "﨑", " ", "○"]
    assert [classes.characters[n - 1] for n in classes.labels("㌔")] == ["キ", "ロ"]
    with pytest.raises(UnwritableError, match=r"U\+0416"):
        classes.labels("Ж")


def test_the_port_computes_what_the_file_does(port: Port) -> None:
    assert difference(port, session(SHIPPED.read_bytes()), width=520) < CLOSE


def test_an_untaught_class_is_never_answered(port: Port, classes: Classes) -> None:
    trained = with_classes(port, classes)
    pixels = batch_of(samples(lines(), classes)[0], np.random.default_rng(0)).pixels
    with torch.inference_mode():
        posteriors = torch.softmax(trained(torch.from_numpy(port.frozen.features(pixels))), -1).numpy()
    weighted = posteriors * ctc.character_prior(classes.characters)
    assert all(classes.origins[n] != LACKING for n in weighted.argmax(-1).reshape(-1).tolist())


def test_batches_hold_like_widths_and_every_line_once() -> None:
    random = np.random.default_rng(0)
    widths = random.integers(50, 3000, 200).tolist()
    groups = grouped(widths, 16, random)
    assert sorted(int(n) for group in groups for n in group) == list(range(200))
    assert all(len(group) <= 16 for group in groups)
    assert np.mean([max(widths[n] for n in g) - min(widths[n] for n in g) for g in groups]) < 300


def test_a_batch_counts_frames_as_the_program_does(classes: Classes) -> None:
    chosen, left_out = samples([*lines(), Line(np.zeros((48, 16), dtype=np.uint8), "長すぎる", "print")], classes)
    batch = batch_of(chosen, np.random.default_rng(1))
    assert left_out == 1
    assert batch.pixels.shape == (len(TEXTS), 3, LINE_HEIGHT, 320)
    assert (abs(batch.frames - [frames_of(s.line.width) for s in chosen]) <= 2 + 25 * STRETCH).all()
    assert batch.lengths.sum() == len(batch.labels)
    assert batch.pixels.min() >= -1
    assert batch.pixels.max() <= 1


def test_frames_are_those_of_the_network(port: Port) -> None:
    for width in (320, 321, 327, 404):
        pixels = np.zeros((1, 3, LINE_HEIGHT, width), dtype=np.float32)
        with torch.inference_mode():
            assert port.trained(torch.from_numpy(port.frozen.features(pixels))).shape[1] == frames_of(width)


def test_training_lowers_the_loss(port: Port, classes: Classes) -> None:
    chosen, _ = samples(lines(), classes)
    batch = batch_of(chosen, np.random.default_rng(0))
    added = [n for n, origin in enumerate(classes.origins) if origin == LACKING]
    trainer = Trainer(port.frozen, with_classes(port, classes), added, 1e-4)
    losses = [trainer.step(batch) for _ in range(5)]
    assert losses[-1] < 0.85 * losses[0]


def test_a_step_that_is_not_finite_changes_nothing(port: Port, classes: Classes) -> None:
    chosen, _ = samples(lines(), classes)
    batch = batch_of(chosen[:2], np.random.default_rng(0))
    trainer = Trainer(port.frozen, with_classes(port, classes), (), 1e-3)
    before = trainer.trained.head.weight.detach().clone()
    batch.pixels[:] = np.nan
    assert math.isnan(trainer.step(batch))
    assert torch.equal(before, trainer.trained.head.weight)


def test_the_rate_rises_and_falls_to_nothing() -> None:
    factors = [factor_of(Progress(planned=1000, seen=seen)) for seen in (0, 40, 500, 1000)]
    assert 0 < factors[0] < 0.1
    assert factors[1] > 0.99
    assert factors[2] == pytest.approx(0.5)
    assert factors[3] == 0


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    write_shard(folder / "lines.npz", lines())
    train(Plan(folder / "a.pt", (folder / "lines.npz",), seed=7, batch=2))
    return folder / "a.pt"


def test_a_run_is_saved_with_its_provenance(trained: Path) -> None:
    about = read_trained(trained).about
    assert about["seed"] == 7
    assert about["lines"] == len(TEXTS)
    assert about["finished"]
    assert about["upstream"]["package"].startswith("rapidocr ")
    assert about["arguments"]["shards"] == ["lines.npz"]


def test_with_the_shipped_weights_alone_kept_classes_are_as_likely_as_before(
    trained: Path, classes: Classes, tmp_path: Path
) -> None:
    about = export(tmp_path / "own.onnx", [read_trained(trained)], share=1.0)
    own, upstream = (Recogniser.load(Weights("file", path, "test")) for path in (tmp_path / "own.onnx", SHIPPED))
    assert own.characters == classes.characters
    kept = np.flatnonzero(np.array(classes.origins) != LACKING)
    origins = np.array(classes.origins)[kept]
    for line in lines()[:2]:
        ours_, theirs = own.posteriors(line.pixels)[:, kept], upstream.posteriors(line.pixels)[:, origins]
        assert np.allclose(
            ours_ / ours_.sum(1, keepdims=True), theirs / theirs.sum(1, keepdims=True), rtol=1e-3, atol=1e-5
        )
    assert json.loads((tmp_path / "own.json").read_text(encoding="utf-8")) == json.loads(json.dumps(about))
    assert about["seeds"] == [7]


def test_added_rows_take_nothing_from_the_start(port: Port, classes: Classes) -> None:
    start = with_classes(port, classes).state_dict()
    states = [{name: value + n for name, value in start.items()} for n in (1, 3)]
    out = mixed(start, states, 0.5, classes)
    gained = (out["head.bias"] - start["head.bias"]).numpy()
    added = np.array(classes.origins) == LACKING
    assert np.allclose(gained[added], 2, atol=1e-4)
    assert np.allclose(gained[~added], 1, atol=1e-4)


def test_figures_add_up() -> None:
    answers = [Answer("a", 4, 1, "歩道", "歩道橋を"), Answer("b", 2, 0, "広く", "広く")]
    found = figures(answers)
    assert list(found) == ["a", "b", "total"]
    assert found["total"].cer == pytest.approx(1 / 6)
    assert (found["total"].lines, found["total"].right) == (2, 1)


def test_an_even_split_says_nothing_and_an_uneven_one_much() -> None:
    assert Paired(5, 5).chance == 1
    assert Paired(0, 10).chance == pytest.approx(2 / 1024)
    assert Paired(0, 0).chance == 1


def test_a_line_is_cut_to_its_ink() -> None:
    grey = np.full((100, 400), 230, dtype=np.uint8)
    grey[40:60, 100:300:8] = 20
    image = cut_to_ink(grey, Direction.HORIZONTAL)
    assert image.pixels.shape[0] < 30
    assert 190 < image.pixels.shape[1] < 210


def test_the_programs_recogniser_reads_with_a_files_weights() -> None:
    blank = np.full((LINE_HEIGHT, 200), 255, dtype=np.uint8)
    found = answer(
        Recogniser.load(Weights("file", SHIPPED, "test")),
        Question(LineImage(blank, Direction.HORIZONTAL), "無", "print"),
    )
    assert not found.right
    assert found.edits == 1
