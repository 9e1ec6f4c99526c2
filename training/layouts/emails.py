"""Printed electronic mail: headers, text and signature; and what a web form mails to the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag
from training.content import labels, printed, values
from training.content.submitters import submitter
from training.layouts.letter_text import WORDS, Body, body, put_body, word
from training.layouts.letters import put_closing
from training.layouts.senders import BRACKETS, asked, free_sender, put_labelled, some
from training.layouts.sheets import GAPS, Sheets, paper_of, spaced, with_run
from training.paper import Tagged, joined, tagged, width_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from training.content.submitters import Submitter
    from training.dice import Dice
    from training.paper import Page, Paper

OFFICE_BOXES: Final = ("kikaku", "soumu", "info", "pubcom", "seisaku", "machi", "kankyo", "iken", "koho", "fukushi")
OFFICE_HOSTS: Final = (
    "city.example.lg.jp",
    "town.example.lg.jp",
    "pref.example.lg.jp",
    "city.example.jp",
    "vill.example.jp",
)
ENDS: Final = (
    "-----End-----",
    "----- 元のメッセージ -----",
    "1/1",
    "1",
    "ページ 1 / 1",
    "EOF",
    "[EOM]",
)


def _from_text(dice: Dice, who: Submitter) -> Tagged:
    """Who a mail is from: a name, an address, or both in one of the programs' forms."""
    name = values.organization_text(dice, who) if who.organization else tagged(who.person.written, Tag.NAME)
    if not who.email:
        return name
    mail = tagged(who.email, Tag.EMAIL)
    sides = dice.pick([(" <", ">"), ("<", ">"), (" [", "]"), ("（", "）"), (' "<', '>"'), ("　", "")])
    both = joined([name, tagged(sides[0], Tag.OTHER), mail, tagged(sides[1], Tag.OTHER)])
    return dice.pick([both, both, mail, name])


def _office_mail(dice: Dice, who: Submitter) -> Tagged:
    """The office's mail address, with its name or without."""
    mail = f"{dice.pick(OFFICE_BOXES)}@{dice.pick(OFFICE_HOSTS)}"
    office = word(dice, "office", who)
    return tagged(dice.pick([mail, f"{office} <{mail}>", f"<{mail}>", office, f"'{mail}'"]), Tag.OFFICE)


def _put_headers(sheets: Sheets, who: Submitter) -> None:
    """Set the mail's headers, in one of the orders of mail programs."""
    dice = sheets.dice
    rows: dict[str, Callable[[], Tagged]] = {
        "mail_from": lambda: _from_text(dice, who),
        "mail_date": lambda: values.date_text(dice),
        "mail_to": lambda: _office_mail(dice, who),
        "mail_subject": lambda: tagged(word(dice, "mail_subject_text", who) or "意見", Tag.HEADING),
    }
    names = list(rows)
    if dice.chance(0.5):
        dice.shuffle(names)
    colon = dice.pick([": ", "：", ":", "： ", "　", "    "])
    column = sheets.size * dice.uniform(3.5, 8) if dice.chance(0.35) else 0.0
    if dice.chance(0.25):
        owner = word(dice, "office", who) + dice.pick(["", "", "　共有", " 代表メール", "（受信）"])
        sheets.line(tagged(owner, Tag.OFFICE), size=sheets.size * 1.15)
        sheets.canvas.rule(sheets.left, sheets.canvas.y, sheets.right, sheets.canvas.y)
        sheets.gap(0.4)
    for name in names:
        if name != "mail_from" and dice.chance(0.12):
            continue
        label, text = tagged(word(dice, name, who) + colon.rstrip(), Tag.LABEL), rows[name]()
        if column > width_of(label.text, sheets.size):
            sheets.canvas.put(label, sheets.left, sheets.canvas.y, size=sheets.size)
            sheets.line(text, left=sheets.left + column)
        else:
            sheets.line(joined([label, tagged(colon.strip("：:"), Tag.OTHER), text]))
    if dice.chance(0.4):
        sheets.canvas.rule(sheets.left, sheets.canvas.y, sheets.right, sheets.canvas.y)
    sheets.gap(dice.pick([0.5, 1, 1.5]))


def _put_signature(sheets: Sheets, who: Submitter) -> None:
    """Set the sender's signature between lines of dashes, stars or nothing."""
    dice = sheets.dice
    line = tagged(word(dice, "signature_line", who), Tag.OTHER) if dice.chance(0.7) else Tagged()
    sheets.line(line)
    lines = free_sender(dice, who, some(dice))
    indent = sheets.left + sheets.size * dice.pick([0, 0, 0, 1, 2])
    for text in lines:
        sheets.line(text, left=indent)
    if dice.chance(0.6):
        sheets.line(line)


def _put_quote(sheets: Sheets) -> None:
    """Set the office's own mail, quoted under an answer to it."""
    dice = sheets.dice
    office = [text for line in printed.office_contact(dice) for text in line.split("\n")]
    texts = [(printed.intro(dice), Tag.NOTE), (printed.note(dice), Tag.NOTE), *((text, Tag.OFFICE) for text in office)]
    sign = dice.pick(["> ", ">", "＞", ">> ", "| ", ""])
    sheets.line(tagged(dice.pick(["-----Original Message-----", "----- 元のメッセージ -----", "――――――"]), Tag.OTHER))
    for text, tag in texts:
        sheets.line(tagged(sign, Tag.OTHER) + tagged(text.replace("\n", " "), tag))


def _printed_mail(dice: Dice, sheets: Sheets) -> list[Page]:
    """The pages with what a mail program prints at the foot."""
    pages = sheets.finished()
    if dice.chance(0.3):
        size = sheets.canvas.print_size * 0.8
        pages = [
            with_run(page, tagged(f"{number}/{len(pages)}", Tag.OTHER), where=(0.9, 0.965), size=size)
            for number, page in enumerate(pages, start=1)
        ]
    return pages


def email(dice: Dice, who: Submitter | None = None) -> Paper:
    """A printed mail: headers, addressee, greeting, text, who writes."""
    who = who or submitter(dice)
    sheets = Sheets(dice, hand=False)
    _put_headers(sheets, who)
    if dice.chance(0.5):
        sheets.line(tagged(printed.addressee(dice).replace("\n", " "), Tag.OFFICE))
        sheets.gap(0.5)
    text = body(dice, who, letter=False)
    if dice.chance(0.5):
        text = Body((tagged(word(dice, "mail_greeting", who), Tag.OPINION), *text.parts))
    way = dice.weighted({"signature": 5, "head": 2, "labels": 2, "headers": 0.6})
    if way == "head":
        for line in free_sender(dice, who, some(dice)):
            sheets.line(line)
        sheets.gap(0.5)
    elif way == "labels" and dice.chance(0.6):
        put_labelled(sheets, asked(dice, who, some(dice)))
        sheets.gap(0.5)
        way = "done"
    put_body(sheets, text, left=sheets.left)
    put_closing(sheets, 0.15)
    sheets.gap(0.7)
    if way == "signature":
        _put_signature(sheets, who)
    elif way == "labels":
        put_labelled(sheets, asked(dice, who, some(dice)))
    if dice.chance(0.12):
        sheets.gap(1)
        _put_quote(sheets)
    elif dice.chance(0.1):
        sheets.line(tagged(dice.pick(ENDS), Tag.OTHER))
    return paper_of("email", _printed_mail(dice, sheets), who, text.paragraphs)


def web_mail(dice: Dice, who: Submitter | None = None) -> Paper:
    """What a form on the web mails: every label in the same brackets, its value behind or under it."""
    who = who or submitter(dice)
    sheets = Sheets(dice, hand=False)
    if dice.chance(0.6):
        _put_headers(sheets, who)
    for _ in range(dice.pick([0, 1, 1, 2])):
        sheets.line(tagged(WORDS.one(dice, "web_head"), Tag.NOTE))
    text = body(dice, who, letter=False)
    sides = dice.pick([*BRACKETS, "■：", "・：", "●　", "　：", "　:", "◆　", "*:", "　＝", "　|"])
    under, apart = dice.chance(0.35), dice.chance(0.3)

    def head(kind: str) -> Tagged:
        label = labels.short_label(dice, kind) if dice.chance(0.7) else "".join(labels.label(dice, (kind,), hint=0.1))
        return tagged(f"{sides[0].strip()}{label}{sides[1].strip()}", Tag.LABEL)

    if dice.chance(0.4):
        sheets.line(spaced([head("subject"), tagged(printed.plan(dice), Tag.HEADING)], dice.pick(GAPS)))
    fields = asked(dice, who, some(dice))
    if dice.chance(0.2):
        choice = tagged(dice.pick(printed.choices(dice)).lstrip("□☐ "), Tag.OTHER)
        fields.insert(dice.randint(0, len(fields)), ("category", [choice]))
    fields.insert(0 if dice.chance(0.2) else len(fields), ("opinion", []))
    gap = tagged(dice.pick(["", " ", "　"]), Tag.OTHER)
    for kind, lines in fields:
        for row in [head(kind), *lines] if under else [joined([head(kind), gap, spaced(lines, " ")])]:
            sheets.line(row)
        if kind == "opinion":
            put_body(sheets, text, left=sheets.left)
        if apart:
            sheets.gap(0.6)
    return paper_of("web_mail", _printed_mail(dice, sheets), who, text.paragraphs)
