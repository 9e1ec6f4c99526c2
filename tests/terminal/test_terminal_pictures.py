"""Pictures as a terminal takes them, taken back to pixels."""

import base64
import io
import re
import unicodedata

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from rich.segment import Segment

from ocr_intake.terminal import pictures

Pixels = NDArray[np.uint8]


def writing(columns: int, rows: int, cell: tuple[int, int]) -> Pixels:
    """Strokes like those of a hand, black on white, with a red seal."""
    image = Image.new("RGB", (columns * cell[0], rows * cell[1]), "white")
    draw = ImageDraw.Draw(image)
    width, height = image.size
    for x in range(0, width, width // 6):
        draw.line((x, height // 8, x + width // 8, height * 7 // 8), fill="black", width=max(cell[1] // 6, 1))
        draw.line((x, height // 2, x + width // 7, height // 3), fill="black", width=max(cell[1] // 6, 1))
    draw.ellipse((width * 0.7, height * 0.2, width * 0.9, height * 0.8), outline=(200, 20, 30), width=cell[1] // 4 + 1)
    return np.asarray(image)


def painted(lines: list[tuple[Segment, ...]]) -> Pixels:
    """The pixels of block characters, as a terminal would show them."""
    characters, masks = pictures._block_characters()
    shapes = dict(zip(characters, masks, strict=True))
    width, height = pictures.BLOCK_CELL
    rows = []
    for line in lines:
        cells = []
        for char, style, _ in line:
            assert style is not None
            assert style.color is not None
            assert style.bgcolor is not None
            front, back = (np.array(colour.get_truecolor()) for colour in (style.color, style.bgcolor))
            mask = shapes.get(char, np.zeros(width * height, np.float32)).reshape(height, width, 1)
            cells.append(mask * front + (1 - mask) * back)
        rows.append(np.concatenate(cells, axis=1))
    return np.concatenate(rows).astype(np.uint8)


def test_blocks_come_near_to_the_picture() -> None:
    pixels = writing(40, 6, pictures.BLOCK_CELL)
    lines = pictures.blocks(pixels)
    assert len(lines) == 6
    shown = painted(lines)
    wanted = pictures._sharpened(pixels, pictures.BLOCK_CELL[1])
    assert shown.shape == pixels.shape
    halves = wanted.reshape(12, 8, 40, 8, 3).mean(axis=(1, 3)).repeat(8, axis=0).repeat(8, axis=1)
    error, of_halves = (((wanted - each).mean(axis=2) ** 2).mean() for each in (shown, halves))
    assert error < 0.9 * of_halves, "upper and lower halves alone would be that far off"


def test_each_line_fills_its_columns() -> None:
    for line in pictures.blocks(writing(20, 3, pictures.BLOCK_CELL)):
        assert sum(piece.cell_length for piece in line) == 20


def test_braille_shows_thin_strokes() -> None:
    pixels = np.full((4 * 5, 2 * 30, 3), 255, np.uint8)
    pixels[9, 4:50] = 90
    lines = pictures.braille(pixels)
    assert [len(line) for line in lines] == [30] * 5
    dots = np.array([[ord(char) - 0x2800 for char in line] for line in lines])
    assert (dots[2, 2:25] == 0x12).all(), "the second row of dots of the third line"
    assert dots.sum() == 0x12 * 23
    assert all(unicodedata.east_asian_width(char) == "N" for char in lines[0]), "one cell wide in every terminal"


def unsixel(data: bytes) -> Pixels:
    """Sixels to pixels, for what the encoder writes."""
    match = re.fullmatch(rb'\x1bP0;1;0q"1;1;(\d+);(\d+)(.*)\x1b\\', data, re.DOTALL)
    assert match is not None
    width, height = int(match[1]), int(match[2])
    out = np.zeros((height + 6, width, 3), np.uint8)
    palette: dict[int, tuple[int, ...]] = {}
    colour, x, top = 0, 0, 0
    for define, rgb, select, count, run, one in re.findall(
        rb"#(\d+);2;(\d+;\d+;\d+)|#(\d+)|!(\d+)([?-~])|([?-~$-])", match[3]
    ):
        if define:
            palette[int(define)] = tuple(round(int(part) * 255 / 100) for part in rgb.split(b";"))
        elif select:
            colour = int(select)
        elif one == b"$":
            x = 0
        elif one == b"-":
            x, top = 0, top + 6
        else:
            bits, times = (run or one)[0] - 63, int(count or 1)
            for row in range(6):
                if bits >> row & 1:
                    out[top + row, x : x + times] = palette[colour]
            x += times
    return out[:height]


def test_sixels_are_the_picture() -> None:
    pixels = writing(30, 4, (10, 19))
    back = unsixel(pictures.sixel(pixels))
    assert back.shape == pixels.shape
    assert np.abs(back.astype(int) - pixels).mean() < 2
    assert len(pictures.sixel(pixels)) < pixels.size / 10


@given(st.integers(1, 40), st.integers(1, 20), st.integers(0, 2**32 - 1))
def test_any_size_of_sixels(width: int, height: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).choice(np.array([0, 255], np.uint8), (height, width, 1)).repeat(3, axis=2)
    assert np.array_equal(unsixel(pictures.sixel(pixels)), pixels)


def test_kitty_takes_the_picture_in_pieces() -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (40, 80, 3), np.uint8)
    data = pictures.kitty(pixels, 8, 2)
    pieces = re.findall(rb"\x1b_G([^;]*);([^\x1b]*)\x1b\\", data)
    assert b"".join(b"\x1b_G" + control + b";" + text + b"\x1b\\" for control, text in pieces) == data
    assert pieces[0][0] == b"a=T,f=100,q=2,C=1,c=8,r=2,m=1"
    assert [control[-3:] for control, _ in pieces[1:]] == [b"m=1"] * (len(pieces) - 2) + [b"m=0"]
    assert all(len(text) <= 4096 for _, text in pieces)
    png = Image.open(io.BytesIO(base64.b64decode(b"".join(text for _, text in pieces))))
    assert np.array_equal(np.asarray(png), pixels)


def test_iterm_takes_the_picture_at_once() -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (40, 80, 3), np.uint8)
    match = re.fullmatch(rb"\x1b]1337;File=([^:]*):([^\x07]*)\x07", pictures.iterm(pixels, 8, 2))
    assert match is not None
    assert {b"inline=1", b"width=8", b"height=2"} <= set(match[1].split(b";"))
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(base64.b64decode(match[2])))), pixels)
