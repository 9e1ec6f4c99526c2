"""Measures ``dataset/personal.py``: generated opinions with personal data planted in them, found again or not.

``python -m training.personal_check --opinions 2000`` prints a table. Opinions, people and values are those that papers
are made of (``training/content``), other people, telephone numbers and addresses of mail come with their sentences; the
submitter's own values are put in here, in the ways in which people write them.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ocr_intake.dataset.personal import find_personal, masked, my_number_fits
from ocr_intake.japanese.folding import folded
from ocr_intake.japanese.text import narrow
from ocr_intake.model.fields import FieldName
from ocr_intake.model.redaction import PersonalKind
from training.content import opinions
from training.content.emails import email
from training.content.numbers import full_width
from training.content.submitters import fields_of, submitter
from training.dice import Dice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ocr_intake.dataset.personal import Found
    from training.content.submitters import Submitter

SEEDS: Final = 2_200_000_000
"""Numbers of opinions from here on belong to no training."""
OWN: Final = "own "
"""Before the kind of a planted value of the submitter's own."""

_OPEN, _CLOSE = "\U000f0000", "\U000f00ff"
_MARKED: Final = re.compile(f"([\U000f0001-\U000f00fe])([^{_CLOSE}]*){_CLOSE}")
_SLOTS: Final = {
    "name": "other name",
    "family": "other family",
    "phone": "phone",
    "email": "email",
    "lot": "other address",
    "address": "other address",
}
"""Slots of the lists that name somebody, and what they plant."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One value in an opinion."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sample:
    """An opinion with what is in it."""

    text: str
    own: Mapping[FieldName, str]
    """The submitter's own values, as a workspace holds them."""
    planted: tuple[Planted, ...]


@dataclass(slots=True)
class Tally:
    """How many planted values were found, and how many finds were planted."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    """Of those planted, by kind: touched by any find."""
    masked: Counter[str] = field(default_factory=Counter)
    """Of those planted, by kind: taken out."""
    finds: Counter[str] = field(default_factory=Counter)
    """``masked`` and ``to look at``."""
    right: Counter[str] = field(default_factory=Counter)
    """Of the finds, those that touch something planted."""
    wrong: list[tuple[str, str]] = field(default_factory=list)
    """Finds that were not planted: kind and text around them."""
    missed: list[tuple[str, str]] = field(default_factory=list)
    left: int = 0
    """Opinions in which the submitter's whole name still stands after masking."""
    opinions: int = 0


def sample(number: int) -> Sample:
    """The opinion of that number: the same each time."""
    dice = Dice(SEEDS + number)
    who = submitter(dice)
    own = {FieldName(name): text for name, text in fields_of(who, "").items()}
    with _marking():
        paragraphs = opinions.opinion(dice)
    text = "\n".join(paragraphs)
    sentences = [_marked(f"{OWN}{kind}", wording) for kind, wording in _own_sentences(dice, who, own)]
    for sentence in sentences:
        ends = [match.end() for match in re.finditer("[。！]", text)] or [len(text)]
        place = dice.pick(ends)
        text = text[:place] + sentence + text[place:]
    return Sample(*_unmarked(text, own))


def tallied(count: int) -> Tally:
    """The tally over the first so many opinions."""
    tally = Tally()
    for number in range(count):
        made = sample(number)
        found = find_personal(made.text, made.own)
        tally.opinions += 1
        _count(tally, made, found)
        name = made.own.get(FieldName.NAME) or made.own.get(FieldName.REPRESENTATIVE, "")
        key = folded(name, spaces=False, kana=True).text
        tally.left += bool(key) and key in folded(masked(made.text, found), spaces=False, kana=True).text
    return tally


def _count(tally: Tally, made: Sample, found: tuple[Found, ...]) -> None:
    for planted in made.planted:
        touching = [one for one in found if one.start < planted.end and planted.start < one.end]
        tally.planted[planted.kind] += 1
        tally.found[planted.kind] += bool(touching)
        tally.masked[planted.kind] += any(one.masked for one in touching)
        if not touching:
            tally.missed.append((planted.kind, made.text[max(0, planted.start - 8) : planted.end + 8]))
    for one in found:
        kind = "masked" if one.masked else "to look at"
        tally.finds[kind] += 1
        if any(one.start < planted.end and planted.start < one.end for planted in made.planted):
            tally.right[kind] += 1
        else:
            tally.wrong.append((f"{kind}: {one.kind}", made.text[max(0, one.start - 8) : one.end + 8]))


def _own_sentences(dice: Dice, who: Submitter, own: Mapping[FieldName, str]) -> Iterator[tuple[str, str]]:
    """Kinds and sentences with ⟦value⟧; a few of them, or none."""
    person = who.person
    family, _, given = person.written.partition(" ")
    named = FieldName.NAME in own or FieldName.REPRESENTATIVE in own
    if named and dice.chance(0.5):
        bare = "".join(person.written.split())
        written = dice.pick([bare, person.written, f"{family}　{given}" if given else bare])
        frames = [
            "私、⟦{}⟧は、この地区に住んでいます。",
            "以上、⟦{}⟧の意見です。",
            "⟦{}⟧より申し上げます。",
            "私は⟦{}⟧です。",
        ]
        yield "name", dice.pick(frames).format(written)
    if named and given and dice.chance(0.2):
        yield "family", dice.pick(["⟦{}⟧と申します。", "⟦{}⟧といいます。"]).format(family)
    if named and given and dice.chance(0.2):
        kana = dice.pick([person.kana, "".join(person.kana.split())])
        yield "reading", f"わたくし⟦{kana}⟧が申し上げます。"
    if FieldName.PHONE in own and dice.chance(0.3):
        number = narrow(own[FieldName.PHONE])
        written = dice.pick([number, full_width(number), re.sub("[^0-9〇一二三四五六七八九+]", "", number)])
        yield "phone", f"ご連絡は⟦{written}⟧へお願いします。"
    if FieldName.POSTAL_CODE in own and dice.chance(0.2):
        yield "postal_code", f"〒⟦{own[FieldName.POSTAL_CODE]}⟧から送ります。"
    if FieldName.ADDRESS in own and len(who.address) > 1 and dice.chance(0.3):
        town, lot, *rest = who.address
        written = dice.pick([lot, full_width(lot), re.sub("番地?の?|号", "-", lot).rstrip("-")])
        yield "address", f"私の家は{town}⟦{written}⟧{''.join(rest) if dice.chance(0.5) else ''}にあります。"
    if FieldName.ORGANIZATION in own and dice.chance(0.4):
        yield "organization", f"私たち⟦{own[FieldName.ORGANIZATION]}⟧としての意見です。"
    if dice.chance(0.05):
        yield "my_number", f"個人番号は⟦{_my_number(dice)}⟧です。"
    if dice.chance(0.1):
        yield "email", f"返事は⟦{email(dice, person)}⟧にください。"


def _my_number(dice: Dice) -> str:
    while True:
        digits = "".join(str(dice.randint(0, 9)) for _ in range(12))
        if my_number_fits(digits):
            return dice.pick(["", " ", "-"]).join([digits[:4], digits[4:8], digits[8:]])


_KINDS: Final = [*dict.fromkeys(_SLOTS.values()), *(f"{OWN}{kind}" for kind in (*PersonalKind, "family", "reading"))]


def _sign(kind: str) -> str:
    return chr(ord(_OPEN) + 1 + _KINDS.index(kind))


def _marked(kind: str, wording: str) -> str:
    return wording.replace("⟦", _sign(kind)).replace("⟧", _CLOSE)


@contextmanager
def _marking() -> Iterator[None]:
    """While this holds, what fills the slots that name somebody is marked with signs that no text has."""
    before = dict(opinions.SLOTS)

    def marker(slot: str) -> Callable[[Dice], str]:
        return lambda dice: f"{_sign(_SLOTS[slot])}{before[slot](dice)}{_CLOSE}"

    opinions.SLOTS.update({slot: marker(slot) for slot in _SLOTS})
    try:
        yield
    finally:
        opinions.SLOTS.update(before)


def _unmarked(text: str, own: Mapping[FieldName, str]) -> tuple[str, Mapping[FieldName, str], tuple[Planted, ...]]:
    out, planted, last = "", [], 0
    for match in _MARKED.finditer(text):
        out += text[last : match.start()]
        kind = _KINDS[ord(match[1]) - ord(_OPEN) - 1]
        planted.append(Planted(kind, len(out), len(out) + len(match[2])))
        out, last = out + match[2], match.end()
    return out + text[last:], own, tuple(planted)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--opinions", type=int, default=2000, metavar="N")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="so many that were missed or wrong, too")
    options = parser.parse_args()
    tally = tallied(options.opinions)
    print(f"{tally.opinions} opinions")
    for kind in sorted(tally.planted):
        of, found, out = tally.planted[kind], tally.found[kind], tally.masked[kind]
        print(f"  {kind:<18} planted {of:5}  found {found / of:6.1%}  taken out {out / of:6.1%}")
    for kind, count in tally.finds.items():
        print(f"  {kind:<18} finds {count:7}  planted {tally.right[kind] / count:6.1%}")
    print(f"  opinions that still hold the submitter's whole name: {tally.left}")
    for kind, context in [*tally.missed[: options.errors], *tally.wrong[: options.errors]]:
        print(f"    {kind:<22} {context!r}")


if __name__ == "__main__":
    main()
