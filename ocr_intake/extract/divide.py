"""What stands under one label to the fields it belongs to: marks and readings left out, several fields told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.extract.cells import RUNNING
from ocr_intake.extract.kinds import Kind, kind_of, parts
from ocr_intake.extract.printed import is_choice, is_note, is_unfilled, without_notes
from ocr_intake.extract.sheet import filled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.labels import LabelIndex
    from ocr_intake.extract.segment import Segment

PEOPLE = frozenset({"name", "organization", "representative"})
PLACE = frozenset({"postal_code", "address"})
SEAL_FROM = 0.6
"""Share of a name's line from whose place on a seal may stand."""
LONGEST_SEAL = 4
_NEVER_WHO = frozenset({Kind.ADDRESS, Kind.PHONE, Kind.FAX, Kind.EMAIL, Kind.READING})

Divided = list[tuple[tuple[str, ...], list["Segment"]]]


def divide(kinds: tuple[str, ...], segments: Sequence[Segment], index: LabelIndex, knowledge: Knowledge) -> Divided:
    """Kinds with their segments; the kinds together are those given, each with what of the value is its own.

    Args:
        kinds: what the label announces.
        segments: what stands under it, in reading order.
        index: of the wordings, for labels inside the value.
        knowledge: notes and the city's names.
    """
    if set(kinds) & RUNNING:
        return [(kinds, without_notes(segments, knowledge))]
    written = [filled(segment) for segment in segments]
    written = [s for s in written if not _is_printed(s.text, knowledge)]
    inner, rest = _by_inner_labels(kinds, written, index)
    if not set(kinds) & PLACE:
        inner, rest = _with_addresses(inner, rest)
    named = set(kinds) & PEOPLE
    groups = [tuple(k for k in kinds if k in group) for group in (PEOPLE, PLACE) if set(kinds) & group]
    singles = [(kind,) for kind in kinds if kind not in PEOPLE | PLACE]
    if len(groups) + len([s for s in singles if s != ("furigana",)]) > 1:
        found = _by_form(groups, singles, rest, knowledge)
    else:
        rest, strays = _without_strays(kinds, rest, knowledge)
        found = [(kinds, rest)] if rest or not (inner or strays) else []
        inner = [*inner, *strays]
    if named:
        found = [(k, _without_readings(s, knowledge) if set(k) & PEOPLE else s) for k, s in found]
        found = [(k, _without_seals(s, knowledge) if set(k) & PEOPLE else s) for k, s in found]
    return [*inner, *found]


def _with_addresses(inner: Divided, rest: list[Segment]) -> tuple[Divided, list[Segment]]:
    """Where a torn rule let a postal code in, the line below it that has a number is its address."""
    found: Divided = []
    kept = list(rest)
    for kinds, segments in inner:
        codes = [s for s in segments if kinds == ("postal_code",)]
        below = [s for s in kept if codes and s.index == codes[-1].index + 1 and any(map(str.isdigit, s.text))]
        kept = [s for s in kept if s not in below]
        found.append((("postal_code", "address"), [*segments, *below]) if below else (kinds, segments))
    return found, kept


def _without_strays(
    kinds: tuple[str, ...], segments: Sequence[Segment], knowledge: Knowledge
) -> tuple[list[Segment], Divided]:
    """A value without lines that are plainly another field's, where a torn rule let them in; and those lines."""
    homes: dict[Kind, tuple[str, ...]] = {Kind.PHONE: ("phone",), Kind.FAX: ("fax",), Kind.EMAIL: ("email",)}
    if not set(kinds) & PLACE:
        homes[Kind.ADDRESS] = ("postal_code", "address")
    kept: list[Segment] = []
    strays: Divided = []
    coded = False
    for segment in segments:
        if coded and any(map(str.isdigit, segment.text)):  # the address behind its code, however it was read
            strays.append((("postal_code", "address"), [segment]))
            continue
        coded = False
        home = homes.get(kind_of(segment, knowledge)) if set(kinds) & (PEOPLE | PLACE | {"phone"}) else None
        if home == ("postal_code", "address") and "phone" in kinds and not any(map(str.isalpha, segment.text)):
            home = None  # digits that are no whole number
        if home is None or set(home) & set(kinds):
            kept.append(segment)
        else:
            strays.append((home, [segment]))
            coded = "address" in home
    return (kept, strays) if kept else (kept, [])


def _without_seals(segments: Sequence[Segment], knowledge: Knowledge) -> list[Segment]:
    """A name without what a square seal at its end was read as: a few characters above or below the line's end."""
    if len(segments) < 2 or any(segment.vertical for segment in segments):
        return list(segments)
    main = max(segments, key=lambda segment: segment.line.box.width)
    begin = main.line.box.left + SEAL_FROM * main.line.box.width

    def is_seal(segment: Segment) -> bool:
        short = len("".join(segment.text.split())) <= LONGEST_SEAL
        return short and segment.line.box.left >= begin and kind_of(segment, knowledge) not in {Kind.PERSON, Kind.ROLE}

    return [segment for segment in segments if segment is main or not is_seal(segment)]


def _is_printed(text: str, knowledge: Knowledge) -> bool:
    return is_unfilled(text) or is_choice(text) or is_note(text, knowledge)


def _by_inner_labels(
    kinds: tuple[str, ...], segments: Sequence[Segment], index: LabelIndex
) -> tuple[Divided, list[Segment]]:
    """Lines of a value that begin with a label of their own, with what follows it; and all other lines.

    A label alone is a mark of the form; one of the same kind goes, and its value stays where it is.
    """
    inner: Divided = []
    rest: list[Segment] = []
    for segment in segments:
        label = index.match(segment.text, in_cell=True)
        if label is None or label.kinds == ("ignore",):
            rest.append(segment)
            continue
        value = filled(segment.part(label.rest))
        same = any({*label.kinds} & group and {*kinds} & group for group in (PLACE, *({kind} for kind in kinds)))
        if not value.text and (same or label.exact):
            continue
        if same and (not label.separated or set(label.kinds) & PLACE or len(kinds) == 1):
            rest.append(segment if set(label.kinds) & PLACE or "phone" in label.kinds else value)
        elif label.separated and label.exact and not is_unfilled(value.text):
            inner.append((label.kinds, [value]))
        else:
            rest.append(segment)
    return inner, rest


def _by_form(
    groups: Sequence[tuple[str, ...]],
    singles: Sequence[tuple[str, ...]],
    segments: Sequence[Segment],
    knowledge: Knowledge,
) -> Divided:
    """A value for several fields, each line (or part of one) with the field that it looks like."""
    found: dict[tuple[str, ...], list[Segment]] = {kinds: [] for kinds in (*groups, *singles)}
    place = next((g for g in groups if set(g) & PLACE), None)
    people = next((g for g in groups if set(g) & PEOPLE), None)
    homes = {
        Kind.ADDRESS: place,
        Kind.PHONE: ("phone",),
        Kind.FAX: ("fax",),
        Kind.EMAIL: ("email",),
        Kind.READING: ("furigana",) if ("furigana",) in found else people,
        Kind.PERSON: people or place,
        Kind.ROLE: people,
        Kind.OFFICE: people or place,
    }
    last: tuple[str, ...] | None = None
    for segment, kind in parts(segments, knowledge):
        home = homes.get(kind)
        if kind is Kind.CONTINUATION or (home is None and kind not in homes):
            digits = any(char.isdigit() for char in segment.text)
            home = place if place is not None and (last == place or digits) else people or place
        if home in found and home is not None:
            found[home].append(segment)
            last = home
    return list(found.items())


def _without_readings(segments: Sequence[Segment], knowledge: Knowledge) -> list[Segment]:
    """A name without its reading in kana, a number or an address that stands above or below it."""
    kinds = [(segment, kind) for segment, kind in parts(segments, knowledge)]
    named = [segment for segment, kind in kinds if kind not in _NEVER_WHO]
    if not named or len(named) == len(kinds):
        return list(segments)
    dropped = [s for s, kind in kinds if kind in _NEVER_WHO and not any(_same_row(s, other) for other in named)]
    return [segment for segment in segments if not any(s.line is segment.line for s in dropped)]


def _same_row(one: Segment, other: Segment) -> bool:
    a, b = one.line.box, other.line.box
    return one.line is not other.line and a.overlap_y(b) > 0.5 * min(a.height, b.height) and not one.vertical
