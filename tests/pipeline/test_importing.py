"""Imports into a workspace: once, whole or not at all, and like any other submission from then on."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ocr_intake.model.fields import FieldName, FlagCode
from ocr_intake.model.pages import Channel
from ocr_intake.model.review import Decision, SubmissionDecision
from ocr_intake.pipeline.importing import ImportedFile, ImportReport, take_in
from ocr_intake.review import InvalidValueError, Review
from ocr_intake.review.importing import Rows
from ocr_intake.store import PurgeScope, SubmissionState, Workspace
from ocr_intake.terminal import screens
from ocr_intake.web.reviewing import shown
from tests.review.importing import HEADINGS, consultation, mapping, row
from tests.store.builders import Clock, empty_workspace

TODAY = date(2021, 9, 10)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with empty_workspace(tmp_path / "workspace", clock=Clock(9)) as opened:
        yield opened


def take(workspace: Workspace, *rows: tuple[str, ...], imported: str = "review", name: str = "web.csv") -> ImportReport:
    known = consultation(imported=imported)
    made = list(
        Rows(mapping(), known, TODAY).comments(HEADINGS, [(at, cells, False) for at, cells in enumerate(rows, 2)])
    )
    told: list[int] = []
    file = ImportedFile(name, name.encode().hex().ljust(64, "0")[:64])
    report = take_in(workspace, made, known, Channel.WEB, file, by="係員A", today=TODAY, told=told.append)
    assert told == ([len(rows)] if rows else [])
    return report


def sound(workspace: Workspace) -> bool:
    return workspace.ledger(deep=True).balances and not workspace.check_integrity().damages


def test_rows_join_the_ledger_with_their_own_days(workspace: Workspace) -> None:
    report = take(workspace, row(), row(番号="2", 受付日時="2021/9/3", お名前="見本 花子", 意見2="もう一つ"))
    assert [each.added for each in report.outcomes] == ["S0001", "S0002"]
    first, second = workspace.submissions()
    assert (first.channel, first.received, first.file_name) == (Channel.WEB, date(2021, 9, 1), "web.csv:2")
    assert (second.received, len(second.opinions)) == (date(2021, 9, 3), 2)
    assert first.state is SubmissionState.PROPOSED
    assert first.attributes == {"kubun": "在住", "koukai": None, "nendai": None}
    assert all(value.decided for value in first.values)
    assert first.entered
    ledger = workspace.ledger()
    assert (ledger.files.total, ledger.pages.content, ledger.submissions.total, ledger.opinions.total) == (2, 2, 2, 3)
    assert sound(workspace)


def test_a_second_import_adds_nothing_and_a_newer_export_what_is_new(workspace: Workspace) -> None:
    take(workspace, row(), row(番号="2"))
    before = workspace.check_integrity().records
    again = take(workspace, row(), row(番号="2"))
    assert (again.known, again.outcomes) == (2, [])
    assert workspace.check_integrity().records == before
    newer = take(workspace, row(番号="3"), row(番号="2", 状態="済"), row(), name="newer.csv")
    assert (newer.rows, newer.known, [each.added for each in newer.outcomes]) == (3, 2, ["S0003"])
    assert sound(workspace)


def test_a_row_that_was_changed_is_named_and_waits_for_a_person(workspace: Workspace) -> None:
    take(workspace, row())
    report = take(workspace, row(意見1="やはり反対です。"))
    (changed,) = report.changed
    assert (changed.aside, changed.earlier, report.added) == ("F2", "S0001", [])
    (item,) = workspace.set_aside()
    assert (item.id, item.reason.code, dict(item.reason.detail)) == ("F2", "row_changed", {"earlier": "S0001"})
    assert take(workspace, row(意見1="やはり反対です。")).known == 1
    workspace.settlements.settle("F2", "電話で確認。前のとおり", by="係員B")
    assert sound(workspace)


def test_a_bad_row_that_is_mended_in_the_form_settles_what_was_set_aside(workspace: Workspace) -> None:
    bad = take(workspace, row(受付日時="?"))
    assert [each.aside for each in bad.aside] == ["F1"]
    report = take(workspace, row())
    assert [(each.added, each.earlier) for each in report.added] == [("S0001", "F1")]
    (item,) = workspace.set_aside()
    assert item.settlement is not None
    assert item.settlement.submission == "S0001"
    assert sound(workspace)


def test_a_day_that_cannot_be_right_and_one_that_is_late(workspace: Workspace) -> None:
    report = take(workspace, row(受付日時="2031/9/1"), row(番号="2", 受付日時="2011/9/1"))
    assert [each.reason and each.reason.code for each in report.outcomes] == ["row_bad_date"] * 2
    known = consultation(start=date(2021, 8, 1), end=date(2021, 8, 31))
    made = list(Rows(mapping(), known, TODAY).comments(HEADINGS, [(2, row(番号="3"), False)]))
    file = ImportedFile("late.csv", "0" * 64)
    take_in(workspace, made, known, Channel.WEB, file, by="係員A", today=TODAY, told=lambda _: None)
    (late,) = workspace.submissions()
    assert [flag.code for flag in late.flags] == [FlagCode.LATE]


def test_as_verified_only_what_has_a_reason_to_look_waits(workspace: Workspace) -> None:
    report = take(workspace, row(), row(番号="2", 電話="なし"), imported="verified")
    assert [each.accepted for each in report.added] == [True, False]
    assert [each.state for each in workspace.submissions()] == [SubmissionState.ACCEPTED, SubmissionState.PROPOSED]
    review = Review(workspace, "係員B")
    task = review.next()
    assert task is not None
    assert task.name is FieldName.PHONE
    assert task.views[0].image is None
    review.absent(task)
    whole = review.next()
    assert whole is not None
    assert whole.field is None
    review.accept_submission(whole)
    assert review.next() is None
    review.reopen(1)
    assert sound(workspace)


def test_attributes_are_chosen_corrected_and_taken_back(workspace: Workspace) -> None:
    take(workspace, row(区分="その他"))
    review = Review(workspace, "係員B")
    task = review.next()
    assert task is not None
    assert (task.label, task.value) == ("区分", "その他")
    assert {screens.name_of(task), shown.name_of(task)} == {"区分"}
    assert [each.text for each in task.choices] == ["在住", "在勤", "在学"]
    with pytest.raises(InvalidValueError):
        review.edit(task, "なにか")
    review.choose(task, 2)
    assert workspace.submission(1).attributes["kubun"] == "在勤"
    review.undo()
    assert workspace.submission(1).attributes["kubun"] == "その他"
    again = review.next()
    assert again is not None
    review.edit(again, " 在 学 ")
    (age,) = [each for each in review.tasks(1) if each.label == "年代"]
    with pytest.raises(InvalidValueError):
        review.edit(age, "若い")
    review.edit(age, "３０代")
    now = workspace.submission(1)
    assert (now.attributes["kubun"], now.attributes["nendai"]) == ("在学", "30")
    whole = review.next()
    assert whole is not None
    review.accept_submission(whole)
    assert sound(workspace)


def test_who_sent_it_is_purged_row_by_row_and_the_row_stays_known(workspace: Workspace) -> None:
    take(workspace, row(), row(番号="2", お名前="見本 花子"))
    workspace.decisions.decide_submission(1, SubmissionDecision.ACCEPTED, by="係員B", version=0)
    plan = workspace.purge(PurgeScope(), by="係員C")
    assert (plan.submissions, plan.left_open) == (1, ("S0002",))
    purged = workspace.submission(1)
    assert purged.purged
    assert purged.field(FieldName.NAME).value is None
    assert purged.attributes["kubun"] == "在住"
    assert [each.value for each in purged.final_opinions] == ["賛成です。"]
    assert not workspace.files.original(purged.sha256).exists()
    assert take(workspace, row()).known == 1
    assert sound(workspace)


def test_nothing_is_left_of_a_portion_that_fails(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = workspace.files.keep_bytes
    calls = []

    def failing(content: bytes) -> object:
        calls.append(content)
        if len(calls) == 2:
            raise OSError("no space")
        return kept(content)

    monkeypatch.setattr("ocr_intake.store.files.FileStore.keep_bytes", lambda _, content: failing(content))
    with pytest.raises(OSError, match="no space"):
        take(workspace, row(), row(番号="2"))
    assert list(workspace.submissions()) == []
    monkeypatch.undo()
    assert sound(workspace)
    assert len(take(workspace, row(), row(番号="2")).added) == 2


def test_what_a_person_decided_on_an_attribute_is_on_record(workspace: Workspace) -> None:
    take(workspace, row(区分="その他"))
    kubun = workspace.submission(1).attribute_values[0]
    workspace.decisions.decide(kubun.id, Decision.CHOSEN, "在住", by="係員B", version=kubun.version)
    history, _ = workspace.history(1)
    assert [each.value for each in history if each.field_id == kubun.id] == ["在住"]
