"""Like opinions on the page: groups with what differs marked, what is proposed, and moving opinions by keyboard.

What may be put where is a rule of the store's; what is proposed comes from ``grouping``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from ocr_intake.dataset.standing import withheld_submissions
from ocr_intake.grouping.differences import Piece, differences
from ocr_intake.grouping.opinion_proposals import Breadth
from ocr_intake.grouping.opinions import Arranged, Opinion, arranged_opinions
from ocr_intake.i18n import t
from ocr_intake.store.opinion_group_records import NoSuchGroupError
from ocr_intake.web.posted import answered
from ocr_intake.web.rendering import page
from ocr_intake.web.signed import Number, Person, Signed, SignedIn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.store import OpinionGroup

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

OPINIONS = "/opinions"
SINGLE = OPINIONS + "/single"
NEW: Final = "new"
ALONE: Final = "alone"
_AT_ONCE: Final = 50
"""Opinions on one page."""
_PROPOSALS: Final = 20
"""Proposals on one page: the others come when these are dealt with."""

Consultation = Annotated[str, Query(max_length=200)]
Start = Annotated[int, Query(ge=0, le=10**7)]
Of = Annotated[str, Form(max_length=200)]
Seen = Annotated[int, Form(ge=0, le=2**31 - 1)]
Said = Annotated[str, Form(max_length=4000)]


class Shown(NamedTuple):
    """An opinion with what differs from the one that it is compared with."""

    opinion: Opinion
    pieces: tuple[Piece, ...]


@router.get(OPINIONS)
def every(
    request: Request, person: Person, of: Consultation = "", proposals: Annotated[Breadth | None, Query()] = None
) -> Response:
    """The groups, and on request what is proposed."""
    known = _known(person)
    if not of and len(known) != 1:
        return page(request, "opinions.html", seen=None, known=known, notice=None)
    seen = _seen(person, of)
    found = seen.proposals(proposals) if proposals is not None else ()
    shown = [
        (each, _compared([seen.opinions[opinion] for opinion in each.opinions][:_AT_ONCE]))
        for each in found[:_PROPOSALS]
    ]
    notice = person.session.take(_at(OPINIONS, of))
    return page(request, "opinions.html", seen=seen, known=known, breadth=proposals, shown=shown, notice=notice)


@router.get(SINGLE)
def single(request: Request, person: Person, of: Consultation = "", start: Start = 0) -> Response:
    """The opinions that are in no group."""
    seen = _seen(person, of)
    shown = [Shown(each, (Piece(each.text or t("opinions.illegible"), differs=False),)) for each in seen.single]
    return _some(request, person, of, seen=seen, group=None, shown=shown, start=start)


@router.get(OPINIONS + "/groups/{number}")
def one(request: Request, person: Person, number: Number, of: Consultation = "", start: Start = 0) -> Response:
    """A group with what differs from its first opinion."""
    seen = _seen(person, of)
    try:
        group = _group(seen, number)
    except NoSuchGroupError as error:
        raise HTTPException(404) from error
    members = seen.members(group)
    part = members[start : start + _AT_ONCE]
    compared = _compared((members[0], *part))[1:]
    blank = [Shown(each, ()) for each in members]
    every_one = [*blank[:start], *compared, *blank[start + len(part) :]]
    return _some(request, person, of, seen=seen, group=group, shown=every_one, start=start)


@router.post(OPINIONS + "/accept")
def accept(person: Signed, proposal: Said = "", of: Of = "", seen: Seen = 0) -> Response:
    """Put opinions together as proposed."""

    def do() -> tuple[str, str]:
        now = _seen(person, of)
        wanted = now.proposal(proposal)
        made = person.site.workspace.opinion_groups.accept(
            now.consultation, wanted.opinions, wanted.group, by=person.account.name, seen=seen
        )
        return _at(OPINIONS, of), _told(made)

    return answered(person, _at(OPINIONS, of), do)


@router.post(OPINIONS + "/move")
def move(
    person: Signed,
    *,
    opinion: Annotated[list[int] | None, Form()] = None,
    to: Annotated[str, Form(max_length=20)] = "",
    back: Annotated[int, Form(ge=0, le=2**31 - 1)] = 0,
    of: Of = "",
    seen: Seen = 0,
) -> Response:
    """Put opinions into another group, a new one, or each by itself."""
    place = f"{OPINIONS}/groups/{back}" if back else SINGLE
    groups, by = person.site.workspace.opinion_groups, person.account.name

    def do() -> tuple[str, str]:
        now, moved = _seen(person, of), opinion or []
        if to == NEW:
            told = _told(groups.gather(now.consultation, moved, by=by, seen=seen))
        else:
            into = None if to == ALONE else _group(now, int(to) if to.isascii() and to.isdecimal() else 0)
            groups.move(now.consultation, moved, into.id if into else None, by=by, first=to == str(back), seen=seen)
            key = "opinions.done.moved" if into else "opinions.done.alone"
            told = t(key, count=len(moved), group=into.key if into else "")
        left = back and any(group.id == back for group in _seen(person, of).groups)
        return _at(place if left or not back else OPINIONS, of), told

    return answered(person, _at(place, of), do)


@router.post(OPINIONS + "/groups/{number}/title")
def title(person: Signed, number: Number, text: Said = "", of: Of = "", seen: Seen = 0) -> Response:
    """Call a group something."""
    place = _at(f"{OPINIONS}/groups/{number}", of)

    def do() -> tuple[str, str]:
        now = _seen(person, of)
        groups = person.site.workspace.opinion_groups
        return place, _told(groups.retitle(now.consultation, number, text, by=person.account.name, seen=seen))

    return answered(person, place, do, {"text": text})


@router.post(OPINIONS + "/groups/{number}/join")
def join(
    person: Signed, number: Number, into: Annotated[int, Form(ge=1, le=2**31 - 1)], of: Of = "", seen: Seen = 0
) -> Response:
    """Put the opinions of a group into another one."""

    def do() -> tuple[str, str]:
        now = _seen(person, of)
        groups = person.site.workspace.opinion_groups
        made = groups.join(now.consultation, [into, number], by=person.account.name, seen=seen)
        return _at(f"{OPINIONS}/groups/{into}", of), _told(made)

    return answered(person, _at(f"{OPINIONS}/groups/{number}", of), do)


@router.post(OPINIONS + "/undo")
def undo(person: Signed, of: Of = "") -> Response:
    """Take back the last thing that somebody did to the groups themselves."""

    def do() -> tuple[str, str]:
        now = _seen(person, of)
        what = person.site.workspace.opinion_groups.undo(now.consultation, by=person.account.name)
        return _at(OPINIONS, of), t("opinions.done.undone", what=t(f"web.action.opinions.{what}"))

    return answered(person, _at(OPINIONS, of), do)


def _at(path: str, of: str) -> str:
    """The address of a page about a consultation; what was done is told there and nowhere else."""
    return f"{path}?of={quote(of)}" if of else path


def _known(person: SignedIn) -> tuple[str, ...]:
    """The consultations that the page is about."""
    only = person.site.consultation
    return person.site.workspace.consultations() if only is None else (only,)


def _seen(person: SignedIn, of: str) -> Arranged:
    """The opinions of a consultation; of the only one where none is named."""
    known = _known(person)
    if not of and len(known) == 1:
        of = known[0]
    if of not in known:
        raise HTTPException(404)
    workspace = person.site.workspace
    return arranged_opinions(workspace, of, withheld_submissions(workspace, person.site.consultations, of))


def _group(seen: Arranged, number: int) -> OpinionGroup:
    found = next((group for group in seen.groups if group.id == number), None)
    if found is None:
        raise NoSuchGroupError(f"G{number}")
    return found


def _compared(opinions: Sequence[Opinion]) -> list[Shown]:
    """Opinions with what differs from the first."""
    first = opinions[0].text or ""
    return [
        Shown(each, (Piece(each.text or t("opinions.illegible"), differs=False),))
        if at == 0 or each.text is None
        else Shown(each, differences(each.text, first))
        for at, each in enumerate(opinions)
    ]


def _some(  # noqa: PLR0913 - what a page of opinions shows
    request: Request,
    person: SignedIn,
    of: str,
    *,
    seen: Arranged,
    group: OpinionGroup | None,
    shown: Sequence[Shown],
    start: int,
) -> Response:
    place = SINGLE if group is None else f"{OPINIONS}/groups/{group.id}"
    return page(
        request,
        "opinion_group.html",
        seen=seen,
        group=group,
        shown=shown[start : start + _AT_ONCE],
        place=place,
        before=max(0, start - _AT_ONCE) if start else None,
        after=start + _AT_ONCE if start + _AT_ONCE < len(shown) else None,
        count=len(shown),
        notice=person.session.take(_at(place, of)),
    )


def _told(group: OpinionGroup) -> str:
    called = group.title or t("opinions.untitled")
    return t("opinions.done.group", group=group.key, count=len(group.opinions), title=called)
