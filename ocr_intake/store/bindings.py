"""Bindings (綴り): what stands for the original of a submission that a person put together of pages that came before.

A binding is a small file among the originals that names its pages by hash and number, and nothing that was read. It is
safe on disk, with the images of its pages, before the database speaks of it. One that the database does not know was
left by a program that was killed in between: it means nothing, and a purge takes it away.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, func

from ocr_intake.model.pages import PageRole
from ocr_intake.model.reading import PageReading
from ocr_intake.store import codec
from ocr_intake.store.arranged_tables import BoundPageRow
from ocr_intake.store.outcome import insert_submission
from ocr_intake.store.records import FileState, PageState
from ocr_intake.store.seals import note_file
from ocr_intake.store.tables import PageRow, SourceFileRow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from ocr_intake.store.arranged_records import NewPage, NewSubmission
    from ocr_intake.store.files import FileStore

MEDIA_TYPE: Final = "application/x-ocr-intake-binding+json"
_BEGINNING: Final = b'{"ocr-intake-binding":'
_FORMAT: Final = 1
_LEFT_S: Final = 60.0
"""Seconds after which a binding that is on no record was left by a killed program."""


def is_arrival() -> ColumnElement[bool]:
    """Whether a source file came in, rather than being a binding."""
    return func.coalesce(SourceFileRow.media_type, "") != MEDIA_TYPE


def manifest_of(new: NewSubmission) -> bytes:
    """The bytes of a binding."""
    pages = [
        {"sha256": each.page.file_sha256, "page": each.page.file_page, "turned": each.turned} for each in new.pages
    ]
    said: dict[str, Any] = {"ocr-intake-binding": _FORMAT, "key": new.key, "pages": pages}
    return json.dumps(said, separators=(",", ":")).encode()


def keep_files(files: FileStore, new: NewSubmission) -> str:
    """Keep a binding and the images of its pages; its hash.

    Raises:
        WorkspaceUnwritableError: They cannot be written.
    """
    sha256 = files.keep_bytes(manifest_of(new)).sha256
    for each in new.pages:
        if each.png is not None:
            files.save_page_image(sha256, each.reading.number, each.png)
    return sha256


def insert_binding(
    session: Session, files: FileStore, new: NewSubmission, sha256: str, batch: int, now: datetime
) -> int:
    """Write a binding whose files are kept, its pages and the submission on them; the submission's number."""
    source = SourceFileRow(
        sha256=sha256,
        batch_id=batch,
        name=_name(new.pages),
        size=len(manifest_of(new)),
        media_type=MEDIA_TYPE,
        page_count=len(new.pages),
        state=FileState.READ,
        reason=None,
        registered_at=now,
        read_at=now,
    )
    session.add(source)
    session.flush()
    rows: dict[int, int] = {}
    for each in new.pages:
        page = PageRow(
            source_file_id=source.id,
            number=each.reading.number,
            state=PageState.READ,
            role=PageRole.CONTENT,
            reason=None,
            digest=each.reading.digest,
            reading=codec.pack(each.reading, PageReading),
        )
        session.add(page)
        session.flush()
        session.add(BoundPageRow(page_id=page.id, original_id=each.page.original, turned=each.turned))
        rows[each.reading.number] = page.id
        if each.png is not None:
            note_file(session, files.name_of(files.page_image(sha256, each.reading.number)), each.png)
    return insert_submission(session, source.id, 1, new.proposal, rows)


def is_binding(files: FileStore, sha256: str) -> bool:
    """Whether an original is a binding, by what it begins with."""
    try:
        with files.original(sha256).open("rb") as stream:
            return stream.read(len(_BEGINNING)) == _BEGINNING
    except OSError:
        return False


def remove_left_behind(files: FileStore, known: Collection[str]) -> None:
    """Remove the bindings that are on no record and do not come to be at this moment.

    Args:
        files: Of the workspace.
        known: Hashes of the originals that are on record.

    Raises:
        WorkspaceUnwritableError: They cannot be removed.
    """
    for sha256 in tuple(files.originals()):
        if sha256 not in known and is_binding(files, sha256) and not files.kept_since(sha256, _LEFT_S):
            files.remove(sha256)


def _name(pages: Sequence[NewPage]) -> str:
    """What people call a binding: the files that its pages came in, each with their numbers."""
    named: dict[str, list[int]] = {}
    for each in pages:
        named.setdefault(each.page.file_name, []).append(each.page.file_page)
    return " + ".join(f"{name} [{', '.join(map(str, numbers))}]" for name, numbers in named.items())
