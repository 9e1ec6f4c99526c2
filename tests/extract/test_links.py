"""What two pages show of whether they belong together, and what is made of it."""

from dataclasses import replace

import pytest

from ocr_intake.extract import grouping
from ocr_intake.extract.grouping import LINK_FEATURES, Traits, group_pages, link_features, link_weights, traits_of
from tests.extract.builders import A_PAGE, HEIGHT, WIDTH, fax_header, letter, line, page, sheets

TEXT = (
    "窓口を減らさないでください。高齢の母は手続きのたびに",
    "バスで市役所まで出かけています。支所に職員を残して",
    "ください。",
)


class TestTheCitysForm:
    """The city's own form says itself which of its pages a page is; nothing else is asked then."""

    @pytest.mark.parametrize(
        ("numbers", "members"),
        [
            ((1, 2), [(0, 1)]),
            ((1, 1), [(0,), (1,)]),
            ((1, 2, 1, 2), [(0, 1), (2, 3)]),
            ((None, 2), [(0, 1)]),
            ((None, 1), [(0,), (1,)]),
        ],
    )
    @pytest.mark.parametrize("starts", [0.0, 1.0])
    def test_decides(self, numbers: tuple[int | None, ...], members: list[tuple[int, ...]], starts: float) -> None:
        found, covers = group_pages([replace(A_PAGE, form_page=number, starts=starts) for number in numbers])
        assert [one.members for one in found] == members
        assert all(one.certain for one in found)
        assert covers == ()

    @pytest.mark.parametrize("numbers", [(1, None), (1, 3)])
    def test_leaves_other_pages_to_what_they_show(
        self, numbers: tuple[int | None, ...], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(grouping, "link_weights", lambda: {"bias": -20.0, **dict.fromkeys(LINK_FEATURES, 0.0)})
        found, _ = group_pages([replace(A_PAGE, form_page=number) for number in numbers])
        assert [one.members for one in found] == [(0,), (1,)]
        monkeypatch.setattr(grouping, "link_weights", lambda: {"bias": 20.0, **dict.fromkeys(LINK_FEATURES, 0.0)})
        found, _ = group_pages([replace(A_PAGE, form_page=number) for number in numbers])
        assert [one.members for one in found] == [(0, 1)]


class TestLinkFeatures:
    def link(self, before: Traits, here: Traits) -> dict[str, float]:
        return link_features([before], here)

    def test_each_has_its_weight_and_nothing_else(self) -> None:
        found = self.link(A_PAGE, A_PAGE)
        assert tuple(found) == LINK_FEATURES
        assert set(link_weights()) == {"bias", *LINK_FEATURES}

    def test_two_pages_that_show_nothing_say_nothing(self) -> None:
        found = self.link(A_PAGE, A_PAGE)
        assert {name for name, value in found.items() if value} == {"direction"}

    @pytest.mark.parametrize(
        ("before", "here", "feature"),
        [
            ({"number": (1, 3)}, {"number": (2, 3)}, "number_follows"),
            ({"number": (1, 3)}, {"number": (1, 2)}, "number_restarts"),
            ({"header": fax_header(1, 2)}, {"header": fax_header(2, 2)}, "fax_follows"),
            ({"header": fax_header(2, 2)}, {"header": fax_header(1, 2)}, "fax_restarts"),
            ({"unfinished": True}, {}, "unfinished"),
            ({"sender": True}, {}, "sender_before"),
            ({}, {"sender": True}, "sender_here"),
            ({"sender": True}, {"sender": True}, "both_senders"),
            ({"opinion": True}, {}, "opinion_before"),
            ({}, {"opinion": True}, "opinion_here"),
            ({"opinion": True, "sender": True}, {}, "complete_before"),
            ({"cover": 1.0}, {}, "cover_before"),
            ({}, {"cover": 1.0}, "cover_here"),
            ({"who": frozenset({"佐藤花子"})}, {"who": frozenset({"佐藤花子"})}, "same_who"),
            ({"who": frozenset({"佐藤花子"})}, {"who": frozenset({"髙橋実"})}, "other_who"),
        ],
    )
    def test_what_two_pages_show(self, before: dict[str, object], here: dict[str, object], feature: str) -> None:
        one, two = replace(A_PAGE, **before), replace(A_PAGE, **here)  # type: ignore[arg-type]  # fields by name
        assert self.link(one, two)[feature] == 1.0

    def test_calls_with_another_number_of_pages_neither_follow_nor_restart(self) -> None:
        found = self.link(replace(A_PAGE, header=fax_header(1, 3)), replace(A_PAGE, header=fax_header(2, 2)))
        assert (found["fax_follows"], found["fax_restarts"]) == (0.0, 0.0)

    def test_the_page_models_view_counts_by_its_odds(self) -> None:
        begins, goes_on = (self.link(A_PAGE, replace(A_PAGE, starts=p))["starts"] for p in (0.9, 0.1))
        assert begins == pytest.approx(-goes_on)
        assert begins > 0


@pytest.mark.parametrize(
    ("mark", "number"),
    [
        ("- 2 -", (2, None)),
        ("2/3", (2, 3)),
        ("（２／３）", (2, 3)),
        ("2ページ", (2, None)),
        ("2枚目", (2, None)),
        ("2", None),
        ("25", None),
        ("2つあります。", None),
    ],
)
def test_page_numbers(mark: str, number: tuple[int, int | None] | None) -> None:
    for sheet in (letter(mark, "", *TEXT), letter(*TEXT, "", mark)):
        (found,) = sheets(sheet)
        assert traits_of(found).number == number


def test_a_bare_number_is_the_pages_only_at_its_very_foot() -> None:
    lines = letter(*TEXT).lines
    (foot,), (above,) = (sheets(page(*lines, line("2", WIDTH // 2, top))) for top in (HEIGHT - 100, HEIGHT - 400))
    assert traits_of(foot).number == (2, None)
    assert traits_of(above).number is None
