"""What is compared: the truth about a submission, and what was predicted for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ocr_intake.model.fields import FieldName

if TYPE_CHECKING:
    from ocr_intake.model.submission import Submission

STRATUM: Final = "stratum"
"""A key that every truth has, whether or not its line says so: how it came to us and who wrote it."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What a person knows is on the paper of one submission."""

    file: str
    """As the truth names it; matched by its last part."""
    pages: tuple[int, ...]
    """1-based; never empty."""
    values: Mapping[FieldName, str]
    """Without the fields that the paper does not have."""
    kind: str | None = None
    id: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Everything else that the line says in a word or number (``channel``, ``hand``, …): what results are told apart
    by."""

    def group(self, key: str) -> str | None:
        """Where this submission stands when results are told apart by ``key``; None where the truth does not say.

        ``stratum`` is made from ``profile`` and ``hand`` where the line does not give it: the standard and the fine
        fax by themselves, bad faxes and photographs together as ``hard``, scans by typed and hand-written.
        """
        if key in self.keys or key != STRATUM:
            return self.keys.get(key)
        profile = self.keys.get("profile")
        if profile in {"fax_fine", "fax_std"}:
            return profile
        if profile in {"fax_bad", "photo"}:
            return "hard"
        return "typed-scan" if self.keys.get("hand") == "typed" else "hand-scan"


@dataclass(frozen=True, slots=True)
class Predicted:
    """What the program says about one field."""

    value: str | None
    confidence: float | None = None
    """0 to 1; None where it was not told."""
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the program says about one submission: a line of ``read --json``."""

    file: str
    pages: tuple[int, ...]
    """1-based; empty where it was not told."""
    values: Mapping[FieldName, Predicted]
    kind: str | None = None


def prediction_of(file: str, submission: Submission) -> Prediction:
    """What was read from a file, as it is compared."""
    values = {value.name: Predicted(value.value, value.confidence, value.flagged) for value in submission.fields}
    return Prediction(file, submission.pages, values, submission.kind.value)
