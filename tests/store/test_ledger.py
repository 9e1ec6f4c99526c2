"""The ledger notices whatever does not add up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.i18n import catalogue
from ocr_intake.model.pages import PageRole
from ocr_intake.store import Workspace
from tests.store.builders import submission, tampered, workspace_with


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_with(tmp_path, submission(), submission((1, 3))) as workspace:
        yield workspace


def codes(workspace: Workspace, *, deep: bool = False) -> set[str]:
    ledger = workspace.ledger(deep=deep)
    assert ledger.balances == (not ledger.imbalances)
    return {imbalance.code for imbalance in ledger.imbalances}


def test_it_counts(full: Workspace) -> None:
    ledger = full.ledger(deep=True)
    assert ledger.balances
    assert (ledger.files.total, ledger.files.read) == (2, 2)
    assert (ledger.pages.total, ledger.pages.content, ledger.pages.blank) == (4, 3, 1)
    assert [ledger.pages.of(role) for role in PageRole] == [3, 1, 0, 0]
    assert (ledger.submissions.total, ledger.submissions.waiting, ledger.opinions.waiting) == (2, 2, 2)
    assert full.ledger("dx", deep=True) == ledger
    assert full.ledger("another").files.total == 0
    assert full.consultations() == ("dx",)


@pytest.mark.parametrize(
    ("code", "statement"),
    [
        ("pages_missing", "UPDATE source_files SET page_count = 9 WHERE id = 1"),
        ("pages_without_role", "UPDATE pages SET role = NULL WHERE id = 1"),
        ("pages_still_waiting", "UPDATE pages SET state = 'waiting' WHERE id = 1"),
        ("content_in_no_submission", "DELETE FROM submission_pages WHERE page_id = 1"),
        ("submission_on_other_page", "UPDATE pages SET role = 'blank' WHERE id = 1"),
        ("reason_missing", "UPDATE pages SET role = 'set_aside' WHERE id = 3"),
        ("unfinished_in_ended_batch", "UPDATE source_files SET state = 'waiting' WHERE id = 1"),
        ("submission_without_pages", "DELETE FROM submission_pages WHERE submission_id = 2"),
        ("fields_missing", "DELETE FROM field_values WHERE submission_id = 2 AND name = 'phone'"),
        ("state_without_decision", "UPDATE submissions SET state = 'accepted' WHERE id = 1"),
    ],
)
def test_what_does_not_add_up_is_named(full: Workspace, code: str, statement: str) -> None:
    tampered(full.path, statement)
    assert code in codes(full)
    assert f"store.imbalance.{code}" in catalogue("ja")


def test_a_missing_original_is_noticed(full: Workspace) -> None:
    sha256 = full.submission(1).sha256
    full.files.original(sha256).unlink()
    (imbalance,) = full.ledger().imbalances
    assert (imbalance.code, imbalance.subject) == ("original_damaged", sha256[:12])


def test_a_changed_original_is_noticed_when_looked_at(full: Workspace) -> None:
    original = full.files.original(full.submission(1).sha256)
    original.chmod(0o600)
    data = original.read_bytes()
    original.write_bytes(data[:-1] + b"?")
    assert codes(full) == set()
    assert codes(full, deep=True) == {"original_damaged"}


def test_an_original_without_record_is_noticed_when_looked_for(full: Workspace) -> None:
    stray = full.files.original("ab" * 32)
    stray.parent.mkdir()
    stray.write_bytes(b"x")
    assert codes(full) == set()
    assert codes(full, deep=True) == {"original_unregistered"}


def test_every_imbalance_has_its_text() -> None:
    import re

    from ocr_intake.store import ledger
    from ocr_intake.store.arranged_ledger import PLACES

    source = Path(ledger.__file__).read_text()
    named = set(re.findall(r'Imbalance\("(\w+)"', source)) | set(
        re.findall(r'^        "(\w+)": ', source, re.MULTILINE)
    )
    texts = {key.removeprefix("store.imbalance.") for key in catalogue("ja") if key.startswith("store.imbalance.")}
    assert named | set(PLACES) == texts
