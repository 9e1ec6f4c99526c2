"""By field and by character, line by line: numbered crops, and only what is wrong is named. Holds no rules."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from ocr_intake.i18n import t
from ocr_intake.model.review import Decision
from ocr_intake.review.by_field import Other
from ocr_intake.review.steps import field_of
from ocr_intake.review.tasks import PageView
from ocr_intake.review.terminal.cells import printable
from ocr_intake.review.terminal.scene import Look
from ocr_intake.review.terminal.view import Picture
from ocr_intake.review.values import InvalidValueError, check_value
from ocr_intake.store import WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import TextIO

    from ocr_intake.review.by_character import ByCharacter, Spot
    from ocr_intake.review.by_field import ByField
    from ocr_intake.review.carpet import Saved
    from ocr_intake.review.tasks import ReviewTask
    from ocr_intake.review.terminal.drawing import Artist

_PICTURE_ROWS: Final = 6
_AROUND: Final = 8
"""Characters shown before and behind a doubtful one."""
_OPTIONS: Final = 9


class Row(Protocol):
    """One thing on the screen."""

    @property
    def views(self) -> tuple[PageView, ...]:
        """Where it stands on paper."""

    @property
    def options(self) -> tuple[str, ...]:
        """What it may be instead, numbered from 1."""

    def line(self) -> str:
        """What is shown of it."""

    def answer(self, said: str) -> str:
        """Take what was said of it, "" for that it is right; what it is then, as it is shown.

        Raises:
            InvalidValueError: The text cannot be saved.
            LookupError: It means nothing.
        """


class Screens(Protocol):
    """A way through screens of rows."""

    def rows(self) -> Sequence[Row]:
        """What to look at now; none where nothing is left."""

    def save(self) -> Saved:
        """Save what was said of them."""

    def undo(self) -> Saved | None:
        """Take back the screen saved last."""

    @property
    def waiting(self) -> int:
        """How much waits."""

    @property
    def explained(self) -> str:
        """What can be said of a row."""


@dataclass(slots=True)
class _Value:
    """A value of a submission."""

    task: ReviewTask
    said: Other | None = None
    """None where it is right."""
    left: bool = False

    @property
    def views(self) -> tuple[PageView, ...]:
        return self.task.views

    @property
    def options(self) -> tuple[str, ...]:
        return tuple(choice.text for choice in self.task.choices[:_OPTIONS])

    def line(self) -> str:
        return f"{self.task.submission.number}  {self.task.value}"

    def answer(self, said: str) -> str:
        simple = {"n": Decision.ABSENT, "i": Decision.ILLEGIBLE}
        self.left, self.said = said == "s", None
        if said in simple:
            self.said = Other(simple[said])
            return t(f"review.{simple[said].value}")
        if said and not self.left:
            if said in "123456789":
                self.said = Other(Decision.CHOSEN, self.options[int(said) - 1])
                return self.said.text or ""
            checked = check_value(field_of(self.task).name, _typed(said))
            self.said = Other(Decision.EDITED, checked.text)
            return "  ".join((checked.text, *(t(f"review_rules.unusual.{each}") for each in checked.unusual)))
        return t("review.lines.left") if self.left else self.task.value or ""


@dataclass(slots=True)
class Fields:
    """By field."""

    sitting: ByField
    _rows: list[_Value] = field(default_factory=list)

    def rows(self) -> Sequence[Row]:
        """The values of the screen."""
        self._rows = [_Value(task) for task in self.sitting.screen()]
        return self._rows

    def save(self) -> Saved:
        """Save the screen."""
        others = {field_of(row.task).id: row.said for row in self._rows if row.said is not None}
        left = {field_of(row.task).id for row in self._rows if row.left}
        return self.sitting.save([row.task for row in self._rows], others, left)

    def undo(self) -> Saved | None:
        """Take the last screen back."""
        return self.sitting.undo()

    @property
    def waiting(self) -> int:
        """How many values wait."""
        return self.sitting.waiting

    @property
    def explained(self) -> str:
        """What can be said of a value."""
        return t("review.lines.of_value")


@dataclass(slots=True)
class _Place:
    """A doubtful character."""

    spot: Spot
    said: str | None = None
    """None where it is right."""
    left: bool = False

    @property
    def views(self) -> tuple[PageView, ...]:
        region = self.spot.doubt.region
        return tuple(
            PageView(view.page, view.image, (region.box,))
            for view in self.spot.task.views
            if region is not None and view.page == region.page
        )

    @property
    def options(self) -> tuple[str, ...]:
        return self.spot.options[:_OPTIONS]

    def line(self) -> str:
        before, behind = self.spot.around(_AROUND)
        return f"{self.spot.task.submission.number}  …{before}〔{self.spot.proposed}〕{behind}…"

    def answer(self, said: str) -> str:
        self.left, self.said = said == "s", None
        if self.left:
            return t("review.lines.left")
        if said == "d":
            self.said = ""
        elif said:
            number = int(said) if said in "123456789" else 0
            text = self.options[number - 1] if number else _typed(said)
            if text.strip():
                check_value(field_of(self.spot.task).name, text)
            self.said = text
        return t("review.lines.nothing") if self.said == "" else self.said or self.spot.proposed


@dataclass(slots=True)
class Places:
    """By character."""

    sitting: ByCharacter
    _rows: list[_Place] = field(default_factory=list)

    def rows(self) -> Sequence[Row]:
        """The places of the screen."""
        self._rows = [_Place(spot) for spot in self.sitting.screen()]
        return self._rows

    def save(self) -> Saved:
        """Save the screen."""
        others = {row.spot.key: row.said for row in self._rows if row.said is not None}
        return self.sitting.save([row.spot for row in self._rows], others, {r.spot.key for r in self._rows if r.left})

    def undo(self) -> Saved | None:
        """Take the last screen back."""
        return self.sitting.undo()

    @property
    def waiting(self) -> int:
        """How many places wait."""
        return self.sitting.waiting

    @property
    def explained(self) -> str:
        """What can be said of a place."""
        return t("review.lines.of_place")


def _typed(said: str) -> str:
    """The text that somebody typed; one that could be a command has = before it.

    Raises:
        LookupError: It is neither.
    """
    if said.startswith("="):
        return said[1:]
    if len(said) == 1 and said.isascii():
        raise LookupError(said)
    return said


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
            drawn = self.artist.draw(Picture(row.views, Look()), columns, _PICTURE_ROWS) if row.views else None
            if drawn is not None:
                self._write(*drawn.lines)
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
