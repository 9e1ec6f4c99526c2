"""Folders for the temporary files of readers beside an ingest; what a killed run left is cleared by the next.

Readers and decoders hand pages on in memory and through pipes, so that a killed run leaves an empty folder. Libraries
get the folder as the one for temporary files in any case.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ocr_intake.store.held import held, new_and_held

if TYPE_CHECKING:
    from collections.abc import Iterator

_RUN: Final = "run-"
_TURN: Final = "turn-"
_SCRATCH: Final = "scratch"


@contextmanager
def scratch_without_workspace(below: Path | None = None) -> Iterator[Path]:
    """A folder that only its owner enters, removed at the end.

    Args:
        below: A folder that everybody may write to; None for the system's own for temporary files.
    """
    parent = Path(tempfile.gettempdir()) if below is None else below
    with new_and_held(partial(_new, parent)) as folder:
        for left in folder.parent.glob(f"{_RUN}*"):
            with held(left) as ours:  # never our own, which is held
                if ours:
                    shutil.rmtree(left, ignore_errors=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            with contextlib.suppress(OSError):
                folder.parent.rmdir()  # unless another run is at work


@contextmanager
def scratch_for_turning(workspace: Path) -> Iterator[Path]:
    """A folder inside a workspace for reading a page again, while an ingest may be at work there or not."""
    parent = workspace.resolve() / _SCRATCH
    parent.mkdir(mode=0o700, exist_ok=True)
    with new_and_held(lambda: Path(tempfile.mkdtemp(prefix=_TURN, dir=parent))) as folder:
        for left in parent.glob(f"{_TURN}*"):
            with held(left) as ours:  # never our own, which is held
                if ours:
                    shutil.rmtree(left, ignore_errors=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _new(below: Path) -> Path:
    while True:
        try:
            return Path(tempfile.mkdtemp(prefix=_RUN, dir=_own_folder(below)))
        except FileNotFoundError:  # the last of the other runs has just taken the folder away
            if not below.is_dir():
                raise


def _own_folder(below: Path) -> Path:
    """One folder a user, known beforehand, so that the next run finds what is left; a new one where it is not ours."""
    folder = below / f"ocr-intake-{os.getuid()}"
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077:
        return folder
    return Path(tempfile.mkdtemp(prefix="ocr-intake-", dir=below))
