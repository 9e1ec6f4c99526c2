"""Ingests a small inbox again and again, killed with SIGKILL on the way; run by ``test_batch_kill.py``.

A script of its own, because it forks. ``--steps`` dies in front of chosen steps of disk and database, reading in the
same process; ``--workers`` reads with real worker processes, and dies once so many pages were begun. Prints a JSON
object a scenario.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.model.pages import Channel
from ocr_intake.pipeline.batch import Delivery, Tools, ingest, scratch_folder
from ocr_intake.pipeline.pool import PagePool, Pool
from ocr_intake.store import NotAWorkspaceError, Workspace
from tests.pipeline import fakes
from tests.pipeline.fakes import Here, picture, reads, spec_for
from tests.store.killing import child

FAX = Delivery("dx", Channel.FAX, "係員A", date(2021, 9, 1))
KNOWLEDGE = Knowledge({})


def fill(inbox: Path) -> None:
    inbox.mkdir()
    picture(inbox / "a.tif", fakes.FINE, fakes.TRIPS, fakes.BLANK, shade=1)
    picture(inbox / "b.png", fakes.FINE, shade=2)
    picture(inbox / "c.tif", fakes.FINE, fakes.FINE, shade=3)
    (inbox / "d.pdf").write_bytes(b"%PDF-1.4 cut off")
    (inbox / "e.png").write_bytes((inbox / "b.png").read_bytes())


def take_in(root: Path, pool: PagePool) -> None:
    try:
        workspace = Workspace.open(root / "workspace")
    except NotAWorkspaceError:
        workspace = Workspace.create(root / "workspace")
    inbox = root.parent / "inbox"
    with workspace:
        tools = Tools(pool, lambda consultation: KNOWLEDGE, assembler=fakes.assemble)
        assert ingest(workspace, [inbox], dict.fromkeys(sorted(inbox.iterdir())), FAX, tools).finished


def here(root: Path) -> None:
    take_in(root, Here(root, pictures=True))


def with_workers(root: Path) -> None:
    with scratch_folder(root / "workspace") as scratch:
        spec = spec_for(root, seconds=0.1, pictures=True)
        object.__setattr__(spec, "scratch", scratch)
        with Pool(spec, 2) as pool:
            take_in(root, pool)


def saved(root: Path) -> int:
    """How many pages need no reading any more."""
    with closing(sqlite3.connect(root / "workspace" / "intake.db")) as database:
        (count,) = database.execute("select count(*) from pages where state <> 'waiting'").fetchone()
        return int(count)


def outcome(root: Path, runs: list[dict[str, Any]]) -> dict[str, Any]:
    with Workspace.open(root / "workspace") as workspace:
        ledger = workspace.ledger(deep=True)
        return {
            "runs": runs,
            "imbalances": [imbalance.code for imbalance in ledger.imbalances],
            "files": [ledger.files.total, ledger.files.read, ledger.files.waiting, ledger.files.set_aside],
            "pages": [ledger.pages.content, ledger.pages.blank, ledger.pages.set_aside, ledger.pages.waiting],
            "submissions": ledger.submissions.total,
            "duplicates": ledger.files.duplicates,
            "scratch": sorted(path.name for path in (workspace.path / "scratch").glob("*")),
        }


def scenario(root: Path, works: list[Callable[[], tuple[bool, int]]]) -> dict[str, Any]:
    runs = []
    for work in works:
        before, given = saved(root), len(reads(root))
        ended, _ = work()
        runs.append({"saved": before, "given": reads(root)[given:], "ended": ended})
    return outcome(root, runs)


def killed_after(root: Path, pages: int) -> tuple[bool, int]:
    """Run with workers in a process of its own and kill it (not the workers) once so many pages were begun."""
    began = len(reads(root))
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            with_workers(root)
            status = 0
        finally:
            os._exit(status)
    ended = 0
    while len(reads(root)) - began < pages and not ended:
        time.sleep(0.005)
        ended, _ = os.waitpid(pid, os.WNOHANG)
    if not ended:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return bool(ended), 0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--workers", type=int, nargs="+", required=True)
    args = parser.parse_args()
    chance = random.Random(20210901)  # noqa: S311 - which step to die at
    fill(args.root / "inbox")

    def fresh(name: str) -> Path:
        folder: Path = args.root / name
        folder.mkdir()
        return folder

    def say(line: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(line) + "\n")

    made = fresh("made")
    _, creation = child(lambda: Workspace.create(made / "workspace").close())
    whole = fresh("whole")
    ended, total = child(partial(here, whole))
    say({"ended": ended, "steps": total - creation})
    for point in range(args.steps):
        root = fresh(f"s{point}")
        Workspace.create(root / "workspace").close()
        first = (total - creation) * point // args.steps + chance.randrange((total - creation) // args.steps)
        last = partial(child, partial(here, root))
        say(scenario(root, [partial(last, last=first), partial(last, last=chance.randrange(total - creation)), last]))
    root = fresh("workers")
    Workspace.create(root / "workspace").close()
    endless = 1 << 30
    say(scenario(root, [partial(killed_after, root, pages) for pages in (*args.workers, endless)]))


if __name__ == "__main__":
    main()
