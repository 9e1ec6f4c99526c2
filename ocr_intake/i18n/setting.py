"""Where the lines of a text break, as Japanese is set; how wide a character is, the callers know."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NEVER_FIRST: Final = frozenset("。、，．）」』】〕］｝！？：；・ー…ぁぃぅぇぉっゃゅょァィゥェォッャュョ)]},.!?:;%％")
"""Characters that Japanese typesetting keeps off the beginning of a line."""
_TOKENS: Final = re.compile(r"(?:[!-~]*[0-9]|[０-９]+)[^\W!-~]?|[!-~]+|[Ａ-Ｚａ-ｚ]+|\s|[^!-~\s]")
"""Words of Latin letters hold together, and a number with what it counts."""
_HANGING: Final = re.compile(r"\s*(?:(?:[-!=*・]|\d+[.:])\s+)?")
"""What a line begins with before its text: white space, the mark of a list."""


def breaks(text: str, width: int, cells: Callable[[str], int]) -> list[tuple[int, int]]:
    """Where lines of at most ``width`` cells begin and end in ``text``; line breaks in it stay.

    Lines break between any two characters, but not inside a word or number that fits on a line, and no line begins
    with a full stop or a closing bracket. At least one character stands on each line.

    Args:
        text: with any number of paragraphs.
        width: of a line, in cells.
        cells: how many of them a text takes.
    """
    lines: list[tuple[int, int]] = []
    offset = 0
    for paragraph in text.split("\n"):
        lines += [(offset + start, offset + end) for start, end in _paragraph(paragraph, width, cells)]
        offset += len(paragraph) + 1
    return lines


def hanging(line: str) -> int:
    """How many characters of a line stand before its text: its further lines begin under the text."""
    found = _HANGING.match(line)
    return found.end() if found is not None and found.end() < len(line) else 0


def _paragraph(text: str, width: int, cells: Callable[[str], int]) -> Iterator[tuple[int, int]]:
    start = end = used = 0
    last = (0, 0)  # where the latest token began, and its cells
    for begin, token in _tokens(text, width, cells):
        wide = cells(token)
        if end > start and used + wide > width:
            hangs = token[0] in _NEVER_FIRST and last[0] > start
            cut = last[0] if hangs else begin
            yield start, start + len(text[start:cut].rstrip())
            start, used = cut, last[1] if hangs else 0
            if token.isspace():
                start = end = begin + len(token)
                last = (start, 0)
                continue
        end = begin + len(token)
        used += wide
        last = (begin, wide)
    yield start, start + len(text[start:end].rstrip())


def _tokens(text: str, width: int, cells: Callable[[str], int]) -> Iterator[tuple[int, str]]:
    for match in _TOKENS.finditer(text):
        if cells(match[0]) <= width:
            yield match.start(), match[0]
        else:
            yield from enumerate(match[0], match.start())
