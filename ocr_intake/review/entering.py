"""What a person may type in of a paper that there is no file of: the rules for each value, and for the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t
from ocr_intake.model.entered import EnteredPaper
from ocr_intake.model.fields import FIELDS, FieldName
from ocr_intake.review.values import InvalidValueError, Refusal, check_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ASKED: Final[tuple[FieldName, ...]] = tuple(name for name in FIELDS if name is not FieldName.OPINION)
"""The fields that are asked for one by one, in the order of a form; the opinions come after them."""


class NothingTypedError(IntakeError):
    """Nothing at all was typed."""

    key: ClassVar[str] = "entering.error.nothing"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class FieldRefusedError(IntakeError):
    """What was typed for one field cannot be saved. The message names the field and the reason, not the text."""

    key: ClassVar[str] = "entering.error.field"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, name: FieldName, refusal: Refusal) -> None:
        super().__init__(name=name.value, refusal=refusal.value)

    def __str__(self) -> str:
        reason = t(f"review_rules.refusal.{self.values['refusal']}")
        return t(self.key, field=t(f"ingest.field.{self.values['name']}"), reason=reason)


def checked_paper(fields: Mapping[FieldName, str], opinions: Sequence[str]) -> EnteredPaper:
    """What was typed, in the form that is saved; what is blank is not on the paper.

    Raises:
        FieldRefusedError: One of the texts cannot be saved.
        NothingTypedError: There is none.
    """
    values = tuple((name, _checked(name, fields[name])) for name in ASKED if name in fields and fields[name].strip())
    said = tuple(_checked(FieldName.OPINION, text) for text in opinions if text.strip())
    if not values and not said:
        raise NothingTypedError
    return EnteredPaper(values, said)


def _checked(name: FieldName, text: str) -> str:
    try:
        return check_value(name, text).text
    except InvalidValueError as error:
        raise FieldRefusedError(name, error.refusal) from error
