"""One joint reading of a submission: of the candidates for its fields the best choice that is consistent.

Every way to fill the fields is weighed as a whole: who submits (a person alone, or an organisation and perhaps the
person who stands for it), where (a postal code and an address, which may vouch for each other) and by which number.
How far the best way without a value lies behind says how sure that value's place is: its margin.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.candidates import candidates_of
from ocr_intake.extract.tags import Tag
from ocr_intake.japanese.address_keys import address_key, agrees
from ocr_intake.japanese.phones import find_phones
from ocr_intake.model.fields import FieldName

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.extract.candidates import FieldCandidate
    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.spans import Span

MOST: Final = 4
"""Candidates of a field that are weighed."""
PRESENT: Final = 0.7
"""Nats by which a paper rather has a field than not, where the page model can't tell."""
AGREEMENT: Final = 1.5
"""Nats that a postal code and an address earn by belonging together, and lose by not."""
NO_NUMBER: Final = 1.0
"""Nats that a telephone number loses by not being a possible one."""
OWN: Final = 20.0
"""Nats that a number of the city's own loses."""

Filling = dict[FieldName, "FieldCandidate | None"]


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """What a field is, or that it is not there."""

    candidate: FieldCandidate | None
    margin: float
    """Nats by which the best way to fill the fields beats the best one in which this field is different."""
    others: tuple[tuple[FieldCandidate, float], ...] = ()
    """Candidates with another value, best first, with how many nats each is behind."""


def choose(spans: Sequence[Span], knowledge: Knowledge) -> dict[FieldName, Chosen]:
    """The best consistent values of the short fields.

    Args:
        spans: of all pages of a submission, in reading order.
        knowledge: the city's own numbers.
    """
    people, bodies, codes, places, phones = (
        candidates_of(spans, tag)[:MOST]
        for tag in (Tag.NAME, Tag.ORGANIZATION, Tag.POSTAL_CODE, Tag.ADDRESS, Tag.PHONE)
    )
    return (
        _best(list(_who(people, bodies)))
        | _best(list(_where(codes, places, knowledge)))
        | _best(list(_number(phones, knowledge)))
    )


def _best(ways: Sequence[tuple[Filling, float]]) -> dict[FieldName, Chosen]:
    """The best way, each field with its margin and its other values."""
    filling, top = max(ways, key=lambda way: way[1])
    chosen = {}
    for name, candidate in filling.items():
        behind: dict[str, tuple[FieldCandidate | None, float]] = {}
        for other, score in sorted(ways, key=lambda way: -way[1]):
            rival = other[name]
            behind.setdefault(rival.key if rival is not None else "", (rival, top - score))
        behind.pop(candidate.key if candidate is not None else "", None)
        others = tuple((rival, gap) for rival, gap in behind.values() if rival is not None)
        margin = min((gap for _, gap in behind.values()), default=math.inf)
        chosen[name] = Chosen(candidate, margin, others)
    return chosen


def _who(people: Sequence[FieldCandidate], bodies: Sequence[FieldCandidate]) -> Iterator[tuple[Filling, float]]:
    """A person alone, or an organisation with or without a person who stands for it."""
    for person in (*people, None):
        score = _gain(person) + (_part(person, Tag.NAME) if person is not None else 0.0)
        yield {FieldName.NAME: person, FieldName.ORGANIZATION: None, FieldName.REPRESENTATIVE: None}, score
    for body, person in product(bodies, (*people, None)):
        if person is not None and _overlap(body, person):
            continue
        # the organisation is the submitter that every paper has; a person beside it need not be there
        score = _gain(body) + (person.score + _part(person, Tag.REPRESENTATIVE) if person is not None else 0.0)
        yield {FieldName.NAME: None, FieldName.ORGANIZATION: body, FieldName.REPRESENTATIVE: person}, score


def _part(person: FieldCandidate, tag: Tag) -> float:
    """Logarithm of how likely a person who submits does so in this part."""
    return math.log(max(person.probability(tag), 1e-4) / max(person.probability(), 1e-4))


def _where(
    codes: Sequence[FieldCandidate], places: Sequence[FieldCandidate], knowledge: Knowledge
) -> Iterator[tuple[Filling, float]]:
    """A postal code and an address, each of which may be missing."""
    keys = [address_key(place.text) for place in places]
    for code, (place, key) in product((*codes, None), (*zip(places, keys, strict=True), (None, None))):
        score = _gain(code, 0.0) + _gain(place)
        if code is not None:
            digits = _digits(code)
            verdict = agrees(digits, key) if key is not None else None
            score += 0.0 if verdict is None else AGREEMENT if verdict else -AGREEMENT
            score -= OWN * (digits in knowledge.city_postal_codes)
        yield {FieldName.POSTAL_CODE: code, FieldName.ADDRESS: place}, score


def _number(phones: Sequence[FieldCandidate], knowledge: Knowledge) -> Iterator[tuple[Filling, float]]:
    """A telephone number, or none."""
    yield {FieldName.PHONE: None}, 0.0
    for phone in phones:
        possible = any(found.problem is None for found in find_phones(phone.text))
        score = phone.score - (0.0 if possible else NO_NUMBER)
        yield {FieldName.PHONE: phone}, score + PRESENT - OWN * (_digits(phone) in knowledge.city_phones)


def _gain(candidate: FieldCandidate | None, present: float = PRESENT) -> float:
    return candidate.score + present if candidate is not None else 0.0


def _overlap(one: FieldCandidate, other: FieldCandidate) -> bool:
    return bool({id(span) for span in one.spans} & {id(span) for span in other.spans})


def _digits(candidate: FieldCandidate) -> str:
    return re.sub(r"\D", "", candidate.text)
