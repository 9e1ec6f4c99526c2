"""Values that stand nowhere else are planted on a page; what the program then writes or prints is searched for them.

They belong in the database, the kept pages, and where a person asked to see them; nowhere else.
"""

from __future__ import annotations

import importlib.util
import json
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr_intake.errors import ExitCode
from tests.leaks.watched import Home

pytestmark = pytest.mark.engine

PLANTED: Final = {
    "name": "鬼怒川瑞穂",
    "address": "岩手県盛岡市内丸98番76号",
    "phone": "019-876-5432",
    "opinion": "孔雀と駱駝の停留所を増やしてください。",
}
_LINES: Final = (
    "意見書",
    "氏名　　鬼怒川 瑞穂",
    "住所　　岩手県盛岡市内丸98番76号",
    "電話番号　019-876-5432",
    "意見",
    "孔雀と駱駝の停留所を増やしてください。",
    "鬼怒川瑞穂より。電話は019-876-5432です。",
)
_SEEN_IN: Final = ("originals", "derived")
"""Folders of a workspace that hold pages."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a command printed."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Office:
    """A clerk's folders with a page that was taken in."""

    home: Home
    workspace: Path
    page: Path
    markers: tuple[str, ...]
    """As planted and as read, and pieces of them."""
    ingested: Told
    read: Told

    def run(self, *arguments: str, typed: str = "") -> Told:
        return run(self.home, self.workspace, *arguments, typed=typed)

    def found_in(self, text: str) -> list[str]:
        """The markers that stand in a text, escaped too."""
        flat = "".join(text.split())
        return [each for each in self.markers if each in flat or json.dumps(each)[1:-1] in text]


def run(home: Home, workspace: Path, *arguments: str, typed: str = "") -> Told:
    done = subprocess.run(
        [sys.executable, "-m", "ocr_intake", *arguments],
        cwd=home.folder("cwd"),
        env=home.environment | {"OCR_INTAKE_WORKSPACE": str(workspace)},
        input=typed.encode(),
        capture_output=True,
        timeout=300,
        check=False,
    )
    return Told(done.returncode, done.stdout.decode(), done.stderr.decode())


def drawn(path: Path) -> None:
    """The page, printed in a font that the picture of ``trust report`` brings along."""
    spec = importlib.util.find_spec("matplotlib_fontja")
    assert spec is not None
    assert spec.origin is not None
    (font,) = Path(spec.origin).parent.rglob("ipaexg.ttf")
    page = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(_LINES):
        draw.text((160, 200 + 130 * number), line, fill=0, font=ImageFont.truetype(str(font), 46))
    page.save(path, dpi=(200, 200))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    place = tmp_path_factory.mktemp("office")
    home, workspace, page = Home(place / "user"), place / "workspace", place / "SCN_0001.png"
    drawn(page)
    read = run(home, workspace, "read", str(page), "--json")
    (record,) = map(json.loads, read.out.splitlines())
    values = [value["value"] for value in record["fields"].values() if value["value"]]
    values += [opinion["text"] for opinion in record["opinions"]]
    flat = ["".join(value.split()) for value in (*values, *PLANTED.values())]
    pieces = [each[:4] for each in flat if len(each) > 4]
    # the town is no secret, and 4 digits may stand in a hash
    markers = {*flat, *(piece for piece in pieces if not piece.isascii() and piece != "岩手県盛")}
    ingested = run(home, workspace, "ingest", str(page), "--consultation", "morioka-dx-2021", "--channel", "post")
    return Office(home, workspace, page, tuple(markers), ingested, read)


def test_they_were_read(office: Office) -> None:
    assert office.read.code in {ExitCode.OK, ExitCode.ATTENTION}
    assert PLANTED["name"] in "".join(office.read.out.split())
    assert office.found_in(office.read.out)
    assert office.found_in(office.read.err) == []


def test_taking_in_tells_none_of_them(office: Office) -> None:
    assert office.ingested.code in {ExitCode.OK, ExitCode.ATTENTION}
    assert office.found_in(office.ingested.out + office.ingested.err) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["status", "--json", "--deep"],
        ["trust", "report"],
        ["learn"],
        ["show", "S0099"],
    ],
    ids=" ".join,
)
def test_commands_that_count_tell_none_of_them(office: Office, arguments: list[str]) -> None:
    told = office.run(*arguments)
    assert told.out or told.err
    assert office.found_in(told.out + told.err) == []


@pytest.mark.parametrize(
    ("arguments", "typed"), [(["show"], ""), (["review", "--plain"], "?\nz\n\ns\nq\n")], ids=["show", "review"]
)
def test_who_asks_to_see_them_sees_them_on_standard_output(office: Office, arguments: list[str], typed: str) -> None:
    told = office.run(*arguments, typed=typed)
    assert office.found_in(told.out)
    assert office.found_in(told.err) == []


def test_an_export_holds_each_where_it_belongs(office: Office, tmp_path: Path) -> None:
    told = office.run("export", "--include-unverified", "--out", str(tmp_path / "all"))
    assert office.found_in(told.out + told.err) == []
    assert PLANTED["phone"] in (tmp_path / "all" / "personal-unverified.csv").read_text()
    told = office.run("export", "--include-unverified", "--personal", "none", "--out", str(tmp_path / "public"))
    assert office.found_in(told.out + told.err) == []
    for path in (tmp_path / "public").iterdir():
        flat = "".join(path.read_text().split())
        assert [PLANTED[each] for each in ("name", "phone", "address") if PLANTED[each] in flat] == []
    assert "駱駝" in (tmp_path / "public" / "comments-unverified.csv").read_text()


def test_nothing_else_on_the_disk_holds_them(office: Office) -> None:
    """Runs last: whatever the commands above wrote is searched too."""
    assert office.home.left() == []
    searched = []
    for path in office.workspace.rglob("*"):
        inside = path.relative_to(office.workspace)
        if path.is_file() and inside.parts[0] not in _SEEN_IN and not inside.name.startswith("intake.db"):
            searched.append(str(inside))
            assert office.found_in(path.read_bytes().decode("utf-8", errors="replace")) == [], inside
            assert office.found_in(str(inside)) == []
    assert searched
    names = [str(path.relative_to(office.workspace)) for path in office.workspace.rglob("*")]
    assert office.found_in("\n".join(names)) == []


def test_the_record_of_who_did_what_holds_none_of_them(office: Office) -> None:
    with sqlite3.connect(f"file:{office.workspace / 'intake.db'}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT * FROM audit_events").fetchall()
    assert rows
    assert office.found_in(repr(rows)) == []
