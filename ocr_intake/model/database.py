"""How a configuration names a PostgreSQL server's database; reaching it is the store's."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, urlsplit

SCHEMES: Final = ("postgresql", "postgresql+psycopg")
"""What such a URL begins with: the server's own way to write it, and SQLAlchemy's with the driver."""


class BadDatabaseUrlError(ValueError):
    """A text is no URL of a PostgreSQL database. The text may hold a password: no message repeats it."""


class PasswordInUrlError(BadDatabaseUrlError):
    """The URL holds a password. It would be copied to the workspace and to every backup."""


def check_database_url(url: str) -> None:
    """Whether a URL names a database of a PostgreSQL server and holds no password.

    Raises:
        PasswordInUrlError: It holds one.
        BadDatabaseUrlError: It is no such URL.
    """
    try:
        parts = urlsplit(url)
        password, options = parts.password, parse_qs(parts.query, strict_parsing=bool(parts.query))
        named = bool(parts.path.strip("/")) or {"service", "dbname"} & options.keys()
        _ = parts.port
    except ValueError:
        raise BadDatabaseUrlError from None
    if parts.scheme not in SCHEMES or not url.startswith(f"{parts.scheme}://") or not named:
        raise BadDatabaseUrlError
    if password is not None or "password" in options:
        raise PasswordInUrlError
