"""The page readings of one source file to its submissions: which pages belong together, what each field says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.extract.blocks import sort_out
from ocr_intake.extract.grouping import group
from ocr_intake.extract.labels import LabelIndex
from ocr_intake.extract.submission import extract
from ocr_intake.model.fields import Flag, FlagCode
from ocr_intake.model.pages import PageRole, SetAside
from ocr_intake.model.submission import FileOutcome, PageOutcome, Submission
from ocr_intake.trust.judge import Policy, judge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.model.reading import PageReading
    from ocr_intake.trust.calibration import Calibration


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
    index = LabelIndex(knowledge.labels)
    pages = [sort_out(page, index, knowledge) for page in sorted(readings, key=lambda page: page.number)]
    groups, covers = group(pages, knowledge)
    submissions: list[Submission] = []
    outcomes: list[PageOutcome] = [PageOutcome(a.page or 0, PageRole.SET_ASIDE, a) for a in set_aside]
    outcomes.extend(PageOutcome(pages[i].page.number, PageRole.COVER) for i in covers)
    grouped = set(covers)
    for one in groups:
        members = [pages[i] for i in one.members]
        grouped.update(one.members)
        flags = () if one.certain else (Flag(FlagCode.PAGES_UNCERTAIN),)
        proposed = extract(members, knowledge)
        submissions.append(judge(proposed, [m.page for m in members], policy, flags, calibration))
        outcomes.extend(PageOutcome(m.page.number, PageRole.CONTENT) for m in members)
    outcomes.extend(PageOutcome(p.page.number, PageRole.BLANK) for i, p in enumerate(pages) if i not in grouped)
    return FileOutcome(tuple(submissions), tuple(sorted(outcomes, key=lambda outcome: outcome.number)))
