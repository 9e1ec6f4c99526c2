"""What no field took and looks like the one that is missing is not taken for absent."""

from ocr_intake.model.fields import FieldName
from tests.extract.builders import form, submission

PERSON = (("氏名", "千葉 美穂"), ("住所", "〒028-0041 久慈市長内町34地割108"), ("電話番号", "0194-53-4645"))
TEXT = ("意見の内容", "窓口を減らさないでください。高齢者には必要です。")


def test_an_organisation_under_a_label_in_no_list_is_missed() -> None:
    found = submission(form(*PERSON, ("所属先等の御紹介", "株式会社北上川システムラボ"), TEXT))
    assert FieldName.ORGANIZATION in found.fields or FieldName.ORGANIZATION in found.unread


def test_a_form_without_one_misses_none() -> None:
    found = submission(form(*PERSON, ("職業", "会社員"), TEXT))
    assert FieldName.ORGANIZATION not in found.unread


def test_the_text_of_the_opinion_is_no_leftover() -> None:
    found = submission(form(*PERSON, ("意見の内容", "株式会社北上川システムラボに頼るのはやめてください。")))
    assert FieldName.ORGANIZATION not in found.unread
