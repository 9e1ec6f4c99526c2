"""kill -9 in the middle of an ingest, then the same command: the ledger balances, nothing is read twice or missing."""

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
    """What a whole run takes, then a scenario a line, the last one with worker processes."""
    root = tmp_path_factory.mktemp("killing")
    script = "from tests.pipeline.killing import main; main()"  # not -m: each worker would import it once more
    command = [sys.executable, "-c", script, str(root), "--steps=4", "--workers", "3"]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, check=True, text=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_it_was_killed_at_different_points(lines: list[dict[str, Any]]) -> None:
    """Otherwise the other tests prove nothing."""
    whole, *scenarios = lines
    assert whole["ended"]
    assert whole["steps"] > 60
    assert sum(not made["runs"][0]["ended"] for made in scenarios) > 3
    assert len({made["runs"][1]["saved"] for made in scenarios}) > 2
    assert not any(run["ended"] for run in scenarios[-1]["runs"][:-1])


def test_the_ledger_balances_and_nothing_is_missing(lines: list[dict[str, Any]]) -> None:
    for made in lines[1:]:
        assert made["runs"][-1]["ended"], made
        assert made["imbalances"] == [], made
        assert made["files"] == [4, 3, 0, 1], made
        assert made["pages"] == [4, 1, 1, 0], made
        assert made["submissions"] == 4, made
        assert made["duplicates"] == 1 + 5 * (sum(run["ended"] for run in made["runs"]) - 1), made
        assert made["scratch"] == [], made


def test_nothing_that_was_saved_is_read_again(lines: list[dict[str, Any]]) -> None:
    for made in lines[1:]:
        for run in made["runs"]:
            assert len(run["given"]) == len(set(run["given"])), made
            assert len(run["given"]) <= 6 - run["saved"], made
        last = made["runs"][-1]
        assert len(last["given"]) == 6 - last["saved"], made
