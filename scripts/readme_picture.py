"""Makes docs/review.png: the review as a terminal with pictures shows it, drawn from what the program really sends.

Run `make demo` first. The program is started in a pseudo-terminal that answers as kitty does; questions are skipped,
never answered, until the one that is wanted stands there. Then the screen is drawn with a Japanese font.

    .venv/bin/python scripts/readme_picture.py [--file NAME] [--field LABEL] [--graphics kitty|blocks] [--out PNG]
"""

from __future__ import annotations

import argparse
import base64
import codecs
import io
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import termios
import time
import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).parent.parent
CELL = (20, 40)
"""Pixels; twice the usual, so that the picture is sharp on fine displays."""
PAPER, INK = (24, 26, 31), (222, 224, 228)
COLOURS = {31: (240, 110, 110), 32: (140, 200, 120), 33: (230, 195, 110), 36: (100, 190, 205)}
FONTS = ("Noto Sans Mono CJK JP", "Noto Sans CJK JP", "IPAGothic", "TakaoGothic", "VL Gothic")
PATIENCE = 60.0
TOKEN = re.compile(
    r"\x1b\[(?P<args>[0-9;:?<=>]*)[ -/]*(?P<final>[@-~])"
    r"|\x1b_G(?P<keys>[^;\x1b]*);?(?P<data>[^\x1b]*)\x1b\\"
    r"|\x1b(?P<other>.)|(?P<char>.)",
    re.DOTALL,
)
QUADRANTS = {"▘": (0,), "▝": (1,), "▖": (2,), "▗": (3,), "▚": (0, 3)}

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Look:
    """How a character is drawn."""

    front: Colour = INK
    back: Colour = PAPER
    bold: bool = False
    faint: bool = False
    underlined: bool = False
    reversed: bool = False

    def after(self, codes: list[int]) -> Look:
        """The look behind an SGR sequence."""
        look = self
        while codes:
            code = codes.pop(0)
            if code in {38, 48} and codes[:1] == [2]:
                colour = (codes[1], codes[2], codes[3])
                del codes[:4]
                look = replace(look, front=colour) if code == 38 else replace(look, back=colour)
            elif code == 0:
                look = Look()
            elif code in COLOURS:
                look = replace(look, front=COLOURS[code])
            else:
                look = replace(
                    look,
                    bold=look.bold or code == 1,
                    faint=look.faint or code == 2,
                    underlined=look.underlined or code == 4,
                    reversed=look.reversed or code == 7,
                )
        return look


@dataclass
class Screen:
    """What the program has drawn."""

    columns: int
    rows: int
    cells: dict[tuple[int, int], tuple[str, Look]] = field(default_factory=dict)
    picture: tuple[int, int, int, int, Image.Image] | None = None
    """Row, column, columns, rows, pixels."""
    _at: tuple[int, int] = (0, 0)
    _look: Look = Look()
    _rest: str = ""
    _chunks: tuple[dict[str, str], str] = ({}, "")

    def feed(self, text: str) -> None:
        """Take what the program sends."""
        self._rest += text
        end = self._rest.rfind("\x1b[?2026l")  # the program says where a screen is complete
        whole, self._rest = self._rest[: max(end, 0)], self._rest[max(end, 0) :]
        for match in TOKEN.finditer(whole):
            if match["final"]:
                self._control(match["args"], match["final"])
            elif match["keys"] is not None:
                self._graphics(dict(re.findall("([a-z])=([^,]*)", match["keys"], re.IGNORECASE)), match["data"])
            elif match["char"] and match["char"].isprintable():
                self._write(match["char"])

    def text(self) -> str:
        """All characters, row by row."""
        return "\n".join(
            "".join(self.cells.get((row, column), ("", Look()))[0] for column in range(self.columns))
            for row in range(self.rows)
        )

    def _write(self, char: str) -> None:
        row, column = self._at
        left = self.cells.get((row, column - 1))
        if left is not None and width_of(left[0]) == 2:  # half of a wide character is none
            del self.cells[row, column - 1]
        self.cells[row, column] = (char, self._look)
        if width_of(char) == 2:
            self.cells.pop((row, column + 1), None)
        self._at = (row, column + width_of(char))

    def _control(self, args: str, final: str) -> None:
        numbers = [int(part) for part in re.findall("[0-9]+", args)]
        if final == "H":
            self._at = (numbers[0] - 1, numbers[1] - 1) if len(numbers) == 2 else (0, 0)
        elif final == "J":
            self.cells.clear()
        elif final == "K":
            row, column = self._at
            for place in [(row, rest) for rest in range(column, self.columns)]:
                self.cells.pop(place, None)
        elif final == "m":
            self._look = self._look.after(numbers or [0])

    def _graphics(self, keys: dict[str, str], data: str) -> None:
        if keys.get("a") == "d":
            self.picture = None
            return
        first, before = self._chunks if self._chunks[1] else (keys, "")
        self._chunks = (first, before + data)
        if keys.get("m", "0") == "0":
            if first.get("a") == "T":
                image = Image.open(io.BytesIO(base64.b64decode(self._chunks[1])))
                self.picture = (*self._at, int(first["c"]), int(first["r"]), image)
            self._chunks = ({}, "")


def width_of(char: str) -> int:
    """Cells of a character."""
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def main() -> None:
    """Run the program, find the question, draw it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--workspace", type=Path, default=ROOT / "demo-workspace")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "review.png")
    parser.add_argument("--file", default="", help="name of the scan that the question is about")
    parser.add_argument("--field", default="", help="label of the field that the question is about")
    parser.add_argument("--graphics", choices=("kitty", "blocks"), default="kitty")
    parser.add_argument("--font", help="a monospaced font with Japanese characters")
    parser.add_argument("--columns", type=int, default=96)
    parser.add_argument("--rows", type=int, default=28)
    options = parser.parse_args()
    if not (options.workspace / "workspace.toml").is_file():
        sys.exit(f"{options.workspace} is no workspace; run `make demo` first")
    screen = Screen(options.columns, options.rows)
    show_question(screen, options)
    draw(screen, font_file(options.font)).save(options.out, optimize=True)
    print(options.out)


def show_question(screen: Screen, options: argparse.Namespace) -> None:
    """Let the program draw the question that is wanted on ``screen``."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (screen.rows, screen.columns))
    command = [sys.executable, "-m", "ocr_intake", "review", "--workspace", str(options.workspace)]
    environment = os.environ | {"TERM": "xterm-kitty", "COLORTERM": "truecolor", "PYTHONUTF8": "1"}
    environment = {name: value for name, value in environment.items() if name not in {"NO_COLOR", "TMUX"}}
    program = subprocess.Popen(
        [*command, "--picture", options.graphics], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    decode = codecs.getincrementaldecoder("utf-8")().decode  # what is read may end inside a character
    try:
        before, until = "", time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if select.select([ours], [], [], 0.3)[0]:
                data = os.read(ours, 65_536)
                if b"\x1b[c" in data:
                    answer = f"\x1b[6;{CELL[1]};{CELL[0]}t\x1b_Gi=31;OK\x1b\\\x1b[1;2R\x1b[?62c"
                    os.write(ours, answer.encode())
                if b"\x1b[?2026$p" in data:  # shows nothing half drawn
                    os.write(ours, b"\x1b[?2026;2$y")
                screen.feed(decode(data))
                continue
            text = screen.text()
            if "q " not in text or text == before:
                continue
            title, _, rest = text.partition("\n")
            if options.file in rest.partition("\n")[0] and re.search(rf"^ +{options.field}\b", rest, re.MULTILINE):
                return
            if " s " not in text:
                sys.exit(f"no such question before: {title.strip()}")
            before, until = text, time.monotonic() + PATIENCE
            os.write(ours, b"s")
        sys.exit("the program shows nothing more")
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait()
        os.close(ours)


def font_file(named: str | None) -> str:
    """A font with Japanese characters, as fontconfig finds it."""
    program = shutil.which("fc-match")
    for family in FONTS if program and not named else ():
        command = [str(program), "-f", "%{family}|%{file}", family]
        families, _, path = subprocess.run(command, capture_output=True, text=True, check=True).stdout.partition("|")
        if family in families:
            return str(path)
    return named or sys.exit("no Japanese font; install fonts-noto-cjk, or name one with --font")


def draw(screen: Screen, font_path: str) -> Image.Image:
    """The screen in a frame."""
    width, height = CELL
    margin = width
    size = (screen.columns * width + 2 * margin, screen.rows * height + 2 * margin)
    image = Image.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(font_path, round(height * 0.82))
    for (row, column), (char, look) in screen.cells.items():
        x, y = margin + column * width, margin + row * height
        front, back = (look.back, look.front) if look.reversed else (look.front, look.back)
        if look.faint:
            front = (front[0] * 6 // 10, front[1] * 6 // 10, front[2] * 6 // 10)
        span = width * width_of(char)
        pen.rectangle((x, y, x + span - 1, y + height - 1), fill=back)
        if not draw_block(pen, char, (x, y), front):
            pen.text(
                (x + span / 2, y + height / 2), char, front, font, anchor="mm", stroke_width=0.6 if look.bold else 0
            )
        if look.underlined:
            pen.line((x, y + height - 4, x + span, y + height - 4), fill=front, width=2)
    if screen.picture is not None:
        row, column, columns, rows, picture = screen.picture
        picture = picture.convert("RGB").resize((columns * width, rows * height))
        image.paste(picture, (margin + column * width, margin + row * height))
    return image


def draw_block(pen: ImageDraw.ImageDraw, char: str, at: tuple[int, int], colour: Colour) -> bool:
    """Draw a block character exactly to its cell; False for other characters."""
    (x, y), (width, height), code = at, CELL, ord(char)
    boxes: list[tuple[float, float, float, float]] = []
    if 0x2581 <= code <= 0x2588:
        boxes.append((0, 1 - (code - 0x2580) / 8, 1, 1))
    elif 0x2589 <= code <= 0x258F:
        boxes.append((0, 0, (0x2590 - code) / 8, 1))
    boxes += [(n % 2 / 2, n // 2 / 2, n % 2 / 2 + 0.5, n // 2 / 2 + 0.5) for n in QUADRANTS.get(char, ())]
    for left, top, right, bottom in boxes:
        edges = (x + left * width, y + top * height, x + right * width - 1, y + bottom * height - 1)
        pen.rectangle(tuple(map(round, edges)), fill=colour)
    return bool(boxes)


if __name__ == "__main__":
    main()
