"""A city's own form as it was recognised on a page: which one, and where its fields and printed words are."""

from __future__ import annotations

from dataclasses import dataclass

from ocr_intake.model.geometry import Box


@dataclass(frozen=True, slots=True)
class FormArea:
    """Where the value of a field is written."""

    kinds: tuple[str, ...]
    """Kinds of label, as the configuration names them: ``name``, ``address``, ``category`` …"""
    box: Box
    """Pixels of the upright page."""


@dataclass(frozen=True, slots=True)
class FormPrint:
    """A line that is printed on the form: nobody wrote it."""

    text: str
    box: Box
    """Pixels of the upright page."""


@dataclass(frozen=True, slots=True)
class FormMatch:
    """A page that was recognised as a page of a form."""

    form: str
    """Id of the template."""
    page: int
    """1-based page of the form."""
    found: float
    """Share of the form's printed lines and rules that stand where they belong, 0 to 1."""
    agreed: float
    """Share of the form's printed characters that were read there, 0 to 1."""
    areas: tuple[FormArea, ...] = ()
    printed: tuple[FormPrint, ...] = ()
