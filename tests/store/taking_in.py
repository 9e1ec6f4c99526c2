"""What tests of an ingest do again and again: begin a batch, read a file to its end."""

from datetime import date
from pathlib import Path

from ocr_intake.model.pages import Channel
from ocr_intake.store import Ingest
from tests.store.builders import PNG, outcome, reading, source, submission


def start(ingest: Ingest, *sources: Path, channel: Channel = Channel.FAX, day: date | None = None) -> int:
    return ingest.start_batch("dx", channel, sources, operator="係員A", received=day).id


def read_all(ingest: Ingest, path: Path, batch: int, pages: int = 1) -> str:
    file = source(path, pages)
    ingest.register(path, file, batch)
    for page in range(1, pages + 1):
        ingest.save_page(file.sha256, reading(page), PNG)
    ingest.save_outcome(file.sha256, outcome(submission(tuple(range(1, pages + 1)))))
    return file.sha256
