"""A terminal of the simplest kind, for tests: it keeps the characters that programs of ours would show."""

from __future__ import annotations

import codecs
import re
import unicodedata

_TOKEN = re.compile(
    r"\x1b\[(?P<args>[0-9;:?<=>]*)[ -/]*(?P<final>[@-~])"
    r"|\x1b[_P\]](?P<string>[^\x1b\x07]*)(?:\x1b\\|\x07)"
    r"|\x1b(?P<other>.)|(?P<char>.)",
    re.DOTALL,
)


class Emulator:
    """Rows of characters; a wide character takes two cells, the second of which is empty."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.row = self.column = 0
        self.modes: dict[str, bool] = {}
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        """A read may end, and a signal may cut the writing off, in the middle of a character."""
        self.strings: list[str] = []
        """What came as kitty pictures and sixels, with where it came."""
        self.clear()

    def clear(self) -> None:
        self.cells = [[" "] * self.columns for _ in range(self.rows)]
        self.colours: set[str] = set()

    def resize(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.clear()

    def feed(self, data: bytes) -> None:
        for match in _TOKEN.finditer(self._decoder.decode(data)):
            if match["final"]:
                self._control(match["args"], match["final"])
            elif match["string"] is not None:
                self.strings.append(f"{self.row},{self.column}:{match['string']}")
            elif match["char"]:
                self._show(match["char"])

    def text(self) -> str:
        return "\n".join("".join(row).rstrip() for row in self.cells)

    def _control(self, args: str, final: str) -> None:
        numbers = [int(part) for part in re.findall("[0-9]+", args)]
        if final == "H":
            self.row, self.column = (numbers[0] - 1, numbers[1] - 1) if len(numbers) == 2 else (0, 0)
        elif final == "J":
            self.clear()
        elif final == "K":
            column = min(self.column, self.columns - 1)  # no wrapping: the cursor stays on the last character
            self.cells[self.row][column:] = [" "] * (self.columns - column)
        elif final in "hl" and args.startswith("?"):
            self.modes[args[1:]] = final == "h"
        elif final == "m":
            self.colours.update(code for code in args.split(";") if code)

    def _show(self, char: str) -> None:
        if char == "\r":
            self.column = 0
        elif char == "\n":
            self.row = min(self.row + 1, self.rows - 1)
        else:
            wide = 2 if unicodedata.east_asian_width(char) in "WF" else 1
            if self.column + wide <= self.columns and self.row < self.rows:
                self.cells[self.row][self.column] = char
                if wide == 2:
                    self.cells[self.row][self.column + 1] = ""
            self.column += wide
