"""Batches, files, pages, outcomes: every step once, however often it is asked for."""

import dataclasses
import hashlib
import os
from datetime import date
from pathlib import Path

import pytest

from ocr_intake.model.pages import Channel, PageRole, SetAside
from ocr_intake.store import Arrival, CodecError, Ingest, Registered, UnknownRecordError, Workspace
from tests.store.builders import PNG, Clock, reading, source
from tests.store.taking_in import read_all, start

BROKEN = SetAside("not_an_image", detail=(("found", "text"),))


# ------------------------------------------------------------------------------------------------------- batches


def test_the_same_command_goes_on_with_its_unfinished_batch(ingest: Ingest, inbox: Path) -> None:
    first = ingest.start_batch("dx", Channel.FAX, [inbox / "b.tif", inbox / "a.tif"], operator="係員A")
    ingest.register(inbox / "a.tif", source(inbox / "a.tif"), first.id)
    again = ingest.start_batch("dx", Channel.FAX, [inbox / "a.tif", inbox / "b.tif"], operator="係員B")
    assert not first.continued
    assert again == dataclasses.replace(first, continued=True)


def test_a_relative_path_is_the_same_source(ingest: Ingest, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(inbox)
    assert start(ingest, inbox) != start(ingest, Path("a.tif"))
    assert start(ingest, inbox / "a.tif") == start(ingest, Path("a.tif"))


def test_another_command_is_another_batch(ingest: Ingest, inbox: Path) -> None:
    day = date(2021, 9, 14)
    made = [
        start(ingest, inbox),
        start(ingest, inbox, channel=Channel.POST),
        start(ingest, inbox, day=day),
        start(ingest, inbox / "a.tif"),
        ingest.start_batch("other", Channel.FAX, [inbox], operator="係員A").id,
    ]
    assert len(set(made)) == 5


def test_without_a_date_the_first_day_holds(workspace: Workspace, inbox: Path) -> None:
    clock = workspace._clock
    assert isinstance(clock, Clock)
    with workspace.ingest() as ingest:
        first = ingest.start_batch("dx", Channel.FAX, [inbox], operator="係員A")
        ingest.register(inbox / "a.tif", source(inbox / "a.tif"), first.id)
        clock.time = clock.time.replace(day=3)
        again = ingest.start_batch("dx", Channel.FAX, [inbox], operator="係員A")
    assert again.received == first.received
    assert again.id == first.id


def test_a_batch_ends_when_nothing_of_it_waits(ingest: Ingest, batch: int, inbox: Path) -> None:
    ingest.register(inbox / "a.tif", source(inbox / "a.tif"), batch)
    assert not ingest.end_batch(batch)
    assert start(ingest, inbox) == batch
    read_all(ingest, inbox / "a.tif", batch)
    assert ingest.end_batch(batch)
    assert ingest.end_batch(batch), "ending twice does no harm"
    assert start(ingest, inbox) != batch, "the same command later is a new delivery"


def test_an_unknown_batch_is_said(ingest: Ingest, inbox: Path) -> None:
    with pytest.raises(UnknownRecordError):
        ingest.end_batch(99)
    with pytest.raises(UnknownRecordError):
        ingest.register(inbox / "a.tif", source(inbox / "a.tif"), 99)


# --------------------------------------------------------------------------------------------------------- files


def test_an_original_is_kept_unchanged(ingest: Ingest, batch: int, inbox: Path, workspace: Workspace) -> None:
    file = source(inbox / "a.tif", pages=2)
    assert ingest.register(inbox / "a.tif", file, batch).arrival is Arrival.NEW
    (inbox / "a.tif").unlink()
    kept = workspace.files.original(file.sha256)
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == file.sha256
    assert kept.name == file.sha256
    assert kept.parent.name == file.sha256[:2]
    assert ingest.pages_waiting() == ((file.sha256, 1), (file.sha256, 2))


def test_registering_again_is_recognised(ingest: Ingest, batch: int, inbox: Path) -> None:
    file = source(inbox / "a.tif")
    ingest.register(inbox / "a.tif", file, batch)
    assert ingest.register(inbox / "a.tif", file, batch).arrival is Arrival.WAITING
    read_all(ingest, inbox / "a.tif", batch)
    assert ingest.register(inbox / "a.tif", file, batch).arrival is Arrival.DONE
    assert ingest.pages_waiting() == ()


def test_the_same_bytes_under_another_name_are_a_duplicate(
    ingest: Ingest, batch: int, inbox: Path, workspace: Workspace
) -> None:
    file = source(inbox / "a.tif")
    ingest.register(inbox / "a.tif", file, batch)
    (inbox / "copy.tif").write_bytes((inbox / "a.tif").read_bytes())
    for _ in range(2):
        found = ingest.register(inbox / "copy.tif", source(inbox / "copy.tif"), batch)
        assert (found.arrival, found.first_batch) == (Arrival.DUPLICATE, batch)
    assert ingest.pages_waiting() == ((file.sha256, 1),)
    assert workspace.ledger().files.duplicates == 1
    assert workspace.ledger().files.total == 1


def test_the_same_bytes_in_a_later_batch_are_a_duplicate(ingest: Ingest, batch: int, inbox: Path) -> None:
    read_all(ingest, inbox / "a.tif", batch)
    assert ingest.end_batch(batch)
    later = start(ingest, inbox)
    found = ingest.register(inbox / "a.tif", source(inbox / "a.tif"), later)
    assert (found.arrival, found.first_batch) == (Arrival.DUPLICATE, batch)
    assert ingest.pages_waiting(later) == ()
    assert ingest.end_batch(later)


def test_what_an_abandoned_batch_left_is_read_with_its_duplicate(ingest: Ingest, batch: int, inbox: Path) -> None:
    file = source(inbox / "a.tif")
    ingest.register(inbox / "a.tif", file, batch)
    other = start(ingest, inbox / "a.tif", channel=Channel.HAND)
    ingest.register(inbox / "a.tif", file, other)
    assert ingest.pages_waiting(other) == ((file.sha256, 1),)
    assert ingest.batch_of(file.sha256).id == batch


@pytest.mark.parametrize("damage", ["changed", "cut", "gone"])
@pytest.mark.parametrize("readable", [True, False])
def test_a_damaged_original_is_whole_again_when_its_bytes_come_again(
    ingest: Ingest, batch: int, inbox: Path, workspace: Workspace, damage: str, readable: bool
) -> None:
    path = inbox / "a.tif"
    came = source(path) if readable else SetAside("not_an_image")
    sha256 = ingest.register(path, came, batch).sha256
    assert sha256 is not None
    original, content = workspace.files.original(sha256), path.read_bytes()
    original.chmod(0o600)
    if damage == "gone":
        original.unlink()
    else:
        original.write_bytes(content[:-1] + (b"!" if damage == "changed" else b""))
    later = ingest.start_batch("dx", Channel.FAX, [inbox / "again"], operator="係員B").id
    again = ingest.register(path, came, later)
    assert again.healed
    assert again.arrival is Arrival.DUPLICATE
    assert original.read_bytes() == content
    assert original.stat().st_mode & 0o777 == 0o400
    assert [(event.by, event.subject) for event in workspace.audit_trail() if event.action == "file.healed"] == [
        ("係員B", "file")
    ]
    assert not ingest.register(path, came, later).healed
    assert list((workspace.path / "tmp").iterdir()) == []
    assert workspace.check_integrity().damages == ()


def test_a_reused_name_is_another_file(ingest: Ingest, batch: int, inbox: Path) -> None:
    """A fax server may begin its numbering again."""
    first = source(inbox / "a.tif")
    ingest.register(inbox / "a.tif", first, batch)
    (inbox / "a.tif").write_bytes(b"another fax")
    assert ingest.register(inbox / "a.tif", source(inbox / "a.tif"), batch).arrival is Arrival.NEW
    assert len(ingest.pages_waiting(batch)) == 2


def test_a_broken_file_is_kept_with_its_reason(ingest: Ingest, batch: int, inbox: Path, workspace: Workspace) -> None:
    sha256 = source(inbox / "a.tif").sha256
    for _ in range(2):
        assert ingest.register(inbox / "a.tif", BROKEN, batch) == Registered(Arrival.SET_ASIDE, sha256, BROKEN)
    assert workspace.files.original(sha256).read_bytes() == (inbox / "a.tif").read_bytes()
    (item,) = workspace.set_aside()
    assert (item.name, item.sha256, item.reason) == ("a.tif", sha256, BROKEN)
    assert ingest.end_batch(batch)
    assert workspace.ledger(deep=True).balances


def test_a_file_set_aside_may_be_read_later(ingest: Ingest, batch: int, inbox: Path, workspace: Workspace) -> None:
    """A newer program, or a raised limit: the same file is tried again, under the batch that brings it now."""
    ingest.register(inbox / "a.tif", BROKEN, batch)
    ingest.end_batch(batch)
    later = start(ingest, inbox)
    assert ingest.register(inbox / "a.tif", source(inbox / "a.tif"), later).arrival is Arrival.NEW
    sha256 = read_all(ingest, inbox / "a.tif", later)
    assert ingest.batch_of(sha256).id == later
    assert workspace.set_aside() == ()
    assert workspace.ledger(deep=True).balances
    assert workspace.ledger().files.duplicates == 0


def test_a_file_once_read_is_not_set_aside_later(ingest: Ingest, batch: int, inbox: Path, workspace: Workspace) -> None:
    sha256 = read_all(ingest, inbox / "a.tif", batch)
    (inbox / "copy.tif").write_bytes((inbox / "a.tif").read_bytes())
    assert ingest.register(inbox / "copy.tif", BROKEN, batch).arrival is Arrival.DUPLICATE
    assert workspace.ledger().files.read == 1
    assert [made.sha256 for made in workspace.submissions()] == [sha256]


def test_a_file_that_changed_meanwhile_is_set_aside(ingest: Ingest, batch: int, inbox: Path) -> None:
    file = source(inbox / "a.tif")
    (inbox / "a.tif").write_bytes(b"still being written")
    found = ingest.register(inbox / "a.tif", file, batch)
    assert (found.arrival, found.reason) == (Arrival.SET_ASIDE, SetAside("changed"))
    assert ingest.pages_waiting() == ()


def test_what_cannot_be_copied_is_recorded(ingest: Ingest, batch: int, inbox: Path, workspace: Workspace) -> None:
    os.mkfifo(inbox / "pipe")
    file = source(inbox / "a.tif")
    (inbox / "a.tif").unlink()
    for _ in range(2):
        assert ingest.register(inbox / "pipe", BROKEN, batch).reason == BROKEN
        assert ingest.register(inbox, BROKEN, batch).sha256 is None
        assert ingest.register(inbox / "a.tif", file, batch).reason == SetAside("unreadable")
    assert [item.name for item in workspace.set_aside()] == ["pipe", "inbox", "a.tif"]
    counts = workspace.ledger(deep=True).files
    assert (counts.total, counts.set_aside) == (3, 3)
    assert not list((workspace.path / "tmp").iterdir())


def test_nothing_above_the_limit_is_kept(ingest: Ingest, inbox: Path, batch: int, workspace: Workspace) -> None:
    large = SetAside("file_too_large", detail=(("size", "1000000"), ("limit", "500")))
    giant = inbox / "giant.pdf"
    giant.write_bytes(b"%PDF-1.7")
    os.truncate(giant, 10**12)
    assert ingest.register(giant, large, batch, 10**6) == Registered(Arrival.SET_ASIDE, None, large)
    assert ingest.register(inbox / "a.tif", source(inbox / "a.tif"), batch, 3).reason == SetAside("changed"), "it grew"
    assert [(item.name, item.sha256) for item in workspace.set_aside()] == [("giant.pdf", None), ("a.tif", None)]
    assert list(workspace.files.originals()) == []
    assert list((workspace.path / "tmp").iterdir()) == []


def test_names_that_are_no_text_are_taken(ingest: Ingest, batch: int, inbox: Path, workspace: Workspace) -> None:
    path = Path(os.fsdecode(os.fsencode(inbox) + b"/\x8e\xf3\x95t.tif"))  # a name in Shift_JIS
    path.write_bytes(b"fax")
    assert ingest.register(path, source(path), batch).arrival is Arrival.NEW
    assert ingest.register(path, source(path), batch).arrival is Arrival.WAITING
    assert workspace.ledger(deep=True).balances


# --------------------------------------------------------------------------------------------------------- pages


def test_a_page_is_read_once(ingest: Ingest, batch: int, inbox: Path, workspace: Workspace) -> None:
    file = source(inbox / "a.tif", pages=2)
    ingest.register(inbox / "a.tif", file, batch)
    assert ingest.save_page(file.sha256, reading(1), PNG)
    assert not ingest.save_page(file.sha256, dataclasses.replace(reading(1), width=9), b"other")
    assert not ingest.set_page_aside(file.sha256, SetAside("decode_failed", page=1))
    assert ingest.page_readings(file.sha256) == (reading(1),)
    assert workspace.files.page_image(file.sha256, 1).read_bytes() == PNG
    assert workspace.page_size(file.sha256, 1) == (1000, 1400)
    assert workspace.page_size(file.sha256, 2) is None
    assert ingest.pages_waiting() == ((file.sha256, 2),)
    assert ingest.set_page_aside(file.sha256, SetAside("decode_failed", page=2))
    assert ingest.files_unfinished(batch) == (file.sha256,)
    assert ingest.pages_set_aside(file.sha256) == (SetAside("decode_failed", page=2),)


def test_a_page_that_is_not_there_is_said(ingest: Ingest, batch: int, inbox: Path) -> None:
    file = source(inbox / "a.tif")
    ingest.register(inbox / "a.tif", file, batch)
    with pytest.raises(UnknownRecordError):
        ingest.save_page(file.sha256, reading(2))
    with pytest.raises(UnknownRecordError):
        ingest.page_readings("0" * 64)


def test_pages_are_set_aside_with_a_reason(ingest: Ingest, batch: int, inbox: Path) -> None:
    file = source(inbox / "a.tif")
    ingest.register(inbox / "a.tif", file, batch)
    with pytest.raises(ValueError, match="set_page_aside"):
        ingest.save_page(file.sha256, reading(1, PageRole.SET_ASIDE))
    with pytest.raises(ValueError, match="name the page"):
        ingest.set_page_aside(file.sha256, SetAside("decode_failed"))


def test_a_reading_that_is_none_is_refused_whole(ingest: Ingest, batch: int, inbox: Path, workspace: Workspace) -> None:
    file = source(inbox / "a.tif")
    ingest.register(inbox / "a.tif", file, batch)
    with pytest.raises(CodecError):
        ingest.save_page(file.sha256, dataclasses.replace(reading(1), digest="\ud800"), PNG)
    assert ingest.pages_waiting() == ((file.sha256, 1),)
    assert not workspace.files.page_image(file.sha256, 1).exists()
