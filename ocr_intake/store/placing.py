"""Where a page is: in which submissions, or set aside by whom. Nothing is written here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, or_, select

from ocr_intake.model.reading import PageReading
from ocr_intake.store import codec
from ocr_intake.store.arranged_errors import PageNotAsideError, SeveralFilesError
from ocr_intake.store.arranged_records import PlacedPage
from ocr_intake.store.arranged_tables import BoundPageRow, PageAsideRow
from ocr_intake.store.bindings import is_arrival
from ocr_intake.store.records import FileState, PageState, SubmissionState
from ocr_intake.store.tables import PageRow, PurgeRow, SourceFileRow, SubmissionPageRow, SubmissionRow

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

_HASH: Final = 6
"""Characters of a hash that name a file at least."""
_HEX: Final = frozenset("0123456789abcdef")


def original_of(page: Any) -> Any:  # noqa: ANN401 - a column, before and after
    """The page that came in of a page's number, in a query that joins ``BoundPageRow`` from the outside."""
    return func.coalesce(BoundPageRow.original_id, page)


def in_use() -> Select[Any]:
    """The pages that came in, each as often as it is in a submission that is not replaced."""
    return (
        select(original_of(SubmissionPageRow.page_id).label("original"))
        .select_from(SubmissionPageRow)
        .join(SubmissionRow, SubmissionRow.id == SubmissionPageRow.submission_id)
        .outerjoin(BoundPageRow, BoundPageRow.page_id == SubmissionPageRow.page_id)
        .where(SubmissionRow.state != SubmissionState.REPLACED)
    )


def aside() -> Select[Any]:
    """The pages that came in, each as often as a person has set it aside and nobody taken it up."""
    return (
        select(original_of(PageAsideRow.page_id).label("original"))
        .select_from(PageAsideRow)
        .outerjoin(BoundPageRow, BoundPageRow.page_id == PageAsideRow.page_id)
        .where(PageAsideRow.lifted_by.is_(None))
    )


def pages_of(session: Session, submission: int) -> tuple[PlacedPage, ...]:
    """The pages of a submission, in order."""
    query = (
        select(SubmissionPageRow.page_id)
        .where(SubmissionPageRow.submission_id == submission)
        .order_by(SubmissionPageRow.position)
    )
    return tuple(placed(session, row) for row in session.scalars(query))


def rows_of(session: Session, submission: int) -> set[int]:
    """The pages of a submission, by the numbers of their records."""
    query = select(SubmissionPageRow.page_id).where(SubmissionPageRow.submission_id == submission)
    return set(session.scalars(query))


def placed(session: Session, row: int) -> PlacedPage:
    """A page that was read, by the number of its record."""
    page = session.get_one(PageRow, row)
    bound = session.get(BoundPageRow, row)
    original = page if bound is None else session.get_one(PageRow, bound.original_id)
    stands = session.get_one(SourceFileRow, page.source_file_id)
    came = session.get_one(SourceFileRow, original.source_file_id)
    return PlacedPage(
        row=row,
        original=original.id,
        sha256=stands.sha256,
        number=page.number,
        file_sha256=came.sha256,
        file_name=came.name,
        file_page=original.number,
        turned=0 if bound is None else bound.turned,
        reading=codec.unpack(page.reading or b"", PageReading),
    )


def batch_of(session: Session, page: PlacedPage) -> int:
    """The batch that a page came in with."""
    original = session.get_one(PageRow, page.original)
    return session.get_one(SourceFileRow, original.source_file_id).batch_id


def in_submissions(session: Session, original: int) -> int:
    """In how many submissions that are not replaced a page is."""
    pages = in_use().subquery()
    return session.scalar(select(func.count()).where(pages.c.original == original)) or 0


def asides_of(session: Session, original: int) -> list[PageAsideRow]:
    """The records that say that a page that came in is set aside."""
    query = (
        select(PageAsideRow)
        .outerjoin(BoundPageRow, BoundPageRow.page_id == PageAsideRow.page_id)
        .where(PageAsideRow.lifted_by.is_(None), original_of(PageAsideRow.page_id) == original)
        .order_by(PageAsideRow.id)
    )
    return list(session.scalars(query))


def aside_from(session: Session, submission: int, page: int) -> PlacedPage:
    """A page that somebody set aside from a submission, by its number there.

    Raises:
        PageNotAsideError: There is none.
    """
    query = (
        select(PageAsideRow.page_id)
        .join(PageRow, PageRow.id == PageAsideRow.page_id)
        .where(PageAsideRow.submission_id == submission, PageRow.number == page, PageAsideRow.lifted_by.is_(None))
    )
    row = session.scalar(query)
    if row is None:
        raise PageNotAsideError(f"S{submission:04d}", page)
    return placed(session, row)


def aside_of_file(session: Session, paper: str, page: int) -> PlacedPage:
    """A page that is in no submission, by what its file is called, or the beginning of its hash.

    Raises:
        PageNotAsideError: There is none, or it was not read.
        SeveralFilesError: Several files are called like that.
    """
    called = SourceFileRow.name == paper
    if len(paper) >= _HASH and _HEX.issuperset(paper):
        called = or_(called, SourceFileRow.sha256.startswith(paper))
    found = session.scalars(
        select(SourceFileRow)
        .where(called, is_arrival(), SourceFileRow.id.not_in(select(PurgeRow.source_file_id)))
        .order_by(SourceFileRow.id)
    ).all()
    if len(found) > 1:
        raise SeveralFilesError(paper, tuple(file.sha256[:12] for file in found))
    row = None
    if found and found[0].state is FileState.READ:
        row = session.scalar(select(PageRow).where(PageRow.source_file_id == found[0].id, PageRow.number == page))
    if row is None or row.state is not PageState.READ or in_submissions(session, row.id):
        raise PageNotAsideError(paper, page)
    set_aside = asides_of(session, row.id)
    return placed(session, set_aside[-1].page_id if set_aside else row.id)
