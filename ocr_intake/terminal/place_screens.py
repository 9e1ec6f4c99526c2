"""What is said about the doubtful places of a text, and what is shown of each. Nothing is decided or drawn here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ocr_intake.i18n import t
from ocr_intake.model.fields import FlagCode
from ocr_intake.review.places import difference
from ocr_intake.review.tasks import PageView, Scope
from ocr_intake.review.walkthrough import PlaceKind, kind_of, line_of
from ocr_intake.terminal import screens
from ocr_intake.terminal.view import CHOICES, Picture, View
from ocr_intake.terminal.words import Line, Paragraph, Span, Style, plain, printable, said

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from ocr_intake.model.fields import Flag
    from ocr_intake.model.geometry import Region
    from ocr_intake.review.tasks import ReviewTask
    from ocr_intake.review.walkthrough import Part, Walkthrough
    from ocr_intake.terminal.view import Command, Turn

_GAP: Final = "＿"
"""Stands where nothing stands."""
_BREAK: Final = "↵"
"""Stands for a line break within a place."""
_ARROW: Final = "→"
_OPEN, _CLOSE = "〔", "〕"
"""Around what is looked at now: seen without colours, and read out."""
_MARK, _MARKED = "‹", "›"
"""Around the doubtful characters of a place, where not all are: for lines that have no styles."""
_SPOKEN: Final = 12
"""Characters of the text that are said before and behind a place."""
_SHORT: Final = 8
"""Characters up to which other texts stand beside each other."""


def screen(
    task: ReviewTask,
    walk: Walkthrough,
    at: screens.Place,
    commands: tuple[Command, ...],
    rare: tuple[Command, ...],
    typed: Callable[[str], Awaitable[Turn | None]] | None,
) -> View:
    """The place that is looked at; at the end the text as it would be saved."""
    make = _end if walk.at_end else _place
    return replace(make(task, walk, at), commands=commands, rare=rare, typed=typed, picture=picture(task, walk))


def picture(task: ReviewTask, walk: Walkthrough) -> Picture | None:
    """The part of the page with the place that is looked at; at the end the text's lines, where they are looked at.

    Where it is not known where a place is, the whole text's lines are shown.
    """
    doubt, written = walk.doubt, task.written
    whole = Picture(task.views)
    if doubt is None or written is None:
        return None if task.scope is Scope.PLACES else screens.picture(task)
    line = line_of(doubt, written.lines)
    region: Region | None = doubt.region or (None if line is None else line.region)
    view = None if region is None else next((view for view in task.views if view.page == region.page), None)
    if region is None or view is None:
        return whole
    on_line = line is not None and line.region.page == region.page
    box = line.region.box if line is not None and on_line else region.box
    return Picture((PageView(view.page, view.image, (box,)),), spot=region.box)


def page_of(task: ReviewTask, walk: Walkthrough) -> int:
    """Which of the task's pages has the place that is looked at, from 0; the first where that is not known."""
    region = None if walk.doubt is None else walk.doubt.region
    pages = [view.page for view in task.views]
    return pages.index(region.page) if region is not None and region.page in pages else 0


def others(task: ReviewTask) -> tuple[Flag, ...]:
    """Why to look at the whole text, beside its doubtful places."""
    return tuple(flag for flag in task.reasons if flag.code is not FlagCode.DOUBTFUL_CHARACTERS)


def named(walk: Walkthrough) -> str:
    """The place that is looked at, in words."""
    return _text(walk.now(walk.place)) or t("review.place.nothing")


# ---------------------------------------------------------------------------------------------------------------- parts


def _place(task: ReviewTask, walk: Walkthrough, at: screens.Place) -> View:
    number = t("review.place.number", number=walk.place + 1, total=len(walk.doubts))
    asked = t(f"review.place.kind.{_kind(task, walk)}")
    options = tuple(_options(walk))
    follows = [] if task.scope is Scope.PLACES else [said(t(f"review.place.follows.{task.scope}"), Style.WARNING)]
    top = (Paragraph((Span(number, Style.STRONG), Span("  "), Span(asked)), _name(task)), *follows, *options)
    spoken = (
        Paragraph((Span(f"{screens.name_of(task)} {number}: "), *_spoken(walk))),
        *([] if _kind(task, walk) is PlaceKind.CHARACTERS else [said(asked, indent=2)]),
        *options,
    )
    body = (Paragraph(tuple(_marked(walk)), indent=1), *screens.reasons(others(task)))
    return replace(screens.of_submission(task, at, body), top=top, spoken=spoken)


def _end(task: ReviewTask, walk: Walkthrough, at: screens.Place) -> View:
    """Every place was looked at."""
    top = (Paragraph((Span(t(f"review.place.end.{task.scope}"), Style.STRONG),), _name(task)),)
    body = [Paragraph(tuple(_marked(walk)), indent=1)]
    if others(task):
        texts = [choice.text for choice in task.choices[:CHOICES]]
        body += [*screens.choices(walk.result, texts), *screens.reasons(others(task))]
    return replace(screens.of_submission(task, at, tuple(body)), top=top)


def _name(task: ReviewTask) -> Line:
    """Which opinion of several."""
    return (Span(f"{screens.name_of(task)}  ", Style.FAINT),) if len(task.submission.opinions) > 1 else ()


def _kind(task: ReviewTask, walk: Walkthrough) -> PlaceKind:
    doubt, written = walk.doubt, task.written
    return PlaceKind.CHARACTERS if doubt is None or written is None else kind_of(doubt, written)


def _options(walk: Walkthrough) -> Iterator[Paragraph]:
    """What may stand there instead, with its number: beside each other where they are short.

    Of a place of several doubtful characters only the one that would change is told.
    """
    options = [_option(walk, text) for text in walk.options[:CHOICES]]
    numbered = [(Span(f"{number} ", Style.KEY), Span(f"{text}  ")) for number, text in enumerate(options, 1)]
    if all(len(text) <= _SHORT for text in options):
        if numbered:
            yield Paragraph(tuple(span for pair in numbered for span in pair), indent=2)
        return
    for head, text in numbered:
        yield Paragraph((text,), (head,), indent=2)


def _option(walk: Walkthrough, text: str) -> str:
    nothing = t("review.place.nothing")
    if walk.doubt is None or not walk.doubt.marks or walk.changed(walk.place):
        return _text(text) or nothing
    return _ARROW.join(_text(each) or nothing for each in difference(walk.proposed(walk.place), text))


def _marked(walk: Walkthrough) -> Iterator[Span]:
    """The whole text, its places marked: what waits underlined, what is looked at lit and in brackets."""
    for part in walk.parts():
        if part.place is None:
            yield Span(printable(part.now, newlines=True))
        elif part.place == walk.place:
            yield from _bracketed(walk, part)
        elif walk.answers[part.place] is None:
            yield from _stretches(walk, part, Style.DOUBTFUL, Style.NEARBY)
        else:
            yield from _answered(walk, part)


def _bracketed(walk: Walkthrough, part: Part) -> Line:
    """The place that is looked at: lit, in brackets, the doubtful characters in it underlined."""
    inside = _stretches(walk, part, Style.MARKED, Style.CURRENT)
    if part.now != part.proposed or len(inside) == 1:
        return (Span(f"{_OPEN}{plain(_answered(walk, part))}{_CLOSE}", Style.CURRENT),)
    return Span(_OPEN, Style.CURRENT), *inside, Span(_CLOSE, Style.CURRENT)


def _stretches(walk: Walkthrough, part: Part, doubtful: Style, other: Style) -> Line:
    """What was read in a place, doubtful stretches and what stands between them."""
    doubt = walk.doubts[part.place or 0]
    if not doubt.marks:
        return (Span(_text(part.proposed) or _GAP, doubtful),)
    spans: list[Span] = []
    end = doubt.start
    for start, stop in doubt.marks:
        spans.append(Span(_text(walk.text[end:start]), other))
        spans.append(Span(_text(walk.text[start:stop]) or _GAP, doubtful))
        end = stop
    return tuple(span for span in spans if span.text)


def _answered(walk: Walkthrough, part: Part) -> Line:
    """What stands in a place; before and after, where another text was answered."""
    if part.now != part.proposed:
        before = Span(f"{_text(part.proposed) or _GAP}{_ARROW}", Style.FAINT)
        return before, Span(_text(part.now) or _GAP, Style.GOOD)
    shown = _text(part.now) or (_GAP if part.place == walk.place else "")
    return (Span(shown, Style.GOOD),)


def _spoken(walk: Walkthrough) -> Iterator[Span]:
    """The place with some characters around it."""
    parts = walk.parts()
    here = next(number for number, part in enumerate(parts) if part.place == walk.place)
    before = _text("".join(part.now for part in parts[:here]))
    behind = _text("".join(part.now for part in parts[here + 1 :]))
    yield Span(("…" if len(before) > _SPOKEN else "") + before[-_SPOKEN:])
    for span in _bracketed(walk, parts[here]):
        yield Span(f"{_MARK}{span.text}{_MARKED}") if span.style is Style.MARKED else span
    yield Span(behind[:_SPOKEN] + ("…" if len(behind) > _SPOKEN else ""))


def _text(text: str) -> str:
    """A text on one line."""
    return printable(text.replace("\n", _BREAK))
