"""The skeleton of a TIFF file: which directories it has, which are pages, whether all of it is there. Decodes nothing.

After the TIFF 6.0 specification and the BigTIFF extension. Pillow finds pages as well, but takes a chain that leads out
of the file for its end: pages of a file that was cut off would disappear without a word.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO, Final, TypeAlias

_SUBFILE_TYPE: Final = 254
_OLD_SUBFILE_TYPE: Final = 255
_COMPRESSION: Final = 259
_OFFSETS: Final = (273, 324)
_COUNTS: Final = (279, 325)

_GROUP_3: Final = 3
_GROUP_4: Final = 4
_UNWRITTEN: Final = bytes(512)

_REDUCED: Final = 1
_MASK: Final = 4
_OLD_REDUCED: Final = 2

_SIZES: Final = {1: 1, 3: 2, 4: 4, 13: 4, 16: 8}
"""Bytes of the unsigned integer types that the tags read here may have."""
_MAX_STRIPS: Final = 1_000_000
_Entry: TypeAlias = tuple[int, int, bytes]
"""Type, count, and the value or its offset."""
_WANTED: Final = frozenset((_SUBFILE_TYPE, _OLD_SUBFILE_TYPE, _COMPRESSION, *_OFFSETS, *_COUNTS))


@dataclass(frozen=True, slots=True)
class Directory:
    """One image of the file."""

    index: int
    """0-based place in the chain, as Pillow counts frames."""
    page: bool
    """A side of paper, rather than a thumbnail or mask."""
    whole: bool
    """Its pixel data lies inside the file."""
    compression: int
    """Value of the compression tag."""
    strips: tuple[tuple[int, int], ...]
    """Offset and length of each part of its pixel data."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What the chain of directories says."""

    directories: tuple[Directory, ...]
    closed: bool
    """The chain ends; otherwise it leads out of the file."""

    @property
    def pages(self) -> tuple[Directory, ...]:
        """The directories that are pages; all of them where none says so."""
        return tuple(d for d in self.directories if d.page) or self.directories

    @property
    def whole(self) -> bool:
        """Nothing is missing from the file."""
        return self.closed and bool(self.directories) and all(d.whole for d in self.directories)


class _Layout:
    """Byte order and widths of one file: classic TIFF or BigTIFF."""

    def __init__(self, head: bytes) -> None:
        self.order = "<" if head.startswith(b"II") else ">"
        self.big = 43 in head[2:4]
        self.start = 8 if self.big else 4
        self.offset = 8 if self.big else 4
        self.count = 8 if self.big else 2

    def number(self, data: bytes) -> int:
        """An unsigned integer of as many bytes as given."""
        return int.from_bytes(data, "little" if self.order == "<" else "big")


def read_skeleton(file: BinaryIO, size: int, max_directories: int) -> Skeleton:
    """Follow the chain of directories of a TIFF of that many bytes, at most ``max_directories`` of them."""
    file.seek(0)
    layout = _Layout(file.read(4))
    file.seek(layout.start)
    at = layout.number(file.read(layout.offset))
    seen: set[int] = set()
    directories: list[Directory] = []
    # a chain that runs in a circle has shown all it has
    while at and at not in seen and len(directories) < max_directories:
        entries = _entries(file, layout, at) if at < size else None
        if entries is None:
            return Skeleton(tuple(directories), closed=False)
        seen.add(at)
        tags, following = entries
        directories.append(_directory(file, layout, tags, size, len(directories)))
        if following is None:
            return Skeleton(tuple(directories), closed=False)
        at = following
    return Skeleton(tuple(directories), closed=True)


def has_hole(file: BinaryIO, directory: Directory) -> bool:
    """Whether fax data was never written where zeros stand: libtiff takes them for the end and says nothing.

    No sequence of Group 4 codes holds more than ten zero bits; its end mark has eleven (ITU-T T.6, tables 1 to 4). In
    Group 3 any number may come before a row, to give slow printers time: at most some 170 bytes (40 ms at 33.6 kbit/s).
    """
    if directory.compression not in {_GROUP_3, _GROUP_4}:
        return False
    for offset, count in directory.strips:
        file.seek(offset)
        data = file.read(count)
        if _UNWRITTEN in data or (directory.compression == _GROUP_4 and b"\0\0" in data.rstrip(b"\0")):
            return True
    return False


def _entries(file: BinaryIO, layout: _Layout, at: int) -> tuple[dict[int, _Entry], int | None] | None:
    """The wanted tags of one directory, and where the next one lies (None: the file ends before it says so)."""
    width = 4 + 2 * layout.offset
    file.seek(at)
    number = layout.number(file.read(layout.count))
    if not 0 < number < 65536:
        return None
    table = file.read(number * width + layout.offset)
    if len(table) < number * width:
        return None
    tags: dict[int, _Entry] = {}
    for start in range(0, number * width, width):
        tag, kind = struct.unpack_from(f"{layout.order}HH", table, start)
        if tag in _WANTED:
            count = layout.number(table[start + 4 : start + 4 + layout.offset])
            tags[tag] = kind, count, table[start + 4 + layout.offset : start + width]
    following = table[number * width :]
    return tags, layout.number(following) if len(following) == layout.offset else None


def _directory(file: BinaryIO, layout: _Layout, tags: dict[int, _Entry], size: int, index: int) -> Directory:
    """What the tags of one directory say."""
    values = {tag: _values(file, layout, *entry) for tag, entry in tags.items()}
    subfile = (values.get(_SUBFILE_TYPE) or (0,))[0]
    old = (values.get(_OLD_SUBFILE_TYPE) or (0,))[0]
    offsets = next((values[tag] for tag in _OFFSETS if values.get(tag)), ())
    counts = next((values[tag] for tag in _COUNTS if values.get(tag)), (0,) * len(offsets))
    strips = tuple(zip(offsets, counts, strict=False))
    return Directory(
        index,
        page=not subfile & (_REDUCED | _MASK) and old != _OLD_REDUCED,
        whole=all(offset + count <= size for offset, count in strips),
        compression=(values.get(_COMPRESSION) or (1,))[0],
        strips=strips,
    )


def _values(file: BinaryIO, layout: _Layout, kind: int, count: int, inline: bytes) -> tuple[int, ...]:
    """The unsigned integers of one tag; none where its type is another or its data is not in the file."""
    width = _SIZES.get(kind)
    if width is None or not 0 < count <= _MAX_STRIPS:
        return ()
    data = inline
    if width * count > layout.offset:
        file.seek(layout.number(inline))
        data = file.read(width * count)
    if len(data) < width * count:
        return ()
    return tuple(layout.number(data[i : i + width]) for i in range(0, width * count, width))
