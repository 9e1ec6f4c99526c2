"""The queue: one row a submission with what ordering and counting take, so that neither reads every value.

The rows themselves are made by ``schema.upgrade``, in the same transaction, once all migrations have run: they are an
index, and the one function that makes it knows the newest schema only.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

IN_ORDER = (sa.text("flagged DESC"), "urgency", sa.text("undecided DESC"), "submission_id")


def upgrade() -> None:
    op.create_table(
        "queue",
        sa.Column("submission_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("consultation", sa.Text(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("urgency", sa.Double(), nullable=False),
        sa.Column("undecided", sa.Integer(), nullable=False),
        sa.Column("opinions", sa.Integer(), nullable=False),
        sa.Column("sitting", sa.String(32), nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_queue_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_queue")),
    )
    op.create_index("ix_queue_of_one", "queue", ["consultation", "state", *IN_ORDER])
    op.create_index("ix_queue_of_all", "queue", ["state", *IN_ORDER])
    op.create_index(
        "ix_queue_sitting",
        "queue",
        ["sitting"],
        sqlite_where=sa.text("sitting IS NOT NULL"),
        postgresql_where=sa.text("sitting IS NOT NULL"),
    )
    # counting pages and checking them must not read what was read from them, which lies in the same rows
    op.create_index("ix_pages_roles", "pages", ["role", "state", "source_file_id"])
