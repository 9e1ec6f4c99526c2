"""How much of this machine one file may take; what a file asks for is compared with these before it is given."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one source file and one of its pages."""

    max_file_mb: float = 500.0
    """Megabytes (10⁶ bytes) of one file; a 600-dpi colour stack of some hundred pages stays below."""
    max_pages: int = 1000
    """Pages of one file."""
    max_megapixels: float = 80.0
    """Pixels of one page, in millions, before it is decoded and once more after its aspect is made true.

    A colour page takes some ten bytes a pixel while it is decoded (WebP eighteen), so 80 keeps a process well under
    1.5 gigabytes; A4 at 900 dpi and A3 at 400 dpi pass.
    """
    pdf_timeout_s: int = 20
    """Seconds for one page of a PDF, over all calls of poppler that it takes."""

    def __post_init__(self) -> None:
        """Refuse limits that cannot be kept.

        Raises:
            ValueError: a limit is not positive, or above what Pillow itself allows to open.
        """
        if min(self.max_file_mb, self.max_pages, self.max_megapixels, self.pdf_timeout_s) <= 0:
            raise ValueError(f"limits must be positive: {self}")
        if self.max_pixels > 2 * (Image.MAX_IMAGE_PIXELS or self.max_pixels):
            raise ValueError(f"max_megapixels must be at most {2 * (Image.MAX_IMAGE_PIXELS or 0) / 1e6:.0f}: {self}")

    @property
    def max_bytes(self) -> int:
        """Bytes of one file."""
        return int(self.max_file_mb * 1e6)

    @property
    def max_pixels(self) -> int:
        """Pixels of one page."""
        return int(self.max_megapixels * 1e6)


DEFAULT_LIMITS = Limits()
