"""What people write in e-mails beside labels (氏名：…), by the words of labels.toml; the rest is their opinion."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ocr_intake.config.models import LabelKind, comparable
from ocr_intake.model.fields import FieldName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.config import Attribute, Labels

_FIELDS: Final = {
    LabelKind.NAME: FieldName.NAME,
    LabelKind.ORGANIZATION: FieldName.ORGANIZATION,
    LabelKind.REPRESENTATIVE: FieldName.REPRESENTATIVE,
    LabelKind.POSTAL_CODE: FieldName.POSTAL_CODE,
    LabelKind.ADDRESS: FieldName.ADDRESS,
    LabelKind.PHONE: FieldName.PHONE,
}
_LEFT_OUT: Final = frozenset(
    {
        *(LabelKind.FURIGANA, LabelKind.FAX, LabelKind.EMAIL, LabelKind.AGE, LabelKind.GENDER),
        *(LabelKind.OCCUPATION, LabelKind.DATE, LabelKind.TOPIC, LabelKind.CATEGORY),
    }
)
"""Labels whose values are about the sender or the mail: they are no part of an opinion."""
_OPENING: Final = r"\s*(?:[0-9０-９]{1,2}[.．)）、]\s*|[(（][0-9０-９]{1,2}[)）]\s*|[■□●○◆◇▼▽◎・*＊\-－]\s*)*"
_BRACKETED: Final = r"[【\[［〔〈《](?P<bracketed>[^】\]］〕〉》\n]{1,40})[】\]］〕〉》]\s*[:：]?"
_PLAIN: Final = r"(?P<plain>[^:：\n]{1,40}?)\s*[:：]"
_LINE: Final = re.compile(_OPENING + rf"(?:{_BRACKETED}|{_PLAIN})[ \t\u3000]*(?P<value>.*)")
_ALONE: Final = re.compile(_OPENING + r"(?P<plain>\S[^\n]{0,39}?)\s*")
_SPACED: Final = re.compile(_OPENING + r"(?P<plain>[^\s:：]{1,20})(?:\u3000|\t|  )[ \t\u3000]*(?P<value>\S.*)")

_PHONE: Final = re.compile(r"[0-9０-９+＋()（）\-－‐ー―−\s]{9,}")


@dataclass(slots=True)
class Body:
    """What a body says."""

    fields: dict[FieldName, str] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    """By the attribute's id."""
    opinions: list[str] = field(default_factory=list)


class MailLabels:
    """The labels that are looked for in bodies."""

    def __init__(self, labels: Labels, attributes: Sequence[Attribute]) -> None:
        """Those of the configuration, and those of what the consultation asks: these go first."""
        self._kinds: dict[str, LabelKind | str] = {
            comparable(wording): kind for kind, wordings in labels.fields.items() for wording in wordings
        }
        for each in attributes:
            self._kinds |= {comparable(wording): each.id for wording in (each.label, *each.words)}
        self._combined = {comparable(each.label): frozenset(each.fields) for each in labels.combined}

    def read(self, text: str) -> Body:
        """A body, label by label. A field that is named twice keeps its first value; the second stays in the text."""
        body = Body()
        texts: list[list[str]] = [[]]
        lines = text.split("\n")
        number, begun = 0, False
        while number < len(lines):
            line = lines[number]
            number += 1
            kind, value = self._labelled(line)
            if kind is None:
                texts[-1].append(line)
                continue
            if kind is LabelKind.OPINION:
                if begun:
                    texts.append([])
                begun = True  # what stands before the first goes with it
                texts[-1].append(value)
                continue
            if not value and number < len(lines) and self._labelled(lines[number])[0] is None:
                value, number = lines[number].strip(), number + 1
            if not self._take(body, kind, value):
                texts[-1].append(line if value in line else f"{line}\n{value}")
        body.opinions = _opinions(texts)
        return body

    def _labelled(self, line: str) -> tuple[LabelKind | str | None, str]:
        """What a line's label announces, and what stands beside it; None for a line without one that matters."""
        found = _LINE.fullmatch(line)
        if found is not None:
            label, value = comparable(found["bracketed"] or found["plain"] or ""), found["value"].strip()
            kind = self._kinds.get(label) or self._one_of(label, value)
            if kind is not None and self._matters(kind):
                return kind, value
        alone = _ALONE.fullmatch(line)
        if alone is not None:
            kind = self._kinds.get(comparable(alone["plain"]))
            if kind in _FIELDS or kind is LabelKind.OPINION or _is_attribute(kind):
                return kind, ""
        spaced = _SPACED.fullmatch(line)
        if spaced is not None:
            kind = self._kinds.get(comparable(spaced["plain"]))
            if kind in _FIELDS or _is_attribute(kind):
                return kind, spaced["value"].strip()
        return None, ""

    def _one_of(self, label: str, value: str) -> LabelKind | None:
        """Which of the kinds that a label announces together (連絡先) its value is."""
        kinds = self._combined.get(label, frozenset())
        if LabelKind.EMAIL in kinds and "@" in value:
            return LabelKind.EMAIL
        return LabelKind.PHONE if LabelKind.PHONE in kinds and _PHONE.fullmatch(value) else None

    @staticmethod
    def _matters(kind: LabelKind | str) -> bool:
        return kind in _FIELDS or kind in _LEFT_OUT or kind is LabelKind.OPINION or _is_attribute(kind)

    @staticmethod
    def _take(body: Body, kind: LabelKind | str, value: str) -> bool:
        """Take a value; False where there is one of its kind already."""
        if _is_attribute(kind):
            return body.attributes.setdefault(str(kind), value) == value
        if isinstance(kind, LabelKind) and kind in _FIELDS:
            return not value or body.fields.setdefault(_FIELDS[kind], value) == value
        return True


def _is_attribute(kind: LabelKind | str | None) -> bool:
    return kind is not None and not isinstance(kind, LabelKind)


def _opinions(texts: Sequence[Sequence[str]]) -> list[str]:
    """The texts without what is blank in and around them."""
    said = (re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() for lines in texts)
    return [text for text in said if text]
