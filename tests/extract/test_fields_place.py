"""Postal code and address by one decode: what was read surely stays, what was doubted is settled by the address."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_intake.extract.fields.place import read_place
from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.extract.segment import Segment
from ocr_intake.japanese import address_grammar, address_text, towns
from ocr_intake.japanese.gazetteer import gazetteer
from ocr_intake.model.fields import FlagCode
from ocr_intake.model.proposal import Proposal
from tests.extract.place_cases import DOUBTFUL, OFFERED, SURE, VERTICAL, segment_of

CITY = Knowledge(labels={}, city_postal_codes=frozenset({"0208530"}))


def place(*lines: str, codes: Sequence[str] = (), vertical: bool = False) -> tuple[Proposal | None, Proposal | None]:
    """What is read from marked lines."""
    found = [segment_of(line, vertical=vertical) for line in (*codes, *lines)]
    segments = [replace(segment, index=i) for i, segment in enumerate(found)]
    return read_place(segments[: len(codes)], segments[len(codes) :], "cell", CITY)


def address(*lines: str, codes: Sequence[str] = (), vertical: bool = False) -> Proposal:
    found = place(*lines, codes=codes, vertical=vertical)[1]
    assert found is not None
    return found


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def values(*lines: str, codes: Sequence[str] = ()) -> tuple[str | None, str | None]:
    code, found = place(*lines, codes=codes)
    return code.value if code else None, found.value if found else None


class TestWhatWasReadSurelyStays:
    @pytest.mark.parametrize("text", SURE)
    def test_in_an_address(self, text: str) -> None:
        found = address(text)
        assert found.value == text
        assert found.evidence["changed"] == found.evidence["corrected"] == 0.0
        assert FlagCode.CORRECTED_BY_LEXICON not in found.flags

    @pytest.mark.parametrize("text", SURE[:12])
    def test_beside_a_postal_code_of_another_town(self, text: str) -> None:
        assert address(text, codes=["020-0021"]).value == text

    def test_the_tables_writing_is_a_candidate(self) -> None:
        found = address("盛岡市湯尺3-183-23", codes=["020-0842"])
        assert found.value == "盛岡市湯尺3-183-23"
        assert "盛岡市湯沢3-183-23" in {candidate.text for candidate in found.candidates}
        assert found.evidence["town_known"] == 0.0
        assert found.evidence["distance"] > 0.0


class TestDoubts:
    @pytest.mark.parametrize(("marked", "right"), DOUBTFUL)
    def test_are_settled_by_the_address(self, marked: str, right: str) -> None:
        assert plain(address(marked).value) == plain(right)

    @pytest.mark.parametrize(("marked", "right"), VERTICAL)
    def test_are_settled_in_vertical_writing(self, marked: str, right: str) -> None:
        assert plain(address(marked, vertical=True).value) == plain(right)

    @pytest.mark.parametrize(("marked", "right"), OFFERED)
    def test_that_stay_are_offered(self, marked: str, right: str) -> None:
        assert right in {candidate.text for candidate in address(marked).candidates}

    def test_others_come_the_likeliest_first(self) -> None:
        found = address("盛岡市[木.3本.6]町通1-7-2[5.5 6.45]")
        assert [one.text[-2:] for one in found.candidates[:1]] == ["26"]
        scores = [one.score for one in found.candidates]
        assert scores == sorted(scores, reverse=True)
        assert len(set(scores)) > 1

    def test_nothing_is_offered_where_nothing_is_in_doubt(self) -> None:
        assert address("盛岡市本町通1-7-25").candidates == ()

    def test_a_change_shows(self) -> None:
        little = address("盛岡市[木.5本.45]町通1-7-25").evidence["changed"]
        much = address("盛岡市[木.85本.12]町通1-7-25").evidence["changed"]
        assert 0.0 < little < 0.1 < much < 1.0

    def test_a_lost_character_of_the_codes_own_town_is_put_back(self) -> None:
        found = address("岩手県盛市下飯岡21地割67-7", codes=["020-0853"])
        assert found.value == "岩手県盛岡市下飯岡21地割67-7"
        assert FlagCode.CORRECTED_BY_LEXICON in found.flags
        assert "岩手県盛市下飯岡21地割67-7" in {candidate.text for candidate in found.candidates}
        assert address("岩手県盛市下飯岡21地割67-7").value == "岩手県盛市下飯岡21地割67-7"

    def test_a_town_that_the_table_lacks_is_seldom_turned_into_its_neighbour(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        chosen = random.Random(11)  # noqa: S311 -- no secret
        known = towns.town_forms
        kept = 0
        for _ in range(40):
            index = chosen.randrange(len(gazetteer().cities))
            city = gazetteer().cities[index]
            hidden = chosen.choice([name for name in city.towns if len(name) > 1] or ["中央"])
            rest = {folded: town for folded, town in known(index).items() if town[0] != hidden}

            def without(
                one: int, at: int = index, left: dict[str, tuple[str, str]] = rest
            ) -> dict[str, tuple[str, str]]:
                return left if one == at else known(one)

            monkeypatch.setattr(address_grammar, "town_forms", without)
            monkeypatch.setattr(address_text, "town_forms", without)
            address_text.town_beginnings.cache_clear()
            others = [name for name in city.towns if len(name) == len(hidden) and name != hidden]
            other = chosen.choice(others or [hidden])
            doubted = "".join(f"[{a}.9{b}.05]" if a != b else a for a, b in zip(hidden, other, strict=True))
            text = f"{city.prefecture}{city.name}"
            kept += address(f"{text}{doubted}12-3").value == f"{text}{hidden}12-3"
        address_text.town_beginnings.cache_clear()
        assert kept >= 30


class TestCodes:
    @pytest.mark.parametrize(
        ("codes", "lines"),
        [
            ((), ("〒020-0021 盛岡市中央通1-7-25",)),
            ((), ("〒020-0021", "盛岡市中央通1-7-25")),
            ((), ("020-0021", "盛岡市中央通1-7-25")),
            ((), ("020-0021 盛岡市中央通1-7-25",)),
            ((), ("〒０２０－００２１", "盛岡市中央通1-7-25")),
            ((), ("〒0200021", "盛岡市中央通1-7-25")),
            ((), ("(〒020-0021)", "盛岡市中央通1-7-25")),
            ((), ("テ020-0021 盛岡市中央通1-7-25",)),
            ((), ("020", "0021", "盛岡市中央通1-7-25")),
            (("020-0021",), ("盛岡市中央通1-7-25",)),
            (("〒 0 2 0 - 0 0 2 1",), ("盛岡市中央通", "1-7-25")),
            (("号020-0021",), ("所盛岡市中央通1-7-25",)),
            (("020-002",), ("1盛岡市中央通1-7-25",)),
            (("020", "0021"), (":盛岡市中央通1-7-25",)),
            (("020-0021",), ("020-0021 盛岡市中央通1-7-25",)),
            (("O2O-0021",), ("盛岡市中央通1-7-25",)),
            (("|020|-|0021|",), ("盛岡市中央通1-7-25",)),
        ],
    )
    def test_are_told_from_addresses(self, codes: tuple[str, ...], lines: tuple[str, ...]) -> None:
        code, found = place(*lines, codes=codes)
        assert code is not None
        assert found is not None
        assert (code.value, plain(found.value)) == ("020-0021", "盛岡市中央通1-7-25")
        assert code.flags == found.flags == ()
        assert code.evidence["code_agrees"] == found.evidence["code_agrees"] == 1.0

    def test_an_address_may_have_none(self) -> None:
        assert values("盛岡市中央通1-7-25") == (None, "盛岡市中央通1-7-25")
        assert values("123-4567番地")[0] is None

    def test_a_digit_in_doubt_follows_the_address(self) -> None:
        code, _ = place("盛岡市中央通1-7-25", codes=["020-002[7.6 1.3]"])
        assert code is not None
        assert code.value == "020-0021"
        assert "020-0027" in {candidate.text for candidate in code.candidates}
        assert code.evidence["corrected"] == 1.0
        assert code.evidence["changed"] > 0.0

    def test_what_was_read_surely_stays_and_is_flagged(self) -> None:
        code, found = place("盛岡市中央通1-7-25", codes=["028-0041"])
        assert code is not None
        assert found is not None
        assert code.value == "028-0041"
        assert FlagCode.POSTAL_ADDRESS_MISMATCH in code.flags
        assert FlagCode.POSTAL_ADDRESS_MISMATCH in found.flags
        assert not code.candidates, "codes of other cities are no better"
        misread, _ = place("盛岡市中央通1-7-25", codes=["028-0021"])
        assert misread is not None
        assert misread.value == "028-0021"
        assert [candidate.text for candidate in misread.candidates] == ["020-0021"]
        unknown, _ = place("盛岡市中央通1-7-25", codes=["999-9999"])
        assert unknown is not None
        assert FlagCode.UNKNOWN_POSTAL_CODE in unknown.flags

    def test_the_citys_own_is_nobodys(self) -> None:
        assert values("盛岡市中央通1-7-25", codes=["020-8530"])[0] is None
        assert values("〒020-8530", "盛岡市中央通1-7-25")[0] is None

    def test_lost_digits_are_the_addresss(self) -> None:
        code, _ = place("東京都葛飾区南水元2-1-3", codes=["25-003"])
        assert code is not None
        assert code.value == "125-0035"
        assert FlagCode.CORRECTED_BY_LEXICON in code.flags

    @pytest.mark.parametrize("read", ["〒02010021", "020|0021", "020ー0021", "〇20一0021"])
    def test_an_upright_hyphen_is_one(self, read: str) -> None:
        code, _ = place("盛岡市中央通一丁目七番二十五号", codes=[read], vertical=True)
        assert code is not None
        assert code.value == "020-0021"


class TestLines:
    @pytest.mark.parametrize(
        ("lines", "whole"),
        [
            (("盛岡市中央通1-7-25", "メゾン中央 203号"), "盛岡市中央通1-7-25 メゾン中央 203号"),
            (("盛岡市中央通1-7-", "25"), "盛岡市中央通1-7-25"),
            (("盛岡市中央", "通1-7-25"), "盛岡市中央通1-7-25"),
            (("盛岡市中央通12", "番地14"), "盛岡市中央通12番地14"),
            (("盛岡市中央通1-7-25", "305"), "盛岡市中央通1-7-25 305"),
        ],
    )
    def test_of_one_address_are_joined(self, lines: tuple[str, ...], whole: str) -> None:
        assert address(*lines).value == whole

    def test_characters_beside_the_tagged_ones_may_belong_to_it(self) -> None:
        line = segment_of("住所 盛岡市中央通1-7-25 電話")
        _, found = read_place((), (Segment(1, 0, line.line, 4, 14),), "cell", CITY)
        assert found is not None
        assert found.value == "盛岡市中央通1-7-25"

    def test_nothing_is_no_address(self) -> None:
        assert place() == (None, None)
        assert place("  ") == (None, None)

    def test_a_reader_that_does_not_tell_characters_apart(self) -> None:
        segment = segment_of("盛岡市中央通1-7-25")
        reading = replace(segment.line.readings[0], characters=())
        whole = replace(segment, line=replace(segment.line, readings=(reading,)))
        _, found = read_place((), (whole,), "cell", CITY)
        assert found is not None
        assert found.value == "盛岡市中央通1-7-25"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(alphabet="0123456789０lO一ー-の丁目番地号 　コーポ第字AB岩手県盛岡市内丸〒。（\0𠮷", max_size=20),
        max_size=3,
    ),
    st.sampled_from([0.999, 0.9, 0.4]),
    st.integers(0, 3),
)
def test_any_text_is_taken(lines: list[str], sure: float, codes: int) -> None:
    segments = [segment_of(line, sure=sure) for line in lines if line]
    code, found = read_place(segments[:codes], segments[codes:], "cell", CITY)
    for proposal in (code, found):
        assert proposal is None or all(-1.0 <= value <= 1.0 for value in proposal.evidence.values())
