"""From question to question: which key does what. What an answer means is decided by the rules, not here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from ocr_intake.i18n import t
from ocr_intake.model.fields import FieldName
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.review.terminal import screens
from ocr_intake.review.terminal.keys import Key, Name
from ocr_intake.review.terminal.looking import first_look, looked
from ocr_intake.review.terminal.sitting import Sitting, StoppedError, Tally, Turn

if TYPE_CHECKING:
    from ocr_intake.review.tasks import ReviewTask
    from ocr_intake.review.terminal.scene import Look
    from ocr_intake.review.terminal.view import View
    from ocr_intake.store import StoredField

Actions = Mapping[str, Callable[[], Turn | None]]
"""Keys, and what they do; None where the question stays."""

_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*\n")
_KANA: Final = re.compile("[ぁ-ヿ]")
_SPECIAL: Final = {
    Name.ENTER: "enter",
    Name.ESCAPE: "escape",
    Name.CLOSED: "q",
    Name.PAGE_UP: "page_up",
    Name.PAGE_DOWN: "page_down",
    Name.UP: "up",
    Name.DOWN: "down",
}


def walk(sitting: Sitting) -> Tally:
    """Ask until nothing is left or the person stops."""
    turn = Turn()
    if sitting.review.known_answers:
        sitting.note(t("review.known_answers"))
    try:
        while True:
            task = turn.task or sitting.review.next()
            if task is None:
                turn = _nothing_left(sitting)
            elif task.field is None:
                turn = _Whole(sitting=sitting, task=task).ask()
            else:
                turn = _Value(sitting=sitting, task=task, field=task.field, visited=turn.visited).ask()
    except StoppedError:
        return sitting.tally()
    finally:
        sitting.review.close()


def _command(key: Key) -> str:
    """A key as actions call it; "" for those that never mean anything."""
    if key == Key(Name.CONTROL, "c"):
        return "q"
    return _SPECIAL.get(key.name) or key.command


def _stop() -> Turn:
    raise StoppedError


def _nothing_left(sitting: Sitting) -> Turn:
    """Nothing waits but what was skipped, or what others have before them."""
    progress = sitting.review.progress()
    fresh = True
    while True:
        sitting.face.show(replace(screens.nothing_left(progress), message=sitting.message()), fresh=fresh)
        fresh = False
        command = _command(sitting.wait())
        left = progress.skipped or progress.held
        if command == "q" or (command in {"enter", "escape"} and not left):
            raise StoppedError
        if command == "enter":
            sitting.review.take_up_skipped()
            return Turn()
        if command == "u" and (turn := sitting.undo()) is not None:
            return turn


@dataclass(slots=True, kw_only=True)
class _Asking:
    """A question on the screen: keys move the eyes, scroll the text, or do one of the actions."""

    sitting: Sitting
    task: ReviewTask
    scroll: int = 0

    def wait_for(self, key: Key, actions: Actions, view: View) -> Turn | None:
        """Do what a key means, and say so where it means nothing."""
        command = _command(key)
        every: Actions = {
            "q": _stop,
            "u": self.sitting.undo,
            "?": self._help,
            "page_down": partial(self._scrolled, view.scroll + 5),
            "page_up": partial(self._scrolled, view.scroll - 5),
        }
        action = actions.get(command) or every.get(command)
        if action is not None:
            return action()
        if _KANA.fullmatch(command):
            self.sitting.warn(t("review.message.input_method"))
        elif key.name is Name.CHARACTER:
            self.sitting.warn(t("review.message.no_such_key"))
        return None

    def attempt(self, act: Callable[[], object], done: str, note: str) -> Turn | None:
        """Do what was answered."""
        return self.sitting.attempt(self.task, act, done, note)

    def skip(self) -> Turn:
        """Leave it for later."""
        self.sitting.review.skip(self.task)
        self.sitting.note(t("review.message.skipped"))
        return Turn()

    def open(self, look: Look) -> None:
        """Show the page in another program."""
        self.sitting.open_page(self.task, look)

    def _help(self) -> None:
        self.sitting.help(self.task)

    def _scrolled(self, scroll: int) -> None:
        self.scroll = max(scroll, 0)


@dataclass(slots=True, kw_only=True)
class _Value(_Asking):
    """One value: is it right?"""

    field: StoredField
    visited: bool
    """From the summary, where it leads back to."""

    def ask(self) -> Turn:
        """Ask until there is something else to ask."""
        sitting, look, fresh, place = self.sitting, first_look(self.task), True, self.sitting.place()
        sitting.open_if_wished(self.task, look)
        while True:
            view = screens.question(self.task, self.field, place, look, from_summary=self.visited)
            view = replace(view, scroll=self.scroll, message=sitting.message())
            shown = sitting.face.show(view, fresh=fresh)
            fresh, look, self.scroll = False, shown.look or look, shown.scroll
            key = sitting.face.key()
            if (now := looked(key, self.task, look)) is not None:
                look = now
            elif (turn := self.wait_for(key, self._actions(view, look), view)) is not None:
                return turn

    def _actions(self, view: View, look: Look) -> Actions:
        review, task = self.sitting.review, self.task
        actions: dict[str, Callable[[], Turn | None]] = {
            **{str(digit): partial(self._choose, digit) for digit in range(1, screens.CHOICES + 1)},
            "enter": partial(self._answer, review.accept),
            "e": partial(self._edit, view),
            "n": partial(self._answer, review.absent),
            "i": partial(self._answer, review.illegible),
            "o": partial(self.open, look),
        }
        if self.field.name is FieldName.OPINION:
            actions["w"] = partial(self._split, view)
        if not self.visited:
            actions["s"] = self.skip
        else:
            actions["escape"] = Turn
            if task.field is not None and task.field.decided:
                actions["enter"] = Turn  # what a person decided is left as it is, not taken back to the machine's
        actions["a"] = actions["enter"]
        return actions

    def _saved(self) -> str:
        return t("review.message.saved", name=screens.name_of(self.task))

    def _answer(self, rule: Callable[[ReviewTask], object]) -> Turn | None:
        return self.attempt(partial(rule, self.task), "values", self._saved())

    def _choose(self, number: int) -> Turn | None:
        if number > min(len(self.task.choices), screens.CHOICES):
            self.sitting.warn(t("review.message.no_such_choice"))
            return None
        return self.attempt(partial(self.sitting.review.choose, self.task, number), "values", self._saved())

    def _edit(self, view: View, text: str | None = None) -> Turn | None:
        several = self.field.name is FieldName.OPINION
        prompt = t("review.edit.value", name=screens.name_of(self.task))
        before = (self.field.value or "") if text is None else text
        return self.sitting.type(view, prompt, before, partial(self._save, view), several_lines=several)

    def _save(self, view: View, text: str) -> Turn | None:
        """Save what was typed; something unusual is asked about once more."""
        review, task = self.sitting.review, self.task
        unusual = [t(f"review_rules.unusual.{each}") for each in review.check(task, text).unusual]
        wanted = self.sitting.confirm(view, unusual)
        if wanted is None:
            return self._edit(view, text)
        return self.attempt(partial(review.edit, task, text), "values", self._saved()) if wanted else None

    def _split(self, view: View) -> Turn | None:
        prompt = t("review.edit.split")
        return self.sitting.type(view, prompt, self.field.value or "", self._save_parts, several_lines=True)

    def _save_parts(self, text: str) -> Turn | None:
        parts = tuple(part.strip() for part in _BLANK_LINE.split(text) if part.strip())
        if len(parts) < 2:
            self.sitting.warn(t("review.message.not_split"))
            return None
        return self.attempt(partial(self.sitting.review.split_opinion, self.task, parts), "values", self._saved())


@dataclass(slots=True, kw_only=True)
class _Whole(_Asking):
    """A submission: does it count as it is now?"""

    look: Look | None = None
    """None while nobody looks at its pages."""

    def ask(self) -> Turn:
        """Ask until there is something else to ask."""
        sitting, fresh, place = self.sitting, True, self.sitting.place()
        while True:
            view = screens.summary(self.task, place, self.look)
            view = replace(view, scroll=self.scroll, message=sitting.message())
            shown = sitting.face.show(view, fresh=fresh)
            fresh, self.look, self.scroll = False, shown.look, shown.scroll
            key = sitting.face.key()
            if self.look is not None and key.command != "z" and (now := looked(key, self.task, self.look)) is not None:
                self.look = now
            elif (turn := self.wait_for(key, self._actions(view), view)) is not None:
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
            "o": partial(self.open, self.look or first_look(task)),
            "down": partial(self._scrolled, view.scroll + 1),
            "up": partial(self._scrolled, view.scroll - 1),
        }

    def _look_at_pages(self) -> None:
        self.look = first_look(self.task) if self.look is None else None

    def _change_kind(self) -> Turn | None:
        individual = self.task.submission.kind is SubmitterKind.INDIVIDUAL
        kind = SubmitterKind.ORGANIZATION if individual else SubmitterKind.INDIVIDUAL
        note = t("review.message.kind_changed", kind=t(f"review.kind.{kind}"))
        return self.attempt(partial(self.sitting.review.change_kind, self.task, kind), "kinds", note)

    def _go(self, digit: str, view: View) -> Turn | None:
        """To one of the values by its number, which is typed to its end where there are more than nine."""
        if len(self.task.submission.values) <= 9:
            return self._visit(digit)
        return self.sitting.type(view, t("review.edit.go"), digit, self._visit, several_lines=False)

    def _visit(self, typed: str) -> Turn | None:
        values = self.task.submission.values
        number = int(typed) if typed.strip().isdecimal() else 0
        if not 1 <= number <= len(values):
            self.sitting.warn(t("review.message.no_such_field"))
            return None
        return Turn(self.sitting.review.task(self.task.submission.id, values[number - 1].id), visited=True)

    def _add(self, view: View) -> Turn | None:
        def save(text: str) -> Turn | None:
            add = partial(self.sitting.review.add_opinion, self.task, text)
            return self.attempt(add, "opinions", t("review.message.opinion_added"))

        return self.sitting.type(view, t("review.edit.add"), "", save, several_lines=True)

    def _reject(self, view: View) -> Turn | None:
        def save(text: str) -> Turn | None:
            note = t("review.message.submission_rejected", submission=self.task.submission.number)
            return self.attempt(partial(self.sitting.review.reject_submission, self.task, text), "rejected", note)

        return self.sitting.type(view, t("review.edit.reject"), "", save, several_lines=False)
