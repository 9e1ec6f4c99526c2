"""What is printed on papers and that nobody fills in: notes, titles, the city's name and contacts, stamps, fax headers.

The wordings are in `data/print_*.txt`. Labels are in `labels`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from training.content.grammar import Grammar
from training.content.numbers import full_width, kanji_number
from training.content.phones import phone
from training.content.places import city_and_town
from training.dice import Dice

if TYPE_CHECKING:
    from collections.abc import Callable

    Slot = str | Callable[[Dice], str]

_PREFECTURE: Final = 0.07
"""How often a prefecture rather than a city asks."""
_HALLS: Final = {"市": "市役所", "町": "町役場", "村": "村役場", "区": "区役所"}
_WEEKDAYS: Final = "月火水木金土日"
_MONTHS: Final = ("JAN", "Feb", "MAR", "Apr", "MAY", "Jun", "JUL", "Aug.", "SEP", "Oct", "NOV", "Dec.")
_MAIL_USERS: Final = ("kikaku", "seisaku", "info", "kankyo", "soumu", "koho", "kosodate", "toshikei", "iken", "pubcom")
_LATIN_CITIES: Final = ("aoba", "hikari", "midori", "sakura", "kita", "minami", "asahi", "kawabe", "yamate", "matsuba")


@cache
def _words() -> Grammar:
    return Grammar("print_notes", "print_heads", "print_office")


def _day(dice: Dice) -> tuple[int, int, int]:
    return dice.randint(2019, 2030), dice.randint(1, 12), dice.randint(1, 28)


def _date(dice: Dice) -> str:
    """A date with its year as forms print it: 令和７年６月30日（月）."""
    year, month, day = _day(dice)
    era = dice.pick([f"令和{year - 2018}年", f"令和{year - 2018}年", f"{year}年", f"令和 {year - 2018} 年"])
    return f"{era}{month}月{day}日" + _weekday(dice)


def _weekday(dice: Dice) -> str:
    name = dice.pick(_WEEKDAYS)
    return dice.pick(["", "", f"（{name}）", f"({name})", f"（{name}曜日）", f"{name}曜日"])


def _month_and_day(dice: Dice) -> str:
    return f"{dice.randint(1, 12)}月{dice.randint(1, 28)}日{_weekday(dice)}"


def _deadline(dice: Dice) -> str:
    return _date(dice) if dice.chance(0.6) else _month_and_day(dice)


def _period(dice: Dice) -> str:
    between = dice.pick(["から", "～", "〜", " ～ ", "から　", "-", "　～　"])
    return _date(dice) + between + _month_and_day(dice) + dice.pick(["", "まで"])


def _english_date(dice: Dice) -> str:
    year, _, day = _day(dice)
    name = dice.pick(_MONTHS)
    return dice.pick(
        [
            f"{name} {day} {year}",
            f"{day:02}-{name}-{year}",
            f"{name}-{day:02}-{year}",
            f"{name}. {day}, {year}",
            f"{day} {name} {year % 100}",
        ]
    )


def _time(dice: Dice) -> str:
    hour, minute = dice.randint(6, 23), dice.randint(0, 59)
    if dice.chance(0.15):
        return dice.pick([f"{hour}時{minute:02}分", f"{hour:02}時{minute:02}分"])
    if dice.chance(0.15):
        return dice.pick(["AM", "PM", "午前", "午後", "AM "]) + f"{hour % 12:02}:{minute:02}"
    return f"{hour:02}:{minute:02}" + dice.pick(["", "", "", f":{dice.randint(0, 59):02}", " PM", "PM", "h"])


def _fax_number(dice: Dice) -> str:
    number = phone(dice, mobile=0.06)
    digits = "".join(char for char in number if char.isascii() and char.isdigit())
    return dice.pick(
        [number, number, digits or number, f"+81{digits[1:]}" if digits else number, digits.replace("0", "0 ", 1)]
    )


def _lot(dice: Dice) -> str:
    block, house, unit = dice.randint(1, 9), dice.randint(1, 40), dice.randint(1, 30)
    chome = dice.pick([str(block), kanji_number(block)])
    return dice.pick(
        [
            f"{block}-{house}",
            f"{block}-{house}-{unit}",
            f"{chome}丁目{house}番{unit}号",
            f"{chome}丁目{house}番地",
            f"{house}番地",
            f"{house}番地{block}",
            f"{block}番{house}号",
            str(house),
        ]
    )


def _slots(dice: Dice) -> dict[str, Slot]:
    """What may be put into a wording; the city, its section, numbers and plan are the same throughout one wording."""
    city, town = city_and_town(dice)
    name = city.parent if city.parent and dice.chance(0.6) else city.short if dice.chance(0.85) else city.name
    if dice.chance(_PREFECTURE):
        name = city.prefecture
    kind = name[-1]
    head = "知事" if name == city.prefecture else f"{kind}長"
    hall = _HALLS.get(kind, f"{kind}庁")
    latin = dice.pick(_LATIN_CITIES)
    domain = dice.pick(
        [f"city.{latin}.lg.jp", f"city.{latin}.example.jp", f"town.{latin}.lg.jp", f"{latin}.lg.jp", f"pref.{latin}.jp"]
    )
    p = min(int(dice.expovariate(0.7)) + 1, 9)
    words = _words()
    year, month, day = _day(dice)
    out: dict[str, Slot] = {
        "Y": str(year),
        "y": str(year % 100),
        "e": str(year - 2018),
        "m": str(month),
        "mm": f"{month:02}",
        "d": str(day),
        "dd": f"{day:02}",
        "city": name,
        "kind": kind,
        "citizen": f"{kind}民",
        "head": head,
        "hall": hall,
        "city.head": name + head if head == "知事" else name[:-1] + head,
        "city.hall": name[:-1] + hall,
        "prefecture": city.prefecture,
        "town": town or "中央",
        "lot": _lot,
        "code": f"{dice.randint(1, 999):03}" + dice.pick(["-", "-", "－", "‐", "ー"]) + f"{dice.randint(0, 9999):04}",
        "tel": phone(dice, mobile=0.0),
        "fax": phone(dice, mobile=0.0),
        "mail": dice.pick(_MAIL_USERS) + dice.pick(["@", "@", "@", "＠", "(at)"]) + domain,
        "domain": domain,
        "path": dice.pick(
            ["iken", "pubcom", "public-comment", "seisaku/keikaku", "shisei/iken", "kikaku", "soshiki/12"]
        ),
        "period": _period,
        "deadline": _deadline,
        "deadline.en": _english_date,
        "date.month": lambda dice: f"{dice.randint(1, 12)}月",
        "n": lambda dice: str(dice.randint(1, 9)),
        "kanji": lambda dice: kanji_number(dice.randint(1, 9)),
        "fdate.en": _english_date,
        "ftime": _time,
        "fnum": _fax_number,
        "w": lambda dice: dice.pick(_WEEKDAYS),
        "w.en": lambda dice: dice.pick(["MON", "Tue", "WED", "Thu", "FRI", "Sat", "SUN"]),
        "p": str(p),
        "q": str(p + int(dice.expovariate(0.8))),
    }
    out["section"] = words.one(dice, "section", out)
    return out


def unfilled_slots() -> frozenset[str]:
    """The names in braces that are neither a section nor given; empty unless a list has a misprint."""
    return _words().slots - _words().sections.keys() - _slots(Dice(0)).keys()


def _text(dice: Dice, section: str) -> str:
    """A wording of a section in one of the ways to set digits, brackets and stops."""
    text = _words().one(dice, section, _slots(dice))
    style = dice.random()
    if style < 0.3:
        text = full_width(text)
    elif style < 0.36:
        text = text.replace("、", "，")
    elif style < 0.4:
        text = text.replace("、", "，").replace("。", "．")
    elif style < 0.46:
        text = text.replace("（", "(").replace("）", ")")
    return text


def _line(dice: Dice, section: str) -> str:
    """The same on one line."""
    return " ".join(_lines(_text(dice, section)))


def _lines(text: str) -> list[str]:
    return [line for part in text.split("\n") if (line := part.strip())]


def note(dice: Dice) -> str:
    """One or two sentences of instructions, a heading above them, a line to cut along, or the like."""
    return _line(dice, "note")


def intro(dice: Dice) -> str:
    """The sentence that leads to what is asked or told, as 次のとおり意見を提出します。 does."""
    return _line(dice, "intro")


def plan(dice: Dice) -> str:
    """The title of a plan or bylaw: 第三次環境基本計画（案）."""
    return _line(dice, "plan")


def paper_title(dice: Dice) -> str:
    """What a paper is, with or without the plan that it is about."""
    text = _line(dice, "paper_title")
    if len(text) < 8 and dice.chance(0.25) and "　" not in text:
        return dice.pick(["　", " ", "　　"]).join(text)
    return text


def addressee(dice: Dice) -> str:
    """To whom a paper goes: （宛先）萩市長 様, 企画課 御中."""
    return _line(dice, "addressee")


def office_contact(dice: Dice) -> list[str]:
    """The lines of the city's own contacts: heading, section, address, numbers."""
    return _lines(_text(dice, "office_contact"))


def fax_header(dice: Dice) -> str:
    """The line that a fax machine prints along the edge."""
    text = _words().one(dice, "fax_header", _slots(dice)).strip()
    return full_width(text) if dice.chance(0.05) else text


def consent(dice: Dice) -> str:
    """A sentence to agree with, mostly with a box to tick."""
    return _line(dice, "consent")


def page_mark(dice: Dice) -> str:
    """A page number or the name of a sheet: - 2 -, 1/3, （裏面）."""
    return _line(dice, "page_mark")


def office_use(dice: Dice) -> list[str]:
    """The lines of a box that the office fills in."""
    return _lines(_text(dice, "office_use"))


def stamp(dice: Dice) -> list[str]:
    """The lines of a receipt stamp: city, date, 収受."""
    return _lines(_text(dice, "stamp"))


def choices(dice: Dice) -> list[str]:
    """A list to tick or circle in, on one line or several, with one of many marks, sometimes ticked."""
    items = _text(dice, "choices").split("｜")
    items = [item for item in items if item]
    if len(items) > 3 and dice.chance(0.2):
        items = items[: dice.randint(2, len(items) - 1)]
    short = sum(map(len, items)) < 30
    if short and dice.chance(0.3):
        text = dice.pick(["・", " ・ ", "／", "　", "　・　", "、", " / ", "   ", "　　"]).join(items)
        return [dice.pick(["（{}）", "({})", "{}", "{}", "〔{}〕"]).format(text)]
    marked = [mark + item for mark, item in zip(_marks(dice, len(items)), items, strict=True)]
    per_line = len(items) if short and dice.chance(0.6) else dice.pick([1, 1, 1, 2, 3])
    gap = dice.pick(["　", "  ", " ", "　　", "    "])
    return [gap.join(marked[start : start + per_line]).strip() for start in range(0, len(items), per_line)]


def _marks(dice: Dice, many: int) -> list[str]:
    """What stands before each of so many items: boxes with one ticked, or numbers."""
    if dice.chance(0.35):
        signs = dice.pick(
            [
                "①②③④⑤⑥⑦⑧⑨",
                "123456789",
                "１２３４５６７８９",
                "アイウエオカキクケ",
                "ABCDEFGHI",
                "abcdefghi",
                "ⅠⅡⅢⅣⅤⅥⅦⅧⅨ",
            ]
        )
        shape = dice.pick(["{} ", "{}　", "{}．", "{}. ", "({}) ", "（{}）", "{}", "{})"])
        return [shape.format(signs[index % 9]) for index in range(many)]
    empty, ticked = dice.pick(
        [
            ("□", "☑"),
            ("□", "☑"),
            ("□", "■"),
            ("□", "レ"),
            ("□ ", "☑ "),
            ("□　", "✓　"),
            ("☐", "☑"),
            ("☐ ", "☒ "),
            ("○", "●"),
            ("○ ", "◎ "),
            ("( ) ", "(○) "),
            ("（　）", "（○）"),
            ("[ ] ", "[x] "),
            ("［　］", "［✓］"),
            ("・", "・"),
            ("◯", "⦿"),
            ("口", "回"),
            ("", "○"),
            ("〇", "◉"),
            ("", "✓"),
            ("◇", "◆"),
        ]
    )
    marks = [empty] * many
    if dice.chance(0.55):
        marks[dice.randrange(many)] = ticked
    return marks
