"""What a value's confidence was judged by, and what reviewers said to values that were wrong on purpose."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # values that an older program read keep none: they cannot be fitted with, and nothing else changes for them
    op.add_column("field_values", sa.Column("evidence", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "known_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["field_id"], ["field_values.id"], name=op.f("fk_known_answers_field_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_answers")),
        sa.UniqueConstraint("field_id", name=op.f("uq_known_answers_field_id")),
    )
    if op.get_context().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER kept_known_answers_{event.lower()} BEFORE {event} ON known_answers "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: known_answers'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER kept_known_answers BEFORE UPDATE OR DELETE ON known_answers FOR EACH ROW "
            "EXECUTE FUNCTION ocr_intake_append_only()"
        )
