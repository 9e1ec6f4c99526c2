"""What paper answers to a consultation's own questions: the words beside a label, and which of them is ticked.

Nothing here says how sure it is: every answer is a proposal that a person looks at.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from ocr_intake.model.attributes import AskedAttribute, AttributeKind, AttributeValue
from ocr_intake.model.fields import Candidate, FieldName, FieldValue, Flag, FlagCode
from ocr_intake.model.geometry import Region

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.model.reading import Line, PageReading

SOURCE: Final = "answer"
"""``FieldValue.source`` of an answer that was found beside its label."""
TICKED: Final = frozenset("☑☒✓✔✅■●◉◆レ")
"""What stands before a choice that somebody ticked, as readers have it."""
_SEPARATORS: Final = re.compile(r"^[:：)）】\]」＿_]+")
_SAME_ROW: Final = 0.5
"""Share of the lower line's height that two lines of a row have in common."""
_FEWEST: Final = 2
"""Characters of a label that is looked for within a line: a single one stands in any word."""
_NUMBER: Final = re.compile(r"[0-9]+")


class _Found(NamedTuple):
    """What stands beside a label."""

    text: str
    """Folded."""
    regions: tuple[Region, ...]


def answers(asked: Sequence[AskedAttribute], pages: Sequence[PageReading]) -> tuple[AttributeValue, ...]:
    """The answers on a submission's pages, each to be looked at by a person.

    Args:
        asked: what the consultation asks.
        pages: the submission's pages, numbered as its regions are.
    """
    return tuple(_answer(each, pages) for each in asked)


def chosen(asked: AskedAttribute, label: str, regions: tuple[Region, ...]) -> AttributeValue:
    """An answer that somebody marked, to be looked at by a person."""
    return _proposed(asked, label, regions, SOURCE)


def unanswered(asked: AskedAttribute, source: str = "") -> AttributeValue:
    """A question whose answer a person has to look for."""
    return _proposed(asked, None, (), source)


def _answer(asked: AskedAttribute, pages: Sequence[PageReading]) -> AttributeValue:
    for found in _beside(asked, pages):
        value = _value(asked, found.text)
        if value is not None:
            return _proposed(asked, value, found.regions, SOURCE)
    return unanswered(asked)


def _proposed(asked: AskedAttribute, value: str | None, regions: tuple[Region, ...], source: str) -> AttributeValue:
    others = tuple(Candidate(label, 0.0, "choice") for label, _ in asked.choices if label != value)
    confidence = 0.0 if value is None else 0.5
    flags = (Flag(FlagCode.ANSWER_TO_CHECK),)
    return AttributeValue(
        asked.mark, FieldValue(FieldName.ATTRIBUTE, value, confidence, flags, others, regions, source)
    )


def _beside(asked: AskedAttribute, pages: Sequence[PageReading]) -> Iterator[_Found]:
    """What stands behind the label in its line and to the right of it, wherever the label stands."""
    for page in pages:
        for first, *row in _rows(asked, page):
            start = behind_label(asked, first) or 0
            said = "".join([_SEPARATORS.sub("", folded(first.text)[start:]), *(folded(each.text) for each in row)])
            yield _Found(said, tuple(Region(page.number, each.box) for each in (first, *row)))


def _rows(asked: AskedAttribute, page: PageReading) -> Iterator[tuple[Line, ...]]:
    """Lines that hold the label, each with those to the right of it, from left to right."""
    for line in page.lines:
        if behind_label(asked, line) is not None:
            row = [other for other in page.lines if other is not line and _to_the_right(line, other)]
            yield line, *sorted(row, key=lambda each: each.box.left)


def behind_label(asked: AskedAttribute, line: Line) -> int | None:
    """Where a line's folded text goes on behind the label; None for a line without it."""
    labels = sorted({folded(each) for each in asked.labels}, key=len, reverse=True)
    text = folded(line.text)
    return next((at + len(each) for each in labels if (at := _place(text, each)) is not None), None)


def _place(text: str, label: str) -> int | None:
    """Where a label begins in a line: at its start, behind what numbers it, or as the whole of it."""
    if len(label) < _FEWEST:
        return 0 if text == label else None
    at = text.find(label)
    return at if 0 <= at <= _FEWEST else None


def _to_the_right(line: Line, other: Line) -> bool:
    if other.box.left < line.box.left + (line.box.right - line.box.left) // 2:
        return False
    common = min(line.box.bottom, other.box.bottom) - max(line.box.top, other.box.top)
    return common >= _SAME_ROW * min(line.box.bottom - line.box.top, other.box.bottom - other.box.top)


def _value(asked: AskedAttribute, text: str) -> str | None:
    if asked.mark.kind is AttributeKind.NUMBER:
        number = _NUMBER.search(text)
        return None if number is None else number[0]
    if asked.mark.kind is AttributeKind.TEXT:
        return text[:100] or None
    alone = next((label for label, listed in asked.choices if text in {folded(each) for each in listed}), None)
    if alone is not None:
        return alone  # nothing else stands there: somebody wrote it
    ticked: list[str] = []
    for label, before, _, _ in choices_in(asked, text):
        if before in TICKED:
            ticked.append(label)
    return ticked[0] if len(ticked) == 1 else None


def choices_in(asked: AskedAttribute, text: str) -> Iterator[tuple[str, str, int, int]]:
    """The choices in a text, each with the character before it, its beginning and its end.

    A longer wording is not taken for a shorter one in it.
    """
    wordings = [(folded(wording), label) for label, listed in asked.choices for wording in listed]
    wordings.sort(key=lambda each: len(each[0]), reverse=True)
    at = 0
    while at < len(text):
        for wording, label in wordings:
            if wording and text.startswith(wording, at):
                yield label, text[at - 1 : at] if at else "", at, at + len(wording)
                at += len(wording)
                break
        else:
            at += 1


def folded(text: str) -> str:
    """A text without what does not tell wordings apart: widths, case and white space."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
