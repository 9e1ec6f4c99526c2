"""What stands on the screen, the keys that it offers, and what a face must be able to do with it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from ocr_intake.i18n import t

if TYPE_CHECKING:
    from ocr_intake.model.geometry import Box
    from ocr_intake.review.tasks import PageView, ReviewTask
    from ocr_intake.terminal.words import Paragraph

T = TypeVar("T")

CHOICES: Final = 9
"""As many candidates as there are digits."""
_DIGITS: Final = "123456789"
_KANA: Final = re.compile("[ぁ-ヿ]")
_SHOWN: Final = {"enter": "Enter", "escape": "Esc", "tab": "Tab", "shift+tab": "Shift-Tab", "ctrl+s": "Ctrl-S"}


@dataclass(frozen=True, slots=True)
class Turn:
    """What to ask next."""

    task: ReviewTask | None = None
    """None for whatever the rules say."""
    visited: bool = False
    """The person went to this value from the summary, where it leads back to."""


Outcome = Turn | Awaitable[Turn | None] | None
"""What to ask next, at once or once the person has said more; None where the question stays."""
Action = Callable[[], Outcome]
"""What a key does."""


class StoppedError(Exception):
    """The person stops, or is gone."""


@dataclass(frozen=True, slots=True)
class Command:
    """What some keys do: from here come the keys that a screen shows, their explanation, and what they do."""

    keys: tuple[str, ...]
    """As Textual calls them, or the character itself."""
    name: str
    """Of the texts about it: ``review.key.NAME`` on the screen, ``review.keys.NAME`` where keys are explained."""
    act: Callable[[str], Outcome] = field(compare=False)
    """Does it; is given the key."""
    shown: str = ""
    """What the keys are called."""

    @property
    def label(self) -> str:
        """What it does, in a word or two."""
        return t(f"review.key.{self.name}")


def command(keys: str, name: str, act: Action, shown: str = "") -> Command:
    """What keys do, called by the first of them where ``shown`` does not say otherwise."""
    named = tuple(keys.split())
    return Command(named, name, lambda _: act(), shown or _SHOWN.get(named[0], named[0]))


def numbered(count: int, name: str, act: Callable[[int], Outcome]) -> tuple[Command, ...]:
    """What a choice of so many does; none where there is nothing to choose."""
    if not count:
        return ()
    keys = _DIGITS[: min(count, CHOICES)]
    return (Command(tuple(keys), name, lambda key: act(int(key)), "1" if count == 1 else f"1-{keys[-1]}"),)


def why_not(key: str, commands: Iterable[Command]) -> str:
    """Why a key, or a text that came at once, means nothing."""
    if _KANA.fullmatch(key) or len(key) > 1:
        return t("review.message.input_method")
    chosen = key in _DIGITS and any("1" in each.keys for each in commands)
    return t(f"review.message.{'no_such_choice' if chosen else 'no_such_key'}")


@dataclass(frozen=True, slots=True)
class Picture:
    """Pages to show beside the text."""

    views: tuple[PageView, ...]
    spot: Box | None = None
    """What is meant on the only page's only line: shown as large as it can be, with what stands around it."""
    sheets: bool = False
    """Where nobody looks closer, whole pages are shown rather than their lines: which lines are lit is what matters."""
    closed: bool = False
    """Shown only once somebody wants to see it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One of several things that stand below each other."""

    picture: Picture
    words: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class View:
    """One screen."""

    title: str
    subtitle: str
    body: tuple[Paragraph, ...]
    """What can be scrolled where it does not fit."""
    commands: tuple[Command, ...]
    """What keys do, the most used first."""
    rare: tuple[Command, ...] = ()
    """What others do: told last."""
    picture: Picture | None = None
    message: Paragraph | None = None
    """What the last key did, or why it did nothing."""
    top: tuple[Paragraph, ...] = ()
    """What stands above the body, and stays there."""
    items: tuple[Item, ...] = ()
    """What stands in place of picture and body, while the picture is closed; for faces that have a whole screen."""
    at: int = 0
    """Which of them the keys are about, from 0."""
    spoken: tuple[Paragraph, ...] = ()
    """What a face of lines says in place of all the rest, once it has said whose text this is; empty for the usual."""
    typed: Callable[[str], Awaitable[Turn | None]] | None = field(default=None, compare=False)
    """What a text does that somebody begins to type, where that means anything."""

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """Keys as they are called, and what they do."""
        return tuple((each.shown, each.label) for each in (*self.commands, *self.rare))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text that a person is asked for."""

    prompt: str
    text: str = ""
    """What stands there."""
    several_lines: bool = False
    optional: bool = False
    """Nothing at all is an answer, too."""
    begun: str | None = None
    """What was typed already in place of the text, where it is a part of what is saved later."""
    message: Paragraph | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """Several things of which a person picks one."""

    prompt: str
    lines: tuple[str, ...]
    """What each is called."""
    message: Paragraph | None = None


class Face(Protocol):
    """A way to show views and to hear what a person answers."""

    @property
    def page(self) -> PageView | None:
        """The page that is looked at closely; None where nobody looks closer."""

    @property
    def seen(self) -> int:
        """How many of a view's items have stood on the screen as a whole, from the first one on."""

    async def ask(self, view: View, *, fresh: bool = False) -> Action:
        """Show a view until a key means something: what it does.

        Args:
            view: What is asked.
            fresh: It is a new question: what was typed before it was seen must not answer it.

        Raises:
            StoppedError: The person stops, or is gone.
        """

    async def edit(self, wanted: Wanted) -> str | None:
        """Let a person change a text below the view that is shown; None when it is cancelled.

        Raises:
            StoppedError: The person is gone.
        """

    async def pick(self, offered: Offered) -> int | None:
        """Let a person pick one of several things: its place, from 0; None when they pick none.

        Raises:
            StoppedError: The person is gone.
        """

    async def work(self, told: str, do: Callable[[], T]) -> T:
        """Do what may take a while, and say so meanwhile; no key breaks it off.

        Raises:
            Exception: Whatever ``do`` raises.
        """
