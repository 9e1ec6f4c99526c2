"""The texts a person sees, in Japanese and English; which text to show when is the callers' business.

Texts live in ``ja/ROOM.toml`` and ``en/ROOM.toml`` beside this module, one file a room, the same keys in both.
"""

from __future__ import annotations

import os
import tomllib
from datetime import date
from functools import cache
from importlib import resources
from typing import Final, Literal

from ocr_intake.i18n.outside import one_line

Language = Literal["ja", "en"]

LANGUAGES: Final[tuple[Language, ...]] = ("ja", "en")
"""The first is the default."""

ENVIRONMENT: Final = "OCR_INTAKE_LANG"
"""Environment variable that chooses the language."""


def language() -> Language:
    """The language in force: ``OCR_INTAKE_LANG`` beginning with ``en`` means English, anything else Japanese.

    The environment is asked each time, so that worker processes and tests need nothing of their own.
    """
    return "en" if os.environ.get(ENVIRONMENT, "").strip().lower().startswith("en") else "ja"


class Worded(str):
    """A text that was put into words here: it may stand in another one as it is, line ends and all."""

    __slots__ = ()


def t(key: str, /, **values: object) -> str:
    """The text of ``key`` (``room.rest``) in the language in force, with ``{placeholders}`` filled in.

    A brace inside a value stays a brace. A value that is not ``Worded`` itself comes from outside: what it could steer
    a terminal with, or forge a line with, is made visible. What comes back is ``Worded``.

    Raises:
        KeyError: No such key, or a placeholder was given no value: a mistake in the program.
    """
    text = catalogue(language())[key]
    return Worded(text.format_map({name: _fit_to_show(value) for name, value in values.items()}))


def _fit_to_show(value: object) -> object:
    if isinstance(value, int | float | date | Worded):
        return value  # numbers and dates as their formats in the texts want them
    shown = str(value)  # an error words itself
    return shown if isinstance(shown, Worded) else one_line(shown)


@cache
def catalogue(lang: Language) -> dict[str, str]:
    """Every text of one language by its full key, ``room.table.name``."""
    texts: dict[str, str] = {}
    for entry in resources.files(__name__).joinpath(lang).iterdir():
        if entry.name.endswith(".toml"):
            _flatten(entry.name.removesuffix(".toml"), tomllib.loads(entry.read_text(encoding="utf-8")), texts)
    return texts


def _flatten(prefix: str, table: dict[str, object], into: dict[str, str]) -> None:
    """Put a TOML table's texts ``into`` the catalogue under dotted keys."""
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, dict):
            _flatten(key, value, into)
        elif isinstance(value, str):
            into[key] = value
        else:
            raise TypeError(f"{key}: a text must be a string")
