"""What a label asks for by the words it is made of, where its wording as a whole is in no list."""

from __future__ import annotations

import re

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
