# ruff: noqa: INP001 - a folder of scripts
"""Invented forms of many layouts on which choices are marked by hand, drawn as scanners and fax machines deliver them.

Which choice of which question is marked is known; nothing is marked in some, two choices are in others.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from training.damage import PROFILES, Scanned
from training.fonts import HANDWRITING, PRINT, faces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.dice import Dice

PAGE: Final = (1654, 2339)
"""Pixels of A4 at 200 dpi."""
ARRIVALS: Final = {"clean300": 0.2, "scan200": 0.35, "fax_fine": 0.25, "fax_std": 0.1, "worn": 0.1}
"""How often each profile of damage is taken."""
NOTHING, TWO = 0.1, 0.08
"""Shares of questions on which nothing is marked, and two choices are."""
PENS: Final = ((20, 20, 20), (30, 40, 130), (70, 70, 75), (190, 40, 40))


@dataclass(frozen=True, slots=True)
class Family:
    """How a form lays out what people choose among."""

    name: str
    flow: str
    """``row``, ``rows``, ``column`` or ``cells``; ``separated`` is a row with ・ between its words, ``below`` stands
    below the label with its hint, ``grid`` has a row of a table for each, ``written`` has writing beside その他."""
    box: str
    """``before``, ``behind``, ``glyph_before``, ``glyph_behind``, ``number``, ``brackets``, ``none``, or ``cell``:
    an empty one of the table."""
    tuned: bool
    """Whether the mechanism was tuned on it."""


FAMILIES: Final = (
    Family("row, box before", "row", "before", tuned=True),
    Family("row, □ before", "row", "glyph_before", tuned=True),
    Family("row, box behind", "row", "behind", tuned=True),
    Family("row, word alone", "row", "none", tuned=True),
    Family("row, number", "row", "number", tuned=True),
    Family("rows, box before", "rows", "before", tuned=True),
    Family("column, box before", "column", "before", tuned=True),
    Family("cells, word alone", "cells", "none", tuned=True),
    Family("rows, word alone", "rows", "none", tuned=False),
    Family("rows, □ behind", "rows", "glyph_behind", tuned=False),
    Family("column, □ behind", "column", "glyph_behind", tuned=False),
    Family("column, number", "column", "number", tuned=False),
    Family("cells, box before", "cells", "before", tuned=False),
    Family("row, brackets", "row", "brackets", tuned=False),
    Family("row, ・ between", "separated", "none", tuned=False),
    Family("below, box before", "below", "before", tuned=False),
    Family("grid, cell to mark", "grid", "cell", tuned=False),
    Family("row, その他 written", "written", "before", tuned=False),
)
QUESTIONS: Final = (
    ("kubun", ("区分", "お住まい等の区分", "該当する区分"), ("在住", "在勤", "在学", "事業者", "その他")),
    ("kubun", ("区分", "提出者の区分", "ご本人の区分"), ("市内在住", "市内在勤", "市内在学")),
    ("nendai", ("年代", "ご年代", "年齢層"), ("10代", "20代", "30代", "40代", "50代", "60代", "70代以上")),
    ("nendai", ("年代", "年齢", "年齢区分"), ("20歳未満", "20~39歳", "40~64歳", "65歳以上")),
    ("basho", ("該当箇所", "該当する章", "ご意見の箇所"), ("第1章", "第2章", "第3章", "第4章")),
    ("kouhyou", ("公開の可否", "意見の公開", "公表の可否"), ("公開可", "公開不可")),
    ("kouhyou", ("公開の可否", "氏名の公表について", "公表"), ("希望する", "希望しない")),
)
"""An attribute, wordings of its label and the choices."""
SIGNS: Final = ("tick", "check", "cross", "fill")


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form, and what is marked."""

    id: str
    label: str
    choices: tuple[str, ...]
    marked: tuple[int, ...]

    @property
    def answer(self) -> str | None:
        """The one choice that is marked; None where none is, or several are."""
        return self.choices[self.marked[0]] if len(self.marked) == 1 else None


@dataclass(frozen=True, slots=True)
class _Form:
    """A page while it is drawn."""

    dice: Dice
    draw: ImageDraw.ImageDraw
    font: ImageFont.FreeTypeFont
    family: Family
    scale: float
    size: int
    """Pixels of a character."""
    pen: tuple[int, int, int]

    def width(self, text: str) -> int:
        return round(self.font.getlength(text))

    def text(self, x: float, y: float, text: str) -> None:
        self.draw.text((x, y), text, font=self.font, fill=(0, 0, 0))

    def rectangle(self, box: Sequence[float]) -> None:
        self.draw.rectangle(list(box), outline=(0, 0, 0), width=max(1, round(2 * self.scale)))

    def stroke(self, points: Sequence[tuple[float, float]]) -> None:
        """A line of the pen through points, which trembles."""
        wide = max(2, round(self.dice.uniform(0.06, 0.12) * self.size))
        self.draw.line([self._off(point, 0.02) for point in points], fill=self.pen, width=wide, joint="curve")

    def _off(self, point: tuple[float, float], by: float) -> tuple[float, float]:
        return tuple(each + self.dice.gauss(0, by * self.size) for each in point)  # type: ignore[return-value]


def form(dice: Dice, family: Family) -> tuple[Scanned, tuple[Question, ...]]:
    """A page of a family with what its questions ask and what is marked on it."""
    arrival = dice.weighted(ARRIVALS)
    profile = next(each for each in PROFILES if each.name == arrival)
    scale = profile.scale
    page = Image.new("RGB", (round(PAGE[0] * scale), round(PAGE[1] * scale)), (255, 255, 255))
    size = round(dice.randint(28, 38) * scale)
    font = ImageFont.truetype(dice.pick(faces(PRINT)).path, size)
    made = _Form(dice, ImageDraw.Draw(page), font, family, scale, size, dice.pick(PENS))
    left, right, inner = 150 * scale, 1500 * scale, 480 * scale
    y = 170 * scale
    made.text(left, y, dice.pick(("意見提出用紙", "パブリックコメント意見書", "ご意見の提出様式")))
    y += 2.6 * size
    for label, value in (("氏名", "見本 太郎"), ("住所", "盛岡市内丸12-2"), ("電話番号", "019-651-4111")):
        made.text(left, y, label)
        made.text(inner, y, value)
        y += 2.2 * size
    table = family.flow == "cells" or dice.chance(0.3)
    found = []
    for name in dice.sample(("kubun", "nendai", "basho", "kouhyou"), 3):
        question = _question(dice, name)
        found.append(question)
        top = y
        if family.flow == "below":
            made.text(
                left, y + 0.5 * size, question.label + dice.pick(("（該当するものに印）", "(いずれかに✓)", "※1つ選択"))
            )
            y = _choices(made, question, (left + size, y + 2.2 * size, right)) + 0.8 * size
            continue
        if inner - left < made.width(question.label) + size:
            made.text(left, y + 0.5 * size, question.label)
            y += 1.8 * size
        else:
            made.text(left, y + (0.5 * size), question.label)
        y = _choices(made, question, (inner, y + 0.5 * size, right)) + 0.8 * size
        if table:
            made.rectangle((left - 0.5 * size, top, right, y))
            if family.flow != "cells":
                y += 0.4 * size
    y += size
    made.text(left, y, "意見")
    for line in ("窓口の手続きをもっと簡単にしてほしい。", "駅前の道路に歩道を広く取ってください。") * 2:
        y += 1.8 * size
        made.text(left, y, line)
    return profile.apply(dice, np.asarray(page, np.uint8)), tuple(found)


def _question(dice: Dice, name: str) -> Question:
    _, labels, choices = dice.pick([each for each in QUESTIONS if each[0] == name])
    thrown = dice.random()
    count = 0 if thrown < NOTHING else 2 if thrown < NOTHING + TWO else 1
    return Question(name, dice.pick(labels), choices, tuple(dice.sample(range(len(choices)), count)))


def _choices(made: _Form, question: Question, room: tuple[float, float, float]) -> float:
    """Draw the choices with their marks from a place on; returns where what follows may stand."""
    dice, family, size = made.dice, made.family, made.size
    left, y, right = room
    words = [
        f"{number + 1}{dots}{each}"
        for dots in (dice.pick((" ", ". ", "．")),)
        for number, each in enumerate(question.choices)
    ]
    words = words if family.box == "number" else list(question.choices)
    gap, near = dice.uniform(0.7, 1.6) * size, dice.uniform(0.15, 0.4) * size
    side = size * dice.uniform(0.75, 1.0)
    mark = "circle" if family.box in {"none", "number", "brackets", "cell"} else dice.pick(SIGNS)
    extra = 0.0 if family.box in {"none", "number", "cell"} else side + near
    brackets = made.width("(　)")
    extra = brackets + near if family.box == "brackets" else extra
    widest = max(made.width(word) for word in words) + extra
    pitch = dice.uniform(1.9, 2.4) * size
    if family.flow == "cells":
        gap = max(gap, 1.2 * size)
    x, in_row = left, _in_row(family, len(words), (right - left) / (widest + gap))
    for place, word in enumerate(words):
        wide = made.width(word) + extra
        if place:
            if place % in_row == 0 or x + wide > right:
                x, y = left, y + pitch
            elif family.flow == "separated":
                made.text(x - (gap + size) / 2, y, "・")
        if family.flow == "grid":
            _grid_row(made, (x, y, widest, pitch), word, marked=place in question.marked)
            continue
        if family.flow == "written" and word == "その他":
            _written(made, x + wide, y)
        if family.flow == "cells":
            made.rectangle((x - gap / 2, y - (pitch - size) / 2, x + widest + gap / 2, y + (pitch + size) / 2))
        _choice(made, (x, y), word, (family.box, side, near), mark if place in question.marked else "")
        x += (widest if family.flow in {"rows", "cells"} else wide) + gap
    return y + 1.3 * size


def _in_row(family: Family, count: int, room: float) -> int:
    """How many of so many choices stand in a row at most, where there is room for some of them."""
    if family.flow in {"column", "grid"}:
        return 1
    if family.flow == "rows":
        return max(2, math.ceil(count / 2))
    return max(1, min(count, int(room))) if family.flow == "cells" else count


def _written(made: _Form, x: float, y: float) -> None:
    """Brackets, and in some of them what somebody wrote."""
    dice, size = made.dice, made.size
    made.text(x, y, "(　　　　　)")
    if dice.chance(0.5):
        hand = ImageFont.truetype(dice.pick(faces(HANDWRITING)).path, size)
        told = dice.pick(("通学中", "別荘所有", "親族"))
        made.draw.text((x + 0.8 * size, y), told, font=hand, fill=made.pen)


def _grid_row(made: _Form, at: tuple[float, float, float, float], word: str, *, marked: bool) -> None:
    """A word in a cell, and an empty cell beside it in which people write a ring or a tick."""
    x, y, wide, pitch = at
    size = made.size
    top, bottom, between, right = (
        y - (pitch - size) / 2,
        y + (pitch + size) / 2,
        x + wide + 0.6 * size,
        x + wide + 3 * size,
    )
    made.rectangle((x - 0.6 * size, top, between, bottom))
    made.rectangle((between, top, right, bottom))
    made.text(x, y, word)
    if marked:
        middle = (between + right) / 2
        square = (middle - 0.4 * size, y + 0.1 * size, middle + 0.4 * size, y + 0.9 * size)
        mark = made.dice.pick(("ring", "tick", "check"))
        if mark == "ring":
            _circle(made, (middle - 0.1 * size, y + 0.4 * size, middle + 0.1 * size, y + 0.6 * size))
        else:
            _sign(made, mark, square)


def _choice(made: _Form, at: tuple[float, float], word: str, box: tuple[str, float, float], mark: str) -> None:
    x, y = at
    kind, side, near = box
    size, wide = made.size, made.width(word)
    text_at, box_at = x, x
    if kind.endswith("before"):
        text_at = x + side + near
    elif kind.endswith("behind"):
        box_at = x + wide + near
    elif kind == "brackets":
        text_at = x + made.width("(　)") + near
        made.text(x, y, "(　)")
    made.text(text_at, y, word)
    square = (box_at, y + (size - side) / 2, box_at + side, y + (size + side) / 2)
    if kind.startswith("glyph"):
        made.text(box_at + (side - size) / 2, y, "□")
    elif kind in {"before", "behind"}:
        made.rectangle(square)
    if mark == "circle":
        target = (text_at, y, text_at + wide, y + size)
        if kind == "number":
            target = (x, y, x + made.width(word[:1]), y + size)
        elif kind == "brackets":
            middle = x + made.width("(　)") / 2
            target = (middle - 0.12 * size, y + 0.38 * size, middle + 0.12 * size, y + 0.62 * size)
        _circle(made, target)
    elif mark:
        _sign(made, mark, square)


def _circle(made: _Form, around: tuple[float, float, float, float]) -> None:
    """A ring round a place: not quite an ellipse, sometimes open or overrun."""
    dice, size = made.dice, made.size
    left, top, right, bottom = around
    x, y = (left + right) / 2 + dice.gauss(0, 0.08) * size, (top + bottom) / 2 + dice.gauss(0, 0.08) * size
    wide, high = (right - left) / 2 + dice.uniform(0.2, 0.5) * size, (bottom - top) / 2 + dice.uniform(0.1, 0.35) * size
    begin, way = dice.uniform(0, 2 * math.pi), 2 * math.pi * dice.uniform(0.86, 1.12)
    slant, wobble, phase = dice.gauss(0, 0.06), dice.uniform(0, 0.06), dice.uniform(0, 6)
    points = []
    for step in range(41):
        angle = begin + way * step / 40
        far = 1 + wobble * math.sin(2 * angle + phase)
        across, down = wide * far * math.cos(angle), high * far * math.sin(angle)
        points.append((x + across, y + down + slant * across))
    made.stroke(points)


def _sign(made: _Form, mark: str, square: tuple[float, float, float, float]) -> None:
    dice = made.dice
    left, top, right, bottom = square
    side = right - left
    big = dice.uniform(0.8, 1.4)
    x, y = (left + right) / 2 + dice.gauss(0, 0.08) * side, (top + bottom) / 2 + dice.gauss(0, 0.08) * side
    reach = big * side / 2

    def at(across: float, down: float) -> tuple[float, float]:
        return x + across * reach, y + down * reach

    if mark == "tick":
        made.stroke([at(-0.8, -0.1), at(-0.3, 0.75), at(1.1, -1.1)])
    elif mark == "check":  # as レ is written
        made.stroke([at(-0.5, -0.9), at(-0.5, 0.7), at(0.2, 0.5), at(0.9, -0.4)])
    elif mark == "cross":
        made.stroke([at(-0.8, -0.8), at(0.8, 0.8)])
        made.stroke([at(0.8, -0.8), at(-0.8, 0.8)])
    else:
        rows = 9
        points = [at((-0.8, 0.8)[row % 2], -0.8 + 1.6 * row / rows) for row in range(rows + 1)]
        made.stroke(points)
