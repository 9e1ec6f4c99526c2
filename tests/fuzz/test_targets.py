"""Some hundred mutated inputs for every parser of ours; `make fuzz` runs as many as wanted."""

import random
from pathlib import Path

import pytest

from tests.fuzz.mutate import mutated
from tests.fuzz.run import feed
from tests.fuzz.targets import TARGETS, Target


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_no_input_trips_a_parser(tmp_path: Path, target: Target) -> None:
    found = feed(target, 5 if target.slow else 250, 20210901, tmp_path)
    assert [finding.error for finding in found] == []


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_every_seed_is_taken(tmp_path: Path, target: Target) -> None:
    for seed in target.seeds():
        target.run(seed, tmp_path / "input")


def test_the_driver_finds_what_is_wrong(tmp_path: Path) -> None:
    def trips(data: bytes, path: Path) -> None:
        if b"\xff\xff" in data:
            raise OverflowError

    findings = feed(Target("trips", lambda: (b"abc",), trips), 500, 1, tmp_path)
    assert [finding.error.partition(" ")[0] for finding in findings] == ["OverflowError"]
    assert b"\xff\xff" in findings[0].data


def test_mutations_are_the_same_for_the_same_seed() -> None:
    chances = [random.Random(seed) for seed in (1, 1, 2)]  # noqa: S311 - no secrets
    made = [[mutated(b"0123456789" * 9, (b"other",), chance) for _ in range(50)] for chance in chances]
    assert made[0] == made[1] != made[2]
