"""The first schema: batches, files, pages, submissions, values, decisions, audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What a machine read or a person decided is never changed: (table, columns or "" for the whole row, condition)
FROZEN = (
    ("field_values", "", ""),
    ("verifications", "", ""),
    ("submission_decisions", "", ""),
    ("submission_pages", "", ""),
    ("audit_events", "", ""),
    ("deliveries", "", ""),
    ("submissions", "source_file_id, ordinal, kind, flags", ""),
    ("pages", "source_file_id, number", ""),
    ("pages", "reading, digest", "OLD.reading IS NOT NULL"),
    ("source_files", "sha256, size", ""),
)
KEPT = ("batches", "source_files", "pages", "submissions")
"""Rows of these change as the work goes on, and are not deleted either."""


def upgrade() -> None:
    create_tables()
    if op.get_context().dialect.name == "sqlite":
        freeze_on_sqlite()
    else:
        freeze_on_postgresql()


def freeze_on_sqlite() -> None:
    for number, (table, columns, condition) in enumerate(FROZEN):
        of, when = (f"OF {columns} " if columns else ""), (f"WHEN {condition} " if condition else "")
        op.execute(
            f"CREATE TRIGGER frozen_{table}_{number} BEFORE UPDATE {of}ON {table} "
            f"{when}BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        )
    for table in sorted({table for table, _, _ in FROZEN} | set(KEPT)):
        op.execute(
            f"CREATE TRIGGER kept_{table} BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        )


def freeze_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION ocr_intake_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    run = "EXECUTE FUNCTION ocr_intake_append_only()"
    for number, (table, columns, condition) in enumerate(FROZEN):
        of, when = (f"OF {columns} " if columns else ""), (f"WHEN ({condition}) " if condition else "")
        op.execute(f"CREATE TRIGGER frozen_{table}_{number} BEFORE UPDATE {of}ON {table} FOR EACH ROW {when}{run}")
    for table in sorted({table for table, _, _ in FROZEN} | set(KEPT)):
        op.execute(f"CREATE TRIGGER kept_{table} BEFORE DELETE ON {table} FOR EACH ROW {run}")


def create_tables() -> None:
    op.create_table(
        "audit_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    op.create_index(op.f("ix_audit_events_subject_subject_id"), "audit_events", ["subject", "subject_id"], unique=False)
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("consultation", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
    )
    op.create_index(op.f("ix_batches_consultation"), "batches", ["consultation"], unique=False)
    op.create_index(
        "ux_batches_key_open",
        "batches",
        ["key"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "source_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=True),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reason", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_source_files_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_files")),
        sa.UniqueConstraint("sha256", name=op.f("uq_source_files_sha256")),
    )
    op.create_index(op.f("ix_source_files_batch_id"), "source_files", ["batch_id"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("source_file_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("duplicate", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_deliveries_batch_id")),
        sa.ForeignKeyConstraint(["source_file_id"], ["source_files.id"], name=op.f("fk_deliveries_source_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "batch_id", "path", "source_file_id", name=op.f("uq_deliveries_batch_id_path_source_file_id")
        ),
    )
    op.create_index(op.f("ix_deliveries_batch_id"), "deliveries", ["batch_id"], unique=False)
    op.create_index(op.f("ix_deliveries_source_file_id"), "deliveries", ["source_file_id"], unique=False)
    op.create_table(
        "pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("role", sa.String(32), nullable=True),
        sa.Column("reason", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("digest", sa.String(64), nullable=True),
        sa.Column("reading", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["source_file_id"], ["source_files.id"], name=op.f("fk_pages_source_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
        sa.UniqueConstraint("source_file_id", "number", name=op.f("uq_pages_source_file_id_number")),
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_file_id"], ["source_files.id"], name=op.f("fk_submissions_source_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("source_file_id", "ordinal", name=op.f("uq_submissions_source_file_id_ordinal")),
    )
    op.create_index(op.f("ix_submissions_state"), "submissions", ["state"], unique=False)
    op.create_table(
        "field_values",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("position", sa.Double(), nullable=False),
        sa.Column("marker", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_field_values_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_values")),
        sa.UniqueConstraint(
            "submission_id", "name", "ordinal", name=op.f("uq_field_values_submission_id_name_ordinal")
        ),
    )
    op.create_table(
        "submission_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(32), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_submission_decisions_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_decisions")),
    )
    op.create_index(
        op.f("ix_submission_decisions_submission_id"), "submission_decisions", ["submission_id"], unique=False
    )
    op.create_table(
        "submission_pages",
        sa.Column("page_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_submission_pages_page_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_submission_pages_submission_id")),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_submission_pages")),
        sa.UniqueConstraint("submission_id", "position", name=op.f("uq_submission_pages_submission_id_position")),
    )
    op.create_table(
        "verifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(32), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["field_id"], ["field_values.id"], name=op.f("fk_verifications_field_id")),
        sa.ForeignKeyConstraint(["undoes"], ["verifications.id"], name=op.f("fk_verifications_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
        sa.UniqueConstraint("undoes", name=op.f("uq_verifications_undoes")),
    )
    op.create_index(op.f("ix_verifications_field_id"), "verifications", ["field_id"], unique=False)
