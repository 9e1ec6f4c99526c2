"""Tesseract's library inside this process: its models are loaded once, not once a page.

Only Tesseract's C interface is used (``capi.h``), of the shared library that its command ``tesseract`` itself runs on,
so that both read alike. A new process needs a third of a second to load its tables: as long as it then reads a page.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LSTM_ONLY = 1
"""``OEM_LSTM_ONLY``."""
LONGEST_SIDE = 32_000
"""Pixels; a larger image is refused here, since Tesseract counts in 16 bits."""
_WORD = "5"
"""The level of a row about one word."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word as Tesseract has it."""

    text: str
    confidence: int
    """0 to 100; -1 where Tesseract gives none."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """One language, loaded and ready; lives as long as the process."""

    library: Any
    handle: ctypes.c_void_p

    def forget(self) -> None:
        """Forget the words of what was read: a page must read the same whatever was read before it."""
        self.library.TessBaseAPIClearAdaptiveClassifier(self.handle)

    def words(self, grey: NDArray[np.uint8], timeout_s: float) -> tuple[Word, ...] | None:
        """Read one line image.

        Args:
            grey: ``(h, w)`` uint8, contiguous.
            timeout_s: when it is given up, at the next word's end.

        Returns:
            Its words, or None where Tesseract failed or was given up.
        """
        height, width = grey.shape
        if max(height, width) > LONGEST_SIDE:
            return None
        pixels = np.ascontiguousarray(grey)
        self.library.TessBaseAPISetImage(self.handle, pixels.ctypes.data, width, height, 1, width)
        monitor = ctypes.c_void_p(self.library.TessMonitorCreate())
        try:
            self.library.TessMonitorSetDeadlineMSecs(monitor, round(timeout_s * 1000))
            failed = self.library.TessBaseAPIRecognize(self.handle, monitor)
        finally:
            self.library.TessMonitorDelete(monitor)
        table = None if failed else self.library.TessBaseAPIGetTsvText(self.handle, 0)
        try:
            return None if not table else words_of(ctypes.string_at(table).decode("utf-8", errors="replace"))
        finally:
            if table:
                self.library.TessDeleteText(ctypes.c_void_p(table))
            self.library.TessBaseAPIClear(self.handle)


def words_by_page(table: str) -> dict[int, list[Word]]:
    """The words of a table as Tesseract prints it, one tab-separated row a word, by page, counted from 1.

    Other rows are of boxes around words. Confidences lose their fractions, as pytesseract takes them off.
    """
    found: dict[int, list[Word]] = {}
    for row in (line.split("\t") for line in table.split("\n")):
        if len(row) == 12 and row[0] == _WORD and row[1].isdecimal():
            found.setdefault(int(row[1]), []).append(Word(row[11].strip(), int(float(row[10]))))
    return found


def words_of(table: str) -> tuple[Word, ...]:
    """The words of a table about one image."""
    return tuple(word for words in words_by_page(table).values() for word in words)


def version() -> str:
    """Of the library that would be used, "" where there is none."""
    library = _library()
    return "" if library is None else library.TessVersion().decode("ascii", errors="replace")


def data_folder() -> Path | None:
    """Where the languages' files are; None where there is no library, or no Japanese."""
    library = _library()
    if library is None:
        return None
    handle = ctypes.c_void_p(library.TessBaseAPICreate())
    try:
        if library.TessBaseAPIInit2(handle, None, b"jpn", LSTM_ONLY):
            return None
        return Path(os.fsdecode(library.TessBaseAPIGetDatapath(handle)))
    finally:
        library.TessBaseAPIDelete(handle)


@cache
def model(language: str, segmentation: int) -> Model | None:
    """A language's model, loaded on first use.

    Args:
        language: ``jpn`` or ``jpn_vert``.
        segmentation: Tesseract's page segmentation mode.

    Returns:
        None where the library or the language cannot be loaded into this process.
    """
    library = _library()
    if library is None:
        return None
    handle = ctypes.c_void_p(library.TessBaseAPICreate())
    if handle.value is None or library.TessBaseAPIInit2(handle, None, language.encode("ascii"), LSTM_ONLY):
        return None
    # what Tesseract prints about a line would land among the program's own messages
    settings = {"debug_file": os.devnull, "preserve_interword_spaces": "1"}
    if not all(library.TessBaseAPISetVariable(handle, k.encode(), v.encode()) for k, v in settings.items()):
        return None
    library.TessBaseAPISetPageSegMode(handle, segmentation)
    return Model(library, handle)


@cache
def _library() -> Any:  # noqa: ANN401 - ctypes makes a library's functions when they are asked for
    """The shared library with its functions' types declared, or None where it is missing or too old."""
    name = ctypes.util.find_library("tesseract")
    if name is None:
        return None
    pointer, text, whole = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    signatures: dict[str, tuple[Any, tuple[Any, ...]]] = {
        "TessVersion": (text, ()),
        "TessBaseAPICreate": (pointer, ()),
        "TessBaseAPIDelete": (None, (pointer,)),
        "TessBaseAPIGetDatapath": (text, (pointer,)),
        "TessBaseAPIInit2": (whole, (pointer, text, text, whole)),
        "TessBaseAPISetVariable": (whole, (pointer, text, text)),
        "TessBaseAPISetPageSegMode": (None, (pointer, whole)),
        "TessBaseAPISetImage": (None, (pointer, pointer, whole, whole, whole, whole)),
        "TessBaseAPIRecognize": (whole, (pointer, pointer)),
        "TessBaseAPIGetTsvText": (pointer, (pointer, whole)),
        "TessBaseAPIClear": (None, (pointer,)),
        "TessBaseAPIClearAdaptiveClassifier": (None, (pointer,)),
        "TessMonitorCreate": (pointer, ()),
        "TessMonitorSetDeadlineMSecs": (None, (pointer, whole)),
        "TessMonitorDelete": (None, (pointer,)),
        "TessDeleteText": (None, (pointer,)),
    }
    try:
        library = ctypes.CDLL(name)
        for function, (result, arguments) in signatures.items():
            entry = getattr(library, function)
            entry.restype, entry.argtypes = result, arguments
    except (OSError, AttributeError):
        return None
    return library
