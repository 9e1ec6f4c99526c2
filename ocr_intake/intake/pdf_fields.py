"""The value of a form's field, as somebody typed or chose it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ocr_intake.intake.pdf_structure import PdfObject, UnreadablePdfError, array, dictionary, is_dictionary, text_of

INHERITED: Final = ("/FT", "/V", "/Ff", "/Opt", "/DA", "/MaxLen", "/Q")
"""What a field takes from those above it."""
TICK: Final = "✓"
"""What stands for a box that is ticked."""

_LEVELS: Final = 32
"""Fields above a field that are looked at; more are a loop."""
_PASSWORD, _PUSH_BUTTON = 1 << 13, 1 << 16
_LONGEST: Final = 200_000
"""Characters of one value; more are no comment."""
_SIZE: Final = re.compile(r"(-?\d+(?:\.\d*)?|\.\d+)\s+Tf\b")
_WIDE_SPACE: Final = "\u3000"
_LINE_ENDS: Final = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in a field."""

    text: str
    """Lines apart by line feeds."""
    size: float | None
    """Height of its letters in points; None where the program that shows it chooses."""


def filled(widget: PdfObject) -> Filled | None:
    """The value of the field that a widget shows, or None where nothing was typed, chosen or ticked.

    A ticked box that draws its own tick is left as it is drawn.

    Raises:
        UnreadablePdfError: the value is too long to be looked at.
    """
    kind, flags = str(inherited(widget, "/FT")), _number(inherited(widget, "/Ff"))
    if kind == "/Btn":
        text = TICK if not flags & _PUSH_BUTTON and _is_ticked_unseen(widget) else ""
    elif kind == "/Tx" and not flags & _PASSWORD:
        text = _typed(inherited(widget, "/V"))
    elif kind == "/Ch":
        text = _chosen(inherited(widget, "/V"), inherited(widget, "/Opt"))
    else:
        text = ""
    return Filled(text, size_of(widget)) if text.strip() else None


def inherited(widget: PdfObject, key: str) -> PdfObject:
    """An entry of a field, or of the nearest one above it that has it; None where none has."""
    node = widget
    for _ in range(_LEVELS):
        if not is_dictionary(node):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def lines_of(text: str) -> str:
    """A text with one kind of line end and without characters that nobody can type or see."""
    lines = _LINE_ENDS.sub("\n", text[:_LONGEST]).split("\n")
    return "\n".join("".join(map(_plain, line)) for line in lines)


def _plain(char: str) -> str:
    if char.isprintable() or char == _WIDE_SPACE:
        return char
    return " " if char.isspace() else ""


def size_of(widget: PdfObject) -> float | None:
    """Points of the letters by the default appearance; None for a size that is to be chosen."""
    found = _SIZE.search(text_of(inherited(widget, "/DA")))
    size = float(found[1]) if found else 0.0
    return size if 2.0 <= size <= 144.0 else None


def _typed(value: PdfObject) -> str:
    """The text of a text field; a long one may be a stream."""
    import pikepdf

    if isinstance(value, pikepdf.Stream):
        if len(value.read_raw_bytes()) > _LONGEST:
            raise UnreadablePdfError
        value = pikepdf.String(value.read_bytes())
    return lines_of(text_of(value))


def _chosen(value: PdfObject, options: PdfObject) -> str:
    """What a list shows of the entries that are chosen; what was typed into it stands for itself."""
    pairs = [pair for option in array(options) if len(pair := array(option)) == 2]
    shown = {text_of(exported): text_of(written) for exported, written in pairs}
    values = [text_of(one) for one in array(value) or [value]]
    return lines_of("\n".join(shown.get(one, one) for one in values if one))


def _is_ticked_unseen(widget: PdfObject) -> bool:
    """Whether a box is ticked and has no drawing of that."""
    state = str(widget.get("/AS", "/Off"))
    ticked = state.startswith("/") and state != "/Off"
    return ticked and state not in dictionary(dictionary(widget.get("/AP")).get("/N"))


def _number(value: PdfObject) -> int:
    return int(value) if isinstance(value, int) else 0
