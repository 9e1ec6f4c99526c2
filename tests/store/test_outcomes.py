"""What reading a whole file came to: it accounts for every page, once, all or nothing."""

import dataclasses
import itertools
from pathlib import Path

import pytest

from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import PageRole, SetAside
from ocr_intake.model.submission import FileOutcome, PageOutcome
from ocr_intake.store import CodecError, Ingest, Workspace
from tests.store.builders import outcome, reading, source, submission
from tests.store.taking_in import read_all

BROKEN = SetAside("not_an_image", detail=(("found", "text"),))


# ------------------------------------------------------------------------------------------------------ outcomes


def test_an_outcome_is_kept_once(ingest: Ingest, batch: int, inbox: Path, workspace: Workspace) -> None:
    file = source(inbox / "a.tif", pages=4)
    ingest.register(inbox / "a.tif", file, batch)
    for page in (1, 2, 3):
        ingest.save_page(file.sha256, reading(page))
    aside = SetAside("decode_failed", page=4)
    ingest.set_page_aside(file.sha256, aside)
    made = outcome(submission((1,)), submission((3,), opinions=("一", "二")), pages=4, aside=(aside,))
    numbers = ingest.save_outcome(file.sha256, made)
    assert len(numbers) == 2
    assert ingest.save_outcome(file.sha256, outcome(submission((1, 2, 3)), pages=4, aside=(aside,))) == numbers
    first, second = workspace.submissions()
    assert (first.pages, second.pages) == ((1,), (3,))
    assert [opinion.value for opinion in second.opinions] == ["一", "二"]
    assert tuple(field.proposal for field in first.fields) == made.submissions[0].fields
    counts = workspace.ledger(deep=True).pages
    assert (counts.content, counts.blank, counts.set_aside, counts.waiting) == (2, 1, 1, 0)


def test_a_file_whose_pages_were_all_set_aside_is_finished(
    ingest: Ingest, batch: int, inbox: Path, workspace: Workspace
) -> None:
    file = source(inbox / "a.tif")
    ingest.register(inbox / "a.tif", file, batch)
    aside = SetAside("decode_failed", page=1)
    ingest.set_page_aside(file.sha256, aside)
    assert ingest.save_outcome(file.sha256, outcome(pages=1, aside=(aside,))) == ()
    assert ingest.end_batch(batch)
    assert workspace.ledger(deep=True).balances
    assert [item.reason for item in workspace.set_aside()] == [aside]


CONTENT, BLANK, ASIDE = PageRole.CONTENT, PageRole.BLANK, PageRole.SET_ASIDE


@pytest.mark.parametrize(
    "wrong",
    [
        FileOutcome((submission((1,)),), (PageOutcome(1, CONTENT),)),
        FileOutcome((submission((1,)),), (PageOutcome(1, CONTENT), PageOutcome(1, CONTENT))),
        FileOutcome((submission((1,)),), (PageOutcome(1, CONTENT), PageOutcome(2, BLANK), PageOutcome(3, BLANK))),
        FileOutcome((submission((1,)),), (PageOutcome(1, CONTENT), PageOutcome(2, CONTENT))),
        FileOutcome((submission((1, 2)),), (PageOutcome(1, CONTENT), PageOutcome(2, BLANK))),
        FileOutcome((submission((1, 1)),), (PageOutcome(1, CONTENT), PageOutcome(2, BLANK))),
        FileOutcome((submission((1,)), submission((1,))), (PageOutcome(1, CONTENT), PageOutcome(2, BLANK))),
        FileOutcome((submission((1,)),), (PageOutcome(1, CONTENT), PageOutcome(2, ASIDE))),
        FileOutcome((submission((1,)),), (PageOutcome(1, CONTENT), PageOutcome(2, BLANK, SetAside("x")))),
        FileOutcome((submission(()),), (PageOutcome(1, BLANK), PageOutcome(2, BLANK))),
        FileOutcome(
            (dataclasses.replace(submission((1,)), fields=submission().fields[1:]),),
            (PageOutcome(1, CONTENT), PageOutcome(2, BLANK)),
        ),
    ],
    ids=[
        "a page forgotten",
        "a page twice",
        "a page too many",
        "content in no submission",
        "a blank page in a submission",
        "a page twice in a submission",
        "a page in two submissions",
        "no reason",
        "a reason too many",
        "a submission without pages",
        "a field missing",
    ],
)
def test_an_outcome_must_account_for_every_page(
    ingest: Ingest, batch: int, inbox: Path, workspace: Workspace, wrong: FileOutcome
) -> None:
    file = source(inbox / "a.tif", pages=2)
    ingest.register(inbox / "a.tif", file, batch)
    for page in (1, 2):
        ingest.save_page(file.sha256, reading(page))
    with pytest.raises(ValueError, match=r"page|submission"):
        ingest.save_outcome(file.sha256, wrong)
    assert list(workspace.submissions()) == []
    assert ingest.files_unfinished() == (file.sha256,)


def test_no_outcome_before_all_pages_are_read(ingest: Ingest, batch: int, inbox: Path) -> None:
    file = source(inbox / "a.tif", pages=2)
    ingest.register(inbox / "a.tif", file, batch)
    ingest.save_page(file.sha256, reading(1))
    with pytest.raises(ValueError, match="still wait"):
        ingest.save_outcome(file.sha256, outcome(submission((1, 2))))


def test_a_page_set_aside_cannot_become_content(ingest: Ingest, batch: int, inbox: Path) -> None:
    file = source(inbox / "a.tif")
    ingest.register(inbox / "a.tif", file, batch)
    ingest.set_page_aside(file.sha256, SetAside("decode_failed", page=1))
    with pytest.raises(ValueError, match="was set aside"):
        ingest.save_outcome(file.sha256, outcome(submission((1,))))


def test_an_outcome_that_cannot_be_stored_leaves_nothing(
    ingest: Ingest, batch: int, inbox: Path, workspace: Workspace
) -> None:
    file = source(inbox / "a.tif")
    ingest.register(inbox / "a.tif", file, batch)
    ingest.save_page(file.sha256, reading(1))
    with pytest.raises(CodecError):
        ingest.save_outcome(file.sha256, outcome(submission((1,), opinions=("一", "\0"))))
    assert list(workspace.submissions()) == []
    ingest.save_outcome(file.sha256, outcome(submission((1,))))
    assert workspace.ledger(deep=True).balances


def test_the_audit_trail_names_nobody_but_the_operator(
    ingest: Ingest, batch: int, inbox: Path, workspace: Workspace
) -> None:
    (inbox / "見本太郎様.tif").write_bytes(b"fax")
    read_all(ingest, inbox / "見本太郎様.tif", batch)
    ingest.register(inbox / "b.tif", BROKEN, batch)
    ingest.end_batch(batch)
    trail = workspace.audit_trail()
    assert [event.action for event in trail] == [
        "batch.started",
        "file.registered",
        "file.read",
        "file.set_aside",
        "batch.ended",
    ]
    assert {event.by for event in trail} == {"係員A"}
    assert "見本" not in str(trail)
    assert all(before.at < after.at for before, after in itertools.pairwise(trail))


def test_the_opinion_field_is_the_place_to_type_what_was_missed(
    ingest: Ingest, batch: int, inbox: Path, workspace: Workspace
) -> None:
    file = source(inbox / "a.tif")
    ingest.register(inbox / "a.tif", file, batch)
    ingest.save_page(file.sha256, reading(1))
    ingest.save_outcome(file.sha256, outcome(submission((1,), opinions=())))
    (made,) = workspace.submissions()
    assert [opinion.name for opinion in made.opinions] == [FieldName.OPINION]
    assert made.final_opinions == ()
    assert workspace.ledger().opinions.total == 0
