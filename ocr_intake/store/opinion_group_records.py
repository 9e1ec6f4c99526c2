"""What the store hands out of groups of like opinions, and how changing them fails."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from ocr_intake.errors import ExitCode, IntakeError

if TYPE_CHECKING:
    from datetime import datetime


class GroupActionKind(StrEnum):
    """What somebody did to the groups."""

    ACCEPTED = "accepted"
    """Opinions that the program proposed as like were put together, or with those of a group."""
    MOVED = "moved"
    SPLIT = "split"
    JOINED = "joined"
    TITLED = "titled"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class OpinionGroup:
    """Opinions that people put together as like ones."""

    id: int
    title: str | None
    """What people called it; None for no title of its own."""
    opinions: tuple[int, ...]
    """Numbers of their values (``StoredField.id``), in the order that people gave them; the first stands for all."""

    @property
    def key(self) -> str:
        """What people call it by (``G12``)."""
        return f"G{self.id}"


@dataclass(frozen=True, slots=True)
class Grouped:
    """How people arranged the opinions of a consultation."""

    groups: tuple[OpinionGroup, ...]
    """Those that hold any, by number."""
    alone: frozenset[int]
    """Opinions that a person decided to leave by themselves."""
    version: int
    """Number of the last action; 0 where there is none."""

    @property
    def arranged(self) -> frozenset[int]:
        """Every opinion that a person has put somewhere: none of them is proposed again."""
        return self.alone.union(*(group.opinions for group in self.groups))


@dataclass(frozen=True, slots=True)
class GroupAction:
    """What somebody did to the groups."""

    id: int
    kind: GroupActionKind
    by: str
    at: datetime
    undoes: int | None


class NoSuchGroupError(IntakeError):
    """There is no such group of opinions, or nothing is in it any more."""

    key = "opinions.error.no_such_group"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, group: str) -> None:
        super().__init__(group=group)


class NotAnOpinionError(IntakeError):
    """What was named is no opinion of the consultation."""

    key = "opinions.error.not_an_opinion"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, consultation: str) -> None:
        super().__init__(consultation=consultation)


class AlreadyArrangedError(IntakeError):
    """A person has put one of the opinions somewhere: no proposal changes that."""

    key = "opinions.error.already_arranged"


class NothingToArrangeError(IntakeError):
    """The change would leave everything as it is, or a group without opinions."""

    key = "opinions.error.nothing"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class TitleRefusedError(IntakeError):
    """The title is longer than one may be."""

    key = "opinions.error.title"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, longest: int) -> None:
        super().__init__(longest=longest)


class GroupsChangedError(IntakeError):
    """Somebody changed the groups since they were looked at."""

    key = "opinions.error.changed"

    def __init__(self, by: str) -> None:
        super().__init__(by=by)


class NoGroupActionError(IntakeError):
    """Somebody has done nothing to the groups that they could take back."""

    key = "opinions.error.nothing_to_undo"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


class ChangedSinceError(IntakeError):
    """Somebody else changed the same groups since: taking the earlier change back would undo theirs."""

    key = "opinions.error.changed_since"

    def __init__(self, by: str) -> None:
        super().__init__(by=by)
