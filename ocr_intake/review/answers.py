"""What an answer to something that a consultation asks may be: the rules for attributes, wherever they come from."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from ocr_intake.model.attributes import AttributeKind, AttributeValue
from ocr_intake.model.fields import Candidate, FieldName, FieldValue, Flag, FlagCode
from ocr_intake.review.imported_text import clean
from ocr_intake.review.values import Checked, InvalidValueError, Refusal, check_value

if TYPE_CHECKING:
    from ocr_intake.config import Attribute
    from ocr_intake.store import StoredField

_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_UNITS: Final = re.compile(r"\s*(?:歳|才|代|人|名|ページ|頁|p\.?)?$", re.IGNORECASE)


def folded(text: str) -> str:
    """A wording without what does not tell wordings apart: widths, case and white space."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def number_in(text: str) -> str | None:
    """A number as it is recorded, its unit left out; None where the text is none."""
    said = _UNITS.sub("", unicodedata.normalize("NFKC", text).strip().replace(",", ""))
    return said if _NUMBER.fullmatch(said) else None


def choice_in(attribute: Attribute, text: str) -> str | None:
    """The choice that somebody means, in its own words or others; None for none of them."""
    said = folded(text)
    for choice in attribute.choices:
        if said in {folded(each) for each in (choice.label, *choice.words)}:
            return choice.label
    return None


def answer(attribute: Attribute, text: str, source: str) -> AttributeValue:
    """An answer as it is proposed: in the city's words where it is one of the choices, else with a reason to look."""
    said = clean(text, lines=False)
    value: str | None = said or None
    known = said
    if attribute.kind == "choice" and said:
        known = choice_in(attribute, said) or ""
    elif attribute.kind == "number" and said:
        known = number_in(said) or ""
    flags = (Flag(FlagCode.ANSWER_UNKNOWN),) if said and not known else ()
    value = known or value
    others = tuple(Candidate(choice.label, 0.0, "choice") for choice in attribute.choices if choice.label != value)
    confidence = 0.0 if flags else 1.0
    return AttributeValue(
        attribute.asked.mark, FieldValue(FieldName.ATTRIBUTE, value, confidence, flags, others, source=source)
    )


def check_field(field: StoredField, text: str) -> Checked:
    """What a person typed as the value of a field or an attribute, in the form that is saved.

    Raises:
        InvalidValueError: It cannot be saved; of an attribute, it is none of the choices, or no number.
    """
    checked, mark = check_value(field.name, text), field.attribute
    if mark is None or mark.kind is AttributeKind.TEXT:
        return checked
    if mark.kind is AttributeKind.NUMBER:
        number = number_in(checked.text)
        if number is None:
            raise InvalidValueError(Refusal.NOT_A_NUMBER)
        return Checked(number)
    for choice in choices_of(field):
        if folded(choice) == folded(checked.text):
            return Checked(choice)
    raise InvalidValueError(Refusal.NOT_A_CHOICE)


def choices_of(field: StoredField) -> tuple[str, ...]:
    """What may be chosen for an attribute."""
    proposal = field.proposal
    known = proposal.value is not None and all(flag.code is not FlagCode.ANSWER_UNKNOWN for flag in proposal.flags)
    own = (proposal.value,) if known and proposal.value is not None else ()
    return (*own, *(candidate.text for candidate in proposal.candidates))
