"""Pen strokes of single characters, read from a folder.

Three formats are known: Tomoe's ``*.tdic``, one XML file a character with ``<stroke><point x= y=>`` (loose or in a tar
archive), and KanjiVG's one SVG file a character.
"""

from __future__ import annotations

import re
import tarfile
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


Stroke = tuple[tuple[float, float], ...]
"""Points of one pen movement in a square of side 1, y downwards."""

_POINT: Final = re.compile(r"\((-?\d+) (-?\d+)\)")
_XML_POINT: Final = re.compile(r'<point x="(-?[\d.]+)" y="(-?[\d.]+)"')
_PATH: Final = re.compile(r'<path[^>]* d="([^"]+)"')
_COMMAND: Final = re.compile(r"([MmCcSs])([^MmCcSs]*)")
_NUMBER: Final = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
_VIEW: Final = 109.0
"""Side of KanjiVG's square."""
_MARKS: Final[dict[str, tuple[Stroke, ...]]] = {
    "\u3099": (((0.78, 0.06), (0.86, 0.17)), ((0.88, 0.03), (0.96, 0.14))),
    "\u309a": (((0.88, 0.04), (0.95, 0.09), (0.9, 0.17), (0.83, 0.13), (0.84, 0.06), (0.88, 0.04)),),
}
"""The marks of が and ぱ."""
_SIGNS: Final[dict[str, tuple[Stroke, ...]]] = {
    "。": (((0.2, 0.72), (0.28, 0.78), (0.22, 0.88), (0.12, 0.84), (0.13, 0.74), (0.2, 0.72)),),
    "、": (((0.12, 0.74), (0.2, 0.82), (0.25, 0.9)),),
    "・": (((0.48, 0.48), (0.53, 0.52)),),
    "ー": (((0.14, 0.48), (0.3, 0.5), (0.86, 0.5)),),
    "-": (((0.38, 0.52), (0.62, 0.52)),),
    "（": (((0.84, 0.06), (0.72, 0.28), (0.7, 0.6), (0.84, 0.94)),),
    "）": (((0.16, 0.06), (0.28, 0.28), (0.3, 0.6), (0.16, 0.94)),),
    "(": (((0.56, 0.08), (0.46, 0.3), (0.45, 0.62), (0.56, 0.92)),),
    ")": (((0.44, 0.08), (0.54, 0.3), (0.55, 0.62), (0.44, 0.92)),),
    "「": (((0.85, 0.12), (0.6, 0.12)), ((0.6, 0.12), (0.6, 0.5))),
    "」": (((0.4, 0.5), (0.4, 0.88)), ((0.4, 0.88), (0.15, 0.88))),
}
"""Signs that the sources do not have."""
_MARGIN: Final = 0.07
"""Share of the square that most characters leave free on each side."""
_LEAST: Final = 200
"""A source with fewer characters is no alphabet to write with."""


@dataclass(frozen=True, slots=True)
class Strokes:
    """Characters of one source, about one writer."""

    name: str
    characters: dict[str, tuple[Stroke, ...]]


def load(folder: Path) -> tuple[Strokes, ...]:
    """All sources in a folder and below: one for each folder that holds enough characters.

    Args:
        folder: with files in any of the formats that are known.
    """
    found: dict[str, dict[str, tuple[Stroke, ...]]] = {}
    for path in sorted(folder.rglob("*")):
        source = found.setdefault(path.parent.name, {})
        if path.suffix == ".tdic":
            source.update(_tomoe(path.read_text(encoding="utf-8")))
        elif path.suffix in {".xml", ".svg"}:
            source.update(_one(path.name, path.read_text(encoding="utf-8")))
        elif path.is_file() and ".tar" in path.name:
            source.update(_archived(path))
    return tuple(Strokes(name, _spread(chars)) for name, chars in found.items() if len(chars) >= _LEAST)


def _spread(characters: dict[str, tuple[Stroke, ...]]) -> dict[str, tuple[Stroke, ...]]:
    """All characters moved and stretched alike, so that most of them fill the square but for a margin."""
    points = np.array([point for strokes in characters.values() for stroke in strokes for point in stroke])
    low, high = np.percentile(points, 1, axis=0), np.percentile(points, 99, axis=0)
    scale = (1 - 2 * _MARGIN) / float(max(*(high - low), 0.1))
    left, top = (float(value) for value in 0.5 - scale * (low + high) / 2)
    return {
        char: tuple(tuple((x * scale + left, y * scale + top) for x, y in stroke) for stroke in strokes)
        for char, strokes in characters.items()
    }


def _archived(path: Path) -> Iterator[tuple[str, tuple[Stroke, ...]]]:
    with tarfile.open(path) as archive:
        for member in archive:
            data = archive.extractfile(member) if member.name.endswith((".xml", ".svg")) else None
            if data is not None:
                yield from _one(member.name.rsplit("/", 1)[-1], data.read().decode("utf-8"))


def _tomoe(text: str) -> Iterator[tuple[str, tuple[Stroke, ...]]]:
    """Blocks of a character, the number of its strokes, and a line of points for each stroke."""
    for block in text.split("\n\n"):
        char, _, rest = block.strip().partition("\n")
        strokes = [[(int(x) / 300, int(y) / 300) for x, y in _POINT.findall(line)] for line in rest.split("\n")[1:]]
        if len(char) == 1:
            yield char, tuple(tuple(stroke) for stroke in strokes if stroke)


def _one(name: str, text: str) -> Iterator[tuple[str, tuple[Stroke, ...]]]:
    """A file that is named after its character's code, in hexadecimal digits."""
    stem = name.split(".", maxsplit=1)[0]
    if not re.fullmatch(r"[0-9a-fA-F]{4,5}", stem):
        return
    if name.endswith(".svg"):
        strokes = [_along_path(path) for path in _PATH.findall(text)]
    else:
        parts = text.split("<stroke>")[1:]
        strokes = [tuple((float(x), float(y)) for x, y in _XML_POINT.findall(part)) for part in parts]
        strokes = [stroke for stroke in strokes if stroke]
        side = max((value for stroke in strokes for point in stroke for value in point), default=1.0)
        side = 256.0 if side > _VIEW else max(side, 1.0)
        strokes = [tuple((x / side, y / side) for x, y in stroke) for stroke in strokes]
    if strokes:
        yield chr(int(stem, 16)), tuple(strokes)


def _along_path(path: str) -> Stroke:
    """Points along an SVG path of cubic curves."""
    points: list[tuple[float, float]] = []
    at, control = (0.0, 0.0), (0.0, 0.0)
    for command, rest in _COMMAND.findall(path):
        values = [float(value) for value in _NUMBER.findall(rest)]
        relative = command.islower()
        step = 2 if command in "Mm" else 6 if command in "Cc" else 4
        for start in range(0, len(values) - step + 1, step):
            pairs = [(values[i], values[i + 1]) for i in range(start, start + step, 2)]
            if relative:
                pairs = [(x + at[0], y + at[1]) for x, y in pairs]
            if step == 2:
                points.append(pairs[0])
                control = pairs[0]
            else:
                first = pairs[0] if step == 6 else (2 * at[0] - control[0], 2 * at[1] - control[1])
                control = pairs[-2]
                points += [_on_curve(at, first, control, pairs[-1], part / 6) for part in range(1, 7)]
            at = pairs[-1]
    return tuple((x / _VIEW, y / _VIEW) for x, y in points)


def _on_curve(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float], part: float
) -> tuple[float, float]:
    rest = 1 - part
    weights = rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3
    x, y = (sum(w * p[axis] for w, p in zip(weights, (a, b, c, d), strict=True)) for axis in (0, 1))
    return x, y


def strokes_of(source: Strokes, char: str) -> tuple[Stroke, ...] | None:
    """How a source writes a character; marks are put on kana that it only has without them, signs are added."""
    found = source.characters.get(char) or _SIGNS.get(char)
    if found is None and len(parts := unicodedata.normalize("NFD", char)) == 2:
        base = source.characters.get(parts[0])
        found = base and base + _MARKS.get(parts[1], ())
    return found or None
