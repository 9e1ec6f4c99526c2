"""Postal code and address: found together, each vouching for the other, kept as written."""

import pytest

from ocr_intake.model.fields import FieldName, FlagCode
from ocr_intake.model.proposal import Proposal
from tests.extract.builders import form, line, page, submission

NAME, TEXT = ("氏名", "佐藤 花子"), ("意見", "よい計画です。")


def place(*lines: str, label: str = "住所") -> tuple[Proposal | None, Proposal | None]:
    found = submission(form(NAME, (label, lines), TEXT)).fields
    return found.get(FieldName.POSTAL_CODE), found.get(FieldName.ADDRESS)


def texts(*lines: str, label: str = "住所") -> tuple[str | None, str | None]:
    code, address = place(*lines, label=label)
    return code.value if code else None, address.value if address else None


@pytest.mark.parametrize(
    "lines",
    [
        ("〒020-0021 盛岡市中央通1-7-25",),
        ("〒020-0021", "盛岡市中央通1-7-25"),
        ("020-0021", "盛岡市中央通1-7-25"),
        ("020-0021 盛岡市中央通1-7-25",),
        ("〒０２０－００２１", "盛岡市中央通1-7-25"),
        ("〒0200021", "盛岡市中央通1-7-25"),
        ("(〒020-0021)", "盛岡市中央通1-7-25"),
        ("テ020-0021 盛岡市中央通1-7-25",),
        ("〒020-0021", "盛岡市中央通", "1-7-25"),
    ],
)
def test_code_and_address_are_told_apart(lines: tuple[str, ...]) -> None:
    code, address = place(*lines)
    assert code is not None
    assert address is not None
    assert (code.value, address.value) == ("020-0021", "盛岡市中央通1-7-25")
    assert code.flags == address.flags == ()
    assert code.evidence["code_agrees"] == address.evidence["code_agrees"] == 1.0


@pytest.mark.parametrize("label", ["郵便番号", "〒"])
def test_a_code_may_have_a_cell_of_its_own(label: str) -> None:
    found = submission(form(NAME, (label, "020-0021"), ("住所", "盛岡市中央通1-7-25"), TEXT)).fields
    assert found[FieldName.POSTAL_CODE].value == "020-0021"
    assert found[FieldName.ADDRESS].value == "盛岡市中央通1-7-25"


@pytest.mark.parametrize(
    "written",
    [
        "盛岡市中央通1-7-25",
        "盛岡市中央通１－７－２５",
        "岩手県盛岡市中央通一丁目7番25号",
        "盛岡市中央通1丁目7番25号 メゾン中央203号",
        "紫波郡矢巾町大字南矢幅第7地割100",
        "久慈市長内町34地割108ひまわりアパートB-1",
        "岩手県盛岡市中央通1-7-25 佐藤方",
        "神奈川県川崎市高津区久地4番4号",
    ],
)
def test_an_address_stays_as_it_was_written(written: str) -> None:
    assert texts(written) == (None, written)


def test_lines_of_an_address_are_one() -> None:
    assert texts("盛岡市中央通1-7-25", "メゾン中央 203号") == (None, "盛岡市中央通1-7-25 メゾン中央 203号")
    assert texts("盛岡市中央通1-7-", "25") == (None, "盛岡市中央通1-7-25")


def test_a_misread_town_is_mended_and_the_reading_offered() -> None:
    _, address = place("盛冈市中央適1-7-25")
    assert address is not None
    assert address.value == "盛岡市中央通1-7-25"
    assert "盛冈市中央適1-7-25" in {candidate.text for candidate in address.candidates}
    assert address.evidence["corrected"] == 1.0


class TestCrossCheck:
    def test_a_code_of_another_town_is_flagged_on_both(self) -> None:
        code, address = place("〒028-0041", "盛岡市中央通1-7-25")
        assert code is not None
        assert address is not None
        assert FlagCode.POSTAL_ADDRESS_MISMATCH in code.flags
        assert FlagCode.POSTAL_ADDRESS_MISMATCH in address.flags
        assert address.evidence["code_agrees"] == -1.0

    def test_a_code_that_does_not_exist_is_flagged(self) -> None:
        code, _ = place("〒999-9999", "盛岡市中央通1-7-25")
        assert code is not None
        assert FlagCode.UNKNOWN_POSTAL_CODE in code.flags

    def test_a_town_that_does_not_exist_is_flagged(self) -> None:
        _, address = place("霧ヶ丘町三丁目1-2")
        assert address is not None
        assert FlagCode.UNKNOWN_ADDRESS in address.flags

    def test_a_digit_that_the_reader_doubted_follows_the_address(self) -> None:
        sheet = form(NAME, ("住所", ""), TEXT)
        cell = sheet.cells[3]
        code = line("〒020-0027", cell.left + 10, cell.top + 10, cell=3, considered={8: [("1", 0.3)]})
        town = line("盛岡市中央通1-7-25", cell.left + 10, cell.top + 60, cell=3)
        found = submission(page(*sheet.lines, code, town, cells=sheet.cells)).fields[FieldName.POSTAL_CODE]
        assert found.value == "020-0021"
        assert "020-0027" in {candidate.text for candidate in found.candidates}
        assert found.evidence["corrected"] == 1.0

    def test_a_code_that_was_read_surely_is_not_replaced_unseen(self) -> None:
        code, _ = place("〒020-0031", "盛岡市中央通1-7-25")
        assert code is not None
        assert code.value == "020-0031" or code.flags

    def test_other_codes_are_offered(self) -> None:
        code, _ = place("〒028-0041", "盛岡市中央通1-7-25")
        assert code is not None
        assert code.candidates


class TestTheCitysOwn:
    def test_its_code_is_nobodys(self) -> None:
        assert texts("〒020-8530")[0] is None

    def test_it_is_not_taken_from_a_printed_line(self) -> None:
        sheet = form(NAME, ("住所", ""), TEXT, after=["提出先 〒020-8530 盛岡市内丸12-2 盛岡市役所"])
        found = submission(sheet).fields
        assert FieldName.POSTAL_CODE not in found
        assert FieldName.ADDRESS not in found


def test_boxed_digits_that_came_as_several_lines_are_one_code() -> None:
    sheet = form(NAME, ("住所", ""), TEXT)
    cell = sheet.cells[3]
    parts = [
        line(text, cell.left + left, cell.top + 10, cell=3) for text, left in (("〒", 10), ("020", 70), ("0021", 260))
    ]
    town = line("盛岡市中央通1-7-25", cell.left + 10, cell.top + 60, cell=3)
    found = submission(page(*sheet.lines, *parts, town, cells=sheet.cells)).fields
    assert found[FieldName.POSTAL_CODE].value == "020-0021"
    assert found[FieldName.ADDRESS].value == "盛岡市中央通1-7-25"


def test_digits_that_are_no_code_are_told_as_unread() -> None:
    found = submission(form(NAME, ("住所", ["〒02-021", "盛岡市中央通1-7-25"]), TEXT))
    if FieldName.POSTAL_CODE not in found.fields:
        assert FieldName.POSTAL_CODE in found.unread
    assert found.fields[FieldName.ADDRESS].value.endswith("盛岡市中央通1-7-25")


def test_an_upright_dash_of_a_vertical_code_is_a_dash() -> None:
    sheet = page(
        line("住所 盛岡市中央通一丁目七番二十五号", 1400, 200, vertical=True),
        line("〒02010021", 1460, 200, vertical=True),
    )
    found = submission(sheet).fields
    assert found[FieldName.POSTAL_CODE].value == "020-0021"
