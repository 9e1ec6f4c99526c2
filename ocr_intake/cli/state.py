"""What the global options say, handed to every command as its context's object."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ocr_intake.config import ConfigDir, find_config_dir


@dataclass(slots=True)
class State:
    """The one mutable record: typer makes it before the options are parsed."""

    config_option: Path | None = None
    """``--config``."""
    debug: bool = False
    """``--debug``: tracebacks instead of sentences."""

    @property
    def config_dir(self) -> ConfigDir:
        """The configuration folder in force."""
        return find_config_dir(self.config_option)
