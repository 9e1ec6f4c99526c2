"""What an export without personal data says of itself: what was looked for, what was found, what nobody looked at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ocr_intake.dataset.personal import MASK, NOT_SOUGHT, PersonalKind
from ocr_intake.dataset.table import Word
from ocr_intake.i18n import t

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
    opinions: int = 0
    """Opinions that a person should look at."""

    def count(self, searched: tuple[Searched, ...]) -> None:
        """Take the opinions of one submission in."""
        for each in searched:
            self.masked.update(one.kind for one in each.found if one.masked)
            self.to_look_at.update(one.kind for one in each.found if not one.masked)
            self.opinions += any(not one.masked for one in each.found)


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
    yield ""
    yield t("dataset.report.not_sought")
    yield from (f"- {t(f'dataset.not_sought.{what}')}" for what in NOT_SOUGHT)
    yield ""
    yield t("dataset.report.judge")


def _counts(places: Counter[PersonalKind]) -> Iterator[str]:
    yield from (f"- {Word(f'field_{kind.value}').text}: {places[kind]}" for kind in PersonalKind if places[kind])
