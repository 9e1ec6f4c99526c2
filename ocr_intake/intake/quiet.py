"""What C libraries write to standard error while they decode: kept from the screen, and read for what it says."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCK: Final = threading.Lock()
_STDERR: Final = 2
_KEPT: Final = 1 << 20
"""Bytes of complaints that are read; libtiff writes a line for each bad row."""

_NO_MEMORY: Final = re.compile(rb"out of memory|allocate memory|no space for|memory allocation", re.IGNORECASE)
_BAD_ROW: Final = re.compile(rb"Fax(\d)\w*: Bad code word at line (\d+) of (\w+ \d+)")


class Complaints:
    """What was written, once the block is left."""

    text: bytes = b""

    @property
    def out_of_memory(self) -> bool:
        """Whether libtiff had none left; Pillow says no more than that decoding failed."""
        return _NO_MEMORY.search(self.text) is not None

    def bad_rows(self, group: int) -> int:
        """How many rows of a Group 3 or Group 4 image libtiff could not decode."""
        rows = {(line, strip) for kind, line, strip in _BAD_ROW.findall(self.text) if int(kind) == group}
        return len(rows)


@contextlib.contextmanager
def complaints() -> Iterator[Complaints]:
    """Collect what is written to file descriptor 2 within the block.

    libtiff's messages go there and nowhere else. The descriptor belongs to the process: a message that another thread
    writes meanwhile is lost, so pages are decoded in processes of their own.
    """
    said = Complaints()
    with _LOCK, tempfile.TemporaryFile() as into:
        try:
            sys.stderr.flush()
            saved = os.dup(_STDERR)
        except (OSError, ValueError, AttributeError):
            yield said  # no standard error to keep anything from
            return
        os.dup2(into.fileno(), _STDERR)
        try:
            yield said
        finally:
            with contextlib.suppress(OSError, ValueError):
                sys.stderr.flush()
            os.dup2(saved, _STDERR)
            os.close(saved)
            into.seek(0)
            said.text = into.read(_KEPT)
