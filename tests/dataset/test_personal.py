"""Personal data inside opinions: what is taken out, what a person looks at, and how often that is right."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.dataset.own_values import own_patterns
from ocr_intake.dataset.personal import MASK, find_personal, masked, my_number_fits
from ocr_intake.model.fields import FIELDS, FieldName
from ocr_intake.model.redaction import PersonalKind
from training.personal_check import OWN, sample, tallied

SELF = {
    FieldName.NAME: "佐藤 花子",
    FieldName.ORGANIZATION: "株式会社 青空工務店",
    FieldName.POSTAL_CODE: "020-8530",
    FieldName.ADDRESS: "岩手県盛岡市内丸12番2号 コーポ松園205",
    FieldName.PHONE: "019-651-4111",
}


def published(text: str) -> str:
    return masked(text, find_personal(text, SELF))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("私、佐藤花子は賛成です。", "私、○○は賛成です。"),
        ("佐藤　花子、佐\n藤花子、佐藤花子。", "○○、○○、○○。"),
        ("さとう はなこ、サトウハナコ、ｻﾄｳ ﾊﾅｺ", "○○、○○、○○"),
        ("佐藤と申します。", "○○と申します。"),
        ("株式会社青空工務店と青空工務店", "○○と○○"),
        ("〒０２０－８５３０ 盛岡市内丸１２番２号　コーポ松園２０５号室", "○○ 盛岡市内丸○○"),
        ("盛岡市内丸12-2に、盛岡市内丸十二番二号に", "盛岡市内丸○○に、盛岡市内丸○○に"),
        ("電話は０１９（６５１）４１１１、0196514111、651-4111です", "電話は○○、○○、○○です"),
        ("詳しくは651-4111まで", "詳しくは○○まで"),
        ("（019-651-4111）と（019（651）4111）と（019）651-4111", "（○○）と（○○）と○○"),
        ("電話(090-1234-5678)と（０２４（９６２）８１４９）へ", "電話(○○)と（○○）へ"),
        ("090-1234-5678かtaro.yamada@example.co.jpへ", "○○か○○へ"),
        ("個人番号は1234 5678 9018です。", "個人番号は○○です。"),
    ],
)
def test_the_submitters_own_and_all_numbers_are_taken_out(text: str, shown: str) -> None:
    assert published(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "盛岡市内丸の広場を広くしてください。",
        "令和3年4月1日から12年間、2021-09-14に3,500万円。",
        "123456789012は番号ではありません。",
        "佐藤工業団地と花子とアンネ。",
        "窓口は9:00-17:00、p.12-2。",
        "資料12-2-1を見た。",
    ],
)
def test_the_rest_stays(text: str) -> None:
    assert published(text) == text


def test_other_people_are_for_a_person_to_look_at() -> None:
    text = "隣の斎藤さんと、高橋健一議員に話しました。〒020-8530と〒980-0811。"
    found = find_personal(text, {})
    assert masked(text, found) == text
    assert [(one.kind, text[one.start : one.end], one.own) for one in found] == [
        (PersonalKind.NAME, "斎藤", False),
        (PersonalKind.NAME, "高橋健一", False),
        (PersonalKind.POSTAL_CODE, "〒020-8530", False),
        (PersonalKind.POSTAL_CODE, "〒980-0811", False),
    ]


def test_a_short_name_is_not_cut_out_of_other_words() -> None:
    own = {FieldName.NAME: "林 修"}
    text = "林修です。森林修復の予算を。"
    found = find_personal(text, own)
    assert masked(text, found) == "○○です。森林修復の予算を。"
    assert [one.masked for one in found] == [True, False]


@pytest.mark.parametrize(("digits", "fits"), [("123456789018", True), ("123456789012", False), ("000000000000", True)])
def test_check_digits(digits: str, fits: bool) -> None:
    assert my_number_fits(digits) is fits


@given(st.text(max_size=80), st.dictionaries(st.sampled_from(list(SELF)), st.text(max_size=20)))
def test_any_text_and_any_values(text: str, own: dict[FieldName, str]) -> None:
    found = find_personal(text, own)
    last = 0
    for one in found:
        assert last <= one.start < one.end <= len(text)
        last = one.end
    assert masked(text, found).count(MASK) >= sum(one.masked for one in found)


@given(st.sampled_from(list(FIELDS)), st.text(max_size=30))
def test_no_pattern_matches_nothing(name: FieldName, value: str) -> None:
    for pattern in own_patterns(name, value):
        assert re.search(pattern.source, "") is None


@pytest.mark.parametrize("piece", ["番地の", "1-", "12番地の", "佐藤", "0", "090-", "a@", "さん", "〒", "の"])
def test_a_text_made_to_take_long_does_not(piece: str) -> None:
    begun = time.process_time()
    find_personal("盛岡市内丸12" + piece * (2_000 // len(piece)), SELF)
    assert time.process_time() - begun < 10


class TestMeasured:
    """Over 500 generated opinions; ``python -m training.personal_check`` prints more."""

    def test_opinions_are_the_same_each_time(self) -> None:
        assert sample(7) == sample(7)
        assert any(planted.kind.startswith(OWN) for number in range(9) for planted in sample(number).planted)

    def test_how_much_is_found_and_how_much_of_that_is_right(self) -> None:
        tally = tallied(500)
        for kind, least in {
            "name": 0.99,
            "phone": 0.97,
            "postal_code": 0.97,
            "organization": 0.97,
            "email": 1.0,
        }.items():
            assert tally.masked[OWN + kind] / tally.planted[OWN + kind] >= least, kind
        for kind, least in {"address": 0.95, "family": 0.95, "reading": 0.7, "my_number": 1.0}.items():
            assert tally.masked[OWN + kind] / tally.planted[OWN + kind] >= least, kind
        for kind, least in {"other name": 0.75, "other family": 0.75, "phone": 0.75}.items():
            assert tally.found[kind] / tally.planted[kind] >= least, kind
        assert tally.right["masked"] / tally.finds["masked"] >= 0.99
        assert tally.right["to look at"] / tally.finds["to look at"] >= 0.85
        assert tally.left <= 2
