"""Groups of like opinions: what people put together, moved, split, joined and called how. Each can be taken back."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from ocr_intake.model.fields import FieldName
from ocr_intake.store import codec
from ocr_intake.store.audit import audit
from ocr_intake.store.opinion_group_records import (
    AlreadyArrangedError,
    ChangedSinceError,
    GroupAction,
    GroupActionKind,
    Grouped,
    GroupsChangedError,
    NoGroupActionError,
    NoSuchGroupError,
    NotAnOpinionError,
    NothingToArrangeError,
    OpinionGroup,
    TitleRefusedError,
)
from ocr_intake.store.opinion_group_tables import GroupActionRow, GroupTitleRow, OpinionGroupRow, PlacementRow
from ocr_intake.store.seals import in_chunks
from ocr_intake.store.tables import BatchRow, FieldRow, SourceFileRow, SubmissionRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from ocr_intake.store.database import Database

LONGEST_TITLE: Final = 2_000
"""Characters of a title."""
_CHUNK: Final = 500
"""Numbers asked for at a time: databases bound the number of parameters."""


class OpinionGroups:
    """The groups of like opinions, and changing them.

    ``seen`` is ``Grouped.version`` as the person saw it, where they saw any: a change made in between is not undone
    unseen.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def of(self, consultation: str) -> Grouped:
        """How people arranged the opinions of a consultation."""
        with self._database.transaction(write=False) as session:
            return _grouped(session, consultation)

    def history(self, consultation: str) -> tuple[GroupAction, ...]:
        """What people did to the groups, in that order."""
        with self._database.transaction(write=False) as session:
            query = select(GroupActionRow).where(GroupActionRow.consultation == consultation)
            rows = session.scalars(query.order_by(GroupActionRow.id))
            return tuple(GroupAction(row.id, GroupActionKind(row.kind), row.by, row.at, row.undoes) for row in rows)

    def accept(
        self, consultation: str, opinions: Sequence[int], group: int | None, *, by: str, seen: int | None = None
    ) -> OpinionGroup:
        """Put opinions together that nobody has arranged yet: in a new group, or behind those of one that is there.

        Raises:
            AlreadyArrangedError: A person has put one of them somewhere.
            NothingToArrangeError: A new group would have a single opinion.
            NoSuchGroupError: There is no such group.
            NotAnOpinionError: One of them is no opinion of the consultation.
            GroupsChangedError: Somebody changed the groups since ``seen``.
        """
        with self._database.transaction() as session:
            now = self._open(session, consultation, opinions, seen)
            if now.arranged.intersection(opinions):
                raise AlreadyArrangedError
            if len(set(opinions)) < (2 if group is None else 1):
                raise NothingToArrangeError
            action = self._action(session, consultation, GroupActionKind.ACCEPTED, by)
            into = _new_group(session, action) if group is None else _group(now, group).id
            _place(session, action, opinions, into, after=_end(session, into))
            return self._done(session, action, into, opinions=len(opinions))

    def move(
        self,
        consultation: str,
        opinions: Sequence[int],
        to: int | None,
        *,
        by: str,
        first: bool = False,
        seen: int | None = None,
    ) -> Grouped:
        """Put opinions into another group (``first`` before those that are there), or each by itself.

        Raises:
            NothingToArrangeError: They are there already.
            NoSuchGroupError: There is no such group.
            NotAnOpinionError: One of them is no opinion of the consultation.
            GroupsChangedError: Somebody changed the groups since ``seen``.
        """
        with self._database.transaction() as session:
            now = self._open(session, consultation, opinions, seen)
            there = now.alone if to is None else frozenset(_group(now, to).opinions)
            begins = to is not None and first and _group(now, to).opinions[: len(opinions)] != tuple(opinions)
            if not opinions or (there.issuperset(opinions) and not begins):
                raise NothingToArrangeError
            action = self._action(session, consultation, GroupActionKind.MOVED, by)
            if to is not None and first:
                _place(session, action, opinions, to, before=_begin(session, to))
            else:
                _place(session, action, opinions, to, after=0.0 if to is None else _end(session, to))
            self._audit(session, action, to or 0, opinions=len(opinions))
            return _grouped(session, consultation)

    def gather(self, consultation: str, opinions: Sequence[int], *, by: str, seen: int | None = None) -> OpinionGroup:
        """Put opinions into a new group, wherever they are now.

        Raises:
            NothingToArrangeError: None was named.
            NotAnOpinionError: One of them is no opinion of the consultation.
            GroupsChangedError: Somebody changed the groups since ``seen``.
        """
        with self._database.transaction() as session:
            self._open(session, consultation, opinions, seen)
            if not opinions:
                raise NothingToArrangeError
            action = self._action(session, consultation, GroupActionKind.MOVED, by)
            new = _new_group(session, action)
            _place(session, action, opinions, new)
            return self._done(session, action, new, opinions=len(opinions))

    def split(
        self, consultation: str, group: int, opinions: Sequence[int], *, by: str, seen: int | None = None
    ) -> OpinionGroup:
        """Put some opinions of a group into a new one.

        Raises:
            NothingToArrangeError: One of them is not in the group, or none would be left in one of the two.
            NoSuchGroupError: There is no such group.
            GroupsChangedError: Somebody changed the groups since ``seen``.
        """
        with self._database.transaction() as session:
            now = self._open(session, consultation, opinions, seen)
            members = set(_group(now, group).opinions)
            if not opinions or not set(opinions) < members:
                raise NothingToArrangeError
            action = self._action(session, consultation, GroupActionKind.SPLIT, by)
            new = _new_group(session, action)
            _place(session, action, opinions, new, after=0.0)
            return self._done(session, action, new, before=group, opinions=len(opinions))

    def join(self, consultation: str, groups: Sequence[int], *, by: str, seen: int | None = None) -> OpinionGroup:
        """Put the opinions of several groups into the first of them, which keeps its title.

        Raises:
            NothingToArrangeError: It is a single group.
            NoSuchGroupError: There is no such group.
            GroupsChangedError: Somebody changed the groups since ``seen``.
        """
        first, *others = dict.fromkeys(groups)
        with self._database.transaction() as session:
            now = self._open(session, consultation, (), seen)
            into, *rest = (_group(now, number) for number in (first, *others))
            if not rest:
                raise NothingToArrangeError
            moved = [opinion for group in rest for opinion in group.opinions]
            action = self._action(session, consultation, GroupActionKind.JOINED, by)
            _place(session, action, moved, into.id, after=_end(session, into.id))
            return self._done(session, action, into.id, opinions=len(moved))

    def retitle(
        self, consultation: str, group: int, title: str | None, *, by: str, seen: int | None = None
    ) -> OpinionGroup:
        """Call a group something; None takes its title away.

        Raises:
            TitleRefusedError: It is longer than ``LONGEST_TITLE``.
            NothingToArrangeError: It is called so.
            NoSuchGroupError: There is no such group.
            GroupsChangedError: Somebody changed the groups since ``seen``.
        """
        title = (title or "").strip() or None
        if title is not None and len(title) > LONGEST_TITLE:
            raise TitleRefusedError(LONGEST_TITLE)
        codec.encode(title, str | None)
        with self._database.transaction() as session:
            if _group(self._open(session, consultation, (), seen), group).title == title:
                raise NothingToArrangeError
            action = self._action(session, consultation, GroupActionKind.TITLED, by)
            session.add(GroupTitleRow(action_id=action.id, group_id=group, title=title))
            return self._done(session, action, group)

    def undo(self, consultation: str, *, by: str, seen: int | None = None) -> GroupActionKind:
        """Take back the last thing that somebody did to the groups; what it was.

        Raises:
            NoGroupActionError: There is none.
            ChangedSinceError: Somebody else changed the same groups or opinions since.
            GroupsChangedError: Somebody changed the groups since ``seen``.
        """
        with self._database.transaction() as session:
            self._open(session, consultation, (), seen)
            query = select(GroupActionRow).where(GroupActionRow.consultation == consultation, _stands())
            standing = session.scalars(query.order_by(GroupActionRow.id)).all()
            last = next((row for row in reversed(standing) if row.by == by), None)
            if last is None:
                raise NoGroupActionError
            of_last = _touched(session, last.id)
            for later in standing[standing.index(last) + 1 :]:
                if of_last & _touched(session, later.id):
                    raise ChangedSinceError(later.by)
            action = self._action(session, consultation, GroupActionKind.UNDONE, by, undoes=last.id)
            self._audit(session, action, 0)
            return GroupActionKind(last.kind)

    # ---------------------------------------------------------------------------------------------- in a transaction

    def _open(self, session: Session, consultation: str, opinions: Sequence[int], seen: int | None) -> Grouped:
        """How things stand, for a change to opinions of the consultation."""
        now = _grouped(session, consultation)
        if seen is not None and seen != now.version:
            raise GroupsChangedError(session.get_one(GroupActionRow, now.version).by if now.version else "-")
        known = {
            number
            for part in in_chunks(list(dict.fromkeys(opinions)), _CHUNK)
            for number in session.scalars(
                select(FieldRow.id)
                .join(SubmissionRow, SubmissionRow.id == FieldRow.submission_id)
                .join(SourceFileRow, SourceFileRow.id == SubmissionRow.source_file_id)
                .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
                .where(FieldRow.id.in_(part), FieldRow.name == FieldName.OPINION, BatchRow.consultation == consultation)
            )
        }
        if not known.issuperset(opinions):
            raise NotAnOpinionError(consultation)
        return now

    def _action(
        self, session: Session, consultation: str, kind: GroupActionKind, by: str, undoes: int | None = None
    ) -> GroupActionRow:
        row = GroupActionRow(consultation=consultation, kind=kind.value, by=by, at=self._clock(), undoes=undoes)
        session.add(row)
        session.flush()
        return row

    def _done(self, session: Session, action: GroupActionRow, group: int, **detail: int) -> OpinionGroup:
        self._audit(session, action, group, **detail)
        return _group(_grouped(session, action.consultation), group)

    def _audit(self, session: Session, action: GroupActionRow, group: int, **detail: int) -> None:
        session.flush()
        audit(session, action.at, action.by, f"opinions.{action.kind}", "opinion_group", group, **detail)


def _stands() -> ColumnElement[bool]:
    """Whether an action was not taken back, and takes none back itself."""
    undoing = aliased(GroupActionRow)
    return GroupActionRow.undoes.is_(None) & ~exists().where(undoing.undoes == GroupActionRow.id)


def _grouped(session: Session, consultation: str) -> Grouped:
    of_actions = (GroupActionRow.consultation == consultation, _stands())
    placed: dict[int, PlacementRow] = {}
    query = select(PlacementRow).join(GroupActionRow, GroupActionRow.id == PlacementRow.action_id).where(*of_actions)
    for placement in session.scalars(query.order_by(PlacementRow.id)):
        placed[placement.field_id] = placement
    titles: dict[int, str | None] = {}
    named = select(GroupTitleRow).join(GroupActionRow, GroupActionRow.id == GroupTitleRow.action_id).where(*of_actions)
    for title in session.scalars(named.order_by(GroupTitleRow.id)):
        titles[title.group_id] = title.title
    members: dict[int, list[PlacementRow]] = defaultdict(list)
    for row in placed.values():
        if row.group_id is not None:
            members[row.group_id].append(row)
    last = select(GroupActionRow.id).where(GroupActionRow.consultation == consultation)
    return Grouped(
        tuple(
            OpinionGroup(
                number,
                titles.get(number),
                tuple(row.field_id for row in sorted(rows, key=lambda row: (row.position, row.id))),
            )
            for number, rows in sorted(members.items())
        ),
        frozenset(opinion for opinion, row in placed.items() if row.group_id is None),
        session.scalar(last.order_by(GroupActionRow.id.desc()).limit(1)) or 0,
    )


def _group(now: Grouped, number: int) -> OpinionGroup:
    found = next((group for group in now.groups if group.id == number), None)
    if found is None:
        raise NoSuchGroupError(f"G{number}")
    return found


def _new_group(session: Session, action: GroupActionRow) -> int:
    row = OpinionGroupRow(action_id=action.id)
    session.add(row)
    session.flush()
    return row.id


def _end(session: Session, group: int) -> float:
    """Behind every place that was ever given in a group."""
    query = select(PlacementRow.position).where(PlacementRow.group_id == group)
    return session.scalar(query.order_by(PlacementRow.position.desc()).limit(1)) or 0.0


def _begin(session: Session, group: int) -> float:
    query = select(PlacementRow.position).where(PlacementRow.group_id == group)
    return session.scalar(query.order_by(PlacementRow.position).limit(1)) or 0.0


def _place(
    session: Session,
    action: GroupActionRow,
    opinions: Sequence[int],
    group: int | None,
    *,
    after: float = 0.0,
    before: float | None = None,
) -> None:
    """Write where opinions are now, in their order, behind one place or before another."""
    each = list(dict.fromkeys(opinions))
    start = after if before is None else before - len(each) - 1
    for place, opinion in enumerate(each, 1):
        session.add(PlacementRow(action_id=action.id, field_id=opinion, group_id=group, position=start + place))
    session.flush()


def _touched(session: Session, action: int) -> set[tuple[str, int]]:
    """The opinions and titles that an action changed, and the groups that it made or put something into."""
    found: set[tuple[str, int]] = set()
    for row in session.scalars(select(PlacementRow).where(PlacementRow.action_id == action)):
        found.add(("opinion", row.field_id))
    made = set(session.scalars(select(OpinionGroupRow.id).where(OpinionGroupRow.action_id == action)))
    into = set(session.scalars(select(PlacementRow.group_id).where(PlacementRow.action_id == action)))
    titled = set(session.scalars(select(GroupTitleRow.group_id).where(GroupTitleRow.action_id == action)))
    found.update(("group", number) for number in (*made, *into, *titled) if number is not None)
    return found
