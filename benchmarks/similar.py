# ruff: noqa: INP001, T201 - a script is run, not imported, and prints; chance makes opinions, no secrets
"""How well likeness of texts tells like opinions: kinds of likeness on generated opinions, by pairs.

An opinion is an issue and a stance, said in one of several ways, with one of several reasons, between courtesies. Two
are like when issue and stance are the same ("close"), or the issue alone ("wide"). The threshold of each likeness is
chosen on one half of the issues; the figures are of the other half. With ``--beside TRUTH.jsonl`` opinions of other
origin are strewn in.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from benchmarks.made_opinions import ISSUES, Opinion, beside, generated
from ocr_intake.grouping.clustering import clusters
from ocr_intake.grouping.opinion_likeness import Pairs, content_words, like_pairs, n_grams, plain
from ocr_intake.grouping.opinion_proposals import Breadth, propose

LOWEST = 0.05
"""Pairs that are less alike are not looked at."""
RIGHT = 0.9
"""Share of right pairs from which on only how many are found counts."""


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
