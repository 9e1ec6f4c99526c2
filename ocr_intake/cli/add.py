"""``ocr-intake add``: paper without a file, typed in, with or without a picture of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from ocr_intake.cli.console import complain, say, say_json
from ocr_intake.cli.dates import received_on, today
from ocr_intake.cli.ingest_tools import Desk, login_name, stopping, workspace_folder
from ocr_intake.cli.state import State
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t
from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import Channel

if TYPE_CHECKING:
    from ocr_intake.config import Consultation
    from ocr_intake.model.entered import EnteredPaper
    from ocr_intake.pipeline.entering import Picture
    from ocr_intake.store import Workspace


class BadValuesError(IntakeError):
    """``--values`` is not the JSON that was asked for. The message repeats nothing of it."""

    key: ClassVar[str] = "entering.error.values"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


class NotAPersonError(IntakeError):
    """Nobody sits there who could be asked."""

    key: ClassVar[str] = "entering.error.nobody"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


def add(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    *,
    consultation: Annotated[str, typer.Option(metavar="ID", help=t("ingest.option.consultation"))],
    channel: Annotated[Channel, typer.Option(help=t("ingest.option.channel"))],
    received: Annotated[str | None, typer.Option(metavar="DATE", help=t("ingest.option.received"))] = None,
    picture: Annotated[Path | None, typer.Option(metavar="FILE", help=t("entering.option.picture"))] = None,
    instead_of: Annotated[list[str] | None, typer.Option(metavar="ITEM", help=t("entering.option.instead_of"))] = None,
    values: Annotated[Path | None, typer.Option(metavar="FILE", help=t("entering.option.values"))] = None,
    operator: Annotated[str | None, typer.Option(metavar="NAME", help=t("ingest.option.operator"))] = None,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("ingest.option.workspace"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("status.option.json"))] = False,
) -> ExitCode:
    """Ask for every field, show what will be recorded, ask once, and record it."""
    from ocr_intake.pipeline import entering
    from ocr_intake.store import BatchFacts

    desk = Desk(ctx.ensure_object(State), None, None)
    known = desk.check_channel(consultation, channel)
    facts = BatchFacts(consultation, channel, received_on(received, known) or today())
    given = None if values is None else _given(values)
    if given is None and not sys.stdin.isatty():
        raise NotAPersonError
    with desk.opened(workspace_folder(workspace)) as store:
        items = [store.settlements.find(each).id for each in instead_of or ()]
        seen = None if picture is None else _picture(picture, desk, store, consultation)
        paper = given or _asked(known)
        by, number = operator or login_name(), 0
        while not number:
            try:
                number = entering.enter(store, paper, facts, known, by=by, picture=seen, instead_of=items)
            except IntakeError as error:  # what was typed must not be lost to a database that is busy
                if given is not None:
                    raise
                complain(t("core.error", message=error))
                typer.confirm(t("entering.again"), default=True, abort=True)
    name = f"S{number:04d}"
    say_json({"submission": name, "instead_of": items}) if as_json else say(t("entering.done", number=name))
    return ExitCode.OK


def _picture(path: Path, desk: Desk, store: Workspace, consultation: str) -> Picture:
    from ocr_intake.intake import NoSuchPathError
    from ocr_intake.pipeline.batch import scratch_folder
    from ocr_intake.pipeline.entering import read_picture

    if not path.is_file():
        raise NoSuchPathError(path=path)
    complain(t("entering.reading"))
    with (
        stopping() as stop,
        scratch_folder(store.path) as scratch,
        desk.pool(scratch, stop, consultation, pictures=True) as pool,
    ):
        return read_picture(path, pool)


# ------------------------------------------------------------------------------------------------------------- asking


def _asked(consultation: Consultation) -> EnteredPaper:
    """What the person typed and said yes to; asked anew as often as they say no."""
    from ocr_intake.review import ASKED, NothingTypedError, checked_paper

    while True:
        say(t("entering.begin"))
        fields: dict[FieldName, str] = {name: text for name in ASKED if (text := _one(name))}
        opinions = list(_opinions())
        try:
            paper = checked_paper(fields, opinions)
        except NothingTypedError as error:
            complain(str(error))
            continue
        for line in _shown(paper, consultation):
            say(line)
        if typer.confirm(t("entering.sure")):
            return paper


def _one(name: FieldName) -> str:
    """One field, until what is typed can be saved; empty where the paper has none."""
    from ocr_intake.review import InvalidValueError, check_value

    while True:
        said = typer.prompt(t(f"ingest.field.{name.value}"), default="", show_default=False)
        if not said.strip():
            return ""
        try:
            checked = check_value(name, said)
        except InvalidValueError as error:
            complain(str(error))
            continue
        for code in checked.unusual:
            complain(t(f"review_rules.unusual.{code.value}"))
        return checked.text


def _opinions() -> Iterator[str]:
    """Each opinion in lines up to an empty one; an empty one at once ends them."""
    number = 1
    while True:
        say(t("entering.opinion", number=number))
        lines = []
        while line := typer.prompt("", prompt_suffix="> ", default="", show_default=False):
            lines.append(line)
        if not lines:
            return
        yield "\n".join(lines)
        number += 1


def _shown(paper: EnteredPaper, consultation: Consultation) -> Iterator[str]:
    """What will be recorded, and what is missing that the consultation asks for."""
    for name, text in paper.fields:
        yield t("entering.value", field=t(f"ingest.field.{name.value}"), value=text)
    for number, opinion in enumerate(paper.opinions, 1):
        label = t("show.opinion_of", name=t("ingest.field.opinion"), number=number)
        first, *others = opinion.split("\n")
        yield t("entering.value", field=label, value=first)
        yield from (t("entering.more", value=line) for line in others)
    present = {name for name, _ in paper.fields} | ({FieldName.OPINION} if paper.opinions else set())
    for names in consultation.missing(present):
        yield t("entering.missing", fields=" / ".join(t(f"ingest.field.{name.value}") for name in names))


# -------------------------------------------------------------------------------------------------------------- given


def _given(path: Path) -> EnteredPaper:
    """What a file (or ``-``, standard input) says: field names with texts, and ``opinions``, a list of texts.

    Raises:
        NoSuchPathError: There is no such file.
        BadValuesError: It says something else.
        IntakeError: One of the texts cannot be saved (see ``checked_paper``).
    """
    from ocr_intake.intake import NoSuchPathError
    from ocr_intake.review import ASKED, checked_paper

    if path != Path("-") and not path.is_file():
        raise NoSuchPathError(path=path)
    try:
        said = json.loads(sys.stdin.read() if path == Path("-") else path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadValuesError from error
    names = {name.value: name for name in ASKED}
    if not isinstance(said, dict) or not said.keys() <= {*names, "opinions"}:
        raise BadValuesError
    opinions = said.pop("opinions", [])
    texts = [
        *(text for text in said.values() if text is not None),
        *(opinions if isinstance(opinions, list) else [None]),
    ]
    if not all(isinstance(text, str) for text in texts):
        raise BadValuesError
    return checked_paper({names[key]: text for key, text in said.items() if text is not None}, opinions)
