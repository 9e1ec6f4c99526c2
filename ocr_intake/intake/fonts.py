"""The Japanese font of this machine: drawn with where a PDF names a font that it does not carry, and for typed text."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_PATIENCE: Final = 20
"""Seconds to wait for fontconfig; the first call after an installation makes its cache."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font's file."""

    path: Path
    index: int
    """Of the font in a collection."""


def find_japanese_font() -> Font | None:
    """The font that fontconfig, and so poppler, takes for Japanese; None where there is none or nobody can tell."""
    command = ("fc-match", "-f", "%{file}\n%{index}\n%{lang}", "sans:lang=ja")
    try:
        said = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=_PATIENCE, check=True)
        file, index, languages = said.stdout.split("\n")[:3]
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    path = Path(file)
    if "ja" not in languages.split("|") or not path.is_file():
        return None
    return Font(path, int(index) if index.isdigit() else 0)


@cache
def japanese_font() -> Font | None:
    """The same, looked up once a process."""
    return find_japanese_font()
