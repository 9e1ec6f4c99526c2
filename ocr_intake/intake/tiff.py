"""The skeleton of a TIFF file: which directories it has, which are pages, whether all of it is there. Decodes nothing.

After the TIFF 6.0 specification and the BigTIFF extension. Pillow finds pages as well, but takes a chain that leads out
of the file for its end: pages of a file that was cut off would disappear without a word.

Whatever the file says, the work is bounded: directories and their values may name each byte of the file a few times, as
pages do that share a colour profile. A file of four megabytes could name its bytes some hundred million times over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_SUBFILE_TYPE: Final = 254
_OLD_SUBFILE_TYPE: Final = 255
_HEIGHT: Final = 257
_COMPRESSION: Final = 259
_ROWS_PER_STRIP: Final = 278
_OFFSETS: Final = (273, 324)
_COUNTS: Final = (279, 325)

_UNCOMPRESSED: Final = 1
_GROUP_3: Final = 3
_GROUP_4: Final = 4
_UNWRITTEN: Final = bytes(512)

_REDUCED: Final = 1
_MASK: Final = 4
_OLD_REDUCED: Final = 2

_WANTED: Final = np.array(
    (_SUBFILE_TYPE, _OLD_SUBFILE_TYPE, _HEIGHT, _COMPRESSION, _ROWS_PER_STRIP, *_OFFSETS, *_COUNTS), np.uint16
)

_TYPES: Final = {1: "u1", 3: "u2", 4: "u4", 13: "u4", 16: "u8"}
"""The unsigned integer types that the tags read here may have."""
_WIDTHS: Final = np.array([0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8, 0], np.float64)
"""Bytes of a value of each type, and of the types that there are not."""
_NAMED: Final = 8
_SLACK: Final = 1 << 24
"""Directories may name so many times the bytes of the file, and so many more."""
_LARGEST_FAX: Final = 64_000_000
"""Bytes of a strip of fax data; as many pixels as a page may have take less, even where the codes make it longer."""
_AT_ONCE: Final = 1 << 16
"""Values that are compared at once."""
_FOREIGN: Final = {
    9: "JBIG",
    10: "JBIG",
    32766: "NeXT",
    32895: "IT8",
    32896: "IT8",
    32897: "IT8",
    32898: "IT8",
    32908: "Pixar",
    32909: "Pixar",
    33003: "JPEG 2000",
    33004: "JPEG 2000",
    33005: "JPEG 2000",
    34661: "JBIG",
    34712: "JPEG 2000",
    34715: "JBIG2",
    34718: "Microsoft Document Imaging",
    34719: "Microsoft Document Imaging",
    34720: "Microsoft Document Imaging",
    34887: "LERC",
    34892: "lossy JPEG (DNG)",
    34933: "PNG",
    34934: "JPEG XR",
    50001: "WebP",
    50002: "JPEG XL",
    52546: "JPEG XL",
}
"""Compressions that Pillow and the libtiff in its wheel have no decoder for, by their names in other programs."""


@dataclass(frozen=True, slots=True)
class Values:
    """Where the unsigned integers of a tag are."""

    kind: str
    """numpy's type, byte order included."""
    at: int
    """Offset in the file."""
    count: int


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
    offsets: Values | None
    """Where each part of its pixel data begins."""
    counts: Values | None
    """How many bytes each part has."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What the chain of directories says."""

    directories: tuple[Directory, ...]
    closed: bool
    """The chain ends; otherwise it leads out of the file."""
    absurd: bool = False
    """Directories and values name the same bytes again and again: nobody writes that, and it takes for ever."""

    @property
    def pages(self) -> tuple[Directory, ...]:
        """The directories that are pages; all of them where none says so."""
        return tuple(d for d in self.directories if d.page) or self.directories

    @property
    def whole(self) -> bool:
        """Nothing is missing from the file."""
        return self.closed and bool(self.directories) and all(d.whole for d in self.directories)

    def foreign(self, directory: Directory) -> str | None:
        """The compression for which one directory, or one before it in the chain, cannot be decoded; None if it can."""
        compressions = [d.compression for d in self.directories[: directory.index + 1]]
        return next((_FOREIGN[c] for c in reversed(compressions) if c in _FOREIGN), None)


class _AbsurdError(Exception):
    """Much more is named than the file has."""


class _File:
    """One TIFF file of either kind and byte order, with a bound on the bytes that may be read."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self.size = size
        self._left = _NAMED * size + _SLACK
        file.seek(0)
        head = file.read(16)
        self.order = "<" if head.startswith(b"II") else ">"
        self.big = 43 in head[2:4]
        self.offset = 8 if self.big else 4
        """Bytes of an offset."""
        self.count = 8 if self.big else 2
        """Bytes of the number of entries."""
        self.first = self._number(head[8:16] if self.big else head[4:8])
        entry = [("tag", "u2"), ("kind", "u2"), ("count", f"u{self.offset}"), ("value", f"u{self.offset}")]
        self.entry = np.dtype([(name, self.order + kind) for name, kind in entry])

    def number(self, at: int, width: int) -> int | None:
        """The unsigned integer there; None where the file ends before it."""
        data = self._read(at, width)
        return self._number(data) if len(data) == width else None

    def values(self, values: Values) -> Iterator[NDArray[np.uint64]]:
        """The integers of a tag, some at a time; what lies beyond the end of the file is left out."""
        kind = np.dtype(values.kind)
        for done in range(0, values.count, _AT_ONCE):
            data = self._read(values.at + done * kind.itemsize, min(_AT_ONCE, values.count - done) * kind.itemsize)
            yield np.frombuffer(data, kind, len(data) // kind.itemsize).astype(np.uint64)

    def entries(self, at: int, number: int) -> NDArray[np.void]:
        """The entries of a directory, as many as are there."""
        self.spend(number * self.entry.itemsize)
        data = self._read(at, number * self.entry.itemsize)
        return np.frombuffer(data, self.entry, len(data) // self.entry.itemsize)

    def spend(self, count: int) -> None:
        """Count bytes that the file names.

        Raises:
            _AbsurdError: there are too many.
        """
        self._left -= count
        if self._left < 0:
            raise _AbsurdError

    def _read(self, at: int, count: int) -> bytes:
        if at >= self.size:
            return b""
        self._file.seek(at)
        return self._file.read(min(count, self.size - at))

    def _number(self, data: bytes) -> int:
        return int.from_bytes(data, "little" if self.order == "<" else "big")


def read_skeleton(file: BinaryIO, size: int, max_directories: int) -> Skeleton:
    """Follow the chain of directories of a TIFF of that many bytes, at most ``max_directories`` of them."""
    tiff = _File(file, size)
    at = tiff.first
    seen: set[int] = set()
    directories: list[Directory] = []
    try:
        # a chain that runs in a circle has shown all it has
        while at and at not in seen and len(directories) < max_directories:
            seen.add(at)
            number = tiff.number(at, tiff.count)
            entries = tiff.entries(at + tiff.count, number) if number and number < 1 << 16 else None
            if number is None or entries is None or len(entries) < number:
                return Skeleton(tuple(directories), closed=False)
            after = at + tiff.count + number * tiff.entry.itemsize
            directories.append(_directory(tiff, entries, at + tiff.count, len(directories)))
            following = tiff.number(after, tiff.offset)
            if following is None:
                return Skeleton(tuple(directories), closed=False)
            at = following
    except _AbsurdError:
        return Skeleton(tuple(directories), closed=False, absurd=True)
    return Skeleton(tuple(directories), closed=True)


def has_hole(file: BinaryIO, size: int, directory: Directory) -> bool:
    """Whether fax data was never written where zeros stand: libtiff takes them for the end and says nothing.

    No sequence of Group 4 codes holds more than ten zero bits; its end mark has eleven (ITU-T T.6, tables 1 to 4). In
    Group 3 any number may come before a row, to give slow printers time: at most some 170 bytes (40 ms at 33.6 kbit/s).
    """
    if directory.compression not in {_GROUP_3, _GROUP_4}:
        return False
    left = size
    for offset, count in _strips(_File(file, size), directory):
        left -= count
        if left < 0 or count > _LARGEST_FAX:
            return True  # its parts lie over each other, or are more than a page has
        file.seek(offset)
        data = file.read(count)
        if _UNWRITTEN in data or (directory.compression == _GROUP_4 and b"\0\0" in data.rstrip(b"\0")):
            return True
    return False


def _directory(tiff: _File, entries: NDArray[np.void], start: int, index: int) -> Directory:
    """What the entries of one directory say; ``start`` is where the first one stands."""
    lengths = entries["count"] * _WIDTHS[np.minimum(entries["kind"], len(_WIDTHS) - 1)]
    # all values count, also of tags that are of no use here: whoever decodes the page reads them
    apart = (lengths > tiff.offset) & (entries["value"] + lengths <= tiff.size)
    tiff.spend(int(lengths[apart].sum()))
    found = {}
    for place in np.flatnonzero(np.isin(entries["tag"], _WANTED)):
        at = start + int(place) * tiff.entry.itemsize + 4 + tiff.offset
        found[int(entries["tag"][place])] = _values(tiff, entries[place], at)
    offsets = next((found[tag] for tag in _OFFSETS if found.get(tag)), None)
    counts = next((found[tag] for tag in _COUNTS if found.get(tag)), None)
    compression = _first(tiff, found.get(_COMPRESSION), _UNCOMPRESSED)
    rows = _first(tiff, found.get(_ROWS_PER_STRIP), 0)
    # Pillow leaves rows black for which there is no strip, and says nothing; libtiff reads the other compressions
    missing = (
        compression == _UNCOMPRESSED
        and found.get(_OFFSETS[0]) is not None
        and rows > 0
        and offsets is not None
        and offsets.count * rows < _first(tiff, found.get(_HEIGHT), 0)
    )
    subfile = _first(tiff, found.get(_SUBFILE_TYPE), 0)
    old = _first(tiff, found.get(_OLD_SUBFILE_TYPE), 0)
    return Directory(
        index,
        page=not subfile & (_REDUCED | _MASK) and old != _OLD_REDUCED,
        whole=not missing and _inside(tiff, offsets, counts),
        compression=compression,
        offsets=offsets,
        counts=counts,
    )


def _values(tiff: _File, entry: np.void, at: int) -> Values | None:
    """Where the unsigned integers of one tag are; None where its type is another or they are not in the file."""
    kind, count = _TYPES.get(int(entry["kind"])), int(entry["count"])
    if kind is None or not count:
        return None
    length = count * int(kind[1])
    start = at if length <= tiff.offset else int(entry["value"])
    return Values(tiff.order + kind, start, count) if start + length <= tiff.size else None


def _first(tiff: _File, values: Values | None, default: int) -> int:
    """The first integer of a tag."""
    if values is None:
        return default
    return int(next(tiff.values(Values(values.kind, values.at, 1)))[0])


def _inside(tiff: _File, offsets: Values | None, counts: Values | None) -> bool:
    """Whether every part of the pixel data lies in the file; lengths that are not given are taken for nothing."""
    if offsets is None:
        return True
    size = np.uint64(tiff.size)
    if counts is None:
        return all(bool((begins <= size).all()) for begins in tiff.values(offsets))
    for begins, lengths in zip(tiff.values(offsets), tiff.values(counts), strict=False):
        paired = min(len(begins), len(lengths))
        begin, length = begins[:paired], lengths[:paired]
        if (begin > size).any() or (length > size - begin).any():
            return False
    return True


def _strips(tiff: _File, directory: Directory) -> Iterator[tuple[int, int]]:
    """Offset and length of each part of the pixel data of a directory that is whole."""
    if directory.offsets is None or directory.counts is None:
        return
    for begin, length in zip(tiff.values(directory.offsets), tiff.values(directory.counts), strict=False):
        yield from zip(begin.tolist(), length.tolist(), strict=False)
