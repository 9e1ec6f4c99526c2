"""How ``show`` sets a submission: a line about the paper, then its values. Nothing is decided or written here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from ocr_intake.cli.console import wrapped
from ocr_intake.cli.wording import grounds_in_words
from ocr_intake.i18n import t
from ocr_intake.i18n.outside import one_line
from ocr_intake.model.review import SubmissionDecision
from ocr_intake.store import SubmissionState

if TYPE_CHECKING:
    from datetime import datetime

    from ocr_intake.model.fields import Flag
    from ocr_intake.model.review import SubmissionVerification, Verification
    from ocr_intake.review.record import SubmissionRecord
    from ocr_intake.store import StoredField, StoredSubmission

_NARROWEST: Final = 20
"""Columns that a value gets at least, however narrow the terminal."""
_BETWEEN: Final = "  "


def waits_for_a_look(submission: StoredSubmission) -> bool:
    """Whether a person has yet to look at something of it."""
    return submission.state is SubmissionState.PROPOSED and bool(submission.flags or submission.undecided)


def page_of(submission: StoredSubmission, width: int, became: tuple[str, ...] = ()) -> Iterator[Text]:
    """One submission in lines of ``width`` terminal columns.

    Each value stands beside its confidence, and below it why to look at it or who has decided on it. What people
    decided stands in place of what the program proposed. ``became`` are the numbers of the submissions that have its
    pages now, where others replaced it.
    """
    yield Text(_BETWEEN.join(_about(submission, became)), style="bold")
    yield from (Text(f"{_BETWEEN}! {reason}", style="yellow") for reason in _reasons(submission.flags))
    yield from (Text(f"{_BETWEEN}= {said}", style="green") for said in _whole(submission))
    names = [_name(submission, value) for value in submission.values]
    column = max(cell_len(name) for name in names)
    for name, value in zip(names, submission.values, strict=True):
        yield from _row(set_cell_size(name, column), value, width)


def record_page(record: SubmissionRecord, width: int, became: tuple[str, ...] = ()) -> Iterator[Text]:
    """As ``page_of``, and below it everything else: batch, why values passed, and every decision in its order."""
    submission = record.submission
    yield from page_of(submission, width, became)
    yield Text(_BETWEEN + t("show.batch", batch=submission.batch_id, consultation=submission.consultation))
    for value in record.values:
        reasons = [t(f"passed.{each.code}", **dict(each.detail)) for each in value.passed]
        if reasons and not submission.purged:
            yield from _listed(f"{t('passed.head')}: {_name(submission, value.field)}", reasons)
    made = [(each, _name(submission, value.field)) for value in record.values for each in value.history]
    told = [f"{_decided(each)}  {name}" for each, name in sorted(made, key=lambda one: one[0].number)]
    if told:
        yield from _listed(t("show.history"), told)
    if record.history:
        yield from _listed(t("submission.history"), [_decided_whole(each) for each in record.history])


def _listed(head: str, lines: Iterable[str]) -> Iterator[Text]:
    yield Text(_BETWEEN + head)
    yield from (Text(f"{_BETWEEN}  - {line}") for line in lines)


def _decided(made: Verification) -> str:
    value = "" if made.value is None else f": {one_line(made.value)}"
    return t(f"submission.decided.{made.decision}", by=made.by, at=_minute(made.at)) + value


def _decided_whole(made: SubmissionVerification) -> str:
    changed = made.decision is SubmissionDecision.KIND_CHANGED
    value = "" if not made.value else f": {t(f'ingest.kind.{made.value}') if changed else one_line(made.value)}"
    return t(f"submission.decided.{made.decision}", by=made.by, at=_minute(made.at)) + value


def _minute(moment: datetime) -> str:
    """A time in the time zone of this computer, to the minute."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def percent(confidence: float) -> str:
    """Rounded down: 99.6% sure is not 100% sure."""
    return f"{int(confidence * 100)}%"


def _row(name: str, value: StoredField, width: int) -> Iterator[Text]:
    head = _BETWEEN.join(("", name, f"{percent(value.proposal.confidence):>4}", ""))
    indent = " " * cell_len(head)
    first, *others = wrapped(_text(value), max(_NARROWEST, width - len(indent)))
    style = "bold" if value.open_flags else "dim" if value.value is None else ""
    yield Text(head).append(first, style)
    yield from (Text(indent).append(line, style) for line in others)
    yield from (Text(f"{indent}! {reason}", style="yellow") for reason in _reasons(value.open_flags))
    if value.verification is not None:
        decided = t(f"show.decided.{value.verification.decision}", by=value.verification.by)
        yield Text(f"{indent}= {decided}", style="green")


def _about(submission: StoredSubmission, became: tuple[str, ...]) -> Iterator[str]:
    yield submission.number
    if submission.purged:
        yield t("show.purged")
    else:
        yield t("show.paper", file=submission.file_name, pages=", ".join(map(str, submission.pages)))
    yield t("show.received", channel=t(f"show.channel.{submission.channel}"), date=submission.received)
    yield t(f"ingest.kind.{submission.kind}")
    yield t(f"show.state.{submission.state}")
    if became:
        yield t("show.became", numbers=", ".join(became))
    if waits_for_a_look(submission):
        yield t("show.to_check", count=len(submission.undecided) + len(submission.flags))


def _whole(submission: StoredSubmission) -> Iterator[str]:
    """What people decided on it as a whole, and asked each other."""
    if (rejection := submission.rejection) is not None:
        yield t("show.rejection", grounds=grounds_in_words(rejection.grounds), by=rejection.by)
        if rejection.reason is not None:
            yield t("show.reason", text=rejection.reason)
    for name in ("passed_on", "handed_back"):
        said = getattr(submission, name)
        if said is not None and said.note is not None:
            yield t(f"show.{name}", note=said.note, by=said.by)


def _name(submission: StoredSubmission, value: StoredField) -> str:
    name = value.label or t(f"ingest.field.{value.name}")
    if value in submission.opinions and len(submission.opinions) > 1:
        return t("show.opinion_of", name=name, number=submission.opinions.index(value) + 1)
    return name


def _text(value: StoredField) -> str:
    if value.illegible:
        return t("show.illegible")
    return t("ingest.nothing") if value.value is None else value.value


def _reasons(flags: Iterable[Flag]) -> list[str]:
    return list(dict.fromkeys(t(f"flags.{flag.code}", **dict(flag.detail)) for flag in flags))
