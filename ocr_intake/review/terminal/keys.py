"""Bytes from a terminal into keys: characters of an input method, special keys, pasted text."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator


class Name(StrEnum):
    """What kind of key."""

    CHARACTER = "character"
    PASTE = "paste"
    """Several characters at once: pasted, or what an input method sent when they were agreed on."""
    ENTER = "enter"
    TAB = "tab"
    BACK_TAB = "back_tab"
    BACKSPACE = "backspace"
    DELETE = "delete"
    ESCAPE = "escape"
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    HOME = "home"
    END = "end"
    PAGE_UP = "page_up"
    PAGE_DOWN = "page_down"
    CONTROL = "control"
    """A letter together with the control key."""
    RESIZE = "resize"
    """No key: the terminal has another size now, or must be drawn anew."""
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


_SEQUENCE: Final = re.compile(r"\x1b(?:\[[0-9;:<=>?]*[ -/]*[@-~]|O[ -~]|[PX\]^_][^\x1b\x07]*(?:\x1b\\|\x07))")
_UNFINISHED: Final = re.compile(r"\x1b(?:\[[0-9;:<=>?]*[ -/]*|O|[PX\]^_][^\x1b\x07]*\x1b?)?$")
"""The last kind are a terminal's answers, which may come late: their letters must not count as keys."""
_PASTE_START: Final = "\x1b[200~"
_PASTE_END: Final = "\x1b[201~"
_ENDINGS: Final = {
    "A": Name.UP,
    "B": Name.DOWN,
    "C": Name.RIGHT,
    "D": Name.LEFT,
    "H": Name.HOME,
    "F": Name.END,
    "M": Name.ENTER,
    "Z": Name.BACK_TAB,
}
_NUMBERS: Final = {
    "1": Name.HOME,
    "3": Name.DELETE,
    "4": Name.END,
    "5": Name.PAGE_UP,
    "6": Name.PAGE_DOWN,
    "7": Name.HOME,
    "8": Name.END,
}
_CONTROLS: Final = {"\r": Name.ENTER, "\n": Name.ENTER, "\t": Name.TAB, "\x7f": Name.BACKSPACE, "\x08": Name.BACKSPACE}


class Decoder:
    """Feeds on bytes as they come, in whatever pieces; gives keys."""

    def __init__(self, encoding: str = "utf-8") -> None:
        self._decode = codecs.getincrementaldecoder(encoding)("replace").decode
        self._rest = ""

    @property
    def pending(self) -> bool:
        """Whether something came that may be the beginning of a longer sequence."""
        return bool(self._rest)

    def feed(self, data: bytes) -> list[Key]:
        """Keys that are complete."""
        self._rest += self._decode(data)
        return list(self._keys(final=False))

    def flush(self) -> list[Key]:
        """Keys in what is pending, when nothing came after it for a while: an escape alone is the escape key."""
        return list(self._keys(final=True))

    def clear(self) -> None:
        """Forget what is pending."""
        self._rest = ""

    def _keys(self, *, final: bool) -> Iterator[Key]:
        while self._rest:
            if self._rest.startswith(_PASTE_START):
                text, end, rest = self._rest[len(_PASTE_START) :].partition(_PASTE_END)
                if not end and not final:
                    return
                self._rest = rest
                yield Key(Name.PASTE, text.replace("\r\n", "\n").replace("\r", "\n"))
            elif self._rest[0] == "\x1b":
                unfinished = _UNFINISHED.match(self._rest)
                if unfinished and not final:
                    return
                yield self._escape() if not unfinished or len(self._rest) == 1 else self._broken_off()
            else:
                char, self._rest = self._rest[0], self._rest[1:]
                yield _character(char)

    def _broken_off(self) -> Key:
        self._rest = ""
        return Key(Name.UNKNOWN)

    def _escape(self) -> Key:
        match = _SEQUENCE.match(self._rest)
        if match is None:
            self._rest = self._rest[1:]
            return Key(Name.ESCAPE)
        self._rest = self._rest[match.end() :]
        introducer, body, ending = match[0][1], match[0][2:-1], match[0][-1]
        if introducer not in "[O":
            return Key(Name.UNKNOWN)
        if ending == "~":
            return Key(_NUMBERS.get(body.partition(";")[0], Name.UNKNOWN))
        return Key(_ENDINGS.get(ending, Name.UNKNOWN))


def _character(char: str) -> Key:
    if char in _CONTROLS:
        return Key(_CONTROLS[char])
    if char < " ":
        return Key(Name.CONTROL, chr(ord(char) + 96))
    return Key(Name.CHARACTER, char)
