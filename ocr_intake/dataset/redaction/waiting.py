"""Places of opinions before a person: which there are, which wait, and saying what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.dataset.redaction.published import Published, published
from ocr_intake.dataset.rows import opinion_number, own_values, verified
from ocr_intake.model.redaction import Choice, PersonalKind, Why

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ocr_intake.dataset.redaction.published import Place
    from ocr_intake.model.redaction import Redaction
    from ocr_intake.store import StoredField, StoredSubmission, Workspace

AROUND: Final = 20
"""Characters before and behind a place that are shown with it."""


@dataclass(frozen=True, slots=True)
class OpinionPlaces:
    """An opinion with its places."""

    submission: StoredSubmission
    opinion: StoredField
    published: Published

    @property
    def number(self) -> str:
        """What the opinion is called (``S0012-1``)."""
        return opinion_number(self.submission, self.opinion)

    @property
    def text(self) -> str:
        """As it is verified."""
        return self.opinion.value or ""

    def said(self, place: Place) -> tuple[str, str, str]:
        """What stands in a place, with what stands before and behind it."""
        before = self.text[max(0, place.start - AROUND) : place.start]
        return before, self.text[place.start : place.end], self.text[place.end : place.end + AROUND]


def opinion_places(
    submission: StoredSubmission, decided: Mapping[int, Sequence[Redaction]]
) -> tuple[OpinionPlaces, ...]:
    """The opinions of a submission that count, with their places.

    Args:
        submission: Whose.
        decided: What people decided on places of opinions, by field.
    """
    own = own_values(submission)
    return tuple(
        OpinionPlaces(submission, each, published(each.value or "", own, decided.get(each.id, ())))
        for each in submission.final_opinions
    )


def places_of(workspace: Workspace, number: int) -> tuple[OpinionPlaces, ...]:
    """The opinions of one submission, as they are now.

    Raises:
        UnknownRecordError: There is no such submission.
    """
    return opinion_places(workspace.submission(number), workspace.redactions.of_submission(number))


def all_places(workspace: Workspace, consultation: str | None) -> Iterator[OpinionPlaces]:
    """The opinions of all verified submissions: what people still work on may change."""
    decided = workspace.redactions.of(consultation)
    for submission in workspace.submissions(consultation):
        if verified(submission):
            yield from opinion_places(submission, decided)


def decide(workspace: Workspace, opinion: OpinionPlaces, place: Place, choice: Choice, *, by: str) -> int:
    """Say what becomes of a place; the decision's number.

    Raises:
        OpinionChangedError: The opinion was changed since.
    """
    return workspace.redactions.decide(
        opinion.opinion.id,
        (place.start, place.end),
        choice,
        kind=place.kind,
        why=place.why,
        seen=opinion.text,
        by=by,
    )


def add_by_hand(workspace: Workspace, opinion: OpinionPlaces, text: str, *, by: str) -> tuple[int, ...]:
    """Mask every place of an opinion where a text stands; the decisions' numbers, none where it stands nowhere.

    Raises:
        OpinionChangedError: The opinion was changed since.
    """
    made, at = [], 0
    while text and (start := opinion.text.find(text, at)) >= 0:
        at = start + len(text)
        made.append(add_stretch(workspace, opinion, (start, at), by=by))
    return tuple(made)


def add_stretch(workspace: Workspace, opinion: OpinionPlaces, place: tuple[int, int], *, by: str) -> int:
    """Mask characters of an opinion that a person chose; the decision's number.

    Raises:
        OpinionChangedError: The opinion was changed since.
        ValueError: It has no such place.
    """
    return workspace.redactions.decide(
        opinion.opinion.id, place, Choice.MASK, kind=PersonalKind.OTHER, why=Why.BY_HAND, seen=opinion.text, by=by
    )
