"""A watched folder: what arrives is taken in once, on the day it arrives, and nothing is lost between two looks."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.intake import Arrival, Patience, State, glance
from ocr_intake.model.pages import Channel, SetAside
from ocr_intake.pipeline.batch import Delivery, Report, Tools
from ocr_intake.pipeline.watching import Watching
from ocr_intake.store import Workspace
from tests.pipeline import fakes
from tests.pipeline.fakes import Here, picture

AT_ONCE = Patience(poll_s=0.01, settled_s=0.0, give_up_s=0.3)


@dataclass
class Heard:
    reports: list[Report] = field(default_factory=list)
    unreached: list[SetAside] = field(default_factory=list)

    def taken_in(self, report: Report) -> None:
        self.reports.append(report)

    def unreachable(self, reason: SetAside) -> None:
        self.unreached.append(reason)


@dataclass
class Watch:
    """A watch that does something of the test's between two looks, and ends when nothing is left to do."""

    root: Path
    workspace: Workspace
    folder: Path
    heard: Heard = field(default_factory=Heard)
    look: Callable[[Path], State | SetAside] = glance
    opened: int = 0
    days: list[date] = field(default_factory=lambda: [date(2021, 9, 1)])

    def _opened(self) -> AbstractContextManager[Callable[[Path], State | SetAside]]:
        self.opened += 1
        return nullcontext(self.look)

    def run(self, *steps: Callable[[], object]) -> None:
        stop = threading.Event()
        left = [*steps, lambda: None, stop.set]

        @contextmanager
        def tools() -> Iterator[Tools]:
            pool = Here(self.root)
            pool.stop = stop
            yield Tools(pool, lambda consultation: Knowledge({}), assembler=fakes.assemble)

        watching = Watching(
            self.folder,
            self.workspace,
            Delivery("dx", Channel.FAX, "係員A"),
            tools,
            look=self._opened,
            listener=self.heard,
            stop=stop,
            calendar=lambda: self.days[-1],
        )
        between = watching._between_looks

        def step(seconds: float) -> None:
            between(seconds)
            left.pop(0)()

        watching._between_looks = step  # type: ignore[method-assign]
        watching.run(AT_ONCE)


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    folder = tmp_path / "fax"
    folder.mkdir()
    with Workspace.create(tmp_path / "workspace") as workspace:
        yield Watch(tmp_path, workspace, folder)


def names(watch: Watch) -> list[str]:
    return [made.file_name for made in watch.workspace.submissions()]


def test_what_is_there_and_what_arrives(watch: Watch) -> None:
    picture(watch.folder / "a.png", fakes.FINE)
    watch.run(
        lambda: picture(watch.folder / "b.png", fakes.FINE, shade=1),
        lambda: picture(watch.folder / "c.tif", fakes.FINE, fakes.FINE, shade=2),
    )
    assert names(watch) == ["a.png", "b.png", "c.tif", "c.tif"]
    assert [report.files for report in watch.heard.reports] == [1, 1, 1]
    assert watch.workspace.ledger(deep=True).balances


def test_a_file_that_never_becomes_whole_is_recorded(watch: Watch) -> None:
    waited = threading.Event()
    watch.run(lambda: (watch.folder / "cut.pdf").write_bytes(b"%PDF-1.4 cut off"), *[lambda: waited.wait(0.1)] * 8)
    assert [item.reason.code for item in watch.workspace.set_aside()] == ["never_complete"]


def test_the_next_watch_says_nothing_of_what_is_known(watch: Watch) -> None:
    picture(watch.folder / "a.png", fakes.FINE)
    watch.run()
    watch.heard.reports.clear()
    watch.run(
        lambda: picture(watch.folder / "b.png", fakes.FINE, shade=1),
        lambda: (watch.folder / "again.png").write_bytes((watch.folder / "a.png").read_bytes()),
    )
    assert names(watch) == ["a.png", "b.png"]
    assert [(report.read, report.duplicates) for report in watch.heard.reports] == [(1, []), (0, ["again.png"])]


def test_what_a_killed_watch_left_is_finished(watch: Watch) -> None:
    picture(watch.folder / "a.tif", fakes.FINE, fakes.FINE)
    with watch.workspace.ingest() as work:
        batch = work.start_batch("dx", Channel.FAX, [watch.folder], operator="係員A", received=date(2021, 8, 31))
        (job, _) = fakes.jobs_of(watch.folder / "a.tif")
        work.register(job.path, job.source, batch.id)
    watch.run()
    assert [made.received for made in watch.workspace.submissions()] == [date(2021, 8, 31)] * 2


def test_each_day_has_its_own_batches(watch: Watch) -> None:
    picture(watch.folder / "a.png", fakes.FINE)
    watch.run(lambda: watch.days.append(date(2021, 9, 2)), lambda: picture(watch.folder / "b.png", fakes.FINE, shade=1))
    assert [made.received.day for made in watch.workspace.submissions()] == [1, 2]


def test_another_ingest_is_waited_for(watch: Watch) -> None:
    lock = watch.workspace.ingest()

    def begin() -> None:
        lock.__enter__()
        picture(watch.folder / "a.png", fakes.FINE)

    watch.run(begin, lambda: None, lambda: lock.__exit__(None, None, None), lambda: None)
    assert names(watch) == ["a.png"]


def test_an_unreachable_folder_is_told(watch: Watch) -> None:
    away = watch.folder.with_name("away")
    watch.run(lambda: watch.folder.rename(away), lambda: None, lambda: away.rename(watch.folder))
    assert [reason.code for reason in watch.heard.unreached] == ["folder_unreachable"]


def test_the_workspace_inside_the_folder_is_left_alone(watch: Watch) -> None:
    watch.folder = watch.root
    picture(watch.root / "a.png", fakes.FINE)
    watch.run()
    assert names(watch) == ["a.png"]


def test_arrivals_of_one_look_are_one_batch(watch: Watch) -> None:
    for number in range(3):
        picture(watch.folder / f"{number}.png", fakes.FINE, shade=number)
    watch.run()
    assert [report.files for report in watch.heard.reports] == [3]
    assert Arrival(watch.folder).reason is None


def test_a_file_that_kills_whoever_looks_at_it_is_recorded_at_once(watch: Watch) -> None:
    def look(path: Path) -> State | SetAside:
        return SetAside("look_died") if path.name == "deadly.tif" else glance(path)

    watch.look = look
    (watch.folder / "deadly.tif").write_bytes(b"II*\0")
    picture(watch.folder / "good.png", fakes.FINE)
    watch.run()
    assert names(watch) == ["good.png"]
    assert [(item.name, item.reason.code) for item in watch.workspace.set_aside()] == [("deadly.tif", "look_died")]


def test_links_that_point_at_each_other_end_nothing_and_are_recorded(watch: Watch) -> None:
    (watch.folder / "a.tif").symlink_to("b.tif")
    (watch.folder / "b.tif").symlink_to("a.tif")
    picture(watch.folder / "good.png", fakes.FINE)
    waited = threading.Event()
    watch.run(*[lambda: waited.wait(0.1)] * 6)
    assert names(watch) == ["good.png"]
    assert {item.name for item in watch.workspace.set_aside()} == {"a.tif", "b.tif"}


def test_nobody_looks_while_nothing_arrives(watch: Watch) -> None:
    watch.run(*[lambda: None] * 3)
    assert watch.opened == 0
    picture(watch.folder / "a.png", fakes.FINE)
    watch.run(*[lambda: None] * 3, lambda: picture(watch.folder / "b.png", fakes.FINE, shade=1))
    assert watch.opened == 2, "what looked at the first was let go in between"
