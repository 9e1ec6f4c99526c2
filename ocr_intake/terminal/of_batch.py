"""How the batch of a submission came, and correcting that. What can be right is a rule of the pipeline's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from ocr_intake.errors import IntakeError
from ocr_intake.i18n import t
from ocr_intake.review.wording import batch_corrected
from ocr_intake.terminal import handled_screens
from ocr_intake.terminal.talking import nothing
from ocr_intake.terminal.view import Wanted, command

if TYPE_CHECKING:
    from collections.abc import Callable

    from ocr_intake.review.tasks import ReviewTask
    from ocr_intake.store import BatchFacts, BatchOutline
    from ocr_intake.terminal.means import Means
    from ocr_intake.terminal.sitting import Sitting
    from ocr_intake.terminal.view import Turn, View


@dataclass(slots=True, kw_only=True)
class OfBatch:
    """What a person says of the batch that a submission came in."""

    sitting: Sitting
    means: Means
    task: ReviewTask

    async def correct(self) -> Turn | None:
        """Ask what is wrong, and what is right."""
        outline = self._outline()
        acts = (
            (t("handling.correct.received", now=outline.facts.received), partial(self._received, outline)),
            (t("handling.correct.channel", now=_called(outline.facts.channel)), partial(self._channel, outline)),
        )
        return await self.sitting.one_of(t("handling.correcting", number=outline.batch.id), acts)

    async def undo(self) -> Turn | None:
        """Take the last correction back, where there is one."""
        from ocr_intake.pipeline.correcting import configured, undo_correction

        outline = self._outline()
        number, last = outline.batch.id, outline.last_correction
        if last is None:
            self.sitting.warn(t("batch.error.nothing_to_undo", number=number))
            return None
        known = configured(self.means.consultations, last.before.consultation)
        workspace, by = self.means.workspace, self.means.by
        act = partial(undo_correction, workspace, number, last, known, by=by)
        view = handled_screens.correcting(self.task, self.sitting.place(), outline, last.before, known)
        return await self._agreed(view, act, "batch.undo.done")

    async def _received(self, outline: BatchOutline) -> Turn | None:
        from ocr_intake.japanese.dates import parse_date
        from ocr_intake.pipeline.received import NotADateError

        async def save(text: str) -> Turn | None:
            day = parse_date(text, self.means.workspace.batches.today())
            if day is None:
                self.sitting.warn(str(NotADateError(option=t("web.column.received"), text=text)))
                return None
            return await self._correct(outline, replace(outline.facts, received=day))

        wanted = Wanted(t("handling.received", number=outline.batch.id), outline.facts.received.isoformat())
        return await self.sitting.type(wanted, save)

    async def _channel(self, outline: BatchOutline) -> Turn | None:
        from ocr_intake.pipeline.correcting import configured

        channels = configured(self.means.consultations, outline.facts.consultation).channels
        prompt = t("handling.channel", number=outline.batch.id)
        chosen = await self.sitting.pick(prompt, [_called(channel) for channel in channels])
        if chosen is None:
            return None
        return await self._correct(outline, replace(outline.facts, channel=channels[chosen]))

    async def _correct(self, outline: BatchOutline, wanted: BatchFacts) -> Turn | None:
        from ocr_intake.pipeline.correcting import configured, correct_batch

        known = configured(self.means.consultations, wanted.consultation)
        workspace, by = self.means.workspace, self.means.by
        act = partial(correct_batch, workspace, outline.batch.id, outline.facts, wanted, known, by=by)
        view = handled_screens.correcting(self.task, self.sitting.place(), outline, wanted, known)
        return await self._agreed(view, act, "batch.correct.done")

    async def _agreed(self, view: View, act: Callable[[], BatchOutline], done: str) -> Turn | None:
        """Show what is about to happen, and do it where the person says so."""

        async def do() -> Turn | None:
            try:
                made = await self.sitting.face.work(t("handling.working"), act)
            except IntakeError as error:
                return self.sitting.refused(self.task, error)
            self.sitting.note(batch_corrected(made, done))
            return self.sitting.as_it_is_now(self.task)

        return await self.sitting.choose(view, (command("enter", "do", do), command("escape", "cancel", nothing)))

    def _outline(self) -> BatchOutline:
        return self.means.workspace.batches.outline(self.task.submission.batch_id)


def _called(channel: str) -> str:
    return t(f"show.channel.{channel}")
