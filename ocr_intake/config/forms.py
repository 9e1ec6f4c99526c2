"""What a form's template may say. Learning one from a blank form, and finding it on pages, happen elsewhere.

Places are millimetres from the top left corner of the page; boxes are left, top, right, bottom.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from ocr_intake.config.models import LabelKind
from ocr_intake.config.record import Many, OneOf, Record, Text

LARGEST_SIDE = 1200.0
"""Millimetres: A0's longer side, about."""
LEAST_PRINTED = 4
"""Printed lines that a page must have: with fewer it cannot be told from others."""

Millimetres = Annotated[float, Field(ge=-LARGEST_SIDE, le=2 * LARGEST_SIDE, allow_inf_nan=False)]
Side = Annotated[float, Field(ge=20.0, le=LARGEST_SIDE, allow_inf_nan=False)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]


class Boxed(Record):
    """Something that has a place on the form."""

    box: Annotated[tuple[Millimetres, Millimetres, Millimetres, Millimetres], Field(strict=False)]
    """Left, top, right, bottom."""

    @model_validator(mode="after")
    def _not_inside_out(self) -> Self:
        left, top, right, bottom = self.box
        if not (left < right and top < bottom):
            raise PydanticCustomError("box_reversed", "box inside out")
        return self


class TemplateField(Boxed):
    """Where the value of a field is written."""

    kinds: Annotated[Many[OneOf[LabelKind]], Field(min_length=1)]
    """What is written there; of several, all or one."""
    label: str = ""
    """The label as printed, for people."""


class TemplatePrint(Boxed):
    """A printed line."""

    text: Words


RuleOnPaper = Annotated[tuple[Millimetres, Millimetres, Millimetres], Field(strict=False)]
"""Where a rule runs: y, left, right of a horizontal one; x, top, bottom of a vertical one."""


class TemplatePage(Record):
    """One page of a form."""

    width: Side
    height: Side
    fields: Annotated[Many[TemplateField], Field(max_length=100)] = ()
    printed: Annotated[Many[TemplatePrint], Field(min_length=LEAST_PRINTED, max_length=400)]
    across: Annotated[Many[RuleOnPaper], Field(max_length=400)] = ()
    down: Annotated[Many[RuleOnPaper], Field(max_length=400)] = ()

    @model_validator(mode="after")
    def _on_the_paper(self) -> Self:
        for field in self.fields:
            left, top, right, bottom = field.box
            if left >= self.width or top >= self.height or right <= 0 or bottom <= 0:
                raise PydanticCustomError("box_off_page", "box off the page", {"label": field.label or field.kinds[0]})
        return self


class FormTemplate(Record):
    """A form of the city's own."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    """Also the name of its file."""
    title: Text
    consultation: str | None = None
    """The consultation that it was made for; with that one named, forms of others are not looked for."""
    dpi: Annotated[float, Field(ge=40, le=2400, allow_inf_nan=False)]
    """Resolution that the blank form was learned at."""
    pages: Annotated[Many[TemplatePage], Field(min_length=1, max_length=20)]

    def serves(self, consultation: str | None) -> bool:
        """Whether papers of a consultation (None: of any) may be on this form."""
        return consultation is None or self.consultation is None or self.consultation == consultation
