"""The texts of a web form or an e-mail as values of fields: cleaned, in their usual form, flagged where odd."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_intake.model.fields import FIELDS, Candidate, FieldName, FieldValue, Flag, FlagCode
from ocr_intake.model.pages import SetAside
from ocr_intake.model.submission import Opinion, Submission, SubmitterKind
from ocr_intake.review.values import LONGEST, LONGEST_OPINION, InvalidValueError, Unusual, check_value, composed
from ocr_intake.store import IMPORTED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ocr_intake.config import Consultation
    from ocr_intake.model.attributes import AttributeValue

_ODD = {
    FieldName.PHONE: FlagCode.PHONE_INVALID,
    FieldName.POSTAL_CODE: FlagCode.UNKNOWN_POSTAL_CODE,
}
"""Why to look at a value that does not have the form of its field."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one row or message says."""

    fields: Mapping[FieldName, str]
    """Never ``opinion``; what is blank is not there."""
    opinions: Sequence[str]
    attributes: tuple[AttributeValue, ...] = ()
    organization: bool | None = None
    """Whether it says that an organisation sends it; None where whoever names one is one."""
    sender: str = ""
    """The name in an e-mail's address, for whoever looks for one."""
    flags: tuple[Flag, ...] = ()


def as_submission(said: Said, consultation: Consultation) -> Submission | SetAside:
    """The submission that it is, on one page; or why it cannot be taken in."""
    texts = {name: clean(text, lines=False) for name, text in said.fields.items()}
    texts = {name: text for name, text in texts.items() if text}
    opinions = [text for each in said.opinions if (text := clean(each, lines=True))]
    if not opinions:
        return SetAside("row_no_opinion")
    answers = [each.value.value or "" for each in said.attributes]
    for limit, of in ((LONGEST, [*texts.values(), *answers]), (LONGEST_OPINION, opinions)):
        if any(len(text) > limit for text in of):
            return SetAside("row_too_long", None, (("limit", str(limit)),))
    organization = FieldName.ORGANIZATION in texts if said.organization is None else said.organization
    kind = SubmitterKind.ORGANIZATION if organization else SubmitterKind.INDIVIDUAL
    missing = {name for entry in consultation.missing({*texts, FieldName.OPINION}) for name in entry}
    if not organization:
        missing -= {FieldName.ORGANIZATION}
    texts[FieldName.OPINION] = "\n".join(opinions)
    fields = tuple(_value(name, texts.get(name), said, missing=name in missing) for name in FIELDS)
    attributes = said.attributes
    return Submission((1,), kind, fields, tuple(Opinion(text) for text in opinions), said.flags, attributes)


def clean(text: str, *, lines: bool) -> str:
    """A text as it can be kept: composed, without what nobody sees; its lines joined where a field has but one."""
    text = composed(text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    text = "".join(char for char in text if char == "\n" or unicodedata.category(char) not in {"Cc", "Cf", "Cs"})
    return text.strip() if lines else " ".join(text.split("\n")).strip()


def _value(name: FieldName, text: str | None, said: Said, *, missing: bool) -> FieldValue:
    if text is None:
        flags = (Flag(FlagCode.MISSING_REQUIRED),) if missing else ()
        offered = name is FieldName.NAME and said.sender
        candidates = (Candidate(clean(said.sender, lines=False), 0.5, IMPORTED),) if offered else ()
        return FieldValue(name, None, 0.0 if missing else 1.0, flags, candidates, source=IMPORTED)
    if name is FieldName.OPINION:
        return FieldValue(name, text, 1.0, source=IMPORTED)
    odd = _ODD.get(name)
    try:
        checked = check_value(name, text)
    except InvalidValueError:
        flag = Flag(FlagCode.LOW_CONFIDENCE) if odd is None else Flag(odd)
        return FieldValue(name, text, 0.0, (flag,), source=IMPORTED)
    doubtful = odd is not None and {Unusual.PHONE_NUMBER, Unusual.POSTAL_UNKNOWN} & set(checked.unusual)
    if odd is not None and doubtful:
        return FieldValue(name, checked.text, 0.0, (Flag(odd),), source=IMPORTED)
    return FieldValue(name, checked.text, 1.0, source=IMPORTED)
