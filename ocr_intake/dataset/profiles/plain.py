"""The dataset as the city works with it: opinions, and who sent them in a table of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ocr_intake.dataset.choices import Personal
from ocr_intake.dataset.pictures import pictures_of
from ocr_intake.dataset.rows import (
    PERSONAL,
    comment_rows,
    comments_table,
    personal_row,
    personal_table,
    report_rows,
    report_table,
    searched_rows,
)
from ocr_intake.dataset.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ocr_intake.dataset.choices import Profile
    from ocr_intake.dataset.profiles.protocol import Passing
    from ocr_intake.dataset.table import Cell, Picture, Row

_PICTURE: str = "picture_"


@dataclass(frozen=True, slots=True)
class Plain:
    """Comments and personal data, or comments that personal data was looked for in, and what was found."""

    public: ClassVar[bool] = False
    every: ClassVar[bool] = False
    pictures: bool = False
    """Whether what stands on the paper is shown beside each personal value and each opinion."""

    def tables(self, profile: Profile) -> tuple[Table, ...]:
        """Comments, and who sent them or what was found in them."""
        status, searched = profile.include_unverified, profile.personal is Personal.NONE
        comments = comments_table(status=status, searched=searched, attributes=profile.attributes)
        if searched:  # a picture of an opinion shows what is masked in it
            return comments, report_table()
        personal = personal_table(status=status)
        if not self.pictures:
            return comments, personal
        return _with_pictures(comments, ("opinion",)), _with_pictures(personal, tuple(PERSONAL))

    def rows(self, passing: Passing) -> tuple[Iterable[Row], ...]:
        """Of one submission."""
        made, status = passing.submission, passing.profile.include_unverified
        attributes = passing.profile.attributes
        if passing.searched is not None:
            return searched_rows(made, passing.searched, status=status, attributes=attributes), report_rows(
                made, passing.searched
            )
        comments, personal = comment_rows(made, status=status, attributes=attributes), personal_row(made, status=status)
        if not self.pictures:
            return comments, (personal,)
        fields = [made.field(name) for name in PERSONAL]
        pictures = pictures_of(passing.workspace, made, (*fields, *made.final_opinions))
        plain_comments = comments_table(status=status, searched=False, attributes=attributes)
        plain_personal = personal_table(status=status)
        beside = {field.name.value: pictures.get(field.id) for field in fields}
        return (
            (
                _row(plain_comments, row, {"opinion": pictures.get(opinion.id)})
                for row, opinion in zip(comments, made.final_opinions, strict=True)
            ),
            (_row(plain_personal, personal, beside),),
        )


def _with_pictures(table: Table, keys: tuple[str, ...]) -> Table:
    return Table(table.name, tuple(_columns(table, keys)))


def _columns(table: Table, keys: tuple[str, ...]) -> Iterator[Column]:
    for column in table.columns:
        yield column
        if column.key in keys:
            yield Column(_PICTURE + column.key, picture=True)


def _row(table: Table, row: Row, beside: Mapping[str, Picture | None]) -> Row:
    cells: list[Cell] = []
    for column, cell in zip(table.columns, row, strict=True):
        cells.append(cell)
        if column.key in beside:
            cells.append(beside[column.key])
    return tuple(cells)
