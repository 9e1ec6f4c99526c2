"""``ocr-intake forms``: learn the city's own forms from blank ones, list them, see which one a page is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

import typer

from ocr_intake.cli.commands import App
from ocr_intake.cli.console import complain, say
from ocr_intake.cli.ingest_tools import Desk, files_of
from ocr_intake.cli.state import State
from ocr_intake.config import FormTemplate, Origin, load_consultation, load_forms, load_settings
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from ocr_intake.model.fields import FieldName
    from ocr_intake.model.pages import Page, SetAside
    from ocr_intake.pipeline.form_check import Looked
    from ocr_intake.readers.registry import Engines

app = App()

READABLE: Final = 0o644
"""Mode of templates: configuration, like the files beside them."""
PRIVATE: Final = 0o600
"""Mode of pictures: filled forms show what people wrote."""


class FormExistsError(IntakeError):
    """There is a template of that id already."""

    key: ClassVar[str] = "forms.error.exists"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class FormIdError(IntakeError):
    """No id can be made of the file's name, or the one given is none."""

    key: ClassVar[str] = "forms.error.id"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class NoOwnConfigError(IntakeError):
    """Templates are the city's: they do not go where the program's own files lie."""

    key: ClassVar[str] = "forms.error.shipped_config"
    exit_code: ClassVar[ExitCode] = ExitCode.CONFIG


class UnreadableFormError(IntakeError):
    """A file or page cannot be read."""

    key: ClassVar[str] = "forms.error.unreadable"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


class UnwritableFormError(IntakeError):
    """The template or picture cannot be saved."""

    key: ClassVar[str] = "forms.error.unwritable"


class Rotation(StrEnum):
    """What ``--rotate`` takes."""

    NONE = "0"
    QUARTER = "90"
    HALF = "180"
    THREE_QUARTERS = "270"


@app.command("learn", help=t("forms.learn.help"))
def learn_form(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    blank: Annotated[list[Path], typer.Argument(metavar="BLANK", help=t("forms.option.blank"))],
    *,
    form_id: Annotated[str | None, typer.Option("--id", metavar="ID", help=t("forms.option.id"))] = None,
    title: Annotated[str, typer.Option(metavar="TEXT", help=t("forms.option.title"), show_default=False)] = "",
    consultation: Annotated[str | None, typer.Option(metavar="ID", help=t("forms.option.consultation"))] = None,
    rotate: Annotated[Rotation | None, typer.Option("--rotate", help=t("forms.option.rotate"))] = None,
    force: Annotated[bool, typer.Option("--force", help=t("forms.option.force"))] = False,
) -> ExitCode:
    """Read the blank form, save its template, tell what was found and what was not."""
    from ocr_intake.config.form_file import as_toml
    from ocr_intake.pipeline.learning import Naming, learn

    state = ctx.ensure_object(State)
    name = _id_of(form_id, blank[0])
    target = _target(state, name, force=force)
    if consultation is not None:
        load_consultation(state.config_dir.path, consultation)
    desk = Desk(state, None, None)
    knowledge = desk.knowledge(consultation)
    said = int(rotate) if rotate is not None else None
    pages = tuple(replace(page, rotation=said) for _, _, page in _pages(files_of(blank), desk))
    with _engines(state) as engines:
        learned = learn(pages, Naming(name, title, consultation), engines, knowledge)
    form = learned.form
    _save(target, as_toml(form).encode(), READABLE)
    say(t("forms.learn.saved", id=form.id, path=target, title=form.title))
    for line in _fields_of(form):
        say(line)
    for number, turned in enumerate(learned.turned, start=1):
        if turned.doubtful:
            complain(t("forms.learn.way_up", page=number, rotation=turned.rotation, other=turned.other))
    missing = _missing(form, knowledge.required)
    if missing:
        complain(t("forms.learn.missing", missing=missing, path=target))
    say(t("forms.learn.next"))
    return ExitCode.ATTENTION if missing else ExitCode.OK


@app.command("list", help=t("forms.list.help"))
def list_forms(ctx: typer.Context) -> ExitCode:
    """One line a form."""
    forms = load_forms(ctx.ensure_object(State).config_dir.path)
    for form in forms:
        fields = sum(len(page.fields) for page in form.pages)
        served = form.consultation or t("forms.list.any")
        say(t("forms.list.form", id=form.id, title=form.title, pages=len(form.pages), fields=fields, served=served))
    if not forms:
        say(t("forms.list.none"))
    return ExitCode.OK


@app.command("check", help=t("forms.check.help"))
def check_pages(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="FILE", help=t("forms.option.files"))],
    *,
    picture: Annotated[Path | None, typer.Option(metavar="DIR", help=t("forms.option.picture"))] = None,
) -> ExitCode:
    """Which form each page is; 3 where one is none."""
    from ocr_intake.pipeline.form_check import look, picture_of
    from ocr_intake.pipeline.forms import form_pages

    state = ctx.ensure_object(State)
    forms = form_pages(load_forms(state.config_dir.path))
    if not forms:
        say(t("forms.list.none"))
        return ExitCode.ATTENTION
    desk, unknown = Desk(state, None, None), False
    with _engines(state) as engines:
        for path, number, page in _pages(files_of(paths), desk):
            looked = look(page, engines, forms)
            unknown |= looked.match is None
            say(t("forms.check.page", file=path.name, page=number, verdict=_verdict(looked)))
            if picture is not None:
                _save(picture / f"{path.stem}-{number}.png", picture_of(looked), PRIVATE)
    return ExitCode.ATTENTION if unknown else ExitCode.OK


# ------------------------------------------------------------------------------------------------------------- parts


def _id_of(given: str | None, blank: Path) -> str:
    """The id as given, or made of the file's name."""
    if given is None:
        plain = unicodedata.normalize("NFKC", blank.stem).lower()
        given = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", given) or len(given) > 60:
        raise FormIdError(id=given)
    return given


def _target(state: State, name: str, *, force: bool) -> Path:
    """Where the template goes."""
    found = state.config_dir
    if found.origin is Origin.SHIPPED:
        raise NoOwnConfigError
    load_settings(found.path)  # a folder that is none is refused before the work, not after it
    target = found.path / "forms" / f"{name}.toml"
    if target.exists() and not force:
        raise FormExistsError(id=name, path=target)
    return target


@contextmanager
def _engines(state: State) -> Iterator[Engines]:
    """The readers of the settings; a few pages are read in this process."""
    from ocr_intake.readers.registry import load

    readers = load_settings(state.config_dir.path).reading.readers
    yield load(readers)


def _pages(files: Sequence[Path], desk: Desk) -> Iterator[tuple[Path, int, Page]]:
    """Every page of some files.

    Raises:
        UnreadableFormError: One cannot be read.
    """
    from ocr_intake.intake import decode, inspect
    from ocr_intake.model.pages import SetAside

    for path in files:
        source = inspect(path, desk.limits)
        if isinstance(source, SetAside):
            raise _unreadable(path, source)
        for number in range(1, source.pages + 1):
            page = decode(path, source, number, desk.limits)
            if isinstance(page, SetAside):
                raise _unreadable(path, page)
            yield path, number, page


def _unreadable(path: Path, reason: SetAside) -> UnreadableFormError:
    from ocr_intake.cli.wording import describe

    return UnreadableFormError(path=path, reason=describe(reason))


def _save(target: Path, content: bytes, mode: int) -> None:
    from ocr_intake.store.atomic import atomic_file

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with atomic_file(target, mode=mode) as file:
            file.write(content)
    except OSError as error:
        raise UnwritableFormError(path=target, reason=error.strerror or type(error).__name__) from error


def _fields_of(form: FormTemplate) -> Iterator[str]:
    for number, page in enumerate(form.pages, start=1):
        yield t("forms.learn.page", page=number, fields=len(page.fields), printed=len(page.printed))
        for field in page.fields:
            kinds = t("forms.learn.and").join(t(f"forms.kind.{kind}") for kind in field.kinds)
            left, top, right, bottom = (f"{side:.0f}" for side in field.box)
            yield t("forms.learn.field", kinds=kinds, label=field.label, left=left, top=top, right=right, bottom=bottom)


def _missing(form: FormTemplate, required: Sequence[Sequence[FieldName]]) -> str:
    """The fields that a submission must carry and for which the form was not found to have a place."""
    kinds = {str(kind) for page in form.pages for field in page.fields for kind in field.kinds}
    lacking = [entry for entry in required if not {str(name) for name in entry} & kinds]
    either = t("forms.learn.or")
    return t("forms.learn.and").join(either.join(t(f"forms.kind.{name}") for name in entry) for entry in lacking)


def _verdict(looked: Looked) -> str:
    """Which form, and how sure; or the nearest one and what was lacking."""
    shown = looked.match or looked.nearest
    if shown is None:
        return t("forms.check.none")
    found, agreed = f"{shown.found:.0%}", f"{shown.agreed:.0%}"
    if looked.match is not None:
        return t("forms.check.match", id=shown.form, page=shown.page, found=found, agreed=agreed)
    return t("forms.check.near", id=shown.form, page=shown.page, found=found, agreed=agreed)
