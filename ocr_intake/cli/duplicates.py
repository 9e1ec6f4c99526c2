"""``ocr-intake duplicates``: what may belong together, deciding how it does, and taking that back."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from ocr_intake.cli.commands import App
from ocr_intake.cli.console import say, say_json
from ocr_intake.cli.ingest_tools import check_consultation, login_name, workspace_folder
from ocr_intake.cli.show import submission_number
from ocr_intake.cli.state import State
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t
from ocr_intake.model.relation import Link, RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ocr_intake.grouping.duplicates import Pair, ShownGroup

app = App()

Folder = Annotated[Path | None, typer.Option("--workspace", metavar="DIR", help=t("status.option.workspace"))]
By = Annotated[str | None, typer.Option("--reviewer", metavar="NAME", help=t("review.option.reviewer"))]


class Chosen(StrEnum):
    """What ``--as`` takes."""

    RESENT = "resent"
    REPLACED = "replaced"
    ADDED = "added"
    SAME_TEXT = "same-text"


class TwoOrGroupError(IntakeError):
    """Neither two submissions with a kind nor a group were named, or both were."""

    key: ClassVar[str] = "duplicates.error.two_or_group"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


@app.callback(invoke_without_command=True, no_args_is_help=False)
def list_groups(
    ctx: typer.Context,
    *,
    group: Annotated[str | None, typer.Option("--group", metavar="N", help=t("duplicates.option.look"))] = None,
    every: Annotated[bool, typer.Option("--all", help=t("duplicates.option.all"))] = False,
    consultation: Annotated[str | None, typer.Option(metavar="ID", help=t("status.option.consultation"))] = None,
    workspace: Folder = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("status.option.json"))] = False,
) -> None:
    """Name the groups that wait for somebody, or all; exit 3 where one waits."""
    if ctx.invoked_subcommand is not None:
        return
    from ocr_intake.grouping.duplicates import Duplicates
    from ocr_intake.store import Workspace

    with Workspace.open(workspace_folder(workspace), write=False) as store:
        check_consultation(ctx.ensure_object(State), store, consultation)
        duplicates = Duplicates(store, consultation)
        found = duplicates.groups()
        if group is not None:
            one = duplicates.group(group)
            found = (replace(one, pairs=tuple(duplicates.looked_at(pair) for pair in one.pairs)),)
    waiting = sum(each.open for each in found)
    shown = [each for each in found if each.open or every or group is not None]
    if as_json:
        say_json([_record(each) for each in shown], indent=2)
    else:
        for line in _told(shown, len(found), waiting):
            say(line)
    raise typer.Exit(ExitCode.ATTENTION if waiting else ExitCode.OK)


@app.command("decide", help=t("duplicates.command.decide"))
def decide(
    submissions: Annotated[
        list[str] | None, typer.Argument(metavar="SUBMISSION", help=t("duplicates.argument.submissions"))
    ] = None,
    *,
    chosen: Annotated[Chosen | None, typer.Option("--as", help=t("duplicates.option.as"))] = None,
    group: Annotated[str | None, typer.Option("--group", metavar="N", help=t("duplicates.option.group"))] = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="SUBMISSION", help=t("duplicates.option.without"))
    ] = None,
    reviewer: By = None,
    workspace: Folder = None,
) -> ExitCode:
    """Say how two submissions, or those of a group, belong together."""
    from ocr_intake.grouping.duplicates import Duplicates
    from ocr_intake.store import Workspace

    kind = None if chosen is None else RelationKind[chosen.name]
    numbers = [submission_number(each) for each in submissions or ()]
    left_out = [submission_number(each) for each in without or ()]
    two = len(numbers) == 2 and kind is not None and not left_out
    if (group is None) != two or (group is not None and numbers):
        raise TwoOrGroupError
    by = (reviewer or "").strip() or login_name()
    with Workspace.open(workspace_folder(workspace)) as store:
        if group is None and kind is not None:
            choice = store.relations.choose([Link(kind, *numbers)], by=by)
        else:
            choice = Duplicates(store).decide(group or "", kind, by=by, without=left_out)
        made = [relation.link for relation in store.relations.of() if relation.choice == choice]
    for link in made:
        say(link_in_words(link))
    say(t("duplicates.decided", choice=choice, count=len(made)))
    return ExitCode.OK


@app.command("undo", help=t("duplicates.command.undo"))
def undo(
    choice: Annotated[int | None, typer.Argument(metavar="NUMBER", help=t("duplicates.argument.choice"))] = None,
    *,
    reviewer: By = None,
    workspace: Folder = None,
) -> ExitCode:
    """Take a decision back: the last of one's own, or the one with that number."""
    from ocr_intake.store import Workspace

    with Workspace.open(workspace_folder(workspace)) as store:
        gone = store.relations.undo(choice, by=(reviewer or "").strip() or login_name())
    for link in gone:
        say(link_in_words(link))
    say(t("duplicates.undone", count=len(gone)))
    return ExitCode.OK


@app.command("decisions", help=t("duplicates.command.decisions"))
def decisions(
    ctx: typer.Context,
    *,
    consultation: Annotated[str | None, typer.Option(metavar="ID", help=t("status.option.consultation"))] = None,
    workspace: Folder = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("status.option.json"))] = False,
) -> ExitCode:
    """Name the decisions that hold, with who made them and what counts by them."""
    from ocr_intake.grouping.counting import count
    from ocr_intake.store import Workspace

    with Workspace.open(workspace_folder(workspace), write=False) as store:
        check_consultation(ctx.ensure_object(State), store, consultation)
        relations = store.relations.of(consultation)
        counts = count(store, consultation)
    if as_json:
        said = [
            {
                "choice": each.choice or None,
                "kind": each.kind,
                "later": f"S{each.later:04d}",
                "earlier": f"S{each.earlier:04d}",
                "by": each.by,
                "at": each.at.isoformat(),
            }
            for each in relations
        ]
        about = {"submissions": len(counts.submissions), "opinions": counts.opinions}
        say_json({"decisions": said, "counts": about | {"submitters": len(counts.submitters)}}, indent=2)
        return ExitCode.OK
    for each in relations:
        number = str(each.choice) if each.choice else "-"
        at = each.at.astimezone().strftime("%Y-%m-%d %H:%M")
        say(t("duplicates.decision", choice=number, link=link_in_words(each.link), by=each.by, at=at))
    say(
        t(
            "duplicates.counts",
            submissions=len(counts.submissions),
            opinions=counts.opinions,
            submitters=len(counts.submitters),
        )
    )
    return ExitCode.OK


def link_in_words(link: Link) -> str:
    """What a link says."""
    return t(f"duplicates.link.{link.kind}", later=f"S{link.later:04d}", earlier=f"S{link.earlier:04d}")


def _told(shown: Iterable[ShownGroup], count: int, waiting: int) -> Iterator[str]:
    for group in shown:
        yield t(f"duplicates.group.{group.group.kind.name.lower()}", key=group.key, count=len(group.members))
        for member in group.members:
            channel, state = t(f"show.channel.{member.channel}"), t(f"show.state.{member.state}")
            yield t("duplicates.member", number=member.number, channel=channel, received=member.received, state=state)
        for pair in group.pairs:
            yield _line(pair)
    yield t("duplicates.count", count=count, waiting=waiting) if count else t("duplicates.none")


def _line(pair: Pair) -> str:
    from ocr_intake.review.wording import alike_in_words

    if pair.chosen is not None:
        return t("duplicates.pair.chosen", link=link_in_words(pair.chosen.link), by=pair.chosen.by)
    key = "over_others" if pair.decided else "proposed"
    link, why = link_in_words(pair.proposal.link), alike_in_words(pair.proposal.why)
    return t(f"duplicates.pair.{key}" if why else f"duplicates.pair.{key}_bare", link=link, why=why)


def _record(group: ShownGroup) -> dict[str, Any]:
    return {
        "group": group.key,
        "kind": group.group.kind.name.lower(),
        "consultation": group.consultation,
        "open": group.open,
        "members": [
            {
                "number": member.number,
                "state": member.state,
                "channel": member.channel,
                "received": member.received.isoformat(),
            }
            for member in group.members
        ],
        "pairs": [
            {
                "later": f"S{pair.proposal.link.later:04d}",
                "earlier": f"S{pair.proposal.link.earlier:04d}",
                "proposed": pair.proposal.link.kind,
                "why": {each.sign: each.percent for each in pair.proposal.why},
                "decided": pair.decided,
                "chosen": None if pair.chosen is None else pair.chosen.kind,
                "choice": None if pair.chosen is None else pair.chosen.choice or None,
            }
            for pair in group.pairs
        ],
    }
