"""The result as it is published, before it has a format: every text of it, in order, in the language in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_intake.i18n import language, t

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ocr_intake.dataset.answers import AnsweredRow
    from ocr_intake.dataset.publish.counting import Counts, Tally

_REIWA = 2018
"""The year before the first of Reiwa, which began on the 1st of May 2019."""
_HEISEI = 1988
_ERA_CHANGE = (2019, 5)


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of answer, and how often it was given."""

    code: str
    label: str
    rows: int


@dataclass(frozen=True, slots=True)
class Result:
    """What is published of a consultation. Nothing in it says who sent what."""

    title: str
    """Of the consultation."""
    city: str
    start: date
    end: date
    ways: tuple[str, ...]
    """Codes of the ways by which comments were taken."""
    counts: Counts
    rows: tuple[AnsweredRow, ...]
    categories: tuple[Category, ...]
    """All of the consultation's, in its order."""
    waiting: int
    """Submissions that are not verified: more than 0 in a draft alone."""
    draft: bool

    @property
    def heading(self) -> str:
        """Of the whole."""
        return t("publish.heading", title=self.title)

    @property
    def draft_note(self) -> str:
        """What a draft says of itself; "" for a result that is none."""
        if not self.draft:
            return ""
        open_rows = sum(row.answer is None or row.category is None for row in self.rows)
        return t("publish.draft", waiting=self.waiting, rows=open_rows)

    @property
    def period(self) -> str:
        """意見の募集期間."""
        return t("publish.period", start=day_text(self.start), end=day_text(self.end))

    @property
    def ways_text(self) -> str:
        """意見募集の方法."""
        return t("publish.and").join(t(f"publish.way.{way}") for way in self.ways)

    @property
    def received(self) -> str:
        """受付意見数: ``10件(個人1人、団体2者)``."""
        return tally_text(self.counts.total)

    @property
    def headings(self) -> tuple[str, str, str, str]:
        """Of the table's columns."""
        return (
            t("publish.column.number"),
            t("publish.column.gist"),
            t("publish.column.answer"),
            t("publish.column.category"),
        )

    @property
    def withheld(self) -> str:
        """How much is counted and not published; "" for nothing."""
        tally = self.counts.withheld
        return t("publish.withheld", opinions=tally.opinions) if tally.opinions else ""

    def channels(self) -> Iterator[tuple[str, str]]:
        """Each way that something came by, with how much."""
        for channel, tally in self.counts.channels:
            yield t(f"publish.way.{channel.value}"), tally_text(tally)

    def cells(self, row: AnsweredRow) -> tuple[str, str, str, str]:
        """A row of the table."""
        gist = row.gist
        if len(row.opinions) > 1:
            gist = f"{gist}\n{t('publish.similar', opinions=len(row.opinions))}"
        return str(row.number), gist, row.answer or "", row.category or ""

    def key(self) -> Iterator[tuple[str, str, str]]:
        """Code, label, and how often each kind of answer was given."""
        for each in self.categories:
            yield each.code, each.label, t("publish.times", count=each.rows)


def tally_text(tally: Tally) -> str:
    """``10件(個人1人、団体2者)``; who sent nothing is not named."""
    people = [
        t(f"publish.{kind}", count=number)
        for kind, number in (("individuals", tally.individuals), ("organizations", tally.organizations))
        if number
    ]
    who = t("publish.bracket", who=t("publish.and").join(people)) if people else ""
    return t("publish.opinions", count=tally.opinions) + who


def day_text(day: date) -> str:
    """令和3年8月26日(木曜日), or 2021-08-26 (Thursday)."""
    weekday = t(f"publish.weekday.{day.weekday()}")
    if language() == "en":
        return t("publish.day", year=str(day.year), month=day.month, day=day.day, weekday=weekday)
    reiwa = (day.year, day.month) >= _ERA_CHANGE
    year = day.year - (_REIWA if reiwa else _HEISEI)
    era = t("publish.era.reiwa" if reiwa else "publish.era.heisei")
    shown = f"{era}{year if year > 1 else t('publish.era.first')}"
    return t("publish.day", year=shown, month=day.month, day=day.day, weekday=weekday)
