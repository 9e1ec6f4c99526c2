"""Lines of a page that are the office's own: 提出先, 問い合わせ先 with its address, telephone, fax and e-mail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ocr_intake.extract.kinds import CONTACT, Kind
from ocr_intake.japanese.organizations import organization_likelihood

if TYPE_CHECKING:
    from collections.abc import Collection

    from ocr_intake.extract.labels import Label
    from ocr_intake.extract.sheet import Sheet

FORM_CELLS = 4
"""A page with so many cells is a form."""
GAP = 1.6
"""Line heights of white from which another block begins."""
LIKELY_ORGANIZATION = 0.8
_CONTACT_LABELS = frozenset({"phone", "fax", "email", "postal_code", "address", "addressee", "ignore"})
_WHO = frozenset({"name", "organization", "representative", "furigana"})
_WAY = re.compile(r"[【\[(（・]?(?:郵送|持参|窓口|郵便|電子?メール|Ｅメール|FAX|ＦＡＸ|ファク)\S{0,6}[】\])）：:]")
"""How a form says by which way it is handed in, before the office's address."""
_TOWARDS = ("宛", "あて", "to", "attention")
"""Labels over an addressee, whose block the sender's may follow without a gap."""


def office_pieces(sheet: Sheet, taken: Collection[int]) -> set[int]:
    """Pieces outside of labelled cells that say where to send or ask; nothing of them is the submitter's.

    A block is a run of contact lines without a gap. It is the office's where a label such as 提出先 opens it, or where
    it names an office and no person; not where labels ask for a name in it.
    """
    found = _foot_of_form(sheet, taken)
    for run in _runs(sheet, taken):
        found.update(_office_part(sheet, run))
    return found


def _foot_of_form(sheet: Sheet, taken: Collection[int]) -> set[int]:
    """What a form prints below its table from 提出先 on: nobody fills in anything there, however it was read."""
    if len(sheet.page.cells) < FORM_CELLS:
        return set()
    bottom = max(cell.bottom for cell in sheet.page.cells)
    below = [
        p
        for p in range(len(sheet.pieces))
        if p not in taken and sheet.cell(p) is None and sheet.boxes[p].centre[1] > bottom
    ]
    labels = {p: sheet.label_at(p) for p in below}
    opened = next((p for p, label in labels.items() if label is not None and "addressee" in label.kinds), None)
    if opened is None:
        return set()
    rest = below[below.index(opened) :]
    asked = any(label is not None and set(label.kinds) & _WHO for label in map(labels.get, rest))
    return set() if asked else set(rest)


def _runs(sheet: Sheet, taken: Collection[int]) -> list[list[int]]:
    """Runs of contact lines, of lines with a contact label, and of the labels for a name that stand among them."""
    runs: list[list[int]] = []
    last = -1
    for p in range(len(sheet.pieces)):
        if p in taken:
            continue
        label = sheet.label_at(p)
        belongs = _may_belong(sheet, p, label)
        if belongs:
            if last < 0 or not _adjoining(sheet, last, p):
                runs.append([])
            runs[-1].append(p)
        last = p if belongs else -1
    return runs


def _may_belong(sheet: Sheet, p: int, label: Label | None) -> bool:
    if label is not None:
        return set(label.kinds) <= _CONTACT_LABELS | _WHO
    if _WAY.match(sheet.pieces[p].text.strip()):
        return True
    return sheet.kind(p) in CONTACT | {Kind.OFFICE, Kind.CONTINUATION, Kind.ADDRESSEE}


def _adjoining(sheet: Sheet, last: int, p: int) -> bool:
    """Whether a piece stands in the same cell as the one before and without a gap below or beside it."""
    if sheet.cell(last) != sheet.cell(p):
        return False
    one, other = sheet.boxes[last], sheet.boxes[p]
    if sheet.pieces[p].vertical:
        return one.left - other.right < GAP * one.width
    return other.top - one.bottom < GAP * max(one.height, other.height)


def _office_part(sheet: Sheet, run: list[int]) -> list[int]:
    """The pieces of one run that are the office's."""
    labels = {p: sheet.label_at(p) for p in run}
    opened = next((p for p, label in labels.items() if label is not None and "addressee" in label.kinds), None)
    asks = [p for p, label in labels.items() if label is not None and set(label.kinds) & _WHO]
    if opened is not None:
        rest = run[run.index(opened) :]
        if any(p in asks for p in rest):
            return _unlabelled_head(sheet, rest, labels)
        label = labels[opened]
        towards = label is not None and label.wording.startswith(_TOWARDS)
        return rest if not towards or _names_office(sheet, rest) else _unlabelled_head(sheet, rest, labels)
    if asks or any(_is_person(sheet, p) for p in run) or not _names_office(sheet, run):
        return []
    contacts = any(labels[p] is not None or sheet.kind(p) in {Kind.PHONE, Kind.FAX, Kind.ADDRESS} for p in run)
    return run if contacts else []


def _unlabelled_head(sheet: Sheet, run: list[int], labels: dict[int, Label | None]) -> list[int]:
    """The addressee and what stands under it without a label, where the sender's own lines follow."""
    found = [run[0]]
    for p in run[1:]:
        if labels[p] is not None or sheet.kind(p) not in {Kind.OFFICE, Kind.ADDRESSEE}:
            break
        found.append(p)
    return found


def _names_office(sheet: Sheet, run: list[int]) -> bool:
    for i, p in enumerate(run):
        label = sheet.label_at(p)
        rest = sheet.pieces[p].part(label.rest) if label is not None else sheet.pieces[p]
        above = sheet.pieces[run[i - 1]].text if i else ""
        if sheet.kind_of(rest) is Kind.OFFICE and organization_likelihood(above) < LIKELY_ORGANIZATION:
            return True
    return False


def _is_person(sheet: Sheet, p: int) -> bool:
    return sheet.kind(p) is Kind.PERSON and sheet.label_at(p) is None
