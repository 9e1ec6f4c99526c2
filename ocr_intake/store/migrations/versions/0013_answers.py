"""Answers to single places of a text, and values that people typed without seeing each other's."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES: dict[str, tuple[str, list[tuple[str, sa.Integer | sa.String]]]] = {
    "place_answers": ("text", [("first", sa.Integer()), ("last", sa.Integer())]),
    "keyings": ("value", [("decision", sa.String(32))]),
}
"""Table to the column that a purge takes, and the columns beside those that both have."""
PURGED = (
    "EXISTS (SELECT 1 FROM purges p JOIN submissions s ON s.source_file_id = p.source_file_id "
    "JOIN field_values f ON f.submission_id = s.id WHERE f.id = OLD.field_id)"
)


def upgrade() -> None:
    for table, (taken, own) in TABLES.items():
        op.create_table(
            table,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("field_id", sa.Integer(), nullable=False),
            *(sa.Column(name, kind, nullable=False) for name, kind in own),
            sa.Column(taken, sa.Text(), nullable=True),
            sa.Column("by", sa.Text(), nullable=False),
            sa.Column("at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("undoes", sa.Integer(), nullable=True),
            sa.ForeignKeyConstraint(["field_id"], ["field_values.id"], name=op.f(f"fk_{table}_field_id")),
            sa.ForeignKeyConstraint(["undoes"], [f"{table}.id"], name=op.f(f"fk_{table}_undoes")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            sa.UniqueConstraint("undoes", name=op.f(f"uq_{table}_undoes")),
        )
        op.create_index(op.f(f"ix_{table}_field_id"), table, ["field_id"])
        kept = ["id", "field_id", *(name for name, _ in own), "by", "at", "undoes"]
        guard(table, taken, kept)


def guard(table: str, taken: str, kept: list[str]) -> None:
    """Nothing is deleted, and nothing changes but that a purge takes what was typed."""
    if op.get_context().dialect.name == "sqlite":
        same = " AND ".join(f'NEW."{column}" IS OLD."{column}"' for column in kept)
        refuse = f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        when = f'NOT ({PURGED} AND {same} AND NEW."{taken}" IS NULL)'
        op.execute(f"CREATE TRIGGER purged_{table} BEFORE UPDATE ON {table} WHEN {when} {refuse}")
        op.execute(f"CREATE TRIGGER kept_{table} BEFORE DELETE ON {table} {refuse}")
        return
    same = " AND ".join(f'NEW."{column}" IS NOT DISTINCT FROM OLD."{column}"' for column in kept)
    op.execute(
        f"CREATE FUNCTION ocr_intake_purged_{table}() RETURNS trigger LANGUAGE plpgsql AS "
        f'$$ BEGIN IF NOT ({PURGED} AND {same} AND NEW."{taken}" IS NULL) '
        f"THEN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER purged_{table} BEFORE UPDATE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION ocr_intake_purged_{table}()"
    )
    op.execute(
        f"CREATE TRIGGER kept_{table} BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION ocr_intake_append_only()"
    )
