"""The question about a text with doubtful places: one after the other, then all of them are saved together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from ocr_intake.i18n import t
from ocr_intake.review.values import InvalidValueError
from ocr_intake.review.walkthrough import Walkthrough
from ocr_intake.terminal import place_screens, screens
from ocr_intake.terminal.asking import Actions, command_of
from ocr_intake.terminal.cells import accepted
from ocr_intake.terminal.keys import Key, Name
from ocr_intake.terminal.looking import first_look, looked
from ocr_intake.terminal.scene import Look
from ocr_intake.terminal.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from ocr_intake.terminal.sitting import Turn
    from ocr_intake.terminal.view import View


@dataclass(slots=True, kw_only=True)
class Places(Value):
    """A text with doubtful places: which of them is wrong, and what stands there?"""

    walk: Walkthrough = field(init=False)
    look: Look = field(init=False)
    follow: bool = True
    """Whether the text is scrolled to the place, until somebody scrolls it."""

    def __post_init__(self) -> None:
        """Begin, or go on where this sitting left the text."""
        fresh = Walkthrough.begin(self.field.value or "", self.task.doubts)
        left = self.sitting.walks.get(self.field.id, fresh)
        self.walk = left if (left.text, left.doubts) == (fresh.text, fresh.doubts) else fresh
        self.look = self._first_look()

    async def ask(self) -> Turn:
        """Ask until there is something else to ask."""
        sitting, fresh, at = self.sitting, True, self.sitting.place()
        sitting.open_if_wished(self.task, first_look(self.task.views))
        while True:
            view = place_screens.screen(self.task, self.walk, at, self.look, from_summary=self.visited)
            view = replace(view, scroll=self.scroll, follow=self.follow and view.follow, message=sitting.message())
            shown = sitting.face.show(view, fresh=fresh)
            self.look, self.scroll = shown.look or self.look, shown.scroll
            key, before = await sitting.face.key(), self.walk.place
            if (turn := await self._pressed(key, view, shown.zoom)) is not None:
                return turn
            fresh = self.walk.place != before
            if fresh:
                self.look, self.follow, self.scroll = self._first_look(), True, 0

    @property
    def text(self) -> str:
        """The text with the answers so far."""
        return self.walk.result

    async def _pressed(self, key: Key, view: View, zoom: float) -> Turn | None:
        eyes = None if view.picture is None else replace(view.picture, look=self.look)
        if eyes is not None and key.name is not Name.TAB and (now := looked(key, eyes, zoom)) is not None:
            self.look = now
            return None
        if key.name in {Name.PAGE_UP, Name.PAGE_DOWN}:
            self.follow = False
        actions = self._at_end(view) if self.walk.at_end else self._at_place(view)
        if not self.walk.at_end and _is_text(key, actions):
            return await self._type(view, key.text)
        return await self.wait_for(key, actions, view)

    # ------------------------------------------------------------------------------------------------------ which key

    def _at_place(self, view: View) -> Actions:
        keep = partial(self._go, self.walk.keep)
        remove = partial(self._go, partial(self.walk.replace, ""))
        return {
            **self._both(view),
            **{str(digit): partial(self._take, digit) for digit in range(1, screens.CHOICES + 1)},
            "enter": keep,
            " ": keep,
            "a": keep,
            "d": remove,
            "delete": remove,
            "r": partial(self._type, view),
        }

    def _at_end(self, view: View) -> Actions:
        settle = partial(self._settle, view)
        candidates = range(1, screens.CHOICES + 1) if place_screens.others(self.task) else ()
        return {
            **self._both(view),
            **{str(digit): partial(self._choose, digit) for digit in candidates},
            "enter": settle,
            "a": settle,
        }

    def _both(self, view: View) -> Actions:
        usual = self._actions(view, first_look(self.task.views))
        return {
            **{name: usual[name] for name in ("e", "n", "i", "w", "s", "escape") if name in usual},
            "o": self._open,
            "u": self._undo,
            "tab": partial(self._go, self.walk.next),
            "back_tab": partial(self._go, self.walk.previous),
        }

    # --------------------------------------------------------------------------------------------------- what it does

    def _go(self, step: Callable[[], Walkthrough]) -> None:
        self.walk = self.sitting.walks[self.field.id] = step()

    def _take(self, number: int) -> None:
        if number > min(len(self.walk.options), screens.CHOICES):
            self.sitting.warn(t("review.message.no_such_choice"))
        else:
            self._go(partial(self.walk.take, number))

    async def _type(self, view: View, begun: str = "") -> Turn | None:
        """Let the person type what stands in the place."""
        now = self.walk.now(self.walk.place)

        async def save(text: str) -> None:
            self._go(partial(self.walk.replace, accepted(text, several_lines=True)))

        begun = accepted(begun, several_lines=True).strip("\n")
        several = "\n" in now + begun
        prompt = t("review.place.type", place=place_screens.named(self.walk))
        return await self.sitting.type(view, prompt, now, save, several_lines=several, begun=begun)

    async def _undo(self) -> Turn | None:
        """Take back the last answer here; before the first one, what was done before this text."""
        before = self.walk.undo()
        if before is None:
            return await self.sitting.undo()
        self._go(lambda: before)
        self.sitting.note(t("review.undo.answer"))
        return None

    async def _settle(self, view: View) -> Turn | None:
        review, text = self.sitting.review, self.walk.result
        try:
            unusual = review.check(self.task, text).unusual if text != self.walk.text else ()
        except InvalidValueError as error:
            self.sitting.warn(str(error))
            return None
        wanted = await self.sitting.confirm(view, [t(f"review_rules.unusual.{each}") for each in unusual])
        if wanted is None:
            return await self._edit(view)
        settle = partial(review.settle, self.task, self.walk.settled)
        return await self.attempt(settle, "values", self._saved()) if wanted else None

    def _open(self) -> None:
        self.open(Look(view=place_screens.page_of(self.task, self.walk)))

    def _first_look(self) -> Look:
        eyes = place_screens.picture(self.task, self.walk, Look())
        return Look() if eyes is None else first_look(eyes.views)


def _is_text(key: Key, actions: Actions) -> bool:
    """Whether a key stands for itself: text that came at once, or a character that is no command and no keyboard's."""
    if key.name is Name.PASTE:
        return bool(accepted(key.text, several_lines=True).strip())
    return key.name is Name.CHARACTER and not key.command.isascii() and command_of(key) not in actions
