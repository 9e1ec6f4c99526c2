"""Kills backups, migrations and purges with SIGKILL at one step after the other; run by ``test_kill_maintenance.py``.

A script of its own, because it forks. After each kill it looks at what is there, lets the same work run to its end, and
looks again. Prints a JSON object a scenario.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from ocr_intake.errors import IntakeError
from ocr_intake.model.review import SubmissionDecision
from ocr_intake.store import PurgeScope, Workspace, back_up, restore
from tests.store.builders import submission, workspace_with
from tests.store.killing import child, say
from tests.store.test_migrations import to_schema

MARKER = "印丙 紋次郎"


def made(root: Path) -> Path:
    """A workspace with one submission that is accepted and full of a marker, and one that is open."""
    with workspace_with(root, submission(name=MARKER), submission((1, 2))) as workspace:
        workspace.decisions.decide_submission(1, SubmissionDecision.ACCEPTED, by="係員B", version=0)
    return workspace.path


def codes(folder: Path) -> list[str]:
    """What is damaged in a workspace or backup."""
    with Workspace.open_read_only(folder) as workspace:
        return [damage.code for damage in workspace.check_integrity().damages]


def marked(folder: Path) -> bool:
    """Whether any file holds the marker."""
    forms = (MARKER.encode(), ascii(MARKER)[1:-1].encode())
    return any(form in path.read_bytes() for path in folder.rglob("*") if path.is_file() for form in forms)


# ------------------------------------------------------------------------------------------------------- what is killed


class Backup:
    """A backup in a new place, or over an earlier one."""

    def __init__(self, *, earlier: bool) -> None:
        self.earlier = earlier

    def prepare(self, root: Path) -> None:
        folder = made(root)
        if self.earlier:
            with Workspace.open(folder) as workspace:
                back_up(workspace, root / "disk" / "backup", by="係員C")
                workspace.audit("係員C", "export.written")

    def work(self, root: Path) -> None:
        with Workspace.open(root / "workspace") as workspace:
            back_up(workspace, root / "disk" / "backup", by="係員C")

    def after_kill(self, root: Path) -> dict[str, Any]:
        """Whether what is there can be brought back; where an earlier one was, something can."""
        try:
            back = restore(root / "disk" / "backup", root / "again", by="係員C")
        except IntakeError as error:
            return {"restored": False, "why": type(error).__name__, "expected": self.earlier, "ok": not self.earlier}
        shutil.rmtree(root / "again")
        return {"restored": True, "ok": back.integrity is not None and not back.integrity.damages}

    def after_all(self, root: Path) -> dict[str, Any]:
        names = sorted(path.name for path in (root / "disk").iterdir())
        sound = codes(root / "disk" / "backup") == [] and codes(root / "workspace") == []
        return {"ok": names == ["backup"] and sound, "names": names}


class Restoring:
    """Bringing a backup back."""

    def prepare(self, root: Path) -> None:
        with Workspace.open(made(root)) as workspace:
            back_up(workspace, root / "backup", by="係員C")

    def work(self, root: Path) -> None:
        restore(root / "backup", root / "again", by="係員C")

    def after_kill(self, root: Path) -> dict[str, Any]:
        """It is whole, or not there."""
        whole = (root / "again").exists()
        done = whole and codes(root / "again") == []
        if whole:
            shutil.rmtree(root / "again")
        return {"ok": done or not whole}

    def after_all(self, root: Path) -> dict[str, Any]:
        left = [path.name for path in root.iterdir() if path.name.startswith(".")]
        return {"ok": codes(root / "again") == [] and not left, "left": left}


class Migration:
    """Opening what an older program wrote."""

    def prepare(self, root: Path) -> None:
        to_schema(made(root), "0003")

    def work(self, root: Path) -> None:
        Workspace.open(root / "workspace").close()

    def after_kill(self, root: Path) -> dict[str, Any]:
        """Every copy that is there is whole."""
        copies = [path for path in (root / "workspace").glob("backups/*") if not path.name.endswith(("-wal", "-shm"))]
        for copy in copies:
            with closing(sqlite3.connect(f"file:{copy}?immutable=1", uri=True)) as database:
                if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                    return {"ok": False, "copy": copy.name}
                if database.execute("SELECT count(*) FROM submissions").fetchone() != (2,):
                    return {"ok": False, "copy": copy.name}
        return {"ok": True}

    def after_all(self, root: Path) -> dict[str, Any]:
        left = [path.name for path in (root / "workspace" / "tmp").iterdir()]
        with Workspace.open(root / "workspace") as workspace:
            count = len(list(workspace.submissions()))
        return {"ok": not left and count == 2 and codes(root / "workspace") == [], "left": left}


class Purge:
    """A purge."""

    def prepare(self, root: Path) -> None:
        made(root)

    def work(self, root: Path) -> None:
        with Workspace.open(root / "workspace") as workspace:
            workspace.purge(PurgeScope(), by="係員C")

    def after_kill(self, root: Path) -> dict[str, Any]:
        """Nothing is damaged, and what is half done is told."""
        found = codes(root / "workspace")
        with Workspace.open(root / "workspace") as workspace:
            opinions = [len(each.final_opinions) for each in workspace.submissions()]
        return {"ok": set(found) <= {"purge_unfinished"} and opinions == [1, 1], "found": found}

    def after_all(self, root: Path) -> dict[str, Any]:
        found = codes(root / "workspace")
        return {"ok": found == [] and not marked(root / "workspace"), "found": found, "marked": marked(root)}


KINDS: dict[str, Any] = {
    "backup": Backup(earlier=False),
    "backup again": Backup(earlier=True),
    "restore": Restoring(),
    "migration": Migration(),
    "purge": Purge(),
}


def killed(kind: Any, root: Path, last: int | None) -> tuple[bool, int]:  # noqa: ANN401
    """Do the work in a fork that dies in front of a step."""
    return child(lambda: kind.work(root), last=last)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("--points", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    args = parser.parse_args()
    chance = random.Random(args.seed)  # noqa: S311 - which step to die at
    for name, kind in KINDS.items():
        template = args.root / f"{name}-template"
        template.mkdir()
        kind.prepare(template)
        whole = args.root / f"{name}-whole"
        shutil.copytree(template, whole)
        ended, steps = killed(kind, whole, None)
        say({"kind": name, "ended": ended, "steps": steps, **kind.after_all(whole)})
        for number in range(args.points):
            point = number * steps // args.points + chance.randrange(max(1, steps // args.points))
            root = args.root / f"{name}-{number}"
            shutil.copytree(template, root)
            ended, _ = killed(kind, root, point)
            between = kind.after_kill(root)
            killed(kind, root, None)
            say({"kind": name, "point": point, "ended": ended, "between": between, **kind.after_all(root)})
            shutil.rmtree(root)


if __name__ == "__main__":
    main()
