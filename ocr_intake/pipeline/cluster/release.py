"""Whether two computers read with the same program: same code, same weights, same libraries."""

from __future__ import annotations

import hashlib
import platform
import re
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

import ocr_intake

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEEDED: Final = re.compile(r"[\w.-]+(?![^;]*;.*extra)")
"""The name in a requirement that is not an extra's (PEP 508)."""
_CARRIES: Final = ("dask", "distributed")
"""What brings pages to another computer."""


@cache
def release() -> str:
    """A SHA-256 over the package's files, Tesseract's Japanese, and the versions of everything that they stand on.

    Two computers with the same one read a page to the same bytes, as far as their processors reckon alike.
    """
    made = hashlib.sha256()
    for name, path in _files():
        made.update(f"{name}\0".encode())
        made.update(hashlib.sha256(path.read_bytes()).digest())
    for name, version in sorted(_versions().items()):
        made.update(f"{name}={version}\0".encode())
    return made.hexdigest()


def _files() -> Iterator[tuple[str, Path]]:
    from ocr_intake.readers import libtesseract
    from ocr_intake.readers.tesseract import LANGUAGES

    root = Path(ocr_intake.__file__).parent
    for path in sorted(root.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(root).as_posix(), path
    languages = libtesseract.data_folder()
    if languages is not None:
        for path in sorted(languages.glob("*.traineddata")):
            if path.stem in LANGUAGES.values():
                yield path.name, path


def _versions() -> dict[str, str]:
    """What the program stands on directly, with its version; the programs of the system that pages go through, too."""
    from ocr_intake.intake import poppler_version
    from ocr_intake.readers import libtesseract

    needed = (match[0] for line in metadata.requires("ocr-intake") or () if (match := _NEEDED.match(line)))
    found = {name: metadata.version(name) for name in (*needed, *_CARRIES)}
    system = {"tesseract-ocr": libtesseract.version(), "poppler-utils": poppler_version() or ""}
    return found | system | {"python": ".".join(platform.python_version_tuple()[:2])}
