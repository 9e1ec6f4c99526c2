"""What stands in a workspace as cells, and what taking actions back should make of it: a model of everybody's undo."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import select

from ocr_intake.review.places import answered_places
from ocr_intake.store import StoredField, StoredSubmission, Workspace
from ocr_intake.store.arranged_ledger import SET_ASIDE
from ocr_intake.store.tables import ActionRow
from ocr_intake.store.whole import standing

Cell = tuple[Hashable, ...]
"""What it is of; the number of the submission comes first."""
Cells = dict[Cell, object]
"""Whatever is not there, or is nothing, is not among them."""


# --------------------------------------------------------------------------------------------------------- what stands


def cells(workspace: Workspace) -> Cells:
    """All that people can change by actions, as it holds now."""
    found: Cells = {}
    live = list(workspace.submissions())
    with workspace.database.transaction(write=False) as session:
        held = standing(session, [made.id for made in live])
    store = workspace.arrangements()
    for made in live:
        passed, handed = held.passed_on.get(made.id), held.handed_back.get(made.id)
        found[made.id, "pages"] = tuple(page.original for page in store.pages(made))
        found[made.id, "kind"] = made.kind
        found[made.id, "state"] = (made.state, made.rejection and (made.rejection.grounds, made.rejection.reason))
        found[made.id, "passed"] = (passed and passed.note, handed and handed.note)
        for value in made.values:
            found |= _of_value(made, value)
    for item in workspace.set_aside():
        if item.reason.code == SET_ASIDE:
            found["aside", item.name, item.reason.page] = True
    return {cell: said for cell, said in found.items() if said is not None}


def _of_value(made: StoredSubmission, value: StoredField) -> Iterator[tuple[Cell, object]]:
    in_force = value.verification
    there = value.present or value.added_by is None
    yield (made.id, value.id), (in_force and in_force.decision, value.value) if there else None
    for keying in value.keyings:
        yield (made.id, value.id, "keyed", keying.by), (keying.decision, keying.value)
    if value.proposal.written is not None:
        for place in answered_places(value.proposal.value or "", value.proposal.written, value.answers):
            for doubt in range(place.first, place.last):
                yield (made.id, value.id, "place", doubt), place.answer


# ------------------------------------------------------------------------------------------------------- taking back


@dataclass(frozen=True)
class Act:
    """An action that nobody took back, with what it set; None where it took something away."""

    number: int
    submission: int
    who: str
    set_: Cells

    @property
    def about(self) -> set[Hashable]:
        """Which submissions."""
        return {self.submission, *(cell[0] for cell in self.set_)}


@dataclass
class Model:
    """Every cell keeps what was set on it, the latest last; taking back takes away what an action set, and no more."""

    workspace: Workspace
    first: Cells = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    in_order: bool = True
    """Nothing was taken back under something later on the same submission; then all can be, the last first."""

    def __post_init__(self) -> None:
        self.first = cells(self.workspace)

    def standing(self) -> Cells:
        """What does."""
        return cells(self.workspace)

    def now(self) -> Cells:
        """What should stand there."""
        made = dict(self.first)
        for act in self.acts:
            made |= act.set_
        return {cell: said for cell, said in made.items() if said is not None}

    @contextmanager
    def watching(self, *refused: type[Exception]) -> Iterator[None]:
        """Follow what is done in the block; what is refused must have changed nothing."""
        before, last = cells(self.workspace), self._last()
        try:
            yield
        except refused:
            assert (cells(self.workspace), self._last()) == (before, last), "refused, and changed something"
            return
        self._follow(before, last)

    def beside(self) -> None:
        """Take note of what was changed by no action."""
        known = {*self.first, *(cell for act in self.acts for cell in act.set_)}
        self.first |= {cell: said for cell, said in cells(self.workspace).items() if cell not in known}

    def _follow(self, before: Cells, last: int) -> None:
        made, taken = self._since(last)
        for place, act in enumerate(self.acts):
            if act.number in taken:
                later = [each for each in self.acts[place + 1 :] if each.number not in taken]
                self.in_order &= not any(act.about & each.about for each in later)
        self.acts = [act for act in self.acts if act.number not in taken]
        if not made:
            return
        after = cells(self.workspace)
        set_ = {cell: after.get(cell) for cell in before.keys() | after.keys() if before.get(cell) != after.get(cell)}
        for row in made:
            own = set_ if len(made) == 1 else {cell: said for cell, said in set_.items() if cell[0] == row[1]}
            self.acts.append(Act(*row, own))

    def _last(self) -> int:
        with self.workspace.database.transaction(write=False) as session:
            return session.scalar(select(ActionRow.id).order_by(ActionRow.id.desc()).limit(1)) or 0

    def _since(self, last: int) -> tuple[list[tuple[int, int, str]], set[int]]:
        """Actions since then that change something, and the numbers of those that were taken back since then."""
        with self.workspace.database.transaction(write=False) as session:
            rows = session.scalars(select(ActionRow).where(ActionRow.id > last).order_by(ActionRow.id)).all()
            made = [(row.id, row.submission_id, row.by) for row in rows if not row.taking_back]
            return made, {row.undoes for row in rows if row.undoes is not None}
