"""Trains the page model on generated pages.

    python -m training.page_model.train OUT.pt --minutes 40 --processes 2 --seed 1

Each process makes its own pages and computes on one thread; gradients are averaged. What is kept is a moving average of
the weights. Nothing but generated pages is seen. The paper's number is its seed; numbers from ``HELD_OUT`` on are never
trained on.
"""

from __future__ import annotations

import argparse
import itertools
import math
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from torch import distributed, multiprocessing
from torch.nn import functional

from ocr_intake.extract.tags import Tag
from training.layouts import FAMILIES
from training.page_model.batches import IGNORED, Batch, FlatPool, batch_of, samples, shortened
from training.page_model.characters import characters
from training.page_model.network import PageNetwork
from training.page_model.wordings import label_wordings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor

    from training.page_model.batches import Sample

HELD_OUT: Final = 1_000_000_000
"""The first paper that is never trained on."""
_WEIGHTS: Final = {
    Tag.NAME: 2.0,
    Tag.ORGANIZATION: 1.6,
    Tag.REPRESENTATIVE: 2.5,
    Tag.TITLE: 1.5,
    Tag.ADDRESS: 1.2,
    Tag.OTHER_PERSON: 1.2,
    Tag.OPINION: 0.35,
    Tag.NOTE: 0.35,
    Tag.OFFICE: 0.5,
    Tag.HEADING: 0.5,
    Tag.HEADER: 0.5,
}
"""How much a character of a class counts where it is not 1: running text has many characters and is easy."""
_SMOOTHING: Final = 0.01
"""Label smoothing (Szegedy et al., 2016): keeps probabilities from saturating."""
_WARM_UP: Final = 80


@dataclass(frozen=True, slots=True)
class Plan:
    """What a training run does."""

    out: Path
    minutes: float
    processes: int
    seed: int
    pages: int
    """Pages a step and process."""
    rate: float
    families: tuple[str, ...]
    initial: Path | None
    port: int


def forward(network: PageNetwork, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Logits of characters ``(places, Tag)``, of lines ``(lines, Tag)`` and of pages."""
    pool = FlatPool(batch.line_of, len(batch.line_numbers))
    x = network.characters_in(batch.ids, batch.numbers, batch.mask)
    flat = network.lines_in(x, batch.mask, pool, batch.line_numbers)
    padded = flat.new_zeros(*batch.present.shape, flat.shape[1])
    padded = padded.masked_scatter(batch.present[..., None], flat)
    lines = network.look_around(padded, batch.pairs, batch.present)
    seen = lines[batch.present]
    return network.characters_out(x, batch.mask, pool, seen), network.holds(seen), network.roles(lines, batch.present)


def loss_of(network: PageNetwork, batch: Batch, weights: Tensor) -> Tensor:
    """Cross entropy of characters (each line's by the root of its length), of the classes in a line, and of roles."""
    logits, holds, roles = forward(network, batch)
    here = batch.tags != IGNORED
    tags, line_of = batch.tags[here], batch.line_of[here]
    each = functional.cross_entropy(logits[here], tags, reduction="none", label_smoothing=_SMOOTHING)
    lengths = torch.bincount(line_of, minlength=len(batch.line_numbers)).float()
    weight = weights[tags] / lengths[line_of].sqrt()
    wanted = torch.zeros_like(holds)
    wanted[line_of, tags] = 1
    lines = functional.binary_cross_entropy_with_logits(holds, wanted)
    return (each * weight).sum() / weight.sum() + 0.5 * lines + 0.1 * functional.cross_entropy(roles, batch.roles)


def _batches(plan: Plan, rank: int) -> Iterator[Batch]:
    start = plan.seed * 10_000_000 + rank * 5_000_000
    random = np.random.default_rng(start)
    numbered = characters()
    made = samples(itertools.count(start), label_wordings(), plan.families)
    while True:
        pages: Sequence[Sample] = [shortened(next(made), random) for _ in range(plan.pages)]
        yield batch_of(pages, numbered, random)


def _share_done(plan: Plan, began: float) -> float:
    share = torch.tensor([(time.monotonic() - began) / 60 / plan.minutes])
    if plan.processes > 1:
        distributed.broadcast(share, 0)
    return float(share)


def _average(parameters: Sequence[torch.nn.Parameter], processes: int) -> None:
    """Gradients averaged over processes."""
    flat = torch.cat([p.grad.reshape(-1) for p in parameters if p.grad is not None])
    distributed.all_reduce(flat)
    flat /= processes
    at = 0
    for parameter in parameters:
        if parameter.grad is not None:
            size = parameter.numel()
            parameter.grad.copy_(flat[at : at + size].view_as(parameter))
            at += size


def _work(rank: int, plan: Plan) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(plan.seed)
    if plan.processes > 1:
        address = f"tcp://127.0.0.1:{plan.port}"
        distributed.init_process_group("gloo", init_method=address, rank=rank, world_size=plan.processes)
    network = PageNetwork(len(characters()) + 2)
    if plan.initial is not None:
        network.load_state_dict(torch.load(plan.initial))
    parameters = list(network.parameters())
    optimizer = torch.optim.AdamW(parameters, lr=plan.rate, weight_decay=0.02, betas=(0.9, 0.98))
    weights = torch.tensor([_WEIGHTS.get(tag, 1.0) for tag in Tag])
    average = {name: value.clone() for name, value in network.state_dict().items()}
    began, losses = time.monotonic(), []
    for step, batch in enumerate(_batches(plan, rank)):
        done = _share_done(plan, began)
        if done >= 1:
            break
        rate = plan.rate * min(1, (step + 1) / _WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * done)) + 1e-5
        for group in optimizer.param_groups:
            group["lr"] = rate
        loss = loss_of(network, batch, weights)
        optimizer.zero_grad()
        loss.backward()
        if plan.processes > 1:
            _average(parameters, plan.processes)
        norm = torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        if not torch.isfinite(norm):  # the averaged gradient is the same in every process
            continue
        optimizer.step()
        if rank == 0:
            losses.append(loss.item())
            _tell(plan, step, losses, average, network, began)
    if rank == 0:
        torch.save(average, plan.out)
        print(f"{plan.out}: {(step + 1) * plan.pages * plan.processes} pages, {plan.minutes} minutes", flush=True)
    os._exit(0)  # gloo's threads would hold the process


def _tell(
    plan: Plan, step: int, losses: list[float], average: dict[str, Any], network: PageNetwork, began: float
) -> None:
    """Move the average of the weights, report and save now and then."""
    decay = min(0.995, (step + 1) / (step + 10))
    with torch.no_grad():
        for name, value in network.state_dict().items():
            average[name].lerp_(value, 1 - decay)
    if step % 50 == 49:
        pages = (step + 1) * plan.pages * plan.processes
        print(
            f"{step + 1} steps {pages} pages loss {np.mean(losses[-50:]):.4f} {time.monotonic() - began:.0f} s",
            flush=True,
        )
    if step % 200 == 199:
        torch.save(average, plan.out)


def main() -> None:
    """Train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=int, default=12, help="pages a step and process")
    parser.add_argument("--rate", type=float, default=2e-3, help="learning rate at its highest")
    parser.add_argument("--without", nargs="*", default=[], help="families to leave out")
    parser.add_argument("--initial", type=Path, help="weights to go on with")
    parser.add_argument("--port", type=int, default=29611)
    a = parser.parse_args()
    families = tuple(name for name in FAMILIES if name not in a.without)
    plan = Plan(a.out, a.minutes, a.processes, a.seed, a.pages, a.rate, families, a.initial, a.port)
    if plan.processes == 1:
        _work(0, plan)
    multiprocessing.spawn(_work, (plan,), nprocs=plan.processes)


if __name__ == "__main__":
    main()
