"""A computer that reads for another keeps nothing: real papers, the real engines, each file that is written seen."""

from __future__ import annotations

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Final

import pikepdf
import pytest

from ocr_intake.errors import ExitCode
from ocr_intake.pipeline.cluster.key import make_key
from ocr_intake.pipeline.cluster.service import MEMORY
from tests.leaks.watched import ROOT, Home, run_watched

TAKE_IN: Final = ["ingest", "--consultation", "morioka-dx-2021", "--channel", "fax"]

_WORKER: Final = """
import os, pathlib, signal, sys, threading, time
from ocr_intake.cli.app import run
def end():
    while not pathlib.Path({done!r}).exists():
        time.sleep(0.1)
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=end, daemon=True).start()
sys.exit(run(["cluster", "worker", {address!r}, "--port", "0", "--workers", "1", "--key", {key!r}]))
"""


@pytest.mark.engine
def test_what_is_read_elsewhere_is_the_same_and_is_written_nowhere(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    key, done, paper = tmp_path / "key.pem", tmp_path / "done", tmp_path / "paper.pdf"
    make_key(key)
    with pikepdf.open(ROOT / "samples" / "FAX00131.pdf") as pdf:  # cut off: a copy of the whole page is drawn
        left, bottom, right, top = (float(side) for side in pdf.pages[0].mediabox)
        pdf.pages[0].cropbox = pikepdf.Array([left, bottom, right, bottom + 0.9 * (top - bottom)])
        pdf.save(paper)
    home, secret = Home(tmp_path / "user"), ["--key", str(key)]
    command = [sys.executable, "-m", "ocr_intake", "cluster", "scheduler", "--port", address.rpartition(":")[2]]
    scheduler = subprocess.Popen([*command, *secret], cwd=ROOT, stdout=subprocess.PIPE)
    codes: list[int] = []

    def take_in() -> None:
        there = ["--cluster", address, "--cluster-key", str(key)]
        try:
            codes.append(run(home, tmp_path / "elsewhere", *TAKE_IN, str(paper), *there))
        finally:
            done.touch()

    taking = threading.Thread(target=take_in)
    try:
        assert scheduler.stdout is not None
        assert scheduler.stdout.readline()
        taking.start()
        there = Home(tmp_path / "worker")
        seen = run_watched(["-c", _WORKER.format(done=str(done), address=address, key=str(key))], there)
        taking.join()
    finally:
        scheduler.kill()
        scheduler.communicate()
    assert seen.code == ExitCode.OK, seen.err.decode()
    assert codes == [ExitCode.ATTENTION]
    own = MEMORY / f"ocr-intake-{os.getuid()}"
    assert seen.written(own) == []
    assert [line for line in seen.calls if "/page.pdf" in line] or not seen.calls, "the watch sees the copy"
    assert there.left() == home.left() == []
    made = {name for line in seen.calls if "mkdir" in line for name in re.findall(r"run-\w+", line)}
    assert made or not seen.calls
    assert [name for name in made if (own / name).exists()] == []
    assert "要確認" not in seen.out.decode() + seen.err.decode()

    assert run(home, tmp_path / "here", *TAKE_IN, str(paper), "--workers", "1") == ExitCode.ATTENTION
    assert records_of(tmp_path / "elsewhere") == records_of(tmp_path / "here")
    assert pictures_of(tmp_path / "elsewhere") == pictures_of(tmp_path / "here")


def run(home: Home, workspace: Path, *arguments: str) -> int:
    """One command, in a workspace."""
    command = [sys.executable, "-m", "ocr_intake", *arguments]
    environment = home.environment | {"OCR_INTAKE_WORKSPACE": str(workspace)}
    return subprocess.run(command, cwd=home.folder("cwd"), env=environment, capture_output=True, check=False).returncode


def records_of(workspace: Path) -> dict[str, list[tuple[object, ...]]]:
    """What was read, to the last bit, but for the values that chance draws for a second look."""
    with closing(sqlite3.connect(workspace / "intake.db")) as database:
        database.row_factory = sqlite3.Row
        names = ("pages", "submissions", "submission_pages", "field_values")
        tables = {name: [dict(row) for row in database.execute(f"SELECT * FROM {name}")] for name in names}  # noqa: S608
    for row in tables["field_values"]:
        del row["flagged"]
        row["flags"] = [flag for flag in json.loads(row["flags"]) if flag["code"] != "audit"]
    assert tables["field_values"]
    return {name: [tuple(row.values()) for row in rows] for name, rows in tables.items()}


def pictures_of(workspace: Path) -> dict[str, bytes]:
    """Upright pages and papers as they came."""
    folders = ("derived", "originals")
    found = [path for name in folders for path in (workspace / name).rglob("*") if path.is_file()]
    assert found
    return {str(path.relative_to(workspace)): path.read_bytes() for path in found}
