"""Feeds parsers with mutated inputs: `make fuzz ARGS="--runs 100000 --target tiff"`.

What a target trips over is written to a folder, with the command that runs it again. Memory and the time of each input
are bounded, so that what takes too much of either is a finding, too.
"""

from __future__ import annotations

import argparse
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from tests.fuzz.mutate import mutated
from tests.fuzz.targets import TARGETS, Target

_SECONDS = 20.0
_MEMORY = 1_200_000_000
_DEPTH = 200
"""Inputs that are kept to be mutated further."""


@dataclass(frozen=True)
class Finding:
    """An input that a target trips over."""

    data: bytes
    error: str


class TooSlowError(Exception):
    """One input took too long."""


def feed(target: Target, runs: int, seed: int, folder: Path) -> tuple[Finding, ...]:
    """Run a target so many times on mutations of its seeds; what it tripped over, each kind of error once."""
    chance = random.Random(f"{target.name}:{seed}")  # noqa: S311 - no secrets
    inputs = list(target.seeds())
    found: dict[str, Finding] = {}
    before = signal.signal(signal.SIGALRM, _ring)
    try:
        for _ in range(runs):
            data = mutated(chance.choice(inputs), inputs, chance)
            try:
                tried(target, data, folder)
            except Exception as error:  # noqa: BLE001 - that is what is looked for
                frame = traceback.extract_tb(error.__traceback__)[-1]
                what = f"{type(error).__name__} in {Path(frame.filename).name}:{frame.lineno}"
                found.setdefault(what, Finding(data, what))
            else:
                if len(inputs) < _DEPTH and chance.random() < 0.02:
                    inputs.append(data)
    finally:
        signal.signal(signal.SIGALRM, before)
    return tuple(found.values())


def tried(target: Target, data: bytes, folder: Path) -> None:
    """Run a target once, within its time."""
    signal.setitimer(signal.ITIMER_REAL, _SECONDS)
    try:
        target.run(data, folder / "input")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _ring(number: int, frame: FrameType | None) -> None:
    raise TooSlowError


def say(text: str) -> None:
    """One line to whoever runs it."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--target", choices=[target.name for target in TARGETS], help="only this one")
    parser.add_argument(
        "--runs", type=int, default=2000, help="inputs for each target; a tenth for those that are slow"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--into", type=Path, default=Path("fuzz-findings"), help="folder for what is found")
    parser.add_argument("--again", type=Path, metavar="FILE", help="run --target on this input alone")
    args = parser.parse_args(arguments)
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    chosen = [target for target in TARGETS if args.target in {None, target.name}]
    total = 0
    with tempfile.TemporaryDirectory(prefix="ocr-intake-fuzz-") as name:
        if args.again is not None:
            chosen[0].run(args.again.read_bytes(), Path(name) / "input")
            return 0
        for target in chosen:
            begun, runs = time.monotonic(), args.runs // 10 if target.slow else args.runs
            found = feed(target, runs, args.seed, Path(name))
            total += len(found)
            say(f"{target.name:14} {runs:8} inputs {time.monotonic() - begun:7.1f} s {len(found):3} findings")
            for finding in found:
                args.into.mkdir(exist_ok=True)
                file = args.into / f"{target.name}-{zlib.crc32(finding.data):08x}"
                file.write_bytes(finding.data)
                say(f"  {finding.error}: python -m tests.fuzz.run --target {target.name} --again {file}")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
