"""Words found in a text: the longest of each class at each place, folded alike on both sides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.extract.lexicon import LONGEST, Found, WordClass, Words, fold, folded, general_words


def test_the_longest_word_of_each_class_at_each_place() -> None:
    words = Words([("東", "family"), ("東京", "city"), ("東京都", "city"), ("京都", "city")])
    assert sorted(words.search("東京都"), key=lambda f: (f.start, f.key)) == [
        Found(0, 3, "city"),
        Found(0, 1, "family"),
        Found(1, 3, "city"),
    ]


def test_a_word_may_have_several_classes_and_stand_at_the_end() -> None:
    words = Words([("千葉", "family"), ("千葉", "city"), ("千葉", "city")])
    assert sorted(f.key for f in words.search("私は千葉")) == ["city", "family"]


def test_a_head_of_a_longer_word_is_no_word() -> None:
    assert list(Words([("紫波郡矢巾町", "city")]).search("紫波郡")) == []


def test_widths_case_and_old_forms_make_no_difference() -> None:
    assert folded("ＴＥＬ①髙橋") == "tel1高橋"
    words = Words([("ＴＥＬ", "label"), ("渡邊", "family")])
    assert {f.key for f in words.search(folded("Tel 渡辺"))} == {"label", "family"}


def test_empty_and_very_long_words_are_left_out() -> None:
    words = Words([("", "label"), ("あ" * (LONGEST + 1), "label"), ("い" * LONGEST, "label")])
    assert [f.end - f.start for f in words.search("あ" * 20 + "い" * 20)].count(LONGEST) == 7
    assert list(words.search("あ" * 20)) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("岩手県", WordClass.PREFECTURE),
        ("盛岡市", WordClass.CITY),
        ("中央通", WordClass.TOWN),
        ("佐藤", WordClass.FAMILY),
        ("花子", WordClass.GIVEN),
        ("株式会社", WordClass.LEGAL),
        ("町内会", WordClass.KIND),
        ("会長", WordClass.TITLE),
        ("御中", WordClass.HONORIFIC),
        ("保護者", WordClass.STRANGER),
        ("氏名", WordClass.LABEL),
    ],
)
def test_general_words(text: str, kind: WordClass) -> None:
    assert Found(0, len(text), kind) in set(general_words().search(folded(text)))


def test_every_class_has_words() -> None:
    text = folded("岩手県盛岡市中央通佐藤花子株式会社町内会会長御中保護者氏名係記入してください")
    assert {f.key for f in general_words().search(text)} >= set(WordClass) - {WordClass.RARE_GIVEN, WordClass.OFFICE}


@given(st.text(max_size=30))
def test_folding_keeps_each_characters_place(text: str) -> None:
    assert len(folded(text)) == len(text)
    assert all(len(fold(char)) == 1 for char in text)
    assert folded(folded(text)) == folded(text)


@given(
    st.lists(st.tuples(st.text("あいう", min_size=1, max_size=4), st.sampled_from("ab")), max_size=8),
    st.text("あいう", max_size=12),
)
def test_it_finds_what_a_plain_search_finds(words: list[tuple[str, str]], text: str) -> None:
    expected = {
        (start, key): max(len(w) for w, k in words if k == key and text.startswith(w, start))
        for start in range(len(text))
        for _, key in words
        if any(k == key and text.startswith(w, start) for w, k in words)
    }
    assert {(f.start, f.key): f.end - f.start for f in Words(words).search(text)} == expected
