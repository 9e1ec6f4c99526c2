"""The page readings of one source file to its submissions: which pages belong together, what each field says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ocr_intake.extract.features import Vocabulary
from ocr_intake.extract.grouping import group
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
    from collections.abc import Sequence

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
    return Policy(knowledge.required, knowledge.thresholds, knowledge.budgets)


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
    policy = policy_of(knowledge)
    sheets = sheets_of(readings, knowledge)
    groups, covers = group(sheets)
    submissions: list[Submission] = []
    outcomes: list[PageOutcome] = [PageOutcome(a.page or 0, PageRole.SET_ASIDE, a) for a in set_aside]
    outcomes.extend(PageOutcome(sheets[i].page.number, PageRole.COVER) for i in covers)
    grouped = set(covers)
    for one in groups:
        members = [sheets[i] for i in one.members]
        grouped.update(one.members)
        flags = [] if one.certain else [Flag(FlagCode.PAGES_UNCERTAIN)]
        if any(_is_unusual(sheet) for sheet in members):
            flags.append(Flag(FlagCode.UNUSUAL_PAGE))
        flags.extend(Flag(code) for code in dict.fromkeys(code for m in members for code in m.page.flags))
        proposed = extract(members, knowledge)
        submissions.append(judge(proposed, [m.page for m in members], policy, tuple(flags), calibration))
        outcomes.extend(PageOutcome(m.page.number, PageRole.CONTENT) for m in members)
    outcomes.extend(PageOutcome(s.page.number, PageRole.BLANK) for i, s in enumerate(sheets) if i not in grouped)
    return FileOutcome(tuple(submissions), tuple(sorted(outcomes, key=lambda outcome: outcome.number)))


def _is_unusual(sheet: Sheet) -> bool:
    """Whether a page is unlike anything that the page model knows, or has more lines than it looks at."""
    return sheet.tagged.doubt > UNUSUAL or len(sheet.tagged.graph.lines) >= MOST_LINES


def sheets_of(readings: Sequence[PageReading], knowledge: Knowledge) -> list[Sheet]:
    """Pages in order, each with the classes of its characters.

    Raises:
        BadPageModelError: The page model is missing or does not fit.
    """
    own = knowledge.city_phones | knowledge.city_postal_codes
    vocabulary = Vocabulary(knowledge.labels, knowledge.city_names, own)
    model = page_model()
    pages = sorted(readings, key=lambda page: page.number)
    tagged = [with_typed(model.tag(page_graph(page), vocabulary), page) for page in pages]
    return [Sheet(page, with_form(one, page)) for page, one in zip(pages, tagged, strict=True)]
