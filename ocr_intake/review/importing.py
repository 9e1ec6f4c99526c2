"""Rows of a web form's table as submissions, by a mapping. Pure: nothing is read from a disk or written."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, ClassVar, Final

from ocr_intake.config.models import comparable
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.japanese.dates import parse_date
from ocr_intake.model.fields import FieldName
from ocr_intake.model.imported import ImportedComment
from ocr_intake.model.pages import SetAside
from ocr_intake.review.answers import answer
from ocr_intake.review.imported_text import Said, as_submission
from ocr_intake.store import IMPORTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ocr_intake.config import Consultation, ImportMap
    from ocr_intake.model.attributes import AttributeValue

ROW_TYPE: Final = "application/vnd.ocr-intake.row+json"
"""Media type of the documents that rows are kept as."""
_FORMAT: Final = 1
_JAPAN: Final = timezone(timedelta(hours=9), "JST")
_NAMED: Final = tuple(
    (name, name.value)
    for name in (
        FieldName.NAME,
        FieldName.ORGANIZATION,
        FieldName.REPRESENTATIVE,
        FieldName.POSTAL_CODE,
        FieldName.ADDRESS,
        FieldName.PHONE,
    )
)


class HeadingMissingError(IntakeError):
    """The table has no such column; the message names what the mapping names."""

    key: ClassVar[str] = "importing.error.heading"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


class HeadingTwiceError(IntakeError):
    """Two columns of the table have the heading that the mapping names."""

    key: ClassVar[str] = "importing.error.heading_twice"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


class AttributeUnknownError(IntakeError):
    """The mapping names an attribute that the consultation does not ask."""

    key: ClassVar[str] = "importing.error.attribute"
    exit_code: ClassVar[ExitCode] = ExitCode.CONFIG


class NoColumnsError(IntakeError):
    """The file is a table, and the mapping names no columns."""

    key: ClassVar[str] = "importing.error.no_columns"
    exit_code: ClassVar[ExitCode] = ExitCode.CONFIG


class Rows:
    """The rows of one consultation's tables as comments."""

    def __init__(self, mapping: ImportMap, consultation: Consultation, day: date) -> None:
        """By a mapping.

        Args:
            mapping: What its columns mean.
            consultation: What the comments are for.
            day: On which they came where no column says, and what 今日 means.

        Raises:
            AttributeUnknownError: It names an attribute that the consultation does not ask.
            NoColumnsError: It names no columns.
        """
        check_attributes(mapping, consultation)
        if mapping.columns is None:
            raise NoColumnsError
        self._map = mapping
        self._columns = mapping.columns
        self._consultation = consultation
        self._day = day

    def comments(
        self, headings: Sequence[str], rows: Sequence[tuple[int, Sequence[str], bool]]
    ) -> Iterator[ImportedComment]:
        """Each row as a comment, or with the reason why it is none.

        Args:
            headings: Of the columns.
            rows: The number of each row, its cells, and whether one of them is a formula.

        Raises:
            HeadingMissingError: A column that the mapping names is not there.
            HeadingTwiceError: It is there twice.
        """
        places = self._places(headings)
        used = sorted(set(places.values()))
        seen: dict[str, str] = {}
        times: dict[str, int] = {}
        for number, cells, formula in rows:
            content = _hash([[headings[at], cells[at].strip()] for at in used])
            own = "" if self._columns.id is None else cells[places[comparable(self._columns.id)]].strip()
            reason = SetAside("row_formula") if formula else None
            if own:
                key = self._key("id", own)
                if seen.setdefault(key, content) != content:
                    key, reason = self._key("id", own, content), SetAside("row_same_id")
            else:
                times[content] = times.get(content, 0) + 1
                key = self._key("row", content, times[content])
            said = {name: cells[at] for name, at in places.items()}
            received, made = self._made(said)
            document = self._document(key, headings, cells)
            yield ImportedComment(
                number, key, content, document, ROW_TYPE, received, made if reason is None else reason
            )

    def _places(self, headings: Sequence[str]) -> dict[str, int]:
        """Where each column is that the mapping names, by its heading as headings are compared."""
        found: dict[str, list[int]] = {}
        for at, heading in enumerate(headings):
            found.setdefault(comparable(heading), []).append(at)
        for heading in self._map.headings:
            places = found.get(comparable(heading), [])
            if not places:
                raise HeadingMissingError(heading=heading)
            if len(places) > 1:
                raise HeadingTwiceError(heading=heading)
        return {comparable(heading): found[comparable(heading)][0] for heading in self._map.headings}

    def _key(self, *of: object) -> str:
        return _hash([self._consultation.id, self._map.channel, *of])

    def _made(self, cells: Mapping[str, str]) -> tuple[date, Any]:
        """The day on which a row came, and what it is."""

        def joined(headings: Sequence[str] | None) -> str:
            return " ".join(cells[comparable(each)].strip() for each in headings or ()).strip()

        day: date | None = self._day
        if self._columns.received is not None:
            day = self._received(cells[comparable(self._columns.received)])
        if day is None:
            return self._day, SetAside("row_bad_date")
        organizations = self._map.organizations
        said = Said(
            {name: joined(getattr(self._columns, key)) for name, key in _NAMED},
            [cells[comparable(each)] for each in self._columns.opinions],
            self._attributes(cells),
            None
            if organizations is None
            else comparable(cells[comparable(organizations.column)]) in set(map(comparable, organizations.values)),
        )
        return day, as_submission(said, self._consultation)

    def _received(self, text: str) -> date | None:
        text = text.strip()
        for form in self._map.date_formats:
            with suppress(ValueError):
                return datetime.strptime(text, form).date()  # noqa: DTZ007 - a form says the day that it is here
        if self._map.date_formats or not text:
            return None
        with suppress(ValueError):
            moment = datetime.fromisoformat(text)
            return (moment if moment.tzinfo is None else moment.astimezone(_JAPAN)).date()
        return parse_date(text, self._day) or parse_date(text.split()[0], self._day)

    def _attributes(self, cells: Mapping[str, str]) -> tuple[AttributeValue, ...]:
        return tuple(
            answer(
                each,
                cells[comparable(self._map.attributes[each.id])]
                if each.id in self._map.attributes
                else self._map.constants.attributes.get(each.id, ""),
                IMPORTED,
            )
            for each in self._consultation.attributes
        )

    def _document(self, key: str, headings: Sequence[str], cells: Sequence[str]) -> bytes:
        """A row as it is kept: all of its columns, those too that the mapping does not name."""
        said = {
            "format": _FORMAT,
            "key": key,
            "consultation": self._consultation.id,
            "channel": self._map.channel,
            "columns": [[heading, cell] for heading, cell in zip(headings, cells, strict=True)],
        }
        return json.dumps(said, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def check_attributes(mapping: ImportMap, consultation: Consultation) -> None:
    """Whether the consultation asks every attribute that a mapping names.

    Raises:
        AttributeUnknownError: It does not.
    """
    known = [each.id for each in consultation.attributes]
    for name in (*mapping.attributes, *mapping.constants.attributes):
        if name not in known:
            raise AttributeUnknownError(id=name, consultation=consultation.id, known=", ".join(known) or "-")


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()
