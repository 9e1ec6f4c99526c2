"""Alembic's migrations: append-only, one file a change of the schema. What the tables are today is in ``tables``."""
