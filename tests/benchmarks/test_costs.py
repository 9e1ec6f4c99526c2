"""The benchmarks of what reading costs: what they count, what they copy, what they extrapolate. No engine is loaded."""

import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks import beside, shares, startup
from benchmarks.flat import Cost, again, multiply
from benchmarks.flat import rows as flat_rows
from benchmarks.machine import Used, table, used
from benchmarks.million import Point, extrapolated, plan, simulate
from benchmarks.million import rows as million_rows
from benchmarks.replay import Recorded, Recording, copied_from, copy_name, ingest
from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.intake import decode, inspect
from ocr_intake.model.pages import Page, SourceFile
from ocr_intake.store import Workspace
from tests.pipeline.fakes import assemble, picture
from tests.store.builders import reading

ROOM = "/somewhere/ocr_intake/"
PAGE = (ROOM + "pipeline/page.py", "read_page")


class TestShares:
    @pytest.mark.parametrize(
        ("calls", "stage"),
        [
            ([PAGE, ("layout/orientation.py", "find"), ("readers/ppocr.py", "read")], "which way is up"),
            ([PAGE, ("readers/ppocr.py", "read")], "recogniser on lines"),
            ([PAGE, ("readers/ppocr.py", "text_map")], "detector"),
            ([PAGE, ("imaging/circles.py", "erase_seals"), ("imaging/light.py", "ink_mask")], "stamps and seals"),
            ([PAGE, ("layout/forms/confirm.py", "confirm")], "known forms"),
            ([PAGE, ("layout/lines.py", "find_lines")], "lines, header, strikes"),
            ([PAGE], "the rest of reading"),
            ([("pipeline/assemble.py", "assemble")], "page model, fields, trust"),
            ([("cli/app.py", "main")], "else"),
        ],
    )
    def test_a_stack_belongs_to_the_outermost_stage_on_it(self, calls: list[tuple[str, str]], stage: str) -> None:
        whole = [(file if file.startswith("/") else ROOM + file, function) for file, function in calls]
        assert shares.stage_of([("/usr/lib/python3.11/threading.py", "run"), *whole]) == stage

    def test_a_busy_thread_is_counted_and_a_waiting_one_is_not(self) -> None:
        sampler = shares.Sampler(threading.get_ident())
        sampler.start()
        time.sleep(0.1)
        idle, until = sum(sampler.seconds.values()), time.thread_time() + 0.3
        while time.thread_time() < until:
            pass
        sampler.ended.set()
        sampler.join()
        assert idle < 0.05
        assert 0.2 < sum(sampler.seconds.values()) < 0.5

    def test_shares_are_of_reading_a_page_and_the_largest_comes_first(self) -> None:
        first, *_ = found = shares.lines({"detector": 1.0, "Tesseract": 3.0, "decoding": 2.0}, 2)
        assert first == ("Tesseract", "1.500", "75.0%")
        assert ("**read_page**", "2.000", "100 %") in found
        assert found[-1] == ("beside: decoding", "1.000", "")


class TestCopies:
    @pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif", "a.pdf"])
    def test_a_copy_has_another_hash_and_the_same_pixels(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / name
        Image.fromarray(np.arange(60 * 80, dtype=np.uint8).reshape(60, 80)).save(path, resolution=72.0)
        assert multiply([(path, 1)], 3, tmp_path / "in") == 3
        found = [(copy, inspect(copy)) for copy in (path, *sorted((tmp_path / "in").rglob("*.*")))]
        sources = [(copy, source) for copy, source in found if isinstance(source, SourceFile)]
        pages = [decode(copy, source, 1) for copy, source in sources]
        assert len({source.sha256 for _, source in sources}) == 4
        assert len({page.digest for page in pages if isinstance(page, Page)}) == 1
        assert all(isinstance(page, Page) for page in pages)

    def test_what_has_no_place_for_a_comment_is_refused(self) -> None:
        with pytest.raises(ValueError, match="neither"):
            again(b"BM", 1)

    def test_a_copy_is_told_by_its_name(self) -> None:
        assert copied_from(copy_name(7, "a_b.tif")) == "a_b.tif"

    def test_rows_tell_what_a_page_took(self) -> None:
        assert flat_rows([("read", Cost(200, 100.0, 300.0, 512.4, 1.0))]) == [
            ["read", "200", "100", "1.500", "512", "5.0"]
        ]


def recording(tmp_path: Path) -> Recording:
    """Of a file of one page and one of two."""
    files = []
    for heights in ((20,), (21, 22)):
        path = picture(tmp_path / f"{heights[0]}.tif", *heights)
        source = inspect(path)
        assert isinstance(source, SourceFile)
        pages = {number: reading(number) for number in range(1, len(heights) + 1)}
        files.append(Recorded(path, source, pages, assemble(tuple(pages.values()), (), Knowledge({}))))
    return Recording(tuple(files), Knowledge({}), 2.0, 0.05)


class TestReplay:
    def test_recorded_pages_go_through_the_real_ingest(self, tmp_path: Path) -> None:
        known = recording(tmp_path)
        multiply([(file.path, file.source.pages) for file in known.files], 6, tmp_path / "in")
        with Workspace.create(tmp_path / "workspace") as workspace:
            assert ingest(workspace, tmp_path / "in", known, looks=True, extracts=False)[0] == 6
            ledger = workspace.ledger()
            assert (ledger.files.read, ledger.pages.content) == (4, 6)

    def test_a_simulation_stops_where_it_shall(self, tmp_path: Path) -> None:
        known = recording(tmp_path)
        made = list(simulate(tmp_path / "workspace", known, 12, 6, time.monotonic() + 60, extracts=False))
        assert [point.pages for point in made] == [12]
        assert made[0].submissions == sum(len(file.outcome.submissions) for file in known.files) * 4
        assert not list(simulate(tmp_path / "never", known, 12, 6, time.monotonic(), extracts=False))


class TestMillion:
    POINTS = (Point(100, 90, 10.0, 5.0, 200.0, 210.0, 1.0), Point(200, 180, 30.0, 9.0, 220.0, 230.0, 3.0))

    def test_what_was_not_reached_goes_on_as_the_last_stretch(self) -> None:
        assert extrapolated(self.POINTS, 400) == Point(400, 360, 70.0, 17.0, 260.0, 260.0, 7.0)
        assert extrapolated(self.POINTS[:1], 200) == Point(200, 180, 20.0, 10.0, 200.0, 210.0, 2.0)

    def test_only_what_was_not_reached_is_marked(self) -> None:
        assert [row[0] for row in million_rows(self.POINTS, 200)] == ["100", "200"]
        assert [row[0] for row in million_rows(self.POINTS, 400)] == ["100", "200", "400 (extrapolated)"]
        assert [row[3] for row in million_rows(self.POINTS, 400)] == ["50.0", "40.0", "40.0"]

    def test_a_plan_has_enough_cores_and_enough_runs(self) -> None:
        day = plan(1_000_000, 1.7, 0.08, margin=1.0)
        assert (day.cores, day.runs) == (20, 1)
        assert plan(1_000_000, 1.7, 0.09, margin=1.0).runs == 2
        assert plan(1_000_000, 1.7, 0.08).cores == 25


class TestBeside:
    def test_each_turn_is_compared_with_our_own_in_the_same_turn(self) -> None:
        measured = {
            "ocr-intake": [Used(10.0, 20.0, 500.0), Used(30.0, 22.0, 500.0)],
            "ocrmypdf": [Used(20.0, 10.0, 100.0), Used(60.0, 11.0, 100.0)],
        }
        assert beside.rows(measured, 10)[1] == ["ocrmypdf", "20.0", "1.05", "100", "2.00", "0.50"]

    def test_the_pages_are_prepared_once_for_all(self, tmp_path: Path) -> None:
        import pikepdf

        (tmp_path / "png").mkdir()
        files = [picture(tmp_path / "a.tif", 30, 40), picture(tmp_path / "b.png", 50, shade=200)]
        assert beside.prepare(files, tmp_path / "png", tmp_path / "all.pdf") == 3
        heights = []
        for path in sorted((tmp_path / "png").iterdir()):
            with Image.open(path) as written:
                heights.append(written.height)
        assert heights == [30, 40, 50]
        with pikepdf.open(tmp_path / "all.pdf") as whole:
            assert len(whole.pages) == 3

    def test_a_program_that_is_not_named_takes_no_turn(self, tmp_path: Path) -> None:
        asked = beside.commands([tmp_path], tmp_path, tmp_path / "all.pdf", None, 2)
        assert list(asked) == ["ocr-intake", "rapidocr"]
        ocr = beside.commands([tmp_path], tmp_path, tmp_path / "all.pdf", Path("ocrmypdf"), 2)["ocrmypdf"]
        assert ocr[:6] == ["ocrmypdf", "-l", "jpn", "--jobs", "2", "--force-ocr"]


def test_a_start_is_measured_beside_what_is_wanted(tmp_path: Path) -> None:
    assert list(startup.commands(tmp_path, None)) == ["--help", "read"]
    asked = startup.commands(tmp_path, tmp_path)
    assert list(asked) == list(startup.BARS)
    rows = startup.rows({"--help": [Used(0.3, 0.2, 1.0), Used(0.5, 0.4, 1.0), Used(0.4, 0.3, 1.0)]})
    assert rows == [["`--help`", "0.40", "0.30", "0.30", "0.4"]]


def test_what_a_command_took_is_told_and_one_that_fails_is_no_figure() -> None:
    busy = "import time\nwhile time.process_time() < 0.2: pass"
    took = used([sys.executable, "-c", busy])
    assert took.seconds >= took.cpu_seconds * 0.5
    assert 0.2 <= took.cpu_seconds < 2
    assert took.peak_mb > 3
    with pytest.raises(RuntimeError, match="no such paper"):
        used([sys.executable, "-c", "raise SystemExit('no such paper')"])


def test_a_table_has_figures_on_the_right() -> None:
    assert table(("a", "b"), [("c", "1")]) == "| a | b |\n| --- | ---: |\n| c | 1 |"
