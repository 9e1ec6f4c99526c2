"""Where the files are that a truth speaks of."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from ocr_intake.errors import ExitCode, IntakeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ocr_intake.evaluate.records import Truth

_SHOWN = 5


class MissingFilesError(IntakeError):
    """Files that the truth names are nowhere to be found."""

    key: ClassVar[str] = "evaluate.error.missing_files"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, names: Sequence[str], folders: Iterable[Path]) -> None:
        super().__init__(
            count=len(names),
            names=", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else ""),
            folders=", ".join(str(folder) for folder in folders),
        )


def base_name(file: str) -> str:
    """The last part of a file's name, composed (NFC): macOS hands names over decomposed."""
    return unicodedata.normalize("NFC", file.rstrip("/").rpartition("/")[2])


def locate(truths: Iterable[Truth], truth_file: Path, folder: Path | None = None) -> tuple[Path, ...]:
    """The files that the truth names, each once, in the order in which it names them.

    They are looked for in ``folder`` when it is given, otherwise beside the truth file and in the folder ``files``
    beside it; under the name as it stands, then under its last part alone.

    Raises:
        MissingFilesError: Some are not there.
    """
    folders = (folder,) if folder is not None else (truth_file.parent, truth_file.parent / "files")
    found: dict[str, Path | None] = {}
    for truth in truths:
        name = base_name(truth.file)
        if found.get(name) is None:
            places = (place / each for place in folders for each in (truth.file, name))
            found[name] = next((path for path in places if path.is_file()), None)
    missing = [name for name, path in found.items() if path is None]
    if missing:
        raise MissingFilesError(missing, folders)
    return tuple(path for path in found.values() if path is not None)
