"""Opinions as they are published: what was found, weighed against what people decided."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.dataset.personal import MASK
from ocr_intake.dataset.redaction import published, published_text
from ocr_intake.model.fields import FieldName
from ocr_intake.model.redaction import Choice, PersonalKind, Redaction, Why, carried

SELF = {FieldName.NAME: "林 修", FieldName.PHONE: "019-651-4111"}


def decision(place: tuple[int, int], choice: Choice, why: Why = Why.BY_HAND) -> Redaction:
    return Redaction(1, 7, choice, PersonalKind.NAME, why, *place, "係員B", datetime(2021, 9, 1, tzinfo=UTC))


def test_the_certain_is_masked_and_the_rest_is_said_to_wait() -> None:
    made = published("林修です。隣の斎藤さんも。", SELF, ())
    assert made.text == "○○です。隣の斎藤さんも。"
    assert [(place.masked, place.undecided, place.why) for place in made.places] == [
        (True, False, Why.OWN),
        (False, True, Why.NAMED),
    ]
    assert [made.text[start:end] for start, end in made.spots] == [MASK, "斎藤"]


def test_a_person_masks_keeps_and_adds() -> None:
    text = "林修です。隣の斎藤さんも。三丁目の角。"
    decided = (
        decision((0, 2), Choice.KEEP, Why.OWN),
        decision((7, 9), Choice.MASK, Why.NAMED),
        decision((13, 18), Choice.MASK),
    )
    made = published(text, SELF, decided)
    assert made.text == "林修です。隣の○○さんも。○○。"
    assert not made.undecided


def test_the_latest_word_on_a_character_holds() -> None:
    decided = (decision((0, 2), Choice.KEEP, Why.OWN), decision((0, 4), Choice.MASK))
    assert published_text("林修です。", SELF, decided) == "○○。"


def test_keeping_somebodys_name_does_not_keep_what_turned_out_to_be_the_submitters_own() -> None:
    kept = (decision((0, 2), Choice.KEEP, Why.NAMED),)
    assert published_text("林修さんへ。", {}, kept) == "林修さんへ。"
    assert published_text("林修さんへ。", SELF, kept) == "○○さんへ。"


@pytest.mark.parametrize("name", ["林 修", "長谷川 龍之介"])
def test_nothing_is_to_be_learnt_from_how_long_it_is(name: str) -> None:
    """Masks side by side are one: their number would tell how many values stood there."""
    own = {FieldName.NAME: name, FieldName.PHONE: "019-651-4111"}
    assert published_text(f"{name} 019-651-4111まで。", own, ()) == "○○まで。"


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9), st.booleans()), max_size=4))
def test_what_is_not_taken_out_stays_as_it_is(text: str, places: list[tuple[int, int, bool]]) -> None:
    decided = tuple(
        decision((start, start + size), Choice.MASK if mask else Choice.KEEP) for start, size, mask in places
    )
    made = published(text, SELF, decided)
    last, rest = 0, ""
    for place in made.places:
        assert last <= place.start < place.end <= len(text)
        rest += text[last : place.start] if place.masked else text[last : place.end]
        last = place.end
    rest += text[last:]
    shown, at = "", 0
    for place, (start, end) in zip(made.places, made.spots, strict=True):
        if place.masked:
            shown += made.text[at:start] if at <= start else ""
            at = max(at, end)
    shown += made.text[at:]
    assert shown.replace(" ", "").replace("　", "").replace("\t", "") == rest.replace(" ", "").replace(
        "　", ""
    ).replace("\t", "")


@pytest.mark.parametrize(
    ("before", "after", "place", "there"),
    [
        ("隣の斎藤さん。", "隣の斎藤さん。", (2, 4), (2, 4)),
        ("隣の斎藤さん。", "私の隣の斎藤さん。", (2, 4), (4, 6)),
        ("隣の斎藤さん。", "隣の斎藤さん。賛成です。", (2, 4), (2, 4)),
        ("隣の斎藤さん。", "隣の斉藤さん。", (2, 4), None),
        ("隣の斎藤さん。", "隣の斎藤工業。", (2, 4), None),
        ("隣の斎藤さん。", "", (2, 4), None),
        ("斎藤さん。", "大斎藤さん。", (0, 2), None),
        ("隣の斎藤", "隣の斎藤工業", (2, 4), None),
        ("斎藤さんと斎藤さん。", "斎藤さんと、斎藤さん。", (5, 7), None),
        ("あい斎藤さんと。いう斎藤さん。", "あい斎藤さんとも。いう斎藤さん。", (10, 12), (11, 13)),
    ],
)
def test_a_place_is_found_again_unless_it_changed(
    before: str, after: str, place: tuple[int, int], there: tuple[int, int] | None
) -> None:
    assert carried(before, after, *place) == there


@given(st.text("あいう", max_size=12), st.text("あいう", max_size=12), st.integers(0, 11), st.integers(1, 12))
def test_a_place_that_is_carried_over_says_the_same(before: str, after: str, start: int, size: int) -> None:
    end = min(len(before), start + size)
    if start < end and (there := carried(before, after, start, end)) is not None:
        assert before[max(0, start - 1) : end + 1] == after[max(0, there[0] - 1) : there[1] + 1]
