"""Which files go together when their time is over: those whose pages people put together, and what binds them.

A binding holds readings and images of pages that came in several files. None of them may keep what another one lost,
and no page may go while somebody still works on a submission that has it: they are purged together, or not yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ocr_intake.store.arranged_tables import BoundPageRow, PageAsideRow
from ocr_intake.store.bindings import is_arrival
from ocr_intake.store.seals import in_chunks
from ocr_intake.store.tables import PageRow, PurgeRow, SourceFileRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

_CHUNK = 500


def papers_with_bindings(
    session: Session, taken: tuple[int, ...], left: tuple[int, ...]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The files that a purge takes, and those that it leaves, when what belongs together stays together.

    Args:
        session: A transaction.
        taken: Files that nothing stands in the way of, each for itself.
        left: Files of the same time that somebody must decide on first.
    """
    kept = set(left)
    for file in taken:
        together = bound_together(session, [file]) if file not in kept else set()
        if not together <= {*taken, *purged(session, together)}:
            kept |= together & set(taken)
    return tuple(file for file in taken if file not in kept), tuple(sorted(kept))


def bound_together(session: Session, files: Collection[int]) -> set[int]:
    """Those files and all that share a page with them, over however many bindings."""
    found: set[int] = set()
    new = set(files)
    while new:
        found |= new
        new = {other for query in _neighbours() for other in _asked(session, query, new)} - found
    return found


def bindings_of(session: Session, files: Collection[int]) -> set[int]:
    """Which of those files are bindings."""
    query = select(SourceFileRow.id).where(~is_arrival())
    return {
        number
        for part in in_chunks(files, _CHUNK)
        for number in session.scalars(query.where(SourceFileRow.id.in_(part)))
    }


def purged(session: Session, files: Collection[int]) -> set[int]:
    """Which of those files were purged."""
    query = select(PurgeRow.source_file_id)
    return {
        number
        for part in in_chunks(files, _CHUNK)
        for number in session.scalars(query.where(PurgeRow.source_file_id.in_(part)))
    }


def forget_reasons(session: Session, file: int) -> None:
    """Take away why people set pages of a file aside: what they typed may name somebody."""
    query = select(PageAsideRow).join(PageRow, PageRow.id == PageAsideRow.page_id)
    for row in session.scalars(query.where(PageRow.source_file_id == file)):
        row.reason = ""


def _neighbours() -> tuple[tuple[Select[Any], Any], ...]:
    """Questions for the bindings of files' pages, and for the files of bindings' pages, with what names the asked."""
    bound, original = aliased(PageRow), aliased(PageRow)
    pairs = (
        select(BoundPageRow.page_id)
        .join(bound, bound.id == BoundPageRow.page_id)
        .join(original, original.id == BoundPageRow.original_id)
    )
    return (
        (pairs.with_only_columns(bound.source_file_id), original.source_file_id),
        (pairs.with_only_columns(original.source_file_id), bound.source_file_id),
    )


def _asked(session: Session, query: tuple[Select[Any], Any], files: Collection[int]) -> set[int]:
    wanted, of = query
    return {
        number
        for part in in_chunks(sorted(files), _CHUNK)
        for number in session.scalars(wanted.where(of.in_(part)).distinct())
    }
