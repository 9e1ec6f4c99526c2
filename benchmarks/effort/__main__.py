# ruff: noqa: T201 - it prints figures
"""``python -m benchmarks.effort TRUTH.jsonl``: read the set, let the clerk verify it, print what that took."""

from __future__ import annotations

import argparse
import json
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.effort import drive, report
from benchmarks.effort.faces import REVIEWER, Face, Rules
from benchmarks.effort.papers import papers
from benchmarks.effort.reading import copied, read
from ocr_intake.evaluate.lines import read_truth
from ocr_intake.evaluate.locate import locate
from ocr_intake.store import Workspace

if TYPE_CHECKING:
    from benchmarks.effort.drive import Counted
    from benchmarks.effort.papers import Papers
    from ocr_intake.evaluate.records import Truth

FACES = ("rules", "terminal", "web")


def main() -> None:
    """Measure one set."""
    options = _options()
    truths = read_truth(options.truth)[: options.limit]
    with tempfile.TemporaryDirectory(prefix="effort-") as scratch:
        workspace = (options.keep or Path(scratch)) / "read"
        read(truths, locate(truths, options.truth, options.files), workspace, options.error_budget)
        ways, waits = measure(truths, workspace, Path(scratch), options.face)
    for line in report.tables(ways):
        print(line)
    for line in report.waited(waits):
        print(line)
    if options.json is not None:
        figures = report.as_json(ways) | {"face": options.face, "waits": report.spread(waits)}
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")


def measure(
    truths: tuple[Truth, ...], workspace: Path, scratch: Path, face: str
) -> tuple[dict[str, Counted], list[float]]:
    """What each way of working costs, and how long the face let the clerk wait each time."""
    with Workspace.open(workspace) as opened:
        found = papers(truths, opened.submissions())
    ways = {"typing": drive.typing(truths)}
    before = copied(workspace, scratch / "before")
    with closing(Rules(before)) as rules:
        ways["before"] = drive.verify_whole_opinions(rules, found)
    _count_left(ways["before"], found, before)
    now = copied(workspace, scratch / "now")
    with closing(opened_face(face, now)) as driven:
        ways["now"] = drive.verify(driven, found)
        waits = list(driven.waits)
    _count_left(ways["now"], found, now)
    return ways, waits


def opened_face(name: str, folder: Path, reviewer: str = REVIEWER) -> Face:
    """A face over a workspace."""
    if name == "terminal":
        from benchmarks.effort.terminal import Terminal

        return Terminal(folder, reviewer)
    if name == "web":
        from benchmarks.effort.web import Web

        return Web(folder, reviewer)
    return Rules(folder, reviewer)


def _count_left(counted: Counted, found: Papers, folder: Path) -> None:
    with Workspace.open(folder) as workspace:
        drive.count_left(counted, found, workspace.submissions())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.effort", description=__doc__)
    parser.add_argument("truth", type=Path, metavar="TRUTH.jsonl")
    parser.add_argument("--files", type=Path, metavar="FOLDER", help="where the files are; otherwise beside the truth")
    parser.add_argument("--face", choices=FACES, default="rules", help="what the clerk sits in front of")
    parser.add_argument("--limit", type=int, metavar="N", help="the first N papers alone")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="for what was read, which is not read again")
    parser.add_argument("--error-budget", metavar="1/N", help="of values that nobody is asked about, when it is read")
    parser.add_argument("--json", type=Path, metavar="OUT", help="all figures")
    return parser.parse_args()


if __name__ == "__main__":
    main()
