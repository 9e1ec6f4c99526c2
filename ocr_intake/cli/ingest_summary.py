"""What a run came to, in sentences, and the exit code that goes with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from ocr_intake.cli.ingest_progress import place
from ocr_intake.cli.wording import describe
from ocr_intake.errors import ExitCode
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from ocr_intake.pipeline.batch import Report  # brings extraction along, which `status` has no use for


def summary(report: Report) -> Iterator[str]:
    """What was done, what could not be read with what to do about it, and what comes next."""
    yield t("ingest.summary.done") if report.finished else t("ingest.summary.stopped")
    yield t("ingest.summary.files", files=report.files, read=report.read, pages=report.pages)
    if report.done_before:
        yield t("ingest.summary.done_before", files=report.done_before)
    yield t("ingest.summary.submissions", submissions=report.submissions, flagged=report.flagged)
    if report.duplicates:
        yield t("ingest.summary.duplicates", count=len(report.duplicates))
        yield from (f"  - {place(name, None)}" for name in report.duplicates)
    if report.healed:
        yield t("ingest.summary.healed", count=len(report.healed))
        yield from (f"  - {place(name, None)}" for name in report.healed)
    if report.aside:
        yield t("ingest.summary.aside", count=len(report.aside))
        yield from (f"  - {place(name, reason.page)}: {describe(reason)}" for name, reason in report.aside)
    if report.blank:
        yield t("ingest.summary.blank", count=len(report.blank))
        yield from blank_lines(report.blank)
    if report.finished and report.submissions:
        yield t("ingest.summary.next")


def blank_lines(pages: Iterable[tuple[str, int]]) -> Iterator[str]:
    """A line a file that has pages which were taken for blank.

    Args:
        pages: name of the file and number of the page, in order.
    """
    for name, of_file in groupby(pages, lambda page: page[0]):
        yield f"  - {place(name, None)}: {t('ingest.summary.blank_pages', pages=', '.join(str(n) for _, n in of_file))}"


def verdict(report: Report) -> ExitCode:
    """Interrupted; or nothing readable was given; or a person must look; or all is well."""
    if not report.finished:
        return ExitCode.INTERRUPTED
    unreadable = sum(reason.page is None for _, reason in report.aside)
    if report.files and unreadable == report.files:
        return ExitCode.INPUT
    return ExitCode.ATTENTION if report.aside or report.flagged else ExitCode.OK
