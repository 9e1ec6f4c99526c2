"""Which consultation a command is about that works on one: the one that is named, or the only one that has papers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from ocr_intake.cli.ingest_tools import check_consultation
from ocr_intake.cli.state import State
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from ocr_intake.store import Workspace

Folder = Annotated[Path | None, typer.Option("--workspace", metavar="DIR", help=t("status.option.workspace"))]
Named = Annotated[str | None, typer.Option("--consultation", metavar="ID", help=t("opinions.option.consultation"))]
AsJson = Annotated[bool, typer.Option("--json", help=t("status.option.json"))]


class WhichConsultationError(IntakeError):
    """The workspace has papers of several consultations, or of none, and none was named."""

    key: ClassVar[str] = "opinions.error.which_consultation"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


def the_consultation(ctx: typer.Context, store: Workspace, named: str | None) -> str:
    """Its identifier.

    Raises:
        NoSuchConsultationError: There is none of that name.
        WhichConsultationError: None was named, and the workspace has not exactly one.
    """
    check_consultation(ctx.ensure_object(State), store, named)
    if named is not None:
        return named
    known = store.consultations()
    if len(known) != 1:
        raise WhichConsultationError(known=", ".join(known) or "-")
    return known[0]
