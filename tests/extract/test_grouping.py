"""Which pages belong together: forms and letters one after the other, continuations, fax pages, blanks and covers."""

import pytest

from ocr_intake.extract.grouping import group
from ocr_intake.model.reading import FaxHeader, PageReading
from tests.extract.builders import blank, form, knowledge, letter, sorted_out, vertical_letter

TEXT = (
    "窓口を減らさないでください。高齢の母は手続きのたびに",
    "バスで市役所まで出かけています。支所に職員を残して",
    "ください。",
)


def head(page: int | None, of: int | None = None) -> FaxHeader:
    return FaxHeader("2021/09/08 14:32 FROM 019-613-8472", ("0196138472",), page, of)


def a_form(name: str = "佐藤 花子", header: FaxHeader | None = None, text: tuple[str, ...] = TEXT) -> PageReading:
    rows = (("氏名", name), ("住所", "盛岡市中央通1-7-25"), ("電話番号", "090-1234-5678"), ("意見", text))
    return form(*rows, header=header)


def a_letter(name: str = "高橋 健一", header: FaxHeader | None = None) -> PageReading:
    return letter(
        "盛岡市長 様", "", "推進計画(案)に対する意見", "", *TEXT, "",
        ">盛岡市高松1丁目2番3号", f">{name}", ">電話 019-661-4812", header=header,
    )  # fmt: skip


def more(*before: str, header: FaxHeader | None = None) -> PageReading:
    return letter(*before, *TEXT, header=header)


def numbered(pages: tuple[PageReading, ...]) -> list[PageReading]:
    return [
        PageReading(i, p.width, p.height, p.role, p.quality, p.lines, p.cells, p.header)
        for i, p in enumerate(pages, start=1)
    ]


def groups(*pages: PageReading) -> list[tuple[int, ...]]:
    found, _ = group(sorted_out(*numbered(pages)), knowledge())
    return [one.members for one in found]


def certain(*pages: PageReading) -> list[bool]:
    found, _ = group(sorted_out(*numbered(pages)), knowledge())
    return [one.certain for one in found]


def covers(*pages: PageReading) -> tuple[int, ...]:
    return group(sorted_out(*numbered(pages)), knowledge())[1]


class TestSinglePages:
    def test_each_form_and_each_letter_is_a_submission(self) -> None:
        pages = (a_form(), a_form("髙橋 実"), a_letter(), a_letter("三浦 結衣"), a_form("千葉 美穂"))
        assert groups(*pages) == [(0,), (1,), (2,), (3,), (4,)]
        assert certain(*pages) == [True] * 5

    def test_two_vertical_letters_are_two(self) -> None:
        one = vertical_letter(
            "推進計画案への意見", "", *TEXT, "", "盛岡市高松1丁目2番3号", "高橋 健一", "電話019-661-4812"
        )
        other = vertical_letter(
            "推進計画案への意見", "", *TEXT, "", "盛岡市中央通1-7-25", "佐藤 花子", "電話019-613-8472"
        )
        assert groups(one, other) == [(0,), (1,)]

    def test_no_pages_have_no_groups(self) -> None:
        assert groups() == []


class TestContinuations:
    @pytest.mark.parametrize("mark", ["(続き)", "別紙", "【別紙】", "別紙1", "2枚目", "意見の内容(続き)", "（つづき）"])
    @pytest.mark.parametrize("first", [a_form(), a_letter()], ids=["form", "letter"])
    def test_a_page_that_says_so_goes_on(self, mark: str, first: PageReading) -> None:
        assert groups(first, more(mark)) == [(0, 1)]
        assert certain(first, more(mark)) == [True]

    def test_several_go_on_and_the_next_form_does_not(self) -> None:
        assert groups(a_form(), more("別紙1"), more("別紙2"), a_form("髙橋 実")) == [(0, 1, 2), (3,)]

    def test_an_unfinished_sentence_goes_on(self) -> None:
        assert groups(a_form(text=TEXT[:2]), more()) == [(0, 1)]

    def test_a_letter_whose_sender_stands_on_its_second_page_is_one(self) -> None:
        first = letter("盛岡市長 様", "", "推進計画(案)に対する意見", "", *TEXT[:2])
        second = letter(TEXT[2], "", ">盛岡市高松1丁目2番3号", ">高橋 健一", ">電話 019-661-4812")
        assert groups(first, second) == [(0, 1)]
        assert certain(first, second) == [True]

    def test_where_both_ways_are_likely_it_says_so(self) -> None:
        assert False in certain(a_form(), more())


class TestFaxPages:
    @pytest.mark.parametrize("of", [None, 2])
    def test_page_numbers_join_pages(self, of: int | None) -> None:
        pages = (a_form(header=head(1, of)), more(header=head(2, of)))
        assert groups(*pages) == [(0, 1)]
        assert certain(*pages) == [True]

    def test_a_first_page_begins_anew(self) -> None:
        pages = (a_form(header=head(1, 2)), more(header=head(2, 2)), more(header=head(1, 1)))
        assert groups(*pages) == [(0, 1), (2,)]

    def test_they_count_more_than_a_second_sender(self) -> None:
        assert groups(a_form(header=head(1, 2)), a_form(header=head(2, 2))) == [(0, 1)]

    def test_headers_without_numbers_say_nothing(self) -> None:
        assert groups(a_form(header=head(None)), a_form("髙橋 実", header=head(None))) == [(0,), (1,)]

    def test_numbers_of_another_call_do_not_join(self) -> None:
        assert groups(a_form(header=head(1, 3)), a_form("髙橋 実", header=head(2, 2))) == [(0,), (1,)]


class TestBlankPages:
    def test_backs_of_sheets_belong_nowhere(self) -> None:
        assert groups(a_form(), blank(), a_form("髙橋 実"), blank()) == [(0,), (2,)]

    def test_a_continuation_reaches_over_a_blank_back(self) -> None:
        assert groups(a_form(), blank(), more("(続き)")) == [(0, 2)]

    def test_nothing_but_blanks_is_nothing(self) -> None:
        assert groups(blank(), blank()) == []
        assert covers(blank(), blank()) == ()


class TestCovers:
    COVER = letter("FAX送付状", "", "送付先 盛岡市役所 デジタル推進事務局", "送付枚数 2枚")

    def test_a_fax_cover_is_set_apart(self) -> None:
        assert covers(self.COVER, a_form()) == (0,)
        assert groups(self.COVER, a_form()) == [(1,)]

    def test_a_separator_sheet_is_set_apart(self) -> None:
        assert covers(a_form(), letter("仕切り紙"), a_form("髙橋 実")) == (1,)

    def test_a_form_that_mentions_covers_is_a_form(self) -> None:
        assert covers(form(("氏名", "佐藤 花子"), ("意見", "送付状はいりません。"), before=["送付状不要"])) == ()

    def test_a_cover_that_names_its_sender_is_a_cover(self) -> None:
        cover = letter(
            "FAX送信票", "", "宛先 盛岡市役所 デジタル推進事務局", "発信者 佐藤 花子", "電話 090-1234-5678", "枚数 2枚"
        )
        assert covers(cover, a_form()) == (0,)


class TestMarks:
    def test_a_page_number_goes_on(self) -> None:
        first = letter("盛岡市長 様", "", *TEXT, "", "盛岡市高松1丁目2番3号", "高橋 健一", "", "- 1 -")
        assert groups(first, more("", "- 2 -"), more("3/3")) == [(0, 1, 2)]

    def test_a_page_that_names_the_same_sender_goes_on(self) -> None:
        again = letter(*TEXT, "", "盛岡市高松1丁目2番3号", "高橋 健一", "電話 019-661-4812")
        assert groups(a_letter(), again) == [(0, 1)]

    def test_a_new_form_of_the_same_sender_is_another(self) -> None:
        assert groups(a_letter(), a_letter()) == [(0,), (1,)]

    def test_pages_of_one_call_are_one(self) -> None:
        call = FaxHeader("2021/09/08 14:32 FAX サービス NO.7497", (), None, None)
        assert groups(a_form(header=call), more(header=call)) == [(0, 1)]

    def test_pages_from_two_machines_are_two(self) -> None:
        one, other = FaxHeader("", ("0196138472",), 1, 2), FaxHeader("", ("0198231111",), 2, 2)
        assert groups(a_form(header=one), a_form("髙橋 実", header=other)) == [(0,), (1,)]


COVERING = "いつもお世話になっております。下記のとおり意見書をお送りします。"


@pytest.mark.parametrize(
    "cover",
    [
        ("FAX送信票", "宛先 盛岡市役所 デジタル推進事務局", "発信者 佐藤 花子", "電話 090-1234-5678", "枚数 2枚"),
        (
            "ＦＡＸ送付状",
            "送信先：盛岡市役所",
            "送信元：",
            "氏名 佐藤 花子",
            "TEL 090-1234-5678",
            "送信枚数：本紙を含め2枚",
            COVERING,
        ),
        (
            "ファクシミリ通信",
            "2021年9月8日",
            "盛岡市デジタル推進事務局 御中",
            "佐藤 花子",
            COVERING,
            "よろしくお願いいたします。",
        ),
        ("FACSIMILE COVER SHEET", "To: 盛岡市役所", "From: 佐藤 花子", "Pages: 2"),
        (
            "書類送付のご案内",
            "盛岡市役所 御中",
            "佐藤商店 佐藤 花子",
            "盛岡市中央通1-7-25",
            "TEL 019-613-8472",
            COVERING,
        ),
        ("区切り",),
    ],
)
def test_covers_of_many_kinds(cover: tuple[str, ...]) -> None:
    assert covers(letter(*cover), a_form()) == (0,)
    assert groups(a_form("髙橋 実"), letter(*cover), more("別紙")) == [(0,), (2,)]


def test_a_letter_under_a_fax_letterhead_is_no_cover() -> None:
    sheet = letter("ファクシミリ通信", "盛岡市長 様", "", *TEXT, "", "盛岡市中央通1-7-25", "佐藤 花子")
    assert covers(sheet) == ()
    assert groups(sheet) == [(0,)]


@pytest.mark.parametrize("count", [1, 3])
def test_every_page_is_in_one_place(count: int) -> None:
    pages = (a_form(), more("(続き)"), blank(), TestCovers.COVER, a_letter(), more()) * count
    members = [i for members in groups(*pages) for i in members]
    apart = covers(*pages)
    blanks = [i for i, page in enumerate(pages) if not page.lines]
    assert sorted([*members, *apart, *blanks]) == list(range(len(pages)))
