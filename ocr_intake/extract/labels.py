"""Labels: recognise 氏名, [住所] or 電話番号： at the head of a line, and what remains of the line as its value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from ocr_intake.extract.knowledge import comparable
from ocr_intake.extract.label_words import asked_by_hint, asked_by_words
from ocr_intake.extract.plausible import LONGEST_LABEL_LINE, could_be, is_sentence, must_be, runs_on
from ocr_intake.extract.wording import (
    CLOSING,
    OPENING,
    SEPARATORS,
    STRONG,
    after_hint,
    bare,
    characters,
    components,
    folded,
    hints,
    plainer,
    second_language,
    without_doubles,
    without_hints,
    without_remark,
)
from ocr_intake.japanese.addresses import address_likelihood
from ocr_intake.japanese.lookalikes import FAR, cost
from ocr_intake.japanese.numerals import split_marker
from ocr_intake.japanese.words import parts_of_speech

if TYPE_CHECKING:
    from collections.abc import Mapping

FUZZY_FROM = 3
"""Labels of at least so many characters may have one misread; shorter ones must be exact."""
FUZZY_ANY_FROM = 4
"""From this length on the misread character may look like anything; in a shorter label like what it stands for."""
FUZZY_TWO_FROM = 8
"""From this length on two characters may be misread."""
HAS_ADDRESS = 0.3
"""``address_likelihood`` from which an address follows a postal code on its line."""
WORDS_FROM, ONE_IN = 9, 6
"""From this length on, one in so many characters of a label made of labels' words may be none of them."""
_NUMBER_BESIDE = re.compile(r"\s*[0-9０-９]{1,2}\s?(?=[^\s0-9０-９])")
"""The number of a question that stands right before its label (3日中連絡がとれる電話)."""
LONGEST_HEAD = 24
"""Characters in which the separator after a misread label must come."""
_RUNNING = frozenset({"opinion", "reason"})
_DIGITS = re.compile(r"[0-9０-９(（]")


@dataclass(frozen=True, slots=True)
class Label:
    """A label found at the head of a line."""

    kinds: tuple[str, ...]
    """What it announces."""
    wording: str
    rest: int
    """Index into the line's text where what follows it begins; the text's length when nothing does."""
    exact: bool
    """No character had to be forgiven."""
    separated: bool = False
    """A colon or bracket stands between it and what follows, or what follows can only be its value."""


class LabelIndex:
    """Matches the heads of lines against the wordings."""

    def __init__(self, wordings: Mapping[str, tuple[str, ...]]) -> None:
        """Index the wordings; of those that are compared alike the first counts."""
        self._kinds: dict[str, tuple[str, ...]] = {}
        for wording, kinds in wordings.items():
            self._kinds.setdefault(folded(wording), kinds)
        self._longest = sorted(self._kinds, key=len, reverse=True)
        self._match = lru_cache(maxsize=4096)(self._find)
        self._whole = lru_cache(maxsize=4096)(self._find_whole)

    def match(self, text: str, *, in_cell: bool = False) -> Label | None:
        """The label that a line begins with, or None.

        Args:
            text: a line as read.
            in_cell: the line stands in a ruled cell, where labels stand alone and a misread one is more likely.
        """
        return self._match(text, in_cell)

    def whole(self, text: str) -> tuple[str, ...] | None:
        """Kinds of a text that is nothing but a label, misread characters forgiven; None for anything else."""
        return self._whole(text)

    def exactly(self, text: str) -> tuple[str, ...] | None:
        """Kinds of a text that is nothing but a label, as it is worded; None for anything else."""
        return self._kinds.get(folded(text))

    def _find_whole(self, text: str) -> tuple[str, ...] | None:
        whole = folded(text)
        plain = folded(without_hints(comparable(text)))
        if not plain or len(plain) > LONGEST_LABEL_LINE:
            return None
        if (found := self._kinds.get(whole)) is not None:
            return found
        guesses = (plain, *plainer(plain), without_doubles(plain), plain[:-1], plain[1:])
        found = next((self._kinds[g] for g in guesses if len(g) > 1 and g in self._kinds), None)
        other = self._kinds.get(second_language(plain))
        if found is None and other == ("opinion",):  # a name or number may follow other words of that kind
            return other
        if found == ("reference",) and plain[0].isdigit():  # 5ページ, 3章: a place, not the label for one
            return None
        found = found or self._composed(plain) or self._by_words(plain) or self._nearly(plain)
        if found is None and self._kinds and len(plain) >= WORDS_FROM:
            found = asked_by_words(bare(without_remark(plain)), len(plain) // ONE_IN)
        return self._with_hints(found, comparable(text)) if found is not None else None

    def _by_words(self, plain: str) -> tuple[str, ...] | None:
        """Kinds by the words that a label is made of, for documents that have labels at all."""
        return asked_by_words(bare(without_remark(plain))) if self._kinds else None

    def _composed(self, plain: str) -> tuple[str, ...] | None:
        """Kinds of a label whose parts are labels each."""
        parts = components(plain)
        found = [self._kinds.get(part) for part in parts]
        if not parts or any(kinds is None for kinds in found):
            return None
        return tuple(dict.fromkeys(kind for kinds in found if kinds for kind in kinds))

    def _with_hints(self, kinds: tuple[str, ...], whole: str) -> tuple[str, ...]:
        """A label's kinds with those that a hint in brackets adds: 氏名 (法人・団体名)."""
        more = [
            kind
            for hint in hints(whole)
            for kind in self._kinds.get(hint) or self._nearly(hint) or (asked_by_hint(hint) if "name" in kinds else ())
        ]
        return tuple(dict.fromkeys((*kinds, *(kind for kind in more if kind != "ignore"))))

    def _nearly(self, plain: str) -> tuple[str, ...] | None:
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

    def _find(self, text: str, in_cell: bool) -> Label | None:  # noqa: FBT001 - cached, positional
        marker, _ = split_marker(text)
        for skipped, how in ((0, self._at), (len(marker), self._at), (len(marker), self._misread)):
            found = how(text, skipped)
            if found is not None:
                return None if _is_prose(found, text) else found
        numbered = _NUMBER_BESIDE.match(text)
        if numbered is not None and (kinds := self.exactly(text[numbered.end() :])) is not None:
            return Label(kinds, comparable(text[numbered.end() :]), len(text), exact=True)
        found = self._at(text, 1)
        if found is not None and (found.rest < len(text) or in_cell) and len(found.wording) > 1 and found.separated:
            return found
        kinds = self.whole(text)
        if kinds is not None and (
            in_cell or text.rstrip()[-1:] in SEPARATORS + CLOSING or text.lstrip()[:1] in OPENING
        ):
            return Label(kinds, comparable(text), len(text), exact=False)
        plain = folded(without_hints(comparable(text)))
        sure = without_remark(plain) != plain or (kinds is not None and not set(kinds) & _RUNNING)
        if kinds is not None and sure and self._by_words(plain) is not None:
            return Label(kinds, comparable(text), len(text), exact=True)
        return None

    def _at(self, text: str, skipped: int) -> Label | None:
        plain = characters(text, skipped)
        begin = 0
        while begin < len(plain) and plain[begin][1] in OPENING:
            begin += 1
        line = "".join(char for _, char in plain[begin:])
        for wording in self._longest:
            if not line.startswith(wording):
                continue
            label = self._followed(text, plain, begin + len(wording), wording, opened=begin > 0)
            if label is not None:
                return label
        return None

    def _followed(
        self, text: str, plain: list[tuple[int, str]], after: int, wording: str, *, opened: bool
    ) -> Label | None:
        """Judge what follows a wording: nothing, a separator, or a value that can only be its value."""
        kinds = self._kinds[wording]
        bracketed = opened and after < len(plain) and plain[after][1] in CLOSING
        past = after_hint(plain, after)
        if "name" in kinds:
            hint = "".join(char for _, char in plain[after:past])
            kinds = tuple(dict.fromkeys((*kinds, *asked_by_hint(hint))))
        after = _after_and_so_on(plain, past, wording)
        closed, after, strong, weak = _separators(plain, after, wording)
        strong = strong or bracketed or (closed and opened)
        if after >= len(plain):
            return Label(kinds, wording, len(text), exact=True, separated=strong or weak)
        rest = plain[after][0]
        following = text[rest:]
        gap = weak or (after > 0 and rest - plain[after - 1][0] > 1)
        if "postal_code" in kinds and address_likelihood(following) >= HAS_ADDRESS:
            return Label(("postal_code", "address"), wording, rest, exact=True, separated=True)
        sure = must_be(kinds, following)
        if weak and not strong and not sure and ("opinion" in kinds or is_sentence(following)):
            return None
        if strong or ((gap or closed) and len(wording) > 1 and could_be(kinds, wording, following)):
            return Label(kinds, wording, rest, exact=True, separated=strong or weak or sure)
        if sure or wording == "〒":
            return Label(kinds, wording, rest, exact=True, separated=True)
        return None

    def _misread(self, text: str, skipped: int) -> Label | None:
        """A misread or composed label before its value: up to a colon or bracket, or up to a gap and a sure value."""
        head = text[skipped : skipped + LONGEST_HEAD]
        for at, char in enumerate(head):
            strong = char in STRONG or char in CLOSING
            if not strong and not (char.isspace() and head[:at].strip()):
                continue
            kinds = self.whole(head[:at]) if len("".join(head[:at].split())) >= FUZZY_FROM else None
            rest = len(text) - len(text[skipped + at :].lstrip(STRONG + CLOSING + " \u3000"))
            if kinds is not None and ((strong and char in STRONG) or must_be(kinds, text[rest:])):
                return Label(kinds, comparable(head[:at]), rest, exact=False, separated=True)
        return self._before_number(text, skipped)

    def _before_number(self, text: str, skipped: int) -> Label | None:
        """A misread label directly before its number: 連格先電話番号090-1234-5678."""
        digits = _DIGITS.search(text, skipped + FUZZY_FROM)
        if digits is None or digits.start() - skipped > LONGEST_HEAD:
            return None
        kinds = self.whole(text[skipped : digits.start()])
        numbers = kinds is not None and set(kinds) & {"phone", "postal_code", "fax"}
        if kinds is None or not numbers or not must_be(tuple(numbers), text[digits.start() :]):
            return None
        return Label(kinds, comparable(text[: digits.start()]), digits.start(), exact=False, separated=True)


def _after_and_so_on(plain: list[tuple[int, str]], after: int, wording: str) -> int:
    """Past 等 at the end of a label for a name (会社名等), which no list of wordings has everywhere."""
    here = "".join(char for _, char in plain[after : after + 2])
    return after + 1 if wording[-1] in "名称" and here[:1] == "等" and here != "等々" else after


def _separators(plain: list[tuple[int, str]], after: int, wording: str) -> tuple[bool, int, bool, bool]:
    """What stands between a wording and its value: closing brackets, where it ends, strong and weak separators."""
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


def _is_prose(label: Label, text: str) -> bool:
    """Whether a line about a place in the plan is a sentence of the text (項目：第3章の1に予算がありません。)."""
    if label.kinds != ("reference",) or label.rest >= len(text):
        return False
    return is_sentence(text[label.rest :]) or runs_on(label.wording, text[label.rest :])
