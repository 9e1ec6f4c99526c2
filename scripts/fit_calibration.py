"""Fit the shipped calibration: truth files in, ``ocr_intake/trust/calibration.json`` out. A maintainer's tool.

Pages are read once and kept in a folder, so that a refit after a change in extraction takes seconds. Needs scikit-learn
(the ``calibration`` extra); using the result does not. Prints figures by nested cross-validation over layouts and
hands, and what error budgets the held-out values support. With ``--measure`` truth files that took no part are judged
by the result. Fitting itself is the program's own, ``ocr_intake/trust/fitting.py``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ocr_intake import __version__
from ocr_intake.config import list_consultations, load_labels, load_settings, shipped_config_dir
from ocr_intake.evaluate.compare import compared
from ocr_intake.extract.blocks import sort_out
from ocr_intake.extract.grouping import group
from ocr_intake.extract.labels import LabelIndex
from ocr_intake.extract.submission import extract
from ocr_intake.intake import decode, inspect
from ocr_intake.model.budget import Budget, budget_text
from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import Page, SourceFile
from ocr_intake.model.reading import PageReading
from ocr_intake.pipeline.knowledge import knowledge_of
from ocr_intake.pipeline.page import read_page
from ocr_intake.readers.registry import READERS, load
from ocr_intake.store.codec import pack, unpack
from ocr_intake.trust.budget import promises
from ocr_intake.trust.calibration import SHIPPED, Calibration, FieldModel, Provenance, write
from ocr_intake.trust.examples import example_of, surely_asked
from ocr_intake.trust.features import names_of
from ocr_intake.trust.fitting import Example, Fitted, fit
from ocr_intake.trust.intervals import clopper_pearson
from ocr_intake.trust.judge import Policy, judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.model.submission import Submission

OUT: Final = Path("ocr_intake/trust") / SHIPPED
BUDGETS: Final = (1 / 50, 1 / 100, 1 / 200, 1 / 1000)
NOBODY_IS_ASKED: Final = Policy((), dict.fromkeys(FieldName, 0.0))
"""Only reasons that do not depend on confidence remain."""


@dataclass(frozen=True)
class Judged:
    """A submission whose pages were found rightly, with its truth."""

    truth: dict[str, Any]
    submission: Submission

    @property
    def group(self) -> str:
        """Layout and hand."""
        return f"{self.truth.get('layout')}-{self.truth.get('hand')}"

    def right(self, field: FieldName) -> bool:
        """Whether a field's value is what stands on the paper."""
        told = self.truth["fields"].get(field.value)
        return compared(field, self.submission.field(field).value) == compared(field, told)


def readings_of(files: Sequence[Path], cache: Path, *, read: bool = True) -> dict[str, list[PageReading]]:
    """Page readings of each file by its name, read once and kept.

    Args:
        files: the files.
        cache: where readings are kept.
        read: read what is missing; otherwise files that are not all there are left out.
    """
    cache.mkdir(parents=True, exist_ok=True)
    engines = None
    found: dict[str, list[PageReading]] = {}
    for path in files:
        source = inspect(path)
        if not isinstance(source, SourceFile):
            continue
        kept = [cache / f"{source.sha256}-{number}.json" for number in range(1, source.pages + 1)]
        if not read and not all(each.exists() for each in kept):
            print(f"left out, not read yet: {path.name}", file=sys.stderr)
            continue
        for number, each in enumerate(kept, 1):
            if not each.exists():
                engines = engines or load(tuple(READERS))
                page = decode(path, source, number)
                if not isinstance(page, Page):
                    continue
                each.write_bytes(pack(read_page(page, engines).reading, PageReading))
            found.setdefault(path.name, []).append(unpack(each.read_bytes(), PageReading))
    return found


def judged(truths: Sequence[dict[str, Any]], readings: dict[str, list[PageReading]], how: Judge) -> Iterator[Judged]:
    """The submissions whose pages were found rightly."""
    config = shipped_config_dir()
    knowledge = knowledge_of(load_labels(config), load_settings(config), list_consultations(config))
    index = LabelIndex(knowledge.labels)
    by_pages = {(str(truth["file"]), tuple(truth["pages"])): truth for truth in truths}
    policy = Policy(knowledge.required, how.policy.thresholds, how.policy.budgets)
    for name, pages in readings.items():
        blocks = [sort_out(page, index, knowledge) for page in sorted(pages, key=lambda page: page.number)]
        for one in group(blocks, knowledge)[0]:
            members = [blocks[i] for i in one.members]
            proposed = extract(members, knowledge)
            truth = by_pages.get((name, proposed.pages))
            if truth is not None:
                made = judge(proposed, [m.page for m in members], policy, calibration=how.calibration)
                yield Judged(truth, made)


@dataclass(frozen=True)
class Judge:
    """How values are judged."""

    policy: Policy
    calibration: Calibration


def unfitted() -> Calibration:
    """A calibration that tells nothing: evidence can be gathered before there is one that fits the features."""
    models = {field: FieldModel(0.0, (0.0,) * len(names_of(field))) for field in FieldName}
    return Calibration(models, Provenance("", "", "", 0, (), ""))


def examples_of(submissions: Sequence[Judged]) -> list[Example]:
    """Every field of every submission, found or not."""
    made = (
        example_of(value, each.group, right=each.right(value.name))
        for each in submissions
        for value in each.submission.fields
    )
    return [example for example in made if example is not None]


# ------------------------------------------------------------------------------------------------------------ telling


def tell_fit(fitted: dict[FieldName, Fitted], calibration: Calibration) -> None:
    """Held-out figures, and what budgets are supported."""
    for field, one in fitted.items():
        told, model = one.model.figures, one.model
        absent = f"absent {model.absent.right}+{model.absent.wrong} missed {model.missed.right}+{model.missed.wrong}"
        if told is None:
            print(f"{field.value:15s} all alike  {absent}")
            continue
        figures = f"log loss {told.log_loss:.3f}  ECE {told.ece:.3f}  AUROC {told.auroc}"
        print(f"{field.value:15s} n {told.values:4d}  wrong {told.wrong:4d}  {figures}  {absent}")
    for share in BUDGETS:
        for one_promise in promises(calibration, tuple(Budget(field, share) for field in FieldName)):
            seen = f"{one_promise.wrong}/{one_promise.values} of {one_promise.of}"
            kept = "kept" if one_promise.kept else f"needs {one_promise.needed} more"
            limit = budget_text(one_promise.limit)
            print(f"{budget_text(share):7s} threshold {one_promise.threshold:.4f}  {seen}  limit {limit}  {kept}")


def tell_measured(submissions: Sequence[Judged], title: str) -> None:
    """How much nobody is asked about, and what is wrong among it, by hand."""
    for hand, wanted in (("all", None), ("typed", True), ("by hand", False)):
        chosen = [s for s in submissions if wanted is None or (s.truth.get("hand") == "typed") is wanted]
        told = [s for s in chosen for field in FieldName if s.truth["fields"].get(field.value)]
        fields = [(s, v) for s in chosen for v in s.submission.fields]
        present = [(s, v) for s, v in fields if s.truth["fields"].get(v.name.value)]
        unasked = [(s, v) for s, v in fields if not v.flagged]
        silent = [(s, v) for s, v in unasked if not s.right(v.name)]
        low, high = clopper_pearson(len(silent), len(unasked))
        share = sum(not v.flagged for _, v in present) / max(len(told), 1)
        where = ", ".join(sorted(v.name.value for _, v in silent))
        print(
            f"{title:8s} {hand:8s} unflagged {share:.3f} of {len(told)}  silent {len(silent)}/{len(unasked)}"
            f" [{low:.4f}-{high:.4f}]  asked anyway {sum(surely_asked(v) for _, v in present)}  {where}"
        )


# --------------------------------------------------------------------------------------------------------------- main


def main() -> None:
    """Parse, read, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("truth", nargs="+", type=Path, help="truth files; their files lie beside them in files/")
    parser.add_argument("--readings", type=Path, required=True, help="folder for page readings")
    parser.add_argument("--measure", nargs="*", type=Path, default=[], help="truth files to judge by the result")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--only", type=int, nargs=2, metavar=("K", "N"), help="read the K-th of N shares, do not fit")
    parser.add_argument("--cached", action="store_true", help="leave out files whose readings are not all there")
    arguments = parser.parse_args()
    read = partial(_readings, cache=arguments.readings, only=arguments.only, read=not arguments.cached)
    if arguments.only:
        for path in (*arguments.truth, *arguments.measure):
            read(path)
        return
    submissions: list[Judged] = []
    digest = hashlib.sha256()
    for path in arguments.truth:
        digest.update(path.read_bytes())
        submissions += judged(_truths(path), read(path), Judge(NOBODY_IS_ASKED, unfitted()))
    examples = examples_of(submissions)
    fitted = fit(examples)
    provenance = Provenance(
        "shipped",
        f"{datetime.now(UTC):%Y-%m-%d}",
        digest.hexdigest()[:12],
        sum(example.vector is not None for example in examples),
        load(tuple(READERS)).versions,
        __version__,
    )
    calibration = Calibration({field: one.model for field, one in fitted.items()}, provenance)
    tell_fit(fitted, calibration)
    for path in arguments.measure:
        for share in BUDGETS:
            policy = Policy((), {}, tuple(Budget(field, share) for field in FieldName))
            seen = list(judged(_truths(path), read(path), Judge(policy, calibration)))
            tell_measured(seen, budget_text(share))
    arguments.out.write_text(write(calibration), encoding="utf-8")
    print(arguments.out)


def _truths(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _readings(path: Path, cache: Path, only: Sequence[int] | None, *, read: bool) -> dict[str, list[PageReading]]:
    files = sorted({path.parent / "files" / truth["file"] for truth in _truths(path)})
    if only:
        files = files[only[0] :: only[1]]
    return readings_of(files, cache, read=read)


if __name__ == "__main__":
    main()
