"""Page readings of a file to its outcome: every page accounted for, doubts about pages flagged."""

from dataclasses import replace

import pytest

from ocr_intake.extract.grouping import Group
from ocr_intake.model.fields import FieldName, FlagCode
from ocr_intake.model.pages import PageRole, SetAside
from ocr_intake.pipeline import assemble as module
from ocr_intake.pipeline.assemble import assemble, sheets_of
from tests.extract.builders import blank, form, knowledge, letter

FORM = form(("氏名", "佐藤 花子"), ("住所", "盛岡市中央通1-7-25"), ("意見", "公園の木を増やしてください。"))


def codes() -> set[FlagCode]:
    """The flags of the form's submission."""
    (made,) = assemble([FORM], [], knowledge()).submissions
    return {flag.code for flag in made.flags}


def test_every_page_has_an_outcome_in_order() -> None:
    pages = [blank(3), replace(FORM, number=2)]
    done = assemble(pages, [SetAside("reading_failed", 1)], knowledge())
    assert [(page.number, page.role) for page in done.pages] == [
        (1, PageRole.SET_ASIDE),
        (2, PageRole.CONTENT),
        (3, PageRole.BLANK),
    ]
    (made,) = done.submissions
    assert made.pages == (2,)
    assert made.field(FieldName.NAME).value == "佐藤 花子"


def test_no_pages_are_no_submission() -> None:
    done = assemble([], [], knowledge())
    assert (done.submissions, done.pages) == ((), ())


def test_sheets_come_in_the_order_of_their_pages() -> None:
    sheets = sheets_of([replace(FORM, number=2), blank(1)], knowledge())
    assert [sheet.page.number for sheet in sheets] == [1, 2]


def test_a_paper_unlike_any_that_the_model_knows_is_flagged(monkeypatch: pytest.MonkeyPatch) -> None:
    assert FlagCode.UNUSUAL_PAGE not in codes()
    monkeypatch.setattr(module, "UNUSUAL", 0.0)
    assert FlagCode.UNUSUAL_PAGE in codes()


def test_a_page_with_more_lines_than_are_looked_at_is_flagged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LINES", len(FORM.lines))
    assert FlagCode.UNUSUAL_PAGE in codes()


def test_pages_that_may_belong_elsewhere_are_flagged(monkeypatch: pytest.MonkeyPatch) -> None:
    assert FlagCode.PAGES_UNCERTAIN not in codes()
    monkeypatch.setattr(module, "group", lambda _sheets: ((Group((0,), certain=False),), ()))
    assert FlagCode.PAGES_UNCERTAIN in codes()


@pytest.mark.parametrize(
    "texts",
    [
        ("本日のランチ", "日替わり定食　850円", "カレーライス　700円", "ざるそば　650円", "コーヒー　300円"),
        ("領収書", "株式会社 山田商店", "金額 ¥12,300-", "但し 文具代として", "上記正に領収いたしました"),
        ("INVOICE", "Bill to: ACME Corp.", "Item Qty Price", "Widget 3 $12.00", "Total $36.00"),
    ],
    ids=["menu", "receipt", "invoice"],
)
def test_a_page_unlike_any_comment_is_flagged_as_a_whole(texts: tuple[str, ...]) -> None:
    (found,) = assemble([letter(*texts)], (), knowledge()).submissions
    assert FlagCode.UNUSUAL_PAGE in {flag.code for flag in found.flags}


def test_a_plain_form_is_not_unusual() -> None:
    page = form(
        ("氏名", "佐藤 花子"), ("住所", "盛岡市中央通1-7-25"), ("電話番号", "019-613-8472"), ("意見", "賛成です。")
    )
    (found,) = assemble([page], (), knowledge()).submissions
    assert FlagCode.UNUSUAL_PAGE not in {flag.code for flag in found.flags}
