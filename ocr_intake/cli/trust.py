"""``ocr-intake trust``: what the workspace tells about how far confidences can be trusted."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ocr_intake.cli.commands import App
from ocr_intake.cli.console import complain, console, say, say_json, wrapped
from ocr_intake.cli.ingest_tools import check_consultation, workspace_folder
from ocr_intake.cli.state import State
from ocr_intake.config import Settings, load_settings
from ocr_intake.errors import ExitCode
from ocr_intake.i18n import t
from ocr_intake.model.budget import budget_text, parse_budget

if TYPE_CHECKING:
    from ocr_intake.evaluate.keyed import Typist
    from ocr_intake.evaluate.picture import Panel
    from ocr_intake.evaluate.texts_audited import TextAudit
    from ocr_intake.evaluate.trusted import Audit, TrustReport
    from ocr_intake.evaluate.verified import Seen
    from ocr_intake.trust.calibration import Calibration

app = App()


@app.command("report", help=t("trust.report.help"))
def report(
    ctx: typer.Context,
    *,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("trust.option.workspace"))] = None,
    consultation: Annotated[str | None, typer.Option(metavar="ID", help=t("trust.option.consultation"))] = None,
    picture: Annotated[Path | None, typer.Option(metavar="FILE", help=t("trust.option.picture"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("trust.option.json"))] = False,
) -> ExitCode:
    """Tell what the audit found, what is promised, and draw it."""
    from ocr_intake.evaluate import picture as pictures
    from ocr_intake.evaluate.calibrating import in_force
    from ocr_intake.evaluate.keyed import typists
    from ocr_intake.evaluate.trusted import report as made_of
    from ocr_intake.store import Workspace

    settings = load_settings(ctx.ensure_object(State).config_dir.path)
    if picture is not None:
        pictures.check_picture(picture)
    with Workspace.open(workspace_folder(workspace), write=False) as store:
        check_consultation(ctx.ensure_object(State), store, consultation)
        calibration = in_force(store)
        told, seen = made_of(store, consultation)
        typed = typists(store, consultation)
    if as_json:
        keying = [asdict(each) | {"rate": each.rate, "interval": each.interval} for each in typed]
        say_json(_as_json(told, settings, calibration) | {"double_keying": keying}, indent=2)
    else:
        _tell(told, settings, calibration)
        _tell_typists(typed)
    if picture is not None:
        budget = parse_budget(settings.confidence.error_budget)
        pictures.draw(picture, _panels(seen), _labels(budget), budget)
        complain(t("trust.report.picture", path=picture))
    return ExitCode.OK


# ------------------------------------------------------------------------------------------------------- for programs


def _as_json(told: TrustReport, settings: Settings, calibration: Calibration) -> dict[str, Any]:
    from ocr_intake.cli.trust_text import promises_of

    return {
        "all": asdict(told.whole),
        "fields": {name.value: asdict(audit) for name, audit in told.fields},
        "channels": {channel.value: asdict(audit) for channel, audit in told.channels},
        "characters": _texts_json(told.texts, settings, calibration),
        "verified": told.verified,
        "corrected": told.corrected,
        "unseen_errors": told.unseen_errors,
        "missed_errors": told.missed_errors,
        "verifiers": [asdict(each) | {"interval": each.interval} for each in told.verifiers],
        "promises": [asdict(each) for each in promises_of(settings, calibration)],
        "calibration": asdict(calibration.provenance),
    }


def _texts_json(texts: TextAudit, settings: Settings, calibration: Calibration) -> dict[str, Any]:
    from ocr_intake.cli.trust_text import characters_promise

    promise = asdict(characters_promise(settings, calibration))
    return asdict(texts) | {"rate": texts.rate, "interval": texts.interval, "promise": promise}


# --------------------------------------------------------------------------------------------------------- for people


def _tell(told: TrustReport, settings: Settings, calibration: Calibration) -> None:
    from ocr_intake.cli.trust_text import promise_lines, provenance_line, text_lines

    audit = told.whole
    say(
        t(
            "trust.report.summary",
            values=audit.values,
            flagged=audit.flagged,
            drawn=audit.drawn,
            audited=audit.audited,
            unseen=audit.unseen,
        )
    )
    say(t("trust.report.corrected", verified=told.verified, corrected=told.corrected))
    if audit.rate is None or told.unseen_errors is None:
        say(t("trust.report.no_audit"))
    else:
        low, high = (_percent(limit) for limit in audit.interval)
        errors = _about(told.unseen_errors)
        say(t("trust.report.rate", rate=_percent(audit.rate), low=low, high=high, errors=errors))
    _table("field", [(t(f"trust.field.{name}"), part) for name, part in told.fields], audit)
    _table("channel", [(t(f"trust.channel.{channel}"), part) for channel, part in told.channels], audit)
    say("\n".join(wrapped(t("trust.report.weights"), _width())))
    say()
    for line in text_lines(told.texts):
        say("\n".join(wrapped(line, _width())))
    _tell_verifiers(told)
    say()
    say(t("trust.report.promises"))
    for line in promise_lines(settings, calibration):
        say(f"  {line}")
    say(provenance_line(calibration))


def _table(first: str, rows: Sequence[tuple[str, Audit]], whole: Audit) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column(t(f"trust.column.{first}"), no_wrap=True)
    for column in ("values", "flagged", "audited", "errors", "rate", "interval"):
        table.add_column(t(f"trust.column.{column}"), justify="right", no_wrap=True)
    for name, audit in (*rows, (t("trust.report.whole"), whole)):
        low, high = (_percent(limit) for limit in audit.interval)
        table.add_row(
            name,
            str(audit.values),
            str(audit.flagged),
            f"{audit.audited}/{audit.drawn}",
            str(audit.errors),
            "-" if audit.rate is None else _percent(audit.rate),
            "-" if audit.rate is None else f"{low} - {high}",
        )
    _print(table)


def _tell_verifiers(told: TrustReport) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    if not told.verifiers:
        return
    total = told.all_verifiers
    if told.missed_errors is None:
        say(t("trust.report.known_lost", shown=total.shown))
    else:
        errors = _about(told.missed_errors)
        say(t("trust.report.known", shown=total.shown, missed=total.missed, errors=errors))
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column(t("trust.column.verifier"), no_wrap=True)
    for column in ("shown", "missed", "rate", "interval"):
        table.add_column(t(f"trust.column.{column}"), justify="right", no_wrap=True)
    for each in told.verifiers:
        low, high = (_percent(limit) for limit in each.interval)
        table.add_row(each.name, str(each.shown), str(each.missed), _percent(each.rate or 0.0), f"{low} - {high}")
    _print(table)


def _tell_typists(typed: Sequence[Typist]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    if not typed:
        return
    say()
    say(t("trust.report.keying"))
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in ("typist", "field", "typed", "differed", "rate", "interval", "overruled"):
        table.add_column(t(f"trust.column.{column}"), no_wrap=True)
    for each in typed:
        low, high = (_percent(limit) for limit in each.interval)
        counts = (str(each.typed), str(each.differed), _percent(each.rate), f"{low} - {high}", str(each.wrong))
        table.add_row(each.name, t(f"trust.field.{each.field}"), *counts)
    _print(table)


def _print(table: Any) -> None:  # noqa: ANN401 - rich is imported where it is first needed
    screen = console()
    screen.width = _width()
    screen.print(table)


def _width() -> int:
    return console().width if sys.stdout.isatty() else 1000


def _percent(share: float) -> str:
    return f"{share * 100:.2f}%"


def _about(count: float) -> str:
    return f"{count:.0f}" if count >= 10 else f"{count:.1f}"


# ----------------------------------------------------------------------------------------------------------- pictures


def _panels(seen: Sequence[Seen]) -> tuple[Panel, Panel]:
    from ocr_intake.evaluate.picture import Panel
    from ocr_intake.evaluate.trusted import curve_of

    fields, channels = dict.fromkeys(v.field for v in seen), dict.fromkeys(v.channel for v in seen)
    whole = (t("trust.report.whole"), curve_of(seen))
    by_field = [(t(f"trust.field.{name}"), curve_of(v for v in seen if v.field is name)) for name in fields]
    by_channel = [(t(f"trust.channel.{name}"), curve_of(v for v in seen if v.channel is name)) for name in channels]
    return (
        Panel(t("trust.picture.by_field"), (whole, *by_field)),
        Panel(t("trust.picture.by_channel"), (whole, *by_channel)),
    )


def _labels(budget: float) -> Any:  # noqa: ANN401 - the record is imported where it is first needed
    from ocr_intake.evaluate.picture import Labels

    words = {name: t(f"trust.picture.{name}") for name in ("coverage", "risk", "nothing")}
    return Labels(budget=t("trust.picture.budget", budget=budget_text(budget)), **words)
