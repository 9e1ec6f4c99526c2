"""The words of labels: what wordings are compared by, and what a label in no list asks for by the words it is made of.

Set aside are widths, brackets, hints, 必須 and the second language.
"""

from __future__ import annotations

import re
import unicodedata

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
LONGEST_LABEL_LINE = 26
"""A line that is all label is not longer than this, nor what is printed after the label of an opinion."""
LONGEST_FIRST = 6
"""Characters of a label's Japanese beside its second language."""
_AND = re.compile(r"[・、,/／&＆+＋]|及び|および|並びに|ならびに|又は|または|もしくは|と(?=[^\s])")
_LATIN = re.compile(r"[a-z][a-z.,'/& -]*")
_TWICE = re.compile(r"(.)\1+")
_NUMBERED = re.compile(r"(?:その)?(?:[0-9]{1,2}|[①-⑳])$")


def comparable(text: str) -> str:
    """A label or line without what does not tell labels apart: widths, case, white space, a closing colon."""
    plain = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return plain.rstrip(":") or plain


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


def simpler(text: str) -> tuple[str, ...]:
    """A folded label in simpler forms, the likeliest first.

    Without 必須, without the number of a repeated field, in one language, without characters read twice on overlapping
    lines, without dirt at an end.
    """
    plain = bare(without_remark(_DEMAND.sub("", text)))
    forms = (plain, bare(_NUMBERED.sub("", plain)), bare(_LATIN.sub("", plain)), _TWICE.sub(r"\1", text))
    return tuple(dict.fromkeys(form for form in (*forms, text[:-1], text[1:]) if form and form != text))


def second_language(text: str) -> str:
    """The Latin words of a folded label in two languages (意見 your comments), which outlive a misread character."""
    latin = _LATIN.search(text)
    japanese = bare(_LATIN.sub("", text))
    return bare(latin[0].strip()) if latin is not None and 0 < len(japanese) <= LONGEST_FIRST else ""


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


def is_sentence(text: str) -> bool:
    """Whether a text ends like a sentence or goes on after one."""
    plain = "".join(text.split())
    return "。" in plain or plain.endswith(("です", "ます", "ません", "ました", "ください", "下さい", "たい", "ほしい"))


# ------------------------------------------------------------------------------------------------- what words ask for


_GLUE = (
    "にあっては|における|に対する|に関する|に係る|について|もしくは|若しくは|ならびに|並びに|または|又は|および|及び|その他"
    "|場.|及.?|できる|出来る|可能な|とれる|取れる|つながる|つく|される|する|した|場合|とき|など|のみ|必須|任意|もの|ご|御|お|方|際|等"
    "|の|は|が|を|で|に|も|と|や|・|、|,|/|欄|記入|記載"
)
_WHO = (
    "意見提出者|提出者|応募者|申出者|届出者|記入者|差出人|投稿者|回答者|提案者|送付者|送信者|あなた|本人|個人|連絡|日中|昼間|平日"
    "|夜間|緊急時?|自宅|固定|現在|主たる|本店|本社|普段"
)
_BODIES = (
    "法人|団体|会社|企業|事業所|事業者|事務所|組織|学校|自治会|町内会|グループ|機関"
    "|勤務先|所属先|所属|商店|店舗|サークル|貴社"
)
_MATTER = "計画案|計画|素案|原案|条例案|条例|方針|本案|案|全般|全体"
_WORDS = re.compile(
    rf"(?P<postal_code>郵便番号|〒)|(?P<phone>電話番号|電話|tel(?:番号)?|携帯(?:番号)?|連絡先番号|番号)|(?P<contact>連絡先)"
    r"|(?P<fax>(?:fax|ファック?ス|ファクシミリ)(?:番号)?)|(?P<email>(?:電子|e-?)?メール(?:アドレス)?|e-?mail(?:アドレス)?)"
    r"|(?P<address>住所地?|所在地|居住地|住まい)|(?P<representative>代表者?|担当者?)|(?P<rank>役職名?|職名?|肩書き?)"
    r"|(?P<name>氏名|姓名|名前|芳名)|(?P<title>名称|名)|(?P<opinion>意見|提案|提言|要望|感想|質問|コメント)|(?P<reason>理由)"
    rf"|(?P<content>内容)|(?P<body>{_BODIES})|(?P<who>{_WHO})|(?P<matter>{_MATTER})|(?P<glue>{_GLUE})"
)
_CONTACT = ("phone", "email", "address")
_HINTED = (
    ("representative", re.compile(r"代表者?(?:の|・)?(?:役?職)?・?(?:お?名前|氏名|名)|代表者?も")),
    ("organization", re.compile(rf"(?:{_BODIES})等?の?名(?!前)|名称|商号")),
)


def asked_by_words(text: str, forgiven: int = 0) -> tuple[str, ...] | None:
    """Kinds that a label asks for whose every word is one that labels are made of; None for any other text.

    Args:
        text: as labels are compared (``folded``), without hints.
        forgiven: characters that may belong to no such word, behind the first one.
    """
    kinds: list[str] = []
    noun = ""
    words: set[str] = set()
    at = 0
    while at < len(text):
        match = _WORDS.match(text, at)
        if match is None:
            if not words or (forgiven := forgiven - 1) < 0:
                return None
            at += 1
            continue
        at, word = match.end(), match.lastgroup or ""
        words.add(word)
        kinds.extend(_asked(word, match[0], noun))
        noun = noun if word in {"glue", "rank"} else word
    if "matter" in words and set(kinds) != {"opinion"} and set(kinds) != {"opinion", "reason"}:
        return None
    if noun == "contact":
        kinds.extend(_CONTACT)
    return tuple(dict.fromkeys(kinds)) or None


def asked_by_hint(hint: str) -> tuple[str, ...]:
    """Whose names a hint asks for, which forms word as they like: 団体の場合は、名称及び代表者名."""
    return tuple(kind for kind, words in _HINTED if words.search(hint))


def _asked(word: str, written: str, noun: str) -> tuple[str, ...]:
    """Kinds that one word of a label adds, after the last noun before it."""
    if word == "title":  # 団体名, 提出者名, 代表者名; 名称 is always a body's
        if noun == "representative":
            return ()
        return ("organization",) if noun == "body" or written == "名称" else ("name",) if noun == "who" else ()
    if word == "name":
        return () if noun == "representative" else ("name",)
    if word == "phone" and written == "番号":
        return ("phone",) if noun in {"contact", "who"} else ()
    if word in {"postal_code", "phone", "fax", "email", "address", "representative", "opinion", "reason"}:
        return (word,)
    return ()
