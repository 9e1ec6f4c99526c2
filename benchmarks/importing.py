# ruff: noqa: INP001, T201 - a script is run, not imported, and prints
"""What importing the table of a web form costs: the first time, and again when it adds nothing.

The people and their opinions are invented by the generator of ``training``, up to five opinions each.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.machine import OURS, machine, used
from training.content.opinions import opinion
from training.content.submitters import submitter
from training.dice import Dice

_CONSULTATION: Final = "bench"
_OPINIONS: Final = 5
"""The most that one person has; one is as frequent as five."""
_HEADINGS: Final = ("番号", "日時", "氏名", "団体", "郵便番号", "住所", "電話", "区分")
_TOML: Final = f"""id = "{_CONSULTATION}"
title = "計画(案)"
city = "見本市"
start = 2021-08-26
end = 2021-09-14
postmark_counts = true
channels = ["web"]
imported = "IMPORTED"
telephone_opinions = false
required = [["name", "organization"], "opinion"]
[[attributes]]
id = "kubun"
label = "区分"
kind = "choice"
choices = [{{ label = "在住" }}, {{ label = "在勤" }}, {{ label = "在学" }}]
[categories]
A = "盛り込むもの"
[contact]
"""
_MAP: Final = f"""channel = "web"
[columns]
id = "番号"
received = "日時"
name = "氏名"
organization = "団体"
postal_code = "郵便番号"
address = "住所"
phone = "電話"
opinions = [{", ".join(f'"意見{number}"' for number in range(1, _OPINIONS + 1))}]
[attributes]
kubun = "区分"
"""


def made(path: Path, rows: int, seed: int) -> int:
    """Write a table of invented people; how many opinions they have."""
    dice = Dice(seed)
    opinions = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow((*_HEADINGS, *(f"意見{number}" for number in range(1, _OPINIONS + 1))))
        for number in range(1, rows + 1):
            who = submitter(dice)
            texts = ["\n".join(opinion(dice)) for _ in range(dice.randint(1, _OPINIONS))]
            opinions += len(texts)
            day = f"2021/09/{dice.randint(1, 14):02d} {dice.randint(0, 23):02d}:{dice.randint(0, 59):02d}"
            kind = dice.pick(("在住", "在勤", "在学"))
            facts = (who.person.written, who.organization, who.postal_code, "".join(who.address), who.phone, kind)
            writer.writerow((number, day, *facts, *texts, *[""] * (_OPINIONS - len(texts))))
    return opinions


def main() -> None:
    """Make the tables, import each twice, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--imported", choices=("review", "verified"), default="review")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(machine())
    for rows in asked.rows:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            config = folder / "config"
            (config / "consultations").mkdir(parents=True)
            (config / "imports").mkdir()
            toml = _TOML.replace("IMPORTED", asked.imported)
            (config / "consultations" / f"{_CONSULTATION}.toml").write_text(toml, encoding="utf-8")
            (config / "imports" / "form.toml").write_text(_MAP, encoding="utf-8")
            table = folder / "web.csv"
            opinions = made(table, rows, asked.seed)
            print(f"{rows} rows, {opinions} opinions, {table.stat().st_size / 2**20:.1f} MiB")
            command = (*OURS, "--config", str(config), "import", str(table), "--map", "form")
            options = ("--consultation", _CONSULTATION, "--workspace", str(folder / "workspace"))
            for what in ("first time", "again"):
                took = used((*command, *options))
                print(f"  {what}: {took.cpu_seconds:.1f} s of the processor, {took.peak_mb:.0f} MiB")


if __name__ == "__main__":
    main()
