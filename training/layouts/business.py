"""Letters of bodies and of several people: letterheads, representatives, contacts, petitions with signers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ocr_intake.extract.tags import Tag
from training.content import labels, printed, values
from training.content.people import signers
from training.content.phones import phone
from training.content.submitters import submitter
from training.layouts.letter_text import Body, body, put_body, word
from training.layouts.letters import dressed, put_addressee, put_closing, put_date, put_heads, put_title
from training.layouts.senders import contact_lines, free_sender, put_block, some
from training.layouts.sheets import GAPS, Sheets, paper_of, spaced
from training.paper import Tagged, joined, tagged

if TYPE_CHECKING:
    from training.content.submitters import Submitter
    from training.dice import Dice
    from training.layouts.senders import Given
    from training.layouts.sheets import Align
    from training.paper import Paper


def organization(dice: Dice) -> Submitter:
    """A submitter that is an organisation, wherever chance makes one within reason."""
    who = submitter(dice)
    for _ in range(100):
        if who.organization:
            break
        who = submitter(dice)
    return who


def _letterhead(sheets: Sheets, who: Submitter, given: Given, *, named: bool) -> None:
    """Set the printed head or foot of a body's paper: its name in large, address and numbers in small print."""
    dice, small = sheets.dice, sheets.canvas.print_size * sheets.dice.uniform(0.7, 1)
    aligns: tuple[Align, ...] = ("left", "centre", "right")
    align = dice.pick(aligns)
    if named:
        name = values.organization_text(dice, who)
        logo = tagged(word(dice, "logo", who) + dice.pick(["", " ", "　"]), Tag.OTHER) if dice.chance(0.2) else Tagged()
        sheets.line(logo + name, align=align, size=sheets.canvas.print_size * dice.uniform(1.1, 2.2), hand=False)
    place = values.address_lines(dice, who, code=True, most=2) if given.place and who.address else []
    contact = contact_lines(dice, who, given)
    if len(place) == 1 and contact and dice.chance(0.35):
        place, contact = [spaced([place[0], *contact], dice.pick(GAPS))], []
    for line in [*place, *contact]:
        sheets.line(line, align=align, size=small, hand=False)
    if dice.chance(0.4):
        y = sheets.canvas.y
        sheets.canvas.rule(sheets.left, y, sheets.right, y)
    sheets.gap(0.7)


def _contact_person(dice: Dice, who: Submitter) -> list[Tagged]:
    """Who looks after the matter: somebody who does not submit, with an extension or a number of their own."""
    label = tagged(word(dice, "contact_label", who) + dice.pick(["：", "　", ":", " ", ""]), Tag.LABEL)
    lines = [label + values.other_person_text(dice, who)]
    if dice.chance(0.4):
        lines[0] += tagged(word(dice, "extension", who), Tag.OTHER_PERSON)
    if who.other_phone and dice.chance(0.6):
        mark = tagged(labels.mark(dice, "phone"), Tag.LABEL)
        lines.append(mark + values.other_phone_text(dice, who))
    return [spaced(lines, dice.pick(GAPS))] if dice.chance(0.3) else lines


def letter_business(dice: Dice, who: Submitter | None = None) -> Paper:
    """A body's letter: number, date, addressee, letterhead or sender, title, greeting, text, contact."""
    who = who or organization(dice)
    sheets = Sheets(dice, hand=dice.chance(0.08))
    given = some(dice)
    where = dice.weighted({"head": 4, "foot": 2, "sender": 5})
    if where == "head":
        _letterhead(sheets, who, given, named=dice.chance(0.7))
    number = tagged(word(dice, "document_number", who), Tag.OTHER) if dice.chance(0.35) else Tagged()
    date = values.date_text(dice) if dice.chance(0.85) else Tagged()
    for line in (number, date):
        sheets.line(line, align="right")
    put_addressee(sheets)
    if where == "sender":
        put_block(sheets, free_sender(dice, who, given))
    else:
        put_block(sheets, values.who_lines(dice, who))
    sheets.gap(0.7)
    if dice.chance(0.85):
        title = tagged(word(dice, "business_title", who), Tag.HEADING)
        sheets.line(title, align="centre", size=sheets.size * dice.uniform(1, 1.3))
        sheets.gap(0.6)
    else:
        put_title(sheets, who)
    greeted = dice.chance(0.5)
    text = body(dice, who, letter=not greeted)
    if greeted:
        greeting, farewell = word(dice, "business_greeting", who), dice.pick(["敬具", "敬具", "謹白", ""])
        text = Body((tagged(greeting, Tag.OPINION), *text.parts, tagged(farewell, Tag.OPINION)))
    put_body(sheets, text)
    put_closing(sheets, 0.5)
    if dice.chance(0.4):
        sheets.gap(0.7)
        put_block(sheets, _contact_person(dice, who))
    if where == "foot":
        sheets.gap(1)
        _letterhead(sheets, who, given, named=dice.chance(0.4))
    return paper_of("letter_business", dressed(dice, sheets.finished(), who), who, text.paragraphs)


def _others(dice: Dice, *, placed: bool) -> list[Tagged]:
    """Further signers, a line each, with their own addresses or numbers."""
    lines = []
    for _ in range(dice.randint(1, 5)):
        other = submitter(dice)
        parts = [other.person.written]
        if placed:
            parts.insert(dice.pick([0, 1]), "".join(other.address))
        if dice.chance(0.2):
            parts.append(other.phone)
        lines.append(tagged(dice.pick(GAPS).join(part for part in parts if part), Tag.OTHER_PERSON))
    return lines


def letter_petition(dice: Dice, who: Submitter | None = None) -> Paper:
    """A letter that several people sign: the first one or the body submits, the others stand beside."""
    who = who or submitter(dice)
    if not who.organization and dice.chance(0.25):
        who = replace(who, person=signers(dice))
    sheets = Sheets(dice)
    put_heads(sheets, who, title=0.85, to=0.7, date=0.4)
    first = free_sender(dice, who, some(dice))
    head = dice.chance(0.3)
    if head:
        put_block(sheets, first)
        sheets.gap(0.5)
    text = body(dice, who)
    put_body(sheets, text)
    put_closing(sheets, 0.4)
    if not head:
        if dice.chance(0.3):
            put_date(sheets)
        put_block(sheets, first)
    if dice.chance(0.85):
        sheets.gap(dice.pick([0, 0.5, 1]))
        section = "members" if who.organization and dice.chance(0.6) else "signers"
        if dice.chance(0.65):
            sides = dice.pick(["【】", "（）", "", "", "＜＞"]) or "　　"
            sheets.line(tagged(f"{sides[0]}{word(dice, section, who)}{sides[1]}".strip("　"), Tag.LABEL))
        put_block(sheets, _others(dice, placed=section == "signers" and dice.chance(0.75)))
    return paper_of("letter_petition", dressed(dice, sheets.finished(), who), who, text.paragraphs)


def cover_lines(dice: Dice, who: Submitter, given: Given, *, named: bool = True) -> list[Tagged]:
    """The rows of a fax cover: to whom, from whom if ``named``, about what, how many pages."""
    colon, space = dice.pick([("：", ""), ("", "　"), ("", " "), (":", " "), ("：", "　"), ("", "　　")])

    def labelled(section: str, value: Tagged) -> Tagged:
        return joined([tagged(word(dice, section, who) + colon, Tag.LABEL), tagged(space, Tag.OTHER), value])

    office = [tagged(text, Tag.OFFICE) for line in printed.office_contact(dice) for text in line.split("\n")]
    to = [labelled("cover_to", tagged(printed.addressee(dice).replace("\n", " "), Tag.OFFICE))]
    if dice.chance(0.35):
        to += office[-2:]
    if dice.chance(0.3):
        number = re.sub("[^0-9-]", "", phone(dice))
        to.append(tagged(labels.mark(dice, "fax") + dice.pick(["", " ", "　"]), Tag.LABEL) + tagged(number, Tag.OFFICE))
    person = values.who_lines(dice, who)
    sender = [labelled("cover_from", person[0]), *person[1:]]
    if given.place and who.address and dice.chance(0.6):
        sender += values.address_lines(dice, who, code=dice.chance(0.7), most=2)
    sender += contact_lines(dice, who, given)
    if dice.chance(0.15):
        sender += _contact_person(dice, who)
    rest = [
        labelled("cover_subject", tagged(word(dice, "title", who), Tag.HEADING)),
        labelled("cover_pages", tagged(word(dice, "cover_pages_text", who), Tag.OTHER)),
        labelled("mail_date", values.date_text(dice)),
    ]
    rest = [line for line in rest if dice.chance(0.65)]
    blocks = [to, sender, rest] if named else [to, rest]
    if dice.chance(0.35):
        dice.shuffle(blocks)
    return [line for block in blocks for line in block]


def put_cover(sheets: Sheets, who: Submitter, given: Given, *, named: bool = True) -> None:
    """Set a fax cover from the cursor on; if ``named`` with its sender."""
    dice = sheets.dice
    size = sheets.canvas.print_size * dice.uniform(1.2, 2)
    title = tagged(word(dice, "cover_title", who), Tag.HEADING)
    sheets.line(title, align=dice.pick(["centre", "centre", "left"]), size=size, hand=False)
    sheets.gap(0.8)
    for line in cover_lines(dice, who, given, named=named):
        sheets.line(line)
        sheets.canvas.y += sheets.pitch * dice.uniform(0, 0.4)
    for _ in range(dice.pick([0, 1, 1, 2])):
        sheets.gap(0.7)
        sheets.line(tagged(word(dice, dice.pick(["cover_note", "cover_note", "enclosure"]), who), Tag.NOTE), hand=False)


def cover_paper(dice: Dice, who: Submitter) -> Sheets:
    """A cover sheet with a sender of its own on it, ready to be finished or gone on with."""
    sheets = Sheets(dice)
    put_cover(sheets, who, some(dice))
    return sheets
