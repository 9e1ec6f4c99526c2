"""From question to question: which key does what. What an answer means is decided by the rules, not here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from ocr_intake.i18n import t
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.terminal import screens
from ocr_intake.terminal.asking import Actions, Asking, command_of
from ocr_intake.terminal.looking import first_look, looked
from ocr_intake.terminal.places import Places
from ocr_intake.terminal.sitting import Sitting, StoppedError, Tally, Turn
from ocr_intake.terminal.value import Value
from ocr_intake.terminal.view import Picture

if TYPE_CHECKING:
    from ocr_intake.terminal.scene import Look
    from ocr_intake.terminal.view import View


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
                turn = await _Whole(sitting=sitting, task=task).ask()
            elif task.doubts and not task.field.decided:
                turn = await Places(sitting=sitting, task=task, field=task.field, visited=turn.visited).ask()
            else:
                turn = await Value(sitting=sitting, task=task, field=task.field, visited=turn.visited).ask()
    except StoppedError:
        return sitting.tally()
    finally:
        sitting.review.close()


async def _nothing_left(sitting: Sitting) -> Turn:
    """Nothing waits but what was skipped, or what others have before them."""
    progress = sitting.review.progress()
    fresh = True
    while True:
        sitting.face.show(replace(screens.nothing_left(progress), message=sitting.message()), fresh=fresh)
        fresh = False
        command = command_of(await sitting.wait())
        left = progress.skipped or progress.held
        if command == "q" or (command in {"enter", "escape"} and not left):
            raise StoppedError
        if command == "enter":
            sitting.review.take_up_skipped()
            return Turn()
        if command == "u" and (turn := await sitting.undo()) is not None:
            return turn


@dataclass(slots=True, kw_only=True)
class _Whole(Asking):
    """A submission: does it count as it is now?"""

    look: Look | None = None
    """None while nobody looks at its pages."""

    async def ask(self) -> Turn:
        """Ask until there is something else to ask."""
        sitting, fresh, place = self.sitting, True, self.sitting.place()
        while True:
            view = screens.summary(self.task, place, self.look)
            view = replace(view, scroll=self.scroll, message=sitting.message())
            shown = sitting.face.show(view, fresh=fresh)
            fresh, self.look, self.scroll = False, shown.look, shown.scroll
            key = await sitting.face.key()
            eyes = Picture(self.task.views, self.look) if self.look is not None and key.command != "z" else None
            if eyes is not None and (now := looked(key, eyes, shown.zoom)) is not None:
                self.look = now
            elif (turn := await self.wait_for(key, self._actions(view), view)) is not None:
                return turn

    def _actions(self, view: View) -> Actions:
        review, task = self.sitting.review, self.task
        accepted = t("review.message.submission_accepted", submission=task.submission.number)
        accept = partial(self.attempt, partial(review.accept_submission, task), "accepted", accepted)
        return {
            **{str(digit): partial(self._go, str(digit), view) for digit in range(1, 10)},
            "enter": accept,
            "a": accept,
            "A": accept,
            "k": self._change_kind,
            "+": partial(self._add, view),
            "r": partial(self._reject, view),
            "s": self.skip,
            "z": self._look_at_pages,
            "o": partial(self.open, self.look or first_look(task.views)),
            "down": partial(self._scrolled, view.scroll + 1),
            "up": partial(self._scrolled, view.scroll - 1),
        }

    def _look_at_pages(self) -> None:
        self.look = first_look(self.task.views) if self.look is None else None

    async def _change_kind(self) -> Turn | None:
        individual = self.task.submission.kind is SubmitterKind.INDIVIDUAL
        kind = SubmitterKind.ORGANIZATION if individual else SubmitterKind.INDIVIDUAL
        note = t("review.message.kind_changed", kind=t(f"review.kind.{kind}"))
        return await self.attempt(partial(self.sitting.review.change_kind, self.task, kind), "kinds", note)

    async def _go(self, digit: str, view: View) -> Turn | None:
        """To one of the values by its number, which is typed to its end where there are more than nine."""
        if len(self.task.submission.values) <= 9:
            return await self._visit(digit)
        return await self.sitting.type(view, t("review.edit.go"), digit, self._visit, several_lines=False)

    async def _visit(self, typed: str) -> Turn | None:
        values = self.task.submission.values
        number = int(typed) if typed.strip().isdecimal() else 0
        if not 1 <= number <= len(values):
            self.sitting.warn(t("review.message.no_such_field"))
            return None
        return Turn(self.sitting.review.task(self.task.submission.id, values[number - 1].id), visited=True)

    async def _add(self, view: View) -> Turn | None:
        async def save(text: str) -> Turn | None:
            add = partial(self.sitting.review.add_opinion, self.task, text)
            return await self.attempt(add, "opinions", t("review.message.opinion_added"))

        return await self.sitting.type(view, t("review.edit.add"), "", save, several_lines=True)

    async def _reject(self, view: View) -> Turn | None:
        async def save(text: str) -> Turn | None:
            note = t("review.message.submission_rejected", submission=self.task.submission.number)
            return await self.attempt(partial(self.sitting.review.reject_submission, self.task, text), "rejected", note)

        return await self.sitting.type(view, t("review.edit.reject"), "", save, several_lines=False)
