"""Which decisions hold on when pages are arranged anew: a value's goes to where the page is that the value stands on.

Nothing that somebody typed is lost. Where two submissions are put together and people had decided on the same field in
both, both decisions are on record, and one that has a value is in force rather than one that says that there is none;
of two values that of the submission that the first page comes from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.store.arranged_records import CarriedDecision, CarriedOver

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ocr_intake.model.geometry import Region
    from ocr_intake.model.submission import Opinion, Submission, SubmitterKind
    from ocr_intake.store.records import StoredField, StoredSubmission

SAME_PLACE: Final = 0.5
"""Share of an opinion's place on paper that lies in another one's, from which the two are the same opinion."""


@dataclass(frozen=True, slots=True)
class Source:
    """A submission that is replaced, and where its pages go."""

    submission: StoredSubmission
    places: Mapping[int, tuple[int, int]]
    """By its page: which of the new submissions, from 0, and which page of that one; none for a page set aside."""
    only_there: bool = False
    """Only what stands on these pages alone is carried over: the rest went elsewhere before."""


@dataclass(slots=True)
class _Target:
    """A new submission, and what it takes over."""

    made: Submission
    main: int
    """Number of the submission that its first page comes from."""
    ranked: list[tuple[tuple[bool, bool, int], CarriedDecision]] = field(default_factory=list)
    opinions: list[str] = field(default_factory=list)
    decided: set[int] = field(default_factory=set)
    """Ordinals of the opinions that have a decision."""
    kind: SubmitterKind | None = None


def carry_over(sources: Sequence[Source], made: Sequence[Submission]) -> tuple[CarriedOver, ...]:
    """What each of the new submissions takes over of those that are replaced.

    Args:
        sources: What is replaced.
        made: What the program proposes for the new ones, pages from 1.
    """
    targets = [_Target(each, _main(sources, index)) for index, each in enumerate(made)]
    for order, source in enumerate(sources):
        for value in source.submission.values:
            index = _goes_to(source, value)
            if index is None:
                continue
            if value.name is FieldName.OPINION:
                _opinion(targets[index], source, value, order)
            elif value.verification is not None:
                rank = (value.value is not None, targets[index].main == source.submission.id, -order)
                targets[index].ranked.extend((rank, each) for each in _on_same(targets[index].made, value))
        _kind(targets, source)
    return tuple(
        CarriedOver(
            tuple(decision for _, decision in sorted(target.ranked, key=lambda pair: pair[0])),
            tuple(target.opinions),
            target.kind,
        )
        for target in targets
    )


def _main(sources: Sequence[Source], index: int) -> int:
    return next((each.submission.id for each in sources if (index, 1) in each.places.values()), 0)


def _goes_to(source: Source, value: StoredField) -> int | None:
    """Which new submission a value's decision is for; None where its page is set aside."""
    pages = [region.page for region in value.proposal.regions]
    moved = [source.places[page][0] for page in pages if page in source.places]
    if source.only_there:
        return moved[0] if moved and len(moved) == len(pages) else None
    if pages:
        return moved[0] if moved else None
    return next((source.places[page][0] for page in source.submission.pages if page in source.places), None)


def _kind(targets: Sequence[_Target], source: Source) -> None:
    submission = source.submission
    if submission.kind is submission.proposed_kind or source.only_there:
        return
    for target in targets:
        if target.main == submission.id and target.made.kind is not submission.kind:
            target.kind = submission.kind


def _again(value: StoredField, proposed: str | None, ordinal: int = 0) -> CarriedDecision:
    """The decision in force on a value, in the same words; that a value is right says which one that is."""
    made = value.verification
    if made is None:
        raise ValueError("nobody has decided")
    decision, text = made.decision, made.value
    if decision is Decision.ACCEPTED and text != proposed:
        decision = Decision.ABSENT if text is None else Decision.EDITED
    return CarriedDecision(value.name, ordinal, decision, text, made.number)


def _on_same(made: Submission, value: StoredField) -> tuple[CarriedDecision, ...]:
    """The decision on a field, or on an attribute where the new submission is asked for it too."""
    if value.attribute is None:
        return (_again(value, _proposed(made, value.name)),)
    return tuple(
        _again(value, each.value.value, ordinal)
        for ordinal, each in enumerate(made.attributes, 1)
        if each.mark.id == value.attribute.id
    )


def _proposed(made: Submission, name: FieldName) -> str | None:
    return made.field(name).value


def _opinion(target: _Target, source: Source, value: StoredField, order: int) -> None:
    """Take over what was decided on an opinion, or the opinion itself where a person added it."""
    if value.verification is None and value.added_by is None:
        return
    ordinal = None if value.added_by is not None else _same_opinion(target, source, value)
    if ordinal is None or value.verification is None:
        if value.value is not None:
            target.opinions.append(value.value)
        return
    target.decided.add(ordinal)
    proposed = target.made.opinions[ordinal - 1].text if ordinal else _proposed(target.made, FieldName.OPINION)
    rank = (value.value is not None, target.main == source.submission.id, -order)
    target.ranked.append((rank, _again(value, proposed, ordinal)))


def _same_opinion(target: _Target, source: Source, value: StoredField) -> int | None:
    """Ordinal of the new submission's opinion that is the same; None where there is none that nobody decided on."""
    if not target.made.opinions:
        return 0 if 0 not in target.decided else None
    free = [
        (ordinal, opinion) for ordinal, opinion in enumerate(target.made.opinions, 1) if ordinal not in target.decided
    ]
    for ordinal, opinion in free:
        unplaced = not opinion.regions or not value.proposal.regions
        same_place = unplaced or _overlap(source, value.proposal.regions, opinion) > 0
        if opinion.text == value.proposal.value and same_place:
            return ordinal
    best = max(free, key=lambda each: _overlap(source, value.proposal.regions, each[1]), default=None)
    if best is None or _overlap(source, value.proposal.regions, best[1]) < SAME_PLACE:
        return None
    return best[0]


def _overlap(source: Source, regions: Sequence[Region], opinion: Opinion) -> float:
    """The largest share of one of an opinion's places that lies in a place of another opinion."""
    return max(
        (
            region.box.covered_by(other.box)
            for region in regions
            for other in opinion.regions
            if source.places.get(region.page, (0, 0))[1] == other.page
        ),
        default=0.0,
    )
