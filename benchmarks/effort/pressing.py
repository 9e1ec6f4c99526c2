"""Which keys an answer takes: the faces have the same. Pure."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Protocol

from benchmarks.effort.clerk import Absent, Accept, Choose, Edit
from benchmarks.effort.editing import InBrowser, InTerminal, mending
from benchmarks.effort.places import changed, changes
from benchmarks.effort.strokes import Press, Stroke, command, typed
from ocr_intake.model.fields import FieldName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.effort.clerk import Act, Place, Shown
    from benchmarks.effort.editing import Editor

ENTER = Stroke(Press.ENTER)


class Keyboard(Protocol):
    """How a face takes texts."""

    def editor(self, text: str, *, several_lines: bool) -> Editor:
        """How a text opens to be edited."""

    def before_typing(self, text: str) -> tuple[Stroke, ...]:
        """What is pressed before a text is typed in a doubtful place."""

    def rejecting(self, reason: str) -> tuple[Stroke, ...]:
        """What leaves a submission out of the dataset."""


class OfTerminal:
    """The terminal's: a text of an input method is typed at once, one that may be a command is asked for with a key."""

    def editor(self, text: str, *, several_lines: bool) -> Editor:  # noqa: ARG002 - one editor for both
        """How a text opens to be edited."""
        return InTerminal.of(text)

    def before_typing(self, text: str) -> tuple[Stroke, ...]:
        """What is pressed before a text is typed in a doubtful place."""
        is_text = not unicodedata.normalize("NFKC", text[0]).isascii()
        return () if is_text else (command("r"), Stroke(Press.CLEAR))

    def rejecting(self, reason: str) -> tuple[Stroke, ...]:
        """What leaves a submission out of the dataset: for another reason than the usual grounds."""
        return (command("r"), command("5"), typed(reason), ENTER)


class OfBrowser:
    """The page's: there is a field for each doubtful place."""

    def editor(self, text: str, *, several_lines: bool) -> Editor:  # noqa: ARG002 - one editor for both
        """How a text opens to be edited."""
        return InBrowser.of(text)

    def before_typing(self, text: str) -> tuple[Stroke, ...]:  # noqa: ARG002 - whatever it is
        """Nothing."""
        return ()

    def rejecting(self, reason: str) -> tuple[Stroke, ...]:
        """What leaves a submission out of the dataset: for another reason than the usual grounds."""
        return (command("r"), command("5"), typed(reason), ENTER)


def keys_of(act: Act, shown: Shown, keyboard: Keyboard) -> tuple[Stroke, ...]:
    """The keys for an answer to a value.

    Args:
        act: The answer.
        shown: What it answers.
        keyboard: How the face takes texts.
    """
    if isinstance(act, Accept):
        return (ENTER,)
    if isinstance(act, Choose):
        return (command(str(act.number)),)
    if isinstance(act, Absent):
        return (command("n"),)
    if isinstance(act, Edit):
        several = shown.name is FieldName.OPINION
        end = Stroke(Press.SAVE) if several else ENTER
        editor = keyboard.editor(act.before, several_lines=several)
        places = _of_places(act.places, shown, keyboard)
        return (*places, command("e"), *mending(act.before, act.changes, editor), end)
    return (*_of_places(act.places, shown, keyboard), ENTER)


def _of_places(places: Sequence[Place], shown: Shown, keyboard: Keyboard) -> tuple[Stroke, ...]:
    texts = [(shown.value or "")[doubt.start : doubt.end] for doubt in shown.doubts] if places else []
    return tuple(
        stroke for place, text in zip(places, texts, strict=True) for stroke in _of_place(place, text, keyboard)
    )


def _of_place(place: Place, before: str, keyboard: Keyboard) -> tuple[Stroke, ...]:
    """What stood in a place gives way to what is typed there, or is edited where that is less."""
    if place.given:
        return ()
    if not place.typed:
        return (ENTER,) if place.number is None else (command(str(place.number)),)
    if not place.text:
        return (Stroke(Press.BACKSPACE),)
    anew = (*keyboard.before_typing(place.text), typed(place.text, mended=True), ENTER)
    if "\n" in before + place.text:
        return anew
    made = changes(FieldName.OPINION, before, place.text)
    edited = (command("r"), *mending(before, made, keyboard.editor(before, several_lines=False)), ENTER)
    is_right = changed(before, made) == place.text
    return min(anew, edited, key=keys) if is_right else anew


def keys(strokes: Sequence[Stroke]) -> int:
    """How many presses they take."""
    return sum(stroke.keys for stroke in strokes)
