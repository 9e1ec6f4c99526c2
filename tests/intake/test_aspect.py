"""Resolution tags, believed or not, and square pixels."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.intake.aspect import FAX_ROWS, FAX_WIDTHS, Density, Scaling, believable, scaling

A4_RATIO = math.sqrt(2)


@pytest.mark.parametrize(
    ("height", "dpi", "expected"),
    [
        (1143, (204, 98), (1728, 2379)),
        (2287, (204, 196), (1728, 2380)),
        (4573, (204, 391), (3312, 4573)),
        (1166, (200, 100), (1728, 2332)),
        (2339, (200, 200), (1728, 2339)),
        (1143, (204 / 2.54 * 2.54, 98), (1728, 2379)),
    ],
)
def test_faxes_come_to_true_aspect_from_their_tags(
    height: int, dpi: tuple[float, float], expected: tuple[int, int]
) -> None:
    result = scaling(1728, height, Density(*dpi), bilevel=True)
    assert (result.width, result.height) == expected
    assert result.dpi == pytest.approx(max(dpi))


@pytest.mark.parametrize(
    "tags", [None, Density(72, 72), Density(1, 1), Density(200, 200), Density(204, 204), Density(98, 204)]
)
def test_a_standard_fax_is_known_by_its_width_where_tags_are_missing_or_wrong(tags: Density | None) -> None:
    assert scaling(1728, 1143, tags, bilevel=True) == Scaling(1728, 2379, 204.0)


def test_other_fax_widths_and_rows_without_tags() -> None:
    assert scaling(1728, 2287, None, bilevel=True) == Scaling(1728, 2380, 204.0)
    assert scaling(1728, 4573, None, bilevel=True).width == 3312
    assert scaling(2048, 1401, None, bilevel=True) == Scaling(2048, 2916, 204.0), "B4"
    assert scaling(2432, 3240, None, bilevel=True) == Scaling(2432, 3372, 204.0), "A3"


def test_an_aspect_without_a_unit_is_enough_for_a_fax() -> None:
    assert scaling(1728, 700, Density(2, 1, absolute=False), bilevel=True) == Scaling(1728, 1400, 204.0)


def test_half_a_sheet_in_fine_resolution_stays_what_its_tags_say() -> None:
    assert scaling(1728, 800, Density(204, 196), bilevel=True).height == 833


def test_a_photograph_is_not_believed_and_keeps_its_pixels() -> None:
    assert scaling(3000, 2250, Density(72, 72), bilevel=False) == Scaling(3000, 2250, None)
    assert scaling(1728, 1143, None, bilevel=False) == Scaling(1728, 1143, None), "grey images are no faxes"


@pytest.mark.parametrize(
    ("size", "dpi", "believed"),
    [
        ((2480, 3508), 300, True),
        ((1240, 1748), 300, True),
        ((874, 1240), 212, True),
        ((3508, 4961), 300, True),
        ((7016, 9933), 300, False),
        ((2480, 3508), 72, False),
        ((595, 842), 72, True),
        ((150, 100), 300, False),
        ((2480, 3508), 2400, False),
    ],
)
def test_paper_between_a6_and_a3_is_believed(size: tuple[int, int], dpi: float, believed: bool) -> None:
    assert believable(*size, Density(dpi, dpi)) is believed


@given(
    st.integers(1, 20000),
    st.integers(1, 20000),
    st.none() | st.builds(Density, st.floats(), st.floats(), st.booleans()),
    st.booleans(),
)
def test_scaling_never_shrinks_nor_distorts_more_than_rounding(
    width: int, height: int, tags: Density | None, bilevel: bool
) -> None:
    result = scaling(width, height, tags, bilevel=bilevel)
    assert result.width >= width
    assert result.height >= height
    assert result.width == width or result.height == height, "only the coarser axis grows"
    assert max(result.width / width, result.height / height) < 4.2
    assert result.dpi is None or 50 <= result.dpi <= 1300


@given(st.sampled_from(sorted(FAX_WIDTHS)), st.sampled_from(FAX_ROWS), st.floats(0.95, 1.05))
def test_a_full_sheet_has_papers_proportions_whatever_the_fax_mode(width: int, rows: float, slack: float) -> None:
    height = round(width / FAX_WIDTHS[width] * A4_RATIO * rows * slack)
    result = scaling(width, height, None, bilevel=True)
    assert result.height / result.width == pytest.approx(A4_RATIO, rel=0.06)
