"""What is in no submission: what could not be read is entered by hand or settled, a page set aside is taken up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ocr_intake.errors import IntakeError
from ocr_intake.i18n import t
from ocr_intake.review.meant import submission_meant
from ocr_intake.review.wording import set_aside_line
from ocr_intake.store.arranged_past import ArrangedPast
from ocr_intake.terminal.arranged import arranged
from ocr_intake.terminal.view import Turn, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    from ocr_intake.store import SetAsideItem
    from ocr_intake.store.arranged_past import PageSetAside
    from ocr_intake.terminal.means import Means
    from ocr_intake.terminal.sitting import Sitting


@dataclass(slots=True)
class SetAside:
    """What a person does about what is in no submission."""

    sitting: Sitting
    means: Means

    async def ask(self) -> Turn | None:
        """Ask about which of it: what waits, then what was done about the rest, then pages that people set aside."""
        items = self.means.workspace.set_aside(self.means.consultation)
        waiting = [item for item in items if item.settlement is None]
        settled = [item for item in items if item.settlement is not None and item.settlement.id]
        pages = ArrangedPast(self.means.workspace.database).aside()
        if not (waiting or settled or pages):
            self.sitting.warn(t("aside.list.none"))
            return None
        prompt = t("aside.list.count", count=len(items), waiting=len(waiting))
        acts = [
            *((set_aside_line(item), partial(self._waiting, item)) for item in waiting),
            *((set_aside_line(item), partial(self._settled, item)) for item in settled),
            *((_called(page), partial(self._page, page)) for page in pages),
        ]
        return await self.sitting.one_of(prompt, acts)

    async def _waiting(self, item: SetAsideItem) -> Turn | None:
        acts = (
            (t("handling.aside.entered"), partial(self._enter, item)),
            (t("handling.aside.settle"), partial(self._settle, item)),
        )
        return await self.sitting.one_of(set_aside_line(item), acts)

    async def _settled(self, item: SetAsideItem) -> Turn | None:
        return await self.sitting.one_of(set_aside_line(item), [(t("web_aside.undo"), partial(self._undo, item))])

    async def _page(self, page: PageSetAside) -> Turn | None:
        acts = [(t("web_submission.aside.take_up"), partial(self._take_up, page))]
        return await self.sitting.one_of(_called(page), acts)

    async def _take_up(self, page: PageSetAside) -> Turn | None:
        by = self.means.by
        try:
            return await arranged(
                self.sitting,
                self.means,
                lambda pages: pages.take_up(page.submission, page.page, by=by),
                t("handling.working"),
            )
        except IntakeError as error:
            self.sitting.warn(str(error))
            return None

    async def _enter(self, item: SetAsideItem) -> Turn | None:
        async def save(text: str) -> None:
            def enter() -> SetAsideItem:
                number = submission_meant(self.means.workspace, text).id
                return self.means.workspace.settlements.enter(item.id, number, by=self.means.by)

            self._tell(lambda: set_aside_line(enter()))

        return await self.sitting.type(Wanted(t("web_aside.entered")), save)

    async def _settle(self, item: SetAsideItem) -> Turn | None:
        async def save(reason: str) -> None:
            settle = partial(self.means.workspace.settlements.settle, item.id, reason, by=self.means.by)
            self._tell(lambda: set_aside_line(settle()))

        return await self.sitting.type(Wanted(t("web_aside.settle")), save)

    def _undo(self, item: SetAsideItem) -> None:
        def undo() -> str:
            done = item.settlement
            number = None if done is None else done.id
            self.means.workspace.settlements.undo(item.id, by=self.means.by, settlement=number)
            return t("web_aside.undone", item=item.id)

        self._tell(undo)

    def _tell(self, do: Callable[[], str]) -> None:
        """Do it and say what was done, or why not; the question stays either way."""
        try:
            self.sitting.note(do())
        except IntakeError as error:
            self.sitting.warn(str(error))


def _called(page: PageSetAside) -> str:
    """A page that somebody set aside, with why."""
    return t("handling.aside.page", number=page.number, page=page.page, reason=page.reason, by=page.by)
