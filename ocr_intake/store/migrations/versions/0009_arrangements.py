"""Arrangements: pages that people moved, turned and set aside, and the submissions that came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MAY_CHANGE = {
    "bound_pages": None,
    "arrangements": None,
    "arranged_submissions": None,
    "pages_aside": "id, page_id, submission_id, arrangement_id",
}
"""The columns that stay as they are, of each table; None for all of them."""


def upgrade() -> None:
    op.create_table(
        "bound_pages",
        sa.Column("page_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("original_id", sa.Integer(), nullable=False),
        sa.Column("turned", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_bound_pages_page_id")),
        sa.ForeignKeyConstraint(["original_id"], ["pages.id"], name=op.f("fk_bound_pages_original_id")),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_bound_pages")),
    )
    op.create_index(op.f("ix_bound_pages_original_id"), "bound_pages", ["original_id"])
    op.create_table(
        "arrangements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["undoes"], ["arrangements.id"], name=op.f("fk_arrangements_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrangements")),
        sa.UniqueConstraint("undoes", name=op.f("uq_arrangements_undoes")),
    )
    op.create_table(
        "arranged_submissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("arrangement_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("made", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arrangement_id"], ["arrangements.id"], name=op.f("fk_arranged_submissions_arrangement_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_arranged_submissions_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arranged_submissions")),
    )
    op.create_index(op.f("ix_arranged_submissions_arrangement_id"), "arranged_submissions", ["arrangement_id"])
    op.create_index(op.f("ix_arranged_submissions_submission_id"), "arranged_submissions", ["submission_id"])
    op.create_table(
        "pages_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("arrangement_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lifted_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_pages_aside_page_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_pages_aside_submission_id")),
        sa.ForeignKeyConstraint(["arrangement_id"], ["arrangements.id"], name=op.f("fk_pages_aside_arrangement_id")),
        sa.ForeignKeyConstraint(["lifted_by"], ["arrangements.id"], name=op.f("fk_pages_aside_lifted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages_aside")),
    )
    op.create_index(op.f("ix_pages_aside_page_id"), "pages_aside", ["page_id"])
    op.create_index(op.f("ix_pages_aside_arrangement_id"), "pages_aside", ["arrangement_id"])
    for table, columns in MAY_CHANGE.items():
        _freeze(table, columns)


def _freeze(table: str, columns: str | None) -> None:
    """Refuse to delete rows and to change those columns; of a reason nothing but that it is taken away."""
    of = f"OF {columns} " if columns else ""
    refusals = [("kept", "DELETE", ""), ("frozen", f"UPDATE {of}", "")]
    if columns:
        refusals.append(("reason", "UPDATE OF reason ", "NEW.reason NOT IN ('', OLD.reason)"))
    sqlite = op.get_context().dialect.name == "sqlite"
    for name, event, condition in refusals:
        when = f"WHEN {condition} " if sqlite and condition else f"WHEN ({condition}) " if condition else ""
        if sqlite:
            op.execute(
                f"CREATE TRIGGER {name}_{table} BEFORE {event} ON {table} "
                f"{when}BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {name}_{table} BEFORE {event} ON {table} FOR EACH ROW "
                f"{when}EXECUTE FUNCTION ocr_intake_append_only()"
            )
