"""Puts what a person does on the page to the rules of the review, and says what came of it. Holds no rules.

What was asked is kept here under a number, so that an answer means what was on the screen: its version, its choices,
and the value that was shown, whatever that was.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, Final, assert_never

from ocr_intake.i18n import t
from ocr_intake.model.review import Grounds
from ocr_intake.model.written import resolved
from ocr_intake.review import BlindError, Done, InvalidValueError, StaleAnswerError, TypedAlreadyError, UndecidedError
from ocr_intake.review.errors import NotPassedOnError, PassedOnError
from ocr_intake.review.wording import why_likely
from ocr_intake.store import (
    DatabaseBusyError,
    DatabaseUnavailableError,
    StaleEditError,
    SubmissionClosedError,
    UnknownRecordError,
)
from ocr_intake.store.errors import (
    DuplicateCircleError,
    DuplicateElsewhereError,
    DuplicateOfNothingError,
    SubmissionPurgedError,
)
from ocr_intake.web.reviewing import shapes, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from ocr_intake.review import Review, ReviewTask

_LATER: Final = (DatabaseBusyError, DatabaseUnavailableError)
"""What may be otherwise in a moment: the question stays."""
_REFUSED: Final = (InvalidValueError, DuplicateCircleError, DuplicateElsewhereError, DuplicateOfNothingError)
"""What was answered cannot be saved, and can be answered otherwise."""
_GONE: Final = (
    *(SubmissionClosedError, SubmissionPurgedError, UndecidedError, UnknownRecordError),
    *(PassedOnError, NotPassedOnError, BlindError, TypedAlreadyError),
)
"""What makes the question pointless: somebody else has done it, or something else comes first."""
_KEPT: Final = 100
"""Questions that can still be answered: those of several windows, and of whoever goes back and forth in a form."""
_CLOSED: Final = frozenset({Done.ACCEPTED, Done.REJECTED})


class ReviewController:
    """One sitting on the page. Its requests come one after the other."""

    def __init__(self, review: Review) -> None:
        """Nothing was asked yet."""
        self._review = review
        self._asked: OrderedDict[int, ReviewTask] = OrderedDict()
        self._stale: OrderedDict[int, StaleAnswerError] = OrderedDict()
        self._simple: Final[dict[str, Callable[[ReviewTask], object]]] = {
            "accept": review.accept,
            "absent": review.absent,
            "illegible": review.illegible,
            "accept_submission": review.accept_submission,
            "skip": review.skip,
            "skip_submission": review.skip_submission,
        }
        self._numbers = 0
        self._closed = 0
        """Submissions accepted or rejected in this sitting, and not taken back."""

    # ------------------------------------------------------------------------------------------------------- asking

    def next(self, going: shapes.Going, message: str | None = None, *, warning: bool = False) -> shapes.Reply:
        """Whatever is to be asked, with what is to be said about what was done before."""
        return self._shown(self._review.next(every=going.every), message, warning=warning)

    def visit(self, visiting: shapes.Visiting) -> shapes.Reply:
        """One of the values of the submission that is shown, or that submission as a whole."""
        seen = self._asked.get(visiting.question)
        if seen is None:
            return self._forgotten(visiting)
        try:
            return self._shown(self._now(seen.submission.id, visiting.field), None, visited=True)
        except UnknownRecordError as error:
            return self.next(visiting, str(error), warning=True)

    def take_up_skipped(self, going: shapes.Going) -> shapes.Reply:
        """Ask again what was skipped."""
        self._review.take_up_skipped()
        return self.next(going)

    def coming(self) -> shapes.Coming:
        """What the page may get ready."""
        stored = self._review.coming()
        if stored is None:
            return shapes.Coming(images=[])
        return shapes.Coming(images=[shown.image_of(stored.id, page) for page in stored.pages])

    def likely(self, asking: shapes.LikelyRequest) -> shapes.LikelyReply:
        """What the submission that is shown may be a duplicate of; nothing where the page shows another one by now."""
        seen = self._asked.get(asking.question)
        found = () if seen is None else self._review.likely_duplicates(seen.submission.id)
        return shapes.LikelyReply(
            likely=[shapes.LikelyShown(id=each.id, number=each.number, why=why_likely(each)) for each in found]
        )

    def _now(self, submission: int, field: int | None) -> ReviewTask:
        """A question as it is now: the wrong value in it that it would be asked with, if there is to be one."""
        whole = self._review.task(submission)
        if field is None:
            return whole
        for task in self._review.form(whole.submission):
            if task.field is not None and task.field.id == field:
                return task
        raise UnknownRecordError("field", field)

    def _shown(
        self, task: ReviewTask | None, message: str | None, *, warning: bool = False, visited: bool = False
    ) -> shapes.Reply:
        """A question as the page shows it, kept until it is answered; None where nothing is left."""
        if task is None:
            screen = shapes.Screen(question=None, submission=None, progress=self._progress())
            return shapes.Reply(outcome="done", message=message, warning=warning, screen=screen)
        self._numbers += 1
        self._asked[self._numbers] = task
        while len(self._asked) > _KEPT:
            self._asked.popitem(last=False)
        if task.held_by is not None:
            message, warning = t("review.message.held", by=task.held_by), True
        screen = shapes.Screen(
            question=shown.question(self._numbers, task, visited=visited),
            submission=shown.submission(task, self._review.form(task.submission)),
            progress=self._progress(),
        )
        return shapes.Reply(outcome="done", message=message, warning=warning, screen=screen)

    def _progress(self) -> shapes.Progress:
        now = self._review.progress()
        total = self._closed + now.submissions
        number = min(self._closed + now.skipped + 1, total)
        return shapes.Progress(number=number, total=total, skipped=now.skipped, held=now.held)

    def _forgotten(self, going: shapes.Going) -> shapes.Reply:
        """What the page shows is not known any more: nothing is saved, and it is asked anew."""
        return self.next(going, t("web_review.message.forgotten"), warning=True)

    # ----------------------------------------------------------------------------------------------------- answering

    def answer(self, answer: shapes.Answer) -> shapes.Reply:
        """Give an answer to the rules; the reply asks the next question."""
        task = self._asked.get(answer.question)
        if task is None:
            return self._forgotten(answer)
        return self._unusual(task, answer) or self._attempt(answer, task, self._act(task, answer))

    def place(self, said: shapes.PlaceAnswered) -> shapes.Kept:
        """Keep an answer to one doubtful place of a text; where that fails it still comes with the text as a whole."""
        task = self._asked.get(said.question)
        if task is None:
            return shapes.Kept(message=t("web_review.message.forgotten"))
        try:
            self._review.answer_place(task, said.place, said.text)
        except (InvalidValueError, StaleEditError, *_LATER, *_GONE) as error:
            return shapes.Kept(message=str(error))
        except (ValueError, IndexError) as error:
            raise WrongAnswerError from error
        return shapes.Kept(message=None)

    def use_mine(self, mine: shapes.Mine) -> shapes.Reply:
        """Save the answer that somebody else's decision got in the way of."""
        error, task = self._stale.get(mine.question), self._asked.get(mine.question)
        if error is None or task is None:
            return self._forgotten(mine)
        return self._attempt(mine, task, partial(self._review.use_mine, error))

    def _act(self, task: ReviewTask, answer: shapes.Answer) -> Callable[[], object]:
        """What an answer asks of the rules."""
        review = self._review
        act: Callable[[], object]
        match answer:
            case shapes.Simple(action=action):
                act = partial(self._simple[action], task)
            case shapes.Choose(choice=number):
                act = partial(review.choose, task, number)
            case shapes.Edit(text=text):
                act = partial(review.edit, task, text)
            case shapes.Settle(answers=answers):
                act = partial(review.settle, task, answers)
            case shapes.Split(parts=parts):
                act = partial(review.split_opinion, task, tuple(parts))
            case shapes.Add(text=text):
                act = partial(review.add_opinion, task, text)
            case shapes.Reject():
                act = partial(self._reject, task, answer)
            case shapes.PassOn(text=text):
                act = partial(review.pass_on, task, text)
            case shapes.ChangeKind(kind=kind):
                act = partial(review.change_kind, task, kind)
            case _:
                assert_never(answer)
        return act

    def _reject(self, task: ReviewTask, answer: shapes.Reject) -> None:
        """Reject on grounds; those that are none are an answer that a page of ours does not send (ValueError)."""
        self._review.reject_submission(task, answer.text, Grounds(answer.ground, answer.duplicate_of))

    def _unusual(self, task: ReviewTask, answer: shapes.Answer) -> shapes.Reply | None:
        """What is to be said before a text is saved; None where nothing is."""
        if not isinstance(answer, shapes.Edit | shapes.Settle) or answer.confirmed or task.field is None:
            return None
        try:
            unusual = self._review.check(task, _typed(task, answer)).unusual
        except InvalidValueError as error:
            return shapes.Reply(outcome="refused", message=str(error), warning=True)
        if not unusual:
            return None
        why = " ".join(t(f"review_rules.unusual.{each}") for each in unusual)
        return shapes.Reply(outcome="unusual", message=t("review.message.unusual", reason=why), warning=True)

    def _attempt(self, going: shapes.Mine | shapes.Answer, task: ReviewTask, act: Callable[[], object]) -> shapes.Reply:
        """Do what was answered; where that is not possible, say why."""
        try:
            act()
        except _REFUSED as error:
            return shapes.Reply(outcome="refused", message=str(error), warning=True)
        except ValueError as error:
            raise WrongAnswerError from error
        except StaleAnswerError as error:
            return self._told_stale(going.question, error)
        except _LATER as error:
            return shapes.Reply(outcome="later", message=str(error), warning=True)
        except _GONE as error:
            return self.next(going, str(error), warning=True)
        self._stale.pop(going.question, None)
        before = self._closed
        self._closed += isinstance(going, shapes.Reject) or (
            isinstance(going, shapes.Simple) and going.action == "accept_submission"
        )
        return self.next(going, _done(task, going, closed=self._closed > before))

    def _told_stale(self, question: int, error: StaleAnswerError) -> shapes.Reply:
        """Both answers, and by whom the other is; the person chooses."""
        self._stale[question] = error
        while len(self._stale) > _KEPT:
            self._stale.popitem(last=False)
        return shapes.Reply(outcome="stale", stale=shown.stale(question, error))

    # ----------------------------------------------------------------------------------------------------- taking back

    def undo(self, wanted: shapes.UndoRequest) -> shapes.Reply:
        """Take back what was done last; what was done in an earlier sitting only if the person has agreed to it."""
        try:
            what = self._review.undoable()
            if what is None:
                return shapes.Reply(outcome="refused", message=t("review.undo.nothing"), warning=True)
            if not what.here and wanted.action != what.action:
                return shapes.Reply(outcome="undo", message=shown.earlier(what), warning=True, action=what.action)
            task = self._review.undo(what)
        except _LATER as error:
            return shapes.Reply(outcome="later", message=str(error), warning=True)
        except (StaleEditError, *_GONE) as error:
            return self.next(wanted, str(error), warning=True)
        if task is None:
            return self.next(wanted)
        self._closed -= what.here and what.what in _CLOSED
        again = task if task.field is None else self._now(task.submission.id, task.field.id)
        return self._shown(again, t("review.undo.done", what=shown.done(what)))


class WrongAnswerError(Exception):
    """The answer is none to the question: a page of ours sends no such thing."""


def _typed(task: ReviewTask, answer: shapes.Edit | shapes.Settle) -> str:
    """The text that an answer would save.

    Raises:
        WrongAnswerError: It answers other doubtful places than the task has.
    """
    if isinstance(answer, shapes.Edit):
        return answer.text
    try:
        return resolved(task.value or "", task.doubts, answer.answers)
    except ValueError as error:
        raise WrongAnswerError from error


def _done(task: ReviewTask, going: shapes.Mine | shapes.Answer, *, closed: bool) -> str:
    """What was done, in words."""
    number = task.submission.number
    match going:
        case shapes.Simple(action="skip" | "skip_submission"):
            return t("review.message.skipped")
        case shapes.Add():
            return t("review.message.opinion_added")
        case shapes.ChangeKind(kind=kind):
            return t("review.message.kind_changed", kind=t(f"review.kind.{kind}"))
        case shapes.PassOn() | shapes.Reject():
            done = "passed_on" if isinstance(going, shapes.PassOn) else "submission_rejected"
            return t(f"review.message.{done}", submission=number)
    if closed:
        return t("review.message.submission_accepted", submission=number)
    return t("review.message.saved", name=number if task.field is None else shown.name_of(task))
