"""Ingests a small inbox again and again, killed with SIGKILL at one step after the other; run by ``test_kill.py``.

A script of its own, because it forks. Each child dies in front of a chosen database statement, commit, sync or rename
(or, ``--timed``, after a random time); the same ingest is then run again, killed once more, and run to its end. Prints
a JSON object a scenario: what the ledger says, and which pages the reader was given when.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from ocr_intake.model.pages import Channel, SetAside
from ocr_intake.store import UnknownRecordError, Workspace
from tests.store.builders import PNG, outcome, reading, source, submission

BROKEN_PAGE = 3
PAGES = {"a.tif": 3, "b.tif": 1, "c.tif": 2}


def fill(inbox: Path) -> None:
    inbox.mkdir()
    for name in (*PAGES, "broken.tif"):
        (inbox / name).write_bytes(name.encode() * 1000)
    (inbox / "copy of b.tif").write_bytes((inbox / "b.tif").read_bytes())


def ingest(folder: Path, inbox: Path, log: Path) -> None:
    """What the pipeline does, with a reader that only writes down what it was given."""
    opened = Workspace.open if (folder / "workspace.toml").exists() else Workspace.create
    with opened(folder) as workspace, workspace.ingest() as work:
        batch = work.start_batch("dx", Channel.FAX, [inbox], operator="係員A", received=date(2021, 9, 1)).id
        for path in sorted(inbox.iterdir()):
            count = PAGES.get(path.name.removeprefix("copy of "))
            work.register(path, source(path, count) if count else SetAside("not_an_image"), batch)
        for sha256, page in work.pages_waiting(batch):
            with log.open("a") as lines:
                lines.write(f"{sha256[:8]}:{page}\n")
            if page == BROKEN_PAGE:
                work.set_page_aside(sha256, SetAside("decode_failed", page=page))
            else:
                work.save_page(sha256, reading(page), PNG)
        for sha256 in work.files_unfinished(batch):
            read = [page.number for page in work.page_readings(sha256)]
            aside = work.pages_set_aside(sha256)
            made = (submission((number,)) for number in read)
            work.save_outcome(sha256, outcome(*made, pages=len(read) + len(aside), aside=aside))
        work.end_batch(batch)


class Steps:
    """Counts what happens to disk and database; dies in front of the step whose turn has come."""

    def __init__(self, last: int | None) -> None:
        self.count = 0
        self.last = last

    def step(self, *_: object, **__: object) -> None:
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)
        self.count += 1

    def watch(self) -> None:
        event.listen(Engine, "before_cursor_execute", self.step)
        event.listen(Engine, "commit", self.step)
        for name in ("replace", "rename", "link", "mkdir", "unlink", "rmdir"):
            setattr(os, name, self.counted(getattr(os, name)))
        os.fsync = self.step  # what a killed process wrote stays; syncing is for power failures
        os.sync = self.step

    def counted(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            self.step()
            return work(*args, **kwargs)

        return run


def child(work: Callable[[], None], *, last: int | None = None, seconds: float | None = None) -> tuple[bool, int]:
    """Run in a fork; whether it came to its end, and (if so) how many steps it took."""
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            steps = Steps(last)
            steps.watch()
            work()
            os.write(into, str(steps.count).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(into)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    with os.fdopen(out, "rb") as stream:
        said = stream.read()
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        raise SystemExit("it failed by itself")
    return os.WIFEXITED(status), int(said or 0)


def saved(folder: Path) -> list[str]:
    """The pages that the workspace holds a reading or a reason for."""
    if not (folder / "workspace.toml").exists():
        return []
    with Workspace.open(folder) as workspace, workspace.ingest() as work:
        waiting = {f"{sha256[:8]}:{page}" for sha256, page in work.pages_waiting()}
        return sorted(registered(workspace) - waiting)


def registered(workspace: Workspace) -> set[str]:
    """The pages that the workspace knows of."""
    found = set()
    for sha256 in workspace.files.originals():
        for page in range(1, max(PAGES.values()) + 1):
            try:
                workspace.page_size(sha256, page)
            except UnknownRecordError:
                break
            found.add(f"{sha256[:8]}:{page}")
    return found


def scenario(root: Path, template: Path | None, kills: list[dict[str, Any]]) -> dict[str, Any]:
    """Kill as told, then let it end."""
    folder, inbox = root / "workspace", root.parent / "inbox"
    if template is not None:
        shutil.copytree(template, folder)
    runs = []
    for number, kill in enumerate([*kills, {}]):
        log = root / f"log{number}"
        log.touch()
        before = saved(folder)
        ended, _ = child(lambda log=log: ingest(folder, inbox, log), **kill)  # type: ignore[misc]
        runs.append({"saved": before, "given": log.read_text().split(), "ended": ended})
    with Workspace.open(folder) as workspace:
        ledger = workspace.ledger(deep=True)
        return {
            "kills": kills,
            "runs": runs,
            "pages": sorted(registered(workspace)),
            "imbalances": [imbalance.code for imbalance in ledger.imbalances],
            "damages": [damage.code for damage in workspace.check_integrity().damages],
            "files": [ledger.files.total, ledger.files.read, ledger.files.waiting, ledger.files.set_aside],
            "page_counts": [ledger.pages.content, ledger.pages.set_aside, ledger.pages.waiting],
            "submissions": ledger.submissions.total,
            "temporary": len(list((folder / "tmp").iterdir())),
        }


def say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("--points", type=int, required=True)
    parser.add_argument("--timed", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    args = parser.parse_args()
    chance = random.Random(args.seed)  # noqa: S311 - which step to die at
    fill(args.root / "inbox")

    def fresh(name: str) -> Path:
        folder: Path = args.root / name
        folder.mkdir()
        return folder

    whole = fresh("whole")
    began = time.monotonic()
    ended, total = child(lambda: ingest(whole / "workspace", args.root / "inbox", whole / "log"))
    seconds = time.monotonic() - began
    made = fresh("made")
    Workspace.create(made / "workspace").close()
    _, after_creation = child(lambda: Workspace.create(fresh("counted") / "workspace").close())
    steps = total - after_creation
    say({"ended": ended, "steps": steps, "creation": after_creation})
    plans: list[tuple[Path | None, list[dict[str, Any]]]] = []
    for point in range(args.points):
        first = point * steps // args.points + chance.randrange(max(1, steps // args.points))
        plans.append((made / "workspace", [{"last": first}, {"last": chance.randrange(steps)}]))
    plans += [(None, [{"last": chance.randrange(after_creation)}]) for _ in range(2)]
    plans += [(made / "workspace", [{"seconds": chance.random() * seconds}] * 2) for _ in range(args.timed)]
    for number, (template, kills) in enumerate(plans):
        say(scenario(fresh(f"s{number}"), template, kills))


if __name__ == "__main__":
    main()
