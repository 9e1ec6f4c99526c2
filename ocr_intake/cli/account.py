"""``ocr-intake account``: who may sign in at the web page. A password is asked for, never an argument."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from ocr_intake.cli.commands import App
from ocr_intake.cli.console import say
from ocr_intake.cli.ingest_tools import login_name, workspace_folder
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from ocr_intake.model.accounts import Account
    from ocr_intake.store import Accounts

app = App()


class Role(StrEnum):
    """What ``--role`` takes: the values of the records' own, which are loaded where they are needed."""

    CLERK = "clerk"
    SUPERVISOR = "supervisor"


Name = Annotated[str, typer.Argument(metavar="NAME", help=t("account.argument.name"), show_default=False)]
Folder = Annotated[Path | None, typer.Option("--workspace", metavar="DIR", help=t("account.option.workspace"))]


class BadNameError(IntakeError):
    """The name will not do."""

    key: ClassVar[str] = "account.error.name"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class NotTheSameError(IntakeError):
    """The password was typed differently the second time."""

    key: ClassVar[str] = "account.error.not_the_same"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


@app.command("add", help=t("account.add.help"))
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help=t("account.option.role"))] = Role.CLERK,
    workspace: Folder = None,
) -> None:
    """Make an account."""
    from ocr_intake.model.accounts import Role as Granted

    known = _clean(name)
    with _accounts(workspace) as accounts:
        made = accounts.add(known, Granted(role.value), _new_password(known), by=login_name())
    say(t("account.add.done", name=made.name, role=t(f"account.role.{made.role}")))


@app.command("list", help=t("account.list.help"))
def list_accounts(workspace: Folder = None) -> None:
    """Name every account."""
    with _accounts(workspace, write=False) as accounts:
        every = accounts.all()
    for account in every:
        state = t("account.list.disabled") if account.disabled else t("account.list.enabled")
        created = account.created.astimezone().date()
        say(t("account.list.one", name=account.name, role=t(f"account.role.{account.role}"), state=state, date=created))
    if not every:
        say(t("account.list.none"))


@app.command("password", help=t("account.password.help"))
def password(name: Name, workspace: Folder = None) -> None:
    """Give an account another password."""
    from ocr_intake.store import UnknownAccountError

    known = _clean(name)
    with _accounts(workspace) as accounts:
        if accounts.credentials(known) is None:  # before anybody types a password for it
            raise UnknownAccountError(known)
        accounts.set_password(known, _new_password(known), by=login_name())
    say(t("account.password.done", name=known))


@app.command("role", help=t("account.role_command.help"))
def set_role(
    name: Name,
    role: Annotated[Role, typer.Argument(metavar="ROLE", help=t("account.argument.role"))],
    workspace: Folder = None,
) -> None:
    """Change what an account may do."""
    from ocr_intake.model.accounts import Role as Granted

    made = _change(workspace, lambda each: each.set_role(_clean(name), Granted(role.value), by=login_name()))
    say(t("account.role_command.done", name=made.name, role=t(f"account.role.{made.role}")))


@app.command("disable", help=t("account.disable.help"))
def disable(name: Name, workspace: Folder = None) -> None:
    """Keep an account from signing in."""
    made = _change(workspace, lambda each: each.set_disabled(_clean(name), disabled=True, by=login_name()))
    say(t("account.disable.done", name=made.name))


@app.command("enable", help=t("account.enable.help"))
def enable(name: Name, workspace: Folder = None) -> None:
    """Let an account sign in again."""
    made = _change(workspace, lambda each: each.set_disabled(_clean(name), disabled=False, by=login_name()))
    say(t("account.enable.done", name=made.name))


# ------------------------------------------------------------------------------------------------------------- shared


@contextmanager
def _accounts(workspace: Path | None, *, write: bool = True) -> Iterator[Accounts]:
    from ocr_intake.store import Workspace

    with Workspace.open(workspace_folder(workspace), write=write) as opened:
        yield opened.accounts


def _change(workspace: Path | None, change: Callable[[Accounts], Account]) -> Account:
    with _accounts(workspace) as accounts:
        return change(accounts)


def _clean(name: str) -> str:
    """A name as it is kept.

    Raises:
        BadNameError: It is empty, too long, or holds what cannot be shown.
    """
    from ocr_intake.i18n.outside import harmful
    from ocr_intake.web.signin import NAME_LONGEST, clean_name

    clean = clean_name(name)
    if not clean or len(clean) > NAME_LONGEST or any(map(harmful, clean)):
        raise BadNameError
    return clean


def _new_password(name: str) -> str:
    """The hash of a password that somebody types twice, or that a pipe brings once.

    Raises:
        BadPasswordError: It will not do.
        NotTheSameError: It was typed differently the second time.
    """
    from ocr_intake.web.passwords import check_password, hash_of

    if not sys.stdin.isatty():
        typed = sys.stdin.readline().rstrip("\r\n")
        check_password(typed, name)
        return hash_of(typed)
    typed = typer.prompt(t("account.prompt.first"), hide_input=True)
    check_password(typed, name)
    if typer.prompt(t("account.prompt.second"), hide_input=True) != typed:
        raise NotTheSameError
    return hash_of(typed)
