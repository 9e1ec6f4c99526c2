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
        for label in lines:
            if behind_label(asked, label) is not None:
                near = _near(label.box, said, height)
                found = _complete(asked, near, height)
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


def _complete(asked: AskedAttribute, near: Mapping[str, ChoicePlace], height: int) -> tuple[ChoicePlace, ...]:
    """All choices in their order, where at most one of them was not read and the others show its place."""
    order = [label for label, _ in asked.choices]
    missing = [number for number, label in enumerate(order) if label not in near]
    if len(missing) > 1 or len(near) < 2:
        return ()
    found = [near.get(label) for label in order]
    if missing:
        box = _between(missing[0], [place and place.box for place in found], height)
        if box is None:
            return ()
        page = next(iter(near.values())).page
        found[missing[0]] = ChoicePlace(page, order[missing[0]], box, unread=True)
    return tuple(place for place in found if place is not None)


def _between(at: int, boxes: Sequence[Box | None], height: int) -> Box | None:
    """Where a choice stands by those before and behind it, or by the two on one side of it; None where none show it."""
    for first, second, share in ((at - 1, at + 1, 0.5), (at - 1, at - 2, -1.0), (at + 1, at + 2, -1.0)):
        if min(first, second) < 0 or max(first, second) >= len(boxes):
            continue
        one, other = boxes[first], boxes[second]
        if one is None or other is None:
            continue
        row, column = abs(one.top - other.top) <= _SAME * height, abs(one.left - other.left) <= _SAME * height
        if not (row or column):
            continue
        x, y = ((1 - share) * a + share * b for a, b in zip(one.centre, other.centre, strict=True))
        half = max(one.width, other.width) / 2 if column else min(one.width, other.width) / 2
        left, top = max(round(x - half), 0), max(round(y - one.height / 2), 0)
        return Box(left, top, max(round(x + half), left), max(round(y + one.height / 2), top))
    return None
