"""What one page of a PDF carries beside its drawing: what was typed into it, notes, layers, fonts; and a copy of it.

What was typed (form fields, text boxes) is known exactly. It is taken off the copy that is drawn, so that nothing
stands twice on a page, and handed on as text with its place. Nothing is drawn here.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.intake import pdf_fields
from ocr_intake.intake.pdf_structure import (
    INHERITED,
    Leaf,
    PdfObject,
    annotations_of,
    array,
    dictionary,
    is_dictionary,
    text_of,
)
from ocr_intake.model.geometry import Box
from ocr_intake.model.pages import TypedText

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pikepdf

    from ocr_intake.intake.pdf_fields import Filled

Corners = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""
Frame = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the page as shown; outside 0 to 1 where it lies beyond the page."""

_HIDDEN, _PRINT, _NO_VIEW = 1 << 1, 1 << 2, 1 << 5
_NOT_WRITTEN: Final = ("/Popup", "/Link", "/Widget", "/PrinterMark", "/TrapNet", "/Watermark", "/FileAttachment")
"""Annotations whose /Contents nobody wrote on the page as a note."""
_NESTED: Final = 8
"""Levels of drawings within drawings that are looked into."""
_CROPPED: Final = 3.0
"""Points by which the visible part of a page is smaller than the paper from which the rest is looked at."""
_NOT_DRAWN: Final = ("/Parent", "/B", "/AA", "/StructParents", "/PieceInfo", "/Metadata", "/Thumb", "/AF")
"""Entries of a page that lead to other pages, or to nothing that is drawn."""
_LETTER: Final = (0.0, 0.0, 612.0, 792.0)


@dataclass(frozen=True, slots=True)
class TypedOn:
    """A text that was typed, with its place."""

    text: str
    frame: Frame
    size: float | None
    """Height of its letters as a share of the page's height; None where the program that shows it chooses."""

    def on(self, width: int, height: int) -> TypedText:
        """The same on a page of so many pixels."""
        left, right = (min(max(round(x * width), 0), width) for x in (self.frame[0], self.frame[2]))
        top, bottom = (min(max(round(y * height), 0), height) for y in (self.frame[1], self.frame[3]))
        return TypedText(self.text, Box(left, top, right, bottom), self.size * height if self.size else None)


@dataclass(frozen=True, slots=True)
class PageContents:
    """What a page carries."""

    typed: tuple[TypedOn, ...]
    notes: tuple[str, ...]
    """What people wrote in notes that are pinned to it, and what was typed beyond its edges."""
    layer_off: bool
    """Something on it belongs to a layer that is switched off."""
    cropped: tuple[float, float, float, float] | None
    """The part of the paper that a viewer shows, as shares of it as shown; None where that is all of it."""
    fonts_missing: bool
    """A Japanese font that it uses is not in the file."""


def look(pdf: pikepdf.Pdf, leaf: Leaf) -> PageContents:
    """What a page carries."""
    shown, paper = boxes_of(leaf)
    turned = rotation_of(leaf)
    typed, notes = [], []
    for note in annotations_of(leaf):
        for one in _typed_of(note, shown, turned):
            if _on_page(one.frame):
                typed.append(one)
            else:
                notes.append(one.text)
        if (written := _note_of(note)) is not None:
            notes.append(written)
    margins = (shown[0] - paper[0], shown[1] - paper[1], paper[2] - shown[2], paper[3] - shown[3])
    cropped = _turned(_shares(shown, paper), turned) if max(margins) > _CROPPED else None
    off = _layers_off(pdf)
    layer_off = bool(off) and any(_is_off(mark, off) for mark in _layers_of(leaf))
    return PageContents(tuple(typed), tuple(notes), layer_off, cropped, fonts_missing=_lacks_fonts(leaf))


def copy_page(pdf: pikepdf.Pdf, leaf: Leaf, to: Path, *, whole: bool) -> None:
    """Write a file with this page alone, without what ``look`` returns as typed.

    Args:
        pdf: the open file; it is changed, and must not be used again.
        leaf: the page.
        to: where to write.
        whole: draw all of the paper, not only the part that a viewer shows.
    """
    import pikepdf

    page = leaf.page
    for key in INHERITED:
        if key not in page and leaf.get(key) is not None:
            page[key] = leaf.get(key)
    if whole and "/CropBox" in page:
        del page["/CropBox"]
    kept = []
    for note in annotations_of(leaf):
        if next(_typed_of(note, *_PLACE), None) is not None:
            continue
        _alone(note)
        kept.append(note)
    page["/Annots"] = pikepdf.Array(kept)
    for key in _NOT_DRAWN:
        if key in page:
            del page[key]
    page["/Type"] = pikepdf.Name.Page
    root = pdf.make_indirect(_root_of(pdf, page, kept))
    page["/Parent"] = root["/Pages"]
    pdf.trailer["/Root"] = root
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of fields on other pages, which are left out on purpose
        pdf.save(to, linearize=False, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)


def _root_of(pdf: pikepdf.Pdf, page: PdfObject, kept: list[PdfObject]) -> PdfObject:
    """The catalogue of a file with one page: its layers, and what its fields are drawn with."""
    import pikepdf

    old: PdfObject = pdf.Root
    tree = pikepdf.Dictionary(Type=pikepdf.Name.Pages, Count=1, Kids=pikepdf.Array([page]))
    widgets = [note for note in kept if str(note.get("/Subtype")) == "/Widget"]
    form, usual = pikepdf.Dictionary(Fields=pikepdf.Array(widgets)), dictionary(old.get("/AcroForm"))
    for key in ("/DR", "/DA", "/Q", "/NeedAppearances"):
        if key in usual:
            form[key] = usual[key]
    root = pikepdf.Dictionary(Type=pikepdf.Name.Catalog, Pages=pdf.make_indirect(tree), AcroForm=form)
    if "/OCProperties" in old:
        root["/OCProperties"] = old["/OCProperties"]
    return root


def boxes_of(leaf: Leaf) -> tuple[Corners, Corners]:
    """The part of a page that viewers show, and all of the paper; in points, before its rotation."""
    paper = _corners(leaf.get("/MediaBox")) or _LETTER
    crop = _corners(leaf.get("/CropBox")) or paper
    both = max(crop[0], paper[0]), max(crop[1], paper[1]), min(crop[2], paper[2]), min(crop[3], paper[3])
    return (both if both[0] < both[2] and both[1] < both[3] else paper), paper


def rotation_of(leaf: Leaf) -> int:
    """Degrees by which a viewer turns a page clockwise."""
    try:
        turned = int(leaf.get("/Rotate") or 0) % 360
    except (TypeError, ValueError):
        return 0
    return turned if turned % 90 == 0 else 0


_PLACE: Final = (_LETTER, 0)
"""Any place: only whether something is typed text is asked."""


def _typed_of(note: PdfObject, shown: Corners, turned: int) -> Iterator[TypedOn]:
    """The text that somebody typed into a field or a text box, if the annotation is one that is shown."""
    corners = _corners(note.get("/Rect"))
    if corners is None or not _is_shown(note):
        return
    filled: Filled | None = None
    if str(note.get("/Subtype")) == "/Widget":
        filled = pdf_fields.filled(note)
    elif str(note.get("/Subtype")) == "/FreeText":
        text = pdf_fields.lines_of(text_of(note.get("/Contents")))
        filled = pdf_fields.Filled(text, pdf_fields.size_of(note)) if text.strip() else None
    if filled is not None:
        high = shown[2] - shown[0] if turned in {90, 270} else shown[3] - shown[1]
        size = filled.size / high if filled.size else None
        yield TypedOn(filled.text, _turned(_shares(corners, shown), turned), size)


def _note_of(note: PdfObject) -> str | None:
    """What somebody wrote in a note that is pinned to the page or to something on it."""
    kind = str(note.get("/Subtype"))
    if kind in _NOT_WRITTEN or kind == "/FreeText" or not _is_shown(note):
        return None
    written = pdf_fields.lines_of(text_of(note.get("/Contents")))
    return written if written.strip() else None


def _is_shown(note: PdfObject) -> bool:
    flags = note.get("/F", 0)
    flags = int(flags) if isinstance(flags, int) else 0
    return not flags & _HIDDEN and not (flags & _NO_VIEW and not flags & _PRINT)


def _on_page(frame: Frame) -> bool:
    """Whether the middle of something lies on the page."""
    return 0 <= (frame[0] + frame[2]) / 2 <= 1 and 0 <= (frame[1] + frame[3]) / 2 <= 1


def _corners(box: PdfObject) -> Corners | None:
    """A rectangle, its corners in order; None for anything else."""
    try:
        one, two, three, four = (float(value) for value in array(box))
    except (TypeError, ValueError, ArithmeticError):
        return None
    corners = min(one, three), min(two, four), max(one, three), max(two, four)
    return corners if corners[0] < corners[2] and corners[1] < corners[3] else None


def _shares(inner: Corners, outer: Corners) -> Frame:
    """Where a rectangle lies on another that stands upright; x to the right, y downwards."""
    width, height = outer[2] - outer[0], outer[3] - outer[1]
    return (
        (inner[0] - outer[0]) / width,
        (outer[3] - inner[3]) / height,
        (inner[2] - outer[0]) / width,
        (outer[3] - inner[1]) / height,
    )


def _turned(frame: Frame, degrees: int) -> Frame:
    """The same once the page has been turned clockwise."""
    for _ in range(degrees // 90):
        left, top, right, bottom = frame
        frame = 1 - bottom, left, 1 - top, right
    return frame


def _alone(note: PdfObject) -> None:
    """Cut an annotation's ties to other pages, which would come along into a copy."""
    for key in pdf_fields.INHERITED:
        value = pdf_fields.inherited(note, key)
        if value is not None:
            note[key] = value
    for key in ("/Parent", "/P", "/Popup", "/IRT", "/A", "/AA", "/Dest", "/StructParent"):
        if key in note:
            del note[key]


def _layers_off(pdf: pikepdf.Pdf) -> frozenset[tuple[int, int]]:
    """The layers that are switched off when the file is opened."""
    root: PdfObject = pdf.Root
    layers = dictionary(root.get("/OCProperties"))
    usual = dictionary(layers.get("/D"))

    def listed(holder: PdfObject, key: str) -> set[tuple[int, int]]:
        return {one.objgen for one in array(holder.get(key)) if is_dictionary(one)}

    off = listed(layers, "/OCGs") if str(usual.get("/BaseState")) == "/OFF" else set()
    return frozenset((off - listed(usual, "/ON")) | listed(usual, "/OFF"))


def _is_off(mark: PdfObject, off: frozenset[tuple[int, int]]) -> bool:
    """Whether what carries a mark (a layer, or several with a rule) is not shown."""
    if not is_dictionary(mark):
        return False
    groups = mark.get("/OCGs")
    if groups is None:
        return mark.objgen in off
    members = [one.objgen for one in array(groups) or [groups] if is_dictionary(one)]
    states = [number in off for number in members]
    rule = str(mark.get("/P", "/AnyOn"))
    hidden = {"/AllOn": any(states), "/AnyOff": not any(states), "/AllOff": not all(states)}.get(rule, all(states))
    return bool(states) and hidden


def _layers_of(leaf: Leaf) -> Iterator[PdfObject]:
    """The marks of layers that a page, the drawings on it and its annotations carry."""
    for resources, drawing in _drawings(leaf):
        if drawing is not None and "/OC" in drawing:
            yield drawing["/OC"]
        yield from _values(dictionary(resources).get("/Properties"))
    yield from (note["/OC"] for note in annotations_of(leaf) if "/OC" in note)


def _lacks_fonts(leaf: Leaf) -> bool:
    """Whether a Japanese font is named and not carried."""
    for resources, _ in _drawings(leaf):
        if any(_is_missing(font) for font in _values(dictionary(resources).get("/Font"))):
            return True
    return False


def _is_missing(font: PdfObject) -> bool:
    descendants = [one for one in array(dictionary(font).get("/DescendantFonts")) if is_dictionary(one)]
    described = [dictionary(one.get("/FontDescriptor")) for one in descendants]
    return any(not any(key in one for key in ("/FontFile", "/FontFile2", "/FontFile3")) for one in described)


def _drawings(leaf: Leaf) -> Iterator[tuple[PdfObject, PdfObject]]:
    """The resources of a page and of every drawing on it, with the drawing (None for the page itself)."""
    yield leaf.get("/Resources"), None
    appearances = (drawing for note in annotations_of(leaf) for drawing in _appearances(note))
    waiting = [(drawing, 0) for drawing in (*_drawn_by(leaf.get("/Resources")), *appearances)]
    seen = set()
    while waiting:
        drawing, depth = waiting.pop()
        if drawing.objgen in seen or depth > _NESTED:
            continue
        seen.add(drawing.objgen)
        yield drawing.get("/Resources"), drawing
        waiting.extend((inner, depth + 1) for inner in _drawn_by(drawing.get("/Resources")))


def _drawn_by(resources: PdfObject) -> Iterable[PdfObject]:
    return [drawing for drawing in _values(dictionary(resources).get("/XObject")) if is_dictionary(drawing)]


def _appearances(note: PdfObject) -> Iterable[PdfObject]:
    """What an annotation looks like; of one with several states the state that it has."""
    normal = dictionary(note.get("/AP")).get("/N")
    if not is_dictionary(normal):
        return []
    state = str(note.get("/AS"))
    return [normal[state]] if state.startswith("/") and is_dictionary(normal.get(state)) else [normal]


def _values(of: PdfObject) -> list[PdfObject]:
    found = dictionary(of)
    return [found[key] for key in list(found.keys())]
