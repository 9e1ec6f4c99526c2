"""Which files are meant: everything accounted for, in the order a person would count."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.errors import ExitCode
from ocr_intake.intake import NoSuchPathError, find_files
from ocr_intake.intake.files import natural_key


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def names(folder: Path, *paths: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in find_files(paths or (folder,))]


def test_natural_order_depth_first(tmp_path: Path) -> None:
    make(tmp_path, "scan10.tif", "scan2.tif", "Scan1.tif", "batch2/b.pdf", "batch10/a.pdf", "scan２b.tif")
    assert names(tmp_path) == ["batch2/b.pdf", "batch10/a.pdf", "Scan1.tif", "scan2.tif", "scan２b.tif", "scan10.tif"]


def test_housekeeping_is_skipped_and_nothing_else(tmp_path: Path) -> None:
    make(
        tmp_path,
        ".hidden",
        "Thumbs.db",
        "desktop.ini",
        "~$letter.docx",
        "__MACOSX/x.tif",
        ".git/x.tif",
        "readme",
        "a.exe",
    )
    assert names(tmp_path) == ["a.exe", "readme"]
    assert names(tmp_path, tmp_path / ".hidden") == [".hidden"], "what is named is meant"


def test_each_file_once(tmp_path: Path) -> None:
    make(tmp_path, "a/1.tif", "a/2.tif")
    (tmp_path / "a" / "loop").symlink_to(tmp_path / "a")
    (tmp_path / "b.tif").symlink_to(tmp_path / "a" / "1.tif")
    assert names(tmp_path) == ["a/1.tif", "a/2.tif"]
    assert names(tmp_path, tmp_path / "a" / "2.tif", tmp_path) == ["a/2.tif", "a/1.tif"]


def test_links_that_lead_nowhere_are_accounted_for(tmp_path: Path) -> None:
    (tmp_path / "gone").symlink_to(tmp_path / "absent")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert names(tmp_path) == ["gone", "loop"]


def test_a_folder_that_cannot_be_listed_is_given_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "closed/1.tif", "open/2.tif")
    listed = Path.iterdir

    def refuse(folder: Path) -> object:
        if folder.name == "closed":
            raise PermissionError(13, "Permission denied")
        return listed(folder)

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert names(tmp_path) == ["closed", "open/2.tif"]


def test_a_path_that_does_not_exist_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPathError, match=r"absent\.tif") as caught:
        find_files((tmp_path / "absent.tif",))
    assert caught.value.exit_code is ExitCode.INPUT


@given(st.lists(st.integers(0, 10**30), max_size=8, unique=True), st.randoms())
def test_numbers_sort_as_numbers(numbers: list[int], shuffle: random.Random) -> None:
    right = [f"意見{number}頁.pdf" for number in sorted(numbers)]
    mixed = shuffle.sample(right, len(right))
    assert sorted(mixed, key=natural_key) == right


@given(st.text(max_size=30))
def test_any_name_has_a_place(name: str) -> None:
    assert natural_key(name) <= natural_key(name + "x")


def test_folders_in_each_other_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folders = [Path(*["d"] * depth) for depth in range(1, 1400)]
    for folder in folders:
        folder.mkdir()
    files = [folders[-1] / "scan.tif", folders[0] / "first.tif"]
    for file in files:
        file.touch()
    assert [path.name for path in find_files([Path("d")])] == ["scan.tif", "first.tif"]
    for file in files:
        file.unlink()
    for folder in reversed(folders):  # what clears up after the tests would go down by recursion
        folder.rmdir()


def test_links_to_the_same_nothing_are_each_accounted_for(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "c").symlink_to(tmp_path / "nothing")
    (tmp_path / "d").symlink_to(tmp_path / "nothing")
    assert [path.name for path in find_files([tmp_path])] == ["a", "b", "c", "d"]
