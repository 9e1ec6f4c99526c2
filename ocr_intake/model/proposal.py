"""What extraction proposes before anybody has judged how sure it is: values with the evidence that trust weighs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ocr_intake.model.fields import Candidate, FieldName, FlagCode
from ocr_intake.model.geometry import Region
from ocr_intake.model.submission import Opinion, SubmitterKind


@dataclass(frozen=True, slots=True)
class TracedCharacter:
    """One character of a long text: where it stands, and what speaks for and against it."""

    region: Region | None
    """None for what stands nowhere: a line break."""
    line: int = 0
    """Characters of one line of the paper have the same number."""
    vertical: bool = False
    evidence: Mapping[str, float] = field(default_factory=dict)
    """Features by name; ``trust.characters`` says which count. Empty where ``sure``."""
    alternatives: tuple[str, ...] = ()
    """Other texts for its place, best first; "" for nothing."""
    sure: bool = False
    """It is known and was not read."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed value of one field."""

    value: str
    regions: tuple[Region, ...]
    """Where it was read, in reading order."""
    source: str
    """``form`` (a place on the city's own form) or ``page`` (found by the page model)."""
    candidates: tuple[Candidate, ...] = ()
    """Other values, best first."""
    evidence: Mapping[str, float] = field(default_factory=dict)
    """Features by name, most of them 0 to 1; ``trust.features`` says which count for which field."""
    flags: tuple[FlagCode, ...] = ()
    """Reasons to look that do not depend on how sure the value is."""
    characters: tuple[TracedCharacter, ...] | None = None
    """Of a long text: one a character of ``value``; None where that is not known."""


@dataclass(frozen=True, slots=True)
class ProposedSubmission:
    """What the pages of one submission say, not yet judged."""

    pages: tuple[int, ...]
    """1-based, in order."""
    kind: SubmitterKind
    fields: Mapping[FieldName, Proposal]
    """Only the fields for which something was found."""
    opinions: tuple[Opinion, ...]
    unread: frozenset[FieldName] = frozenset()
    """Fields for which something stands on the paper that could not be made out."""
    starts: tuple[int, ...] = ()
    """Where in the opinion field's value each of ``opinions`` begins."""
    faults: Mapping[FieldName, str] = field(default_factory=dict)
    """Fields over which the program tripped, with the text that stands in their place ("" where that is not known)."""
