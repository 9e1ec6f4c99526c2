# ruff: noqa: INP001, S311, T201 - a script is run, not imported, and prints; chance makes opinions, no secrets
"""How well likeness of texts tells like opinions: kinds of likeness on generated opinions, by pairs.

An opinion is an issue and a stance, said in one of several ways, with one of several reasons, between courtesies. Two
are like when issue and stance are the same ("close"), or the issue alone ("wide"). The threshold of each likeness is
chosen on one half of the issues; the figures are of the other half. With ``--beside TRUTH.jsonl`` opinions of other
origin are strewn in.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from ocr_intake.grouping.clustering import clusters
from ocr_intake.grouping.opinion_likeness import Pairs, content_words, like_pairs, n_grams, plain
from ocr_intake.grouping.opinion_proposals import Breadth, propose

LOWEST = 0.05
"""Pairs that are less alike are not looked at."""
RIGHT = 0.9
"""Share of right pairs from which on only how many are found counts."""

ISSUES: tuple[tuple[str, tuple[tuple[str, ...], ...], tuple[str, ...]], ...] = (
    (
        "library",
        (
            (
                "図書館の開館時間を夜8時まで延ばしてください",
                "市立図書館を20時まで開けてほしい",
                "仕事帰りに寄れるよう、図書館の閉館を遅くしていただきたい",
            ),
            (
                "図書館の開館時間を延ばすことには反対です",
                "市立図書館の夜間開館は必要ないと思います",
                "図書館を夜8時まで開ける案は取り下げてください",
            ),
        ),
        ("勤めていると平日は間に合いません", "夜は利用者が少ないはずです", "職員の負担も考えるべきです"),
    ),
    (
        "bus",
        (
            (
                "北部線のバスの本数を増やしてください",
                "北部線は1時間に1本しかないので増便を望みます",
                "バスの北部線をもっと走らせてほしい",
            ),
            (
                "北部線の増便に税金を使うべきではありません",
                "バスの北部線は今の本数で十分です",
                "北部線のバスを増やすより他のことにお金を回してください",
            ),
        ),
        ("通院に使う高齢者が多いです", "空で走るバスをよく見かけます", "車を手放した家が増えています"),
    ),
    (
        "playground",
        (
            (
                "中央公園に小さな子ども向けの遊具を置いてください",
                "幼児が遊べる遊具を中央公園に設けてほしい",
                "中央公園には乳幼児の遊び場が必要です",
            ),
            (
                "中央公園に遊具を増やさないでください",
                "中央公園は静かな広場のままがよく、遊具はいりません",
                "遊具の設置で中央公園の芝生が減るのは困ります",
            ),
        ),
        ("近くに遊び場がありません", "木陰で休む場所がなくなります", "けがの心配もあります"),
    ),
    (
        "online",
        (
            (
                "住民票の申請をスマートフォンだけで済むようにしてください",
                "住民票を役所に行かずに取れるようにしてほしい",
                "証明書の交付申請のオンライン化を早く進めてください",
            ),
            (
                "住民票の申請をオンラインだけにするのはやめてください",
                "窓口で紙に書いて証明書を申請できる道を残してほしい",
                "スマートフォンを持たない者にも申請できる窓口をなくさないでください",
            ),
        ),
        ("平日に休みが取れません", "画面の操作が分かりません", "家族に頼むのも気が引けます"),
    ),
    (
        "waste",
        (
            (
                "プラスチックごみの収集を週1回に戻してください",
                "プラごみの回収回数を増やしてほしい",
                "プラスチックの収集が月2回では少なすぎます",
            ),
            (
                "プラスチックごみの収集は月2回のままでよいと思います",
                "プラごみの回収を増やす必要はありません",
                "収集回数を増やすより、プラスチックを減らす工夫を求めます",
            ),
        ),
        ("ベランダに溜まって困ります", "費用がかかりすぎます", "夏は臭いが気になります"),
    ),
    (
        "snow",
        (
            (
                "歩道の除雪を朝の通学前に終えてください",
                "通学路の歩道の雪かきを7時までにお願いしたい",
                "子どもが車道を歩かずに済むよう歩道を早く除雪してほしい",
            ),
            (
                "歩道より車道の除雪を先にしてください",
                "まず幹線道路の雪を除き、歩道は後回しでよいです",
                "歩道の除雪に人手を取られて車道が遅れるのは困ります",
            ),
        ),
        ("去年は転んだ子がいました", "救急車が通れませんでした", "雪捨て場も足りません"),
    ),
    (
        "nursery",
        (
            (
                "保育園の送迎用に駐車場を広げてください",
                "保育所の前に車を停める場所を増やしてほしい",
                "朝の送り迎えで車が並ぶので、保育園の駐車場の拡張を求めます",
            ),
            (
                "保育園の駐車場を広げるために園庭を削らないでください",
                "園庭をつぶして駐車場にする案には賛成できません",
                "保育所の駐車場より子どもの遊ぶ庭を大事にしてほしい",
            ),
        ),
        ("近所から苦情が出ています", "外遊びの時間が減ります", "歩いて通う家庭もあります"),
    ),
    (
        "shelter",
        (
            (
                "避難所となる体育館に冷房を付けてください",
                "学校の体育館へのエアコン設置を急いでほしい",
                "夏の避難に備え、体育館の空調を整備すべきです",
            ),
            (
                "体育館の冷房より、家で避難を続ける人への支援を先にしてください",
                "体育館にエアコンを入れる費用は大きすぎます",
                "避難所の空調整備は見送り、備蓄を増やしてほしい",
            ),
        ),
        ("昨年の夏は夜も30度を超えました", "電気が止まれば動きません", "高齢の親がいます"),
    ),
    (
        "cycle",
        (
            (
                "駅前通りに自転車専用の通行帯を作ってください",
                "駅前の道路に自転車レーンを設けてほしい",
                "駅前通りで自転車が安全に走れる場所を分けてください",
            ),
            (
                "駅前通りに自転車レーンを作ると車が混むのでやめてください",
                "駅前の車線を減らして自転車道にする案に反対します",
                "自転車専用の通行帯は駅前通りには無理だと思います",
            ),
        ),
        ("歩道を走る自転車が怖いです", "荷下ろしの車が停められません", "朝夕は特に混みます"),
    ),
    (
        "festival",
        (
            (
                "夏祭りの花火を続けてください",
                "花火大会の中止は考え直してほしい",
                "毎年の花火を楽しみにしており、存続を願います",
            ),
            (
                "夏祭りの花火はもうやめてよいと思います",
                "花火大会に市の予算を出すのは見直してください",
                "花火は騒音とごみが多く、廃止を望みます",
            ),
        ),
        ("家族で毎年見ています", "翌朝の河原がひどいです", "犬がおびえます"),
    ),
    (
        "card",
        (
            (
                "マイナンバーカードの更新を地区の集会所でも受け付けてください",
                "カードの更新に出張窓口を開いてほしい",
                "本庁まで行かずにマイナンバーカードを更新できるようにしてください",
            ),
            (
                "マイナンバーカードの出張受付は個人情報が心配なのでやめてください",
                "カードの手続きは本庁だけで扱うべきです",
                "集会所で更新を受け付けるのは安全面から反対です",
            ),
        ),
        ("母は足が悪くて出かけられません", "端末をなくしたらどうするのですか", "待ち時間も長いです"),
    ),
    (
        "hall",
        (
            (
                "古い市民会館は建て替えずに改修して使ってください",
                "市民会館の建て替えをやめ、直して残してほしい",
                "市民会館は耐震工事で長く使う方がよいです",
            ),
            (
                "市民会館は新しく建て替えてください",
                "老朽化した市民会館の建て替えを早く進めてほしい",
                "市民会館は改修ではなく新築を望みます",
            ),
        ),
        ("音の響きがよい建物です", "座席が狭く段差も多いです", "費用の比較を示してください"),
    ),
)
"""Name of the issue, the ways to say each of two stances, and reasons that either side gives."""
OPENERS = ("", "", "市民の一人として申し上げます。", "計画案を読みました。", "いつもお世話になっております。")
CLOSERS = ("", "", "ご検討をお願いします。", "よろしくお願いいたします。", "ぜひ実現してください。", "以上です。")
CONFUSED = str.maketrans({"口": "ロ", "力": "カ", "二": "ニ", "夕": "タ", "ー": "一", "ぱ": "ば", "未": "末"})


class Opinion(NamedTuple):
    """A generated opinion; like another where ``means`` is the same."""

    text: str
    means: str


def generated(issues: Sequence[int], each: int, seed: int) -> list[Opinion]:
    """So many opinions on every stance of the issues."""
    chance = random.Random(seed)
    made = []
    for issue in issues:
        name, stances, reasons = ISSUES[issue]
        for stance, ways in enumerate(stances):
            for _ in range(each):
                said = [
                    chance.choice(ways) + "。",
                    *(f"{why}。" for why in chance.sample(reasons, chance.randint(0, 2))),
                ]
                if chance.random() < 0.3:
                    said.reverse()
                text = "".join((chance.choice(OPENERS), *said, chance.choice(CLOSERS)))
                made.append(Opinion(text.translate(CONFUSED) if chance.random() < 0.1 else text, f"{name}{stance}"))
    chance.shuffle(made)
    return made


def beside(paths: Sequence[Path]) -> list[Opinion]:
    """Opinions of other origin: each means something of its own, the same text the same."""
    texts = {
        text: None
        for path in paths
        for line in path.read_text(encoding="utf-8").splitlines()
        for text in json.loads(line)["opinions"]
    }
    return [Opinion(text, f"other{number}") for number, text in enumerate(texts)]


def of_features(features: Callable[[str], Iterable[str]]) -> Callable[[list[str]], Pairs]:
    """TF-IDF and cosine of some features."""
    return lambda texts: like_pairs(texts, LOWEST, features)


def n_grams_and_words(text: str) -> Iterator[str]:
    """Both."""
    yield from n_grams(text)
    yield from (f"{word} " for word in content_words(text))


def of_ratio(ratio: Callable[..., float]) -> Callable[[list[str]], Pairs]:
    """A ratio of rapidfuzz."""

    def scores(texts: list[str]) -> Pairs:
        table = np.triu(
            process.cdist([plain(text) for text in texts], [plain(text) for text in texts], scorer=ratio), 1
        )
        first, second = np.nonzero(table)
        return Pairs(first.astype(np.int32), second.astype(np.int32), (table[first, second] / 100).astype(np.float32))

    return scores


KINDS: dict[str, Callable[[list[str]], Pairs]] = {
    "character n-grams (2, 3)": of_features(n_grams),
    "words (SudachiPy)": of_features(content_words),
    "n-grams and words": of_features(n_grams_and_words),
    "rapidfuzz ratio": of_ratio(fuzz.ratio),
    "rapidfuzz partial_ratio": of_ratio(fuzz.partial_ratio),
}


class Figures(NamedTuple):
    """Of pairs."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


def figures(meant: Sequence[str], found: Iterable[Sequence[int]]) -> Figures:
    """Precision and recall of the pairs that are in one group."""
    pairs = {pair for group in found for pair in combinations(sorted(group), 2)}
    true = {(a, b) for a, b in combinations(range(len(meant)), 2) if meant[a] == meant[b]}
    right = len(pairs & true)
    return Figures(right / max(len(pairs), 1), right / max(len(true), 1))


def linked(count: int, pairs: Pairs, least: float) -> list[list[int]]:
    """Groups as the program makes them."""
    return [members for _, members in clusters(count, pairs, least)]


def chained(count: int, pairs: Pairs, least: float) -> list[list[int]]:
    """Groups in which each is like one other: connected components."""
    parent = list(range(count))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = one = parent[parent[one]]
        return one

    near = pairs.score >= least
    for a, b in zip(pairs.first[near].tolist(), pairs.second[near].tolist(), strict=True):
        parent[root(a)] = root(b)
    found: dict[int, list[int]] = {}
    for one in range(count):
        found.setdefault(root(one), []).append(one)
    return [group for group in found.values() if len(group) > 1]


def compare(chosen_on: list[Opinion], measured_on: list[Opinion]) -> None:
    """Print a line for each aim, kind of likeness and way to group."""
    print("| aim | likeness | groups | threshold | precision | recall |\n|---|---|---|---|---|---|")
    for aim in ("close", "wide"):
        here, there = ([meaning(each, aim) for each in some] for some in (chosen_on, measured_on))
        for name, likeness in KINDS.items():
            pairs, others = (likeness([each.text for each in some]) for some in (chosen_on, measured_on))
            for way in (linked, chained):
                tried = {step / 100: figures(here, way(len(here), pairs, step / 100)) for step in range(6, 98, 2)}
                least = best(tried, aim)
                of = figures(there, way(len(there), others, least))
                kind = "mean" if way is linked else "chains"
                print(f"| {aim} | {name} | {kind} | {least:.2f} | {of.precision:.3f} | {of.recall:.3f} |")


def meaning(opinion: Opinion, aim: str) -> str:
    """What an opinion must share with another one to be like it: wide is the issue without the stance."""
    return opinion.means.rstrip("01") if aim == "wide" and not opinion.means.startswith("other") else opinion.means


def best(tried: dict[float, Figures], aim: str) -> float:
    """The threshold: for ``close`` the most recall with nine of ten pairs right, for ``wide`` the best F1."""
    if aim == "wide":
        return max(tried, key=lambda each: tried[each].f1)
    return max(tried, key=lambda each: (min(tried[each].precision, RIGHT), tried[each].recall))


def own(opinions: list[Opinion]) -> None:
    """Print what the program's own proposals find."""
    print("\n| proposals | like: issue and stance | | like: issue | |\n|---|---|---|---|---|")
    print("| | precision | recall | precision | recall |")
    texts = {number: opinion.text for number, opinion in enumerate(opinions)}
    for breadth in Breadth:
        found = [each.opinions for each in propose(texts, {}, breadth=breadth)]
        told = [figures([meaning(each, aim) for each in opinions], found) for aim in ("close", "wide")]
        print(f"| {breadth} | " + " | ".join(f"{of.precision:.3f} | {of.recall:.3f}" for of in told) + " |")


def cost(count: int, beside_them: list[Opinion]) -> None:
    """Print how long proposals for so many opinions take, and in how much memory."""
    issues = generated(range(len(ISSUES)), count // (2 * len(ISSUES)) + 1, seed=3)
    made = [varied(each.text, number) for number, each in enumerate((beside_them * 3 + issues)[:count])]
    for breadth in Breadth:
        started, of_processor = time.perf_counter(), time.process_time()
        found = propose(dict(enumerate(made)), {}, breadth=breadth)
        seconds, used = time.perf_counter() - started, time.process_time() - of_processor
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        took = f"{seconds:.1f} s ({used:.1f} s of a core), {peak:.0f} MB"
        print(f"\n{breadth}: {count} opinions, {len(found)} proposals, {took}")


def varied(text: str, number: int) -> str:
    """A text that no other one equals."""
    return f"{number}丁目に住んでいます。{text}"


def main() -> None:
    """Compare, then measure what it costs."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--beside", type=Path, nargs="*", default=[], metavar="TRUTH.jsonl")
    options.add_argument("--count", type=int, default=10_000, help="opinions to measure time and memory with")
    given = options.parse_args()
    others = beside(given.beside)
    halves = range(0, len(ISSUES), 2), range(1, len(ISSUES), 2)
    chosen_on = generated(halves[0], 8, seed=1) + others[::2]
    measured_on = generated(halves[1], 8, seed=2) + others[1::2]
    compare(chosen_on, measured_on)
    own(measured_on)
    if given.count:
        cost(given.count, others)


if __name__ == "__main__":
    main()
