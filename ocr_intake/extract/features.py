"""A page graph as numbers: what the page model is told of each character, each line and each pair of lines.

Training and use share this module, so that a feature can't mean two things.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from ocr_intake.extract.lexicon import WordClass, Words, folded, general_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from ocr_intake.extract.page_graph import PageGraph


_CLASSES: Final = ("kanji", "hiragana", "katakana", "digit", "latin", "sign", "space", "rest")
_LABELS: Final = {
    "name": "label_name",
    "organization": "label_organization",
    "representative": "label_representative",
    "postal_code": "label_postal_code",
    "address": "label_address",
    "phone": "label_phone",
    "opinion": "label_opinion",
    "reason": "label_opinion",
    "reference": "label_reference",
    "topic": "label_reference",
}
"""Kinds of the label wordings that have a feature of their own; all others share ``label_rest``."""
_PATTERNS: Final = {
    "postal": re.compile(r"(?<![\d-])\d{3}-?\d{4}(?![\d-])"),
    "postal_mark": re.compile("〒"),
    "phone": re.compile(r"(?<!\d)\(?0\d{1,4}[-()]{1,2}\d{1,4}[-()]{1,2}\d{3,4}(?!\d)|(?<!\d)0\d{9,10}(?!\d)"),
    "phone_loose": re.compile(r"(?<!\d)[+0o(](?:[\do][-()・ ]{0,2}){8,13}(?!\d)"),
    "email": re.compile(r"[a-z0-9._+\-]+@[a-z0-9.\-]+|https?:|www\."),
    "date": re.compile(r"(?:令和|平成|昭和|20\d\d|r\d)[\d元./-]*(?:年|[./-])\d*(?:月|[./-])?\d*日?|\d{1,2}月\d{1,2}日"),
    "lot": re.compile(r"\d+(?:丁目|番地|番|号|地割|条|線|-|の(?=\d))[\d丁目番地号室の\-]*"),
    "age": re.compile(r"\d{1,3}[歳才代]"),
    "reference": re.compile(r"p\.?\d{1,3}|第\d{1,2}[章節条編部]|\d{1,3}(?:ページ|頁|行目)"),
    "marker": re.compile(r"^(?:[・○●■◆□※]|[(]?\d{1,2}[).、]|第?\d[、.])"),
    "end": re.compile(r"(?:です|ます|ません|ました|ください|下さい|たい|ない|ある|る|い)?。"),
}
_NUMERALS: Final = str.maketrans("〇○一二三四五六七八九－−‐―–ー", "00123456789------")
CHARACTER_FEATURES: Final = (
    *_CLASSES,
    *(str(word) for word in WordClass),
    "full_name",
    *_PATTERNS,
    *dict.fromkeys(_LABELS.values()),
    "label_rest",
    "own",
    "probability",
    "from_start",
    "from_end",
    "where",
    "first",
    "last",
)
"""Names of the numbers that a character has, in order."""
_AT: Final = {name: index for index, name in enumerate(CHARACTER_FEATURES)}
LINE_NUMBERS: Final = 26
"""Numbers that a line has beside its characters'."""
PAIR_NUMBERS: Final = 24
"""Numbers that a pair of lines has."""
LEAST_LABEL: Final = 2
"""Characters of the shortest label wording that is looked for inside a line; 〒 and ℡ have patterns of their own."""


@dataclass(frozen=True, slots=True, eq=False)
class PageFeatures:
    """A page as the network takes it; characters of all lines one after the other."""

    characters: tuple[str, ...]
    """Folded: what the embedding is looked up by."""
    numbers: NDArray[np.float32]
    """``(characters, CHARACTER_FEATURES)``."""
    line_of: NDArray[np.int64]
    """``(characters,)``: which line of the graph each one is on."""
    lines: NDArray[np.float32]
    """``(lines, LINE_NUMBERS)``."""
    pairs: NDArray[np.float32]
    """``(lines, lines, PAIR_NUMBERS)``: of the second line as seen from the first."""


class Vocabulary:
    """What a city's configuration adds to the general words: label wordings, its own names and numbers."""

    def __init__(
        self,
        labels: Mapping[str, tuple[str, ...]] | None = None,
        names: Iterable[str] = (),
        numbers: Collection[str] = (),
    ) -> None:
        """Index them.

        Args:
            labels: wording to the kinds that it asks for.
            names: the city's offices and people.
            numbers: digits of the city's own telephone numbers and postal codes.
        """
        self._labels = Words(_label_words(labels or {}))
        self._names = Words((plain(name)[0], "own") for name in names)
        self._numbers = frozenset(numbers)

    def mark(self, text: str, numerals: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and feature of what a text without white space has of these."""
        for found in (*self._labels.search(text), *self._names.search(text)):
            yield found.start, found.end, found.key
        if self._numbers:
            for match in re.finditer(r"[\d\-()]{7,16}", numerals):
                if re.sub(r"\D", "", match[0]) in self._numbers:
                    yield match.start(), match.end(), "own"


def _label_words(labels: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for wording, kinds in labels.items():
        word = plain(wording)[0]
        if len(word) >= LEAST_LABEL:
            yield from ((word, _LABELS.get(kind, "label_rest")) for kind in kinds if kind != "ignore")


def plain(text: str) -> tuple[str, list[int]]:
    """A text folded and without white space, and the place in the text of each character that is left."""
    places = [index for index, char in enumerate(text) if not char.isspace()]
    return folded("".join(text[index] for index in places)), places


@cache
def class_of(char: str) -> int:
    """The class of a folded character, as an index into the first features."""
    code = ord(char)
    checks = (
        char.isspace() and 6,
        (0x4E00 <= code <= 0x9FFF or char in "々〆" or 0x3400 <= code <= 0x4DBF) and 0,
        0x3041 <= code <= 0x3096 and 1,
        (0x30A1 <= code <= 0x30FA or char == "ー") and 2,
        char.isdecimal() and 3,
        char.isalpha() and code < 0x250 and 4,
        not char.isalnum() and 5,
    )
    return next((found for found in checks if found is not False), 7)


def character_numbers(text: str, probabilities: Iterable[float], vocabulary: Vocabulary) -> NDArray[np.float32]:
    """``(characters, CHARACTER_FEATURES)`` of one line's text."""
    count = len(text)
    numbers = np.zeros((count, len(CHARACTER_FEATURES)), np.float32)
    bare, places = plain(text)
    numbers[places] = _marks(bare, vocabulary)
    numbers[np.arange(count), [class_of(char) for char in folded(text)]] = 1
    numbers[:, _AT["marker"]] = np.maximum(numbers[:, _AT["marker"]], ["①" <= char <= "⑳" for char in text])
    at = np.arange(count)
    numbers[:, _AT["probability"]] = np.fromiter(probabilities, np.float32, count)
    numbers[:, _AT["from_start"]] = np.minimum((at + 1) / 10, 2)
    numbers[:, _AT["from_end"]] = np.minimum((count - at) / 10, 2)
    numbers[:, _AT["where"]] = (at + 0.5) / count
    numbers[0, _AT["first"]] = numbers[-1, _AT["last"]] = 1
    return numbers


def _marks(bare: str, vocabulary: Vocabulary) -> NDArray[np.float32]:
    """What words and patterns of which meaning the characters of a text without white space are part of."""
    marks = np.zeros((len(bare), len(CHARACTER_FEATURES)), np.float32)
    families: dict[int, list[int]] = {}
    people: list[tuple[int, int]] = []
    for found in general_words().search(bare):
        alone = 0.3 if found.end - found.start == 1 else 1.0
        view = marks[found.start : found.end, _AT[found.key]]
        np.maximum(view, alone, out=view)
        if found.key == WordClass.FAMILY:
            families.setdefault(found.end, []).append(found.start)
        elif found.key == WordClass.GIVEN:
            people.append((found.start, found.end))
    for start, end in people:
        for begin in families.get(start, ()):
            marks[begin:end, _AT["full_name"]] = 1
    numerals = bare.translate(_NUMERALS)
    for name, pattern in _PATTERNS.items():
        for match in pattern.finditer(numerals if name != "end" else bare):
            marks[match.start() : match.end(), _AT[name]] = 1
    for start, end, name in vocabulary.mark(bare, numerals):
        marks[start:end, _AT[name]] = 1
    return marks


def page_features(graph: PageGraph, vocabulary: Vocabulary) -> PageFeatures:
    """The numbers of a page; it must have a line."""
    numbers = [character_numbers(line.text, line.probabilities, vocabulary) for line in graph.lines]
    line_of = np.repeat(np.arange(len(numbers)), [len(n) for n in numbers])
    size = line_size(graph)
    return PageFeatures(
        tuple(char for line in graph.lines for char in folded(line.text)),
        np.concatenate(numbers),
        line_of.astype(np.int64),
        _line_numbers(graph, numbers, size),
        _pair_numbers(graph, size),
    )


def line_size(graph: PageGraph) -> float:
    """The usual height of a line, the unit of all distances (pixels)."""
    return float(np.median([max(4.0, line.box[3] - line.box[1]) for line in graph.lines]))


def _line_numbers(graph: PageGraph, numbers: list[NDArray[np.float32]], size: float) -> NDArray[np.float32]:
    out = np.zeros((len(numbers), LINE_NUMBERS), np.float32)
    mates: dict[int, list[int]] = {}
    for index, line in enumerate(graph.lines):
        if line.cell is not None:
            mates.setdefault(line.cell, []).append(index)
    for index, (line, own) in enumerate(zip(graph.lines, numbers, strict=True)):
        left, top, right, bottom = line.box
        out[index, :8] = (
            left / graph.width,
            top / graph.height,
            right / graph.width,
            bottom / graph.height,
            np.log(max(1.0, bottom - top) / size),
            np.log1p(max(0.0, right - left) / size) / 3,
            np.log1p(len(line.text)) / 3,
            own[:, _AT["probability"]].mean(),
        )
        out[index, 8:13] = own[:, :5].mean(axis=0)
        out[index, 13:16] = index / len(numbers), len(numbers) / 60, float(graph.vertical)
        out[index, 16] = max(1.0, right - left) / max(1, len(line.text)) / max(1.0, bottom - top)
        if line.cell is not None:
            cell, place = graph.cells[line.cell], mates[line.cell]
            out[index, 17] = 1
            out[index, 18:22] = (
                cell[0] / graph.width,
                cell[1] / graph.height,
                cell[2] / graph.width,
                cell[3] / graph.height,
            )
            out[index, 22:26] = (
                len(place) / 5,
                place.index(index) / 5,
                np.log1p(max(0.0, cell[2] - cell[0]) / size) / 3,
                np.log1p(max(0.0, cell[3] - cell[1]) / size) / 3,
            )
    return out


_FAR: Final = 1e4


def _log(distance: NDArray[np.float32]) -> NDArray[np.float32]:
    """Distances of both signs on a scale that tells near ones well apart."""
    return np.sign(distance) * np.log1p(np.abs(distance))


def _pair_numbers(graph: PageGraph, size: float) -> NDArray[np.float32]:
    """Where each line stands as seen from each other one: ``[i, j]`` is about ``j`` as seen from ``i``."""
    box = np.array([line.box for line in graph.lines], np.float32) / size
    x0, y0, x1, y1 = box.T
    x1, y1 = np.maximum(x1, x0 + 0.05), np.maximum(y1, y0 + 0.05)
    cx, cy, wide, high = (x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0

    def across(values: NDArray[np.float32]) -> NDArray[np.float32]:
        return values[None, :] - values[:, None]

    over_x = np.minimum(x1[:, None], x1) - np.maximum(x0[:, None], x0)
    over_y = np.minimum(y1[:, None], y1) - np.maximum(y0[:, None], y0)
    share_x = np.clip(over_x / np.maximum(np.minimum(wide[:, None], wide), 0.2), -1, 1)
    share_y = np.clip(over_y / np.maximum(np.minimum(high[:, None], high), 0.2), -1, 1)
    gap_left = x0[:, None] - x1[None, :]
    gap_up = y0[:, None] - y1[None, :]
    left = np.where((share_y > 0.4) & (across(cx) < 0), gap_left, _FAR)
    nearest_left = (left <= left.min(axis=1, keepdims=True) + 1e-3) & (left < _FAR)
    above = np.where((share_x > 0.2) & (across(cy) < -0.3), gap_up, _FAR)
    nearest_above = (above <= above.min(axis=1, keepdims=True) + 0.3) & (above < _FAR)
    order = across(np.arange(len(box), dtype=np.float32))
    same, beside, under = _cell_relations(graph, size)
    return np.stack(
        [
            _log(across(cx)),
            _log(across(cy)),
            _log(gap_left),
            _log(gap_up),
            _log(across(x0)),
            share_x,
            share_y,
            np.exp(-np.abs(across(x0))),
            np.exp(-np.abs(across(x1))),
            np.exp(-np.abs(across(cx))),
            _log(order) / 2,
            order == 0,
            order == 1,
            order == -1,
            nearest_left,
            nearest_left.T,
            nearest_above,
            nearest_above.T,
            same,
            beside,
            beside.T,
            under,
            under.T,
            np.log(high[None, :] / high[:, None]),
        ],
        axis=-1,
    ).astype(np.float32)


_TOUCHING: Final = 0.6
"""Line sizes by which the sides of two adjoining cells may differ."""


def _cell_relations(graph: PageGraph, size: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether two lines share a cell; whether the second's cell adjoins the first's on its left; from above."""
    cells = np.array([line.cell if line.cell is not None else -1 for line in graph.lines])
    boxes = np.array(
        [graph.cells[line.cell] if line.cell is not None else (0.0,) * 4 for line in graph.lines], np.float32
    ).reshape(len(cells), 4)
    x0, y0, x1, y1 = boxes.T / size
    within = (cells[:, None] >= 0) & (cells[None, :] >= 0)
    same = within & (cells[:, None] == cells[None, :])
    other = within & ~same
    over_x = np.minimum(x1[:, None], x1) - np.maximum(x0[:, None], x0)
    over_y = np.minimum(y1[:, None], y1) - np.maximum(y0[:, None], y0)
    beside = other & (over_y > 0.3) & (np.abs(x0[:, None] - x1[None, :]) < _TOUCHING)
    under = other & (over_x > 0.3) & (np.abs(y0[:, None] - y1[None, :]) < _TOUCHING)
    return same, beside, under
