"""A PDF made of pictures and nothing else: no text, no names, no dates, no thumbnails, nothing of another file.

It is written object by object, so that memory does not grow with the number of pages, and no library adds its own.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, BinaryIO, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_QUALITY: Final = 80
_POINTS: Final = 72.0


class PictureWriter:
    """A PDF file that grows by a page at a time."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._at = 0
        self._starts: dict[int, int] = {}
        self._pages: list[int] = []
        self._next = 3
        self._put(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")

    def add(self, pixels: NDArray[np.uint8], dpi: float) -> None:
        """A page with one picture as large as the paper.

        Args:
            pixels: ``(height, width)`` grey or ``(height, width, 3)`` RGB.
            dpi: Pixels per inch.
        """
        height, width = pixels.shape[:2]
        picture, content, page = self._next, self._next + 1, self._next + 2
        self._next += 3
        across, down = width / dpi * _POINTS, height / dpi * _POINTS
        self._stream_object(picture, *_encoded(pixels))
        self._stream_object(content, b"", f"q {across:.2f} 0 0 {down:.2f} 0 0 cm /P Do Q".encode())
        self._object(
            page,
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {across:.2f} {down:.2f}]"
            f"/Resources<</XObject<</P {picture} 0 R>>>>/Contents {content} 0 R>>".encode(),
        )
        self._pages.append(page)

    def finish(self) -> None:
        """Write what holds the pages together. A file without pages is none."""
        kids = " ".join(f"{page} 0 R" for page in self._pages)
        self._object(1, b"<</Type/Catalog/Pages 2 0 R>>")
        self._object(2, f"<</Type/Pages/Count {len(self._pages)}/Kids[{kids}]>>".encode())
        table, count = self._at, self._next
        self._put(f"xref\n0 {count}\n0000000000 65535 f \n".encode())
        for number in range(1, count):
            self._put(f"{self._starts[number]:010d} 00000 n \n".encode())
        self._put(f"trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n".encode())

    def _stream_object(self, number: int, entries: bytes, data: bytes) -> None:
        self._object(number, b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data))

    def _object(self, number: int, body: bytes) -> None:
        self._starts[number] = self._at
        self._put(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _put(self, data: bytes) -> None:
        self._stream.write(data)
        self._at += len(data)


def _encoded(pixels: NDArray[np.uint8]) -> tuple[bytes, bytes]:
    """Entries of a picture's dictionary, and its data: black and white as it is, all else as JPEG without any marks."""
    height, width = pixels.shape[:2]
    size = f"/Type/XObject/Subtype/Image/Width {width}/Height {height}"
    if pixels.ndim == 2 and not np.any((pixels > 0) & (pixels < 255)):
        bits = np.packbits(pixels > 0, axis=1).tobytes()
        return f"{size}/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/FlateDecode".encode(), zlib.compress(bits)
    colours = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".jpg", colours, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    space = "DeviceGray" if pixels.ndim == 2 else "DeviceRGB"
    return f"{size}/ColorSpace/{space}/BitsPerComponent 8/Filter/DCTDecode".encode(), data.tobytes()
