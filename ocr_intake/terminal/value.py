"""The question about one value: which key does what. What an answer means is decided by the rules, not here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from ocr_intake.i18n import t
from ocr_intake.model.fields import FieldName
from ocr_intake.terminal import screens
from ocr_intake.terminal.asking import Action, Actions, Asking
from ocr_intake.terminal.looking import first_look, looked
from ocr_intake.terminal.sitting import Turn
from ocr_intake.terminal.view import Picture

if TYPE_CHECKING:
    from ocr_intake.review.tasks import ReviewTask
    from ocr_intake.store import StoredField
    from ocr_intake.terminal.scene import Look
    from ocr_intake.terminal.view import View

_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*\n")


@dataclass(slots=True, kw_only=True)
class Value(Asking):
    """One value: is it right?"""

    field: StoredField
    visited: bool
    """From the summary, where it leads back to."""

    async def ask(self) -> Turn:
        """Ask until there is something else to ask."""
        sitting, look, fresh, place = self.sitting, first_look(self.task.views), True, self.sitting.place()
        sitting.open_if_wished(self.task, look)
        while True:
            view = screens.question(self.task, self.field, place, look, from_summary=self.visited)
            view = replace(view, scroll=self.scroll, message=sitting.message())
            shown = sitting.face.show(view, fresh=fresh)
            fresh, look, self.scroll = False, shown.look or look, shown.scroll
            key = await sitting.face.key()
            if (now := looked(key, Picture(self.task.views, look), shown.zoom)) is not None:
                look = now
            elif (turn := await self.wait_for(key, self._actions(view, look), view)) is not None:
                return turn

    def _actions(self, view: View, look: Look) -> Actions:
        review, task = self.sitting.review, self.task
        actions: dict[str, Action] = {
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

    @property
    def text(self) -> str:
        """What a person begins with who types the value anew."""
        return self.field.value or ""

    def _saved(self) -> str:
        return t("review.message.saved", name=screens.name_of(self.task))

    async def _answer(self, rule: Callable[[ReviewTask], object]) -> Turn | None:
        return await self.attempt(partial(rule, self.task), "values", self._saved())

    async def _choose(self, number: int) -> Turn | None:
        if number > min(len(self.task.choices), screens.CHOICES):
            self.sitting.warn(t("review.message.no_such_choice"))
            return None
        return await self.attempt(partial(self.sitting.review.choose, self.task, number), "values", self._saved())

    async def _edit(self, view: View, text: str | None = None) -> Turn | None:
        several = self.field.name is FieldName.OPINION
        prompt = t("review.edit.value", name=screens.name_of(self.task))
        before = self.text if text is None else text
        return await self.sitting.type(view, prompt, before, partial(self._save, view), several_lines=several)

    async def _save(self, view: View, text: str) -> Turn | None:
        """Save what was typed; something unusual is asked about once more."""
        review, task = self.sitting.review, self.task
        unusual = [t(f"review_rules.unusual.{each}") for each in review.check(task, text).unusual]
        wanted = await self.sitting.confirm(view, unusual)
        if wanted is None:
            return await self._edit(view, text)
        return await self.attempt(partial(review.edit, task, text), "values", self._saved()) if wanted else None

    async def _split(self, view: View) -> Turn | None:
        prompt = t("review.edit.split")
        return await self.sitting.type(view, prompt, self.text, self._save_parts, several_lines=True)

    async def _save_parts(self, text: str) -> Turn | None:
        parts = tuple(part.strip() for part in _BLANK_LINE.split(text) if part.strip())
        if len(parts) < 2:
            self.sitting.warn(t("review.message.not_split"))
            return None
        return await self.attempt(partial(self.sitting.review.split_opinion, self.task, parts), "values", self._saved())
