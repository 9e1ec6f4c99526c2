"""Field values: what is proposed, how sure, why to look, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ocr_intake.model.geometry import Region
from ocr_intake.model.written import Written


class FieldName(StrEnum):
    """The fields of a submission."""

    NAME = "name"
    ORGANIZATION = "organization"
    REPRESENTATIVE = "representative"
    POSTAL_CODE = "postal_code"
    ADDRESS = "address"
    PHONE = "phone"
    OPINION = "opinion"
    ATTRIBUTE = "attribute"
    """What a consultation asks beside these (see ``Attribute``): any number of them, none where it asks nothing."""


FIELDS: Final[tuple[FieldName, ...]] = tuple(name for name in FieldName if name is not FieldName.ATTRIBUTE)
"""Those that every submission has one of, in the order of a form."""
PERSONAL_FIELDS = frozenset(FIELDS) - {FieldName.OPINION}
"""What must never be published, logged or put into a message."""


class FlagCode(StrEnum):
    """Reasons to look; stable, also the keys of their texts: ``flags.CODE``."""

    LOW_CONFIDENCE = "low_confidence"
    READERS_DISAGREE = "readers_disagree"
    MISSING_REQUIRED = "missing_required"
    POSTAL_ADDRESS_MISMATCH = "postal_address_mismatch"
    UNKNOWN_POSTAL_CODE = "unknown_postal_code"
    UNKNOWN_ADDRESS = "unknown_address"
    PHONE_DIGITS = "phone_digits"
    PHONE_INVALID = "phone_invalid"
    SEVERAL_VALUES = "several_values"
    CORRECTION_ON_PAPER = "correction_on_paper"
    DOUBTFUL_CHARACTERS = "doubtful_characters"
    """Some characters of a long text are doubtful (see ``Written.doubts``); all others may be trusted."""
    TEXT_EXTENT = "text_extent"
    """Lines of a long text may be missing, or lines in it may be no part of it. Its characters are judged by themselves
    (see ``DOUBTFUL_CHARACTERS``)."""
    WHOLE_TEXT = "whole_text"
    """A long text drawn by lot to be compared character by character. Its detail says the ``share`` that was drawn."""
    CORRECTED_BY_LEXICON = "corrected_by_lexicon"
    UNREADABLE_LINE = "unreadable_line"
    LATE = "late"
    LATE_BY_POST = "late_by_post"
    """It arrived after the last day, and may be in time by its postmark."""
    ANSWER_TO_CHECK = "answer_to_check"
    """What paper answers to a consultation's own question: a person looks at every one."""
    ANSWER_UNKNOWN = "answer_unknown"
    """What stands there is none of the choices, or no number."""
    MAIL_UNCERTAIN = "mail_uncertain"
    """An e-mail holds characters that could not be decoded, or another message that was forwarded."""
    MAIL_ATTACHED = "mail_attached"
    """Files came with an e-mail, and were taken in by themselves."""
    PAGES_UNCERTAIN = "pages_uncertain"
    PAGE_ASIDE = "page_aside"
    """A page of the same file that may belong to it was set aside; its detail says the ``page``."""
    PROGRAM_ERROR = "program_error"
    """The program tripped over this value; what it had read of it is a candidate."""
    UNUSUAL_PAGE = "unusual_page"
    """It is unlike any paper that the page model was trained on."""
    LAYER_OFF = "layer_off"
    """Something on a page is in a layer that is switched off, and was not read."""
    OUTSIDE_PAGE = "outside_page"
    """Something stands beyond the part of a page that viewers show."""
    NOTE_ON_PAGE = "note_on_page"
    """A note is pinned to a page of the file."""
    FILE_UNCHECKED = "file_unchecked"
    """The file is damaged: whether all that was typed into it was found cannot be told."""
    AUDIT = "audit"
    """Drawn by lot from the values that nobody would be asked about; a reviewer cannot tell it from a doubtful one. Its
    detail says the ``share`` that was drawn."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One reason to look."""

    code: FlagCode
    detail: tuple[tuple[str, str], ...] = ()
    """Values for the flag's text."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One proposed text for a field."""

    text: str
    score: float
    """0 to 1; comparable within one field value, not calibrated."""
    source: str
    """The reader, or the rule that made it (``lexicon``)."""


@dataclass(frozen=True, slots=True)
class FieldValue:
    """What the program proposes for one field of one submission."""

    name: FieldName
    value: str | None
    """None where the paper seems to have none."""
    confidence: float
    """0 to 1: how likely the value is right (that there is none, for None)."""
    flags: tuple[Flag, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    """Other texts a person may choose, best first; ``value`` is not repeated."""
    regions: tuple[Region, ...] = ()
    """Where it was read, in reading order; empty for None."""
    source: str = ""
    """How its place was found: ``form`` (the city's own form), ``page`` (the page model) or "" for None."""
    evidence: tuple[tuple[str, float], ...] = ()
    """What the confidence was judged by, by name; empty for None."""
    written: Written | None = None
    """Of a long text: how it stands on paper, and its doubtful places. None where that is not known."""

    @property
    def flagged(self) -> bool:
        """Whether a person must look."""
        return bool(self.flags)
