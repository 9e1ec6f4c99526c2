"""What is said about a question, a submission, an end: words for each screen. Nothing is decided or drawn here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from ocr_intake.i18n import t
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.review.tasks import Scope
from ocr_intake.terminal.cells import Cells, printable
from ocr_intake.terminal.looking import CLOSE, has_lines
from ocr_intake.terminal.style import Line, Paragraph, Span, Style
from ocr_intake.terminal.view import Picture, View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ocr_intake.model.fields import Flag
    from ocr_intake.review.stale import StaleAnswerError
    from ocr_intake.review.tasks import PageView, Progress, ReviewTask
    from ocr_intake.review.undo import Undoable
    from ocr_intake.store import StoredField, StoredSubmission
    from ocr_intake.terminal.scene import Look

CHOICES: Final = 9
"""As many candidates as there are digits."""
ALWAYS: Final = (("S", "skip_whole"), ("v", "every"), ("?", "help"), ("q", "quit"))
"""Keys of every question, and what they do."""
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
    name = t(f"review.field.{task.name}")
    if task.opinion is None or task.opinion[1] == 1:
        return name
    return t("review.opinion_of", name=name, number=task.opinion[0], total=task.opinion[1])


def question(task: ReviewTask, field: StoredField, place: Place, look: Look, *, from_summary: bool) -> View:
    """One value: is it right?"""
    body = [
        *([Paragraph((Span(t("review.place.extent"), Style.STRONG),), indent=2)] if task.scope is Scope.EXTENT else []),
        Paragraph(),
        # without the confidence: it would tell a value drawn by lot from a doubtful one, and sway who looks
        Paragraph((Span(name_of(task), Style.FAINT),), indent=2),
        Paragraph(_shown(field), indent=4),
        *_decided(field),
        Paragraph(),
        *choices(field.value or "", [choice.text for choice in task.choices[:CHOICES]]),
        *reasons(task.reasons),
        *_others(task.submission, field),
    ]
    return of_submission(task, place, body, _question_keys(task, field, look, from_summary=from_summary), look)


def summary(task: ReviewTask, place: Place, look: Look | None) -> View:
    """A submission as a whole: does it count as it is now? The page is shown when somebody looks at it."""
    submission = task.submission
    waiting = len(submission.undecided)
    last = ("waiting", Style.WARNING) if waiting else ("ready", Style.GOOD)
    body = [
        Paragraph(
            (Span(t(f"review.kind.{submission.kind}")),), (Span(t("review.summary.head"), Style.STRONG), Span("  "))
        ),
        Paragraph(),
        *_rows(submission),
        Paragraph(),
        *_notes(submission),
        *reasons(task.reasons),
        Paragraph((Span(t(f"review.summary.{last[0]}", count=waiting), last[1]),)),
    ]
    keys = [
        ("Enter", "accept_whole"),
        (digits(len(submission.values)), "go"),
        ("k", "kind"),
        ("+", "add"),
        ("r", "reject"),
        ("p", "pass_on"),
        ("s", "skip"),
        ("u", "undo"),
        *(looking_keys(task.views, look, back="back") if look is not None else [("z", "look"), ("o", "open")]),
        *ALWAYS[1:],
    ]
    return of_submission(task, place, body, keys, look)


def _notes(submission: StoredSubmission) -> Iterator[Paragraph]:
    """What a clerk asks the supervisor, or the supervisor has said."""
    for name, said in (("passed_on", submission.passed_on), ("handed_back", submission.handed_back)):
        if said is not None:
            worded = t(f"review.note.{name}", by=printable(said.by), note=printable(said.note or ""))
            yield Paragraph((Span(worded, Style.WARNING),))


def help_screen(view: View) -> View:
    """What the keys of a screen do, each of them."""
    widest = max(Cells().width(key) for key, _ in view.keys)
    body = [Paragraph((Span(t("review.keys.title"), Style.STRONG),))]
    for (key, _), topic in zip(view.keys, view.topics, strict=True):
        head = (Span(key, Style.KEY), Span(" " * (widest + 2 - Cells().width(key))))
        body.append(Paragraph((Span(t(f"review.keys.{topic}")),), head, indent=1))
    body.append(Paragraph((Span(t("review.keys.page_keys")),)))
    body.append(Paragraph((Span(t("review.keys.saved")),)))
    return View(view.title, view.subtitle, tuple(body), _worded([("Enter", "any")]))


def stale(error: StaleAnswerError, place: Place) -> View:
    """Somebody else decided meanwhile: what is there now, and what the person answered."""
    now = error.now
    at = error.at.astimezone().strftime("%H:%M")
    body = [Paragraph((Span(t("review.message.stale", by=printable(error.by), at=at), Style.WARNING),))]
    if now.field is not None:
        mine = _words(error.mine, illegible=error.decision is Decision.ILLEGIBLE)
        body += [_labelled("theirs", _shown(now.field)), _labelled("mine", mine)]
    else:
        body.append(_labelled("state", (Span(t(f"review.stale.{now.submission.state}")),)))
        body.append(_labelled("kind", (Span(t(f"review.kind.{now.submission.kind}")),)))
        for was, value in error.changed:
            body.append(Paragraph((Span(t(f"review.field.{value.name}"), Style.FAINT),)))
            if was is not None:
                body.append(_labelled("seen", _shown(was, Style.PLAIN)))
            body.append(_labelled("theirs", _shown(value)))
    return of_submission(now, place, body, [("Enter", "leave_theirs"), ("m", "use_mine")], None)


def undoing(what: Undoable) -> View:
    """Something was done in an earlier sitting: is it to be taken back?"""
    at = what.at.astimezone().strftime("%Y-%m-%d %H:%M")
    body = (
        Paragraph((Span(t("review.undo.earlier", at=at), Style.WARNING),)),
        Paragraph((Span(done(what), Style.STRONG),)),
    )
    return View((Span(t("review.undo.head")),), (), body, _worded([("u", "undo"), ("Esc", "cancel")]))


def done(what: Undoable) -> str:
    """Something that can be taken back, in words."""
    name = "" if what.name is None else t(f"review.field.{what.name}")
    return t(f"review.undo.{what.what}", submission=what.submission, name=name)


def nothing_left(progress: Progress) -> View:
    """Nothing waits, or only what was put off or what others have before them."""
    left = {"skipped": progress.skipped, "held": progress.held}
    lines = [Span(t(f"review.done.{why}", count=count), Style.WARNING) for why, count in left.items() if count]
    if not lines:
        lines = [Span(t("review.done.nothing"), Style.GOOD)]
    lines.append(Span(t("review.done.next")))
    again = "again" if progress.skipped else "look_again" if progress.held else None
    keys = [*([("Enter", again)] if again else []), ("u", "undo"), ("q", "quit")]
    body = tuple(Paragraph((span,)) for span in lines)
    return View((Span(t("review.done.head")),), (), body, _worded(keys))


def editing(view: View, prompt: str, *, several_lines: bool, done: str = "save") -> View:
    """The screen of a question while something is typed: the picture stays, the text gives way to the prompt.

    ``done`` is what the key at the end does.
    """
    keys = [("Ctrl-S" if several_lines else "Enter", done), *([("Enter", "newline")] if several_lines else [])]
    body = (Paragraph((Span(prompt, Style.STRONG),)),)
    return replace(
        view,
        body=body,
        keys=_worded([*keys, ("Esc", "cancel")]),
        message=None,
        scroll=0,
        top=(),
        spoken=(),
    )


def confirming(view: View, message: str) -> View:
    """The screen of a question while something unusual waits to be confirmed."""
    keys = _worded([("Enter", "save_anyway"), ("e", "edit"), ("Esc", "cancel")])
    return replace(view, keys=keys, message=warning(message), scroll=0, spoken=())


def note(text: str) -> Paragraph:
    """What the last key did."""
    return Paragraph((Span(printable(text), Style.GOOD),))


def warning(text: str) -> Paragraph:
    """Why the last key did nothing."""
    return Paragraph((Span(printable(text), Style.WARNING),))


# ---------------------------------------------------------------------------------------------------------------- parts


def of_submission(
    task: ReviewTask, place: Place, body: Sequence[Paragraph], keys: Sequence[tuple[str, str]], look: Look | None
) -> View:
    """A screen below the name of a submission, with its pages where somebody looks at them."""
    submission = task.submission
    title = t("review.title", number=place.number, total=place.total, submission=submission.number)
    subtitle = t(
        "review.subtitle",
        file=printable(submission.file_name),
        pages=", ".join(map(str, submission.pages)),
        channel=t(f"review.channel.{submission.channel}"),
        received=submission.received,
    )
    shown = picture(task, look) if look is not None else None
    return with_keys(View((Span(title, Style.TITLE),), (Span(subtitle, Style.FAINT),), tuple(body), (), shown), keys)


def picture(task: ReviewTask, look: Look) -> Picture:
    """The pages of a question: the value's lines, or whole pages where the question is which lines are its."""
    return Picture(task.views, look, sheets=task.scope is Scope.EXTENT)


def with_keys(view: View, keys: Sequence[tuple[str, str]]) -> View:
    """A screen with the keys that it offers, the most used first: each with the name of what it does."""
    return replace(view, keys=_worded(keys), topics=tuple(name for _, name in keys))


def _worded(keys: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((key, t(f"review.key.{name}")) for key, name in keys)


def digits(count: int) -> str:
    """The keys for so many choices."""
    return "1" if count == 1 else f"1-{count}"


def _question_keys(
    task: ReviewTask, field: StoredField, look: Look, *, from_summary: bool
) -> Sequence[tuple[str, str]]:
    kept = from_summary and field.decided
    keys = [("Enter", "keep" if kept else "accept_absent" if field.value is None else "accept")]
    if task.choices:
        keys.append((digits(min(len(task.choices), CHOICES)), "choose"))
    keys += [("e", "edit"), ("n", "absent"), ("i", "illegible")]
    if task.name is FieldName.OPINION:
        keys.append(("w", "split"))
    keys += [("Esc", "back")] if from_summary else [("s", "skip")]
    return [*keys, ("u", "undo"), *looking_keys(task.views, look), *ALWAYS]


def looking_keys(views: Sequence[PageView], look: Look, back: str = "lines") -> list[tuple[str, str]]:
    """Keys for the eyes; ``back`` is what leads from an enlarged page back to where it was."""
    keys = [("z", "zoom")]
    if look.zoom is not None:
        if back == "lines" and not has_lines(views):
            back = "zoom" if look.zoom < CLOSE else "whole_page"
        keys = [("z", back), ("+ -", "nearer"), ("←↓↑→", "move")]
        if len(views) > 1:
            keys.append(("Tab", "page"))
    turning = [("f", "sheet"), ("t", "turn"), ("[ ]", "light"), ("{ }", "contrast")]
    return [*keys, ("o", "open"), *turning]


def _shown(field: StoredField, style: Style = Style.STRONG) -> Line:
    """The value in force."""
    return _words(field.value, illegible=field.illegible, style=style)


def _words(value: str | None, *, illegible: bool, style: Style = Style.STRONG) -> Line:
    """A value, or why there is none."""
    if illegible:
        return (Span(t("review.illegible"), Style.FAINT),)
    if value is None:
        return (Span(t("review.absent"), Style.FAINT),)
    return (Span(printable(value, newlines=True), style),)


def _labelled(label: str, line: Line) -> Paragraph:
    return Paragraph(line, (Span(t(f"review.stale.label.{label}") + "  ", Style.FAINT),))


def choices(value: str, texts: Sequence[str]) -> Iterable[Paragraph]:
    """The candidates with their numbers; characters in which one differs from the value stand out."""
    if not texts:
        return
    yield _head("candidates")
    for number, text in enumerate(texts, 1):
        yield Paragraph(_compared(value, text), (Span(f"{number} ", Style.KEY),), indent=4)
    yield Paragraph()


def _compared(value: str, text: str) -> Line:
    if not value:
        return (Span(printable(text, newlines=True)),)
    matcher = SequenceMatcher(None, value, text, autojunk=False)
    return tuple(
        Span(printable(text[start:end], newlines=True), Style.PLAIN if tag == "equal" else Style.DIFFERENT)
        for tag, _, _, start, end in matcher.get_opcodes()
        if end > start
    )


def reasons(flags: Sequence[Flag]) -> Iterable[Paragraph]:
    """Why to look, each reason once."""
    if not flags:
        return
    yield _head("reasons")
    # several places may have the same to say
    for text in dict.fromkeys(t(f"flags.{flag.code}", **dict(flag.detail)) for flag in flags):
        yield Paragraph((Span(printable(text), Style.WARNING),), (Span("- "),), indent=4)
    yield Paragraph()


def _decided(field: StoredField) -> Iterable[Paragraph]:
    if field.verification is not None:
        by = printable(field.verification.by)
        yield Paragraph((Span(t(f"review.decision.{field.verification.decision}", by=by), Style.GOOD),), indent=4)


def _others(submission: StoredSubmission, asked: StoredField) -> Iterable[Paragraph]:
    """What the other fields say, since they bear each other out; what is decided is ticked."""
    spans: list[Span] = []
    for field in submission.values:
        if field.id == asked.id or field.name is FieldName.OPINION or not field.present:
            continue
        text = printable(field.value or t("review.illegible"))
        spans.append(Span(f"{t(f'review.field.{field.name}')} ", Style.FAINT))
        spans.append(Span(text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"))
        spans.append(Span(" ✓   " if field.decided else "   ", Style.GOOD))
    if spans:
        yield _head("others")
        yield Paragraph(tuple(spans), indent=4)


def _rows(submission: StoredSubmission) -> Iterable[Paragraph]:
    """Every value with the number to go to it, and whether it is decided."""
    names = {field.name: t(f"review.field.{field.name}") for field in submission.values}
    widest = max(map(Cells().width, names.values()))
    for number, field in enumerate(submission.values, 1):
        mark = Span("  ")
        if field.decided:
            mark = Span("✓ ", Style.GOOD)
        elif field.open_flags:
            mark = Span("! ", Style.WARNING)
        name = Span(Cells().pad(names[field.name], widest + 2), Style.FAINT)
        yield Paragraph(_shown(field, Style.PLAIN), (mark, Span(f"{number:>2}  ", Style.KEY), name))


def _head(name: str) -> Paragraph:
    return Paragraph((Span(t(f"review.head.{name}"), Style.FAINT),), indent=2)
