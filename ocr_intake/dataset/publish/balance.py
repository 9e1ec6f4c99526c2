"""Whether envelopes, files, pages, submissions, opinions and rows balance, and what people still have to do.

Each level is held against the next one; what differs is named by level and number. It builds on the ledger, which
looks into the database and the folder of originals, and adds the levels that only the publication has.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.i18n import t

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ocr_intake.dataset.answers import AnsweredRow
    from ocr_intake.dataset.publish.counting import Counts
    from ocr_intake.store import Ledger

_NAMED: Final = 20
"""Numbers that one line names."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the dataset holds, beside the ledger's own counts of it."""

    opinions: Mapping[str, int]
    """Number of every opinion of the verified submissions to its submission's id."""
    accepted: int
    """Verified submissions."""
    unverified: tuple[str, ...]
    """Numbers of submissions that wait, or were accepted with something left undecided."""
    out: frozenset[int]
    """Ids of submissions whose opinions are in no row: withheld, sent again, replaced."""


def differences(ledger: Ledger, gathered: Gathered, counts: Counts, rows: Sequence[AnsweredRow]) -> Iterator[str]:
    """What does not add up, in words, from envelopes to rows."""
    for each in ledger.imbalances:
        yield t("publish.level.ledger", what=t(f"store.imbalance.{each.code}", subject=each.subject))
    yield from _sums(ledger)
    undecided = ledger.submissions.accepted - gathered.accepted
    accepted_opinions = ledger.opinions.accepted
    if not undecided and accepted_opinions != len(gathered.opinions):
        yield t("publish.level.opinions", ledger=accepted_opinions, dataset=len(gathered.opinions))
    if counts.lost:
        yield t("publish.level.relations", numbers=_named(f"S{one:04d}" for one in counts.lost))
    yield from _rows(gathered, rows)


def unfinished(
    ledger: Ledger,
    gathered: Gathered,
    rows: Sequence[AnsweredRow],
    categories: Iterable[str],
    waiting: Sequence[int],
) -> Iterator[str]:
    """What people still have to do before the result is more than a draft, in words.

    ``waiting`` are the numbers of rows with something in them that may be personal data, and nobody has decided on.
    """
    if ledger.files.waiting:
        yield t("publish.open.files", count=ledger.files.waiting)
    if ledger.aside.open:
        yield t("publish.open.aside", count=ledger.aside.open)
    if gathered.unverified:
        yield t("publish.open.unverified", count=len(gathered.unverified), numbers=_named(gathered.unverified))
    if waiting:
        yield t("publish.open.personal", count=len(waiting), numbers=_named(f"No.{number}" for number in waiting))
    known = frozenset(categories)
    for what, lacking in (
        ("gist", [row for row in rows if not row.gist.strip()]),
        ("answer", [row for row in rows if not (row.answer or "").strip()]),
        ("category", [row for row in rows if row.category is None]),
        ("unknown_category", [row for row in rows if row.category is not None and row.category not in known]),
    ):
        if lacking:
            yield t(f"publish.open.{what}", count=len(lacking), numbers=_named(f"No.{row.number}" for row in lacking))


def _sums(ledger: Ledger) -> Iterator[str]:
    """Levels whose parts do not make up their whole."""
    files, pages, submissions, opinions = ledger.files, ledger.pages, ledger.submissions, ledger.opinions
    aside = ledger.aside
    parts = {
        "envelopes": (aside.total, aside.entered + aside.settled + aside.open),
        "files": (files.total, files.read + files.waiting + files.set_aside),
        "pages": (pages.total, pages.content + pages.blank + pages.cover + pages.set_aside + pages.waiting),
        "submissions": (submissions.total, submissions.accepted + submissions.rejected + submissions.waiting),
        "opinion_states": (opinions.total, opinions.accepted + opinions.rejected + opinions.waiting),
    }
    for level, (whole, made) in parts.items():
        if whole != made:
            yield t("publish.level.sum", level=t(f"publish.level.name.{level}"), whole=whole, made=made)


def _rows(gathered: Gathered, rows: Sequence[AnsweredRow]) -> Iterator[str]:
    """Opinions and rows: each opinion that is published in exactly one, and no other."""
    seen: dict[str, list[int]] = {}
    for row in rows:
        for opinion in row.opinions:
            seen.setdefault(opinion, []).append(row.number)
    published = {number for number, submission in gathered.opinions.items() if submission not in gathered.out}
    for what, numbers in (
        ("missing", [number for number in gathered.opinions if number in published and number not in seen]),
        ("unknown", [number for number in seen if number not in gathered.opinions]),
        ("unpublished", [number for number in seen if number in gathered.opinions and number not in published]),
        ("twice", [number for number, places in seen.items() if len(places) > 1]),
    ):
        if numbers:
            yield t(f"publish.level.{what}", count=len(numbers), numbers=_named(numbers))
    taken = Counter(row.number for row in rows)
    if len(taken) != len(rows):
        twice = sorted(number for number, times in taken.items() if times > 1)
        yield t("publish.level.numbers", numbers=_named(f"No.{number}" for number in twice))
    empty = [f"No.{row.number}" for row in rows if not row.opinions]
    if empty:
        yield t("publish.level.empty", numbers=_named(empty))


def _named(numbers: Iterable[str]) -> str:
    all_of_them = list(numbers)
    rest = len(all_of_them) - _NAMED
    shown = ", ".join(all_of_them[:_NAMED])
    return shown if rest <= 0 else shown + t("publish.level.more", count=rest)
