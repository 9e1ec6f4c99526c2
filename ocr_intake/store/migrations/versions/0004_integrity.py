"""The chain of seals over everything that is written, and the one way in which what is kept may lose personal data."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# What becomes of a row when the file that it came from is purged. By table: the trigger that this revision replaces,
# how to find the file of a row, the columns that stay as they are, and what the others may hold afterwards.
OPINION = "(SELECT f.name FROM field_values f WHERE f.id = OLD.field_id) = 'opinion'"
OF_SUBMISSION = "(SELECT s.source_file_id FROM submissions s WHERE s.id = OLD.submission_id)"
OF_FIELD = (
    "(SELECT s.source_file_id FROM field_values f JOIN submissions s ON s.id = f.submission_id "
    "WHERE f.id = OLD.field_id)"
)
PURGED = {
    "field_values": (
        "frozen_field_values_0",
        OF_SUBMISSION,
        ["id", "submission_id", "name", "ordinal", "position", "marker", "confidence", "flagged", "flags", "regions"],
        [
            "NEW.value IS NULL OR OLD.name = 'opinion' AND {same:value}",  # an opinion's text is the dataset
            "{same:source}",
            "{same:added_by}",
            "{text:candidates} = '[]'",
            "NEW.evidence IS NULL",
        ],
    ),
    "verifications": (
        "frozen_verifications_1",
        OF_FIELD,
        ["id", "field_id", "decision", '"by"', "at", "undoes"],
        [f"NEW.value IS NULL OR {OPINION} AND {{same:value}}"],
    ),
    "submission_decisions": (
        "frozen_submission_decisions_2",
        OF_SUBMISSION,
        ["id", "submission_id", "decision", '"by"', "at"],
        ["NEW.value IS NULL OR OLD.decision = 'kind_changed' AND {same:value}"],
    ),
    "known_answers": (
        "kept_known_answers_update",
        OF_FIELD,
        ["id", "field_id", "outcome", '"by"', "at"],
        ["NEW.shown = ''"],
    ),
    "deliveries": (
        "frozen_deliveries_5",
        "OLD.source_file_id",
        ["id", "batch_id", "source_file_id", "duplicate", "reason", "at"],
        ["NEW.name = ''", "NEW.path = 'purged/' || OLD.id"],
    ),
    "pages": ("frozen_pages_8", "OLD.source_file_id", ["digest"], ["NEW.reading IS NULL"]),
}

OPEN = "EXISTS (SELECT 1 FROM submissions s WHERE s.source_file_id = NEW.source_file_id AND s.state = 'proposed')"
SALTED = "NOT EXISTS (SELECT 1 FROM purges) OR length(NEW.salts) >= length(OLD.salts)"
"""Other salts would hide nothing: the digests that hang on them would not fit any more."""


def upgrade() -> None:
    op.create_table(
        "purges",
        sa.Column("source_file_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["source_file_id"], ["source_files.id"], name=op.f("fk_purges_source_file_id")),
        sa.PrimaryKeyConstraint("source_file_id", name=op.f("pk_purges")),
    )
    op.create_table(
        "seals",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("records", sa.Text(), nullable=False),
        sa.Column("salts", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seals")),
        sa.UniqueConstraint("previous", name=op.f("uq_seals_previous")),
        sa.UniqueConstraint("hash", name=op.f("uq_seals_hash")),
    )
    if op.get_context().dialect.name == "sqlite":
        on_sqlite()
    else:
        on_postgresql()


def allowed(table: str, same: str, as_text: str) -> str:
    """The condition under which a row may be changed, for one kind of database.

    Args:
        table: Whose rows.
        same: Whether a column (``{0}``) stays as it is.
        as_text: A column (``{0}``) of the new row as text.
    """
    _, file, kept, changed = PURGED[table]
    marked = f"EXISTS (SELECT 1 FROM purges p WHERE p.source_file_id = {file})"  # noqa: S608 - our own words
    if table == "deliveries":
        marked = f"(OLD.source_file_id IS NULL OR {marked})"  # of bytes that were never there a name is all there is
    others = [
        re.sub(r"\{text:(\w+)\}", as_text.format(r"\1"), re.sub(r"\{same:(\w+)\}", same.format(r"\1"), condition))
        for condition in changed
    ]
    return " AND ".join([marked, *(same.format(column) for column in kept), *(f"({other})" for other in others)])


def on_sqlite() -> None:
    def refuse(table: str) -> str:
        return f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"

    for table, (trigger, *_) in PURGED.items():
        op.execute(f"DROP TRIGGER {trigger}")
        of, unset = ("OF reading, digest ", "OLD.reading IS NOT NULL AND ") if table == "pages" else ("", "")
        when = f"WHEN {unset}NOT ({allowed(table, 'NEW.{0} IS OLD.{0}', 'NEW.{0}')})"
        op.execute(f"CREATE TRIGGER purged_{table} BEFORE UPDATE {of}ON {table} {when} {refuse(table)}")
    op.execute(f"CREATE TRIGGER open_purges BEFORE INSERT ON purges WHEN {OPEN} {refuse('purges')}")
    op.execute(f"CREATE TRIGGER frozen_purges BEFORE UPDATE ON purges {refuse('purges')}")
    for table in ("purges", "seals"):
        op.execute(f"CREATE TRIGGER kept_{table} BEFORE DELETE ON {table} {refuse(table)}")
    op.execute(f"CREATE TRIGGER frozen_seals BEFORE UPDATE OF id, records, previous, hash ON seals {refuse('seals')}")
    op.execute(f"CREATE TRIGGER salted_seals BEFORE UPDATE OF salts ON seals WHEN {SALTED} {refuse('seals')}")


def on_postgresql() -> None:
    same = "NEW.{0}::text IS NOT DISTINCT FROM OLD.{0}::text"
    run = "FOR EACH ROW EXECUTE FUNCTION ocr_intake_append_only()"
    for table, (trigger, *_) in PURGED.items():
        old = "kept_known_answers" if table == "known_answers" else trigger
        op.execute(f"DROP TRIGGER {old} ON {table}")
        unset = "OLD.reading IS NOT NULL AND " if table == "pages" else ""
        rule = f"{unset}NOT ({allowed(table, same, 'NEW.{0}::text')})"
        create_check(f"ocr_intake_purged_{table}", rule)
        of = "OF reading, digest " if table == "pages" else ""
        op.execute(
            f"CREATE TRIGGER purged_{table} BEFORE UPDATE {of}ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION ocr_intake_purged_{table}()"
        )
    op.execute(f"CREATE TRIGGER kept_known_answers BEFORE DELETE ON known_answers {run}")
    create_check("ocr_intake_open_purges", OPEN)
    op.execute(
        "CREATE TRIGGER open_purges BEFORE INSERT ON purges FOR EACH ROW EXECUTE FUNCTION ocr_intake_open_purges()"
    )
    op.execute(f"CREATE TRIGGER kept_purges BEFORE UPDATE OR DELETE ON purges {run}")
    op.execute(f"CREATE TRIGGER kept_seals BEFORE DELETE ON seals {run}")
    op.execute(f"CREATE TRIGGER frozen_seals BEFORE UPDATE OF id, records, previous, hash ON seals {run}")
    create_check("ocr_intake_salted_seals", SALTED)
    op.execute(
        "CREATE TRIGGER salted_seals BEFORE UPDATE OF salts ON seals FOR EACH ROW "
        "EXECUTE FUNCTION ocr_intake_salted_seals()"
    )


def create_check(name: str, refused: str) -> None:
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {refused} THEN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
    )
