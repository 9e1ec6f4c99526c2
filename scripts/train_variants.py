"""Makes `ocr_intake/readers/data/variants.onnx`; run by hand when the families change, never at run time.

Trains a small convolutional network to tell the members of a family apart, on what `scripts/draw_variants.py` drew, and
writes weights, temperature and held-out figures. Needs torch and onnx beside the program.

    python scripts/train_variants.py OUT.npz
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ocr_intake.readers.variant_patch import SIDE  # noqa: E402
from ocr_intake.readers.variants import DATA, families  # noqa: E402


def train(options: argparse.Namespace) -> None:
    """Train, find the temperature that makes probabilities honest on held-out fonts, write weights and provenance."""
    import torch
    from torch import nn
    from torch.nn import functional

    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    loaded = [np.load(path) for path in options.drawn]
    parts = {key: np.concatenate([file[key] for file in loaded]) for key in loaded[0].files}
    pictures, labels = torch.from_numpy(parts["pictures"]), torch.from_numpy(parts["labels"])
    groups = [list(family.members) for family in families()]
    family = torch.tensor([i for i, group in enumerate(groups) for _ in group])
    masks = torch.where(family[labels][:, None] == family[None, :], 0.0, -1e4)
    held = torch.from_numpy(parts["split"])

    def block(inward: int, outward: int, size: int = 3, stride: int = 1) -> list[nn.Module]:
        convolution = nn.Conv2d(inward, outward, size, stride, padding=size // 2, bias=False)
        return [convolution, nn.BatchNorm2d(outward), nn.ReLU(), *([nn.MaxPool2d(2)] if stride == 1 else [])]

    last = 96 * (SIDE // 16) ** 2
    net = nn.Sequential(
        *block(1, 16, 5, 2),
        *block(16, 40, 3, 2),
        *block(40, 64),
        *block(64, 96),
        nn.Flatten(),
        nn.Dropout(0.25),
        nn.Linear(last, len(family)),
    )
    optimiser = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=0.02)
    own = torch.nonzero(~held)[:, 0]
    size = 64
    steps = options.epochs * (len(own) // size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, steps)
    for epoch in range(options.epochs):
        net.train()
        order, total = own[torch.randperm(len(own))], 0.0
        for at in range(0, len(own) - size + 1, size):
            chosen = order[at : at + size]
            batch = _varied(pictures[chosen][:, None].float() / 255)
            loss = functional.cross_entropy(net(batch) + masks[chosen], labels[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
        net.eval()
        with torch.no_grad():
            logits = net(pictures[held][:, None].float() / 255) + masks[held]
        right = float((logits.argmax(1) == labels[held]).float().mean())
        print(epoch, round(total / (len(own) // size), 4), "held out right", round(right, 4), flush=True)
    damages = parts["damages"][held.numpy()]
    temperature, report = _measured(logits, labels[held], damages, groups)
    _write(net, groups, temperature, report, len(own))


def _measured(logits: Any, truth: Any, damages: Any, groups: list[list[str]]) -> tuple[float, dict[str, Any]]:  # noqa: ANN401 - torch tensors
    """The temperature under which probabilities hold on held-out fonts, and what is right there."""
    import torch
    from torch.nn import functional

    family = torch.tensor([i for i, group in enumerate(groups) for _ in group])
    scores = {t: float(functional.cross_entropy(logits / t, truth)) for t in np.arange(0.6, 4.0, 0.05)}
    temperature = round(min(scores, key=lambda t: scores[t]), 2)
    chance = torch.softmax(logits / temperature, 1)
    report: dict[str, Any] = {}
    for damage in sorted(set(damages)):
        of = torch.from_numpy(damages == damage)
        sure, best = chance[of].max(1)
        right_here = (best == truth[of]).float()
        gap = float((sure - right_here).mean())
        report[damage] = {
            "pictures": int(of.sum()),
            "right": round(float(right_here.mean()), 4),
            "sure_less_right": round(gap, 4),
        }
    confident = chance.max(1).values
    report["calibration"] = [
        {
            "from": low,
            "to": high,
            "pictures": int(b.sum()),
            "sure": round(float(confident[b].mean()), 4),
            "right": round(float((chance.argmax(1) == truth)[b].float().mean()), 4),
        }
        for low, high in ((0, 0.6), (0.6, 0.8), (0.8, 0.9), (0.9, 0.97), (0.97, 0.995), (0.995, 1.01))
        if int((b := (confident >= low) & (confident < high)).sum())
    ]
    report["families"] = {
        "".join(group): round(float((chance.argmax(1) == truth)[family[truth] == i].float().mean()), 3)
        for i, group in enumerate(groups)
    }
    return temperature, report


def _write(net: Any, groups: list[list[str]], temperature: float, report: dict[str, Any], count: int) -> None:  # noqa: ANN401 - a torch module
    """Weights, and beside them what they are and how good."""
    import torch

    path = DATA / "variants.onnx"
    torch.onnx.export(
        net,
        (torch.zeros(2, 1, SIDE, SIDE),),
        str(path),
        input_names=["pictures"],
        output_names=["scores"],
        dynamic_axes={"pictures": {0: "n"}, "scores": {0: "n"}},
        dynamo=False,
    )
    about = {
        "name": "variants",
        "version": f"{datetime.now(UTC):%Y-%m-%d}",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "members": "".join(member for group in groups for member in group),
        "temperature": temperature,
        "trained_on": f"{count} drawn characters, scripts/train_variants.py; no page of anybody",
        "held_out": report,
    }
    (DATA / "variants.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _varied(batch: Any) -> Any:  # noqa: ANN401 - a torch tensor
    """Pictures a little moved, stretched, thinned, blotted and faded."""
    import torch
    from torch.nn import functional

    count = len(batch)
    moves = torch.zeros(count, 2, 3)
    moves[:, 0, 0], moves[:, 1, 1] = 1 + torch.randn(count) * 0.06, 1 + torch.randn(count) * 0.06
    moves[:, 0, 1], moves[:, 1, 0] = torch.randn(count) * 0.06, torch.randn(count) * 0.04
    moves[:, :, 2] = torch.randn(count, 2) * 0.05
    grid = functional.affine_grid(moves, list(batch.shape), align_corners=False)
    batch = functional.grid_sample(batch, grid, align_corners=False)
    if torch.rand(1) < 0.15:
        batch = functional.max_pool2d(batch, 3, 1, 1)
    if torch.rand(1) < 0.2:
        batch = functional.avg_pool2d(batch, 3, 1, 1)
    blunt = torch.rand(count) < 0.3  # smears that no longer tell: the network must learn to say so
    if blunt.any():
        coarse = functional.interpolate(batch[blunt], size=int(torch.randint(6, 22, (1,))), mode="area")
        smeared = functional.interpolate(coarse, size=SIDE, mode="bilinear", align_corners=False)
        bilevel = (smeared > 0.2 + 0.4 * torch.rand(1)).float()
        batch = batch.clone()
        batch[blunt] = bilevel if torch.rand(1) < 0.5 else smeared
    return (batch * (0.8 + 0.4 * torch.rand(count, 1, 1, 1)) + torch.randn_like(batch) * 0.04).clamp(0, 1)


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("drawn", type=Path, nargs="+")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
