"""How a text is mended in an editor with the fewest keys. Pure: an editor is where its cursor goes at a key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

from benchmarks.effort.places import Change, changed
from benchmarks.effort.strokes import Press, Stroke, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_LINES: Final = 60
"""Lines that somebody goes up or down by keys."""


class Editor(Protocol):
    """Where the cursor is in a text that is being typed."""

    @property
    def cursor(self) -> int:
        """Characters before it."""

    def moved(self, press: Press) -> Editor:
        """The same text with the cursor where a key takes it."""

    def put(self, text: str, cursor: int) -> Editor:
        """Another text, the cursor behind so many of its characters."""


@dataclass(frozen=True, slots=True)
class InTerminal:
    """The terminal's field. Keys go by characters: where its lines are broken depends on how wide it is."""

    text: str
    cursor: int

    @classmethod
    def of(cls, text: str) -> InTerminal:
        """As it opens: the cursor behind the text."""
        return cls(text, len(text))

    def moved(self, press: Press) -> InTerminal:
        """The same text with the cursor where a key takes it."""
        steps = {Press.LEFT: -1, Press.RIGHT: 1}
        return replace(self, cursor=min(max(self.cursor + steps.get(press, 0), 0), len(self.text)))

    def put(self, text: str, cursor: int) -> InTerminal:
        """Another text, the cursor behind so many of its characters."""
        return InTerminal(text, cursor)


@dataclass(frozen=True, slots=True)
class InBrowser:
    """A text field of a browser. Where it breaks lines depends on fonts: keys go by characters, and to the ends."""

    text: str
    cursor: int

    @classmethod
    def of(cls, text: str) -> InBrowser:
        """As it opens: the cursor behind the text."""
        return cls(text, len(text))

    def moved(self, press: Press) -> InBrowser:
        """The same text with the cursor where a key takes it; Home and End go to the ends of the text."""
        steps = {Press.LEFT: -1, Press.RIGHT: 1, Press.HOME: -len(self.text), Press.END: len(self.text)}
        return replace(self, cursor=min(max(self.cursor + steps.get(press, 0), 0), len(self.text)))

    def put(self, text: str, cursor: int) -> InBrowser:
        """Another text, the cursor behind so many of its characters."""
        return InBrowser(text, cursor)


def mending(text: str, made: Sequence[Change], editor: Editor) -> tuple[Stroke, ...]:
    """What is pressed to make the changes, from the last to the first, or to type the line anew where that is less.

    Args:
        text: What the editor opened with, in its form.
        made: In the order of the text.
        editor: As it opened.
    """
    strokes: list[Stroke] = []
    now = text
    for change in reversed(made):
        strokes += _to(editor, change.end)
        strokes += [Stroke(Press.BACKSPACE)] * (change.end - change.start)
        if change.text:
            strokes.append(typed(change.text, mended=True))
        now = changed(now, [change])
        editor = editor.put(now, change.start + len(change.text))
    anew = _anew(text, now)
    return anew if sum(s.keys for s in anew) < sum(s.keys for s in strokes) else tuple(strokes)


def _anew(text: str, wanted: str) -> tuple[Stroke, ...]:
    lines = text.count("\n") + 1
    clearing: list[Stroke] = []
    for number in range(lines):
        clearing += [Stroke(Press.BACKSPACE)] if number else []
        clearing.append(Stroke(Press.CLEAR))
    return (*(clearing if text else ()), *((typed(wanted),) if wanted else ()))


def _to(editor: Editor, place: int) -> list[Stroke]:
    """The fewest keys that bring the cursor there: lines up or down, perhaps to an end of the line, then along it."""
    best: list[Stroke] | None = None
    for direction in (Press.UP, Press.DOWN):
        there = editor
        so_far: list[Stroke] = []
        for _ in range(_MOST_LINES):
            for end in (None, Press.HOME, Press.END):
                start = there if end is None else there.moved(end)
                along = Press.RIGHT if place > start.cursor else Press.LEFT
                steps = _steps(start, place, along, most=len(best) if best is not None else None)
                if steps is None:
                    continue
                path = [*so_far, *([Stroke(end)] if end is not None else []), *[Stroke(along)] * steps]
                if best is None or len(path) < len(best):
                    best = path
            further = there.moved(direction)
            if further.cursor == there.cursor:
                break
            there, so_far = further, [*so_far, Stroke(direction)]
    return best or []


def _steps(editor: Editor, place: int, along: Press, most: int | None) -> int | None:
    """How often a key is pressed until the cursor is there; None where it passes by, or it takes too long."""
    count = 0
    while editor.cursor != place:
        further = editor.moved(along)
        passed = further.cursor < place if along is Press.LEFT else further.cursor > place
        if further.cursor == editor.cursor or passed or (most is not None and count >= most):
            return None
        editor, count = further, count + 1
    return count
