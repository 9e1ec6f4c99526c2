"""By field and by character, line by line: numbered crops, and only what is wrong is named. Holds no rules."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.i18n import t
from ocr_intake.review.values import InvalidValueError
from ocr_intake.store import WorkspaceError
from ocr_intake.terminal.scene import Look
from ocr_intake.terminal.view import Picture
from ocr_intake.terminal.words import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import TextIO

    from ocr_intake.terminal.drawing import Artist
    from ocr_intake.terminal.rows import Row, Screens

_PICTURE_ROWS: Final = 6


@dataclass(slots=True)
class ByLines:
    """Screens on two streams of text."""

    source: TextIO
    target: TextIO
    artist: Artist
    viewer: Callable[[Path], bool]
    done: int = 0
    """Answers saved and not taken back."""

    def go(self, screens: Screens) -> bool:
        """Show screen after screen until nothing is left or the person stops; whether they may go on with more."""
        said = ""
        while rows := screens.rows():
            if said != "later":
                self._show(rows, screens)
            said = self._ask(rows, screens)
            if said == "quit":
                return False
        self._write(t("review.lines.end") if not screens.waiting else t("review.lines.held", count=screens.waiting))
        return True

    def _show(self, rows: Sequence[Row], screens: Screens) -> None:
        self._write("", t("review.lines.head", count=len(rows), waiting=screens.waiting))
        columns = max(shutil.get_terminal_size().columns, 40)
        for number, row in enumerate(rows, 1):
            drawn = self.artist.draw(Picture(row.views), Look(), columns, _PICTURE_ROWS) if row.views else None
            if drawn is not None:
                self._write(*("".join(piece.text for piece in line) for line in drawn.lines))
            self._write(f"{number}) {printable(row.line())}")
        self._write(t("review.lines.keys"))

    def _ask(self, rows: Sequence[Row], screens: Screens) -> str:
        """Hear what is wrong until the screen is done: ``next``, ``later`` where it could not be saved, or ``quit``."""
        while (line := self._line("> ")) is not None and line != "q":
            if line == "?":
                self._write(t("review.lines.keys"), screens.explained)
            elif line in {"", "u"}:
                try:
                    told = self._save(screens) if not line else self._undo(screens)
                except WorkspaceError as error:
                    self._write(str(error))
                    return "later"
                self._write(told)
                return "next"
            else:
                self._about(line, rows)
        return "quit"

    def _save(self, screens: Screens) -> str:
        saved = screens.save()
        self.done += saved.done
        return t("review.lines.saved", done=saved.done, others=saved.others)

    def _undo(self, screens: Screens) -> str:
        taken = screens.undo()
        if taken is None:
            return t("review.undo.nothing")
        self.done -= taken.done
        return t("review.lines.undone", done=taken.done, others=taken.others)

    def _about(self, line: str, rows: Sequence[Row]) -> None:
        """Take what a line says of one row: its number, and what it is; ``o`` and its number opens its page."""
        first, _, rest = line.partition(" ")
        wanted = rest.strip() if first == "o" else first
        if not wanted.isdecimal() or not 1 <= int(wanted) <= len(rows):
            self._write(t("review.lines.no_such_row"))
            return
        row = rows[int(wanted) - 1]
        if first == "o":
            self._open(row)
            return
        said: str | None = rest.strip()
        if not said:
            options = [f"{number} {printable(text)}" for number, text in enumerate(row.options, 1)]
            self._write(*(["  ".join(options)] if options else []))
            said = self._line(": ")
        try:
            self._write(f"{wanted}) {printable(row.answer(said or ''))}")
        except InvalidValueError as error:
            self._write(str(error))
        except LookupError:
            self._write(t("review.message.no_such_choice"))

    def _open(self, row: Row) -> None:
        path = row.views[0].image if row.views else None
        if path is None:
            self._write(t("review.message.no_image"))
        elif not self.viewer(path):
            self._write(t("review.message.no_viewer", path=path))

    def _line(self, prompt: str) -> str | None:
        self.target.write(prompt)
        self.target.flush()
        line = self.source.readline()
        return line.strip() if line else None

    def _write(self, *lines: str) -> None:
        self.target.write("".join(f"{line}\n" for line in lines))


def by_lines(screens: Sequence[Screens], face: ByLines) -> int:
    """Go one way after the other until the person stops; how many answers were saved."""
    going = True
    for each in screens:
        going = going and face.go(each)
        each.close()
    return face.done
