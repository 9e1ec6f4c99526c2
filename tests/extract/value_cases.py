"""Fifty hard contents of four fields: what the reader saw, and the value. Written before the code that reads them.

A line is written as read surely; behind a character that was not, braces hold its probability and what else was
considered: ``管{.7 菅:.25}`` (an empty alternative, ``{.5 :.3}``, stands for no character). ``|`` ends a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ocr_intake.extract.segment import Segment, whole_line
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Character, Direction, Line, Reading

SURE = 0.999
_MARKED = re.compile(r"(?P<char>.)(?:\{(?P<p>[\d.]+)(?P<others>(?: .?:[\d.]+)*)\})?")


@dataclass(frozen=True, slots=True)
class Case:
    """What a page model tagged as one field, as read; and the value of that field."""

    written: str
    value: str | None
    vertical: bool = False


def segments(written: str, *, vertical: bool = False) -> tuple[Segment, ...]:
    """The lines of a case, one under the other, each a whole line."""
    return tuple(
        whole_line(1, i, _line(text, i, vertical=vertical)) for i, text in enumerate(written.split("|")) if text
    )


def _line(text: str, row: int, *, vertical: bool) -> Line:
    marked = [
        (m["char"], float(m["p"] or SURE), [part.rsplit(":", 1) for part in (m["others"] or "").split(" ")[1:]])
        for m in _MARKED.finditer(text)
    ]
    characters = tuple(
        Character(char, p, i / len(marked), (i + 1) / len(marked), tuple((other, float(q)) for other, q in others))
        for i, (char, p, others) in enumerate(marked)
    )
    plain = "".join(c.text for c in characters)
    sure = sum(c.probability for c in characters) / len(characters)
    length = 40 * len(plain)
    box = (
        Box(900 - 60 * row, 100, 940 - 60 * row, 100 + length)
        if vertical
        else Box(100, 100 + 60 * row, 100 + length, 140 + 60 * row)
    )
    direction = Direction.VERTICAL if vertical else Direction.HORIZONTAL
    return Line(box, direction, (Reading("ppocr", plain, characters, sure),))


NAMES = (
    # surely read: stays
    Case("鵜殿 麗蘭", "鵜殿 麗蘭"),
    Case("佐藤 太郎・花子", "佐藤 太郎・花子"),
    Case("管原 健太", "管原 健太"),
    Case("グエン・ティ・ホア", "グエン・ティ・ホア"),
    Case("林 仁", "林 仁"),
    Case("高橋 二三", "高橋 二三"),
    Case("大鵜殿 一", "大鵜殿 一"),
    Case("長 一郎", "長 一郎"),
    Case("Maria O'Neill", "Maria O'Neill"),
    Case("髙﨑 眞由美", "髙﨑 眞由美"),
    Case("五十嵐 八重子", "五十嵐 八重子"),
    Case("はせがわ みのり", "はせがわ みのり"),
    # edges
    Case("千葉 美穂 0", "千葉 美穂"),
    Case("千葉 美穂 即{.6 印:.2}", "千葉 美穂"),
    Case("長 千葉 美穂様", "千葉 美穂"),
    Case("：千葉 美穂", "千葉 美穂"),
    Case("鈴木 信也 鈴木{.7}", "鈴木 信也"),
    Case("千葉|美穂", "千葉 美穂"),
    # doubts
    Case("管{.7 菅:.25}原 健太", "菅原 健太"),
    Case("佐藤 花予{.6 子:.35}", "佐藤 花子"),
    Case("小野寺 フ三{.7 ミ:.2}", "小野寺 フミ"),
    Case("高橋 健ー", "高橋 健一"),
    Case("佐藤 一{.6 二:.4}郎", "佐藤 一郎"),
)
ORGANIZATIONS = (
    Case("まちづくりフォーラム21", "まちづくりフォーラム21"),
    Case("サークル2030", "サークル2030"),
    Case("山田町内会 印", "山田町内会"),
    Case("株式会社ハロー", "株式会社ハロー"),
    Case("特定非営利活動法人|やまなみネット", "特定非営利活動法人やまなみネット"),
    Case("NP0{.9 O:.1}法人みどりの会", "NPO法人みどりの会"),
    Case("淋{.6 （:.1}みちのくデータ", "㈱みちのくデータ"),
    Case("淋しい人の会", "淋しい人の会"),
    Case("有{.6 行:.3}限会社たかまつ", "有限会社たかまつ"),
    Case("行{.6 有:.3}限会社たかまつ", "有限会社たかまつ"),
    Case("山田町内会 0{.5 :.3}", "山田町内会"),
    Case("第2分団", "第2分団"),
)
PHONES = (
    Case("060-2123-4567", "060-2123-4567"),
    Case("+81-90-1234-5678", "+81-90-1234-5678"),
    Case("十81-90-1234-5678", "+81-90-1234-5678"),
    Case("+82 10-1234-5678", "+82 10-1234-5678"),
    Case("022-222-2222", "022-222-2222"),
    Case("019-6|51-1234", "019-651-1234"),
    Case("019-651-1234|FAX 019-651-9999", "019-651-1234"),
    Case("FAX 019-651-9999", None),
    Case("019-651-1234 090-1234-5678", "019-651-1234"),
    Case("0I{.6 1:.3}9-651-1234", "019-651-1234"),
    Case("0g{.6 1:.35}9-651-1234", "019-651-1234"),
    Case("〇一九―六五一―一二三四", "019-651-1234", vertical=True),
    Case("01916511{.6 -:.3}1234", "019-651-1234", vertical=True),
    Case("02355{.45 :.4}-24-9021", "0235-24-9021"),
    Case("077{.65 :.3}87669546", "0787669546"),
    Case("電話8{.6 ：:.35}090-9566-3558", "090-9566-3558"),
)
OPINIONS = (
    Case("窓口を減らさないでください|。", "窓口を減らさないでください。"),
    Case("室温を5{.9 分:.05}℃{.9 む:.05}上げてください。", "室温を5℃上げてください。"),
    Case("投{.6 役:.35}所の窓口を残してください。", "役所の窓口を残してください。"),
    Case("①窓口を減らさないで。|②申請書を減らして。", "①窓口を減らさないで。\n②申請書を減らして。"),
)
