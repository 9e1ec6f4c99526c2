"""What is looked at side by side, by field and by character: what each thing is, and what is said of it. No rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from ocr_intake.i18n import t
from ocr_intake.model.review import Decision
from ocr_intake.review.by_field import Other
from ocr_intake.review.steps import field_of
from ocr_intake.review.tasks import PageView
from ocr_intake.review.values import check_value
from ocr_intake.terminal.view import CHOICES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.review.by_character import ByCharacter, Spot
    from ocr_intake.review.by_field import ByField
    from ocr_intake.review.carpet import Saved
    from ocr_intake.review.tasks import ReviewTask

_AROUND: Final = 8
"""Characters shown before and behind a doubtful one."""


class Row(Protocol):
    """One thing on the screen."""

    @property
    def views(self) -> tuple[PageView, ...]:
        """Where it stands on paper."""

    @property
    def options(self) -> tuple[str, ...]:
        """What it may be instead, numbered from 1."""

    @property
    def text(self) -> str:
        """What was read."""

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

    @property
    def simple(self) -> tuple[tuple[str, str], ...]:
        """What can be said of a row by a letter, and what that is called (see ``Command``)."""

    def close(self) -> None:
        """End it: others may have what is on the screen."""


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
        return tuple(choice.text for choice in self.task.choices[:CHOICES])

    @property
    def text(self) -> str:
        return self.task.value or ""

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

    @property
    def simple(self) -> tuple[tuple[str, str], ...]:
        """What can be said of it by a letter."""
        return (("n", "absent"), ("i", "illegible"), ("s", "leave"))

    def close(self) -> None:
        """End it."""
        self.sitting.close()


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
        return self.spot.options[:CHOICES]

    @property
    def text(self) -> str:
        return self.spot.proposed

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

    @property
    def simple(self) -> tuple[tuple[str, str], ...]:
        """What can be said of it by a letter."""
        return (("d", "no_character"), ("s", "leave"))

    def close(self) -> None:
        """End it."""
        self.sitting.close()


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
