"""Where a text that was read differs from the truth, in the text's own characters. Pure.

Texts are compared in the form in which the program's evaluation compares them (``japanese.compare``): what differs in
width, white space or the shape of a dash alone is right, and nobody mends it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Levenshtein

from ocr_intake.japanese.compare import compared
from ocr_intake.model.fields import FieldName

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Step = tuple[str, int, int, int, int]
"""Of an alignment: what it is (equal, replace, insert, delete), start and end in the text, then in the truth."""

_NUMBERS: Final = frozenset({FieldName.PHONE, FieldName.POSTAL_CODE})
_BETWEEN_DIGITS: Final = re.compile("(?<=[0-9])[-‐‑‒–—―−－ー─━⁻₋﹣﹘]+(?=[0-9])")
_JOINED: Final = frozenset("゙゚ﾞﾟ")
"""Voicing marks that belong to the character before them."""


@dataclass(frozen=True, slots=True)
class Change:
    """Characters ``start`` to ``end`` of a text give way to ``text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Token:
    """The least part of a text that is typed or left as it is: mostly one character."""

    form: str
    """As it is compared; more than one character for ㈱."""
    start: int
    end: int
    """Where it stands in the text."""


def tokens(name: FieldName, text: str) -> tuple[Token, ...]:
    """The parts of a text that count when it is compared."""
    found: list[Token] = []
    for place, cluster in _clusters(text):
        form = "".join(unicodedata.normalize("NFKC", cluster).split())
        form = "".join(char for char in form if char.isdecimal()) if name in _NUMBERS else form
        if form:
            found.append(Token(form, place, place + len(cluster)))
    if name not in _NUMBERS:
        joined = "".join(token.form[0] if len(token.form) == 1 else "\0" for token in found)
        for run in reversed(list(_BETWEEN_DIGITS.finditer(joined))):
            found[run.start() : run.end()] = [Token("-", found[run.start()].start, found[run.end() - 1].end)]
        found = [Token(compared(name, token.form), token.start, token.end) for token in found]
    return tuple(found)


def _clusters(text: str) -> list[tuple[int, str]]:
    clusters: list[tuple[int, str]] = []
    for place, char in enumerate(text):
        if clusters and (unicodedata.combining(char) or char in _JOINED):
            clusters[-1] = (clusters[-1][0], clusters[-1][1] + char)
        else:
            clusters.append((place, char))
    return clusters


def changes(name: FieldName, text: str, wanted: str) -> tuple[Change, ...]:
    """The fewest changes that make a text right, in its order; none where it is.

    Args:
        name: What the text is.
        text: What was read.
        wanted: The truth.
    """
    read, right = tokens(name, text), tokens(name, wanted)
    made = _changes(text, read, [token.form for token in read], right)
    if compared(name, changed(text, made)) == compared(name, wanted):
        return made
    # the form of a dash depends on digits beside it that are taken away: what is in another form is typed anew
    literal = [token.form if text[token.start : token.end] == token.form else "\0" for token in read]
    return _changes(text, read, literal, right)


def _changes(text: str, read: Sequence[Token], forms: Sequence[str], right: Sequence[Token]) -> tuple[Change, ...]:
    """The fewest changes, where the parts of a text that was read are taken for ``forms``."""
    steps = Levenshtein.opcodes(forms, [token.form for token in right])
    found = []
    for equal, group in groupby(steps, key=lambda step: step.tag == "equal"):
        if equal:
            continue
        run = list(group)
        old, new = read[run[0].src_start : run[-1].src_end], right[run[0].dest_start : run[-1].dest_end]
        typed = "".join(token.form for token in new)
        if typed == "".join(forms[run[0].src_start : run[-1].src_end]):  # ㈱ for (株)
            continue
        start = old[0].start if old else _behind(read, run[0].src_start, text)
        found.append(Change(start, old[-1].end if old else start, typed))
    return tuple(found)


def _behind(read: Sequence[Token], number: int, text: str) -> int:
    """Where something is typed that belongs before a token: behind the one before it."""
    if number:
        return read[number - 1].end
    return read[0].start if read else len(text)


def changed(text: str, made: Sequence[Change]) -> str:
    """The text with the changes made."""
    for change in reversed(made):
        text = text[: change.start] + change.text + text[change.end :]
    return text


def shares(opinions: Sequence[tuple[str, str]], wanted: str) -> tuple[str, ...]:
    """Which part of the truth each of several opinions that were read should be, without its list marker.

    The truth is laid along what was read with the fewest changes. What is missing between two opinions belongs to the
    one before.

    Args:
        opinions: List marker and text of each, in order.
        wanted: The whole truth, markers included.
    """
    parts = [(compared(FieldName.OPINION, marker), compared(FieldName.OPINION, text)) for marker, text in opinions]
    right = compared(FieldName.OPINION, wanted)
    steps = _steps("".join(marker + text for marker, text in parts), right)
    found, at, reached = [], 0, 0
    for number, (marker, text) in enumerate(parts, 1):
        start = max(_along(steps, at + len(marker), before=True), reached) if marker else reached
        at += len(marker) + len(text)
        reached = len(right) if number == len(parts) else max(_along(steps, at), start)
        found.append(right[start:reached])
    return tuple(found)


def span(text: str, wanted: str, start: int, end: int) -> str:
    """The part of an opinion's truth that stands where characters ``start`` to ``end`` of the text that was read do."""
    name = FieldName.OPINION
    read, right = tokens(name, text), compared(name, wanted)
    steps = _steps("".join(token.form for token in read), right)
    first = sum(len(token.form) for token in read if token.start < start)
    last = sum(len(token.form) for token in read if token.start < end)
    return right[_along(steps, first, before=True) : _along(steps, max(first, last))]


def _steps(form: str, right: str) -> tuple[Step, ...]:
    return tuple(
        (step.tag, step.src_start, step.src_end, step.dest_start, step.dest_end)
        for step in Levenshtein.opcodes(form, right)
    )


def _along(steps: Iterable[Step], at: int, *, before: bool = False) -> int:
    """Where in the truth the place ``at`` of the text is: behind what is missing there, or ``before`` it."""
    touching = [step for step in steps if step[1] <= at <= step[2]]
    if before:
        return min((_reached(step, at) for step in touching), default=0)
    return max((step[4] if step[0] == "insert" else _reached(step, at) for step in touching), default=0)


def _reached(step: Step, at: int) -> int:
    _, start, _, first, last = step
    return first + min(at - start, last - first)
