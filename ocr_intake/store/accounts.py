"""Accounts of the web page: rows that change and are sealed with each change, so that no earlier hash is kept.

What a password has to be like, and how it becomes a hash, is the face's business: here it is a text like any other,
which no record, no audit event and no error ever holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from sqlalchemy import func, select

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.model.accounts import Account
from ocr_intake.store.audit import audit
from ocr_intake.store.tables import AccountRow

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from ocr_intake.model.accounts import Role
    from ocr_intake.store.database import Database

_SUBJECT: Final = "account"


class AccountExistsError(IntakeError):
    """There is an account with that name, in use or disabled."""

    key: ClassVar[str] = "store.error.account_exists"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class UnknownAccountError(IntakeError):
    """There is no account with that name."""

    key: ClassVar[str] = "store.error.unknown_account"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class Accounts:
    """Who may sign in. Accounts are disabled, never deleted: decisions bear their names."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Of a database; ``clock`` says what the time is."""
        self._database = database
        self._clock = clock

    # --------------------------------------------------------------------------------------------------------- reading

    def all(self) -> tuple[Account, ...]:
        """Every account, in the order in which they were made."""
        with self._database.transaction(write=False) as session:
            return tuple(_record(row) for row in session.scalars(select(AccountRow).order_by(AccountRow.id)))

    def any_enabled(self) -> bool:
        """Whether anybody may sign in."""
        with self._database.transaction(write=False) as session:
            enabled = select(func.count()).select_from(AccountRow).where(~AccountRow.disabled)
            return bool(session.scalar(enabled))

    def get(self, number: int) -> Account | None:
        """An account as it is now; None where there is none with that number."""
        with self._database.transaction(write=False) as session:
            row = session.get(AccountRow, number)
            return None if row is None else _record(row)

    def credentials(self, name: str) -> tuple[Account, str] | None:
        """An account with the hash of its password; None where there is none with that name."""
        with self._database.transaction(write=False) as session:
            row = session.scalar(select(AccountRow).where(AccountRow.name == name))
            return None if row is None else (_record(row), row.password)

    # --------------------------------------------------------------------------------------------------------- writing

    def add(self, name: str, role: Role, password: str, *, by: str) -> Account:
        """Make an account.

        Args:
            name: What stands beside its decisions.
            role: What it may do.
            password: The hash of its password.
            by: Who makes it.

        Raises:
            AccountExistsError: There is one with that name.
        """
        with self._database.transaction() as session:
            if session.scalar(select(AccountRow.id).where(AccountRow.name == name)) is not None:
                raise AccountExistsError(name)
            now = self._clock()
            row = AccountRow(name=name, role=role, password=password, disabled=False, created_at=now, version=1)
            session.add(row)
            session.flush()
            audit(session, now, by, "account.added", _SUBJECT, row.id, role=role.value)
            return _record(row)

    def set_password(self, name: str, password: str, *, by: str) -> Account:
        """Replace the hash of an account's password.

        Raises:
            UnknownAccountError: There is no such account.
        """
        with self._database.transaction() as session:
            row = _row(session, name)
            row.password = password
            return self._changed(session, row, by, "account.password")

    def set_role(self, name: str, role: Role, *, by: str) -> Account:
        """Change what an account may do.

        Raises:
            UnknownAccountError: There is no such account.
        """
        with self._database.transaction() as session:
            row = _row(session, name)
            before, row.role = row.role, role
            return self._changed(session, row, by, "account.role", before=before.value, after=role.value)

    def set_disabled(self, name: str, *, disabled: bool, by: str) -> Account:
        """Keep an account from signing in, or let it again.

        Raises:
            UnknownAccountError: There is no such account.
        """
        with self._database.transaction() as session:
            row = _row(session, name)
            row.disabled = disabled
            return self._changed(session, row, by, "account.disabled" if disabled else "account.enabled")

    def note(self, action: str, account: Account | None) -> None:
        """Record a sign-in or sign-out, or one that failed; None where nobody knows whose account was meant."""
        number, by = (0, "") if account is None else (account.number, account.name)
        with self._database.transaction() as session:
            audit(session, self._clock(), by, action, _SUBJECT, number)

    def _changed(self, session: Session, row: AccountRow, by: str, action: str, **detail: str) -> Account:
        row.version += 1
        audit(session, self._clock(), by, action, _SUBJECT, row.id, **detail)
        return _record(row)


def _row(session: Session, name: str) -> AccountRow:
    row = session.scalar(select(AccountRow).where(AccountRow.name == name))
    if row is None:
        raise UnknownAccountError(name)
    return row


def _record(row: AccountRow) -> Account:
    return Account(row.id, row.name, row.role, row.disabled, row.created_at, row.version)
