"""Names, values and settings that would steer a terminal or forge a line: every command, piped and in a terminal."""

from __future__ import annotations

import ast
import io
import json
import os
import pty
import re
import shutil
import sys
import termios
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from ocr_intake.cli.app import app, run
from ocr_intake.errors import ExitCode
from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.i18n.outside import harmful, json_safe, one_line, visible
from ocr_intake.model.pages import SetAside
from ocr_intake.model.reading import PageReading
from ocr_intake.model.submission import FileOutcome, Opinion
from ocr_intake.pipeline import files
from ocr_intake.terminal.words import Span, Style, plain, segments
from tests.pipeline import fakes
from tests.pipeline.fakes import picture

EVIL: Final = "\x1b[8;35m隠\x1b]0;題\x07\u202egpj.\u2066\u200b\u00ad\u2028\n偽の行\r\t\x9b5m\x7f\x08\udcff\U000e0041"
"""Conceal, a window's title, a bell, directions, invisible signs, line ends, C1, delete, a byte that is no text."""
BOTH: Final = pytest.mark.parametrize("terminal", [False, True], ids=["piped", "terminal"])

TEXT: Final = EVIL.replace("\udcff", "")
"""The same where only text can stand."""
_OURS: Final = re.compile(r"\x1b\[(?:[0-79](?:;[0-9]+)*|3[0-9])?m|\x1b\[\?25[lh]|\r\x1b\[2K|\x1b\[1A\x1b\[2K")
"""Styles that the program sets itself (the planted one begins with 8), and how its progress is drawn anew."""

CONFIGURED: Final = ["--consultation", "evil", "--channel", "post"]
COMMANDS: Final[dict[str, tuple[Sequence[str], ...]]] = {
    "doctor": (["doctor", "--json"],),
    "ingest": (["ingest", "scans", *CONFIGURED, "--operator", TEXT], ["ingest", "scans", *CONFIGURED]),
    "show": (["show"], ["show", "--flagged"], ["show", EVIL]),
    "status": (["status"], ["status", "--json"], ["status", "--deep"]),
    "review": (["review", "--plain", "--reviewer", TEXT],),
    "export": (["export", "--include-unverified", "--out", EVIL], ["export", "--format", EVIL]),
    "read": (["read", "scans"], ["read", "scans", "--json"], ["read", EVIL], ["read", "scans", "--readers", EVIL]),
    "watch": (["watch", EVIL, *CONFIGURED], ["watch", "scans", "--consultation", EVIL, "--channel", "post"]),
    "evaluate": (["evaluate", EVIL, "--files", EVIL], ["evaluate", "truth.jsonl", "--predictions", "truth.jsonl"]),
    "forms": (["forms", "learn", EVIL], ["forms", EVIL]),
    "calibrate": (["calibrate"], ["calibrate", "--workspace", EVIL]),
    "learn": (["learn"], ["learn", "--workspace", EVIL]),
    "trust": (["trust", "report"], ["trust", "report", "--json"], ["trust", "report", "--workspace", EVIL]),
    "config": (["config", "check"], ["config", "path"], ["--config", EVIL, "config", "check"]),
    "": ([EVIL], [f"--{EVIL}"], ["status", EVIL], ["--lang", EVIL]),
}
"""By command, what is run, one after the other; a command that is not here is given hostile words."""
NAMES: Final = sorted(
    {"", *(str(each.name) for each in app.registered_commands), *(str(each.name) for each in app.registered_groups)}
)


def assemble(
    readings: Sequence[PageReading], aside: Sequence[SetAside], knowledge: Knowledge, calibration: object = None
) -> FileOutcome:
    """A person called like that, with an opinion like that."""
    made = fakes.assemble(readings, aside, knowledge)
    submissions = tuple(
        replace(
            each,
            fields=tuple(replace(field, value=TEXT if field.value else None) for field in each.fields),
            opinions=(Opinion(TEXT, "\x1b"),),
        )
        for each in made.submissions
    )
    return replace(made, submissions=submissions)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with hostile scans, a hostile consultation and readers that read hostile texts."""
    monkeypatch.chdir(tmp_path)
    fakes.take_the_engines_place(monkeypatch, tmp_path)
    monkeypatch.setattr("ocr_intake.pipeline.assemble.assemble", assemble)
    monkeypatch.setattr("ocr_intake.pipeline.files.read_files", partial(files.read_files, assembler=assemble))
    scans = tmp_path / "scans"
    scans.mkdir()
    picture(scans / f"{EVIL}.png", fakes.FINE)
    picture(scans / f"2{EVIL}.tif", fakes.FINE, fakes.BLANK, fakes.TRIPS)
    picture(scans / f"3{EVIL}.png", fakes.FINE)  # a duplicate
    (scans / f"4{EVIL}.pdf").write_bytes(b"%PDF-1.4 cut off")
    shutil.copytree(Path(__file__).parents[2] / "config", tmp_path / "config")
    shipped = (tmp_path / "config" / "consultations" / "morioka-dx-2021.toml").read_text(encoding="utf-8")
    title = f"title = {json.dumps(TEXT)}"
    changed = re.sub(r"(?m)^title = .*$", lambda _: title, shipped).replace('"morioka-dx-2021"', '"evil"')
    changed = changed.replace("\\udb40\\udc41", "\\U000E0041")
    (tmp_path / "config" / "consultations" / "evil.toml").write_text(changed, encoding="utf-8")
    truth = {"file": EVIL, "pages": [1], "submitter_kind": "individual", "fields": {}, "opinions": []}
    (tmp_path / "truth.jsonl").write_text(json.dumps(truth) + "\n")
    return tmp_path


@contextmanager
def terminal_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """Standard output and error in a terminal; what is called last gives what stands there."""
    master, slave = pty.openpty()
    attributes = termios.tcgetattr(slave)
    attributes[1] &= ~termios.OPOST  # line ends as they were written
    termios.tcsetattr(slave, termios.TCSANOW, attributes)
    heard = bytearray()

    def listen() -> None:
        while True:
            try:
                if not (some := os.read(master, 65536)):
                    return
            except OSError:
                return
            heard.extend(some)

    thread = threading.Thread(target=listen)
    thread.start()
    screen = os.fdopen(slave, "w", encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "stderr", screen)
    closed: list[str] = []

    def told() -> str:
        if not closed:
            screen.close()
            thread.join(10)
            closed.append(heard.decode("utf-8"))
        return closed[0]

    try:
        yield told
    finally:
        told()
        os.close(master)


@BOTH
@pytest.mark.parametrize("command", NAMES)
def test_no_command_lets_it_through(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str, *, terminal: bool
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a\n\na\nq\n")))
    if command not in {"", "doctor", "ingest", "read", "watch", "config"}:
        run(["ingest", "scans", *CONFIGURED])
        capsys.readouterr()
    runs = COMMANDS.get(command, ([command], [command, EVIL], [command, "--workspace", EVIL]))
    if not terminal:
        for arguments in runs:
            run(arguments)
            captured = capsys.readouterr()
            assert captured.out or captured.err
            assert_harmless(captured.out)
            assert_harmless(captured.err)
        return
    with terminal_of(monkeypatch) as told:
        for arguments in runs:
            run(arguments)
        shown = told()
    assert shown
    assert_harmless(_OURS.sub("", shown))


def assert_harmless(text: str) -> None:
    """Nothing but characters to look at, and no line of the stranger's own: a value of several lines is set in."""
    assert {char for char in text if harmful(char) and char != "\n"} == set()
    assert [line for line in text.split("\n") if line.startswith("偽の行")] == []


def test_json_holds_the_real_name(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", "scans", "--json"]) == ExitCode.ATTENTION
    written = capsys.readouterr().out
    names = {json.loads(line)["file"] for line in written.split("\n") if line}
    assert names == {f"{EVIL}.png", f"2{EVIL}.tif", f"3{EVIL}.png"}
    assert "隠" in written, "what is harmless stands as it is"


def test_an_error_of_the_program_is_told_in_plain_characters(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def trip(*_: object, **__: object) -> None:
        raise RuntimeError(EVIL)

    monkeypatch.setattr("ocr_intake.store.Workspace.open", trip)
    assert run(["--debug", "status"]) == ExitCode.FAILURE
    told = capsys.readouterr().err
    assert "RuntimeError" in told
    assert {char for char in told if harmful(char)} == {"\n"}


def test_neither_face_of_the_review_lets_a_span_through() -> None:
    """Whoever makes a span of a stranger's text without a thought."""
    line = (Span(EVIL, Style.STRONG), Span(EVIL))
    assert {char for piece in segments(line) for char in piece.text if harmful(char)} == set()
    assert {char for char in plain(line) if harmful(char)} == {"\n"}


class TestTheFunction:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("盛岡市 髙橋・㈱１２３ ①～—", "盛岡市 髙橋・㈱１２３ ①～—"),
            ("葛\U000e0100城市 か\u3099", "葛\U000e0100城市 か\u3099"),
            ("\ue000外字", "\ue000外字"),
            ("a\x1b[2Jb", "a\\x1b[2Jb"),
            ("\u202e\u2069\u200f", "\\u202e\\u2069\\u200f"),
            ("\x00\x7f\x85\xad", "\\x00\\x7f\\x85\\xad"),
            ("\udce3", "\\udce3"),
            ("\U000e0041", "\\U000e0041"),
            ("一行\n二行", "一行\n二行"),
            ("\\x1b", "\\x1b"),
        ],
    )
    def test_what_it_shows(self, text: str, shown: str) -> None:
        assert visible(text) == shown

    def test_one_line_is_one_line(self) -> None:
        assert one_line("a\r\n\tb\u2028c") == "a\\r\\n\\tb\\u2028c"

    def test_every_character_of_unicode(self) -> None:
        everything = "".join(map(chr, range(0x110000)))
        assert not any(map(harmful, visible(everything, keep="")))

    def test_json_stays_json(self) -> None:
        everything = "".join(chr(code) for code in range(0x3000)) + EVIL
        written = json_safe(json.dumps({everything: [everything]}, ensure_ascii=False, indent=1))
        assert json.loads(written) == {everything: [everything]}
        assert {char for char in written if harmful(char)} == {"\n"}


def test_nothing_of_the_command_line_writes_past_the_console() -> None:
    """A call that writes by itself would be one that forgot."""
    writers = {"print", "typer.echo", "typer.secho", "sys.stdout.write", "sys.stderr.write"}
    past = [
        (path.name, ast.unparse(node.func))
        for path in (Path(__file__).parents[2] / "ocr_intake" / "cli").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in writers
    ]
    assert {name for name, _ in past} == {"console.py"}
