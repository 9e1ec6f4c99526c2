"""Whole forms: furniture, the fields about the submitter and the opinion's part, on one page or two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag
from training.content import opinions, printed
from training.content.submitters import submitter
from training.dice import Dice
from training.layouts import furniture, opinion_parts
from training.layouts.asked import Asking, Item, asking
from training.layouts.items import form_items
from training.layouts.parts import Writing, finish, flow, next_canvas, running
from training.paper import Canvas, tagged

if TYPE_CHECKING:
    from training.content.submitters import Submitter
    from training.layouts.opinion_parts import OpinionPart
    from training.paper import Page, Paper

UNRULED: Final = 0.07
"""Share of forms whose tables have no visible borders."""
MOST_OF_A_PAGE: Final = 0.62
"""Share of a page's height that the fields about the submitter may take."""


Block = Callable[[Canvas], None]
"""Sets something at the cursor of a canvas."""
PersonPart = Callable[[Canvas, Sequence[Item]], None]
"""Sets the fields about the submitter at the cursor."""


@dataclass
class Form:
    """One form while it is being made."""

    dice: Dice
    who: Submitter
    writing: Writing
    canvas: Canvas
    how: Asking


def new_form(dice: Dice, *, vertical: bool = False, plain: bool = False, amount: int | None = None) -> Form:
    """A submitter with an opinion before an empty page.

    Args:
        dice: chance.
        vertical: columns from right to left.
        plain: short labels of one line.
        amount: how long the opinion is; by chance when None.
    """
    who = submitter(dice, vertical=vertical)
    writing = Writing(opinions.opinion(dice, amount=amount))
    canvas = Canvas(dice, vertical=vertical)
    canvas.ruled = not dice.chance(UNRULED)
    return Form(dice, who, writing, canvas, asking(dice, plain=plain))


def measured(canvas: Canvas, block: Block) -> tuple[float, Callable[[], None]]:
    """How high a block will be on this canvas, and what sets it so, wherever the cursor then is."""
    seed = canvas.dice.getrandbits(48)

    def on(target: Canvas) -> None:
        kept = target.dice
        target.dice = Dice(seed)
        block(target)
        target.dice = kept

    trial = next_canvas(canvas)
    trial.y = canvas.y
    on(trial)
    return trial.y - canvas.y, lambda: on(canvas)


def head(form: Form, *, short: bool = False) -> None:
    """What stands above the fields: title, plan, addressee, date, notes, contacts, choices, by chance."""
    dice, canvas = form.dice, form.canvas
    edges: tuple[tuple[float, Block], ...] = (
        (0.12, furniture.fax_header),
        (0.1, furniture.office_use),
        (0.1, furniture.stamp),
    )
    for chance, block in edges:
        if dice.chance(chance):
            block(canvas)
    blocks: list[Block] = [furniture.title] if dice.chance(0.92) else []
    anywhere: tuple[tuple[float, Block], ...] = (
        (0.4, furniture.plan_line),
        (0.3, furniture.date_line),
        (0.35, furniture.addressee),
    )
    for chance, block in anywhere:
        if dice.chance(chance):
            blocks.insert(dice.randint(0, len(blocks)), block)
    extras: tuple[tuple[float, Block], ...] = (
        (0.2, _intro),
        (0.3, lambda canvas: furniture.notes(canvas, dice.weighted({1: 3, 2: 1}))),
        (0.12, furniture.contact),
        (0.08, furniture.choices),
    )
    for chance, block in extras[: 1 if short else None]:
        if dice.chance(chance):
            blocks.insert(dice.randint(0, len(blocks)) if dice.chance(0.2) else len(blocks), block)
    for block in blocks:
        block(canvas)
        canvas.space(dice.uniform(0.1, 0.8))


def _intro(canvas: Canvas) -> None:
    flow(canvas, tagged(printed.intro(canvas.dice), Tag.NOTE))


def foot(form: Form) -> None:
    """What stands below everything, as far as there is room: notes, contacts, consent, an office-use box."""
    dice, canvas = form.dice, form.canvas
    size = canvas.print_size
    canvas.space(0.3)
    blocks: tuple[tuple[float, int, Callable[[], None]], ...] = (
        (0.4, 4, lambda: furniture.notes(canvas, size=size * dice.uniform(0.6, 0.85))),
        (0.3, 7, lambda: furniture.contact(canvas)),
        (0.12, 2, lambda: furniture.consent(canvas)),
        (0.08, 4, lambda: furniture.choices(canvas)),
        (0.07, 6, lambda: furniture.office_use(canvas)),
    )
    for chance, lines, block in blocks:
        if dice.chance(chance) and canvas.height - canvas.y > size * lines:
            block()
            canvas.space(0.3)


def person_block(
    form: Form, part: PersonPart, items: Sequence[Item] | None = None, *, most: float | None = None
) -> tuple[float, Callable[[], None]]:
    """Height and setter of the fields about the submitter.

    There are fewer fields, and smaller ones, where they would take more than ``most`` pixels of the page's height.
    """
    dice, canvas = form.dice, form.canvas
    rows = list(items) if items is not None else form_items(dice, form.who, form.how)
    heading = printed_heading(dice)

    def block(target: Canvas) -> None:
        if heading:
            flow(target, tagged(heading, Tag.LABEL))
        part(target, rows)

    high, put = measured(canvas, block)
    for _ in range(9):
        if high <= (most or canvas.height * MOST_OF_A_PAGE):
            break
        if items is None:
            rows[:] = form_items(dice, form.who, form.how, extras=False)
        canvas.value_size = max(18.0, canvas.value_size * 0.92)
        canvas.print_size = max(15.0, canvas.print_size * 0.92)
        high, put = measured(canvas, block)
    return high, put


def printed_heading(dice: Dice) -> str:
    """A heading over the fields about the submitter; "" mostly."""
    if not dice.chance(0.12):
        return ""
    return dice.pick(
        (
            "【提出者】",
            "■提出者",
            "１　意見提出者",
            "意見提出者",
            "○ 意見を提出される方",
            "＜提出者情報＞",
            "1. 提出者について",
        )
    )


def one_form(
    form: Form,
    family: str,
    person: PersonPart,
    *,
    items: Sequence[Item] | None = None,
    opinion: OpinionPart | None = None,
    first: float = 0.25,
) -> Paper:
    """A form with these parts, on one page or, by chance, on two.

    Args:
        form: submitter, opinion and page.
        family: name of the layout family.
        person: sets the fields about the submitter.
        items: those fields; by chance when None.
        opinion: sets the opinion; a common part by chance when None.
        first: chance that the opinion comes before the submitter.
    """
    dice, canvas = form.dice, form.canvas
    opinion = opinion or opinion_parts.by_chance(canvas)
    head(form)
    high, put = person_block(form, person, items)
    split = dice.weighted({"no": 10, "continued": 2, "person_behind": 0.7, "opinion_behind": 0.6, "apart": 0.6})
    least = canvas.value_size * 7
    if split == "person_behind" and canvas.room > least:
        opinion(canvas, form.writing, canvas.bottom, last=True)
        edge(form)
        return _person_behind(form, family, put_on=lambda: person_block(form, person, items)[1])
    reserve = dice.weighted({0.0: 3, 0.06: 2, 0.14: 2}) * canvas.height
    bottom = canvas.bottom - reserve - high - canvas.print_size
    if split in {"no", "continued"} and bottom - canvas.y > least and dice.chance(first):
        opinion(canvas, form.writing, bottom, last=split == "no")
        _between(form)
        put()
    else:
        put()
        _between(form)
        bottom = max(canvas.bottom - reserve, min(canvas.y + least, canvas.bottom))
        if split == "apart":
            _elsewhere(form)
        elif split != "opinion_behind" and bottom - canvas.y >= least * 0.9:
            bottom = max(
                canvas.y + (bottom - canvas.y) * dice.weighted({1.0: 5, 0.75: 1, 0.5: 1}), canvas.y + least * 0.9
            )
            opinion(canvas, form.writing, bottom, last=split != "continued")
        else:
            return _opinion_behind(form, family, opinion)
    foot(form)
    return _more_pages(form, family)


def _opinion_behind(form: Form, family: str, opinion: OpinionPart) -> Paper:
    """The second page with the opinion's part."""
    foot(form)
    edge(form)
    pages = [form.canvas.finished()]
    form.canvas = next_canvas(form.canvas)
    if form.dice.chance(0.3):
        furniture.title(form.canvas)
    opinion(form.canvas, form.writing, form.canvas.bottom, last=True)
    edge(form)
    return finish(family, form.who, form.writing, [*pages, form.canvas.finished(starts=False)])


def _between(form: Form) -> None:
    """Between two parts: nothing, a space, or a note."""
    form.canvas.space(form.dice.weighted({0.0: 2, 0.5: 3, 1.2: 1}))
    if form.dice.chance(0.1):
        furniture.notes(form.canvas, 1)


def _elsewhere(form: Form) -> None:
    """An opinion's field that says where the opinion is: 別紙のとおり."""
    dice, canvas = form.dice, form.canvas
    label = "".join(opinion_parts.opinion_label(canvas, hint=0.1))
    flow(canvas, tagged(label, Tag.LABEL))
    text = dice.pick(
        ("別紙のとおり", "別紙参照", "別添のとおり", "別紙", "（別紙のとおり）", "裏面に記入", "裏面のとおり")
    )
    flow(canvas, tagged(text, Tag.CLOSING), span=(canvas.left + canvas.value_size, canvas.right), hand=canvas.hand)


def edge(form: Form) -> None:
    """A page number at the edge, at times."""
    if form.dice.chance(0.15):
        furniture.page_number(form.canvas)


def _person_behind(form: Form, family: str, put_on: Callable[[], Callable[[], None]]) -> Paper:
    """The second page with the fields about the submitter."""
    pages = [form.canvas.finished()]
    form.canvas = next_canvas(form.canvas)
    if form.dice.chance(0.4):
        furniture.title(form.canvas)
    put_on()()
    foot(form)
    edge(form)
    return finish(family, form.who, form.writing, [*pages, form.canvas.finished(starts=False)])


def _more_pages(form: Form, family: str) -> Paper:
    """The paper with as many further pages as the opinion asks for."""
    edge(form)
    pages: list[Page] = [form.canvas.finished()]
    while form.writing.rest and len(pages) < 4:
        form.canvas = next_canvas(form.canvas)
        _continuation(form)
        edge(form)
        pages.append(form.canvas.finished(starts=False))
    return finish(family, form.who, form.writing, pages)


def _continuation(form: Form) -> None:
    """A page that goes on with the opinion: bare, with a heading, or the form's own back with a box."""
    dice, canvas = form.dice, form.canvas
    if dice.chance(0.1):
        furniture.fax_header(canvas)
    if dice.chance(0.6):
        flow(
            canvas, tagged(opinions.continuation_head(dice), Tag.CLOSING), align=dice.pick(("left", "right", "center"))
        )
    last = dice.chance(0.8)
    box = (canvas.left, canvas.y, canvas.right, canvas.bottom)
    if dice.chance(0.3):
        pad = canvas.print_size * 0.6
        cell = canvas.cell(*box)
        running(canvas, form.writing, (box[0] + pad, box[1] + pad, box[2] - pad, box[3] - pad), cell=cell, last=last)
    elif dice.chance(0.15):
        dice.pick((opinion_parts.label_above, opinion_parts.ruled_lines))(
            canvas, form.writing, canvas.bottom, last=last
        )
    else:
        running(canvas, form.writing, box, last=last)
