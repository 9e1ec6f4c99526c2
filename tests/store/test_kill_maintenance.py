"""A backup, a migration or a purge that is killed with -9 leaves nothing that looks whole and is not, and goes on."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
POINTS = int(os.environ.get("OCR_INTAKE_TEST_KILLS", "4"))
"""A kind; about a third of a second each."""


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """A scenario a line, the first of each kind saying what a whole run takes."""
    root = str(tmp_path_factory.mktemp("killing"))
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.killing_maintenance", root, f"--points={POINTS}", "--seed=20211105"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_it_was_killed_at_different_points(lines: list[dict[str, Any]]) -> None:
    """Otherwise the other tests prove nothing."""
    whole = [made for made in lines if "steps" in made]
    assert len(whole) == 5
    assert all(made["ended"] and made["ok"] and made["steps"] > 15 for made in whole), whole
    killed = [made for made in lines if "point" in made and not made["ended"]]
    assert len(killed) == 5 * POINTS


def test_what_a_kill_leaves_is_whole_or_known_to_be_unfinished(lines: list[dict[str, Any]]) -> None:
    assert [made for made in lines if "between" in made and not made["between"]["ok"]] == []


def test_the_same_work_again_ends_well_and_leaves_nothing_over(lines: list[dict[str, Any]]) -> None:
    assert [made for made in lines if not made["ok"]] == []
