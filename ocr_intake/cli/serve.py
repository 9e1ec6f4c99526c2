"""``ocr-intake serve``: reviewing in a browser, on this computer or in the office's own network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar

import typer

from ocr_intake.cli.console import complain, say
from ocr_intake.cli.ingest_tools import check_consultation, workspace_folder
from ocr_intake.cli.state import State
from ocr_intake.config import list_consultations, load_settings
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t


class KeyWithoutCertificateError(IntakeError):
    """One of certificate and key was given without the other."""

    key: ClassVar[str] = "serve.error.half"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


def serve(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    *,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("serve.option.workspace"))] = None,
    consultation: Annotated[str | None, typer.Option(metavar="ID", help=t("serve.option.consultation"))] = None,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help=t("serve.option.host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help=t("serve.option.port"))] = 8765,
    certificate: Annotated[Path | None, typer.Option(metavar="PEM", help=t("serve.option.certificate"))] = None,
    key: Annotated[Path | None, typer.Option(metavar="PEM", help=t("serve.option.key"))] = None,
) -> ExitCode:
    """Serve until Ctrl-C."""
    from ocr_intake.store import Workspace
    from ocr_intake.web.serve import Listening
    from ocr_intake.web.serve import serve as serve_page

    if (certificate is None) != (key is None):
        raise KeyWithoutCertificateError
    folder = ctx.ensure_object(State).config_dir.path
    settings, known = load_settings(folder), list_consultations(folder)
    where = Listening(host, port, certificate, key)
    with Workspace.open(workspace_folder(workspace)) as opened:
        check_consultation(ctx.ensure_object(State), opened, consultation)
        if not where.loopback and certificate is None:
            complain(t("serve.warning"))
        if settings.review.known_answers:
            say(t("review.known_answers"))
        serve_page(
            opened,
            settings,
            where,
            consultation,
            consultations=known,
            ready=lambda url: say(t("serve.ready", url=url)),
        )
    say(t("serve.ended"))
    return ExitCode.OK
