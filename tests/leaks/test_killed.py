"""Kill -9 in the middle: nothing of what people wrote is left outside the workspace, and little inside it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from ocr_intake.pipeline.scratch import scratch_without_workspace
from tests.leaks.watched import ROOT, Home, run_watched

PAPERS: Final = [str(ROOT / "samples" / name) for name in ("FAX00131.pdf", "SCN_0030.png", "FAX00148.tif")]
TAKE_IN: Final = ["ingest", *PAPERS, "--consultation", "morioka-dx-2021", "--channel", "post"]


def killed_after(seconds: float, arguments: list[str], home: Home, **more: str) -> bool:
    """Run a command and kill it, only it, without warning; whether it was still at work. Its workers end by then."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ocr_intake", *arguments],
        cwd=home.folder("cwd"),
        env=home.environment | more,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(seconds)
    working = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + 60
    while _at_work(str(home.path)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return working


def _at_work(place: str) -> list[int]:
    """Processes that were started in those folders and have not ended."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            try:
                if f"HOME={place}".encode() in (entry / "environ").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


@pytest.mark.engine
class TestKilled:
    @pytest.mark.parametrize(("command", "seconds"), [("read", 1.0), ("read", 3.0), ("evaluate", 2.0)])
    def test_without_a_workspace_no_file_is_left(self, command: str, seconds: float, tmp_path: Path) -> None:
        home = Home(tmp_path)
        truth = tmp_path / "truth.jsonl"
        truth.write_text(
            '{"file": "FAX00131.pdf", "pages": [1], "submitter_kind": "organization", "fields": {}, "opinions": []}\n'
        )
        arguments = (
            ["read", *PAPERS] if command == "read" else ["evaluate", str(truth), "--files", str(ROOT / "samples")]
        )
        working = killed_after(seconds, arguments, home)
        assert working or seconds > 1
        assert [path for path in home.left() if path.is_file()] == []

    @pytest.mark.parametrize("seconds", [1.5, 4.0])
    def test_an_ingest_leaves_files_in_the_workspace_alone(self, seconds: float, tmp_path: Path) -> None:
        home, workspace = Home(tmp_path / "user"), tmp_path / "workspace"
        killed_after(seconds, TAKE_IN, home, OCR_INTAKE_WORKSPACE=str(workspace))
        assert home.left() == []
        assert [path for path in workspace.glob("scratch/**/*") if path.is_file()] == []


def test_a_crash_leaves_no_dump_of_memory(tmp_path: Path) -> None:
    home = Home(tmp_path)
    script = "import os, sys, ocr_intake.cli as c\nimport ocr_intake.cli.app as app\n"
    script += "app.run = lambda _: print(open('/proc/self/limits').read())\nc.main()"
    seen = run_watched(["-c", script], home)
    assert re.search(rb"Max core file size +0 +0 ", seen.out)


@pytest.mark.parametrize("named", [False, True])
def test_what_a_killed_run_left_is_cleared_by_the_next(
    named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = tmp_path if named else None
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "elsewhere" if named else tmp_path))
    with scratch_without_workspace(below) as still_at_work:
        left = still_at_work.parent / "run-killed"
        left.mkdir()
        (left / "line.png").write_bytes(b"somebody's writing")
        with scratch_without_workspace(below) as folder:
            assert folder.parent == left.parent
            assert folder.stat().st_mode & 0o777 == left.parent.stat().st_mode & 0o777 == 0o700
            assert not left.exists()
            assert still_at_work.exists()
        assert still_at_work.exists()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("trap", ["link", "open", "file"])
def test_a_folder_of_that_name_that_is_not_ours_is_not_used(
    trap: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    theirs, ours = tmp_path / "theirs", tmp_path / "tmp" / f"ocr-intake-{os.getuid()}"
    theirs.mkdir()
    (tmp_path / "tmp").mkdir()
    if trap == "link":
        ours.symlink_to(theirs)
    elif trap == "open":
        ours.mkdir()
        ours.chmod(0o777)
    else:
        ours.write_text("x")
    with scratch_without_workspace() as folder:
        assert not folder.is_relative_to(ours)
        assert folder.parent.stat().st_mode & 0o777 == 0o700
    assert list(theirs.iterdir()) == []


def test_an_export_that_is_killed_is_cleared_by_the_next(tmp_path: Path) -> None:
    """See ``tests/dataset/test_together.py``: here, that the command does it."""
    from ocr_intake.store import Workspace

    Workspace.create(tmp_path / "workspace").close()
    left = tmp_path / "out" / ".ocr-intake-export-0123456789abcdef.part"
    left.mkdir(parents=True)
    (left / "personal.csv").write_text("somebody's name")
    assert run(["export", "--workspace", str(tmp_path / "workspace"), "--out", str(tmp_path / "out")]) == ExitCode.OK
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["comments.csv", "personal.csv"]
    assert "somebody" not in (tmp_path / "out" / "personal.csv").read_text()
