"""An export that is killed: nothing half is taken for whole, nothing is left behind after the next one."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Final

import pytest

from ocr_intake.dataset import CannotWriteError, OlderFilesError, Personal, Profile, export
from ocr_intake.dataset.together import written_together
from ocr_intake.model.review import SubmissionDecision
from ocr_intake.store import Workspace
from tests.store.builders import submission, workspace_with

FILES: Final = ("comments.csv", "comments.jsonl", "comments.xlsx", "personal.csv", "personal.jsonl", "personal.xlsx")
PROFILE: Final = Profile(formats=("csv", "jsonl", "xlsx"))
_EVENTS: Final = frozenset({"open", "os.rename", "os.mkdir", "os.rmdir", "os.remove", "shutil.rmtree", "fcntl.flock"})


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A workspace whose only submission was accepted."""
    made = submission(opinions=("佐藤花子です。賛成します。", "電話は019-000-0000です。"), name="佐藤 花子")
    with workspace_with(tmp_path, made) as workspace:
        workspace.decisions.decide_submission(1, SubmissionDecision.ACCEPTED, by="係員B", version=0)
    return tmp_path / "workspace"


def run(kept: Path, out: Path, profile: Profile = PROFILE) -> None:
    with Workspace.open(kept) as workspace:
        export(workspace, out, profile, by="係員A")


def killed(kept: Path, out: Path, number: int) -> bool:
    """Export in a process that kills itself before its ``number``-th touch of a file; whether it came to that."""
    child = os.fork()
    if child == 0:
        left = number

        def watch(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal left
            if event in _EVENTS and str(out) in repr(arguments):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(watch)
            run(kept, out)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def hidden(out: Path) -> list[str]:
    return [path.name for path in out.iterdir() if path.name not in FILES]


def test_killed_at_every_touch_of_a_file(kept: Path, tmp_path: Path) -> None:
    run(kept, tmp_path / "fresh")
    new = {name: (tmp_path / "fresh" / name).read_bytes() for name in FILES}
    old = {name: b"old " + name.encode() for name in FILES}
    number = 1
    while True:
        out = tmp_path / f"out{number}"
        out.mkdir()
        for name, content in old.items():
            (out / name).write_bytes(content)
        if not killed(kept, out, number):
            break
        for name in FILES:
            assert (out / name).read_bytes() in {old[name], new[name]}
        with written_together(out):
            pass  # whatever begins next in this folder
        assert hidden(out) == []
        found = {name: (out / name).read_bytes() for name in FILES}
        assert found in (old, new), "all of one export, or all of the other"
        number += 1
    assert number > 20
    assert {name: (out / name).read_bytes() for name in FILES} == new


def test_one_that_still_runs_is_left_alone(tmp_path: Path) -> None:
    with written_together(tmp_path) as first:
        (first / "comments.csv").write_text("first")
        with written_together(tmp_path) as second:
            (second / "personal.csv").write_text("second")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "comments.csv": "first",
        "personal.csv": "second",
    }


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("old")

    def half() -> None:
        with written_together(tmp_path, [tmp_path / "old"]) as part:
            (part / "comments.csv").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert [path.name for path in tmp_path.iterdir()] == ["old"]


def test_a_full_disk_leaves_what_was_there(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    run(kept, tmp_path / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    monkeypatch.setattr("ocr_intake.dataset.together.os.fsync", fail)
    with pytest.raises(CannotWriteError, match="No space left"):
        run(kept, tmp_path / "out")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


class TestOlderFiles:
    @pytest.mark.parametrize("name", ["personal.csv", "personal-unverified.jsonl", "comments.xlsx", "comments.jsonl"])
    def test_an_export_without_personal_data_does_not_stand_beside_them(
        self, kept: Path, tmp_path: Path, name: str
    ) -> None:
        out = tmp_path / "out"
        out.mkdir()
        (out / name).write_text("佐藤 花子")
        (out / "memo.txt").write_text("a clerk's own")
        with pytest.raises(OlderFilesError, match=name) as raised:
            run(kept, out, Profile(personal=Personal.NONE))
        assert "--replace" in str(raised.value)
        assert {path.name for path in out.iterdir()} == {name, "memo.txt"}
        run(kept, out, Profile(personal=Personal.NONE, replace=True))
        assert {path.name for path in out.iterdir()} == {
            "comments.csv",
            "personal-data-report.csv",
            "personal-data-report.txt",
            "memo.txt",
        }
        assert not any("佐藤" in path.read_text(encoding="utf-8") for path in out.iterdir())

    def test_nor_does_one_with_personal_data_beside_a_report(self, kept: Path, tmp_path: Path) -> None:
        run(kept, tmp_path, Profile(personal=Personal.NONE))
        with pytest.raises(OlderFilesError, match="personal-data-report"):
            run(kept, tmp_path)
        run(kept, tmp_path, Profile(replace=True))
        assert not list(tmp_path.glob("personal-data-report*"))

    def test_the_same_export_again_replaces_its_own(self, kept: Path, tmp_path: Path) -> None:
        for _ in range(2):
            run(kept, tmp_path, Profile(personal=Personal.NONE))
