"""A PostgreSQL server of the tests' own: made in a temporary folder, reached by a socket there, gone with them."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from psycopg import Connection

_PROGRAMS: Final = Path("/usr/lib/postgresql")
"""Where Debian's package puts one folder a version; what makes and runs a server is not on the PATH there."""
_STARTS_S: Final = 30.0
_WITH_STRATEGY: Final = 150_000
"""The first version that may be told how to copy a database."""
_PARENT_DIES: Final = 1
"""``PR_SET_PDEATHSIG`` of Linux' ``prctl``."""
_NUMBERS: Final = count(1)


class NoServerError(Exception):
    """Why there is none."""


class Server:
    """A running server. Its databases are named by URLs; nobody else's socket, port or data is touched."""

    def __init__(self, *, durable: bool = False) -> None:
        """Make a server and start it.

        Args:
            durable: Write as surely as a server does, for measuring: what tests write may go with the machine.

        Raises:
            NoServerError: PostgreSQL or the driver is not installed, or the server does not start here.
        """
        if find_spec("psycopg") is None:
            raise NoServerError("the driver is not installed (psycopg)")
        self._programs = _newest()
        self._durable = durable
        self.copies: list[str] = []
        """Databases that were made of others, for one test each."""
        self.folder = Path(tempfile.mkdtemp(prefix="ocr-intake-pg-"))  # short: a socket's path has 107 bytes at most
        self._process: subprocess.Popen[bytes] | None = None
        self._user = _unprivileged()
        if self._user is not None:
            os.chown(self.folder, self._user, -1)
        try:
            arguments = ["--encoding=UTF8", "--locale=C.UTF-8", "--username=admin", "--auth=trust", "--no-sync"]
            if b"locale-provider" in subprocess.check_output([self._programs / "initdb", "--help"]):
                # a collation that sorts unlike Python and SQLite do: what relies on the database's order shows itself
                arguments += ["--locale-provider=icu", "--icu-locale=ja"]
            self._run("initdb", "--pgdata", str(self.folder / "data"), *arguments)
            self.start()
            self._version = int(self.psql("postgres", "SHOW server_version_num"))
            self.psql("postgres", "CREATE ROLE intake LOGIN")  # as an office makes it: it owns its database, no more
        except BaseException:
            self.end()
            raise

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments], capture_output=True, text=True, user=self._user, check=False
        )
        if done.returncode:
            raise NoServerError(f"{program}: {done.stderr.strip() or done.stdout.strip()}")

    def start(self) -> None:
        """Start it (again), and wait until it answers."""
        log = (self.folder / "log").open("ab")
        options = {
            "listen_addresses": "",  # no network: a socket in the folder, which nobody else enters
            "unix_socket_directories": str(self.folder),
            "lc_messages": "C",
        }
        if not self._durable:
            options |= {"fsync": "off", "full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0"}
            options |= {"shared_buffers": "32MB", "autovacuum": "off"}
        said = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        command = [str(self._programs / "postgres"), "-D", str(self.folder / "data"), *said]
        with log:
            self._process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                user=self._user,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - one call into the kernel, no lock is taken
            )
        until = time.monotonic() + _STARTS_S
        while subprocess.run([self._programs / "pg_isready", "-q", "-h", self.folder], check=False).returncode:
            if self._process.poll() is not None or time.monotonic() > until:
                raise NoServerError((self.folder / "log").read_text(errors="replace")[-500:])
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it at once: ``SIGINT`` ends sessions in order, ``SIGQUIT`` does not, and the next start mends it."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(_STARTS_S)

    def end(self) -> None:
        """Stop it and remove everything of it."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def database(self, template: str | None = None) -> str:
        """The URL of a new database: empty, or as another one is that nobody uses now."""
        name = f"t{next(_NUMBERS)}"
        of = "template0" if template is None else _name(template)
        # files are copied as such: a log of all that is in them would take as long again
        how = "" if self._version < _WITH_STRATEGY else " STRATEGY FILE_COPY"
        self.psql("postgres", f"CREATE DATABASE {name} OWNER intake TEMPLATE {of}{how}")
        if template is not None:
            self.copies.append(name)
        return f"postgresql+psycopg://intake@/{name}?host={self.folder}"

    def drop_copies(self, but: Collection[str]) -> None:
        """Remove databases that were made of others, whoever uses them: what is gone soon is never written to disk."""
        for name in [name for name in self.copies if name not in but]:
            self.psql("postgres", f"DROP DATABASE {name} WITH (FORCE)")
            self.copies.remove(name)

    def files_of(self, url: str) -> Iterator[Path]:
        """The files of a database as they are on disk, once the server has written what it still holds in memory."""
        self.psql("postgres", "CHECKPOINT")
        of = self.psql(url, "SELECT oid FROM pg_database WHERE datname = current_database()")
        yield from (path for path in (self.folder / "data" / "base" / of).iterdir() if path.is_file())

    def tamper(self, url: str, *statements: str) -> None:
        """Change a database as no program of ours can: past its triggers and references."""
        self.psql(url, "; ".join(("SET session_replication_role = replica", *statements)))

    def copy_rows(self, source: str, target: str, table: str, columns: str) -> None:
        """Copy rows from one database to another, past its triggers, and let its next number follow them."""
        from psycopg import sql

        said = [sql.SQL(f"COPY {table} ({columns}) {way}") for way in ("TO STDOUT", "FROM STDIN")]
        with self._connection(source) as there, self._connection(target) as here:
            here.execute("SET session_replication_role = replica")
            with there.cursor().copy(said[0]) as taken, here.cursor().copy(said[1]) as given:
                for part in taken:
                    given.write(part)
            numbers = here.execute("SELECT pg_get_serial_sequence(%s, 'id')", (table,)) if '"id"' in columns else None
            sequence = None if numbers is None else (numbers.fetchone() or (None,))[0]
            if sequence is not None:
                largest = sql.SQL("SELECT setval({}, (SELECT coalesce(max(id), 0) + 1 FROM {}), false)")
                here.execute(largest.format(sql.Literal(sequence), sql.Identifier(table)))

    def psql(self, database: str, statement: str) -> str:
        """What a statement of the server's administrator gives, a line a row; ``database`` is a name or a URL."""
        from psycopg import sql

        with self._connection(database) as connection:
            cursor = connection.execute(sql.SQL(statement))
            return "\n".join("|".join(map(str, row)) for row in cursor) if cursor.description else ""

    def _connection(self, database: str) -> Connection[tuple[Any, ...]]:
        from psycopg import connect

        return connect(dbname=_name(database), host=str(self.folder), user="admin", autocommit=True)


def _end_with_parent() -> None:
    """Let the kernel end the server when the tests end, however that comes about."""
    ctypes.CDLL(None).prctl(_PARENT_DIES, signal.SIGQUIT)


def _name(url: str) -> str:
    """The database of a URL; a name is one already."""
    return urlsplit(url).path.strip("/") if "://" in url else url


def _newest() -> Path:
    """The folder with the programs of the newest server here."""
    for folder in sorted(_PROGRAMS.glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if found is None:
        raise NoServerError("PostgreSQL's server is not installed (Debian's package: postgresql)")
    return Path(found).resolve().parent


def _unprivileged() -> int | None:
    """Whom the server runs as: it refuses to run as root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise NoServerError("the server does not run as root, and there is no other user")
