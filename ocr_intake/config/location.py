"""Where the configuration in force lies, and why there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import ocr_intake

ENVIRONMENT: Final = "OCR_INTAKE_CONFIG"
"""Environment variable that names the folder."""


class Origin(StrEnum):
    """What chose the folder; also the key of its text, ``config.origin.ORIGIN``."""

    OPTION = "option"
    ENVIRONMENT = "environment"
    HERE = "here"
    SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class ConfigDir:
    """The folder in force. A file that it lacks is taken from the shipped defaults."""

    path: Path
    origin: Origin


def find_config_dir(option: Path | None = None) -> ConfigDir:
    """The folder in force: ``--config``, else ``OCR_INTAKE_CONFIG``, else ``./config``, else the shipped defaults.

    ``./config`` counts only where it holds a ``settings.toml``: many folders are called config. A folder that was
    named is taken at the caller's word; that it exists is checked when something is loaded from it.
    """
    if option is not None:
        return ConfigDir(option, Origin.OPTION)
    if named := os.environ.get(ENVIRONMENT, "").strip():
        return ConfigDir(Path(named).expanduser(), Origin.ENVIRONMENT)
    here = Path("config")
    if (here / "settings.toml").is_file():
        return ConfigDir(here, Origin.HERE)
    return ConfigDir(shipped_config_dir(), Origin.SHIPPED)


def shipped_config_dir() -> Path:
    """The defaults that come with the program: in a checkout, a link to its ``config/``."""
    return Path(ocr_intake.__file__).parent / "default_config"
