"""What ``evaluate`` prints for people: a table for everything, and one for each part."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from ocr_intake.cli.console import console, say, wrapped
from ocr_intake.evaluate import Evaluation, Measures, Rate, Stratum
from ocr_intake.evaluate.measures import LIMITS
from ocr_intake.i18n import t

_NONE: Final = "-"
_UNBOUNDED: Final = 1000
"""Columns where nobody watches: a table in a file is not cut."""


def tell(result: Evaluation) -> None:
    """Print all tables."""
    say(
        t(
            "evaluate.summary",
            submissions=result.submissions,
            predicted=result.predicted,
            matched=result.matched,
            missing=len(result.missing),
            extra=len(result.extra),
        )
    )
    share = f"{_percent(result.pages.share)}% {_interval(result.pages)}" if result.pages.of else _NONE
    say(t("evaluate.pages", share=share, hits=result.pages.hits, of=result.pages.of))
    screen = console()
    if not sys.stdout.isatty():
        screen.width = _UNBOUNDED
    for stratum in result.strata:
        say()
        for table in _tables(stratum, screen):
            screen.print(table)
    say("\n".join(wrapped(t("evaluate.legend"), screen.width)))


def _tables(stratum: Stratum, screen: Console) -> list[Table]:
    """One table, or two where one is too wide for the screen."""
    whole = _table(stratum, [*_RIGHT, *_ASKED], title=True)
    if Measurement.get(screen, screen.options.update(width=_UNBOUNDED), whole).maximum <= screen.width:
        return [whole]
    return [_table(stratum, _RIGHT, title=True), _table(stratum, _ASKED, title=False)]


def _table(stratum: Stratum, columns: Sequence[tuple[str, Callable[[Measures], str]]], *, title: bool) -> Table:
    table = Table(title=_title(stratum) if title else None, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column(t("evaluate.column.field"), no_wrap=True)
    for heading, _ in columns:
        table.add_column(_heading(heading), justify="right", no_wrap=True)
    for group, measures in stratum.fields:
        table.add_row(t(f"evaluate.field.{group}"), *(cell(measures) for _, cell in columns))
    return table


def _title(stratum: Stratum) -> Text:
    part = t("evaluate.all")
    if stratum.key:
        part = t("evaluate.part", key=stratum.key, label=stratum.label or t("evaluate.unsaid"))
    kind = f"{_percent(stratum.kind.share)}%"
    return Text(t("evaluate.title", part=part, count=stratum.submissions, kind=kind))


def _heading(name: str) -> str:
    column, _, limit = name.partition(" ")
    return t("evaluate.column.auto", limit=limit) if column == "auto" else t(f"evaluate.column.{column}")


def _percent(share: float | None) -> str:
    return _NONE if share is None else f"{share * 100:.1f}"


def _interval(rate: Rate) -> str:
    if not rate.of:
        return ""
    low, high = rate.interval
    return f"[{low * 100:.1f}-{high * 100:.1f}]"


def _accepted(place: int) -> Callable[[Measures], str]:
    return lambda measures: _percent(measures.auto_accept[place])


_RIGHT: Final[tuple[tuple[str, Callable[[Measures], str]], ...]] = (
    ("count", lambda measures: str(measures.count)),
    ("exact", lambda measures: _percent(measures.exact.share)),
    ("range", lambda measures: _interval(measures.exact)),
    ("cer", lambda measures: _percent(measures.cer)),
    ("empty", lambda measures: _percent(measures.empty.share)),
    ("spurious", lambda measures: f"{measures.spurious.hits}/{measures.spurious.of}"),
)
"""How much is right."""
_ASKED: Final[tuple[tuple[str, Callable[[Measures], str]], ...]] = (
    ("flagged", lambda measures: _percent(measures.flagged.share)),
    ("silent", lambda measures: _percent(measures.silent.share)),
    ("range", lambda measures: _interval(measures.silent)),
    ("recall", lambda measures: _percent(measures.flag_recall.share)),
    ("auroc", lambda measures: _NONE if measures.auroc is None else f"{measures.auroc:.3f}"),
    *((f"auto {limit * 100:g}%", _accepted(place)) for place, limit in enumerate(LIMITS)),
)
"""How much a person is asked, and what slips through."""
