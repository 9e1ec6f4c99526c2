"""A letter's apparatus: addressee, office, date, title, continuation mark, stamp. Not its text, not its sender."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from ocr_intake.extract.knowledge import comparable
from ocr_intake.japanese.dates import find_dates
from ocr_intake.japanese.organizations import organization_likelihood

if TYPE_CHECKING:
    from ocr_intake.extract.knowledge import Knowledge

LONGEST = 48
"""Characters of the longest line that a sender's block or a heading has."""
LONGEST_OFFICE = 30
LEAST_DIGITS = 6
"""Digits of the shortest number that somebody is called by."""
_ADDRESSEE = re.compile(r"(御中|様|殿|宛て?|あて|行)[\s　]*[)）]?$")
_OFFICE = re.compile(
    r"(市|町|村|区|県|都|府|道)(長|役所|役場|庁)|(部|課|係|室|局)[\s　]*(御中|様|宛|担当|あて|行)"
    r"|担当者?[\s　]*(様|御中|殿)"
)
_DEPARTMENT = re.compile(
    r"(?:市|町|村|区|県|都|府|道)(?:役所|役場|庁)|知事|教育委員会|(?:支|総合支)所$"
    r"|^(?!.*[年月]).{1,8}[市町村区県](?:長)?.{0,12}(?:部|局|課|室|係|担当)(?:[\s　(（]|$)"
    r"|(?:部|局|室|センター)[\s　]*.{1,12}(?:課|係|室|担当)(?:[\s　(（]|$)"
    r"|(?:推進|企画|政策|総務|財政|広報|広聴|福祉|環境|都市|情報|管理|振興|計画|整備|生活|子ども|こども|保健|教育|建設|土木)"
    r".{0,8}(?:課|係)(?:[\s　(（]|$)"
)
_TITLE = re.compile(
    r"(について|に対する|に関する|への|に係る).{0,12}(意見|提案|要望|コメント)|^意見書$|意見(提出)?(書|様式|用紙|票)$"
    r"|パブリック.?コメント|意見(の)?提出|案[)）」』〉》>\]]*(について|の意見)$"
    r"|(計画|条例|プラン|ビジョン|方針|構想).{0,8}(への|に対する).{1,4}$"
    r"|^[「『].{4,40}[」』].{0,8}[(（](?:ご?意見|要望|提案|質問)[)）]$"
)
_CONTACTS = (
    re.compile(r"TEL|電話|℡|☎", re.IGNORECASE),
    re.compile(r"FAX|ファ[クッ]ク?ス", re.IGNORECASE),
    re.compile(r"mail|メール|@", re.IGNORECASE),
)
_MAY_BE_TITLE = re.compile(
    r"(?:計画|条例|プラン|ビジョン|方針|構想|案).{0,14}(?:について|に(?:関|対)する.{0,2}|意見書?|要望書?|提案書?|コメント)$"
)
_AS_MEANT = str.maketrans("っヘベペ", "つへべぺ")
"""Kana that readers do not tell from their like: にっいて."""
_DATE_LIKE = re.compile(
    r"(20\d\d|令和\S{1,2}|[RrＲ]\d{1,2}|^['’]?\d{2})[年.．・,/][\-‐ー－]?\d{1,2}[月.．・,/][\-‐ー－]?\d{1,2}"
    r"|(20\d\d|令和\S{1,2}|[RrＲ]\d)[年.．・,/]\d{1,2}[月.．・,/]|^\d{1,2}[.．][\-‐ー－]?\d{1,2}[.．][\-‐ー－]?\d{1,2}$"
)
_EMPTY_DATE = re.compile(r"^(?:令和|平成|西暦|20)?[\d元]{0,4}年[\d]{0,2}月[\d]{0,2}日?$")
_CONTINUED = re.compile(
    r"^[(（\[［【]?(別紙|続紙|別添|つづき|続き)|[(（](続き|つづき)[)）]|^\d+枚目|(意見|内容).{0,6}[(（]?(続き|つづき)[)）]?$"
    r"|^(前ページ|前頁|表面)(から|より)の?(続き|つづき)"
)
_PAGE_MARK = re.compile(
    r"^[\-‐−–—ー~〜(（<＜\[]*(?:P|p|No|NO)?[.．]?\d{1,3}(?:[/／]\d{1,3}|ページ|頁|枚目)?[\-‐−–—ー~〜)）>＞\]]*$"
)
_CLOSING = re.compile(r"^[(（]?(以上|記|了)[)）。]?$")
_RECEIPT = re.compile(r"^[収受反]\s?[受付領理]\s?[印済]?$|^受付(印|日|番号|No).{0,12}$|^第\s*号$")
_MUNICIPALITY = re.compile(r"^.{1,6}[市町村区](役所|役場)?$")


def is_addressee(text: str, knowledge: Knowledge) -> bool:
    """Whether a line names whom the letter is for."""
    plain = "".join(text.split())
    if len(plain) > LONGEST or "。" in plain:
        return False
    office = bool(_OFFICE.search(text)) or any(comparable(name) in comparable(text) for name in knowledge.city_names)
    return office and (bool(_ADDRESSEE.search(text.strip())) or len(plain) <= 22)


def is_office(text: str) -> bool:
    """Whether a line names an office of a municipality: 総務部 企画課, 花巻市役所, 久慈市建設課 (担当 …)."""
    plain = "".join(text.split())
    if not plain or len(plain) > LONGEST_OFFICE or "。" in plain or any(char.isdigit() for char in plain):
        return False
    return bool(_DEPARTMENT.search(text.strip())) and organization_likelihood(text) < 0.95


def is_date(text: str) -> bool:
    """Whether a line is a date, filled in or not, and nothing else to speak of, perhaps with an office's name."""
    plain = "".join(text.split())
    dates = find_dates(text)
    if dates and len(plain) <= dates[0].end - dates[0].start + 6:
        return True
    return bool(_EMPTY_DATE.match(plain)) or (bool(_DATE_LIKE.search(plain)) and len(plain) <= 16)


def is_title(text: str) -> bool:
    """Whether a line is a heading that says what the letter is about."""
    plain = "".join(text.split()).translate(_AS_MEANT)
    return len(plain) <= LONGEST and "。" not in plain and plain[-1:] not in "、すた" and bool(_TITLE.search(plain))


def is_contact(text: str) -> bool:
    """Whether a line is how to reach somebody: two of telephone, fax and e-mail, or one behind an office."""
    plain = unicodedata.normalize("NFKC", "".join(text.split()))
    if "。" in plain or sum(char.isdigit() for char in plain) < LEAST_DIGITS:
        return False
    marks = [found.start() for mark in _CONTACTS if (found := mark.search(plain)) is not None]
    return len(marks) > 1 or (len(marks) == 1 and is_office(plain[: marks[0]]))


def may_be_title(text: str) -> bool:
    """Whether a line at the head of a letter may be its heading, read worse or cut at the line's end."""
    plain = "".join(text.split()).translate(_AS_MEANT)
    return len(plain) <= LONGEST and "。" not in plain and bool(_MAY_BE_TITLE.search(plain))


def is_continuation_mark(text: str) -> bool:
    """Whether a line says that the page goes on with what another one began."""
    return bool(_CONTINUED.search("".join(text.split())))


def is_page_mark(text: str) -> bool:
    """Whether a line is nothing but a page number: - 2 -, 2/2, (3), 2ページ."""
    return bool(_PAGE_MARK.match("".join(text.split())))


def is_closing(text: str) -> bool:
    """Whether a line is one of the words that end a letter or head its list, standing alone: 以上, 記."""
    return bool(_CLOSING.match("".join(text.split())))


def is_receipt(text: str) -> bool:
    """Whether a line is the word of a receipt stamp: 受付, 収受."""
    return bool(_RECEIPT.match(text.strip()))


def is_municipality(text: str) -> bool:
    """Whether a line is nothing but the name of a municipality, as receipt stamps have over or under their date."""
    return bool(_MUNICIPALITY.match("".join(text.split())))
