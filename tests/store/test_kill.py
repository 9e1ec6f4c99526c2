"""Killed with -9 at any point and started again: the ledger balances, nothing is read twice, nothing is missing."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """A scenario a line, the first saying what a whole run takes."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.store.killing",
            str(tmp_path_factory.mktemp("killing")),
            "--points=12",
            "--timed=2",
            "--seed=20210901",
        ],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_it_was_killed_at_different_points(lines: list[dict[str, Any]]) -> None:
    """Otherwise the other tests prove nothing."""
    whole, *scenarios = lines
    assert whole["ended"]
    assert whole["steps"] > 60
    killed = [made for made in scenarios if not made["runs"][0]["ended"]]
    assert len(killed) > len(scenarios) / 2
    assert len({tuple(made["runs"][1]["saved"]) for made in killed}) > 2


def test_the_ledger_balances(lines: list[dict[str, Any]]) -> None:
    for made in lines[1:]:
        assert made["runs"][-1]["ended"], made
        assert made["imbalances"] == [], made
        assert made["damages"] == [], made
        assert made["files"] == [4, 3, 0, 1], made
        assert made["page_counts"] == [5, 1, 0], made
        assert made["submissions"] == 5, made
        assert made["temporary"] == 0, made


def test_nothing_is_read_twice(lines: list[dict[str, Any]]) -> None:
    """What was saved before a run is not given to the reader in it; what was not, once."""
    for made in lines[1:]:
        for run in made["runs"]:
            assert not set(run["saved"]) & set(run["given"]), made
            assert len(set(run["given"])) == len(run["given"]), made


def test_nothing_is_missing(lines: list[dict[str, Any]]) -> None:
    for made in lines[1:]:
        last = made["runs"][-1]
        assert sorted([*last["saved"], *last["given"]]) == made["pages"], made
        assert len(made["pages"]) == 6, made
