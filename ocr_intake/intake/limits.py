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
    max_megapixels: float = 100.0
    """Pixels of one page, in millions, before it is decoded and once more after its aspect is made true.

    A colour page takes up to ten bytes a pixel while it is decoded, so 100 keeps a process near one gigabyte; A4 at
    900 dpi and A3 at 440 dpi pass.
    """
    pdf_timeout_s: int = 15
    """Seconds for each poppler call; a page is one or two calls."""

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
