"""What the columns of a web form's table, or the labels in e-mail, mean: the mappings of ``ocr-intake import``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ocr_intake.config.attributes import AttributeId
from ocr_intake.config.record import Many, Record, Text


def _one_or_more(value: object) -> object:
    """A single heading stands for a list of one."""
    return [value] if isinstance(value, str) else value


Headings = Annotated[Many[Text], BeforeValidator(_one_or_more), Field(min_length=1)]
"""One heading, or several whose cells are put together."""


class Columns(Record):
    """Which columns hold what. Cells of several columns for one field are joined in their order."""

    id: Text | None = None
    """The form's own number of the row: with it a row that was changed since is told from a new one."""
    received: Text | None = None
    """The day on which it came; the same for all rows (``--received``) where none is named."""
    name: Headings | None = None
    organization: Headings | None = None
    representative: Headings | None = None
    postal_code: Headings | None = None
    address: Headings | None = None
    phone: Headings | None = None
    opinions: Headings
    """Each holds one opinion."""


class Organizations(Record):
    """Who is an organisation, where the form asks."""

    column: Text
    values: Annotated[Many[Text], Field(min_length=1)]
    """What stands in that column of theirs."""


class Constants(Record):
    """What is the same for all rows."""

    attributes: Mapping[AttributeId, Text] = {}
    """By attribute: one of its choices, or a text."""


class ImportMap(Record):
    """How a file of comments is read."""

    channel: Literal["web", "email"]
    sheet: Text | None = None
    """Of a workbook; the first where none is named."""
    heading_row: Annotated[int, Field(ge=1, le=1000)] = 1
    """Row of the headings, from 1."""
    date_formats: Many[Text] = ()
    """Of the column ``received``, as strptime has them; where none is named the usual ways of writing a day."""
    columns: Columns | None = None
    """For tables; e-mail has none."""
    attributes: Mapping[AttributeId, Text] = {}
    """Attribute to the heading of its column."""
    organizations: Organizations | None = None
    """None where whoever names an organisation is one."""
    constants: Constants = Constants()

    @model_validator(mode="after")
    def _fits_its_channel(self) -> Self:
        if self.channel == "web" and self.columns is None:
            raise PydanticCustomError("map_columns", "a table needs its columns")
        if self.columns is None and (self.attributes or self.organizations):
            raise PydanticCustomError("map_mail", "no columns to take them from")
        for name in self.attributes:
            if name in self.constants.attributes:
                raise PydanticCustomError("map_twice", "column and constant", {"id": name})
        for form in self.date_formats:
            if "%Y" not in form or "%d" not in form:
                raise PydanticCustomError("date_format", "no day", {"example": "%Y/%m/%d %H:%M"})
        return self

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading that is named, each once."""
        if self.columns is None:
            return ()
        named: list[str] = []
        for value in dict(self.columns).values():
            named += [value] if isinstance(value, str) else (value or ())
        named += self.attributes.values()
        named += [self.organizations.column] if self.organizations is not None else []
        return tuple(dict.fromkeys(named))
