"""What is wrong with a configuration file: where, what was expected and what was found, in words to act on."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ocr_intake.config.record import Record
from ocr_intake.i18n import LANGUAGES, catalogue, t

_LONGEST_FOUND: Final = 60
"""Characters of a wrong value that a message quotes."""

_SAME_EXPECTATION: Final = {
    "bool_parsing": "bool_type",
    "date_from_datetime_inexact": "date_type",
    "date_parsing": "date_type",
    "dict_type": "table",
    "enum": "choice",
    "float_parsing": "float_type",
    "int_from_float": "int_type",
    "int_parsing": "int_type",
    "literal_error": "choice",
    "mapping_type": "table",
    "model_attributes_type": "table",
    "model_type": "table",
}
"""pydantic's kinds of error that one text covers."""


_NEVER_QUOTED: Final = {"database_password", "database_url"}
"""Kinds of error whose value may be secret."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in one file. Texts are looked up when it is shown, in the language of whoever reads it."""

    file: Path
    key: str
    """Dotted path inside the file; entries of arrays count from 1. "" for the file as a whole."""
    expected: str
    """Kind of expectation, the key of its text: ``config.expected.EXPECTED``."""
    values: tuple[tuple[str, str], ...] = ()
    """For the placeholders of that text."""
    found: str | None = None
    """What stands there, as TOML would write it, shortened; None where nothing stands there or nobody may see it."""

    def __str__(self) -> str:
        expected = t(f"config.expected.{self.expected}", **dict(self.values))
        where = f"{self.file}: {self.key}" if self.key else str(self.file)
        if self.found is None:
            return t("config.problem", where=where, expected=expected)
        return t("config.problem_found", where=where, expected=expected, found=self.found)


def problems_of(file: Path, error: ValidationError, model: type[BaseModel]) -> tuple[Problem, ...]:
    """Every mistake that pydantic found in a file."""
    details = error.errors(include_url=False)
    places = [detail["loc"] for detail in details]
    # an array with a wrong entry is called too short as well, since only right entries count: the entry is enough
    return tuple(
        _problem(file, detail, model)
        for detail in details
        if not any(loc[: len(detail["loc"])] == detail["loc"] != loc for loc in places)
    )


def _problem(file: Path, detail: ErrorDetails, model: type[BaseModel]) -> Problem:
    kind = detail["type"]
    key = dotted(detail["loc"])
    context = detail.get("ctx", {})
    if kind == "extra_forbidden":
        name = str(detail["loc"][-1])
        record = _record_at(model, detail["loc"][:-1])
        if record is not None and issubclass(record, Record) and name in record.gone:
            return Problem(file, key, "gone")
        known = tuple(sorted(record.model_fields if record is not None else ()))
        near = difflib.get_close_matches(name, known, n=1)
        if near:
            return Problem(file, key, "known_key_near", (("near", near[0]),))
        return Problem(file, key, "known_key", (("known", ", ".join(known)),))
    if kind == "missing":
        return Problem(file, key, "missing")
    expected = _SAME_EXPECTATION.get(kind, kind)
    values = tuple((name, str(value)) for name, value in context.items() if name != "error")
    if expected == "choice":  # pydantic joins the choices with an English "or"
        values = (("choices", ", ".join(re.findall(r"'([^']*)'", str(context["expected"])))),)
    if f"config.expected.{expected}" not in catalogue(LANGUAGES[0]):
        expected, values = "other", (("reason", detail["msg"]),)
    unquoted = kind in _NEVER_QUOTED or isinstance(detail["input"], BaseModel)
    found = None if unquoted else shortened(detail["input"])
    return Problem(file, key, expected, values, found)


def _record_at(model: type[BaseModel], loc: Sequence[int | str]) -> type[BaseModel] | None:
    """The record that a place inside a file holds; None where it holds none."""
    here: type[BaseModel] | None = model
    for step in loc:
        if isinstance(step, str) and here is not None:
            here = _model_in(here.model_fields[step].annotation) if step in here.model_fields else None
    return here


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The record that an annotation holds, itself or inside a tuple."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        if found := _model_in(inner):
            return found
    return None


def dotted(loc: Sequence[int | str]) -> str:
    """``combined[2].fields``: entries of arrays count from 1, as people do."""
    path = ""
    for step in loc:
        if isinstance(step, int):
            path += f"[{step + 1}]"
        elif step != "[key]":  # pydantic's mark that the key itself is wrong
            path += f".{step}" if path else step
    return path


def shortened(value: object) -> str:
    """A value as TOML would write it, cut to a length that fits a message."""
    text = _as_toml(value)
    return text if len(text) <= _LONGEST_FOUND else text[: _LONGEST_FOUND - 1] + "…"


def _as_toml(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value}"'
        case datetime() | date() | time():
            return value.isoformat()
        case Mapping():
            return "{" + ", ".join(f"{name} = {_as_toml(inner)}" for name, inner in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(_as_toml(inner) for inner in value) + "]"
        case _:
            return str(value)
