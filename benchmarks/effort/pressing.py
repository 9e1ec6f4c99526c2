"""Which keys an answer takes: the faces have the same. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.effort.clerk import Absent, Accept, Choose, Edit, Settle
from benchmarks.effort.editing import mending
from benchmarks.effort.strokes import Press, Stroke, command, typed
from ocr_intake.model.fields import FieldName

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.effort.clerk import Act, Place, Shown
    from benchmarks.effort.editing import Editor

ENTER = Stroke(Press.ENTER)


def keys_of(act: Act, shown: Shown, editor: Callable[[str, bool], Editor]) -> tuple[Stroke, ...]:
    """The keys for an answer to a value.

    Args:
        act: The answer.
        shown: What it answers.
        editor: How a text opens to be edited, in several lines or in one.
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
        return (command("e"), *mending(act.before, act.changes, editor(act.before, several)), end)
    return (*(stroke for place in act.places for stroke in _of_place(place)), ENTER)


def _of_place(place: Place) -> tuple[Stroke, ...]:
    """Typing begins by itself in a place; what stood there gives way to it."""
    if place.typed:
        return (typed(place.text, mended=True), ENTER) if place.text else (Stroke(Press.BACKSPACE),)
    return (ENTER,) if place.number is None else (command(str(place.number)),)


def rejecting(reason: str) -> tuple[Stroke, ...]:
    """The keys to leave a submission out of the dataset."""
    return (command("r"), typed(reason), ENTER)


__all__ = ["ENTER", "Settle", "keys_of", "rejecting"]
