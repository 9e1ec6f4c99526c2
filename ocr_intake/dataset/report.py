"""What an export without personal data says of itself: what was looked for, what was found, what nobody looked at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ocr_intake.dataset.personal import MASK, NOT_SOUGHT
from ocr_intake.dataset.table import Word
from ocr_intake.i18n import t
from ocr_intake.model.redaction import PersonalKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ocr_intake.dataset.rows import Searched

SUFFIX: Final = ".txt"


@dataclass(slots=True)
class Search:
    """What the search for personal data came to, counted as the opinions pass."""

    masked: Counter[PersonalKind] = field(default_factory=Counter)
    """Places that were masked."""
    to_look_at: Counter[PersonalKind] = field(default_factory=Counter)
    """Places that a person should look at."""
    kept: int = 0
    """Places that a person decided to keep."""
    opinions: int = 0
    """Opinions that a person should look at."""

    def count(self, searched: tuple[Searched, ...]) -> None:
        """Take the opinions of one submission in."""
        for each in searched:
            places = each.published.places
            self.masked.update(place.kind for place in places if place.masked)
            self.to_look_at.update(place.kind for place in places if place.undecided)
            self.kept += sum(not place.masked and not place.undecided for place in places)
            self.opinions += each.published.undecided > 0


def report_text(search: Search) -> str:
    """The report for people; it holds no personal data."""
    return "\n".join(_lines(search)) + "\n"


def _lines(search: Search) -> Iterator[str]:
    yield t("dataset.report.title")
    yield ""
    yield t("dataset.report.masked", count=search.masked.total(), mark=MASK)
    yield from _counts(search.masked)
    yield t("dataset.report.to_look_at", count=search.to_look_at.total(), opinions=search.opinions)
    yield from _counts(search.to_look_at)
    yield t("dataset.report.kept", count=search.kept)
    yield ""
    yield t("dataset.report.not_sought")
    yield from (f"- {t(f'dataset.not_sought.{what}')}" for what in NOT_SOUGHT)
    yield ""
    yield t("dataset.report.judge")


def _counts(places: Counter[PersonalKind]) -> Iterator[str]:
    yield from (f"- {Word(f'field_{kind.value}').text}: {places[kind]}" for kind in PersonalKind if places[kind])
