"""Each operation on pages: what becomes of submissions, decisions and counts, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from ocr_intake.errors import IntakeError
from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision, SubmissionDecision
from ocr_intake.pipeline.arranging import Arranging
from ocr_intake.pipeline.pool import PagePool
from ocr_intake.review import Review
from ocr_intake.store import (
    PurgeScope,
    StaleEditError,
    SubmissionClosedError,
    SubmissionState,
    Workspace,
    bindings,
)
from ocr_intake.store.arranged_errors import (
    ArrangeClosedError,
    BadAsideReasonError,
    BadGroupsError,
    BadTurnError,
    HeldByOtherError,
    NoSuchPageError,
    NothingLeftError,
    OtherConsultationError,
    PageNotAsideError,
    SameSubmissionError,
    SubmissionReplacedError,
)
from ocr_intake.trust.calibration import shipped
from tests.pipeline.arranging_fakes import OnePool, arranging_of, as_proposed, more, page_text, take_in
from tests.store.builders import PNG

__all__ = ["as_proposed"]
pytestmark = pytest.mark.usefixtures("as_proposed", "backend")
WHO = "係員B"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """S0001 with three pages, S0002 with two, S0003 with one."""
    with take_in(tmp_path, 3, 2, 1) as opened:
        yield opened


def opinions(workspace: Workspace, number: int) -> list[str | None]:
    return [each.value for each in workspace.submission(number).final_opinions]


def edit(workspace: Workspace, number: int, name: FieldName, text: str) -> None:
    field = workspace.submission(number).field(name)
    workspace.decisions.decide(field.id, Decision.EDITED, text, by="係員C", version=field.version)


def sound(workspace: Workspace) -> bool:
    return workspace.ledger(deep=True).balances and not workspace.check_integrity().damages


def test_a_page_is_moved_behind_the_pages_of_another_submission(workspace: Workspace) -> None:
    one, two = workspace.submission(1), workspace.submission(2)
    done = arranging_of(workspace).move(one, 3, two, by=WHO)
    assert (done.replaced, done.made) == (("S0001", "S0002"), ("S0004", "S0005"))
    assert opinions(workspace, 4) == [page_text("01010000"), page_text("01020000")]
    assert opinions(workspace, 5) == [page_text("02010000"), page_text("02020000"), page_text("01030000")]
    assert [each.id for each in workspace.submissions()] == [3, 4, 5]
    assert workspace.submission(1).state is SubmissionState.REPLACED
    assert workspace.arrangements().became(1) == ("S0004", "S0005")
    assert workspace.submission(5).file_name == "scan002.tif [1, 2] + scan001.tif [3]"
    image = workspace.files.page_image(workspace.submission(5).sha256, 3)
    assert image.read_bytes() == PNG + b"0103" + b"0" * 60, "its picture comes along"
    assert sound(workspace)


def test_pages_that_moved_are_followed_to_where_they_came_from(workspace: Workspace) -> None:
    pages = arranging_of(workspace)
    pages.join([workspace.submission(1), workspace.submission(3)], by=WHO)
    pages.split(workspace.submission(4), [(4,), (1, 2, 3)], by=WHO)
    (page,) = workspace.arrangements().pages(workspace.submission(5))
    assert (page.file_name, page.file_page, page.number) == ("scan003.tif", 1, 1)
    assert sound(workspace)


def test_what_was_decided_goes_with_the_page_that_it_stands_on(workspace: Workspace) -> None:
    edit(workspace, 1, FieldName.NAME, "見本 一郎")  # on its first page
    edit(workspace, 1, FieldName.PHONE, "019-000-1111")  # on its last
    opinion = workspace.submission(1).opinions[2]
    workspace.decisions.decide(opinion.id, Decision.EDITED, "直した意見", by="係員C", version=0)
    version = workspace.submission(1).version
    workspace.decisions.add_opinion(1, "足した意見", by="係員C", version=version)
    arranging_of(workspace).split(workspace.submission(1), [(1, 2), (3,)], by=WHO)
    first, second = workspace.submission(4), workspace.submission(5)
    assert [first.field(FieldName.NAME).value, second.field(FieldName.PHONE).value] == ["見本 一郎", "019-000-1111"]
    assert not first.field(FieldName.PHONE).decided
    assert not second.field(FieldName.NAME).decided
    assert opinions(workspace, 4) == [page_text("01010000"), page_text("01020000"), "足した意見"]
    assert opinions(workspace, 5) == ["直した意見"]
    made = first.field(FieldName.NAME).verification
    assert made is not None
    assert made.by == WHO, "whoever arranges answers for it"
    carried = [event for event in workspace.audit_trail() if event.action == "field.carried"]
    assert {dict(event.detail)["before"] for event in carried} == {"1", "2", "3"}, "the audit says from where"


def test_that_a_value_was_right_holds_only_for_the_same_value(workspace: Workspace) -> None:
    for name in (FieldName.NAME, FieldName.PHONE):
        field = workspace.submission(1).field(name)
        workspace.decisions.decide(field.id, Decision.ACCEPTED, by="係員C", version=0)
    phone = workspace.submission(1).field(FieldName.PHONE).value
    arranging_of(workspace).join([workspace.submission(1), workspace.submission(2)], by=WHO)
    kinds = {each.name: each.verification for each in workspace.submission(4).fields}
    first, second = kinds[FieldName.NAME], kinds[FieldName.PHONE]
    assert first is not None
    assert first.decision is Decision.ACCEPTED
    assert second is not None, "the last page, where it stands, is another one now"
    assert (second.decision, second.value) == (Decision.EDITED, phone)


def test_of_two_decisions_on_one_field_the_one_with_a_value_holds(workspace: Workspace) -> None:
    absent = workspace.submission(1).field(FieldName.NAME)
    workspace.decisions.decide(absent.id, Decision.ABSENT, by="係員C", version=0)
    edit(workspace, 2, FieldName.NAME, "見本 二郎")
    edit(workspace, 1, FieldName.ADDRESS, "盛岡市一丁目")
    edit(workspace, 2, FieldName.ADDRESS, "盛岡市二丁目")
    arranging_of(workspace).join([workspace.submission(1), workspace.submission(2)], by=WHO)
    joined = workspace.submission(4)
    assert joined.field(FieldName.NAME).value == "見本 二郎"
    assert joined.field(FieldName.ADDRESS).value == "盛岡市一丁目", "of two values that of the first page's submission"
    assert "盛岡市二丁目" in {made.value for made in workspace.history(4)[0]}, "and the other stays on record"


def test_a_page_set_aside_waits_with_its_reason_and_comes_back_with_its_decisions(workspace: Workspace) -> None:
    edit(workspace, 1, FieldName.PHONE, "019-000-1111")
    pages = arranging_of(workspace)
    pages.set_aside(workspace.submission(1), 3, "  別の人の\n紙 ", by=WHO)
    (item,) = workspace.set_aside()
    assert (item.name, item.reason.page, item.reason.detail) == ("scan001.tif", 3, (("reason", "別の人の 紙"),))
    assert not workspace.submission(4).field(FieldName.PHONE).decided
    assert workspace.ledger().pages.set_aside == 1
    assert sound(workspace)
    done = pages.take_up(1, 3, by=WHO)
    assert done.made == ("S0005",)
    assert workspace.submission(5).field(FieldName.PHONE).value == "019-000-1111"
    assert not workspace.set_aside()
    assert sound(workspace)
    with pytest.raises(PageNotAsideError):
        pages.take_up(1, 3, by=WHO)


def test_setting_aside_cannot_be_undone_once_the_page_is_in_use_again(workspace: Workspace) -> None:
    pages = arranging_of(workspace)
    pages.set_aside(workspace.submission(1), 3, "別の人の紙", by=WHO)
    pages.take_up("scan001.tif", 3, by="係員C")
    review = Review(workspace, WHO)
    with pytest.raises(StaleEditError):
        review.undo()
    assert sound(workspace)


def test_an_arrangement_is_undone_after_a_restart(workspace: Workspace, tmp_path: Path) -> None:
    edit(workspace, 1, FieldName.NAME, "見本 一郎")
    arranging_of(workspace).move(workspace.submission(1), 3, workspace.submission(2), by=WHO)
    with Workspace.open(tmp_path / "workspace") as again:
        review = Review(again, WHO)
        what = review.undoable()
        assert what is not None
        assert (what.what, what.submission) == ("arranged", "S0001")
        task = review.undo()
        assert task is not None
        assert task.submission.id == 1
        review.close()
        assert [each.id for each in again.submissions()] == [1, 2, 3]
        assert again.submission(1).field(FieldName.NAME).value == "見本 一郎"
        assert [each.state for each in map(again.submission, (4, 5))] == [SubmissionState.REPLACED] * 2
        assert sound(again)


def test_an_arrangement_is_not_undone_when_somebody_decided_since(workspace: Workspace) -> None:
    arranging_of(workspace).split(workspace.submission(1), [(1,), (2, 3)], by=WHO)
    edit(workspace, 5, FieldName.NAME, "見本 三郎")
    review = Review(workspace, WHO)
    with pytest.raises(StaleEditError):
        review.undo()
    workspace.decisions.decide_submission(
        4, SubmissionDecision.ACCEPTED, by="係員C", version=workspace.submission(4).version
    )
    other = Review(workspace, WHO)
    with pytest.raises(SubmissionClosedError):
        other.undo()


def test_nothing_of_a_replaced_submission_can_be_decided(workspace: Workspace) -> None:
    edit(workspace, 1, FieldName.NAME, "見本 一郎")
    arranging_of(workspace).split(workspace.submission(1), [(1,), (2, 3)], by=WHO)
    with pytest.raises(SubmissionReplacedError) as refused:
        edit(workspace, 1, FieldName.PHONE, "019-000-1111")
    assert refused.value.values["into"] == "S0004, S0005"
    for decision in (SubmissionDecision.ACCEPTED, SubmissionDecision.REOPENED):
        with pytest.raises(SubmissionReplacedError):
            workspace.decisions.decide_submission(1, decision, by=WHO, version=workspace.submission(1).version)
    review = Review(workspace, "係員C")
    with pytest.raises(SubmissionReplacedError):
        review.undo()


# ------------------------------------------------------------------------------------------------------------ refused


REFUSED: dict[str, tuple[type[IntakeError], Callable[[Arranging, Workspace], object]]] = {
    "a page that is not there": (NoSuchPageError, lambda a, w: a.move(w.submission(1), 4, w.submission(2), by=WHO)),
    "the only page": (NothingLeftError, lambda a, w: a.move(w.submission(3), 1, w.submission(1), by=WHO)),
    "to itself": (SameSubmissionError, lambda a, w: a.move(w.submission(1), 1, w.submission(1), by=WHO)),
    "one to join": (SameSubmissionError, lambda a, w: a.join([w.submission(1)], by=WHO)),
    "a page left out": (BadGroupsError, lambda a, w: a.split(w.submission(1), [(1,), (2,)], by=WHO)),
    "a page twice": (BadGroupsError, lambda a, w: a.split(w.submission(1), [(1, 2), (2, 3)], by=WHO)),
    "one part": (BadGroupsError, lambda a, w: a.split(w.submission(1), [(1, 2, 3)], by=WHO)),
    "an empty part": (BadGroupsError, lambda a, w: a.split(w.submission(1), [(1, 2, 3), ()], by=WHO)),
    "no reason": (BadAsideReasonError, lambda a, w: a.set_aside(w.submission(1), 1, " \n", by=WHO)),
    "a reason with an escape": (BadAsideReasonError, lambda a, w: a.set_aside(w.submission(1), 1, "a\x1bb", by=WHO)),
    "a long reason": (BadAsideReasonError, lambda a, w: a.set_aside(w.submission(1), 1, "あ" * 201, by=WHO)),
    "the last page aside": (NothingLeftError, lambda a, w: a.set_aside(w.submission(3), 1, "x", by=WHO)),
    "half a turn of a half": (BadTurnError, lambda a, w: a.turn(w.submission(1), 1, 45, by=WHO)),
    "a turn of no page": (NoSuchPageError, lambda a, w: a.turn(w.submission(1), 9, 90, by=WHO)),
    "a page that is in use": (PageNotAsideError, lambda a, w: a.take_up("scan001.tif", 1, by=WHO)),
    "a page of no file": (PageNotAsideError, lambda a, w: a.take_up("scan009.tif", 1, by=WHO)),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_makes_no_sense_is_refused_and_changes_nothing(workspace: Workspace, case: str) -> None:
    error, work = REFUSED[case]
    before = workspace.ledger(deep=True)
    with pytest.raises(error):
        work(arranging_of(workspace), workspace)
    assert workspace.ledger(deep=True) == before
    assert not workspace.arrangements().became(1)


def test_what_is_closed_is_reopened_first(workspace: Workspace) -> None:
    workspace.decisions.decide_submission(1, SubmissionDecision.ACCEPTED, by=WHO, version=0)
    with pytest.raises(ArrangeClosedError):
        arranging_of(workspace).join([workspace.submission(2), workspace.submission(1)], by=WHO)


def test_what_changed_since_it_was_seen_is_looked_at_again(workspace: Workspace) -> None:
    seen = workspace.submission(1)
    edit(workspace, 1, FieldName.NAME, "見本 一郎")
    with pytest.raises(StaleEditError) as refused:
        arranging_of(workspace).split(seen, [(1,), (2, 3)], by=WHO)
    assert refused.value.by == "係員C"


def test_what_somebody_else_has_on_the_screen_is_left_to_them(workspace: Workspace) -> None:
    review = Review(workspace, "係員C")
    task = review.next()
    assert task is not None
    with pytest.raises(HeldByOtherError):
        arranging_of(workspace).split(workspace.submission(1), [(1,), (2, 3)], by=WHO)
    arranging_of(workspace).split(workspace.submission(1), [(1,), (2, 3)], by="係員C")
    following = review.next()
    assert following is not None
    assert following.submission.id != 1, "what is replaced is asked about no more"
    review.close()


def test_consultations_share_no_pages(workspace: Workspace, tmp_path: Path) -> None:
    more(workspace, tmp_path, 1, consultation="other", day=date(2021, 9, 1), first=4)
    with pytest.raises(OtherConsultationError):
        arranging_of(workspace).join([workspace.submission(1), workspace.submission(4)], by=WHO)


# ------------------------------------------------------------------------------------------------------------ turning


def test_a_page_is_turned_from_the_file_that_it_came_in(workspace: Workspace) -> None:
    pool = OnePool()

    @contextmanager
    def of(consultation: str) -> Iterator[PagePool]:
        assert consultation == "dx"
        yield pool  # type: ignore[misc]

    pages = Arranging(workspace, lambda _: Knowledge({}), shipped, of)
    original = workspace.submission(1).sha256
    pages.turn(workspace.submission(1), 2, 270, by=WHO)
    pages.turn(workspace.submission(4), 2, 180, by=WHO)
    assert [(job.path.name, job.page, job.rotation) for job in pool.asked] == [(original, 2, 270), (original, 2, 90)]
    turned = workspace.submission(5)
    assert [page.turned for page in workspace.arrangements().pages(turned)] == [0, 90, 0]
    assert workspace.files.page_image(turned.sha256, 2).read_bytes() == PNG + b"turned"
    assert opinions(workspace, 5)[1] == page_text("77" * 32), "what is read there now is proposed"
    assert sound(workspace)


# ------------------------------------------------------------------------------------------------- purge, and crashes


def test_papers_that_share_pages_are_purged_together_or_not_yet(workspace: Workspace, tmp_path: Path) -> None:
    more(workspace, tmp_path, 2, consultation="dx", day=date(2021, 12, 1), first=4)
    pages = arranging_of(workspace)
    pages.move(workspace.submission(4), 2, workspace.submission(3), by=WHO)  # made: 5, of the later file, and 6
    pages.set_aside(workspace.submission(1), 3, "見本 太郎さんの紙", by=WHO)  # made: 7
    for number in (2, 5, 6, 7):
        version = workspace.submission(number).version
        workspace.decisions.decide_submission(number, SubmissionDecision.ACCEPTED, by=WHO, version=version)
    early = workspace.plan_purge(PurgeScope(before=date(2021, 10, 1)))
    assert (len(early.files), early.submissions, early.left) == (2, 2, 1), "one file shares a page with a later one"
    workspace.purge(PurgeScope(before=date(2021, 10, 1)), by="係員D")
    assert not workspace.submission(6).purged
    assert sound(workspace)
    plan = workspace.purge(PurgeScope(), by="係員D")
    assert (len(plan.files), plan.submissions) == (2, 2)
    assert not list(workspace.files.originals())
    assert not list(workspace.files.all_images())
    assert "見本 太郎" not in str([item.reason for item in workspace.set_aside()])
    assert workspace.purged() == 4
    assert sound(workspace)


def test_a_page_goes_not_while_an_open_submission_has_it(workspace: Workspace) -> None:
    arranging_of(workspace).join([workspace.submission(1), workspace.submission(2)], by=WHO)
    plan = workspace.plan_purge(PurgeScope())
    assert plan.left_open == ("S0003", "S0004")
    assert (plan.files, plan.left) == ((), 3)
    workspace.purge(PurgeScope(undecided=True), by="係員D")
    assert [each.state for each in workspace.submissions()] == [SubmissionState.REJECTED] * 2
    assert not list(workspace.files.originals())
    assert sound(workspace)


def test_a_kill_before_the_record_leaves_nothing_that_counts(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = workspace.ledger(deep=True)
    monkeypatch.setattr("ocr_intake.store.arrangements.insert_binding", _killed)
    monkeypatch.setattr(workspace.files, "remove", lambda sha256: None)  # a killed program removes nothing
    with pytest.raises(KeyboardInterrupt):
        arranging_of(workspace).split(workspace.submission(1), [(1,), (2, 3)], by=WHO)
    monkeypatch.undo()
    left = [sha256 for sha256 in workspace.files.originals() if bindings.is_binding(workspace.files, sha256)]
    assert len(left) == 2
    assert workspace.ledger(deep=True) == before
    assert sound(workspace)
    monkeypatch.setattr(workspace.files, "kept_since", lambda prefix, seconds: False)  # a minute later
    workspace.purge(PurgeScope(), by="係員D")
    assert not any(workspace.files.holds_anything_of(sha256) for sha256 in left)


def test_a_failure_leaves_no_files(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(workspace.files.originals()), set(workspace.files.all_images())
    monkeypatch.setattr("ocr_intake.store.arrangements.insert_binding", _killed)
    with pytest.raises(KeyboardInterrupt):
        arranging_of(workspace).split(workspace.submission(1), [(1,), (2, 3)], by=WHO)
    assert (set(workspace.files.originals()), set(workspace.files.all_images())) == before


def _killed(*_: object) -> int:
    raise KeyboardInterrupt
