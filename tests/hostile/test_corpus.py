"""The hostile corpus: whatever a file is, it is read or set aside with the right reason, within time and memory.

With `OCR_INTAKE_CORPUS=FOLDER` the last test runs over a folder of real broken files as well.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from ocr_intake.i18n import LANGUAGES, catalogue
from ocr_intake.intake.limits import MEMORY_BYTES
from ocr_intake.store import Workspace
from tests.hostile.kinds import PAGE, Kind
from tests.hostile.make import all_kinds, make

_ROOT = Path(__file__).parents[2]
_SECONDS = 20.0
"""That one file may take on a busy machine: three pages of two seconds, and three times as much again."""
_CORPUS = "OCR_INTAKE_CORPUS"


@dataclass(frozen=True)
class Seen:
    found: tuple[str, ...]
    seconds: float
    peak: int


def environment(home: Path) -> dict[str, str]:
    """One in which every folder that a program may write to by itself is below ``home``."""
    for name in ("tmp", "cache"):
        (home / name).mkdir(parents=True)
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "LANG": "C.UTF-8",
    }


def looked_at(folder: Path, home: Path) -> dict[str, Seen]:
    """What became of each file of a folder, in a process of its own that ends well."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.run", str(folder)],
        cwd=home,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=900,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, b""), rows[-1:]
    return {
        os.fsdecode(bytes.fromhex(row["name"])): Seen(tuple(row["found"]), row["seconds"], row["peak"]) for row in rows
    }


def entries(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def told(seen: dict[str, Seen]) -> None:
    """No file took too long or too much, and each reason has a text."""
    assert {name: each.seconds for name, each in seen.items() if each.seconds > _SECONDS} == {}
    assert max(each.peak for each in seen.values()) < MEMORY_BYTES
    codes = {code for each in seen.values() for code in each.found} - {PAGE}
    assert [code for code in codes for lang in LANGUAGES if f"intake.{code}" not in catalogue(lang)] == []


def test_every_kind_is_read_or_set_aside_with_its_reason(tmp_path: Path) -> None:
    inbox, home = tmp_path / "inbox", tmp_path / "home"
    inbox.mkdir()
    kinds = make(inbox)
    assert len(kinds) >= 300
    before = entries(tmp_path)
    seen = looked_at(inbox, home)
    wrong = {
        name: (seen[name].found, sorted(kind.expected))
        for name, kind in kinds.items()
        if not seen[name].found or not kind.expected.issuperset(seen[name].found)
    }
    assert wrong == {}
    told(seen)
    assert entries(tmp_path) == sorted([*before, "home", "home/cache", "home/tmp"]), "it wrote something"
    assert not Path("/tmp/escaped").exists()  # noqa: S108 - where one of the archives wants to go


def test_the_largest_pages_stay_within_their_memory(tmp_path: Path) -> None:
    """Decoding alone; engines take a third of a gigabyte beside it."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    largest = Image.new("RGBA", (8900, 8900), (200, 30, 20, 200))
    largest.save(inbox / "largest.png", compress_level=1)
    largest.save(inbox / "one_strip.tif", compression="tiff_adobe_deflate", tiffinfo={278: 8900})
    largest.crop((0, 0, 7000, 7000)).save(inbox / "whole.png", compress_level=1)
    Image.new("RGB", (5400, 5500), (200, 30, 20)).save(inbox / "photo.webp", lossless=True, method=0, quality=0)
    seen = looked_at(inbox, tmp_path / "home")
    assert {name: each.found for name, each in seen.items()} == dict.fromkeys(seen, (PAGE,))
    assert max(each.peak for each in seen.values()) < MEMORY_BYTES - 350_000_000


_BATCH = (
    "big_strip_offset_u64.tif",
    "big_values_u64.tif",
    "links_a.tif",
    "place_fifo",
    "place_socket",
    "place_device",
    "place_link_to_nothing",
    "place_terabyte.pdf",
    "values_shared_by_500.tif",
    "megabyte_named_2000_times.tif",
    "segments_300000.jpg",
    "bomb.png",
    "thread.tif",
    "box_thread.pdf",
    "compression_34661.tif",
    "form_in_itself.pdf",
    "tree_in_a_circle.pdf",
    "paper.xps",
)


@pytest.mark.engine
def test_a_batch_with_the_worst_of_them_reads_the_page_between(tmp_path: Path) -> None:
    """The real command with the real engines: whatever lies beside it, the good page is read, and all is told."""
    inbox, home = tmp_path / "inbox", tmp_path / "home"
    inbox.mkdir()
    kinds: dict[str, Kind] = {kind.name: kind for kind in all_kinds()}
    for name in _BATCH:
        kinds[name].write(inbox / name)
    shutil.copy(_ROOT / "samples" / "FAX00148.tif", inbox / "good.tif")
    command = [
        "ingest",
        str(inbox),
        "--consultation",
        "morioka-dx-2021",
        "--channel",
        "fax",
        "--received",
        "2021-09-01",
    ]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "ocr_intake",
            *command,
            "--workspace",
            str(tmp_path / "workspace"),
            "--readers",
            "ppocr",
        ],
        cwd=tmp_path,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 3, done.stderr.decode(errors="replace")
    with Workspace.open(tmp_path / "workspace") as workspace:
        assert {made.file_name for made in workspace.submissions()} == {"good.tif"}
        found = Counter(item.name for item in workspace.set_aside())
        codes = {item.name: item.reason.code for item in workspace.set_aside()}
        assert workspace.ledger(deep=True).balances
    names = {*_BATCH, "links_b.tif"}
    assert {name for name in names if not found[name]} <= {name for name in names if PAGE in _expected(kinds, name)}
    for name, code in codes.items():
        assert code in _expected(kinds, name), name
    kept = sum(path.stat().st_size for path in (tmp_path / "workspace").rglob("*") if path.is_file())
    assert kept < 10_000_000, "nothing above the limit is kept"
    assert not set(entries(home / "tmp")), "it left something outside the workspace"


def _expected(kinds: dict[str, Kind], name: str) -> frozenset[str]:
    return kinds["links_a.tif" if name == "links_b.tif" else name].expected


@pytest.mark.skipif(_CORPUS not in os.environ, reason=f"{_CORPUS} names no folder")
def test_a_folder_of_real_broken_files(tmp_path: Path) -> None:
    seen = looked_at(Path(os.environ[_CORPUS]), tmp_path / "home")
    told(seen)
    table = Counter(code for each in seen.values() for code in each.found)
    for code, count in table.most_common():
        print(f"{count:5d}  {code}")  # noqa: T201 - for whoever runs it with -s
    print(f"{len(seen):5d}  files, the slowest {max(each.seconds for each in seen.values()):.1f} s")  # noqa: T201
