"""What commands about several computers share: whether the library is there, and which file is the key."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from ocr_intake.errors import MissingLibraryError

CLUSTER_KEY_ENVIRONMENT: Final = "OCR_INTAKE_CLUSTER_KEY"
"""Environment variable that names the file with a cluster's key."""


def check_library() -> None:
    """Whether Dask is installed.

    Raises:
        MissingLibraryError: It is not; an extra brings it.
    """
    if find_spec("distributed") is None:
        raise MissingLibraryError(library="distributed", extra="cluster")


def cluster_key(option: Path | None) -> Path | None:
    """``--key``, else ``OCR_INTAKE_CLUSTER_KEY``, else none."""
    named = os.environ.get(CLUSTER_KEY_ENVIRONMENT, "").strip()
    return option or (Path(named).expanduser() if named else None)
