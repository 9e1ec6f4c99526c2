"""The register of what came in (受付簿): every submission, whatever became of it, and nothing of who sent it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from ocr_intake.dataset.table import Column, Table, Word
from ocr_intake.store import LATE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocr_intake.dataset.choices import Profile
    from ocr_intake.dataset.profiles.protocol import Passing
    from ocr_intake.dataset.table import Row

_KEYS: Final = ("submission_id", "received", "channel", "submitter_kind", "state", "late")


@dataclass(frozen=True, slots=True)
class Register:
    """Number, date, channel, kind, state, and whether it came late."""

    public: ClassVar[bool] = False
    every: ClassVar[bool] = True

    def tables(self, profile: Profile) -> tuple[Table, ...]:  # noqa: ARG002
        """One row a submission."""
        return (Table("register", tuple(Column(key) for key in _KEYS)),)

    def rows(self, passing: Passing) -> tuple[Iterable[Row], ...]:
        """Of one submission."""
        made = passing.submission
        state = Word(f"state_{made.state.value}")
        late = any(flag.code in LATE for flag in made.flags)
        return (((made.number, made.received, Word(made.channel.value), Word(made.kind.value), state, late),),)
