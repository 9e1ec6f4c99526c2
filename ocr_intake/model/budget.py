"""The error budget: how many wrong ones are allowed among the values that nobody is asked about."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from ocr_intake.model.fields import FieldName

_FORM: Final = re.compile(r"\s*1\s*/\s*([1-9][0-9]{0,8})\s*")


class BadBudgetError(ValueError):
    """A text is no error budget."""


@dataclass(frozen=True, slots=True)
class Budget:
    """One field's error budget."""

    field: FieldName
    share: float
    """Wrong ones allowed among the values that nobody is asked about, 0 to 1."""


def parse_budget(text: str) -> float:
    """``1/1000`` as a share.

    Raises:
        BadBudgetError: It is not 1 over a whole number of 2 or more.
    """
    found = _FORM.fullmatch(text)
    if found is None or int(found[1]) < 2:
        raise BadBudgetError(text)
    return 1 / int(found[1])


def budget_text(share: float) -> str:
    """A share above 0 as ``1/1000``; what is not one over a whole number is made larger, never smaller."""
    return f"1/{max(1, math.floor(1 / share + 1e-9))}"
