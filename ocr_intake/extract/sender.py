"""The sender's block of a letter without labels: address, name and telephone number standing together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ocr_intake.extract.kinds import ADDRESS, CONTACT, Kind, is_titled, parts
from ocr_intake.japanese.addresses import address_likelihood
from ocr_intake.japanese.names import parse_name
from ocr_intake.japanese.organizations import organization_likelihood
from ocr_intake.japanese.phones import find_phones
from ocr_intake.japanese.postal import find_postal_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.segment import Segment

NEAR = 3
"""Lines of a block follow one another with at most so many others (a date, a title) between them, less one."""
GAP = 1.3
"""Line heights of white from which a second address is another one."""
MOST_PEOPLE = 4
LIKELY_ORGANIZATION = 0.8
POSSIBLE_ORGANIZATION = 0.5
POSSIBLE_NAME = 0.15
"""Likelihood from which an odd line beside an address may be a name that was misread."""
LONGEST_NAME = 10
APART = 0.4
"""Share of the page's width (of its height for columns) from which a line stands apart from the text's beginning."""
_ANCHORS = frozenset({Kind.ADDRESS, Kind.PHONE, Kind.EMAIL})
_WEIGHT = {Kind.ADDRESS: 1.0, Kind.PHONE: 1.0, Kind.EMAIL: 0.7, Kind.FAX: 0.2, Kind.PERSON: 1.5, Kind.READING: 0.3}
_AT_AN_END, _OF_AN_OFFICE, _BESIDE_ADDRESSEE = 0.5, -4.0, -1.5


@dataclass(frozen=True, slots=True)
class Sender:
    """Lines of a sender's block by what they are."""

    addresses: tuple[Segment, ...] = ()
    """With postal codes, in reading order."""
    phones: tuple[Segment, ...] = ()
    people: tuple[Segment, ...] = ()
    """Persons and organisations."""
    others: tuple[Segment, ...] = ()
    """Fax numbers, e-mail addresses, titles and readings of names, and blocks of the city's own."""

    @property
    def lines(self) -> tuple[Segment, ...]:
        """All of them."""
        return (*self.addresses, *self.phones, *self.people, *self.others)


@dataclass(slots=True)
class _Block:
    """Parts of lines that stand together."""

    members: list[int] = field(default_factory=list)
    """Indices into the parts, in reading order."""
    score: float = 0.0
    citys: bool = False
    """It belongs to the office that the letter goes to."""


Parts = list[tuple["Segment", Kind]]


def find_sender(lines: Sequence[Segment], knowledge: Knowledge) -> Sender:
    """Find the sender's block among lines that belong to no label.

    Addresses, telephone numbers and e-mail addresses are anchors; what stands with them and looks like a person or an
    organisation joins. Of several blocks the one that says most, at the head or foot of the text, is the sender's;
    another one only adds what that one lacks. Blocks of a municipal office are nobody's.

    Args:
        lines: in reading order.
        knowledge: the city's names and numbers.
    """
    found = parts(lines, knowledge)
    blocks = _blocks(found)
    for block in blocks:
        block.citys = _is_citys(block, found, knowledge)
        block.score = _score(block, found)
    ranked = sorted((b for b in blocks if b.score > 0 and not b.citys), key=lambda b: -b.score)
    chosen: dict[Kind, list[int]] = {}
    others: list[int] = [i for block in blocks if block.citys or block.score <= 0 for i in block.members]
    for block in ranked:
        mine = _by_kind(block, found)
        new = {kind: members for kind, members in mine.items() if kind not in chosen}
        if block is not ranked[0] and not _complements(chosen, mine):
            continue
        chosen |= new
        others.extend(i for kind, members in mine.items() if kind not in new for i in members)
    if not chosen.keys() & {Kind.PERSON, Kind.READING} and (alone := _signature(found)) is not None:
        chosen[Kind.PERSON] = [alone]
    people = chosen.get(Kind.PERSON) or chosen.pop(Kind.READING, [])
    rest = [*others, *(i for kind, members in chosen.items() if kind not in _NAMED for i in members)]

    def of(indices: Sequence[int]) -> tuple[Segment, ...]:
        return tuple(found[i][0] for i in sorted(set(indices)))

    return Sender(of(chosen.get(Kind.ADDRESS, ())), of(chosen.get(Kind.PHONE, ())), of(people[:MOST_PEOPLE]), of(rest))


_NAMED = frozenset({Kind.ADDRESS, Kind.PHONE, Kind.PERSON})


def _complements(chosen: dict[Kind, list[int]], mine: dict[Kind, list[int]]) -> bool:
    """Whether a further block has what the chosen ones lack, and nothing that they have too."""
    wanted = (Kind.ADDRESS, Kind.PHONE, Kind.PERSON)
    return any(kind in mine and kind not in chosen for kind in wanted) and not any(
        kind in mine and kind in chosen for kind in (Kind.ADDRESS, Kind.PERSON)
    )


def _blocks(found: Parts) -> list[_Block]:
    """Runs of contact lines; running text, a new page or too many other lines end one."""
    blocks: list[_Block] = []
    apart = NEAR
    for i, (segment, kind) in enumerate(found):
        previous = found[i - 1] if i else None
        new_page = previous is not None and previous[0].page != segment.page
        goes_on = (
            kind is Kind.CONTINUATION
            and previous is not None
            and not new_page
            and bool(blocks)
            and i - 1 in blocks[-1].members
            and previous[1] is Kind.ADDRESS
        )
        if goes_on:
            found[i] = (segment, Kind.ADDRESS)
        if kind in CONTACT or goes_on or (kind is Kind.OFFICE):
            if not blocks or apart >= NEAR or new_page or _is_another(i, kind, blocks[-1], found):
                blocks.append(_Block())
            blocks[-1].members.append(i)
            apart = 0
        else:
            apart = NEAR if kind is Kind.TEXT else apart + 1
    for block in blocks:
        _add_misread_name(block, found)
    for block in blocks:
        if not any(found[i][1] in _ANCHORS for i in block.members):  # a fax number alone is nobody's, and no text
            block.members = [i for i in block.members if found[i][1] is Kind.FAX]
    return [block for block in blocks if block.members]


def _is_another(i: int, kind: Kind, block: _Block, found: Parts) -> bool:
    """Whether another block begins: with an address where there is one that does not go on here, or with an office."""
    kinds = {found[j][1] for j in block.members}
    if kind is Kind.OFFICE and Kind.PERSON in kinds and kinds & _ANCHORS and not _follows_organization(i, found):
        return True  # a stamp or an addressee below a sender who is complete
    whole = any(found[j][1] is Kind.ADDRESS and not _is_code(found[j][0]) for j in block.members)
    if kind is not Kind.ADDRESS or not whole:
        return False
    last = block.members[-1]
    if last != i - 1 or found[last][1] is not Kind.ADDRESS:
        return True
    one, other = found[last][0].line.box, found[i][0].line.box
    if found[i][0].vertical:
        return one.left - other.right > GAP * one.width
    return other.top - one.bottom > GAP * max(one.height, other.height)


def _is_code(segment: Segment) -> bool:
    """Whether a line is a postal code without an address."""
    return address_likelihood(segment.text) < ADDRESS


def _add_misread_name(block: _Block, found: Parts) -> None:
    """Where a block names nobody, the likeliest short line in it or beside it is taken for the name.

    Beside an organisation alone, a title and a few characters are whoever stands for it, whatever they were read as.
    """
    kinds = {found[i][1] for i in block.members}
    if not kinds & {Kind.ADDRESS, Kind.PHONE}:
        return
    if Kind.PERSON in kinds:
        people = [i for i in block.members if found[i][1] is Kind.PERSON]
        below = people[-1] + 1
        if all(organization_likelihood(found[i][0].text) >= POSSIBLE_ORGANIZATION for i in people) and (
            below < len(found) and found[below][1] is Kind.OTHER and is_titled(found[below][0].text)
        ):
            found[below] = (found[below][0], Kind.PERSON)
            block.members = sorted({*block.members, below})
        return
    near = range(max(0, block.members[0] - 1), min(len(found), block.members[-1] + 2))
    options = [
        (parse_name(found[i][0].text).likelihood, i)
        for i in near
        if found[i][1] in {Kind.OTHER, Kind.READING}
        and found[i][0].page == found[block.members[0]][0].page
        and 2 <= len("".join(found[i][0].text.split())) <= LONGEST_NAME
    ]
    likelihood, best = max(options, default=(0.0, -1))
    if likelihood >= POSSIBLE_NAME:
        found[best] = (found[best][0], Kind.PERSON)
        block.members = sorted({*block.members, best})


def _is_citys(block: _Block, found: Parts, knowledge: Knowledge) -> bool:
    """Whether a block is the office's own: all its numbers and codes are the city's, or it names an office."""
    numbers = {phone.digits for i in block.members for phone in find_phones(found[i][0].text)}
    codes = {code.digits for i in block.members for code in find_postal_codes(found[i][0].text)}
    known = (numbers | codes) and numbers <= knowledge.city_phones and codes <= knowledge.city_postal_codes
    if known and not any(found[i][1] is Kind.PERSON for i in block.members):
        return True
    return any(found[i][1] is Kind.OFFICE and not _follows_organization(i, found) for i in block.members)


def _follows_organization(i: int, found: Parts) -> bool:
    """Whether a department stands under its organisation's name: then it is no office of the city's."""
    return i > 0 and organization_likelihood(found[i - 1][0].text) >= LIKELY_ORGANIZATION


def _score(block: _Block, found: Parts) -> float:
    kinds = {found[i][1] for i in block.members}
    score = sum(_WEIGHT.get(kind, 0.0) for kind in kinds)
    texts = [i for i, (_, kind) in enumerate(found) if kind is Kind.TEXT]
    first, last = block.members[0], block.members[-1]
    beside = {found[i][1] for i in (first - 1, last + 1) if 0 <= i < len(found)}
    if not texts or last < texts[0] or first > texts[-1]:
        score += _AT_AN_END
    if Kind.ADDRESSEE in beside and Kind.PERSON not in kinds:
        score += _BESIDE_ADDRESSEE
    return score + (_OF_AN_OFFICE if block.citys else 0.0)


def _by_kind(block: _Block, found: Parts) -> dict[Kind, list[int]]:
    mine: dict[Kind, list[int]] = {}
    for i in block.members:
        mine.setdefault(found[i][1], []).append(i)
    return mine


def _signature(found: Parts) -> int | None:
    """A known name that stands by itself at the head or foot of a letter: set apart, or beside date or addressee."""
    texts = [i for i, (_, kind) in enumerate(found) if kind is Kind.TEXT]
    if not texts:
        return None
    at_the_ends: list[int] = [*range(len(found) - 1, texts[-1], -1), *range(texts[0])]
    for i in at_the_ends:
        segment, kind = found[i]
        if kind is not Kind.PERSON or not (
            parse_name(segment.text).in_lexicon or organization_likelihood(segment.text) >= LIKELY_ORGANIZATION
        ):
            continue
        beside = {found[j][1] for j in (i - 1, i + 1) if 0 <= j < len(found)}
        if beside & {Kind.APPARATUS, Kind.ADDRESSEE} or _stands_apart(segment, [found[j][0] for j in texts]):
            return i
    return None


def _stands_apart(segment: Segment, texts: Sequence[Segment]) -> bool:
    """Whether a line begins well to the right of the text (well below its top, for columns)."""
    boxes = [text.line.box for text in texts]
    if segment.vertical:
        low, high = min(box.top for box in boxes), max(box.bottom for box in boxes)
        return segment.line.box.top - low > APART * (high - low)
    low, high = min(box.left for box in boxes), max(box.right for box in boxes)
    return segment.line.box.left - low > APART * (high - low)
