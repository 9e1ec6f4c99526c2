"""Boxes as an algebra: whatever the boxes, unions lie around, intersections inside, shares between 0 and 1."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.model.geometry import Box, union_of

COORDINATES = st.integers(-5000, 5000)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    left, right = sorted((draw(COORDINATES), draw(COORDINATES)))
    top, bottom = sorted((draw(COORDINATES), draw(COORDINATES)))
    return Box(left, top, right, bottom)


def lies_in(inner: Box, outer: Box) -> bool:
    return (
        outer.left <= inner.left
        and outer.top <= inner.top
        and inner.right <= outer.right
        and inner.bottom <= outer.bottom
    )


@given(boxes(), boxes())
def test_the_union_lies_around_both_and_no_farther(one: Box, other: Box) -> None:
    union = one.union(other)
    assert lies_in(one, union)
    assert lies_in(other, union)
    assert union == other.union(one)
    assert (union.left, union.top) == (min(one.left, other.left), min(one.top, other.top))
    assert (union.right, union.bottom) == (max(one.right, other.right), max(one.bottom, other.bottom))


@given(boxes(), boxes())
def test_the_intersection_lies_in_both(one: Box, other: Box) -> None:
    shared = one.intersection(other)
    assert shared == other.intersection(one)
    if shared is None:
        assert one.overlap_x(other) <= 0 or one.overlap_y(other) <= 0
        return
    assert lies_in(shared, one)
    assert lies_in(shared, other)
    assert (shared.width, shared.height) == (one.overlap_x(other), one.overlap_y(other))
    assert shared.area > 0


@given(boxes())
def test_a_box_with_itself_is_itself(box: Box) -> None:
    assert box.union(box) == box
    assert box.intersection(box) == (box if box.area else None)
    assert box.covered_by(box) == (1.0 if box.area else 0.0)


def test_boxes_that_only_touch_share_nothing() -> None:
    left, right = Box(0, 0, 10, 10), Box(10, 0, 20, 10)
    assert left.intersection(right) is None
    assert left.overlap_x(right) == 0
    assert left.overlap_y(right) == 10


@given(boxes(), boxes())
def test_the_share_covered_is_a_share(one: Box, other: Box) -> None:
    assert 0.0 <= one.covered_by(other) <= 1.0
    if one.area:
        assert one.covered_by(one.union(other)) == 1.0


def test_half_a_box_is_covered_by_half() -> None:
    assert Box(0, 0, 10, 10).covered_by(Box(5, -50, 50, 50)) == 0.5


@given(boxes(), boxes())
def test_overlaps_are_the_same_from_both_sides(one: Box, other: Box) -> None:
    assert one.overlap_x(other) == other.overlap_x(one)
    assert one.overlap_y(other) == other.overlap_y(one)


def test_a_gap_is_a_negative_overlap() -> None:
    assert Box(0, 0, 10, 10).overlap_x(Box(25, 0, 30, 10)) == -15
    assert Box(0, 0, 10, 10).overlap_y(Box(0, 12, 10, 20)) == -2


@given(boxes(), st.integers(0, 500), st.integers(0, 500))
def test_a_grown_box_lies_around(box: Box, dx: int, dy: int) -> None:
    grown = box.grown(dx, dy)
    assert lies_in(box, grown)
    assert (grown.width, grown.height) == (box.width + 2 * dx, box.height + 2 * dy)


@given(boxes(), st.integers(-10_000, 0), st.integers(-10_000, 0))
def test_a_shrunk_box_lies_inside_and_is_never_inside_out(box: Box, dx: int, dy: int) -> None:
    assert lies_in(box.grown(dx, dy), box)


@given(boxes(), st.integers(0, 3000), st.integers(0, 3000))
def test_a_clipped_box_lies_on_the_page(box: Box, width: int, height: int) -> None:
    clipped, page = box.clipped(width, height), Box(0, 0, width, height)
    assert lies_in(clipped, page)
    shared = box.intersection(page)
    if shared is not None:
        assert clipped == shared
    else:
        assert clipped.area == 0
    assert clipped.clipped(width, height) == clipped


@given(boxes())
def test_sizes_fit_together(box: Box) -> None:
    assert box.area == box.width * box.height >= 0
    x, y = box.centre
    assert box.left <= x <= box.right
    assert box.top <= y <= box.bottom


@pytest.mark.parametrize("sides", [(10, 0, 9, 5), (0, 10, 5, 9)])
def test_a_box_inside_out_is_refused(sides: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="left <= right"):
        Box(*sides)


@given(st.lists(boxes(), min_size=1, max_size=8))
def test_the_union_of_many_does_not_depend_on_their_order(many: list[Box]) -> None:
    whole = union_of(many)
    assert whole == union_of(reversed(many))
    assert all(lies_in(box, whole) for box in many)
    assert whole.left in {box.left for box in many}
    assert whole.bottom in {box.bottom for box in many}


def test_a_union_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no boxes"):
        union_of(())
