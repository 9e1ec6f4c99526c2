"""Pages are arranged, and the sitting goes on with what they are now."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ocr_intake.i18n import t
from ocr_intake.model.submission import number_of
from ocr_intake.terminal.view import Turn

if TYPE_CHECKING:
    from ocr_intake.pipeline.arranging import Arranged, Arranging
    from ocr_intake.terminal.means import Means
    from ocr_intake.terminal.sitting import Sitting

    Arrange = Callable[[Arranging], Arranged]


async def arranged(sitting: Sitting, means: Means, do: Arrange, told: str) -> Turn:
    """Arrange beside the screen, say what was done, and ask next about the first submission that was made.

    Raises:
        IntakeError: It is refused; the message says why.
    """
    done = await sitting.face.work(told, lambda: do(means.arrange(sitting.review.sitting)))
    sitting.note(t(f"arrange.done.{done.kind}", numbers=done.numbers))
    if (number := number_of(done.made[0])) is not None:
        sitting.review.go_on_with(number)
    return Turn()
