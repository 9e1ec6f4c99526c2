# ruff: noqa: INP001, T201 - a script is run, not imported, and prints
"""How long a clerk waits for a command to begin: help, a submission, the state of a large workspace, one page.

Every run is a process of its own; files are in the system's cache, as on a computer that is in use.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks.machine import OURS, machine, table, used

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.machine import Used

BARS: Final[Mapping[str, float]] = {"--help": 0.4, "status": 1.0, "show S1": 1.0, "read": 6.0}
"""Seconds within which each should be done."""


def commands(page: Path, workspace: Path | None) -> dict[str, list[str]]:
    """Arguments by the name that ``BARS`` has for them.

    Args:
        page: a file of one page.
        workspace: a large one; None leaves out what looks into it.
    """
    found = {"--help": ["--help"], "read": ["read", str(page), "--json", "--workers", "1"]}
    if workspace is not None:
        shown = ["--workspace", str(workspace)]
        found |= {"status": ["status", *shown], "show S1": ["show", "S1", *shown]}
    return {name: found[name] for name in BARS if name in found}


def rows(measured: Mapping[str, Sequence[Used]]) -> list[list[str]]:
    """Rows of the table: middle and least of the runs beside what is wanted."""
    return [
        [
            f"`{name}`",
            f"{median(run.seconds for run in runs):.2f}",
            f"{min(run.seconds for run in runs):.2f}",
            f"{median(run.cpu_seconds for run in runs):.2f}",
            f"{BARS[name]:g}",
        ]
        for name, runs in measured.items()
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", type=Path, default=Path("samples/SCN_0018.png"), help="a file of one page")
    parser.add_argument("--workspace", type=Path, help="a large one, such as `benchmarks.scale --keep` keeps")
    parser.add_argument("--turns", type=int, default=5)
    options = parser.parse_args()
    asked = commands(options.page, options.workspace)
    measured: dict[str, list[Used]] = {name: [] for name in asked}
    for _ in range(options.turns):
        for name, arguments in asked.items():
            measured[name].append(used([*OURS, *arguments]))
    print(machine())
    print(table(("command", "seconds, middle", "seconds, least", "processor seconds", "wanted"), rows(measured)))


if __name__ == "__main__":
    main()
