"""PDF forms for tests, made on the spot: printed labels, fields with values, boxes and notes of a reader's program.

Letters are drawn with a font that is named and not carried, as many forms of offices have it.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

A4 = (595.0, 842.0)
SLIP = (420.0, 420.0)
"""Smaller: drawn in a fifth of the time."""

Rect = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""


@dataclass(frozen=True, slots=True)
class Text:
    """A field of text, filled in or not."""

    value: str
    rect: Rect
    name: str = "f"
    multiline: bool = False
    appearance: str | None = None
    """What is drawn for it, where that is not left to the viewer."""
    size: float = 12.0


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page to be made."""

    labels: Sequence[tuple[str, float, float]] = ()
    """Printed text with its left and base line."""
    rules: Sequence[Rect] = ()
    """Frames."""
    fields: Sequence[Text] = ()
    size: tuple[float, float] = SLIP
    drawn: bytes = b""
    entries: dict[str, Any] = field(default_factory=dict)
    """More of the page's dictionary."""


def japanese_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    info = Dictionary(Registry=String("Adobe"), Ordering=String("Japan1"), Supplement=2)
    described = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/HeiseiKakuGo-W5"),
        Flags=4,
        FontBBox=Array([0, -200, 1000, 900]),
        ItalicAngle=0,
        Ascent=750,
        Descent=-250,
        CapHeight=700,
        StemV=80,
    )
    one = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=Name("/HeiseiKakuGo-W5"),
        CIDSystemInfo=info,
        FontDescriptor=pdf.make_indirect(described),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/HeiseiKakuGo-W5"),
            Encoding=Name("/UniJIS-UTF16-H"),
            DescendantFonts=Array([pdf.make_indirect(one)]),
        )
    )


def shown(text: str, x: float, y: float, size: float = 11.0) -> bytes:
    """Operators that draw a line of text."""
    return b"BT /J %.2f Tf %.2f %.2f Td <%s> Tj ET\n" % (size, x, y, text.encode("utf-16-be").hex().encode())


def form(
    *pages: FormPage, need_appearances: bool = False, change: Callable[[pikepdf.Pdf], None] | None = None
) -> bytes:
    """The bytes of a PDF with these pages; ``change`` is called before it is written."""
    pdf = pikepdf.new()
    font = japanese_font(pdf)
    resources = Dictionary(Font=Dictionary(J=font))
    fields = []
    for page in pages:
        frames = b"".join(
            b"%.2f %.2f %.2f %.2f re S\n" % (left, bottom, right - left, top - bottom)
            for left, bottom, right, top in page.rules
        )
        letters = b"".join(shown(text, x, y) for text, x, y in page.labels)
        made = pdf.make_indirect(
            Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, *page.size]),
                Resources=Dictionary(Font=Dictionary(J=font)),
                Contents=pdf.make_stream(frames + letters + page.drawn),
                **page.entries,
            )
        )
        widgets = [pdf.make_indirect(_widget(pdf, one, font)) for one in page.fields]
        if widgets:
            made.Annots = Array([*made.get("/Annots", []), *widgets])
        fields += widgets
        pdf.pages.append(pikepdf.Page(made))
    if fields or need_appearances:
        pdf.Root.AcroForm = Dictionary(
            Fields=Array(fields), DR=resources, DA=String("/J 12 Tf 0 g"), NeedAppearances=need_appearances
        )
    if change is not None:
        change(pdf)
    into = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a widget that no form knows is what some tests are about
        pdf.save(into, static_id=True)
    return into.getvalue()


def _widget(pdf: pikepdf.Pdf, one: Text, font: pikepdf.Object) -> Dictionary:
    widget = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=String(one.name),
        Rect=Array([*one.rect]),
        F=4,
        Ff=1 << 12 if one.multiline else 0,
        DA=String(f"/J {one.size:g} Tf 0 g"),
    )
    if one.value:
        widget.V = String(one.value)
    if one.appearance is not None:
        wide, high = one.rect[2] - one.rect[0], one.rect[3] - one.rect[1]
        drawing = pdf.make_stream(b"/Tx BMC\n" + shown(one.appearance, 2, high / 2 - 4, one.size) + b"EMC\n")
        drawing.Type, drawing.Subtype = Name.XObject, Name.Form
        drawing.BBox = Array([0, 0, wide, high])
        drawing.Resources = Dictionary(Font=Dictionary(J=font))
        widget.AP = Dictionary(N=drawing)
    return widget


def annotation(pdf: pikepdf.Pdf, page: int, kind: str, rect: Rect, **entries: Any) -> None:  # noqa: ANN401 # as pikepdf takes them
    """Pin something to a page that is there."""
    made = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array([*rect]), F=4, **entries))
    holder = pdf.pages[page].obj
    holder.Annots = Array([*holder.get("/Annots", []), made])


def written(folder: Path, data: bytes, name: str = "form.pdf") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
