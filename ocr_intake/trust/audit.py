"""Drawing lots that anybody can draw again: which values are audited, which questions are known answers."""

from __future__ import annotations

import hashlib
from typing import Final

_PARTS: Final = 1 << 64


def lot(seed: str, *subject: object) -> float:
    """A number from 0 up to 1 that looks random and is always the same for the same seed and subject."""
    text = "\n".join([seed, *map(str, subject)])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) / _PARTS


def drawn(seed: str, *subject: object, share: float) -> bool:
    """Whether the lot falls on a subject; it does on a ``share`` of all subjects, each as likely as the other."""
    return lot(seed, *subject) < share
