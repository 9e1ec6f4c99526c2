"""A page while its lines are being sorted out: its lines cut into pieces, what label each begins with."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ocr_intake.extract.kinds import Kind, cut, kind_of
from ocr_intake.extract.printed import is_note, is_sure_note
from ocr_intake.extract.segment import Segment, whole_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.labels import Label, LabelIndex
    from ocr_intake.model.geometry import Box
    from ocr_intake.model.reading import PageReading

VALUE_KINDS = frozenset(
    {"name", "organization", "representative", "postal_code", "address", "phone", "opinion", "reason"}
)
"""Kinds whose values are wanted; the others only keep their own values out of these."""
_FILL = "_＿＝…‥"


class Sheet:
    """A page's pieces of writing by their number; receipt stamps are left out."""

    def __init__(
        self, page: PageReading, index: LabelIndex, knowledge: Knowledge, without: frozenset[int] = frozenset()
    ) -> None:
        """Cut the lines into pieces.

        Args:
            page: a read page.
            index: of the wordings.
            knowledge: printed notes, the city's names.
            without: indices of lines that are accounted for already.
        """
        self.page = page
        self.index = index
        self.knowledge = knowledge
        whole = (
            whole_line(page.number, i, line)
            for i, line in enumerate(page.lines)
            if line.text.strip() and not line.stamped and i not in without
        )
        self.pieces: tuple[Segment, ...] = tuple(piece for line in whole for piece in cut(line))
        self._kinds: dict[int, Kind] = {}

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """Where each piece stands."""
        return tuple(piece.region.box for piece in self.pieces)

    @cached_property
    def in_cells(self) -> dict[int, list[int]]:
        """Cell to the pieces in it."""
        found: dict[int, list[int]] = {}
        for p, piece in enumerate(self.pieces):
            if piece.line.cell is not None:
                found.setdefault(piece.line.cell, []).append(p)
        return found

    def cell(self, p: int) -> int | None:
        """The cell a piece stands in."""
        return self.pieces[p].line.cell

    def label_at(self, p: int) -> Label | None:
        """The label a piece begins with."""
        return self.index.match(self.pieces[p].text, in_cell=self.cell(p) is not None)

    def kind(self, p: int) -> Kind:
        """What a piece is by its own form."""
        if p not in self._kinds:
            self._kinds[p] = self.kind_of(self.pieces[p])
        return self._kinds[p]

    def kind_of(self, segment: Segment) -> Kind:
        """What a part of a piece is by its own form."""
        return kind_of(segment, self.knowledge)

    def is_note(self, p: int) -> bool:
        """Whether a piece is a printed note, if it is no one's text."""
        return is_note(self.pieces[p].text, self.knowledge)

    def is_sure_note(self, p: int) -> bool:
        """Whether a piece is a printed note wherever it stands."""
        return is_sure_note(self.pieces[p].text, self.knowledge)


def filled(segment: Segment) -> Segment:
    """What was written on a rule that a reader returned as underscores, without the end of its label's bracket."""
    text = segment.text
    start = len(text) - len(text.lstrip(_FILL + " 　"))
    end = len(text.rstrip(_FILL + " 　"))
    if text[end - 1 : end] in {")", "）"} and not set(text[start:end]) & {"(", "（"}:
        end -= 1
    return segment.part(min(start, end), end)


def united(segments: Sequence[Segment]) -> list[Segment]:
    """Pieces of one line that follow one another as one again."""
    out: list[Segment] = []
    for segment in segments:
        last = out[-1] if out else None
        if last is not None and (last.page, last.index) == (segment.page, segment.index) and last.end <= segment.start:
            out[-1] = Segment(last.page, last.index, last.line, last.start, segment.end)
        else:
            out.append(segment)
    return out
