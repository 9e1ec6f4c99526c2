"""Invented people's submissions, and workspaces that hold them, for the tests of store, review and dataset."""

from __future__ import annotations

import atexit
import hashlib
import json
import shutil
import sqlite3
import tempfile
import tomllib
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ocr_intake.model.fields import FIELDS, Candidate, FieldName, FieldValue, Flag, FlagCode
from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.imported import ImportedComment
from ocr_intake.model.pages import Channel, PageRole, SetAside, SourceFile
from ocr_intake.model.reading import Character, Direction, Line, PageQuality, PageReading, Reading
from ocr_intake.model.submission import FileOutcome, Opinion, PageOutcome, Submission, SubmitterKind
from ocr_intake.model.written import Doubt, TextLine, Written
from ocr_intake.store import BatchFacts, Incoming, Subject, TypedCell, Workspace
from ocr_intake.store.arranged_records import (
    Arrangement,
    ArrangementKind,
    AsidePage,
    CarriedOver,
    NewPage,
    NewSubmission,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.postgres import Server

PNG = b"\x89PNG not really"

VALUES = {
    FieldName.NAME: "見本 太郎",
    FieldName.POSTAL_CODE: "020-8530",
    FieldName.ADDRESS: "岩手県盛岡市内丸12番2号",
    FieldName.PHONE: "019-000-0000",
}


class Clock:
    """A second later each time it is asked."""

    def __init__(self, days: int = 0) -> None:
        self.time = datetime(2021, 9, 1, 0, 0, tzinfo=UTC) + timedelta(days=days)

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


def reading(number: int, role: PageRole = PageRole.CONTENT) -> PageReading:
    character = Character("見", 0.9, 0.0, 0.1, (("貝", 0.05), ("", 0.01)))
    line = Line(
        Box(10, 20, 300, 60), Direction.HORIZONTAL, (Reading("made-up", "見", (character,), 0.9, "", 0.0),), cell=0
    )
    return PageReading(
        number,
        1000,
        1400,
        role,
        PageQuality(200.0, bilevel=True),
        lines=(line,) if role is PageRole.CONTENT else (),
        cells=(Box(0, 0, 500, 100),),
        digest=hashlib.sha256(str(number).encode()).hexdigest(),
        readers=("made-up 1.0",),
    )


def value(name: FieldName, text: str | None, confidence: float = 0.99, *codes: FlagCode) -> FieldValue:
    regions = () if text is None else (Region(1, Box(100, 100, 400, 140)),)
    candidates = () if text is None else (Candidate(f"{text}?", 0.4, "made-up"), Candidate(f"{text}!", 0.2, "lexicon"))
    return FieldValue(name, text, confidence, tuple(Flag(code) for code in codes), candidates, regions, "label")


def written(text: str, *doubtful: tuple[int, int]) -> Written:
    """How a text stands on one line, doubtful in the given places."""
    box = Box(0, 500, 900, 900)
    doubts = tuple(Doubt(start, end, 0.6, ("鬼", ""), Region(1, box)) for start, end in doubtful)
    return Written((0.99,) * len(text), (TextLine(0, len(text), Region(1, box)),), doubts)


def with_doubts(made: Submission, *doubtful: tuple[int, int]) -> Submission:
    """A submission with one opinion that is doubtful in the given places, and flagged for no other reason."""
    (opinion,) = made.opinions
    known = written(opinion.text, *doubtful)
    flags = (Flag(FlagCode.DOUBTFUL_CHARACTERS, (("count", str(len(doubtful))),)),)
    fields = tuple(replace(f, flags=flags, written=known) if f.name is FieldName.OPINION else f for f in made.fields)
    return replace(made, fields=fields, opinions=(replace(opinion, written=known),))


def submission(
    pages: tuple[int, ...] = (1,),
    opinions: tuple[str, ...] = ("窓口の手続きをもっと簡単にしてほしい。",),
    flagged: Mapping[FieldName, float] | None = None,
    flags: tuple[Flag, ...] = (),
    **values: str | None,
) -> Submission:
    """A submission; ``flagged`` gives the confidences of the fields that are flagged, ``values`` replace the usual."""
    texts: dict[FieldName, str | None] = {**VALUES, **{FieldName(name): text for name, text in values.items()}}
    texts.setdefault(FieldName.OPINION, "\n".join(opinions) or None)
    low = flagged or {}
    return Submission(
        pages,
        SubmitterKind.INDIVIDUAL,
        tuple(
            value(name, texts.get(name), low[name], FlagCode.LOW_CONFIDENCE)
            if name in low
            else value(name, texts.get(name))
            for name in FIELDS
        ),
        tuple(Opinion(text, "・", (Region(1, Box(0, 500, 900, 900)),)) for text in opinions),
        flags,
    )


def source(path: Path, pages: int = 1) -> SourceFile:
    data = path.read_bytes()
    return SourceFile(hashlib.sha256(data).hexdigest(), path.name, len(data), "image/tiff", pages)


def outcome(*submissions: Submission, pages: int | None = None, aside: tuple[SetAside, ...] = ()) -> FileOutcome:
    """The outcome of a file with these submissions; pages that are in none are blank or set aside."""
    used = {page for made in submissions for page in made.pages}
    reasons = {reason.page: reason for reason in aside}
    last = pages if pages is not None else max(used)
    roles = (
        PageOutcome(n, PageRole.SET_ASIDE, reasons[n])
        if n in reasons
        else PageOutcome(n, PageRole.CONTENT if n in used else PageRole.BLANK)
        for n in range(1, last + 1)
    )
    return FileOutcome(submissions, tuple(roles))


class _Where:
    """Where workspaces are made now: with SQLite's file in them, or on a server."""

    server: Server | None = None


@contextmanager
def on_server(server: Server) -> Iterator[None]:
    """Let all workspaces of the block have their databases on a server, with which they will go."""
    _Where.server = server
    try:
        yield
    finally:
        _Where.server = None


def server_in_use() -> Server | None:
    """The server that workspaces are made on now; None where they are made with SQLite's file."""
    return _Where.server


def url_of(folder: Path) -> str:
    """The URL of a workspace's database."""
    url: str = tomllib.loads((folder / "workspace.toml").read_text())["database"]
    return url


def tampered(folder: Path, *statements: str) -> None:
    """Change the database of a workspace as no program of ours can: past its triggers and checks."""
    if _Where.server is not None:
        _Where.server.tamper(url_of(folder), *statements)
        return
    with closing(sqlite3.connect(folder / "intake.db")) as database:
        triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert database.execute(statement).rowcount > 0
        for _, made in triggers:
            database.execute(made)
        database.commit()


def bytes_of(folder: Path) -> Iterator[bytes]:
    """The content of every file of a workspace and of its database, wherever that is."""
    of_server = () if _Where.server is None else _Where.server.files_of(url_of(folder))
    for path in (*folder.rglob("*"), *of_server):
        if path.is_file():
            yield path.read_bytes()


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="ocr-intake-tests-"))
    atexit.register(shutil.rmtree, folder)
    return folder


@cache
def _empty(server: Server | None) -> Path:
    folder = Path(tempfile.mkdtemp(dir=_folder())) / "empty"
    Workspace.create(folder, database_url=None if server is None else server.database()).close()
    return folder


def copied(template: Path, path: Path) -> None:
    """Copy a workspace that nobody has open, with its database wherever that is."""
    shutil.copytree(template, path)
    if (server := _Where.server) is not None:
        mark, url = path / "workspace.toml", url_of(path)
        mark.write_text(mark.read_text().replace(json.dumps(url), json.dumps(server.database(url))))


def empty_workspace(path: Path, *, clock: Clock | None = None) -> Workspace:
    """A new workspace; copied, because making one runs the migrations, and tests make hundreds."""
    copied(_empty(_Where.server), path)
    return Workspace.open(path, clock=clock or Clock())


def workspace_with(
    folder: Path, *submissions: Submission, consultation: str = "dx", operator: str = "係員A"
) -> Workspace:
    """A workspace at ``folder/workspace`` that has read one file a submission; the caller closes it."""
    if _Where.server is None:
        copied(_filled(submissions, consultation, operator), folder / "workspace")
    else:  # taking a few pages in costs less there than one more database to copy
        _fill(folder / "workspace", submissions, consultation, operator)
    return Workspace.open(folder / "workspace", clock=Clock(days=1))


@cache
def _filled(submissions: tuple[Submission, ...], consultation: str, operator: str) -> Path:
    folder = Path(tempfile.mkdtemp(dir=_folder())) / "workspace"
    _fill(folder, submissions, consultation, operator)
    return folder


def _fill(folder: Path, submissions: tuple[Submission, ...], consultation: str, operator: str) -> None:
    inbox = Path(tempfile.mkdtemp(dir=_folder()))
    with empty_workspace(folder) as workspace, workspace.ingest() as ingest:
        batch = ingest.start_batch(consultation, Channel.POST, [inbox], operator=operator, received=date(2021, 9, 1))
        for number, made in enumerate(submissions, 1):
            path = inbox / f"scan{number:03d}.tif"
            path.write_bytes(f"scan {number}".encode())
            last = max(made.pages)
            file = source(path, last)
            ingest.register(path, file, batch.id)
            for page in range(1, last + 1):
                ingest.save_page(file.sha256, reading(page), PNG)
            ingest.save_outcome(file.sha256, outcome(made))
        assert ingest.end_batch(batch.id)


def second_page_aside(workspace: Workspace, number: int) -> None:
    """Set the second page of a submission with two aside."""
    seen = workspace.submission(number)
    first, second = workspace.arrangements().pages(seen)
    rest = NewSubmission("key", (NewPage(first, first.reading, PNG, 0),), submission(), CarriedOver())
    aside = (AsidePage(second, number, "別の人の紙"),)
    arrangement = Arrangement(ArrangementKind.SET_ASIDE, (seen,), (rest,), aside)
    workspace.arrangements().arrange(arrangement, by="係員B")


def groups_and_answers(workspace: Workspace, *opinions: int) -> None:
    """Put opinions together, give the group a title, and type an answer to it."""
    group = workspace.opinion_groups.accept("dx", opinions, None, by="係員B").id
    workspace.opinion_groups.retitle("dx", group, "窓口の手続きについて", by="係員B")
    subject = Subject(group=group)
    workspace.replies.number("dx", [subject])
    workspace.replies.record("dx", [TypedCell(subject, "answer", "見直します。", 0)], place="0" * 64, by="係員B")


def imported(row: int = 2, text: str = "賛成です。") -> Incoming:
    """A row of a web form's table; one without an opinion is set aside."""
    content = hashlib.sha256(text.encode()).hexdigest()
    made = submission(opinions=(text,)) if text else SetAside("row_no_opinion")
    comment = ImportedComment(row, content, content, f"{row}: {text}".encode(), "text/plain", date(2021, 9, 1), made)
    facts = BatchFacts("dx-2021", Channel.WEB, comment.received)
    return Incoming(comment, facts, f"web.csv:{row}", "0" * 64, replace(reading(1), lines=(), cells=()))
