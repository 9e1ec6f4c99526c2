"""A workspace's own calibration: fitted with what was verified in it, drawn towards the one in force."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Final

from ocr_intake import __version__
from ocr_intake.errors import IntakeError
from ocr_intake.evaluate.attention import Attention
from ocr_intake.evaluate.texts_audited import own_characters
from ocr_intake.evaluate.verified import seen_values
from ocr_intake.trust.calibration import Calibration, Provenance, parse, shipped
from ocr_intake.trust.fitting import fit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ocr_intake.model.fields import FieldName
    from ocr_intake.store import Workspace
    from ocr_intake.trust.fitting import Example, Fitted


FEWEST_IN_ALL: Final = 50
"""Verified values from which a workspace tells something about its paper."""


class TooFewVerifiedError(IntakeError):
    """There are too few verified values."""

    key: ClassVar[str] = "trust.error.too_few"


@dataclass(frozen=True, slots=True)
class Recalibrated:
    """A new calibration, and how it came about."""

    calibration: Calibration
    fitted: Mapping[FieldName, Fitted]
    values: int
    """Verified values that it was fitted with."""
    left_out: int
    """Verified values whose evidence was not kept."""
    unattended: int
    """Verified values that tell nothing, since their reviewer may not have looked (see ``attention``)."""


def in_force(workspace: Workspace) -> Calibration:
    """The calibration that holds for what a workspace takes in.

    Raises:
        BadCalibrationError: It does not fit this program.
        WorkspaceDamagedError: It cannot be read.
    """
    text = workspace.calibrations.text()
    return shipped() if text is None else parse(text)


def recalibrate(workspace: Workspace, *, planted: bool = False) -> Recalibrated:
    """Fit anew with everything that was verified.

    It is always drawn towards the shipped calibration, not towards an earlier one of the workspace's own: the values
    that one was fitted with are among today's, and would count twice.

    Args:
        workspace: Where it was verified.
        planted: Whether reviewers are shown wrong values on purpose: then only who was, and saw it, teaches.

    Raises:
        TooFewVerifiedError: There are fewer than ``FEWEST_IN_ALL`` values.
        MissingLibraryError: scikit-learn is not installed.
    """
    attention = Attention((answer for answer, _ in workspace.known_answers()), planted=planted)
    every = [seen for seen in seen_values(workspace) if seen.right is not None]
    judged = [seen for seen in every if attention.teaches(seen)]
    examples = [example for seen in judged if (example := seen.example()) is not None]
    if len(examples) < FEWEST_IN_ALL:
        left_out = len(every) - len(judged)
        raise TooFewVerifiedError(fewest=FEWEST_IN_ALL, values=len(examples), unattended=left_out)
    fitted = fit(examples, shipped().models)
    provenance = Provenance(
        "workspace",
        f"{datetime.now(UTC):%Y-%m-%d}",
        _digest(examples),
        len(examples),
        shipped().provenance.readers,
        __version__,
        shipped().provenance.data,
    )
    models = {field: one.model for field, one in fitted.items()}
    characters = replace(shipped().characters, own=own_characters(workspace, attention.counts))
    calibration = Calibration(models, provenance, characters)
    return Recalibrated(calibration, fitted, len(examples), len(judged) - len(examples), len(every) - len(judged))


def _digest(examples: Sequence[Example]) -> str:
    """Of what was fitted with: numbers and judgements, nothing that was read."""
    sha = hashlib.sha256()
    for example in examples:
        sha.update(repr((example.field.value, example.vector, example.right, example.group)).encode())
    return sha.hexdigest()[:12]
