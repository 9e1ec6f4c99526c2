"""The workspace that a clerk gets: the set's files, really read, once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING, Final

from ocr_intake.errors import ExitCode
from ocr_intake.evaluate.locate import base_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ocr_intake.evaluate.records import Truth

CONSULTATION: Final = "morioka-dx-2021"
RECEIVED: Final = date(2021, 9, 10)
"""Within the consultation's period: nothing is late."""


def read(truths: Sequence[Truth], paths: Sequence[Path], folder: Path, error_budget: str | None = None) -> Path:
    """A workspace that holds the files of a set; what lies there already is not read again.

    Args:
        truths: Say by which channel each file came.
        paths: The files.
        folder: Of the workspace.
        error_budget: Of values that nobody is asked about, as the command line takes it; None for the configuration's.
    """
    channels: dict[str, list[Path]] = {}
    left = {base_name(path.name): path for path in paths}
    for truth in truths:
        path = left.pop(base_name(truth.file), None)
        if path is not None:
            channels.setdefault(truth.keys.get("channel", "post"), []).append(path)
    for channel, each in channels.items():
        command = [sys.executable, "-m", "ocr_intake", "ingest", *map(str, each), "--workspace", str(folder)]
        command += ["--consultation", CONSULTATION, "--channel", channel, "--received", str(RECEIVED)]
        command += ["--error-budget", error_budget] if error_budget else []
        code = subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode
        if code not in {ExitCode.OK, ExitCode.ATTENTION}:
            raise RuntimeError(f"the files could not be read: exit code {code}")
    return folder


def copied(folder: Path, target: Path) -> Path:
    """The workspace once more, to be worked on."""
    shutil.copytree(folder, target)
    return target
