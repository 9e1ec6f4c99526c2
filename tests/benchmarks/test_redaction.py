"""Finding personal data, measured on families of phrasing that nothing was tuned on."""

from __future__ import annotations

from benchmarks.redaction import sample, tallied
from benchmarks.redaction_families import LEFT_OUT, NEGATIVE, TUNED
from ocr_intake.dataset.personal import find_personal


def test_families_are_apart() -> None:
    assert not LEFT_OUT.keys() & TUNED.keys()
    assert not {frame for frames in LEFT_OUT.values() for frame in frames} & {
        frame for frames in TUNED.values() for frame in frames
    }


def test_what_is_planted_stands_where_it_is_said() -> None:
    made = [each for number in range(60) if (each := sample(number, LEFT_OUT)) is not None]
    assert len(made) > 20
    assert all(0 <= one.start < one.end <= len(each.text) for each in made for one in each.planted)
    assert sample(7, LEFT_OUT) == sample(7, LEFT_OUT)


def test_how_much_is_found_and_how_much_of_that_is_right() -> None:
    tally = tallied(250, LEFT_OUT)
    own = [kind for kind in tally.planted if kind.startswith("own")]
    others = [kind for kind in tally.planted if kind not in own]
    assert sum(tally.found[kind] for kind in own) / sum(tally.planted[kind] for kind in own) >= 0.98
    assert sum(tally.found[kind] for kind in others) / sum(tally.planted[kind] for kind in others) >= 0.93
    assert sum(tally.right.values()) / sum(tally.finds.values()) >= 0.97
    assert tally.masks[False] <= 1


def test_nothing_is_masked_in_texts_that_name_nobody() -> None:
    assert [text for text in NEGATIVE if any(one.masked for one in find_personal(text, {}))] == []
