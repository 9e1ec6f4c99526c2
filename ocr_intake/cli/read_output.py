"""What ``read`` prints of a file that was read: lines of JSON for programs, tables for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from ocr_intake.cli.console import Passage
from ocr_intake.cli.ingest_progress import place
from ocr_intake.cli.wording import describe
from ocr_intake.i18n import t
from ocr_intake.model.fields import FieldValue
from ocr_intake.model.geometry import Box, union_of
from ocr_intake.model.pages import PageRole
from ocr_intake.model.submission import Submission
from ocr_intake.model.written import Written
from ocr_intake.pipeline.files import FileRead
from ocr_intake.trust.passed import reasons_passed


def record(name: str, submission: Submission) -> dict[str, Any]:
    """One submission as a line of JSON holds it; the form is part of the program's interface."""
    attributes = {each.mark.id: _field(each.value) for each in submission.attributes}
    return {
        "file": name,
        "pages": list(submission.pages),
        "submitter_kind": submission.kind,
        "fields": {str(value.name): _field(value) for value in submission.fields},
        "opinions": [{"text": opinion.text, "marker": opinion.marker} for opinion in submission.opinions],
        **({"attributes": attributes} if attributes else {}),
    }


def _field(value: FieldValue) -> dict[str, Any]:
    page = value.regions[0].page if value.regions else None
    box = union_of(region.box for region in value.regions if region.page == page) if value.regions else None
    known = {} if value.written is None else _written(value.written)
    return known | {
        "value": value.value,
        "confidence": round(value.confidence, 4),
        "flagged": value.flagged,
        "reasons": [str(flag.code) for flag in value.flags],
        "passed": [str(passed.code) for passed in reasons_passed(value)],
        "candidates": [
            {"text": candidate.text, "score": round(candidate.score, 4), "source": candidate.source}
            for candidate in value.candidates
        ],
        "page": page,
        "box": None if box is None else _corners(box),
    }


def _written(written: Written) -> dict[str, Any]:
    """How sure each character of a long text is, and its doubtful places."""
    return {
        "characters": [round(probability, 4) for probability in written.probabilities],
        "doubts": [
            {
                "start": doubt.start,
                "end": doubt.end,
                "probability": round(doubt.probability, 4),
                "alternatives": list(doubt.alternatives),
                "page": None if doubt.region is None else doubt.region.page,
                "box": None if doubt.region is None else _corners(doubt.region.box),
            }
            for doubt in written.doubts
        ],
    }


def _corners(box: Box) -> list[int]:
    return [box.left, box.top, box.right, box.bottom]


def table(name: str, submission: Submission) -> Table:
    """One submission for people."""
    pages = t("ingest.pages", pages=", ".join(map(str, submission.pages)))
    title = f"{place(name, None)}  {pages}  {t(f'ingest.kind.{submission.kind}')}"
    shown = Table(title=Passage(title), title_justify="left", show_lines=False)
    for column in ("field", "value", "confidence", "reasons"):
        shown.add_column(t(f"ingest.column.{column}"), overflow="fold")
    for value in submission.fields:
        # a full stop alone would begin the next line of a narrow cell
        reasons = "\n".join(dict.fromkeys(t(f"flags.{flag.code}").rstrip("。.") for flag in value.flags))
        text = t("ingest.nothing") if value.value is None else value.value
        style = "bold" if value.flagged else ""
        shown.add_row(
            t(f"ingest.field.{value.name}"), Passage(text, style=style), f"{value.confidence:.0%}", Passage(reasons)
        )
    if submission.flags:
        shown.caption = Passage("\n".join(t(f"flags.{flag.code}") for flag in submission.flags))
        shown.caption_justify = "left"
    return shown


def unread(done: FileRead) -> Iterator[str]:
    """A message for each page without a submission, and for a file that gave nothing."""
    if done.reason is not None:
        yield f"{place(done.path.name, done.reason.page)}: {describe(done.reason)}"
    for page in done.outcome.pages:
        if page.reason is not None:
            yield f"{place(done.path.name, page.number)}: {describe(page.reason)}"
        elif page.role is not PageRole.CONTENT:
            yield f"{place(done.path.name, page.number)}: {t(f'ingest.role.{page.role}')}"
