"""Families of papers: each puts invented content on pages in one way that people and cities do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from training.layouts import form_families, opinion_families
from training.layouts.free import LETTER_FAMILIES
from training.layouts.stacks import stack

if TYPE_CHECKING:
    from collections.abc import Callable

    from training.dice import Dice
    from training.paper import Paper

__all__ = ["FAMILIES", "WEIGHTS", "paper", "stack"]

FAMILIES: Final[dict[str, Callable[[Dice], Paper]]] = {
    "table_left": form_families.table_left,
    "header_table": form_families.header_table,
    "table_inside": form_families.table_inside,
    "grouped": form_families.grouped,
    "boxes": form_families.boxes,
    "underlines": form_families.underlines,
    "leaders": form_families.leaders,
    "inline": form_families.inline,
    "under_label": form_families.under_label,
    "block": form_families.block,
    "bilingual": form_families.bilingual,
    "comb": form_families.comb,
    "vertical_form": form_families.vertical_form,
    "columns": form_families.columns,
    "others": form_families.others,
    "opinion_first": opinion_families.opinion_first,
    "point_table": opinion_families.point_table,
    "writing_lines": opinion_families.writing_lines,
    "manuscript": opinion_families.manuscript,
    "questionnaire": opinion_families.questionnaire,
    "beside": opinion_families.beside,
    "several_parts": opinion_families.several_parts,
    "slip": opinion_families.slip,
    "postcard": opinion_families.postcard,
    **LETTER_FAMILIES,
}
"""Every family by its name. Adding one is: write the function, add the line."""

WEIGHTS: Final = {
    "table_left": 3.0,
    "inline": 2.0,
    "table_inside": 1.5,
    "leaders": 0.5,
    "under_label": 0.6,
    "fax_cover": 2.0,
}
"""How often a family is drawn, where that is not 1."""


def paper(dice: Dice, family: str | None = None) -> Paper:
    """A paper of a family; of one drawn by its weight when ``family`` is None."""
    name = family or dice.weighted({name: WEIGHTS.get(name, 1.0) for name in FAMILIES})
    return FAMILIES[name](dice)
