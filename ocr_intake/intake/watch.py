"""Waiting for what a scanner or fax server drops into a folder until it is whole; nothing is decoded here.

The folder is looked at again and again: network shares (SMB, NFS) do not report changes reliably, and their clocks may
differ from ours, so ages are measured on our own clock and file times are only compared with each other.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from ocr_intake.intake.completeness import State
from ocr_intake.intake.decoding import glance
from ocr_intake.intake.files import NoSuchPathError, find_files
from ocr_intake.intake.reasons import aside
from ocr_intake.model.pages import SetAside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_UNFINISHED_SUFFIXES: Final = (
    ".tmp",
    ".temp",
    ".part",
    ".partial",
    ".crdownload",
    ".download",
    ".filepart",
    ".swp",
    "~",
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what, in seconds."""

    poll_s: float = 2.0
    """Between two looks at the folder."""
    settled_s: float = 5.0
    """A file that has not changed for so long is taken, if its structure is whole or tells nothing."""
    give_up_s: float = 600.0
    """A file that has not changed for so long and is still not whole is set aside."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that needs no more waiting."""

    path: Path
    reason: SetAside | None = None
    """Why it is given although it is not whole; also for the folder itself when it cannot be reached."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of a file from another."""

    size: int
    modified_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Track:
    """What is remembered of a file between two looks."""

    stamp: Stamp
    since: float
    """When it was first seen in this state, on our clock."""
    done: bool = False
    """It has been given in this state."""


class Verdict(Enum):
    """What to do with a file now."""

    WAIT = auto()
    TAKE = auto()
    GIVE_UP = auto()


_HOPELESS: Final = frozenset(("look_timeout", "look_died", "look_failed", "too_much_memory"))
"""Reasons that no waiting mends, and that cost too much to find out again and again."""


def followed(track: Track | None, stamp: Stamp, now: float) -> Track:
    """The track of a file after it was seen once more: any change starts the waiting anew."""
    if track is None or track.stamp != stamp:
        return Track(stamp, now)
    return track


def verdict(track: Track, state: State | SetAside, now: float, patience: Patience) -> Verdict:
    """What to do with a file that was seen so; ``state`` is a reason where it could not be opened."""
    age = now - track.since
    if track.done or age < patience.settled_s:
        return Verdict.WAIT
    if isinstance(state, State) and state is not State.PARTIAL and track.stamp.size > 0:
        return Verdict.TAKE
    hopeless = isinstance(state, SetAside) and state.code in _HOPELESS
    return Verdict.GIVE_UP if hopeless or age >= patience.give_up_s else Verdict.WAIT


def is_unfinished(name: str) -> bool:
    """Whether a name says that its file is still being written; it will be renamed."""
    return name.casefold().endswith(_UNFINISHED_SUFFIXES)


def watch(
    folder: Path,
    stop: threading.Event | None = None,
    patience: Patience | None = None,
    clock: Callable[[], float] = time.monotonic,
    wait: Callable[[float], object] | None = None,
    look: Callable[[Path], State | SetAside] = glance,
) -> Iterator[Arrival]:
    """Give each file below a folder once it is whole, those already there first, until ``stop`` is set.

    A file that is replaced by another of the same name is given again. While the folder cannot be reached the wait goes
    on; it is reported once each time, with the folder as path. ``wait`` sleeps between two looks (by default on
    ``stop``, so that setting it ends the wait at once). ``look`` says what a file's structure tells; where files come
    from strangers, in another process (`pipeline.watching`).

    Raises:
        NoSuchPathError: there is no such folder at the beginning.
    """
    stop = stop or threading.Event()
    patience = patience or Patience()
    wait = wait or stop.wait
    find_files((folder,))
    tracks: dict[Path, Track] = {}
    reachable = True
    while not stop.is_set():
        try:
            next(folder.iterdir(), None)
            paths = find_files((folder,))
        except (OSError, NoSuchPathError):
            if reachable:
                yield Arrival(folder, aside("folder_unreachable"))
            reachable = False
        else:
            reachable = True
            # forget what is gone, so that the same name can come again
            tracks = {path: tracks[path] for path in paths if path in tracks}
            for path in paths:
                if not is_unfinished(path.name):
                    yield from _look(path, tracks, clock(), patience, look)
                if stop.is_set():
                    return
        wait(patience.poll_s)


def _look(
    path: Path,
    tracks: dict[Path, Track],
    now: float,
    patience: Patience,
    look: Callable[[Path], State | SetAside],
) -> Iterator[Arrival]:
    """Look at one file, and give it if its time has come."""
    try:
        status = path.stat() if path.exists() else path.lstat()  # a link that leads nowhere is there, too
    except OSError:
        return  # renamed or removed since the folder was listed
    track = followed(tracks.get(path), Stamp(status.st_size, status.st_mtime_ns, status.st_ino), now)
    tracks[path] = track
    if track.done or now - track.since < patience.settled_s:
        return
    state = look(path)
    decision = verdict(track, state, now, patience)
    if decision is Verdict.WAIT:
        return
    tracks[path] = replace(track, done=True)
    never = state if isinstance(state, SetAside) else aside("never_complete", minutes=f"{patience.give_up_s / 60:g}")
    yield Arrival(path, never if decision is Verdict.GIVE_UP else None)
