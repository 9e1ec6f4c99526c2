"""Arranging without models: what is proposed on pages says which pages they are, so that a test can follow each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.model.fields import FIELDS, FieldName, FieldValue, Flag, FlagCode
from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.pages import Channel, SourceFile
from ocr_intake.model.reading import PageReading
from ocr_intake.model.submission import Opinion, Submission, SubmitterKind
from ocr_intake.pipeline import arranging
from ocr_intake.pipeline.arranging import Arranging
from ocr_intake.pipeline.pool import PagePool
from ocr_intake.pipeline.worker import Looked, PageJob, PageRead
from ocr_intake.store import Workspace
from ocr_intake.trust.calibration import Calibration, shipped
from tests.store.builders import PNG, empty_workspace, outcome, reading, source

OPINION_BOX = Box(0, 500, 900, 900)


def page_text(digest: str) -> str:
    return f"意見 {digest[:8]}"


def proposal(digests: Sequence[str]) -> Submission:
    """The name stands on the first page, the phone on the last; every page has an opinion."""
    last = len(digests)

    def value(name: FieldName, text: str, page: int) -> FieldValue:
        flags = (Flag(FlagCode.LOW_CONFIDENCE),)
        return FieldValue(name, text, 0.5, flags, (), (Region(page, Box(100, 100, 400, 140)),), "label")

    found = {
        FieldName.NAME: value(FieldName.NAME, f"見本 {digests[0][:4]}", 1),
        FieldName.PHONE: value(FieldName.PHONE, f"019-000-{int(digests[-1][:4], 16) % 10000:04d}", last),
        FieldName.OPINION: value(FieldName.OPINION, "\n".join(map(page_text, digests)), 1),
    }
    return Submission(
        tuple(range(1, last + 1)),
        SubmitterKind.INDIVIDUAL,
        tuple(found.get(name, FieldValue(name, None, 1.0)) for name in FIELDS),
        tuple(Opinion(page_text(digest), "・", (Region(n, OPINION_BOX),)) for n, digest in enumerate(digests, 1)),
    )


def as_one(readings: Sequence[PageReading], knowledge: Knowledge, calibration: Calibration | None = None) -> Submission:
    return proposal([each.digest for each in readings])


def no_pool(consultation: str) -> AbstractContextManager[PagePool]:
    raise AssertionError("no page is read")


def arranging_of(workspace: Workspace, sitting: str | None = None) -> Arranging:
    return Arranging(workspace, lambda _: Knowledge({}), shipped, no_pool, sitting)


class OnePool:
    """Reads a page as it is told to lie."""

    def __init__(self) -> None:
        self.asked: list[PageJob] = []

    def look(self, paths: list[Path]) -> Iterator[tuple[Path, Looked]]:
        for path in paths:
            sha256 = path.name
            yield path, Looked(SourceFile(sha256, "scan001.tif", path.stat().st_size, "image/tiff", 3), sha256)

    def read(self, jobs: list[PageJob]) -> Iterator[tuple[PageJob, PageRead]]:
        for job in jobs:
            self.asked.append(job)
            made = reading(job.page)
            quality = replace(made.quality, rotation=job.rotation or 0)
            yield job, PageRead(replace(made, quality=quality, digest="77" * 32), PNG + b"turned")


@pytest.fixture
def as_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arranging, "assemble_as_one", as_one)


def take_in(folder: Path, *pages: int, consultation: str = "dx", day: date = date(2021, 9, 1)) -> Workspace:
    """A workspace with a submission of so many pages a file; every page differs. The caller closes it."""
    workspace = empty_workspace(folder / "workspace")
    more(workspace, folder, *pages, consultation=consultation, day=day)
    return workspace


def more(workspace: Workspace, folder: Path, *pages: int, consultation: str, day: date, first: int = 1) -> None:
    inbox = folder / f"inbox{first}"
    inbox.mkdir(parents=True)
    with workspace.ingest() as ingest:
        batch = ingest.start_batch(consultation, Channel.POST, [inbox], operator="係員A", received=day)
        for number, count in enumerate(pages, first):
            path = inbox / f"scan{number:03d}.tif"
            path.write_bytes(f"scan {number}".encode())
            file = source(path, count)
            ingest.register(path, file, batch.id)
            digests = []
            for page in range(1, count + 1):
                digests.append(f"{number:02x}{page:02x}" + "0" * 60)
                made = reading(page)
                ingest.save_page(file.sha256, _with_digest(made, digests[-1]), PNG + digests[-1].encode())
            ingest.save_outcome(file.sha256, outcome(proposal(digests)))
        assert ingest.end_batch(batch.id)


def _with_digest(made: PageReading, digest: str) -> PageReading:
    return replace(made, digest=digest)
