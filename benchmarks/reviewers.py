# ruff: noqa: INP001, S311, T201 - a script is run, not imported, and prints; chance makes people, no secrets
"""How often several reviewers at once get in each other's way: answers that are refused since somebody was quicker."""

from __future__ import annotations

import argparse
import random
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from benchmarks.scale import make, own_server
from ocr_intake.review import Review
from ocr_intake.store import StaleEditError, SubmissionClosedError, Workspace


def sit(folder: Path, name: str, think: float, counts: Counter[str]) -> None:
    """Answer every question as it comes, after a while that differs from question to question."""
    dice = random.Random(name)
    with Workspace.open(folder) as workspace:
        review = Review(workspace, name)
        while (task := review.next()) is not None:
            time.sleep(dice.expovariate(1 / think))
            act = review.accept_submission if task.field is None else review.accept
            try:
                act(task)
                counts["saved"] += 1
            except (StaleEditError, SubmissionClosedError):
                counts["refused"] += 1


def main() -> None:
    """Print how many answers were saved and refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--reviewers", type=int, default=8)
    parser.add_argument("--think", type=float, default=0.2, help="mean seconds that a reviewer takes for an answer")
    parser.add_argument("--postgresql", action="store_true", help="on a server of its own instead of SQLite's file")
    options = parser.parse_args()
    with ExitStack() as stack:
        root = stack.enter_context(tempfile.TemporaryDirectory())
        database = stack.enter_context(own_server()).database() if options.postgresql else None
        folder = make(Path(root) / "workspace", options.submissions, database)
        counts = [Counter[str]() for _ in range(options.reviewers)]
        threads = [
            threading.Thread(target=sit, args=(folder, f"reviewer {number}", options.think, each))
            for number, each in enumerate(counts)
        ]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - start
        with Workspace.open(folder) as workspace:
            left = workspace.ledger().submissions.waiting
    total = sum(counts, Counter[str]())
    share = total["refused"] / (total["saved"] + total["refused"])
    print(f"{total['saved']} saved, {total['refused']} refused ({share:.1%}), {left} left, {seconds:.1f} s")


if __name__ == "__main__":
    main()
