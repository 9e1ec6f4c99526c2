"""The rules of a review about submissions as a whole: on what grounds they do not count, what a supervisor is asked.

Also here: opinions that are several, or one. ``Review`` takes these rules in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Ground, Grounds, SubmissionDecision
from ocr_intake.model.written import part_of
from ocr_intake.review.errors import CannotJoinError, CannotSplitError, NotPassedOnError, PassedOnError
from ocr_intake.review.likely import likely_duplicates
from ocr_intake.review.steps import field_of
from ocr_intake.review.values import check_value
from ocr_intake.store import SubmissionClosedError, SubmissionState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.model.written import Written
    from ocr_intake.review.likely import Likely
    from ocr_intake.review.put_off import PutOff
    from ocr_intake.review.saving import Saving
    from ocr_intake.review.tasks import ReviewTask
    from ocr_intake.review.values import Checked
    from ocr_intake.store import StoredField, StoredSubmission, Workspace


class OnWholes:
    """What a sitting may decide on submissions as a whole, beside that they count."""

    _workspace: Workspace
    _saving: Saving
    _put_off: PutOff

    def reject_submission(
        self, task: ReviewTask, reason: str = "", grounds: Grounds | None = None, *, reopened: bool = False
    ) -> StoredSubmission:
        """The submission does not count; grounds and reason are kept.

        Args:
            task: About the submission.
            reason: What the person wrote; needed where there are no other grounds.
            grounds: For another reason where none are given.
            reopened: One that is accepted or rejected is reopened for it, and undo takes back both.

        Raises:
            InvalidValueError: The reason is missing or cannot be saved.
            DuplicateCircleError: It would be a duplicate of itself.
            DuplicateElsewhereError: It would be a duplicate of one of another consultation.
            DuplicateOfNothingError: It would be a duplicate of one that is not there.
        """
        grounds = grounds or Grounds()
        said = self._said(reason, needed=grounds.ground is Ground.OTHER)
        return self._saving.decide_whole(task, SubmissionDecision.REJECTED, said, grounds, reopened=reopened)

    def likely_duplicates(self, submission: int, limit: int = 5) -> tuple[Likely, ...]:
        """What the submission may be a duplicate of, the likeliest first.

        Raises:
            UnknownRecordError: There is no such submission.
        """
        return likely_duplicates(self._workspace, submission, limit)

    def pass_on(self, task: ReviewTask, note: str) -> StoredSubmission:
        """A supervisor is to say what becomes of the submission; clerks are not asked about it until then.

        Raises:
            InvalidValueError: The note is missing or cannot be saved.
            PassedOnError: It waits for a supervisor already.
        """
        _check_open(task.submission)
        if task.submission.passed_on is not None:
            raise PassedOnError(task.submission.number)
        return self._saving.decide_whole(task, SubmissionDecision.PASSED_ON, self._said(note, needed=True))

    def hand_back(self, task: ReviewTask, note: str = "") -> StoredSubmission:
        """The submission is the clerks' again, with what the supervisor says about it.

        Raises:
            InvalidValueError: The note cannot be saved.
            NotPassedOnError: It does not wait for a supervisor.
        """
        _check_open(task.submission)
        if task.submission.passed_on is None:
            raise NotPassedOnError(task.submission.number)
        return self._saving.decide_whole(task, SubmissionDecision.TAKEN_BACK_UP, self._said(note, needed=False))

    def add_opinion(self, task: ReviewTask, text: str) -> Checked:
        """There is one more opinion: behind the task's, or behind the last when the task is about something else.

        Raises:
            InvalidValueError: The text cannot be saved.
        """
        checked = check_value(FieldName.OPINION, text)
        self._saving.add_opinion(task, checked.text)
        return checked

    def split_opinion(self, task: ReviewTask, parts: tuple[str, ...]) -> None:
        """What was read as one opinion is several: all of them are saved, or nothing is.

        Raises:
            InvalidValueError: One of the parts cannot be saved.
            ValueError: The task is about no opinion, or there are fewer than two parts.
        """
        field = field_of(task)
        if field.name is not FieldName.OPINION or len(parts) < 2:
            raise ValueError("an opinion is split into two parts or more")
        texts = [check_value(FieldName.OPINION, part).text for part in parts]
        now = self._saving.split_opinion(task, texts)
        self._put_off.decided(field.id, now.id)

    def split_opinion_at(self, task: ReviewTask, at: int) -> StoredSubmission:
        """What was read as one opinion is two: ``at`` characters are the first's. White space between them goes.

        Where the lines of the text are known on paper, the second has those that are its own.

        Raises:
            CannotSplitError: There is no text before or behind that place.
            InvalidValueError: One of the parts cannot be saved.
            ValueError: The task is about no opinion.
        """
        field = field_of(task)
        if field.name is not FieldName.OPINION:
            raise ValueError("only opinions are split")
        text = field.value or ""
        before, behind = text[:at].rstrip(), text[at:].lstrip()
        if not (0 < at < len(text) and before and behind):
            raise CannotSplitError(task.submission.number)
        texts = [check_value(FieldName.OPINION, part).text for part in (before, behind)]
        start = len(text) - len(text[at:].lstrip())
        written: list[Written | None] = [None, None]
        if task.written is not None and texts[1] == text[start:]:
            written[1] = part_of(task.written, start, len(text))
        now = self._saving.split_opinion(task, texts, written)
        self._put_off.decided(field.id, now.id)
        return now

    def join_opinions(self, task: ReviewTask, fields: Sequence[int]) -> StoredSubmission:
        """Opinions of one submission are one: their texts stand below each other, in the order of the paper.

        Args:
            task: About the submission, or anything of it.
            fields: Numbers of the opinions.

        Raises:
            CannotJoinError: They are fewer than two, or one of them is no opinion of it that can be read.
            InvalidValueError: The text is too long.
        """
        chosen = [opinion for opinion in task.submission.opinions if opinion.id in fields]
        if len(chosen) < 2 or len(chosen) != len(fields) or any(opinion.value is None for opinion in chosen):
            raise CannotJoinError(task.submission.number)
        text = check_value(FieldName.OPINION, "\n".join(map(_text, chosen))).text
        now = self._saving.join_opinions(task, [opinion.id for opinion in chosen], text)
        for opinion in chosen:
            self._put_off.decided(opinion.id, now.id)
        return now

    @staticmethod
    def _said(text: str, *, needed: bool) -> str | None:
        """A reason or a note as it is saved."""
        if not text.strip() and not needed:
            return None
        return check_value(FieldName.OPINION, text).text


def _check_open(submission: StoredSubmission) -> None:
    if submission.state is not SubmissionState.PROPOSED:
        raise SubmissionClosedError(submission.number)


def _text(opinion: StoredField) -> str:
    return opinion.value or ""
