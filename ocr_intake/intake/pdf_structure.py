"""What a PDF holds beside what poppler draws: its page tree, attached files, forms without pages. Nothing is drawn here.

qpdf reads the file (through pikepdf). Every walk is bounded by a number of steps, since trees of hostile files lead in
circles or fan out without end; memory and time are bounded by whoever calls.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ocr_intake.errors import IntakeError
from ocr_intake.intake.reasons import aside
from ocr_intake.model.pages import SetAside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pikepdf

INHERITED: Final = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
"""What a page takes from the nodes above it."""
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

    page: Any
    """Its dictionary."""
    inherited: dict[str, Any]
    """What the nodes above say of ``INHERITED``."""

    def get(self, key: str) -> Any:  # noqa: ANN401 # objects of a PDF are of any type
        """The page's own entry or the inherited one; None where there is neither."""
        own = self.page.get(key)
        return own if own is not None else self.inherited.get(key)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds."""

    pages: int
    attachments: tuple[str, ...]
    """Name of each attached file, shortened and without control characters; "" where it has none."""
    portfolio: bool
    """It is a wrapper around its attachments: its own pages only say so."""


@contextmanager
def opened(path: Path) -> Iterator[pikepdf.Pdf]:
    """The file as qpdf reads it.

    Raises:
        UnreadablePdfError: it cannot be opened, a password is needed, or using it failed.
    """
    import pikepdf

    logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # its warnings name what stands in the file
    try:
        with pikepdf.Pdf.open(path, suppress_warnings=True) as pdf:
            yield pdf
    except (MemoryError, IntakeError):
        raise
    except Exception as error:  # whatever broken bytes lead qpdf to: its errors share no class of their own
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
        attachments = attachments_of(pdf, leaves)
        return Contents(len(leaves), attachments, is_portfolio(pdf) and bool(attachments))


def leaves_of(pdf: pikepdf.Pdf, most: int) -> tuple[Leaf, ...]:
    """The pages in order, by the tree alone: what /Count says is not believed.

    A node within itself is left out; a page that is listed twice is two, as viewers show it.

    Raises:
        UnreadablePdfError: The tree has no end.
    """
    found: list[Leaf] = []
    steps = 0

    def walk(node: Any, inherited: dict[str, Any], above: frozenset[tuple[int, int]]) -> None:  # noqa: ANN401
        nonlocal steps
        steps += 1
        if steps > _STEPS:
            raise UnreadablePdfError
        if not is_dictionary(node) or len(found) >= most:
            return
        kids, kind = node.get("/Kids"), str(node.get("/Type"))
        if kind == "/Page" or (kids is None and kind != "/Pages"):
            found.append(Leaf(node, inherited))
        if kind == "/Page" or not is_array(kids):
            return
        if node.objgen in above or len(above) >= _DEEPEST:
            return
        inside = inherited | {key: node[key] for key in INHERITED if key in node}
        for kid in kids:
            walk(kid, inside, above | {node.objgen})

    walk(pdf.Root.get("/Pages"), {}, frozenset())
    return tuple(found)


def is_portfolio(pdf: pikepdf.Pdf) -> bool:
    """Whether a file says that it is a wrapper around others."""
    return is_dictionary(pdf.Root.get("/Collection"))


def is_xfa_alone(pdf: pikepdf.Pdf, leaves: tuple[Leaf, ...]) -> bool:
    """Whether a form is drawn by its own program only: its pages say 'Please wait…' and have no fields.

    A static XFA form has its fields on its pages too, with what was filled in, and is read as any other.
    """
    form = pdf.Root.get("/AcroForm")
    if not is_dictionary(form) or form.get("/XFA") is None:
        return False
    if pdf.Root.get("/NeedsRendering") is True:
        return True
    return not any(str(note.get("/Subtype")) == "/Widget" for leaf in leaves for note in annotations_of(leaf))


def annotations_of(leaf: Leaf) -> list[Any]:
    """The annotations of a page that are dictionaries."""
    listed = leaf.page.get("/Annots")
    if not is_array(listed):
        return []
    return [note for _, note in zip(range(_STEPS), listed, strict=False) if is_dictionary(note)]


def attachments_of(pdf: pikepdf.Pdf, leaves: tuple[Leaf, ...]) -> tuple[str, ...]:
    """The names of all files inside a file, each file once: listed, pinned to a page, played on it, or associated."""
    found: dict[object, str] = {}
    names = pdf.Root.get("/Names")
    if is_dictionary(names):
        for name, specification in _named(names.get("/EmbeddedFiles")):
            _add(found, specification, name)
    for owner in (pdf.Root, *(leaf.page for leaf in leaves)):
        associated = owner.get("/AF")
        for specification in associated if is_array(associated) else ():
            _add(found, specification, "")
    for leaf in leaves:
        for note in annotations_of(leaf):
            kind = str(note.get("/Subtype"))
            if kind == "/FileAttachment":
                _add(found, note.get("/FS"), "")
            elif kind in _EMBEDDED:
                found[_identity(note)] = kind.lstrip("/")
    return tuple(found.values())


def _add(found: dict[object, str], specification: Any, name: str) -> None:  # noqa: ANN401
    """Note a file specification where it has a file inside."""
    if not is_dictionary(specification) or not is_dictionary(specification.get("/EF")):
        return
    inside = specification["/EF"]
    stream = next((inside[key] for key in ("/F", "/UF", "/DOS", "/Mac", "/Unix") if key in inside), specification)
    own = next((text for key in ("/UF", "/F", "/DOS") if (text := text_of(specification.get(key)))), "")
    found.setdefault(_identity(stream), shown(own or name))


def _identity(thing: Any) -> object:  # noqa: ANN401
    """What tells an object from others: its number in the file where it has one."""
    number = getattr(thing, "objgen", (0, 0))
    return number if number != (0, 0) else id(thing)


def _named(tree: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """Keys and values of a name tree."""
    waiting, seen = [tree], set()
    for _ in range(_STEPS):
        if not waiting:
            return
        node = waiting.pop()
        if not is_dictionary(node) or (node.objgen != (0, 0) and node.objgen in seen):
            continue
        seen.add(node.objgen)
        names, kids = node.get("/Names"), node.get("/Kids")
        if is_array(names):
            pairs = list(names)
            yield from ((text_of(key), value) for key, value in zip(pairs[::2], pairs[1::2], strict=False))
        waiting.extend(reversed(list(kids)) if is_array(kids) else ())


def text_of(value: Any) -> str:  # noqa: ANN401
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


def is_dictionary(value: Any) -> bool:  # noqa: ANN401
    """Whether it is a dictionary, that of a stream included."""
    import pikepdf

    return isinstance(value, pikepdf.Dictionary | pikepdf.Stream)


def is_array(value: Any) -> bool:  # noqa: ANN401
    """Whether it is an array."""
    import pikepdf

    return isinstance(value, pikepdf.Array)
