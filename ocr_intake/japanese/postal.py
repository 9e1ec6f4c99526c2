"""Postal codes: what Japan Post's table says of them."""

from __future__ import annotations

from ocr_intake.japanese.digits import digits
from ocr_intake.japanese.gazetteer import Town, gazetteer


def towns_of(code: str) -> tuple[Town, ...]:
    """The towns of a code in any writing; empty if it is no code or the table does not have it."""
    found = digits(code)
    return gazetteer().towns_of(found)


def near_codes(code: str) -> tuple[str, ...]:
    """Known codes that differ from `code` in one digit that readers confuse, as '020-0802', for proposing only."""
    plain = digits(code)
    if len(plain) != 7:
        return ()
    found = []
    for index, digit in enumerate(plain):
        for other in _CONFUSED.get(digit, ""):
            changed = plain[:index] + other + plain[index + 1 :]
            if gazetteer().towns_of(changed):
                found.append(f"{changed[:3]}-{changed[3:]}")
    return tuple(found)


_CONFUSED = {
    "0": "689",
    "1": "47",
    "2": "37",
    "3": "258",
    "4": "19",
    "5": "368",
    "6": "058",
    "7": "129",
    "8": "0369",
    "9": "047",
}
"""Digits taken for one another in handwriting and on faxes."""
