"""Print that belongs to a paper and is nobody's value: titles, plans, notes, contacts, choices, stamps, edges.

Every block takes the canvas, sets itself at the cursor and moves the cursor below itself, unless it says otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag
from training.content import labels, printed, values
from training.layouts.parts import flow, label_into, labels_of
from training.paper import joined, tagged, width_of, wrapped

if TYPE_CHECKING:
    from training.paper import Canvas

TICKED: Final = ("☑", "■", "✓", "○", "レ", "●")


def fax_header(canvas: Canvas) -> None:
    """The line along the upper edge that a fax machine prints; the cursor stays below it."""
    size = canvas.dice.uniform(17, 25)
    y = canvas.dice.uniform(2, 24)
    canvas.put(tagged(printed.fax_header(canvas.dice), Tag.HEADER), canvas.dice.uniform(10, 160), y, size=size)
    canvas.y = max(canvas.y, y + size * 1.6)


def page_number(canvas: Canvas) -> None:
    """A page number or form number at the foot or in an upper corner."""
    dice = canvas.dice
    text = tagged(printed.page_mark(dice), Tag.OTHER)
    size = canvas.print_size * dice.uniform(0.65, 0.95)
    wide = width_of(text.text, size)
    if dice.chance(0.75):
        canvas.put(text, (canvas.width - wide) / 2, canvas.height - size * dice.uniform(1.3, 2.4), size=size)
    else:
        canvas.put(text, canvas.right - wide, max(2.0, canvas.y - size * 1.3), size=size)


def title(canvas: Canvas, *, text: str | None = None) -> None:
    """What the paper is: large, mostly in the middle, sometimes spread or in brackets, sometimes with the plan."""
    dice = canvas.dice
    text = printed.paper_title(dice) if text is None else text
    size = canvas.print_size * dice.uniform(1.0, 1.7)
    wide = canvas.right - canvas.left
    pitch = dice.weighted({1.0: 6, 1.5: 1, 2.0: 1}) if len(text) < 9 else 1.0
    align = dice.weighted({"center": 8, "left": 1})
    if width_of(text, size) * pitch > wide:
        pitch = 1.0
    if pitch > 1:
        x = canvas.left + (wide - width_of(text, size) * pitch) / 2
        canvas.put(tagged(text, Tag.HEADING), max(canvas.left, x), canvas.y, size=size, pitch=pitch)
        canvas.y += size * 1.35
    else:
        flow(canvas, tagged(text, Tag.HEADING), size=size, align=align)


def plan_line(canvas: Canvas) -> None:
    """What the paper is about: with a label before it, in brackets, or in a box of its own."""
    dice = canvas.dice
    plan = tagged(printed.plan(dice), Tag.HEADING)
    style = dice.weighted({"label": 3, "plain": 2, "box": 2, "brackets": 2})
    if style == "label":
        text = tagged(
            "".join(labels.label(dice, ("subject",), hint=0.05)) + dice.pick(("：", "　", " ", "")), Tag.LABEL
        )
        flow(canvas, text + plan)
    elif style == "brackets":
        pair = dice.pick(("「」", "（）", "『』", "～～", "＜＞"))
        flow(canvas, joined([tagged(pair[0], Tag.HEADING), plan, tagged(pair[1], Tag.HEADING)]), align="center")
    elif style == "plain":
        flow(canvas, plan, align=dice.pick(("left", "center")))
    else:
        _boxed_plan(canvas, labels.label(dice, ("subject",), hint=0.05), plan.text)


def _boxed_plan(canvas: Canvas, label: list[str], plan: str) -> None:
    size = canvas.print_size
    middle = canvas.left + (canvas.right - canvas.left) * canvas.dice.uniform(0.14, 0.3)
    lines = wrapped(tagged(plan, Tag.HEADING), canvas.right - middle - size, size)
    high = max(len(lines), len(label)) * size * 1.3 + size * canvas.dice.uniform(0.3, 1.5)
    left_box = (canvas.left, canvas.y, middle, canvas.y + high)
    right_box = (middle, canvas.y, canvas.right, canvas.y + high)
    label_into(canvas, labels_of(label), left_box, cell=canvas.cell(*left_box))
    label_into(canvas, [tagged(plan, Tag.HEADING)], right_box, cell=canvas.cell(*right_box), align="left")
    canvas.y += high + size * 0.3


def date_line(canvas: Canvas) -> None:
    """When the paper was written; mostly at the right, a blank form's 年 月 日 at times."""
    dice = canvas.dice
    hand = canvas.hand and dice.chance(0.7)
    flow(canvas, values.date_text(dice), align=dice.weighted({"right": 5, "left": 1}), hand=hand)


def addressee(canvas: Canvas) -> None:
    """Whom the paper is for."""
    dice = canvas.dice
    indent = canvas.print_size * dice.weighted({0.0: 3, 1.0: 2, 2.0: 1})
    text = tagged(printed.addressee(dice), Tag.OFFICE)
    size = canvas.print_size * dice.uniform(0.95, 1.25)
    flow(canvas, text, span=(canvas.left + indent, canvas.right), size=size, hand=canvas.hand and dice.chance(0.15))


def notes(canvas: Canvas, count: int | None = None, *, size: float | None = None) -> None:
    """Instructions, one after the other, in print that is often small; in a box at times."""
    dice = canvas.dice
    count = count or dice.weighted({1: 5, 2: 3, 3: 2, 5: 1})
    size = size or canvas.print_size * dice.uniform(0.65, 1.0)
    boxed = dice.chance(0.15)
    pad = size * 0.5 if boxed else 0.0
    mark = dice.pick(("※", "※ ", "＊", "・", "", "(注) ", "○", "注意：", "* "))
    top = canvas.y
    canvas.y += pad
    for index in range(count):
        if canvas.room < size * 2:
            break
        lead = f"{index + 1}{dice.pick(('.', '．', '　'))}" if mark == "・" and count > 2 else mark
        text = printed.note(dice)
        flow(
            canvas,
            tagged((lead if not text.startswith(("※", "＊", "・", "（", "注")) else "") + text, Tag.NOTE),
            span=(canvas.left + pad, canvas.right - pad),
            size=size,
        )
    if boxed:
        canvas.cell(canvas.left, top, canvas.right, canvas.y + pad)
        canvas.y += pad * 1.5


def contact(canvas: Canvas, *, left: float | None = None) -> None:
    """The city's own address and numbers, where to send the paper: at the left, from the middle, or in a box."""
    dice = canvas.dice
    size = canvas.print_size * dice.uniform(0.7, 1.0)
    if left is None:
        left = canvas.left + (canvas.right - canvas.left) * dice.weighted({0.0: 5, 0.4: 1, 0.5: 1})
    boxed = dice.chance(0.35)
    pad = size * 0.6 if boxed else 0.0
    top = canvas.y
    canvas.y += pad
    for line in printed.office_contact(dice):
        if canvas.y + size * 1.3 > canvas.height - 4:
            break
        flow(canvas, tagged(line, Tag.OFFICE), span=(left + pad, canvas.right - pad), size=size)
    if boxed:
        canvas.cell(left, top, canvas.right, canvas.y + pad * 0.6)
        canvas.y += pad


def office_use(canvas: Canvas) -> None:
    """Cells that the city fills in, at the right: a caption each and an empty field. The cursor moves below them."""
    dice = canvas.dice
    captions = printed.office_use(dice)
    size = canvas.print_size * dice.uniform(0.65, 0.95)
    wide = size * dice.uniform(4.2, 6.5)
    beside = dice.chance(0.5)
    high = size * dice.uniform(1.3, 1.9)
    field_high = high if beside else high * dice.uniform(1.2, 3)
    left = canvas.right - wide * (2 if beside else len(captions))
    if left < canvas.left:
        left, wide = canvas.left, (canvas.right - canvas.left) / (2 if beside else len(captions))
    y = canvas.y
    for index, caption in enumerate(captions):
        x0, y0 = (left, y + index * high) if beside else (left + index * wide, y)
        field = (x0, y0 + high, x0 + wide, y0 + high + field_high)
        if beside:
            field = (x0 + wide, y0, x0 + 2 * wide, y0 + high)
        box = (x0, y0, x0 + wide, y0 + high)
        label_into(canvas, [tagged(caption, Tag.OFFICE)], box, cell=canvas.cell(*box), size=size)
        index_field = canvas.cell(*field)
        if dice.chance(0.15):
            number = tagged(str(dice.randint(1, 480)), Tag.OFFICE)
            canvas.put(number, field[0] + size, field[1] + size * 0.2, size=size, hand=True, cell=index_field)
    canvas.y = y + (high * len(captions) if beside else high + field_high) + size * 0.5


def stamp(canvas: Canvas, *, x: float | None = None, y: float | None = None) -> None:
    """The city's receipt stamp over or beside whatever is there; the cursor does not move."""
    dice = canvas.dice
    size = dice.uniform(17, 30)
    x = canvas.left + (canvas.right - canvas.left) * dice.uniform(0.45, 0.85) if x is None else x
    y = canvas.height * dice.uniform(0.02, 0.2) if y is None else y
    for line in printed.stamp(dice):
        text = tagged(line, Tag.OFFICE)
        x = min(x, canvas.width - width_of(line, size) - size)
        canvas.put(text, x + dice.uniform(-0.6, 0.6) * size, y, size=size)
        y += size * dice.uniform(1.15, 1.5)


def choice_texts(canvas: Canvas) -> list[str]:
    """Choices to tick as a form prints them, one of them ticked or circled at times."""
    dice = canvas.dice
    texts = printed.choices(dice)
    if dice.chance(0.35):
        index = int(dice.random() * len(texts))
        text = texts[index]
        texts[index] = dice.pick(TICKED) + text[1:] if text[:1] in "□☐○" else text
    return texts


def choices(canvas: Canvas, *, lines: list[str] | None = None) -> None:
    """A question with its choices, on one line or one below the other."""
    dice = canvas.dice
    label = lines or labels.label(dice, ("category",), hint=0.3)
    flow(canvas, tagged("".join(label) + dice.pick(("", "：", "")), Tag.LABEL))
    gap = dice.pick(("　", "　　", " ", "・", "  "))
    texts = choice_texts(canvas)
    indent = canvas.left + canvas.print_size * dice.uniform(0, 2)
    if dice.chance(0.6):
        flow(canvas, tagged(gap.join(texts), Tag.OTHER), span=(indent, canvas.right))
    else:
        for text in texts:
            flow(canvas, tagged(text, Tag.OTHER), span=(indent, canvas.right))


def consent(canvas: Canvas) -> None:
    """A box to tick beside a sentence of consent."""
    sentence = printed.consent(canvas.dice)
    box = sentence[:1] if sentence[:1] in "□☐☑" else canvas.dice.pick(("□ ", "☑ ", "☐", "□", "[ ] ", "（ ）", ""))
    text = tagged(box, Tag.OTHER) + tagged(sentence[sentence.startswith(box.strip() or "□") :], Tag.NOTE)
    flow(canvas, text, size=canvas.print_size * canvas.dice.uniform(0.8, 1.0))


def cut_line(canvas: Canvas) -> None:
    """A dashed line with 切り取り線."""
    dice = canvas.dice
    word = dice.pick(("切り取り線", "キリトリ", "切取線", "き り と り", "切り取り", "キ リ ト リ 線"))
    dash = dice.pick(("-", "‐", "…", "・", "－", "─"))
    size = canvas.print_size * 0.9
    count = int((canvas.right - canvas.left - width_of(word, size) * 1.4) / 2 / width_of(dash, size))
    line = dash * max(2, count)
    flow(canvas, tagged(f"{line} {word} {line}", Tag.OTHER), span=(canvas.left, canvas.width), size=size)
    canvas.space()
