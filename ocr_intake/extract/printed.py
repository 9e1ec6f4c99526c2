"""What forms print that nobody wrote: notes, empty marks such as 〒 and (   )   -, rows of boxes to tick."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from ocr_intake.extract.knowledge import comparable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.segment import Segment

_SIGN = re.compile(r"^(?:[(（]?[※＊*注][)）]?\d{0,2}|[(（]注[)）\d])")
_VOICE = re.compile(
    r"ほしい|欲しい|思[いうっわえ]|心配|不安|困[っりる]|べき|でしょうか|ですか|ませんか|賛成|反対|たい(?:です|と)"
    r"|わたし|私[はがもの]|でした|ました|と(?:書|言|い)[いわっ]|られ|ので[、。]?|(?:です|ます)が、|のに"
)
"""Words that forms do not print and people write."""
_ENDS_NOTE = re.compile(r"(?:ください|下さい|ません|ます|こと|まで|必着|有効|願います|かねます|様式可|[)）])[。.]?$")
_FURNITURE = re.compile(
    r"〒|電話(?:番号)?|(?:tel|fax|e-?mail)[.]?|自宅|携帯(?:電話)?|勤務先|固定|日中|連絡先|都道府県|市区?町村|番地"
    r"|ふりがな|フリガナ|[様殿印㊞歳才年月日℡☎@-]|令和|平成|昭和|大正|ページ|[第章節項行]|\bp[.]?$",
    re.IGNORECASE,
)
_BOX = "□☐☑☒■✓✔"
_CHOICE = re.compile(rf"(?:[{_BOX}口ロ][\s　]*[^\s{_BOX}。、]{{1,14}}[\s　]*){{2,}}")
_TICKED = re.compile(rf"^[{_BOX}][\s　]*[^\s{_BOX}。、]{{1,14}}$")
_CHOICES_OF_WORDS = re.compile(
    r"(?:個人|団体|法人|男性?|女性?|可|否)(?:[\s　]*[・/／][\s　]*(?:個人|団体|法人|男性?|女性?|可|否|その他))+"
)
FULL = 0.8
"""Share of the longest line's extent from which a note may go on in the next line."""


def is_instruction(text: str, knowledge: Knowledge) -> bool:
    """Whether a line is a printed note, by its words alone: for lines on which nobody's text is expected."""
    folded = comparable(text)
    return any(pattern.search(folded) for pattern in knowledge.instructions)


def is_note(text: str, knowledge: Knowledge) -> bool:
    """Whether a line among people's text is a printed note: it begins with ※, or asks as forms ask and ends so."""
    if _SIGN.match(text.strip()):
        return True
    plain = "".join(text.split())
    return is_instruction(text, knowledge) and bool(_ENDS_NOTE.search(plain)) and not _VOICE.search(plain)


def is_sure_note(text: str, knowledge: Knowledge) -> bool:
    """Whether a line is a printed note wherever it stands: it begins with ※ and asks as forms ask."""
    sign = _SIGN.match(text.strip())
    return sign is not None and is_instruction(text.strip()[sign.end() :], knowledge)


def is_unfilled(text: str) -> bool:
    """Whether a line holds only what a form prints for the writer to fill in: 〒, (   )   -, 自宅・携帯, 年 月 日."""
    plain = comparable(unicodedata.normalize("NFKC", text))
    if not plain:
        return True
    rest = _FURNITURE.sub("", plain)
    return not any(char.isalnum() for char in rest)


def is_choice(text: str) -> bool:
    """Whether a line is a row of boxes to tick or of words to ring: □個人 ☑団体, 男・女, 可・否."""
    plain = text.strip()
    return bool(_CHOICE.fullmatch(plain) or _TICKED.match(plain) or _CHOICES_OF_WORDS.fullmatch(plain))


def without_notes(segments: Sequence[Segment], knowledge: Knowledge) -> list[Segment]:
    """People's text without printed notes before, after and in it, and what of them goes on in a second line.

    Inside the text only what begins with ※ and asks as forms do is a note: people write 記入してください too.
    """
    kept: list[Segment] = []
    open_note = False
    extent = max((_extent(segment) for segment in segments), default=1)
    for i, segment in enumerate(segments):
        sure = is_sure_note(segment.text, knowledge)
        leading = not kept and _opens_with_note(i, segments, knowledge)
        goes_on = open_note and segment.text.rstrip().endswith(("。", "）", ")")) and not _VOICE.search(segment.text)
        if sure or leading or goes_on:
            ended = segment.text.rstrip().endswith(("。", "）", ")"))
            open_note = not ended and _extent(segment) >= FULL * extent
            continue
        open_note = False
        kept.append(segment)
    return _without_trailing(kept, knowledge)


def _opens_with_note(i: int, segments: Sequence[Segment], knowledge: Knowledge) -> bool:
    """Whether a line is a note, alone or with the next one into which it goes on."""
    text = segments[i].text
    if is_note(text, knowledge):
        return True
    after = segments[i + 1].text if i + 1 < len(segments) else ""
    return is_instruction(text, knowledge) and not text.rstrip().endswith("。") and is_note(text + after, knowledge)


def _without_trailing(kept: list[Segment], knowledge: Knowledge) -> list[Segment]:
    end = len(kept)
    while end > 1 and _is_trailing(kept[end - 2].text, kept[end - 1].text, knowledge):
        end -= 1
    return kept[:end]


def _is_trailing(above: str, text: str, knowledge: Knowledge) -> bool:
    """Whether the last line is a printed note: a sentence of its own that asks as forms ask."""
    begins = above.rstrip().endswith(("。", "．", ".", "」", "!", "?", "！", "？", ")", "）"))
    return begins and is_note(text, knowledge) and is_instruction(text, knowledge)


def _extent(segment: Segment) -> int:
    box = segment.line.box
    return box.height if segment.vertical else box.width
