"""What the commands share that arrange pages: who arranges, the submissions that are named, how it is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ocr_intake.cli.console import say, say_json
from ocr_intake.cli.ingest_tools import Desk, login_name, workspace_folder
from ocr_intake.cli.show import NoSuchSubmissionError, submission_number
from ocr_intake.cli.state import State
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from ocr_intake.pipeline.arranging import Arranged, Arranging
    from ocr_intake.store import StoredSubmission, Workspace

Operator = Annotated[str | None, typer.Option("--operator", metavar="NAME", help=t("arrange.option.operator"))]
Json = Annotated[bool, typer.Option("--json", help=t("arrange.option.json"))]
Folder = Annotated[Path | None, typer.Option("--workspace", metavar="DIR", help=t("arrange.option.workspace"))]


@dataclass(frozen=True, slots=True)
class ArrangingDesk:
    """A workspace that somebody arranges pages of."""

    pages: Arranging
    by: str
    workspace: Workspace

    def submission(self, text: str) -> StoredSubmission:
        """The submission that was named, as it is now.

        Raises:
            NotASubmissionNumberError: It is no number.
            NoSuchSubmissionError: There is none with that number.
        """
        from ocr_intake.store import UnknownRecordError

        number = submission_number(text)
        try:
            return self.workspace.submission(number)
        except UnknownRecordError as error:
            raise NoSuchSubmissionError(number=f"S{number:04d}") from error


@contextmanager
def arranging(ctx: typer.Context, workspace: Path | None, operator: str | None) -> Iterator[ArrangingDesk]:
    """Open a workspace for arranging.

    Raises:
        IntakeError: The configuration is wrong, or the workspace cannot be opened.
    """
    from ocr_intake.store import Workspace

    desk = Desk(ctx.ensure_object(State), None, None)
    with Workspace.open(workspace_folder(workspace)) as store, desk.arranging(store) as pages:
        yield ArrangingDesk(pages, operator or login_name(), store)


def told(done: Arranged, *, as_json: bool) -> None:
    """Say what the submissions are called now."""
    if as_json:
        say_json(asdict(done))
        return
    say(t(f"arrange.done.{done.kind}", numbers=done.numbers))


def undo_last(workspace: Path | None, operator: str | None, *, as_json: bool) -> None:
    """Take back the last thing that somebody did in a workspace, and say what it was."""
    from ocr_intake.review import Review
    from ocr_intake.store import Workspace

    with (
        Workspace.open(workspace_folder(workspace)) as store,
        closing(Review(store, operator or login_name())) as review,
    ):
        what = review.undoable()
        if what is not None:
            review.undo(what)
    if as_json:
        say_json(
            {"undone": None if what is None else what.what, "submission": None if what is None else what.submission}
        )
    elif what is None:
        say(t("arrange.done.nothing"))
    else:
        name = "" if what.name is None else t(f"ingest.field.{what.name}")
        say(t("arrange.done.undone", what=t(f"review.undo.{what.what}", submission=what.submission, name=name)))
