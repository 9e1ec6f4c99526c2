"""Grounds of rejections, and which submissions wait for a supervisor."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

IN_ORDER = (sa.text("flagged DESC"), "urgency", sa.text("undecided DESC"), "submission_id")


def upgrade() -> None:
    op.create_table(
        "rejection_grounds",
        sa.Column("decision_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ground", sa.String(32), nullable=False),
        sa.Column("duplicate_of", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["submission_decisions.id"], name=op.f("fk_rejection_grounds_decision_id")
        ),
        sa.ForeignKeyConstraint(["duplicate_of"], ["submissions.id"], name=op.f("fk_rejection_grounds_duplicate_of")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_rejection_grounds")),
    )
    op.create_index(op.f("ix_rejection_grounds_duplicate_of"), "rejection_grounds", ["duplicate_of"])
    # nothing was passed on before; the queue is an index beside the records, and its rows change
    op.add_column("queue", sa.Column("passed_on", sa.Boolean(), nullable=False, server_default=sa.false()))
    # picking what comes next, and counting, must read nothing but an index
    for name, columns in (("of_one", ["consultation", "state"]), ("of_all", ["state"])):
        op.drop_index(f"ix_queue_{name}", "queue")
        op.create_index(f"ix_queue_{name}", "queue", [*columns, "passed_on", *IN_ORDER])
    if op.get_context().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER kept_rejection_grounds_{event.lower()} BEFORE {event} ON rejection_grounds "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: rejection_grounds'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER kept_rejection_grounds BEFORE UPDATE OR DELETE ON rejection_grounds FOR EACH ROW "
            "EXECUTE FUNCTION ocr_intake_append_only()"
        )
