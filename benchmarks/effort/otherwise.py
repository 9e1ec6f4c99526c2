# ruff: noqa: T201 - it prints figures
"""``python -m benchmarks.effort.otherwise TRUTH.jsonl``: other ways through the same queue beside one value at a time.

Values of one field side by side, places of one character side by side, both, and fields that two people type.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.effort import drive, report
from benchmarks.effort.faces import Rules
from benchmarks.effort.keyed import double_keying
from benchmarks.effort.model import Effort
from benchmarks.effort.papers import SHORT, Left, papers
from benchmarks.effort.reading import copied, read
from benchmarks.effort.sideways import by_character, by_field
from ocr_intake.evaluate.lines import read_truth
from ocr_intake.evaluate.locate import locate
from ocr_intake.model.fields import FieldName
from ocr_intake.store import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from benchmarks.effort.drive import Counted
    from benchmarks.effort.papers import Papers
    from benchmarks.effort.sideways import Taken
    from ocr_intake.evaluate.records import Truth

    Pass = Callable[[Workspace, Papers, Counted, Taken], None]

SIDEWAYS: Final[Mapping[str, tuple[Pass, ...]]] = {
    "one by one": (),
    "by field, then the rest": (by_field,),
    "by character, then the rest": (by_character,),
}
KEYED: Final[Mapping[str, tuple[FieldName, ...]]] = {
    "name, address and phone keyed by two": (FieldName.NAME, FieldName.ADDRESS, FieldName.PHONE),
    "all but opinions keyed by two": SHORT,
}


def main() -> None:
    """Measure one set."""
    options = _options()
    truths = read_truth(options.truth)[: options.limit]
    with tempfile.TemporaryDirectory(prefix="effort-") as scratch:
        workspace = (options.keep or Path(scratch)) / "read"
        read(truths, locate(truths, options.truth, options.files), workspace)
        for line in HEAD:
            print(line)
        ways = {}
        for name, counted in measure(truths, workspace, Path(scratch)):
            ways[name] = counted
            print(row(name, counted), flush=True)
    if options.json is not None:
        options.json.write_text(
            json.dumps({way: report.figures(counted) for way, counted in ways.items()}, ensure_ascii=False, indent=1),
            encoding="utf-8",
        )


def measure(truths: Sequence[Truth], workspace: Path, scratch: Path) -> Iterator[tuple[str, Counted]]:
    """What each way costs, and what it leaves wrong."""
    with Workspace.open(workspace) as opened:
        found = papers(truths, opened.submissions())
    for number, (name, passes) in enumerate(SIDEWAYS.items()):
        folder = copied(workspace, scratch / f"sideways{number}")
        yield name, _left(_sideways(folder, found, passes), found, folder)
    for number, (name, fields) in enumerate(KEYED.items()):
        folder = copied(workspace, scratch / f"keyed{number}")
        yield name, _left(double_keying(folder, found, fields), found, folder)


def _sideways(folder: Path, found: Papers, passes: Sequence[Pass]) -> Counted:
    """Side by side first, then one by one what is left, for as long as something is asked."""
    counted, taken = drive.Counted(), defaultdict[int, Effort](Effort)
    with Workspace.open(folder) as workspace:
        for each in passes:
            each(workspace, found, counted, taken)
    with closing(Rules(folder)) as rules:
        drive.answer_all(rules, found, counted, taken)
    drive.per_submission(counted, taken, found)
    return counted


def _left(counted: Counted, found: Papers, folder: Path) -> Counted:
    with Workspace.open(folder) as workspace:
        drive.count_left(counted, found, workspace.submissions())
    return counted


HEAD: Final = (
    "| way | seconds a submission | keys | compared | values wrong | in 1,000 | characters wrong | in 1,000 |",
    "|---|---:|---:|---:|---:|---:|---:|---:|",
)


def row(way: str, counted: Counted) -> str:
    """A line of Markdown."""
    total, left = counted.total(), sum(counted.left.values(), Left())
    values = f"{left.wrong} of {left.fields} | {left.per_thousand:.1f}"
    characters = f"{left.wrong_characters} of {left.characters:,} | {left.characters_per_thousand:.2f}"
    return f"| {way} | {report.seconds(counted):.1f} | {total.keys:,} | {total.compared:,} | {values} | {characters} |"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.effort.otherwise", description=__doc__)
    parser.add_argument("truth", type=Path, metavar="TRUTH.jsonl")
    parser.add_argument("--files", type=Path, metavar="FOLDER", help="where the files are; otherwise beside the truth")
    parser.add_argument("--limit", type=int, metavar="N", help="the first N papers alone")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="for what was read, which is not read again")
    parser.add_argument("--json", type=Path, metavar="OUT", help="all figures")
    return parser.parse_args()


if __name__ == "__main__":
    main()
