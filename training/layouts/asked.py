"""One field of a form: its label, what stands in it, and the printed patterns of fields that stay empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag
from training.content import labels
from training.paper import Tagged, tagged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.dice import Dice

WIDE: Final = frozenset(
    {"organization", "address", "email", "category", "opinion", "reason", "reference", "subject", "number"}
)
"""Kinds whose values take a row for themselves."""
FILLS: Final = {
    "postal_code": ("〒　　　－", "〒", "〒　　-　　", "－", "〒□□□-□□□□", "〒＿＿＿－＿＿＿＿"),
    "address": ("〒　　　－", "〒", "〒　　　-　　　　", "都・道・府・県", "市　　町"),
    "phone": ("（　　　）　　　－", "　－　　－", "(　　)", "　　　　―　　　　―", "（　　）", "-    -"),
    "fax": ("（　　　）　　　－", "　－　　－", "(　　)"),
    "email": ("＠", "　　　　@"),
    "age": ("歳", "　　代", "（　　歳）"),
    "date": ("令和　年　月　日", "　　年　　月　　日", "年　月　日", "令和　　年　　月　　日"),
    "birth": ("年　月　日生", "大・昭・平　　年　月　日", "昭和・平成　年　月　日"),
    "gender": ("男・女", "男 ・ 女", "□男 □女 □その他", "男性　女性　回答しない"),
    "name": ("印", "㊞", "様", "（自署）"),
    "representative": ("印", "㊞"),
}
"""What a form prints where a value is to be written."""


@dataclass(frozen=True, slots=True)
class Item:
    """One field of a form."""

    kinds: tuple[str, ...]
    label: tuple[str, ...]
    """Lines of its label."""
    values: tuple[Tagged, ...] = ()
    """Lines of its value; a fill pattern where the field is empty, or nothing."""
    written: bool = True
    """Whether the sender wrote the values; False for a fill pattern."""


@dataclass(frozen=True, slots=True)
class Asking:
    """How a form words its labels."""

    english: float = 0.0
    """Share of labels with English."""
    hint: float = 0.2
    """Share of labels with a hint."""
    plain: bool = False
    """Only short labels of one line: for forms with labels on the value's line."""


def asking(dice: Dice, *, plain: bool = False) -> Asking:
    """The wording of one form: all of it with English, or none."""
    if plain:
        return Asking(0.0, 0.05, plain=True)
    return Asking(dice.weighted({0.0: 14, 0.9: 1}), dice.pick((0.0, 0.15, 0.4)))


def item(dice: Dice, how: Asking, kinds: tuple[str, ...], lines: Sequence[Tagged], hint: float | None = None) -> Item:
    """A field with its label; where ``lines`` has no value, an empty one or a printed fill pattern."""
    if how.plain and len(kinds) == 1 and dice.chance(0.7):
        label = [labels.short_label(dice, kinds[0])]
    else:
        label = labels.label(dice, kinds, english=how.english, hint=how.hint if hint is None else hint)
    kept = tuple(line for line in lines if line.text.strip())
    if kept:
        return Item(kinds, tuple(label), kept)
    patterns = FILLS.get(kinds[0], ())
    if patterns and dice.chance(0.45):
        return Item(kinds, tuple(label), (tagged(dice.pick(patterns), Tag.OTHER),), written=False)
    return Item(kinds, tuple(label), (), written=False)


def halves(dice: Dice, rows: Sequence[Item], chance: float) -> list[tuple[Item, ...]]:
    """Rows of a table: short fields next to each other share one by this chance."""
    out: list[tuple[Item, ...]] = []
    waiting: Item | None = None
    for row in rows:
        fits = row.kinds[0] not in WIDE and len(row.values) < 2
        if waiting is not None and fits:
            out.append((waiting, row))
            waiting = None
            continue
        if waiting is not None:
            out.append((waiting,))
            waiting = None
        if fits and dice.chance(chance):
            waiting = row
        else:
            out.append((row,))
    return out if waiting is None else [*out, (waiting,)]
