"""The question about a submission as a whole: which key does what. What an answer means is decided by the rules."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from ocr_intake.i18n import t
from ocr_intake.model.review import Ground, Grounds
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.terminal import screens
from ocr_intake.terminal.asking import Asking
from ocr_intake.terminal.talking import nothing
from ocr_intake.terminal.view import CHOICES, Turn, Wanted, command, numbered

if TYPE_CHECKING:
    from ocr_intake.review.likely import Likely
    from ocr_intake.terminal.view import Command, View

_NUMBER: Final = re.compile(r"S?([0-9]{1,9})", re.IGNORECASE)
_CANCEL: Final = command("escape", "cancel", nothing)


@dataclass(slots=True, kw_only=True)
class Whole(Asking):
    """A submission: does it count as it is now?"""

    def view(self) -> View:
        """What was read of it."""
        return screens.summary(self.task, self.at, self._commands(), (self.every, *self.handling))

    def _commands(self) -> tuple[Command, ...]:
        accepted = t("review.message.submission_accepted", submission=self.task.submission.number)
        accept = partial(self.sitting.review.accept_submission, self.task)
        return (
            command("enter a A", "accept_whole", partial(self.attempt, accept, "accepted", accepted)),
            *numbered(len(self.task.submission.values), "go", self._go),
            command("k", "kind", self._change_kind),
            command("+", "add", self._add),
            command("r", "reject", self._reject),
            command("p", "pass_on", self._pass_on),
            self.putting_off,
            self.undo,
            self.open,
        )

    async def _change_kind(self) -> Turn | None:
        individual = self.task.submission.kind is SubmitterKind.INDIVIDUAL
        kind = SubmitterKind.ORGANIZATION if individual else SubmitterKind.INDIVIDUAL
        note = t("review.message.kind_changed", kind=t(f"review.kind.{kind}"))
        return await self.attempt(partial(self.sitting.review.change_kind, self.task, kind), "kinds", note)

    async def _go(self, digit: int) -> Turn | None:
        """To one of the values by its number, which is typed to its end where there are more than nine."""
        if len(self.task.submission.values) <= CHOICES:
            return await self._visit(str(digit))
        return await self.sitting.type(Wanted(t("review.edit.go"), str(digit)), self._visit)

    async def _visit(self, typed: str) -> Turn | None:
        values = self.task.submission.values
        number = int(typed) if typed.strip().isdecimal() else 0
        if not 1 <= number <= len(values):
            self.sitting.warn(t("review.message.no_such_field"))
            return None
        return Turn(self.sitting.review.task(self.task.submission.id, values[number - 1].id), visited=True)

    async def _add(self) -> Turn | None:
        async def save(text: str) -> Turn | None:
            add = partial(self.sitting.review.add_opinion, self.task, text)
            return await self.attempt(add, "opinions", t("review.message.opinion_added"))

        return await self.sitting.type(Wanted(t("review.edit.add"), several_lines=True), save)

    async def _pass_on(self) -> Turn | None:
        async def save(text: str) -> Turn | None:
            note = t("review.message.passed_on", submission=self.task.submission.number)
            return await self.attempt(partial(self.sitting.review.pass_on, self.task, text), "passed_on", note)

        return await self.sitting.type(Wanted(t("review.edit.pass_on")), save)

    # ------------------------------------------------------------------------------------------------------ rejecting

    async def _reject(self) -> Turn | None:
        """Ask for the grounds; a reason in words may be left out where they say enough."""
        grounds = tuple(Ground)

        async def choose(number: int) -> Turn | None:
            if (ground := grounds[number - 1]) is Ground.DUPLICATE:
                return await self._reject_duplicate()
            wanted = Wanted(
                t(f"review.edit.{'reject' if ground is Ground.OTHER else 'reason'}"),
                optional=ground is not Ground.OTHER,
            )
            return await self.sitting.type(wanted, partial(self._save_rejection, Grounds(ground)))

        lines = [t(f"review_rules.ground.{ground}") for ground in grounds]
        asked = screens.choosing(self.view(), t("review.edit.ground"), lines)
        return await self.sitting.choose(asked, (*numbered(len(grounds), "ground", choose), _CANCEL))

    async def _reject_duplicate(self) -> Turn | None:
        """Ask which submission counts in its place: one of the likely ones, or another one by its number."""
        likely = self.sitting.review.likely_duplicates(self.task.submission.id)
        if not likely:
            return await self._type_duplicate()

        async def choose(number: int) -> Turn | None:
            return await self._save_rejection(_duplicate_of(likely[number - 1]), "")

        asked = screens.choosing(self.view(), t("review.edit.likely"), screens.likely(likely))
        other = command("n", "other_number", self._type_duplicate)
        return await self.sitting.choose(asked, (*numbered(len(likely), "duplicate", choose), other, _CANCEL))

    async def _type_duplicate(self) -> Turn | None:
        async def save(text: str) -> Turn | None:
            number = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
            if number is None:
                self.sitting.warn(t("review.message.no_such_number"))
                return None
            return await self._save_rejection(Grounds(Ground.DUPLICATE, int(number[1])), "")

        return await self.sitting.type(Wanted(t("review.edit.duplicate_of")), save)

    async def _save_rejection(self, grounds: Grounds, text: str) -> Turn | None:
        note = t("review.message.submission_rejected", submission=self.task.submission.number)
        act = partial(self.sitting.review.reject_submission, self.task, text, grounds)
        return await self.attempt(act, "rejected", note)


def _duplicate_of(likely: Likely) -> Grounds:
    return Grounds(Ground.DUPLICATE, likely.id)
