"""What readers see and say: line images in, readings out, and a page's lines once they are read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ocr_intake.model.fields import FlagCode
from ocr_intake.model.forms import FormMatch
from ocr_intake.model.geometry import Box
from ocr_intake.model.pages import PageRole

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Direction(StrEnum):
    """Which way a line of writing runs."""

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"


class Hand(StrEnum):
    """Who wrote a line, as far as the image tells."""

    PRINT = "print"
    HANDWRITING = "handwriting"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, eq=False)
class LineImage:
    """One line of writing, cut out of an upright page with its margins."""

    pixels: NDArray[np.uint8]
    """``(height, width)`` grey, dark writing on light paper, or ``(height, width, 3)`` RGB."""
    direction: Direction
    """A vertical line is given as it stands on the page: taller than wide, not turned."""


@dataclass(frozen=True, slots=True)
class Character:
    """One character of a reading."""

    text: str
    probability: float
    """0 to 1, the reader's own; not calibrated."""
    start: float
    """Where it begins along the line, as a share of the line image's length (0 to 1)."""
    end: float
    """Where it ends."""
    alternatives: tuple[tuple[str, float], ...] = ()
    """Other characters the reader considered here with their probabilities, best first; "" stands for no character."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader made of one line."""

    reader: str
    """Name of the reader in the registry."""
    text: str
    characters: tuple[Character, ...] = ()
    """As many as ``text`` has characters, or none where the reader does not tell them apart."""
    confidence: float = 0.0
    """0 to 1, mean over the characters, the reader's own; not calibrated."""
    digits: str = ""
    """The best string made of digits and their separators alone, where the reader can tell ("" otherwise)."""
    digits_confidence: float = 0.0
    """0 to 1: the lowest probability of a digit of ``digits`` among digits and separators."""
    skipped: tuple[Character, ...] = ()
    """What may stand between the characters of ``text`` but was not taken for one, with its probability."""

    @property
    def lowest(self) -> float:
        """Probability of the least certain character (``confidence`` where characters are not told apart)."""
        return min((c.probability for c in self.characters), default=self.confidence)


@dataclass(frozen=True, slots=True)
class Unread:
    """A reader's answer for a line that it could not read."""

    reader: str
    reason: str
    """Stable code: ``empty``, ``too_small``, ``unsupported_direction``, ``engine_failed``."""


class Typing(StrEnum):
    """Whether a line is known from the file itself, where somebody typed it, instead of read."""

    NONE = "none"
    """It was read."""
    ENDS = "ends"
    """It was typed, and the line ended there."""
    GOES_ON = "goes_on"
    """It was typed, and what was typed goes on in the next line: the box only was too narrow."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of writing on an upright page, with everything read from it."""

    box: Box
    direction: Direction
    readings: tuple[Reading, ...] = ()
    """One a reader, the most trusted first; empty where nobody could read it."""
    cell: int | None = None
    """Index into the page's ``cells``; None for writing outside ruled cells."""
    hand: Hand = Hand.UNKNOWN
    struck: tuple[tuple[float, float], ...] = ()
    """Stretches that are struck out: start and end as shares of the line's length."""
    stamped: bool = False
    """Part of a receipt stamp or seal."""
    typing: Typing = Typing.NONE
    """A typed line has two readings, both of them the text that was typed, as two readers would have read it surely."""

    @property
    def typed(self) -> bool:
        """Whether its text is known, and nobody has to read it."""
        return self.typing is not Typing.NONE

    @property
    def text(self) -> str:
        """The most trusted reading ("" where there is none)."""
        return self.readings[0].text if self.readings else ""

    @property
    def confidence(self) -> float:
        """That reading's own confidence (0 where there is none)."""
        return self.readings[0].confidence if self.readings else 0.0


@dataclass(frozen=True, slots=True)
class FaxHeader:
    """What the sending machine printed along the top: data about the call, never content."""

    text: str
    numbers: tuple[str, ...] = ()
    """Telephone numbers in it, digits only."""
    page: int | None = None
    of: int | None = None
    """Page and number of pages that the header counts."""


@dataclass(frozen=True, slots=True)
class PageQuality:
    """How good the image is; features of trust, and reasons for a clerk."""

    dpi: float
    """Pixels per inch that the page was read at (estimated where the file did not say)."""
    bilevel: bool = False
    contrast: float = 1.0
    """Ink against paper, 0 to 1."""
    noise: float = 0.0
    """Specks per square inch."""
    skew: float = 0.0
    """Degrees clockwise that were taken out."""
    rotation: int = 0
    """Quarter turns clockwise that were applied, in degrees: 0, 90, 180 or 270."""
    photograph: bool = False
    """The page was cut out of a photograph and its perspective taken out."""
    fax_lines_repaired: int = 0
    """Scan lines or streaks that were mended."""


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page once read: everything that later stages need, without pixels, so that it can be stored."""

    number: int
    """1-based in its source file."""
    width: int
    height: int
    """Pixels of the upright page: what boxes refer to."""
    role: PageRole
    quality: PageQuality
    lines: tuple[Line, ...] = ()
    """In reading order."""
    cells: tuple[Box, ...] = ()
    """Ruled cells of the page's tables and frames."""
    header: FaxHeader | None = None
    digest: str = ""
    """Of the page that was read."""
    readers: tuple[str, ...] = ()
    """``name version`` of each reader that took part."""
    form: FormMatch | None = None
    """The city's own form that the page was recognised as."""
    flags: tuple[FlagCode, ...] = ()
    """Reasons to look at the whole page that only its file tells."""
