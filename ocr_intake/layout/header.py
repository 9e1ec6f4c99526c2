"""Fax headers: the line a sending machine prints along the top. Data about the call, never content."""

from __future__ import annotations

import re
import unicodedata

from ocr_intake.model.reading import Direction, FaxHeader, Line

HEADER_ZONE = 0.045
"""Share of the page's height at its top in which a header stands."""
_SIGNS = (
    re.compile(r"\b(FROM|TO|TEL|FAX|TX|RX)\b", re.IGNORECASE),
    re.compile(r"F[AÄ4]X|発信|送信|受信|ファ[クッ]ク?ス", re.IGNORECASE),
    re.compile(
        r"P\s*[.,．。]?\s*\d{1,3}\s*[/／]\s*\d{1,3}|P\s*[.,]\s*\d{1,3}\b|\d{1,3}\s*[/／]\s*\d{1,3}\s*(ページ|頁)?$|PAGE",
        re.IGNORECASE,
    ),
    re.compile(r"\d{1,2}\s*[:：時]\s*\d{2}"),
    re.compile(r"\d{2,4}\s*[.,年/／'’\-]\s*\d{1,2}\s*[.,月/／'’\- ]\s*\d{1,2}"),
    re.compile(r"(?<!\d)0\d{1,4}[-−(（ ]?\d{1,4}[-−)） ]?\d{3,4}(?!\d)"),
    re.compile(r"\b[TFN][-−—]\s*\d{2,5}\b|NO[.．]\s*\d+", re.IGNORECASE),
)
_PAGE = re.compile(r"(?:P|PAGE)\s*[.,．]?\s*(\d{1,3})(?:\s*[/／]\s*(\d{1,3}))?", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\d)0\d{1,4}[-−()（） ]{0,2}\d{1,4}[-−()（） ]{0,2}\d{3,4}(?!\d)")
LEAST_SIGNS = 2
"""A line at the top is a header when it shows at least so many of a header's marks."""


def split_header(
    lines: tuple[Line, ...], *, width: int, height: int, dpi: float
) -> tuple[FaxHeader | None, tuple[Line, ...]]:
    """Take the fax header off a page's lines.

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
    text = unicodedata.normalize("NFKC", "  ".join(line.text for line in sorted(top, key=lambda line: line.box.left)))
    spread = max((line.box.right for line in top), default=0) - min((line.box.left for line in top), default=0)
    if sum(1 for sign in _SIGNS if sign.search(text)) < LEAST_SIGNS or spread < 0.12 * width:
        return None, lines
    page = _PAGE.search(text)
    header = FaxHeader(
        text=text,
        numbers=tuple(dict.fromkeys(re.sub(r"\D", "", found) for found in _NUMBER.findall(text))),
        page=int(page[1]) if page else None,
        of=int(page[2]) if page and page[2] else None,
    )
    return header, tuple(line for line in lines if line not in top)
