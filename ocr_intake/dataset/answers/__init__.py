"""Rows of the table that the city publishes: what people said, and what the city answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """One row: an opinion, or several that say the same."""

    key: str
    """``G12`` for a group, ``S0012-1`` for an opinion alone."""
    number: int
    """From 1; it stays when others come or go."""
    gist: str
    """意見の趣旨."""
    opinions: tuple[str, ...]
    """Numbers of the opinions in it."""
    submitters: int
    """How many people and organisations said so."""
    answer: str | None
    """市の考え方; None where nobody has answered yet."""
    category: str | None
    """反映区分, the code of a category of the consultation; None where nobody has chosen one yet."""
