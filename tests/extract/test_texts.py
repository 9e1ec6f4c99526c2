"""The opinion's lines in reading order; rows of a table apart, columns and cells together, specks left out."""

from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.extract.place_evidence import KnownLabels
from ocr_intake.extract.tags import Tag
from ocr_intake.extract.texts import opinion_texts
from ocr_intake.model.geometry import Box
from tests.extract.builders import LEFT, PITCH, TOP
from tests.extract.tagged import Part, Placed, Row, part, spans

OPINION = Tag.OPINION
LABELS = KnownLabels({"ご意見": ("opinion",), "理由": ("reason",)})


def read(*rows: Row | Placed, cells: tuple[Box, ...] = ()) -> list[list[str]]:
    return [[segment.text for segment in text] for text in opinion_texts(spans(*rows, cells=cells), LABELS)]


def cell(text: str, index: int, cells: tuple[Box, ...], row: int = 0, tag: Tag = OPINION) -> Placed:
    box = cells[index]
    return Placed(part(text, tag), box.left + 10, box.top + 10 + PITCH * row, index)


def rows_of(count: int, columns: int = 1) -> tuple[Box, ...]:
    width = 1200 // columns
    return tuple(
        Box(LEFT + width * k, TOP + 210 * i, LEFT + width * (k + 1) - 4, TOP + 210 * i + 206)
        for i in range(count)
        for k in range(columns)
    )


def test_lines_under_one_another_are_one_text() -> None:
    assert read(part("歩道も除雪して", OPINION), part("ください。", OPINION)) == [["歩道も除雪して", "ください。"]]


def test_what_is_something_else_is_left_out() -> None:
    assert read(part("ご意見", Tag.LABEL), (Part("意見：", Tag.LABEL), Part("歩道も除雪して。", OPINION))) == [
        ["歩道も除雪して。"]
    ]
    assert read(part("ご意見", Tag.LABEL)) == []


def test_rows_of_a_table_are_opinions_of_their_own() -> None:
    cells = rows_of(2)
    assert read(
        cell("歩道も除雪してください。", 0, cells), cell("バスを増やしてください。", 1, cells), cells=cells
    ) == [["歩道も除雪してください。"], ["バスを増やしてください。"]]


def test_a_row_that_had_not_ended_goes_on_in_the_next() -> None:
    cells = rows_of(2)
    assert read(cell("歩道も雪かきを", 0, cells), cell("してください。", 1, cells), cells=cells) == [
        ["歩道も雪かきを", "してください。"]
    ]


def test_a_reason_goes_with_the_opinion_above_it() -> None:
    cells = rows_of(2, 2)
    found = read(
        cell("ご意見", 0, cells, tag=Tag.LABEL), cell("歩道も除雪してください。", 1, cells),
        cell("理由", 2, cells, tag=Tag.LABEL), cell("危ないからです。", 3, cells), cells=cells,
    )  # fmt: skip
    assert found == [["歩道も除雪してください。", "危ないからです。"]]


def test_a_row_with_a_place_in_the_plan_begins_anew_all_the_same() -> None:
    cells = rows_of(2, 2)
    found = read(
        cell("5ページ", 0, cells, tag=Tag.REFERENCE), cell("歩道の雪かき", 1, cells),
        cell("8ページ", 2, cells, tag=Tag.REFERENCE), cell("バスの本数", 3, cells), cells=cells,
    )  # fmt: skip
    assert found == [["歩道の雪かき"], ["バスの本数"]]


def test_cells_beside_one_another_are_read_from_the_left_as_one() -> None:
    cells = rows_of(1, 2)
    assert read(cell("理由は危ないからです。", 1, cells), cell("歩道も除雪して。", 0, cells), cells=cells) == [
        ["歩道も除雪して。", "理由は危ないからです。"]
    ]


def test_pages_go_on() -> None:
    first, second = spans(part("歩道も", OPINION)), spans(part("除雪して。", OPINION), sheet=1)
    (text,) = opinion_texts([*first, *second], LABELS)
    assert [(segment.page, segment.text) for segment in text] == [(1, "歩道も"), (2, "除雪して。")]


def test_a_speck_that_the_model_doubts_is_left_out_and_a_full_stop_alone_on_the_last_line_is_not() -> None:
    text = part("歩道も除雪してください", OPINION)
    assert read(text, part("」", OPINION, 0.5), part("ﾉ", OPINION, 0.5)) == [["歩道も除雪してください", "」"]]
    assert read(text, part("。", OPINION, 0.5)) == [["歩道も除雪してください", "。"]]
    assert read(text, part("た。", OPINION, 0.9)) == [["歩道も除雪してください", "た。"]]


def test_pieces_of_a_line_with_nothing_between_are_one() -> None:
    row = (Part("歩道も除雪して。", OPINION), Part("　", Tag.OTHER), Part("お願いします。", OPINION))
    assert read(row) == [["歩道も除雪して。　お願いします。"]]
    parted = (Part("歩道も除雪して。", OPINION), Part("(裏面へ続きます)", Tag.CLOSING), Part("お願いします。", OPINION))
    assert read(parted) == [["歩道も除雪して。", "お願いします。"]]


@given(st.lists(st.tuples(st.sampled_from([OPINION, Tag.LABEL]), st.integers(0, 3)), max_size=8))
def test_every_sure_line_of_the_opinion_is_in_one_text(drawn: list[tuple[Tag, int]]) -> None:
    cells = rows_of(2, 2)
    rows = [cell(f"{i}番目の意見です。", at, cells, row=i, tag=tag) for i, (tag, at) in enumerate(drawn)]
    found = [text for block in read(*rows, cells=cells) for text in block]
    assert sorted(found) == sorted(f"{i}番目の意見です。" for i, (tag, _) in enumerate(drawn) if tag is OPINION)
