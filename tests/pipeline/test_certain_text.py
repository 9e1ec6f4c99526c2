"""What surely stands on a line, by what a person found there."""

import pytest

from ocr_intake.model.reading import Character
from ocr_intake.pipeline.certain_text import Span, certain_texts


def read(text: str, probability: float = 0.9) -> tuple[Character, ...]:
    step = 1 / len(text)
    return tuple(Character(char, probability, i * step, (i + 1) * step) for i, char in enumerate(text))


def whole(*texts: str) -> list[tuple[int, Span]]:
    return [(number, Span(0, len(text))) for number, text in enumerate(texts)]


def told(value: str, *lines: str) -> dict[int, str]:
    return certain_texts(dict(enumerate(map(read, lines))), [(value, whole(*lines))])


@pytest.mark.parametrize(
    ("value", "line", "text"),
    [
        ("盛岡市内丸", "盛岡市肉丸", "盛岡市内丸"),  # a character is put right
        ("見本 太郎", "見木太郎", "見本太郎"),  # spaces are nobody's evidence
        ("見本太郎", "見木 太郎", "見本 太郎"),  # and the reader's stay
        ("内丸12-2", "内丸１２－２", "内丸１２－２"),  # nor are widths
        ("019-645-6943", "019(645)6948", "019(645)6943"),  # nor signs
        ("内丸1-2", "内丸1ー2", "内丸1ー2"),
        ("スーパーで買物", "ス一パ一で買物", "スーパーで買物"),  # but what is no sign counts
        ("図書館です。", "図書館です", "図書館です"),
        ("ためです今後は", "ためです。金後は", "ためです。今後は"),  # a sign beside a correction
        ("ためです。今後は", "ためです全後は", "ためです今後は"),
        ("道路が冠水します", "道路が冠水（ます", "道路が冠水します"),  # a letter taken for a sign
        ("返納してから", "返納（7から", "返納してから"),
        ("仕事帰りに寄れて", "仕事帰に寄れて", "仕事帰りに寄れて"),  # one that was overlooked
        ("仕事帰りに", "仕事帰りりに", "仕事帰りに"),  # one too many
        ("株式会社(株)見本", "株式会社㈱見木", "株式会社㈱見本"),
    ],
)
def test_a_value_puts_characters_right_and_nothing_else(value: str, line: str, text: str) -> None:
    assert told(value, line) == {0: text}


def test_a_value_over_several_lines_is_shared_out() -> None:
    value = "図書館の閉館を夜9時まで延ばしてほしい。\n金曜だけでも。"
    assert told(value, "図書館の閉館を夜9時まて", "延ばしてぼしい。", "金曜だけでも。") == {
        0: "図書館の閉館を夜9時まで",
        1: "延ばしてほしい。",
        2: "金曜だけでも。",
    }


def test_what_cannot_be_placed_leaves_both_lines_out() -> None:
    assert told("図書館の閉館を夜九時まで延ばす", "図書館の閉館を夜", "時まで延ばす") == {}


def test_signs_that_may_be_anything_leave_the_line_out() -> None:
    assert told("道路が冠水しました", "道路が冠水。ました") == {}
    line = (*read("道路が冠水"), *read("「", 0.5), *read("します"))
    assert certain_texts({0: line}, [("道路が冠水します", [(0, Span(0, 9))])]) == {}


def test_what_people_add_or_leave_out_is_not_on_the_line() -> None:
    assert told("岩手県盛岡市内丸12番2号", "盛岡市内丸12番2号") == {}
    assert told("県盛岡市内丸12番2号", "盛岡市内丸12番2号") == {}
    assert told("見本太郎", "代表見本太郎") == {}
    assert told("盛岡市内丸12番", "盛岡市内丸12番2号室") == {}
    assert told("まったく別の文がここに書かれている", "図書館の閉館を夜9時まで") == {}


def test_a_label_beside_the_value_must_be_read_surely() -> None:
    label, value = read("住所 ", 0.99), read("盛岡市肉丸", 0.4)
    place = [(7, Span(3, 8))]
    assert certain_texts({7: (*label, *value)}, [("盛岡市内丸", place)]) == {7: "住所 盛岡市内丸"}
    assert certain_texts({7: (*read("佳所 ", 0.6), *value)}, [("盛岡市内丸", place)]) == {}


def test_a_title_that_was_read_surely_stays() -> None:
    line = (*read("代表", 0.99), *read("見木太郎", 0.5), *read("㊞", 0.99))
    assert certain_texts({0: line}, [("見本太郎", [(0, Span(0, 7))])]) == {0: "代表見本太郎㊞"}


def test_two_values_on_a_line() -> None:
    line = (*read("見木太郎", 0.5), *read(" 電話", 0.99), *read("019-645-6948", 0.5))
    values = [("見本太郎", [(0, Span(0, 4))]), ("019-645-6943", [(0, Span(7, 19))])]
    assert certain_texts({0: line}, values) == {0: "見本太郎 電話019-645-6943"}
    assert certain_texts({0: line}, values[:1]) == {}, "the number is verified by nobody, and not read surely"
    assert certain_texts({0: line}, [*values, ("木太", [(0, Span(1, 3))])]) == {}, "two values claim a character"


def test_single_characters_are_left_out() -> None:
    assert told("男", "男") == {}
