"""From question to question: which key does what. What an answer means is decided by the rules, not here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from ocr_intake.i18n import t
from ocr_intake.model.review import Ground, Grounds
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.review.wording import why_likely
from ocr_intake.store.errors import DuplicateCircleError, DuplicateElsewhereError, DuplicateOfNothingError
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
            "p": partial(self._pass_on, view),
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
        """Ask for the grounds by their number, a reason behind it where there is one, or for the reason alone."""
        grounds = tuple(Ground)

        async def choose(text: str) -> Turn | None:
            number, _, reason = text.strip().partition(" ")
            if number not in {str(each) for each in range(1, len(grounds) + 1)}:
                return await self._save_rejection(text, Grounds())
            ground = grounds[int(number) - 1]
            if ground is Ground.DUPLICATE:
                return await self._reject_duplicate(view)
            return await self._save_rejection(reason, Grounds(ground))

        said = "  ".join(
            f"{number} {t(f'review_rules.ground.{ground}')}" for number, ground in enumerate(grounds, start=1)
        )
        return await self.sitting.type(view, t("review.edit.grounds", grounds=said), "", choose, several_lines=False)

    async def _reject_duplicate(self, view: View) -> Turn | None:
        """Ask for the number of the submission that counts in its place; likely ones are told."""
        likely = self.sitting.review.likely_duplicates(self.task.submission.id)
        if likely:
            self.sitting.note(
                "  ".join(t("review.edit.one_likely", number=x.number, why=why_likely(x)) for x in likely)
            )

        async def save(text: str) -> Turn | None:
            number = text.strip().removeprefix("S").removeprefix("s")
            if not number.isdecimal() or len(number) > 9:
                self.sitting.warn(t("review.message.no_such_number"))
                return None
            return await self._save_rejection("", Grounds(Ground.DUPLICATE, int(number)))

        return await self.sitting.type(view, t("review.edit.duplicate_of"), "", save, several_lines=False)

    async def _save_rejection(self, text: str, grounds: Grounds) -> Turn | None:
        note = t("review.message.submission_rejected", submission=self.task.submission.number)
        act = partial(self.sitting.review.reject_submission, self.task, text, grounds)
        try:
            return await self.attempt(act, "rejected", note)
        except (DuplicateCircleError, DuplicateElsewhereError, DuplicateOfNothingError) as error:
            self.sitting.warn(str(error))
            return None

    async def _pass_on(self, view: View) -> Turn | None:
        async def save(text: str) -> Turn | None:
            note = t("review.message.passed_on", submission=self.task.submission.number)
            return await self.attempt(partial(self.sitting.review.pass_on, self.task, text), "passed_on", note)

        return await self.sitting.type(view, t("review.edit.pass_on"), "", save, several_lines=False)
