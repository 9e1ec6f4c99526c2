"""Keys as questions hear them, whatever told them: a terminal's key presses, or lines that were typed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Name(StrEnum):
    """What kind of key; most are called as Textual calls them."""

    CHARACTER = "character"
    PASTE = "paste"
    """Several characters at once."""
    ENTER = "enter"
    TAB = "tab"
    BACK_TAB = "shift+tab"
    BACKSPACE = "backspace"
    DELETE = "delete"
    ESCAPE = "escape"
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    PAGE_UP = "pageup"
    PAGE_DOWN = "pagedown"
    CONTROL = "control"
    """A letter together with the control key."""
    RESIZE = "resize"
    """No key: the terminal has another size now."""
    CLOSED = "closed"
    """No key: nobody is there any more."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Key:
    """One key."""

    name: Name
    text: str = ""
    """The character, the text that came at once, or the letter pressed with the control key."""

    @property
    def command(self) -> str:
        """The character as a command: what an input method left in full width counts as its half-width form."""
        return unicodedata.normalize("NFKC", self.text) if self.name is Name.CHARACTER else ""


_NAMED: Final = {name.value: name for name in Name} | {"ctrl+m": Name.ENTER, "ctrl+i": Name.TAB}
_CONTROL: Final = "ctrl+"


def key_of(name: str, character: str | None) -> Key:
    """A key as Textual tells it, by its name there and what it would type."""
    if name in _NAMED:
        return Key(_NAMED[name])
    if name.startswith(_CONTROL) and len(name) == len(_CONTROL) + 1:
        return Key(Name.CONTROL, name[-1])
    if character and character.isprintable():
        return Key(Name.CHARACTER if len(character) == 1 else Name.PASTE, character)
    return Key(Name.UNKNOWN)
