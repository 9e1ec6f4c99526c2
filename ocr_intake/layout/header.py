"""Fax headers: the line a sending machine prints along the top. Data about the call, never content."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from ocr_intake.model.reading import Direction, FaxHeader, Line

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADER_ZONE = 0.045
"""Share of the page's height at its top in which a header stands."""
LOWEST = 0.8
"""Inches from the top in which a second header, or one that was sent farther down, may stand."""
LEAST_SIGNS, LEAST_SIGNS_LOWER = 2, 3
"""A row is a header when it shows at least so many of a header's marks: in the zone, and below it."""
LEAST_SPREAD = 0.12
"""Share of the page's width that a header takes up; less is a mark in a corner."""
MOST_PAGES = 200
_MONTHS = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"
_TIME = re.compile(r"\d{1,2}\s*[:：時]\s*\d{2}")
_DATE = re.compile(
    r"\d{2,4}\s*[.,年/／'’\-]\s*\d{1,2}\s*[.,月/／'’\- ]\s*\d{1,2}|\d{1,2}月\s*\d{1,2}日"
    rf"|\b(?:{_MONTHS})[A-Z]*[.,]?\s*\d{{1,2}}|\b\d{{1,2}}[. -]?(?:{_MONTHS})\b",
    re.IGNORECASE,
)
_CALL = re.compile(r"(?<!\d)0\d{1,4}[-−(（ ]?\d{1,4}[-−)） ]?\d{3,4}(?!\d)|\+\s?81[- ]?\d")
_COUNTED = re.compile(
    r"P\s*[.,．。]?\s*\d{1,3}\s*[/／]\s*\d{1,3}|P\s*[.,]\s*\d{1,3}\b|\d{1,3}\s*[/／]\s*\d{1,3}\s*(ページ|頁)?\s*[)）]?$|PAGE"
    r"|#\s*\d{1,3}",
    re.IGNORECASE,
)
_SIGNS = (
    re.compile(r"\b(FROM|TO|TEL|FAX|TX|RX)\b", re.IGNORECASE),
    re.compile(r"F[AÄ4]X|発信|送信|受信|ファ[クッ]ク?ス|ファクシミリ", re.IGNORECASE),
    _COUNTED,
    _TIME,
    _DATE,
    _CALL,
    re.compile(r"\b[TFN][-−—]\s*\d{2,5}\b|NO[.．]?\s*\d{2,}|\bID\s*[:：]", re.IGNORECASE),
    re.compile(
        r"\b(SHARP|CANON|RICOH|PANASONIC|BROTHER|KONICA|MINOLTA|XEROX|MURATEC|TOSHIBA|NEC|OKI|EPSON)\b", re.IGNORECASE
    ),
)
_PAGE = re.compile(r"(?:P|PAGE)\s*[.,．:：]?\s*(\d{1,3})(?:\s*(?:[/／]|OF)\s*(\d{1,3}))?(?!\d)", re.IGNORECASE)
_PAGE_BY_SIGN = re.compile(r"#\s*(\d{1,3})\s*[/／]\s*(\d{1,3})|(\d{1,3})\s*[/／]\s*(\d{1,3})\s*(?:ページ|頁)")
_PAGE_AT_END = re.compile(r"(?<![\d/／.\-年月])[(（]?(\d{1,3})\s*[/／]\s*(\d{1,3})[)）]?\s*$")
_NUMBER = re.compile(
    r"(?:\+\s?81[- ]?\(?0?\)?|(?<!\d)(?<!\d[:/.／])0)\d{1,4}[-−()（） ]{0,2}\d{1,4}[-−()（） ]{0,2}\d{3,4}(?!\d)"
)


def split_header(
    lines: tuple[Line, ...], *, width: int, height: int, dpi: float
) -> tuple[FaxHeader | None, tuple[Line, ...]]:
    """Take the fax header off a page's lines; two, where a fax was sent on.

    Args:
        lines: of the upright page.
        width: of the page, pixels.
        height: of the page, pixels.
        dpi: pixels per inch.

    Returns:
        The header, or None, and the lines without it.
    """
    zone = min(max(HEADER_ZONE * height, 0.35 * dpi), 0.5 * dpi)
    top = [line for line in lines if line.direction is Direction.HORIZONTAL and line.box.bottom <= zone]
    rows = [top] if _is_header(top, width, LEAST_SIGNS) else []
    lower = [line for line in lines if line.direction is Direction.HORIZONTAL and line not in top]
    below = _rows([line for line in lower if line.box.bottom <= LOWEST * dpi])
    rows.extend(row for row in below if _is_header(row, width, LEAST_SIGNS_LOWER) and _is_call(row))
    if not rows:
        return None, lines
    header = read_header([_text(row) for row in rows])
    taken = [line for row in rows for line in row]
    scraps = [
        line for line in lines if line.direction is Direction.VERTICAL and line.box.bottom <= zone and top in rows
    ]
    return header, tuple(line for line in lines if line not in taken and line not in scraps)


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that stand side by side, from the top down."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box.centre[1]):
        if rows and rows[-1][-1].box.overlap_y(line.box) > 0.5 * min(rows[-1][-1].box.height, line.box.height):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _text(row: Sequence[Line]) -> str:
    return unicodedata.normalize("NFKC", "   ".join(line.text for line in sorted(row, key=lambda line: line.box.left)))


def _is_header(row: Sequence[Line], width: int, least: int) -> bool:
    text = _text(row)
    spread = max((line.box.right for line in row), default=0) - min((line.box.left for line in row), default=0)
    return sum(1 for sign in _SIGNS if sign.search(text)) >= least and spread >= LEAST_SPREAD * width


def _is_call(row: Sequence[Line]) -> bool:
    """Whether a row tells when it was sent, and its page or who sent it: no letterhead does both."""
    text = _text(row)
    return bool(_TIME.search(text) and _DATE.search(text) and (_COUNTED.search(text) or _CALL.search(text)))


def read_header(texts: Sequence[str]) -> FaxHeader:
    """What the rows of a header say, in half-width characters.

    The page is the first row's, which the last machine printed, where it has one.
    """
    text = "   ".join(texts)
    page, of = next((found for found in map(_page, texts) if found[0] is not None), (None, None))
    numbers = tuple(dict.fromkeys(_digits(found) for found in _NUMBER.findall(text)))
    return FaxHeader(text=text, numbers=numbers, page=page, of=of)


def _digits(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    return f"0{digits[2:].removeprefix('0')}" if number.startswith("+") else digits


def _page(text: str) -> tuple[int | None, int | None]:
    """Page and number of pages; two numbers with a stroke at the end count only where the date stands elsewhere."""
    if match := _PAGE.search(text):
        return int(match[1]), int(match[2]) if match[2] else None
    match = _PAGE_BY_SIGN.search(text)
    if match is None and (at_end := _PAGE_AT_END.search(text)) and _DATE.search(text[: at_end.start()]):
        match = at_end
    if match is None:
        return None, None
    page, of = (int(number) for number in match.groups() if number is not None)
    return (page, of) if 1 <= page <= of <= MOST_PAGES else (None, None)
