"""Where the temporary files of an export lie: inside the workspace, which holds the same data already."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ocr_intake.store.held import held, new_and_held

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ocr_intake.store import Workspace

_SCRATCH: Final = "scratch"
_EXPORT: Final = "export-"


@contextmanager
def scratch_in(workspace: Workspace) -> Iterator[Path | None]:
    """A folder for its owner alone, removed with what is in it; None where the workspace is not written to.

    What an export left that was killed is cleared by the next one.
    """
    if workspace.read_only:
        yield None
        return
    parent = workspace.path.resolve() / _SCRATCH
    parent.mkdir(mode=0o700, exist_ok=True)
    with new_and_held(lambda: Path(tempfile.mkdtemp(prefix=_EXPORT, dir=parent))) as folder:
        for left in parent.glob(f"{_EXPORT}*"):
            with held(left) as ours:  # never our own, which is held
                if ours:
                    shutil.rmtree(left, ignore_errors=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
