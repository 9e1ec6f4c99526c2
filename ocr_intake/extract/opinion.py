"""Opinions: lines of running text joined to paragraphs, cut into items at their list markers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_intake.extract.evidence import proposed, reading_evidence
from ocr_intake.extract.spelling import spelled
from ocr_intake.japanese.kana import repair_kana
from ocr_intake.japanese.numerals import Marker, MarkerKind, read_marker
from ocr_intake.japanese.text import clean, japanese_punctuation, squeeze
from ocr_intake.japanese.variants import japanese_forms
from ocr_intake.model.submission import Opinion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.proposal import Proposal

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


def find_opinion(texts: Sequence[Sequence[Segment]], source: str) -> tuple[Proposal | None, tuple[Opinion, ...]]:
    """Join lines to the opinion as written and to its single items.

    Args:
        texts: lines of the opinion in reading order, pages in order; in several parts where the paper keeps several
            opinions apart (the rows of a table).
        source: how they were found.

    Returns:
        The whole opinion, list markers included, a line break between paragraphs and items; and its items without
        markers (one a part, where there is no list).
    """
    parts = [pieces for lines in texts if (pieces := _pieces(spelled([s for s in lines if s.text.strip()])))]
    pieces = [piece for part in parts for piece in part]
    if not pieces:
        return None, ()
    text = "\n".join(piece.marker + piece.text for piece in pieces)
    used = [segment for piece in pieces for segment in piece.segments]
    found = proposed(text, tuple(used), source, (), reading_evidence(used, text))
    if len(parts) > 1 and all(len(_items(part)) == 1 and part[0].marker for part in parts):
        return found, _items(pieces)
    return found, tuple(item for part in parts for item in _items(part))


def _pieces(segments: list[Segment]) -> list[Piece]:
    pieces: list[Piece] = []
    texts: list[str] = []
    current: list[Segment] = []
    marker = style = ""
    previous: Marker | None = None

    def close() -> None:
        if current:
            pieces.append(Piece(tidy("".join(texts)), marker, style, tuple(current)))

    for index, segment in enumerate(segments):
        text = clean(segment.unstruck).strip()
        found = read_marker(text) or _next_number(text, previous)
        begins = found is not None and (found.kind is not MarkerKind.BULLET or found.rest != "")
        if begins or (index and _paragraph_ends(segments[index - 1], segment, segments)):
            close()
            texts, current = [], []
            marker, style = (found.text, found.style) if begins and found is not None else ("", "")
            if begins and found is not None:
                text, previous = found.rest.strip(), found
        texts.append(_glue(texts[-1] if texts else "", text))
        current.append(segment)
    close()
    return pieces


_NUMBER_BEFORE_DIGIT = re.compile(r"(?P<n>[0-9０-９]{1,2})(?P<stop>[.．])\s*(?=[0-9０-９])")


def _next_number(text: str, previous: Marker | None) -> Marker | None:
    """The next number of a list where a digit follows it (2. after 1., in 2.18ページの表), which alone is no marker."""
    match = _NUMBER_BEFORE_DIGIT.match(text)
    if match is None or previous is None or previous.ordinal is None or previous.text[-1:] not in ".．":
        return None
    ordinal = int(match["n"])
    if ordinal != previous.ordinal + 1 or previous.kind is not MarkerKind.NUMBER:
        return None
    return Marker(match[0].rstrip(), text[match.end() :], MarkerKind.NUMBER, ordinal, previous.style)


def _glue(before: str, text: str) -> str:
    """Lines are joined directly, Latin words with a space."""
    latin = before[-1:].isascii() and before[-1:].isalpha() and text[:1].isascii() and text[:1].isalpha()
    return f" {text}" if latin else text


def _paragraph_ends(before: Segment, here: Segment, segments: Sequence[Segment]) -> bool:
    """Whether a paragraph ends before this line: the one above stops short after a full stop, or here is an indent."""
    if before.page != here.page or not before.text.rstrip().endswith(("。", "．", "！", "？", "」", ".", "!", "?")):
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


def tidy(text: str) -> str:
    """Running text as a reader returned it, brought to ordinary Japanese writing; no word is changed."""
    return repair_kana(japanese_forms(japanese_punctuation(squeeze(text)), old_forms=True))


def _items(pieces: list[Piece]) -> tuple[Opinion, ...]:
    """One opinion an item of the outermost list, with the paragraphs that follow it; one in all without a list.

    Paragraphs that each begin with what they are about (18ページについて：, 学校給食の件。) are a list too.
    """
    if len(pieces) > 1 and all(not piece.style and _TOPIC.match(piece.text) for piece in pieces):
        return tuple(_opinion([piece], outer="") for piece in pieces)
    styles = [piece.style for piece in pieces if piece.style]
    outer = styles[0] if styles and styles.count(styles[0]) > 1 else ""
    groups: list[list[Piece]] = []
    for piece in pieces:
        if not groups or (outer and piece.style == outer):
            groups.append([piece])
        else:
            groups[-1].append(piece)
    return tuple(_opinion(group, outer) for group in groups)


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
