"""Rows and messages as submissions: what becomes of each cell, and which rows are the same."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.config import Attribute, Labels, find_config_dir, load_labels
from ocr_intake.model.fields import FieldName, FlagCode
from ocr_intake.model.imported import ImportedComment
from ocr_intake.model.pages import SetAside
from ocr_intake.model.submission import Submission, SubmitterKind
from ocr_intake.review.answers import answer, number_in
from ocr_intake.review.importing import (
    AttributeUnknownError,
    HeadingMissingError,
    HeadingTwiceError,
    NoColumnsError,
    Rows,
)
from ocr_intake.review.mail_body import MailLabels
from ocr_intake.review.mailed import Mails
from tests.intake.test_mail import message
from tests.review.importing import AGE, HEADINGS, KUBUN, PUBLIC, consultation, mapping, row

TODAY = date(2021, 9, 10)
NAME = FieldName.NAME


def comments(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS, **of_map: object) -> list[ImportedComment]:
    made = Rows(mapping(**of_map), consultation(), TODAY)
    return list(made.comments(headings, [(number, cells, False) for number, cells in enumerate(rows, 2)]))


def one(**cells: str) -> Submission:
    (made,) = comments(row(**cells))
    assert isinstance(made.made, Submission), made.made
    return made.made


def reason(**cells: str) -> str:
    (made,) = comments(row(**cells))
    assert isinstance(made.made, SetAside)
    return made.made.code


def test_a_row_is_a_submission_with_its_day() -> None:
    (comment,) = comments(row(意見2="反対もします。"))
    made = comment.made
    assert isinstance(made, Submission)
    assert comment.received == date(2021, 9, 1)
    assert made.field(NAME).value == "見本 太郎"
    assert made.field(FieldName.PHONE).value == "03-5253-1111"
    assert [opinion.text for opinion in made.opinions] == ["賛成です。", "反対もします。"]
    assert (made.kind, made.flagged) == (SubmitterKind.INDIVIDUAL, False)
    kept = json.loads(comment.document)
    assert dict(kept["columns"]) == dict(zip(HEADINGS, row(意見2="反対もします。"), strict=True))
    assert {each.mark.id: each.value.value for each in made.attributes} == {
        "kubun": "在住",
        "koukai": None,
        "nendai": None,
    }


def test_whoever_names_an_organisation_is_one_unless_the_form_asks() -> None:
    assert one(団体="見本会").kind is SubmitterKind.ORGANIZATION
    asked = {"column": "区分", "values": ["団体"]}
    rows = row(番号="1", 団体="見本会", 区分="団体"), row(番号="2", 団体="見本会", 区分="個人")
    made = comments(*rows, organizations=asked, attributes={})
    kinds = [each.made.kind for each in made if isinstance(each.made, Submission)]
    assert kinds == [SubmitterKind.ORGANIZATION, SubmitterKind.INDIVIDUAL]


def test_what_is_odd_or_missing_is_looked_at_and_kept() -> None:
    made = one(電話="なし", 住所="", 区分="その他")
    assert made.field(FieldName.PHONE).value == "なし"
    assert made.field(FieldName.PHONE).flags[0].code is FlagCode.PHONE_INVALID
    assert made.field(FieldName.ADDRESS).flags[0].code is FlagCode.MISSING_REQUIRED
    (kubun, *_) = made.attributes
    assert (kubun.value.value, kubun.value.flags[0].code) == ("その他", FlagCode.ANSWER_UNKNOWN)
    assert [each.text for each in kubun.value.candidates] == ["在住", "在勤", "在学"]
    assert one(意見1="見えない\u200b文字\x07").opinions[0].text == "見えない文字"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"意見1": " \n"}, "row_no_opinion"),
        ({"受付日時": "きのうごろ"}, "row_bad_date"),
        ({"受付日時": ""}, "row_bad_date"),
        ({"意見1": "あ" * 100_001}, "row_too_long"),
        ({"お名前": "あ" * 301}, "row_too_long"),
        ({"区分": "あ" * 301}, "row_too_long"),
    ],
)
def test_bad_rows_are_set_aside_with_the_reason(cells: dict[str, str], code: str) -> None:
    assert reason(**cells) == code


@pytest.mark.parametrize(
    "text",
    [
        "2021-09-01",
        "2021/9/1 0:00",
        "2021-09-01T12:00:00+09:00",
        "2021-08-31T23:00:00Z",
        "令和3年9月1日",
        "2021年9月1日 9時",
    ],
)
def test_days_are_read_as_people_and_programs_write_them(text: str) -> None:
    (made,) = comments(row(受付日時=text))
    assert made.received == date(2021, 9, 1)


def test_a_format_that_is_named_is_the_only_one() -> None:
    (made,) = comments(row(受付日時="9/1/2021 10:00:00"), date_formats=["%m/%d/%Y %H:%M:%S"])
    assert made.received == date(2021, 9, 1)
    (made,) = comments(row(), date_formats=["%m/%d/%Y"])
    assert isinstance(made.made, SetAside)


def test_a_row_is_known_by_its_number_and_by_the_columns_that_are_named() -> None:
    before, changed, status = (comments(row(**cells))[0] for cells in ({}, {"意見1": "反対です。"}, {"状態": "済"}))
    assert before.key == changed.key == status.key
    assert before.content == status.content != changed.content
    twice = comments(row(), row(意見1="別の意見"))
    assert isinstance(twice[1].made, SetAside)
    assert twice[1].made.code == "row_same_id"
    assert twice[0].key != twice[1].key


def test_without_a_number_equal_rows_are_told_apart_by_their_count() -> None:
    columns = {"opinions": "意見1"}
    made = comments(row(), row(), row(意見1="x"), columns=columns, attributes={})
    assert len({each.key for each in made}) == len({each.document for each in made}) == 3
    again = comments(row(意見1="x"), row(), row(), columns=columns, attributes={})
    assert {each.key for each in made} == {each.key for each in again}


def test_what_the_mapping_names_must_be_there_once() -> None:
    with pytest.raises(HeadingMissingError):
        comments(row(), headings=("別", *HEADINGS[1:]))
    with pytest.raises(HeadingTwiceError):
        comments(row(), headings=(*HEADINGS[:-1], "意見1"))
    with pytest.raises(AttributeUnknownError):
        Rows(mapping(attributes={"other": "区分"}), consultation(), TODAY)
    with pytest.raises(NoColumnsError):
        Rows(mapping(channel="email", columns=None, attributes={}), consultation(), TODAY)


def test_headings_are_found_whatever_their_width() -> None:
    (made,) = comments(row(), headings=tuple(f" {each} ".replace("1", "１") for each in HEADINGS))
    assert isinstance(made.made, Submission)


@pytest.mark.parametrize(
    ("attribute", "text", "value"),
    [
        (KUBUN, "市内在住", "在住"),
        (KUBUN, " 在 勤 ", "在勤"),
        (KUBUN, "", None),
        (PUBLIC, "不可", "不可"),
        (AGE, "４０代", "40"),
        (AGE, "1,234", "1234"),
    ],
)
def test_answers_are_in_the_citys_words(attribute: Attribute, text: str, value: str | None) -> None:
    made = answer(attribute, text, "imported").value
    assert (made.value, made.flags) == (value, ())


@given(st.text(max_size=30))
def test_an_answer_is_a_choice_or_looked_at(text: str) -> None:
    made = answer(KUBUN, text, "imported").value
    assert made.value in {None, "在住", "在勤", "在学"} or made.flagged
    assert number_in(text) is None or number_in(number_in(text) or "") == number_in(text)


# ------------------------------------------------------------------------------------------------------------- e-mail


@pytest.fixture(scope="module")
def labels() -> Labels:
    return load_labels(find_config_dir(None).path)


BODY = """盛岡市 御中

氏名：見本 太郎
【住所】岩手県盛岡市内丸12番2号
■電話番号
019-651-4111
Eメール: taro@example.jp
連絡先：019-651-4111
あなたの区分：市内在住

ご意見
反対です。

理由: 費用がかかります。
"""


def test_labelled_lines_are_fields_and_the_rest_is_the_opinion(labels: Labels) -> None:
    body = MailLabels(labels, consultation().attributes).read(BODY)
    assert body.fields == {
        FieldName.NAME: "見本 太郎",
        FieldName.ADDRESS: "岩手県盛岡市内丸12番2号",
        FieldName.PHONE: "019-651-4111",
    }
    assert body.attributes == {"kubun": "市内在住"}
    assert body.opinions == ["盛岡市 御中\n\n反対です。\n\n理由: 費用がかかります。"]


def test_every_labelled_opinion_is_one(labels: Labels) -> None:
    body = MailLabels(labels, ()).read("意見：賛成\n続き\n意見：反対\n")
    assert body.opinions == ["賛成\n続き", "反対"]


@given(st.text(max_size=200))
def test_nothing_of_a_body_without_labels_is_lost(text: str) -> None:
    found = MailLabels(load_labels(find_config_dir(None).path), ()).read(f"x{text}".replace(":", "").replace("：", ""))
    if not found.fields:
        assert "".join("".join(found.opinions).split())[:1] == "x"


def test_a_message_is_a_submission(labels: Labels) -> None:
    made = message(BODY, "iso-2022-jp")
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="図.pdf")
    mapped = mapping(channel="email", columns=None, attributes={})
    empty = message(" ")
    first, second, third = Mails(mapped, consultation(), labels, TODAY).comments(
        [made.as_bytes(), empty.as_bytes(), b"no message"]
    )
    submission = first.comment.made
    assert isinstance(submission, Submission)
    assert first.comment.received == date(2021, 9, 2)
    assert [flag.code for flag in submission.flags] == [FlagCode.MAIL_ATTACHED]
    assert submission.attributes[0].value.value == "在住"
    assert [each.name for each in first.attachments] == ["図.pdf"]
    assert isinstance(second.comment.made, SetAside)
    assert isinstance(third.comment.made, SetAside)
    assert (second.comment.made.code, third.comment.made.code) == ("row_no_opinion", "mail_unreadable")


def test_who_sends_it_is_offered_where_no_name_is_given(labels: Labels) -> None:
    mapped = mapping(channel="email", columns=None, attributes={})
    (made,) = Mails(mapped, consultation(), labels, TODAY).comments([message("意見です。").as_bytes()])
    assert isinstance(made.comment.made, Submission)
    name = made.comment.made.field(NAME)
    assert (name.value, [each.text for each in name.candidates]) == (None, ["見本 太郎"])
    assert name.flags[0].code is FlagCode.MISSING_REQUIRED
