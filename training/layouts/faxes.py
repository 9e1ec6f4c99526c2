"""What a fax machine prints along the upper edge: the same machine and time on every page of one sending."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag
from training.content.submitters import submitter
from training.paper import Run, tagged, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.dice import Dice
    from training.paper import Page

DATES: Final = (
    "{y}/{m:02d}/{d:02d} {h:02d}:{i:02d}",
    "{y}年{m:02d}月{d:02d}日 {h:02d}:{i:02d}",
    "{y}年 {m}月{d}日({w}) {h}時{i:02d}分",
    "{m:02d}/{d:02d} {h:02d}:{i:02d}",
    "{e} {d} {y} {h:02d}:{i:02d}",
    "'{s:02d} {m:02d}/{d:02d}({w}) {h:02d}:{i:02d}",
    "{e}-{d:02d}-{y}({v}) {h:02d}:{i:02d}",
    "令和{r}年{m}月{d}日 {h}:{i:02d}",
    "{y}-{m:02d}-{d:02d} {h:02d}:{i:02d}",
    "{d:02d}-{m:02d}-{s:02d};{h:02d}:{i:02d}",
    "",
)
PAGES: Final = (
    *("P.{n}/{t}", "P.{n:03d}/{t:03d}", "P {n:02d}", "P. {n}", "Page {n}", "{n}/{t}", "#{n} /{t}", "p{n}", "{n:03d}"),
    *("P{n}/{t}", "Page {n:03d}/{t:03d}", "No.{j} P.{n}", "#{j} P.{n:03d}/{t:03d}", "({n}/{t})", "NO.{j:04d}　P.{n}"),
    *("頁 {n}", "{n}頁/{t}頁", "ページ：{n}/{t}"),
)
MARKS: Final = ("", "", "FAX:", "FAX ", "TEL ", "T:", "Fax:", "ＦＡＸ：", "電話:", "TEL=", "ID=", "+81 ", ":")
ORIGINS: Final = (
    *("", "", "", "FROM:", "From ", "発信元:", "発信:", "送信者：", "送信元 ", "相手："),
    *("TX ", "RX ", "受信：", "< ", ";"),
)
SHOPS: Final = (
    *("コンビニエンスストア", "FAX", "ファクシミリ", "コピーサービス", "MULTI FAX"),
    *("マルチコピー", "Ｆａｘ", "送信機", "G3", "ECM", "IP-FAX", ""),
)


def _station(dice: Dice, names: Sequence[str]) -> str:
    """What the machine calls itself: its owner, half of the owner's name, a shop, letters, nothing."""
    own = (
        dice.pick(names) if names and dice.chance(0.5) else dice.pick([submitter(dice).organization, dice.pick(SHOPS)])
    )
    letters = "".join(dice.pick("ABCDEFGHIKMNORSTUYZ") for _ in range(dice.randint(4, 9)))
    name = dice.pick([own, own, own.replace("　", " ").split(" ")[0], letters, ""])
    return dice.pick(ORIGINS) + name


def header_lines(dice: Dice, total: int, *, numbers: Sequence[str] = (), names: Sequence[str] = ()) -> list[str]:
    """The header of each page of one sending.

    Args:
        dice: chance.
        total: how many pages.
        numbers: the sender's numbers; some machines show another one.
        names: what the sender is called.
    """
    number = dice.pick(numbers) if numbers and dice.chance(0.55) else submitter(dice).phone
    number = number if dice.chance(0.8) else "".join(char for char in number if char.isdigit())
    year, month, day = dice.randint(2019, 2028), dice.randint(1, 12), dice.randint(1, 28)
    hour, minute = dice.randint(0, 23), dice.randint(0, 59)
    date, page, counter = dice.pick(DATES), dice.pick(PAGES), dice.randint(1, 9999)
    station = _station(dice, names)
    call = dice.pick(MARKS) + number if dice.chance(0.8) else ""
    order = dice.pick(["dscp", "dscp", "dcsp", "scdp", "sdcp", "csdp", "dpsc", "cdsp", "psdc", "dsc", "scp"])
    gap = " " * dice.randint(1, 6) if dice.chance(0.8) else "　"
    whole = total if dice.chance(0.85) else total + dice.randint(1, 2)
    slow = dice.chance(0.4)
    lines = []
    for number_of_page in range(1, total + 1):
        when = date.format(
            y=year, m=month, d=day, h=hour, i=min(59, minute + (number_of_page // 2 if slow else 0)), s=year % 100,
            r=year - 2018, w="月火水木金土日"[day % 7], v=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day % 7],
            e=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[month - 1],
        )  # fmt: skip
        counted = page.format(n=number_of_page, t=whole, j=counter)
        parts = {"d": when, "s": station, "c": call, "p": counted}
        lines.append(gap.join(parts[key] for key in order if parts[key]))
    return lines


def faxed(dice: Dice, pages: Sequence[Page], *, numbers: Sequence[str] = (), names: Sequence[str] = ()) -> list[Page]:
    """The pages as they came by fax: each with its header. Pages in columns stay as they are: theirs is no row."""
    lines = header_lines(dice, len(pages), numbers=numbers, names=names)
    share, size, top = dice.uniform(0.01, 0.12), dice.uniform(18, 30), dice.uniform(0.002, 0.014)
    out = []
    for page, text in zip(pages, lines, strict=True):
        if page.vertical or not text.strip():
            out.append(page)
            continue
        height = size * page.width / 1654
        long = width_of(text, height)
        height *= min(1.0, 0.96 * page.width / long)
        left = min(share * page.width, page.width - min(long, 0.96 * page.width) - 2)
        run = Run(tagged(text, Tag.HEADER).stripped(), max(left, 2.0), top * page.height, height, hand=False)
        out.append(replace(page, runs=(run, *page.runs)))
    return out
