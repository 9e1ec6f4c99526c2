"""Fit the shipped calibration: truth files in, ``ocr_intake/trust/calibration.json`` out. A maintainer's tool.

Pages are read once and kept in a folder, so that a refit after a change in extraction takes seconds. Needs scikit-learn
(the ``calibration`` extra); using the result does not. Prints figures by cross-validation over layouts.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import GroupKFold

from ocr_intake.config import list_consultations, load_labels, load_settings, shipped_config_dir
from ocr_intake.evaluate.compare import compared
from ocr_intake.extract.blocks import sort_out
from ocr_intake.extract.grouping import group
from ocr_intake.extract.labels import LabelIndex
from ocr_intake.extract.submission import extract
from ocr_intake.intake import decode, inspect
from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import Page, SourceFile
from ocr_intake.model.reading import PageReading
from ocr_intake.pipeline.knowledge import knowledge_of
from ocr_intake.pipeline.page import read_page
from ocr_intake.readers.registry import READERS, load
from ocr_intake.store.codec import pack, unpack
from ocr_intake.trust.features import features, names_of

STRENGTHS = (0.1, 0.3, 1.0, 3.0, 10.0)
"""Inverse regularisation that is tried; the one with the least log loss on held-out groups counts."""
FOLDS = 5


@dataclass(frozen=True)
class Example:
    """One proposed value with whether it was right."""

    field: FieldName
    vector: tuple[float, ...]
    right: bool
    group: str
    """Layout and hand: folds never split one."""


def readings_of(files: list[Path], cache: Path) -> dict[str, list[PageReading]]:
    """Page readings of each file by its name, read once and kept."""
    cache.mkdir(parents=True, exist_ok=True)
    engines = None
    found: dict[str, list[PageReading]] = {}
    for path in files:
        source = inspect(path)
        if not isinstance(source, SourceFile):
            continue
        for number in range(1, source.pages + 1):
            kept = cache / f"{source.sha256}-{number}.json"
            if not kept.exists():
                engines = engines or load(tuple(READERS))
                page = decode(path, source, number)
                if not isinstance(page, Page):
                    continue
                kept.write_bytes(pack(read_page(page, engines).reading, PageReading))
            found.setdefault(path.name, []).append(unpack(kept.read_bytes(), PageReading))
    return found


def examples_of(truths: list[dict[str, object]], readings: dict[str, list[PageReading]]) -> list[Example]:
    """Every proposed value of the submissions whose pages were found rightly."""
    config = shipped_config_dir()
    knowledge = knowledge_of(load_labels(config), load_settings(config), list_consultations(config))
    index = LabelIndex(knowledge.labels)
    by_pages = {(str(t["file"]), tuple(t["pages"])): t for t in truths}  # type: ignore[arg-type]
    examples = []
    for name, pages in readings.items():
        blocks = [sort_out(page, index, knowledge) for page in sorted(pages, key=lambda p: p.number)]
        for one in group(blocks, knowledge)[0]:
            members = [blocks[i] for i in one.members]
            proposed = extract(members, knowledge)
            truth = by_pages.get((name, proposed.pages))
            if truth is None:
                continue
            qualities = {m.page.number: m.page.quality for m in members}
            fields: dict[str, str | None] = truth["fields"]  # type: ignore[assignment]
            for field, proposal in proposed.fields.items():
                seen = [qualities[n] for n in {r.page for r in proposal.regions}] or list(qualities.values())
                right = compared(field, proposal.value) == compared(field, fields.get(field.value))
                examples.append(
                    Example(field, features(field, proposal, seen), right, f"{truth.get('layout')}-{truth.get('hand')}")
                )
    return examples


def fit(examples: list[Example]) -> dict[str, object]:
    """One model a field; prints cross-validated figures."""
    fields: dict[str, object] = {}
    for field in FieldName:
        pool = PERSONS if field in PERSONS else {field}
        mine = [e for e in examples if e.field in pool]
        x, y = np.array([e.vector for e in mine]), np.array([e.right for e in mine])
        groups = np.array([e.group for e in mine])
        if len(set(y)) < 2:
            share = (y.sum() + 1) / (len(y) + 2)
            print(f"{field.value:16s} n {len(mine):4d}  right {y.mean():.3f}  all alike: confidence {share:.3f}")
            weights = dict.fromkeys(names_of(field), 0.0)
            fields[field.value] = {"intercept": round(float(np.log(share / (1 - share))), 5), "weights": weights}
            continue
        trials = {strength: _held_out(x, y, groups, strength) for strength in STRENGTHS}
        strength = min(trials, key=lambda c: log_loss(y, trials[c], labels=[False, True]))
        held_out = trials[strength]
        model = LogisticRegression(C=strength, max_iter=5000).fit(x, y)
        figures = f"AUROC {roc_auc_score(y, held_out):.3f}  ECE {_calibration_error(held_out, y):.3f}  C {strength}"
        print(f"{field.value:16s} n {len(mine):4d}  right {y.mean():.3f}  held out: {figures}")
        weights = dict(zip(names_of(field), (round(float(w), 5) for w in model.coef_[0]), strict=True))
        fields[field.value] = {"intercept": round(float(model.intercept_[0]), 5), "weights": weights}
    return fields


def _held_out(x: np.ndarray, y: np.ndarray, groups: np.ndarray, strength: float) -> np.ndarray:
    """Each example's probability by a model that saw nothing of its group; the share of right ones where none fits."""
    predicted = np.full(len(y), y.mean())
    for train, test in GroupKFold(min(FOLDS, len(set(groups)))).split(x, y, groups):
        if len(set(y[train])) > 1:
            model = LogisticRegression(C=strength, max_iter=5000).fit(x[train], y[train])
            predicted[test] = model.predict_proba(x[test])[:, 1]
    return predicted


PERSONS = {FieldName.NAME, FieldName.REPRESENTATIVE}
"""Both are personal names with the same features: fitted together."""


def _calibration_error(predicted: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over bins of equal count (Naeini, Cooper and Hauskrecht, AAAI 2015)."""
    order = np.argsort(predicted)
    return float(
        sum(
            len(part) / len(order) * abs(predicted[part].mean() - right[part].mean())
            for part in np.array_split(order, bins)
            if len(part)
        )
    )


def main() -> None:
    """Parse, read, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("truth", nargs="+", type=Path, help="truth files; their files lie beside them in files/")
    parser.add_argument("--readings", type=Path, required=True, help="folder for page readings")
    parser.add_argument("--out", type=Path, default=Path("ocr_intake/trust/calibration.json"))
    parser.add_argument(
        "--only", type=int, nargs=2, metavar=("K", "N"), help="read only the K-th of N shares, do not fit"
    )
    arguments = parser.parse_args()
    examples: list[Example] = []
    digest = hashlib.sha256()
    for path in arguments.truth:
        truths = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        digest.update(path.read_bytes())
        files = sorted({path.parent / "files" / t["file"] for t in truths})
        if arguments.only:
            k, n = arguments.only
            readings_of(files[k::n], arguments.readings)
            continue
        examples += examples_of(truths, readings_of(files, arguments.readings))
    if arguments.only:
        return
    fields = fit(examples)
    provenance = (
        f"{len(examples)} values of {len(arguments.truth)} truth files (SHA-256 {digest.hexdigest()[:12]}), "
        f"{datetime.now(UTC):%Y-%m-%d}, {'; '.join(load(tuple(READERS)).versions)}"
    )
    text = json.dumps({"provenance": provenance, "fields": fields}, ensure_ascii=False, indent=1)
    arguments.out.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"{arguments.out}\n")


if __name__ == "__main__":
    main()
