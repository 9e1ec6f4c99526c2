"""The fonts that papers are drawn with: Debian packages, the faces taken from them, and how to find them.

Faces come in two groups of different designs, for print and for handwriting: those that the recogniser is trained on,
and those that it never sees, on which confidences are fitted and figures are taken.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

PACKAGES: Final = (
    "fonts-aoyagi-kouzan-t",
    "fonts-horai-umefont",
    "fonts-ipaexfont",
    "fonts-ipafont",
    "fonts-kiloji",
    "fonts-klee",
    "fonts-migmix",
    "fonts-morisawa-bizud-gothic",
    "fonts-morisawa-bizud-mincho",
    "fonts-motoya-l-cedar",
    "fonts-motoya-l-maruberi",
    "fonts-sawarabi-mincho",
    "fonts-seto",
    "fonts-takao-gothic",
    "fonts-takao-mincho",
    "fonts-umeplus",
    "fonts-vlgothic",
    "fonts-yozvox-yozfont-cute",
    "fonts-yozvox-yozfont-edu",
    "fonts-yozvox-yozfont-new-kana",
    "fonts-yozvox-yozfont-standard-kana",
    "fonts-yusei-magic",
)
"""Debian packages that hold the faces; ``python -m training.fonts`` prints them for ``apt-get install``."""

PRINT: Final = {
    "trained": (
        "ipag.ttf",
        "ipam.ttf",
        "ipagp.ttf",
        "ipaexg.ttf",
        "ipaexm.ttf",
        "TakaoPGothic.ttf",
        "TakaoMincho.ttf",
        "BIZUDGothic-Regular.ttf",
        "VL-Gothic-Regular.ttf",
        "ume-pmo3.ttf",
        "ume-tms3.ttf",
        "umeplus-p-gothic.ttf",
        "MTLc3m.ttf",
    ),
    "held-out": (
        "migmix-1p-regular.ttf",
        "BIZUDPMincho-Regular.ttf",
        "ume-tgo4.ttf",
        "MTLmr3m.ttf",
        "sawarabi-mincho-medium.ttf",
    ),
}
"""Files of print faces by group."""
HANDWRITING: Final = {
    "trained": (
        "KleeOne-Regular.ttf",
        "KleeOne-SemiBold.ttf",
        "Yomogi_400Regular.ttf",
        "kiloji.ttf",
        "kiloji_p.ttf",
        "kiloji_b.ttf",
        "YOzRN_.ttf",
        "YOzRS_90.ttf",
        "YOzRA_.ttf",
        "YOzRC_.ttf",
        "YOzRE_M.ttf",
        "YOzRNX.ttf",
        "YOzRSP.ttf",
        "YOzBN_.ttf",
    ),
    "held-out": ("setofont.ttf", "YuseiMagic-Regular.ttf", "AoyagiKouzanT.ttf"),
}
"""Files of handwriting faces by group."""
THIN: Final = frozenset(("KleeOne-Regular.ttf", "kiloji.ttf", "YOzRN_.ttf", "YOzRS_90.ttf", "setofont.ttf"))
"""Handwriting faces as thin as a pen's strokes: they fill in for characters that are not drawn in strokes."""
GROUPS: Final = tuple(PRINT)
FOLDERS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
"""Where Debian keeps fonts, and where an administrator does."""
_NOT_DEFINED: Final = "\uffff"


@dataclass(frozen=True, slots=True)
class Face:
    """One font file."""

    path: str

    @property
    def name(self) -> str:
        """The file's name."""
        return Path(self.path).name


@cache
def _files() -> dict[str, str]:
    return {path.name: str(path) for folder in FOLDERS if folder.is_dir() for path in sorted(folder.rglob("*.?t?"))}


def faces(kind: dict[str, tuple[str, ...]], groups: Iterable[str] = GROUPS) -> tuple[Face, ...]:
    """Those faces of ``PRINT`` or ``HANDWRITING`` that are installed; none where no package is."""
    files = _files()
    return tuple(Face(files[name]) for group in groups for name in kind[group] if name in files)


@lru_cache(maxsize=256)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


@lru_cache(maxsize=20_000)
def glyph(face: Face, char: str, size: int) -> tuple[NDArray[np.uint8], int, int] | None:
    """A character's ink, and where it lies from the top left corner of its square.

    Args:
        face: to draw with.
        char: one character.
        size: height of the em, pixels.

    Returns:
        ``(height, width)`` uint8, 255 for full ink, with its offsets to the right and down, the glyph in the middle
        of its advance; None where the face does not have the character.
    """
    font = _font(face.path, size)
    mask, offset = font.getmask2(char, mode="L", anchor="ls")
    if not (mask.size[0] and mask.size[1]) or _same_as_missing(face, char):
        return None
    ink = np.array(mask, dtype=np.uint8).reshape(mask.size[1], mask.size[0])
    return ink, int(offset[0]), int(offset[1] + round(0.88 * size))


@lru_cache(maxsize=20_000)
def _same_as_missing(face: Face, char: str) -> bool:
    """Whether the face draws the box that stands for characters that it does not have."""
    font = _font(face.path, 24)
    return bytes(font.getmask(char)) == bytes(font.getmask(_NOT_DEFINED))


def main() -> None:
    """Print the packages on one line."""
    sys.stdout.write(" ".join(PACKAGES) + "\n")


if __name__ == "__main__":
    main()
