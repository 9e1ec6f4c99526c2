"""Everything at once, and a clock that goes back: nothing is damaged, nothing acknowledged is lost, exports whole."""

import itertools
import json
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from ocr_intake.dataset import Personal, Profile, export
from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import Channel
from ocr_intake.review import Review, ReviewTask
from ocr_intake.store import Workspace, back_up, restore
from tests.store.builders import PNG, outcome, reading, source, submission, workspace_with

FLAGGED = {FieldName.NAME: 0.4, FieldName.PHONE: 0.5}
MORE = 12


def take_in(folder: Path, inbox: Path, over: threading.Event) -> None:
    """The ingest: once it is done everybody may stop."""
    with Workspace.open(folder) as workspace, workspace.ingest() as work:
        batch = work.start_batch("dx", Channel.FAX, [inbox], operator="係員A", received=date(2021, 9, 2)).id
        for number in range(MORE):
            path = inbox / f"later{number}.tif"
            path.write_bytes(f"later {number}".encode())
            file = source(path)
            work.register(path, file, batch)
            work.save_page(file.sha256, reading(1), PNG)
            work.save_outcome(file.sha256, outcome(submission(flagged=FLAGGED, name=f"見本 {number}子")))
        work.end_batch(batch)
    over.set()


def answer(sitting: Review, task: ReviewTask) -> str:
    """The text that was saved."""
    return sitting.edit(task, "見本 花子" if task.name is FieldName.NAME else "019-651-4111").text


def review(folder: Path, who: str, said: dict[int, str], over: threading.Event) -> None:
    """Answer what comes until nothing can come any more."""
    with Workspace.open(folder) as workspace:
        sitting = Review(workspace, who)
        while True:
            last = over.is_set()
            task = sitting.next()
            if task is None and last:
                return
            if task is not None and task.field is None:
                sitting.accept_submission(task)
            elif task is not None and task.field is not None:
                said[task.field.id] = answer(sitting, task)


def exported(folder: Path, into: Path) -> None:
    """An export names each submission once among comments and once among people."""
    with Workspace.open(folder, write=False) as workspace:
        export(workspace, into, Profile(("jsonl",), Personal.SEPARATE), by="係員C")
    numbers = [
        [json.loads(line)["submission_id"] for line in (into / name).read_text(encoding="utf-8").splitlines()]
        for name in ("comments.jsonl", "personal.jsonl")
    ]
    assert sorted(numbers[0]) == sorted(numbers[1]) == sorted(set(numbers[0]))


def keep_exporting(folder: Path, into: Path, over: threading.Event) -> None:
    for number in itertools.takewhile(lambda _: not over.is_set(), itertools.count()):
        exported(folder, into / f"export{number}")


def keep_backing_up(folder: Path, disk: Path, over: threading.Event) -> None:
    with Workspace.open(folder) as workspace:
        while not over.is_set():
            back_up(workspace, disk, by="係員C")


def at_once(*works: Callable[[threading.Event], None]) -> list[Exception]:
    """Run all in threads of their own until the event is set; what goes wrong in one of them ends all."""
    over = threading.Event()
    failed: list[Exception] = []

    def run(work: Callable[[threading.Event], None]) -> None:
        try:
            work(over)
        except Exception as error:  # noqa: BLE001 - handed to the test
            failed.append(error)
            over.set()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_ingest_reviews_exports_and_a_backup_at_once(tmp_path: Path) -> None:
    with workspace_with(tmp_path, *(submission(flagged=FLAGGED) for _ in range(6))) as workspace:
        folder = workspace.path
    (tmp_path / "later").mkdir()
    said: dict[int, str] = {}
    failed = at_once(
        partial(take_in, folder, tmp_path / "later"),
        partial(keep_exporting, folder, tmp_path),
        partial(keep_backing_up, folder, tmp_path / "disk"),
        partial(review, folder, "係員B", said),
        partial(review, folder, "係員D", said),
    )
    assert failed == []
    exported(folder, tmp_path / "last")
    with Workspace.open(folder) as workspace:
        assert workspace.check_integrity().damages == ()
        made = tuple(workspace.submissions())
    assert len(made) == 6 + MORE
    assert all(one.state.value == "accepted" for one in made)
    in_force = {value.id: value.value for one in made for value in one.values}
    assert len(said) == 2 * len(made)
    assert {number: in_force[number] for number in said} == said
    back = restore(tmp_path / "disk", tmp_path / "again", by="係員C")
    assert back.integrity is not None
    assert back.integrity.damages == ()


def test_a_clock_that_goes_back_loses_nothing(tmp_path: Path) -> None:
    with workspace_with(tmp_path, *(submission(flagged=FLAGGED) for _ in range(3))) as workspace:
        folder = workspace.path
    said: dict[int, str] = {}
    for days in (3, -400, 0):
        now = datetime(2021, 9, 1, tzinfo=UTC) + timedelta(days=days)
        with Workspace.open(folder, clock=lambda now=now: now) as again:  # type: ignore[misc]
            sitting = Review(again, "係員B")
            for _ in range(2):
                task = sitting.next()
                assert task is not None
                if task.field is None:
                    sitting.accept_submission(task)
                else:
                    said[task.field.id] = answer(sitting, task)
    with Workspace.open(folder) as again:
        assert again.check_integrity().damages == ()
        in_force = {value.id: value.value for one in again.submissions() for value in one.values}
        times = [event.at for event in again.audit_trail()]
    assert {number: in_force[number] for number in said} == said
    assert times != sorted(times), "otherwise the clock did not go back"
