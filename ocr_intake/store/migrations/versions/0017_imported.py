"""What was imported from web forms and e-mail, by what it is known again."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLE = "imported_rows"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(64), nullable=False) for name in ("key", "content", "origin")),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_file_id"], ["source_files.id"], name=op.f(f"fk_{TABLE}_source_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("source_file_id", name=op.f(f"uq_{TABLE}_source_file_id")),
        sa.UniqueConstraint("key", "content", name=op.f(f"uq_{TABLE}_key_content")),
    )
    for name, event in (("frozen", "UPDATE"), ("kept", "DELETE")):
        if op.get_context().dialect.name == "sqlite":
            refuse = f"BEGIN SELECT RAISE(ABORT, 'append-only: {TABLE}'); END"
            op.execute(f"CREATE TRIGGER {name}_{TABLE} BEFORE {event} ON {TABLE} {refuse}")
        else:
            op.execute(
                f"CREATE TRIGGER {name}_{TABLE} BEFORE {event} ON {TABLE} FOR EACH ROW "
                f"EXECUTE FUNCTION ocr_intake_append_only()"
            )
