"""``ocr-intake find``: did it arrive? What is looked for is nowhere kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from ocr_intake.cli.console import say, say_json
from ocr_intake.cli.dates import today
from ocr_intake.cli.ingest_tools import check_consultation, workspace_folder
from ocr_intake.cli.state import State
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t
from ocr_intake.japanese.dates import parse_date
from ocr_intake.model.fields import FieldName

if TYPE_CHECKING:
    from ocr_intake.review.lookup import Finds, Found, Met


class WrongDaysError(IntakeError):
    """``--received`` is no range of days."""

    key: ClassVar[str] = "find.error.received"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


def find(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    texts: Annotated[list[str], typer.Argument(metavar="TEXT", help=t("find.option.text"))],
    *,
    name: Annotated[bool, typer.Option("--name", help=t("find.option.name"))] = False,
    phone: Annotated[bool, typer.Option("--phone", help=t("find.option.phone"))] = False,
    text: Annotated[bool, typer.Option("--text", help=t("find.option.body"))] = False,
    received: Annotated[str | None, typer.Option(metavar="FROM..TO", help=t("find.option.received"))] = None,
    consultation: Annotated[str | None, typer.Option(metavar="ID", help=t("status.option.consultation"))] = None,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("status.option.workspace"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("find.option.json"))] = False,
) -> ExitCode:
    """Tell what was found, a line each; exit 3 where nothing was."""
    from ocr_intake.review.lookup import PEOPLE
    from ocr_intake.review.lookup import find as look
    from ocr_intake.store import Lookup, Workspace

    days = _days(received)
    fields = {*(PEOPLE if name else ()), *({FieldName.PHONE} if phone else ()), *({FieldName.OPINION} if text else ())}
    with Workspace.open(workspace_folder(workspace), write=False) as store:
        check_consultation(ctx.ensure_object(State), store, consultation)
        found = look(Lookup(store.database, consultation, days), texts, fields)
    if as_json:
        say_json(_record(found), indent=2)
    else:
        for line in _told(found):
            say(line)
    return ExitCode.OK if found.submissions or found.files else ExitCode.ATTENTION


def reason(met: Met) -> str:
    """Why something was found, in words."""
    field = t("find.field.all") if met.name is None else t(f"review.field.{met.name}")
    return t("find.why", field=field, how=t(f"find.how.{met.how}"))


def _days(text: str | None) -> tuple[date | None, date | None]:
    """The first and the last day of ``FROM..TO``, or of a single day.

    Raises:
        WrongDaysError: It is neither.
    """
    first, dots, last = (text or "").partition("..")
    begin = parse_date(first, today()) if first else None
    end = parse_date(last, today()) if last else None if dots else begin
    if text is not None and ((begin is None and end is None) or (first and not begin) or (last and not end)):
        raise WrongDaysError
    return begin, end


def _told(found: Finds) -> Iterator[str]:
    for each in found.submissions:
        yield _line(each)
    for file in found.files:
        yield t("find.aside", file=file.name, channel=t(f"show.channel.{file.channel}"), date=file.received)
    if found.submissions or found.files:
        yield t("find.total", count=len(found.submissions) + len(found.files) + found.left_out)
    else:
        yield t("find.none")
        yield t("find.not_yet")
    if found.left_out:
        yield t("find.left_out", count=found.left_out)


def _line(found: Found) -> str:
    told = found.submission
    parts = [
        t(
            "find.one",
            number=told.number,
            state=t(f"show.state.{told.state}"),
            channel=t(f"show.channel.{told.channel}"),
            date=told.received,
            pages=", ".join(map(str, told.pages)),
            file=t("find.purged") if told.purged else told.file_name,
        )
    ]
    if told.held_by:
        parts.append(t("find.held", by=told.held_by))
    if found.maybe:
        parts.append(t("find.maybe"))
    return "  ".join((*parts, " / ".join(dict.fromkeys(reason(met) for met in found.why))))


def _record(found: Finds) -> dict[str, Any]:
    return {
        "submissions": [
            {
                "number": each.submission.number,
                "state": each.submission.state,
                "consultation": each.submission.consultation,
                "channel": each.submission.channel,
                "received": each.submission.received.isoformat(),
                "pages": list(each.submission.pages),
                "file": each.submission.file_name,
                "held_by": each.submission.held_by,
                "maybe": each.maybe,
                "why": [{"field": met.name, "how": met.how} for met in each.why],
            }
            for each in found.submissions
        ],
        "set_aside": [
            {
                "file": file.name,
                "consultation": file.consultation,
                "channel": file.channel,
                "received": file.received.isoformat(),
            }
            for file in found.files
        ],
        "left_out": found.left_out,
    }
