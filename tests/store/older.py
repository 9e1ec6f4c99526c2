"""Workspaces as an older program left them, with SQLite's file or on a server."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from ocr_intake.store.schema import alembic_config
from ocr_intake.store.table_base import Base
from tests.postgres import Server
from tests.store.builders import server_in_use, url_of


def to_schema(folder: Path, revision: str) -> None:
    """Put a workspace back to the schema of an older program, with as much of what it holds as that has places for."""
    server = server_in_use()
    if server is None:
        _in_file(folder, revision)
    else:
        _on_server(server, folder, revision)


def migrate(url: str, revision: str) -> None:
    """Run the migrations up to one, as a program whose newest it was would."""
    engine = create_engine(url)
    with engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def _in_file(folder: Path, revision: str) -> None:
    newer = folder / "newer.db"
    (folder / "intake.db").rename(newer)
    migrate(f"sqlite:///{folder / 'intake.db'}", revision)
    with closing(sqlite3.connect(folder / "intake.db")) as database:
        database.execute("ATTACH ? AS newer", (str(newer),))
        for table in Base.metadata.sorted_tables:
            columns = ", ".join(f'"{row[1]}"' for row in database.execute(f"PRAGMA main.table_info({table.name})"))
            if columns:
                database.execute(f"INSERT INTO main.{table.name} ({columns}) SELECT {columns} FROM newer.{table.name}")  # noqa: S608
        database.commit()
    newer.unlink()


def _on_server(server: Server, folder: Path, revision: str) -> None:
    newer, older = url_of(folder), server.database()
    migrate(older, revision)
    there = server.psql(older, "SELECT table_name, column_name FROM information_schema.columns").splitlines()
    for table in Base.metadata.sorted_tables:
        columns = ", ".join(f'"{column.name}"' for column in table.columns if f"{table.name}|{column.name}" in there)
        if columns:
            server.copy_rows(newer, older, table.name, columns)
    mark = folder / "workspace.toml"
    mark.write_text(mark.read_text().replace(json.dumps(newer), json.dumps(older)))
