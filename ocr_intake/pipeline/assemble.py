"""The page readings of one source file to its submissions: which pages belong together, what each field says."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from ocr_intake.errors import contained
from ocr_intake.extract.answers import answers
from ocr_intake.extract.features import Vocabulary
from ocr_intake.extract.grouping import Group, group
from ocr_intake.extract.on_form import with_form
from ocr_intake.extract.page_graph import MOST_LINES, page_graph
from ocr_intake.extract.page_model import page_model
from ocr_intake.extract.submission import Sheet, extract
from ocr_intake.extract.typed import with_typed
from ocr_intake.model.fields import Flag, FlagCode
from ocr_intake.model.pages import PageRole, SetAside
from ocr_intake.model.submission import FileOutcome, PageOutcome, Submission
from ocr_intake.trust.judge import Policy, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.model.reading import PageReading
    from ocr_intake.trust.calibration import Calibration


UNUSUAL: Final = 0.15
"""Doubt of the page model over a page's lines from which the page is unlike anything it knows.

Of 387 pages of comments that it was not trained on one is above; a menu, a receipt, an invoice, a page of a book and a
price list are at 0.22 to 0.54.
"""


def policy_of(knowledge: Knowledge) -> Policy:
    """What decides which values are flagged."""
    return Policy(knowledge.required, knowledge.thresholds, knowledge.budgets, knowledge.characters)


def assemble(
    readings: Sequence[PageReading],
    set_aside: Sequence[SetAside],
    knowledge: Knowledge,
    calibration: Calibration | None = None,
) -> FileOutcome:
    """Group pages into submissions and extract their fields.

    Args:
        readings: the pages that could be read, in any order.
        set_aside: the pages that could not, each with its page number.
        knowledge: labels, notes, the city's contacts.
        calibration: how sure values are; the shipped one when None.

    Returns:
        Submissions in page order, and an outcome for every page given.
    """
    tagged = _tagged(readings, knowledge)
    sheets = [sheet for sheet in tagged if isinstance(sheet, Sheet)]
    aside = [*set_aside, *(reason for reason in tagged if isinstance(reason, SetAside))]
    groups, covers = contained(lambda: group(sheets), lambda _: _each_alone(sheets))
    submissions: list[Submission] = []
    roles = {sheet.page.number: PageRole.BLANK for sheet in sheets}
    roles |= {sheets[i].page.number: PageRole.COVER for i in covers}
    for one in groups:
        members = [sheets[i] for i in one.members]
        numbers = [member.page.number for member in members]
        propose = partial(_submission, members, knowledge, calibration, certain=one.certain)
        made = contained(propose, partial(_all_failed, numbers))
        if isinstance(made, list):
            aside += made
        else:
            submissions.append(made)
            roles |= dict.fromkeys(numbers, PageRole.CONTENT)
    reasons = {reason.page or 0: reason for reason in aside}
    pages = [PageOutcome(number, role) for number, role in roles.items() if number not in reasons]
    pages += [PageOutcome(number, PageRole.SET_ASIDE, reason) for number, reason in reasons.items()]
    return FileOutcome(
        with_pages_aside(submissions, sorted(reasons)), tuple(sorted(pages, key=lambda outcome: outcome.number))
    )


def assemble_as_one(
    readings: Sequence[PageReading], knowledge: Knowledge, calibration: Calibration | None = None
) -> Submission:
    """The submission that pages are which a person has put together, whatever the program would make of them.

    Args:
        readings: the pages, numbered from 1 in their order.
        knowledge: as ``assemble``.
        calibration: as ``assemble``.
    """
    return _submission(sheets_of(readings, knowledge), knowledge, calibration, certain=True)


def failed(page: int, error: Exception) -> SetAside:
    """The reason for a page that the program tripped over once it was read."""
    return SetAside("extraction_failed", page, (("kind", type(error).__name__),))


def _all_failed(pages: Sequence[int], error: Exception) -> list[SetAside]:
    return [failed(page, error) for page in pages]


def with_pages_aside(submissions: Sequence[Submission], aside: Sequence[int]) -> tuple[Submission, ...]:
    """Submissions of one file, each page that was set aside named to the one before it (or the first one behind it)."""
    flags: dict[int, list[Flag]] = {}
    for page in aside:
        before = [i for i, made in enumerate(submissions) if made.pages[0] < page]
        if submissions:
            flag = Flag(FlagCode.PAGE_ASIDE, (("page", str(page)),))
            flags.setdefault(before[-1] if before else 0, []).append(flag)
    return tuple(replace(made, flags=(*made.flags, *flags.get(i, ()))) for i, made in enumerate(submissions))


def _is_unusual(sheet: Sheet) -> bool:
    """Whether a page is unlike anything that the page model knows, or has more lines than it looks at."""
    return sheet.tagged.doubt > UNUSUAL or len(sheet.tagged.graph.lines) >= MOST_LINES


def sheets_of(readings: Sequence[PageReading], knowledge: Knowledge) -> list[Sheet]:
    """Pages in order, each with the classes of its characters.

    Raises:
        BadPageModelError: The page model is missing or does not fit.
    """
    tag = _tagger(knowledge)
    return [tag(page) for page in sorted(readings, key=lambda page: page.number)]


def _tagged(readings: Sequence[PageReading], knowledge: Knowledge) -> list[Sheet | SetAside]:
    """As ``sheets_of``, with a reason in place of each page over which that trips."""
    tag = _tagger(knowledge)
    pages = sorted(readings, key=lambda page: page.number)
    return [contained(partial(tag, page), partial(failed, page.number)) for page in pages]


def _tagger(knowledge: Knowledge) -> Callable[[PageReading], Sheet]:
    own = knowledge.city_phones | knowledge.city_postal_codes
    vocabulary = Vocabulary(knowledge.labels, knowledge.city_names, own)
    model = page_model()

    def tag(page: PageReading) -> Sheet:
        return Sheet(page, with_form(with_typed(model.tag(page_graph(page), vocabulary), page), page))

    return tag


def _each_alone(sheets: Sequence[Sheet]) -> tuple[tuple[Group, ...], tuple[int, ...]]:
    """Every written page for itself, unsure: what is left where grouping trips."""
    written = [i for i, sheet in enumerate(sheets) if sheet.page.role is not PageRole.BLANK]
    return tuple(Group((i,), certain=False) for i in written), ()


def _submission(
    members: Sequence[Sheet], knowledge: Knowledge, calibration: Calibration | None, *, certain: bool
) -> Submission:
    flags = [] if certain else [Flag(FlagCode.PAGES_UNCERTAIN)]
    if any(_is_unusual(sheet) for sheet in members):
        flags.append(Flag(FlagCode.UNUSUAL_PAGE))
    flags.extend(Flag(code) for code in dict.fromkeys(code for member in members for code in member.page.flags))
    proposed = extract(members, knowledge)
    pages = [member.page for member in members]
    judged = judge(proposed, pages, policy_of(knowledge), tuple(flags), calibration)
    return replace(judged, attributes=answers(knowledge.attributes, pages)) if knowledge.attributes else judged
