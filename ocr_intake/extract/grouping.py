"""Which pages of a file belong together: continuation marks, fax page numbers, who has a sender and who has not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from ocr_intake.extract.apparatus import is_addressee, is_continuation_mark, is_page_mark, is_title
from ocr_intake.extract.kinds import Kind, kind_of
from ocr_intake.extract.printed import is_note
from ocr_intake.extract.sender import find_sender
from ocr_intake.japanese.text import key
from ocr_intake.model.pages import PageRole
from ocr_intake.model.reading import Direction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.blocks import Blocks
    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.reading import FaxHeader

_COVER = re.compile(
    r"送付状|送信[票状表]|送り状|(?:FAX|ファ[クッ]ク?ス|ファクシミリ|書類)(?:の)?(?:送付|送信|通信)|送付(?:の)?(?:ご)?案内|通信票"
    r"|綴り?.{0,3}表紙|表紙$|カバーシート|仕切り?紙|区切り(?:紙|用紙|シート)?$|セパレータ|バッチシート|COVER(?:SHEET|PAGE|LETTER)|FACSIMILE|TRANSMITTAL|SEPARATOR",
    re.IGNORECASE,
)
_COVERING = re.compile(
    r"送付|送信|お送り|綴|整理番号|ご査収|お世話|よろしく|宜しく|ご?連絡|お?電話|枚|不鮮明|届|下記|以下|とおり|お願い"
)
"""Words of the lines that a cover sheet has beside its addresses."""
_OPENING = re.compile(r"^(拝啓|前略|謹啓|冠省)")
_JOB = re.compile(r"NO[.．]?\s*(\d{3,5})\b", re.IGNORECASE)
"""A sending machine's number of the call; all pages of one call have it."""
LIKE = 0.7
"""Likeness of two numbers of a header's from which they may be one number read twice."""
SENTENCE_ENDS = ("。", "．", ".", "）", ")", "」")
FULL_LINE = 8
"""Characters from which a line is running text rather than a word on its own."""
HEAD = 4
"""Lines at the head of a page in which its beginning or continuation shows."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What one page shows about where it belongs."""

    continues: bool
    """It says that it goes on with another page."""
    sender: bool
    """It says who sends it."""
    opens: bool
    """It begins a form or letter: title, addressee, 拝啓."""
    header: FaxHeader | None
    cover: bool
    unfinished: bool
    """Its running text stops in the middle of a sentence."""
    vertical: bool
    """Its lines run downwards."""
    who: frozenset[str] = frozenset()
    """Whom it names as sender, as compared."""
    number: int | None = None
    """The page number that stands on it."""


@dataclass(frozen=True, slots=True)
class Group:
    """Pages of one submission."""

    members: tuple[int, ...]
    """Indices into the pages given, in order."""
    certain: bool
    """False where another way of grouping was about as likely."""


def traits_of(blocks: Blocks, knowledge: Knowledge) -> Traits:
    """What a page shows about where it belongs."""
    texts = [line.text for line in blocks.page.lines if line.text.strip() and not line.stamped]
    head = texts[:HEAD]
    personal = {"name", "organization", "address", "phone"}
    labelled = {kind for item in blocks.labelled for kind in item.kinds if kind in personal and item.values}
    found = find_sender(blocks.free, knowledge)
    block = bool(found.addresses) + bool(found.phones) + bool(found.people)
    inside = find_sender(
        [s for item in blocks.labelled if "opinion" in item.kinds for s in item.values[-7:]], knowledge
    )
    block = max(block, bool(inside.addresses) + bool(inside.phones) + bool(inside.people))
    form = sum(1 for item in blocks.labelled if set(item.kinds) & personal)
    known = blocks.page.form
    return Traits(
        continues=any(is_continuation_mark(text) for text in head) or (known is not None and known.page > 1),
        sender=len(labelled) >= 1 or block >= 2 or form >= 2,
        opens=(known is not None and known.page == 1)
        or any(is_title(t) or _OPENING.match(t.strip()) for t in head)
        or any(is_addressee(t, knowledge) for t in texts[:2]),
        header=blocks.page.header,
        unfinished=_is_unfinished(blocks),
        vertical=_is_vertical(blocks),
        cover=_is_cover(blocks, head, knowledge),
        who=_who(blocks, [*found.people, *inside.people]),
        number=_number(texts),
    )


def _is_cover(blocks: Blocks, head: Sequence[str], knowledge: Knowledge) -> bool:
    """Whether a page says that it only covers others, and says nothing else in whole sentences."""
    if not any(_COVER.search("".join(text.split())) for text in head):
        return False
    if any("opinion" in item.kinds and item.values for item in blocks.labelled):
        return False
    return not any(
        kind_of(s, knowledge) is Kind.TEXT and not is_note(s.text, knowledge) and not _COVERING.search(s.text)
        for s in blocks.free
    )


def _who(blocks: Blocks, people: Sequence[Segment]) -> frozenset[str]:
    named = [s for item in blocks.labelled if set(item.kinds) & {"name", "organization"} for s in item.values]
    return frozenset(key(s.text) for s in (*named, *people) if len(s.text.strip()) > 1)


def _number(texts: Sequence[str]) -> int | None:
    """The page number at a page's head or foot, alone on its line and marked as one (2/2, - 2 -, 2ページ)."""
    for text in (*texts[-1:], *texts[:1]):
        digits = re.findall(r"\d{1,3}", text)
        if digits and is_page_mark(text) and not text.strip().isdigit():
            return int(digits[0])
    return None


def group(pages: Sequence[Blocks], knowledge: Knowledge) -> tuple[tuple[Group, ...], tuple[int, ...]]:
    """Split the pages of a file into submissions.

    Args:
        pages: all read pages of the file in order, blank ones too.
        knowledge: labels, the city's names.

    Returns:
        The groups, and the indices of cover sheets. Blank pages are in neither.
    """
    groups: list[list[int]] = []
    certain: list[bool] = []
    covers: list[int] = []
    apart = True  # a cover or separator ends what came before it
    traits = {i: traits_of(page, knowledge) for i, page in enumerate(pages) if page.page.role is not PageRole.BLANK}
    for i, here in traits.items():
        if here.cover:
            covers.append(i)
            apart = True
            continue
        before = [traits[j] for j in groups[-1]] if groups and not apart else []
        apart = False
        verdict, sure = _belongs(before, here) if before else (False, True)
        if verdict:
            groups[-1].append(i)
            certain[-1] = certain[-1] and sure
        else:
            groups.append([i])
            certain.append(sure)
    return tuple(Group(tuple(g), c) for g, c in zip(groups, certain, strict=True)), tuple(covers)


def _belongs(before: list[Traits], here: Traits) -> tuple[bool, bool]:
    """Whether a page goes on with the group before it, and whether that is certain."""
    last = before[-1]
    counted = _by_fax_pages(last, here)
    if counted is not None:
        return counted, True
    if here.continues:
        return True, True
    has_sender = any(t.sender for t in before)
    if not here.opens and (_is_next(last, here) or here.who & {name for t in before for name in t.who}):
        return True, True
    if (here.sender and has_sender) or here.vertical is not last.vertical:
        return False, True
    if last.unfinished and not here.opens:
        return True, True
    return not here.opens and not has_sender, here.opens


def _by_fax_pages(last: Traits, here: Traits) -> bool | None:
    """What the page numbers in two fax headers say; None where they say nothing."""
    if here.header is None or last.header is None:
        return None
    if here.header.page is None or last.header.page is None:
        return True if _same_job(last.header, here.header) else None
    if not _may_be_one_call(last.header, here.header):
        return None
    if here.header.page > 1 and last.header.page == here.header.page - 1 and last.header.of == here.header.of:
        return True
    return False if here.header.page == 1 and not here.continues else None


def _is_next(last: Traits, here: Traits) -> bool:
    """Whether the page number that stands on a page follows the one before."""
    return here.number is not None and here.number > 1 and last.number in {None, here.number - 1}


def _same_job(one: FaxHeader, other: FaxHeader) -> bool:
    jobs = [_JOB.findall(header.text) for header in (one, other)]
    return bool(jobs[0]) and jobs[0] == jobs[1]


def _may_be_one_call(one: FaxHeader, other: FaxHeader) -> bool:
    """Whether two headers may come from one machine: numbers of theirs are alike, or one has none."""
    if not one.numbers or not other.numbers:
        return True
    return any(Levenshtein.normalized_similarity(a, b) >= LIKE for a in one.numbers for b in other.numbers)


def _is_unfinished(blocks: Blocks) -> bool:
    """Whether the last line of the page's running text stops in mid-sentence."""
    lines = [s for item in blocks.labelled if "opinion" in item.kinds for s in item.values] or list(blocks.free)
    full = [s for s in lines if len("".join(s.text.split())) >= FULL_LINE]
    return bool(full) and full[-1] is lines[-1] and not full[-1].text.rstrip().endswith(SENTENCE_ENDS)


def _is_vertical(blocks: Blocks) -> bool:
    lines = [line for line in blocks.page.lines if line.text.strip()]
    return sum(line.direction is Direction.VERTICAL for line in lines) > len(lines) / 2
