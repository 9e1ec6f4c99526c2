# ruff: noqa: INP001, T201 - a script is run, not imported, and prints
"""How much personal data in opinions is found, by kind, and how much of what is found is some: tuned on and left out.

``python -m benchmarks.redaction --opinions 1500`` prints a table for the families of phrasing that the search was tuned
on and for those that it never saw (``benchmarks/redaction_families.py``). Opinions, people and values are those that
papers are made of (``training/content``).
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from benchmarks.redaction_families import LEFT_OUT, NEGATIVE, TUNED
from ocr_intake.dataset.personal import find_personal, my_number_fits
from ocr_intake.japanese.text import narrow
from ocr_intake.model.fields import FieldName
from ocr_intake.model.redaction import PersonalKind
from training.content import opinions
from training.content.emails import email
from training.content.numbers import full_width, in_kanji
from training.content.submitters import fields_of, submitter
from training.dice import Dice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from training.content.submitters import Submitter

SEEDS: Final = 2_300_000_000
"""Numbers of opinions from here on belong to no training, and to no other measurement."""
_PLANT: Final = re.compile(r"⟦([a-z_ ]+)\|([a-z_]+)⟧|\{([a-z_]+)\}")
_NAMING: Final = frozenset({"name", "family", "phone", "email", "address", "lot", "code", "org", "building"})
"""Slots of the lists that would plant what nobody counts."""
_SPOILT: Final = {
    "郎": "朗",
    "子": "手",
    "田": "由",
    "木": "本",
    "山": "出",
    "会": "合",
    "藤": "籐",
    "1": "7",
    "0": "6",
    "3": "8",
    "4": "9",
    "5": "S",
}
"""What a reader takes a character for; of others it makes 〓."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One value in an opinion."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sample:
    """An opinion with what is in it, and what its submitter gave of themselves."""

    text: str
    own: Mapping[FieldName, str]
    planted: tuple[Planted, ...]


@dataclass(slots=True)
class Tally:
    """How many planted values were found whole, and how many finds were planted."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    """Of those planted, by kind: masked, or shown to a person."""
    masked: Counter[str] = field(default_factory=Counter)
    finds: Counter[str] = field(default_factory=Counter)
    """By the kind found."""
    right: Counter[str] = field(default_factory=Counter)
    masks: Counter[bool] = field(default_factory=Counter)
    """What was masked by itself, by whether it was planted."""
    missed: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)


def sample(number: int, families: Mapping[str, tuple[str, ...]]) -> Sample | None:
    """The opinion of that number; None where its submitter lacks what its frame asks for."""
    dice = Dice(SEEDS + number)
    who = submitter(dice)
    frame = dice.pick(families[dice.pick(sorted(families))])
    values = _values(dice, who)
    if any(not values.get(slot or plain) for _, slot, plain in _PLANT.findall(frame)):
        return None
    base = _plain_opinion(dice)
    out, planted, last = "", [], 0
    body = frame.removeprefix("^")
    for match in _PLANT.finditer(body):
        out += body[last : match.start()]
        value = values[match[2] or match[3]]
        if match[1]:
            planted.append(Planted(match[1], len(out), len(out) + len(value)))
        out, last = out + value, match.end()
    out += body[last:]
    if frame.startswith("^"):
        at, text = 0, out + base
    elif frame.startswith("\n"):
        at, text = len(base), base + out
    else:
        at = dice.pick([0, *(each.end() for each in re.finditer("[。！]", base))])
        text = base[:at] + out + base[at:]
    own = {FieldName(name): value for name, value in fields_of(who, "").items() if value}
    return Sample(text, own, tuple(Planted(each.kind, each.start + at, each.end + at) for each in planted))


def tallied(count: int, families: Mapping[str, tuple[str, ...]]) -> Tally:
    """The tally over the first so many opinions, and over the texts that hold nothing personal."""
    tally = Tally()
    made = [each for number in range(count) if (each := sample(number, families)) is not None]
    for each in made:
        _count(tally, each)
    for at, text in enumerate(NEGATIVE):
        own = made[at % len(made)].own if made else {}
        _count(tally, Sample(text, own, ()))
    return tally


def _count(tally: Tally, made: Sample) -> None:
    found = find_personal(made.text, made.own)
    for planted in made.planted:
        inside = [at for at in range(planted.start, planted.end) if _tells(made.text[at])]
        covered = {at for one in found for at in range(one.start, one.end)}
        out = {at for one in found if one.masked for at in range(one.start, one.end)}
        tally.planted[planted.kind] += 1
        tally.masked[planted.kind] += out.issuperset(inside)
        if covered.issuperset(inside):
            tally.found[planted.kind] += 1
        else:
            tally.missed.append((planted.kind, made.text[max(0, planted.start - 12) : planted.end + 8]))
    for one in found:
        right = any(one.start < planted.end and planted.start < one.end for planted in made.planted)
        tally.finds[one.kind.value] += 1
        tally.right[one.kind.value] += right
        if one.masked:
            tally.masks[right] += 1
        if not right:
            tally.wrong.append((f"{one.kind} {one.why}", made.text[max(0, one.start - 10) : one.end + 8]))


def _tells(char: str) -> bool:
    """Whether a character that is left standing tells anything of a value."""
    return char.isalnum()


def _values(dice: Dice, who: Submitter) -> dict[str, str]:
    """What fills a frame; empty where the submitter has no such thing."""
    given = {name: value for name, value in fields_of(who, "").items() if value}
    person = who.person
    family, _, second = person.written.partition(" ")
    bare = "".join(person.written.split())
    named = FieldName.NAME.value in given or FieldName.REPRESENTATIVE.value in given
    phone = narrow(given.get("phone", ""))
    digits = re.sub("[^0-9]", "", phone)
    town, lot = (who.address[0], who.address[1]) if len(who.address) > 1 else ("", "")
    other_town, other_lot = who.other_address[:2] if len(who.other_address) > 1 else ("", "")
    organization = given.get("organization", "")
    solid = len(digits) in {10, 11}
    return {
        "name": dice.pick([bare, person.written, f"{family}　{second}" if second else bare]) if named else "",
        "family": family if named and second else "",
        "reading": dice.pick([person.kana, "".join(person.kana.split())]) if named and second else "",
        "organization": organization if len(organization) > 3 else "",
        "postal_code": given.get("postal_code", ""),
        "phone": dice.pick([phone, full_width(phone)]) if solid else "",
        "bare_phone": digits if solid else "",
        "kanji_phone": in_kanji(dice, phone) if solid and phone.count("-") == 2 else "",
        "broken_phone": f"{phone[:6]}\n{phone[6:]}" if solid else "",
        "noisy_phone": _spoilt(dice, phone) if solid and phone.count("-") == 2 else "",
        "noisy_name": _spoilt(dice, bare) if named and second and len(bare) > 3 else "",
        "broken_name": f"{bare[:2]}\n{bare[2:]}" if named and second and len(bare) > 3 else "",
        "noisy_organization": _spoilt(dice, organization) if len(organization) > 5 else "",
        "town": town,
        "city": town[:3],
        "lot": dice.pick([lot, full_width(lot)]),
        "broken_lot": f"{lot[:2]}\n{lot[2:]}" if len(lot) > 3 else "",
        "other_town": other_town,
        "other_lot": other_lot,
        "other_name": who.other.written,
        "other_family": who.other.written.split(" ")[0],
        "other_phone": who.other_phone,
        "email": email(dice, person),
        "my_number": _my_number(dice),
        "date": f"令和{dice.randint(1, 9)}年{dice.randint(1, 12)}月{dice.randint(1, 28)}日",
    }


def _spoilt(dice: Dice, value: str) -> str:
    """A value with one character read as another one."""
    at = dice.pick([place for place, char in enumerate(value) if char.isalnum()])
    return value[:at] + _SPOILT.get(value[at], "〓") + value[at + 1 :]


def _my_number(dice: Dice) -> str:
    while True:
        digits = "".join(str(dice.randint(0, 9)) for _ in range(12))
        if my_number_fits(digits):
            return dice.pick(["", " ", "-"]).join([digits[:4], digits[4:8], digits[8:]])


def _plain_opinion(dice: Dice) -> str:
    """An opinion whose own sentences name nobody."""
    before = dict(opinions.SLOTS)
    try:
        opinions.SLOTS.update({slot: _filler(slot) for slot in _NAMING & before.keys()})
        return "\n".join(opinions.opinion(dice))
    finally:
        opinions.SLOTS.update(before)


def _filler(slot: str) -> Callable[[Dice], str]:
    return lambda _: "皆" if slot in {"name", "family"} else "地域"


def _table(title: str, tally: Tally, errors: int) -> None:
    print(f"{title}: {sum(tally.planted.values())} planted")
    for kind in sorted(tally.planted):
        of = tally.planted[kind]
        print(
            f"  {kind:<18} planted {of:5}  found {tally.found[kind] / of:6.1%}  "
            f"masked without being asked {tally.masked[kind] / of:6.1%}"
        )
    own = [kind for kind in tally.planted if kind.startswith("own")]
    for name, kinds in {"own values": own, "others": [kind for kind in tally.planted if kind not in own]}.items():
        of = sum(tally.planted[kind] for kind in kinds)
        print(f"  all {name:<14} planted {of:5}  found {sum(tally.found[kind] for kind in kinds) / of:6.1%}")
    for kind in PersonalKind:
        if of := tally.finds[kind.value]:
            print(f"  {kind.value:<18} finds   {of:5}  right {tally.right[kind.value] / of:6.1%}")
    print(f"  masked by itself: {tally.masks[True]} right, {tally.masks[False]} wrong")
    for kind, context in [*tally.missed[:errors], *tally.wrong[:errors]]:
        print(f"    {kind:<22} {context!r}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--opinions", type=int, default=1500, metavar="N")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="so many that were missed or wrong, too")
    parser.add_argument("--families", choices=["tuned", "left-out", "both"], default="both")
    options = parser.parse_args()
    for name, families in {"tuned": TUNED, "left-out": LEFT_OUT}.items():
        if options.families in {name, "both"}:
            _table(name, tallied(options.opinions, families), options.errors)


if __name__ == "__main__":
    main()
