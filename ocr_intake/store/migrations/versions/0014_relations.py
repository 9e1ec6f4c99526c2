"""How submissions belong together, as people chose."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "relation_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["undoes"], ["relation_choices.id"], name=op.f("fk_relation_choices_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation_choices")),
        sa.UniqueConstraint("undoes", name=op.f("uq_relation_choices_undoes")),
    )
    op.create_table(
        "relations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("choice_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("later_id", sa.Integer(), nullable=False),
        sa.Column("earlier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["choice_id"], ["relation_choices.id"], name=op.f("fk_relations_choice_id")),
        sa.ForeignKeyConstraint(["later_id"], ["submissions.id"], name=op.f("fk_relations_later_id")),
        sa.ForeignKeyConstraint(["earlier_id"], ["submissions.id"], name=op.f("fk_relations_earlier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relations")),
    )
    for column in ("choice_id", "later_id", "earlier_id"):
        op.create_index(op.f(f"ix_relations_{column}"), "relations", [column])
    for table in ("relation_choices", "relations"):
        keep(table)


def keep(table: str) -> None:
    """Nothing is changed, nothing is deleted."""
    if op.get_context().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER kept_{table}_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER kept_{table} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION ocr_intake_append_only()"
    )
