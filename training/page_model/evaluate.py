"""Says how well weights tag generated pages that were never trained on: by class and by family.

python -m training.page_model.evaluate WEIGHTS.pt [--pages 800] [--families NAME ...] [--json OUT]
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from ocr_intake.extract.tags import VALUE_OF, Tag
from training.layouts import FAMILIES
from training.page_model.batches import IGNORED, batch_of, samples
from training.page_model.characters import characters
from training.page_model.network import PAGE_ROLES, PageNetwork
from training.page_model.train import HELD_OUT, forward
from training.page_model.wordings import label_wordings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from training.page_model.batches import Sample

BATCH = 16


class Counts:
    """Characters of each class: right, wrongly given, missed."""

    def __init__(self) -> None:
        self.right, self.given, self.true = (np.zeros(len(Tag)) for _ in range(3))

    def add(self, tags: NDArray[np.int64], found: NDArray[np.int64]) -> None:
        """Count a page."""
        self.right += np.bincount(tags[tags == found], minlength=len(Tag))
        self.given += np.bincount(found, minlength=len(Tag))
        self.true += np.bincount(tags, minlength=len(Tag))

    def f1(self, tag: Tag) -> float:
        """F1 of a class's characters; 1 where there are none."""
        return float(2 * self.right[tag] / max(1e-9, self.given[tag] + self.true[tag])) if self.true[tag] else 1.0

    def values(self) -> float:
        """Mean F1 over the classes of values that came."""
        return float(np.mean([self.f1(tag) for tag in VALUE_OF.values() if self.true[tag]]))


def evaluate(
    network: PageNetwork, pages: int, families: Sequence[str] | None = None
) -> tuple[Counts, dict[str, Counts], NDArray[np.int64]]:
    """Counts over held-out pages: of all, by family, and roles ``(true, found)`` as a table."""
    every, by_family = Counts(), defaultdict[str, Counts](Counts)
    roles = np.zeros((len(PAGE_ROLES), len(PAGE_ROLES)), np.int64)
    made = itertools.islice(samples(itertools.count(HELD_OUT), label_wordings(), families), pages)
    for chunk in _chunks(made, BATCH):
        batch = batch_of(chunk, characters())
        with torch.no_grad():
            logits, _, page_logits = forward(network, batch)
        here = batch.tags != IGNORED
        found = logits[here].argmax(-1).numpy()
        at = 0
        for sample in chunk:
            count = len(sample.tags)
            for counts in (every, by_family[sample.family]):
                counts.add(sample.tags, found[at : at + count])
            at += count
        np.add.at(roles, (batch.roles.numpy(), page_logits.argmax(-1).numpy()), 1)
    return every, dict(by_family), roles


def _chunks(made: Iterator[Sample], size: int) -> Iterator[list[Sample]]:
    while chunk := list(itertools.islice(made, size)):
        yield chunk


def load(weights: Path) -> PageNetwork:
    """The network with trained weights, ready to be used."""
    network = PageNetwork(len(characters()) + 2)
    network.load_state_dict(torch.load(weights))
    network.eval()
    return network


def main() -> None:
    """Evaluate and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--pages", type=int, default=800)
    parser.add_argument("--families", nargs="*", choices=list(FAMILIES))
    parser.add_argument("--json", type=Path)
    a = parser.parse_args()
    torch.set_num_threads(1)
    every, by_family, roles = evaluate(load(a.weights), a.pages, a.families)
    figures: dict[str, Any] = {
        "classes": {tag.name.lower(): round(every.f1(tag), 4) for tag in Tag},
        "families": {name: round(counts.values(), 4) for name, counts in sorted(by_family.items())},
        "values": round(every.values(), 4),
        "roles": roles.tolist(),
    }
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    if a.json:
        a.json.write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
