"""Hostile and odd TIFF files: directories written by hand, entry by entry."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image

from tests.hostile.kinds import PAGE, Kind, cuts, kind
from tests.intake.papers import bilevel, saved, sheet, tiff_pages

SHORT, LONG, RATIONAL, LONG8 = 3, 4, 5, 16
_FORMATS = {1: "B", SHORT: "H", LONG: "I", RATIONAL: "II", LONG8: "Q"}

Entries = dict[int, tuple[int, Sequence[int]]]
"""Tag to type and values; a rational takes two."""


def tiff(entries: Entries, data: bytes, *, big: bool = False, following: int | None = None) -> bytes:
    """A little-endian TIFF of one directory: head, pixel data, values, directory. Offsets of strips are filled in."""
    offset, count, head = ("Q", "Q", 16) if big else ("I", "H", 8)
    room = struct.calcsize(offset)
    entries = {273: (LONG, (head,)), 279: (LONG, (len(data),))} | entries
    values, table = b"", b""
    for tag, (of, numbers) in sorted(entries.items()):
        packed = struct.pack(f"<{_FORMATS[of] * (len(numbers) // len(_FORMATS[of]))}", *numbers)
        length = len(numbers) // len(_FORMATS[of])
        if len(packed) > room:
            place = struct.pack(f"<{offset}", head + len(data) + len(values))
            values += packed
        else:
            place = packed.ljust(room, b"\0")
        table += struct.pack(f"<HH{offset}", tag, of, length) + place
    start = head + len(data) + len(values)
    first = struct.pack("<2sHHHQ", b"II", 43, 8, 0, start) if big else struct.pack("<2sHI", b"II", 42, start)
    directory = struct.pack(f"<{count}", len(entries)) + table + struct.pack(f"<{offset}", following or 0)
    return first + data + values + directory


def grey(width: int, height: int, **changes: object) -> Entries:
    """The entries of an uncompressed 8-bit grey image; ``t259`` stands for tag 259."""
    entries: Entries = {
        256: (LONG, (width,)),
        257: (LONG, (height,)),
        258: (SHORT, (8,)),
        259: (SHORT, (1,)),
        262: (SHORT, (1,)),
        277: (SHORT, (1,)),
        278: (LONG, (height,)),
    }
    for name, value in changes.items():
        entries[int(name[1:])] = value  # type: ignore[assignment]
    return entries


_SIDE = 64
_PIXELS = bytes(range(256)) * (_SIDE * _SIDE // 256)
_WRONG = f"{PAGE} broken truncated unsupported_pixels"
"""A header that lies: whatever the decoder makes of it, as long as it is one of these."""


def one(name: str, expected: str, **changes: object) -> Kind:
    """A small grey image with some entries changed."""
    return kind(f"{name}.tif", expected, tiff(grey(_SIDE, _SIDE, **changes), _PIXELS))


def kinds() -> Iterator[Kind]:
    """All of them."""
    yield one("tiff_good", PAGE)
    yield from cuts(
        "fax.tif",
        "truncated broken unsupported_type",
        saved(bilevel(), "TIFF", compression="group4"),
        0.01,
        0.3,
        0.6,
        0.95,
    )
    pages = tiff_pages(bilevel(), bilevel(), bilevel())
    yield from cuts("three_pages.tif", f"{PAGE} truncated broken", pages, 0.2, 0.5, 0.9)
    yield from _offsets()
    yield from _chains()
    yield from _headers()
    yield from _compressions()
    yield from _depths()


def _offsets() -> Iterator[Kind]:
    most, most8 = 0xFFFFFFF0, 0xFFFFFFFFFFFFFFF0
    yield one("strip_beyond", "truncated", t273=(LONG, (most,)))
    yield one("strip_count_beyond", "truncated", t279=(LONG, (most,)))
    yield one("strip_wraps_around", "truncated", t273=(LONG, (most,)), t279=(LONG, (32,)))
    yield one("strip_in_the_head", f"{PAGE} broken truncated", t273=(LONG, (0,)))
    big = grey(_SIDE, _SIDE)
    for name, tag in (("offset", 273), ("count", 279)):
        entries = big | {tag: (LONG8, (most8,))}
        yield kind(f"big_strip_{name}_u64.tif", "truncated", tiff(entries, _PIXELS, big=True))
    data = tiff(big | {273: (LONG8, (16, 16))}, _PIXELS, big=True)
    where = data.index(struct.pack("<HHQ", 273, LONG8, 2)) + 12
    yield kind("big_values_u64.tif", "broken truncated", data[:where] + struct.pack("<Q", most8) + data[where + 8 :])
    yield kind("big_directory_u64.tif", "broken", struct.pack("<2sHHHQ", b"II", 43, 8, 0, most8) + _PIXELS)
    yield kind("directory_u32.tif", "broken", struct.pack("<2sHI", b"II", 42, 0xFFFFFFFF) + _PIXELS)
    yield kind("directory_nowhere.tif", "broken", struct.pack("<2sHI", b"II", 42, 0) + _PIXELS)
    lies = tiff(grey(_SIDE, _SIDE), _PIXELS)
    where = lies.index(struct.pack("<HHI", 273, LONG, 1)) + 4
    many = lies[:where] + struct.pack("<I", 0xFFFFFFFF) + lies[where + 4 :]
    yield kind("values_u32_many.tif", f"{PAGE} broken truncated", many)


def _chains() -> Iterator[Kind]:
    at = 8 + len(_PIXELS)
    yield kind("chain_to_itself.tif", PAGE, tiff(grey(_SIDE, _SIDE), _PIXELS, following=at))
    yield kind("chain_out.tif", f"{PAGE} truncated", tiff(grey(_SIDE, _SIDE), _PIXELS, following=0xFFFFFFF0))
    yield kind("chain_into_pixels.tif", f"{PAGE} truncated broken", tiff(grey(_SIDE, _SIDE), _PIXELS, following=8))
    yield kind("no_entries.tif", "broken", struct.pack("<2sHIHI", b"II", 42, 8, 0, 0))
    yield kind("entries_65535.tif", "broken", struct.pack("<2sHIH", b"II", 42, 8, 65535) + bytes(4000))
    count = 500
    shared = 8 + 2 * 4 * 20_000  # every directory names the same hundred thousand bytes
    table = struct.pack("<HHII", 273, LONG, 20_000, 8) + struct.pack("<HHII", 279, LONG, 20_000, 8)
    out = struct.pack("<2sHI", b"II", 42, shared) + bytes(shared - 8)
    for number in range(count):
        following = shared + (number + 1) * (2 + len(table) + 4) if number + 1 < count else 0
        out += struct.pack("<H", 2) + table + struct.pack("<I", following)
    yield kind("values_shared_by_500.tif", "broken", out)
    # one directory whose entries all name the same megabyte: readers fetch each
    entries = b"".join(struct.pack("<HHII", 40_000 + n, 7, 1_000_000, 8) for n in range(2000))
    out = struct.pack("<2sHI", b"II", 42, 1_000_008) + bytes(1_000_000) + struct.pack("<H", 2000) + entries + bytes(4)
    yield kind("megabyte_named_2000_times.tif", "broken", out)
    out = struct.pack("<2sHI", b"II", 42, 8)
    for number in range(1500):
        out += struct.pack("<HHHIII", 1, 256, LONG, 1, 1, 8 + (number + 1) * 18 if number < 1499 else 0)
    yield kind("directories_1500.tif", "too_many_pages", out)


def _headers() -> Iterator[Kind]:
    for side in (0, 1, 15):
        yield one(f"width_{side}", "broken odd_proportions", t256=(LONG, (side,)))
        yield one(f"height_{side}", "broken odd_proportions truncated", t257=(LONG, (side,)))
    yield kind("thread.tif", "odd_proportions", tiff(grey(20_000, 66), bytes(66 * 20_000)))
    yield one("side_2_31", "too_many_pixels truncated", t256=(LONG, (2**31 - 1,)), t257=(LONG, (2**31 - 1,)))
    yield one("side_65535", "too_many_pixels truncated", t256=(SHORT, (65535,)), t257=(SHORT, (65535,)))
    yield one("more_rows_than_data", "truncated broken", t257=(LONG, (3000,)))
    for bits in (0, 3, 7, 64, 65535):
        yield one(f"bits_{bits}", "broken unsupported_pixels", t258=(SHORT, (bits,)))
    for samples in (0, 5, 65535):
        yield one(f"samples_{samples}", _WRONG, t277=(SHORT, (samples,)))
    yield one("photometric_99", "broken", t262=(SHORT, (99,)))
    yield one("planar_9", _WRONG, t284=(SHORT, (9,)))
    yield one("rows_per_strip_0", _WRONG, t278=(LONG, (0,)))
    yield one("rows_per_strip_u32", _WRONG, t278=(LONG, (0xFFFFFFFF,)))
    yield one("fill_order_9", "broken", t266=(SHORT, (9,)))
    for turn in (0, 9, 65535):
        yield one(f"orientation_{turn}", PAGE, t274=(SHORT, (turn,)))
    for name, value in {"0_0": (0, 0), "by_0": (300, 0), "most": (0xFFFFFFFF, 1), "least": (1, 0xFFFFFFFF)}.items():
        yield one(f"resolution_{name}", PAGE, t282=(RATIONAL, value), t283=(RATIONAL, value))
    yield one("resolution_lopsided", PAGE, t282=(RATIONAL, (1, 1)), t283=(RATIONAL, (1000, 1)))
    yield one("unit_99", PAGE, t296=(SHORT, (99,)), t282=(RATIONAL, (300, 1)), t283=(RATIONAL, (300, 1)))
    yield one("tiles_of_nothing", _WRONG, t322=(LONG, (0,)), t323=(LONG, (0,)), t324=(LONG, (8,)), t325=(LONG, (16,)))
    yield one(
        "tiles_larger_than_the_page",
        _WRONG,
        t322=(LONG, (4096,)),
        t323=(LONG, (4096,)),
        t324=(LONG, (8,)),
        t325=(LONG, (64,)),
    )


def _compressions() -> Iterator[Kind]:
    for number in (9, 10, 32766, 32895, 32908, 32909, 34661, 34712, 34718, 34887, 34933, 34934, 50001, 50002):
        yield one(f"compression_{number}", "unsupported_compression", t259=(SHORT, (number,)))
    yield one("compression_6", "unsupported_compression", t259=(SHORT, (6,)))
    for number in (0, 2, 99, 32809, 34676, 65535):
        yield one(f"compression_{number}", "broken truncated unsupported_pixels", t259=(SHORT, (number,)))
    for number, name in (
        (3, "group3"),
        (4, "group4"),
        (5, "lzw"),
        (7, "jpeg"),
        (8, "deflate"),
        (32773, "packbits"),
        (34925, "lzma"),
        (50000, "zstd"),
    ):
        bits = {"t258": (SHORT, (1,))} if number in {3, 4} else {}
        yield one(f"garbage_{name}", f"{PAGE} broken truncated damaged", t259=(SHORT, (number,)), **bits)
    flat = zlib.compress(bytes(9_000 * 8_000 // 8), 9)
    yield kind("deflate_bomb_allowed.tif", PAGE, tiff(grey(9000, 8000, t258=(SHORT, (1,)), t259=(SHORT, (8,))), flat))
    yield kind("deflate_bomb.tif", "too_many_pixels", tiff(grey(90_000, 90_000, t259=(SHORT, (8,))), flat))
    yield kind("deflate_more_than_the_page.tif", f"{PAGE} broken", tiff(grey(_SIDE, _SIDE, t259=(SHORT, (8,))), flat))
    lzw = bytes.fromhex("800000") * 2000
    yield kind("lzw_bomb.tif", "truncated broken", tiff(grey(8000, 8000, t259=(SHORT, (5,))), lzw))
    fax = bytearray(saved(bilevel(), "TIFF", compression="group4"))
    fax[200:1200] = bytes(1000)
    yield kind("fax_with_a_hole.tif", "damaged broken", bytes(fax))


def _depths() -> Iterator[Kind]:
    page = sheet(96, 128)
    rgb = Image.fromarray(page).convert("RGB")
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr"):
        yield kind(f"mode_{mode}.tif", PAGE, saved(rgb.convert(mode), "TIFF"))
    lab = Image.merge("LAB", [Image.fromarray(page)] * 3)
    yield kind("mode_lab.tif", "unsupported_pixels", saved(lab, "TIFF"))
    yield kind("float32.tif", "unsupported_pixels", saved(Image.fromarray(page.astype(np.float32)), "TIFF"))
    yield kind("sixteen.tif", PAGE, saved(Image.fromarray(page.astype(np.uint16) * 257), "TIFF"))
    yield kind("thirty_two.tif", PAGE, saved(Image.fromarray(page.astype(np.int32)), "TIFF"))
    sixty_four = grey(_SIDE, _SIDE, t258=(SHORT, (64,)), t339=(SHORT, (3,)))
    yield kind("float64.tif", "broken unsupported_pixels", tiff(sixty_four, _PIXELS * 8))
    yield one("palette_without_one", "broken", t262=(SHORT, (3,)))
    yield one("palette_cut_short", _WRONG, t262=(SHORT, (3,)), t320=(SHORT, (0, 1, 2)))
    yield one("white_is_zero", PAGE, t262=(SHORT, (0,)))
    yield one("signed", _WRONG, t339=(SHORT, (2,)))
