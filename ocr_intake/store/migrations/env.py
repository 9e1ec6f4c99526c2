"""How Alembic runs the migrations of a workspace: always on a connection that ``Database.prepare`` opened."""

from alembic import context

from ocr_intake.store import (  # noqa: F401 - their tables belong to the schema
    answer_tables,
    imported_tables,
    opinion_group_tables,
    redaction_tables,
    relation_tables,
    reply_tables,
    tables,
    whole_tables,
)
from ocr_intake.store.table_base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,  # SQLite can, when the driver does not begin and commit on its own
)
with context.begin_transaction():
    context.run_migrations()
