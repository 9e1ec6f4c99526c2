"""Every operation failed at a few of its steps, in every way: nothing acknowledged is lost, no half looks whole.

All steps, some thousands: ``python -m tests.faults.campaign``.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.faults.injection import Fault
from tests.faults.operations import OPERATIONS

ROOT = Path(__file__).parents[2]
MOST = 1


def test_what_fails_on_the_way_can_be_done_again_and_loses_nothing() -> None:
    done = subprocess.run(  # of its own, because it forks
        [sys.executable, "-m", "tests.faults.campaign", "--most", str(MOST)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    counted = re.search(r"(\d+) faults, 0 problems", done.stdout)
    assert counted
    assert int(counted[1]) == MOST * len(OPERATIONS) * len(Fault)
