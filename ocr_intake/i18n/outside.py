"""What comes from outside, made fit to be shown: file names, values read from paper, settings, names of consultations.

Strangers choose these texts, and a terminal obeys what they can hold: escape sequences that write elsewhere or hide,
controls that turn the direction of writing round, line ends that forge a message. They are shown as what they are.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
"""Controls, formats (directions, invisible characters), halves of characters, no characters at all, line ends. Private
characters stay: municipalities write names with them."""

_SUSPECT: Final = re.compile(r"[^ -~ぁ-んァ-ー一-鿿　-】！-～]")
"""Whatever is not plainly harmless: most texts need no second look."""


def harmful(char: str) -> bool:
    """Whether a character could steer a terminal, or is none."""
    return unicodedata.category(char) in _CATEGORIES


def visible(text: str, keep: str = "\n") -> str:
    r"""``text`` with every harmful character as Python and JSON write it: ``\x1b``, ``\u202e``.

    Args:
        text: Whatever it is.
        keep: Harmful characters that stay: line ends, where the text may have several lines.
    """
    return _SUSPECT.sub(lambda found: found[0] if found[0] in keep or not harmful(found[0]) else _code(found[0]), text)


def one_line(text: str) -> str:
    """``text`` made visible, line ends too: a file name is never two lines of a message."""
    return visible(text, keep="")


def json_safe(written: str) -> str:
    """A text of JSON with every harmful character in its strings as JSON escapes it; its own line ends stay."""
    return _SUSPECT.sub(
        lambda found: _escaped(found[0]) if harmful(found[0]) and found[0] != "\n" else found[0], written
    )


def _code(char: str) -> str:
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char) or char.encode("unicode_escape").decode("ascii")


def _escaped(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))
