"""Lots: what stands behind the town in an address, in all the ways that Japan numbers its land."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from training.content.numbers import any_number, small
from training.content.texts import words

if TYPE_CHECKING:
    from training.dice import Dice

KOU: Final = "甲甲甲乙乙丙丁戊"
IROHA: Final = "イロハニホヘトチリヌルヲ"


def chome_lot(dice: Dice, most: int = 9) -> str:
    """Chōme, block and house: 1-2-3, 1丁目2番3号.

    Args:
        dice: chance.
        most: highest chōme.
    """
    chome, block, house = dice.randint(1, most), small(dice, 60), small(dice, 80)
    return dice.weighted(
        {
            f"{chome}-{block}-{house}": 40.0,
            f"{chome}丁目{block}番{house}号": 13.0,
            f"{chome}丁目{block}-{house}": 11.0,
            f"{chome}丁目{block}番地{house}": 4.0,
            f"{chome}丁目{block}番地の{house}": 4.0,
            f"{chome}丁目{block}番地": 3.0,
            f"{chome}丁目{block}番{house}": 3.0,
            f"{chome}丁目{block}の{house}": 2.0,
            f"{chome}-{block}": 9.0,
            f"{chome}の{block}の{house}": 2.0,
            f"{chome}丁目-{block}-{house}": 1.0,
            f"{chome}-{block}番{house}号": 1.0,
            f"{chome} - {block} - {house}": 1.0,
            f"{chome}-{block}-{house}号": 1.0,
            f"{chome}丁目": 1.0,
            f"{chome}丁目{any_number(dice)}番地{house}": 2.0,
            f"{block}番{house}号": 4.0,
            f"{block}-{house}": 6.0,
        }
    )


def field_lot(dice: Dice, *, marked: bool = False) -> str:
    """A lot of land without chōme: 1111番地1, 甲98, イ123.

    Args:
        dice: chance.
        marked: whether the lot has a letter of the old registers with it.
    """
    number, branch = any_number(dice), small(dice, 120)
    if marked:
        letter = dice.pick(KOU) if dice.chance(0.65) else dice.pick(IROHA)
        return dice.weighted(
            {
                f"{letter}{number}": 4.0,
                f"{letter}{number}番地": 2.0,
                f"{letter}{number}-{branch}": 3.0,
                f"{letter}{number}番地{branch}": 2.0,
                f"{number}{letter}": 1.0,
                f"{number}番地{letter}": 1.0,
                f"{number}-{letter}": 1.0,
                f"{letter}の{number}": 1.0,
                f"ノ-{dice.randint(1, 30)}-{branch}": 1.0,
                f"{letter}-{branch}": 1.0,
            }
        )
    return dice.weighted(
        {
            f"{number}": 10.0,
            f"{number}番地": 12.0,
            f"{number}-{branch}": 22.0,
            f"{number}番地{branch}": 9.0,
            f"{number}番地の{branch}": 8.0,
            f"{number}番{branch}": 3.0,
            f"{number}番": 2.0,
            f"{number}の{branch}": 3.0,
            f"{number}-{branch}-{dice.randint(1, 9)}": 3.0,
            f"{number}番{branch}号": 2.0,
            f"{number}番地{dice.pick('ABCD')}": 1.0,
            f"{number}番地{branch}・{number + 1}番地": 0.5,
        }
    )


def chiwari(dice: Dice) -> str:
    """A lot of Iwate: 第19地割11-53, 7地割111."""
    number, lot, branch = dice.randint(1, 60), dice.randint(1, 250), small(dice, 90)
    head = dice.choice([f"第{number}地割", f"第{number}地割", f"{number}地割", f"第{number}地割字{_hamlet(dice)}"])
    if dice.chance(0.15):
        return f"{number}-{lot}-{branch}"
    return head + dice.choice([f"{lot}-{branch}", f"{lot}番地{branch}", f"{lot}番地", f"{lot}", f"{lot}番地の{branch}"])


def _hamlet(dice: Dice) -> str:
    return dice.pick(words("hamlets"))


def aza(dice: Dice, town: str) -> tuple[str, str, bool]:
    """A hamlet of a town (大字, 字, 小字).

    Returns:
        the town as written, the hamlet that follows it, and whether its lots bear a letter (甲乙丙, イロハ).
    """
    large = dice.choice(["大字", "大字", "字", "", ""])
    hamlet = dice.choice(["字", "字", "字", "小字", "", ""]) + _hamlet(dice) if dice.chance(0.8) else ""
    return large + town, hamlet, dice.chance(0.4)


def odd_lot(dice: Dice) -> str:
    """A lot of a rare kind: 番外地, 無番地, 街区・画地, 線号, 久太郎町's letters."""
    block, plot = small(dice, 80), small(dice, 40)
    return dice.choice(
        [
            "番外地",
            f"{block}番外地",
            "無番地",
            f"字{_hamlet(dice)}無番地",
            f"{dice.pick('ABCDEFG')}{block}街区{plot}画地",
            f"{dice.pick('ABCDEFG')}{block}街区{plot}",
            f"{block}街区{plot}号",
            f"{block}街区-{plot}画地",
            f"{dice.pick('東西南北')}{dice.randint(1, 30)}線{dice.pick('東西南北')}{dice.randint(1, 30)}号",
            f"{dice.pick('東西南北')}{dice.randint(1, 30)}線{dice.randint(1, 300)}番地",
            f"{dice.randint(1, 20)}線{dice.choice(['', '南', '北'])}{dice.randint(1, 300)}番地{plot}",
            f"基線{dice.randint(1, 200)}番地",
            f"{dice.randint(1, 9)}丁目{dice.choice(['渡辺', '上之町', '南'])}{plot}号",
            f"{any_number(dice)}番地先",
            f"郵便局私書箱第{block}号",
            f"{any_number(dice)}番地 {dice.randint(1, 20)}組",
            f"{any_number(dice)}番地{plot}地先",
            f"{dice.randint(1, 9)}区{any_number(dice)}",
            f"{dice.randint(1, 30)}組{plot}",
            f"{dice.randint(1, 30)}部落{any_number(dice)}番地",
            f"第{dice.randint(1, 30)}仮設{plot}号",
            f"{dice.pick('東西南北上下')}{any_number(dice)}",
        ]
    )


def kyoto_street(dice: Dice) -> str:
    """How an address of Kyōto tells the way: 烏丸通四条下る."""
    first, second = dice.pick(words("kyoto_streets")), dice.pick(words("kyoto_streets"))
    turn = dice.choice(
        ["上る", "下る", "東入", "西入", "上ル", "下ル", "東入る", "西入る", "東入ル", "西入ル", "上がる"]
    )
    short = second.removesuffix("通")
    far = dice.choice(["", "", "", "二筋目", "1丁目", "一筋目"])
    return dice.choice([f"{first}{short}{far}{turn}", f"{first}{second}{turn}", f"{short}{first}{turn}"])
