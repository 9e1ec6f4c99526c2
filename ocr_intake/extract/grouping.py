"""Which pages of a file belong together: covers, first pages, and pages that go on with the one before."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Levenshtein

from ocr_intake.extract.features import line_size
from ocr_intake.extract.spans import spans_of
from ocr_intake.extract.tags import Tag
from ocr_intake.japanese.text import key
from ocr_intake.model.pages import PageRole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ocr_intake.extract.page_graph import PageGraph
    from ocr_intake.extract.submission import Sheet
    from ocr_intake.model.reading import FaxHeader

FILE: Final = "page_links.json"
COVER: Final = 0.5
"""Probability from which a page is a cover sheet."""
CERTAIN: Final = 0.9
"""Probability of the better of two ways to group from which nobody is asked."""
FULL_LINE: Final = 8
"""Characters from which a line is running text rather than a word on its own."""
ENDS: Final = ("。", "．", ".", "）", ")", "」", "！", "？")
FOOT: Final = 0.92
"""Share of a page's height below which a bare number is the page's."""
LIKE: Final = 0.7
"""Likeness of two numbers of fax headers from which they may be one number read twice."""
LINK_FEATURES: Final = (
    "starts",
    "cover_before",
    "cover_here",
    "opinion_here",
    "opinion_before",
    "complete_before",
    "sender_here",
    "sender_before",
    "both_senders",
    "same_who",
    "other_who",
    "unfinished",
    "direction",
    "size",
    "number_follows",
    "number_restarts",
    "fax_follows",
    "fax_restarts",
)
"""What is known of a page and the pages before it that may be of the same submission."""
_NUMBER: Final = re.compile(
    r"^[-－ー―(（\s]*(\d{1,2})\s*(?:[/／]\s*(\d{1,2})|ページ|頁|枚目)?[-－ー―)）\s]*(?:ページ|頁)?$"
)
_JOB: Final = re.compile(r"NO[.．]?\s*(?!0)(\d{3,5})(?![\d\s()（）−-]*\d)", re.IGNORECASE)
"""A sending machine's number of the call, which all pages of one call have; never the beginning of a telephone's."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What one page shows about where it belongs."""

    starts: float
    """Probability that a submission begins on it rather than goes on."""
    cover: float
    who: frozenset[str]
    """Whom it names as sender, as compared."""
    sender: bool
    """It says who sends it."""
    opinion: bool
    """It has running text of an opinion."""
    unfinished: bool
    """Its running text stops in the middle of a sentence."""
    vertical: bool
    size: float
    """Usual height of its lines, pixels of a 200 dpi page."""
    number: tuple[int, int | None] | None
    """The page number that stands on it, and of how many."""
    header: FaxHeader | None
    form_page: int | None
    """Which page of the city's own form it is."""


@dataclass(frozen=True, slots=True)
class Group:
    """Pages of one submission."""

    members: tuple[int, ...]
    """Indices into the pages given, in order."""
    certain: bool
    """False where another way of grouping was about as likely."""


def group(sheets: Sequence[Sheet]) -> tuple[tuple[Group, ...], tuple[int, ...]]:
    """Which pages belong together, and which are nobody's cover sheets; blank pages are in neither.

    Args:
        sheets: pages of one file, in order.
    """
    written = [i for i, s in enumerate(sheets) if s.page.role is not PageRole.BLANK and s.tagged.graph.lines]
    groups, covers = group_pages([traits_of(sheets[i]) for i in written])
    return (
        tuple(Group(tuple(written[i] for i in one.members), one.certain) for one in groups),
        tuple(written[i] for i in covers),
    )


def group_pages(pages: Sequence[Traits]) -> tuple[tuple[Group, ...], tuple[int, ...]]:
    """Which pages belong together, and which cover a pile rather than what follows.

    Args:
        pages: what the written pages of one file show, in order.
    """
    groups: list[list[int]] = []
    certain: list[bool] = []
    for i, here in enumerate(pages):
        before = [pages[k] for k in groups[-1]] if groups else []
        joined = _probability(before, here) if before else 0.0
        sure = not before or (max(joined, 1 - joined) >= CERTAIN and not (joined >= 0.5 and _may_be_two(before, here)))
        if joined >= 0.5:
            groups[-1].append(i)
            certain[-1] = certain[-1] and sure
        else:
            groups.append([i])
            certain.append(sure)
    alone = [len(one) == 1 and pages[one[0]].cover >= COVER for one in groups]
    kept = tuple(Group(tuple(g), c) for g, c, cover in zip(groups, certain, alone, strict=True) if not cover)
    return kept, tuple(g[0] for g, cover in zip(groups, alone, strict=True) if cover)


def _may_be_two(before: Sequence[Traits], here: Traits) -> bool:
    """Whether a page and the pages before it each say who sends them, and not both times the same."""
    who = frozenset(name for traits in before for name in traits.who)
    return here.sender and any(traits.sender for traits in before) and not who & here.who


def _probability(before: Sequence[Traits], here: Traits) -> float:
    """How likely a page goes on with the pages before it; the city's own form says so itself."""
    counted = _form_follows(before[-1].form_page, here.form_page)
    if counted is not None:
        return float(counted)
    weights = link_weights()
    score = weights["bias"] + sum(weights[name] * value for name, value in link_features(before, here).items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


@cache
def link_weights() -> Mapping[str, float]:
    """Weights of the logistic model of links between pages, as ``training/page_links.py`` fits them."""
    text = (resources.files("ocr_intake.extract") / "data" / FILE).read_text(encoding="utf-8")
    return dict(json.loads(text)["weights"])


def link_features(before: Sequence[Traits], here: Traits) -> dict[str, float]:
    """What speaks for and against a page going on with the pages before it.

    Args:
        before: pages of the submission so far, at least one.
        here: the page.

    Returns:
        A number for each of ``LINK_FEATURES``.
    """
    last = before[-1]
    who = frozenset(name for traits in before for name in traits.who)
    sender, opinion = any(traits.sender for traits in before), any(traits.opinion for traits in before)
    p = min(max(here.starts, 1e-3), 1 - 1e-3)
    same = bool(who & here.who)
    number = _follows(last.number, here.number)
    fax = _same_call(last.header, here.header)
    return {
        "starts": math.log(p / (1 - p)) / 4,
        "cover_before": last.cover,
        "cover_here": here.cover,
        "opinion_here": float(here.opinion),
        "opinion_before": float(opinion),
        "complete_before": float(opinion and sender),
        "sender_here": float(here.sender),
        "sender_before": float(sender),
        "both_senders": float(here.sender and sender),
        "same_who": float(same),
        "other_who": float(bool(who) and bool(here.who) and not same),
        "unfinished": float(last.unfinished),
        "direction": float(last.vertical is here.vertical),
        "size": min(1.0, abs(math.log(max(here.size, 1.0) / max(last.size, 1.0)))),
        "number_follows": float(number is True),
        "number_restarts": float(number is False),
        "fax_follows": float(fax is True),
        "fax_restarts": float(fax is False),
    }


def traits_of(sheet: Sheet) -> Traits:
    """What a page shows about where it belongs."""
    page, tagged = sheet.page, sheet.tagged
    spans = spans_of(tagged, page)
    who = [span for span in spans if span.tag in _WHO]
    text = [span for span in spans if span.tag is Tag.OPINION and len(span.segment.text) >= FULL_LINE]
    roles = tagged.roles
    return Traits(
        starts=roles.starts / max(roles.starts + roles.continues, 1e-6),
        cover=roles.cover,
        who=frozenset(key(span.segment.text) for span in who if len(span.segment.text) > 1),
        sender=bool(who) or any(span.tag in {Tag.ADDRESS, Tag.PHONE} for span in spans),
        opinion=bool(text),
        unfinished=bool(text) and not text[-1].segment.text.rstrip().endswith(ENDS),
        vertical=tagged.graph.vertical,
        size=line_size(tagged.graph) * 200.0 / max(page.quality.dpi, 1.0),
        number=_page_number(tagged.graph),
        header=page.header,
        form_page=page.form.page if page.form is not None else None,
    )


_WHO: Final = frozenset({Tag.NAME, Tag.REPRESENTATIVE, Tag.ORGANIZATION})


def _page_number(graph: PageGraph) -> tuple[int, int | None] | None:
    """The page number at a page's head or foot, alone on its line: 2/2, - 2 -, 2ページ; bare at the very foot."""
    for line in (*graph.lines[-2:], *graph.lines[:1]):
        text = "".join(line.text.split())
        match = _NUMBER.match(text)
        if match and (not text.isdigit() or line.box[1] > FOOT * graph.height):
            return int(match[1]), int(match[2]) if match[2] else None
    return None


def _follows(last: tuple[int, int | None] | None, here: tuple[int, int | None] | None) -> bool | None:
    """Whether a page's number is the one after the page before; None where that can't be told."""
    if here is None:
        return None
    if here[0] == 1:
        return False
    return True if last is None or last[0] == here[0] - 1 else None


def _form_follows(last: int | None, here: int | None) -> bool | None:
    if here is None:
        return None
    return False if here == 1 else True if last is None or last == here - 1 else None


def _same_call(last: FaxHeader | None, here: FaxHeader | None) -> bool | None:
    """Whether two fax headers say that the second page follows the first in one call, or that it begins another."""
    if last is None or here is None:
        return None
    jobs = [_JOB.findall(header.text) for header in (last, here)]
    if jobs[0] and jobs[0] == jobs[1]:
        return True
    if here.page is None or last.page is None or not _may_be_one_machine(last, here):
        return None
    if here.page == last.page + 1 and here.of == last.of:
        return True
    return False if here.page == 1 else None


def _may_be_one_machine(one: FaxHeader, other: FaxHeader) -> bool:
    """Whether two headers may come from one machine: numbers of theirs are alike, or one has none."""
    if not one.numbers or not other.numbers:
        return True
    return any(Levenshtein.normalized_similarity(a, b) >= LIKE for a in one.numbers for b in other.numbers)
