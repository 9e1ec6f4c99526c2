"""Names weighed: a slip of the reader gives way to a common name, a rare name that was read surely stays."""

from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.extract.name_lattice import best, paths
from ocr_intake.model.reading import Character


def read(text: str, **doubts: tuple[float, tuple[tuple[str, float], ...]]) -> tuple[Character, ...]:
    """Characters read surely but for the doubtful ones: their probability and what else was considered."""
    return tuple(Character(char, *_of(doubts.get(char))) for char in text)


def _of(
    doubt: tuple[float, tuple[tuple[str, float], ...]] | None,
) -> tuple[float, float, float, tuple[tuple[str, float], ...]]:
    probability, alternatives = doubt or (0.999, ())
    return probability, 0.0, 1.0, alternatives


def test_a_slip_gives_way_to_the_common_name_that_the_reader_considered_too() -> None:
    text, share = best(paths(read("管原健太", 管=(0.7, (("菅", 0.25),)))))
    assert text == "菅原健太"
    assert share > 0.8


def test_a_rare_name_that_was_read_surely_stays() -> None:
    text, share = best(paths(read("管原健太", 管=(0.995, (("菅", 0.003),)))))
    assert text == "管原健太"
    assert share > 0.9


def test_of_two_names_that_are_as_common_the_reader_decides() -> None:
    text, share = best(paths(read("佐藤一郎", 一=(0.6, (("二", 0.4),)))))
    assert text == "佐藤一郎"
    assert share < 0.8


def test_katakana_that_was_taken_for_kanji_is_katakana_again() -> None:
    assert best(paths(read("小野寺フ三")))[0] == "小野寺フミ"


def test_spaces_stay() -> None:
    assert best(paths(read("管原 健太", 管=(0.6, (("菅", 0.3),)))))[0] == "菅原 健太"


@given(st.text("佐藤高橋一二三郎子美管菅原ハルミ八三 ", min_size=1, max_size=7))
def test_the_name_as_read_is_always_among_the_paths_and_shares_are_shares(text: str) -> None:
    found = paths(read(text))
    assert any(path.text == text for path in found)
    chosen, share = best(found)
    assert len(chosen) == len(text)
    assert 0.0 < share <= 1.0
