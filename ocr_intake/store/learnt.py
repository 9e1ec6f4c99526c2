"""What a workspace taught the recogniser: numbered files that stay. Their form is the readers' (``readers.head``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ocr_intake.store.versions import Versions

if TYPE_CHECKING:
    from pathlib import Path

FOLDER: Final = "learnt"


def learnt_versions(workspace: Path) -> Versions:
    """The versions of a workspace, which need not be open for it; 0 stands for the weights as they are shipped."""
    return Versions(workspace, FOLDER, ".npz")
