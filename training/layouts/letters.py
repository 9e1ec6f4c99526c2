"""Letters: a head, a text and a sender without a form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag
from training.content import labels, printed, values
from training.content.places import city_name
from training.content.submitters import submitter
from training.layouts.faxes import faxed
from training.layouts.letter_text import WORDS, body, own_label, put_body, word
from training.layouts.senders import asked, contact_lines, free_sender, put_block, put_labelled, some
from training.layouts.senders import own_label as asking
from training.layouts.sheets import GAPS, Sheets, numbered, paper_of, spaced, with_run
from training.paper import Tagged, joined, tagged

if TYPE_CHECKING:
    from training.content.submitters import Submitter
    from training.dice import Dice
    from training.paper import Page, Paper

CLOSINGS: Final = ("以上", "以　上", "以　　上", "（以上）", "おわり", "以上　")


def put_title(sheets: Sheets, who: Submitter) -> None:
    """Set what the letter is about."""
    dice = sheets.dice
    text = word(dice, "title", who) if dice.chance(0.7) else printed.paper_title(dice)
    scale = dice.uniform(1, 1.5) if dice.chance(0.4) else 1.0
    label = Tagged()
    if dice.chance(0.12):
        label = tagged(labels.short_label(dice, "subject") + dice.pick(["：", ":", "　"]), Tag.LABEL)
    sheets.line(
        label + tagged(text, Tag.HEADING), align=dice.pick(["centre", "centre", "left"]), size=sheets.size * scale
    )
    sheets.gap(dice.pick([0, 0.5, 1]))


def addressee_lines(dice: Dice) -> list[Tagged]:
    """To whom: the city, on one line or as a block with its address and numbers."""
    lines = [printed.addressee(dice)]
    if dice.chance(0.1):
        lines.append(
            WORDS.one(dice, "office", {"city": city_name})
            + dice.pick(["　御中", " 御中", "　行", "", "　様", "　あて"])
        )
    if dice.chance(0.12):
        contact = printed.office_contact(dice)
        lines = [*contact, *lines] if dice.chance(0.5) else [*lines, *contact]
    elif dice.chance(0.06):  # as on the envelope: the office's own place over its name
        office = submitter(dice)
        lines = [f"〒{office.postal_code}" if office.postal_code else "", "".join(office.address), *lines]
        lines = [line for line in lines if line]
    return [tagged(text, Tag.OFFICE) for line in lines for text in line.split("\n")]


def put_addressee(sheets: Sheets) -> None:
    """Set to whom the letter goes."""
    left = sheets.dice.pick([sheets.left, sheets.left, sheets.inset])
    for line in addressee_lines(sheets.dice):
        sheets.line(line, left=left)
    sheets.gap(sheets.dice.pick([0, 0.5, 1]))


def put_date(sheets: Sheets) -> None:
    """Set when it was written."""
    sheets.line(values.date_text(sheets.dice), align=sheets.dice.pick(["right", "right", "left"]))


def put_heads(sheets: Sheets, who: Submitter, *, title: float, to: float, date: float) -> None:
    """Set title, addressee and date in any order, each by its chance."""
    dice = sheets.dice
    chosen = [name for name, share in (("date", date), ("to", to), ("title", title)) if dice.chance(share)]
    if {"date", "to"} <= set(chosen) and dice.chance(0.12):
        first, second = tagged(printed.addressee(dice).replace("\n", " "), Tag.OFFICE), values.date_text(dice)
        sheets.both(*((first, second) if dice.chance(0.7) else (second, first)))
        chosen = [name for name in chosen if name == "title"]
    if dice.chance(0.35):
        dice.shuffle(chosen)
    for name in chosen:
        if name == "date":
            put_date(sheets)
        elif name == "to":
            put_addressee(sheets)
        else:
            put_title(sheets, who)


def put_closing(sheets: Sheets, chance: float) -> None:
    """Set 以上, mostly at the right."""
    if sheets.dice.chance(chance):
        text = tagged(sheets.dice.pick(CLOSINGS), Tag.CLOSING)
        sheets.line(text, align=sheets.dice.pick(["right", "right", "right", "left", "centre"]))


def dressed(dice: Dice, pages: list[Page], who: Submitter) -> list[Page]:
    """The pages with what comes onto a letter when it is done and on its way: page numbers, a stamp, a fax header."""
    small = min(pages[0].width, pages[0].height) / 1654
    if dice.chance(0.1):
        numbers = [number for number in (who.phone, who.fax) if number]
        pages = faxed(dice, pages, numbers=numbers, names=[who.organization or who.person.written])
    if dice.chance(0.55 if len(pages) > 1 else 0.06):
        pages = numbered(dice, pages)
    if len(pages) > 1 and dice.chance(0.3):
        mark = tagged(word(dice, "continued", who), Tag.CLOSING)
        where = (dice.pick([0.45, 0.78]), 0.962)
        pages = [*(with_run(page, mark, where=where, size=28 * small, hand=True) for page in pages[:-1]), pages[-1]]
    if dice.chance(0.08):
        x, y = dice.uniform(0.05, 0.8), dice.uniform(0.02, 0.85)
        size = dice.uniform(24, 40) * small
        for index, text in enumerate(line for part in printed.stamp(dice) for line in part.split("\n")):
            place = (x + dice.uniform(-0.01, 0.01), y + index * size * 1.25 / pages[0].height)
            pages = [with_run(pages[0], tagged(text, Tag.OTHER), where=place, size=size), *pages[1:]]
    return pages


def letter_head(dice: Dice, who: Submitter | None = None) -> Paper:
    """A letter whose sender stands at its head."""
    who = who or submitter(dice)
    sheets = Sheets(dice)
    sender = free_sender(dice, who, some(dice))
    title_last = dice.chance(0.5)
    if dice.chance(0.5):
        put_heads(sheets, who, title=0 if title_last else 0.7, to=0.7, date=0.6)
        put_block(sheets, sender)
    else:
        put_block(sheets, sender)
        put_heads(sheets, who, title=0 if title_last else 0.7, to=0.6, date=0.5)
    sheets.gap(dice.pick([0, 0.5, 1, 2]))
    if title_last and dice.chance(0.75):
        put_title(sheets, who)
    text = body(dice, who)
    put_body(sheets, text)
    put_closing(sheets, 0.3)
    return paper_of("letter_head", dressed(dice, sheets.finished(), who), who, text.paragraphs)


def letter_foot(dice: Dice, who: Submitter | None = None) -> Paper:
    """A letter whose sender stands at its foot: behind 以上, or straight behind the text."""
    who = who or submitter(dice)
    sheets = Sheets(dice)
    put_heads(sheets, who, title=0.65, to=0.5, date=0.3)
    text = body(dice, who)
    put_body(sheets, text)
    put_closing(sheets, 0.4)
    sheets.gap(dice.pick([0, 0, 0.5, 1, 2, 4]))
    if dice.chance(0.25):
        put_date(sheets)
    put_block(sheets, free_sender(dice, who, some(dice)))
    if dice.chance(0.2):
        put_addressee(sheets)
    return paper_of("letter_foot", dressed(dice, sheets.finished(), who), who, text.paragraphs)


def letter_labelled(dice: Dice, who: Submitter | None = None) -> Paper:
    """A letter whose sender labels what they tell, before or behind the text."""
    who = who or submitter(dice)
    sheets = Sheets(dice)
    fields = asked(dice, who, some(dice))
    put_heads(sheets, who, title=0.65, to=0.5, date=0.4)
    text = body(dice, who)
    first = dice.chance(0.62)
    if first:
        if dice.chance(0.12):
            sheets.line(tagged(labels.block_label(dice), Tag.LABEL))
        put_labelled(sheets, fields)
        sheets.gap(dice.pick([0, 0.5, 1]))
        if dice.chance(0.35) and text.parts[0].tags[0] != Tag.LABEL:
            sheets.line(own_label(dice, "opinion_label", who))
    put_body(sheets, text)
    put_closing(sheets, 0.3)
    if not first:
        sheets.gap(dice.pick([0, 0.5, 1, 2]))
        put_labelled(sheets, fields)
    return paper_of("letter_labelled", dressed(dice, sheets.finished(), who), who, text.paragraphs)


def letter_form_like(dice: Dice, who: Submitter | None = None) -> Paper:
    """A letter built like a form: an introduction, 記, numbered items, 以上."""
    who = who or submitter(dice)
    sheets = Sheets(dice, hand=dice.chance(0.35))
    style = dice.pick(range(1, labels.NUMBER_STYLES))
    outside = dice.chance(0.3)
    put_heads(sheets, who, title=0.85, to=0.8, date=0.7)
    if outside:
        put_block(sheets, free_sender(dice, who, some(dice)))
    if dice.chance(0.7):
        sheets.line(tagged("　" if sheets.indented else "", Tag.OTHER) + tagged(printed.intro(dice), Tag.NOTE))
    if dice.chance(0.6):
        sheets.line(tagged(dice.pick(["記", "記", "　記　", "- 記 -"]).strip(), Tag.CLOSING), align="centre")
    text = body(dice, who, letter=False)
    index = 0
    deeper = sheets.left + sheets.size * dice.pick([0, 1, 1, 2])
    for kind, lines in [] if outside else asked(dice, who, some(dice)):
        head = tagged(labels.number_of(dice, index, style) + dice.pick(["", "", "　"]) + asking(dice, kind), Tag.LABEL)
        gap = tagged(dice.pick(["　", "　　", "：", "　：　"]), Tag.LABEL if dice.chance(0.2) else Tag.OTHER)
        if dice.chance(0.25):
            sheets.line(head)
            for line in lines:
                sheets.line(line, left=deeper)
        else:
            sheets.line(joined([head, gap, lines[0]]), hang=sheets.size * 4)
            for line in lines[1:]:
                sheets.line(line, left=deeper + sheets.size * 5)
        index += 1
    if text.parts[0].tags[0] != Tag.LABEL:
        number = labels.number_of(dice, index, style)
        sheets.line(tagged(f"{number}{word(dice, 'opinion_label', who)}", Tag.LABEL))
    put_body(sheets, text, left=deeper)
    put_closing(sheets, 0.7)
    return paper_of("letter_form_like", dressed(dice, sheets.finished(), who), who, text.paragraphs)


def _vertical(dice: Dice, family: str, *, head: bool) -> Paper:
    who = submitter(dice, vertical=True)
    sheets = Sheets(dice, vertical=True, hand=dice.chance(0.8))
    sender = free_sender(dice, who, some(dice))
    text = body(dice, who)
    if head:
        if dice.chance(0.5):
            put_title(sheets, who)
        put_block(sheets, sender)
        put_heads(sheets, who, title=0.3, to=0.5, date=0.4)
        put_body(sheets, text)
        put_closing(sheets, 0.3)
    else:
        put_heads(sheets, who, title=0.6, to=0.2, date=0.15)
        put_body(sheets, text)
        put_closing(sheets, 0.25)
        sheets.gap(dice.pick([0, 0.5, 1]))
        if dice.chance(0.6):
            put_date(sheets)
        put_block(sheets, sender)
        if dice.chance(0.65):
            put_addressee(sheets)
    return paper_of(family, dressed(dice, sheets.finished(), who), who, text.paragraphs)


def letter_vertical_head(dice: Dice) -> Paper:
    """A letter in columns whose sender comes first."""
    return _vertical(dice, "letter_vertical_head", head=True)


def letter_vertical_foot(dice: Dice) -> Paper:
    """A letter in columns as letters are: text, date, sender, addressee."""
    return _vertical(dice, "letter_vertical_foot", head=False)


def letter_signed(dice: Dice, who: Submitter | None = None) -> Paper:
    """A letter that says who writes in one line: 〇〇町内会 会長 佐藤花子, or a name; the rest at the other end."""
    who = who or submitter(dice)
    sheets = Sheets(dice)
    lines = [spaced(values.who_lines(dice, who), dice.pick(GAPS))]
    place = values.address_lines(dice, who, code=dice.chance(0.8)) if dice.chance(0.35) else []
    contact = contact_lines(dice, who, some(dice)) if dice.chance(0.35) else []
    head = dice.chance(0.4)
    put_heads(sheets, who, title=0.5, to=0.4, date=0.3)
    put_block(sheets, lines if head else [*place, *contact])
    text = body(dice, who)
    put_body(sheets, text)
    put_closing(sheets, 0.25)
    put_block(sheets, [*place, *contact] if head else lines)
    return paper_of("letter_signed", dressed(dice, sheets.finished(), who), who, text.paragraphs)


def letter_anonymous(dice: Dice, who: Submitter | None = None) -> Paper:
    """A letter that does not say who writes: nothing at all, a word such as 一市民, or the town alone."""
    who = who or submitter(dice)
    who = replace(who, address=who.address[:1], postal_code="")
    sheets = Sheets(dice)
    put_heads(sheets, who, title=0.6, to=0.5, date=0.3)
    text = body(dice, who)
    put_body(sheets, text)
    put_closing(sheets, 0.3)
    word_for = tagged(word(dice, "anonymous", who), Tag.OTHER) if dice.chance(0.6) else Tagged()
    town = values.address_lines(dice, who, code=False, most=1) if dice.chance(0.25) else []
    gap = dice.pick(GAPS)
    sheets.line(spaced([*town, word_for], gap), align=dice.pick(["right", "left", "right"]))
    return paper_of("letter_anonymous", dressed(dice, sheets.finished(), who), who, text.paragraphs)
