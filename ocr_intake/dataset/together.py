"""Files of one export that come into being together: written under another name, then put in place at once.

They are written into a hidden folder beside their places. One that was killed while it wrote is cleared away by the
next export into the same folder; one that was killed while it put whole files in place is brought to its end.
"""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Final

from ocr_intake.store.atomic import PRIVATE, PRIVATE_FOLDER, sync_folder
from ocr_intake.store.held import held, new_and_held

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_PREFIX: Final = ".ocr-intake-export-"
_UNFINISHED: Final = ".part"
_WHOLE: Final = ".whole"


@contextmanager
def written_together(folder: Path, instead_of: Iterable[Path] = ()) -> Iterator[Path]:
    """A folder to write files into; when the block ends well they stand in ``folder``, otherwise nothing has changed.

    Args:
        folder: Made when missing.
        instead_of: Files that are removed when the new ones are whole, and before they are put in place.

    Raises:
        OSError: Something cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _after_a_kill(folder)
    with new_and_held(partial(_made_in, folder)) as part:
        try:
            yield part
            for path in part.iterdir():
                _sync(path)
            sync_folder(part)
            for path in instead_of:
                path.unlink(missing_ok=True)
            whole = part.rename(part.with_suffix(_WHOLE))
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        _put_in_place(whole)


def _made_in(folder: Path) -> Path:
    part = folder / f"{_PREFIX}{secrets.token_hex(8)}{_UNFINISHED}"
    part.mkdir(mode=PRIVATE_FOLDER)
    return part


def new_file(path: Path) -> BinaryIO:
    """A file for its owner alone that is not there yet."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE), "wb")


def _put_in_place(whole: Path) -> None:
    for path in sorted(whole.iterdir()):
        path.replace(whole.parent / path.name)
    whole.rmdir()
    sync_folder(whole.parent)


def _after_a_kill(folder: Path) -> None:
    """Clear what exports left behind that no longer run."""
    for path in folder.glob(f"{_PREFIX}*"):
        with held(path) as ours:
            if ours and path.suffix == _WHOLE:
                _put_in_place(path)
            elif ours:
                shutil.rmtree(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
