"""Reading configuration files: finding them in a folder, laying them over the shipped defaults, checking them all."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final, TypeVar

from pydantic import BaseModel, ValidationError

from ocr_intake.config.forms import FormTemplate
from ocr_intake.config.letters import check_letters
from ocr_intake.config.location import shipped_config_dir
from ocr_intake.config.mapping import ImportMap
from ocr_intake.config.models import Consultation, Labels, Settings, comparable
from ocr_intake.config.problems import Problem, problems_of
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import Worded, t

SETTINGS: Final = "settings.toml"
LABELS: Final = "labels.toml"
CONSULTATIONS: Final = "consultations"
FORMS: Final = "forms"
IMPORTS: Final = "imports"

Toml = dict[str, Any]
M = TypeVar("M", bound=BaseModel)

_LARGEST: Final = 1 << 20
"""Bytes: a configuration file larger than this is something else."""


class ConfigError(IntakeError):
    """The configuration is wrong; ``problems`` says where and how."""

    key: ClassVar[str] = "config.invalid"
    exit_code: ClassVar[ExitCode] = ExitCode.CONFIG

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems=problems)
        self.problems = problems

    def __str__(self) -> str:
        return t(self.key, problems=Worded("\n".join(f"  {problem}" for problem in self.problems)))


class UnknownConsultationError(IntakeError):
    """No consultation of that id."""

    key: ClassVar[str] = "config.unknown_consultation"
    exit_code: ClassVar[ExitCode] = ExitCode.CONFIG

    def __init__(self, consultation: str, known: tuple[str, ...], folder: Path) -> None:
        super().__init__(consultation=consultation, known=", ".join(known) or "-", folder=folder)


# ------------------------------------------------------------------------------------------------------------- loads


def load_settings(config_dir: Path) -> Settings:
    """The settings: the shipped ones, with what the folder's own file says laid over them key by key.

    Raises:
        ConfigError: The folder or the file cannot be used.
    """
    file, own, shipped = _own_and_shipped(config_dir, SETTINGS)
    return _validated(file, _laid_over(shipped, own), Settings)


def load_labels(config_dir: Path) -> Labels:
    """The label wordings: the folder's own first, then the shipped ones.

    A wording that the folder's file gives to another kind moves there, so one that must not count is listed under
    ``ignore``.

    Raises:
        ConfigError: The folder or the file cannot be used.
    """
    file, own, shipped = _own_and_shipped(config_dir, LABELS)
    ours = _validated(shipped_config_dir() / LABELS, shipped, Labels)
    if not own:
        return ours
    return _merged(_validated(file, {"fields": {"ignore": []}} | own, Labels), ours)


def load_consultation(config_dir: Path, consultation_id: str) -> Consultation:
    """One consultation.

    Raises:
        UnknownConsultationError: There is none of that id.
        ConfigError: The folder or the file cannot be used.
    """
    files = _consultation_files(config_dir)
    if consultation_id not in files:
        raise UnknownConsultationError(consultation_id, tuple(files), config_dir)
    return _load_consultation_file(files[consultation_id])


def list_consultations(config_dir: Path) -> tuple[Consultation, ...]:
    """Every consultation of the folder (the shipped ones where it has no ``consultations``), latest period first.

    Raises:
        ConfigError: The folder or one of the files cannot be used.
    """
    found = [_load_consultation_file(file) for file in _consultation_files(config_dir).values()]
    return tuple(sorted(found, key=lambda each: (each.start, each.id), reverse=True))


def load_forms(config_dir: Path) -> tuple[FormTemplate, ...]:
    """The templates of the city's own forms, in the order of their ids.

    Raises:
        ConfigError: The folder or one of the files cannot be used.
    """
    return tuple(_load_form_file(file) for file in _form_files(config_dir))


def load_map(config_dir: Path, file: Path) -> ImportMap:
    """A mapping of ``import``: a file, or the name of one of the folder's ``imports``.

    Raises:
        ConfigError: It cannot be used.
    """
    named = config_dir / IMPORTS / f"{file}.toml"
    found = named if not file.is_file() and len(file.parts) == 1 and named.is_file() else file
    return _validated(found, _read(found), ImportMap)


def check(config_dir: Path, known_readers: Collection[str] = ()) -> tuple[Problem, ...]:
    """Every mistake in every file of the folder, in the order of the files.

    Args:
        config_dir: the folder.
        known_readers: names that the settings may list as readers; any name where none are given.
    """
    try:
        consultations = _consultation_files(config_dir)
    except ConfigError as error:
        return error.problems
    loads: list[Callable[[], object]] = [
        partial(_check_settings, config_dir, known_readers),
        partial(load_labels, config_dir),
        *(partial(_load_consultation_file, file) for file in consultations.values()),
        *(partial(_check_form, file, tuple(consultations)) for file in _form_files(config_dir)),
        *(partial(load_map, config_dir, file) for file in sorted((config_dir / IMPORTS).glob("*.toml"))),
    ]
    problems: list[Problem] = []
    for load in loads:
        try:
            load()
        except ConfigError as error:
            problems += error.problems
    known = (LABELS, SETTINGS)
    for stray in sorted(config_dir.glob("*.toml")):
        if stray.name not in known:
            problems.append(Problem(stray, "", "known_file", (("known", ", ".join(known)),)))
    return (*problems, *check_letters(config_dir))


# ------------------------------------------------------------------------------------------------------------- parts


def _own_and_shipped(config_dir: Path, name: str) -> tuple[Path, Toml, Toml]:
    """The folder's file with its content ({} where it has none) and the shipped content."""
    _require_folder(config_dir)
    shipped_file = shipped_config_dir() / name
    shipped = _read(shipped_file)
    file = config_dir / name
    if not file.is_file() or file.samefile(shipped_file):
        return shipped_file, {}, shipped
    return file, _read(file), shipped


def _check_settings(config_dir: Path, known_readers: Collection[str]) -> Settings:
    """The settings, with names of readers that only the registry of readers can judge."""
    settings = load_settings(config_dir)
    choices = (("choices", ", ".join(known_readers)),)
    wrong = tuple(
        Problem(config_dir / SETTINGS, f"reading.readers[{number}]", "choice", choices, f'"{name}"')
        for number, name in enumerate(settings.reading.readers, start=1)
        if known_readers and name not in known_readers
    )
    if wrong:
        raise ConfigError(wrong)
    return settings


def _require_folder(config_dir: Path) -> None:
    if not config_dir.is_dir():
        raise ConfigError((Problem(config_dir, "", "folder"),))


def _consultation_files(config_dir: Path) -> dict[str, Path]:
    """Id to file, in alphabetical order."""
    _require_folder(config_dir)
    folder = config_dir / CONSULTATIONS
    if not folder.is_dir():
        folder = shipped_config_dir() / CONSULTATIONS
    return {file.stem: file for file in sorted(folder.glob("*.toml"))}


def _load_consultation_file(file: Path) -> Consultation:
    consultation = _validated(file, _read(file), Consultation)
    if consultation.id != file.stem:
        raise ConfigError((Problem(file, "id", "file_name", (("stem", file.stem),), f'"{consultation.id}"'),))
    return consultation


def _form_files(config_dir: Path) -> tuple[Path, ...]:
    _require_folder(config_dir)
    return tuple(sorted((config_dir / FORMS).glob("*.toml")))


def _load_form_file(file: Path) -> FormTemplate:
    form = _validated(file, _read(file), FormTemplate)
    if form.id != file.stem:
        raise ConfigError((Problem(file, "id", "file_name", (("stem", file.stem),), f'"{form.id}"'),))
    return form


def _check_form(file: Path, consultations: Collection[str]) -> None:
    """A template, with the consultation that only the other files can judge."""
    form = _load_form_file(file)
    if form.consultation is not None and form.consultation not in consultations:
        choices = (("choices", ", ".join(consultations)),)
        raise ConfigError((Problem(file, "consultation", "choice", choices, f'"{form.consultation}"'),))


def _read(file: Path) -> Toml:
    """A TOML file's content. A byte order mark, which some editors write, does no harm."""
    try:
        if file.stat().st_size > _LARGEST:
            raise ConfigError((Problem(file, "", "small_file"),))
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError((Problem(file, "", "readable", (("reason", error.strerror or ""),)),)) from error
    except UnicodeDecodeError as error:
        raise ConfigError((Problem(file, "", "utf8"),)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((_syntax_problem(file, str(error)),)) from error
    except RecursionError as error:
        raise ConfigError((_syntax_problem(file, "Nested too deeply"),)) from error


def _syntax_problem(file: Path, message: str) -> Problem:
    """Where TOML itself is broken; the parser tells the place only inside its message."""
    place = re.search(r"line (\d+), column (\d+)", message)
    reason = message.partition(" (at ")[0]
    if place is None:
        return Problem(file, "", "toml_end", (("reason", reason),))
    return Problem(file, "", "toml", (("line", place[1]), ("column", place[2]), ("reason", reason)))


def _validated(file: Path, content: Toml, model: type[M]) -> M:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise ConfigError(problems_of(file, error, model)) from error


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> Toml:
    """Tables are laid over each other key by key; everything else is replaced."""
    result = dict(below)
    for name, value in above.items():
        under = result.get(name)
        result[name] = _laid_over(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return result


def _merged(own: Labels, shipped: Labels) -> Labels:
    """Both files' wordings, the folder's own first; a wording stays where the folder's own file has it."""
    taken = {comparable(wording) for wordings in own.fields.values() for wording in wordings}
    taken |= {comparable(entry.label) for entry in own.combined}
    fields = {kind: own.fields.get(kind, ()) for kind in [*own.fields, *shipped.fields]}
    for kind, wordings in shipped.fields.items():
        fields[kind] += tuple(wording for wording in wordings if comparable(wording) not in taken)
    combined = own.combined + tuple(entry for entry in shipped.combined if comparable(entry.label) not in taken)
    return Labels(fields=fields, combined=combined)
