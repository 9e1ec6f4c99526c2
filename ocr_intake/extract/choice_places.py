"""Where the choices of a question are printed: near its label in a row, in several, below each other or in cells."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from ocr_intake.extract.answers import behind_label, choices_in, folded
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Direction

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ocr_intake.model.attributes import AskedAttribute
    from ocr_intake.model.reading import Line, PageReading

_NEXT: Final = 4.0
"""Heights of a line that may lie between a label and its choices, or two rows of them: nobody may have read one."""
_ABOVE: Final = 4.0
"""Heights of a line above its label in which choices may stand: a label may stand in the middle of them."""
_SAME: Final = 0.6
"""Heights of a line by which places of a row, or of a column, may be off."""
_WORD: Final = 2
"""Letters of a line that are surely printed or written words."""


class ChoicePlace(NamedTuple):
    """A choice as it is printed beside its label."""

    page: int
    label: str
    box: Box
    unread: bool = False
    """Nobody could read it: it is where the others leave room for it."""


def places_of(asked: AskedAttribute, pages: Sequence[PageReading]) -> tuple[ChoicePlace, ...]:
    """Where all of the choices are printed near the label, as they are declared; nothing where that cannot be told.

    A choice that nobody could read is looked for where the others leave room for it: a circle hides what is in it.

    Args:
        asked: what the consultation asks.
        pages: as ``answers`` takes them.
    """
    for page in pages:
        lines = [line for line in page.lines if line.direction is Direction.HORIZONTAL]
        if not lines:
            continue
        height = round(median(line.box.height for line in lines))
        said = [each for line in lines for each in _said(asked, page, line, height)]
        labels = [line for line in lines if behind_label(asked, line) is not None]
        rest = [line for line in lines if line not in labels and not any(choices_in(asked, folded(line.text)))]
        for label in labels:
            near = _near(label.box, said, height)
            found = () if _written(near, said, height) else _complete(asked, near, rest, height)
            if found:
                return found
    return ()


def words_beside(asked: AskedAttribute, page: PageReading, places: Sequence[ChoicePlace]) -> tuple[Box, ...]:
    """Where words stand that are no choice: of a mark, readers make a single character or what is no letter.

    What stands over a choice is the mark round it, whatever somebody read there.
    """
    return tuple(
        line.box
        for line in page.lines
        if sum(each.isalpha() for each in line.text) >= _WORD
        and not any(choices_in(asked, folded(line.text)))
        and not any(line.box.intersection(place.box) for place in places)
    )


def _said(asked: AskedAttribute, page: PageReading, line: Line, height: int) -> Iterator[ChoicePlace]:
    """The choices in one line, by where readers saw their characters: of each reader those that no other one saw.

    A circle makes its line higher than its words are: these are as high as most lines of the page.
    """
    high = min(line.box.height, height)
    top, half = (line.box.top + line.box.bottom - high) // 2, high / 2
    seen: list[list[ChoicePlace]] = []
    for reading in line.readings:
        # which character of the reading each folded one comes from: widths may make several of one
        at = [number for number, each in enumerate(reading.characters) for _ in folded(each.text)]
        text = "".join(folded(each.text) for each in reading.characters)
        start = min(behind_label(asked, line) or 0, len(text))
        found = []
        for label, _, first, last in choices_in(asked, text[start:]):
            ends = (reading.characters[at[start + place]] for place in (first, last - 1))
            left, right = (line.box.left + (each.start + each.end) / 2 * line.box.width for each in ends)
            box = Box(round(max(left - half, 0)), top, round(right + half), top + high)
            found.append(ChoicePlace(page.number, label, box))
        seen.append(found)
    given: set[str] = set()
    for found in sorted(seen, key=len, reverse=True):
        yield from (each for each in found if each.label not in given)
        given |= {each.label for each in found}


def _near(label: Box, said: Sequence[ChoicePlace], height: int) -> dict[str, ChoicePlace]:
    """Of each choice the place that is nearest to the label, as far as rows follow each other from there."""

    def away(place: ChoicePlace) -> float:
        y, of_label = place.box.centre[1], label.centre[1]
        # what stands below its label is more likely its own than what stands above it
        return y - of_label if y >= of_label else 1.5 * (of_label - y)

    within = [each for each in said if each.box.top >= label.top - _ABOVE * height]
    nearest: dict[str, ChoicePlace] = {}
    for place in sorted(within, key=away):
        nearest.setdefault(place.label, place)
    found: dict[str, ChoicePlace] = {}
    top, bottom = label.top, label.bottom
    for place in sorted(nearest.values(), key=away):
        if place.box.top - bottom > _NEXT * height or top - place.box.bottom > _NEXT * height:
            break
        found[place.label] = place
        top, bottom = min(top, place.box.top), max(bottom, place.box.bottom)
    return found


def _written(near: Mapping[str, ChoicePlace], said: Sequence[ChoicePlace], height: int) -> bool:
    """Whether a choice stands in two rows near the label: it is listed in one, and somebody wrote it in the other."""
    if not near:
        return False
    top, bottom = min(each.box.top for each in near.values()), max(each.box.bottom for each in near.values())
    within = [each for each in said if top <= each.box.centre[1] <= bottom and each.label in near]
    return any(not _row(each.box, near[each.label].box, height) for each in within)


def _complete(
    asked: AskedAttribute, near: Mapping[str, ChoicePlace], rest: Sequence[Line], height: int
) -> tuple[ChoicePlace, ...]:
    """All choices in their order, where at most one of them was not read and the others show its place.

    Args:
        asked: what the consultation asks.
        near: the choices that were read.
        rest: lines without choices and labels.
        height: of a line.
    """
    order = [label for label, _ in asked.choices]
    missing = [number for number, label in enumerate(order) if label not in near]
    if len(missing) > 1 or not near:
        return ()
    found = [near.get(label) for label in order]
    if missing:
        boxes = [place and place.box for place in found]
        if len(near) > 1:
            box = _between(missing[0], boxes, height)
        else:
            of_it = {each for wording in asked.choices[missing[0]][1] for each in folded(wording)}
            alike = [line.box for line in rest if of_it & set(folded(line.text)) or len(folded(line.text)) <= _WORD]
            box = _other(missing[0], boxes, alike, height)
        if box is None:
            return ()
        page = next(iter(near.values())).page
        found[missing[0]] = ChoicePlace(page, order[missing[0]], box, unread=True)
    return tuple(place for place in found if place is not None)


def _other(at: int, boxes: Sequence[Box | None], rest: Sequence[Box], height: int) -> Box | None:
    """The line that stands where the other one of two choices does: beside the one that was read, or below it.

    Args:
        at: which of the two was not read.
        boxes: of both.
        rest: lines that may be it.
        height: of a line.
    """
    one = boxes[1 - at]
    if one is None:
        return None
    side = 1 if at else -1
    found = []
    for box in rest:
        x, y = (side * (a - b) for a, b in zip(box.centre, one.centre, strict=True))
        gap = max(box.left, one.left) - min(box.right, one.right)
        beside = x > 0 and _row(box, one, height) and gap <= _NEXT * height
        below = 0 < y <= _NEXT * height and abs(box.left - one.left) <= height
        if beside or below:
            found.append((max(gap, 0) if beside else y, box))
    if not found:
        return None
    _, box = min(found)
    # a ring makes the line larger than the words in it are
    middle, spare = (
        round(box.centre[1]),
        max(0, min(height // 2, (box.width - height) // 2, (box.height - height) // 2)),
    )
    return Box(box.left + spare, middle - height // 2, box.right - spare, middle - height // 2 + height)


def _row(one: Box, other: Box, height: int) -> bool:
    return abs(one.centre[1] - other.centre[1]) <= _SAME * height


def _between(at: int, boxes: Sequence[Box | None], height: int) -> Box | None:
    """Where a choice stands by those before and behind it, or by the two on one side of it; None where none show it."""
    before, behind = (boxes[each] if 0 <= each < len(boxes) else None for each in (at - 1, at + 1))
    earlier, later = boxes[at - 2] if at > 1 else None, boxes[at + 2] if at + 2 < len(boxes) else None
    if before is None or behind is None:
        one, other = (behind, later) if before is None else (before, earlier)
        return None if one is None else _onwards(one, other, height)
    if _row(before, behind, height):
        return _box(before, behind, 0.5, height)
    upper, lower = ([each for each in boxes if each and _row(each, one, height)] for one in (before, behind))
    if len(upper) == len(lower) == 1:
        return _box(before, behind, 0.5, height) if _column(before, behind, height) else None
    start = min(upper, key=lambda each: each.left)
    if not _column(start, min(lower, key=lambda each: each.left), height):  # the lower row lacks its first
        return _moved(start, behind)
    if len(upper) == 1:
        return None if later is None or later not in lower else _moved(later, before)
    return _onwards(before, earlier, height)


def _column(one: Box, other: Box, height: int) -> bool:
    return abs(one.left - other.left) <= _SAME * height


def _moved(column: Box, row: Box) -> Box:
    """The place in a column and a row."""
    return Box(column.left, row.top, column.right, row.bottom)


def _onwards(one: Box, other: Box | None, height: int) -> Box | None:
    """Where a row or a column goes on from the second box over the first; None where they make none."""
    if other is None or not (_row(one, other, height) or _column(one, other, height)):
        return None
    return _box(one, other, -1.0, height)


def _box(one: Box, other: Box, share: float, height: int) -> Box:
    """A box so far on the way from one to the other, as wide as the narrower one in a row."""
    x, y = ((1 - share) * a + share * b for a, b in zip(one.centre, other.centre, strict=True))
    widths = one.width, other.width
    half = (max(widths) if _column(one, other, height) else min(widths)) / 2
    left, top = max(round(x - half), 0), max(round(y - one.height / 2), 0)
    return Box(left, top, max(round(x + half), left), max(round(y + one.height / 2), top))
