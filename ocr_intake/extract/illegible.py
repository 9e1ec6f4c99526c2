"""Labels that could not be read: a cell in a form's column of labels, told by its place, and its value by its form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ocr_intake.extract.kinds import Kind, parts
from ocr_intake.extract.wording import without_hints

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ocr_intake.extract.cells import Claim
    from ocr_intake.extract.segment import Segment
    from ocr_intake.extract.sheet import Sheet
    from ocr_intake.model.geometry import Box

LONGEST = 30
"""Characters of the longest label."""
SLACK = 0.012
"""Share of the page's width by which the sides of a column's cells may differ."""
LEVEL = 0.5
"""Share of the lower height that a label's cell and its value's have in common."""
TEXT = 30
"""Characters from which a value without a known form is running text."""
_NOUNS = (
    (("name", "organization"), re.compile("氏名|名前|芳名")),
    (("organization",), re.compile("団体|法人|会社|事業所|名称")),
    (("postal_code", "address"), re.compile("住所|所在|ところ")),
    (("phone",), re.compile("電話|連絡先|TEL", re.IGNORECASE)),
    (("representative",), re.compile("代表")),
    (("opinion",), re.compile("意見")),
)
_BODY_IN_BRACKETS = re.compile(r"[(（].{0,8}(?:.体|.人)名?")
"""How a form that asks for a person's name adds a body's: 氏名(法人・団体名)."""
_BY_FORM = {
    Kind.TEXT: ("opinion",),
    Kind.ADDRESS: ("postal_code", "address"),
    Kind.PHONE: ("phone",),
    Kind.PERSON: ("name", "organization"),
}
_NO_LABEL = frozenset({Kind.ADDRESS, Kind.PHONE, Kind.PERSON, Kind.EMAIL, Kind.TEXT})
_SURE = frozenset({Kind.TEXT, Kind.ADDRESS, Kind.PHONE, Kind.FAX, Kind.EMAIL})


def illegible_labels(sheet: Sheet, claims: Sequence[Claim], asked: Collection[str]) -> list[tuple[int, int, list[str]]]:
    """Cells beside a label that is none of the known ones, in a column of labels.

    Args:
        sheet: the page.
        claims: of the labels that were read.
        asked: kinds that have a value already.

    Returns:
        The label's cell, its value's cell and the value's kinds, from the top down.
    """
    cells = sheet.page.cells
    known = [claim for claim in claims if not claim.column and _is_beside(cells[claim.label], cells[claim.cells[0]])]
    mine = {cell for claim in claims for cell in (claim.label, *claim.cells)}
    found: list[tuple[int, int, list[str]]] = []
    have = set(asked)
    for cell in sorted(set(range(len(cells))) - mine, key=lambda c: cells[c].top):
        text = "".join(sheet.pieces[p].text for p in sheet.in_cells.get(cell, ()))
        if len(text) > LONGEST or not any(_same_column(cells[cell], cells[c.label], sheet.page.width) for c in known):
            continue
        if any(sheet.kind(p) in _NO_LABEL for p in sheet.in_cells.get(cell, ())):
            continue
        beside = [v for v in sheet.in_cells if v not in mine and _is_beside(cells[cell], cells[v])]
        if not beside:
            continue
        value = min(beside, key=lambda v: cells[v].left)
        kinds = _kinds(text, [sheet.pieces[p] for p in sheet.in_cells[value]], sheet)
        if kinds and not have & set(kinds):
            have |= set(kinds)
            mine |= {cell, value}
            found.append((cell, value, list(kinds)))
    return found


def _kinds(label: str, values: Sequence[Segment], sheet: Sheet) -> tuple[str, ...]:
    """What a value is: by its form where that is sure, else by a word of the label that could be read."""
    forms = [kind for _, kind in parts(values, sheet.knowledge)]
    sure = next((kind for kind in forms if kind in _SURE), None)
    if sure is not None:
        return _BY_FORM.get(sure, ())
    named = next((kinds for kinds, words in _NOUNS if words.search(without_hints(label))), ())
    if not named and _BODY_IN_BRACKETS.search(label):
        return ("name", "organization")
    if named:
        return named
    if sum(len(value.text) for value in values) >= TEXT:
        return ("opinion",)
    return next((_BY_FORM[kind] for kind in forms if kind in _BY_FORM), ())


def _same_column(one: Box, other: Box, width: int) -> bool:
    return max(abs(one.left - other.left), abs(one.right - other.right)) <= SLACK * width


def _is_beside(label: Box, value: Box) -> bool:
    """Whether a cell stands directly to the right of a label's in its row."""
    level = label.overlap_y(value) > LEVEL * min(label.height, value.height)
    return level and abs(value.left - label.right) <= max(14, label.height // 3)
