"""Accounts of the web page, and what telling of the work by time and by person takes."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_accounts_name")),
    )
    op.create_index("ix_verifications_at", "verifications", ["at"])
    op.create_index("ix_submission_decisions_at", "submission_decisions", ["at"])
    op.create_index("ix_audit_events_by", "audit_events", ["by"])
    # decisions bear the names: an account is disabled, never deleted or named anew
    frozen = "UPDATE OF id, name, created_at"
    if op.get_context().dialect.name == "sqlite":
        for name, event in (("kept", "DELETE"), ("frozen", frozen)):
            op.execute(
                f"CREATE TRIGGER {name}_accounts BEFORE {event} ON accounts "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: accounts'); END"
            )
    else:
        for name, event in (("kept", "DELETE"), ("frozen", frozen)):
            op.execute(
                f"CREATE TRIGGER {name}_accounts BEFORE {event} ON accounts FOR EACH ROW "
                "EXECUTE FUNCTION ocr_intake_append_only()"
            )
