"""The opinion: lines of running text joined to paragraphs, cut into items at their list markers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from ocr_intake.extract.evidence import changed_evidence, proposed
from ocr_intake.extract.rescoring import rescored
from ocr_intake.extract.segment import Segment
from ocr_intake.extract.traced import traced
from ocr_intake.japanese.kana import repair_kana
from ocr_intake.japanese.numerals import Marker, MarkerKind, read_marker
from ocr_intake.japanese.text import clean, japanese_punctuation, squeeze
from ocr_intake.japanese.variants import japanese_forms
from ocr_intake.model.reading import Typing
from ocr_intake.model.submission import Opinion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.model.proposal import Proposal

SURE = 0.98
"""Probability of a sign from which it tells which signs a writer uses."""
STOP = "。"
AS_STOP = frozenset("。.．｡oO0ｏＯ０〇○◯°・，,")
"""What readers see in a full stop that stands alone on a line."""
_STOPS = ("。", "．", "！", "？", "」", ".", "!", "?")
SHORT_LINE = 0.8
"""A line that ends before this share of the longest line's extent, with a full stop, ends its paragraph."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph or list item."""

    text: str
    marker: str
    style: str
    """Shape of the marker, so that items of one list can be told; "" for a paragraph."""
    segments: tuple[Segment, ...]


class Item(NamedTuple):
    """One opinion."""

    opinion: Opinion
    start: int
    """Where its text begins in that of all."""


def read_opinion(texts: Sequence[Sequence[Segment]], source: str) -> tuple[Proposal | None, tuple[Item, ...]]:
    """The opinion as written, and its single items.

    Args:
        texts: characters tagged as the opinion, a line each, in reading order; in several parts where the paper keeps
            several opinions apart (the rows of a table).
        source: how they were found.

    Returns:
        The whole opinion, list markers included, a line break between paragraphs and items; and its items without
        markers (one a part, where there is no list).
    """
    written = [_with_last_stop([s for s in lines if s.text.strip()]) for lines in texts]
    western = _western_signs([s for lines in written for s in lines])
    chosen = [rescored(lines) for lines in written]
    parts = [pieces for lines in chosen if (pieces := _pieces(lines, western))]
    pieces = [piece for part in parts for piece in part]
    if not pieces:
        return None, ()
    text = "\n".join(piece.marker + piece.text for piece in pieces)
    used = [segment for lines in chosen for segment in lines]
    before = [segment for lines in written for segment in lines]
    evidence = {"changed": changed_evidence([c for s in before for c in s.characters], "".join(s.text for s in used))}
    held = [segment for piece in pieces for segment in piece.segments]
    characters = traced(text, used, before)
    found = proposed(text, held, source, evidence)
    if characters is not None:  # a place that looks struck out is a doubt about its characters alone
        found = replace(found, characters=characters, flags=())
    listed = len(parts) > 1 and all(len(_items(part)) == 1 and part[0].marker for part in parts)
    return found, _placed([pieces] if listed else parts)


def _western_signs(segments: Sequence[Segment]) -> str:
    """Signs of ．and ， that a writer uses instead of 。 and 、, as far as the reader is sure of them.

    A ring is often read as a dot, but never surely as a wide one.
    """
    sure = {c.text for s in segments for c in s.characters if c.probability >= SURE}
    return "".join(
        signs for japanese, signs in (("。", "．."), ("、", "，,")) if signs[0] in sure and japanese not in sure
    )


def _with_last_stop(segments: list[Segment]) -> list[Segment]:
    """The lines with a full stop where the last one is a single ring or dot, whatever the reader took that for."""
    last = segments[-1] if len(segments) > 1 else None
    if last is None or last.typed or last.text.strip() not in AS_STOP or segments[-2].text.rstrip().endswith(_STOPS):
        return segments
    stop = [replace(c, text=STOP, alternatives=()) for c in last.characters if c.text.strip()]
    return [*segments[:-1], last.rewritten(stop)]


def _pieces(segments: Sequence[Segment], western: str) -> list[Piece]:
    """Paragraphs and list items; ``western`` are the signs that stay instead of 。 and 、."""
    pieces: list[Piece] = []
    texts: list[str] = []
    current: list[Segment] = []
    marker = style = ""
    last: Marker | None = None

    def close() -> None:
        text = "".join(texts).strip() if all(each.typed for each in current) else tidy("".join(texts), western)
        if text.strip():  # a number that is printed and left empty is no item
            pieces.append(Piece(text, marker, style, tuple(current)))

    for index, segment in enumerate(segments):
        if index and _goes_on(segments[index - 1], segment):
            texts.append(segment.text)
            current.append(segment)
            continue
        text = segment.text if segment.typed else clean(segment.text).strip()
        found = read_marker(text) or _next_number(last, text, segments[index - 1].text if index else "")
        begins = found is not None and (found.kind is not MarkerKind.BULLET or found.rest != "")
        written = any(each.strip() for each in texts)  # a marker's text may stand below it
        if begins or (written and _paragraph_ends(segments[index - 1], segment, segments)):
            close()
            texts, current = [], []
            marker, style = (found.text, found.style) if begins and found is not None else ("", "")
            if begins and found is not None:
                text, last = found.rest.strip(), found
        texts.append(_glue(texts[-1] if texts else "", text))
        current.append(segment)
    close()
    return pieces


def _next_number(last: Marker | None, text: str, above: str) -> Marker | None:
    """The number of the list's next item where a digit follows it: 2.18ページ after an item 1 that has ended."""
    number = _DOTTED.match(text)
    if number is None or last is None or last.ordinal is None or not above.rstrip().endswith(_STOPS):
        return None
    found = read_marker(f"{number[0]} {text[number.end() :]}")
    follows = found is not None and found.style == last.style and found.ordinal == last.ordinal + 1
    return found if follows else None


_DOTTED = re.compile(r"[0-9０-９]{1,2}[.．、](?=[0-9０-９])")
"""A number that may be an item's, or the whole part of a fraction."""


def _glue(before: str, text: str) -> str:
    """Lines are joined directly, Latin words with a space."""
    latin = before[-1:].isascii() and before[-1:].isalpha() and text[:1].isascii() and text[:1].isalpha()
    return f" {text}" if latin else text


def _goes_on(before: Segment, here: Segment) -> bool:
    """Whether a typed line is broken only because its box was too narrow."""
    return here.typed and before.line.typing is Typing.GOES_ON and before.index + 1 == here.index


def _paragraph_ends(before: Segment, here: Segment, segments: Sequence[Segment]) -> bool:
    """Whether a paragraph ends before this line: the one above stops short after a full stop, or here is an indent."""
    if before.typed and here.typed:
        return True  # where it was typed each line ends where the writer ended it
    if before.page != here.page or not before.text.rstrip().endswith(_STOPS):
        return False
    same = [s.line.box for s in segments if s.page == here.page]
    if here.vertical:
        low, high = min(b.top for b in same), max(b.bottom for b in same)
        end, begin, size = before.line.box.bottom, here.line.box.top, here.line.box.width
    else:
        low, high = min(b.left for b in same), max(b.right for b in same)
        end, begin, size = before.line.box.right, here.line.box.left, here.line.box.height
    extent = max(1, high - low)
    return (end - low) / extent < SHORT_LINE or begin - low > 0.6 * size


def tidy(text: str, kept: str = "") -> str:
    """Running text as a reader returned it, brought to ordinary Japanese writing; no word is changed.

    Args:
        text: as read.
        kept: commas and full stops that stay as they are.
    """
    return repair_kana(japanese_forms(japanese_punctuation(squeeze(text), kept), old_forms=True))


def _placed(parts: Sequence[list[Piece]]) -> tuple[Item, ...]:
    """The items of all parts, each with its place in the whole text."""
    items: list[Item] = []
    begin = 0
    for group, outer in (item for part in parts for item in _items(part)):
        opinion = _opinion(group, outer)
        items.append(Item(opinion, begin + (len(group[0].marker) if opinion.marker else 0)))
        begin += sum(len(piece.marker + piece.text) + 1 for piece in group)
    return tuple(items)


def _items(pieces: list[Piece]) -> list[tuple[list[Piece], str]]:
    """One group of pieces an item of the outermost list, with the paragraphs that follow it, and that list's style.

    Without a list there is one in all. Paragraphs that each begin with what they are about (18ページについて：,
    学校給食の件。) are a list too.
    """
    if len(pieces) > 1 and all(not piece.style and _TOPIC.match(piece.text) for piece in pieces):
        return [([piece], "") for piece in pieces]
    styles = [piece.style for piece in pieces if piece.style]
    outer = styles[0] if styles and styles.count(styles[0]) > 1 else ""
    groups: list[list[Piece]] = []
    for piece in pieces:
        if not groups or (outer and piece.style == outer):
            groups.append([piece])
        else:
            groups[-1].append(piece)
    return [(group, outer) for group in groups]


_TOPIC = re.compile(
    r"[^。、]{2,30}?(?:について|に関して|の件)[：:。、]|(?:[pPｐＰ][.．]?\s?)?[0-9０-９]{1,3}\s?(?:ページ|頁)"
)
"""How a paragraph begins that says what it is about."""


def _opinion(group: Sequence[Piece], outer: str) -> Opinion:
    """One item: its first piece without its marker where that is the list's, and all that follows it."""
    first = group[0]
    text = "\n".join([first.text, *(p.marker + p.text for p in group[1:])])
    if not first.style or first.style != outer:
        text = first.marker + text
    regions = tuple(dict.fromkeys(s.region for p in group for s in p.segments))
    return Opinion(text, first.marker if first.style == outer else "", regions)
