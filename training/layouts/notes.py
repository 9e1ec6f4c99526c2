"""Short and split papers: postcards, slips, letters over several sheets, attachments, fax covers with what follows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag
from training.content import labels, printed, values
from training.content.submitters import submitter
from training.layouts.business import put_cover
from training.layouts.letter_text import body, own_label, put_body, word
from training.layouts.letters import (
    dressed,
    letter_foot,
    letter_form_like,
    letter_head,
    letter_labelled,
    put_closing,
    put_heads,
)
from training.layouts.senders import asked, free_sender, put_block, put_labelled, some
from training.layouts.sheets import GAPS, Sheets, numbered, paper_of, spaced
from training.paper import Tagged, tagged

if TYPE_CHECKING:
    from collections.abc import Callable

    from training.content.submitters import Submitter
    from training.dice import Dice
    from training.paper import Paper

CARD: Final = (787.0, 1165.0)
"""A postcard at 200 dpi, pixels."""


def _put_front(sheets: Sheets, who: Submitter, *, sender: bool) -> None:
    """Set a postcard's front: the office's address, its name in large, the sender small beside or below."""
    dice, size = sheets.dice, sheets.size
    office = [text for line in printed.office_contact(dice) for text in line.split("\n")]
    lines = [printed.addressee(dice).replace("\n", " ")]
    if dice.chance(0.7):
        lines = [*office[:2], *lines]
    own = free_sender(dice, who, some(dice)) if sender else []
    blocks = [([tagged(text, Tag.OFFICE) for text in lines], 1.3), (own, 0.8)]
    for block, scale in reversed(blocks) if dice.chance(0.25) else blocks:
        left = sheets.left + sheets.width * dice.uniform(0, 0.3)
        for line in block:
            sheets.line(line, left=left, size=size * scale)
        sheets.gap(dice.uniform(1, 3))
    if dice.chance(0.3):
        sheets.line(tagged(word(dice, "card_print", who), Tag.OTHER), hand=False)


def letter_card(dice: Dice, who: Submitter | None = None) -> Paper:
    """A postcard: the text with the sender at its foot or head, or the front with the sender and the text behind."""
    vertical = dice.chance(0.4)
    who = who or submitter(dice, vertical=vertical)
    sheets = Sheets(dice, vertical=vertical, hand=dice.chance(0.85))
    if dice.chance(0.75):
        sheets.cut_to(*CARD)
    given = some(dice)
    sides = dice.weighted({"back": 5, "front and back": 3, "back and front": 1})
    on_front = sides != "back" and dice.chance(0.7)
    text = body(dice, who, amount=dice.randint(30, 220), letter=dice.chance(0.2))
    if sides == "front and back":
        _put_front(sheets, who, sender=on_front)
        sheets.turn()
    head = dice.chance(0.25)
    put_heads(sheets, who, title=0.4, to=0.15 if sides == "back" else 0, date=0.15)
    if not on_front and head:
        put_block(sheets, free_sender(dice, who, given))
    put_body(sheets, text)
    if not on_front and not head:
        sheets.gap(dice.pick([0, 0.3, 1]))
        put_block(sheets, free_sender(dice, who, given))
    if sides == "back and front":
        sheets.turn()
        _put_front(sheets, who, sender=on_front)
    return paper_of("letter_card", sheets.finished(), who, text.paragraphs)


def note_slip(dice: Dice, who: Submitter | None = None) -> Paper:
    """A sheet of note paper: an opinion and a name, hardly more."""
    who = who or submitter(dice)
    sheets = Sheets(dice, hand=dice.chance(0.9))
    if dice.chance(0.5):
        sheets.cut_to(dice.uniform(700, 1300), dice.uniform(900, 1700))
    person = values.who_lines(dice, who)
    town = values.address_lines(dice, who, code=False, most=1) if dice.chance(0.2) else []
    who = who if town else replace(who, postal_code="")
    lines = [spaced([*town, *person], dice.pick(GAPS))] if dice.chance(0.5) else [*town, *person]
    if dice.chance(0.15):
        lines[0] = tagged(labels.short_label(dice, "name") + dice.pick(["：", "　", " "]), Tag.LABEL) + lines[0]
    head = dice.chance(0.3)
    if head:
        put_block(sheets, lines)
    put_heads(sheets, who, title=0.25, to=0.15, date=0.12)
    text = body(dice, who, amount=dice.randint(15, 200), letter=False)
    put_body(sheets, text)
    if not head:
        put_block(sheets, lines)
    return paper_of("note_slip", dressed(dice, sheets.finished(), who), who, text.paragraphs)


def _put_sender(sheets: Sheets, who: Submitter) -> None:
    """Set who submits, with labels or without."""
    dice = sheets.dice
    if dice.chance(0.5):
        put_block(sheets, free_sender(dice, who, some(dice)))
    else:
        put_labelled(sheets, asked(dice, who, some(dice)))


def _put_continuation_head(sheets: Sheets, who: Submitter) -> None:
    """Set 別紙 or 続き over a further sheet, or nothing."""
    dice = sheets.dice
    if dice.chance(0.55):
        mark = tagged(word(dice, "continuation", who), Tag.CLOSING)
        sheets.line(mark, align=dice.pick(["left", "left", "right", "centre"]))
        sheets.gap(0.4)


def letter_long(dice: Dice, who: Submitter | None = None) -> Paper:
    """A letter over two sheets or more; the sender stands on the first, on the second or on the last one."""
    vertical = who is None and dice.chance(0.2)
    who = who or submitter(dice, vertical=vertical)
    sheets = Sheets(dice, vertical=vertical)
    place = dice.weighted({"first": 3, "last": 3, "own sheet": 1.5})
    put_heads(sheets, who, title=0.7, to=0.5, date=0.4)
    if place == "first":
        _put_sender(sheets, who)
        sheets.gap(0.5)
    text = body(dice, who, amount=dice.randint(600, 2400), letter=dice.chance(0.4))
    put_body(sheets, text)
    if sheets.number == 1 and place != "own sheet" and dice.chance(0.5):
        sheets.turn()
        _put_continuation_head(sheets, who)
        more = body(dice, who, amount=dice.randint(80, 500), letter=False)
        put_body(sheets, more)
        text = replace(text, parts=(*text.parts, *more.parts))
    put_closing(sheets, 0.4)
    if place == "own sheet":
        sheets.turn()
    if place != "first":
        sheets.gap(0.5)
        _put_sender(sheets, who)
    pages = dressed(dice, sheets.finished(), who)
    return paper_of("letter_long", pages, who, text.paragraphs)


def letter_attachment(dice: Dice, who: Submitter | None = None) -> Paper:
    """A sheet with the sender's data and, on sheets of its own, 別紙 with the opinion."""
    who = who or submitter(dice)
    sheets = Sheets(dice)
    put_heads(sheets, who, title=0.85, to=0.7, date=0.6)
    _put_sender(sheets, who)
    sheets.gap(1)
    if dice.chance(0.75):
        label = own_label(dice, "opinion_label", who) if dice.chance(0.6) else Tagged()
        see = tagged(word(dice, "see_attachment", who), Tag.CLOSING)
        sheets.line(spaced([label, see], dice.pick(GAPS)))
    put_closing(sheets, 0.3)
    sheets.turn()
    _put_continuation_head(sheets, who)
    if dice.chance(0.3):
        sheets.line(tagged(word(dice, "title", who), Tag.HEADING), align=dice.pick(["left", "centre"]))
    text = body(dice, who, amount=dice.randint(150, 1500), letter=False)
    put_body(sheets, text)
    put_closing(sheets, 0.4)
    pages = dressed(dice, sheets.finished(), who)
    return paper_of("letter_attachment", pages, who, text.paragraphs)


FOLLOWING: Final[tuple[Callable[[Dice, Submitter | None], Paper], ...]] = (
    letter_head,
    letter_foot,
    letter_labelled,
    letter_form_like,
    letter_attachment,
)


def fax_cover(dice: Dice, who: Submitter | None = None) -> Paper:
    """A fax cover and what follows: the whole letter, or the opinion alone where the cover holds the sender's data."""
    who = who or submitter(dice)
    sheets = Sheets(dice)
    follows = dice.chance(0.6)
    put_cover(sheets, who, some(dice), named=not follows or dice.chance(0.6))
    if follows:
        cover = [replace(page, cover=True, starts=False) for page in sheets.finished()]
        letter = dice.pick(FOLLOWING)(dice, who)
        pages = [*cover, *letter.pages]
        if dice.chance(0.2):
            pages = numbered(dice, pages)
        return replace(letter, family="fax_cover", pages=tuple(pages))
    sheets.turn()
    if dice.chance(0.5):
        _put_continuation_head(sheets, who)
    if dice.chance(0.4):
        sheets.line(tagged(word(dice, "title", who), Tag.HEADING), align="centre")
    text = body(dice, who, letter=dice.chance(0.3))
    put_body(sheets, text)
    put_closing(sheets, 0.3)
    return paper_of("fax_cover", dressed(dice, sheets.finished(), who), who, text.paragraphs)
