"""Who may sign in at the web page: an account and what it may do. Passwords are nowhere in the records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What an account may do."""

    CLERK = "clerk"
    """Reviews."""
    SUPERVISOR = "supervisor"
    """Reviews, and sees how the work goes: pace, claims, disagreements, misses."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in."""

    number: int
    name: str
    """What stands beside every decision: the reviewer's name."""
    role: Role
    disabled: bool
    created: datetime
    """With its time zone (UTC)."""
    version: int
    """Counts every change of password, role and state: whoever signed in before the last one has to do it again."""
