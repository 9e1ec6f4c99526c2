"""A mistake of the program costs the value it was made over, or the submission; never a neighbour, never in silence."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.extract import submission as extraction
from ocr_intake.extract.fields.name import read_name
from ocr_intake.extract.grouping import group
from ocr_intake.japanese.phones import problem_of
from ocr_intake.model.fields import FieldName, FieldValue, FlagCode
from ocr_intake.model.pages import PageRole, SetAside
from ocr_intake.model.reading import PageReading
from ocr_intake.model.submission import FileOutcome, Submission
from ocr_intake.pipeline import assemble as module
from ocr_intake.pipeline.assemble import assemble, with_pages_aside
from ocr_intake.trust import judge
from ocr_intake.trust.features import features
from tests.extract.builders import form, knowledge

PEOPLE = ("佐藤 花子", "高橋 健一", "三浦 結衣")


class TrippedError(Exception):
    """Whatever a mistake raises."""


def page(number: int) -> PageReading:
    name = PEOPLE[number - 1]
    made = form(
        ("氏名", name),
        ("住所", "盛岡市中央通1-7-25"),
        ("電話番号", "019-613-8472"),
        ("意見", "公園の木を増やしてください。"),
    )
    return replace(made, number=number)


def read() -> FileOutcome:
    return assemble([page(number) for number in (1, 2, 3)], [], knowledge())


def flags(value: FieldValue) -> set[FlagCode]:
    return {flag.code for flag in value.flags}


def tripping(of: Callable[..., object], on: str) -> Callable[..., object]:
    """The function, which trips where what it is given says so."""

    def trip(*args: object, **options: object) -> object:
        if on in repr(args):
            raise TrippedError
        return of(*args, **options)

    return trip


@pytest.mark.parametrize(
    ("reader", "fields"),
    [
        ("read_name", {FieldName.NAME}),
        ("read_phone", {FieldName.PHONE}),
        ("read_place", {FieldName.ADDRESS}),
        ("read_opinion", {FieldName.OPINION}),
        ("place_evidence", {FieldName.NAME, FieldName.PHONE, FieldName.ADDRESS}),
    ],
)
def test_a_fault_costs_the_field_it_was_made_over(
    reader: str, fields: set[FieldName], monkeypatch: pytest.MonkeyPatch
) -> None:
    faultless = read()

    def trip(*_: object) -> None:
        raise TrippedError

    monkeypatch.setattr(extraction, reader, trip)
    for before, after in zip(faultless.submissions, read().submissions, strict=True):
        for was, now in zip(before.fields, after.fields, strict=True):
            if was.name in fields:
                assert now.value is None
                assert flags(now) == {FlagCode.PROGRAM_ERROR}
                assert was.value is not None
                assert [c.text.replace(" ", "") for c in now.candidates] == [was.value.replace(" ", "")]
            elif was.value is not None:
                assert (now.value, flags(now) - {FlagCode.PROGRAM_ERROR}) == (was.value, flags(was))


def test_a_fault_over_one_paper_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "read_name", tripping(read_name, "高橋"))
    names = [made.field(FieldName.NAME) for made in read().submissions]
    assert [name.value for name in names] == ["佐藤 花子", None, "三浦 結衣"]
    assert flags(names[1]) == {FlagCode.PROGRAM_ERROR}


def test_a_fault_in_judging_costs_the_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "features", tripping(features, "高橋"))
    name = read().submissions[1].field(FieldName.NAME)
    assert (name.value, flags(name)) == (None, {FlagCode.PROGRAM_ERROR})
    assert [candidate.text for candidate in name.candidates] == ["高橋 健一"]


@pytest.mark.parametrize("stage", ["extract", "page_graph"])
def test_a_fault_in_a_submission_costs_that_submission(stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, stage, tripping(getattr(module, stage), "高橋"))
    done = read()
    assert [made.pages for made in done.submissions] == [(1,), (3,)]
    assert [outcome.role for outcome in done.pages] == [PageRole.CONTENT, PageRole.SET_ASIDE, PageRole.CONTENT]
    assert done.pages[1].reason == SetAside("extraction_failed", 2, (("kind", "TrippedError"),))


def test_a_fault_in_grouping_leaves_every_page_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "group", tripping(group, ""))
    done = read()
    assert [made.pages for made in done.submissions] == [(1,), (2,), (3,)]
    assert all(FlagCode.PAGES_UNCERTAIN in {flag.code for flag in made.flags} for made in done.submissions)


@pytest.mark.parametrize("error", [OSError, MemoryError, ImportError])
def test_a_fault_of_the_machine_is_not_contained(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(extraction, "read_name", fail)
    with pytest.raises(error):
        read()


def test_a_page_that_was_set_aside_is_named_to_the_submission_before_it() -> None:
    pages = [replace(page(1), number=2), replace(page(2), number=4)]
    made = assemble(pages, [SetAside("damaged", number) for number in (1, 3, 5)], knowledge()).submissions

    def named(submission: Submission) -> list[str]:
        return [dict(flag.detail)["page"] for flag in submission.flags if flag.code is FlagCode.PAGE_ASIDE]

    assert [named(one) for one in made] == [["1", "3"], ["5"]]
    assert with_pages_aside((), [1]) == ()


@given(st.text("0123456789", max_size=16))
def test_whatever_digits_were_read_the_numbering_plan_has_an_answer(number: str) -> None:
    problem_of(number)
    problem_of(f"010{number}")
