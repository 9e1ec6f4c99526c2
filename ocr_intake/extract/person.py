"""Who submits: a person's name, an organisation, its representative."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ocr_intake.extract.evidence import other_candidates, proposed, reading_evidence
from ocr_intake.extract.kinds import is_titled
from ocr_intake.extract.name_lattice import best, paths
from ocr_intake.extract.spelling import spelled
from ocr_intake.japanese.kana import repair_kana
from ocr_intake.japanese.name_prior import has_variants
from ocr_intake.japanese.names import correct_name, parse_name
from ocr_intake.japanese.organizations import organization_likelihood
from ocr_intake.japanese.text import collapse
from ocr_intake.japanese.variants import japanese_forms
from ocr_intake.model.fields import FlagCode
from ocr_intake.model.reading import Character

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.proposal import Proposal

_SEAL = re.compile(
    r"[\s　]*[0-9]$|[\s　]*[(（]?[㊞印即卯][)）]?$|[\s　]+[◯○〇●◎@®©]+$"
    r"|[\s　]*[!！|｜/／\\(（\[\]{}<>:：;；,，.．'\"+＋*\-－]+$"
)
_NPO = re.compile(r"NP[0０〇]|ＮＰ[０〇]")
_COMPANY_SIGN = re.compile(r"^(?:淋|秣|楙|㈱)\s?(?=[ァ-ヺーぁ-ゖA-Za-zＡ-Ｚ])")
"""㈱ as readers that do not know it read it: a rare character that begins no company's name in kana."""
_BRACKETS_ROUND_A_TITLE = re.compile(r"^[(（]?(代表者?|担当者?)[)）]?[\s　:：・]+")
LIKELY_ORGANIZATION = 0.5
LIKELY_NAME = 0.5
SURELY_ORGANIZATION = 0.9
"""``organization_likelihood`` of an organisation's whole name with its kind (町内会, 機構), not of its beginning."""
SHORTEST_ORGANIZATION = 4
"""Characters of an organisation's name before the person who stands for it on the same line."""
SHORTEST_REST = 3
"""Characters of a line that goes on with an organisation's name; what is shorter was left by a seal."""


@dataclass(frozen=True, slots=True)
class Submitter:
    """Name, organisation and representative as found."""

    name: Proposal | None = None
    organization: Proposal | None = None
    representative: Proposal | None = None


def find_submitter(
    names: Sequence[Segment],
    organizations: Sequence[Segment],
    representatives: Sequence[Segment],
    either: Sequence[Segment],
    source: str,
) -> Submitter:
    """Sort out who submits.

    Args:
        names: segments under a label for a person's name alone.
        organizations: under a label for an organisation alone.
        representatives: under a label for a representative alone.
        either: under a label for a person or an organisation (and perhaps a representative), or of a sender's block.
        source: how they were found.

    Returns:
        For an organisation: it and its representative, no name. A person's name beside an organisation is its
        representative.
    """
    organization = _organization(organizations, source)
    representative = _name(representatives, source)
    name = _name(names, source)
    rest = list(either)
    if rest:
        split = [part for segment in rest for part in _parts(segment)]
        verdicts = [(segment, _verdict(segment)) for segment in split]
        firms = [segment for segment, verdict in verdicts if verdict == "organization"]
        people = [segment for segment, verdict in verdicts if verdict == "name"]
        if organization is None and firms:
            organization = _organization(_consecutive(firms, split), source)
        if people:
            person = _name(people[:2], source)
            if organization is not None:
                representative = representative or person
            else:
                name = name or person
        elif organization is None and name is None and split:
            name = _name(split[:1], source)
    if organization is not None and name is not None:
        representative, name = representative or name, None
    return Submitter(name, organization, representative)


def _parts(segment: Segment) -> list[Segment]:
    """A line as it is, or an organisation and the one who stands for it on one line apart."""
    at = _where_a_person_follows(segment)
    return [segment] if at is None else [segment.part(0, at), segment.part(at)]


def _where_a_person_follows(segment: Segment) -> int | None:
    """Where a person begins behind an organisation: by a title (若葉医院院長佐藤花子), else by a well-known name.

    Without a title and without a gap, and on a line that as a whole is a person's, the organisation must be one beyond
    doubt.
    """
    text = _SEAL.sub("", segment.text)
    whole = _verdict(segment) == "name"
    for titled in (True, False):
        for at in range(SHORTEST_ORGANIZATION, len(text) - SHORTEST_REST + 1):
            least = SURELY_ORGANIZATION if whole or not (titled or text[at - 1].isspace()) else LIKELY_ORGANIZATION
            if text[at].isspace() or organization_likelihood(text[:at]) < least:
                continue
            if _is_titled_person(text[at:]) if titled else _is_known_person(text[at:]):
                return at
    return None


def _is_titled_person(text: str) -> bool:
    person = parse_name(text)
    return bool(person.title) and person.likelihood >= LIKELY_NAME


def _is_known_person(text: str) -> bool:
    person = parse_name(text)
    known = person.in_lexicon and bool(person.family and person.given) and not person.title
    return known and organization_likelihood(text) < LIKELY_ORGANIZATION


def _verdict(segment: Segment) -> str:
    text = _SEAL.sub("", segment.text)
    organization = organization_likelihood(text)
    person = parse_name(text)
    if person.title and person.likelihood >= LIKELY_NAME and organization < 0.95:
        return "name"
    if organization < LIKELY_ORGANIZATION and is_titled(text):
        return "name"
    if organization >= LIKELY_ORGANIZATION and organization >= person.likelihood:
        return "organization"
    if person.likelihood >= LIKELY_NAME or len("".join(text.split())) <= 6:
        return "name"
    return "organization" if organization >= 0.25 else "name" if person.likelihood > 0 else "none"


def _consecutive(firms: list[Segment], lines: Sequence[Segment]) -> list[Segment]:
    """The first line of an organisation's name and a second one that goes on with it directly below."""
    first = firms[0]
    after = list(lines[lines.index(first) + 1 :])[:1]
    return [first, *(s for s in after if _is_below(first, s) and (s in firms or _goes_on(first, s)))]


def _is_below(first: Segment, other: Segment) -> bool:
    """Whether a line is the next one down: of the same cell, or on paper without cells the next that was read."""
    if first.page != other.page or first.line.cell != other.line.cell:
        return False
    return other.index == first.index + 1 or (first.line.cell is not None and other.index > first.index)


def _goes_on(first: Segment, below: Segment) -> bool:
    """Whether a line that is no organisation by itself is the rest of one: デイサービ / スセンターまつかぜ."""
    person = parse_name(below.text)
    level = below.line.box.top >= first.line.box.centre[1]
    full = first.line.box.right >= below.line.box.right and first.whole
    own = person.title or person.likelihood >= LIKELY_NAME or len("".join(below.text.split())) < SHORTEST_REST
    return level and full and not own and organization_likelihood(first.text + below.text) >= LIKELY_ORGANIZATION


def _name(segments: Sequence[Segment], source: str) -> Proposal | None:
    """The likeliest name among some lines: what is left of a seal may stand as a line of its own."""
    for segment in sorted(segments, key=lambda s: parse_name(_bare(s.text)).likelihood, reverse=True):
        read = parse_name(_bare(segment.text))
        if not read.text:
            continue
        characters = _characters_of(segment, read.text)
        found = paths(characters)
        text, share = best(found)
        parse = parse_name(text)
        others = tuple(_SEAL.sub("", other.text) for other in segment.line.readings[1:] if segment.whole)
        corrected = correct_name(parse.text, others)
        evidence = reading_evidence([segment], read.text) | {
            "likelihood": parse.likelihood,
            "in_lexicon": float(parse.in_lexicon),
            "spaced": float(parse.spaced),
            "corrected": float(parse.text != read.text),
            "share": share,
            "variants": float(has_variants(characters)),
        }
        texts = [(read.text, 0.6, "reader"), (corrected.text, 0.5, "lexicon")]
        texts.extend((parse_name(path.text).text, min(0.55, math.exp(path.weight)), "reader") for path in found[:4])
        texts.extend((text, 0.3, "lexicon") for text in corrected.others)
        texts.extend((parse_name(other).text, 0.25, "reader") for other in others)
        flags = (FlagCode.CORRECTED_BY_LEXICON,) if parse.text != read.text else ()
        return proposed(parse.text, (segment,), source, other_candidates(parse.text, texts), evidence, flags)
    return None


def _bare(text: str) -> str:
    """A line without seals, brackets round a title, and strays at its end; no name begins with a long vowel's sign."""
    plain = _BRACKETS_ROUND_A_TITLE.sub("", _SEAL.sub("", japanese_forms(text)))
    name = parse_name(plain).text
    return plain.removesuffix(name) + "一" + name[1:] if name[:1] == "ー" and plain.endswith(name) else plain


def _characters_of(segment: Segment, name: str) -> tuple[Character, ...]:
    """The reader's characters that a name is made of, its spaces between them; made up where they cannot be told."""
    written = [replace(c, text=japanese_forms(c.text)) for c in segment.characters if c.text.strip()]
    start = "".join(c.text for c in written).find("".join(name.split()))
    if start < 0:
        return tuple(Character(char, 1.0, 0.0, 1.0) for char in name)
    following = iter(written[start:])
    return tuple(Character(" ", 1.0, 0.0, 0.0) if char.isspace() else next(following) for char in name)


def _organization(segments: Sequence[Segment], source: str) -> Proposal | None:
    read = _united(segments)
    if not read:
        return None
    segments = spelled(segments, field=True)
    united = _united(segments)
    signed = _COMPANY_SIGN.sub("㈱", united)
    value = _NPO.sub("NPO", collapse(repair_kana(japanese_forms(signed))))
    evidence = reading_evidence(segments, value) | {"likelihood": organization_likelihood(value)}
    others = ["".join(s.line.readings[1].text for s in segments if len(s.line.readings) > 1 and s.whole)]
    texts_scored = [(read, 0.6, "reader"), *((other, 0.4, "reader") for other in others if other)]
    flags = (FlagCode.CORRECTED_BY_LEXICON,) if signed != united else ()
    return proposed(value, tuple(segments), source, other_candidates(value, texts_scored), evidence, flags)


def _united(segments: Sequence[Segment]) -> str:
    """Lines of one name: joined directly where the first is a full line, with a space otherwise."""
    texts = [_SEAL.sub("", s.text).strip() for s in segments if s.text.strip()]
    full = len(segments) > 1 and segments[0].line.box.right >= segments[1].line.box.right
    return ("" if full else " ").join(texts)
