"""Source files and pages: what came in, before anything is read from it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ocr_intake.model.fields import FlagCode
    from ocr_intake.model.geometry import Box


class Channel(StrEnum):
    """How a submission reached the city."""

    POST = "post"
    FAX = "fax"
    HAND = "hand"
    WEB = "web"
    """By the city's form on the web."""
    EMAIL = "email"


class PageRole(StrEnum):
    """What became of a page: the ledger balances over these."""

    CONTENT = "content"
    """It belongs to a submission."""
    BLANK = "blank"
    """Nothing is written on it (the back of a duplex scan)."""
    COVER = "cover"
    """A fax cover sheet or batch separator: no comment on it."""
    SET_ASIDE = "set_aside"
    """It could not be read; the reason is kept."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The bytes as they came."""

    sha256: str
    """Hexadecimal, lower case."""
    name: str
    """The file's own name, without folders."""
    size: int
    """Bytes."""
    media_type: str
    """What the bytes are (``application/pdf``, ``image/tiff`` …), sniffed, not taken from the name."""
    pages: int
    """How many pages it holds."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file or page that could not be taken in, and why: a value, so that the rest of the batch goes on."""

    code: str
    """Stable reason, also the key of its text: ``intake.CODE``."""
    page: int | None = None
    """1-based page, or None when the whole file is meant."""
    detail: tuple[tuple[str, str], ...] = ()
    """Values for the text (limits, sizes); never anything read from the paper."""


@dataclass(frozen=True, slots=True)
class TypedText:
    """Text that was typed into the file itself (a form's field, a text box): known exactly, nothing is left to read."""

    text: str
    """Lines apart by line feeds, as they were typed."""
    box: Box
    """Its place on the page, in pixels; what is typed need not fit."""
    size: float | None = None
    """Height of its letters in pixels, where the file says."""


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One side of paper as decoded: true aspect ratio, the tags' orientation already applied. Compare by ``digest``."""

    number: int
    """1-based in its source file."""
    pixels: NDArray[np.uint8]
    """``(height, width)`` grey or ``(height, width, 3)`` RGB, read-only."""
    dpi: float | None
    """Pixels per inch, the same along both axes; None where the file says nothing believable."""
    bilevel: bool
    """Every pixel came as black or white: a fax, or a black-and-white scan."""
    digest: str = field(default="")
    """SHA-256 of shape, pixels and what was typed, filled in when left empty."""
    typed: tuple[TypedText, ...] = ()
    """What was typed into the page; the pixels do not show it."""
    notes: tuple[str, ...] = ()
    """What people wrote in notes that are pinned to the page, which are not drawn."""
    flags: tuple[FlagCode, ...] = ()
    """Reasons to look at the whole page that only its file tells."""
    rotation: int | None = None
    """Quarter turns clockwise that make it upright, in degrees, where a person says so; None for finding out."""

    def __post_init__(self) -> None:
        """Make the pixels read-only and fill in the digest."""
        self.pixels.setflags(write=False)
        if not self.digest:
            sha = hashlib.sha256(repr(self.pixels.shape).encode())
            inline = self.pixels if self.pixels.flags.c_contiguous else self.pixels.copy(order="C")
            sha.update(inline.reshape(-1).data)  # not `tobytes`: a large page would be in memory twice
            if self.typed or self.notes:
                sha.update(repr((self.typed, self.notes)).encode("utf-8", "surrogatepass"))
            object.__setattr__(self, "digest", sha.hexdigest())
