"""Which files were meant: folders walked in the order a person would count them; nothing is opened here."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from ocr_intake.errors import ExitCode, IntakeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SYSTEM_NAMES: Final = frozenset(("thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "$recycle.bin"))


class NoSuchPathError(IntakeError):
    """A path that the caller named does not exist."""

    key: ClassVar[str] = "intake.no_such_path"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


def find_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files that are named and those below the folders that are named, each once, in natural order per folder.

    Below a folder, hidden files and the housekeeping files of operating systems are skipped; everything else is
    returned, whatever it is, so that it can be accounted for. A folder that cannot be listed is returned itself, and
    `inspect` says why. Links to folders are followed once.

    Raises:
        NoSuchPathError: a named path does not exist.
    """
    found: dict[Path, Path] = {}
    seen: set[tuple[int, int]] = set()
    for path in paths:
        if not os.path.lexists(path):
            raise NoSuchPathError(path=path)
        for file in _walk(path, seen) if _is_folder(path) else (path,):
            found.setdefault(real_path(file), file)
    return tuple(found.values())


def real_path(path: Path) -> Path:
    """Where a file really is, so that one reached twice is taken once; a link that leads nowhere stands for itself."""
    try:
        return path.resolve(strict=True)
    except (OSError, RuntimeError):  # the latter for links that lead in a circle
        pass
    try:
        return path.parent.resolve() / path.name
    except (OSError, RuntimeError):
        return path.absolute()


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key under which ``scan2`` comes before ``scan10``, whatever the case and the width of the digits."""
    parts = re.findall(r"[0-9]+|[^0-9]+", unicodedata.normalize("NFKC", name).casefold())
    return tuple((0, int(part), "") if part[0] in "0123456789" else (1, 0, part) for part in parts)


def path_key(path: Path) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    """Sort key of a path as it is given, folder by folder in natural order: shells put ``scan10`` before ``scan2``."""
    return tuple(natural_key(part) for part in path.parts)


def is_housekeeping(name: str) -> bool:
    """Whether a name is hidden or an operating system's own, so that nobody means it as paper."""
    return name.startswith((".", "~$")) or name.casefold() in _SYSTEM_NAMES


def _is_folder(path: Path) -> bool:
    """Whether there is a folder, as far as can be told (`Path.is_dir` raises where a parent may not be searched)."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _walk(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    """Files below a folder, depth first; ``seen`` holds the folders already walked, against loops of links."""
    waiting = [folder]  # not by recursion: folders may lie in each other more often than Python calls
    while waiting:
        path = waiting.pop()
        if path is not folder and not _is_folder(path):
            yield path
            continue
        try:
            status = path.stat()
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            entries = [entry for entry in path.iterdir() if not is_housekeeping(entry.name)]
        except OSError:
            yield path
        else:
            entries.sort(key=lambda entry: (natural_key(entry.name), entry.name), reverse=True)
            waiting += entries
