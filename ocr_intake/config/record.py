"""What every configuration file is made of: records that refuse what they do not know, and the kinds of their values.

Values are taken as TOML gives them: no string is turned into a number or a date.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

T = TypeVar("T")

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Many = Annotated[tuple[T, ...], Field(strict=False)]
"""A TOML array."""
OneOf = Annotated[T, Field(strict=False)]
"""One of an enum's values, written as a string."""
Share = Annotated[float, Field(ge=0, le=1)]
"""0 to 1."""


class Record(BaseModel):
    """Base: unknown keys are refused, values keep their types, nothing changes once loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    gone: ClassVar[frozenset[str]] = frozenset()
    """Keys that earlier versions read: refused too, with a message that says so."""
