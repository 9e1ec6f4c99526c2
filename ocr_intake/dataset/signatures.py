"""Signatures: names and addresses at the end of a letter, and what a label says is a name.

The last lines of an opinion are looked at from the end upwards, as long as they are dates, addresses, numbers, names
or a closing; the part behind the last full stop is a line of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.japanese.folding import folded
from ocr_intake.japanese.lots import lots_in
from ocr_intake.japanese.names import name_parts
from ocr_intake.japanese.organizations import organization_likelihood
from ocr_intake.model.redaction import PersonalKind

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINES: Final = 8
"""Lines from the end that a signature takes at most."""
_LONGEST: Final = 44
"""Characters of one of its lines."""
_CLOSING: Final = re.compile(
    "(?:以上|敬具|草々|早々|かしこ|拝具|謹白|敬白|不一|終わり|おわり|[(（]?以上[)）]?)?"
    "(?:[、。]?(?:どうぞ|何卒|なにとぞ)?(?:宜しく|よろしく)お?願い?.*)?[。.…]*"
)
_DATE: Final = re.compile(
    "(?:令和|平成|昭和|西暦|R|H)?[ ]*[0-9〇一二三四五六七八九十元]+[年./-][0-9〇一二三四五六七八九十 月日./吉-]+"
)
_SENTENCE: Final = re.compile("(?:です|ます|から|こと|ため|ように|ください)$")
"""What ends a sentence, and no name."""
_OF_NAME: Final = "ご?氏名|お?名前|署名|記名|記入者|記載者|文責|差出人|提出者|提出人|投稿者|発信者|申出人"
"""Labels: whatever stands behind one is a name."""
_OF_OTHERS: Final = "意見者|代表者?|担当者?|連絡先|事務局|会長|理事長"
_LABELLED: Final = re.compile(
    f"(?<![一-鿿])(?:{_OF_NAME})(?:[(][^)]{{1,8}}[)])?(?: ?[:;] ?| +)"
    "(?P<name>(?!住所|氏名|電話|年齢|所属|連絡)[^、。:()「」【】/0-9]{2,18})"
)
_ADDRESSEE: Final = re.compile(
    "(?:事務局長?|担当|連絡先|代表|窓口|責任者|返信先|問い?合わ?せ先)[:; ]*"
    "(?P<name>[々〇一-鿿ぁ-んァ-ヴー ]{1,10}?)(?=まで|宛|あて|[(])"
)
_BEFORE: Final = re.compile(f"^[ ]*(?:[(〔\\[【]|(?:{_OF_NAME}|{_OF_OTHERS})[ :;]*)+[ ]*")
_BEHIND: Final = re.compile(
    r"(?:[ ]*(?:より|から|拝|(?<= )記|(?<= )印|㊞|\(印\)|[(][^)]*[)]?|[)〕\]】]"
    "|[0-9〇一二三四五六七八九十]{1,4}[歳才代]?代?|一同|宛て?|男性?|女性?|会社員|主婦|無職|自営業|農業|[。.]))+[ ]*$"
)
_NAME: Final = re.compile("[々〇一-鿿ぁ-んァ-ヴー]{1,9}")


@dataclass(frozen=True, slots=True)
class Signed:
    """A place in a signature."""

    kind: PersonalKind
    start: int
    end: int
    certain: bool


def signed(text: str) -> Iterator[Signed]:
    """Names, and lots of addresses, that belong to a signature or stand behind a label."""
    for start, line in reversed(_last_lines(text)):
        yield from (Signed(PersonalKind.ADDRESS, start + a, start + b, certain=True) for a, b in lots_in(line))
        yield from _names(start, line)
    for offset, line in _lines(text):
        yield from _labelled(offset, line)


def _labelled(offset: int, line: str) -> Iterator[Signed]:
    """What a label in a line says is a name, whatever it looks like; and whom an inquiry goes to."""
    seen = folded(line, spaces=True)
    for match in [*_LABELLED.finditer(seen.text), *_ADDRESSEE.finditer(seen.text)]:
        begin, end = match.span("name")
        end = begin + len(_BEHIND.sub("", match["name"]).rstrip())
        name = seen.text[begin:end]
        begin += len(name) - len(name.lstrip())
        if begin < end and (match.re is _LABELLED or _how_sure(name.strip())):
            first, last = seen.span(begin, end)
            yield Signed(
                PersonalKind.NAME,
                offset + first,
                offset + last,
                certain=match.re is _LABELLED and _how_sure(name.strip()) >= _SURE,
            )


_SURE: Final = 0.8
_MAYBE: Final = 0.4


def _last_lines(text: str) -> list[tuple[int, str]]:
    """The lines that may belong to a signature, from the last one upwards, with their places."""
    found: list[tuple[int, str]] = []
    for start, line in reversed(_lines(text)):
        plain = folded(line, spaces=True).text.strip()
        if not plain or _CLOSING.fullmatch(plain):
            continue
        if len(found) >= _LINES or len(plain) > _LONGEST or re.search("[。！？!?]$", plain):
            break
        if not _belongs(line, plain):
            break
        found.append((start, line))
    return found


def _lines(text: str) -> list[tuple[int, str]]:
    """Lines with their places; of the last one, what stands behind its last full stop is one of its own."""
    lines = [(match.start(), match[0]) for match in re.finditer("[^\r\n]+", text)]
    if lines and (stop := max(lines[-1][1].rstrip("。 　").rfind(sign) for sign in "。！？!?」")) >= 0:
        start, line = lines[-1]
        lines[-1:] = [(start, line[: stop + 1]), (start + stop + 1, line[stop + 1 :])]
    return lines


def _belongs(line: str, plain: str) -> bool:
    if _DATE.match(plain) or any(True for _ in lots_in(line)) or re.search(r"[0-9]{2,4}-[0-9]{2,4}|@|〒", plain):
        return True
    return any(True for _ in _names(0, line)) or organization_likelihood(plain) >= _SURE


def _names(offset: int, line: str) -> Iterator[Signed]:
    """The name that a line of a signature ends with, or holds alone."""
    seen = folded(line, spaces=True)
    start, end = 0, len(seen.text.rstrip())
    if before := _BEFORE.match(seen.text):
        start = before.end()
    if (behind := _BEHIND.search(seen.text, start, end)) and behind.start() > start:
        end = behind.start()
    while start < end and seen.text[start] == " ":
        start += 1
    judged = [(_how_sure(seen.text[at:end].rstrip()), -at) for at in _starts(seen.text, start, end)]
    options = [each for each in judged if each[0]]
    if options:
        sure, at = max(options)
        first, last = seen.span(-at, end)
        yield Signed(PersonalKind.NAME, offset + first, offset + last, certain=sure >= _SURE)


def _starts(text: str, start: int, end: int) -> Iterator[int]:
    """Where a name that ends a line may begin: with the line, behind a gap, a comma, a lot or a title."""
    yield start
    for match in re.finditer("[ 、,・:;)）]+|(?<=会長)|(?<=代表)|(?<=組長)|(?<=班長)|(?<=事務局)", text[:end]):
        if match.end() > start:
            yield match.end()
    yield from (place for _, place in lots_in(text[:end]) if start < place < end)


def _how_sure(text: str) -> float:
    """That a text which stands alone is a person's name: 0 where it is none."""
    parts = text.split()
    plain = "".join(parts)
    if not 1 <= len(parts) <= 3 or not _NAME.fullmatch(plain) or _SENTENCE.search(plain):
        return 0.0
    if len(parts) > 2 and any(len(part) > 1 for part in parts):
        return 0.0
    parse = name_parts(" ".join(parts) if len(parts) == 2 else plain)
    if parse.in_lexicon and parse.family and parse.given and not organization_likelihood(plain) > _SURE:
        return 1.0
    return parse.likelihood if parse.likelihood >= _MAYBE else 0.0
