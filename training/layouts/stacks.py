"""Several submissions as they lie in one file of a scanner or fax machine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag
from training.content import printed
from training.content.submitters import submitter
from training.layouts.business import put_cover
from training.layouts.faxes import faxed
from training.layouts.letter_text import WORDS
from training.layouts.senders import Given
from training.layouts.sheets import Sheets
from training.paper import Paper, tagged

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from training.content.submitters import Submitter
    from training.dice import Dice
    from training.paper import Page

BATCH_COVER: Final = "batch_cover"
"""Family of the office's cover sheets."""


def _numbers(paper: Paper) -> list[str]:
    return [paper.fields["phone"]] if paper.fields.get("phone") else []


def _names(paper: Paper) -> list[str]:
    return [paper.fields[name] for name in ("organization", "name", "representative") if paper.fields.get(name)]


def _is_headed(page: Page) -> bool:
    return any(Tag.HEADER in run.text.tags for run in page.runs)


def by_fax(dice: Dice, paper: Paper) -> Paper:
    """The paper as one sending of a fax machine: its header on every page; a paper that has one keeps it."""
    if any(_is_headed(page) for page in paper.pages):
        return paper
    pages = faxed(dice, paper.pages, numbers=_numbers(paper), names=_names(paper))
    return replace(paper, pages=tuple(pages))


def sender_of(dice: Dice, paper: Paper) -> Submitter:
    """The sender as the paper tells: what it does not tell is empty."""
    told = paper.fields
    who = submitter(dice)
    name = told.get("name") or told.get("representative") or ""
    return replace(
        who,
        person=replace(who.person, written=name or who.person.written),
        organization=told.get("organization", ""),
        has_representative="representative" in told,
        title="",
        postal_code=told.get("postal_code", ""),
        address=(told["address"],) if told.get("address") else (),
        phone=told.get("phone", ""),
        second_phone="",
    )


def with_cover(dice: Dice, paper: Paper) -> Paper:
    """The paper behind a fax cover of its own sender; one that names nobody, or has a cover, stays as it is."""
    if any(page.cover for page in paper.pages) or not _names(paper):
        return paper
    sheets = Sheets(dice)
    put_cover(sheets, sender_of(dice, paper), Given(place=dice.chance(0.4), phone=dice.chance(0.8), more=False))
    covers = [replace(page, starts=False, cover=True) for page in sheets.finished()]
    return replace(paper, pages=(*covers, *paper.pages))


def batch_cover(dice: Dice, papers: int) -> Paper:
    """A sheet that the office lays on top of a pile: what it is, how many, who looked at it; nobody's submission."""
    sheets = Sheets(dice, hand=False)
    sheets.line(
        tagged(WORDS.one(dice, "batch_title", {"papers": str(papers)}), Tag.HEADING),
        align="centre",
        size=sheets.size * dice.uniform(1, 2),
    )
    sheets.gap(1)
    if dice.chance(0.3):  # a separator: nothing else stands on it
        page = replace(sheets.finished()[0], starts=False, cover=True)
        return Paper((page,), BATCH_COVER, frozenset())
    if dice.chance(0.7):
        sheets.line(tagged(printed.plan(dice), Tag.HEADING), align=dice.pick(["left", "centre"]))
    if dice.chance(0.7):
        count = WORDS.one(dice, "batch_count", {"papers": str(papers)})
        sheets.line(tagged(count, Tag.OTHER), align=dice.pick(["left", "centre", "right"]))
    if dice.chance(0.6):
        sheets.print([text for line in printed.office_contact(dice) for text in line.split("\n")], Tag.OFFICE)
    if dice.chance(0.6):
        sheets.print([text for line in printed.office_use(dice) for text in line.split("\n")], Tag.OFFICE)
    page = replace(sheets.finished()[0], starts=False, cover=True)
    return Paper((page,), BATCH_COVER, frozenset())


def stack(dice: Dice, papers: int, families: Mapping[str, Callable[[Dice], Paper]] | None = None) -> list[Paper]:
    """Submissions in the order of one file; an office's cover sheet on top of them is a paper of its own.

    Args:
        dice: chance.
        papers: how many submissions.
        families: which papers there may be, by name; all there are when None.
    """
    if families is None:
        from training.layouts import FAMILIES

        families = FAMILIES
    names = list(families)
    if dice.chance(0.35):
        names = [dice.pick(names) for _ in range(dice.randint(1, 3))]  # one call for opinions: many use its form
    out = [families[dice.pick(names)](dice) for _ in range(papers)]
    if dice.chance(0.45):
        out = [by_fax(dice, with_cover(dice, paper) if dice.chance(0.15) else paper) for paper in out]
    elif dice.chance(0.3):
        out = [by_fax(dice, paper) if dice.chance(0.4) else paper for paper in out]
    if dice.chance(0.12):
        out.insert(0, batch_cover(dice, papers))
    return out
