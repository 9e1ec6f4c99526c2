"""A form's fields as ruled tables: labels at the left, above, inside the value's cell, and rows in groups.

Each block sets items at the cursor between the canvas' margins and moves the cursor below itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag
from training.content import labels, printed
from training.layouts.asked import Item, halves
from training.layouts.parts import label_into, labels_of, value_into
from training.paper import joined, tagged, width_of, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.paper import Canvas

INDIVIDUAL: Final = (
    "個人",
    "個人の場合",
    "個人の方",
    "【個人】",
    "個 人",
    "個人で提出する場合",
    "個人用",
    "個人の場合は",
)
GROUP: Final = (
    "団体",
    "法人・団体",
    "団体の場合",
    "法人その他の団体",
    "【団体】",
    "団 体",
    "団体等の場合",
    "法人等",
    "事業者",
)


EXAMPLES: Final = {
    "name": ("山田　太郎", "市役所　花子", "○○　○○", "佐藤一郎"),
    "organization": ("○○株式会社", "△△町内会", "○○法人○○会"),
    "representative": ("代表取締役　○○　○○", "会長　山田太郎"),
    "kana": ("ヤマダ　タロウ", "やまだ　たろう"),
    "postal_code": ("000-0000", "123-4567"),
    "address": ("○○市○○町1-2-3", "○○県○○市中央１丁目２番３号　○○マンション101", "○○市大字○○123番地"),
    "phone": ("03-1234-5678", "090-0000-0000", "000-000-0000"),
    "fax": ("03-1234-5678", "000-000-0000"),
    "email": ("abc@example.jp", "taro@example.com"),
    "age": ("35", "40代"),
    "occupation": ("会社員", "学生", "自営業"),
    "birth": ("昭和55年1月1日",),
}
"""What forms print as an example of a value."""
BADGES: Final = ("必須", "必須", "任意", "※", "必 須")
UNITS: Final = {
    "name": ("印", "㊞", "様", "（印）"),
    "representative": ("印", "㊞"),
    "organization": ("印", "（社印）"),
    "age": ("歳", "才", "代"),
    "birth": ("生", "生まれ"),
}
"""What stands behind a value in print."""


@dataclass(frozen=True, slots=True)
class TableStyle:
    """How one table is drawn."""

    label_share: float
    """Width of the label column, in widths of the table."""
    align: str
    """Of labels: ``left``, ``center`` or ``spread``."""
    numbering: int
    """A number style of labels; 0 for none."""
    airy: float
    """Height of rows, in heights of their text."""
    lost: float
    """Share of rows without a rule between label and value."""
    together: float
    """Share of rows that have label and value in one cell."""
    badges: bool = False
    """Whether a narrow column between label and value says 必須 or 任意."""


def table_style(canvas: Canvas) -> TableStyle:
    """A way to draw a table, by chance."""
    dice = canvas.dice
    return TableStyle(
        dice.uniform(0.13, 0.36),
        dice.weighted({"center": 3, "left": 3, "spread": 2}),
        dice.randint(1, max(1, labels.NUMBER_STYLES - 1)) if dice.chance(0.2) else 0,
        dice.uniform(1.05, 2.1),
        dice.weighted({0.0: 16, 1.0: 1, 0.3: 1}),
        dice.weighted({0.0: 16, 1.0: 1, 0.3: 1}),
        badges=dice.chance(0.06),
    )


def numbered(canvas: Canvas, item: Item, index: int, style: int) -> list[str]:
    """Lines of an item's label with its number before the first."""
    lines = list(item.label) or [""]
    if style:
        lines[0] = labels.number_of(canvas.dice, index, style) + lines[0]
    return lines


def value_lines(canvas: Canvas, item: Item, width: float) -> int:
    """How many lines the values take in a cell of this width, about."""
    inner = max(width - canvas.print_size, canvas.value_size * 3)
    return max(1, sum(len(wrapped(value, inner * 1.3, canvas.value_size)) for value in item.values))


def row_height(canvas: Canvas, item: Item, widths: tuple[float, float], airy: float) -> float:
    """Height of a row that holds an item's label and values in columns of these widths, pixels."""
    size = canvas.print_size
    label = sum(len(wrapped(tagged(line, Tag.LABEL), max(widths[0], size * 3), size)) for line in item.label)
    need = max(label * size * 1.12, value_lines(canvas, item, widths[1]) * canvas.value_size * 1.15)
    return need * airy * (0.8 if item.kinds == ("kana",) else 1.0)


def table_left(canvas: Canvas, items: Sequence[Item], *, style: TableStyle | None = None, two: float = 0.25) -> None:
    """Label cell at the left of value cell; two short fields share a row by the chance ``two``."""
    dice = canvas.dice
    style = style or table_style(canvas)
    index = 0
    two = two if dice.chance(0.5) else 0.0
    for row in halves(dice, items, min(1.0, two * 2)):
        wide = (canvas.right - canvas.left) / len(row)
        share = style.label_share if len(row) == 1 else min(0.45, style.label_share * 1.6)
        high = max(row_height(canvas, item, (wide * share, wide * (1 - share)), style.airy) for item in row)
        for column, item in enumerate(row):
            left = canvas.left + column * wide
            first = canvas.left + (canvas.right - canvas.left) * style.label_share
            middle = first if column == 0 and len(row) == 1 else left + wide * share
            _row(
                canvas,
                numbered(canvas, item, index, style.numbering),
                item,
                (left, canvas.y, left + wide, canvas.y + high),
                middle,
                style,
            )
            index += 1
        canvas.y += high


def _row(
    canvas: Canvas,
    label: list[str],
    item: Item,
    box: tuple[float, float, float, float],
    middle: float,
    style: TableStyle,
) -> None:
    """One field: its two cells, or one cell where the rule is lost or was never there."""
    dice = canvas.dice
    left, top, right, bottom = box
    if dice.chance(style.together):
        _in_one_cell(canvas, label, item, box)
        return
    if dice.chance(style.lost):
        cells = (canvas.cell(*box),) * 2
    else:
        cells = (canvas.cell(left, top, middle, bottom), canvas.cell(middle, top, right, bottom))
    label_into(canvas, labels_of(label), (left, top, middle, bottom), cell=cells[0], align=style.align)
    if style.badges:
        edge = middle + canvas.print_size * 2.8
        badge = (middle, top, edge, bottom)
        label_into(
            canvas, labels_of([dice.pick(BADGES)]), badge, cell=canvas.cell(*badge), size=canvas.print_size * 0.85
        )
        cells, middle = (cells[0], canvas.cell(edge, top, right, bottom)), edge
    if dice.chance(0.07) and bottom - top > canvas.print_size * 2.6:
        _hint_below(canvas, item, (middle, top, right, bottom), cells[1])
        bottom -= canvas.print_size * 0.9
    into_cell(canvas, item, (middle, top, right, bottom), cells[1])


def _hint_below(canvas: Canvas, item: Item, box: tuple[float, float, float, float], cell: int) -> None:
    """A short note or an example in small print along the lower edge of a value's cell."""
    size = max(11.0, canvas.print_size * canvas.dice.uniform(0.6, 0.75))
    examples = EXAMPLES.get(item.kinds[0], ())
    words = printed.note(canvas.dice)
    if examples and canvas.dice.chance(0.7):
        words = canvas.dice.pick(("例）", "（例）", "例：", "記入例　", "(例) ")) + canvas.dice.pick(examples)
    text = tagged(words[: int((box[2] - box[0]) / size) - 1], Tag.NOTE)
    canvas.put(text, box[0] + size * 0.4, box[3] - size * 1.1, size=size, cell=cell)


def into_cell(canvas: Canvas, item: Item, box: tuple[float, float, float, float], cell: int | None) -> None:
    """Set an item's values into its cell: by the sender's hand, or a fill pattern as the form prints it."""
    if item.written:
        value_into(canvas, item.values, box, cell=cell)
        _unit(canvas, item, box, cell)
        return
    size = canvas.print_size
    lines = [
        line for value in item.values for line in wrapped(value, max(box[2] - box[0] - size * 0.6, size * 3), size)
    ]
    if not lines:
        return
    size = max(12.0, min(size, (box[3] - box[1]) / (len(lines) * 1.05)))
    place = canvas.dice.weighted({0.0: 3, 0.5: 1, 0.9: 1}) if len(lines) == 1 else 0.0
    step = min(size * 1.4, (box[3] - box[1]) / len(lines))
    y = box[1] + max(0.0, box[3] - box[1] - step * len(lines)) * canvas.dice.uniform(0.15, 0.7)
    for line in lines:
        spare = max(0.0, box[2] - box[0] - width_of(line.text, size))
        canvas.put(line, box[0] + min(spare, size * 0.4 + spare * place), y, size=size, cell=cell)
        y += step


def _unit(canvas: Canvas, item: Item, box: tuple[float, float, float, float], cell: int | None) -> None:
    """What a form prints at the right end of a field that is filled: 印, 様, 歳."""
    marks = UNITS.get(item.kinds[0], ())
    size = canvas.print_size * canvas.dice.uniform(0.75, 1.0)
    if not marks or not canvas.dice.chance(0.1) or box[2] - box[0] < canvas.value_size * 9:
        return
    mark = canvas.dice.pick(marks)
    if mark in item.values[-1].text:
        return
    y = box[1] + max(0.0, box[3] - box[1] - size) * canvas.dice.uniform(0.4, 0.8)
    canvas.put(tagged(mark, Tag.OTHER), box[2] - width_of(mark, size) - size * 0.4, y, size=size, cell=cell)


def _in_one_cell(canvas: Canvas, label: list[str], item: Item, box: tuple[float, float, float, float]) -> None:
    """Label and value side by side in one cell."""
    dice = canvas.dice
    size = canvas.print_size
    cell = canvas.cell(*box)
    text = "".join(label) + dice.pick(("", "", "：", "　", ":"))
    y = box[1] + max(0.0, box[3] - box[1] - size) * dice.uniform(0.1, 0.6)
    *above, label_end = wrapped(tagged(text, Tag.LABEL), box[2] - box[0] - size * 0.8, size)
    for line in above:
        canvas.put(line, box[0] + size * 0.4, y, size=size, cell=cell)
        y += size * 1.1
    edge = canvas.put(label_end, box[0] + size * 0.4, y, size=size, cell=cell)
    start = min(edge + size * dice.uniform(0.1, 1.5), max(box[0] + size, box[2] - canvas.value_size * 8))
    if start < edge:
        into_cell(canvas, item, (box[0], y + size, box[2], max(box[3], y + size + canvas.value_size * 1.1)), cell)
    else:
        into_cell(canvas, item, (start, box[1], box[2], box[3]), cell)


def header_table(canvas: Canvas, items: Sequence[Item]) -> None:
    """Labels in a row of header cells, the values in the cells below; two or three such tables one below the other."""
    dice = canvas.dice
    rest = list(items)
    airy = dice.uniform(1.1, 1.9)
    share_head = dice.chance(0.2)
    while rest:
        count = min(len(rest), dice.weighted({1: 1, 2: 4, 3: 3}))
        part, rest = rest[:count], rest[count:]
        weights = [2.2 if "address" in item.kinds or "email" in item.kinds else dice.uniform(0.9, 1.5) for item in part]
        wides = [(canvas.right - canvas.left) * weight / sum(weights) for weight in weights]
        size = canvas.print_size
        head = max(
            sum(len(wrapped(tagged(line, Tag.LABEL), wide, size)) for line in item.label)
            for item, wide in zip(part, wides, strict=True)
        ) * size * 1.15 + size * dice.uniform(0.1, 0.7)
        body = max(value_lines(canvas, item, wide) for item, wide in zip(part, wides, strict=True))
        body_high = body * canvas.value_size * 1.15 * airy
        x = canvas.left
        for item, wide in zip(part, wides, strict=True):
            above = (x, canvas.y, x + wide, canvas.y + head)
            below = (x, canvas.y + head, x + wide, canvas.y + head + body_high)
            cells = (
                (canvas.cell(*above[:3], below[3]),) * 2 if share_head else (canvas.cell(*above), canvas.cell(*below))
            )
            label_into(
                canvas, labels_of(item.label), above, cell=cells[0], align=dice.pick(("center", "center", "left"))
            )
            into_cell(canvas, item, below, cells[1])
            x += wide
        canvas.y += head + body_high
        if rest and dice.chance(0.3):
            canvas.space(0.4)


def table_inside(canvas: Canvas, items: Sequence[Item]) -> None:
    """A small label in the upper left corner of the cell that holds the value."""
    dice = canvas.dice
    size = canvas.print_size * dice.uniform(0.55, 0.85)
    airy = dice.uniform(1.05, 1.6)
    beside = dice.chance(0.2)
    for row in halves(dice, items, 0.4):
        wide = (canvas.right - canvas.left) / len(row)
        high = max(value_lines(canvas, item, wide) for item in row) * canvas.value_size * 1.15 * airy
        for column, item in enumerate(row):
            left = canvas.left + column * wide
            box = (left, canvas.y, left + wide, canvas.y + size * 1.4 + high)
            cell = canvas.cell(*box)
            label = wrapped(tagged("".join(item.label), Tag.LABEL), wide - size, size)
            for index, line in enumerate(label):
                canvas.put(line, left + size * 0.35, canvas.y + size * (0.2 + index * 1.1), size=size, cell=cell)
            edge = left + (min(wide * 0.3, width_of(label[0].text, size)) if beside and label else 0.0)
            into_cell(canvas, item, (edge, canvas.y + size * (1.1 * len(label) + 0.1), left + wide, box[3]), cell)
        canvas.y += size * 1.4 + high


def grouped(canvas: Canvas, groups: Sequence[tuple[str, Sequence[Item]]]) -> None:
    """Rows in groups (個人, 団体): a cell at the left that spans a group's rows, or a caption row above them."""
    dice = canvas.dice
    style = table_style(canvas)
    beside = dice.chance(0.6)
    margin = canvas.left
    size = canvas.print_size
    strip = size * dice.uniform(1.4, 4.5)
    for caption, items in groups:
        top = canvas.y
        if not caption:
            canvas.left = margin
            table_left(canvas, items, style=style)
            continue
        if beside:
            canvas.left = margin + strip
            table_left(canvas, items, style=style, two=0.1)
            canvas.left = margin
            box = (margin, top, margin + strip, canvas.y)
            lines = [caption]
            if strip < size * 2.2:
                lines = list(caption.strip("【】").replace(" ", ""))
            label_into(canvas, labels_of(lines), box, cell=canvas.cell(*box))
        else:
            box = (margin, top, canvas.right, top + size * dice.uniform(1.3, 1.8))
            cell = canvas.cell(*box) if dice.chance(0.7) else None
            mark = dice.pick(("", "□", "■", "○", "・", "（1）", "☑ "))
            text = joined([tagged(mark, Tag.OTHER), tagged(caption, Tag.LABEL)])
            label_into(canvas, [text], box, cell=cell, align=dice.pick(("left", "center")))
            canvas.y = box[3]
            table_left(canvas, items, style=style)
