"""``ocr-intake redact``: personal data in opinions, place by place, and redacted originals."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from ocr_intake.cli.commands import App, Group
from ocr_intake.cli.console import say, say_json
from ocr_intake.cli.ingest_tools import check_consultation, login_name, workspace_folder
from ocr_intake.cli.redact_walk import Walk, marked
from ocr_intake.cli.show import NoSuchSubmissionError, submission_number
from ocr_intake.cli.state import State
from ocr_intake.config import list_consultations
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import Worded, t
from ocr_intake.model.submission import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ocr_intake.dataset.redaction.waiting import OpinionPlaces
    from ocr_intake.model.redaction import PersonalKind


class NotPdfError(IntakeError):
    """The file to be written is not called a PDF."""

    key: ClassVar[str] = "redact.error.not_pdf"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class PdfExistsError(IntakeError):
    """The file is there already."""

    key: ClassVar[str] = "redact.error.exists"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class _Redact(Group):
    """``redact`` alone is ``redact list``, and ``redact S12`` is ``redact places S12``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer keeps the type to itself
        first = args[0] if args else ""
        if number_of(next(iter(self._positional(args)), "")) is not None:
            args = ["places", *args]
        elif not first or (first.startswith("-") and first not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)

    def _positional(self, args: list[str]) -> Iterator[str]:
        """What is neither an option nor the value of one."""
        options = [each for command in self.commands.values() for each in command.params]
        valued = {name for each in options if not getattr(each, "is_flag", True) for name in each.opts}
        rest = iter(args)
        for arg in rest:
            if arg == "--":
                yield from rest
            elif arg in valued:
                next(rest, None)
            elif not arg.startswith("-"):
                yield arg


app = App(_Redact)

Folder = Annotated[Path | None, typer.Option("--workspace", metavar="DIR", help=t("status.option.workspace"))]
Consultation = Annotated[str | None, typer.Option("--consultation", metavar="ID", help=t("status.option.consultation"))]


@app.command("list", help=t("redact.list.help"))
def list_waiting(
    ctx: typer.Context,
    *,
    consultation: Consultation = None,
    every: Annotated[bool, typer.Option("--all", help=t("redact.option.all"))] = False,
    text: Annotated[bool, typer.Option("--text", help=t("redact.option.text"))] = False,
    workspace: Folder = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("redact.option.json"))] = False,
) -> ExitCode:
    """One line an opinion; exit 0 only when no place waits for somebody."""
    from ocr_intake.dataset.redaction.waiting import all_places
    from ocr_intake.store import Workspace

    with Workspace.open(workspace_folder(workspace), write=False) as store:
        check_consultation(ctx.ensure_object(State), store, consultation)
        found = [each for each in all_places(store, consultation) if each.published.places]
    waiting = sum(each.published.undecided for each in found)
    shown = [each for each in found if every or each.published.undecided]
    if as_json:
        say_json([_record(each, text=text) for each in shown], indent=2)
    else:
        for each in shown:
            say(_line(each))
            if text:
                for line in marked(each).split("\n"):
                    say(f"    {line}")
        opinions = sum(each.published.undecided > 0 for each in found)
        say(t("redact.list.count", count=waiting, opinions=opinions) if waiting else t("redact.list.none"))
    return ExitCode.ATTENTION if waiting else ExitCode.OK


@app.command("places", help=t("redact.places.help"))
def places(
    submission: Annotated[str, typer.Argument(metavar="SUBMISSION", help=t("submission.argument.submission"))],
    *,
    every: Annotated[bool, typer.Option("--all", help=t("redact.option.all_places"))] = False,
    workspace: Folder = None,
) -> ExitCode:
    """Ask about each place; exit 0 only when none waits any more."""
    from ocr_intake.dataset.redaction.waiting import places_of
    from ocr_intake.store import UnknownRecordError, Workspace

    number = submission_number(submission)
    with Workspace.open(workspace_folder(workspace)) as store:
        try:
            walk = Walk(store, places_of(store, number), by=login_name(), every=every)
        except UnknownRecordError as error:
            raise NoSuchSubmissionError(number=f"S{number:04d}") from error
        walk.go()
        waiting = sum(each.published.undecided for each in places_of(store, number))
    say(t("redact.places.left", count=waiting) if waiting else t("redact.places.done", done=walk.done))
    return ExitCode.ATTENTION if waiting else ExitCode.OK


@app.command("pdf", help=t("redact.pdf.help"))
def pdf(
    ctx: typer.Context,
    target: Annotated[Path, typer.Argument(metavar="OUT.pdf", help=t("redact.option.target"))],
    *,
    consultation: Consultation = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help=t("redact.option.overwrite"))] = False,
    workspace: Folder = None,
) -> ExitCode:
    """Write it; exit 0 only when every page could be put out."""
    from ocr_intake.dataset.redaction.paper import redacted_pdf
    from ocr_intake.dataset.standing import withheld_submissions
    from ocr_intake.store import Workspace

    if target.suffix.lower() != ".pdf":
        raise NotPdfError
    if target.exists() and not overwrite:
        raise PdfExistsError(path=target)
    configured = list_consultations(ctx.ensure_object(State).config_dir.path)
    with Workspace.open(workspace_folder(workspace), write=False) as store:
        check_consultation(ctx.ensure_object(State), store, consultation)
        without = withheld_submissions(store, configured, consultation)
        done = redacted_pdf(store, consultation, target, by=login_name(), without=without)
    for each in done.left_out:
        field = "" if each.field is None else t(f"review.field.{each.field.value}")
        say(t(f"redact.left_out.{each.why.value}", submission=each.submission, page=each.page, **_of(field)))
    say(t("redact.pdf.done", path=target, pages=done.pages, submissions=done.submissions))
    say(t("redact.pdf.look"))
    if done.left_out:
        say(t("redact.pdf.left_out", count=len(done.left_out)))
    return ExitCode.ATTENTION if done.left_out else ExitCode.OK


def _of(field: str) -> dict[str, str]:
    return {"field": field} if field else {}


def _line(each: OpinionPlaces) -> str:
    """An opinion with how many of what wait in it, were masked, and were kept."""
    from ocr_intake.dataset.redaction.published import PlaceState

    counts: dict[str, Counter[PersonalKind]] = {state.value: Counter() for state in PlaceState}
    for place in each.published.places:
        counts[place.state.value][place.kind] += 1
    told = [
        t(
            f"redact.list.{what}",
            kinds=Worded("、".join(f"{t(f'dataset.word.field_{kind.value}')} {n}" for kind, n in of.items())),
        )
        for what, of in counts.items()
        if of
    ]
    return t("redact.list.line", number=each.number, told=Worded("  ".join(told)))


def _record(each: OpinionPlaces, *, text: bool) -> dict[str, Any]:
    """An opinion as JSON; what stands in the places only where somebody asked for it."""
    return {
        "opinion": each.number,
        "submission": each.submission.number,
        "waiting": each.published.undecided,
        "places": [
            {
                "kind": place.kind.value,
                "why": place.why.value,
                "state": place.state.value,
                "by": None if place.decision is None else place.decision.by,
                **({"text": each.said(place)[1], "start": place.start, "end": place.end} if text else {}),
            }
            for place in each.published.places
        ],
    }
