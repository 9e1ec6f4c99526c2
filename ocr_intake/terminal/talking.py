"""What a person and the program say to each other, whatever it is about. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from ocr_intake.i18n import t
from ocr_intake.review.values import InvalidValueError
from ocr_intake.terminal.view import Offered, Turn, Wanted, command
from ocr_intake.terminal.words import Paragraph, Span, Style, said

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ocr_intake.review.tasks import PageView
    from ocr_intake.terminal.view import Action, Command, Face, Outcome, View


@dataclass(slots=True)
class Talking:
    """One person and one face. Methods that give a ``Turn`` give None where the question stays."""

    face: Face
    viewer: Callable[[Path], bool]
    """Shows a page in another program; False where it cannot."""
    _message: Paragraph | None = None

    async def ask(self, view: View, *, fresh: bool = False) -> Turn | None:
        """Show a screen with what is to be said, and do what the next key says."""
        message, self._message = self._message, None
        did = (await self.face.ask(replace(view, message=view.message or message), fresh=fresh))()
        return await did if isinstance(did, Awaitable) else did

    async def choose(self, view: View, commands: tuple[Command, ...]) -> Turn | None:
        """Ask something else on the screen of a question, until it is answered: one of these keys is pressed."""
        done: list[bool] = []

        def ending(act: Callable[[str], Outcome], key: str) -> Outcome:
            done.append(True)
            return act(key)

        ends = tuple(replace(each, act=partial(ending, each.act)) for each in commands)
        fresh, turn = True, None
        while not done:
            turn = await self.ask(replace(view, commands=ends, rare=(), typed=None), fresh=fresh)
            fresh = False
        return turn

    def note(self, text: str) -> None:
        """Say with the next screen what was done."""
        self._message = said(text, Style.GOOD)

    def warn(self, text: str) -> None:
        """Say with the next screen why nothing was done."""
        self._message = said(text, Style.WARNING)

    async def type(self, wanted: Wanted, save: Callable[[str], Awaitable[Turn | None]]) -> Turn | None:
        """Let the person type a text and save it; one that cannot be saved stays to be mended."""
        while True:
            message, self._message = self._message, None
            typed = await self.face.edit(replace(wanted, message=message))
            if typed is None:
                return None
            try:
                return await save(typed)
            except InvalidValueError as error:
                self.warn(str(error))
            wanted = replace(wanted, text=typed, begun=None if wanted.begun is None else "")

    async def pick(self, prompt: str, lines: Sequence[str]) -> int | None:
        """Let the person pick one of several things: its place, from 0; None when they pick none."""
        message, self._message = self._message, None
        return await self.face.pick(Offered(prompt, tuple(lines), message))

    async def one_of(self, prompt: str, acts: Sequence[tuple[str, Action]]) -> Turn | None:
        """Let the person pick one of several things that can be done, by what they are called, and do it."""
        chosen = await self.pick(prompt, [name for name, _ in acts])
        if chosen is None:
            return None
        did = acts[chosen][1]()
        return await did if isinstance(did, Awaitable) else did

    async def confirm(self, view: View, unusual: list[str], save: Action, mend: Action) -> Turn | None:
        """Save a text; where it is unusual, only once the person says so, who may mend it as well."""
        if not unusual:
            did = save()
            return await did if isinstance(did, Awaitable) else did
        reason = " ".join(t(f"review_rules.unusual.{each}") for each in unusual)
        asked = replace(view, message=said(t("review.message.unusual", reason=reason), Style.WARNING), spoken=())
        keys = (command("enter", "save_anyway", save), command("e", "edit", mend), command("escape", "cancel", nothing))
        return await self.choose(asked, keys)

    def open_page(self, page: PageView) -> None:
        """Show a page in another program, or say where its image is, as a link where the terminal follows it."""
        if page.image is None:
            self.warn(t("review.message.no_image"))
        elif self.viewer(page.image):
            self.note(t("review.message.opened"))
        else:
            told = t("review.message.no_viewer", path=page.image)
            self._message = Paragraph((Span(told, Style.WARNING, page.image.resolve().as_uri()),))


def nothing() -> None:
    """Leave everything as it is."""
