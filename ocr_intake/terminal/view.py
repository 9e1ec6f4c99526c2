"""What stands on the screen, and what a face must be able to do with it. How it is drawn is the face's business."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ocr_intake.model.geometry import Box
    from ocr_intake.review.tasks import PageView
    from ocr_intake.terminal.keys import Key
    from ocr_intake.terminal.scene import Look
    from ocr_intake.terminal.style import Line, Paragraph


@dataclass(frozen=True, slots=True)
class Picture:
    """Pages to show beside the text."""

    views: tuple[PageView, ...]
    look: Look
    spot: Box | None = None
    """What is meant on the only page's only line: shown as large as it can be, with what stands around it."""
    sheets: bool = False
    """Where nobody looks closer, whole pages are shown rather than their lines: which lines are lit is what matters."""


@dataclass(frozen=True, slots=True)
class View:
    """One screen."""

    title: Line
    """At the top, over the whole width."""
    subtitle: Line
    body: tuple[Paragraph, ...]
    """What can be scrolled where it does not fit."""
    keys: tuple[tuple[str, str], ...]
    """Keys and what they do, the most used first."""
    picture: Picture | None = None
    message: Paragraph | None = None
    """What the last key did, or why it did nothing."""
    scroll: int = 0
    """Lines of the body to leave out at its beginning, where it does not fit."""
    topics: tuple[str, ...] = ()
    """What each of the keys is called by its explanation: ``review.keys.TOPIC``."""
    top: tuple[Paragraph, ...] = ()
    """What stands above the body, and stays there."""
    follow: bool = False
    """Whether to scroll so that what is looked at now (``Style.CURRENT``) is seen, whatever ``scroll`` says."""
    spoken: tuple[Paragraph, ...] = ()
    """What a face of lines says in place of all the rest, once it has said whose text this is; empty for the usual."""

    def saying(self, message: Paragraph | None) -> View:
        """The same view with another message."""
        return replace(self, message=message)


@dataclass(frozen=True, slots=True)
class Shown:
    """How a view came out, so that nobody scrolls or moves beyond an end."""

    look: Look | None = None
    """Where the picture looks at after all; None where there is none."""
    scroll: int = 0
    zoom: float = 1.0
    """How much larger than the page fitted to the picture's width the page is drawn."""


class Face(Protocol):
    """A way to show views and to hear what a person answers."""

    def show(self, view: View, *, fresh: bool = False) -> Shown:
        """Show a view. A ``fresh`` one is a new question: what was typed before it was seen must not answer it."""

    async def key(self) -> Key:
        """The next key, once it is pressed."""

    async def edit(self, view: View, text: str, *, several_lines: bool, typed: str = "") -> str | None:
        """Let a person change a text below a view; None when it is cancelled.

        Args:
            view: What is shown meanwhile.
            text: What stands there.
            several_lines: Whether it may have line breaks.
            typed: What was typed already in place of the text. A face that hears whole lines takes it as it is.
        """
