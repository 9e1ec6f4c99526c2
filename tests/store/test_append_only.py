"""What was read or decided cannot be changed, even by a program that means to."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Date, text
from sqlalchemy.exc import IntegrityError

from ocr_intake.model.accounts import Role
from ocr_intake.model.fields import FieldName, FlagCode
from ocr_intake.model.pages import SetAside
from ocr_intake.model.redaction import Choice, PersonalKind, Why
from ocr_intake.model.relation import Link, RelationKind
from ocr_intake.model.review import Decision, Ground, Grounds, KnownAnswer, SubmissionDecision
from ocr_intake.store import Workspace
from ocr_intake.store.purge import PurgeScope
from ocr_intake.store.table_base import Base, Moment
from tests.store.builders import (
    groups_and_answers,
    imported,
    second_page_aside,
    submission,
    with_doubts,
    workspace_with,
)


@pytest.fixture(scope="module")
def full(backend: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Something in every table."""
    ready = (with_doubts(submission(), (0, 1)), submission(), submission((1, 2)))
    with workspace_with(tmp_path_factory.mktemp("full"), *ready) as workspace:
        field = workspace.submission(1).field(FieldName.NAME).id
        workspace.decisions.decide(field, Decision.EDITED, "美本 太郎", by="係員B", version=0)
        phone = workspace.submission(1).field(FieldName.PHONE).id
        workspace.decisions.answer_known(phone, "019-000-0006", KnownAnswer.MISSED, by="係員B", version=0)
        (opinion,) = workspace.submission(1).opinions
        workspace.decisions.answer_place(opinion.id, (0, 1), "室", by="係員B", version=0)
        seen = opinion.value or ""
        workspace.redactions.decide(
            opinion.id, (0, 2), Choice.KEEP, kind=PersonalKind.NAME, why=Why.NAMED, seen=seen, by="係員B"
        )
        workspace.decisions.key(phone, Decision.EDITED, "019-000-0001", by="係員B", version=0)
        workspace.decisions.decide_submission(1, SubmissionDecision.ACCEPTED, by="係員B", version=2)
        workspace.decisions.decide_submission(2, SubmissionDecision.ACCEPTED, by="係員B", version=0)
        workspace.decisions.decide_submission(1, SubmissionDecision.REOPENED, by="係員B", version=3)
        second_page_aside(workspace, 3)
        workspace.purge(PurgeScope(), by="係員C")  # of the second
        grounds = Grounds(Ground.WITHDRAWN)
        workspace.decisions.decide_submission(1, SubmissionDecision.REJECTED, by="係員B", version=4, grounds=grounds)
        workspace.relations.choose([Link(RelationKind.SAME_TEXT, 2, 1)], by="係員B")
        workspace.accounts.add("係員B", Role.CLERK, "a hash", by="係員C")
        facts = workspace.batches.outline(1).facts
        late = replace(facts, received=date(2021, 9, 30))
        workspace.batches.correct(1, facts, late, FlagCode.LATE, by="係員B")
        workspace.importing.write([imported()], by="係員B", accept=False)
        with workspace.ingest() as work:
            gone = tmp_path_factory.mktemp("gone") / "gone.tif"
            work.register(gone, SetAside("unreadable"), 1)
        lost = next(item for item in workspace.settlements.items() if item.name == "gone.tif")
        workspace.settlements.settle(lost.id, "空の封筒", by="係員B")
        groups_and_answers(workspace, opinion.id, workspace.submission(2).opinions[0].id)
        yield workspace


def refused(workspace: Workspace, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), workspace.database.transaction() as session:
        session.execute(text(statement))


@pytest.mark.parametrize("table", [table.name for table in Base.metadata.sorted_tables if table.name != "queue"])
def test_nothing_is_deleted(full: Workspace, table: str) -> None:
    with full.database.transaction(write=False) as session:
        assert session.scalar(text(f"SELECT count(*) FROM {table}")), "an empty table would refuse nothing"  # noqa: S608
    refused(full, f"DELETE FROM {table}")  # noqa: S608 - names of our own tables


@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("field_values", name) for name in ("value", "confidence", "flags", "candidates", "regions", "source")),
        ("field_values", "evidence"),
        ("field_values", "written"),
        *(("known_answers", name) for name in ("shown", "outcome", "by", "at", "field_id")),
        *(("place_answers", name) for name in ("field_id", "first", "last", "text", "by", "at", "undoes")),
        *(("keyings", name) for name in ("field_id", "decision", "value", "by", "at", "undoes")),
        *(("verifications", name) for name in ("decision", "value", "by", "at", "field_id", "undoes")),
        *(("submission_decisions", name) for name in ("decision", "value", "by", "at", "submission_id")),
        *(("rejection_grounds", name) for name in ("ground", "duplicate_of", "decision_id")),
        *(("audit_events", name) for name in ("by", "at", "action", "detail")),
        *(("submissions", name) for name in ("kind", "flags", "ordinal", "source_file_id")),
        *(("submission_pages", name) for name in ("submission_id", "position")),
        *(("pages", name) for name in ("reading", "digest", "number")),
        ("source_files", "sha256"),
        ("identity", "id"),
        *(("seals", name) for name in ("records", "previous", "hash")),
        *(("purges", name) for name in ("by", "at")),
        *(("actions", name) for name in ("submission_id", "by", "at", "sitting", "taking_back", "undoes")),
        *(("action_steps", name) for name in ("action_id", "subject", "subject_id")),
        *(("bound_pages", name) for name in ("page_id", "original_id", "turned")),
        *(("arrangements", name) for name in ("kind", "by", "at", "undoes")),
        *(("arranged_submissions", name) for name in ("arrangement_id", "submission_id", "made")),
        *(("pages_aside", name) for name in ("page_id", "submission_id", "arrangement_id", "reason")),
        ("deliveries", "name"),
        *(("redactions", name) for name in ("field_id", "verification_id", "first", "choice", "why", "by", "undoes")),
        *(("imported_rows", name) for name in ("source_file_id", "key", "content", "origin", "row")),
        *(("batch_corrections", name) for name in ("batch_id", "received", "late", "by", "at", "undoes")),
        *(("settlements", name) for name in ("reason", "submission_id", "delivery_id", "by", "at", "undoes")),
        *(("relation_choices", name) for name in ("by", "at", "undoes")),
        *(("relations", name) for name in ("choice_id", "kind", "later_id", "earlier_id")),
        *(("accounts", name) for name in ("name", "created_at")),
        *(("group_actions", name) for name in ("consultation", "kind", "by", "at", "undoes")),
        ("opinion_groups", "action_id"),
        *(("group_placements", name) for name in ("action_id", "field_id", "group_id", "position")),
        *(("group_titles", name) for name in ("action_id", "group_id", "title")),
        *(("reply_readings", name) for name in ("consultation", "place", "by", "at", "undoes")),
        *(("replies", name) for name in ("reading_id", "group_id", "field_id", "part", "value", "beside", "as_of")),
        *(("answer_numbers", name) for name in ("consultation", "number", "group_id", "field_id")),
    ],
)
def test_what_was_read_or_decided_is_not_changed(full: Workspace, table: str, column: str) -> None:
    kind = Base.metadata.tables[table].c[column].type
    other = "2031-01-01" if isinstance(kind, Moment | Date) else "1"
    refused(full, f"UPDATE {table} SET \"{column}\" = '{other}'")  # noqa: S608 - names of our own tables


def test_a_decision_is_undone_once(full: Workspace) -> None:
    insert = (
        'INSERT INTO verifications (field_id, decision, "by", at, undoes) '
        "SELECT field_id, 'undone', 'x', at, id FROM verifications WHERE decision = 'edited'"
    )
    with full.database.transaction() as session:
        session.execute(text(insert))
    with pytest.raises(IntegrityError, match=r"(?i)unique"), full.database.transaction() as session:
        session.execute(text(insert))


def test_references_are_checked(full: Workspace) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), full.database.transaction() as session:
        session.execute(
            text(
                'INSERT INTO submission_decisions (submission_id, decision, "by", at) '
                "VALUES (99, 'x', 'x', '2021-09-01')"
            )
        )
