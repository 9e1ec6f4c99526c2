"""Telephone numbers in all writings; never the city's, never a fax's, never the header's alone."""

from collections.abc import Sequence

import pytest

from ocr_intake.model.fields import FieldName, FlagCode
from ocr_intake.model.proposal import Proposal
from ocr_intake.model.reading import FaxHeader
from tests.extract.builders import form, letter, line, page, submission

HEADER = FaxHeader("2021/09/08 14:32 FROM 019-613-8472 P.1", ("0196138472",), 1, 1)


def phone(text: str | Sequence[str], header: FaxHeader | None = None, label: str = "電話番号") -> Proposal | None:
    sheet = form(
        ("氏名", "佐藤 花子"), ("住所", "盛岡市中央通1-7-25"), (label, text), ("意見", "よい計画です。"), header=header
    )
    return submission(sheet).fields.get(FieldName.PHONE)


def digits(found: Proposal | None) -> str | None:
    return (
        "".join(filter(str.isdigit, found.value)).translate(str.maketrans("０１２３４５６７８９", "0123456789"))
        if found
        else None
    )


@pytest.mark.parametrize(
    "written",
    [
        "019-613-8472",
        "０１９－６１３－８４７２",
        "019(613)8472",
        "(019)613-8472",
        "０１９（６１３）８４７２",
        "0196138472",
        "019 613 8472",
        "019.613.8472",
        "090-1234-5678",
        "090(1234)5678",
        "09012345678",
        "050-3123-4567",
        "0120-444-444",
        "+81-90-1234-5678",
    ],
)
@pytest.mark.parametrize("frame", ["{}", "TEL {}", "{} (日中)", "自宅 {}"])
def test_a_number_stays_as_it_was_written(written: str, frame: str) -> None:
    found = phone(frame.format(written))
    assert found is not None
    assert found.value == written
    assert found.flags == ()
    assert found.evidence["valid"] == 1.0


@pytest.mark.parametrize(
    "read",
    ["O19-6l3-8472", "0I9ー613ー8472", "019一613一8472", "019 - 613 - 8472", "019—613—8472", "0 1 9-6 1 3-8 4 7 2"],
)
def test_slips_of_the_reader_are_mended(read: str) -> None:
    assert digits(phone(read)) == "0196138472"


@pytest.mark.parametrize("read", ["019-613-847", "019-613-84722", "613-8472"])
def test_a_wrong_number_of_digits_is_flagged(read: str) -> None:
    found = phone(read)
    assert found is not None
    assert FlagCode.PHONE_DIGITS in found.flags


@pytest.mark.parametrize("text", ["", "なし", "(   )   -", "110", "-", "電話はありません"])
def test_no_number_is_none(text: str) -> None:
    assert phone(text) is None


class TestSeveral:
    def test_the_first_counts_and_the_others_are_offered(self) -> None:
        found = phone(["自宅 019-613-8472", "携帯 090-1234-5678"])
        assert found is not None
        assert found.value == "019-613-8472"
        assert FlagCode.SEVERAL_VALUES in found.flags
        assert "090-1234-5678" in {candidate.text for candidate in found.candidates}

    def test_the_citys_number_beside_it_is_left_out(self) -> None:
        found = phone("019-622-6211 / 019-613-8472")
        assert found is not None
        assert found.value == "019-613-8472"

    @pytest.mark.parametrize("number", ["019-622-6211", "019(651)4111", "０１９－６２２－６２１１"])
    def test_the_citys_number_alone_is_none(self, number: str) -> None:
        assert phone(number) is None

    def test_a_fax_number_is_no_telephone_number(self) -> None:
        assert phone("FAX 019-613-8473") is None

    def test_a_fax_number_beside_it_is_no_second_one(self) -> None:
        found = phone(["019-613-8472", "FAX 019-613-8473"])
        assert found is not None
        assert found.flags == ()


class TestFaxHeader:
    def test_its_number_never_supplies_one(self) -> None:
        assert phone("", HEADER) is None

    def test_it_confirms_what_stands_on_the_paper(self) -> None:
        confirmed, other = phone("019-613-8472", HEADER), phone("019-613-8473", HEADER)
        assert confirmed is not None
        assert other is not None
        assert confirmed.evidence["confirmed"] == 1.0
        assert other.evidence["confirmed"] == 0.0
        assert other.value == "019-613-8473"


class TestSecondReader:
    @staticmethod
    def found(first: str, second: str) -> Proposal:
        sheet = page(line(f"電話：{first}", second=f"電話：{second}"))
        return submission(sheet).fields[FieldName.PHONE]

    def test_its_agreement_is_evidence(self) -> None:
        assert self.found("019-613-8472", "019-613-8472").evidence["second"] == 1.0
        assert self.found("019-613-8472", "019-613-8422").evidence["second"] == 0.0
        assert self.found("019-613-8472", "019-613-8472").evidence["seconded"] == 1.0


def test_digits_are_found_where_the_reader_considered_them() -> None:
    doubt = {2: [("9", 0.3)]}
    sheet = form(("氏名", "佐藤 花子"), ("電話番号", ""), ("意見", "よい計画です。"))
    number = line("01g-613-8472", 700, sheet.cells[3].top + 20, cell=3, considered=doubt)
    found = submission(page(*sheet.lines, number, cells=sheet.cells)).fields[FieldName.PHONE]
    assert found.value == "019-613-8472"


def test_a_number_in_a_letters_text_is_not_the_senders() -> None:
    text = "市役所の019-651-4111に電話しましたがつながりません。"
    found = submission(letter(text, "", "盛岡市中央通1-7-25", "佐藤 花子", "090-1234-5678"))
    assert found.fields[FieldName.PHONE].value == "090-1234-5678"


def test_a_region_is_the_numbers_own() -> None:
    found = submission(page(line("電話番号 019-613-8472")))
    (region,) = found.fields[FieldName.PHONE].regions
    whole = line("電話番号 019-613-8472").box
    assert region.box.left > whole.left + whole.width // 4
    assert abs(region.box.right - whole.right) <= 2
