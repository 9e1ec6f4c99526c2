"""Papers that come in a day, and reading them without models: what is proposed says which pages it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ocr_intake.model.fields import FIELDS, FieldName, FieldValue, Flag, FlagCode
from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.pages import SourceFile
from ocr_intake.model.reading import PageReading
from ocr_intake.model.submission import Opinion, Submission, SubmitterKind
from ocr_intake.model.written import Doubt, TextLine, Written
from ocr_intake.pipeline.worker import Looked, PageJob, PageRead
from tests.store.builders import PNG, reading

_DOUBTFUL = {"1": "7", "7": "1", "人": "入"}
"""Characters that are doubtful in every opinion, with what else may stand there."""


def text_on(digest: str) -> str:
    """The opinion on a page; no two pages have the same."""
    return f"第1回は7人。{int(digest[:4], 16)}番の窓口についてもう一つ、人が足りません。"


def proposal(digests: Sequence[str]) -> Submission:
    """The name stands on the first page, the phone on the last; every page has an opinion with doubtful characters."""
    last = len(digests)

    def value(name: FieldName, text: str, page: int, *codes: FlagCode) -> FieldValue:
        flags = tuple(Flag(code) for code in codes)
        return FieldValue(name, text, 0.5, flags, (), (Region(page, Box(100, 100, 400, 140)),), "label")

    opinions = tuple(_opinion(digest, page) for page, digest in enumerate(digests, 1))
    whole = "\n".join(opinion.text for opinion in opinions)
    found = {
        FieldName.NAME: value(FieldName.NAME, f"見本 {digests[0][:4]}", 1, FlagCode.LOW_CONFIDENCE),
        FieldName.PHONE: value(FieldName.PHONE, f"019-000-{int(digests[-1][:4], 16) % 10000:04d}", last),
        FieldName.OPINION: value(FieldName.OPINION, whole, 1, FlagCode.DOUBTFUL_CHARACTERS),
    }
    return Submission(
        tuple(range(1, last + 1)),
        SubmitterKind.INDIVIDUAL,
        tuple(found.get(name, FieldValue(name, None, 1.0)) for name in FIELDS),
        opinions,
    )


def _opinion(digest: str, page: int) -> Opinion:
    text, where = text_on(digest), Region(page, Box(0, 500, 900, 900))
    doubts = tuple(
        Doubt(at, at + 1, 0.6, (_DOUBTFUL[char],), where) for at, char in enumerate(text) if char in _DOUBTFUL
    )
    written = Written((0.99,) * len(text), (TextLine(0, len(text), where),), doubts)
    return Opinion(text, "・", (where,), written)


def as_one(readings: Sequence[PageReading], *_: object) -> Submission:
    """What is proposed on pages that are one submission."""
    return proposal([each.digest for each in readings])


class OnePool:
    """Reads a page as it is told to lie."""

    def look(self, paths: list[Path]) -> Iterator[tuple[Path, Looked]]:
        for path in paths:
            yield path, Looked(SourceFile(path.name, "scan.tif", path.stat().st_size, "image/tiff", 9), path.name)

    def read(self, jobs: list[PageJob]) -> Iterator[tuple[PageJob, PageRead]]:
        for job in jobs:
            made = reading(job.page)
            quality = replace(made.quality, rotation=job.rotation or 0)
            yield job, PageRead(replace(made, quality=quality, digest=f"{job.page:04x}" + "7" * 60), PNG + b"turned")


@contextmanager
def one_pool(_: str) -> Iterator[OnePool]:
    yield OnePool()
