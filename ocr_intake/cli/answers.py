"""``ocr-intake answers``: the table that the city writes its answers into, and reading it back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ocr_intake.cli.commands import App
from ocr_intake.cli.console import say, say_json
from ocr_intake.cli.ingest_tools import login_name, workspace_folder
from ocr_intake.cli.one_consultation import AsJson, Folder, Named, the_consultation
from ocr_intake.cli.state import State
from ocr_intake.config import load_consultation
from ocr_intake.errors import ExitCode
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ocr_intake.dataset.answers import Reading, Whose, Writing
    from ocr_intake.dataset.answers.rows import Leftover
    from ocr_intake.store import Workspace

app = App()

File = Annotated[Path, typer.Argument(metavar="FILE.xlsx", help=t("answers.option.file"))]


@app.command("write", help=t("answers.write.help"))
def write(
    ctx: typer.Context, file: File, consultation: Named = None, workspace: Folder = None, as_json: AsJson = False
) -> ExitCode:
    """Write the table; exit 3 where something that was typed stands in no row, or does not hold."""
    from ocr_intake.dataset.answers import write_answers
    from ocr_intake.store import Workspace

    with Workspace.open(workspace_folder(workspace)) as store:
        done = write_answers(store, _whose(ctx, store, consultation), file, by=login_name())
    if as_json:
        say_json(_written_record(done), indent=2)
    else:
        for line in _written(done, file):
            say(line)
    return ExitCode.ATTENTION if done.leftovers else ExitCode.OK


@app.command("read", help=t("answers.read.help"))
def read(
    ctx: typer.Context, file: File, consultation: Named = None, workspace: Folder = None, as_json: AsJson = False
) -> ExitCode:
    """Take over what was typed; exit 3 where a cell was changed elsewhere, or a row is no longer there."""
    from ocr_intake.dataset.answers import read_answers
    from ocr_intake.store import Workspace

    with Workspace.open(workspace_folder(workspace)) as store:
        done = read_answers(store, _whose(ctx, store, consultation), file, by=login_name())
    if as_json:
        say_json(_read_record(done), indent=2)
    else:
        for line in _read(done):
            say(line)
    return ExitCode.ATTENTION if done.conflicts or done.vanished else ExitCode.OK


@app.command("show", help=t("answers.show.help"))
def show(ctx: typer.Context, consultation: Named = None, workspace: Folder = None, as_json: AsJson = False) -> ExitCode:
    """A line a row; exit 3 where a row has no answer yet, or something that was typed stands in none."""
    from ocr_intake.dataset.answers.rows import answer_table, answered
    from ocr_intake.store import Workspace

    with Workspace.open(workspace_folder(workspace), write=False) as store:
        whose = _whose(ctx, store, consultation)
        table = answer_table(store, whose.consultation, left_out=whose.left_out, submitters=whose.submitters)
    rows = answered(table)
    open_rows = sum(row.answer is None for row in rows)
    if as_json:
        left = [_left_record(each) for each in table.leftovers]
        say_json({"rows": [asdict(row) for row in rows], "leftovers": left}, indent=2)
    else:
        for row in rows:
            state = "answers.row.open" if row.answer is None else "answers.row.answered"
            counts = {"opinions": len(row.opinions), "submitters": row.submitters}
            say(t(state, number=row.number, key=row.key, category=row.category or "-", **counts))
        for each in table.leftovers:
            say(_left(each))
        say(t("answers.row.counts", rows=len(rows), open=open_rows))
    return ExitCode.ATTENTION if open_rows or table.leftovers else ExitCode.OK


@app.command("undo", help=t("answers.undo.help"))
def undo(ctx: typer.Context, consultation: Named = None, workspace: Folder = None) -> None:
    """Take back the last reading of a table."""
    from ocr_intake.store import Workspace

    with Workspace.open(workspace_folder(workspace)) as store:
        count = store.replies.undo(the_consultation(ctx, store, consultation), by=login_name())
    say(t("answers.undone", count=count))


def _whose(ctx: typer.Context, store: Workspace, named: str | None) -> Whose:
    from ocr_intake.dataset.answers import Whose
    from ocr_intake.dataset.standing import standing

    wanted = the_consultation(ctx, store, named)
    configured = load_consultation(ctx.ensure_object(State).config_dir.path, wanted)
    stands = standing(store, configured)
    return Whose(wanted, dict(configured.categories), stands.left_out, stands.submitters)


def _written(done: Writing, file: Path) -> Iterator[str]:
    if done.read is not None:
        yield from _read(done.read, before_writing=True)
    yield t("answers.written.file", path=file, rows=done.rows)
    if done.new and done.read is not None:
        yield t("answers.written.new", count=len(done.new), keys=", ".join(done.new))
    if done.leftovers:
        yield t("answers.written.left", count=len(done.leftovers), sheet=t("answers.sheet.left"))
        yield from map(_left, done.leftovers)


def _read(done: Reading, *, before_writing: bool = False) -> Iterator[str]:
    yield t("answers.taken.changed", count=done.changed)
    for each in done.conflicts:
        yield t("answers.taken.conflict", key=each.key, part=_part(each.part), by=each.by)
    if done.vanished:
        yield t("answers.taken.vanished", keys=", ".join(done.vanished))
    if done.missing and not before_writing:
        yield t("answers.taken.missing", count=len(done.missing), keys=", ".join(done.missing))


def _left(each: Leftover) -> str:
    why = "answers.left.vanished" if each.vanished else "answers.left.conflict"
    return t("answers.left.line", key=each.key, part=_part(each.part), by=each.by, why=t(why))


def _part(part: str) -> str:
    from ocr_intake.dataset.answers.layout import part_heading

    return part_heading(part)


def _written_record(done: Writing) -> dict[str, object]:
    return {
        "rows": done.rows,
        "new": list(done.new),
        "leftovers": [_left_record(each) for each in done.leftovers],
        "read": None if done.read is None else _read_record(done.read),
    }


def _read_record(done: Reading) -> dict[str, object]:
    return {
        "changed": done.changed,
        "conflicts": [{"row": each.key, "part": each.part, "by": each.by} for each in done.conflicts],
        "missing": list(done.missing),
        "vanished": list(done.vanished),
    }


def _left_record(each: Leftover) -> dict[str, object]:
    said = {"row": each.key, "number": each.number, "part": each.part, "text": each.value, "by": each.by}
    return {**said, "vanished": each.vanished}
