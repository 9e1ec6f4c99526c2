"""Actions: which decisions were made as one, so that they can be taken back as one, whoever is asked and whenever.

The rows for what was decided before are made by ``schema.upgrade``, in the same transaction, once all migrations have
run: see ``past_actions.fill``.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sitting", sa.String(32), nullable=True),
        sa.Column("taking_back", sa.Boolean(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_actions_submission_id")),
        sa.ForeignKeyConstraint(["undoes"], ["actions.id"], name=op.f("fk_actions_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
        sa.UniqueConstraint("undoes", name=op.f("uq_actions_undoes")),
    )
    op.create_index(op.f("ix_actions_submission_id"), "actions", ["submission_id"])
    op.create_index(op.f("ix_actions_by_id"), "actions", ["by", "id"])
    op.create_table(
        "action_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_action_steps_action_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_steps")),
        sa.UniqueConstraint("subject", "subject_id", name=op.f("uq_action_steps_subject_subject_id")),
    )
    op.create_index(op.f("ix_action_steps_action_id"), "action_steps", ["action_id"])
    for table in ("actions", "action_steps"):
        if op.get_context().dialect.name == "sqlite":
            for event in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER kept_{table}_{event.lower()} BEFORE {event} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
                )
        else:
            op.execute(
                f"CREATE TRIGGER kept_{table} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
                f"EXECUTE FUNCTION ocr_intake_append_only()"
            )
