"""Accounts: what changes of them, what is sealed, and what is nowhere to be found."""

from pathlib import Path

import pytest

from ocr_intake.model.accounts import Role
from ocr_intake.store import AccountExistsError, UnknownAccountError, Workspace, back_up, restore
from tests.store.builders import submission, workspace_with
from tests.store.older import to_schema


def test_an_account_is_made_once(workspace: Workspace) -> None:
    made = workspace.accounts.add("点検 花子", Role.CLERK, "hash 1", by="係員C")
    assert (made.number, made.name, made.role, made.disabled, made.version) == (1, "点検 花子", Role.CLERK, False, 1)
    assert workspace.accounts.get(1) == made
    assert workspace.accounts.credentials("点検 花子") == (made, "hash 1")
    with pytest.raises(AccountExistsError):
        workspace.accounts.add("点検 花子", Role.SUPERVISOR, "hash 2", by="係員C")
    assert workspace.accounts.all() == (made,)


def test_every_change_counts_and_is_on_record_without_a_password(workspace: Workspace) -> None:
    accounts = workspace.accounts
    accounts.add("点検 花子", Role.CLERK, "hash 1", by="係員C")
    accounts.set_password("点検 花子", "hash 2", by="係員C")
    accounts.set_role("点検 花子", Role.SUPERVISOR, by="係員C")
    accounts.set_disabled("点検 花子", disabled=True, by="係員C")
    assert not accounts.any_enabled()
    last = accounts.set_disabled("点検 花子", disabled=False, by="係員C")
    assert (last.role, last.disabled, last.version) == (Role.SUPERVISOR, False, 5)
    assert accounts.any_enabled()
    accounts.note("sign_in.failed", None)
    accounts.note("sign_in.done", last)
    trail = [event for event in workspace.audit_trail() if event.subject == "account"]
    assert [(event.action, event.by, event.subject_id) for event in trail] == [
        *((f"account.{what}", "係員C", 1) for what in ("added", "password", "role", "disabled", "enabled")),
        ("sign_in.failed", "", 0),
        ("sign_in.done", "点検 花子", 1),
    ]
    assert "hash" not in str(trail)
    assert "hash" not in repr(last)
    assert workspace.check_integrity().damages == ()


def test_what_is_not_there_is_said(workspace: Workspace) -> None:
    assert workspace.accounts.get(7) is None
    assert workspace.accounts.credentials("だれか") is None
    with pytest.raises(UnknownAccountError):
        workspace.accounts.set_password("だれか", "hash", by="係員C")


def test_an_earlier_hash_is_in_no_row(workspace: Workspace) -> None:
    workspace.accounts.add("点検 花子", Role.CLERK, "the first hash", by="係員C")
    workspace.accounts.set_password("点検 花子", "the second hash", by="係員C")
    workspace.database.erase()
    assert b"the first hash" not in (workspace.path / "intake.db").read_bytes()


def test_accounts_come_back_from_a_backup(workspace: Workspace, tmp_path: Path) -> None:
    made = workspace.accounts.add("点検 花子", Role.CLERK, "hash", by="係員C")
    back_up(workspace, tmp_path / "backup", by="係員C")
    with Workspace.open(tmp_path / "backup", write=False) as copy:
        assert copy.accounts.all() == (made,)
        assert copy.check_integrity().damages == ()
    restore(tmp_path / "backup", tmp_path / "again", by="係員C")
    with Workspace.open(tmp_path / "again") as again:
        assert again.accounts.credentials("点検 花子") == (made, "hash")
        assert again.check_integrity().damages == ()


def test_an_older_workspace_gets_a_place_for_accounts(tmp_path: Path) -> None:
    workspace_with(tmp_path, submission()).close()
    to_schema(tmp_path / "workspace", "0006")
    with Workspace.open(tmp_path / "workspace") as workspace:
        assert not workspace.accounts.any_enabled()
        workspace.accounts.add("点検 花子", Role.CLERK, "hash", by="係員C")
        assert workspace.check_integrity().damages == ()
        assert workspace.submission(1).number == "S0001"
