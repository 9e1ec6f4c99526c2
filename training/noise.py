"""What the program's line finder and readers return for a generated page, without drawing it.

``noise_table`` holds the rates, ``noise_lines`` makes lines and cells, ``noise_text`` reads a line; what stands on
paper beside what was written (seals, stamps, dirt, struck words) is put in here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag
from training.noise_lines import Piece, found_cells, in_reading_order, lines_of
from training.noise_table import TABLE, UNSURE, WRONG
from training.noise_text import NARROW, drawn, read_text, reader
from training.paper import Tagged, tagged, width_of

if TYPE_CHECKING:
    from training.dice import Dice
    from training.noise_table import NoiseTable
    from training.paper import Page

_SEALS: Final = ("印", "㊞", "卯", "即", "○", "●", "⑪", "回", "図", "□", "(印)", "人", "旧", "目")
_SPECKS: Final = (
    "一",
    "|",
    ".",
    "、",
    "ノ",
    "(",
    "1",
    "I",
    "°",
    "へ",
    "・",
    "C",
    "L",
    "T",
    "し",
    "ー",
    "i",
    "■",
    "へ一",
    "、、",
)
_RECEIVED: Final = ("受付", "収受", "受領", "受理", "文書収受", "受付印", "受 付")
_RULE_CHARS: Final = "|1lI一ー_]["
_STRUCK: Final = "一二ニ三千キ丰王=ー十＝井羊年平"
_VALUES: Final = frozenset((Tag.OPINION, Tag.ADDRESS, Tag.NAME, Tag.ORGANIZATION, Tag.PHONE))


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line as the program has it after reading."""

    text: str
    tags: tuple[Tag, ...]
    """What each character is."""
    confidences: tuple[float, ...]
    """The reader's probability of each character."""
    box: tuple[float, float, float, float]
    """Left, top, right, bottom, pixels."""
    cell: int | None
    """Index into the page's cells."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page as the program has it after reading; a vertical page is turned as ``Page`` is."""

    width: float
    height: float
    lines: tuple[ReadLine, ...]
    """In reading order."""
    cells: tuple[tuple[float, float, float, float] | None, ...]
    """The page's cells at their indices, None for those that were not found."""
    vertical: bool


def read(dice: Dice, page: Page, table: NoiseTable = TABLE) -> ReadPage:
    """What the program's line finder and readers return for a page.

    Args:
        dice: chance.
        page: a generated page.
        table: rates of what goes wrong.
    """
    cells = found_cells(dice, page, table)
    how = reader(dice, table, vertical=page.vertical)
    lines = lines_of(dice, page, cells, table, how.print_rate)
    lines = _without_headers(dice, lines, table)
    if lines:
        _add_seal(dice, lines, table)
        lines += _additions(dice, page, lines, table)
    _shake(dice, lines, table)
    out = []
    for line in in_reading_order(lines):
        text, tags, sure = read_text(dice, line.text, how, hand=line.hand, worse=line.worse)
        if dice.random() < table.rule_character and text:
            text, tags, sure = _with_rule(dice, text, tags, sure)
        if text.strip():
            out.append(ReadLine(text, tags, sure, (line.left, line.top, line.right, line.bottom), line.cell))
    if out and any(line.hand for line in lines) and dice.chance(table.struck):
        _strike(dice, out)
    return ReadPage(page.width, page.height, tuple(out), tuple(cells), page.vertical)


def _without_headers(dice: Dice, lines: list[Piece], table: NoiseTable) -> list[Piece]:
    """Lines without the fax header, which the program takes off where it knows it."""
    if not dice.chance(table.header_removed):
        return lines
    return [line for line in lines if any(tag is not Tag.HEADER for tag in line.text.tags)]


def _shake(dice: Dice, lines: list[Piece], table: NoiseTable) -> None:
    """Move boxes a little, each by itself and all by what skew is left, in place."""
    share, spread = table.skew
    slope = dice.gauss(0, spread) if dice.chance(share) else 0.0
    for line in lines:
        jitter = table.box_jitter * line.height
        drop = slope * (line.left + line.right) / 2
        more = abs(slope) * (line.right - line.left) / 4
        line.left += dice.gauss(0, jitter)
        line.right = max(line.left + 3, line.right + dice.gauss(0, jitter))
        line.top += drop - more + dice.gauss(0, jitter)
        line.bottom += drop + more + dice.gauss(0, jitter)


def _add_seal(dice: Dice, lines: list[Piece], table: NoiseTable) -> None:
    """Put what is read of a seal behind a name, in place."""
    if not dice.chance(table.seal):
        return
    signed = [line for line in lines if line.text.tags[-1] in {Tag.NAME, Tag.REPRESENTATIVE}]
    if not signed:
        return
    line = dice.pick(signed)
    seal = dice.pick(_SEALS)
    gap = dice.choice((0.0, 0.4, 1.0, 2.0)) * line.height
    wide = line.height * dice.uniform(0.9, 1.5)
    if gap > 0:
        line.text += tagged(NARROW, Tag.OTHER)
    line.text += tagged(seal, Tag.OTHER)
    line.right += gap + wide
    line.worse *= 1.5


def _additions(dice: Dice, page: Page, lines: list[Piece], table: NoiseTable) -> list[Piece]:
    """Lines of what is no writing, or not the sender's: dirt, a receipt stamp, a page number."""
    added: list[Piece] = []
    size = sorted(line.height for line in lines)[len(lines) // 2]
    if dice.chance(table.specks):
        for _ in range(dice.randint(1, 3)):
            text = dice.pick(_SPECKS)
            x, y = dice.uniform(0.02, 0.95) * page.width, dice.uniform(0.02, 0.97) * page.height
            added.append(_addition(text, x, y, size * dice.uniform(0.3, 1.3), worse=5.0))
    if dice.chance(table.receipt):
        x, y = dice.uniform(0.1, 0.8) * page.width, dice.uniform(0.02, 0.9) * page.height
        high = size * dice.uniform(0.8, 1.5)
        for text in _receipt(dice):
            added.append(_addition(text, x + dice.uniform(-0.5, 0.5) * high, y, high, worse=3.0))
            y += high * dice.uniform(1.1, 1.6)
    if dice.chance(table.page_number):
        number = str(dice.randint(1, 4))
        text = dice.pick((number, f"- {number} -", f"{number}/{dice.randint(2, 5)}", f"({number})", f"P{number}"))
        added.append(_addition(text, 0.49 * page.width, dice.uniform(0.94, 0.975) * page.height, size * 0.8))
    return added


def _addition(text: str, x: float, y: float, size: float, worse: float = 1.0) -> Piece:
    """A line of its own that is nothing."""
    right = x + width_of(text, size)
    return Piece(Tagged(text, (Tag.OTHER,) * len(text)), x, y, right, y + size, hand=False, worse=worse)


def _receipt(dice: Dice) -> list[str]:
    """Lines of a receipt stamp."""
    year, month, day = dice.randint(5, 9), dice.randint(1, 12), dice.randint(1, 28)
    dates = (
        f"{year}. {month}.{day}",
        f"R{year}.-{month}.{day}",
        f"'{year + 18}.{month}.{day}",
        f"令{year}.{month}.{day}",
    )
    lines = [
        dice.pick(_RECEIVED),
        dice.pick(dates),
        dice.pick(("文書課", "総務課", f"第{dice.randint(1, 900)}号", "市役所")),
    ]
    dice.shuffle(lines)
    return lines[: dice.randint(2, 3)]


def _with_rule(
    dice: Dice, text: str, tags: tuple[Tag, ...], sure: tuple[float, ...]
) -> tuple[str, tuple[Tag, ...], tuple[float, ...]]:
    """A reading with a rule read as a character at one end."""
    char, low = dice.pick(_RULE_CHARS), drawn(dice, WRONG)
    if dice.chance(0.5):
        return char + text, (Tag.OTHER, *tags), (low, *sure)
    return text + char, (*tags, Tag.OTHER), (*sure, low)


def _strike(dice: Dice, lines: list[ReadLine]) -> None:
    """Put what is read of a struck word into one value, in place."""
    options = [index for index, line in enumerate(lines) if len(line.text) >= 3 and not _VALUES.isdisjoint(line.tags)]
    if not options:
        return
    index = dice.pick(options)
    line = lines[index]
    at = dice.randint(1, len(line.text) - 1)
    length = dice.randint(1, 4)
    word = "".join(dice.pick(line.text) if dice.chance(0.5) else dice.pick(_STRUCK) for _ in range(length))
    sure = tuple(drawn(dice, dice.pick((UNSURE, WRONG))) for _ in range(length))
    lines[index] = ReadLine(
        line.text[:at] + word + line.text[at:],
        line.tags[:at] + (Tag.OTHER,) * length + line.tags[at:],
        line.confidences[:at] + sure + line.confidences[at:],
        line.box,
        line.cell,
    )
