"""What a PDF holds beside what poppler draws: its page tree, attached files, forms without pages.

qpdf reads the file (through pikepdf). Every walk is bounded by a number of steps, since trees of hostile files lead in
circles or fan out without end; memory and time are bounded by whoever calls.
"""

from __future__ import annotations

import errno
import logging
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ocr_intake.errors import IntakeError
from ocr_intake.intake.reasons import aside
from ocr_intake.model.pages import SetAside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pikepdf

PdfObject: TypeAlias = Any
"""An object of a PDF, which is of whatever type its file says."""

INHERITED: Final = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
"""What a page takes from the nodes above it."""
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
_STEPS: Final = 100_000
"""Nodes of a tree that are looked at; a file of 1,000 pages with a tree of its own for each has some thousand."""
_DEEPEST: Final = 64
"""Levels of a tree; more are a loop or an attack."""
_NAME_LENGTH: Final = 80
"""Characters of an attached file's name that are shown."""
_EMBEDDED: Final = ("/Sound", "/Movie", "/RichMedia", "/3D", "/Screen")
"""Annotations that play something: nothing of it is on the page."""


class UnreadablePdfError(Exception):
    """qpdf cannot make anything of the file; poppler may."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page."""

    page: PdfObject
    """Its dictionary."""
    inherited: dict[str, PdfObject]
    """What the nodes above say of ``INHERITED``."""

    def get(self, key: str) -> PdfObject:
        """The page's own entry or the inherited one; None where there is neither."""
        own = self.page.get(key)
        return own if own is not None else self.inherited.get(key)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds."""

    pages: int
    attachments: tuple[str, ...]
    """Name of each attached file, shortened and without control characters; ? where it has none."""


@contextmanager
def opened(path: Path) -> Iterator[pikepdf.Pdf]:
    """The file as qpdf reads it.

    Raises:
        UnreadablePdfError: it cannot be opened, a password is needed, or using it failed.
        OSError: there is no room for what is written of it.
    """
    import pikepdf

    logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # its warnings name what stands in the file
    try:
        with pikepdf.Pdf.open(path, suppress_warnings=True) as pdf:
            yield pdf
    except (MemoryError, IntakeError):
        raise
    except Exception as error:  # whatever broken bytes lead qpdf to: its errors share no class of their own
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise  # writing a copy failed: nothing is wrong with the file
        raise UnreadablePdfError from error


def contents_of(path: Path, most: int) -> Contents | SetAside:
    """Pages and attachments of a file.

    Args:
        path: of the file.
        most: pages beyond which counting ends: one more is returned.

    Raises:
        UnreadablePdfError: qpdf cannot read it.
    """
    with opened(path) as pdf:
        leaves = leaves_of(pdf, most + 1)
        if is_xfa_alone(pdf, leaves):
            return aside("pdf_xfa")
        return Contents(len(leaves), attachments_of(pdf, leaves))


def leaves_of(pdf: pikepdf.Pdf, most: int) -> tuple[Leaf, ...]:
    """The pages in order, by the tree alone: what /Count says is not believed.

    A node within itself is left out; a page that is listed twice is two, as viewers show it.

    Raises:
        UnreadablePdfError: The tree is too large or too deep to be walked.
    """
    found: list[Leaf] = []
    steps = 0

    def walk(node: PdfObject, inherited: dict[str, PdfObject], above: frozenset[object]) -> None:
        nonlocal steps
        if not is_dictionary(node) or len(found) >= most:
            return
        kind = str(node.get("/Type"))
        if kind == "/Page" or ("/Kids" not in node and kind != "/Pages"):
            found.append(Leaf(node, inherited))
        elif _identity(node) not in above:
            inside = inherited | {key: node[key] for key in INHERITED if key in node}
            kids = node.get("/Kids")
            steps += len(kids) if is_array(kids) else 0
            if steps > _STEPS or len(above) >= _DEEPEST:
                raise UnreadablePdfError
            for kid in array(kids):
                walk(kid, inside, above | {_identity(node)})

    walk(pdf.Root.get("/Pages"), {}, frozenset())
    return tuple(found)


def is_portfolio(pdf: pikepdf.Pdf) -> bool:
    """Whether a file says that it is a wrapper around those attached to it: its own pages only say so."""
    return is_dictionary(pdf.Root.get("/Collection"))


def is_xfa_alone(pdf: pikepdf.Pdf, leaves: tuple[Leaf, ...]) -> bool:
    """Whether a form is drawn by its own program only: its pages say 'Please wait…' and have no fields.

    A static XFA form has its fields on its pages too, with what was filled in, and is read as any other.
    """
    root: PdfObject = pdf.Root
    if dictionary(root.get("/AcroForm")).get("/XFA") is None:
        return False
    if root.get("/NeedsRendering") is True:
        return True
    return not any(str(note.get("/Subtype")) == "/Widget" for leaf in leaves for note in annotations_of(leaf))


def annotations_of(leaf: Leaf) -> list[PdfObject]:
    """The annotations of a page that are dictionaries."""
    return [note for note in array(leaf.page.get("/Annots"))[:_STEPS] if is_dictionary(note)]


def attachments_of(pdf: pikepdf.Pdf, leaves: tuple[Leaf, ...]) -> tuple[str, ...]:
    """The names of all files inside a file, each file once: listed, pinned to a page, played on it, or associated."""
    found: dict[object, str] = {}
    root: PdfObject = pdf.Root
    for name, specification in _named(dictionary(root.get("/Names")).get("/EmbeddedFiles")):
        _add(found, specification, name)
    for owner in (root, *(leaf.page for leaf in leaves)):
        for specification in array(owner.get("/AF")):
            _add(found, specification, "")
    for leaf in leaves:
        for note in annotations_of(leaf):
            kind = str(note.get("/Subtype"))
            if kind == "/FileAttachment":
                _add(found, note.get("/FS"), "")
            elif kind in _EMBEDDED:
                found[_identity(note)] = kind.lstrip("/")
    return tuple(found.values())


def _add(found: dict[object, str], specification: PdfObject, name: str) -> None:
    """Note a file specification where it has a file inside."""
    inside = dictionary(dictionary(specification).get("/EF"))
    if not len(inside):
        return
    stream = next((inside[key] for key in ("/F", "/UF", "/DOS", "/Mac", "/Unix") if key in inside), specification)
    own = next((text for key in ("/UF", "/F", "/DOS") if (text := text_of(specification.get(key)))), "")
    found.setdefault(_identity(stream), shown(own or name) or "?")


def _identity(thing: PdfObject) -> object:
    """What tells an object from others: its number in the file where it has one."""
    number = getattr(thing, "objgen", (0, 0))
    return number if number != (0, 0) else id(thing)


def _named(tree: PdfObject) -> Iterator[tuple[str, PdfObject]]:
    """Keys and values of a name tree."""
    waiting, seen = [tree], set()
    for _ in range(_STEPS):
        if not waiting:
            return
        node = waiting.pop()
        if not is_dictionary(node) or (node.objgen != (0, 0) and node.objgen in seen):
            continue
        seen.add(node.objgen)
        pairs = array(node.get("/Names"))
        yield from ((text_of(key), value) for key, value in zip(pairs[::2], pairs[1::2], strict=False))
        waiting.extend(reversed(array(node.get("/Kids"))))


def text_of(value: PdfObject) -> str:
    """A text string, decoded; "" for anything else."""
    import pikepdf

    if not isinstance(value, pikepdf.String):
        return ""
    try:
        return str(value)
    except (UnicodeError, ValueError):
        return bytes(value).decode("utf-8", "replace")


def shown(name: str) -> str:
    """A file's own name as a message may show it."""
    plain = "".join(char for char in name if char.isprintable()).strip()
    return plain if len(plain) <= _NAME_LENGTH else plain[: _NAME_LENGTH - 1] + "…"


def is_dictionary(value: PdfObject) -> bool:
    """Whether it is a dictionary, that of a stream included."""
    import pikepdf

    return isinstance(value, pikepdf.Dictionary | pikepdf.Stream)


def dictionary(value: PdfObject) -> PdfObject:
    """The dictionary that it is, or an empty one."""
    return value if is_dictionary(value) else {}


def array(value: PdfObject) -> list[PdfObject]:
    """The members of an array, none of anything else."""
    return list(value) if is_array(value) else []


def is_array(value: PdfObject) -> bool:
    """Whether it is an array."""
    import pikepdf

    return isinstance(value, pikepdf.Array)
