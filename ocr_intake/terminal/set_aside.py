"""What could not be read and waits for somebody: entered by hand as a submission, settled, or to wait again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ocr_intake.errors import IntakeError
from ocr_intake.i18n import t
from ocr_intake.review.meant import submission_meant
from ocr_intake.review.wording import set_aside_line
from ocr_intake.terminal.view import Turn, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    from ocr_intake.store import SetAsideItem
    from ocr_intake.terminal.means import Means
    from ocr_intake.terminal.sitting import Sitting


@dataclass(slots=True)
class SetAside:
    """What a person does about what could not be read."""

    sitting: Sitting
    means: Means

    async def ask(self) -> Turn | None:
        """Ask about which of it, what waits first, and what was done about it."""
        items = self.means.workspace.set_aside(self.means.consultation)
        waiting = [item for item in items if item.settlement is None]
        settled = [item for item in items if item.settlement is not None and item.settlement.id]
        if not (waiting or settled):
            self.sitting.warn(t("aside.list.none"))
            return None
        prompt = t("aside.list.count", count=len(items), waiting=len(waiting))
        acts = [
            *((set_aside_line(item), partial(self._waiting, item)) for item in waiting),
            *((set_aside_line(item), partial(self._settled, item)) for item in settled),
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
