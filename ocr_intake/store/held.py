"""A folder that a running process holds, so that others can tell it from what a killed one left behind."""

from __future__ import annotations

import fcntl
import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@contextmanager
def new_and_held(make: Callable[[], Path]) -> Iterator[Path]:
    """A new folder that this process holds while the block runs.

    Args:
        make: Makes it; asked again where another process took what it made for a leftover, before it was held.
    """
    with ExitStack() as stack:
        while not stack.enter_context(held(folder := make())):
            pass
        yield folder


@contextmanager
def held(folder: Path) -> Iterator[bool]:
    """Whether this process holds a folder while the block runs: it is there, and no other process does.

    The kernel lets go of it when the process ends, however that comes about.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:  # gone just now, or no folder
        yield False
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield folder.exists()
    finally:
        os.close(descriptor)
