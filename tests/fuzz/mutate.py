"""Changes to bytes that upset parsers: numbers at their ends, parts cut out, doubled, or taken from another input."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Final

_ENDS: Final = tuple(
    value.to_bytes(width, order)
    for width in (1, 2, 4, 8)
    for order in ("little", "big")
    for value in (0, 1, 2 ** (8 * width - 1) - 1, 2 ** (8 * width - 1), 2 ** (8 * width) - 1, 2 ** (8 * width) - 16)
)
_WORDS: Final = (
    *(b"[" * 3000, b"{" * 3000, b'{"a":' * 3000, b"[[" * 40, b'"' * 3, b"'''", b"\n[a]\n[a]\n", b"a.b.c.d=1\n"),
    *(
        b"1e999",
        b"-1",
        b"9" * 400,
        b"NaN",
        b"null",
        b"true",
        b"1979-05-27",
        b"\\ud800",
        b"\\u0000",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
    ),
    *(b"\0", b"\r", b"=", b"# ", b"..", b"%", b"1.2.3 x 4.5.6 pts", b"\xed\xa0\x80"),
)


_TOKEN: Final = re.compile(rb'"[^"]*"|[\w.+-]+')


def mutated(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """The data with one to eight changes."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        at = chance.randrange(len(out) + 1)
        if chance.random() < 0.3:
            at = min(at, chance.randrange(64))  # most parsers decide at the beginning
        _change(out, at, others, chance)
    return bytes(out)


def _change(out: bytearray, at: int, others: Sequence[bytes], chance: random.Random) -> None:
    match chance.randrange(9):
        case 0 if out:
            out[min(at, len(out) - 1)] ^= 1 << chance.randrange(8)
        case 1:
            end = chance.choice(_ENDS)
            out[at : at + len(end)] = end
        case 2:
            del out[at : at + chance.choice((1, 2, 4, 16, 200))]
        case 3:
            part = out[at : at + chance.choice((1, 4, 12, 64, 500))]
            out[at:at] = part * chance.choice((1, 2, 50))
        case 4:
            other = chance.choice(others)
            begin = chance.randrange(len(other) + 1)
            out[at : at + 16] = other[begin : begin + chance.choice((4, 16, 100))]
        case 5:
            out[at:at] = chance.choice(_WORDS)
        case 6:
            del out[at:]
        case 7 if tokens := list(_TOKEN.finditer(out)):
            # a number, a name or a text, so that what is around it is still read
            begin, end_at = chance.choice(tokens).span()
            out[begin:end_at] = chance.choice(_WORDS)
        case _:
            out[at : at + 4] = chance.randbytes(4)
