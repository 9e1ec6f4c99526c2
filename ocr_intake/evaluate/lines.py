"""JSON Lines with truth or predictions into records; a line that is wrong is named, and what was expected there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar, Final, NoReturn

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.evaluate.records import Predicted, Prediction, Truth
from ocr_intake.i18n import t
from ocr_intake.model.fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeVar

    R = TypeVar("R", Truth, Prediction)

_OURS: Final = frozenset({"id", "file", "pages", "submitter_kind", "fields", "opinions"})
"""Keys of a truth line that results are not told apart by."""


class UnreadableFileError(IntakeError):
    """A file of truth or predictions cannot be read as text."""

    key: ClassVar[str] = "evaluate.error.unreadable"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


class MalformedLineError(IntakeError):
    """A line is not what was expected; the message names file, line and the expectation, never the line's content."""

    key: ClassVar[str] = "evaluate.error.malformed"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, path: Path, line: int, expected: str, subject: str = "") -> None:
        super().__init__(path=str(path), line=line, expected=expected, subject=subject)

    def __str__(self) -> str:
        path, line, expected, subject = (self.values[name] for name in ("path", "line", "expected", "subject"))
        reason = t(f"evaluate.expected.{expected}", subject=subject)
        return t(self.key, path=path, line=line, reason=reason)


class _WrongError(Exception):
    """What was expected of a line, before anybody knows which line of which file it is."""

    def __init__(self, expected: str, subject: str = "") -> None:
        super().__init__(expected, subject)
        self.expected, self.subject = expected, subject


def read_truth(path: Path) -> tuple[Truth, ...]:
    """The truth about submissions, one a line; blank lines and keys of the reader's own are welcome.

    Raises:
        UnreadableFileError: The file is not there, or is no UTF-8 text.
        MalformedLineError: A line is not what was expected, or there is none.
    """
    return _read(path, _truth)


def read_predictions(path: Path) -> tuple[Prediction, ...]:
    """Predictions as ``read --json`` prints them, one a line.

    Raises:
        UnreadableFileError: The file is not there, or is no UTF-8 text.
        MalformedLineError: A line is not what was expected.
    """
    return _read(path, _prediction)


def _read(path: Path, parse: Callable[[dict[str, Any]], R]) -> tuple[R, ...]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFileError(path) from error
    records = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            records.append(parse(_object(line)))
        except _WrongError as wrong:
            raise MalformedLineError(path, number, wrong.expected, wrong.subject) from None
    return tuple(records)


def _object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise _WrongError("object")
    return value


def _no_constant(name: str) -> NoReturn:
    """NaN and Infinity are not JSON."""
    raise ValueError(name)


def _truth(line: dict[str, Any]) -> Truth:
    fields = _fields(line)
    values = {name: text for name in FIELDS if (text := _text(fields.get(name.value), name.value)) is not None}
    keys = {key: word for key, value in line.items() if key not in _OURS and (word := _word(value)) is not None}
    identity = _word(line.get("id")) or ""
    return Truth(_file(line), _pages(line) or (1,), values, _word(line.get("submitter_kind")), identity, keys)


def _prediction(line: dict[str, Any]) -> Prediction:
    fields = _fields(line)
    values = {name: _predicted(fields[name.value], name.value) for name in FIELDS if fields.get(name.value)}
    return Prediction(_file(line), _pages(line), values, _word(line.get("submitter_kind")))


def _file(line: dict[str, Any]) -> str:
    name = line.get("file")
    if not isinstance(name, str) or not name.strip():
        raise _WrongError("file")
    return name


def _pages(line: dict[str, Any]) -> tuple[int, ...]:
    pages = line.get("pages")
    if pages is None:
        return ()
    if not isinstance(pages, list) or any(isinstance(page, bool) or not isinstance(page, int) for page in pages):
        raise _WrongError("pages")
    if any(page < 1 for page in pages):
        raise _WrongError("pages")
    return tuple(pages)


def _fields(line: dict[str, Any]) -> dict[str, Any]:
    fields = line.get("fields")
    if not isinstance(fields, dict):
        raise _WrongError("fields")
    if fields and not any(name.value in fields for name in FIELDS):
        raise _WrongError("field_names", ", ".join(FIELDS))
    return fields


def _text(value: object, subject: str) -> str | None:
    """A value as text; None for null and for nothing but white space."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _WrongError("text", subject)
    return str(value) if str(value).strip() else None


def _predicted(value: object, subject: str) -> Predicted:
    """A field of a prediction: with confidence and flag, or its text alone."""
    if not isinstance(value, dict):
        return Predicted(_text(value, subject))
    confidence, flagged = value.get("confidence"), value.get("flagged", False)
    if confidence is not None and (isinstance(confidence, bool) or not isinstance(confidence, int | float)):
        raise _WrongError("confidence", subject)
    if confidence is not None and not 0 <= confidence <= 1:
        raise _WrongError("confidence", subject)
    if not isinstance(flagged, bool):
        raise _WrongError("flagged", subject)
    return Predicted(_text(value.get("value"), subject), confidence, flagged)


def _word(value: object) -> str | None:
    """A string or number as a word to tell results apart by; None for anything else."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None
