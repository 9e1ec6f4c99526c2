"""What routes ask for: who is signed in, with their sitting.

``Signed`` is for whatever works on the sitting, ``Person`` for what only looks, ``require`` for what needs a role.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Path, Request

from ocr_intake.model.accounts import Account, Role
from ocr_intake.review import Review
from ocr_intake.web.rendering import allowed, session_of
from ocr_intake.web.sessions import Session
from ocr_intake.web.site import Site

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""The number of a submission, a field or a page in a path."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who is signed in."""

    site: Site
    session: Session

    @property
    def account(self) -> Account:
        """Whose name decisions bear."""
        return self.session.account

    @property
    def review(self) -> Review:
        """The session's own sitting, begun at first use. Only for whoever has its turn (``Signed``)."""
        if self.session.review is None:
            settings = self.site.settings.review
            self.session.review = Review(
                self.site.workspace,
                self.account.name,
                self.site.consultation,
                known_answers=settings.known_answers,
                claim_minutes=settings.claim_minutes,
                keying=self.site.keying,
            )
        return self.session.review


def signed_in(request: Request) -> SignedIn:
    """Who asks. The guard has let nobody else through; a route is safe without it all the same."""
    session = session_of(request)
    if session is None:
        raise HTTPException(401)
    return SignedIn(request.app.state.site, session)


Person = Annotated[SignedIn, Depends(signed_in)]
"""Somebody who is signed in; several requests of theirs may run at once."""


async def in_turn(person: Person) -> AsyncIterator[SignedIn]:
    """Whoever asks, when no other request of the session is at work."""
    async with person.session.turn:
        yield person


Signed = Annotated[SignedIn, Depends(in_turn, scope="function")]
"""Somebody who is signed in, with their sitting: one session's requests run one after the other."""


def require(role: Role) -> Callable[[SignedIn], SignedIn]:
    """A dependency that lets through whoever has a role."""

    def whoever(person: Person) -> SignedIn:
        if not allowed(person.account.role, role):
            raise HTTPException(403)
        return person

    return whoever
