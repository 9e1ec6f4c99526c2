"""Hostile and odd JPEG, PNG, BMP, WebP and HEIC files."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from tests.hostile.kinds import PAGE, Kind, cuts, kind
from tests.intake.papers import saved, sheet

_SHEET = Image.fromarray(sheet(96, 128))
_HEIC = Path(__file__).parents[1] / "data" / "photo.heic"


def kinds() -> Iterator[Kind]:
    """All of them."""
    yield from _jpeg()
    yield from _png()
    yield from _bmp()
    yield from _webp()
    yield from _heic()


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def _jpeg() -> Iterator[Kind]:
    good = saved(_SHEET, "JPEG", quality=90)
    yield kind("jpeg_good.jpg", PAGE, good)
    yield from cuts("photo.jpg", "truncated broken", good, 0.02, 0.2, 0.5, 0.9)
    yield from cuts("progressive.jpg", "truncated broken", saved(_SHEET, "JPEG", progressive=True), 0.5, 0.9)
    yield kind("no_end.jpg", f"{PAGE} truncated", good[:-2])
    frame = good.index(b"\xff\xc0")
    for name, size in {"0": (0, 0), "0_wide": (128, 0), "most": (65535, 65535)}.items():
        expected = "too_many_pixels" if name == "most" else "broken odd_proportions truncated"
        yield kind(f"size_{name}.jpg", expected, good[: frame + 5] + struct.pack(">HH", *size) + good[frame + 9 :])
    for name, code in {"arithmetic": 0xC9, "lossless": 0xC3, "differential": 0xC5}.items():
        yield kind(f"{name}.jpg", f"{PAGE} broken truncated", good[: frame + 1] + bytes([code]) + good[frame + 2 :])
    yield kind("twelve_bits.jpg", "broken", good[: frame + 4] + b"\x0c" + good[frame + 5 :])
    yield kind("no_frame.jpg", "broken truncated", good[:2] + good[good.index(b"\xff\xda") :])
    yield kind("two_frames.jpg", f"{PAGE} broken truncated", good[:2] + good[frame : frame + 13] + good[2:])
    yield kind("fill_bytes.jpg", PAGE, good[:2] + b"\xff" * 5000 + good[2:])
    yield kind("all_fill.jpg", "broken", b"\xff\xd8" + b"\xff" * 300_000)
    yield kind("segments_300000.jpg", "broken", b"\xff\xd8" + b"\xff\xfe\0\2" * 300_000 + good[2:])
    yield kind("comment.jpg", PAGE, good[:2] + _segment(0xFE, b"\x1b]0;x\x07" * 4000) + good[2:])
    for mode in ("CMYK", "L"):
        yield kind(f"mode_{mode}.jpg", PAGE, saved(_SHEET.convert(mode), "JPEG"))
    for name, exif in {
        "garbage": b"\xff" * 100,
        "empty": b"",
        "turn_99": b"II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\x63\0\0\0\0\0\0\0",
        "circle": b"II*\0\x08\0\0\0\1\0\x69\x87\4\0\1\0\0\0\x08\0\0\0\x08\0\0\0",
        "far": b"II*\0\xf0\xff\xff\xff",
        "many": b"II*\0\x08\0\0\0\xff\xff" + b"\x12\1\3\0\xff\xff\xff\xff\0\0\0\0" * 50,
    }.items():
        yield kind(f"exif_{name}.jpg", PAGE, good[:2] + _segment(0xE1, b"Exif\0\0" + exif) + good[2:])
    icc = b"ICC_PROFILE\0"
    yield kind("icc_garbage.jpg", PAGE, good[:2] + _segment(0xE2, icc + b"\1\1" + b"\xff" * 500) + good[2:])
    yield kind("icc_part_9_of_3.jpg", PAGE, good[:2] + _segment(0xE2, icc + b"\x09\3" + bytes(99)) + good[2:])
    far = b"MPF\0II*\0\x08\0\0\0\1\0\1\xb0\4\0\1\0\0\0\xff\xff\xff\x7f\0\0\0\0"
    yield kind("mpo_lies.jpg", f"{PAGE} broken", good[:2] + _segment(0xE2, far) + good[2:])
    jfif = good.index(b"JFIF")
    yield kind("density_0.jpg", PAGE, good[: jfif + 8] + bytes(4) + good[jfif + 12 :])
    yield kind("zip_behind.jpg", PAGE, good + b"PK\3\4" + bytes(200))


def chunk(name: bytes, content: bytes, *, length: int | None = None) -> bytes:
    """A chunk of a PNG; ``length`` lies."""
    size = len(content) if length is None else length
    return struct.pack(">I", size) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, *between: bytes, depth: int = 8, colour: int = 0, data: bytes | None = None) -> bytes:
    """A PNG; 8-bit grey in white unless something else is given."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    rows = (b"\0" + b"\xff" * width) * height if data is None else b""
    packed = zlib.compress(rows, 9) if data is None else data
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(between) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def _png() -> Iterator[Kind]:
    good = png(64, 64)
    yield kind("png_good.png", PAGE, good)
    yield from cuts("scan.png", "truncated broken", saved(_SHEET, "PNG"), 0.1, 0.3, 0.5, 0.8)
    yield kind("no_end.png", f"{PAGE} truncated broken", good[:-12])
    for name, size in {"0": (0, 64), "1": (1, 64), "most": (2**31 - 1, 2**31 - 1), "over": (2**32 - 1, 4)}.items():
        expected = "too_many_pixels broken" if name in {"most", "over"} else "broken odd_proportions"
        yield kind(f"size_{name}.png", expected, png(*size, data=zlib.compress(bytes(100))))
    zeros = zlib.compress(bytes(50_000_000), 9)
    yield kind("bomb.png", "too_many_pixels", png(50_000, 50_000, data=zeros))
    yield kind("more_than_the_page.png", f"{PAGE} broken", png(64, 64, data=zeros))
    yield kind("nothing_inside.png", "truncated broken", png(64, 64, data=b""))
    yield kind("garbage_inside.png", "truncated broken", png(64, 64, data=b"\xff" * 100))
    bad = bytearray(good)
    bad[30] ^= 1
    yield kind("wrong_checksum.png", "broken", bytes(bad))
    bad = bytearray(good)
    bad[-14] ^= 1
    yield kind("wrong_checksum_of_data.png", f"{PAGE} broken truncated", bytes(bad))
    for inside in (b"zTXt", b"iCCP"):
        packed = chunk(inside, b"k\0\0" + zeros)
        yield kind(f"bomb_in_{inside.decode()}.png", f"{PAGE} broken", png(64, 64, packed))
    yield kind("itxt_bomb.png", f"{PAGE} broken", png(64, 64, chunk(b"iTXt", b"k\0\1\0\0\0" + zeros)))
    yield kind("chunk_u32.png", "broken truncated", png(64, 64, chunk(b"tEXt", b"k\0v", length=2**32 - 1)))
    yield kind("chunks_260000.png", "broken", png(64, 64, chunk(b"teSt", b"") * 260_000))
    yield kind("unknown_critical.png", f"{PAGE} broken", png(64, 64, chunk(b"BOOM", b"x")))
    animation = chunk(b"acTL", struct.pack(">II", 2**31, 0))
    yield kind("animation_lies.png", f"{PAGE} animated broken truncated", png(64, 64, animation))
    frames = [_SHEET, _SHEET.point(lambda value: 255 - value)]
    yield kind("animation.png", "animated", saved(frames[0], "PNG", save_all=True, append_images=frames[1:]))
    yield kind("palette_missing.png", f"{PAGE} broken", png(64, 64, colour=3))
    yield kind("colour_9.png", "broken", png(64, 64, colour=9))
    yield kind("depth_7.png", "broken", png(64, 64, depth=7))
    for pixels in (0, 2**31 - 1, 2**32 - 1):
        yield kind(f"density_{pixels}.png", PAGE, png(64, 64, chunk(b"pHYs", struct.pack(">IIB", pixels, pixels, 1))))
    for mode in ("1", "LA", "P", "RGBA", "I;16"):
        image = Image.fromarray(sheet(96, 128).astype(np.uint16) * 257) if mode == "I;16" else _SHEET.convert(mode)
        yield kind(f"mode_{mode.replace(';', '')}.png", PAGE, saved(image, "PNG"))
    yield kind("exif_garbage.png", PAGE, png(64, 64, chunk(b"eXIf", b"II*\0\xf0\xff\xff\xff")))


def _bmp() -> Iterator[Kind]:
    good = saved(_SHEET.convert("RGB"), "BMP")
    yield kind("bmp_good.bmp", PAGE, good)
    yield from cuts("scan.bmp", "truncated broken unsupported_type", good, 0.0004, 0.001, 0.5, 0.9)

    def changed(name: str, expected: str, at: int, form: str, value: int) -> Kind:
        return kind(f"{name}.bmp", expected, good[:at] + struct.pack(form, value) + good[at + struct.calcsize(form) :])

    yield changed("head_size", "broken truncated", 14, "<I", 0xFFFFFFFF)
    yield changed("height_least", "too_many_pixels broken truncated", 22, "<i", -(2**31))
    yield changed("top_down", PAGE, 22, "<i", -128)
    yield changed("width_most", "too_many_pixels broken", 18, "<i", 2**31 - 1)
    yield changed("width_negative", "broken odd_proportions too_many_pixels", 18, "<i", -96)
    yield changed("bits_0", "broken", 28, "<H", 0)
    yield changed("bits_5", "broken", 28, "<H", 5)
    yield changed("compression_4", "broken", 30, "<I", 4)
    yield changed("offset_beyond", "truncated broken", 10, "<I", 0xFFFFFFF0)
    yield changed("offset_in_the_head", f"{PAGE} broken", 10, "<I", 0)
    head = struct.pack("<2sIIIIiiHHIIiiII", b"BM", 2000, 0, 1078, 40, 8000, 8000, 1, 8, 1, 0, 0, 0, 0, 0)
    yield kind("rle_bomb.bmp", f"{PAGE} truncated broken", head + bytes(1024) + b"\xff\x00" * 460)
    yield kind("rle_escapes.bmp", f"{PAGE} truncated broken", head + bytes(1024) + b"\0\2\xff\xff" * 230)


def _webp() -> Iterator[Kind]:
    good = saved(_SHEET.convert("RGB"), "WEBP")
    yield kind("webp_good.webp", PAGE, good)
    yield from cuts("photo.webp", "truncated broken", good, 0.1, 0.5, 0.9)
    frames = [_SHEET.convert("RGB"), _SHEET.point(lambda value: 255 - value).convert("RGB")]
    yield kind("animation.webp", "animated", saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]))
    yield kind("length_lies.webp", f"{PAGE} broken truncated", good[:4] + b"\xff\xff\xff\x7f" + good[8:])
    yield kind("alpha.webp", PAGE, saved(_SHEET.convert("RGBA"), "WEBP", lossless=True))
    canvas = b"VP8X" + struct.pack("<I", 10) + b"\x10\0\0\0" + b"\xff\xff\xff" * 2
    body = b"WEBP" + canvas + good[12:]
    yield kind("canvas_most.webp", "broken too_many_pixels", b"RIFF" + struct.pack("<I", len(body)) + body)
    yield kind("garbage.webp", "broken too_many_pixels", b"RIFF" + struct.pack("<I", 104) + b"WEBPVP8L" + b"\x2f" * 100)


def _heic() -> Iterator[Kind]:
    good = _HEIC.read_bytes()
    yield kind("heic_good.heic", PAGE, good)
    yield from cuts("photo.heic", f"{PAGE} broken truncated", good, 0.02, 0.1, 0.5, 0.9)
    yield kind("boxes_of_nothing.heic", "broken", good[:24] + struct.pack(">I4s", 8, b"free") * 20_000)
    yield kind("boxes_300000.heic", "broken", good[:24] + struct.pack(">I4s", 8, b"free") * 300_000)
    yield kind("box_u64.heic", "broken", good[:24] + struct.pack(">I4sQ", 1, b"meta", 2**64 - 1))
    where = good.index(b"ispe") + 8
    yield kind("size_most.heic", "broken too_many_pixels", good[:where] + b"\x7f\xff\xff\xff" * 2 + good[where + 8 :])
    yield kind("size_0.heic", "broken odd_proportions", good[:where] + bytes(8) + good[where + 8 :])
