# ruff: noqa: INP001, S311, T201 - a script is run, not imported, and prints; chance makes papers, no secrets
"""What a large workspace costs: times and memory of the commands that people wait for, by the number of submissions.

The workspace is made up: invented people on one page each, inserted in bulk, with originals of a few bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ocr_intake.errors import ExitCode
from ocr_intake.model.fields import FIELDS, Candidate, FieldName, Flag, FlagCode
from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.pages import Channel, PageRole
from ocr_intake.model.review import Decision, SubmissionDecision
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.store import SubmissionState, Workspace, codec
from ocr_intake.store.records import FileState, PageState
from ocr_intake.store.tables import (
    Base,
    BatchRow,
    DeliveryRow,
    FieldRow,
    PageRow,
    SourceFileRow,
    SubmissionDecisionRow,
    SubmissionPageRow,
    SubmissionRow,
    VerificationRow,
)
from tests.postgres import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = dict[str, Any]

CONSULTATION: Final = "scale"
_WHEN: Final = datetime(2021, 9, 1, tzinfo=UTC)
_FAMILIES: Final = ("見本", "架空", "仮名", "想像", "空想")
_GIVEN: Final = ("太郎", "花子", "一郎", "桜子", "次郎")
_OPINIONS: Final = (
    "窓口の手続きをもっと簡単にしてほしい。",
    "高齢者にも分かりやすい説明会を、各地区で開いてください。",
    "計画の費用と効果を、毎年市民に知らせるべきだと考えます。" * 8,
)
_STATES: Final = (SubmissionState.PROPOSED, SubmissionState.ACCEPTED, SubmissionState.REJECTED)
_READING_BYTES: Final = 6_000
"""Of a page's packed reading. Nothing measured here unpacks it; it lies in the table all the same."""
_CHUNK: Final = 2_000
"""Submissions inserted at a time."""


# ------------------------------------------------------------------------------------------------- making a workspace


def make(folder: Path, size: int, database: str | None = None) -> Path:
    """A workspace of ``size`` submissions in ``folder``: of ten, seven wait, four of them with a flagged value.

    Its database is SQLite's, or the one of a server that ``database`` names.
    """
    with Workspace.create(folder, database_url=database) as workspace:
        with workspace.database.transaction() as session:
            session.add(BatchRow(**_batch()))
        made = _submissions(size, random.Random(size))
        while chunk := list(islice(made, _CHUNK)):
            rows: dict[type[Base], list[Row]] = {}
            for number, name, of_submission in chunk:
                _keep_original(workspace, name)
                for table, row in (*_of_file(number, name), *of_submission):
                    rows.setdefault(table, []).append(row)
            with workspace.database.transaction() as session:
                for (
                    table,
                    values,
                ) in rows.items():  # objects, not bare inserts: whatever the store adds to rows is there
                    session.add_all(table(**each) for each in values)
                    session.flush()
        workspace.rebuild_queue()
    return folder


@contextmanager
def own_server() -> Iterator[Server]:
    """A PostgreSQL server for measuring, gone with its databases after the block."""
    server = Server(durable=True)
    try:
        yield server
    finally:
        server.end()


def _batch() -> Row:
    return {
        "id": 1,
        "key": "0" * 64,
        "consultation": CONSULTATION,
        "channel": Channel.POST,
        "received": date(2021, 9, 1),
        "operator": "係員A",
        "started_at": _WHEN,
        "ended_at": _WHEN,
    }


def _keep_original(workspace: Workspace, name: str) -> None:
    path = workspace.files.original(hashlib.sha256(name.encode()).hexdigest())
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(name.encode())


def _of_file(number: int, name: str) -> Iterator[tuple[type[Base], Row]]:
    yield (
        SourceFileRow,
        {
            "id": number,
            "sha256": hashlib.sha256(name.encode()).hexdigest(),
            "batch_id": 1,
            "name": name,
            "size": len(name.encode()),
            "media_type": "image/tiff",
            "page_count": 1,
            "state": FileState.READ,
            "reason": None,
            "registered_at": _WHEN,
            "read_at": _WHEN,
        },
    )
    yield (
        DeliveryRow,
        {"batch_id": 1, "source_file_id": number, "name": name, "path": f"/in/{name}", "duplicate": False, "at": _WHEN},
    )
    page = {"id": number, "source_file_id": number, "number": 1, "state": PageState.READ, "role": PageRole.CONTENT}
    yield PageRow, {**page, "digest": "0" * 64, "reading": random.Random(number).randbytes(_READING_BYTES)}


def _submissions(size: int, dice: random.Random) -> Iterator[tuple[int, str, list[tuple[type[Base], Row]]]]:
    """Number, name of the file, and the rows of each submission."""
    field = 0
    for number in range(1, size + 1):
        state = dice.choices(_STATES, (7, 2.5, 0.5))[0]
        flags = codec.encode_all((Flag(FlagCode.LATE),) if dice.random() < 0.03 else (), Flag)
        head = {"id": number, "source_file_id": number, "ordinal": 1, "kind": SubmitterKind.INDIVIDUAL, "flags": flags}
        decided = state is not SubmissionState.PROPOSED
        rows: list[tuple[type[Base], Row]] = [
            (SubmissionRow, {**head, "state": state, "version": int(decided)}),
            (SubmissionPageRow, {"page_id": number, "submission_id": number, "position": 1}),
        ]
        for value in _values(dice):
            field += 1
            rows.append((FieldRow, {**value, "id": field, "submission_id": number}))
            if decided and value["flagged"]:
                rows.append((VerificationRow, _decided(dice, field, value["value"])))
        if decided:
            rows.append((SubmissionDecisionRow, _closed(number, state)))
        yield number, f"scan{number:06d}.tif", rows


def _values(dice: random.Random) -> Iterator[Row]:
    opinions = dice.choices(_OPINIONS, k=dice.choice((1, 1, 2)))
    texts = {
        FieldName.NAME: f"{dice.choice(_FAMILIES)} {dice.choice(_GIVEN)}",
        FieldName.POSTAL_CODE: "020-8530",
        FieldName.ADDRESS: f"岩手県盛岡市内丸{dice.randrange(1, 99)}番{dice.randrange(1, 30)}号",
        FieldName.PHONE: f"019-000-{dice.randrange(10_000):04d}",
        FieldName.OPINION: "\n".join(opinions),
    }
    for name in FIELDS:
        text = texts.get(name)
        flagged = text is not None and dice.random() < 0.12
        confidence = dice.uniform(0.2, 0.9) if flagged else dice.uniform(0.9, 1.0)
        yield _value(name, text, confidence, (Flag(FlagCode.LOW_CONFIDENCE),) if flagged else ())
    for ordinal, text in enumerate(opinions, 1):
        yield {**_value(FieldName.OPINION, text, 0.0, ()), "ordinal": ordinal, "position": float(ordinal)}


def _value(name: FieldName, text: str | None, confidence: float, flags: tuple[Flag, ...]) -> Row:
    candidates = () if text is None else tuple(Candidate(f"{text[:40]}{end}", 0.3, "ppocr") for end in "?!")
    return {
        "name": name,
        "ordinal": 0,
        "position": 0.0,
        "marker": "",
        "value": text,
        "confidence": confidence,
        "flagged": bool(flags),
        "flags": codec.encode_all(flags, Flag),
        "candidates": codec.encode_all(candidates, Candidate),
        "regions": codec.encode_all((Region(1, Box(100, 100, 400, 140)),), Region),
        "source": "page",
        "evidence": {f"feature_{number}": 0.123456 * number for number in range(12)},
    }


def _decided(dice: random.Random, field: int, text: str | None) -> Row:
    return {
        "field_id": field,
        "decision": dice.choice((Decision.ACCEPTED, Decision.EDITED)),
        "value": text,
        "by": "係員B",
        "at": _WHEN,
    }


def _closed(number: int, state: SubmissionState) -> Row:
    accepted = state is SubmissionState.ACCEPTED
    return {
        "submission_id": number,
        "decision": SubmissionDecision.ACCEPTED if accepted else SubmissionDecision.REJECTED,
        "value": None if accepted else "重複",
        "by": "係員B",
        "at": _WHEN,
    }


# ----------------------------------------------------------------------------------------------------------- measuring


def measure(folder: Path, exports: Path) -> Iterator[tuple[str, float]]:
    """Figures of one workspace by name; seconds with the start of the process unless said otherwise, and MiB."""
    ours, shown = [sys.executable, "-m", "ocr_intake"], ["--workspace", str(folder)]
    yield from _named("status", _run([*ours, "status", *shown]))
    yield from _named("show --flagged", _run([*ours, "show", "--flagged", *shown]))
    yield from _named("export", _run([*ours, "export", "--out", str(exports), *shown]))
    *figures, peak = json.loads(subprocess.run(_again("--inside", folder), check=True, capture_output=True).stdout)
    names = (
        "ledger, no start",
        "sitting begins",
        "next question, first",
        "next question, median",
        "answer",
        "progress",
        "undo",
    )
    yield from zip(names, figures, strict=True)
    yield "review, peak MiB", peak


def _named(command: str, figures: tuple[float, float, float]) -> Iterator[tuple[str, float]]:
    for name, figure in zip(("whole", "first line", "peak MiB"), figures, strict=True):
        yield f"{command}, {name}", figure


def _again(option: str, value: object) -> list[str]:
    return [sys.executable, "-m", "benchmarks.scale", option, str(value)]


def _run(command: list[str]) -> tuple[float, float, float]:
    """Seconds until the end and until the first byte, and the most memory in MiB, of one process."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        if process.stdout is None:
            raise RuntimeError("no pipe")
        process.stdout.read(1)
        first = time.perf_counter() - start
        while process.stdout.read(1 << 16):
            pass
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {ExitCode.OK, ExitCode.ATTENTION}:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return time.perf_counter() - start, first, used.ru_maxrss / 1024


def inside(folder: Path) -> tuple[float, ...]:
    """Seconds of what a sitting does, measured within one process, and its peak in MiB."""
    import resource

    from ocr_intake.review import Review

    def timed(act: Any) -> tuple[float, Any]:  # noqa: ANN401
        start = time.perf_counter()
        result = act()
        return time.perf_counter() - start, result

    with Workspace.open(folder) as workspace:
        ledger, _ = timed(workspace.ledger)
        begins, review = timed(lambda: Review(workspace, "係員C", known_answers=0.05))
        asked, answered, counted = [], [], []
        for _ in range(20):
            seconds, task = timed(review.next)
            asked.append(seconds)
            counted.append(timed(review.progress)[0])
            act = review.accept_submission if task.field is None else review.accept
            answered.append(timed(lambda act=act, task=task: act(task))[0])
        undone = sorted(timed(review.undo)[0] for _ in range(20))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return ledger, begins, asked[0], sorted(asked)[10], sorted(answered)[10], sorted(counted)[10], undone[10], peak


# ------------------------------------------------------------------------------------------------------------- telling


def main() -> None:
    """Print a table: one row a figure, one column a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--keep", type=Path, help="folder for the workspaces, which stay and are used again")
    parser.add_argument("--postgresql", action="store_true", help="on a server of its own instead of SQLite's files")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside is not None:
        print(json.dumps(inside(options.inside)))
        return
    if options.postgresql and options.keep:
        parser.error("the server goes when all is measured, and what would be kept with it")
    table: dict[str, list[float]] = {}
    with ExitStack() as stack:
        root = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(own_server()) if options.postgresql else None
        for size in options.sizes:
            folder = root / str(size)
            if not folder.exists():  # in a process of its own: what it took would count as its siblings' memory
                maker = get_context("spawn").Process(target=make, args=(folder, size, server and server.database()))
                maker.start()
                maker.join()
                if maker.exitcode:
                    raise RuntimeError("the workspace could not be made")
            with tempfile.TemporaryDirectory() as exports:
                for name, figure in measure(folder, Path(exports)):
                    table.setdefault(name, []).append(figure)
    print("| figure |" + "".join(f" {size:,} |" for size in options.sizes))
    print("|---|" + "---:|" * len(options.sizes))
    for name, figures in table.items():
        digits = 0 if "MiB" in name else 3
        print(f"| {name} |" + "".join(f" {figure:.{digits}f} |" for figure in figures))


if __name__ == "__main__":
    main()
