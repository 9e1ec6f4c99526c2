"""Whether two computers read with the same program: same code, same weights, same libraries."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final

import ocr_intake

_NEEDED: Final = re.compile(r"[\w.-]+(?![^;]*;.*extra)")
"""The name in a requirement that is not an extra's (PEP 508)."""
_SUFFIXES: Final = frozenset({".py", ".onnx", ".json", ".tsv", ".toml"})
"""Files of the package that what is read depends on."""


@cache
def release() -> str:
    """A SHA-256 over the package's code and data and the versions of everything that it stands on.

    Two computers with the same one read a page to the same bytes, as far as their processors reckon alike.
    """
    made = hashlib.sha256()
    root = Path(ocr_intake.__file__).parent
    for path in sorted(path for path in root.rglob("*") if path.suffix in _SUFFIXES):
        made.update(f"{path.relative_to(root).as_posix()}\0".encode())
        made.update(hashlib.sha256(path.read_bytes()).digest())
    for name, version in sorted(_versions().items()):
        made.update(f"{name}={version}\0".encode())
    return made.hexdigest()


def _versions() -> dict[str, str]:
    """What the program stands on directly, with its version; the programs of the system that pages go through, too."""
    from ocr_intake.intake import poppler_version
    from ocr_intake.readers.libtesseract import version

    needed = (match[0] for line in metadata.requires("ocr-intake") or () if (match := _NEEDED.match(line)))
    found = {name: metadata.version(name) for name in needed}
    return found | {"tesseract-ocr": version(), "poppler-utils": poppler_version() or ""}
