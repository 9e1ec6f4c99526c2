"""What a workspace was taught: numbered, whole or not there, and always a way back."""

import stat
from pathlib import Path

import pytest

from ocr_intake.store import Versions, WorkspaceDamagedError, learnt_versions


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return learnt_versions(tmp_path)


def test_nothing_was_learnt_where_there_is_no_folder(versions: Versions, tmp_path: Path) -> None:
    assert (versions.numbers(), versions.in_force(), versions.content(), versions.before()) == ((), 0, None, None)
    assert list(tmp_path.iterdir()) == []


def test_the_latest_holds_until_somebody_goes_back(versions: Versions) -> None:
    assert [versions.keep_bytes(b"one"), versions.keep_bytes(b"two")] == [1, 2]
    assert (versions.in_force(), versions.content(), versions.before()) == (2, b"two", 1)
    versions.put_in_force(1)
    assert (versions.content(), versions.before()) == (b"one", 0)
    assert versions.content(2) == b"two"
    assert versions.keep_bytes(b"three") == 3, "the second stays"
    versions.put_in_force(0)
    assert (versions.content(), versions.before(), versions.numbers()) == (None, None, (1, 2, 3))


def test_only_the_owner_looks_inside(versions: Versions, tmp_path: Path) -> None:
    versions.keep_bytes(b"one")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "learnt").iterdir()}
    assert modes == {"0001.npz": 0o400, "in-force": 0o600}
    assert stat.S_IMODE((tmp_path / "learnt").stat().st_mode) == 0o700


def test_what_a_killed_run_left_is_no_version(versions: Versions, tmp_path: Path) -> None:
    versions.keep_bytes(b"one")
    (tmp_path / "learnt" / ".0123456789abcdef.part").write_bytes(b"tw")
    (tmp_path / "learnt" / "0002.npz").write_bytes(b"two, and killed before it was put in force")
    assert versions.in_force() == 1
    assert versions.keep_bytes(b"three") == 3


def test_a_damaged_note_is_told(versions: Versions, tmp_path: Path) -> None:
    versions.keep_bytes(b"one")
    for wrong in ("7", "x", ""):
        (tmp_path / "learnt" / "in-force").write_text(wrong, encoding="ascii")
        with pytest.raises(WorkspaceDamagedError):
            versions.in_force()
