"""What label wordings are compared by: widths, brackets, hints, 必須 and the second language set aside."""

from __future__ import annotations

import re
import unicodedata

from ocr_intake.extract.knowledge import comparable
from ocr_intake.japanese.variants import japanese_forms

OPENING = '"“”[［【〔「(（<＜〈《「『■□▪●○◎◆◇▼▽▶・*＊※'
CLOSING = "]］】〕)）>＞〉》」』"
SEPARATORS = ":：;；|｜/／=＝・…_＿"
STRONG = ":：;；|｜=＝…_＿"
"""Separators that do not join two words in running text, as 電話・窓口 and 電話/メール are joined."""

_DOTS = str.maketrans(".·•‧･", "・・・・・")
_HINT = re.compile(r"[(（](?:[^()（）]{0,12}[(（])?([^()（）]{0,40})(?:[)）]|$)")
_DEMAND = re.compile(r"^(?:必須|任意|要記入)|(?:必須|任意|\*|記入欄)$")
"""What says that a field must or may be filled in."""
_REMARK = re.compile(r"(?:別紙|別添|裏面)(?:の?添付|参照|に?記載|使用|でも)?も?可?能?$|(?:自由記[述入]|複数可)$")
"""What a form adds to its label without brackets."""
LONGEST_FIRST = 6
"""Characters of a label's Japanese beside its second language."""
_AND = re.compile(r"[・、,/／&＆+＋]|及び|および|並びに|ならびに|又は|または|もしくは|と(?=[^\s])")
_LATIN = re.compile(r"[a-z][a-z.,'/& -]*")
_NUMBERED = re.compile(r"(?:その)?(?:[0-9]{1,2}|[①-⑳])$")


def folded(text: str) -> str:
    """A wording or line as wordings are compared: ``comparable``, in today's Japanese forms, bare at its ends."""
    return bare(comparable(japanese_forms(text, old_forms=True)))


def bare(text: str) -> str:
    """Without brackets and separators at its ends, dots of all kinds as one."""
    return (text.strip(OPENING + CLOSING + SEPARATORS) or text).translate(_DOTS)


def without_hints(text: str) -> str:
    """A label without hints in brackets: ご意見(枠内に書ききれない場合は…), 氏(法人・団体名)名."""
    return _HINT.sub("", text) or text


def without_remark(text: str) -> str:
    """A label without what a form adds to it without brackets: ご意見 別紙添付可."""
    return _REMARK.sub("", text) or text


def hints(text: str) -> list[str]:
    """What stands in a label's brackets."""
    return [bare(hint) for hint in _HINT.findall(text)]


def without_doubles(text: str) -> str:
    """A label of which a character was read twice, on two overlapping lines."""
    return re.sub(r"(.)\1+", r"\1", text)


def plainer(text: str) -> tuple[str, ...]:
    """A folded label in simpler forms: without 必須, without the number of a repeated field, in one language."""
    found = []
    plain = bare(without_remark(_DEMAND.sub("", text)))
    found.append(plain)
    found.append(bare(_NUMBERED.sub("", plain)))
    japanese = bare(_LATIN.sub("", plain))
    if japanese != plain:
        found.append(japanese)
    return tuple(dict.fromkeys(form for form in found if form and form != text))


def second_language(text: str) -> str:
    """The Latin words of a folded label in two languages (意見 your comments), which outlive a misread character."""
    latin = _LATIN.search(text)
    japanese = bare(_LATIN.sub("", text))
    return bare(latin[0].strip()) if latin is not None and 0 < len(japanese) <= LONGEST_FIRST else ""


def number_of(text: str) -> int | None:
    """The number of a repeated field's label (意見2, ご意見③); None for a label without."""
    match = re.search(r"([0-9]{1,2})$", folded(text))
    return int(match[1]) if match else None


def components(text: str) -> tuple[str, ...]:
    """The single wordings of a label for several fields (住所・氏名・電話番号); empty for one that is not composed."""
    parts = tuple(bare(part) for part in _AND.split(text) if part)
    return parts if len(parts) > 1 else ()


def characters(text: str, skipped: int) -> list[tuple[int, str]]:
    """Characters as labels are compared by, each with its index in the text.

    Args:
        text: a line.
        skipped: characters at its head that are left out.
    """
    found: list[tuple[int, str]] = []
    for index, char in enumerate(japanese_forms(text, old_forms=True)):
        if index < skipped or char.isspace():
            continue
        found.extend((index, form) for form in unicodedata.normalize("NFKC", char).casefold() if form.strip())
    return found


def after_hint(plain: list[tuple[int, str]], after: int) -> int:
    """Past a hint in brackets that directly follows the label; a telephone number's brackets are no hint."""
    if after < len(plain) and plain[after][1] == "(":
        for end in range(after + 1, len(plain)):
            if plain[end][1] == ")":
                inside = "".join(char for _, char in plain[after + 1 : end])
                return end + 1 if not re.fullmatch(r"[\d\-]{2,6}", inside) else after
    return after
