"""By field and by character on a whole screen: crops below each other, and only what is wrong is touched. No rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from ocr_intake.i18n import t
from ocr_intake.store import WorkspaceError
from ocr_intake.terminal.talking import Talking
from ocr_intake.terminal.view import Command, Item, Picture, StoppedError, Turn, View, Wanted, command, numbered
from ocr_intake.terminal.words import Paragraph, Span, Style, printable, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.terminal.rows import Row, Screens

_STEPS = {"down": 1, "up": -1}


async def beside(ways: Sequence[Screens], talking: Talking, told: str = "") -> int:
    """Look at screen after screen, one way after the other, until the person stops; how many answers were saved."""
    done = 0
    if told:
        talking.note(told)
    try:
        for number, screens in enumerate(ways, start=1):
            while True:
                if rows := screens.rows():
                    done += await Beside(talking, screens, rows).ask()
                elif number < len(ways) or not (taken := await _end(talking, screens)):
                    break
                else:
                    done -= taken
            screens.close()
    except StoppedError:
        pass
    finally:
        for each in ways:
            each.close()
    return done


async def _end(talking: Talking, screens: Screens) -> int:
    """Say that nothing is left; how many answers were taken back, where the person goes back once more."""
    waiting, taken, over = screens.waiting, 0, False

    def end() -> None:
        nonlocal over
        over = True

    def undo() -> None:
        nonlocal taken
        taken = _undone(talking, screens)

    commands = (command("enter escape", "quit", end), command("u ctrl+z", "undo_screen", undo))
    told = t("review.lines.held", count=waiting) if waiting else t("review.lines.end")
    while not (over or taken):
        await talking.ask(View(t("review.done.head"), "", (said(told, Style.GOOD),), commands), fresh=True)
    return taken


def _undone(talking: Talking, screens: Screens) -> int:
    """Take back the screen saved last, and say so; how many answers it had."""
    try:
        taken = screens.undo()
    except WorkspaceError as error:
        talking.warn(str(error))
        return 0
    if taken is None:
        talking.warn(t("review.undo.nothing"))
        return 0
    talking.note(t("review.lines.undone", done=taken.done, others=taken.others))
    return taken.done


@dataclass(slots=True)
class Beside:
    """One screen."""

    talking: Talking
    screens: Screens
    rows: Sequence[Row]
    at: int = 0
    _said: dict[int, str] = field(default_factory=dict)
    """What was said of rows that are not right, as it is shown."""
    _done: int | None = None
    """How many answers more are saved, once the screen is left."""

    async def ask(self) -> int:
        """Ask until the screen is saved, or the one before it is taken back: how many answers more are saved then."""
        fresh = True
        while self._done is None:
            await self.talking.ask(self._view(), fresh=fresh)
            fresh = False
        return self._done

    def _view(self) -> View:
        row = self.rows[self.at]
        commands = (
            command("enter", "confirm_rest", self._confirm),
            Command(tuple(_STEPS), "to_row", self._go, "↑↓"),
            *numbered(len(row.options), "choose", lambda number: self._answer(str(number))),
            command("e", "edit", self._type),
            *(command(key, name, partial(self._answer, key)) for key, name in self.screens.simple),
            command("backspace delete", "as_read", partial(self._answer, ""), "Backspace"),
            command("u ctrl+z", "undo_screen", self._undo),
            command("o", "open", self._open),
        )
        title = t("review.lines.title", count=len(self.rows), waiting=self.screens.waiting)
        items = tuple(Item(Picture(each.views), (*self._words(number),)) for number, each in enumerate(self.rows))
        picture = Picture(row.views, closed=True) if row.views else None
        top = (said(t("review.lines.whole"), Style.STRONG),)
        return View(title, "", (), commands, (), picture, top=top, items=items, at=self.at, typed=self._typed)

    def _words(self, number: int) -> list[Paragraph]:
        """What was read, what was said of it, and what it may be instead."""
        row, other = self.rows[number], self._said.get(number)
        style = Style.STRONG if other is None else Style.FAINT
        spans = [Span(printable(row.line()), style)]
        if other is not None:
            spans.append(Span(f" → {printable(other)}", Style.GOOD))
        mark = Span("> " if number == self.at else "  ", Style.KEY)
        options = [
            span
            for key, text in enumerate(row.options, 1)
            for span in (Span(f"{key} ", Style.KEY), Span(f"{printable(text)}  "))
        ]
        return [Paragraph(tuple(spans), (mark,)), *([Paragraph(tuple(options), indent=2)] if options else [])]

    # --------------------------------------------------------------------------------------------------- what it does

    def _go(self, key: str) -> None:
        self.at = min(max(self.at + _STEPS[key], 0), len(self.rows) - 1)

    def _answer(self, text: str) -> None:
        """Take what is said of a row, and go on to the next."""
        shown = self.rows[self.at].answer(text)
        self._said.pop(self.at, None)
        if text:
            self._said[self.at] = shown
        self._go("down")

    async def _type(self, begun: str | None = None) -> Turn | None:
        async def save(text: str) -> None:
            self._answer(f"={text}")

        return await self.talking.type(Wanted(t("review.lines.type"), self.rows[self.at].text, begun=begun), save)

    async def _typed(self, text: str) -> Turn | None:
        return await self._type(text)

    def _confirm(self) -> None:
        """Save the screen, once all of it was on the screen: until then, show what was not."""
        seen = self.talking.face.seen
        if seen < len(self.rows):
            self.at = seen
            self.talking.warn(t("review.lines.not_seen"))
            return
        try:
            saved = self.screens.save()
        except WorkspaceError as error:
            self.talking.warn(str(error))
            return
        self.talking.note(t("review.lines.saved", done=saved.done, others=saved.others))
        self._done = saved.done

    def _undo(self) -> None:
        if taken := _undone(self.talking, self.screens):
            self._done = -taken

    def _open(self) -> None:
        views = self.rows[self.at].views
        if views:
            self.talking.open_page(self.talking.face.page or views[0])
