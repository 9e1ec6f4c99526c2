"""People who are named in running text: by titles and honorifics behind a name, or by a whole name of the lexicon.

A family name alone is no mention: 高橋工務店 and 千葉 name no person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from ocr_intake.japanese.charsets import Kind, kind
from ocr_intake.japanese.folding import folded
from ocr_intake.japanese.names import IN_LEXICON, family_bearers, family_score, given_score, name_parts
from ocr_intake.japanese.towns import city_forms
from ocr_intake.japanese.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.japanese.words import Word

_HONORIFIC: Final = re.compile("さん|さま|様|氏|殿|君|くん|ちゃん|先生")
_TITLE: Final = re.compile(
    "(?:副|元|前)?(?:市長|町長|村長|区長|知事|議員|議長|会長|社長|理事長|教授|課長|部長|係長|局長|校長|園長|院長|代表)"
)
_STAFF: Final = re.compile("(?:係長|課長|部長|次長|室長|所長|主任|主査|主事|班長|組長|店長|館長|教頭)(?!さん|会)")
"""Titles of people who work somewhere; the dictionary takes many of them apart."""
_CALLED: Final = re.compile("と(?=申し|申す|いいます|言います)")
_LATIN: Final = re.compile(
    r"[A-Z][A-Za-z.'-]*(?: +[A-Z][A-Za-z.'-]*){0,3}(?=[ ,]?(?:さん|さま|様|氏|君|会長|議員|先生|[係課部所室班店館]長))"
)
_SPREAD: Final = re.compile("(?<![々〇一-鿿])(?:[々〇一-鿿] ){2,5}[々〇一-鿿](?= ?(?:さん|さま|様|氏|君|殿))")
"""A name written out over a line."""
_APART: Final = re.compile(r"(?<![々〇一-鿿])[々〇一-鿿]{1,4} +$")
"""A family name with the gap behind it."""
_ODD: Final = re.compile("[〇一二三四五六七八九十]{2}|..?[市町村区]子$")
"""Numbers, and cities with the beginning of another word: 津幡市子ども."""
_FORMERLY: Final = "故元前現旧"
"""Before a name, and no part of it."""
_LONGEST: Final = 12
"""Characters of a name."""
_USUAL: Final = 2_000
"""Bearers of a family name that is a word, too, from which it is one before an honorific: 山城さん."""
_CHUNK: Final = 4_000
"""Characters that the dictionary is given at a time; it takes no text of more than 49,149 bytes."""
_SENTENCE_END: Final = re.compile("(?<=[。！？!?])")


@dataclass(frozen=True, slots=True)
class Mention:
    """A person's name in a text."""

    start: int
    """Of its first character."""
    end: int
    """Behind its last one; an honorific is not part of it."""
    certain: bool
    """Whether lexicon and wording agree; otherwise a person should look."""


def mentions_in(text: str) -> tuple[Mention, ...]:
    """People named in a text, in order; names that are in no lexicon and have no honorific are not found."""
    whole = folded(text, spaces=True)
    found = []
    for start, piece in _pieces(whole.text):
        for mention in _in_piece(piece):
            begin, end = whole.span(start + mention.start, start + mention.end)
            found.append(Mention(begin, end, mention.certain))
    return tuple(found)


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Sentences with their places; one that is too long is cut."""
    start = 0
    for sentence in _SENTENCE_END.split(text):
        for cut in range(0, len(sentence), _CHUNK):
            yield start + cut, sentence[cut : cut + _CHUNK]
        start += len(sentence)


def _in_piece(text: str) -> Iterator[Mention]:
    """Names before an honorific, whose end is known, then whole names elsewhere."""
    tokens = words(text)
    places = [0, *accumulate(len(token.text) for token in tokens)]
    found: list[Mention] = []
    for index in range(len(tokens)):
        if _is_address(tokens, index, text[places[index] :]):
            end = places[index] + _is_part_of_name(tokens, index)
            found += _both(text, found[-1].end if found else 0, end)
    for match in _STAFF.finditer(text):
        name = _before(text, 0, match.start())
        if name is not None and all(name.end <= other.start or other.end <= name.start for other in found):
            found.append(Mention(name.start, name.end, certain=False))
    for pattern in (_LATIN, _SPREAD):
        found += [Mention(*match.span(), certain=False) for match in pattern.finditer(text)]
    for index, token in enumerate(tokens):
        if _is_person(token) and (whole := _whole_name(tokens, index)):
            start, end = places[index], places[index + whole]
            if not _ODD.match(text[start:end]) and all(end <= other.start or other.end <= start for other in found):
                found.append(Mention(start, end, certain=True))
    yield from sorted(found, key=lambda mention: mention.start)


def _is_address(tokens: Sequence[Word], index: int, rest: str) -> bool:
    """Whether a token is an honorific, a title or 'is called', behind something that may be a name."""
    if index == 0:
        return False
    token, before = tokens[index].text, tokens[index - 1]
    if _HONORIFIC.fullmatch(token.removeprefix("両")) or _CALLED.match(rest):
        return True
    if _TITLE.fullmatch(token):
        known = family_bearers(before.text) >= _USUAL and f"{before.text}市" not in city_forms()
        return _is_person(before) or known or before.text == "両"
    return _is_part_of_name(tokens, index)


def _is_part_of_name(tokens: Sequence[Word], index: int) -> bool:
    """Whether the dictionary takes a name's end and its honorific for a word: 佐々木健|一様."""
    token, before = tokens[index].text, tokens[index - 1]
    return len(token) == 2 and token[-1] in "様氏" and (_is_person(before) or before.text.isspace())


def _both(text: str, floor: int, end: int) -> Sequence[Mention]:
    """The name before an honorific; both of 佐藤・郡司両氏."""
    together = "両" in text[end - 1 : end + 1]
    last = _before(text, floor, end - text[:end].endswith("両"))
    if last is None:
        return ()
    middle = text.rfind("・", floor, last.end) if together else -1
    if middle < 0:
        return (last,)
    pair = (_before(text, floor, middle), _before(text, middle + 1, last.end))
    return tuple(each for each in pair if each is not None)


def _is_person(token: Word) -> bool:
    return token.part[2:3] == ("人名",)


def _whole_name(tokens: Sequence[Word], index: int) -> int:
    """How many tokens from here on are a family name and a given name; 0 where they are not."""
    if tokens[index].part[2:4] == ("人名", "姓"):
        behind = index + 1
        if behind < len(tokens) and tokens[behind].text.isspace():
            behind += 1
        if behind < len(tokens) and tokens[behind].part[2:4] == ("人名", "名"):
            return behind + 1 - index
    parse = name_parts(tokens[index].text)
    return 1 if parse.in_lexicon and parse.family and len(tokens[index].text) > 2 else 0


def _before(text: str, floor: int, end: int) -> Mention | None:
    """The likeliest name that ends where an honorific begins: with few hiragana, and long."""
    stop = len(text[:end].rstrip())
    options: list[tuple[float, int, int]] = []
    for start in range(stop - 1, max(floor, stop - _LONGEST) - 1, -1):
        name = text[start:stop]
        if not _may_be_name(name):
            break
        if start > floor and _continues(text[start - 1], name[0]):
            continue
        sure = _how_sure(name)
        if sure > 0:
            options.append((sure, -sum(kind(char) is Kind.HIRAGANA for char in name), -start))
    if not options:
        return None
    sure, _, start = max(options)
    begin = -start
    if text[begin] in _FORMERLY and _how_sure(text[begin + 1 : stop]) >= IN_LEXICON:
        begin += 1
    if family := _APART.search(text[floor:begin]):  # 別曽 益平: no lexicon has the family, but the gap says what it is
        begin = floor + family.start()
    return Mention(begin, stop, certain=sure >= IN_LEXICON)


def _may_be_name(name: str) -> bool:
    kinds = {kind(char) for char in name if char not in " ・=ー々ヶケノ"}
    return kinds <= {Kind.KANJI, Kind.HIRAGANA, Kind.KATAKANA}


def _continues(before: str, first: str) -> bool:
    """Whether a name would begin in the middle of a run of kanji or katakana."""
    return kind(before) is kind(first) and kind(first) in {Kind.KANJI, Kind.KATAKANA}


def _how_sure(name: str) -> float:
    """That a text before an honorific is a name: 0 where it is none."""
    plain = name.replace(" ", "")
    found, parse = words(plain), name_parts(name)
    whole = parse.in_lexicon and parse.family and parse.given
    if name != name.strip() or _COMMON.fullmatch(plain) or (_COMMON.fullmatch(found[-1].text) and not whole):
        return 0.0
    person = any(map(_is_person, found))
    if all(kind(char) is Kind.KATAKANA for char in plain.replace("・", "")):
        return 0.5 if len(plain) > 1 and (person or any(word.unknown for word in found)) else 0.0
    if whole:
        return 1.0
    a_word = len(found) == 1 and not found[0].unknown and not person and found[0].part[2:3] != ("地名",)
    if (a_word and family_bearers(plain) < _USUAL) or (
        not person and any(kind(char) is Kind.HIRAGANA for char in plain)
    ):
        return 0.0  # lexicons hold many a piece of running text
    alone = max(family_score(plain), given_score(plain) if len(plain) > 1 else 0.0)
    if alone >= 1.0:
        return 0.9 if person else 0.5
    return 0.5 if person or parse.likelihood >= 0.4 else 0.0


_COMMON: Final = re.compile(
    "皆|各位|客|お客|奥|神|王|殿|姫|赤|患者|利用者|市民|住民|業者|職員|担当者|役所|市役所|町内会|子|嫁|娘|息子|孫|婆|爺|父|母|兄|姉|弟|妹"
)
"""What stands before an honorific and is nobody's name."""
