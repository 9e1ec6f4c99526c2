# ruff: noqa: INP001, T201 - a script is run, not imported, and prints
"""How many of the submissions that belong together are found, and how many found ones do: by kind, on paper.

Invented comments are drawn, scanned and faxed (see ``duplicate_papers``), really read as a clerk has them read, and
grouped; every two of a set are held against what is known about them. With ``--scale`` nothing is read: seconds and
memory of grouping thousands of made-up texts.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, product
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.duplicate_papers import bar, kind_of, mixed, render
from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from ocr_intake.grouping.pictures import Pictures
from ocr_intake.grouping.proposals import GroupKind, propose
from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import Channel
from ocr_intake.model.relation import ONE_COUNTS, RelationKind
from ocr_intake.store import SubmissionState, Workspace
from ocr_intake.store.comparing import Comparable
from training.rendering import Studio

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from benchmarks.duplicate_papers import Comment
    from ocr_intake.grouping.proposals import Group

CONSULTATION: Final = "morioka-dx-2021"
RECEIVED: Final = {"post": "2021-09-01", "fax": "2021-09-02"}
SETS: Final = {"bar": bar, "mixed": mixed}


@dataclass
class Score:
    """Pairs by kind."""

    true: Counter[RelationKind] = field(default_factory=Counter)
    found: Counter[RelationKind] = field(default_factory=Counter)
    right: Counter[RelationKind] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    """What was proposed of pairs that are otherwise, for a look."""

    def add(self, name: str, proposed: RelationKind | None, truth: RelationKind | None) -> None:
        """Count one pair."""
        self.true.update([truth] if truth else ())
        self.found.update([proposed] if proposed else ())
        if proposed is truth:
            self.right.update([truth] if truth else ())
        else:
            self.wrong.append(f"{name}: proposed {proposed}, is {truth}")

    def rows(self) -> Iterable[str]:
        """A line for each kind."""
        for kind in RelationKind:
            precision = self.right[kind] / self.found[kind] if self.found[kind] else float("nan")
            recall = self.right[kind] / self.true[kind] if self.true[kind] else float("nan")
            yield (
                f"| {kind} | {self.true[kind]} | {self.found[kind]} | {self.right[kind]} "
                f"| {100 * precision:.1f}% | {100 * recall:.1f}% |"
            )


def proposed_pairs(groups: Sequence[Group]) -> dict[frozenset[int], RelationKind]:
    """What groups say of every two of their members, not only of those that they link.

    Of one sender: what was sent again is what it was sent again of, a corrected one is a version of the same. Of one
    text: everybody in the group with everybody of another sender, and with what those sent again.
    """
    kinds: dict[frozenset[int], RelationKind] = {}
    same: dict[int, int] = {}
    for group in groups:
        if group.kind is GroupKind.SENDER:
            text, version = (_roots(group, of) for of in (ONE_COUNTS, {RelationKind.RESENT}))
            for one, two in combinations(group.members, 2):
                kind = RelationKind.REPLACED if text[one] == text[two] else RelationKind.ADDED
                kinds[frozenset((one, two))] = RelationKind.RESENT if version[one] == version[two] else kind
            same |= text
    for group in groups:
        if group.kind is GroupKind.TEXT:
            alike = [
                [each for each, of in same.items() if of == same.get(number)] or [number] for number in group.members
            ]
            for mine, others in combinations(alike, 2):
                kinds |= {frozenset(pair): RelationKind.SAME_TEXT for pair in product(mine, others)}
    return kinds


def _roots(group: Group, kinds: Collection[RelationKind]) -> dict[int, int]:
    """Each member with the first that it goes back to by proposals of some kinds."""
    found = {number: number for number in group.members}
    for proposal in group.proposals:
        if proposal.link.kind in kinds:
            found[proposal.link.later] = found[proposal.link.earlier]
    return found


def read(comments: Sequence[Comment], faces: str, folder: Path, workers: int) -> Mapping[str, Comment]:
    """Draw a set and take it in as a clerk does; each comment by the name of its file."""
    files = render(Studio(folder / "files", (faces,)), comments)
    for channel, received in RECEIVED.items():
        paths = folder / "files" / channel
        options = ("--consultation", CONSULTATION, "--channel", channel, "--received", received)
        where = ("--workspace", str(folder / "workspace"), "--workers", str(workers))
        if paths.is_dir() and run(["ingest", str(paths), *options, *where]) not in {ExitCode.OK, ExitCode.ATTENTION}:
            raise SystemExit("the papers could not be taken in")
    return files


def measure(folder: Path, files: Mapping[str, Comment], score: Score) -> list[dict[str, object]]:
    """Group what was read, count every two; what was read, for a fixture."""
    with Workspace.open(folder / "workspace", write=False) as workspace:
        sent = workspace.for_comparing(CONSULTATION)
        comment = {each.id: files[each.file_name] for each in workspace.submissions(CONSULTATION)}
        kinds = proposed_pairs(propose(sent, Pictures(workspace).alike))
    for one, two in combinations(sent, 2):
        truth = kind_of(comment[one.id], comment[two.id])
        name = f"{comment[one.id].name} {comment[two.id].name}"
        score.add(name, kinds.get(frozenset((one.id, two.id))), truth)
    return [
        {
            "id": each.id,
            "who": comment[each.id].who,
            "text": comment[each.id].text,
            "version": comment[each.id].version,
            "channel": each.channel.value,
            "received": each.received.isoformat(),
            "values": {name.value: value for name, value in each.values.items()},
        }
        for each in sent
    ]


def scale(count: int) -> None:
    """Print seconds and memory of grouping so many texts: half of them of campaigns, read with mistakes."""
    dice = random.Random(count)  # noqa: S311 - makes texts, no secrets
    signs = [chr(code) for code in range(0x4E00, 0x4E00 + 1200)] + [chr(code) for code in range(0x3041, 0x3094)] * 12
    campaigns = ["".join(dice.choices(signs, k=300)) for _ in range(20)]
    sent: list[Comparable] = []
    for number in range(1, count + 1):
        text = dice.choice(campaigns) if dice.random() < 0.5 else "".join(dice.choices(signs, k=dice.randint(40, 500)))
        read = "".join(dice.choice(signs) if dice.random() < 0.04 else sign for sign in text)
        values = {
            FieldName.NAME: "".join(dice.choices(signs[:400], k=4)),
            FieldName.PHONE: f"019{dice.randrange(10**7):07}",
            FieldName.ADDRESS: "岩手県盛岡市" + "".join(dice.choices(signs[:60], k=3)) + f"{dice.randint(1, 40)}番",
            FieldName.OPINION: read,
        }
        if sent and dice.random() < 0.03:
            values = dict(dice.choice(sent).values)
        sent.append(Comparable(number, SubmissionState.PROPOSED, Channel.POST, date(2021, 9, 1), False, values))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    groups = propose(sent)
    seconds = time.perf_counter() - start
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kinds = Counter(proposal.link.kind for group in groups for proposal in group.proposals)
    print(
        f"{count} submissions: {seconds:.1f} s, {most / 1024:.0f} MB in all, {(most - before) / 1024:.0f} MB of it new"
    )
    print(f"{len(groups)} groups, proposals: {dict(kinds)}")


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="+", default=["mixed"], choices=sorted(SETS))
    parser.add_argument("--seeds", nargs="+", type=int, default=[1])
    parser.add_argument("--faces", default="trained", choices=["trained", "held-out"], help="group of faces")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="folder for papers and workspaces; what is there is not read again")
    parser.add_argument("--readings", type=Path, help="write what was read of the last set as JSON: the tests' fixture")
    parser.add_argument("--scale", type=int, help="group so many made-up texts; nothing is read")
    options = parser.parse_args()
    if options.scale:
        scale(options.scale)
        return
    score, readings = Score(), list[dict[str, object]]()
    with tempfile.TemporaryDirectory() as temporary:
        for name in options.sets:
            for seed in options.seeds:
                folder = (options.keep or Path(temporary)) / f"{name}-{options.faces}-{seed}"
                comments = SETS[name](seed)
                known = {f"{number:03d}-{each.name}": each for number, each in enumerate(comments)}
                if not (folder / "workspace").exists():
                    read(comments, options.faces, folder, options.workers)
                files = {path.name: known[path.stem] for path in (folder / "files").glob("*/*")}
                readings = measure(folder, files, score)
    print("| kind | pairs | proposed | right | precision | recall |\n|---|---|---|---|---|---|")
    print("\n".join(score.rows()))
    print("\n".join(score.wrong))
    if options.readings:
        options.readings.write_text(json.dumps(readings, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
