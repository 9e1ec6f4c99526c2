"""Who submits a paper: all that a sender may write about themselves, as one record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.model.fields import FieldName
from training.content.dates import birth_date
from training.content.emails import email
from training.content.numbers import full_width, in_figures, in_kanji
from training.content.organizations import organization, title
from training.content.people import Person, kinds_of, person, signers
from training.content.phones import phone, postal_code
from training.content.places import place
from training.content.texts import words

if TYPE_CHECKING:
    from training.dice import Dice

__all__ = ["Person", "Submitter", "fields_of", "submitter"]

NO_CODE: Final = 0.12
NO_PHONE: Final = 0.1
ORGANIZATIONS: Final = 0.38
"""Share of papers that an organisation submits: more than in life, because they are harder."""


@dataclass(frozen=True, slots=True)
class Submitter:
    """One sender. Texts are as written on the paper; empty ones do not stand on it."""

    person: Person
    """Who submits, or who stands for the organisation."""
    organization: str
    """Empty for an individual."""
    has_representative: bool
    """Whether an organisation's paper names a person who stands for it."""
    title: str
    """What that person is: 会長."""
    postal_code: str
    """Without 〒."""
    address: tuple[str, ...]
    """Natural parts: town, lot, building. Joined they are the address as written."""
    phone: str
    second_phone: str
    fax: str
    email: str
    age: str
    gender: str
    occupation: str
    birth: str
    other: Person
    """Somebody who does not submit."""
    other_phone: str
    other_address: tuple[str, ...]
    content: frozenset[str]
    """Kinds of content, for figures and for leaving kinds out."""


def _age(dice: Dice, vertical: bool) -> str:  # noqa: FBT001
    age = dice.randint(9, 96)
    text = dice.choice(
        [f"{age}歳", f"{age}歳", f"{age}", f"{age // 10 * 10}代", f"{age // 10 * 10}歳代", f"満{age}歳", f"{age}才"]
    )
    if vertical and dice.chance(0.6):
        return in_kanji(dice, text)
    return full_width(text) if dice.chance(0.25) else text


def submitter(dice: Dice, *, vertical: bool = False) -> Submitter:
    """A sender.

    Args:
        dice: chance.
        vertical: whether the paper is written in vertical lines, where numbers are mostly in kanji.
    """
    where, elsewhere = place(dice, vertical=vertical), place(dice, vertical=vertical)
    is_organization = dice.chance(ORGANIZATIONS)
    who = signers(dice) if not is_organization and dice.chance(0.05) else person(dice)
    name = organization(dice) if is_organization else ""
    if vertical and dice.chance(0.5):
        name = in_kanji(dice, name)
    code = "" if dice.chance(NO_CODE) else postal_code(dice, where.code, vertical=vertical)
    number = "" if dice.chance(NO_PHONE) else phone(dice, mobile=0.25 if name else 0.5, vertical=vertical)
    content = set(where.kinds) | kinds_of(who)
    content |= {"organization"} if name else set()
    content |= {"no_code"} if not code else set()
    content |= {"no_phone"} if not number else set()
    content |= {"organization_digits"} if any(char.isdigit() for char in name) else set()
    content |= {"organization_long"} if len(name) > 18 else set()
    content |= {"phone_foreign"} if number.startswith("+") else set()
    second = phone(dice, vertical=vertical) if number and dice.chance(0.12) else ""
    content |= {"second_phone"} if second else set()
    return Submitter(
        person=who,
        organization=name,
        has_representative=bool(name) and dice.chance(0.78),
        title=title(dice) if dice.chance(0.8) else "",
        postal_code=code,
        address=where.parts,
        phone=number,
        second_phone=second,
        fax=phone(dice, mobile=0.02, vertical=vertical) if dice.chance(0.4) else "",
        email=email(dice, who) if dice.chance(0.45) else "",
        age=_age(dice, vertical) if dice.chance(0.6) else "",
        gender=dice.pick(words("genders")) if dice.chance(0.6) else "",
        occupation=dice.pick(words("occupations")) if dice.chance(0.6) else "",
        birth=birth_date(dice) if dice.chance(0.4) else "",
        other=person(dice),
        other_phone=phone(dice, vertical=vertical),
        other_address=where.parts if dice.chance(0.3) else elsewhere.parts,
        content=frozenset(content),
    )


def fields_of(who: Submitter, opinion: str) -> dict[str, str]:
    """The truth about a paper of this sender: value by field name, without the fields that the paper lacks.

    Args:
        who: the sender.
        opinion: the opinion, its paragraphs parted by line breaks.
    """
    named = {
        FieldName.NAME: "" if who.organization else who.person.written,
        FieldName.ORGANIZATION: who.organization,
        FieldName.REPRESENTATIVE: who.person.written if who.organization and who.has_representative else "",
        FieldName.POSTAL_CODE: in_figures(who.postal_code),
        FieldName.ADDRESS: "".join(who.address),
        FieldName.PHONE: in_figures(who.phone),
        FieldName.OPINION: opinion,
    }
    return {str(field): value for field, value in named.items() if value}
