"""Backups, bringing them back, migrations and purges as operations that can be failed at every step."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from ocr_intake.errors import IntakeError
from ocr_intake.model.review import SubmissionDecision
from ocr_intake.store import PurgeScope, Workspace, back_up, restore
from tests.faults.operation import Operation, codes, damage
from tests.store.builders import submission, workspace_with
from tests.store.older import to_schema

MARKER = "印丙 紋次郎"


def made(root: Path) -> Path:
    """A workspace with one submission that is accepted and full of a marker, and one that is open."""
    with workspace_with(root, submission(name=MARKER), submission((1, 2))) as workspace:
        workspace.decisions.decide_submission(1, SubmissionDecision.ACCEPTED, by="係員B", version=0)
    return workspace.path


def marked(folder: Path) -> bool:
    """Whether any file holds the marker."""
    forms = (MARKER.encode(), ascii(MARKER)[1:-1].encode())
    return any(form in path.read_bytes() for path in folder.rglob("*") if path.is_file() for form in forms)


class Backup(Operation):
    """A backup in a new place."""

    name = "backup"

    def prepare(self, root: Path) -> None:
        made(root)
        (root / "disk").mkdir()

    def work(self, root: Path) -> None:
        with Workspace.open(root / "workspace") as workspace:
            back_up(workspace, root / "disk" / "backup", by="係員C")

    def half_way(self, root: Path) -> Iterator[str]:
        """What is there can be brought back, or says that it cannot."""
        yield from super().half_way(root)
        yield from self._brought_back(root, needed=False)

    @staticmethod
    def _brought_back(root: Path, *, needed: bool) -> Iterator[str]:
        try:
            back = restore(root / "disk" / "backup", root / "again", by="係員C")
        except IntakeError as error:
            if needed:
                yield f"no backup can be brought back: {type(error).__name__}"
            return
        shutil.rmtree(root / "again")
        if back.integrity.damages:
            yield "a damaged backup was brought back"

    def done(self, root: Path) -> Iterator[str]:
        yield from super().done(root)
        if names := [path.name for path in (root / "disk").iterdir() if path.name != "backup"]:
            yield f"left beside the backup: {names}"
        yield from codes(root / "disk" / "backup")


class BackupAgain(Backup):
    """A backup over an earlier one, which holds until the new one does."""

    name = "backup again"

    def prepare(self, root: Path) -> None:
        super().prepare(root)
        with Workspace.open(root / "workspace") as workspace:
            back_up(workspace, root / "disk" / "backup", by="係員C")
            workspace.audit("係員C", "export.written")

    def half_way(self, root: Path) -> Iterator[str]:
        yield from Operation.half_way(self, root)
        yield from self._brought_back(root, needed=True)


class Restoring(Operation):
    """Bringing a backup back: it is whole, or not there."""

    name = "restore"

    def prepare(self, root: Path) -> None:
        with Workspace.open(made(root)) as workspace:
            back_up(workspace, root / "backup", by="係員C")

    def work(self, root: Path) -> None:
        restore(root / "backup", root / "again", by="係員C")

    def half_way(self, root: Path) -> Iterator[str]:
        yield from super().half_way(root)
        if (root / "again").exists():
            yield from codes(root / "again")
            shutil.rmtree(root / "again")

    def done(self, root: Path) -> Iterator[str]:
        yield from super().done(root)
        yield from codes(root / "again")
        yield from (f"left over: {path.name}" for path in root.iterdir() if path.name.startswith("."))


class Migration(Operation):
    """Opening what an older program wrote: every copy that is kept is whole."""

    name = "migration"

    def prepare(self, root: Path) -> None:
        to_schema(made(root), "0003")

    def work(self, root: Path) -> None:
        Workspace.open(root / "workspace").close()

    def half_way(self, root: Path) -> Iterator[str]:
        for copy in (root / "workspace").glob("backups/*.db"):
            with closing(sqlite3.connect(f"file:{copy}?immutable=1", uri=True)) as database:
                sound = database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                if not sound or database.execute("SELECT count(*) FROM submissions").fetchone() != (2,):
                    yield f"a copy that is not whole: {copy.name}"

    def done(self, root: Path) -> Iterator[str]:
        yield from self.half_way(root)
        yield from super().done(root)
        yield from (f"left over: {path.name}" for path in (root / "workspace" / "tmp").iterdir())
        with Workspace.open(root / "workspace") as workspace:
            if len(list(workspace.submissions())) != 2:
                yield "submissions are missing"


class Purge(Operation):
    """A purge: nothing is damaged on the way, what is half done is told, nothing of the purged stays."""

    name = "purge"

    def prepare(self, root: Path) -> None:
        made(root)

    def work(self, root: Path) -> None:
        with Workspace.open(root / "workspace") as workspace:
            workspace.purge(PurgeScope(), by="係員C")

    def half_way(self, root: Path) -> Iterator[str]:
        yield from (code for code in damage(root / "workspace") if not code.startswith("purge_unfinished"))
        with Workspace.open(root / "workspace") as workspace:
            if [len(each.final_opinions) for each in workspace.submissions()] != [1, 1]:
                yield "an opinion is gone"

    def done(self, root: Path) -> Iterator[str]:
        yield from self.half_way(root)
        yield from super().done(root)
        if marked(root / "workspace"):
            yield "what was purged is still there"
