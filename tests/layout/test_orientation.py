"""Orientation: rows and columns, any way up, told by a reader that knows which way its characters stand."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr_intake.imaging.turning import quarter_turn
from ocr_intake.layout.orientation import Orientation, find_orientation, is_dotted
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Direction, LineImage, Reading, Unread

TILE = 40
COUNT = 14
LINES = 7
PITCH = 70
UPRIGHT, LYING = 0, 3
"""Quarter turns clockwise of a character: a column that lies on its side after an anticlockwise turn has three."""


def page_of(direction: Direction) -> NDArray[np.uint8]:
    """A page of characters: grey tiles, their top left quarter dark and another quarter shaded by where they stand."""
    page = np.full((760, 700), 255, np.uint8)
    for line in range(LINES):
        for place in range(COUNT):
            x, y = 60 + place * TILE, 60 + line * PITCH
            if direction is Direction.VERTICAL:
                x, y = 600 - line * PITCH, 60 + place * TILE
            tile = page[y : y + TILE, x : x + TILE]
            tile[:] = 200
            tile[: TILE // 2, : TILE // 2] = 0
            tile[TILE // 2 :, TILE // 2 :] = 90 + 3 * place
    return page


def shapes_on(page: NDArray[np.uint8]) -> list[Box]:
    """The box of each row or column, by the rows and columns of the page that are not white."""

    def runs(filled: NDArray[np.bool_]) -> list[tuple[int, int]]:
        edges = np.flatnonzero(np.diff(np.concatenate(([False], filled, [False])).astype(int)))
        return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]

    rows, columns = runs(page.min(axis=1) < 255), runs(page.min(axis=0) < 255)
    return [Box(left, top, right, bottom) for top, bottom in rows for left, right in columns]


def turns_of(tile: NDArray[np.uint8]) -> int:
    half = TILE // 2
    quarters = (tile[:half, :half], tile[:half, half:], tile[half:, half:], tile[half:, :half])
    return int(np.argmin([quarter.mean() for quarter in quarters]))


def character(tile: NDArray[np.uint8]) -> str:
    half = TILE // 2
    quarters = (tile[:half, :half], tile[:half, half:], tile[half:, half:], tile[half:, :half])
    shade = quarters[(turns_of(tile) + 2) % 4].mean()
    return chr(ord("あ") + round((shade - 90) / 3))


@dataclass
class Reader:
    """Reads characters that stand upright, and columns lying on their side; what stands on its head reads badly."""

    calls: list[int] = field(default_factory=list)

    def __call__(self, lines: Sequence[LineImage], /) -> tuple[Reading | Unread, ...]:
        self.calls.append(len(lines))
        return tuple(self.read(line) for line in lines)

    def read(self, line: LineImage) -> Reading | Unread:
        across = line.direction is Direction.HORIZONTAL
        pixels = line.pixels
        length = pixels.shape[1 if across else 0]
        tiles = [pixels[:, i : i + TILE] if across else pixels[i : i + TILE] for i in range(0, length - TILE + 1, TILE)]
        if not tiles or min(pixels.shape) < TILE:
            return Unread("fake", "too_small")
        turns = turns_of(tiles[0])
        if turns == UPRIGHT or (across and turns == LYING):
            return Reading("fake", "".join(character(tile) for tile in tiles), confidence=0.97 if turns == 0 else 0.93)
        return Reading("fake", "田" * len(tiles), confidence=0.4)


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_any_way_up_is_set_right(direction: Direction, turned: int) -> None:
    page = quarter_turn(page_of(direction), turned)
    found = find_orientation(page, shapes_on(page), Reader())
    assert (found.rotation + turned) % 360 == 0
    assert found.direction is direction
    assert found.certainty > 0.4
    assert np.array_equal(quarter_turn(page, found.rotation), page_of(direction))


def test_only_a_few_lines_are_looked_at() -> None:
    page, reader = page_of(Direction.HORIZONTAL), Reader()
    find_orientation(page, shapes_on(page), reader)
    assert sum(reader.calls) <= 9


def test_a_page_without_writing_stays_as_it_is() -> None:
    reader = Reader()
    found = find_orientation(np.full((100, 100), 255, np.uint8), [], reader)
    assert found == Orientation(0, Direction.HORIZONTAL, 0.0)
    assert reader.calls == []


def test_a_reader_that_reads_nothing_settles_nothing() -> None:
    page = page_of(Direction.HORIZONTAL)

    def blind(lines: Sequence[LineImage], /) -> tuple[Reading | Unread, ...]:
        return (Unread("fake", "empty"),) * len(lines)

    found = find_orientation(page, shapes_on(page), blind)
    assert found.rotation == 0
    assert found.direction is Direction.HORIZONTAL
    assert found.certainty == 0.0


def test_a_title_and_a_footnote_do_not_outvote_the_text() -> None:
    page = page_of(Direction.HORIZONTAL)
    odd = [Box(60, 600, 300, 740), Box(100, 20, 400, 28)]
    found = find_orientation(page, [*odd, *shapes_on(page)], Reader())
    assert found.rotation == 0
    assert found.certainty > 0.4


def test_shapes_over_the_edge_of_the_page_pass() -> None:
    page = page_of(Direction.HORIZONTAL)
    shapes = [Box(-40, -30, 760, 10), Box(690, -20, 1200, 20), *shapes_on(page)]
    assert find_orientation(page, shapes, Reader()).direction is Direction.HORIZONTAL


def dotted(size: int, pitch: int, *, dashes: bool = False, count: int = 14) -> NDArray[np.uint8]:
    """A strip with a dotted rule."""
    strip = np.full((40, 20 + pitch * count), 255, np.uint8)
    for x in range(10, 10 + pitch * count, pitch):
        if dashes:
            strip[19:22, x : x + size] = 0
        else:
            cv2.circle(strip, (x + size // 2, 20), size // 2, (0,), -1)
    return strip


@pytest.mark.parametrize(("size", "pitch"), [(3, 9), (4, 12), (6, 16), (8, 20), (12, 24), (16, 32)])
def test_dots_and_dashes_are_no_writing(size: int, pitch: int) -> None:
    assert is_dotted(dotted(size, pitch))
    assert is_dotted(dotted(size, pitch, count=3))
    assert is_dotted(dotted(size + 4, pitch + 4, dashes=True))
    assert is_dotted(cv2.GaussianBlur(dotted(size, pitch), (3, 3), 0).astype(np.uint8))


@pytest.mark.parametrize("text", ["Name and address", "0120-444-444", "ABABABABAB", "i.i.i.i.i.i"])
def test_writing_is_no_dotted_rule(text: str) -> None:
    strip = np.full((60, 420), 255, np.uint8)
    cv2.putText(strip, text, (10, 42), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0,), 2, cv2.LINE_AA)
    assert not is_dotted(strip)


def test_an_empty_strip_is_no_dotted_rule() -> None:
    assert not is_dotted(np.full((40, 200), 255, np.uint8))


@pytest.mark.parametrize("turned", [0, 180])
@pytest.mark.parametrize(("size", "pitch"), [(4, 12), (8, 20), (16, 32)])
def test_dotted_rules_leave_nothing_to_chance(size: int, pitch: int, turned: int) -> None:
    """They outnumber the lines of writing, and are as thick as none of these."""
    page = np.full((1400, 700), 255, np.uint8)
    page[:760] = page_of(Direction.HORIZONTAL)
    for x in range(60, 60 + COUNT * TILE, 2 * TILE):  # characters are of several heights, dots are not
        for y in range(60, 60 + LINES * PITCH, PITCH):
            page[y + 12 : y + TILE // 2, x : x + TILE // 2] = 200
    rules = []
    for y in range(760, 1360, 50):
        rule = dotted(size, pitch, count=560 // pitch)
        page[y : y + 40, 60 : 60 + rule.shape[1]] = rule
        rules.append(Box(60, y, 60 + rule.shape[1], y + 40))
    boxes = [*rules, *shapes_on(page_of(Direction.HORIZONTAL))[:2]]
    if turned:
        height, width = page.shape
        boxes = [Box(width - b.right, height - b.bottom, width - b.left, height - b.top) for b in boxes]
    found = find_orientation(quarter_turn(page, turned), boxes, Reader())
    assert (found.rotation + turned) % 360 == 0
    assert found.certainty > 0.4


def test_where_nothing_but_dotted_rules_is_there_nothing_is_certain() -> None:
    page = np.full((400, 700), 255, np.uint8)
    page[100:140, 60:632] = dotted(4, 12, count=46)
    assert find_orientation(page, [Box(60, 100, 630, 140)], Reader()).certainty < 0.1
