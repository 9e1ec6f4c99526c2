"""Telephone numbers: finding, mending, judging."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.japanese import phones
from ocr_intake.japanese.phones import PhoneProblem

WRITTEN = (
    "019-648-6802",
    "019(648)6802",
    "(024)962-8149",
    "07033508985",
    "０１９（６４７）６７４１",
    "０９２－８４５－５０２７",
    "0198232734",
    "03(3568)4073",
    "090-1234-5678",
    "0120-123-456",
)


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize(
    "context", ["{}", "電話番号：{}", "TEL {} FAX 019-626-9999", "〒020-0802 盛岡市内丸1-2 {}まで"]
)
def test_a_number_keeps_its_form(written: str, context: str) -> None:
    found = phones.find_phones(context.format(written))
    assert found[0].written == written
    assert found[0].valid
    assert not found[0].fax


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("O19-648-68O2", "019-648-6802"),
        ("0l9一648ー6802", "019-648-6802"),
        ("0 1 9 - 6 4 8 - 6 8 0 2", "019-648-6802"),
        ("019 665 7918", "019 665 7918"),
        ("０１９ー６４８－６８０２", "０１９－６４８－６８０２"),
        ("(019-648-6802", "019-648-6802"),
        ("電話0191665-4283", "019-665-4283"),
        ("電話0191647>6741", "019-647-6741"),
        ("0801851711728", "080-8517-1728"),
    ],
)
def test_slips_are_mended(text: str, written: str) -> None:
    (found,) = phones.find_phones(text)
    assert found.written == written
    assert found.valid


@pytest.mark.parametrize(
    "text",
    [
        "〒020-0802",
        "令和8年08月05日",
        "2026.07.15",
        "648-6802",
        "24-101-33",
        "第0196条",
        "999-9999-9999",
        "12,000円",
        "",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert phones.find_phones(text) == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("019-648-680", PhoneProblem.MISSING_DIGITS),
        ("019-648-68022", PhoneProblem.EXTRA_DIGITS),
        ("648-6802", PhoneProblem.NO_AREA_CODE),
        ("090-1234-567", PhoneProblem.MISSING_DIGITS),
        ("020-080-2019", PhoneProblem.UNKNOWN_NUMBER),
    ],
)
def test_why_a_number_cannot_be_right(text: str, problem: PhoneProblem) -> None:
    found = phones.parse_phone(text)
    assert found is not None
    assert found.problem is problem


def test_fax_is_told_from_telephone() -> None:
    both = phones.find_phones("電話 019-648-6802　FAX 019-648-6803")
    assert [one.fax for one in both] == [False, True]
    assert not phones.find_phones("TEL/FAX 019-648-6802")[0].fax
    first = phones.parse_phone("FAX 019-648-6803 電話 019-648-6802")
    assert first is not None
    assert first.digits == "0196486802"


def test_no_number_at_all() -> None:
    assert phones.parse_phone("なし") is None


@given(st.text(alphabet="0123456789OlI-ー−()（） +〒電話FAX>", max_size=40) | st.text(max_size=40))
def test_any_text_is_taken(text: str) -> None:
    found = phones.find_phones(text)
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert one.digits.isascii()
        assert one.digits.isdigit()
    phones.parse_phone(text)


@given(st.sampled_from(WRITTEN))
def test_the_written_form_is_read_again_the_same(written: str) -> None:
    (one,) = phones.find_phones(written)
    (again,) = phones.find_phones(one.written)
    assert again.digits == one.digits


@pytest.mark.parametrize("mark", ["TEL", "Tel", "FAX", "電話", "℡"])
def test_a_number_may_stand_right_behind_its_mark(mark: str) -> None:
    assert [phone.digits for phone in phones.find_phones(f"{mark}019-613-8472")] == ["0196138472"]


def test_a_number_behind_other_letters_is_none() -> None:
    assert phones.find_phones("AB019-613-8472") == ()


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("027-363~3601", "027-363-3601"),
        ("０１９（６１３）８４７２", "019-613-8472"),
        ("09012345678", "090-1234-5678"),
        ("+81 19 613 8472", "019-613-8472"),
        ("019-613-8472 内線12", "019-613-8472 内線12"),
        ("019-613-8472 / 090.1234.5678", "019-613-8472 / 090-1234-5678"),
        ("019-613-847", "019-613-847"),
        ("+1 212 555 2368", "+1 212 555 2368"),
        ("51-1234", "51-1234"),
        ("なし", "なし"),
    ],
)
def test_the_usual_form_of_a_number(written: str, usual: str) -> None:
    assert phones.national(written) == usual
    assert phones.national(usual) == usual
