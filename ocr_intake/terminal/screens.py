"""What is said about a question, a submission, an end: words for each screen. Nothing is decided or drawn here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from ocr_intake.i18n import t
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.review.keying import Mode
from ocr_intake.review.tasks import Scope
from ocr_intake.review.wording import why_likely
from ocr_intake.terminal.view import CHOICES, Picture, View
from ocr_intake.terminal.words import Line, Paragraph, Span, Style, printable, said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.model.fields import Flag
    from ocr_intake.review.likely import Likely
    from ocr_intake.review.stale import StaleAnswerError
    from ocr_intake.review.tasks import Progress, ReviewTask
    from ocr_intake.review.undo import Undoable
    from ocr_intake.store import StoredField, StoredSubmission
    from ocr_intake.terminal.view import Command

_LONGEST_SHOWN: Final = 40
"""Characters of a value that stands beside another one's question."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far the sitting has come."""

    number: int
    """Of the submission, from 1."""
    total: int


def name_of(task: ReviewTask) -> str:
    """What a value is called, opinions with their number."""
    name = task.label or t(f"review.field.{task.name}")
    if task.opinion is None or task.opinion[1] == 1:
        return name
    return t("review.opinion_of", name=name, number=task.opinion[0], total=task.opinion[1])


def question(
    task: ReviewTask, field: StoredField, place: Place, commands: tuple[Command, ...], rare: tuple[Command, ...]
) -> View:
    """One value: is it right?"""
    # without the confidence: it would tell a value drawn by lot from a doubtful one, and sway who looks
    top = (
        *([said(t("review.place.extent"), Style.STRONG, indent=1)] if task.scope is Scope.EXTENT else []),
        *([said(t(f"review.mode.{task.mode}"), Style.STRONG, indent=1)] if task.mode is not Mode.USUAL else []),
        said(name_of(task), Style.FAINT, indent=1),
    )
    value = [Paragraph(_shown(field), indent=3)] if task.mode is Mode.USUAL else []  # else nothing is to be seen of it
    body = (
        *value,
        *_decided(field),
        *choices(field.value or "", [choice.text for choice in task.choices[:CHOICES]]),
        *reasons(task.reasons),
        *_others(task.submission, field),
    )
    return replace(of_submission(task, place, body), top=top, picture=picture(task), commands=commands, rare=rare)


def summary(task: ReviewTask, place: Place, commands: tuple[Command, ...], rare: tuple[Command, ...]) -> View:
    """A submission as a whole: does it count as it is now? Its pages are shown when somebody looks at them."""
    submission = task.submission
    waiting = len(submission.undecided)
    last = ("waiting", Style.WARNING) if waiting else ("ready", Style.GOOD)
    kind = (Span(f"  {t(f'review.kind.{submission.kind}')}"),)
    body = (
        *_rows(submission),
        Paragraph(),
        *_notes(submission),
        *reasons(task.reasons),
        said(t(f"review.summary.{last[0]}", count=waiting), last[1]),
    )
    view = of_submission(task, place, body)
    top = (Paragraph(kind, (Span(t("review.summary.head"), Style.STRONG),)),)
    return replace(view, top=top, picture=replace(picture(task), closed=True), commands=commands, rare=rare)


def choosing(view: View, prompt: str, lines: Sequence[str]) -> View:
    """The screen of a question while one of several things is chosen."""
    listed = (Paragraph((Span(printable(line)),), (Span(f"{n} ", Style.KEY),), 3) for n, line in enumerate(lines, 1))
    return replace(view, top=(said(prompt, Style.STRONG),), body=(*listed,), spoken=())


def likely(found: Sequence[Likely]) -> list[str]:
    """Submissions that are likely the same, and why."""
    return [t("review.edit.one_likely", number=each.number, why=why_likely(each)) for each in found]


def stale(error: StaleAnswerError, place: Place) -> View:
    """Somebody else decided meanwhile: what is there now, and what the person answered."""
    now = error.now
    at = error.at.astimezone().strftime("%H:%M")
    body = [said(t("review.message.stale", by=printable(error.by), at=at), Style.WARNING)]
    if now.field is not None:
        mine = _words(error.mine, illegible=error.decision is Decision.ILLEGIBLE)
        body += [_labelled("theirs", _shown(now.field)), _labelled("mine", mine)]
    else:
        body.append(_labelled("state", (Span(t(f"review.stale.{now.submission.state}")),)))
        body.append(_labelled("kind", (Span(t(f"review.kind.{now.submission.kind}")),)))
        for was, value in error.changed:
            body.append(said(value.label or t(f"review.field.{value.name}"), Style.FAINT))
            if was is not None:
                body.append(_labelled("seen", _shown(was, Style.PLAIN)))
            body.append(_labelled("theirs", _shown(value)))
    return of_submission(now, place, tuple(body))


def undoing(what: Undoable) -> View:
    """Something was done in an earlier sitting: is it to be taken back?"""
    at = what.at.astimezone().strftime("%Y-%m-%d %H:%M")
    body = (said(t("review.undo.earlier", at=at), Style.WARNING), said(done(what), Style.STRONG))
    return View(t("review.undo.head"), "", body, ())


def done(what: Undoable) -> str:
    """Something that can be taken back, in words."""
    name = "" if what.name is None else t(f"review.field.{what.name}")
    return t(f"review.undo.{what.what}", submission=what.submission, name=name)


def nothing_left(progress: Progress, commands: tuple[Command, ...]) -> View:
    """Nothing waits, or only what was put off or what others have before them."""
    left = {"skipped": progress.skipped, "held": progress.held}
    body = [said(t(f"review.done.{why}", count=count), Style.WARNING) for why, count in left.items() if count]
    body = body or [said(t("review.done.nothing"), Style.GOOD)]
    return View(t("review.done.head"), "", (*body, said(t("review.done.next"))), commands)


def explanation(commands: Sequence[Command]) -> tuple[Paragraph, ...]:
    """What keys do, each of them."""
    widest = max(cell_len(each.shown) for each in commands)
    lines = [
        Paragraph((Span(t(f"review.keys.{each.name}")),), (Span(_padded(each.shown, widest + 2), Style.KEY),), 1)
        for each in commands
    ]
    return (said(t("review.keys.title"), Style.STRONG), *lines, said(t("review.keys.saved")))


# ---------------------------------------------------------------------------------------------------------------- parts


def of_submission(task: ReviewTask, place: Place, body: tuple[Paragraph, ...]) -> View:
    """A screen below the name of a submission."""
    submission = task.submission
    title = t("review.title", number=place.number, total=place.total, submission=submission.number)
    subtitle = t(
        "review.subtitle",
        file=printable(submission.file_name),
        pages=", ".join(map(str, submission.pages)),
        channel=t(f"review.channel.{submission.channel}"),
        received=submission.received,
    )
    return View(title, subtitle, body, ())


def picture(task: ReviewTask) -> Picture:
    """The pages of a question: the value's lines, or whole pages where the question is which lines are its."""
    return Picture(task.views, sheets=task.scope is Scope.EXTENT)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _shown(field: StoredField, style: Style = Style.STRONG) -> Line:
    """The value in force."""
    return _words(field.value, illegible=field.illegible, style=style)


def _words(value: str | None, *, illegible: bool, style: Style = Style.STRONG) -> Line:
    """A value, or why there is none."""
    if illegible or value is None:
        return (Span(t("review.illegible" if illegible else "review.absent"), Style.FAINT),)
    return (Span(printable(value, newlines=True), style),)


def _labelled(label: str, line: Line) -> Paragraph:
    return Paragraph(line, (Span(t(f"review.stale.label.{label}") + "  ", Style.FAINT),))


def choices(value: str, texts: Sequence[str]) -> Iterator[Paragraph]:
    """The candidates with their numbers; characters in which one differs from the value stand out."""
    if texts:
        yield _head("candidates")
    for number, text in enumerate(texts, 1):
        yield Paragraph(_compared(value, text), (Span(f"{number} ", Style.KEY),), indent=3)


def _compared(value: str, text: str) -> Line:
    if not value:
        return (Span(printable(text, newlines=True)),)
    matcher = SequenceMatcher(None, value, text, autojunk=False)
    return tuple(
        Span(printable(text[start:end], newlines=True), Style.PLAIN if tag == "equal" else Style.DIFFERENT)
        for tag, _, _, start, end in matcher.get_opcodes()
        if end > start
    )


def reasons(flags: Sequence[Flag]) -> Iterator[Paragraph]:
    """Why to look, each reason once."""
    if flags:
        yield _head("reasons")
    # several places may have the same to say
    for text in dict.fromkeys(t(f"flags.{flag.code}", **dict(flag.detail)) for flag in flags):
        yield Paragraph((Span(printable(text), Style.WARNING),), (Span("- "),), indent=3)


def _decided(field: StoredField) -> Iterator[Paragraph]:
    if field.verification is not None:
        by = printable(field.verification.by)
        yield said(t(f"review.decision.{field.verification.decision}", by=by), Style.GOOD, indent=3)


def _others(submission: StoredSubmission, asked: StoredField) -> Iterator[Paragraph]:
    """What the other fields say, since they bear each other out; what is decided is ticked."""
    spans: list[Span] = []
    for field in submission.values:
        if field.id == asked.id or field.name is FieldName.OPINION or not field.present:
            continue
        text = printable(field.value or t("review.illegible"))
        spans.append(Span(f"{field.label or t(f'review.field.{field.name}')} ", Style.FAINT))
        spans.append(Span(text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"))
        spans.append(Span(" ✓   " if field.decided else "   ", Style.GOOD))
    if spans:
        yield _head("others")
        yield Paragraph(tuple(spans), indent=3)


def _rows(submission: StoredSubmission) -> Iterator[Paragraph]:
    """Every value with the number to go to it, and whether it is decided."""
    names = {field.id: field.label or t(f"review.field.{field.name}") for field in submission.values}
    widest = max(map(cell_len, names.values()))
    for number, field in enumerate(submission.values, 1):
        mark = Span("  ")
        if field.decided:
            mark = Span("✓ ", Style.GOOD)
        elif field.open_flags:
            mark = Span("! ", Style.WARNING)
        name = Span(_padded(names[field.id], widest + 2), Style.FAINT)
        yield Paragraph(_shown(field, Style.PLAIN), (mark, Span(f"{number:>2}  ", Style.KEY), name))


def _notes(submission: StoredSubmission) -> Iterator[Paragraph]:
    """What a clerk asks the supervisor, or the supervisor has said."""
    for name, note in (("passed_on", submission.passed_on), ("handed_back", submission.handed_back)):
        if note is not None:
            worded = t(f"review.note.{name}", by=printable(note.by), note=printable(note.note or ""))
            yield said(worded, Style.WARNING)


def _head(name: str) -> Paragraph:
    return said(t(f"review.head.{name}"), Style.FAINT, indent=1)
