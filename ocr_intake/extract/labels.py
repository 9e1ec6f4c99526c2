"""Labels: recognise 氏名, [住所] or 電話番号： at the head of a line, and what remains of the line as its value."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from ocr_intake.extract.knowledge import comparable
from ocr_intake.japanese.addresses import address_likelihood
from ocr_intake.japanese.names import parse_name
from ocr_intake.japanese.numerals import split_marker
from ocr_intake.japanese.organizations import organization_likelihood
from ocr_intake.japanese.phones import find_phones
from ocr_intake.japanese.postal import find_postal_codes

if TYPE_CHECKING:
    from collections.abc import Mapping

OPENING = "[［【〔(（<＜〈《「『■□▪●○◎◆◇▼▽▶・*＊※"
CLOSING = "]］】〕)）>＞〉》」』"
SEPARATORS = ":：;；|｜/／=＝・…"
FUZZY_FROM = 3
"""Labels of at least so many characters may have one misread; shorter ones must be exact."""
FUZZY_TWO_FROM = 8
"""From this length on two characters may be misread."""
HAS_ADDRESS = 0.3
"""``address_likelihood`` from which an address follows a postal code on its line."""
LONGEST_LABEL_LINE = 26
"""A line that is all label is not longer than this."""


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
        """Index the wordings; of equal ones after ``comparable`` the first counts."""
        self._kinds: dict[str, tuple[str, ...]] = {}
        for wording, kinds in wordings.items():
            self._kinds.setdefault(_bare(comparable(wording)), kinds)
        self._longest = sorted(self._kinds, key=len, reverse=True)
        self._match = lru_cache(maxsize=4096)(self._find)

    def match(self, text: str, *, in_cell: bool = False) -> Label | None:
        """The label that a line begins with, or None.

        Args:
            text: a line as read.
            in_cell: the line stands in a ruled cell, where labels stand alone and a misread one is more likely.
        """
        return self._match(text, in_cell)

    def whole(self, text: str) -> tuple[str, ...] | None:
        """Kinds of a text that is nothing but a label, misread characters forgiven; None for anything else."""
        whole = comparable(text)
        folded = _bare(_without_hints(whole))
        if not folded or len(folded) > LONGEST_LABEL_LINE:
            return None
        found = self._kinds.get(_bare(whole))
        if found is not None:
            return found
        guesses = (folded, _without_doubles(folded), folded[:-1], folded[1:])
        found = next((self._kinds[g] for g in guesses if len(g) > 1 and g in self._kinds), None) or self._nearly(folded)
        return self._with_hints(found, whole) if found is not None else None

    def _with_hints(self, kinds: tuple[str, ...], whole: str) -> tuple[str, ...]:
        """A label's kinds with those that a hint in brackets adds: 氏名 (法人・団体名)."""
        hints = (_bare(hint) for hint in _HINT.findall(whole))
        more = [kind for hint in hints for kind in self._kinds.get(hint) or self._nearly(hint) or ()]
        return tuple(dict.fromkeys((*kinds, *(kind for kind in more if kind != "ignore"))))

    def _nearly(self, folded: str) -> tuple[str, ...] | None:
        if len(folded) < FUZZY_FROM:
            return None
        allowed = 2 if len(folded) >= FUZZY_TWO_FROM else 1
        best: tuple[int, str] | None = None
        for wording in self._longest:
            if len(wording) < FUZZY_FROM or abs(len(wording) - len(folded)) > allowed:
                continue
            distance = Levenshtein.distance(folded, wording, score_cutoff=allowed)
            if distance <= allowed and (best is None or distance < best[0]):
                best = (distance, wording)
        return self._kinds[best[1]] if best is not None else None

    def _find(self, text: str, in_cell: bool) -> Label | None:  # noqa: FBT001 - cached, positional
        marker, _ = split_marker(text)
        for skipped in dict.fromkeys((0, len(marker))):
            found = self._at(text, skipped)
            if found is not None:
                return found
        found = self._at(text, 1)
        if found is not None and (found.rest < len(text) or in_cell) and len(found.wording) > 1 and found.separated:
            return found
        kinds = self.whole(text)
        if kinds is not None and (
            in_cell or text.rstrip()[-1:] in SEPARATORS + CLOSING or text.lstrip()[:1] in OPENING
        ):
            return Label(kinds, comparable(text), len(text), exact=False)
        return None

    def _at(self, text: str, skipped: int) -> Label | None:
        plain = _folded(text, skipped)
        begin = 0
        while begin < len(plain) and plain[begin][1] in OPENING:
            begin += 1
        folded = "".join(char for _, char in plain[begin:])
        for wording in self._longest:
            if not folded.startswith(wording):
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
        after = _skip_hint(plain, after)
        separated = opened and after < len(plain) and plain[after][1] in CLOSING
        while after < len(plain) and plain[after][1] in SEPARATORS + CLOSING:
            separated, after = True, after + 1
        if after >= len(plain):
            return Label(kinds, wording, len(text), exact=True, separated=separated)
        rest = plain[after][0]
        gap = after > 0 and rest - plain[after - 1][0] > 1
        if "postal_code" in kinds and address_likelihood(text[rest:]) >= HAS_ADDRESS:
            return Label(("postal_code", "address"), wording, rest, exact=True, separated=True)
        if separated or (gap and len(wording) > 1 and _could_be(kinds, text[rest:])):
            return Label(kinds, wording, rest, exact=True, separated=separated or _must_be(kinds, text[rest:]))
        if _must_be(kinds, text[rest:]) or wording == "〒":
            return Label(kinds, wording, rest, exact=True, separated=True)
        return None


def _bare(text: str) -> str:
    """Without brackets and separators at its ends, dots of all kinds as one."""
    return (text.strip(OPENING + CLOSING + SEPARATORS) or text).translate(_DOTS)


_DOTS = str.maketrans(".·•‧･", "・・・・・")


_HINT = re.compile(r"[(（]([^()（）]{0,40})(?:[)）]|$)")


def _without_hints(folded: str) -> str:
    """A label without hints in brackets: ご意見(枠内に書ききれない場合は…), 氏(法人・団体名)名."""
    return _HINT.sub("", folded) or folded


def _without_doubles(folded: str) -> str:
    """A label of which a character was read twice, on two overlapping lines."""
    return re.sub(r"(.)\1+", r"\1", folded)


def _skip_hint(plain: list[tuple[int, str]], after: int) -> int:
    """Past a hint in brackets that directly follows the label; a telephone number's brackets are no hint."""
    if after < len(plain) and plain[after][1] == "(":
        for end in range(after + 1, len(plain)):
            if plain[end][1] == ")":
                inside = "".join(char for _, char in plain[after + 1 : end])
                return end + 1 if not re.fullmatch(r"[\d\-]{2,6}", inside) else after
    return after


def _folded(text: str, skipped: int) -> list[tuple[int, str]]:
    """Characters as labels are compared by, each with its index in the text."""
    found: list[tuple[int, str]] = []
    for index, char in enumerate(text):
        if index < skipped or char.isspace():
            continue
        found.extend((index, folded) for folded in unicodedata.normalize("NFKC", char).casefold() if folded.strip())
    return found


def _could_be(kinds: tuple[str, ...], rest: str) -> bool:
    """Whether a text after a gap may be such a label's value: all but running text after 意見, 住所 …."""
    return "opinion" not in kinds or len(rest) <= LONGEST_LABEL_LINE


def _must_be(kinds: tuple[str, ...], rest: str) -> bool:
    """Whether a text that follows without any separator is plainly such a label's value."""
    checks = {
        "phone": lambda: bool(find_phones(rest)) and rest.lstrip()[:1] in "0０O(（+＋",
        "fax": lambda: bool(find_phones(rest)),
        "postal_code": lambda: bool(find_postal_codes(rest)),
        "address": lambda: address_likelihood(rest) >= 0.5 or any(c.start == 0 for c in find_postal_codes(rest)),
        "name": lambda: len(rest) <= 14 and parse_name(rest).likelihood >= 0.4,
        "representative": lambda: len(rest) <= 14 and parse_name(rest).likelihood >= 0.7,
        "organization": lambda: len(rest) <= 30 and organization_likelihood(rest) >= 0.6,
        "email": lambda: "@" in rest,
        "furigana": lambda: bool(re.fullmatch(r"[ぁ-ゖァ-ヺー\s]+", rest)),
    }
    return any(check() for kind in kinds if (check := checks.get(kind)) is not None)
