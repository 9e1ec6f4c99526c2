"""Templates of letters to people who sent something: text files with names to fill in, ``letters/NAME.txt``."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, ClassVar, Final

from ocr_intake.config.location import shipped_config_dir
from ocr_intake.config.problems import Problem
from ocr_intake.errors import ExitCode, IntakeError

if TYPE_CHECKING:
    from collections.abc import Iterator

LETTERS: Final = "letters"

PLACEHOLDERS: Final = (
    "submitter",
    "postal_code",
    "address",
    "title",
    "received",
    "channel",
    "number",
    "missing",
    "deadline",
    "office",
    "office_phone",
    "today",
)
"""What a template may name as ``$name`` or ``${name}``; ``docs/clerk.md`` says what each is. ``$$`` is a dollar."""

_LARGEST: Final = 1 << 16
"""Bytes: a letter is a page or two."""
_SIGNS: Final = re.compile(
    r"\$(?:(?P<escaped>\$)|(?P<plain>[_a-z][_a-z0-9]*)|\{(?P<braced>[^}\n]*)\}|(?P<invalid>))", re.IGNORECASE
)


class UnknownLetterError(IntakeError):
    """There is no template of that name."""

    key: ClassVar[str] = "letter.error.unknown"
    exit_code: ClassVar[ExitCode] = ExitCode.CONFIG

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name=name, known=", ".join(known) or "-")


class LetterTemplateError(IntakeError):
    """A template is wrong; ``problems`` says where and how."""

    key: ClassVar[str] = "letter.error.template"
    exit_code: ClassVar[ExitCode] = ExitCode.CONFIG

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problem=problems[0])
        self.problems = problems


@dataclass(frozen=True, slots=True)
class LetterTemplate:
    """One template, whose names are all known."""

    name: str
    text: str

    def uses(self, placeholder: str) -> bool:
        """Whether a letter from it says that."""
        return any(placeholder in {found["plain"], found["braced"]} for found in _SIGNS.finditer(self.text))

    def filled(self, values: dict[str, str]) -> str:
        """The letter; a line of nothing but names that are all empty is left out."""
        return "".join(
            line
            for template in self.text.splitlines(keepends=True)
            if (line := Template(template).substitute(values)).strip() or not _SIGNS.search(template)
        )


def letter_names(config_dir: Path) -> tuple[str, ...]:
    """The templates that can be chosen: those of the folder, and the shipped ones."""
    return tuple(sorted({file.stem for folder in _folders(config_dir) for file in folder.glob("*.txt")}))


def load_letter(config_dir: Path, name: str) -> LetterTemplate:
    """A template, the folder's own before the shipped one of the same name.

    Raises:
        UnknownLetterError: There is none of that name.
        LetterTemplateError: It cannot be read, or names what is not known.
    """
    if name in letter_names(config_dir):
        for folder in _folders(config_dir):
            file = folder / f"{name}.txt"
            if file.is_file():
                return _loaded(file)
    raise UnknownLetterError(name, letter_names(config_dir))


def check_letters(config_dir: Path) -> tuple[Problem, ...]:
    """Every mistake in the folder's own templates."""
    problems: list[Problem] = []
    for file in sorted((config_dir / LETTERS).glob("*.txt")):
        try:
            _loaded(file)
        except LetterTemplateError as error:
            problems += error.problems
    return tuple(problems)


def _folders(config_dir: Path) -> tuple[Path, Path]:
    return config_dir / LETTERS, shipped_config_dir() / LETTERS


def _loaded(file: Path) -> LetterTemplate:
    try:
        if file.stat().st_size > _LARGEST:
            raise LetterTemplateError((Problem(file, "", "small_file"),))
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise LetterTemplateError((Problem(file, "", "readable", (("reason", error.strerror or ""),)),)) from error
    except UnicodeDecodeError as error:
        raise LetterTemplateError((Problem(file, "", "utf8"),)) from error
    if problems := tuple(_problems(file, text)):
        raise LetterTemplateError(problems)
    return LetterTemplate(file.stem, text)


def _problems(file: Path, text: str) -> Iterator[Problem]:
    """Names that are not known, and dollars that begin none, each with its line."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in _SIGNS.finditer(line):
            name = found["plain"] if found["plain"] is not None else found["braced"]
            if found["escaped"] or name in PLACEHOLDERS:
                continue
            near = difflib.get_close_matches(name or "", PLACEHOLDERS, n=1)
            known = near[0] if near else ", ".join(PLACEHOLDERS)
            yield Problem(file, "", "placeholder", (("line", str(number)), ("known", known)), found[0])
