# ruff: noqa: INP001 - a folder of scripts
"""Sets of invented comments that belong together in known ways, drawn as a scanner and a fax machine deliver them.

Who sent what, which text it is and which version of it are known, and with them how every two of a set belong together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag
from ocr_intake.model.relation import RelationKind
from training.content.opinions import opinion
from training.content.people import given
from training.content.submitters import Submitter, submitter
from training.damage import PROFILES
from training.dice import Dice
from training.layouts.letter_text import Body, put_body
from training.layouts.letters import put_heads
from training.layouts.senders import Given, asked, put_labelled
from training.layouts.sheets import Sheets, paper_of
from training.layouts.stacks import by_fax
from training.paper import tagged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.paper import Paper
    from training.rendering import Studio

BY_POST: Final = ("clean300", "scan200", "worn")
BY_FAX: Final = ("fax_fine", "fax_std", "fax_bad")
GIVEN: Final = Given(more=False)


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment as somebody sent it."""

    who: int
    """Number of the sender in the set."""
    sender: Submitter
    text: int
    """Number of the text in the set."""
    version: int
    paragraphs: tuple[str, ...]
    look: str
    """Seed of the layout: the same sheet where it is the same."""
    hand: bool
    profile: str
    """How it arrives: of ``damage.PROFILES``."""

    @property
    def name(self) -> str:
        """Of its file, without the suffix: what tells it from the others."""
        return f"w{self.who:03d}-t{self.text:03d}-v{self.version}"

    @property
    def fax(self) -> bool:
        """Whether it comes by fax."""
        return self.profile in BY_FAX


def kind_of(first: Comment, second: Comment) -> RelationKind | None:
    """How two of a set belong together; None where they do not."""
    if first.who != second.who:
        return RelationKind.SAME_TEXT if first.text == second.text else None
    if first.text != second.text:
        return RelationKind.ADDED
    return RelationKind.RESENT if first.version == second.version else RelationKind.REPLACED


def bar(seed: int) -> list[Comment]:
    """Thirty forms of one printed text, one of them sent twice, and one person with twelve texts: 43 comments."""
    dice = Dice(f"bar/{seed}")
    people = senders(dice, 31)
    text = opinion(dice, amount=220)
    found = [
        Comment(who, sender, 0, 0, text, f"bar/{seed}/campaign", hand=False, profile=dice.pick(BY_POST))
        for who, sender in enumerate(people[:30])
    ]
    found.append(replace(found[dice.randint(0, 29)], profile=dice.pick(BY_FAX)))
    for number in range(1, 13):
        own = opinion(Dice(f"bar/{seed}/{number}"), amount=dice.randint(60, 260))
        look, profile = f"bar/{seed}/{number}", dice.pick((*BY_POST, *BY_FAX))
        found.append(Comment(30, people[30], number, 0, own, look, hand=dice.chance(0.5), profile=profile))
    return found


def mixed(seed: int) -> list[Comment]:
    """What is hard to tell apart: about thirty comments, print and handwriting, by post and by fax.

    A text that seven sent, one of them twice; a text that four copied by hand; three who sent theirs twice, and two who
    corrected theirs; one who sent three texts; a household of two, who sent one text each of the same and of their own;
    two of one name in different towns; and four who have nothing to do with anybody.
    """
    dice = Dice(f"mixed/{seed}")
    people = senders(dice, 26)
    texts = [opinion(Dice(f"mixed/{seed}/{number}"), amount=dice.randint(70, 320)) for number in range(20)]

    def comment(who: int, text: int, version: int = 0, *, hand: bool, look: str = "", fax: bool | None = None) -> None:
        by_fax = dice.chance(0.4) if fax is None else fax
        words = texts[text] if version == 0 else corrected(Dice(f"mixed/{seed}/{text}/{version}"), texts[text])
        look = look or f"mixed/{seed}/{who}/{text}/{version}"
        profile = dice.pick(BY_FAX if by_fax else BY_POST)
        found.append(Comment(who, people[who], text, version, words, look, hand=hand, profile=profile))

    found: list[Comment] = []
    for who in range(7):
        comment(who, 0, hand=False, look=f"mixed/{seed}/campaign", fax=who == 0)
    comment(0, 0, hand=False, look=f"mixed/{seed}/campaign", fax=False)
    for who in range(7, 11):
        comment(who, 1, hand=True)
    for who, hand in ((11, True), (12, True), (13, False)):
        comment(who, who - 9, hand=hand, fax=True)
        comment(who, who - 9, hand=hand, fax=False)
    for who, hand in ((14, True), (15, False)):
        comment(who, who - 9, hand=hand)
        comment(who, who - 9, 1, hand=hand)
    for text in (7, 8, 9):
        comment(16, text, hand=dice.chance(0.5))
    people[18] = housemate(dice, people[17])
    for who, text in ((17, 10), (18, 10), (18, 11)):
        comment(who, text, hand=dice.chance(0.5))
    people[20] = replace(people[20], person=people[19].person)
    for who in range(19, 25):
        comment(who, who - 7, hand=dice.chance(0.5))
    return found


def senders(dice: Dice, count: int) -> list[Submitter]:
    """So many individuals of different names, who say all about themselves."""
    found: dict[str, Submitter] = {}
    while len(found) < count:
        made = replace(submitter(dice), organization="", second_phone="")
        if made.phone and not made.person.written.isascii():
            found.setdefault("".join(made.person.written.split()), made)
    return list(found.values())


def housemate(dice: Dice, of: Submitter) -> Submitter:
    """Somebody of the same family name, address and telephone."""
    name, _ = given(dice)
    family = of.person.written.split()[0] if len(of.person.written.split()) > 1 else of.person.written[:2]
    person = replace(of.person, written=f"{family}　{name}")
    return replace(of, person=person)


def corrected(dice: Dice, paragraphs: Sequence[str]) -> tuple[str, ...]:
    """A text with its last sentence taken out and another one put in at its end."""
    last = paragraphs[-1].rstrip("。")
    kept = last.rpartition("。")[0]
    added = "".join(opinion(dice, amount=45))
    return (*paragraphs[:-1], (kept + "。" if kept else last + "。") + added)


def paper(comment: Comment) -> Paper:
    """The sheet that a comment stands on: a letter that says who sends it before the text."""
    dice = Dice(comment.look)
    sheets = Sheets(dice, hand=comment.hand)
    put_heads(sheets, comment.sender, title=0.65, to=0.5, date=0.4)
    fields = asked(dice, comment.sender, GIVEN)
    put_labelled(sheets, fields)
    sheets.gap(1)
    text = Dice(f"{comment.look}/text")  # what is drawn by chance in the fields must not move the text
    sheets.dice = text
    put_body(sheets, Body(tuple(tagged(line, Tag.OPINION) for line in comment.paragraphs)))
    made = paper_of("duplicates", sheets.finished(), comment.sender, comment.paragraphs)
    return by_fax(Dice(f"{comment.look}/fax"), made) if comment.fax else made


def render(studio: Studio, comments: Sequence[Comment]) -> dict[str, Comment]:
    """Draw comments to the folders ``post`` and ``fax`` of a studio; each by the name of its file.

    What is sent twice is the same sheet in the same hand, on which two machines do their own.
    """
    found = {}
    for number, comment in enumerate(comments):
        profile = next(each for each in PROFILES if each.name == comment.profile)
        folder = replace(studio, out=studio.out / ("fax" if comment.fax else "post"))
        folder.out.mkdir(parents=True, exist_ok=True)
        whole = replace(profile, formats=tuple(form for form in profile.formats if form in {"pdf", "tif"}))
        dice = Dice(f"{comment.look}/{comment.who}")
        (sent,) = folder.render(dice, [paper(comment)], f"{number:03d}-{comment.name}", whole)
        found[sent.file] = comment
    return found
