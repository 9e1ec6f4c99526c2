"""Tables of what was counted, beside the bars that it is measured against. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import mean
from typing import TYPE_CHECKING, Any, Final

from benchmarks.effort.drive import WHOLE
from benchmarks.effort.papers import Left
from ocr_intake.model.fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from benchmarks.effort.drive import Counted

TYPED: Final = "typed-scan"
WAYS: Final = ("typing", "before", "now")
"""Everything from paper; opinions compared as a whole; only doubtful places."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure must not be above."""

    name: str
    figure: float
    most: float
    unit: str

    @property
    def kept(self) -> bool:
        """Whether it is not."""
        return self.figure <= self.most


def seconds(counted: Counted, kind: str | None = None) -> float:
    """Seconds for a submission on average; those that are no paper by themselves are on top of the others."""
    if kind is not None:
        return mean([each for k, each in counted.seconds if k == kind] or [0.0])
    papers = sum(left.submissions for left in counted.left.values())
    return sum(each for _, each in counted.seconds) / max(papers, 1)


def bars(ways: Mapping[str, Counted]) -> Iterator[Bar]:
    """The bars of one set."""
    now, typing = ways["now"], ways["typing"]
    whole = sum(now.left.values(), Left())
    yield Bar("seconds a submission", seconds(now), 20, "s")
    if TYPED in now.left:
        yield Bar("seconds a typed submission", seconds(now, TYPED), 10, "s")
    yield Bar("keys, of typing everything", 100 * now.total().keys / max(typing.total().keys, 1), 25, "%")
    if TYPED in now.left:
        share = 100 * now.total(TYPED).keys / max(typing.total(TYPED).keys, 1)
        yield Bar("keys, of typing everything, typed", share, 10, "%")
    yield Bar("wrong values in 1,000", whole.per_thousand, 1, "")


def tables(ways: Mapping[str, Counted]) -> Iterator[str]:
    """Lines of Markdown."""
    kinds = sorted({kind for counted in ways.values() for kind, _ in counted.efforts})
    yield "| kind of paper | papers | way | keys | screens | characters compared | seconds | seconds a paper |"
    yield "|---|---:|---|---:|---:|---:|---:|---:|"
    for kind in [*kinds, None]:
        papers = sum(left.submissions for k, left in ways["now"].left.items() if kind in {None, k})
        for way in WAYS:
            total = ways[way].total(kind)
            average = total.seconds / papers if papers else 0.0
            counts = f"{total.keys:,} | {total.screens:,} | {total.compared:,} | {total.seconds:,.0f} | {average:.1f}"
            yield f"| {kind or 'all'} | {papers} | {way} | {counts} |"
    yield ""
    yield "| field | way | questions | keys | characters compared | seconds | seconds a question |"
    yield "|---|---|---:|---:|---:|---:|---:|"
    for name in [*(each.value for each in FIELDS), WHOLE]:
        for way in WAYS:
            total = ways[way].total(name=name)
            asked = sum(count for (_, n), count in ways[way].questions.items() if n == name)
            counts = f"{asked} | {total.keys:,} | {total.compared:,} | {total.seconds:,.0f}"
            yield f"| {name} | {way} | {counts} | {total.seconds / asked if asked else 0:.1f} |"
    yield ""
    yield from _left(ways)
    yield ""
    yield "| bar | figure | at most | |"
    yield "|---|---:|---:|---|"
    for bar in bars(ways):
        verdict = "kept" if bar.kept else "missed"
        yield f"| {bar.name} | {bar.figure:.1f} {bar.unit} | {bar.most:g} {bar.unit} | {verdict} |"


def _left(ways: Mapping[str, Counted]) -> Iterator[str]:
    yield "| left wrong | way | values | of | in 1,000 | characters of opinions | of | in 1,000 | kinds |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|---:|"
    for kind in [*sorted(ways["now"].left), None]:
        for way in WAYS[1:]:
            left = sum((each for k, each in ways[way].left.items() if kind in {None, k}), Left())
            values = f"{left.wrong} | {left.fields} | {left.per_thousand:.1f}"
            characters = f"{left.wrong_characters} | {left.characters:,} | {left.characters_per_thousand:.2f}"
            yield f"| {kind or 'all'} | {way} | {values} | {characters} | {left.wrong_kinds} |"


def as_json(ways: Mapping[str, Counted]) -> dict[str, Any]:
    """All figures; nothing that stands on a paper."""
    return {
        "bars": [{"name": bar.name, "figure": bar.figure, "most": bar.most, "kept": bar.kept} for bar in bars(ways)],
        **{way: figures(counted) for way, counted in ways.items()},
    }


def figures(counted: Counted) -> dict[str, Any]:
    """All figures of one way; nothing that stands on a paper."""
    efforts = [
        {
            "kind": kind,
            "field": name,
            "questions": counted.questions[kind, name],
            "keys": each.keys,
            "mental": each.mental,
            "screens": each.screens,
            "compared": each.compared,
            "read": each.read,
            "fixations": each.fixations,
            "seconds": round(each.seconds, 2),
        }
        for (kind, name), each in sorted(counted.efforts.items())
    ]
    left = {
        kind: {
            "submissions": each.submissions,
            "fields": each.fields,
            "wrong": each.wrong,
            "wrong_fields": sorted(name.value for name, _ in each.by_field),
            "characters": each.characters,
            "wrong_characters": each.wrong_characters,
            "wrong_kinds": each.wrong_kinds,
        }
        for kind, each in sorted(counted.left.items())
    }
    return {"efforts": efforts, "left": left, "seconds": [[kind, round(s, 2)] for kind, s in counted.seconds]}


def spread(waits: list[float]) -> dict[str, float]:
    """Median and 95th percentile, in milliseconds; nothing where nothing was measured."""
    if not waits:
        return {}
    ordered = sorted(waits)
    return {
        "count": len(ordered),
        "median_ms": 1000 * ordered[len(ordered) // 2],
        "p95_ms": 1000 * ordered[min(int(0.95 * len(ordered)), len(ordered) - 1)],
    }


def waited(waits: list[float]) -> Iterator[str]:
    """How long the face let the clerk wait for the next question."""
    if figures := spread(waits):
        yield ""
        yield (
            f"From an answer's last key to the next question: median {figures['median_ms']:.0f} ms, "
            f"95 % within {figures['p95_ms']:.0f} ms ({figures['count']:.0f} times)."
        )
