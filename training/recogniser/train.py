"""Trains the recogniser's last stage, neck and head on prepared lines.

    python -m training.recogniser.train OUT.pt SHARD... --seed 1 --epochs 1

Starts from the shipped weights with the head cut and widened to our classes (``characters``). Computes on one thread:
to use two cores, train twice with different seeds and let ``export`` average the two. OUT.pt holds the weights with the
seed, arguments, versions and the digest of the shards.
"""

from __future__ import annotations

import argparse
import math
import time
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from torch.nn import functional

from ocr_intake.readers.weights import RECOGNITION, MissingWeightsError, Weights, shipped
from training.recogniser.batches import batch_of, grouped, samples
from training.recogniser.characters import LACKING, ours
from training.recogniser.network import load, with_classes
from training.recogniser.shards import count, digest, read_shard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor

    from training.recogniser.batches import Batch, Sample
    from training.recogniser.characters import Classes
    from training.recogniser.network import FrozenPart, TrainedPart
    from training.recogniser.shards import Line

POOL: Final = 20_000
"""Lines held and shuffled at a time: about 0.4 GB."""
_DECAY: Final = 0.01
"""Weight decay (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019)."""
_WARM_UP: Final = 0.04
"""Share of the run until the rate is reached."""
_FASTER: Final = 10.0
"""How many times the others' rate the head's rows of added classes learn with: they are met rarely and know nothing."""
_LARGEST: Final = 5.0
"""Norm that gradients are clipped to."""
_BROKEN: Final = 20
"""Steps in a row that may fail before training stops."""
_TOLD: Final = 200
"""Steps between two lines of progress."""
_KEPT: Final = 600.0
"""Seconds between two savings."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a training run does."""

    out: Path
    shards: tuple[Path, ...]
    seed: int = 1
    epochs: float = 1.0
    rate: float = 3e-4
    """Learning rate at its highest."""
    batch: int = 16
    """Lines a step."""
    threads: int = 1


@dataclass(slots=True)
class Progress:
    """How far a run has come."""

    planned: int
    """Lines to see in all."""
    seen: int = 0
    left_out: int = 0
    """Lines that cannot be labelled; they count as seen."""
    steps: int = 0
    failed: int = 0
    """Steps left out because a gradient was not finite."""
    losses: list[float] = field(default_factory=list)
    """Of every step, by character."""
    began: float = field(default_factory=time.monotonic)

    @property
    def share(self) -> float:
        """0 to 1."""
        return min(1.0, self.seen / self.planned)


class DivergedError(RuntimeError):
    """Many steps in a row gave gradients that are not finite."""


def loss_of(frozen: FrozenPart, trained: TrainedPart, batch: Batch) -> Tensor:
    """CTC loss (Graves et al., ICML 2006), each line's divided by its length, averaged over the batch."""
    features = torch.from_numpy(frozen.features(batch.pixels)).contiguous(memory_format=torch.channels_last)
    scores = functional.log_softmax(trained(features), -1).transpose(0, 1)
    labels, frames, lengths = (torch.from_numpy(part) for part in (batch.labels, batch.frames, batch.lengths))
    return functional.ctc_loss(scores, labels, frames, lengths, reduction="mean", zero_infinity=True)


class Trainer:
    """The weights with their optimiser: one step at a time."""

    def __init__(self, frozen: FrozenPart, trained: TrainedPart, added: Sequence[int], rate: float) -> None:
        """Make it.

        Args:
            frozen: what stays as it is.
            trained: what is changed, in place.
            added: classes that upstream lacks.
            rate: learning rate at its highest.
        """
        self.frozen = frozen
        # on AVX2 a fifth faster than the usual order
        self.trained = trained.to(memory_format=torch.channels_last)
        self.added = torch.tensor(added, dtype=torch.int64)
        self.rate = rate
        self.parameters = [p for p in trained.parameters() if p.requires_grad]
        self.optimizer = torch.optim.AdamW(self.parameters, lr=rate, weight_decay=_DECAY)

    def step(self, batch: Batch, factor: float = 1.0) -> float:
        """Learn from one batch at ``factor`` times the rate.

        Returns:
            The loss before the step, or NaN where it or a gradient was not finite and nothing was learnt.
        """
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate * factor
        loss = loss_of(self.frozen, self.trained, batch)
        self.optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.parameters, _LARGEST)
        if not torch.isfinite(norm) or not torch.isfinite(loss):
            return math.nan
        head = (self.trained.head.weight, self.trained.head.bias)
        with torch.no_grad():
            before = [part[self.added] for part in head]
            self.optimizer.step()
            for part, old in zip(head, before, strict=True):
                part[self.added] = torch.lerp(old, part[self.added], _FASTER)
        return float(loss.detach())


def factor_of(progress: Progress) -> float:
    """What the rate is multiplied with: a short rise, then half a cosine down to 0."""
    rise = min(1.0, (progress.share + 1 / progress.planned) / _WARM_UP)
    return rise * (0.5 + 0.5 * math.cos(math.pi * progress.share))


def train(plan: Plan) -> None:
    """Train and save.

    Raises:
        MissingWeightsError: when the shipped weights are not installed.
        DivergedError: when training goes astray.
        OSError: when a file cannot be read or written.
    """
    upstream = shipped(RECOGNITION)
    if upstream is None:
        raise MissingWeightsError(name=RECOGNITION)
    torch.set_num_threads(plan.threads)
    torch.manual_seed(plan.seed)
    port = load(upstream.path)
    classes = ours(port.characters)
    added = [number for number, origin in enumerate(classes.origins) if origin == LACKING]
    trainer = Trainer(port.frozen, with_classes(port, classes), added, plan.rate)
    progress = Progress(planned=max(1, round(plan.epochs * sum(count(path) for path in plan.shards))))
    about = _about(plan, upstream)
    saved = time.monotonic()
    failed_together = 0
    for batch, seen in _batches(plan, classes, progress):
        loss = trainer.step(batch, factor_of(progress))
        failed_together = failed_together + 1 if math.isnan(loss) else 0
        if failed_together >= _BROKEN:
            raise DivergedError(f"{_BROKEN} steps in a row gave gradients that are not finite")
        _count(progress, loss, seen)
        if time.monotonic() - saved > _KEPT:
            _save(plan.out, trainer.trained, classes, about | _figures(progress))
            saved = time.monotonic()
    _save(plan.out, trainer.trained, classes, about | _figures(progress))
    print(
        f"{plan.out}: {progress.seen} lines, {progress.left_out} left out, {progress.failed} steps failed", flush=True
    )


def _batches(plan: Plan, classes: Classes, progress: Progress) -> Iterator[tuple[Batch, int]]:
    """Batches with their number of lines, until as many lines are seen as planned."""
    random = np.random.default_rng(plan.seed)
    while True:
        for lines in _pools(plan.shards, random):
            pool, left_out = samples(lines, classes)
            progress.left_out += left_out
            progress.seen += left_out
            for group in grouped([sample.line.width for sample in pool], plan.batch, random):
                if progress.seen >= progress.planned:
                    return
                chosen: list[Sample] = [pool[i] for i in group]
                yield batch_of(chosen, random), len(chosen)
        if progress.seen >= progress.planned or progress.left_out == progress.seen:
            return


def _pools(shards: tuple[Path, ...], random: np.random.Generator) -> Iterator[list[Line]]:
    """All lines once, in pools of about ``POOL``, shards in random order."""
    pool: list[Line] = []
    for number in random.permutation(len(shards)):
        pool.extend(read_shard(shards[number]))
        if len(pool) >= POOL:
            yield pool
            pool = []
    if pool:
        yield pool


def _count(progress: Progress, loss: float, lines: int) -> None:
    """Count a step, and tell how it goes now and then."""
    progress.steps += 1
    progress.seen += lines
    if math.isnan(loss):
        progress.failed += 1
    else:
        progress.losses.append(loss)
    if progress.steps % _TOLD == 0:
        seconds = time.monotonic() - progress.began
        print(
            f"{progress.steps} steps {progress.seen} lines {progress.share:.1%} "
            f"loss {np.mean(progress.losses[-_TOLD:]):.4f} {progress.seen / seconds:.1f} lines/s",
            flush=True,
        )


def _about(plan: Plan, upstream: Weights) -> dict[str, Any]:
    arguments = asdict(plan) | {"out": plan.out.name, "shards": [path.name for path in plan.shards]}
    return {
        "seed": plan.seed,
        "arguments": arguments,
        "shards_sha256": digest(plan.shards),
        "upstream": {"name": upstream.name, "package": upstream.package, "sha256": upstream.sha256()},
        "versions": {name: metadata.version(name) for name in ("torch", "onnxruntime", "numpy", "ocr-intake")},
    }


def _figures(progress: Progress) -> dict[str, Any]:
    return {
        "lines": progress.seen,
        "lines_left_out": progress.left_out,
        "finished": progress.seen >= progress.planned,
        "steps": progress.steps,
        "steps_failed": progress.failed,
        "loss": round(float(np.mean(progress.losses[-_TOLD:])), 4) if progress.losses else None,
        "seconds": round(time.monotonic() - progress.began),
    }


def _save(out: Path, trained: TrainedPart, classes: Classes, about: dict[str, Any]) -> None:
    """Write the state; it stands under its name only when it is whole."""
    state = {name: value.contiguous() for name, value in trained.state_dict().items()}
    unfinished = out.with_name(f"{out.name}.unfinished")
    torch.save({"state": state, "characters": list(classes.characters), "about": about}, unfinished)
    unfinished.replace(out)


def main() -> None:
    """Train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("shards", type=Path, nargs="+", metavar="SHARD")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--rate", type=float, default=3e-4, help="learning rate at its highest")
    parser.add_argument("--batch", type=int, default=16, help="lines a step")
    parser.add_argument("--threads", type=int, default=1)
    a = parser.parse_args()
    train(Plan(a.out, tuple(a.shards), a.seed, a.epochs, a.rate, a.batch, a.threads))


if __name__ == "__main__":
    main()
