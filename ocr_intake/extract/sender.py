"""The sender's block of a letter without labels: address, name and telephone number standing together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_intake.extract.knowledge import comparable
from ocr_intake.japanese.addresses import address_likelihood
from ocr_intake.japanese.dates import find_dates
from ocr_intake.japanese.names import parse_name
from ocr_intake.japanese.organizations import organization_likelihood
from ocr_intake.japanese.phones import find_phones
from ocr_intake.japanese.postal import find_postal_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.extract.segment import Segment

ADDRESS = 0.5
"""``address_likelihood`` from which a short line is an address."""
LONGEST = 48
"""Characters of the longest line that a sender's block has."""
NEAR = 3
"""Lines of a block follow one another with at most so many others (a date, a title) between them, less one."""
_ADDRESSEE = re.compile(r"(御中|様|殿|宛て?|あて|行)[\s　]*[)）]?$")
_OFFICE = re.compile(
    r"(市|町|村|区|県|都|府|道)(長|役所|役場|庁)|(部|課|係|室|局)[\s　]*(御中|様|宛|担当|あて|行)"
    r"|担当者?[\s　]*(様|御中|殿)"
)
_TITLE = re.compile(
    r"(について|に対する|に関する|への|に係る).{0,12}(意見|提案|要望|コメント)|^意見書$|意見(提出)?(書|様式|用紙|票)$"
    r"|パブリック.?コメント|意見(の)?提出|案[)）」』\]]*(について|の意見)$"
    r"|(計画|条例|プラン|ビジョン|方針|構想).{0,8}(への|に対する).{1,4}$"
)
_DATE_LIKE = re.compile(r"(20\d\d|令和\S{1,2}|[RrＲ]\d)[年.．・,/]\d{1,2}[月.．・,/]|^\d{1,2}[.．]\d{1,2}[.．]\d{1,2}$")
_CONTINUED = re.compile(
    r"^[(（\[［【]?(別紙|続紙|別添|つづき|続き)|[(（](続き|つづき)[)）]|^\d+枚目|(意見|内容).{0,6}[(（]?(続き|つづき)[)）]?$"
)


@dataclass(frozen=True, slots=True)
class Sender:
    """Lines of a sender's block by what they are."""

    addresses: tuple[Segment, ...] = ()
    """With postal codes, in reading order."""
    phones: tuple[Segment, ...] = ()
    people: tuple[Segment, ...] = ()
    """Persons and organisations."""

    @property
    def lines(self) -> tuple[Segment, ...]:
        """All of them."""
        return (*self.addresses, *self.phones, *self.people)


def is_addressee(text: str, knowledge: Knowledge) -> bool:
    """Whether a line names whom the letter is for."""
    plain = "".join(text.split())
    if len(plain) > LONGEST or "。" in plain:
        return False
    office = bool(_OFFICE.search(text)) or any(comparable(name) in comparable(text) for name in knowledge.city_names)
    return office and (bool(_ADDRESSEE.search(text.strip())) or len(plain) <= 22)


def is_date(text: str) -> bool:
    """Whether a line is a date and nothing else to speak of, perhaps with an office's name (a receipt stamp)."""
    plain = "".join(text.split())
    dates = find_dates(text)
    if dates and len(plain) <= dates[0].end - dates[0].start + 6:
        return True
    return bool(_DATE_LIKE.search(plain)) and len(plain) <= 16


def is_title(text: str) -> bool:
    """Whether a line is a heading that says what the letter is about."""
    plain = "".join(text.split())
    return len(plain) <= LONGEST and "。" not in plain and plain[-1:] not in "、すた" and bool(_TITLE.search(plain))


def is_continuation_mark(text: str) -> bool:
    """Whether a line says that the page goes on with what another one began."""
    return bool(_CONTINUED.search("".join(text.split())))


def find_sender(lines: Sequence[Segment], knowledge: Knowledge, *, anchors: bool = True) -> Sender:
    """Find the sender's block among lines that belong to no label.

    Addresses and telephone numbers are the anchors; lines near them that look like a person or an organisation join.

    Args:
        lines: in reading order.
        knowledge: the city's names.
        anchors: whether an anchor is needed; without, a line far from any may be a name only if a known one.
    """
    kinds: list[str] = [_kind(segment, knowledge) for segment in lines]
    fixed = [i for i, kind in enumerate(kinds) if kind in {"address", "phone"}]
    addresses, phones, people = [], [], []
    for i, segment in enumerate(lines):
        near = any(abs(i - j) <= NEAR for j in fixed)
        if kinds[i] == "address":
            addresses.append(segment)
        elif kinds[i] == "phone":
            phones.append(segment)
        elif near and kinds[i] == "continuation" and i and kinds[i - 1] == "address":
            addresses.append(segment)
            kinds[i] = "address"
        elif kinds[i] == "person" and (near or not anchors):
            people.append(segment)
    people = _nearest(people, [lines[i] for i in fixed], lines)
    return Sender(tuple(addresses), tuple(phones), tuple(people))


def _kind(segment: Segment, knowledge: Knowledge) -> str:
    """What one line may be in a sender's block: address, phone, person, continuation (of an address), or ""."""
    text = segment.text.strip()
    plain = "".join(text.split())
    apparatus = is_addressee(text, knowledge) or is_title(text) or is_date(text)
    if not plain or len(plain) > LONGEST or apparatus or plain.endswith(("。", "、")) or "。" in plain[:-1]:
        return ""
    numbered = any(c.isdigit() or c in "一二三四五六七八九十" for c in plain)
    coded = any(c.start <= 2 for c in find_postal_codes(text))
    likely = address_likelihood(text)
    checks = {
        "address": coded and (len(plain) <= 12 or likely >= 0.3),
        "phone": len(plain) <= 24 and _phone_line(plain),
        "address ": likely >= ADDRESS and numbered,
        "person": len(plain) <= 30 and (parse_name(text).likelihood >= 0.55 or organization_likelihood(text) >= 0.5),
        "continuation": len(plain) <= 18 and (any(c.isdigit() for c in plain) or likely > 0),
    }
    return next((kind.strip() for kind, holds in checks.items() if holds), "")


def _phone_line(plain: str) -> bool:
    """Whether a line is a telephone number, with or without 電話 or TEL before it."""
    digits = sum(c.isdigit() for c in plain)
    found = find_phones(plain)
    if found:
        return digits >= 9 and not found[0].fax
    return 9 <= digits <= 13 and digits >= 0.6 * len(plain) and plain.lstrip("電話番号TELtel.:：").startswith("0")


def _nearest(people: list[Segment], fixed: list[Segment], lines: Sequence[Segment]) -> list[Segment]:
    """At most three lines, nearest to the anchors, in reading order."""
    if not fixed:
        return people[:1]
    order = {id(segment): i for i, segment in enumerate(lines)}

    def distance(segment: Segment) -> int:
        return min(abs(order[id(segment)] - order[id(anchor)]) for anchor in fixed)

    chosen = sorted(people, key=distance)[:3]
    return sorted(chosen, key=lambda segment: order[id(segment)])
