"""What an operation on a workspace is for these tests, and how damage is told."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from ocr_intake.store import NotAWorkspaceError, Workspace


class Operation(ABC):
    """One operation on a folder."""

    name: ClassVar[str]

    @abstractmethod
    def prepare(self, root: Path) -> None:
        """Make what it works on."""

    @abstractmethod
    def work(self, root: Path) -> None:
        """Do it; a second time, too, after a first that failed half-way."""

    def half_way(self, root: Path) -> Iterator[str]:
        """What is wrong after a failure."""
        yield from damage(root / "workspace")

    def done(self, root: Path) -> Iterator[str]:
        """What is wrong once it has come to its end."""
        yield from damage(root / "workspace")
        yield from leftovers(root)


def damage(folder: Path) -> Iterator[str]:
    """What is not as the program wrote it in a workspace that may not be there yet."""
    try:
        yield from codes(folder)
    except NotAWorkspaceError:
        if (folder / "workspace.toml").exists():
            yield "a workspace that does not open"


def codes(folder: Path) -> list[str]:
    """What is damaged in a workspace or backup."""
    with Workspace.open_read_only(folder) as workspace:
        return [f"{each.code} {each.subject}" for each in workspace.check_integrity().damages]


def leftovers(root: Path) -> Iterator[str]:
    """Unfinished files that nobody will ever finish or remove; those in a workspace's ``tmp`` the next ingest does."""
    yield from (f"left over: {path.relative_to(root)}" for path in root.rglob("*.part") if path.parent.name != "tmp")
