"""How much the pages of two submissions look alike, whatever was read on them."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from ocr_intake.imaging.prints import likeness, page_print
from ocr_intake.store import UnknownRecordError

if TYPE_CHECKING:
    from ocr_intake.imaging.prints import Print
    from ocr_intake.store import Workspace

_MOST: Final = 3
"""Pages of each that are looked at."""


class Pictures:
    """The pages of a workspace; what was looked at once is kept as long as this is."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[int, tuple[Print | None, ...]] = {}

    def alike(self, first: int, second: int) -> float | None:
        """How much two submissions look alike, 0 to 1: the mean of their pages; None where one has no picture."""
        mine, theirs = self._prints(first), self._prints(second)
        if not any(each is not None for each in mine) or not any(each is not None for each in theirs):
            return None
        pairs = list(zip_longest(mine, theirs))
        return sum(0.0 if one is None or two is None else likeness(one, two) for one, two in pairs) / len(pairs)

    def _prints(self, number: int) -> tuple[Print | None, ...]:
        if number not in self._known:
            stored = self._workspace.submission(number)
            self._known[number] = tuple(self._print(stored.sha256, page) for page in stored.pages[:_MOST])
        return self._known[number]

    def _print(self, sha256: str, page: int) -> Print | None:
        """Of one page; None where its picture is gone (purged, or left out of a backup), or shows nothing."""
        path = self._workspace.files.page_image(sha256, page)
        pixels = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE) if path.is_file() else None
        if pixels is None:
            return None
        try:
            reading = self._workspace.page_reading(sha256, page)
        except UnknownRecordError:
            reading = None
        above = 0.0
        if reading is not None and reading.header is not None:
            above = min((line.box.top for line in reading.lines), default=0.0)
        return page_print(np.asarray(pixels, np.uint8), above)
