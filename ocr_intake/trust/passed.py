"""Why nobody is asked about a value: what of its evidence speaks for it. Only what was found is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ocr_intake.model.fields import FieldName

if TYPE_CHECKING:
    from ocr_intake.model.fields import FieldValue

ALL_OF_IT: Final = 0.999
"""Share of a value that a second reader must have read too; shares are kept rounded."""
SURE: Final = 0.99
"""Probability of the least certain character from which the reader was sure of them all."""


class PassedCode(StrEnum):
    """What speaks for a value; stable, also the keys of their texts: ``passed.CODE``."""

    NOTHING_THERE = "nothing_there"
    """Nothing on the paper points to such a value."""
    TYPED = "typed"
    """It was typed into the file, and not read from a picture."""
    ON_FORM = "on_form"
    """It stands in its place on the city's own form."""
    TWO_READERS = "two_readers"
    """A second reader read the same."""
    EVERY_CHARACTER = "every_character"
    """The reader was sure of every character; the detail says how sure of the least, in percent."""
    CODE_AND_TOWN = "code_and_town"
    """Postal code and town belong together by Japan Post's table."""
    KNOWN_CODE = "known_code"
    KNOWN_TOWN = "known_town"
    PHONE_ASSIGNED = "phone_assigned"
    """The number has as many digits as there should be, and such a block is assigned."""
    FAX_HEADER = "fax_header"
    """The same number stands in the header of the fax."""
    KNOWN_NAME = "known_name"
    """It is made of names in the list of Japanese names."""
    NO_DOUBTFUL_CHARACTER = "no_doubtful_character"
    """Every character of a long text was judged by itself, and none is doubtful."""
    ABOVE_BOUND = "above_bound"
    """Its calibrated confidence is not below the one from which nobody is asked; the detail says it, in percent."""


@dataclass(frozen=True, slots=True)
class Passed:
    """One thing that speaks for a value."""

    code: PassedCode
    detail: tuple[tuple[str, str], ...] = ()
    """Values for its text."""


def reasons_passed(value: FieldValue) -> tuple[Passed, ...]:
    """What speaks for a value that nobody is asked about, the plainest first; nothing for one with a flag.

    A value that an older program read, which kept no evidence, has its confidence alone.
    """
    if value.flagged:
        return ()
    if value.value is None:
        return (Passed(PassedCode.NOTHING_THERE), _above(value.confidence))
    found = [Passed(code) for code in _found(value)]
    evidence = dict(value.evidence)
    if not evidence.get("typed", 0.0) and evidence.get("lowest", 0.0) >= SURE:
        found.append(Passed(PassedCode.EVERY_CHARACTER, (("percent", _percent(evidence["lowest"])),)))
    # of a long text the bound is about its pieces: its characters are judged one by one
    return (*found, _above(evidence.get("pieces", value.confidence)))


def _found(value: FieldValue) -> list[PassedCode]:
    """The codes that the evidence holds for."""
    evidence = dict(value.evidence)
    typed, place, code = (
        evidence.get("typed", 0.0),
        value.name is FieldName.ADDRESS,
        value.name is FieldName.POSTAL_CODE,
    )
    agrees = (place or code) and evidence.get("code_agrees", 0.0) > 0
    two = not typed and evidence.get("seconded", 0.0) and evidence.get("second", 0.0) >= ALL_OF_IT
    holds = (
        (PassedCode.TYPED, typed),
        (PassedCode.ON_FORM, value.source == "form"),
        (PassedCode.TWO_READERS, two),
        (PassedCode.CODE_AND_TOWN, agrees),
        (PassedCode.KNOWN_CODE, code and not agrees and evidence.get("known", 0.0)),
        (PassedCode.KNOWN_TOWN, place and not agrees and evidence.get("town_known", 0.0)),
        (PassedCode.PHONE_ASSIGNED, value.name is FieldName.PHONE and evidence.get("valid", 0.0)),
        (PassedCode.FAX_HEADER, value.name is FieldName.PHONE and evidence.get("confirmed", 0.0)),
        (PassedCode.KNOWN_NAME, not typed and evidence.get("in_lexicon", 0.0) >= 1.0),
        (PassedCode.NO_DOUBTFUL_CHARACTER, value.written is not None and not value.written.doubts),
    )
    return [code for code, holding in holds if holding]


def _above(confidence: float) -> Passed:
    return Passed(PassedCode.ABOVE_BOUND, (("percent", _percent(confidence)),))


def _percent(probability: float) -> str:
    """Rounded down: 99.96% is not 100%."""
    return f"{int(probability * 1000) / 10:.1f}"
