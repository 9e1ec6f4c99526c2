"""Which workspace the database belongs to, so that two folders cannot share one by mistake."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("identity", sa.Column("id", sa.String(36), primary_key=True))
    if op.get_context().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER kept_identity_{event.lower()} BEFORE {event} ON identity "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: identity'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER kept_identity BEFORE UPDATE OR DELETE ON identity FOR EACH ROW "
            "EXECUTE FUNCTION ocr_intake_append_only()"
        )
