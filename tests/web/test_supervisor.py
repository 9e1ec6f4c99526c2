"""The supervisor's page: what it counts, in words, and nothing that was read."""

import ast
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeGuard

import pytest

import ocr_intake
from ocr_intake.evaluate.work import by_day, by_hour, disagreements
from ocr_intake.i18n import catalogue
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision, KnownAnswer, SubmissionDecision, Verification
from ocr_intake.pipeline.adaptation import BACK, MADE, REFUSED
from ocr_intake.review import Review
from ocr_intake.store.overview import DecidedBySeveral, Done
from ocr_intake.web.site import Site
from tests.store.builders import VALUES
from tests.web.site import CLERK, Browser

NOON = datetime(2021, 9, 2, 3, 0, tzinfo=UTC)  # in Japan
OTHER = "点検 次郎"


def decided(
    number: int, by: str, decision: Decision, text: str | None = None, undoes: int | None = None
) -> Verification:
    return Verification(1, decision, text, by, NOON, number, undoes)


def several(*decisions: Verification, name: FieldName = FieldName.PHONE) -> DecidedBySeveral:
    return DecidedBySeveral(1, 1, name, "019-000-0000", decisions)


@pytest.mark.parametrize(
    ("value", "differ"),
    [
        (several(decided(1, "A", Decision.ACCEPTED), decided(2, "B", Decision.EDITED, "019-000-0001")), True),
        (several(decided(1, "A", Decision.ACCEPTED), decided(2, "B", Decision.EDITED, "0190000000")), False),
        (several(decided(1, "A", Decision.ABSENT), decided(2, "B", Decision.ILLEGIBLE)), True),
        (
            several(
                decided(1, "A", Decision.EDITED, "1"),
                decided(2, "A", Decision.UNDONE, undoes=1),
                decided(3, "A", Decision.EDITED, "2"),
                decided(4, "B", Decision.EDITED, "2"),
            ),
            False,
        ),
        (
            several(
                decided(1, "A", Decision.ACCEPTED),
                decided(2, "A", Decision.UNDONE, undoes=1),
                decided(3, "B", Decision.EDITED, "2"),
            ),
            False,
        ),
        (
            several(
                decided(1, "A", Decision.ACCEPTED),
                decided(2, "B", Decision.UNDONE, undoes=1),
                decided(3, "B", Decision.EDITED, "2"),
            ),
            True,
        ),
    ],
)
def test_people_disagree_where_their_last_words_say_different_things(value: DecidedBySeveral, differ: bool) -> None:
    assert bool(disagreements([value])) is differ


def test_pace_is_summed_in_the_time_zone_of_the_office() -> None:
    done = [Done(NOON, "B", 3, 1), Done(NOON, "A", 2), Done(NOON - timedelta(hours=4), "A", 1)]
    assert [(p.begin.hour, p.by, p.values) for p in by_hour(done, lambda at: at + timedelta(hours=9))] == [
        (12, "A", 2),
        (12, "B", 3),
        (8, "A", 1),
    ]
    assert [(p.begin.day, p.by, p.values, p.submissions) for p in by_day(done, lambda at: at)] == [
        (2, "A", 2, 0),
        (2, "B", 3, 1),
        (1, "A", 1, 0),
    ]


def test_the_database_counts_what_people_did(site: Site) -> None:
    workspace = site.workspace
    first = workspace.submission(1)
    name, phone = first.field(FieldName.NAME), first.field(FieldName.PHONE)
    workspace.decisions.decide(name.id, Decision.ACCEPTED, by=CLERK, version=0)
    now = workspace.decisions.decide(phone.id, Decision.ACCEPTED, by=CLERK, version=0)
    workspace.decisions.undo(phone.id, by=OTHER, version=now.field(FieldName.PHONE).version)
    version = workspace.submission(1).field(FieldName.PHONE).version
    now = workspace.decisions.decide(phone.id, Decision.EDITED, "019-000-0001", by=OTHER, version=version)
    workspace.decisions.decide_submission(1, SubmissionDecision.ACCEPTED, by=OTHER, version=now.version)
    work = workspace.overview("dx")
    (other, clerk) = work.done_since(datetime(2021, 9, 1, tzinfo=UTC))
    assert (clerk.by, clerk.values, clerk.submissions) == (CLERK, 2, 0)
    assert (other.by, other.values, other.submissions) == (OTHER, 1, 1)
    assert clerk.hour == other.hour == datetime(2021, 9, 2, tzinfo=UTC)
    assert [value.field for value in work.decided_by_several()] == [phone.id]
    ((submission, field, _, by, undone_by, _),) = [
        (t.submission, t.field, t.name, t.decided_by, t.undone_by, t.at) for t in work.taken_back(10)
    ]
    assert (submission, field, by, undone_by) == (1, phone.id, CLERK, OTHER)
    assert work.done_since(datetime(2021, 9, 3, tzinfo=UTC)) == ()
    elsewhere = workspace.overview("another")
    assert elsewhere.done_since(datetime(2021, 9, 1, tzinfo=UTC)) == ()
    assert elsewhere.decided_by_several() == ()
    assert elsewhere.taken_back(10) == ()
    assert elsewhere.held() == ()
    assert elsewhere.oldest_waiting() is None


def test_claims_are_told_with_who_has_them(site: Site) -> None:
    sitting = Review(site.workspace, CLERK, claim_minutes=10)
    task = sitting.next()
    assert task is not None
    (held,) = site.workspace.overview().held()
    assert (held.submission, held.by) == (task.submission.id, CLERK)
    assert held.until - held.since == timedelta(minutes=10)
    assert str(held.received) == str(site.workspace.overview().oldest_waiting()) == "2021-09-01"
    sitting.close()
    assert site.workspace.overview().held() == ()


def test_the_page_tells_all_of_it_without_what_was_read(site: Site, supervisor: Browser) -> None:
    workspace = site.workspace
    name = workspace.submission(1).field(FieldName.NAME)
    now = workspace.decisions.decide(name.id, Decision.EDITED, "美本 太郎", by=CLERK, version=0)
    workspace.decisions.undo(name.id, by=OTHER, version=now.field(FieldName.NAME).version)
    version = workspace.submission(1).field(FieldName.NAME).version
    workspace.decisions.decide(name.id, Decision.ACCEPTED, by=OTHER, version=version)
    phone = workspace.submission(2).field(FieldName.PHONE)
    workspace.decisions.answer_known(phone.id, "019-000-0006", KnownAnswer.MISSED, by=CLERK, version=0)
    workspace.decisions.decide(phone.id, Decision.ACCEPTED, by=CLERK, version=0)
    Review(workspace, OTHER, claim_minutes=10).next()
    page = supervisor.get("/supervisor").text
    for text in ("提出: 3件", "人によって判断が違う値: 1件", "S0001 氏名", CLERK, OTHER, "数のつじつまは合っています"):
        assert text in page, text
    records = supervisor.get("/supervisor/records").text
    for text in ("読み取りのとおりと確認", "S0001 氏名", "S0002 電話番号", "ログイン", "利用者を登録"):
        assert text in records, text
    for text in (*VALUES.values(), "美本", "019-000-0006", "窓口の手続き"):
        assert text not in page + records


def test_records_are_chosen_by_person_and_submission(site: Site, supervisor: Browser) -> None:
    for number, by in ((1, CLERK), (2, OTHER)):
        field = site.workspace.submission(number).field(FieldName.NAME)
        site.workspace.decisions.decide(field.id, Decision.ACCEPTED, by=by, version=0)
    people = site.workspace.overview().people()
    person = next(number for number, name in people.items() if name == OTHER)
    chosen = supervisor.get("/supervisor/records", params={"person": person}).text
    assert "S0002 氏名" in chosen
    assert "S0001" not in chosen.replace('placeholder="S0001"', "")
    by_submission = supervisor.get("/supervisor/records", params={"submission": "S0001"}).text
    assert "S0001 氏名" in by_submission
    assert "S0002" not in by_submission
    assert supervisor.get("/supervisor/records", params={"submission": "見本"}).status_code == 422


def test_records_go_on_page_by_page(site: Site, supervisor: Browser) -> None:
    for _ in range(201):
        site.workspace.audit("係員C", "export.written")
    first = supervisor.get("/supervisor/records").text
    assert "利用者を登録" not in first
    assert "before=" in first
    oldest = site.workspace.overview().recorded(limit=200)[-1].number
    assert "利用者を登録" in supervisor.get("/supervisor/records", params={"before": oldest}).text


def test_every_action_that_is_recorded_has_its_words() -> None:
    calls = [
        node
        for source in Path(ocr_intake.__file__).parent.rglob("*.py")
        if not {"review", "terminal"} & set(source.parts)  # they note other things, on the screen
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _name(node.func) in {"audit", "note", "_changed"}
    ]
    given = [value.value for call in calls for node in call.args for value in ast.walk(node) if _is_code(value)]
    actions = {str(code) for code in given} | {MADE, REFUSED, BACK}
    actions |= {f"field.{each}" for each in Decision} | {f"submission.{each}" for each in SubmissionDecision}
    assert len(actions) > 30
    assert [action for action in sorted(actions) if f"web.action.{action}" not in catalogue("ja")] == []


def _name(function: ast.expr) -> str:
    return str(getattr(function, "attr", getattr(function, "id", "")))


def _is_code(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and bool(re.fullmatch(r"[a-z_]+\.[a-z_]+", str(node.value)))
