"""Whether all of a file has arrived, by its structure: no pixels are decoded here, and nothing is waited for."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import BinaryIO, Final

from ocr_intake.intake import sniff, tiff

_TAIL: Final = 2048
"""Bytes before a PDF's end, padding aside, within which its mark must stand; gateways append a few lines."""
_PADDING_LOOK: Final = 65536
_LINEARIZED: Final = re.compile(rb"/Linearized\b[^>]{0,200}?/L\s+(\d+)|/L\s+(\d+)[^>]{0,200}?/Linearized\b")
_CHUNK: Final = 1 << 20
_MAX_DIRECTORIES: Final = 10_000
_MAX_STEPS: Final = 250_000
"""Segments of a JPEG, chunks of a PNG: half a gigabyte in chunks of 4 kilobytes has fewer."""


class State(StrEnum):
    """What a file's structure says."""

    WHOLE = "whole"
    PARTIAL = "partial"
    UNKNOWN = "unknown"
    """Its format has no mark of an end, or is none that is read here."""
    ABSURD = "absurd"
    """It is made of so many parts, or of parts that lie over each other so often, that no program wrote it as paper."""


def examine(file: BinaryIO, size: int) -> State:
    """What the structure of an open file of that many bytes says.

    Raises:
        OSError: the file cannot be read.
    """
    file.seek(0)
    head = file.read(sniff.HEAD)
    check = _CHECKS.get(sniff.image_type(head) or "")
    if check is None:
        return State.UNKNOWN
    whole = check(file, head, size)
    if whole is None:
        return State.ABSURD
    return State.WHOLE if whole else State.PARTIAL


# Each check says whether all is there; None where finding out would take for ever.


def _pdf(file: BinaryIO, head: bytes, size: int) -> bool:
    """``%%EOF`` near the end, and as long as a linearised file says (its first mark stands near its beginning)."""
    linearised = _LINEARIZED.search(head)
    if linearised and int(linearised[1] or linearised[2]) > size:
        return False
    file.seek(max(0, size - _PADDING_LOOK))
    return b"%%EOF" in file.read().rstrip(b"\0 \t\r\n")[-_TAIL:]


def _tiff(file: BinaryIO, head: bytes, size: int) -> bool | None:  # noqa: ARG001 # one signature for all
    skeleton = tiff.read_skeleton(file, size, _MAX_DIRECTORIES)
    return None if skeleton.absurd else skeleton.whole


def _png(file: BinaryIO, head: bytes, size: int) -> bool | None:  # noqa: ARG001
    at = 8
    for _ in range(_MAX_STEPS):
        if at + 12 > size:
            return False
        file.seek(at)
        start = file.read(8)
        at += 12 + int.from_bytes(start[:4], "big")
        if start[4:] == b"IEND":
            return at <= size
    return None


def _jpeg(file: BinaryIO, head: bytes, size: int) -> bool | None:  # noqa: ARG001
    """The end of the first image: segments are stepped over, since a preview inside has an end of its own."""
    at = 2
    for _ in range(_MAX_STEPS):
        file.seek(at)
        start = file.read(4)
        if len(start) < 4 or start[0] != 0xFF or start[1] == 0xDA:
            return _contains(file, b"\xff\xd9", at)
        if start[1] == 0xD9:
            return True
        at += 1 if start[1] == 0xFF else 2 + int.from_bytes(start[2:], "big")
    return None


def _contains(file: BinaryIO, mark: bytes, start: int) -> bool:
    """Whether the bytes occur from there on."""
    file.seek(start)
    kept = b""
    while chunk := file.read(_CHUNK):
        if mark in kept + chunk:
            return True
        kept = chunk[-len(mark) + 1 :]
    return False


def _bmp(file: BinaryIO, head: bytes, size: int) -> bool:  # noqa: ARG001
    """The size in the header; some programs leave it zero."""
    return int.from_bytes(head[2:6], "little") <= size


def _webp(file: BinaryIO, head: bytes, size: int) -> bool:  # noqa: ARG001
    return int.from_bytes(head[4:8], "little") + 8 <= size


def _heic(file: BinaryIO, head: bytes, size: int) -> bool | None:  # noqa: ARG001
    """Boxes with their lengths, one after the other (ISO/IEC 14496-12, 4.2); one of length 0 goes on to the end."""
    at = 0
    for _ in range(_MAX_STEPS):
        if at >= size:
            return at == size
        file.seek(at)
        start = file.read(16)
        length = int.from_bytes(start[:4], "big")
        if length == 1:
            length = int.from_bytes(start[8:], "big")
        if length < 8:
            return length == 0
        at += length
    return None


_CHECKS: Final = {
    sniff.PDF: _pdf,
    sniff.TIFF: _tiff,
    sniff.PNG: _png,
    sniff.JPEG: _jpeg,
    sniff.BMP: _bmp,
    sniff.WEBP: _webp,
    sniff.HEIC: _heic,
}
