"""How ``show`` sets a submission: a line about the paper, then its values. Nothing is decided or written here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from ocr_intake.cli.console import wrapped
from ocr_intake.cli.wording import grounds_in_words
from ocr_intake.i18n import t
from ocr_intake.store import SubmissionState

if TYPE_CHECKING:
    from ocr_intake.model.fields import Flag
    from ocr_intake.store import StoredField, StoredSubmission

_NARROWEST: Final = 20
"""Columns that a value gets at least, however narrow the terminal."""
_BETWEEN: Final = "  "


def waits_for_a_look(submission: StoredSubmission) -> bool:
    """Whether a person has yet to look at something of it."""
    return submission.state is SubmissionState.PROPOSED and bool(submission.flags or submission.undecided)


def page_of(submission: StoredSubmission, width: int) -> Iterator[Text]:
    """One submission in lines of ``width`` terminal columns.

    Each value stands beside its confidence, and below it why to look at it or who has decided on it. What people
    decided stands in place of what the program proposed.
    """
    yield Text(_BETWEEN.join(_about(submission)), style="bold")
    yield from (Text(f"{_BETWEEN}! {reason}", style="yellow") for reason in _reasons(submission.flags))
    yield from (Text(f"{_BETWEEN}= {said}", style="green") for said in _whole(submission))
    names = [_name(submission, value) for value in submission.values]
    column = max(cell_len(name) for name in names)
    for name, value in zip(names, submission.values, strict=True):
        yield from _row(set_cell_size(name, column), value, width)


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


def _about(submission: StoredSubmission) -> Iterator[str]:
    yield submission.number
    if submission.purged:
        yield t("show.purged")
    else:
        yield t("show.paper", file=submission.file_name, pages=", ".join(map(str, submission.pages)))
    yield t("show.received", channel=t(f"show.channel.{submission.channel}"), date=submission.received)
    yield t(f"ingest.kind.{submission.kind}")
    yield t(f"show.state.{submission.state}")
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
    name = t(f"ingest.field.{value.name}")
    if value in submission.opinions and len(submission.opinions) > 1:
        return t("show.opinion_of", name=name, number=submission.opinions.index(value) + 1)
    return name


def _text(value: StoredField) -> str:
    if value.illegible:
        return t("show.illegible")
    return t("ingest.nothing") if value.value is None else value.value


def _reasons(flags: Iterable[Flag]) -> list[str]:
    return list(dict.fromkeys(t(f"flags.{flag.code}", **dict(flag.detail)) for flag in flags))
