"""Running text by its words: a doubted character gives way to one that makes words, what was read surely stays."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_intake.extract.rescoring import rescored
from ocr_intake.extract.segment import Segment, whole_line
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Character, Direction, Line, Reading

Doubts = dict[int, tuple[float, tuple[tuple[str, float], ...]]]


def segment(text: str, doubts: Doubts | None = None, skipped: dict[int, tuple[str, float]] | None = None) -> Segment:
    """A line read surely but for some characters: index → probability and what else was considered.

    ``skipped``: index → a character that was nearly read before it, and how nearly.
    """
    width = 1.0 / max(1, len(text))
    characters = tuple(
        Character(char, *_first((doubts or {}).get(i)), i * width, (i + 0.8) * width, _others((doubts or {}).get(i)))
        for i, char in enumerate(text)
    )
    missed = tuple(Character(char, p, (i - 0.1) * width, i * width) for i, (char, p) in (skipped or {}).items())
    reading = Reading("made-up", text, characters, 0.9, skipped=missed)
    return whole_line(1, 0, Line(Box(0, 0, 40 * len(text), 40), Direction.HORIZONTAL, (reading,)))


def _first(doubt: tuple[float, tuple[tuple[str, float], ...]] | None) -> tuple[float]:
    return (doubt[0] if doubt else 0.999,)


def _others(doubt: tuple[float, tuple[tuple[str, float], ...]] | None) -> tuple[tuple[str, float], ...]:
    return doubt[1] if doubt else ()


def text_of(*segments: Segment) -> str:
    return "".join(s.text for s in rescored(segments))


def test_a_doubted_character_gives_way_to_one_that_makes_a_word() -> None:
    assert text_of(segment("投所の窓口", {0: (0.6, (("役", 0.3),))})) == "役所の窓口"


def test_a_word_that_goes_on_in_the_next_line_counts_too() -> None:
    assert text_of(segment("この町の図"), segment("害館", {0: (0.6, (("書", 0.3),))})) == "この町の図書館"


def test_what_was_read_surely_stays_however_strange() -> None:
    assert text_of(segment("投所の窓口", {0: (0.99, (("役", 0.009),))})) == "投所の窓口"


def test_nothing_is_put_in_that_the_reader_did_not_consider() -> None:
    assert text_of(segment("投所の窓口", {0: (0.5, (("没", 0.3),))})) in {"投所の窓口", "没所の窓口"}


def test_two_slips_beside_one_another_are_mended_together() -> None:
    doubts: Doubts = {2: (0.55, (("消", 0.4),)), 3: (0.55, (("防", 0.4),))}
    assert text_of(segment("町の清妨車", doubts)) == "町の消防車"


def test_size_alone_does_not_keep_a_small_kana_small() -> None:
    assert text_of(segment("荷物を持っのは大変です", {4: (0.84, (("つ", 0.16),))})) == "荷物を持つのは大変です"
    assert text_of(segment("とつても良い計画です")) == "とっても良い計画です"


def test_digits_are_never_told_apart_by_a_dictionary() -> None:
    assert text_of(segment("令和7年度", {2: (0.5, (("1", 0.49),))})) == "令和7年度"


def test_what_was_nearly_read_is_put_in_where_it_makes_a_word() -> None:
    assert text_of(segment("この図館は", skipped={3: ("書", 0.4)})) == "この図書館は"
    assert text_of(segment("この図書館は", skipped={2: ("一", 0.05)})) == "この図書館は"


def test_what_may_be_missing_is_a_doubt_about_the_character_before_it() -> None:
    (mended,) = rescored([segment("この図書館は", skipped={4: ("の", 0.4)})])
    assert mended.text == "この図書館は"
    assert mended.characters[3].probability < 1.0


def test_probabilities_are_those_of_reader_and_dictionary_together() -> None:
    (mended,) = rescored([segment("投所の窓口へ行く", {0: (0.5, (("役", 0.45),))})])
    assert mended.text.startswith("役所")
    assert mended.characters[0].probability > 0.8


def test_a_part_of_a_line_stays_that_part() -> None:
    part = segment("住所：投所の町", {3: (0.5, (("役", 0.45),))}).part(3)
    (mended,) = rescored([part])
    assert mended.text == "役所の町"
    assert mended.line.text == "住所：役所の町"


def test_without_characters_told_apart_nothing_changes() -> None:
    plain = whole_line(1, 0, Line(Box(0, 0, 90, 30), Direction.HORIZONTAL, (Reading("made-up", "投所"),)))
    assert rescored([plain]) == [plain]


@settings(max_examples=60, deadline=None)
@given(
    st.text("投役所図書害館の町、。1２っつ 　", min_size=1, max_size=14),
    st.dictionaries(
        st.integers(0, 13),
        st.tuples(
            st.floats(0.01, 0.97),
            st.lists(st.tuples(st.sampled_from(["役", "書", "", "1", " ", "、"]), st.floats(0.001, 0.9)), max_size=4),
        ),
        max_size=5,
    ),
)
def test_only_the_readers_own_characters_come_out_and_probabilities_are_such(
    text: str, doubts: dict[int, tuple[float, list[tuple[str, float]]]]
) -> None:
    read = segment(text, {i: (p, tuple(others)) for i, (p, others) in doubts.items()})
    (mended,) = rescored([read])
    considered = {c for i, char in enumerate(text) for c in (char, *(t for t, _ in doubts.get(i, (0, []))[1]))}
    assert set(mended.text) <= considered | set("っつ.")
    assert mended.text == "".join(c.text for c in mended.characters)
    assert all(0.0 <= c.probability <= 1.0 for c in mended.characters)
    (again,) = rescored([read])
    assert again == mended
