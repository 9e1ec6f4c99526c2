"""The texts a person sees, in Japanese and English; which text to show when is the callers' business.

Texts live in ``ja/ROOM.toml`` and ``en/ROOM.toml`` beside this module, one file a room, the same keys in both.
"""

from __future__ import annotations

import os
import tomllib
from functools import cache
from importlib import resources
from typing import Final, Literal

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


def t(key: str, /, **values: object) -> str:
    """The text of ``key`` (``room.rest``) in the language in force, with ``{placeholders}`` filled in.

    Values are put in as they are: a brace inside a value stays a brace.

    Raises:
        KeyError: No such key, or a placeholder was given no value: a mistake in the program.
    """
    text = catalogue(language())[key]
    return text.format_map(values)


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
