"""The label wordings that the program ships with, as extraction knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.config import load_labels, shipped_config_dir

if TYPE_CHECKING:
    from collections.abc import Mapping


def label_wordings() -> Mapping[str, tuple[str, ...]]:
    """Each wording with the kinds that it asks for."""
    labels = load_labels(shipped_config_dir())
    return {w: (kind,) for kind, listed in labels.wordings().items() for w in listed} | labels.combined_wordings()
