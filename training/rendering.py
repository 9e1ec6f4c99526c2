"""Generated papers as files that a scanner, a fax machine or a phone would deliver, with their truth beside them.

``drawing`` puts a page on clean paper, ``damage`` sends it through a machine; here papers, writers and machines are
thrown together and truth is written as the program's truth files have it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ocr_intake.extract.tags import Tag
from ocr_intake.model.fields import FIELDS
from training.damage import PROFILES, save
from training.dice import Dice
from training.drawing import drawn, writer
from training.fonts import GROUPS
from training.layouts import FAMILIES, paper, stack
from training.layouts.stacks import BATCH_COVER, by_fax
from training.strokes import load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.damage import Profile, Scanned
    from training.drawing import Writer
    from training.paper import Paper
    from training.strokes import Strokes

HEADED: Final = 0.8
"""Share of faxes on which the sending machine prints its header."""
MANY_PAGES: Final = ("pdf", "tif")
"""Formats that hold several pages."""
_NUMBER: Final = "[0-9０-９一二三四五六七八九十]"
_MARKER: Final = re.compile(
    rf"\s*(?:[①-⑳・○●◎■□◆◇※－-]|[(（]?{_NUMBER}{{1,2}}[)）.．、　 ]|第{_NUMBER}+|意見{_NUMBER}+|【{_NUMBER}+】)\s*"
)
"""What a list item begins with."""


def items(opinion: str) -> list[str]:
    """The items of an opinion without their markers; the whole of it where it is no list."""
    paragraphs = [line for line in opinion.split("\n") if line.strip()]
    if sum(bool(_MARKER.match(line)) for line in paragraphs) < 2:
        return [opinion] if opinion else []
    found: list[str] = []
    for line in paragraphs:
        marker = _MARKER.match(line)
        if marker or not found:
            found.append(line[marker.end() :] if marker else line)
        else:
            found[-1] += "\n" + line
    return found


@dataclass(frozen=True, slots=True)
class Sent:
    """One submission as it arrived."""

    paper: Paper
    file: str
    """Name of the file that holds it."""
    first: int
    """The number of its first page in the file, from 1."""
    profile: Profile
    channel: str
    """``post``, ``hand`` or ``fax``."""
    hand: str
    """What it is written with: ``typed``, ``font`` or ``stroke``."""


def truth(name: str, sent: Sent) -> dict[str, object]:
    """One line of a truth file for a submission of this name."""
    sheets = sent.paper
    return {
        "id": name,
        "file": sent.file,
        "pages": list(range(sent.first, sent.first + len(sheets.pages))),
        "layout": sheets.family,
        "hand": sent.hand,
        "profile": sent.profile.name,
        "channel": sent.channel,
        "submitter_kind": "organization" if sheets.organization else "individual",
        "fields": {field.value: sheets.fields.get(field.value) for field in FIELDS},
        "opinions": items(sheets.fields.get("opinion", "")),
        "content": sorted(sheets.content),
    }


def hand_of(sheets: Paper, who: Writer) -> str:
    """What a paper is written with: ``typed``, ``font`` or ``stroke``."""
    if not any(run.hand for page in sheets.pages for run in page.runs):
        return "typed"
    return who.hand_kind


@dataclass(frozen=True, slots=True)
class Studio:
    """What all papers of one run are made with."""

    out: Path
    """Folder of the files."""
    groups: Sequence[str] = GROUPS
    """Of ``fonts.GROUPS`` to take faces from."""
    strokes: tuple[Strokes, ...] = ()
    """Real pen strokes to write with."""

    def render(self, dice: Dice, papers: Sequence[Paper], name: str, profile: Profile) -> list[Sent]:
        """Write papers one after the other into one file, each in its sender's hand.

        Args:
            dice: chance.
            papers: at least one.
            name: of the file, without its suffix.
            profile: how it arrives.
        """
        channel = dice.pick(profile.channels)
        pages: list[Scanned] = []
        found: list[tuple[Paper, int, str]] = []
        for sheets in papers:
            who = writer(dice, self.groups, self.strokes)
            found.append((sheets, len(pages) + 1, hand_of(sheets, who)))
            pages += [profile.apply(dice, drawn(dice, page, who, profile.scale)) for page in sheets.pages]
        formats = [suffix for suffix in profile.formats if len(pages) == 1 or suffix in MANY_PAGES]
        file = f"{name}.{dice.pick(formats) if formats else MANY_PAGES[0]}"
        save(pages, self.out / file)
        return [Sent(sheets, file, first, profile, channel, hand) for sheets, first, hand in found]


def single(dice: Dice, studio: Studio, families: Sequence[str], name: str) -> list[Sent]:
    """One paper in a file of its own; what comes by fax has a header."""
    sheets = paper(dice, dice.pick(families))
    profile = dice.weighted({profile: profile.share for profile in PROFILES})
    if profile.channels == ("fax",) and dice.chance(HEADED):
        sheets = by_fax(dice, sheets)
    return studio.render(dice, [sheets], name, profile)


def pile(dice: Dice, studio: Studio, families: Sequence[str], name: str) -> list[Sent]:
    """Several papers in one file of a scanner or a fax machine."""
    papers = stack(dice, dice.randint(2, 10), {family: FAMILIES[family] for family in families})
    faxes = sum(any(Tag.HEADER in run.text.tags for run in sheets.pages[0].runs) for sheets in papers)
    fits = [profile for profile in PROFILES if (profile.channels == ("fax",)) is (2 * faxes > len(papers))]
    usable = {profile: profile.share for profile in fits if set(MANY_PAGES) & set(profile.formats)}
    return studio.render(dice, papers, name, dice.weighted(usable))


def render_all(studio: Studio, count: int, stacks: int, seed: int, families: Sequence[str]) -> list[Sent]:
    """Write papers and piles of papers to the studio's folder.

    Args:
        studio: what they are made with.
        count: of papers in a file of their own.
        stacks: how many files hold several papers.
        seed: the same seed makes the same papers.
        families: of layouts to choose from.
    """
    studio.out.mkdir(parents=True, exist_ok=True)
    found: list[Sent] = []
    for index in range(count):
        found += single(Dice(f"{seed}/{index}"), studio, families, f"R{seed:03d}-{index:04d}")
    for index in range(stacks):
        found += pile(Dice(f"{seed}/stack/{index}"), studio, families, f"S{seed:03d}-{index:04d}")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Render papers as the command line asks for; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.rendering", description=__doc__)
    parser.add_argument("out", type=Path, help="folder to write files/ and truth.jsonl to")
    parser.add_argument("--papers", type=int, default=40, help="how many submissions in a file of their own")
    parser.add_argument("--stacks", type=int, default=0, help="how many files with several submissions")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same papers")
    parser.add_argument("--families", nargs="+", choices=sorted(FAMILIES), help="layout families (default: all)")
    parser.add_argument("--faces", nargs="+", choices=GROUPS, default=list(GROUPS), help="groups of faces")
    parser.add_argument("--strokes", type=Path, help="folder with pen strokes (Tomoe, KanjiCanvas, KanjiVG)")
    asked = parser.parse_args(arguments)
    studio = Studio(asked.out / "files", asked.faces, load(asked.strokes) if asked.strokes else ())
    sent = render_all(studio, asked.papers, asked.stacks, asked.seed, asked.families or sorted(FAMILIES))
    with (asked.out / "truth.jsonl").open("w", encoding="utf-8") as lines:
        for index, one in enumerate(one for one in sent if one.paper.family != BATCH_COVER):
            name = f"{asked.seed:03d}-{index:05d}"
            lines.write(json.dumps(truth(name, one), ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
