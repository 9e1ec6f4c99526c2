"""A folder watched on a made-up clock: files are given once they are whole, and once."""

import os
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ocr_intake.intake import Arrival, NoSuchPathError, Patience, watch
from ocr_intake.intake.completeness import State
from ocr_intake.intake.watch import Stamp, Track, Verdict, followed, is_unfinished, verdict
from ocr_intake.model.pages import SetAside
from tests.intake.papers import PdfSheet, bilevel, pdf, saved, sheet, tiff_pages

PATIENCE = Patience(poll_s=1, settled_s=3, give_up_s=60)
TIFF = tiff_pages(bilevel(), bilevel())


class Day:
    """A clock that moves when waited on, with things that happen at given seconds."""

    def __init__(self, folder: Path, until: float) -> None:
        self.folder, self.until, self.now = folder, until, 0.0
        self.stop = threading.Event()
        self.events: dict[int, Callable[[], object]] = {}
        self.given: list[tuple[float, str, str | None]] = []

    def wait(self, seconds: float) -> None:
        self.now += seconds
        happens = self.events.pop(int(self.now), None)
        if happens:
            happens()
        if self.now >= self.until:
            self.stop.set()

    def pass_by(self) -> list[tuple[float, str, str | None]]:
        for arrival in watch(self.folder, self.stop, PATIENCE, lambda: self.now, self.wait):
            name = arrival.path.relative_to(self.folder).as_posix()
            self.given.append((self.now, name, arrival.reason.code if arrival.reason else None))
        return self.given


def test_what_is_there_already_is_given_once_settled(tmp_path: Path) -> None:
    (tmp_path / "b.tif").write_bytes(TIFF)
    (tmp_path / "a.pdf").write_bytes(pdf(PdfSheet()))
    assert Day(tmp_path, 20).pass_by() == [(3, "a.pdf", None), (3, "b.tif", None)]


def test_a_file_that_grows_is_waited_for(tmp_path: Path) -> None:
    day = Day(tmp_path, 40)
    path = tmp_path / "fax.tif"
    quarter = len(TIFF) // 4
    for number in range(1, 5):
        day.events[number * 5] = partial(path.write_bytes, TIFF[: quarter * number if number < 4 else None])
    assert day.pass_by() == [(23, "fax.tif", None)], "whole at 20, settled three seconds later"


def test_a_file_that_never_ends_is_set_aside_and_taken_when_it_does(tmp_path: Path) -> None:
    day = Day(tmp_path, 120)
    path = tmp_path / "fax.tif"
    path.write_bytes(TIFF[:-200])
    day.events[80] = lambda: path.write_bytes(TIFF)
    assert day.pass_by() == [(60, "fax.tif", "never_complete"), (83, "fax.tif", None)]


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "fax.tif").touch()
    assert Day(tmp_path, 70).pass_by() == [(60, "fax.tif", "empty")]


def test_unfinished_names_wait_for_their_renaming(tmp_path: Path) -> None:
    day = Day(tmp_path, 100)
    (tmp_path / "scan.pdf.part").write_bytes(pdf(PdfSheet()))
    day.events[75] = lambda: (tmp_path / "scan.pdf.part").rename(tmp_path / "scan.pdf")
    assert day.pass_by() == [(78, "scan.pdf", None)]


def test_a_name_that_is_used_again_is_another_file(tmp_path: Path) -> None:
    day = Day(tmp_path, 60)
    path = tmp_path / "FAX0001.tif"
    path.write_bytes(TIFF)
    day.events[10] = path.unlink
    day.events[20] = lambda: path.write_bytes(TIFF)
    day.events[30] = lambda: path.write_bytes(tiff_pages(bilevel(64, 64)))
    assert [when for when, _, _ in day.pass_by()] == [3, 23, 33]


def test_other_kinds_of_files_are_given_for_somebody_to_name(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(b"PK\x03\x04word/")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "note.txt").write_bytes(b"note")
    os.mkfifo(tmp_path / "pipe")
    assert Day(tmp_path, 70).pass_by() == [
        (3, "letter.docx", None),
        (3, "sub/note.txt", None),
        (60, "pipe", "not_a_file"),
    ]


def test_a_share_that_goes_away_and_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    (folder / "a.tif").write_bytes(TIFF)
    day = Day(folder, 60)
    day.events[10] = lambda: folder.rename(tmp_path / "away")
    day.events[20] = lambda: (tmp_path / "away").rename(folder)
    day.events[25] = lambda: (folder / "b.tif").write_bytes(TIFF)
    assert day.pass_by() == [(3, "a.tif", None), (10, ".", "folder_unreachable"), (28, "b.tif", None)]


def test_a_file_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.tif").write_bytes(TIFF)

    def refuse(*args: object, **kwargs: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "open", refuse)
    assert Day(tmp_path, 70).pass_by() == [(60, "a.tif", "no_permission")]


def test_it_stops_between_two_files(tmp_path: Path) -> None:
    for name in ("a.tif", "b.tif"):
        (tmp_path / name).write_bytes(TIFF)
    day = Day(tmp_path, 100)
    arrivals = watch(tmp_path, day.stop, PATIENCE, lambda: day.now, day.wait)
    assert next(arrivals) == Arrival(tmp_path / "a.tif")
    day.stop.set()
    assert list(arrivals) == []


def test_a_folder_that_was_never_there(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPathError):
        next(watch(tmp_path / "absent"))


@pytest.mark.parametrize("name", ["a.tmp", "a.TMP", "a.pdf.part", "a.crdownload", "a.tif~", "a.filepart"])
def test_unfinished_names(name: str) -> None:
    assert is_unfinished(name)
    assert not is_unfinished("template.pdf")


@given(
    st.lists(st.tuples(st.integers(0, 3), st.floats(0, 30)), max_size=30),
    st.sampled_from([*State, SetAside("no_permission")]),
)
def test_a_file_is_never_taken_while_it_changes_or_is_not_whole(
    looks: list[tuple[int, float]], state: State | SetAside
) -> None:
    track: Track | None = None
    now, changed = 0.0, 0.0
    for size, pause in looks:
        now += pause
        if track is None or track.stamp.size != size:
            changed = now
        track = followed(track, Stamp(size, 0, 0), now)
        result = verdict(track, state, now, PATIENCE)
        if result is Verdict.TAKE:
            assert now - changed >= PATIENCE.settled_s
            assert state in {State.WHOLE, State.UNKNOWN, State.ABSURD}
            assert size > 0
        if result is Verdict.GIVE_UP:
            assert now - changed >= PATIENCE.give_up_s


def test_what_was_given_is_not_given_again() -> None:
    done = Track(Stamp(1, 0, 0), 0.0, done=True)
    assert verdict(done, State.WHOLE, 1000.0, PATIENCE) is Verdict.WAIT


@pytest.mark.parametrize(
    "data",
    [
        TIFF,
        pdf(PdfSheet(*(100, 100), sheet(60, 60))) + b"\0" * 3000,
        saved(Image.fromarray(sheet()), "JPEG"),
        saved(Image.fromarray(sheet()), "PNG"),
        saved(Image.fromarray(sheet()).convert("RGB"), "WEBP"),
        saved(Image.fromarray(sheet()), "BMP"),
    ],
    ids=["tiff", "pdf", "jpeg", "png", "webp", "bmp"],
)
def test_every_format_shows_when_it_is_whole(tmp_path: Path, data: bytes) -> None:
    day = Day(tmp_path, 30)
    path = tmp_path / "scan"
    path.write_bytes(data[: len(data) // 2])
    day.events[10] = lambda: path.write_bytes(data.rstrip(b"\0")[:-7])
    day.events[20] = lambda: path.write_bytes(data)
    assert day.pass_by() == [(23, "scan", None)]


def test_a_preview_inside_a_jpeg_is_not_its_end(tmp_path: Path) -> None:
    preview = saved(Image.fromarray(sheet(40, 40)), "JPEG")
    data = saved(Image.fromarray(sheet()), "JPEG", exif=b"Exif\0\0" + preview)
    day = Day(tmp_path, 20)
    (tmp_path / "photo.jpg").write_bytes(data[:-2])
    day.events[10] = lambda: (tmp_path / "photo.jpg").write_bytes(data)
    assert day.pass_by() == [(13, "photo.jpg", None)]


def test_reasons_are_values(tmp_path: Path) -> None:
    (tmp_path / "fax.tif").write_bytes(TIFF[:-200])
    day = Day(tmp_path, 70)
    (arrival,) = watch(tmp_path, day.stop, PATIENCE, lambda: day.now, day.wait)
    assert arrival.reason == SetAside("never_complete", detail=(("minutes", "1"),))
