"""Which opinions are proposed as like: pure, on invented texts."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.grouping.clustering import clusters
from ocr_intake.grouping.differences import differences
from ocr_intake.grouping.opinion_likeness import Pairs, like_pairs, n_grams
from ocr_intake.grouping.opinion_proposals import Breadth, Proposal, propose

LIBRARY = "図書館の開館時間を夜8時まで延ばしてください。"
LIBRARY_TOO = "図書館の開館時間を、夜８時まで延ばして下さい。"
LIBRARY_NOW = "市立図書館をもっと遅くまで開けて、開館時間を延ばしてほしい。"
BUS = "北部線のバスの本数を増やしてください。"
SNOW = "歩道の除雪を通学前に終えてほしいです。"


def test_nearly_the_same_words_are_proposed_together() -> None:
    (found,) = propose({1: LIBRARY, 2: BUS, 3: LIBRARY_TOO, 4: SNOW}, {})
    assert (found.group, found.opinions) == (None, (1, 3))


def test_the_same_text_is_proposed_together_whatever_it_says() -> None:
    (found,) = propose({1: "反対。", 2: "反対", 3: BUS}, {})
    assert found.opinions == (1, 2)


def test_wide_looks_at_the_matter() -> None:
    texts = {1: LIBRARY, 2: BUS, 3: LIBRARY_NOW, 4: SNOW}
    assert propose(texts, {}) == ()
    (found,) = propose(texts, {}, breadth=Breadth.WIDE)
    assert found.opinions == (1, 3)


def test_new_ones_are_proposed_to_the_group_that_is_there_and_nothing_in_it_moves() -> None:
    texts = {1: LIBRARY, 2: BUS, 3: LIBRARY_TOO, 4: BUS, 5: LIBRARY}
    found = propose(texts, {7: [1], 9: [2]})
    assert found == (Proposal(7, (3, 5)), Proposal(9, (4,)))


def test_groups_that_people_parted_stay_apart() -> None:
    texts = {1: LIBRARY, 2: LIBRARY, 3: LIBRARY_TOO}
    assert propose(texts, {7: [1], 9: [2]}) in ((Proposal(7, (3,)),), (Proposal(9, (3,)),))
    assert propose(texts, {7: [1], 9: [2, 3]}) == ()


def test_what_a_person_left_alone_is_not_proposed() -> None:
    assert propose({1: LIBRARY, 2: LIBRARY, 3: LIBRARY_TOO}, {}, alone=[2]) == (Proposal(None, (1, 3)),)
    assert propose({1: LIBRARY, 2: LIBRARY}, {}, alone=[2]) == ()


def test_a_proposal_is_called_by_what_is_in_it() -> None:
    keys = {Proposal(group, opinions).key for group in (None, 1, 2) for opinions in ((1, 2), (1, 2, 3), (3,))}
    assert len(keys) == 9
    assert Proposal(None, (1, 2)).key == Proposal(None, (1, 2)).key


@pytest.mark.parametrize("texts", [{}, {1: ""}, {1: "。", 2: "、"}, {1: BUS}])
def test_little_or_nothing(texts: dict[int, str]) -> None:
    for breadth in Breadth:
        assert all(set(each.opinions) == {1, 2} for each in propose(texts, {}, breadth=breadth))


WORD = st.sampled_from(["図書館", "バス", "除雪", "増やす", "延ばす", "反対", "。", "8時"])


@given(st.lists(st.lists(WORD, max_size=6).map("".join), max_size=12), st.data())
def test_every_opinion_is_proposed_once_and_none_that_is_arranged(texts: list[str], data: st.DataObject) -> None:
    numbered = dict(enumerate(texts))
    where = data.draw(st.lists(st.sampled_from(["free", "alone", "A", "B"]), min_size=len(texts), max_size=len(texts)))
    groups = {7: [n for n in numbered if where[n] == "A"], 9: [n for n in numbered if where[n] == "B"]}
    for breadth in Breadth:
        found = propose(numbered, groups, [n for n in numbered if where[n] == "alone"], breadth=breadth)
        named = [opinion for each in found for opinion in each.opinions]
        assert len(named) == len(set(named))
        assert {where[opinion] for opinion in named} <= {"free"}
        assert all(each.group is None or groups[each.group] for each in found)


def test_pairs_are_cosines() -> None:
    texts = [LIBRARY, BUS, LIBRARY_TOO, SNOW, LIBRARY]
    pairs = like_pairs(texts, 0.0, n_grams)
    scores = {(a, b): s for a, b, s in zip(pairs.first.tolist(), pairs.second.tolist(), pairs.score, strict=True)}
    assert set(scores) <= set(combinations(range(5), 2))
    assert scores[0, 4] == pytest.approx(1)
    assert 0.6 < scores[0, 2] < 1
    assert scores.get((1, 3), 0) < 0.2


def pairs_of(scores: dict[tuple[int, int], float]) -> Pairs:
    first, second = (np.array([pair[side] for pair in scores], np.int32) for side in (0, 1))
    return Pairs(first, second, np.array(list(scores.values()), np.float32))


def test_no_chains() -> None:
    chain = pairs_of({(n, n + 1): 0.5 for n in range(9)})
    assert all(len(members) == 2 for _, members in clusters(10, chain, 0.3))


def test_stars_are_put_together_by_their_mean() -> None:
    near = {pair: 0.9 for part in ((0, 1, 2), (3, 4)) for pair in combinations(part, 2)}
    across = {(a, b): 0.4 for a in (0, 1, 2) for b in (3, 4)}
    assert clusters(6, pairs_of(near | across), 0.3) == [(None, [0, 1, 2, 3, 4])]
    assert clusters(6, pairs_of(near | across), 0.5) == [(None, [0, 1, 2]), (None, [3, 4])]


def test_differences_are_of_words() -> None:
    pieces = differences("図書館を夜9時まで開けてください。", "図書館を夜8時まで開けてください。")
    assert [piece.text for piece in pieces if piece.differs] == ["9"]
    assert all(not piece.differs for piece in differences(BUS, BUS))


@given(st.text(alphabet="図書館バス増やす。、\n8", max_size=30), st.text(alphabet="図書館バス増やす。", max_size=30))
def test_the_pieces_are_the_text(text: str, other: str) -> None:
    assert "".join(piece.text for piece in differences(text, other)) == text
