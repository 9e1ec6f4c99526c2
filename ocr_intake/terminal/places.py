"""The question about a text with doubtful places: one after the other, then all of them are saved together."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from ocr_intake.i18n import t
from ocr_intake.review.values import InvalidValueError
from ocr_intake.review.walkthrough import Walkthrough
from ocr_intake.terminal import place_screens
from ocr_intake.terminal.value import Value
from ocr_intake.terminal.view import Wanted, command, numbered
from ocr_intake.terminal.words import accepted

if TYPE_CHECKING:
    from collections.abc import Callable

    from ocr_intake.review.tasks import PageView
    from ocr_intake.terminal.view import Command, Turn, View


@dataclass(slots=True, kw_only=True)
class Places(Value):
    """A text with doubtful places: which of them is wrong, and what stands there?"""

    walk: Walkthrough = field(init=False)

    def __post_init__(self) -> None:
        """Begin, or go on where whoever looked at the text last has left it."""
        self.walk = Walkthrough.begin(self.field.value or "", self.task.doubts, self.task.answers)
        Value.__post_init__(self)

    def view(self) -> View:
        """The place that is looked at; at the end the text as it would be saved."""
        commands = self._at_end() if self.walk.at_end else self._at_place()
        typed = None if self.walk.at_end else self._type
        return place_screens.screen(self.task, self.walk, self.at, (*commands, *self._both()), self.rare, typed)

    def is_another(self, before: View) -> bool:
        """Whether another place is looked at."""
        return before.top != self.view().top

    def page(self) -> PageView:
        """The page with the place."""
        return self.task.views[place_screens.page_of(self.task, self.walk)]

    @property
    def text(self) -> str:
        """The text with the answers so far."""
        return self.walk.result

    # ------------------------------------------------------------------------------------------------------ which key

    def _at_place(self) -> tuple[Command, ...]:
        several = (
            command("tab", "next_place", partial(self._go, self.walk.next)),
            command("shift+tab", "previous_place", partial(self._go, self.walk.previous)),
        )
        return (
            command("enter space a", "keep_place", partial(self._said, self.walk.keep)),
            *numbered(len(self.walk.options), "take", self._take),
            *(several if len(self.walk.doubts) > 1 else ()),
            command("r", "retype", self._type),
            command("d backspace delete", "remove", partial(self._said, partial(self.walk.replace, ""))),
        )

    def _at_end(self) -> tuple[Command, ...]:
        others = place_screens.others(self.task)
        return (
            command("enter a", "save_all", self._settle),
            *numbered(len(self.task.choices) if others else 0, "choose", self.choose),
            command("shift+tab", "previous_place", partial(self._go, self.walk.previous)),
        )

    def _both(self) -> tuple[Command, ...]:
        return (
            self.undo,
            command("e", "edit_text", self.edit),
            self.leave,
            self.open,
            *self.split,
            *self.without_value,
        )

    # --------------------------------------------------------------------------------------------------- what it does

    def _go(self, step: Callable[[], Walkthrough]) -> None:
        self.walk = step()

    def _said(self, step: Callable[[], Walkthrough]) -> Turn | None:
        """Keep what was said of the place, and go on to the next."""
        place, then = self.walk.place, step()
        keep = partial(self.sitting.review.answer_place, self.task, place, then.now(place))
        turn = self.sitting.keep(self.task, keep)
        if turn is None:
            self.walk = then
        return turn

    def _take(self, number: int) -> Turn | None:
        return self._said(partial(self.walk.take, number))

    async def _type(self, begun: str = "") -> Turn | None:
        """Let the person type what stands in the place."""
        now = self.walk.now(self.walk.place)

        async def save(text: str) -> Turn | None:
            return self._said(partial(self.walk.replace, accepted(text, several_lines=True)))

        begun = accepted(begun, several_lines=True).strip("\n")
        prompt = t("review.place.type", place=place_screens.named(self.walk))
        wanted = Wanted(prompt, now, several_lines="\n" in now + begun, optional=True, begun=begun)
        return await self.sitting.type(wanted, save)

    async def _settle(self) -> Turn | None:
        review, text = self.sitting.review, self.walk.result
        try:
            unusual = review.check(self.task, text).unusual if text != self.walk.text else ()
        except InvalidValueError as error:
            self.sitting.warn(str(error))
            return None
        settle = partial(review.settle, self.task, self.walk.settled)
        save = partial(self.attempt, settle, "values", self.saved())
        return await self.sitting.confirm(self.view(), [*map(str, unusual)], save, self.edit)
