"""What ``doctor`` says of values without a flag: what is promised, on what that rests, and whether it holds here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ocr_intake.i18n import t

if TYPE_CHECKING:
    from ocr_intake.config import Settings
    from ocr_intake.trust.calibration import Calibration


class Holds(StrEnum):
    """Whether the promise holds on the paper of a workspace; also the keys of the texts: ``doctor.holds.VALUE``."""

    NO_WORKSPACE = "no_workspace"
    UNKNOWN = "unknown"
    """Nothing that was drawn by lot has been looked at."""
    OPEN = "open"
    """The interval of the share of errors has the promised one inside."""
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Outlook:
    """The promise, and what was seen of it."""

    calibration: Calibration
    budget: float
    """The share of wrong values that is promised, of all fields without one of their own."""
    holds: Holds
    audited: int = 0
    rate: float | None = None
    interval: tuple[float, float] = (0.0, 1.0)
    """95%."""


def outlook_of(folder: Path, settings: Settings) -> Outlook:
    """The promise as it stands in a workspace, or as it is shipped where there is none.

    Raises:
        IntakeError: The workspace, or its calibration, cannot be read.
    """
    from ocr_intake.evaluate.calibrating import in_force
    from ocr_intake.evaluate.trusted import report
    from ocr_intake.model.budget import parse_budget
    from ocr_intake.store import Workspace
    from ocr_intake.store.opening import MARK
    from ocr_intake.trust.calibration import shipped

    budget = parse_budget(settings.confidence.error_budget)
    if not (folder / MARK).is_file():
        return Outlook(shipped(), budget, Holds.NO_WORKSPACE)
    with Workspace.open(folder, write=False) as store:
        audit = report(store, None)[0].whole
        calibration = in_force(store)
    if audit.rate is None:
        return Outlook(calibration, budget, Holds.UNKNOWN)
    return Outlook(calibration, budget, held(audit.interval, budget), audit.audited, audit.rate, audit.interval)


def held(interval: tuple[float, float], budget: float) -> Holds:
    """What an interval of the share of errors says about a promised one."""
    low, high = interval
    return Holds.YES if high <= budget else Holds.NO if low > budget else Holds.OPEN


def outlook_lines(outlook: Outlook, settings: Settings) -> Iterator[str]:
    """For people."""
    from ocr_intake.cli.trust_text import promise_lines, provenance_line

    yield t("doctor.promise")
    for line in promise_lines(settings, outlook.calibration):
        yield f"  {line}"
    yield f"  {provenance_line(outlook.calibration)}"
    low, high = (f"{limit:.2%}" for limit in outlook.interval)
    rate = f"{outlook.rate or 0.0:.2%}"
    yield "  " + t(f"doctor.holds.{outlook.holds}", audited=outlook.audited, rate=rate, low=low, high=high)


def outlook_record(outlook: Outlook, settings: Settings) -> dict[str, Any]:
    """For programs."""
    from ocr_intake.cli.trust_text import characters_promise, promises_of

    return {
        "budget": outlook.budget,
        "promises": [asdict(each) | {"kept": each.kept} for each in promises_of(settings, outlook.calibration)],
        "characters": asdict(characters_promise(settings, outlook.calibration)),
        "calibration": asdict(outlook.calibration.provenance),
        "holds": outlook.holds,
        "audited": outlook.audited,
        "rate": outlook.rate,
        "interval": outlook.interval,
    }
