"""What a workspace goes through day by day, as operations that can be failed at every step, and all there are."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar, Final

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.review.session import Review
from ocr_intake.review.tasks import ReviewTask
from ocr_intake.store import StoredSubmission, SubmissionState, Workspace
from tests.faults.maintenance import Backup, BackupAgain, Migration, Purge, Restoring
from tests.faults.operation import Operation
from tests.store import killing
from tests.store.builders import submission, workspace_with

FLAGGED: Final = {FieldName.NAME: 0.4, FieldName.OPINION: 0.3, FieldName.PHONE: 0.5}


class CommandFailedError(IntakeError):
    """A command said what is wrong and ended with its exit code."""

    key: ClassVar[str] = "cli.error"


def command(*words: str) -> None:
    """Run a command as a clerk does; one that fails has told why."""
    code = run(list(words))
    if code not in (ExitCode.OK, ExitCode.ATTENTION):
        raise CommandFailedError


class Ingest(Operation):
    """Files into a workspace that is made on the way."""

    name = "ingest"

    def prepare(self, root: Path) -> None:
        killing.fill(root / "inbox")

    def work(self, root: Path) -> None:
        killing.ingest(root / "workspace", root / "inbox", root / "given")

    def done(self, root: Path) -> Iterator[str]:
        yield from super().done(root)
        with Workspace.open(root / "workspace") as workspace:
            ledger = workspace.ledger()
        if (ledger.files.total, ledger.pages.total, ledger.submissions.total) != (4, 6, 5):
            yield f"not all is there: {ledger}"


class Reviewing(Operation):
    """Decisions of every kind. What was acknowledged is written down beside the workspace, synced by the fork's end."""

    name = "review"

    def prepare(self, root: Path) -> None:
        made = (submission(opinions=(f"意見{n}。続き{n}。",), flagged=FLAGGED, name=f"見本 {n}郎") for n in range(3))
        workspace_with(root, *made).close()

    def work(self, root: Path) -> None:
        with Workspace.open(root / "workspace") as workspace:
            review = Review(workspace, "確認者")
            while (task := review.next()) is not None:
                self._answer(review, task, root)

    def _answer(self, review: Review, task: ReviewTask, root: Path) -> None:
        if task.field is None:
            self._said(root, review.accept_submission(task).id, "accepted")
        elif task.name is FieldName.NAME:
            review.edit(task, "別名 花子")
            if review.undo() is None:
                raise AssertionError("an edit that cannot be undone")
            again = review.task(task.submission.id, task.field.id)
            review.edit(again, "見本 花子")
            self._said(root, task.field.id, "見本 花子")
        elif task.name is FieldName.OPINION and len(task.submission.opinions) == 1:
            review.split_opinion(task, ("前半。", "後半。"))
            self._said(root, task.field.id, "前半。")
        else:
            review.accept(task)
            self._said(root, task.field.id, task.value or "")

    @staticmethod
    def _said(root: Path, number: int, what: str) -> None:
        with (root / "acknowledged").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps([number, what]) + "\n")

    def half_way(self, root: Path) -> Iterator[str]:
        yield from super().half_way(root)
        acknowledged = root / "acknowledged"
        told = acknowledged.read_text(encoding="utf-8").splitlines() if acknowledged.exists() else []
        with Workspace.open(root / "workspace") as workspace:
            made = tuple(workspace.submissions())
        in_force = {value.id: value for one in made for value in one.values}
        accepted = {one.id for one in made if one.state.value == "accepted"}
        for number, what in map(json.loads, told):
            if (number not in accepted) if what == "accepted" else (in_force[number].value != what):
                yield f"acknowledged and lost: {number} {what}"
        for one in made:
            split = [value for value in one.opinions if value.decided and value.verification is not None]
            edited = any(v.verification and v.verification.decision is Decision.EDITED for v in split)
            if edited != (len(one.opinions) == 2):
                yield f"half split: {one.number}"

    def done(self, root: Path) -> Iterator[str]:
        yield from self.half_way(root)
        yield from super().done(root)


class Undoing(Operation):
    """Everything that was done in an earlier sitting taken back, one action after the other."""

    name = "undo"

    def prepare(self, root: Path) -> None:
        with workspace_with(root, submission(opinions=("一つめ。二つめ。",)), submission()) as workspace:
            review = Review(workspace, "確認者")
            opinion = workspace.submission(1).opinions[0]
            review.split_opinion(review.task(1, opinion.id), ("一つめ。", "二つめ。"))
            review.edit(review.task(2, workspace.submission(2).field(FieldName.NAME).id), "別名 花子")
            review.change_kind(review.task(2), SubmitterKind.ORGANIZATION)
            for number in (1, 2):
                review.accept_submission(review.task(number))

    def work(self, root: Path) -> None:
        with Workspace.open(root / "workspace") as workspace:
            review = Review(workspace, "確認者")
            while review.undo() is not None:
                pass

    def half_way(self, root: Path) -> Iterator[str]:
        yield from super().half_way(root)
        texts = [opinion.value for opinion in self._made(root)[0].final_opinions]
        if texts not in (["一つめ。", "二つめ。"], ["一つめ。二つめ。"]):
            yield f"half joined: {texts}"

    def done(self, root: Path) -> Iterator[str]:
        yield from super().done(root)
        for one in self._made(root):
            if one.state is not SubmissionState.PROPOSED or one.kind is not one.proposed_kind:
                yield f"not taken back: {one.number}"
            if (
                any(v.value != v.proposal.value for v in one.values if v.added_by is None)
                or len(one.final_opinions) > 1
            ):
                yield f"a value is not as it was read: {one.number}"

    @staticmethod
    def _made(root: Path) -> tuple[StoredSubmission, ...]:
        with Workspace.open(root / "workspace") as workspace:
            return tuple(workspace.submissions())


class Exporting(Operation):
    """Files for others in a folder outside, in two formats."""

    name = "export"

    def prepare(self, root: Path) -> None:
        with workspace_with(root, *(submission(opinions=(f"意見{n}。",)) for n in range(3))) as workspace:
            review = Review(workspace, "確認者")
            while (task := review.next()) is not None:
                review.accept_submission(task)
        shutil.copytree(root / "workspace", root / "reference")
        self._export(root / "reference", root / "expected")

    def work(self, root: Path) -> None:
        self._export(root / "workspace", root / "out")

    @staticmethod
    def _export(workspace: Path, folder: Path) -> None:
        forms = ("--format", "csv", "--format", "jsonl")
        command("export", "--out", str(folder), "--workspace", str(workspace), *forms)

    def half_way(self, root: Path) -> Iterator[str]:
        yield from super().half_way(root)
        for path in (root / "out").glob("[!.]*"):
            expected = root / "expected" / path.name
            if not expected.exists() or path.read_bytes() != expected.read_bytes():
                yield f"half a file that looks whole: {path.name}"

    def done(self, root: Path) -> Iterator[str]:
        yield from self.half_way(root)
        yield from super().done(root)
        names = [sorted(path.name for path in (root / folder).iterdir()) for folder in ("out", "expected")]
        if names[0] != names[1]:
            yield f"files: {names}"


class Calibrating(Operation):
    """A new calibration put in force: the old one or the new one holds, and each can be read."""

    name = "calibrate"
    texts: ClassVar = ("old " * 50, "new " * 50)

    def prepare(self, root: Path) -> None:
        with workspace_with(root, submission()) as workspace:
            workspace.calibrations.keep(self.texts[0])

    def work(self, root: Path) -> None:
        with Workspace.open(root / "workspace") as workspace:
            workspace.calibrations.keep(self.texts[1])

    def half_way(self, root: Path) -> Iterator[str]:
        yield from super().half_way(root)
        with Workspace.open(root / "workspace") as workspace:
            if workspace.calibrations.text() not in self.texts:
                yield "neither calibration is in force"

    def done(self, root: Path) -> Iterator[str]:
        yield from super().done(root)
        with Workspace.open(root / "workspace") as workspace:
            if workspace.calibrations.text() != self.texts[1]:
                yield "the new calibration is not in force"


OPERATIONS: Final[tuple[Callable[[], Operation], ...]] = (
    Ingest,
    Reviewing,
    Undoing,
    Exporting,
    Calibrating,
    Backup,
    BackupAgain,
    Restoring,
    Migration,
    Purge,
)
