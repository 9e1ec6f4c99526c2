"""Fax headers: recognised by several marks at the top edge, with their numbers and pages; content is left alone."""

import pytest

from ocr_intake.layout.header import split_header
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Direction, FaxHeader, Line
from tests.layout.drawing import line

WIDTH, HEIGHT, DPI = 1728, 2338, 204.0
BODY = (
    line("盛岡市長 様", Box(150, 200, 500, 240)),
    line("計画案について、次のとおり意見を提出します。", Box(150, 300, 1500, 340)),
)


def split(*texts: str, top: int = 18, body: tuple[Line, ...] = BODY) -> tuple[FaxHeader | None, tuple[Line, ...]]:
    step = 1500 // len(texts)
    heads = tuple(
        line(text, Box(60 + step * i, top, 60 + step * i + min(step - 20, 22 * len(text) + 30), top + 28))
        for i, text in enumerate(texts)
    )
    return split_header((*heads, *body), width=WIDTH, height=HEIGHT, dpi=DPI)


@pytest.mark.parametrize(
    ("texts", "numbers", "page", "of"),
    [
        (("2021年09月08日 14:32", "FROM 0198-23-2734", "P.01/02"), ("0198232734",), 1, 2),
        (("2021/09/08 14:32", "FAX 019-648-6802 佐藤商店", "P. 2/2"), ("0196486802",), 2, 2),
        (("21-09-08;09:15AM;FROM:ｻﾄｳ", ";0196486802", "# 1/ 3"), ("0196486802",), 1, 3),
        (("発信元:佐藤花子", "FAX:019 648 6802", "2021-09-08 水曜日 14:32", "PAGE 1"), ("0196486802",), 1, None),
        (("9/08 14:32 FAX", "0198(23)2734", "P.003"), ("0198232734",), 3, None),
        (("セブンイレブン花巻店", "2021/09/08 18:02", "P.01"), (), 1, None),
        (("2021年 9月 8日 14時32分", "NO.1234 P.1"), (), 1, None),
        (("２０２１．０９．０８ １４：３２", "Ｐ．０１／０２"), (), 1, 2),
        (("2026年 8月27日 14時05分", "ｶﾌﾞｼｷｶﾞｲｼｬ ﾐﾁﾉｸ", "NO. 1234", "P. 1/2"), (), 1, 2),
        (("From:019-648-6802", "To:019-651-4111", "27/08/2026 14:05", "Page:1/2"), ("0196486802", "0196514111"), 1, 2),
        (("AUG. 27. 2026 2:05PM", "MICHINOKU DATA", "NO. 0123", "P. 1"), (), 1, None),
        (("Aug 27 2026 14:05", "FAX +81 19 648 6802", "page 2 of 3"), ("0196486802",), 2, 3),
        (("ファクシミリ通信", "2026/08/27 木 14:05", "019-648-6802", "1/2頁"), ("0196486802",), 1, 2),
        (("SHARP FAX", "8月27日 14:05", "(3/4)"), (), 3, 4),
        (("27-AUG-2026 14:05", "SATO", "001/003"), (), 1, 3),
        (("2026.08.27 14:05", "岩手商店", "->", "盛岡市役所", "#002"), (), None, None),
    ],
)
def test_a_header_is_taken_off_with_its_numbers_and_pages(
    texts: tuple[str, ...], numbers: tuple[str, ...], page: int | None, of: int | None
) -> None:
    header, rest = split(*texts)
    assert header is not None
    assert header.numbers == numbers
    assert rest == BODY
    assert (header.page, header.of) == (page, of)


@pytest.mark.parametrize(
    "text",
    [
        "意見書",
        "盛岡市長 様",
        "令和3年9月8日",
        "(仮称)盛岡市行政デジタル・トランスフォーメーション推進計画(案)への意見",
        "電話 019-648-6802",
        "氏名 佐藤 花子",
        "1 窓口を減らさないでください。",
    ],
)
def test_content_at_the_top_of_the_page_stays(text: str) -> None:
    header, rest = split(text)
    assert header is None
    assert len(rest) == len(BODY) + 1


def test_header_like_writing_farther_down_is_content() -> None:
    header, rest = split("2021年09月08日 14:32", "FROM 0198-23-2734", "P.01/02", top=400)
    assert header is None
    assert len(rest) == len(BODY) + 3


def row(*texts: str, top: int) -> tuple[Line, ...]:
    return tuple(
        line(text, Box(60 + 500 * i, top, 100 + 500 * i + 20 * len(text), top + 28)) for i, text in enumerate(texts)
    )


def test_of_two_headers_both_are_taken_off_and_the_first_counts_the_pages() -> None:
    first = row("2021/09/08 14:32", "FROM 0198-23-2734", "P.02/03", top=18)
    second = row("2021/09/08 09:10", "019-648-6802", "P.01/02", top=112)
    header, rest = split_header((*first, *second, *BODY), width=WIDTH, height=HEIGHT, dpi=DPI)
    assert header is not None
    assert (header.page, header.of) == (2, 3)
    assert header.numbers == ("0198232734", "0196486802")
    assert rest == BODY


def test_a_header_may_have_been_sent_a_little_farther_down() -> None:
    header, rest = split_header(
        (*row("2021/09/08 14:32", "FROM 0198-23-2734", "P.01/02", top=110), *BODY), width=WIDTH, height=HEIGHT, dpi=DPI
    )
    assert header is not None
    assert rest == BODY


@pytest.mark.parametrize(
    "texts",
    [("令和3年9月8日", "電話 019-648-6802"), ("FAX 019-648-6802", "提出用紙 1/2"), ("受付 2021/09/08", "盛岡市")],
)
def test_what_stands_there_without_telling_of_a_call_is_content(texts: tuple[str, ...]) -> None:
    header, _ = split_header((*row(*texts, top=110), *BODY), width=WIDTH, height=HEIGHT, dpi=DPI)
    assert header is None


def test_a_column_that_begins_at_the_top_is_content() -> None:
    column = line("2021/09/08 14:32 FAX 0198-23-2734", Box(800, 10, 840, 90), Direction.VERTICAL)
    header, rest = split_header((column, *BODY), width=WIDTH, height=HEIGHT, dpi=DPI)
    assert header is None
    assert rest == (column, *BODY)


def test_a_small_mark_in_a_corner_is_no_header() -> None:
    mark = line("9/8 P.1", Box(1600, 20, 1690, 44))
    header, _ = split_header((mark, *BODY), width=WIDTH, height=HEIGHT, dpi=DPI)
    assert header is None


@pytest.mark.parametrize("lines", [(), BODY])
def test_a_page_without_writing_at_its_top_has_none(lines: tuple[Line, ...]) -> None:
    assert split_header(lines, width=WIDTH, height=HEIGHT, dpi=DPI) == (None, lines)


def test_a_number_that_stands_twice_is_given_once() -> None:
    header, _ = split("FROM 0198-23-2734", "TEL 0198(23)2734", "14:32")
    assert header is not None
    assert header.numbers == ("0198232734",)
