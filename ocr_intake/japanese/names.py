"""Personal names: is a text one, and where does the family name end.

Lexicons are SudachiDict's names and the japanese-personal-name-dataset. Many true names are in neither: what is not
in them scores lower.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from ocr_intake.japanese.charsets import Kind, is_japanese, kind
from ocr_intake.japanese.folding import to_hiragana
from ocr_intake.japanese.organizations import organization_likelihood
from ocr_intake.japanese.text import collapse, widen_kana
from ocr_intake.japanese.variants import variant_key
from ocr_intake.japanese.words import parts_of_speech, reading_forms, words

IN_LEXICON = 0.8
"""Score from which one part of a name counts as known."""


@dataclass(frozen=True, slots=True)
class NameParse:
    """A text seen as a person's name."""

    text: str
    """One space between its parts where one was written."""
    family: str
    """Everything before the given name; empty where the name has only one part."""
    given: str
    spaced: bool
    """Whether a space stood between the parts."""
    likelihood: float
    """How much the text looks like a name, 0 to 1."""
    in_lexicon: bool
    """Whether both parts are known names."""


@cache
def _families() -> dict[str, int]:
    """Known family names by their variant key, with how many people bear them."""
    from japanese_personal_name_dataset import load_dataset

    _, _, families = load_dataset(include_last_names=True)
    return {variant_key(name): int(entry["count"]) for name, entry in families.items()}


@cache
def _given() -> frozenset[str]:
    """Known given names by their variant key: every kanji spelling, and the readings in hiragana."""
    from japanese_personal_name_dataset import load_dataset

    names: set[str] = set()
    for group in load_dataset(include_last_names=False):
        for reading, entry in group.items():
            names.add(reading)
            names.update(variant_key(kanji) for kanji in entry["kanji"])
    return frozenset(names)


@cache
def _usual_given() -> frozenset[str]:
    """The given names among them that are in wide use."""
    from japanese_personal_name_dataset import load_dataset

    groups = load_dataset(kind="opti", include_last_names=False)
    return frozenset(variant_key(kanji) for group in groups for entry in group.values() for kanji in entry["kanji"])


def name_lists() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Family names, given names in wide use, and all given names that the lexicon knows, by their variant key."""
    return frozenset(_families()), _usual_given(), _given()


def family_bearers(text: str) -> int:
    """How many people bear a family name; 0 where the lexicon does not say."""
    return _families().get(variant_key(text), 0)


def is_usual_given(text: str) -> bool:
    """Whether a given name, in kanji, is in wide use."""
    return variant_key(text) in _usual_given()


@cache
def _given_readings() -> dict[str, tuple[str, ...]]:
    """The readings of each given name in kanji, in hiragana, by its variant key."""
    from japanese_personal_name_dataset import load_dataset

    found: dict[str, list[str]] = {}
    for group in load_dataset(include_last_names=False):
        for reading, entry in group.items():
            for kanji in entry["kanji"]:
                found.setdefault(variant_key(kanji), []).append(reading)
    return {name: tuple(readings) for name, readings in found.items()}


@cache
def _family_readings() -> dict[str, str]:
    from japanese_personal_name_dataset import load_dataset

    _, _, families = load_dataset(include_last_names=True)
    return {variant_key(name): str(entry["reading"]) for name, entry in families.items()}


def family_readings(family: str) -> frozenset[str]:
    """How a family name may be read, in hiragana, by the lexicons; empty where they know no reading."""
    found = {to_hiragana(reading) for reading in reading_forms(family)}
    return frozenset({*found, _family_readings().get(variant_key(family), "")} - {""})


def readings_of(family: str, given: str) -> tuple[str, ...]:
    """How a name may be read, in hiragana without a space, by the lexicons; empty where they know no reading."""
    firsts = family_readings(family)
    seconds = {to_hiragana(reading) for reading in reading_forms(given)} | {
        *_given_readings().get(variant_key(given), ())
    }
    return tuple(sorted(first + second for first in firsts - {""} for second in seconds - {""}))


@lru_cache(maxsize=1 << 14)
def family_score(text: str) -> float:
    """How sure it is that `text` is a family name, 0 to 1."""
    if not _writable(text):
        return 0.0
    if _families().get(variant_key(text)) or _is_a("姓", text):
        return 1.0
    if len(text) > 4:
        return 0.0
    tags = parts_of_speech(text)
    if any(tag[2] == "地名" for tag in tags if len(tag) > 2):
        return 0.8 if len(text) > 1 else 0.5
    if tags:
        return 0.1 if len(text) > 1 else 0.25
    return _unknown(text, {1: 0.15, 2: 0.5, 3: 0.45, 4: 0.2})


@lru_cache(maxsize=1 << 14)
def given_score(text: str) -> float:
    """How sure it is that `text` is a given name, 0 to 1."""
    if not _writable(text):
        return 0.0
    if variant_key(text) in _given() or to_hiragana(text) in _given() or _is_a("名", text):
        return 1.0
    if len(text) > 4:
        return 0.0
    tags = parts_of_speech(text)
    if tags and len(text) > 1:
        return 0.4 if all(tag[0] == "名詞" and kind(text[0]) is not Kind.KANJI for tag in tags) else 0.15
    if text[-1] in "子美代江恵枝雄夫男郎朗太介助治司志一二三吉蔵造作平人斗也哉実香奈菜花華乃希樹輝彦" and len(text) in {
        2,
        3,
    }:
        return 0.75
    return _unknown(text, {1: 0.3, 2: 0.55, 3: 0.45, 4: 0.1})


def _writable(text: str) -> bool:
    """Whether a part of a Japanese name can be written so: no signs, no 〇 of a form, one kind of kana."""
    kinds = {kind(char) for char in text}
    mixed = {Kind.HIRAGANA, Kind.KATAKANA} <= kinds and not set(text) & set("ノヶケッツ")
    return bool(text) and all(is_japanese(char) and char not in "〇○" for char in text) and not mixed


def _is_a(name: str, text: str) -> bool:
    return any(tag[2:4] == ("人名", name) for tag in (*parts_of_speech(text), *parts_of_speech(variant_key(text))))


def _unknown(text: str, by_length: dict[int, float]) -> float:
    score = by_length.get(len(text), 0.0)
    kinds = {kind(char) for char in text}
    return score if len(kinds) == 1 else score * 0.7


def name_parts(text: str) -> NameParse:
    """`text`, which is a name and nothing else, as family and given name."""
    name = collapse(widen_kana(text)).replace("\u3000", " ").strip(" ,、.。:：・")
    name += "." * bool(re.search(r"[A-Za-z]\.\W*$", text) and "." in name)  # S.T.
    parts = name.split()
    if not parts:
        return NameParse("", "", "", False, 0.0, False)
    foreign = _foreign(parts)
    family, given, spaced, score = _divided(parts)
    known = family_score(family) >= IN_LEXICON and given_score(given) >= IN_LEXICON
    if not spaced and _is_a("姓", name) and not _is_a("一般", name):
        return NameParse(name, name, "", False, 0.45, False)
    if foreign > score:
        family, given = (parts[0], " ".join(parts[1:])) if len(parts) > 1 else ("", name)
        return NameParse(name, family, given, len(parts) > 1, foreign, False)
    if not (known and spaced):
        score *= _not_words(family + given, sure=min(family_score(family), given_score(given)) > IN_LEXICON)
    if not known:
        score *= 1.0 - 0.8 * organization_likelihood(name)
    written = f"{family} {given}" if spaced else family + given
    return NameParse(written or name, family, given, spaced, round(score, 4), known)


def _not_words(whole: str, *, sure: bool) -> float:
    """What the dictionary leaves of a name's likelihood: little, where the text is a word or made of plain words."""
    tags = parts_of_speech(whole)
    if tags:
        return 1.0 if any(tag[2] == "人名" for tag in tags) else 0.25
    if sure:
        return 1.0
    found = words(whole)
    plain = all(not word.unknown and word.part[2] != "人名" for word in found)
    return 0.25 if plain else 1.0


def _divided(parts: list[str]) -> tuple[str, str, bool, float]:
    """Family name, given name, whether a space divides them, and how likely that is a name."""
    whole = "".join(parts)
    letterspaced = 2 * sum(len(part) == 1 for part in parts) > len(parts)
    score = _joint(parts[0], parts[1]) if len(parts) == 2 else 0.0
    if len(parts) > 1 and (score >= 0.25 or (len(parts) > 2 and not letterspaced)):
        return parts[0], " ".join(parts[1:]), True, score
    borders = {len("".join(parts[:index])) for index in range(1, len(parts))}
    options = [
        (_joint(whole[:cut], whole[cut:]) * (1.0 if cut in borders or not borders else 0.8), _usual(whole, cut), cut)
        for cut in range(1, min(len(whole), 6))
    ]
    best, _, cut = max(options, default=(0.0, 0.0, 0))
    if len(parts) == 2 and best < 0.75:  # the writer's space stands unless it cuts a known name in two
        return parts[0], parts[1], True, score
    if best == 0.0 or len(whole) > 9:
        return "", whole, False, 0.0
    return whole[:cut], whole[cut:], cut in borders, 0.97 * best


def _usual(whole: str, cut: int) -> float:
    """Breaks ties between divisions: common family names first, then two characters, the usual length."""
    return min(1.0, _families().get(variant_key(whole[:cut]), 0) / 1e6) + (0.5 if cut == 2 else 0.0)


def _joint(family: str, given: str) -> float:
    first, second = family_score(family), given_score(given)
    return 0.98 * (first * second) ** 0.6 if first and second else 0.0


_KATAKANA_WORD = re.compile(r"[ァ-ヺー]{1,10}")
_ROMAN_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ][A-Za-zÀ-ÖØ-öø-ÿ'.\-]*")


def _foreign(parts: list[str]) -> float:
    """How likely this is a name in katakana or Latin letters."""
    pieces = [piece for part in parts for piece in re.split("[・=＝]", part) if piece]
    if not pieces or len(pieces) > 5:
        return 0.0
    if all(_KATAKANA_WORD.fullmatch(piece) for piece in pieces):
        return _foreign_katakana(pieces)
    roman = 2 <= len(pieces) <= 4 and all(_ROMAN_WORD.fullmatch(piece) for piece in pieces)
    return 0.7 if roman and pieces[0][0].isupper() else 0.0


def _foreign_katakana(pieces: list[str]) -> float:
    if len(pieces) > 1:
        return 0.85 - 0.6 * sum(_common(piece) for piece in pieces) / len(pieces)
    if len(pieces[0]) < 4:
        return 0.3 if _person(pieces[0]) else 0.0
    found = words(pieces[0])
    if any(word.part[2:3] == ("人名",) for word in found):
        return 0.6
    return 0.45 if all(word.unknown for word in found) else 0.1


def _common(word: str) -> bool:
    return bool(parts_of_speech(word)) and not _person(word)


def _person(word: str) -> bool:
    return any(tag[2:3] == ("人名",) for tag in parts_of_speech(word))
