"""What a configuration may say, as frozen records; reading files and wording of mistakes live elsewhere.

Values are taken as TOML gives them: no string is turned into a number or a date. A check of our own raises a
``PydanticCustomError`` whose type is the key of its text, ``config.expected.TYPE``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from ocr_intake.config.attributes import Attribute
from ocr_intake.config.record import Many, OneOf, Record, Share, Text
from ocr_intake.model.budget import BadBudgetError, Budget, parse_budget
from ocr_intake.model.database import BadDatabaseUrlError, PasswordInUrlError, check_database_url
from ocr_intake.model.fields import FIELDS, FieldName
from ocr_intake.model.pages import Channel

# ------------------------------------------------------------------------------------------------------ consultation


class Contact(Record):
    """The city's own numbers and addresses. Forms print them; they are never the citizen's."""

    phones: Many[Text] = ()
    """Telephone and fax numbers."""
    postal_codes: Many[Text] = ()
    addresses: Many[Text] = ()
    emails: Many[Text] = ()
    names: Many[Text] = ()
    """Offices and people that letters are addressed to."""


def _alternatives(value: object) -> object:
    """A single field name stands for a list of one."""
    return [value] if isinstance(value, str) else value


def _usual(value: object) -> object:
    """What a consultation declares itself is no field that every submission has."""
    if isinstance(value, str) and value not in FIELDS:
        expected = ", ".join(f"'{name}'" for name in FIELDS)
        raise PydanticCustomError("choice", "one of the fields", {"expected": expected})
    return value


UsualField = Annotated[OneOf[FieldName], BeforeValidator(_usual)]
"""One of those that every submission has."""


def _short(name: FieldName) -> FieldName:
    if name is FieldName.OPINION:
        raise PydanticCustomError("short_field", "a long text")
    return name


class DoubleKeying(Record):
    """Which values two people type from the paper alone."""

    fields: Annotated[Many[Annotated[UsualField, AfterValidator(_short)]], Field(min_length=1)]
    channels: Many[OneOf[Channel]] = ()
    """Of the submissions; empty for all."""
    share: Share = 1.0
    """Of those values, drawn by lot."""


class Consultation(Record):
    """One call for comments."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    """Also the name of its file."""
    title: Text
    city: Text
    start: date
    """First day that comments are taken."""
    end: date
    """Last day, included."""
    postmark_counts: bool
    """A letter postmarked on the last day is in time (当日消印有効), whenever it arrives."""
    channels: Annotated[Many[OneOf[Channel]], Field(min_length=1)]
    """Ways of sending that pass through this program: paper, and what is imported."""
    imported: Literal["review", "verified"] = "review"
    """What becomes of imported comments: a person reviews each, or only those with a reason to look."""
    other_channels: Many[Literal["web", "email"]] = ()
    """Ways that the city takes comments by and that do not pass through here."""
    telephone_opinions: bool
    """Whether the city takes opinions by telephone."""
    required: Many[Annotated[Many[UsualField], BeforeValidator(_alternatives), Field(min_length=1)]]
    """What a submission must carry; of several names in one entry, one is enough."""
    categories: Annotated[Mapping[Text, Text], Field(min_length=1)]
    """The city's kinds of answer, code to label, in the order in which they are published."""
    contact: Contact = Contact()
    double_keying: DoubleKeying | None = None
    """None where nothing is typed twice."""
    attributes: Many[Attribute] = ()
    """What is asked of people beside the usual fields, in the order of the form."""

    @model_validator(mode="after")
    def _period_runs_forward(self) -> Self:
        if self.end < self.start:
            raise PydanticCustomError("period_reversed", "end before start", {"start": str(self.start)})
        return self

    @model_validator(mode="after")
    def _each_way_once(self) -> Self:
        for channel in self.other_channels:
            if channel in self.channels:
                raise PydanticCustomError("channel_twice", "in both lists", {"channel": channel})
        ids = [each.id for each in self.attributes]
        for name in ids:
            if ids.count(name) > 1:
                raise PydanticCustomError("attribute_twice", "declared twice", {"id": name})
        return self

    def missing(self, present: Collection[FieldName]) -> tuple[tuple[FieldName, ...], ...]:
        """Entries of ``required`` of which nothing is ``present``."""
        return tuple(entry for entry in self.required if not set(entry) & set(present))


# ------------------------------------------------------------------------------------------------------------ labels


class LabelKind(StrEnum):
    """What a printed or written label announces."""

    NAME = "name"
    ORGANIZATION = "organization"
    REPRESENTATIVE = "representative"
    POSTAL_CODE = "postal_code"
    ADDRESS = "address"
    PHONE = "phone"
    OPINION = "opinion"
    FURIGANA = "furigana"
    FAX = "fax"
    EMAIL = "email"
    REFERENCE = "reference"
    """Page, chapter or item of the draft that an opinion is about."""
    TOPIC = "topic"
    """Which consultation it is about."""
    DATE = "date"
    AGE = "age"
    GENDER = "gender"
    OCCUPATION = "occupation"
    CATEGORY = "category"
    """Boxes to tick: resident, commuter, …"""
    REASON = "reason"
    ADDRESSEE = "addressee"
    IGNORE = "ignore"
    """Printed words that announce nothing: titles, headings, notes."""


class CombinedLabel(Record):
    """A label that announces several things at once, or one of several."""

    label: Text
    fields: Annotated[Many[OneOf[LabelKind]], Field(min_length=2)]


class Labels(Record):
    """Wordings of labels, as forms print them and people write them."""

    gone: ClassVar[frozenset[str]] = frozenset({"instructions"})
    fields: Annotated[Mapping[OneOf[LabelKind], Many[Text]], Field(min_length=1)]
    """Kind to wordings."""
    combined: Many[CombinedLabel] = ()

    @model_validator(mode="after")
    def _each_wording_once(self) -> Self:
        seen: dict[str, str] = {}
        for kind, wordings in self.fields.items():
            for wording in wordings:
                first = seen.setdefault(comparable(wording), kind)
                if first != kind:
                    raise _twice(wording, first)
        for entry in self.combined:
            first = seen.setdefault(comparable(entry.label), "combined")
            if first != "combined":
                raise _twice(entry.label, first)
        return self

    def wordings(self) -> dict[str, tuple[str, ...]]:
        """Kind to wordings, as plain values."""
        return {str(kind): wordings for kind, wordings in self.fields.items()}

    def combined_wordings(self) -> dict[str, tuple[str, ...]]:
        """Label to the kinds that it announces, as plain values."""
        return {entry.label: tuple(str(kind) for kind in entry.fields) for entry in self.combined}


def comparable(text: str) -> str:
    """A label without what does not tell labels apart: widths, case, white space, a closing colon."""
    folded = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return folded.rstrip(":") or folded


def _twice(wording: str, first: str) -> PydanticCustomError:
    return PydanticCustomError("wording_twice", "wording twice", {"wording": wording, "first": str(first)})


# ---------------------------------------------------------------------------------------------------------- settings


class Limits(Record):
    """What is refused, with a reason, instead of tried."""

    max_file_mb: Annotated[int, Field(ge=1)]
    """Size of one file, MiB."""
    max_pages: Annotated[int, Field(ge=1)]
    """Pages of one file."""
    max_megapixels: Annotated[int, Field(ge=1)]
    """Size of one page once decoded."""


def _error_budget(text: str) -> str:
    try:
        parse_budget(text)
    except BadBudgetError as error:
        raise PydanticCustomError("error_budget", "no error budget") from error
    return text


ErrorBudget = Annotated[Text, AfterValidator(_error_budget)]
"""``1/1000``: one wrong value allowed in so many that nobody is asked about."""


class Confidence(Record):
    """Which values are flagged: by an error budget, or below a confidence that the city sets itself."""

    error_budget: ErrorBudget
    """For all fields that say nothing of their own."""
    error_budgets: Mapping[UsualField, ErrorBudget] = {}
    """For single fields."""
    characters: ErrorBudget
    """For the characters of long texts that nobody looks at."""
    audit_share: Annotated[float, Field(ge=0, le=0.5)]
    """Share of the values that nobody would be asked about that are drawn for a look all the same."""
    name: Share | None = None
    organization: Share | None = None
    representative: Share | None = None
    postal_code: Share | None = None
    address: Share | None = None
    phone: Share | None = None
    opinion: Share | None = None

    def thresholds(self) -> dict[FieldName, float]:
        """The confidences below which a value is flagged, of the fields whose city sets one itself."""
        own = {field: getattr(self, field.value) for field in FIELDS}
        return {field: float(threshold) for field, threshold in own.items() if threshold is not None}

    def characters_share(self) -> float:
        """Share of wrong ones allowed among the characters of long texts that nobody looks at."""
        return parse_budget(self.characters)

    def budgets(self) -> tuple[Budget, ...]:
        """The error budgets of all fields."""
        return tuple(Budget(field, parse_budget(self.error_budgets.get(field, self.error_budget))) for field in FIELDS)


class ReviewSettings(Record):
    """How people review."""

    known_answers: Annotated[float, Field(ge=0, le=0.2)]
    """Share of questions that show a wrong value on purpose; 0 for none."""
    claim_minutes: Annotated[int, Field(ge=1, le=240)]
    """How long a submission that somebody was asked about is kept from others, when no answer renews it."""
    at_once: Annotated[int, Field(ge=1, le=60)]
    """Values or characters on one screen where they are looked at side by side."""


class ReadingSettings(Record):
    """How pages are read."""

    readers: Annotated[Many[Text], Field(min_length=1)]
    """Names in the registry of readers; which is trusted more is the registry's business."""
    workers: Annotated[int, Field(ge=0, le=256)]
    """Processes; 0 means one a core."""


class LearningSettings(Record):
    """Whether the recogniser learns from what was verified."""

    enabled: bool
    """Off, nothing is learnt, and what was learnt is not used."""


class ExportSettings(Record):
    """How the dataset is written."""

    excel_bom: bool
    """CSV with a byte order mark, which Excel needs to see UTF-8."""


class WebSettings(Record):
    """The web page."""

    session_minutes: Annotated[int, Field(ge=1, le=240)]
    """How long somebody stays signed in without doing anything."""
    session_hours: Annotated[int, Field(ge=1, le=24)]
    """How long at most."""
    host_names: Many[Text] = ()
    """Names by which browsers may call the page, beside addresses, ``localhost`` and the computer's own name."""


def _database_url(text: str) -> str:
    try:
        if text:
            check_database_url(text)
    except PasswordInUrlError as error:
        raise PydanticCustomError("database_password", "a password in the URL") from error
    except BadDatabaseUrlError as error:
        raise PydanticCustomError("database_url", "no URL of a database") from error
    return text


class DatabaseSettings(Record):
    """Where the database of a new workspace is."""

    url: Annotated[str, AfterValidator(_database_url)]
    """Of a PostgreSQL server's; "" for SQLite in the workspace."""


class Settings(Record):
    """Everything else that a clerk or technician may set."""

    reading: ReadingSettings
    limits: Limits
    confidence: Confidence
    review: ReviewSettings
    learning: LearningSettings
    export: ExportSettings
    web: WebSettings
    database: DatabaseSettings
