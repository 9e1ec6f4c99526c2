"""Values of one field, and places of one character, side by side: a clerk in front of the page that shows them so.

What is looked at for each is the same as where it is asked about alone (``clerk.looked``). Keys are pressed for what is
wrong only: from one row to the next it takes two, each row has a text and a mark, and one saves the screen.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Final

from benchmarks.effort.clerk import Absent, Accept, Choose, Edit, Place, Shown, decide, looked, settled
from benchmarks.effort.drive import NO_PAPER, Counted
from benchmarks.effort.editing import InBrowser, mending
from benchmarks.effort.faces import REVIEWER
from benchmarks.effort.model import AROUND, Effort
from benchmarks.effort.papers import SHORT, Papers, stratum, wanted
from benchmarks.effort.pressing import keys
from benchmarks.effort.strokes import presses
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.review.by_character import ByCharacter, confusions
from ocr_intake.review.by_field import ByField, Other
from ocr_intake.review.steps import field_of

if TYPE_CHECKING:
    from benchmarks.effort.clerk import Act
    from ocr_intake.review import ReviewTask
    from ocr_intake.review.by_character import Spot
    from ocr_intake.store import Workspace

A_ROW: Final = 2
"""Keys from one row to the next."""
A_SCREEN: Final = 12
"""Places of a character that are worth a screen of their own."""

Taken = dict[int, Effort]
"""By number of the submission."""


def by_field(workspace: Workspace, found: Papers, counted: Counted, taken: Taken) -> None:
    """Look through the values of each short field side by side, and add what it took."""
    for name in SHORT:
        with closing(ByField(workspace, REVIEWER, name)) as sitting:
            while tasks := sitting.screen():
                others, at = {}, 0
                for row, task in enumerate(tasks):
                    act, shown = _of_task(task, found)
                    effort = looked(shown, act)
                    if not isinstance(act, Accept):
                        others[field_of(task).id] = _other(act, shown)
                        effort += Effort(keys=A_ROW * (row - at) + _keys(act, shown))
                        at = row
                    effort += Effort(keys=1) if row == 0 else Effort()  # saves the screen
                    _count(counted, taken, task, name, effort, found)
                sitting.save(tasks, others)


def by_character(workspace: Workspace, found: Papers, counted: Counted, taken: Taken) -> None:
    """Look through the places of each character that fill a screen side by side, and add what it took."""
    done: set[str] = set()
    said: dict[int, tuple[Place, ...]] = {}
    while (character := _most_frequent(workspace, done)) is not None:
        done.add(character)
        with closing(ByCharacter(workspace, REVIEWER, character)) as sitting:
            while spots := sitting.screen():
                others, at = {}, 0
                for row, spot in enumerate(spots):
                    field = spot.key[0]
                    if field not in said:
                        said[field] = _of_text(spot, found)
                    place = said[field][spot.number]
                    mended = place.text != spot.proposed
                    effort = Effort(mental=1 + mended, compared=1 + 2 * AROUND, screens=1)
                    if mended:
                        others[spot.key] = place.text
                        effort += Effort(keys=A_ROW * (row - at) + _keys_of_place(place))
                        at = row
                    effort += Effort(keys=1) if row == 0 else Effort()
                    _count(counted, taken, spot.task, FieldName.OPINION, effort, found)
                sitting.save(spots, others)


def _most_frequent(workspace: Workspace, done: set[str]) -> str | None:
    """A character whose places fill a screen, the one of the most frequent confusion; None where none's do any more."""
    filling = (found for found in confusions(workspace) if found.places >= A_SCREEN)
    return next((found.characters[0] for found in filling if not done & set(found.characters)), None)


def _of_task(task: ReviewTask, found: Papers) -> tuple[Act, Shown]:
    truth, shown = found.of.get(task.submission.id), Shown.of(task)
    right = shown.value if truth is None else wanted(truth, task.submission, field_of(task))
    return decide(shown, right), shown


def _of_text(spot: Spot, found: Papers) -> tuple[Place, ...]:
    """What is said to each of the doubts of a place's text."""
    truth, field, text = found.of.get(spot.task.submission.id), field_of(spot.task), spot.task.value or ""
    doubts = () if field.proposal.written is None else field.proposal.written.doubts
    right = text if truth is None else wanted(truth, spot.task.submission, field) or ""
    return settled(text, doubts, right)


def _other(act: Act, shown: Shown) -> Other:
    if isinstance(act, Choose):
        return Other(Decision.CHOSEN, shown.choices[act.number - 1])
    return Other(Decision.EDITED, act.text) if isinstance(act, Edit) else Other(Decision.ABSENT)


def _keys(act: Act, shown: Shown) -> int:
    """In the row: a candidate is gone down to in the list, a mark is the next thing in the row and has a key."""
    if isinstance(act, Choose):
        return act.number + 1
    if isinstance(act, Absent):
        return 2
    before, changes = shown.value or "", act.changes if isinstance(act, Edit) else ()
    return keys(mending(before, changes, InBrowser.of(before)))


def _keys_of_place(place: Place) -> int:
    if place.number is not None:
        return place.number + 1
    return presses(place.text, mended=True) if place.text else 1


def _count(counted: Counted, taken: Taken, task: ReviewTask, name: FieldName, effort: Effort, found: Papers) -> None:
    truth = found.of.get(task.submission.id)
    counted.add(NO_PAPER if truth is None else stratum(truth), name.value, effort)
    taken[task.submission.id] += effort
