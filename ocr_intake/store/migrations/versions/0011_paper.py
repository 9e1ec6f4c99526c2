"""Corrections of batches, and what became of paper that could not be read."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

# the reason of a settlement is a person's own words: it goes with the file, or with the name of what never came in
PURGED = (
    "EXISTS (SELECT 1 FROM purges p WHERE p.source_file_id = OLD.source_file_id) "
    "OR EXISTS (SELECT 1 FROM deliveries d WHERE d.id = OLD.delivery_id AND d.name = '')"
)
SAME = ("id", "source_file_id", "page_id", "delivery_id", "submission_id", '"by"', "at", "undoes")


def upgrade() -> None:
    op.create_table(
        "batch_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("consultation_before", sa.Text(), nullable=False),
        sa.Column("consultation", sa.Text(), nullable=False),
        sa.Column("channel_before", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("received_before", sa.Date(), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("late", sa.String(32), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_batch_corrections_batch_id")),
        sa.ForeignKeyConstraint(["undoes"], ["batch_corrections.id"], name=op.f("fk_batch_corrections_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_corrections")),
        sa.UniqueConstraint("undoes", name=op.f("uq_batch_corrections_undoes")),
    )
    op.create_index(op.f("ix_batch_corrections_batch_id"), "batch_corrections", ["batch_id"])
    subjects = {
        "source_file_id": "source_files.id",
        "page_id": "pages.id",
        "delivery_id": "deliveries.id",
        "submission_id": "submissions.id",
    }
    op.create_table(
        "settlements",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in subjects),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint([name], [key], name=op.f(f"fk_settlements_{name}"))
            for name, key in subjects.items()
        ),
        sa.ForeignKeyConstraint(["undoes"], ["settlements.id"], name=op.f("fk_settlements_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlements")),
        sa.UniqueConstraint("undoes", name=op.f("uq_settlements_undoes")),
    )
    for name in subjects:
        op.create_index(op.f(f"ix_settlements_{name}"), "settlements", [name])
    if op.get_context().dialect.name == "sqlite":
        on_sqlite()
    else:
        on_postgresql()


def allowed(same: str) -> str:
    """The condition under which a settlement may be changed; ``same``: whether a column stays as it is."""
    return " AND ".join([f"({PURGED})", "NEW.reason = ''", *(same.format(column) for column in SAME)])


def on_sqlite() -> None:
    for table, name, event, when in (
        ("batch_corrections", "frozen", "UPDATE", ""),
        ("batch_corrections", "kept", "DELETE", ""),
        ("settlements", "purged", "UPDATE", f"WHEN ({allowed('NEW.{0} IS OLD.{0}')}) IS NOT 1 "),
        ("settlements", "kept", "DELETE", ""),
    ):
        op.execute(
            f"CREATE TRIGGER {name}_{table} BEFORE {event} ON {table} {when}"
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        )


def on_postgresql() -> None:
    run = "FOR EACH ROW EXECUTE FUNCTION ocr_intake_append_only()"
    op.execute(f"CREATE TRIGGER kept_batch_corrections BEFORE UPDATE OR DELETE ON batch_corrections {run}")
    op.execute(f"CREATE TRIGGER kept_settlements BEFORE DELETE ON settlements {run}")
    rule = allowed("NEW.{0}::text IS NOT DISTINCT FROM OLD.{0}::text")
    op.execute(
        "CREATE FUNCTION ocr_intake_purged_settlements() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF ({rule}) IS NOT TRUE THEN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER purged_settlements BEFORE UPDATE ON settlements FOR EACH ROW "
        "EXECUTE FUNCTION ocr_intake_purged_settlements()"
    )
