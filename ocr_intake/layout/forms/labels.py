"""Which printed lines of a blank form are labels, and what they ask for: 氏名, [住所] or １．電話番号（自宅）.

On a blank form nothing but print stands behind a label: its hint, 〒, ㊞, the label of the next field.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Levenshtein

from ocr_intake.japanese.lookalikes import FAR, cost
from ocr_intake.japanese.numerals import read_marker
from ocr_intake.japanese.words import parts_of_speech
from ocr_intake.layout.forms.label_words import (
    CLOSING,
    LONGEST_LABEL_LINE,
    OPENING,
    SEPARATORS,
    STRONG,
    after_hint,
    asked_by_hint,
    asked_by_words,
    bare,
    characters,
    comparable,
    components,
    folded,
    hints,
    is_sentence,
    second_language,
    simpler,
    without_hints,
    without_remark,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

RUNNING: Final = frozenset({"opinion", "reason"})
"""Kinds whose value is running text."""
FUZZY_FROM = 3
"""Labels of at least so many characters may have one misread; shorter ones must be exact."""
FUZZY_ANY_FROM = 4
"""From this length on the misread character may look like anything; in a shorter label like what it stands for."""
FUZZY_TWO_FROM = 8
"""From this length on two characters may be misread."""
WORDS_FROM, ONE_IN = 9, 6
"""From this length on, one in so many characters of a label made of labels' words may be none of them."""
LONGEST_HEAD = 24
"""Characters in which the separator after a misread label must come."""
_NUMBER_BESIDE = re.compile(r"\s*[0-9０-９]{1,2}\s?(?=[^\s0-9０-９])")
"""The number of a question that stands right before its label (3日中連絡がとれる電話)."""

Kinds = tuple[str, ...]


class LabelIndex:
    """Matches printed lines against the wordings of labels."""

    def __init__(self, wordings: Mapping[str, Kinds]) -> None:
        """Index the wordings; of those that are compared alike the first counts."""
        self._kinds: dict[str, Kinds] = {}
        for wording, kinds in wordings.items():
            self._kinds.setdefault(folded(wording), kinds)
        self._longest = sorted(self._kinds, key=len, reverse=True)

    def match(self, text: str, *, in_cell: bool = False) -> Kinds | None:
        """Kinds of the label that a printed line begins with, or None.

        Args:
            text: a line as read.
            in_cell: the line stands in a ruled cell, where labels stand alone and a misread one is more likely.
        """
        marker = read_marker(text)
        skipped = len(marker.text) if marker is not None else 0
        numbered = _NUMBER_BESIDE.match(text)
        return (
            self._at(text, 0)
            or self._at(text, skipped)
            or self._misread(text[skipped : skipped + LONGEST_HEAD])
            or (self._kinds.get(folded(text[numbered.end() :])) if numbered is not None else None)
            or self._alone(text, in_cell=in_cell)
        )

    def whole(self, text: str) -> Kinds | None:
        """Kinds of a text that is nothing but a label, misread characters forgiven; None for anything else."""
        exact = folded(text)
        plain = folded(without_hints(comparable(text)))
        if not plain or len(plain) > LONGEST_LABEL_LINE:
            return None
        if (found := self._kinds.get(exact)) is not None:
            return found
        found = next((self._kinds[g] for g in (plain, *simpler(plain)) if len(g) > 1 and g in self._kinds), None)
        other = self._kinds.get(second_language(plain))
        if found is None and other == ("opinion",):  # a name or number may follow other words of that kind
            return other
        if found == ("reference",) and plain[0].isdigit():  # 5ページ, 3章: a place, not the label for one
            return None
        found = found or self._composed(plain) or self._by_words(plain) or self._nearly(plain)
        if found is None and self._kinds and len(plain) >= WORDS_FROM:
            found = asked_by_words(bare(without_remark(plain)), len(plain) // ONE_IN)
        return self._with_hints(found, comparable(text)) if found is not None else None

    def _alone(self, text: str, *, in_cell: bool) -> Kinds | None:
        """Kinds of a line that is all label: framed by a cell, a bracket or a colon, or sure by its words."""
        kinds = self.whole(text)
        if kinds is None or in_cell or text.rstrip()[-1] in SEPARATORS + CLOSING or text.lstrip()[0] in OPENING:
            return kinds
        plain = folded(without_hints(comparable(text)))
        sure = without_remark(plain) != plain or not RUNNING & set(kinds)
        return kinds if sure and self._by_words(plain) is not None else None

    def _by_words(self, plain: str) -> Kinds | None:
        """Kinds by the words that a label is made of, for documents that have labels at all."""
        return asked_by_words(bare(without_remark(plain))) if self._kinds else None

    def _composed(self, plain: str) -> Kinds | None:
        """Kinds of a label whose parts are labels each."""
        found = [self._kinds.get(part, ()) for part in components(plain)]
        return tuple(dict.fromkeys(kind for kinds in found for kind in kinds)) if found and all(found) else None

    def _with_hints(self, kinds: Kinds, whole: str) -> Kinds:
        """A label's kinds with those that a hint in brackets adds: 氏名 (法人・団体名)."""
        more = [
            kind
            for hint in hints(whole)
            for kind in self._kinds.get(hint) or self._nearly(hint) or (asked_by_hint(hint) if "name" in kinds else ())
        ]
        return tuple(dict.fromkeys((*kinds, *(kind for kind in more if kind != "ignore"))))

    def _nearly(self, plain: str) -> Kinds | None:
        if len(plain) < FUZZY_FROM or parts_of_speech(plain):  # a word of its own is no misread one
            return None
        allowed = 2 if len(plain) >= FUZZY_TWO_FROM else 1
        best: tuple[int, str] | None = None
        for wording in self._longest:
            if len(wording) < FUZZY_FROM or abs(len(wording) - len(plain)) > allowed:
                continue
            distance = Levenshtein.distance(plain, wording, score_cutoff=allowed)
            if distance <= allowed and (best is None or distance < best[0]) and _excused(plain, wording):
                best = (distance, wording)
        return self._kinds[best[1]] if best is not None else None

    def _at(self, text: str, skipped: int) -> Kinds | None:
        """Kinds of the longest wording at the head of a line that what is printed behind it leaves a label."""
        plain = characters(text, skipped)
        begin = 0
        while begin < len(plain) and plain[begin][1] in OPENING:
            begin += 1
        line = "".join(char for _, char in plain[begin:])
        for wording in self._longest:
            if line.startswith(wording):
                kinds = self._followed(text, plain, begin + len(wording), wording, opened=begin > 0)
                if kinds is not None:
                    return kinds
        return None

    def _followed(
        self, text: str, plain: list[tuple[int, str]], after: int, wording: str, *, opened: bool
    ) -> Kinds | None:
        """Judge what follows a wording: nothing, a separator, or print behind a gap that is no sentence."""
        kinds = self._kinds[wording]
        inside = plain[after - 1][0] - plain[after - 2][0] if len(wording) > 1 else 1
        bracketed = opened and after < len(plain) and plain[after][1] in CLOSING
        past = after_hint(plain, after)
        if "name" in kinds:
            kinds = tuple(dict.fromkeys((*kinds, *asked_by_hint("".join(char for _, char in plain[after:past])))))
        after = _after_and_so_on(plain, past, wording)
        closed, after, strong, weak = _separators(plain, after, wording)
        if after >= len(plain) or strong or bracketed or (closed and opened) or wording == "〒":
            return kinds
        rest, behind = text[plain[after][0] :], plain[after][0] - plain[after - 1][0]
        if is_sentence(rest) or (RUNNING & set(kinds) and (weak or len(rest) > LONGEST_LABEL_LINE)):
            return None
        if RUNNING & set(kinds) and 1 < behind <= inside and rest[0] not in OPENING:  # 意 見 の 公 表 is one label
            return None
        return kinds if (weak or closed or behind > 1) and len(wording) > 1 else None

    def _misread(self, head: str) -> Kinds | None:
        """Kinds of a misread or composed label up to a colon."""
        ends = (at for at, char in enumerate(head) if char in STRONG and len("".join(head[:at].split())) >= FUZZY_FROM)
        return next((kinds for at in ends if (kinds := self.whole(head[:at])) is not None), None)


def _after_and_so_on(plain: list[tuple[int, str]], after: int, wording: str) -> int:
    """Past 等 at the end of a label for a name (会社名等), which no list of wordings has everywhere."""
    here = "".join(char for _, char in plain[after : after + 2])
    return after + 1 if wording[-1] in "名称" and here[:1] == "等" and here != "等々" else after


def _separators(plain: list[tuple[int, str]], after: int, wording: str) -> tuple[bool, int, bool, bool]:
    """What stands behind a wording: closing brackets, where it ends, strong and weak separators."""
    closed = strong = weak = False
    if wording[-1].isascii() and after < len(plain) and plain[after][1] == ".":
        weak, after = True, after + 1
    while after < len(plain) and plain[after][1] in SEPARATORS + CLOSING:
        char = plain[after][1]
        closed, strong = closed or char in CLOSING, strong or char in STRONG
        weak = weak or (char in SEPARATORS and char not in STRONG)
        after += 1
    return closed, after, strong, weak


def _excused(plain: str, wording: str) -> bool:
    """Whether a reader may have made that of a wording: a short one only by a look-alike or by losing a character."""
    if len(plain) >= FUZZY_ANY_FROM or len(plain) != len(wording):
        return len(wording) >= FUZZY_ANY_FROM
    return all(read == meant or cost(read, meant) < FAR for read, meant in zip(plain, wording, strict=True))
