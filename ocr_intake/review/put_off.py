"""What a sitting leaves for later: single values, and submissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocr_intake.store import StoredField


class PutOff:
    """Values and submissions that are not asked about until they are taken up again. Nothing of it is saved."""

    def __init__(self) -> None:
        """Nothing is put off."""
        self._values: set[int] = set()
        self._whole: set[int] = set()
        self._emptied: set[int] = set()

    @property
    def submissions(self) -> set[int]:
        """Numbers of the submissions that were put off as a whole or value by value."""
        return self._whole | self._emptied

    def value(self, field: int) -> None:
        """Put off a value."""
        self._values.add(field)

    def submission(self, number: int) -> None:
        """Put off a submission as a whole."""
        self._whole.add(number)

    def emptied(self, submission: int) -> None:
        """All that is left to ask about a submission was put off."""
        self._emptied.add(submission)

    def others(self, values: Iterable[StoredField]) -> tuple[StoredField, ...]:
        """The values that were not put off."""
        return tuple(value for value in values if value.id not in self._values)

    def decided(self, field: int, submission: int) -> None:
        """A value that was decided on is not put off any more."""
        self._values.discard(field)
        self._emptied.discard(submission)

    def taken_back(self, submission: int, fields: Iterable[int] = ()) -> None:
        """What was taken back is asked about again, whatever was put off."""
        self._whole.discard(submission)
        self._emptied.discard(submission)
        self._values.difference_update(fields)

    def take_up(self) -> None:
        """Put nothing off any more."""
        for put_off in (self._values, self._whole, self._emptied):
            put_off.clear()
