"""The queue says what the records say, in the right order, and asks the database for no more than it must."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text

from ocr_intake.model.fields import FieldName, Flag, FlagCode
from ocr_intake.model.review import Decision, SubmissionDecision
from ocr_intake.store import StoredSubmission, SubmissionState, Workspace, queue
from ocr_intake.store.tables import QueueRow
from tests.store.builders import submission, tampered, workspace_with

pytestmark = pytest.mark.usefixtures("backend")

NAME, PHONE, ADDRESS, OPINION = FieldName.NAME, FieldName.PHONE, FieldName.ADDRESS, FieldName.OPINION
LATE = (Flag(FlagCode.LATE),)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = (
        submission(),
        submission(flags=LATE),
        submission(flagged={NAME: 0.5}),
        submission(flagged={NAME: 0.5, PHONE: 0.6, OPINION: 0.7}, opinions=("一つめ", "二つめ")),
        submission(flagged={NAME: 0.2}),
        submission(),
    )
    with workspace_with(tmp_path, *made) as opened:
        yield opened


def said(made: StoredSubmission) -> tuple[object, ...]:
    """What a row should say, by what people are shown."""
    urgency = min((value.urgency for value in made.undecided), default=1.0)
    flagged = bool(made.flags or made.undecided)
    opinions = len(made.final_opinions)
    passed_on = made.passed_on is not None
    return made.id, made.consultation, made.state, flagged, urgency, len(made.undecided), opinions, passed_on


def rows(workspace: Workspace) -> list[tuple[object, ...]]:
    columns = (QueueRow.__table__.c[name] for name in queue.Entry._fields)
    with workspace.database.transaction(write=False) as session:
        return sorted(tuple(row) for row in session.execute(select(*columns)))


def test_the_worst_comes_first(workspace: Workspace) -> None:
    assert [outline.id for outline in workspace.outlines()] == [5, 4, 3, 2, 1, 6]
    assert [outline.id for outline in workspace.outlines("dx", 2)] == [5, 4]
    assert workspace.outlines("another") == ()


def test_every_decision_keeps_it_true(workspace: Workspace) -> None:
    decisions = workspace.decisions
    fourth = workspace.submission(4)
    first, second = fourth.opinions
    done: tuple[Callable[[], object], ...] = (
        lambda: decisions.decide(fourth.field(NAME).id, Decision.ACCEPTED, by="係員B", version=0),
        lambda: decisions.decide(first.id, Decision.ABSENT, by="係員B", version=0),
        lambda: decisions.decide(second.id, Decision.ILLEGIBLE, by="係員B", version=0),
        lambda: decisions.undo(first.id, by="係員B", version=workspace.submission(4).opinions[0].version),
        lambda: decisions.add_opinion(4, "三つめ", by="係員B", version=workspace.submission(4).version),
        lambda: decisions.decide_submission(2, SubmissionDecision.ACCEPTED, by="係員B", version=0),
        lambda: decisions.decide_submission(3, SubmissionDecision.REJECTED, "重複", by="係員B", version=0),
        lambda: decisions.decide_submission(3, SubmissionDecision.REOPENED, by="係員B", version=1),
        lambda: decisions.decide_submission(3, SubmissionDecision.PASSED_ON, "誰が書いたか", by="係員B", version=2),
    )
    for act in done:
        act()
        assert rows(workspace) == [said(made) for made in workspace.submissions()]
        assert workspace.ledger(deep=True).balances
    made = list(workspace.submissions())
    ledger = workspace.ledger("dx")
    assert ledger.opinions.total == sum(len(one.final_opinions) for one in made)
    assert (ledger.submissions.accepted, ledger.submissions.waiting, ledger.submissions.flagged) == (1, 5, 3)


@pytest.mark.parametrize(
    ("statement", "deep"),
    [
        ("DELETE FROM queue WHERE submission_id = 3", False),
        ("UPDATE queue SET state = 'rejected' WHERE submission_id = 3", False),
        ("UPDATE queue SET undecided = 9 WHERE submission_id = 3", True),
        ("UPDATE queue SET urgency = 0.5000001 WHERE submission_id = 3", True),
        ("UPDATE queue SET consultation = 'x' WHERE submission_id = 3", True),
    ],
)
def test_what_it_says_wrong_is_noticed_and_mended(workspace: Workspace, statement: str, *, deep: bool) -> None:
    before = rows(workspace)
    tampered(workspace.path, statement)
    (imbalance,) = workspace.ledger(deep=deep).imbalances
    assert (imbalance.code, imbalance.subject) == ("queue_differs", "S0003")
    workspace.rebuild_queue()
    assert workspace.ledger(deep=True).balances
    assert rows(workspace) == before


def test_only_what_waits_for_a_look(workspace: Workspace) -> None:
    workspace.decisions.decide_submission(3, SubmissionDecision.REJECTED, "重複", by="係員B", version=0)
    assert [made.id for made in workspace.submissions(flagged=True)] == [2, 4, 5]
    assert [made.id for made in workspace.submissions("dx", [SubmissionState.REJECTED])] == [3]
    assert list(workspace.submissions("another", flagged=True)) == []


def test_submissions_come_few_at_a_time(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ocr_intake.store.submissions.CHUNK", 2)
    loaded: list[int] = []

    def count(_c: object, _u: object, statement: str, parameters: tuple[object, ...], *_: object) -> None:
        if "FROM field_values \nWHERE" in statement:
            loaded.append(len(parameters))

    event.listen(workspace.database._engine, "before_cursor_execute", count)
    made = workspace.submissions(flagged=True)
    assert next(made).id == 2
    assert loaded == [1], "the first is there before the others are looked for"
    assert [each.id for each in made] == [3, 4, 5]
    assert loaded == [1, 2, 1]


def plans(workspace: Workspace, act: Callable[[], object], about: str = "") -> list[str]:
    """How SQLite goes about each question (``about`` a table) that ``act`` asks of it."""
    asked: list[tuple[str, Any]] = []

    def keep(_c: object, _u: object, statement: str, parameters: object, *_: object) -> None:
        if statement.startswith(("SELECT", "UPDATE")) and about in statement:
            asked.append((statement, parameters))

    engine = workspace.database._engine
    event.listen(engine, "before_cursor_execute", keep)
    act()
    event.remove(engine, "before_cursor_execute", keep)
    assert asked
    with workspace.database.transaction(write=False) as session:
        connection = session.connection()
        explained = (connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}", values) for each, values in asked)
        return [row[3] for result in explained for row in result]


@pytest.mark.sqlite
@pytest.mark.parametrize("begun", [None, 5, 4, 3])
@pytest.mark.parametrize("consultation", [None, "dx"])
def test_the_next_question_looks_nothing_through(
    workspace: Workspace, consultation: str | None, begun: int | None
) -> None:
    claims = workspace.claims("係員B", 10)

    def take() -> None:
        claims.take(consultation, begun=begun, without={3})

    assert not [step for step in plans(workspace, take) if step.startswith("SCAN")]
    assert not [step for step in plans(workspace, take, "queue") if "TEMP B-TREE" in step]
    assert not [step for step in plans(workspace, claims.release) if step.startswith("SCAN")]


@pytest.mark.sqlite
@pytest.mark.parametrize("consultation", [None, "dx"])
def test_counting_reads_nothing_but_an_index(workspace: Workspace, consultation: str | None) -> None:
    steps = plans(workspace, lambda: workspace.claims("係員B", 10).waiting(consultation, {1, 2}))
    assert not [step for step in steps if "SCAN" in step or "TEMP B-TREE" in step]
    assert "COVERING INDEX" in steps[0]


@pytest.mark.sqlite
def test_the_ledger_reads_no_page(workspace: Workspace) -> None:
    """What was read from a page lies in the page's row, many times as large as all the rest."""
    steps = plans(workspace, workspace.ledger)
    read = [step for step in steps if f"{step} ".startswith("SCAN pages ")]  # not pages_aside, which is small
    assert not [step for step in read if "COVERING INDEX" not in step]


def test_an_index_made_before_the_queue_was(workspace: Workspace) -> None:
    """Rows are made where any is missing, in the transaction of the migrations."""
    with workspace.database.transaction() as session:
        session.execute(text("DELETE FROM queue"))
        queue.fill(session)
    assert workspace.ledger(deep=True).balances
    assert len(workspace.outlines()) == 6
