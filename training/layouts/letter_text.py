"""The running part of a free paper: an opinion with headings, references, reason and postscript."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag
from training.content import labels, opinions, printed
from training.content.grammar import Grammar
from training.content.places import city_name
from training.content.submitters import submitter
from training.layouts.senders import BRACKETS
from training.paper import Tagged, tagged, width_of

if TYPE_CHECKING:
    from training.content.grammar import Slots
    from training.content.submitters import Submitter
    from training.dice import Dice
    from training.layouts.sheets import Sheets

WORDS: Final = Grammar("letters")
"""Wordings of free papers: see ``data/letters.txt``."""
FAREWELLS: Final = ("敬具", "草々", "かしこ", "敬白", "早々", "謹白", "謹言", "不一", "拝具", "頓首", "再拝", "怱々")
MARKERS: Final = "・①②③④⑤⑥⑦⑧⑨⑩■●○◆◎-ー*＊1234567890１２３４５６７８９(（一二三四五"


@dataclass(frozen=True, slots=True)
class Body:
    """What stands between a letter's head and its foot, a paragraph or line each."""

    parts: tuple[Tagged, ...]

    @property
    def paragraphs(self) -> list[str]:
        """The opinion's paragraphs: its truth, a line each; a label on a paragraph's own line is not in it."""
        texts = ("".join(c for c, t in zip(p.text, p.tags, strict=True) if t == Tag.OPINION) for p in self.parts)
        return [text for text in texts if text]


def slots(dice: Dice, who: Submitter) -> Slots:
    """Names, places and numbers for the grammar's slots; those of others, and now and then the sender's own."""
    other = who if dice.chance(0.15) else submitter(dice)
    body = other.organization or submitter(dice).organization or "町内会連絡協議会"
    return {
        "name": other.person.written,
        "address": "".join(other.address) or "駅前",
        "phone": other.phone or "110",
        "org": body,
        "mail": other.email or "info@example.jp",
        "n": str(dice.randint(2, 60)),
        "m": str(dice.randint(2, 9)),
        "plan": printed.plan(dice),
        "city": city_name(dice),
    }


def word(dice: Dice, section: str, who: Submitter) -> str:
    """A wording of free papers with its slots filled, on one line."""
    return WORDS.one(dice, section, slots(dice, who)).replace("\n", " ").strip()


def own_label(dice: Dice, section: str, who: Submitter) -> Tagged:
    """A label in the writer's own words (opinion, reason, reference), in brackets, numbered or with a colon."""
    text = word(dice, section, who)
    number = labels.number_of(dice, dice.randint(0, 4), dice.pick(range(1, labels.NUMBER_STYLES)))
    sides = dice.pick(BRACKETS)
    inside = f"{sides[0]}{text}{sides[1]}"
    forms = (text, inside, inside, f"{text}：", f"{text}:", f"{number}{text}")
    return tagged(dice.pick(forms), Tag.LABEL)


def reference_line(dice: Dice, who: Submitter) -> Tagged:
    """A line that says which part of the plan is meant, with or without a label."""
    text = tagged(opinions.reference_text(dice), Tag.REFERENCE)
    if dice.chance(0.45):
        return own_label(dice, "reference_label", who) + tagged(dice.pick(["", " ", "　"]), Tag.OTHER) + text
    sides = dice.pick(BRACKETS)
    bare = (text, text, tagged(sides[0], Tag.REFERENCE) + text + tagged(sides[1], Tag.REFERENCE))
    return dice.pick(bare)


def _listed(dice: Dice, who: Submitter) -> list[Tagged]:
    """Places, people or bodies that the opinion is about, a line each."""
    kind = dice.pick(("address", "org", "name", "address"))
    return [tagged(str(slots(dice, who)[kind]), Tag.OPINION) for _ in range(dice.randint(1, 3))]


def _label(dice: Dice, who: Submitter, parts: list[Tagged]) -> None:
    """Put a label over the text or before it, now and then; perhaps a reason with its own label behind it."""
    if dice.chance(0.12):
        parts.insert(0, own_label(dice, "opinion_label", who))
        if dice.chance(0.5):
            parts.append(own_label(dice, "reason_label", who))
            parts += [tagged(text, Tag.OPINION) for text in opinions.opinion(dice, amount=dice.randint(20, 160))]
    elif dice.chance(0.05):
        parts[0] = own_label(dice, "opinion_label", who) + tagged("　", Tag.OTHER) + parts[0]


def body(dice: Dice, who: Submitter, *, amount: int | None = None, letter: bool = True) -> Body:
    """An opinion as people write it: sometimes with headings, references, a reason, others' names, a postscript."""
    texts = list(opinions.opinion(dice, amount=amount, letter=letter))
    for _ in range(dice.weighted({0: 6, 1: 2.5, 2: 1})):
        at = dice.randint(1 if letter else 0, len(texts))
        said = word(dice, "mention", who)
        if at < len(texts) and dice.chance(0.6) and texts[at] not in FAREWELLS and texts[at][-1:] in "。！？":
            texts[at] += said
        else:
            texts.insert(min(at, len(texts) - 1) if texts[-1] in FAREWELLS else at, said)
    parts: list[Tagged] = []
    headed, referred = dice.chance(0.15), dice.chance(0.14)
    for text in texts:
        if headed and text not in FAREWELLS and dice.chance(0.6):
            parts.append(tagged(word(dice, "heading", who), Tag.OPINION))
        if referred and text not in FAREWELLS and dice.chance(0.6):
            parts.append(reference_line(dice, who))
        parts.append(tagged(text, Tag.OPINION))
    if dice.chance(0.06):
        parts[1:1] = _listed(dice, who)
    _label(dice, who, parts)
    if dice.chance(0.08):
        parts.append(tagged(word(dice, "ps", who), Tag.OPINION))
    return Body(tuple(parts))


def put_body(sheets: Sheets, text: Body, *, left: float | None = None) -> None:
    """Set the running part from the cursor on, over as many sheets as it takes."""
    dice, size = sheets.dice, sheets.size
    edge = sheets.inset if left is None else left
    between = dice.uniform(0.3, 1) * sheets.pitch if dice.chance(0.3) else 0.0
    hanging = dice.chance(0.6)
    for part in text.parts:
        plain = part.stripped()
        if not plain.text:
            continue
        if "".join(plain.text.split()) in FAREWELLS:
            tail = tagged(dice.pick(["", "　", "　　"]), Tag.OTHER)
            sheets.line(plain + tail, left=edge, align="right" if dice.chance(0.8) else "left")
            continue
        marked = plain.text[:1] in MARKERS
        lead = tagged("　", Tag.OTHER) if sheets.indented and not marked and plain.tags[0] == Tag.OPINION else Tagged()
        if plain.tags[0] == Tag.LABEL:
            sheets.need(2)
        sheets.line(lead + plain, left=edge, hang=width_of(plain.text[:1], size) if marked and hanging else 0)
        sheets.canvas.y += between
