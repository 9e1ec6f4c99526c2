"""What can be done with a submission beside answering: its pages, its opinions, how it came. Rules are elsewhere."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from ocr_intake.errors import IntakeError
from ocr_intake.i18n import t
from ocr_intake.review.meant import submission_meant
from ocr_intake.review.shown import as_shown
from ocr_intake.store.arranged_errors import SameSubmissionError
from ocr_intake.terminal import handled_screens
from ocr_intake.terminal.arranged import arranged
from ocr_intake.terminal.of_batch import OfBatch
from ocr_intake.terminal.set_aside import SetAside
from ocr_intake.terminal.talking import nothing
from ocr_intake.terminal.view import Wanted, command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.review.tasks import ReviewTask
    from ocr_intake.store import StoredSubmission
    from ocr_intake.terminal.arranged import Arrange
    from ocr_intake.terminal.means import Means
    from ocr_intake.terminal.sitting import Sitting
    from ocr_intake.terminal.view import Turn

_TURNS: Final = {"right": 90, "half": 180, "left": 270}
_CANCEL: Final = command("escape", "cancel", nothing)


@dataclass(slots=True, kw_only=True)
class Handling:
    """What a person does with the submission that a question is about."""

    sitting: Sitting
    means: Means
    task: ReviewTask

    async def ask(self) -> Turn | None:
        """Ask what is to be done, and do it."""
        batch = OfBatch(sitting=self.sitting, means=self.means, task=self.task)
        acts = (
            ("turn", self._turn),
            ("aside", self._set_aside),
            ("move", self._move),
            ("split", self._split),
            ("join", self._join),
            ("join_opinions", self._join_opinions),
            ("correct", batch.correct),
            ("undo_correction", batch.undo),
            ("waiting", SetAside(self.sitting, self.means).ask),
        )
        prompt = t("handling.prompt", submission=self.task.submission.number)
        try:
            return await self.sitting.one_of(prompt, [(t(f"handling.act.{name}"), act) for name, act in acts])
        except IntakeError as error:
            return self.sitting.refused(self.task, error)

    # ----------------------------------------------------------------------------------------------------- its pages

    async def _turn(self) -> Turn | None:
        page = await self._page("turn", self._pages)
        if page is None:
            return None
        names = [t(f"web_submission.page.{way}") for way in _TURNS]
        way = await self.sitting.pick(t("handling.which_way", page=page), names)
        if way is None:
            return None
        degrees = tuple(_TURNS.values())[way]
        told = t("web_submission.page.reading")
        return await self._arrange(lambda pages: pages.turn(self._seen(), page, degrees, by=self.means.by), told)

    async def _set_aside(self) -> Turn | None:
        page = await self._page("aside", self._pages)
        if page is None:
            return None

        async def save(reason: str) -> Turn | None:
            return await self._arrange(lambda pages: pages.set_aside(self._seen(), page, reason, by=self.means.by))

        return await self.sitting.type(Wanted(t("handling.reason", page=page)), save)

    async def _split(self) -> Turn | None:
        # a submission of one page has none to split from: the rules say so
        page = await self._page("split", self._pages[1:] or self._pages)
        if page is None:
            return None
        at = self._pages.index(page)
        groups = (self._pages[:at], self._pages[at:])
        return await self._arrange(lambda pages: pages.split(self._seen(), groups, by=self.means.by))

    async def _move(self) -> Turn | None:
        page = await self._page("move", self._pages)
        return None if page is None else await self._with_other("move", page)

    async def _join(self) -> Turn | None:
        return await self._with_other("join", None)

    @property
    def _pages(self) -> tuple[int, ...]:
        return self.task.submission.pages

    async def _page(self, act: str, pages: Sequence[int]) -> int | None:
        """Which page is meant; where there is only one, that is it."""
        if len(pages) == 1:
            return pages[0]
        chosen = await self.sitting.pick(
            t(f"handling.which_page.{act}"), [t("submission.page", page=page) for page in pages]
        )
        return None if chosen is None else pages[chosen]

    def _seen(self) -> StoredSubmission:
        """The submission as the question showed it."""
        seen = self.task.submission
        return as_shown(self.means.workspace.submission(seen.id), seen.version)

    async def _arrange(self, do: Arrange, told: str = "") -> Turn | None:
        """Arrange, and go on with what the submission is now; where that is refused, say why."""
        try:
            return await arranged(self.sitting, self.means, do, told or t("handling.working"))
        except IntakeError as error:
            return self.sitting.refused(self.task, error)

    # ---------------------------------------------------------------------------------------------- two submissions

    async def _with_other(self, act: str, page: int | None) -> Turn | None:
        """Ask which other submission is meant, show both, and do it where the person says so."""

        async def named(text: str) -> Turn | None:
            workspace, here = self.means.workspace, self._seen()
            try:
                meant = submission_meant(workspace, text)
                if meant.id == here.id:
                    raise SameSubmissionError(here.number)
                workspace.arrangements().check((here, meant), by=self.means.by)
            except IntakeError as error:
                return self.sitting.refused(self.task, error)
            other = as_shown(meant, meant.version)
            both = [self.sitting.review.task(each.id) for each in (here, meant)]
            view = handled_screens.both(both[0], both[1], self.sitting.place(), act, page)
            by = self.means.by
            if page is not None:
                moving = partial(self._arrange, lambda pages: pages.move(here, page, other, by=by))
                return await self.sitting.choose(view, (command("enter", "do", moving), _CANCEL))
            joining = partial(self._arrange, lambda pages: pages.join((here, other), by=by))
            other_way = partial(self._arrange, lambda pages: pages.join((other, here), by=by))
            keys = (command("enter", "do", joining), command("x", "other_way", other_way), _CANCEL)
            return await self.sitting.choose(view, keys)

        return await self.sitting.type(Wanted(t(f"handling.other.{act}")), named)

    # -------------------------------------------------------------------------------------------------- its opinions

    async def _join_opinions(self) -> Turn | None:
        opinions = self.task.submission.opinions
        every = " ".join(str(number) for number, _ in enumerate(opinions, 1))

        async def save(text: str) -> Turn | None:
            numbers = [int(each) for each in re.findall("[0-9]{1,4}", unicodedata.normalize("NFKC", text))]
            count, here = len(opinions), self.task.submission.number
            if (wrong := next((each for each in numbers if not 1 <= each <= count), None)) is not None:
                self.sitting.warn(t("submission.error.no_such_opinion", submission=here, number=wrong, count=count))
                return None
            fields = [opinions[each - 1].id for each in dict.fromkeys(numbers)]
            left = len(self.task.submission.final_opinions) - len(fields) + 1
            join = partial(self.sitting.review.join_opinions, self.task, fields)
            note = t("submission.joined", submission=here, count=left)
            return await self.sitting.attempt(self.task, join, "opinions", note)

        return await self.sitting.type(Wanted(t("handling.which_opinions"), every), save)
