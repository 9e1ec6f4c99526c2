"""The name of a person who submits, or who stands for an organisation.

Each way to cut the tagged characters and each choice among the reader's alternatives is a name that the paper may show.
By Bayes' rule its weight is the reader's probability of it, times the chance of such a name, times what it costs to
leave characters out. The prior counts for less than its due, so that a rare name that was read surely stays.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from ocr_intake.extract.evidence import changed_evidence, proposed
from ocr_intake.extract.fields.decode import EARNED, Step, Way, decode
from ocr_intake.extract.fields.edges import Edges, one_line
from ocr_intake.extract.fields.lattice import Place, picks_as_read, places_between, places_of, plain_options
from ocr_intake.extract.offered import AS_READ, EITHER, Rival, likeliness, other_values
from ocr_intake.japanese.charsets import Kind, kind
from ocr_intake.japanese.name_prior import has_variants, name_prior
from ocr_intake.japanese.names import name_parts
from ocr_intake.japanese.variants import variant_key
from ocr_intake.model.fields import FieldName, FlagCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.extract.segment import Segment
    from ocr_intake.model.proposal import Proposal
    from ocr_intake.model.reading import Character

TRUST_IN_PRIOR: Final = 0.6
"""Exponent of the prior, chosen on names of three sets of submissions: from 0.4 to 0.8 the outcome is the same."""
NO_NAME: Final = 6.0
"""Nats that each character costs that is in no name: a digit, a bracket, a colon."""
LEAST: Final = -math.log(0.01)
"""An alternative that costs the reader more nats is not followed."""
PIECE_OUT: Final = 2.5
"""Nats that it costs to leave out a piece that has letters of its own."""
_BEAM: Final = 40
_RIVALS: Final = 12
"""Of the likeliest names those among which a person may choose."""
_WITHIN: Final = frozenset("・･=＝.．'’-‐々〆〇ー 　")
"""What stands between the letters of names."""


def _is_letter(char: str) -> bool:
    return (char.isalpha() and kind(char) is not Kind.OTHER) or char in "々é"


def _may_end(before: str, char: str) -> bool:
    return _is_letter(char) or (char == "." and before[-1:].isascii() and before[-1:].isalpha())


_EDGES: Final = Edges(_is_letter, _may_end)


class _NamePrior:
    """How common a name is; each text is a rival of its own, since only whole names can be weighed."""

    start = ""

    def steps(self, state: str, place: Place) -> Iterator[Step[str]]:
        if place.is_break:
            yield Step(" ", 0.0, 0.0, f"{state} ")
            return
        for i, (text, loss, _) in enumerate(plain_options(place, LEAST)):
            if i == 0 or _fits(text):
                yield Step(text, loss if text.strip() else 0.0, 0.0, state + text)

    def end(self, way: Way[str]) -> float:
        if not way.text.strip():
            return math.inf
        return NO_NAME * sum(not _fits(char) for char in way.text) - TRUST_IN_PRIOR * name_prior(way.text)


def _fits(char: str) -> bool:
    return char.isalpha() or char in _WITHIN


class _Name(NamedTuple):
    """One name that the paper may show."""

    cost: float
    """In nats; only differences mean anything."""
    text: str
    read: str
    """The same as the reader has it."""
    characters: tuple[Character, ...]
    """The reader's."""
    run: tuple[Segment, ...]
    """Pieces that it was read from."""

    @property
    def settled(self) -> float:
        """The cost that decides."""
        return self.cost + (EARNED if self.text != self.read else 0.0)


def read_name(segments: Sequence[Segment], source: str) -> Proposal | None:
    """A person's name as written: without title, honorific and seal, its parts one space apart where a gap is.

    Args:
        segments: the characters tagged as this name, in reading order; family and given name may be two of them.
        source: how they were found.

    Returns:
        None where they hold no letter. Another whole name beside it is a candidate, and a reason to look.
    """
    runs = [found for run, price in _runs(one_line(segments)) if (found := _names(run, price))]
    if not runs:
        return None
    runs.sort(key=lambda found: found[0].settled)
    found, chosen, name = runs[0], runs[0][0], name_parts(runs[0][0].text)
    changed = chosen.text != chosen.read
    evidence = {
        "likelihood": name.likelihood,
        "in_lexicon": float(name.in_lexicon),
        "spaced": float(name.spaced),
        "corrected": float(changed),
        "share": _share(found),
        "variants": float(has_variants(chosen.characters)),
        "changed": changed_evidence(chosen.characters, name.text),
    }
    rivals = [Rival(name_parts(one.text).text, likeliness(one.cost - chosen.cost), "reader") for one in found[:_RIVALS]]
    rivals.append(Rival(name_parts(chosen.read).text, likeliness(AS_READ), "reader"))
    flags = [FlagCode.CORRECTED_BY_LEXICON] if changed else []
    others = [other for other, *_ in runs[1:] if _is_another(other, chosen)]
    if others:
        rivals.extend(Rival(name_parts(other.text).text, EITHER, "reader") for other in others)
        flags.append(FlagCode.SEVERAL_VALUES)
    # where a name was typed, its parts are apart as they were typed
    value = " ".join(chosen.text.split()) if all(piece.typed for piece in chosen.run) else name.text
    offered = other_values(FieldName.NAME, value, rivals)
    return proposed(value, chosen.run, source, evidence, flags=flags, others=offered)


def _runs(pieces: Sequence[Segment]) -> Iterator[tuple[tuple[Segment, ...], float]]:
    """Each piece alone and all together, and what it costs to leave the others out."""
    letters = [{char for char in piece.text if char.isalpha()} for piece in pieces]
    if len(pieces) > 1:
        yield tuple(pieces), 0.0
    for piece, inside in zip(pieces, letters, strict=True):
        yield (piece,), PIECE_OUT * sum(not own <= inside for own in letters)


def _names(run: tuple[Segment, ...], price: float) -> list[_Name]:
    """The names that a run of pieces may be, the likeliest first."""
    places = places_of(run)
    picks = picks_as_read(places)
    text = "".join(picks)
    line = run[0].line.text[: run[0].start], run[-1].line.text[run[-1].end :]
    found: list[_Name] = []
    for start, end, left_out in _EDGES.spans(places, picks, line):
        inside = places_between(places, picks, start, end)
        characters = tuple(p.read for p in inside if p.read is not None and p.at >= 0)
        decoded = decode(inside, _NamePrior(), beam=_BEAM)
        if decoded is None:
            continue
        found.extend(
            _Name(way.cost + left_out + price, way.text, text[start:end], characters, run) for way in decoded.ways
        )
    return sorted(found, key=lambda one: one.settled)


def _share(found: Sequence[_Name]) -> float:
    """The share of all weight that the first name has."""
    weights: dict[str, float] = {}
    for one in found:
        name = "".join(one.text.split())
        weights[name] = max(weights.get(name, 0.0), math.exp(found[0].cost - one.cost))
    return 1.0 / sum(weights.values())


def _is_another(other: _Name, chosen: _Name) -> bool:
    """Whether that is somebody else's whole name: of other segments, in other letters."""
    name = name_parts(other.text)
    known = name.in_lexicon and bool(name.family and name.given)
    apart = not set(other.run) & set(chosen.run)
    return known and apart and variant_key(name.family + name.given) != variant_key("".join(chosen.text.split()))
