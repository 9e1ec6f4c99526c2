"""Which lines are the opinion: what stands under its labels, a table's rows, or all of a letter but its apparatus."""

from __future__ import annotations

import itertools
import re
import statistics
from typing import TYPE_CHECKING

from ocr_intake.extract.apparatus import (
    is_addressee,
    is_closing,
    is_contact,
    is_continuation_mark,
    is_date,
    is_municipality,
    is_page_mark,
    is_receipt,
    is_title,
    may_be_title,
)
from ocr_intake.extract.cells import RUNNING
from ocr_intake.extract.opinion import find_opinion
from ocr_intake.extract.printed import is_choice, is_unfilled, without_notes
from ocr_intake.extract.sender import Sender, find_sender
from ocr_intake.extract.sheet import united
from ocr_intake.japanese.numerals import read_marker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.blocks import Labelled
    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.proposal import Proposal
    from ocr_intake.model.submission import Opinion

FOOT = 7
"""Lines at the foot of a text in which its sender may stand."""
STAMP_DATE = 12
"""Characters of the longest date in a receipt stamp."""
FOOT_GAP, SMALL = 4.0, 0.75
"""Line heights of white above print at the foot of a page, and its height beside the writing's."""
SHORT_REST = 6
"""Characters of what was left of a title for a second line."""
FULL_LINE = 10
"""Characters from which a line is running text rather than a word on its own."""
_STOPS = ("。", "．", ".", "！", "？", "!", "?", "」", "）", ")")
_BARE_MARKER = re.compile(r"^[(（]?[0-9０-９①-⑳・]{1,2}[)）.．、]?$")

Key = tuple[int, int]


def key_of(segment: Segment) -> Key:
    """The line a segment belongs to."""
    return segment.page, segment.index


def sender_in_text(
    labelled: Sequence[Labelled], knowledge: Knowledge, outside: Sender
) -> tuple[Sender, list[list[Segment]]]:
    """A sender's block at the foot of a letter whose 意見 label swallowed the rest of the page.

    Returns:
        The block, and the opinion's lines without it: one list an opinion, in as many as the paper has rows for them.
    """
    texts = _texts(labelled)
    lines = list(itertools.chain(*texts))
    if any(item.source in {"form", "cell"} for item in labelled if RUNNING & set(item.kinds)) or not lines:
        return Sender(), texts
    has_people = any(set(item.kinds) & {"name", "organization"} and item.values for item in labelled) or outside.people
    has_place = any("address" in item.kinds and item.values for item in labelled) or outside.addresses
    if has_people and has_place:
        return Sender(), texts
    sender = find_sender(lines[-FOOT:], knowledge)
    if not sender.addresses and not sender.phones:
        return Sender(), texts
    taken = {key_of(s) for s in sender.lines}
    return sender, [[s for s in text if key_of(s) not in taken] for text in texts]


def _texts(labelled: Sequence[Labelled]) -> list[list[Segment]]:
    """The lines under labels of opinions and reasons: one list in all, or one for each row of a table of opinions."""
    items = [item for item in labelled if RUNNING & set(item.kinds)]
    if not any("opinion" in item.kinds for item in items):
        items = [item for item in items if item.source in {"form", "cell"}] if len(items) > 1 else items
    rows: dict[tuple[int, int], list[Segment]] = {}
    rest: list[Segment] = []
    for item in items:
        values = [s for s in item.values if not is_unfilled(s.text)]
        if item.row is None:
            rest.extend(values)
        elif values:
            rows.setdefault((values[0].page, item.row), []).extend(values)
    references = {
        (s.page, item.row)
        for item in labelled
        if item.row is not None and "reference" in item.kinds
        for s in item.values
    }
    texts: list[list[Segment]] = []
    for at in sorted(rows):
        if texts and not _begins(at, rows[at], texts[-1], references):
            texts[-1].extend(rows[at])
        else:
            texts.append(list(rows[at]))
    return [*texts, rest] if rest or not texts else texts


def _begins(
    at: tuple[int, int], row: Sequence[Segment], before: Sequence[Segment], references: set[tuple[int, int]]
) -> bool:
    """Whether a table's row is an opinion of its own: it names a place in the plan, or the row above had ended."""
    return at in references or before[-1].text.rstrip().endswith(_STOPS) or not row


def find_text(
    labelled: Sequence[Labelled],
    texts: Sequence[Sequence[Segment]],
    free: Sequence[Segment],
    sender: Sender,
    knowledge: Knowledge,
) -> tuple[Proposal | None, tuple[Opinion, ...]]:
    """The opinion as written and its single items.

    Args:
        labelled: what stands under labels.
        texts: the lines under the opinion's labels, the sender's block at their foot left out.
        free: lines that belong to no label.
        sender: the block among those.
        knowledge: the city's names.
    """
    taken = {key_of(s) for s in sender.lines} | _broken_titles(free)
    under = [
        _without_contacts([s for s in _without_stamp(_without_foot(text)) if not _is_matter(s, knowledge)])
        for text in texts
    ]
    under = [text for text in (_without_bare_markers(united(text)) for text in under) if text]
    source = next((item.source for item in labelled if RUNNING & set(item.kinds) and item.values), "block")
    rest = [s for s in _without_stamp(free) if key_of(s) not in taken and not _is_matter(s, knowledge)]
    if not under:
        return find_opinion([_without_bare_markers(_body(without_notes(_without_foot(rest), knowledge)))], "block")
    pages = {s.page for text in under for s in text}
    more = [s for s in rest if s.page > min(pages) and s.page not in pages]
    if more:
        last = _without_bare_markers(sorted([*under[-1], *more], key=key_of))
        under = [*under[:-1], last]
    return find_opinion(under, source)


def _without_foot(lines: Sequence[Segment]) -> list[Segment]:
    """Without what a form prints at the foot of its page, in no frame: small lines far below the writing."""
    kept = list(lines)
    for page in {s.page for s in lines}:
        here = [s for s in kept if s.page == page and s.line.cell is None and not s.vertical]
        here.sort(key=lambda s: s.line.box.top)
        for i in range(1, len(here)):
            above, below = here[:i], here[i:]
            size = statistics.median(s.line.box.height for s in above for _ in s.text)
            gap = min(s.line.box.top for s in below) - max(s.line.box.bottom for s in above)
            more = sum(len(s.text) for s in above) >= sum(len(s.text) for s in below)
            if more and gap > FOOT_GAP * size and all(s.line.box.height <= SMALL * size for s in below):
                kept = [s for s in kept if s not in below]
                break
    return kept


def _without_contacts(lines: Sequence[Segment]) -> list[Segment]:
    """Without lines at the end that are nobody's opinion but whom to send it to."""
    kept = list(lines)
    while kept and is_contact(kept[-1].text):
        kept.pop()
    return kept


def _broken_titles(lines: Sequence[Segment]) -> set[Key]:
    """The two lines of a title whose last characters had no room in the first: …について（意 / 見）."""
    pairs = [
        (first, second)
        for first, second in itertools.pairwise(lines)
        if len(second.text.strip()) <= SHORT_REST and not is_title(first.text) and second.index == first.index + 1
    ]
    return {
        key_of(s) for one, other in pairs if is_title(f"{one.text.strip()}{other.text.strip()}") for s in (one, other)
    }


def _without_stamp(lines: Sequence[Segment]) -> list[Segment]:
    """Without a receipt stamp that was read as text: a municipality, a date and 受付, each on a line of its own."""
    marks = [
        is_municipality(s.text) or is_receipt(s.text) or (is_date(s.text) and len(s.text) <= STAMP_DATE) for s in lines
    ]
    return [
        s
        for i, s in enumerate(lines)
        if not (marks[i] and (any(marks[max(0, i - 1) : i]) or any(marks[i + 1 : i + 2]) or is_receipt(s.text)))
    ]


def _without_bare_markers(segments: list[Segment]) -> list[Segment]:
    """Without numbers that nothing was written beside: 2. and 3. of a form for three opinions, (2) at a page's foot."""
    bare = [bool(_BARE_MARKER.match("".join(s.text.split()))) for s in segments]
    return [
        s
        for i, s in enumerate(segments)
        if not (bare[i] and (i + 1 == len(segments) or bare[i + 1] or segments[i + 1].page != s.page))
    ]


def _is_matter(segment: Segment, knowledge: Knowledge) -> bool:
    """Whether a line is a letter's apparatus rather than its text: addressee, date, title, page mark."""
    text = segment.text
    if any(check(text) for check in (is_date, is_title, is_continuation_mark, is_closing)):
        return True
    if is_addressee(text, knowledge) or is_choice(text):
        return True
    return is_page_mark(text) and not _BARE_MARKER.match("".join(text.split()))


def _body(lines: list[Segment]) -> list[Segment]:
    """Running text of a letter without labels: stray short lines before the first full one are left out."""
    lines = _without_margins(lines)
    while lines and may_be_title(lines[0].text) and read_marker(lines[0].text) is None:
        lines = lines[1:]
    full = [i for i, s in enumerate(lines) if _is_full(s.text)]
    return lines[full[0] :] if full else lines


def _without_margins(lines: list[Segment]) -> list[Segment]:
    """Without what stands beside the text from its first line to its last: a fax header on a page sent sideways."""
    full = [s for s in lines if _is_full(s.text)]
    if not full:
        return lines
    vertical = sum(s.vertical for s in full) > len(full) / 2
    boxes = [s.line.box for s in full if s.vertical is vertical]

    def beside(segment: Segment) -> bool:
        box = segment.line.box
        if vertical:
            return box.bottom < min(b.top for b in boxes) or box.top > max(b.bottom for b in boxes)
        return box.right < min(b.left for b in boxes) or box.left > max(b.right for b in boxes)

    return [s for s in lines if not beside(s)]


def _is_full(text: str) -> bool:
    return len("".join(text.split())) > FULL_LINE or text.rstrip().endswith("。") or read_marker(text) is not None
