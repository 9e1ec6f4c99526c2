"""What is proposed for two or three submissions, and what is not; and the sketches and texts beneath."""

from datetime import date

import numpy as np
import pytest

from ocr_intake.grouping.proposals import propose
from ocr_intake.grouping.sketches import grams, neighbours, sketches
from ocr_intake.grouping.texts import Sameness, compare
from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import Channel
from ocr_intake.model.relation import RelationKind
from ocr_intake.store import SubmissionState
from ocr_intake.store.comparing import Comparable

TEXT = (
    "駅前の道が暗いので、街灯を増やしてください。図書館も夜まで開けてほしいです。子どもが安心して歩ける道にするには、"
    "歩道の幅を広げ、自転車の通る所を分けることも必要だと思います。"
)
READ_OTHERWISE = TEXT.translate(str.maketrans("暗館自幅", "晴飽白帽"))
CORRECTED = TEXT.replace("図書館も夜まで開けてほしいです。", "公民館の駐車場が足りないことも、心配しています。")
OTHER = "申請の窓口を一つにまとめ、紙でも電話でも手続きができるように残してください。高齢者の多い地域です。"
SENDER = ("手本 花子", "019-651-1234", "岩手県盛岡市材木町3番4号")
MISREAD = ("手木 花子", "019-651-1284", "岩手県盛岡市材木町3番4号")
HOUSEMATE = ("手本 太郎", "019-651-1234", "岩手県盛岡市材木町3番4号")
NAMESAKE = ("手本 花子", "0197-23-9876", "岩手県花巻市上町2丁目9番")
NOBODY = ("", "", "")
NAME_ALONE = ("手本 花子", "", "")


def sent(number: int, text: str, sender: tuple[str, str, str], day: int = 1) -> Comparable:
    name, phone, address = sender
    values = {FieldName.NAME: name, FieldName.PHONE: phone, FieldName.ADDRESS: address, FieldName.OPINION: text}
    return Comparable(number, SubmissionState.PROPOSED, Channel.POST, date(2021, 9, day), values=values)


def proposed(*submissions: Comparable, image: float | None = None) -> list[tuple[str, RelationKind, int, int]]:
    groups = propose(submissions, None if image is None else lambda _first, _second: image)
    return [
        (group.key, proposal.link.kind, proposal.link.later, proposal.link.earlier)
        for group in groups
        for proposal in group.proposals
    ]


@pytest.mark.parametrize(
    ("text", "sender", "expected"),
    [
        (TEXT, SENDER, [("P1", RelationKind.RESENT, 2, 1)]),
        (READ_OTHERWISE, MISREAD, [("P1", RelationKind.RESENT, 2, 1)]),
        (CORRECTED, MISREAD, [("P1", RelationKind.REPLACED, 2, 1)]),
        (OTHER, SENDER, [("P1", RelationKind.ADDED, 2, 1)]),
        (READ_OTHERWISE, HOUSEMATE, [("T1", RelationKind.SAME_TEXT, 2, 1)]),
        (TEXT, NAMESAKE, [("T1", RelationKind.SAME_TEXT, 2, 1)]),
        (TEXT, NOBODY, [("T1", RelationKind.SAME_TEXT, 2, 1)]),
        (OTHER, HOUSEMATE, []),
        (OTHER, NAMESAKE, []),
        (OTHER, NOBODY, []),
        ("賛成です。", SENDER, [("P1", RelationKind.ADDED, 2, 1)]),
    ],
)
def test_two(text: str, sender: tuple[str, str, str], expected: list[tuple[str, RelationKind, int, int]]) -> None:
    assert proposed(sent(1, TEXT, SENDER), sent(2, text, sender)) == expected


def test_short_texts_are_no_campaign() -> None:
    assert proposed(*(sent(number, "賛成です。", NOBODY) for number in range(1, 5))) == []


def test_a_picture_decides_where_the_sender_is_half_known() -> None:
    two = sent(1, TEXT, SENDER), sent(2, READ_OTHERWISE, NAME_ALONE)
    assert proposed(*two, image=0.97) == [("P1", RelationKind.RESENT, 2, 1)]
    assert proposed(*two, image=0.4) == [("T1", RelationKind.SAME_TEXT, 2, 1)]
    other = sent(2, READ_OTHERWISE, HOUSEMATE)
    assert proposed(two[0], other, image=0.97) == [("T1", RelationKind.SAME_TEXT, 2, 1)], "a printed form is no sender"


def test_what_came_first_is_the_earlier_one() -> None:
    made = sent(1, TEXT, SENDER, day=3), sent(2, TEXT, SENDER, day=1), sent(3, OTHER, SENDER, day=2)
    assert proposed(*made) == [("P2", RelationKind.ADDED, 3, 2), ("P2", RelationKind.RESENT, 1, 2)]


def test_whoever_sent_a_campaign_letter_twice_is_in_its_group_once() -> None:
    made = sent(1, TEXT, SENDER), sent(2, TEXT, NAMESAKE), sent(3, READ_OTHERWISE, MISREAD)
    assert proposed(*made) == [("P1", RelationKind.RESENT, 3, 1), ("T1", RelationKind.SAME_TEXT, 2, 1)]


def test_thousands_of_one_text_are_one_group() -> None:
    dice = np.random.default_rng(3)
    made = []
    for number in range(1, 601):
        signs = list(TEXT)
        for place in dice.integers(0, len(signs), 6):
            signs[place] = chr(0x4E00 + int(dice.integers(0, 2000)))
        made.append(sent(number, "".join(signs), NOBODY))
    (group,) = propose(made)
    assert group.members == tuple(range(1, 601))


def test_nothing_is_proposed_of_nothing() -> None:
    assert propose(()) == ()
    assert propose((sent(1, "", NOBODY), sent(2, "", NOBODY))) == ()


class TestTexts:
    @pytest.mark.parametrize(
        ("other", "sameness"),
        [
            (TEXT, Sameness.READ_OTHERWISE),
            (READ_OTHERWISE, Sameness.READ_OTHERWISE),
            (CORRECTED, Sameness.CHANGED),
            (TEXT + "なお、この計画の予算については、議会でもう一度よく話し合うべきだと考えます。", Sameness.CHANGED),
            (OTHER, Sameness.NONE),
        ],
    )
    def test_compare(self, other: str, sameness: Sameness) -> None:
        for pair in ((TEXT, other), (other, TEXT)):
            compared = compare(*pair)
            assert compared is not None
            assert compared.sameness is sameness

    def test_too_short_to_say(self) -> None:
        assert compare(TEXT, "賛成です。") is None


class TestSketches:
    def test_each_pair_once_the_nearest_kept(self) -> None:
        vectors = sketches([grams(text, (2, 3)) for text in (TEXT, READ_OTHERWISE, OTHER, CORRECTED)])
        found = list(neighbours(vectors, least=0.2, most=5))
        cosines = {(first, second): cosine for first, second, cosine in found}
        assert len(found) == len(cosines), "no pair twice"
        alike = min(cosines[pair] for pair in ((0, 1), (0, 3), (1, 3)))
        assert 1.01 > alike > max(cosines.get((place, 2), cosines.get((2, place), 0.0)) for place in (0, 1, 3))
        assert all(cosine >= 0.2 for cosine in cosines.values())
        assert len(list(neighbours(vectors, least=0.2, most=1))) < len(found)

    def test_lengths(self) -> None:
        assert len(grams("あいうえ", (2, 3))) == 5
        assert len(grams("あ", (2, 3))) == 0
        assert set(grams("あいう", (2,), 1)).isdisjoint(grams("あいう", (2,), 2))

    def test_a_text_without_n_grams_is_near_nothing(self) -> None:
        vectors = sketches([grams(text, (2,)) for text in ("", "", TEXT)])
        assert list(neighbours(vectors, least=0.2, most=5)) == []
