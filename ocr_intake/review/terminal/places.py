"""The question about a text with doubtful places: one after the other, then all of them are saved together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from ocr_intake.i18n import t
from ocr_intake.review.terminal import place_screens, screens
from ocr_intake.review.terminal.asking import Actions, command_of
from ocr_intake.review.terminal.editor import accepted
from ocr_intake.review.terminal.keys import Key, Name
from ocr_intake.review.terminal.looking import first_look, looked
from ocr_intake.review.terminal.scene import Look
from ocr_intake.review.terminal.value import Value
from ocr_intake.review.values import InvalidValueError
from ocr_intake.review.walkthrough import Walkthrough

if TYPE_CHECKING:
    from collections.abc import Callable

    from ocr_intake.review.terminal.sitting import Turn
    from ocr_intake.review.terminal.view import View


@dataclass(slots=True, kw_only=True)
class Places(Value):
    """A text with doubtful places: which of them is wrong, and what stands there?"""

    walk: Walkthrough = field(init=False)
    look: Look = field(init=False)
    follow: bool = True
    """Whether the text is scrolled to the place, until somebody scrolls it."""

    def __post_init__(self) -> None:
        """Begin, or go on where whoever looked at the text last has left it."""
        self.walk = Walkthrough.begin(self.field.value or "", self.task.doubts, self.task.answers)
        self.look = self._first_look()

    def ask(self) -> Turn:
        """Ask until there is something else to ask."""
        sitting, fresh, at = self.sitting, True, self.sitting.place()
        sitting.open_if_wished(self.task, first_look(self.task.views))
        while True:
            view = place_screens.screen(self.task, self.walk, at, self.look, from_summary=self.visited)
            view = replace(view, scroll=self.scroll, follow=self.follow and view.follow, message=sitting.message())
            shown = sitting.face.show(view, fresh=fresh)
            self.look, self.scroll = shown.look or self.look, shown.scroll
            key, before = sitting.face.key(), self.walk.place
            if (turn := self._pressed(key, view, shown.zoom)) is not None:
                return turn
            fresh = self.walk.place != before
            if fresh:
                self.look, self.follow, self.scroll = self._first_look(), True, 0

    @property
    def text(self) -> str:
        """The text with the answers so far."""
        return self.walk.result

    def _pressed(self, key: Key, view: View, zoom: float) -> Turn | None:
        eyes = None if view.picture is None else replace(view.picture, look=self.look)
        if eyes is not None and key.name is not Name.TAB and (now := looked(key, eyes, zoom)) is not None:
            self.look = now
            return None
        if key.name in {Name.PAGE_UP, Name.PAGE_DOWN}:
            self.follow = False
        actions = self._at_end(view) if self.walk.at_end else self._at_place(view)
        if not self.walk.at_end and _is_text(key, actions):
            return self._type(view, key.text)
        return self.wait_for(key, actions, view)

    # ------------------------------------------------------------------------------------------------------ which key

    def _at_place(self, view: View) -> Actions:
        keep = partial(self._said, self.walk.keep)
        remove = partial(self._said, partial(self.walk.replace, ""))
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
            "tab": partial(self._go, self.walk.next),
            "back_tab": partial(self._go, self.walk.previous),
        }

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
        if number > min(len(self.walk.options), screens.CHOICES):
            self.sitting.warn(t("review.message.no_such_choice"))
            return None
        return self._said(partial(self.walk.take, number))

    def _type(self, view: View, begun: str = "") -> Turn | None:
        """Let the person type what stands in the place."""
        now = self.walk.now(self.walk.place)

        def save(text: str) -> Turn | None:
            return self._said(partial(self.walk.replace, accepted(text, several_lines=True)))

        begun = accepted(begun, several_lines=True).strip("\n")
        several = "\n" in now + begun
        prompt = t("review.place.type", place=place_screens.named(self.walk))
        return self.sitting.type(view, prompt, now, save, several_lines=several, begun=begun)

    def _settle(self, view: View) -> Turn | None:
        review, text = self.sitting.review, self.walk.result
        try:
            unusual = review.check(self.task, text).unusual if text != self.walk.text else ()
        except InvalidValueError as error:
            self.sitting.warn(str(error))
            return None
        wanted = self.sitting.confirm(view, [t(f"review_rules.unusual.{each}") for each in unusual])
        if wanted is None:
            return self._edit(view)
        settle = partial(review.settle, self.task, self.walk.settled)
        return self.attempt(settle, "values", self._saved()) if wanted else None

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
