"""What arranging pages does to the ledger: every page that came in is followed to the one place where it is now.

A binding is no arrival: neither it nor its pages are counted.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, func, select, union_all

from ocr_intake.model.pages import PageRole, SetAside
from ocr_intake.store.arranged_tables import ArrangedRow, ArrangementRow, BoundPageRow, PageAsideRow
from ocr_intake.store.paper import SetAsideItem, Settlement
from ocr_intake.store.placing import aside, in_use, original_of
from ocr_intake.store.submissions import for_consultation
from ocr_intake.store.tables import BatchRow, PageRow, SourceFileRow, SubmissionRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

SET_ASIDE: Final = "set_aside_by_person"
"""The reason of a page that a person set aside: also the key of its text."""

PLACES: Final[Mapping[str, Callable[[Any], ColumnElement[bool]]]] = {
    "page_in_no_place": lambda places: (places == 0) & (PageRow.role == PageRole.CONTENT),
    "page_in_two_places": lambda places: places > 1,
}
"""What is wrong with the number of places that a page is in, by code."""


def set_aside_by_people(session: Session, consultation: str | None) -> Iterator[tuple[int, int, SetAsideItem]]:
    """Pages that people set aside, each as it came in, in the order in which they did: file, page and item.

    Whoever set it aside has said what is to be said of it, so it waits for nobody; taking it up again is no undoing of
    a settlement, which is why that one's number is 0.
    """
    came = PageRow.id == original_of(PageAsideRow.page_id)
    query = (
        select(SourceFileRow, PageRow, PageAsideRow, ArrangementRow)
        .select_from(PageAsideRow)
        .join(ArrangementRow, ArrangementRow.id == PageAsideRow.arrangement_id)
        .outerjoin(BoundPageRow, BoundPageRow.page_id == PageAsideRow.page_id)
        .join(PageRow, came)
        .join(SourceFileRow, SourceFileRow.id == PageRow.source_file_id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(PageAsideRow.lifted_by.is_(None), for_consultation(consultation))
        .order_by(PageAsideRow.id)
    )
    for source, page, aside_row, made in session.execute(query):
        reason = SetAside(SET_ASIDE, page.number, (("reason", aside_row.reason),))
        settled = Settlement(0, None, aside_row.reason, made.by, made.at)
        yield (
            source.id,
            page.id,
            SetAsideItem(f"F{source.id}-{page.number}", source.name, source.sha256, reason, settled),
        )


def moved_roles(session: Session, consultation: str | None) -> Counter[PageRole | None]:
    """By how many pages more or less are in each role than the program put there, since people arranged them."""
    more: Counter[PageRole | None] = Counter()
    if not _is_arranged(session):
        return more
    for pages, becomes in ((aside(), PageRole.SET_ASIDE), (in_use(), PageRole.CONTENT)):
        query = _came(pages).where(PageRow.role != becomes, for_consultation(consultation)).group_by(PageRow.role)
        for role, count in session.execute(query.with_only_columns(PageRow.role, func.count())):
            more[role] -= count
            more[becomes] += count
    return more


def wrongly_placed(
    session: Session, consultation: str | None, is_wrong: Callable[[Any], ColumnElement[bool]]
) -> Iterator[str]:
    """Hashes of the files with a page whose number of places is wrong, each once.

    Only pages of submissions that people arranged can be.
    """
    if not _is_arranged(session):
        return
    places = union_all(in_use(), aside()).subquery()
    counted = select(places.c.original, func.count().label("places")).group_by(places.c.original).subquery()
    number = func.coalesce(counted.c.places, 0)
    query = (
        select(SourceFileRow.sha256)
        .join(PageRow, PageRow.source_file_id == SourceFileRow.id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .outerjoin(counted, counted.c.original == PageRow.id)
        .where(PageRow.id.not_in(select(BoundPageRow.page_id)), for_consultation(consultation), is_wrong(number))
        .distinct()
    )
    yield from session.scalars(query.order_by(SourceFileRow.sha256))


def is_replaced() -> ColumnElement[bool]:
    """Whether a submission's last arrangement replaced it, as part of a question about it."""
    last = (
        select(ArrangedRow.made)
        .where(ArrangedRow.submission_id == SubmissionRow.id)
        .order_by(ArrangedRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(last, True).is_(False)


def _is_arranged(session: Session) -> bool:
    return session.scalar(select(ArrangementRow.id).limit(1)) is not None


def _came(pages: Select[Any]) -> Select[Any]:
    """The pages that came in of a question that names them."""
    named = pages.subquery()
    return (
        select(PageRow.id)
        .join(named, named.c.original == PageRow.id)
        .join(SourceFileRow, SourceFileRow.id == PageRow.source_file_id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
    )
