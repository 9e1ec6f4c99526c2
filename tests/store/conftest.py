"""What the store's tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.store import Ingest, Workspace
from tests.store.builders import empty_workspace
from tests.store.taking_in import start


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with empty_workspace(tmp_path / "workspace") as opened:
        yield opened


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder with three scans."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name in ("a.tif", "b.tif", "c.tif"):
        (folder / name).write_bytes(f"scan {name}".encode())
    return folder


@pytest.fixture
def ingest(workspace: Workspace) -> Iterator[Ingest]:
    with workspace.ingest() as opened:
        yield opened


@pytest.fixture
def batch(ingest: Ingest, inbox: Path) -> int:
    return start(ingest, inbox)
