"""Trains with whole layout families left out and says how their papers are read: the test of what was never seen.

    python -m training.page_model.leave_out WORK_FOLDER [--folds 5] [--minutes 6] [--papers 300] [--only K ...]

Families are dealt to folds; a model is trained without a fold's families and, for comparison, one of the same length
with all of them. Papers of the left-out families are then read with both, reading errors simulated.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ocr_intake.extract.page_model import PageModel
from training.layouts import FAMILIES
from training.papers_read import default_knowledge, read_papers, shares

if TYPE_CHECKING:
    from collections.abc import Sequence

WITH_ALL: Final = "all"


def folds_of(count: int) -> list[list[str]]:
    """Families dealt to folds in the order of the registry: neighbours, which are alike, are not left out together."""
    names = list(FAMILIES)
    return [names[k::count] for k in range(count)]


def trained(folder: Path, name: str, without: Sequence[str], a: argparse.Namespace) -> PageModel:
    """A model trained without some families, kept in the folder as ONNX."""
    file = folder / f"{name}.onnx"
    if not file.exists():
        weights = folder / f"{name}.pt"
        train = [sys.executable, "-m", "training.page_model.train", str(weights), "--minutes", str(a.minutes)]
        train += ["--processes", "1", "--seed", str(a.seed), "--without", *without]
        subprocess.run(train, check=True)
        export = [sys.executable, "-m", "training.page_model.export", str(weights), "--out", str(file)]
        subprocess.run(export, check=True)
    return PageModel(file.read_bytes())


def main() -> None:
    """Train, read, write figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=6)
    parser.add_argument("--papers", type=int, default=300, help="of each fold")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--only", nargs="*", help="fold numbers, or 'all'; every one if not given")
    a = parser.parse_args()
    a.folder.mkdir(parents=True, exist_ok=True)
    knowledge = default_knowledge()
    folds = folds_of(a.folds)
    seen = trained(a.folder, WITH_ALL, (), a)
    wanted = [k for k in range(a.folds) if not a.only or str(k) in a.only]
    for k in wanted:
        model = trained(a.folder, f"without-{k}", folds[k], a)
        figures: dict[str, Any] = {
            "left out": shares(read_papers(model, a.papers, folds[k], knowledge)),
            "seen": shares(read_papers(seen, a.papers, folds[k], knowledge)),
        }
        (a.folder / f"fold-{k}.json").write_text(json.dumps(figures), encoding="utf-8")
    _tell(a.folder)


def _tell(folder: Path) -> None:
    """Short fields by family, left out and seen, with the mean and the worst."""
    rows: dict[str, tuple[float, float]] = {}
    for file in sorted(folder.glob("fold-*.json")):
        figures = json.loads(file.read_text(encoding="utf-8"))
        for family, fields in figures["left out"].items():
            if family != "all" and "short" in fields:
                rows[family] = (fields["short"], figures["seen"].get(family, {}).get("short", 0.0))
    for family, (out, seen) in sorted(rows.items(), key=lambda row: row[1][0]):
        print(f"{family:24s} left out {out:.3f}  seen {seen:.3f}")
    if rows:
        means = [sum(row[i] for row in rows.values()) / len(rows) for i in (0, 1)]
        worst = min(rows, key=lambda family: rows[family][0])
        print(f"mean of {len(rows)} families: left out {means[0]:.3f}, seen {means[1]:.3f}; worst left out: {worst}")


if __name__ == "__main__":
    main()
