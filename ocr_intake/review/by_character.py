"""By character: all places of long texts where one character may be another, on one screen; only the wrong is touched.

What is said of a place is kept for its text (``PlaceAnswer``), as if somebody had walked through it. A text all of
whose places have their answer then, and of which nothing else is to be compared, is decided with them.

Values other than opinions have no doubts by character: they are looked at as a whole (see ``by_field``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.japanese.charsets import without_width
from ocr_intake.model.written import resolved
from ocr_intake.review.carpet import USUAL, Carpet, Saved, Terms
from ocr_intake.review.known import outcome, perhaps_known_place
from ocr_intake.review.settling import settled
from ocr_intake.review.steps import field_of, value_of
from ocr_intake.review.tasks import ReviewTask, Scope, make_task
from ocr_intake.review.values import InvalidValueError, composed
from ocr_intake.store import SubmissionState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ocr_intake.model.written import Doubt
    from ocr_intake.store import Decisions, StoredField, StoredSubmission, Workspace


class OneCharacterError(IntakeError):
    """By character is asked with one character."""

    key: ClassVar[str] = "review_rules.error.one_character"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


@dataclass(frozen=True, slots=True)
class Confusion:
    """Two characters that are taken for each other, in either direction."""

    characters: tuple[str, str]
    """In the order of their code points, without their width."""
    places: int


@dataclass(frozen=True, slots=True)
class Spot:
    """One doubtful character of a text."""

    task: ReviewTask
    """About the text."""
    number: int
    """Which of the text's doubts, from 0."""
    known: str | None = None
    """What is shown in place of what was read, wrong on purpose (see ``known``): for the rules alone."""

    @property
    def key(self) -> tuple[int, int]:
        """What it is called in answers: the number of the text, and which of its doubts."""
        return field_of(self.task).id, self.number

    @property
    def doubt(self) -> Doubt:
        """Where it is, and what else may stand there."""
        return _doubts(field_of(self.task))[self.number]

    @property
    def read(self) -> str:
        """What was read."""
        return (self.task.value or "")[self.doubt.start : self.doubt.end]

    @property
    def proposed(self) -> str:
        """What is shown as read."""
        return self.read if self.known is None else self.known

    @property
    def options(self) -> tuple[str, ...]:
        """What else may stand there, best first."""
        own = () if self.known is None else (self.read,)
        return tuple(other for other in (*own, *self.doubt.alternatives) if other != self.proposed)

    def around(self, characters: int) -> tuple[str, str]:
        """What stands before and behind it in its text, so many characters of each."""
        text, doubt = self.task.value or "", self.doubt
        return text[max(doubt.start - characters, 0) : doubt.start], text[doubt.end : doubt.end + characters]


def confusions(workspace: Workspace, consultation: str | None = None) -> tuple[Confusion, ...]:
    """Which characters are doubtful for which others, in all texts that wait, the most frequent first."""
    found: Counter[tuple[str, str]] = Counter()
    for _, value, doubt, _ in _open_doubts(workspace, consultation):
        read = without_width((value.value or "")[doubt.start : doubt.end])
        others = {without_width(other) for other in doubt.alternatives if len(other) == 1} - {read}
        found.update((min(read, other), max(read, other)) for other in others)
    ordered = sorted(found.items(), key=lambda each: (-each[1], each[0]))
    return tuple(Confusion(pair, count) for pair, count in ordered)


class ByCharacter:
    """One reviewer's way through the places where a character stands or may stand."""

    def __init__(
        self,
        workspace: Workspace,
        reviewer: str,
        character: str,
        consultation: str | None = None,
        terms: Terms = USUAL,
    ) -> None:
        """Begin a sitting.

        Args:
            workspace: What is reviewed.
            reviewer: Who reviews.
            character: Which, in whatever width.
            consultation: None means all of them.
            terms: What the office has set.

        Raises:
            OneCharacterError: It is none, or several.
        """
        if len(character) != 1 or character.isspace():
            raise OneCharacterError
        self.character = without_width(character)
        self._workspace = workspace
        self._reviewer = reviewer
        self._consultation = consultation
        self.known_answers = terms.known_answers
        self._at_once = terms.at_once
        self._carpet = Carpet(workspace, reviewer, terms)
        self._left: set[tuple[int, int]] = set()
        """Places that were left to the usual review."""
        self._waiting: dict[int, int] | None = None
        """How many places of each submission wait; None where that has to be found out."""

    def close(self) -> None:
        """End the sitting."""
        self._carpet.close()

    @property
    def waiting(self) -> int:
        """How many places wait, those on the screen and those that others have before them too."""
        if self._waiting is None:
            self._waiting = self._found()
        return sum(self._waiting.values())

    def screen(self) -> tuple[Spot, ...]:
        """The places to look at now: the same ones until they are answered. None where none is left, or free."""
        for again in (False, True):
            if again or not self._waiting:
                self._waiting = self._found()
            held = self._carpet.hold(tuple(self._waiting))
            if spots := [spot for one in held for spot in self._spots(one)]:
                return tuple(spots[: self._at_once])
        return ()

    def save(
        self, spots: Sequence[Spot], others: Mapping[tuple[int, int], str], leave: Collection[tuple[int, int]] = ()
    ) -> Saved:
        """Save a screen: in the places in ``others`` that text stands, in all others what is shown.

        Args:
            spots: As ``screen`` gave them.
            others: By ``Spot.key``; "" for nothing.
            leave: Those that are left to the usual review.

        Raises:
            WorkspaceError: The database is busy, or out of reach; nothing was saved.
        """
        by_text: dict[int, list[Spot]] = defaultdict(list)
        for spot in spots:
            if spot.key not in leave:
                by_text[spot.key[0]].append(spot)
        answers = [partial(self._answer, of_text, others) for of_text in by_text.values()]
        saved = self._carpet.save(answers)
        self._left |= set(leave)
        self._waiting = None
        return saved

    def undo(self) -> Saved | None:
        """Take back the screen saved last (see ``Carpet.undo``); its places come again."""
        self._waiting = None
        self._left.clear()
        return self._carpet.undo()

    def _answer(self, spots: Sequence[Spot], others: Mapping[tuple[int, int], str], decisions: Decisions) -> None:
        """Keep what stands in the places of one text, and decide on the text where nothing of it is left to look at."""
        field = field_of(spots[0].task)
        now = spots[0].task.submission
        for spot in sorted(spots, key=lambda spot: spot.known is None):  # what may be refused comes first
            stands = composed(others.get(spot.key, spot.proposed))
            if spot.known is not None:
                shown = resolved(field.value or "", [spot.doubt], [spot.known])
                what = outcome(field.name, spot.read, spot.known, stands)
                now = decisions.answer_known(field.id, shown, what, by=self._reviewer, version=field.version)
                continue
            doubts = (spot.number, spot.number + 1)
            now = decisions.answer_place(field.id, doubts, stands, by=self._reviewer, version=field.version)
        task = make_task(self._workspace, now, value_of(now, field.id))
        answers = [answer for answer in task.answers if answer is not None]
        if task.scope is Scope.PLACES and len(answers) == len(task.doubts):
            try:
                decision, checked = settled(task, answers)
            except InvalidValueError:
                return  # nothing is left of the text: whoever walks through it decides what that means
            text = None if checked.text == task.value else checked.text
            decisions.decide(field.id, decision, text, by=self._reviewer, version=field.version)

    def _found(self) -> dict[int, int]:
        found: Counter[int] = Counter()
        for one, value, doubt, number in _open_doubts(self._workspace, self._consultation):
            if self._concerns(value, doubt) and (value.id, number) not in self._left:
                found[one.id] += 1
        return dict(found)

    def _spots(self, submission: StoredSubmission) -> Iterator[Spot]:
        planted: set[int] = set()
        for one, value, doubt, number in _doubts_of(submission):
            if self._concerns(value, doubt) and (value.id, number) not in self._left:
                share = 0.0 if value.id in planted else self.known_answers
                shown = perhaps_known_place(self._workspace, value, number, share)
                planted |= set() if shown is None else {value.id}
                yield Spot(make_task(self._workspace, one, value), number, shown)

    def _concerns(self, value: StoredField, doubt: Doubt) -> bool:
        texts = ((value.value or "")[doubt.start : doubt.end], *doubt.alternatives)
        return self.character in {without_width(text) for text in texts if len(text) == 1}


def _open_doubts(
    workspace: Workspace, consultation: str | None
) -> Iterator[tuple[StoredSubmission, StoredField, Doubt, int]]:
    for submission in workspace.submissions(consultation, (SubmissionState.PROPOSED,), flagged=True):
        yield from _doubts_of(submission)


def _doubts_of(submission: StoredSubmission) -> Iterator[tuple[StoredSubmission, StoredField, Doubt, int]]:
    """The doubtful single characters of a submission's texts that nobody looked at, each with its number."""
    if submission.state is not SubmissionState.PROPOSED:
        return
    for value in submission.undecided:
        answered = {number for answer in value.answers for number in range(answer.first, answer.last)}
        for number, doubt in enumerate(_doubts(value)):
            single = doubt.end - doubt.start == 1 and any(len(other) == 1 for other in doubt.alternatives)
            if single and doubt.region is not None and number not in answered:
                yield submission, value, doubt, number


def _doubts(value: StoredField) -> tuple[Doubt, ...]:
    written = value.proposal.written
    return () if written is None else written.doubts
