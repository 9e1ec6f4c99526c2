"""Each operation failed at one step after the other, then run again to its end; a table of what came of it.

python -m tests.faults.campaign            every step of every operation (an hour)
python -m tests.faults.campaign --most 20  at most so many steps of each
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.faults.injection import Fault, forked
from tests.faults.operation import Operation
from tests.faults.operations import OPERATIONS


@dataclass(frozen=True, slots=True)
class Tried:
    """One operation, failed once."""

    operation: str
    fault: Fault
    step: int
    error: str
    """What it ended with, "" where it was killed or came to its end all the same."""
    problems: tuple[str, ...]
    """What is wrong afterwards; nothing, if all is well."""


def steps_of(operation: Operation, template: Path) -> int:
    """How many steps an undisturbed run takes."""
    with tempfile.TemporaryDirectory(dir=template.parent) as folder:
        root = Path(folder) / "root"
        shutil.copytree(template, root)
        ended = forked(partial(operation.work, root))
        if ended.error or ended.killed:
            raise RuntimeError(f"{operation.name} fails by itself: {ended.error}")
        problems = tuple(operation.done(root))
        if problems:
            raise RuntimeError(f"{operation.name} is not right by itself: {problems}")
        return ended.steps


def tried(operation: Operation, template: Path, fault: Fault, step: int) -> Tried:
    """Fail once, look, let it end, look again."""
    with tempfile.TemporaryDirectory(dir=template.parent) as folder:
        root = Path(folder) / "root"
        shutil.copytree(template, root)
        ended = forked(partial(operation.work, root), fault, step)
        problems = [] if ended.explained else [f"unexplained: {ended.error}"]
        problems += operation.half_way(root)
        again = forked(partial(operation.work, root))
        if again.error:
            problems.append(f"cannot be run again: {again.error}")
        else:
            problems += operation.done(root)
        return Tried(operation.name, fault, step, ended.error, tuple(problems))


def campaign(root: Path, faults: tuple[Fault, ...], most: int | None) -> Iterator[Tried]:
    """Every operation under every fault, at steps spread evenly over it."""
    for make in OPERATIONS:
        operation = make()
        template = root / operation.name / "template"
        template.mkdir(parents=True)
        if forked(partial(operation.prepare, template)).error:
            raise RuntimeError(f"{operation.name} cannot be prepared")
        steps = steps_of(operation, template)
        for fault in faults:
            points = range(steps) if most is None else sorted({(i * steps) // most for i in range(most)})
            for step in points:
                yield tried(operation, template, fault, step)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--most", type=int, default=None, help="steps of each operation at most")
    args = parser.parse_args()
    runs: Counter[tuple[str, Fault]] = Counter()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for one in campaign(Path(folder), tuple(Fault), args.most):
            runs[one.operation, one.fault] += 1
            for problem in one.problems:
                wrong += 1
                sys.stdout.write(f"{one.operation} {one.fault} at step {one.step}: {problem}\n")
    for (name, fault), count in runs.items():
        sys.stdout.write(f"{name:<12}{fault:<12}{count:>6}\n")
    sys.stdout.write(f"{sum(runs.values())} faults, {wrong} problems\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
