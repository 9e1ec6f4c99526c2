"""The pages on which a person decides how submissions belong together, two at a time or a whole group. No rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Form, HTTPException, Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from ocr_intake.grouping.duplicates import Duplicates
from ocr_intake.grouping.texts import side_by_side
from ocr_intake.i18n import t
from ocr_intake.model.fields import FieldName
from ocr_intake.model.relation import Link, RelationKind
from ocr_intake.review.wording import alike_in_words
from ocr_intake.web.posted import answered
from ocr_intake.web.rendering import page
from ocr_intake.web.signed import Signed

if TYPE_CHECKING:
    from ocr_intake.grouping.duplicates import Member, ShownGroup
    from ocr_intake.grouping.texts import Piece
    from ocr_intake.web.signed import SignedIn

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

DUPLICATES: Final = "/duplicates"
_FIELDS: Final = (FieldName.NAME, FieldName.ORGANIZATION, FieldName.ADDRESS, FieldName.PHONE)
_PICTURES: Final = 3
"""Pages of each that are shown; the rest is one step away, on the page of the submission."""

Key = Annotated[str, Path(pattern=r"^[PT][0-9]{1,9}$")]
Id = Annotated[int, Form(ge=1, le=2**31 - 1)]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two submissions, as the page shows it."""

    member: Member
    values: tuple[tuple[FieldName, str, bool], ...]
    """Of who sent it, with whether the other has the same."""
    text: tuple[Piece, ...]
    pages: tuple[int, ...]


@router.get(DUPLICATES)
def groups(request: Request, person: Signed) -> Response:
    """What waits for somebody, and what was decided; everything is compared anew."""
    person.session.duplicates = None
    found = _of(person).groups()
    return page(
        request,
        "groups.html",
        waiting=[group for group in found if group.open],
        decided=[group for group in found if not group.open],
        last=person.site.workspace.relations.last(person.account.name),
        notice=person.session.take(DUPLICATES),
    )


@router.post(DUPLICATES + "/undo")
def undo(person: Signed, choice: Id) -> Response:
    """Take a decision back, as the page named it."""

    def do() -> tuple[str, str]:
        gone = person.site.workspace.relations.undo(choice, by=person.account.name)
        told = t("duplicates.undone", count=len(gone))
        return next((_place(group) for group in _of(person).groups() if _has(group, gone[0])), DUPLICATES), told

    return answered(person, DUPLICATES, do)


@router.get(DUPLICATES + "/{key}")
def group(
    request: Request, person: Signed, key: Key, at: Annotated[int | None, Query(ge=1, le=10**6)] = None
) -> Response:
    """Two submissions of a group side by side: the first two that are undecided, or those that were asked for."""
    duplicates = _of(person)
    found = duplicates.group(key)
    undecided = [number for number, pair in enumerate(found.pairs, 1) if not pair.decided]
    place = at or next(iter(undecided), 1)
    if place > len(found.pairs):
        raise HTTPException(404)
    pair = duplicates.looked_at(found.pairs[place - 1])
    return page(
        request,
        "group.html",
        group=found,
        at=place,
        undecided=len(undecided),
        pair=pair,
        sides=_sides(person, found, pair.proposal.link),
        why=alike_in_words(pair.proposal.why),
        kinds=tuple(RelationKind),
        last=person.site.workspace.relations.last(person.account.name),
        notice=person.session.take(_place(found)),
    )


@router.post(DUPLICATES + "/{key}")
def decide(person: Signed, key: Key, kind: Annotated[RelationKind, Form()], later: Id, earlier: Id) -> Response:
    """Decide on two submissions of a group."""

    def do() -> tuple[str, str]:
        choice = person.site.workspace.relations.choose([Link(kind, later, earlier)], by=person.account.name)
        return _next(person, key), t("duplicates.decided", choice=choice, count=1)

    return answered(person, f"{DUPLICATES}/{key}", do)


@router.post(DUPLICATES + "/{key}/all")
def decide_all(person: Signed, key: Key, kind: Annotated[RelationKind | None, Form()] = None) -> Response:
    """Decide on all of a group that is undecided: as proposed where no kind is named."""

    def do() -> tuple[str, str]:
        choice = _of(person).decide(key, kind, by=person.account.name)
        count = sum(relation.choice == choice for relation in person.site.workspace.relations.of())
        return _next(person, key), t("duplicates.decided", choice=choice, count=count)

    return answered(person, f"{DUPLICATES}/{key}", do)


def _of(person: SignedIn) -> Duplicates:
    """The groups as the session saw them listed: comparing thousands anew for each page would take seconds."""
    if person.session.duplicates is None:
        person.session.duplicates = Duplicates(person.site.workspace, person.site.consultation)
    return person.session.duplicates


def _place(of: ShownGroup) -> str:
    return f"{DUPLICATES}/{of.key}"


def _next(person: SignedIn, key: str) -> str:
    """Where there is something left to decide: in the same group, in the next one, or nowhere."""
    found = _of(person).groups()
    here = next(number for number, each in enumerate(found) if each.key == key)
    return next((_place(each) for each in (*found[here:], *found[:here]) if each.open), DUPLICATES)


def _has(of: ShownGroup, link: Link) -> bool:
    return {link.later, link.earlier} <= set(of.group.members)


def _sides(person: SignedIn, of: ShownGroup, link: Link) -> tuple[Side, Side]:
    """The earlier one, and the later one beside it."""
    duplicates, members = _of(person), {member.id: member for member in of.members}
    mine, theirs = duplicates.values(link.earlier), duplicates.values(link.later)
    texts = side_by_side(mine.get(FieldName.OPINION, ""), theirs.get(FieldName.OPINION, ""))
    named = [name for name in _FIELDS if mine.get(name) or theirs.get(name)]
    first, second = (
        Side(
            members[number],
            tuple((name, own.get(name, ""), mine.get(name) == theirs.get(name)) for name in named),
            text,
            _pages(person, number),
        )
        for number, own, text in ((link.earlier, mine, texts[0]), (link.later, theirs, texts[1]))
    )
    return first, second


def _pages(person: SignedIn, number: int) -> tuple[int, ...]:
    """The pages of a submission that have a picture, the first ones."""
    workspace = person.site.workspace
    stored = workspace.submission(number)
    return tuple(each for each in stored.pages if workspace.files.page_image(stored.sha256, each).is_file())[:_PICTURES]
