"""Groups of like opinions, what was typed into the table of answers, and the numbers of its rows."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    act("group_actions", sa.Column("kind", sa.String(16), nullable=False))
    make("opinion_groups", refers("action_id", "group_actions"))
    make(
        "group_placements",
        refers("action_id", "group_actions"),
        refers("field_id", "field_values"),
        refers("group_id", "opinion_groups", nullable=True),
        sa.Column("position", sa.Double(), nullable=False),
    )
    make(
        "group_titles",
        refers("action_id", "group_actions"),
        refers("group_id", "opinion_groups"),
        sa.Column("title", sa.Text(), nullable=True),
    )
    act("reply_readings", sa.Column("place", sa.String(64), nullable=False))
    make(
        "replies",
        refers("reading_id", "reply_readings"),
        refers("group_id", "opinion_groups", nullable=True),
        refers("field_id", "field_values", nullable=True),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("beside", sa.Boolean(), nullable=False),
        sa.Column("as_of", sa.Integer(), nullable=False),
    )
    op.create_table(
        "answer_numbers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("field_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["opinion_groups.id"], name=op.f("fk_answer_numbers_group_id")),
        sa.ForeignKeyConstraint(["field_id"], ["field_values.id"], name=op.f("fk_answer_numbers_field_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_numbers")),
        sa.UniqueConstraint("group_id", name=op.f("uq_answer_numbers_group_id")),
        sa.UniqueConstraint("field_id", name=op.f("uq_answer_numbers_field_id")),
        sa.UniqueConstraint("consultation", "number", name=op.f("uq_answer_numbers_consultation_number")),
    )
    keep("answer_numbers")


def refers(column: str, table: str, *, nullable: bool = False) -> sa.Column[int]:
    """A column that names a row of another table; ``make`` adds what enforces it."""
    return sa.Column(column, sa.Integer(), nullable=nullable, info={"table": table})


def act(table: str, own: sa.Column[str]) -> None:
    """A table of what people did for a consultation, each of which can be taken back once."""
    make(
        table,
        sa.Column("consultation", sa.Text(), nullable=False),
        own,
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        refers("undoes", table, nullable=True),
    )


def make(table: str, *columns: sa.Column[Any]) -> None:
    """A table with its own number, the columns, indexes on what they refer to, and triggers that keep its rows."""
    constraints: list[sa.Constraint] = [sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]
    for each in columns:
        if "table" in each.info:
            named = op.f(f"fk_{table}_{each.name}")
            constraints.append(sa.ForeignKeyConstraint([each.name], [f"{each.info['table']}.id"], name=named))
        if each.name == "undoes":
            constraints.append(sa.UniqueConstraint(each.name, name=op.f(f"uq_{table}_{each.name}")))
    op.create_table(table, sa.Column("id", sa.Integer(), nullable=False), *columns, *constraints)
    for each in columns:
        if each.name == "consultation" or ("table" in each.info and each.name != "undoes"):
            op.create_index(op.f(f"ix_{table}_{each.name}"), table, [each.name])
    keep(table)


def keep(table: str) -> None:
    """Nothing of a table is changed or deleted."""
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
