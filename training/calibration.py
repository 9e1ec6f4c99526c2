"""Fits the shipped calibration on generated papers that the readers have read; or on any truth files.

    python -m training.calibration WORK_FOLDER [--papers 480] [--stacks 14] [--seeds 71 72] [--strokes FOLDER]
    python -m training.calibration WORK_FOLDER --truth TRUTH.jsonl ... [--measure TRUTH.jsonl ...]

Papers are rendered and read once and kept in the folder, so that a refit after a change in extraction takes a minute.
Needs scikit-learn (the ``calibration`` extra); using the result does not. Confidences are held out over layout
families: a value is judged by models that saw no paper of its family. Figures over kinds of content are printed. With
``--measure`` truth files that took no part are judged by the result. Fitting itself is the program's own,
``ocr_intake/trust/fitting.py``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache as cache_once
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ocr_intake import __version__
from ocr_intake.config import list_consultations, load_labels, load_settings, shipped_config_dir
from ocr_intake.evaluate.compare import compared
from ocr_intake.evaluate.texts import marked, text_errors
from ocr_intake.extract.grouping import group
from ocr_intake.extract.submission import extract
from ocr_intake.intake import decode, inspect
from ocr_intake.model.budget import Budget, budget_text
from ocr_intake.model.fields import FIELDS, FieldName
from ocr_intake.model.pages import Page, SourceFile
from ocr_intake.model.reading import PageReading
from ocr_intake.pipeline.assemble import sheets_of
from ocr_intake.pipeline.knowledge import knowledge_of
from ocr_intake.pipeline.page import read_page
from ocr_intake.readers.registry import load
from ocr_intake.store.codec import pack, unpack
from ocr_intake.trust import judge as judge_module
from ocr_intake.trust.budget import promises
from ocr_intake.trust.calibration import SHIPPED, Calibration, CharacterModel, FieldModel, Provenance, write
from ocr_intake.trust.character_features import features
from ocr_intake.trust.character_fitting import CharacterExample, FittedCharacters, fit_characters
from ocr_intake.trust.characters import promise_of
from ocr_intake.trust.examples import example_of, surely_asked
from ocr_intake.trust.features import names_of
from ocr_intake.trust.fitting import Example, Fitted, fit
from ocr_intake.trust.intervals import clopper_pearson
from ocr_intake.trust.judge import Policy, judge, qualities_of
from training import rendering

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.model.proposal import Proposal
    from ocr_intake.model.reading import PageQuality
    from ocr_intake.model.submission import Submission
    from ocr_intake.readers.registry import Engines

OUT: Final = Path(judge_module.__file__).parent / SHIPPED
PAPERS: Final = 480
"""Generated papers of each seed, in files of their own, that the shipped calibration is fitted on."""
STACKS: Final = 14
"""Files of several papers beside them."""
SEEDS: Final = (71, 72)
BUDGETS: Final = (1 / 50, 1 / 100, 1 / 200, 1 / 1000)
CHARACTER_BUDGETS: Final = (1 / 500, 1 / 1000, 1 / 2000)
NOBODY_IS_ASKED: Final = Policy((), dict.fromkeys(FIELDS, 0.0))
"""Only reasons that do not depend on confidence remain."""


@dataclass(frozen=True)
class Judged:
    """A submission whose pages were found rightly, with its truth."""

    truth: dict[str, Any]
    submission: Submission
    text: Proposal | None
    """What was found of its opinion."""
    qualities: tuple[PageQuality, ...]
    """Of the pages of that."""

    @property
    def family(self) -> str:
        """The layout family."""
        return str(self.truth.get("layout"))

    @property
    def kind(self) -> str:
        """The rarest kind of content in it, by which contents are held out."""
        kinds = sorted(self.truth.get("content", ()))
        return kinds[len(kinds) // 2] if kinds else "plain"

    def right(self, field: FieldName) -> bool:
        """Whether a field's value is what stands on the paper; of an opinion whether its pieces are the right ones."""
        told = self.truth["fields"].get(field.value)
        if field is FieldName.OPINION:
            return text_errors(self.submission.field(field).value or "", told or "").whole
        return compared(field, self.submission.field(field).value) == compared(field, told)


def read_all(files: Sequence[Path], cache: Path, processes: int) -> None:
    """Read the pages of files that have not been read yet, and keep their readings."""
    cache.mkdir(parents=True, exist_ok=True)
    wanted = [(path, cache) for path in files if not _is_read(path, cache)]
    if processes == 1:
        for one in wanted:
            _read(one)
        return
    with get_context("spawn").Pool(processes) as pool:
        for done, _ in enumerate(pool.imap_unordered(_read, wanted), start=1):
            if done % 20 == 0:
                print(f"{done} of {len(wanted)} files read", file=sys.stderr, flush=True)


def _kept(path: Path, cache: Path) -> list[Path]:
    source = inspect(path)
    if not isinstance(source, SourceFile):
        return []
    return [cache / f"{source.sha256}-{number}.json" for number in range(1, source.pages + 1)]


def _is_read(path: Path, cache: Path) -> bool:
    return all(each.exists() for each in _kept(path, cache))


def _read(work: tuple[Path, Path]) -> None:
    path, cache = work
    os.environ.update({"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1"})
    source = inspect(path)
    if not isinstance(source, SourceFile):
        return
    for number, kept in enumerate(_kept(path, cache), start=1):
        page = decode(path, source, number)
        if not kept.exists() and isinstance(page, Page):
            kept.write_bytes(pack(read_page(page, _engines()).reading, PageReading))


@cache_once
def _engines() -> Engines:
    return load(shipped_readers())


@cache_once
def shipped_readers() -> tuple[str, ...]:
    """The readers that the program comes with: evidence of others would be another evidence."""
    return load_settings(shipped_config_dir()).reading.readers


def readings_of(files: Sequence[Path], cache: Path) -> dict[str, list[PageReading]]:
    """Page readings of each file by its name; of files that were not read none."""
    return {
        path.name: [unpack(each.read_bytes(), PageReading) for each in _kept(path, cache)]
        for path in files
        if _is_read(path, cache)
    }


def judged(truths: Sequence[dict[str, Any]], readings: dict[str, list[PageReading]], how: Judge) -> Iterator[Judged]:
    """The submissions whose pages were found rightly."""
    config = shipped_config_dir()
    knowledge = knowledge_of(load_labels(config), load_settings(config), list_consultations(config))
    by_pages = {(str(truth["file"]), tuple(truth["pages"])): truth for truth in truths}
    policy = replace(how.policy, required=knowledge.required)
    for name, pages in readings.items():
        sheets = sheets_of(pages, knowledge)
        for one in group(sheets)[0]:
            members = [sheets[i] for i in one.members]
            proposed = extract(members, knowledge)
            truth = by_pages.get((name, proposed.pages))
            if truth is not None:
                made = judge(proposed, [m.page for m in members], policy, calibration=how.calibration)
                text = proposed.fields.get(FieldName.OPINION)
                qualities = () if text is None else tuple(qualities_of(text, [m.page for m in members]))
                yield Judged(truth, made, text, qualities)


@dataclass(frozen=True)
class Judge:
    """How values are judged."""

    policy: Policy
    calibration: Calibration


def unfitted() -> Calibration:
    """A calibration that tells nothing: evidence can be gathered before there is one that fits the features."""
    models = {field: FieldModel(0.0, (0.0,) * len(names_of(field))) for field in FIELDS}
    return Calibration(models, Provenance("", "", "", 0, (), ""), CharacterModel(0.0))


def examples_of(submissions: Sequence[Judged], *, by_content: bool = False) -> list[Example]:
    """Every field of every submission, found or not; folds keep families together, or kinds of content."""
    made = (
        example_of(value, each.kind if by_content else each.family, right=each.right(value.name))
        for each in submissions
        for value in each.submission.fields
    )
    return [example for example in made if example is not None]


def characters_of(submissions: Sequence[Judged]) -> Iterator[CharacterExample]:
    """Every character that was read of every opinion whose characters are traced, but those of misplaced pieces."""
    for each in submissions:
        if each.text is None or each.text.characters is None:
            continue
        errors = text_errors(each.text.value, each.truth["fields"].get("opinion") or "")
        sure = [character.evidence.get("chosen", 1.0) for character in each.text.characters]
        misplaced = set(errors.misplaced)
        for i, (character, right) in enumerate(zip(each.text.characters, marked(errors, sure), strict=True)):
            if character.evidence and i not in misplaced:
                vector = features(character.evidence, each.qualities)
                yield CharacterExample(vector, bool(character.evidence["struck"]), right, each.family)


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
        for one_promise in promises(calibration, tuple(Budget(field, share) for field in FIELDS)):
            seen = f"{one_promise.wrong}/{one_promise.values} of {one_promise.of}"
            kept = "kept" if one_promise.kept else f"needs {one_promise.needed} more"
            limit = budget_text(one_promise.limit)
            print(f"{budget_text(share):7s} threshold {one_promise.threshold:.4f}  {seen}  limit {limit}  {kept}")


def tell_characters(fitted: FittedCharacters, calibration: Calibration) -> None:
    """Held-out figures of characters, and what budgets are supported."""
    told = fitted.figures
    print(f"characters n {told.values} wrong {told.wrong} log loss {told.log_loss} ECE {told.ece} AUROC {told.auroc}")
    for share in CHARACTER_BUDGETS:
        one = promise_of(calibration, share)
        looked_at = 1 - one.values / one.of
        print(f"{budget_text(share):7s} threshold {one.threshold:.4f} looked at {looked_at:.3f} limit {one.limit:.5f}")


def tell_characters_measured(submissions: Sequence[Judged], title: str) -> None:
    """Of characters outside the doubtful places how many are wrong in 1,000, and how many are doubtful, by hand."""
    for hand, wanted in (("all", None), ("typed", True), ("by hand", False)):
        characters = doubtful = wrong = pieces = 0
        for each in submissions:
            value = each.submission.field(FieldName.OPINION)
            if value.written is None or wanted not in {None, each.truth.get("hand") == "typed"}:
                continue
            errors = text_errors(value.value or "", each.truth["fields"].get("opinion") or "")
            looked_at = {
                i for doubt in value.written.doubts for i in range(doubt.start, max(doubt.end, doubt.start + 1))
            }
            right = marked(errors, value.written.probabilities)
            characters += len(right)
            doubtful += len(looked_at)
            wrong += sum(not r for i, r in enumerate(right) if i not in looked_at)
            pieces += len(errors.misplaced) + errors.lost
        low, high = (1000 * end for end in clopper_pearson(wrong, max(1, characters - doubtful)))
        print(
            f"{title:8s} {hand:8s} characters {characters} doubtful {doubtful / max(1, characters):.3f}"
            f"  wrong elsewhere {1000 * wrong / max(1, characters - doubtful):.2f} [{low:.2f}-{high:.2f}] in 1,000"
            f"  in pieces out of place {pieces}"
        )


def tell_measured(submissions: Sequence[Judged], title: str) -> None:
    """How much nobody is asked about, and what is wrong among it, by hand."""
    for hand, wanted in (("all", None), ("typed", True), ("by hand", False)):
        chosen = [s for s in submissions if wanted is None or (s.truth.get("hand") == "typed") is wanted]
        told = [s for s in chosen for field in FIELDS if s.truth["fields"].get(field.value)]
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


def generated(a: argparse.Namespace, seed: int) -> Path:
    """The truth file of the generated papers of a seed, which are rendered where they are not there yet."""
    folder = Path(a.folder) / f"papers-{seed}-{a.papers}-{a.stacks}"
    truth = folder / "truth.jsonl"
    if not truth.exists():
        options = ["--papers", a.papers, "--stacks", a.stacks, "--seed", seed]
        options += ["--strokes", a.strokes] if a.strokes else []
        # a recogniser is surer, and more often right, of faces that it was trained on than it will be of anybody's hand
        rendering.main([str(folder), *map(str, options), "--faces", "held-out"])
    return truth


def main() -> None:
    """Render, read, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="for papers and page readings")
    parser.add_argument("--papers", type=int, default=PAPERS)
    parser.add_argument("--stacks", type=int, default=STACKS)
    parser.add_argument("--seeds", nargs="*", type=int, default=SEEDS)
    parser.add_argument("--strokes", type=Path, help="folder of pen strokes to write with too")
    parser.add_argument("--truth", nargs="*", type=Path, help="fit on these truth files instead of generated papers")
    parser.add_argument("--measure", nargs="*", type=Path, default=[], help="truth files to judge by the result")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--only-read", action="store_true", help="render and read, do not fit")
    parser.add_argument("--out", type=Path, default=OUT)
    a = parser.parse_args()
    truths = a.truth or [generated(a, seed) for seed in a.seeds]
    cache = a.folder / "readings"
    for path in (*truths, *a.measure):
        read_all(_files(path), cache, a.processes)
    if a.only_read:
        return
    submissions: list[Judged] = []
    digest = hashlib.sha256()
    for path in truths:
        digest.update(path.read_bytes())
        submissions += judged(_truths(path), readings_of(_files(path), cache), Judge(NOBODY_IS_ASKED, unfitted()))
    examples = examples_of(submissions)
    fitted = fit(examples)
    fitted_characters = fit_characters(list(characters_of(submissions)))
    provenance = Provenance(
        "shipped",
        f"{datetime.now(UTC):%Y-%m-%d}",
        digest.hexdigest()[:12],
        sum(example.vector is not None for example in examples),
        load(shipped_readers()).versions,
        __version__,
    )
    calibration = Calibration({field: one.model for field, one in fitted.items()}, provenance, fitted_characters.model)
    print(f"{len(submissions)} submissions; held out over layout families")
    tell_fit(fitted, calibration)
    tell_characters(fitted_characters, calibration)
    print("held out over kinds of content")
    by_content = fit(examples_of(submissions, by_content=True))
    tell_fit(
        by_content,
        Calibration({field: one.model for field, one in by_content.items()}, provenance, calibration.characters),
    )
    for path in a.measure:
        for share in BUDGETS:
            policy = Policy((), {}, tuple(Budget(field, share) for field in FIELDS))
            seen = list(judged(_truths(path), readings_of(_files(path), cache), Judge(policy, calibration)))
            tell_measured(seen, f"{path.parent.name} {budget_text(share)}")
        for share in CHARACTER_BUDGETS:
            policy = Policy(characters=share)
            seen = list(judged(_truths(path), readings_of(_files(path), cache), Judge(policy, calibration)))
            tell_characters_measured(seen, f"{path.parent.name} {budget_text(share)}")
    a.out.write_text(write(calibration), encoding="utf-8")
    print(a.out)


def _truths(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _files(path: Path) -> list[Path]:
    return sorted({path.parent / "files" / truth["file"] for truth in _truths(path)})


if __name__ == "__main__":
    main()
