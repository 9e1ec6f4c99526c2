"""The characters that the page model has an embedding for: those that papers, places and names are written with.

python -m training.page_model.characters     # counts them anew into data/characters.txt
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Final

from ocr_intake.extract.lexicon import folded
from ocr_intake.japanese.gazetteer import gazetteer
from ocr_intake.japanese.names import name_lists

FILE: Final = Path(__file__).parent / "data" / "characters.txt"
PAPERS: Final = 1500
LEAST: Final = 4
"""How often a character must come to have an embedding of its own."""
MOST: Final = 3600


@cache
def characters() -> dict[str, int]:
    """Folded character to its number; 0 is nothing and 1 an unknown one."""
    return {char: number + 2 for number, char in enumerate(FILE.read_text(encoding="utf-8").rstrip("\n"))}


def main() -> None:
    """Count and write."""
    from training.dice import Dice
    from training.layouts import paper

    counts: Counter[str] = Counter()
    for seed in range(2_000_000_000, 2_000_000_000 + PAPERS):
        for page in paper(Dice(seed)).pages:
            for run in page.runs:
                counts.update(folded(run.text.text))
    for city in gazetteer().cities[::3]:
        counts.update(folded(city.name + "".join(city.towns)))
    families, usual, _ = name_lists()
    counts.update(folded("".join([*families, *usual])))
    kept = [char for char, count in counts.most_common() if count >= LEAST and char.isprintable()][:MOST]
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text("".join(kept) + "\n", encoding="utf-8")
    print(f"{FILE}: {len(kept)} of {len(counts)}")


if __name__ == "__main__":
    main()
