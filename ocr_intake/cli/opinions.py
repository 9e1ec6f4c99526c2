"""``ocr-intake opinions``: like opinions in groups, as a clerk arranges them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, NamedTuple

import typer

from ocr_intake.cli.commands import App
from ocr_intake.cli.console import console, say, say_json
from ocr_intake.cli.ingest_tools import login_name, workspace_folder
from ocr_intake.cli.one_consultation import AsJson, Folder, Named, the_consultation
from ocr_intake.cli.opinions_output import all_lines, all_record, group_record, shown
from ocr_intake.cli.state import State
from ocr_intake.config import list_consultations
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from ocr_intake.grouping.opinions import Arranged
    from ocr_intake.store import OpinionGroup, Workspace

app = App()

Group = Annotated[str, typer.Argument(metavar="GROUP", help=t("opinions.option.group"))]
Groups = Annotated[list[str], typer.Argument(metavar="GROUP", help=t("opinions.option.groups"))]
Opinions = Annotated[list[str], typer.Argument(metavar="OPINION", help=t("opinions.option.opinions"))]
Wide = Annotated[bool, typer.Option("--wide", help=t("opinions.option.wide"))]


class NotAGroupError(IntakeError):
    """What was given is no number of a group."""

    key: ClassVar[str] = "opinions.error.not_a_group"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class WhereToError(IntakeError):
    """It was not said where opinions are to go, or two places were named."""

    key: ClassVar[str] = "opinions.error.where_to"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class _Desk(NamedTuple):
    """A workspace whose opinions somebody arranges."""

    store: Workspace
    seen: Arranged
    by: str


@app.command("groups", help=t("opinions.groups.help"))
def groups(
    ctx: typer.Context,
    *,
    wide: Wide = False,
    consultation: Named = None,
    workspace: Folder = None,
    as_json: AsJson = False,
) -> ExitCode:
    """The groups, and what is proposed besides; exit 3 where something is."""
    from ocr_intake.grouping.opinion_proposals import Breadth

    with _desk(ctx, workspace, consultation, write=False) as desk:
        proposals = desk.seen.proposals(Breadth.WIDE if wide else Breadth.CLOSE)
    if as_json:
        say_json(all_record(desk.seen, proposals), indent=2)
    else:
        for line in all_lines(desk.seen, proposals):
            console().print(line)
    return ExitCode.ATTENTION if proposals else ExitCode.OK


@app.command("show", help=t("opinions.show.help"))
def show(
    ctx: typer.Context, name: Group, consultation: Named = None, workspace: Folder = None, as_json: AsJson = False
) -> None:
    """What is in a group or a proposal, with what differs from its first opinion marked."""
    with _desk(ctx, workspace, consultation, write=False) as desk:
        if name[:1] in {"P", "p"}:
            proposal = desk.seen.proposal(name)
            key, title = proposal.key, None
            members = tuple(desk.seen.opinions[each] for each in proposal.opinions)
        else:
            group = _group(desk.seen, name)
            key, title, members = group.key, group.title, desk.seen.members(group)
    if as_json:
        say_json(group_record(key, title, members, differences_too=True), indent=2)
        return
    for line in shown(key, title, members):
        console().print(line)


@app.command("accept", help=t("opinions.accept.help"))
def accept(
    ctx: typer.Context,
    proposals: Annotated[list[str], typer.Argument(metavar="PROPOSAL", help=t("opinions.option.proposals"))],
    consultation: Named = None,
    workspace: Folder = None,
) -> None:
    """Put opinions together as proposed."""
    with _desk(ctx, workspace, consultation) as desk:
        wanted = {each.key: each for each in map(desk.seen.proposal, proposals)}
        for each in wanted.values():
            made = desk.store.opinion_groups.accept(desk.seen.consultation, each.opinions, each.group, by=desk.by)
            _tell(made)


@app.command("move", help=t("opinions.move.help"))
def move(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    opinions: Opinions,
    *,
    to: Annotated[str | None, typer.Option("--to", metavar="GROUP", help=t("opinions.option.to"))] = None,
    alone: Annotated[bool, typer.Option("--alone", help=t("opinions.option.alone"))] = False,
    new: Annotated[bool, typer.Option("--new", help=t("opinions.option.new"))] = False,
    first: Annotated[bool, typer.Option("--first", help=t("opinions.option.first"))] = False,
    consultation: Named = None,
    workspace: Folder = None,
) -> None:
    """Put opinions into another group, a new one, or each by itself."""
    if [to is not None, alone, new].count(True) != 1:
        raise WhereToError
    with _desk(ctx, workspace, consultation) as desk:
        moved = desk.seen.numbered(opinions)
        if new:
            _tell(desk.store.opinion_groups.gather(desk.seen.consultation, moved, by=desk.by))
            return
        into = None if to is None else _group(desk.seen, to).id
        desk.store.opinion_groups.move(desk.seen.consultation, moved, into, by=desk.by, first=first)
    say(t("opinions.done.alone" if into is None else "opinions.done.moved", count=len(moved), group=to or ""))


@app.command("split", help=t("opinions.split.help"))
def split(
    ctx: typer.Context, name: Group, opinions: Opinions, consultation: Named = None, workspace: Folder = None
) -> None:
    """Put some opinions of a group into a new one."""
    with _desk(ctx, workspace, consultation) as desk:
        group, parted = _group(desk.seen, name), desk.seen.numbered(opinions)
        _tell(desk.store.opinion_groups.split(desk.seen.consultation, group.id, parted, by=desk.by))


@app.command("join", help=t("opinions.join.help"))
def join(ctx: typer.Context, names: Groups, consultation: Named = None, workspace: Folder = None) -> None:
    """Put the opinions of several groups into the first."""
    with _desk(ctx, workspace, consultation) as desk:
        numbers = [_group(desk.seen, name).id for name in names]
        _tell(desk.store.opinion_groups.join(desk.seen.consultation, numbers, by=desk.by))


@app.command("title", help=t("opinions.title.help"))
def title(
    ctx: typer.Context,
    name: Group,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=t("opinions.option.text"))],
    consultation: Named = None,
    workspace: Folder = None,
) -> None:
    """Call a group something; an empty text takes its title away."""
    with _desk(ctx, workspace, consultation) as desk:
        group = _group(desk.seen, name)
        _tell(desk.store.opinion_groups.retitle(desk.seen.consultation, group.id, text, by=desk.by))


@app.command("undo", help=t("opinions.undo.help"))
def undo(ctx: typer.Context, consultation: Named = None, workspace: Folder = None) -> None:
    """Take back the last thing that one did to the groups oneself."""
    with _desk(ctx, workspace, consultation) as desk:
        what = desk.store.opinion_groups.undo(desk.seen.consultation, by=desk.by)
    say(t("opinions.done.undone", what=t(f"web.action.opinions.{what}")))


@contextmanager
def _desk(ctx: typer.Context, workspace: Path | None, named: str | None, *, write: bool = True) -> Iterator[_Desk]:
    from ocr_intake.dataset.standing import withheld_submissions
    from ocr_intake.grouping.opinions import arranged_opinions
    from ocr_intake.store import Workspace

    configured = list_consultations(ctx.ensure_object(State).config_dir.path)
    with Workspace.open(workspace_folder(workspace), write=write) as store:
        of = the_consultation(ctx, store, named)
        yield _Desk(store, arranged_opinions(store, of, withheld_submissions(store, configured, of)), login_name())


def _group(seen: Arranged, name: str) -> OpinionGroup:
    """The group that is called so (``G12``, or ``12``).

    Raises:
        NotAGroupError: It is no number.
        NoSuchGroupError: There is none with that number.
    """
    from ocr_intake.store.opinion_group_records import NoSuchGroupError

    number = name.strip().upper().removeprefix("G")
    if not (number.isascii() and number.isdecimal()):
        raise NotAGroupError(name=name)
    found = next((group for group in seen.groups if group.id == int(number)), None)
    if found is None:
        raise NoSuchGroupError(f"G{number}")
    return found


def _tell(group: OpinionGroup) -> None:
    called = group.title or t("opinions.untitled")
    say(t("opinions.done.group", group=group.key, count=len(group.opinions), title=called))
