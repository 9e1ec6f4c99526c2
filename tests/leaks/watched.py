"""Runs a command with every system call in sight: which sockets it asks for, and which files it makes or changes.

Native libraries go past Python's audit hooks, so strace looks on where it may. What is written outside is seen without
it too: the home folder, the folder for temporary files and the current folder are the command's own, and looked
through afterwards.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT: Final = Path(__file__).parents[2]

_SOCKET: Final = re.compile(r"\b(socket|connect|sendto|sendmsg|sendmmsg|bind|listen)\(")
_LOCAL: Final = re.compile(r"\bAF_(UNIX|LOCAL)\b|\bsa_family=AF_UNIX\b")
_OPENED: Final = re.compile(r"\b(?:open|openat|openat2|creat)\((?P<how>.*)\)\s+= \d+<(?P<path>[^>]*)>")
_NAMED: Final = re.compile(r"\b(?P<call>mkdir|rename|link|symlink|mknod)\w*\((?P<rest>.*)\)\s+= 0")
_WRITES: Final = re.compile(r"O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)")
_QUOTED: Final = re.compile(r'(?:AT_FDCWD|\d+)?(?:<(?P<at>[^>]*)>)?,? ?"(?P<name>(?:[^"\\]|\\.)*)"')
_DEVICES: Final = ("/dev/null", "/dev/tty", "/dev/pts/", "/proc/self/", "/dev/shm/sem.", "pipe:", "socket:")  # noqa: S108
"""Of semaphores in shared memory the name is all there is."""


@cache
def strace() -> str | None:
    """The program, where it is installed and may look on; None elsewhere."""
    found = shutil.which("strace")
    if found is None:
        return None
    tried = subprocess.run([found, *_LOOK, "-o", os.devnull, "true"], capture_output=True, check=False)
    return found if tried.returncode == 0 else None


@dataclass(frozen=True, slots=True)
class Home:
    """Folders that stand in for a user's: whatever a command leaves in them is seen."""

    path: Path

    def folder(self, name: str) -> Path:
        """``home``, ``tmp`` or ``cwd``; made when missing."""
        made = self.path / name
        made.mkdir(parents=True, exist_ok=True)
        return made

    @property
    def environment(self) -> dict[str, str]:
        """An environment with nothing of the user's in it but the way to programs and to this project."""
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TESSDATA_PREFIX") if name in os.environ}
        return kept | {
            "HOME": str(self.folder("home")),
            "TMPDIR": str(self.folder("tmp")),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "NO_COLOR": "1",
        }

    def left(self) -> list[Path]:
        """Every file in them."""
        return sorted(path for name in ("home", "tmp", "cwd") for path in self.folder(name).rglob("*"))


@dataclass(frozen=True, slots=True)
class Seen:
    """What a command did."""

    code: int
    out: bytes
    err: bytes
    calls: tuple[str, ...]
    """strace's lines; none where it could not look on."""
    cwd: Path
    """Where it ran."""
    begun: float
    """When, in seconds since the epoch."""

    def sockets(self) -> list[str]:
        """Calls about sockets that leave the machine, or might: every family but the local one."""
        return [line for line in self.calls if _SOCKET.search(line) and not _LOCAL.search(line) and _asks(line)]

    def written(self, *allowed: Path) -> list[str]:
        """Files outside the ``allowed`` folders that were made, opened for writing, or named anew."""
        inside = tuple(f"{path.resolve()}/" for path in allowed) + _DEVICES
        exact = {str(path.resolve()) for path in allowed}
        return [path for path in self._changed() if not path.startswith(inside) and path not in exact]

    def _changed(self) -> Iterator[str]:
        for line in self.calls:
            opened = _OPENED.search(line)
            if opened and _WRITES.search(opened["how"]) and not self._untouched(Path(opened["path"])):
                yield opened["path"].removesuffix(" (deleted)")
            named = _NAMED.search(line)
            if named:
                *_, last = _QUOTED.finditer(named["rest"])
                yield str(self.cwd / (last["at"] or "") / last["name"])

    def _untouched(self, path: Path) -> bool:
        """Whether a file was there before and is as it was: SQLite opens for writing what it only reads."""
        try:
            return path.stat().st_ctime < self.begun
        except OSError:
            return False


def _asks(line: str) -> bool:
    """Whether a call names a family at all: sending along an open pipe or pair does not."""
    return "AF_" in line


def run_watched(arguments: Sequence[str], home: Home, **more: str) -> Seen:
    """Run this Python with arguments to its end.

    Args:
        arguments: Of the interpreter.
        home: Whose folders it gets.
        more: Variables of its environment.
    """
    log, cwd, begun = home.path / "calls.txt", home.folder("cwd"), time.time()
    looking = strace()
    prefix = [] if looking is None else [looking, *_LOOK, "-o", str(log)]
    done = subprocess.run(
        [*prefix, sys.executable, *arguments],
        cwd=cwd,
        env=home.environment | more,
        capture_output=True,
        timeout=300,
        check=False,
    )
    calls = log.read_text(errors="replace").splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return Seen(done.returncode, done.stdout, done.stderr, tuple(calls), cwd, begun)


_CALLS: Final = (
    "trace=%network,open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,"
    "link,linkat,symlink,symlinkat,mknod,mknodat"
)
_LOOK: Final = ("-f", "--seccomp-bpf", "-y", "-qq", "-s", "400", "-e", _CALLS)
