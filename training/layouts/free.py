"""All families of papers that no form holds together: letters, mail, cards, covers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from training.layouts.business import letter_business, letter_petition
from training.layouts.emails import email, web_mail
from training.layouts.letters import (
    letter_anonymous,
    letter_foot,
    letter_form_like,
    letter_head,
    letter_labelled,
    letter_signed,
    letter_vertical_foot,
    letter_vertical_head,
)
from training.layouts.notes import fax_cover, letter_attachment, letter_card, letter_long, note_slip

if TYPE_CHECKING:
    from collections.abc import Callable

    from training.dice import Dice
    from training.paper import Paper

LETTER_FAMILIES: Final[dict[str, Callable[[Dice], Paper]]] = {
    "letter_head": letter_head,
    "letter_foot": letter_foot,
    "letter_labelled": letter_labelled,
    "letter_form_like": letter_form_like,
    "letter_vertical_head": letter_vertical_head,
    "letter_vertical_foot": letter_vertical_foot,
    "letter_signed": letter_signed,
    "letter_anonymous": letter_anonymous,
    "letter_business": letter_business,
    "letter_petition": letter_petition,
    "letter_long": letter_long,
    "letter_attachment": letter_attachment,
    "fax_cover": fax_cover,
    "email": email,
    "web_mail": web_mail,
    "letter_card": letter_card,
    "note_slip": note_slip,
}
"""The families by name."""
