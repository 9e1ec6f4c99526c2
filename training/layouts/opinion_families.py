"""Families of forms that differ in where and how the opinion is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.extract.tags import Tag
from training.content import labels, opinions, printed
from training.layouts import furniture, lines, opinion_parts, tables
from training.layouts.form_families import block_lines
from training.layouts.forms import foot, head, new_form, one_form, person_block
from training.layouts.items import form_items
from training.layouts.parts import Writing, finish, flow, running
from training.paper import tagged

if TYPE_CHECKING:
    from collections.abc import Callable

    from training.dice import Dice
    from training.layouts.forms import Form, PersonPart
    from training.paper import Canvas, Paper

PERSON_PARTS: tuple[PersonPart, ...] = (
    tables.table_left,
    tables.table_left,
    tables.header_table,
    tables.table_inside,
    lines.inline,
    lines.inline,
    lines.underlines,
    lines.boxes,
)


def opinion_first(dice: Dice) -> Paper:
    """The opinion above, the submitter at the foot."""
    form = new_form(dice)
    return one_form(form, "opinion_first", dice.pick(PERSON_PARTS), first=1.0)


def point_table(dice: Dice) -> Paper:
    """The opinion in a table with a row for each point."""
    form = new_form(dice)
    count = dice.weighted({1: 2, 2: 3, 3: 3, 4: 2, 6: 1})
    form.writing = Writing([opinions.opinion(dice, amount=dice.randint(15, 120))[0] for _ in range(count)])
    return one_form(form, "point_table", dice.pick(PERSON_PARTS), opinion=opinion_parts.point_table)


def writing_lines(dice: Dice) -> Paper:
    """The opinion on printed lines."""
    form = new_form(dice)
    return one_form(form, "writing_lines", dice.pick(PERSON_PARTS), opinion=opinion_parts.ruled_lines)


def manuscript(dice: Dice) -> Paper:
    """The opinion on manuscript paper, a square for each character."""
    form = new_form(dice, plain=True)
    return one_form(form, "manuscript", dice.pick(PERSON_PARTS), opinion=opinion_parts.grid)


def questionnaire(dice: Dice) -> Paper:
    """Numbered questions: choices to tick, then the opinion in words, and who answers at the head or foot."""
    form = new_form(dice)
    style = dice.pick(("問{}", "問{}　", "Q{}", "Q{}.", "質問{}", "【問{}】", "設問{} ", "{}．", "({}) "))
    canvas = form.canvas
    head(form, short=True)
    high, put = person_block(form, dice.pick(PERSON_PARTS), most=canvas.room * 0.5)
    at_foot = dice.chance(0.45)
    if not at_foot:
        put()
        canvas.space()
    count = dice.weighted({1: 2, 2: 3, 3: 1})
    bottom = canvas.bottom - (high + canvas.print_size if at_foot else 0)
    for index in range(count):
        if bottom - canvas.y < canvas.value_size * 8 + canvas.print_size * 9:
            break
        question = style.format(index + 1) + "".join(labels.label(dice, ("category",), hint=0.3))
        furniture.choices(canvas, lines=[question])
        canvas.space(0.4)
    question = style.format(count + 1) + "".join(labels.label(dice, ("opinion",), hint=0.4))
    flow(canvas, tagged(question, Tag.LABEL))
    area = (canvas.left, canvas.y, canvas.right, max(bottom, canvas.y + canvas.value_size * 3))
    cell = canvas.cell(*area) if dice.chance(0.65) else None
    pad = canvas.print_size * 0.5
    running(canvas, form.writing, (area[0] + pad, area[1] + pad, area[2] - pad, area[3] - 4), cell=cell)
    canvas.y = area[3]
    if at_foot:
        canvas.space(0.5)
        put()
    foot(form)
    return finish("questionnaire", form.who, form.writing, [canvas.finished()])


def slip(dice: Dice) -> Paper:
    """A slip below a leaflet's cut line: the upper half is print, the lower half the form."""
    form = new_form(dice, plain=True, amount=dice.randint(10, 160))
    canvas = form.canvas
    canvas.value_size = min(canvas.value_size, canvas.height * 0.017)
    canvas.print_size = min(canvas.print_size, canvas.height * 0.013)
    below = dice.chance(0.75)
    if below:
        _leaflet(canvas, canvas.height * dice.uniform(0.3, 0.5))
        furniture.cut_line(canvas)
    else:
        canvas.bottom = canvas.height * dice.uniform(0.55, 0.75)
    head(form, short=True)
    items = form_items(dice, form.who, form.how, extras=False)
    high, put = person_block(form, dice.pick(PERSON_PARTS), items, most=canvas.room * 0.6)
    before = dice.chance(0.4)
    if not before:
        put()
        canvas.space(0.4)
    bottom = canvas.bottom - (high + canvas.print_size if before else 0)
    opinion_parts.by_chance(canvas)(canvas, form.writing, bottom, last=True)
    if before:
        canvas.space(0.4)
        put()
    if not below:
        canvas.space()
        furniture.cut_line(canvas)
        canvas.bottom = canvas.height * 0.95
        _leaflet(canvas, canvas.bottom)
    return finish("slip", form.who, form.writing, [canvas.finished()])


def _leaflet(canvas: Canvas, bottom: float) -> None:
    """Print of a leaflet down to ``bottom``: what is asked, until when, and where to send it."""
    dice = canvas.dice
    flow(canvas, tagged(printed.plan(dice), Tag.HEADING), size=canvas.print_size * 1.3, align="center")
    if dice.chance(0.5):
        flow(canvas, tagged(printed.intro(dice), Tag.NOTE))
    while canvas.y < bottom - canvas.print_size * 4:
        if dice.chance(0.8):
            furniture.notes(canvas)
        else:
            furniture.contact(canvas)
        canvas.space(0.4)


def postcard(dice: Dice) -> Paper:
    """A postcard: little room, a short opinion, the sender in one block or a few lines."""
    form = new_form(dice, vertical=dice.chance(0.2), plain=True, amount=dice.randint(10, 160))
    canvas = form.canvas
    _card(canvas)
    if dice.chance(0.6):
        furniture.title(canvas)
    if dice.chance(0.25):
        furniture.plan_line(canvas)
    high, put = _postcard_person(form)
    before = dice.chance(0.55)
    if not before:
        put()
        canvas.space(0.5)
    bottom = max(canvas.bottom - (high + canvas.print_size if before else 0), canvas.y + canvas.value_size * 3)
    opinion_parts.by_chance(canvas)(canvas, form.writing, bottom, last=True)
    if before:
        canvas.space(0.4)
        put()
    return finish("postcard", form.who, form.writing, [canvas.finished()])


def _card(canvas: Canvas) -> None:
    """Make the canvas a card of 100 by 148 mm: alone, or copied onto a sheet."""
    dice = canvas.dice
    wide, high = (787.0, 1165.0) if dice.chance(0.7) != canvas.vertical else (1165.0, 787.0)
    x, y = 0.0, 0.0
    if dice.chance(0.5):
        canvas.width, canvas.height = wide, high
    else:
        x, y = (canvas.width - wide) * dice.random(), (canvas.height - high) * dice.random() * 0.6
    canvas.left, canvas.right = x + wide * dice.uniform(0.04, 0.09), x + wide * dice.uniform(0.91, 0.96)
    canvas.bottom, canvas.y = y + high * dice.uniform(0.92, 0.97), y + high * dice.uniform(0.03, 0.08)
    canvas.print_size = max(17.0, canvas.print_size * 0.75)
    canvas.value_size *= 0.72


def _postcard_person(form: Form) -> tuple[float, Callable[[], None]]:
    """Height and setter of the sender on a postcard."""
    dice = form.dice
    most = form.canvas.room * 0.6
    if dice.chance(0.4):
        written = block_lines(dice, form.who)
        label = labels.block_label(dice)
        return person_block(form, lambda canvas, _: lines.block(canvas, label, written), [], most=most)
    part = dice.pick((lines.inline, lines.inline, lines.underlines, tables.table_left))
    return person_block(form, part, form_items(dice, form.who, form.how, extras=False), most=most)


def beside(dice: Dice) -> Paper:
    """The submitter in one column, the opinion in the other."""
    form = new_form(dice, plain=True, amount=dice.randint(15, 300))
    canvas = form.canvas
    canvas.width, canvas.height = max(canvas.width, canvas.height), min(canvas.width, canvas.height)
    canvas.left, canvas.right = canvas.width * dice.uniform(0.03, 0.07), canvas.width * dice.uniform(0.93, 0.97)
    canvas.bottom, canvas.y = canvas.height * dice.uniform(0.88, 0.96), canvas.height * dice.uniform(0.03, 0.08)
    head(form, short=True)
    left, right, top = canvas.left, canvas.right, canvas.y
    middle = left + (right - left) * dice.uniform(0.38, 0.58)
    columns = [(left, middle - canvas.print_size * 0.6), (middle + canvas.print_size * 0.6, right)]
    person, text = columns if dice.chance(0.6) else columns[::-1]
    canvas.left, canvas.right = person
    parts: tuple[PersonPart, ...] = (
        tables.table_left,
        lines.boxes,
        lines.inline,
        lines.underlines,
        tables.table_inside,
    )
    person_block(
        form, dice.pick(parts), form_items(dice, form.who, form.how, extras=dice.chance(0.5)), most=canvas.room * 0.95
    )[1]()
    if dice.chance(0.4) and canvas.room > canvas.print_size * 8:
        furniture.contact(canvas)
    canvas.left, canvas.right = text
    canvas.y = top
    opinion_parts.by_chance(canvas)(canvas, form.writing, canvas.bottom, last=True)
    return finish("beside", form.who, form.writing, [canvas.finished()])


def several_parts(dice: Dice) -> Paper:
    """An opinion in several fields of the form, each with its label: on parts of the plan, or text and reason."""
    form = new_form(dice)
    texts = [opinions.opinion(dice, amount=dice.randint(15, 220)) for _ in range(dice.weighted({2: 4, 3: 2}))]
    form.writing = Writing([paragraph for text in texts for paragraph in text])
    sizes = [len(text) for text in texts]

    def draw(canvas: Canvas, writing: Writing, bottom: float, *, last: bool) -> None:
        _several(canvas, writing, bottom, sizes if last else sizes[:])

    return one_form(form, "several_parts", dice.pick(PERSON_PARTS), opinion=draw)


def _several(canvas: Canvas, writing: Writing, bottom: float, sizes: list[int]) -> None:
    """Fields one below the other, each with as many paragraphs as ``sizes`` says."""
    dice = canvas.dice
    rest = list(writing.rest)
    part = dice.pick(
        (opinion_parts.label_above, opinion_parts.label_left, opinion_parts.label_inside, opinion_parts.free)
    )
    done: list[str] = []
    for index, size in enumerate(sizes):
        one, rest = Writing(rest[:size]), rest[size:]
        high = (bottom - canvas.y) / (len(sizes) - index)
        part(canvas, one, canvas.y + high, last=True)
        done += one.text.split("\n")
        canvas.space(0.3)
    writing.set_instead(done)
