"""What people decided on personal data in opinions."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    references = {
        "field_id": ("field_values.id", False),
        "verification_id": ("verifications.id", True),
        "undoes": ("redactions.id", True),
    }
    op.create_table(
        "redactions",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=optional) for name, (_, optional) in references.items()),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("why", sa.String(32), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [key], name=op.f(f"fk_redactions_{name}"))
            for name, (key, _) in references.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redactions")),
        sa.UniqueConstraint("undoes", name=op.f("uq_redactions_undoes")),
    )
    for name in ("field_id", "verification_id"):
        op.create_index(op.f(f"ix_redactions_{name}"), "redactions", [name])
    if op.get_context().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER kept_redactions_{event.lower()} BEFORE {event} ON redactions "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: redactions'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER kept_redactions BEFORE UPDATE OR DELETE ON redactions FOR EACH ROW "
            "EXECUTE FUNCTION ocr_intake_append_only()"
        )
