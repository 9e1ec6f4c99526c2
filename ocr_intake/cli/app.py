"""All commands and global options under one roof, and the one place where failures become messages and exit codes."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from ocr_intake import __version__
from ocr_intake.cli import (
    account,
    add,
    answers,
    backup,
    batch,
    calibrate,
    cluster,
    config,
    doctor,
    duplicates,
    evaluate,
    export,
    find,
    forms,
    importing,
    ingest,
    learn,
    letter,
    opinions,
    page,
    printing,
    publish,
    purge,
    read,
    redact,
    review,
    serve,
    set_aside,
    show,
    status,
    submission,
    submission_whole,  # noqa: F401 - its commands are part of submission
    trust,
    verify,
    watch,
)
from ocr_intake.cli.commands import App, usage_error
from ocr_intake.cli.console import complain, say
from ocr_intake.cli.state import State
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t

app = App(name="ocr-intake", help=t("cli.help"))
app.command("doctor", help=t("doctor.help"))(doctor.doctor)
app.command("ingest", help=t("ingest.ingest"))(ingest.ingest)
app.command("watch", help=t("ingest.watch.help"))(watch.watch)
app.command("add", help=t("entering.help"))(add.add)
app.command("import", help=t("importing.help"))(importing.import_)
app.add_typer(batch.app, name="batch", help=t("batch.help"))
app.add_typer(set_aside.app, name="set-aside", help=t("aside.help"))
app.command("show", help=t("show.help"))(show.show)
app.command("find", help=t("find.help"))(find.find)
app.command("open", help=t("submission.opening.help"))(printing.open_)
app.command("print", help=t("submission.printing.help"))(printing.print_)
app.command("review", help=t("review.help"))(review.review)
app.command("serve", help=t("serve.help"))(serve.serve)
app.add_typer(account.app, name="account", help=t("account.help"))
app.add_typer(page.app, name="page", help=t("arrange.page"))
app.add_typer(submission.app, name="submission", help=t("submission.group"))
app.add_typer(duplicates.app, name="duplicates", help=t("duplicates.help"))
app.command("letter", help=t("letter.help"))(letter.letter)
app.add_typer(opinions.app, name="opinions", help=t("opinions.help"))
app.add_typer(answers.app, name="answers", help=t("answers.help"))
app.add_typer(redact.app, name="redact", help=t("redact.help"))
app.command("export", help=t("export.help"))(export.export)
app.command("publish", help=t("publish.help"))(publish.publish)
app.command("status", help=t("status.help"))(status.status)
app.command("verify", help=t("verify.help"))(verify.verify)
app.command("backup", help=t("backup.help"))(backup.backup)
app.command("restore", help=t("backup.restore"))(backup.restore)
app.command("purge", help=t("purge.help"))(purge.purge)
app.command("read", help=t("ingest.read"))(read.read)
app.command("evaluate", help=t("evaluate.help"))(evaluate.evaluate)
app.add_typer(forms.app, name="forms", help=t("forms.help"))
app.command("calibrate", help=t("trust.calibrate.help"))(calibrate.calibrate)
app.command("learn", help=t("learn.help"))(learn.learn)
app.add_typer(trust.app, name="trust", help=t("trust.report.group"))
app.add_typer(cluster.app, name="cluster", help=t("cluster.help"))
app.add_typer(config.app, name="config", help=t("cli.config.help"))


class Lang(StrEnum):
    """What ``--lang`` takes."""

    JA = "ja"
    EN = "en"


def _show_version(asked: bool) -> None:
    if asked:
        say(f"ocr-intake {__version__}")
        raise typer.Exit


@app.callback()
def options(
    ctx: typer.Context,
    config: Annotated[Path | None, typer.Option(help=t("cli.option.config"), metavar="DIR")] = None,
    lang: Annotated[Lang | None, typer.Option(help=t("cli.option.lang"))] = None,
    debug: Annotated[bool, typer.Option("--debug", help=t("cli.option.debug"))] = False,
    version: Annotated[
        bool, typer.Option("--version", help=t("cli.option.version"), callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Keep the global options for the command. ``--lang`` has been heard before anything was worded."""
    state = ctx.ensure_object(State)
    state.config_option = config
    state.debug = debug


def run(arguments: Sequence[str]) -> int:
    """Run one command line to its exit code. Nothing but the message leaves here: no traceback, no personal data."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a file name that is no text must not stop a whole batch
            stream.reconfigure(errors="backslashreplace")
    state = State()
    try:
        result = app(args=list(arguments), prog_name="ocr-intake", standalone_mode=False, obj=state)
    except IntakeError as error:
        complain(t("core.error", message=error))
        result = error.exit_code
    except TyperException as error:
        complain(t("core.error", message=wrong) if (wrong := usage_error(error)) else error.message)
        result = ExitCode.USAGE
    except (KeyboardInterrupt, typer.Abort):
        result = ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the one handler: whatever it is, a person gets a sentence
        if isinstance(error, UnicodeEncodeError) and (odd := _no_text(arguments)) is not None:
            complain(t("core.error", message=t("core.no_text", argument=odd)))
            return int(ExitCode.USAGE)
        complain(traceback.format_exc() if state.debug else t("core.unexpected", kind=type(error).__name__))
        result = ExitCode.FAILURE
    if result == ExitCode.INTERRUPTED:
        complain(t("core.interrupted"))
    return int(result or ExitCode.OK)


def _no_text(arguments: Sequence[str]) -> str | None:
    """The first argument whose bytes are no UTF-8: a path may be so, a name that is stored may not."""
    return next((each for each in arguments if any("\ud800" <= sign <= "\udfff" for sign in each)), None)
