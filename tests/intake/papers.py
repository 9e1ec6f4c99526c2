"""Files for the tests of intake, made on the spot: sheets that tell their corners apart, TIFF and PDF by hand."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT, ORIENTATION = 282, 283, 296, 274


def sheet(width: int = 400, height: int = 566) -> NDArray[np.uint8]:
    """A grey sheet of white paper with a black bar along its top, a block at its left and lines of 'writing'."""
    page = np.full((height, width), 255, np.uint8)
    page[height // 20 : height // 10, width // 10 : -width // 10] = 0
    page[height // 4 : height // 2, width // 10 : width // 5] = 0
    page[height // 2 : -height // 10 : 12, width // 4 : -width // 4] = 0
    return page


def bilevel(width: int = 400, height: int = 566) -> Image.Image:
    return Image.fromarray(sheet(width, height)).convert("1")


def seal_on(page: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """The sheet in colour with a red ring of that many pixels across near its lower right."""
    rgb = np.stack([page] * 3, axis=2)
    y, x = np.mgrid[0:side, 0:side] - side / 2
    ring = np.abs(np.hypot(x, y) - side * 0.45) < max(1.0, side * 0.04)
    part = rgb[-side - 20 : -20, -side - 20 : -20]
    part[ring] = (200, 40, 30)
    return rgb


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    into = io.BytesIO()
    image.save(into, kind, **options)
    return into.getvalue()


def fax(image: Image.Image, dpi: tuple[float, float] | None, compression: str = "group4", unit: int = 2) -> bytes:
    info: dict[int, object] = {}
    if dpi is not None:
        info = {X_RESOLUTION: dpi[0], Y_RESOLUTION: dpi[1], RESOLUTION_UNIT: unit}
    return saved(image, "TIFF", compression=compression, tiffinfo=info)


def tiff_pages(*images: Image.Image) -> bytes:
    first, *rest = images
    return saved(first, "TIFF", compression="group4", save_all=True, append_images=rest)


@dataclass(frozen=True, slots=True)
class Strip:
    """A bilevel TIFF written tag by tag, with its directory before its data, as fax servers write it."""

    pixels: NDArray[np.uint8]
    extra: tuple[tuple[int, int, int], ...] = ()
    """(tag, type, value)"""
    white: int = 1
    """PhotometricInterpretation: 0 for MinIsWhite, 1 for MinIsBlack."""
    lowest_bit_first: bool = False
    byte_order: str = "<"
    next_directory: int = 0

    def to_bytes(self) -> bytes:
        ones = self.pixels > 127 if self.white == 1 else self.pixels <= 127
        data = np.packbits(ones, axis=1, bitorder="little" if self.lowest_bit_first else "big").tobytes()
        height, width = self.pixels.shape
        tags = {
            256: (4, width),
            257: (4, height),
            258: (3, 1),
            259: (3, 1),
            262: (3, self.white),
            266: (3, 2 if self.lowest_bit_first else 1),
            277: (3, 1),
            278: (4, height),
            279: (4, len(data)),
        }
        tags |= {tag: (kind, value) for tag, kind, value in self.extra}
        tags[273] = (4, 8 + 2 + 12 * (len(tags) + 1) + 4)
        o = self.byte_order
        out = (b"II" if o == "<" else b"MM") + struct.pack(f"{o}HI", 42, 8) + struct.pack(f"{o}H", len(tags))
        for tag, (kind, value) in sorted(tags.items()):
            packed = struct.pack(f"{o}HH", value, 0) if kind == 3 else struct.pack(f"{o}I", value)
            out += struct.pack(f"{o}HHI", tag, kind, 1) + packed
        return out + struct.pack(f"{o}I", self.next_directory) + data


@dataclass(frozen=True, slots=True)
class PdfSheet:
    """One page of a handmade PDF: a bilevel or grey image over the whole page, and what is drawn after it."""

    width: float = 595.276
    height: float = 841.89
    image: NDArray[np.uint8] | None = None
    bits: int = 8
    drawn: bytes = b""
    rotate: int = 0
    extra: bytes = b""

    def image_object(self) -> bytes:
        if self.image is None:
            return b"null"
        rows, columns = self.image.shape
        data = np.packbits(self.image > 127, axis=1).tobytes() if self.bits == 1 else self.image.tobytes()
        head = b"<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent %d/ColorSpace/DeviceGray/Length %d>>"
        return head % (columns, rows, self.bits, len(data)) + b"stream\n" + data + b"\nendstream"

    def content(self) -> bytes:
        image = b"" if self.image is None else b"q %.4f 0 0 %.4f 0 0 cm /I Do Q " % (self.width, self.height)
        return image + self.drawn


def pdf(*pages: PdfSheet) -> bytes:
    """A PDF with a right index."""
    kids = b" ".join(b"%d 0 R" % (3 + 3 * i) for i in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids)]
    for page in pages:
        number = len(objects) + 1
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.4f %.4f]/Rotate %d" % (page.width, page.height, page.rotate)
            + b"/Resources<</XObject<</I %d 0 R>>>>/Contents %d 0 R" % (number + 1, number + 2)
            + page.extra
            + b">>"
        )
        content = page.content()
        objects += [page.image_object(), b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)]
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    index = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\n" % (size, table, size)
    return out + index + b"startxref\n%d\n%%%%EOF\n" % len(out)
