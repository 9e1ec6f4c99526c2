"""What of a question is shown, in JSON's terms.

Codes, confidences and sources stay here: they would tell a value that was drawn by lot, or is wrong on purpose, from a
doubtful one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ocr_intake.i18n import t
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.review import Mode
from ocr_intake.web.reviewing.shapes import (
    DoubtShown,
    LineShown,
    Place,
    Question,
    StalePart,
    StaleShown,
    SubmissionShown,
    Told,
    ValueShown,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ocr_intake.model.fields import Flag
    from ocr_intake.model.geometry import Region
    from ocr_intake.model.written import Doubt
    from ocr_intake.review import ReviewTask, StaleAnswerError, Undoable
    from ocr_intake.store import StoredField

CHOICES: Final = 9
"""As many candidates as there are digits."""


def question(number: int, task: ReviewTask, *, visited: bool) -> Question:
    """A question under the number that its answer has to say."""
    field = task.field
    return Question(
        number=number,
        field=None if field is None else field.id,
        choices=[choice.text for choice in task.choices[:CHOICES]],
        reasons=_reasons(task) if field is not None else [],
        doubts=[_doubt(place.doubt, place.answer) for place in task.places],
        scope=task.scope,
        mode=task.mode,
        keep=visited and field is not None and field.decided,
        visited=visited,
        waiting=len(task.submission.undecided),
    )


def submission(task: ReviewTask, form: Sequence[ReviewTask]) -> SubmissionShown:
    """A submission with its form.

    Args:
        task: What is asked.
        form: The question about each value, as it would be asked.
    """
    stored = task.submission
    return SubmissionShown(
        number=stored.number,
        about=t(
            "review.subtitle",
            file=stored.file_name,
            pages=", ".join(map(str, stored.pages)),
            channel=t(f"review.channel.{stored.channel}"),
            received=stored.received,
        ),
        kind=stored.kind,
        pages={page: image_of(stored.id, page) for page in stored.pages},
        reasons=worded(stored.flags),
        notes=[
            t(f"review.note.{name}", by=said.by, note=said.note or "")
            for name, said in (("passed_on", stored.passed_on), ("handed_back", stored.handed_back))
            if said is not None
        ],
        values=[_value(task if _same(task, each) else each) for each in form],
    )


def image_of(submission: int, page: int) -> str:
    """The address of a page's image."""
    return f"/pages/{submission}/{page}.png"


def name_of(task: ReviewTask) -> str:
    """What a value is called, opinions with their number."""
    name = task.label or t(f"review.field.{task.name}")
    if task.opinion is None or task.opinion[1] == 1:
        return name
    return t("review.opinion_of", name=name, number=task.opinion[0], total=task.opinion[1])


def worded(flags: Iterable[Flag]) -> list[str]:
    """Reasons in words, each once: several codes may mean the same to a person."""
    return list(dict.fromkeys(t(f"flags.{flag.code}", **dict(flag.detail)) for flag in flags))


def stale(question: int, error: StaleAnswerError) -> StaleShown:
    """What somebody else left otherwise, beside what the person answered, or saw of the submission."""
    now = error.now
    if now.field is not None:
        mine = t("review.illegible") if error.decision is Decision.ILLEGIBLE else _words(error.mine)
        parts = [_part(name_of(now), theirs=_in_force(now.field), mine=mine)]
    else:
        state, kind = t(f"review.stale.{now.submission.state}"), t(f"review.kind.{now.submission.kind}")
        parts = [_part(now.submission.number, state=state, kind=kind)]
        for was, value in error.changed:
            seen = {} if was is None else {"seen": _in_force(was)}
            parts.append(_part(value.label or t(f"review.field.{value.name}"), **seen, theirs=_in_force(value)))
    at = error.at.astimezone().strftime("%H:%M")
    return StaleShown(question=question, message=t("review.message.stale", by=error.by, at=at), parts=parts)


def earlier(what: Undoable) -> str:
    """What would be taken back that was done in an earlier sitting."""
    at = what.at.astimezone().strftime("%Y-%m-%d %H:%M")
    return f"{t('review.undo.earlier', at=at)}\n{done(what)}"


def done(what: Undoable) -> str:
    """Something that can be taken back, in words."""
    name = "" if what.name is None else t(f"review.field.{what.name}")
    return t(f"review.undo.{what.what}", submission=what.submission, name=name)


def _part(label: str, **told: str) -> StalePart:
    return StalePart(label=label, told=[Told(label=t(f"review.stale.label.{what}"), text=told[what]) for what in told])


def _in_force(field: StoredField) -> str:
    """A value as people left it, in words where there is none."""
    return t("review.illegible") if field.illegible else _words(field.value)


def _words(value: str | None) -> str:
    return t("review.absent") if value is None else value


def _same(task: ReviewTask, other: ReviewTask) -> bool:
    return task.field is not None and other.field is not None and task.field.id == other.field.id


def _value(task: ReviewTask) -> ValueShown:
    field = task.field
    if field is None:
        raise ValueError("a form has values only")
    written = task.written
    return ValueShown(
        field=field.id,
        label=name_of(task),
        text=field.value,
        illegible=field.illegible,
        state="decided" if field.decided else "asked" if field.open_flags else "quiet",
        said=None if field.verification is None else _said(field),
        read=field.proposal.value if field.decided and field.added_by is None and _changed(field) else None,
        long=field.name is FieldName.OPINION,
        places=[place for region in field.proposal.regions if (place := _place(region)) is not None],
        lines=[]
        if written is None
        else [
            LineShown(start=line.start, end=line.end, place=_at(line.region), vertical=line.vertical)
            for line in written.lines
        ],
    )


def _changed(field: StoredField) -> bool:
    return field.value != field.proposal.value


def _reasons(task: ReviewTask) -> list[str]:
    """Why to look, and how."""
    return [*([] if task.mode is Mode.USUAL else [t(f"review.mode.{task.mode}")]), *worded(task.reasons)]


def _doubt(doubt: Doubt, answer: str | None) -> DoubtShown:
    return DoubtShown(
        start=doubt.start,
        end=doubt.end,
        alternatives=list(doubt.alternatives[:CHOICES]),
        place=_place(doubt.region),
        marks=list(doubt.marks),
        answer=answer,
    )


def _said(field: StoredField) -> str | None:
    verification = field.verification
    return None if verification is None else t(f"review.decision.{verification.decision}", by=verification.by)


def _place(region: Region | None) -> Place | None:
    return None if region is None else _at(region)


def _at(region: Region) -> Place:
    box = region.box
    return Place(page=region.page, box=(box.left, box.top, box.right, box.bottom))
