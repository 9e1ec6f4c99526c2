"""From question to question: which one comes next. What an answer means is decided by the rules, not here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.i18n import t
from ocr_intake.terminal import screens
from ocr_intake.terminal.places import Places
from ocr_intake.terminal.set_aside import SetAside
from ocr_intake.terminal.value import Value
from ocr_intake.terminal.view import StoppedError, Turn, command
from ocr_intake.terminal.whole import Whole

if TYPE_CHECKING:
    from ocr_intake.terminal.sitting import Sitting, Tally
    from ocr_intake.terminal.view import Command


async def walk(sitting: Sitting) -> Tally:
    """Ask until nothing is left or the person stops."""
    turn = Turn()
    if sitting.review.known_answers:
        sitting.note(t("review.known_answers"))
    try:
        while True:
            task = turn.task or sitting.review.next(every=sitting.every)
            if task is None:
                turn = await _nothing_left(sitting)
            elif task.field is None:
                turn = await Whole(sitting=sitting, task=task).ask()
            else:
                asking = Places if task.doubts and not task.field.decided else Value
                turn = await asking(sitting=sitting, task=task, field=task.field, visited=turn.visited).ask()
    except StoppedError:
        return sitting.tally()
    finally:
        sitting.review.close()


async def _nothing_left(sitting: Sitting) -> Turn:
    """Nothing waits but what was skipped, or what others have before them."""
    progress = sitting.review.progress()

    def again() -> Turn:
        sitting.review.take_up_skipped()
        return Turn()

    def end() -> Turn:
        raise StoppedError

    undo = command("u ctrl+z", "undo", sitting.undo)
    left = "again" if progress.skipped else "look_again" if progress.held else None
    commands: tuple[Command, ...] = (
        (command("enter", left, again), undo) if left else (undo, command("enter escape", "quit", end))
    )
    if sitting.means is not None:
        commands = (*commands, command("M", "waiting", SetAside(sitting, sitting.means).ask))
    fresh = True
    while True:
        turn = await sitting.ask(screens.nothing_left(progress, commands), fresh=fresh)
        fresh = False
        if turn is not None:
            return turn
