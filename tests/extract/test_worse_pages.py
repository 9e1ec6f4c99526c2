"""Pages as bad scans and unknown layouts have them: labels that cannot be read, torn rules, codes with strokes."""

from dataclasses import replace

import pytest

from ocr_intake.model.fields import FieldName, FlagCode
from ocr_intake.model.geometry import Box
from tests.extract.builders import (
    HEIGHT,
    LEFT,
    PITCH,
    TOP,
    WIDTH,
    form,
    letter,
    line,
    page,
    submission,
    table,
    value,
    values,
    vertical_letter,
)

NAME, PLACE, PHONE = "工藤 千尋", "盛岡市中央通1-7-25", "019-613-8472"
OPINION = ("窓口を減らさないでください。高齢の母は手続きのたびに", "バスで市役所まで出かけています。")


class TestLabelsInTheirValuesCell:
    def test_an_empty_one_asks_for_nothing_below_it(self) -> None:
        found = values(
            table(
                [["氏名", NAME], ["お電話", PHONE]],
                [["法人・団体名", ""], ["代表者の氏名", ""]],
                [["おところ 〒020-0021", PLACE]],
                [["御意見", *OPINION]],
                widths=(1, 1),
            )
        )
        assert found == {
            "name": NAME,
            "phone": PHONE,
            "postal_code": "020-0021",
            "address": PLACE,
            "opinion": "".join(OPINION),
        }

    @pytest.mark.parametrize(
        "label",
        [
            "氏名(団体の)場台は、名称及_代表者名)",
            "氏名（団体の場合は、名称及ひ代表者名）",
            "氏名又は団体名（団体(は代表者名も)",
        ],
    )
    def test_a_long_one_that_was_misread(self, label: str) -> None:
        found = values(
            table([[label, NAME], ["電話番号", PHONE]], [["住所", PLACE]], [["御意見", *OPINION]], widths=(1, 1))
        )
        assert found["name"] == NAME


class TestIllegibleLabels:
    def test_the_value_says_what_it_is(self) -> None:
        found = values(form(("氏名", NAME), ("イリT", PLACE), ("活平号", PHONE), ("宝兄", OPINION)))
        assert found == {"name": NAME, "address": PLACE, "phone": PHONE, "opinion": "".join(OPINION)}

    def test_a_word_of_the_label_says_what_it_is(self) -> None:
        found = values(
            form(("氏名文は期体名(体は代表名も", NAME), ("住所", PLACE), ("電話番号", PHONE), ("意見", OPINION))
        )
        assert found["name"] == NAME

    def test_the_largest_frame_is_the_opinions(self) -> None:
        cells = [Box(LEFT, 400, 900, 480), Box(LEFT, 520, 900, 600), Box(LEFT, 700, WIDTH - LEFT, 2100)]
        lines = [
            line("ハブリック回答書", 500, 150),
            line("御片名", LEFT, 350),
            line(NAME, LEFT + 20, 420, cell=0),
            line("往卯", LEFT, 490),
            line(PLACE, LEFT + 20, 540, cell=1),
            line("二意", LEFT, 650),
            *(line(text, LEFT + 20, 720 + PITCH * i, cell=2) for i, text in enumerate(OPINION)),
        ]
        assert value(FieldName.OPINION, page(*lines, cells=cells)) == "".join(OPINION)

    def test_an_unknown_line_over_the_text(self) -> None:
        found = letter("(1) 氏名", f"　{NAME}", "(2) 住所", f"　{PLACE}", "(3) 二意見配人欄", *OPINION)
        assert value(FieldName.OPINION, found) == "".join(OPINION)


def test_a_value_under_a_label_beside_the_column() -> None:
    cells = [Box(LEFT, 400, 800, 480), Box(LEFT, 1000, WIDTH - LEFT, 2100)]
    lines = [
        line("お名前", LEFT, 340),
        line("日中連絡がとれる電話", 900, 340),
        line(NAME, LEFT + 20, 420, cell=0),
        line(PHONE, 910, 420),
        line("団体名・代表者名(団体の場合)", LEFT, 520),
        line("郵便番号", LEFT, 640),
        line("020-0021", LEFT + 300, 640),
        line("住所", LEFT, 720),
        line(PLACE, LEFT + 300, 720),
        line("御意見", LEFT, 930),
        *(line(text, LEFT + 20, 1020 + PITCH * i, cell=1) for i, text in enumerate(OPINION)),
    ]
    found = values(page(*lines, cells=cells))
    assert (found["name"], found["phone"], found["address"]) == (NAME, PHONE, PLACE)


class TestWritingPaper:
    def _ruled(self) -> tuple[str, ...]:
        return ("拝啓　暑い日が続きます。" + OPINION[0], OPINION[1], "令和八年八月十五日", f"　{PLACE}", f"　　{NAME}")

    def test_columns_are_no_fields(self) -> None:
        plain = vertical_letter(*self._ruled())
        cells = [Box(each.box.left - 8, TOP - 20, each.box.right + 8, HEIGHT - 200) for each in plain.lines]
        ruled = replace(
            plain, cells=tuple(cells), lines=tuple(replace(each, cell=i) for i, each in enumerate(plain.lines))
        )
        assert values(ruled) == values(plain)

    def test_a_frame_around_everything_is_none(self) -> None:
        plain = vertical_letter(*self._ruled())
        framed = replace(
            plain,
            cells=(Box(100, 100, WIDTH - 100, HEIGHT - 100),),
            lines=tuple(replace(each, cell=0) for each in plain.lines),
        )
        assert values(framed) == values(plain)


class TestCodes:
    def test_the_remains_of_boxes_are_no_address(self) -> None:
        found = submission(form(("氏名", NAME), ("住所", ("÷|2|0|1}-", f"岩手県{PLACE}")), ("意見", OPINION)))
        assert found.fields[FieldName.ADDRESS].value == f"岩手県{PLACE}"
        assert FieldName.POSTAL_CODE in found.unread

    def test_one_digit_that_is_missing_comes_from_the_address_and_is_flagged(self) -> None:
        found = submission(form(("氏名", NAME), ("住所", ("020-021", f"岩手県{PLACE}")), ("意見", OPINION)))
        assert found.fields[FieldName.POSTAL_CODE].value == "020-0021"
        assert FlagCode.CORRECTED_BY_LEXICON in found.fields[FieldName.POSTAL_CODE].flags


def test_an_organisation_and_whom_its_title_names_on_one_line() -> None:
    found = values(
        letter("「総合計画（案）」への意見", *OPINION, f"〒020-0021 {PLACE}", "医療法人若葉会若葉医院院長工藤千尋")
    )
    assert (found["organization"], found["representative"]) == ("医療法人若葉会若葉医院", "院長 工藤千尋"[3:])
