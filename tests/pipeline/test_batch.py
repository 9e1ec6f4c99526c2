"""Files into a workspace: everything accounted for, interruptions picked up, duplicates and broken files told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ocr_intake.cli.ingest_summary import summary
from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.intake import Limits, find_files
from ocr_intake.model.fields import FlagCode
from ocr_intake.model.pages import Channel, Page, SetAside
from ocr_intake.model.reading import PageReading
from ocr_intake.model.submission import FileOutcome, Opinion
from ocr_intake.pipeline.batch import (
    Delivery,
    Report,
    Tools,
    finish_waiting,
    ingest,
    lateness,
    outside,
    scratch_folder,
)
from ocr_intake.pipeline.page import ReadPage
from ocr_intake.pipeline.pool import PagePool
from ocr_intake.pipeline.worker import MachineFailedError, PageJob, PageRead
from ocr_intake.store import Batch, IngestRunningError, Workspace
from tests.pipeline import fakes
from tests.pipeline.fakes import Here, picture, reads

LAST_DAY = date(2021, 9, 14)
FAX = Delivery("dx", Channel.FAX, "係員A", date(2021, 9, 1))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    picture(folder / "a.tif", fakes.FINE, fakes.BLANK, fakes.FINE)
    picture(folder / "b.png", fakes.FINE, shade=1)
    picture(folder / "c.tif", fakes.TRIPS, fakes.FINE, shade=2)
    (folder / "d.pdf").write_bytes(b"%PDF-1.4 cut off")
    (folder / "e copy of b.png").write_bytes((folder / "b.png").read_bytes())
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(tmp_path / "workspace") as opened:
        yield opened


def tools(pool: PagePool) -> Tools:
    knowledge = Knowledge({}, last_day=LAST_DAY)
    return Tools(pool, lambda consultation: knowledge, assembler=fakes.assemble)


def run(workspace: Workspace, inbox: Path, pool: PagePool, delivery: Delivery = FAX) -> Report:
    return ingest(workspace, [inbox], dict.fromkeys(sorted(inbox.iterdir())), delivery, tools(pool))


def balanced(workspace: Workspace) -> Mapping[str, int]:
    ledger = workspace.ledger(deep=True)
    assert ledger.balances, ledger.imbalances
    return {
        "files": ledger.files.total,
        "read": ledger.files.read,
        "waiting": ledger.files.waiting,
        "pages waiting": ledger.pages.waiting,
        "submissions": ledger.submissions.total,
    }


def test_everything_is_taken_in_and_told(tmp_path: Path, inbox: Path, workspace: Workspace) -> None:
    report = run(workspace, inbox, Here(tmp_path, pictures=True))
    assert (report.files, report.read, report.pages) == (5, 3, 6)
    assert (report.submissions, report.flagged, report.finished, report.continued) == (4, 4, True, False)
    assert report.duplicates == ["e copy of b.png"]
    assert [(name, reason.code, reason.page) for name, reason in report.aside] == [
        ("d.pdf", "truncated", None),
        ("c.tif", "reading_failed", 1),
    ]
    assert balanced(workspace) == {"files": 4, "read": 3, "waiting": 0, "pages waiting": 0, "submissions": 4}
    pictures = sorted(path.name for path in workspace.path.glob("derived/*/*/*.png"))
    assert pictures == ["page-0001.png"] * 2 + ["page-0002.png"] * 2 + ["page-0003.png"]


def test_the_same_again_is_recognised_and_not_read(tmp_path: Path, inbox: Path, workspace: Workspace) -> None:
    run(workspace, inbox, Here(tmp_path))
    before = reads(tmp_path)
    report = run(workspace, inbox, Here(tmp_path))
    assert reads(tmp_path) == before
    assert len(report.duplicates) == 4
    assert [(name, reason.code) for name, reason in report.aside] == [("d.pdf", "truncated")], "why, once more"
    assert report.submissions == 0
    assert balanced(workspace)["submissions"] == 4


def test_a_damaged_original_is_made_whole_and_told(tmp_path: Path, inbox: Path, workspace: Workspace) -> None:
    run(workspace, inbox, Here(tmp_path))
    original = next(path for path in workspace.path.glob("originals/*/*") if path.read_bytes().startswith(b"\x89PNG"))
    original.chmod(0o600)
    original.write_bytes(b"damaged")
    report = run(workspace, inbox, Here(tmp_path))
    assert len(report.healed) == 1
    assert f"  - {report.healed[0]}" in list(summary(report))
    balanced(workspace)
    assert run(workspace, inbox, Here(tmp_path)).healed == []


def test_what_is_watched_is_made_whole_too(tmp_path: Path, inbox: Path, workspace: Workspace) -> None:
    """Files that are known are passed over, unless the workspace needs their bytes."""
    run(workspace, inbox, Here(tmp_path))
    files = dict.fromkeys(sorted(inbox.iterdir()))
    known = set(files)
    assert ingest(workspace, [inbox], files, FAX, tools(Here(tmp_path)), known).files == 0
    original = min(workspace.path.glob("originals/*/*"))
    original.chmod(0o600)
    original.write_bytes(b"damaged")
    assert len(ingest(workspace, [inbox], files, FAX, tools(Here(tmp_path)), known).healed) == 1
    assert ingest(workspace, [inbox], files, FAX, tools(Here(tmp_path)), known).files == 0


@pytest.mark.parametrize("until", range(6))
def test_after_ctrl_c_the_same_command_goes_on(tmp_path: Path, inbox: Path, workspace: Workspace, until: int) -> None:
    stopped = run(workspace, inbox, Here(tmp_path, until=until))
    assert not stopped.finished
    assert stopped.pages == until
    balanced(workspace)
    report = run(workspace, inbox, Here(tmp_path))
    assert report.continued
    assert report.finished
    assert stopped.pages + report.pages == 6
    assert stopped.submissions + report.submissions == 4
    assert report.done_before == stopped.read
    assert len(reads(tmp_path)) == len(set(reads(tmp_path))) == 6, "no page was read twice"
    assert balanced(workspace) == {"files": 4, "read": 3, "waiting": 0, "pages waiting": 0, "submissions": 4}


def test_stopped_while_files_are_registered(tmp_path: Path, inbox: Path, workspace: Workspace) -> None:
    pool = Here(tmp_path)
    pool.stop.set()
    report = run(workspace, inbox, pool)
    assert (report.finished, report.files) == (False, 0)
    pool = Here(tmp_path, until_look=2)
    report = run(workspace, inbox, pool)
    assert (report.finished, report.files, report.pages) == (False, 2, 0)
    assert run(workspace, inbox, Here(tmp_path)).continued
    assert balanced(workspace)["read"] == 3


def test_a_page_that_was_read_before_a_crash_only_needs_assembling(
    tmp_path: Path, inbox: Path, workspace: Workspace
) -> None:
    def crash(*_: object) -> None:
        raise OSError(28, "No space left on device")

    broken = Tools(Here(tmp_path), lambda consultation: Knowledge({}), assembler=crash)  # type: ignore[arg-type]
    with pytest.raises(MachineFailedError, match="No space left"):
        ingest(workspace, [inbox], {inbox / "b.png": None}, FAX, broken)
    assert balanced(workspace)["waiting"] == 1
    report = ingest(workspace, [inbox], {inbox / "b.png": None}, FAX, tools(Here(tmp_path)))
    assert (report.pages, report.read, report.submissions) == (0, 1, 1)
    assert len(reads(tmp_path)) == 1


def test_a_file_that_trips_extraction_is_set_aside_and_the_others_go_on(
    tmp_path: Path, inbox: Path, workspace: Workspace
) -> None:
    made = Tools(Here(tmp_path), lambda consultation: Knowledge({}), assembler=fakes.stumbling)
    report = ingest(workspace, [inbox], {inbox / "a.tif": None, inbox / "c.tif": None}, FAX, made)
    assert report.finished
    assert sorted((name, reason.page, reason.code) for name, reason in report.aside) == [
        ("a.tif", 1, "extraction_failed"),
        ("a.tif", 2, "extraction_failed"),
        ("a.tif", 3, "extraction_failed"),
        ("c.tif", 1, "reading_failed"),
        ("c.tif", 2, "extraction_failed"),
    ]
    assert "見本" not in repr(report)
    assert balanced(workspace)["read"] == 2


@pytest.mark.parametrize(
    ("shape", "aside", "submissions"), [("forgets a page", (1, 2, 3), 1), ("half a character", (1,), 2)]
)
def test_what_the_store_refuses_is_set_aside_and_its_neighbours_stay(
    tmp_path: Path, inbox: Path, workspace: Workspace, shape: str, aside: tuple[int, ...], submissions: int
) -> None:
    def wrong(readings: Sequence[PageReading], before: Sequence[SetAside], knowledge: Knowledge) -> FileOutcome:
        outcome = fakes.assemble(readings, before, knowledge)
        if len(readings) < 3:
            return outcome
        if shape == "forgets a page":
            return FileOutcome(outcome.submissions, outcome.pages[1:])
        first = replace(outcome.submissions[0], opinions=(Opinion("\ud842"),))
        return replace(outcome, submissions=(first, *outcome.submissions[1:]))

    made = Tools(Here(tmp_path), lambda consultation: Knowledge({}), assembler=wrong)
    report = ingest(workspace, [inbox], {inbox / "a.tif": None, inbox / "b.png": None}, FAX, made)
    assert report.finished
    assert [(name, reason.code, reason.page) for name, reason in report.aside] == [
        ("a.tif", "extraction_failed", page) for page in aside
    ]
    assert balanced(workspace)["submissions"] == submissions


def test_a_reading_that_the_store_refuses_is_set_aside(
    tmp_path: Path, inbox: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = fakes.FakeReader.__call__

    def let_through(self: fakes.FakeReader, page: Page) -> ReadPage:
        done = read(self, page)
        return replace(done, reading=replace(done.reading, readers=("nul \0",)))

    monkeypatch.setattr(fakes.FakeReader, "__call__", let_through)
    report = ingest(workspace, [inbox], {inbox / "b.png": None}, FAX, tools(Here(tmp_path)))
    assert [(name, reason.code) for name, reason in report.aside] == [("b.png", "reading_failed")]
    assert balanced(workspace)["read"] == 1


def test_what_an_earlier_run_registered_is_read_by_whoever_comes_next(
    tmp_path: Path, inbox: Path, workspace: Workspace
) -> None:
    run(workspace, inbox, Here(tmp_path, until=1))
    for path in inbox.iterdir():
        path.unlink()
    report = finish_waiting(workspace, tools(Here(tmp_path)))
    assert report.finished
    assert report.pages == 5
    assert balanced(workspace)["submissions"] == 4


def test_an_original_that_is_refused_by_now_is_set_aside(tmp_path: Path, inbox: Path, workspace: Workspace) -> None:
    run(workspace, inbox, Here(tmp_path, until=0))
    pool = Here(tmp_path)
    object.__setattr__(pool.spec, "limits", Limits(max_pages=2))
    report = finish_waiting(workspace, tools(pool))
    assert [reason.code for _, reason in report.aside].count("too_many_pages") == 3
    assert balanced(workspace)["read"] == 3


def test_one_ingest_at_a_time(tmp_path: Path, inbox: Path, workspace: Workspace) -> None:
    with workspace.ingest(), pytest.raises(IngestRunningError):
        run(workspace, inbox, Here(tmp_path))


def test_a_file_known_to_be_unreadable_is_recorded_with_that_reason(
    tmp_path: Path, inbox: Path, workspace: Workspace
) -> None:
    reason = SetAside("never_complete", detail=(("minutes", "10"),))
    report = ingest(workspace, [inbox], {inbox / "b.png": reason}, FAX, tools(Here(tmp_path)))
    assert report.aside == [("b.png", reason)]
    assert [item.reason for item in workspace.set_aside()] == [reason]


def test_known_files_can_be_passed_over(tmp_path: Path, inbox: Path, workspace: Workspace) -> None:
    run(workspace, inbox, Here(tmp_path))
    files = sorted(inbox.iterdir())
    picture(files[0], fakes.FINE, shade=9)
    report = ingest(workspace, [inbox], dict.fromkeys(files), FAX, tools(Here(tmp_path)), unless_known=files)
    assert (report.files, report.read, report.duplicates) == (1, 1, [])


# ----------------------------------------------------------------------------------------------------------- lateness


@pytest.mark.parametrize(
    ("received", "late"), [(date(2021, 9, 14), False), (date(2021, 9, 15), True), (date(2021, 8, 1), False)]
)
def test_what_came_after_the_last_day_is_flagged(
    tmp_path: Path, inbox: Path, workspace: Workspace, received: date, late: bool
) -> None:
    run(workspace, inbox, Here(tmp_path), Delivery("dx", Channel.POST, "係員A", received))
    flags = [[flag.code for flag in made.flags] for made in workspace.submissions()]
    assert flags == [[FlagCode.LATE] if late else []] * 4


@pytest.mark.parametrize(("channel", "code"), [(Channel.POST, FlagCode.LATE_BY_POST), (Channel.FAX, FlagCode.LATE)])
def test_a_letter_may_be_in_time_by_its_postmark(channel: Channel, code: FlagCode) -> None:
    batch = Batch(1, "dx", channel, date(2021, 9, 15), "係員A", datetime(2021, 9, 15, tzinfo=UTC))
    knowledge = Knowledge({}, last_day=date(2021, 9, 14), postmark_counts=True)
    assert lateness(batch, knowledge) is code
    assert lateness(replace(batch, received=date(2021, 9, 14)), knowledge) is None
    assert lateness(batch, replace(knowledge, postmark_counts=False)) is FlagCode.LATE


def test_a_file_keeps_the_day_of_its_first_delivery(tmp_path: Path, inbox: Path, workspace: Workspace) -> None:
    """Delivered in time, interrupted, delivered again too late and read only then: it is in time."""
    run(workspace, inbox, Here(tmp_path, until=0))
    run(workspace, inbox, Here(tmp_path), Delivery("dx", Channel.POST, "係員B", date(2021, 10, 1)))
    assert [made.flags for made in workspace.submissions()] == [()] * 4
    assert {made.received for made in workspace.submissions()} == {date(2021, 9, 1)}


# ------------------------------------------------------------------------------------------------------------ folders


def test_scratch_is_private_and_goes_away(tmp_path: Path) -> None:
    with scratch_folder(tmp_path) as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert folder.is_relative_to(tmp_path)
        (folder / "line.png").write_bytes(b"somebody's writing")
    assert not folder.exists()


def test_what_a_killed_run_left_is_removed(tmp_path: Path, inbox: Path, workspace: Workspace) -> None:
    left = workspace.path / "scratch" / "run-killed"
    left.mkdir(parents=True)
    (left / "line.png").write_bytes(b"somebody's writing")
    run(workspace, inbox, Here(tmp_path))
    assert not left.exists()


def test_a_workspace_does_not_take_itself_in(tmp_path: Path, workspace: Workspace) -> None:
    own = workspace.path / "originals" / "ab" / "abcdef"
    link = tmp_path / "link"
    link.symlink_to(workspace.path)
    others = (tmp_path / "scan.png", tmp_path / "workspace2" / "scan.png")
    assert outside(workspace.path, (own, *others, link / "derived" / "page.png")) == others


class LastFirst(Here):
    """Several workers of which the first ones are the slowest: pages come back from the last one on."""

    def read(self, jobs: Iterable[PageJob]) -> Iterator[tuple[PageJob, PageRead | SetAside]]:
        """As the base does it, in the other order."""
        yield from super().read(reversed(list(jobs)))


@pytest.mark.parametrize("pool", [Here, LastFirst])
def test_submissions_are_numbered_in_the_order_of_the_files(
    tmp_path: Path, workspace: Workspace, pool: type[Here]
) -> None:
    """Whichever page a worker is done with first."""
    folder = tmp_path / "scans"
    folder.mkdir()
    for number in (1, 2, 10):
        picture(folder / f"scan{number}.tif", *[fakes.FINE] * number, shade=number)
    files = dict.fromkeys(find_files([folder]))
    ingest(workspace, [folder], files, FAX, tools(pool(tmp_path)))
    names = [made.file_name for made in workspace.submissions()]
    assert names == ["scan1.tif"] * 1 + ["scan2.tif"] * 2 + ["scan10.tif"] * 10
    assert [made.pages for made in workspace.submissions()][3:] == [(page,) for page in range(1, 11)]


def test_the_order_outlives_an_interruption(tmp_path: Path, inbox: Path, workspace: Workspace) -> None:
    """What was read behind a file that is not complete waits for it."""
    run(workspace, inbox, LastFirst(tmp_path, until=4))
    assert [made.file_name for made in workspace.submissions()] == []
    run(workspace, inbox, LastFirst(tmp_path))
    assert [made.file_name for made in workspace.submissions()] == ["a.tif", "a.tif", "b.png", "c.tif"]
    balanced(workspace)


def test_blank_pages_are_told(tmp_path: Path, inbox: Path, workspace: Workspace) -> None:
    report = run(workspace, inbox, Here(tmp_path))
    assert report.blank == [("a.tif", 2)]
    assert "  - a.tif: 2ページ" in list(summary(report))
    assert [(blank.file, blank.page) for blank in workspace.ledger().blanks] == [("a.tif", 2)]
    assert workspace.ledger("another").blanks == ()
