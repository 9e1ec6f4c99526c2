"""Opening a page in another program. Which one is the desktop's choice, or ``OCR_INTAKE_VIEWER``'s."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ENVIRONMENT: Final = "OCR_INTAKE_VIEWER"
"""A command; the image's path is put behind it."""


def open_image(path: Path, environment: Mapping[str, str] = os.environ) -> bool:
    """Show an image in a window of its own; False where there is no program for that, or no desktop to show it on."""
    command = _command(environment)
    if command is None:
        return False
    quiet = subprocess.DEVNULL
    try:
        subprocess.Popen([*command, str(path)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    except OSError:
        return False
    return True


def _command(environment: Mapping[str, str]) -> list[str] | None:
    if named := shlex.split(environment.get(ENVIRONMENT, "")):
        return named
    if shutil.which("wslview"):
        return ["wslview"]
    desktop = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    return ["xdg-open"] if desktop and shutil.which("xdg-open") else None
