"""What may be typed into a field."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.i18n import catalogue
from ocr_intake.model.fields import FieldName
from ocr_intake.review import Checked, InvalidValueError, Refusal, Unusual, check_value
from ocr_intake.review.values import LONGEST, LONGEST_OPINION

NAME, PHONE, POSTAL = FieldName.NAME, FieldName.PHONE, FieldName.POSTAL_CODE
ADDRESS, OPINION = FieldName.ADDRESS, FieldName.OPINION


@pytest.mark.parametrize(
    ("name", "typed", "saved"),
    [
        (PHONE, "019-651-4111", "019-651-4111"),
        (PHONE, " ０１９（６５１）４１１１ ", "019(651)4111"),
        (PHONE, "019ー651ー4111", "019-651-4111"),
        (PHONE, "0196514111", "0196514111"),
        (PHONE, "+81 19-651-4111", "+81 19-651-4111"),
        (PHONE, "019-651-4111 内線123", "019-651-4111 内線123"),
        (POSTAL, "0208530", "020-8530"),
        (POSTAL, "〒０２０−８５３０", "020-8530"),
        (POSTAL, "020 8530", "020-8530"),
        (NAME, "　見本　太郎 ", "見本　太郎"),
        (NAME, "か\u3099", "が"),
        (NAME, "福\ufa1b塚\ufa10", "福\ufa1b塚\ufa10"),
        (NAME, "辻\U000e0100 太郎", "辻\U000e0100 太郎"),
        (ADDRESS, "盛岡市内丸十二番二号", "盛岡市内丸十二番二号"),
        (OPINION, "一行目です。\r\n二行目です。\r三行目です。", "一行目です。\n二行目です。\n三行目です。"),
    ],
)
def test_the_usual_form(name: FieldName, typed: str, saved: str) -> None:
    assert check_value(name, typed) == Checked(saved)


@pytest.mark.parametrize(
    ("name", "typed", "refusal"),
    [
        (NAME, "", Refusal.EMPTY),
        (OPINION, " \n　", Refusal.EMPTY),
        (NAME, "見本\n太郎", Refusal.SEVERAL_LINES),
        (ADDRESS, "盛岡市\r内丸", Refusal.SEVERAL_LINES),
        (NAME, "見本\t太郎", Refusal.CONTROL_CHARACTER),
        (OPINION, "意見\x1b[31mです", Refusal.CONTROL_CHARACTER),
        (OPINION, "意見\u202eです", Refusal.CONTROL_CHARACTER),
        (OPINION, "意見\u200bです", Refusal.CONTROL_CHARACTER),
        (OPINION, "意見\x00です", Refusal.CONTROL_CHARACTER),
        (OPINION, "意見\ud842です", Refusal.CONTROL_CHARACTER),
        (NAME, "見" * (LONGEST + 1), Refusal.TOO_LONG),
        (OPINION, "見" * (LONGEST_OPINION + 1), Refusal.TOO_LONG),
        (PHONE, "なし", Refusal.PHONE_CHARACTERS),
        (PHONE, "019-651-411l", Refusal.PHONE_CHARACTERS),
        (PHONE, "--", Refusal.PHONE_CHARACTERS),
        (PHONE, "019-651-4111 内線あ", Refusal.PHONE_CHARACTERS),
        (PHONE, "٠١٩٦٥١٤١١١", Refusal.PHONE_CHARACTERS),
        (POSTAL, "020-853", Refusal.POSTAL_FORMAT),
        (POSTAL, "O20-8530", Refusal.POSTAL_FORMAT),
        (POSTAL, "020-85300", Refusal.POSTAL_FORMAT),
    ],
)
def test_what_is_refused(name: FieldName, typed: str, refusal: Refusal) -> None:
    with pytest.raises(InvalidValueError) as caught:
        check_value(name, typed)
    assert caught.value.refusal is refusal


@pytest.mark.parametrize(
    ("name", "typed", "unusual"),
    [
        (PHONE, "651-4111", Unusual.PHONE_NUMBER),
        (PHONE, "000-000-0000", Unusual.PHONE_NUMBER),
        (PHONE, "内線12", Unusual.PHONE_NUMBER),
        (POSTAL, "999-9999", Unusual.POSTAL_UNKNOWN),
        (NAME, "見本1太郎", Unusual.NAME_WITH_DIGITS),
        (ADDRESS, "岩手県盛岡市", Unusual.ADDRESS_WITHOUT_DIGITS),
        (OPINION, "賛成", Unusual.OPINION_SHORT),
    ],
)
def test_what_is_unusual_is_saved_all_the_same(name: FieldName, typed: str, unusual: Unusual) -> None:
    assert check_value(name, typed) == Checked(typed, (unusual,))


@given(st.sampled_from(FieldName), st.text(max_size=40))
def test_any_text_is_saved_or_refused_and_saving_again_changes_nothing(name: FieldName, text: str) -> None:
    try:
        checked = check_value(name, text)
    except InvalidValueError:
        return
    assert check_value(name, checked.text) == checked
    assert checked.text == checked.text.strip()
    assert not any(unicodedata.category(char) in {"Cc", "Cs"} for char in checked.text.replace("\n", ""))
    checked.text.encode()


@given(st.text(st.characters(categories=["Lo", "Nd", "Po"]), min_size=1, max_size=20))
def test_a_name_keeps_every_character_it_was_given(text: str) -> None:
    kept = check_value(NAME, text).text
    assert unicodedata.normalize("NFC", kept) == unicodedata.normalize("NFC", text.strip())


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_reason_has_its_text(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCR_INTAKE_LANG", lang)
    for refusal in Refusal:
        assert str(InvalidValueError(refusal)).endswith(catalogue(lang)[f"review_rules.refusal.{refusal}"])
    assert {f"review_rules.unusual.{unusual}" for unusual in Unusual} <= catalogue("ja").keys()
