"""The question about one value: which key does what. What an answer means is decided by the rules, not here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from ocr_intake.i18n import t
from ocr_intake.model.fields import FieldName
from ocr_intake.review.keying import Mode
from ocr_intake.terminal import screens
from ocr_intake.terminal.asking import Asking
from ocr_intake.terminal.view import Turn, Wanted, command, numbered

if TYPE_CHECKING:
    from ocr_intake.review.tasks import ReviewTask
    from ocr_intake.store import StoredField
    from ocr_intake.terminal.view import Command, View

_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*\n")


@dataclass(slots=True, kw_only=True)
class Value(Asking):
    """One value: is it right?"""

    field: StoredField
    visited: bool
    """From the summary, where it leads back to."""

    def __post_init__(self) -> None:
        """Show its page in another program where that is wished."""
        Asking.__post_init__(self)
        self.sitting.open_if_wished(self.page())

    def view(self) -> View:
        """The value, and why to look at it."""
        return screens.question(self.task, self.field, self.at, self.commands(), self.rare)

    def commands(self) -> tuple[Command, ...]:
        """What keys do."""
        typing = command("e", "edit", self.edit)
        choosing = numbered(len(self.task.choices), "choose", self.choose)
        if self.task.mode is Mode.USUAL:
            answers: tuple[Command, ...] = (self.accept, *choosing, typing)
        else:  # there is nothing to say yes to: it is typed, or one of two is chosen
            answers = (command("enter a e", "edit", self.edit), *choosing)
        return (
            *answers,
            *self.without_value,
            *self.split,
            self.leave,
            self.undo,
            self.open,
        )

    @property
    def accept(self) -> Command:
        """Says that the value is right; what a person decided is left as it is, not taken back to the machine's."""
        if self.visited and self.field.decided:
            return command("enter a", "keep", Turn)
        name = "accept_absent" if self.field.value is None else "accept"
        return command("enter a", name, partial(self._answer, self.sitting.review.accept))

    @property
    def without_value(self) -> tuple[Command, ...]:
        """Say why there is none."""
        review = self.sitting.review
        return (
            command("n", "absent", partial(self._answer, review.absent)),
            command("i", "illegible", partial(self._answer, review.illegible)),
        )

    @property
    def split(self) -> tuple[Command, ...]:
        """Makes several opinions of one."""
        return (command("w", "split", self._split),) if self.field.name is FieldName.OPINION else ()

    @property
    def leave(self) -> Command:
        """Leads back to the summary, or leaves the value for later."""
        return command("escape", "back", Turn) if self.visited else self.putting_off

    @property
    def text(self) -> str:
        """What a person begins with who types the value anew."""
        return self.field.value or ""

    def saved(self) -> str:
        """What is said of it then."""
        return t("review.message.saved", name=screens.name_of(self.task))

    async def _answer(self, rule: Callable[[ReviewTask], object]) -> Turn | None:
        return await self.attempt(partial(rule, self.task), "values", self.saved())

    async def choose(self, number: int) -> Turn | None:
        """Take one of the candidates."""
        return await self.attempt(partial(self.sitting.review.choose, self.task, number), "values", self.saved())

    async def edit(self, text: str | None = None) -> Turn | None:
        """Let the person type it."""
        several = self.field.name is FieldName.OPINION
        prompt = t("review.edit.value", name=screens.name_of(self.task))
        return await self.sitting.type(Wanted(prompt, self.text if text is None else text, several), self._save)

    async def _save(self, text: str) -> Turn | None:
        """Save what was typed; something unusual is asked about once more."""
        review, task = self.sitting.review, self.task
        unusual = [*map(str, review.check(task, text).unusual)]
        save = partial(self.attempt, partial(review.edit, task, text), "values", self.saved())
        return await self.sitting.confirm(self.view(), unusual, save, partial(self.edit, text))

    async def _split(self) -> Turn | None:
        wanted = Wanted(t("review.edit.split"), self.text, several_lines=True)
        return await self.sitting.type(wanted, self._save_parts)

    async def _save_parts(self, text: str) -> Turn | None:
        parts = tuple(part.strip() for part in _BLANK_LINE.split(text) if part.strip())
        if len(parts) < 2:
            self.sitting.warn(t("review.message.not_split"))
            return None
        return await self.attempt(partial(self.sitting.review.split_opinion, self.task, parts), "values", self.saved())
