"""How easily a reader takes one character for another, and edit distances that count such slips as small ones.

The table (`data/lookalikes.tsv`) comes from how alike printed forms are; the pairs that kana, digits and signs add
are written here. A distance of 1 is a character that has nothing to do with the one it stands for.
"""

from __future__ import annotations

from functools import cache, lru_cache

from ocr_intake.japanese.shipped import rows
from ocr_intake.japanese.variants import variant_key

TWIN, CLOSE, LOOSE, FAR = 0.15, 0.4, 0.65, 1.0
"""Cost of taking a character for its twin (カ and 力), for a close or a loose likeness, for any other."""
EXTRA, MISSING = 0.8, 0.8
"""Cost of a character read where there is none, and of one not read."""

_TWINS = """
    于子 かケ ュコ ルレ リソ デテ ドト プブ フプ パバ ビピ ポボ グク ダタ へヘ べベ ぺペ りリ カ力 エ工 口ロ 二ニ 夕タ
    八ハ 卜ト 一ー 一- ー- 千チ 才オ 三ミ 又ヌ 〇○ 〇O 〇0 ○0 ○O OD 0O 0o lI l1 I1 |1 丨1 l| iI 2Z 5S 8B 6b 9g 9q
    7フ 7ワ 4H 1イ 宮官 未末 土士 日曰 ヶケ ヵカ ャヤ ュユ ョヨ ッツ ィイ ェエ ァア ォオ っつ ゃや ゅゆ ょよ ヱエ
    ヰイ ゐい ゑえ ンソ ツシ ッシ ワウ ワク アマ コユ ヌス ロコ クタ クワ フワ ノ丿 ノメ ノ/ ー― 干千 丁T 十+ 西酉
    己已 已巳 己巳 人入 大太 大犬 太犬 天夫 王玉 牛午 木本 目自 白自 石右 間問 開間 間関 関開 失矢 田由 申甲 甲田
    申由 治冶 侍待 持特 鳥島 島嶋 崎埼 綱網 緑縁 幸辛 城域 村材 東束 住往 比北 比此 上土 丁了 下不 水永 永氷 氷水
    字宇 宇字 微徴 祭察 裁栽 郎朗 卸郷 若苦 草章 壁璧 沼沿 牧枚 桃挑 枝技 板坂 坂板 坂阪 阪坂 原厚 厚原 沢択 沢況
    洞洄 洞銅 森林 林材 館舘 渕淵 斎斉 斎齋 斉齊 高髙 崎﨑 浜濵 浜濱 辺邉 辺邊
"""


@cache
def _costs() -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for char, close, loose in rows("lookalikes.tsv"):
        for others, cost in ((loose, LOOSE), (close, CLOSE)):
            for other in others:
                found[char, other] = found[other, char] = min(cost, found.get((char, other), FAR))
    for pair in _TWINS.split():
        found[pair[0], pair[1]] = found[pair[1], pair[0]] = TWIN
    return found


@lru_cache(maxsize=1 << 16)
def cost(read: str, meant: str) -> float:
    """0 for the same character or a variant of it, `TWIN`, `CLOSE` or `LOOSE` for look-alikes, else `FAR`."""
    if read == meant:
        return 0.0
    if variant_key(read) == variant_key(meant):
        return 0.0
    return _costs().get((read, meant), FAR)


@cache
def _neighbours() -> dict[str, str]:
    found: dict[str, str] = {}
    for one, other in sorted(_costs()):
        found[one] = found.get(one, "") + other
    return found


def alike(char: str) -> str:
    """The characters that readers take `char` for, in code order."""
    return _neighbours().get(char, "")


def end_costs(read: str, meant: str, *, optional: str = "") -> list[float]:
    """The distance of `meant` from each beginning of `read`, by its length: (len(read) + 1,).

    Characters of `optional` cost next to nothing where they are read and not meant: writers put them in or leave
    them out.
    """
    extra = [0.02 if char in optional else EXTRA for char in read]
    row = [0.0]
    for step in extra:
        row.append(row[-1] + step)
    for wanted in meant:
        above, row = row, [row[0] + MISSING]
        for j, char in enumerate(read):
            change = above[j] if char == wanted else above[j] + cost(char, wanted)
            row.append(min(change, above[j + 1] + MISSING, row[j] + extra[j]))
    return row
