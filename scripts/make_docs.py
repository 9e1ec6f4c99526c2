"""Writes what the documents take from the program: docs/cli.md, and the screens in docs/clerk.md. `make docs` runs it.

A screen is a block of text under a line ``<!-- screen: COMMAND -->``. With
``<!-- screen: COMMAND <<< KEY after TEXT -->`` whatever the command asks is answered with Enter until TEXT is on
the screen; that screen is shown, and the key pressed
on it. Screens are taken in their order from one copy of the demo workspace, so a later one sees what was decided in an
earlier one; without a demo workspace they stay as they are.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import typer

ROOT: Final = Path(__file__).resolve().parent.parent
REFERENCE: Final = ROOT / "docs" / "cli.md"
CLERK: Final = ROOT / "docs" / "clerk.md"
DEMO: Final = "demo-workspace"
SCREEN: Final = re.compile(
    r"(?P<mark><!-- screen: (?P<command>[^\n]+?)(?: <<< (?P<key>\S+) after (?P<text>\S+))? -->\n)```text\n.*?```\n",
    re.DOTALL,
)
PROMPT: Final = "\n> "
LONGEST: Final = 150
"""Questions answered before a screen is given up."""
HEAD: Final = """\
# コマンドの説明

<!-- `make docs` がプログラムから作ります。手で直さず、プログラムの文言を直してください。 -->

すべてのコマンドと指定できるものの一覧です。同じ内容は、それぞれのコマンドに `--help` を付けて実行すると表示されます。
使い方の流れは [README](../README.md) と [点検をする人のための説明](clerk.md) を、終了コードの意味は
[README の表](../README.md#終了コード) を参照してください。
"""
PLAIN: Final = {"COLUMNS": "88", "NO_COLOR": "1", "OCR_INTAKE_LANG": "ja"}
"""Environment of what is shown: a width that fits a page, no colours, Japanese."""


def cli_reference() -> str:
    """docs/cli.md as the program would have it now."""
    from ocr_intake.cli.app import app, run

    pages = [HEAD]
    with patch.dict(os.environ, PLAIN):
        for path in _command_paths(typer.main.get_command(app)):
            with contextlib.redirect_stdout(io.StringIO()) as said:
                run([*path, "--help"])
            title = " ".join(("ocr-intake", *path))
            pages.append(f"## {title}\n\n```text\n{said.getvalue().rstrip()}\n```\n")
    return "\n".join(pages)


def _command_paths(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - typer's own
    """The words of every command below one, that one first."""
    yield path
    for name, each in getattr(command, "commands", {}).items():
        yield from _command_paths(each, (*path, name))


def with_screens(text: str, demo: Path) -> str:
    """A document with its screens taken anew."""
    with tempfile.TemporaryDirectory(prefix="ocr-intake-docs-") as folder:
        shutil.copytree(demo, Path(folder) / DEMO)

        def taken(block: re.Match[str]) -> str:
            arguments = shlex.split(block["command"])[1:]
            if block["key"] is None:
                said = _output_of(arguments, Path(folder))
            else:
                said = _screen_with(block["text"], arguments, Path(folder), block["key"])
            return f"{block['mark']}```text\n$ {block['command']}\n{said.rstrip()}\n```\n"

        return SCREEN.sub(taken, text)


def _output_of(arguments: list[str], folder: Path, typed: str = "") -> str:
    """What the program says, in Japanese and without colours, when it runs in a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "ocr_intake", *arguments],
        cwd=folder,
        env=os.environ | PLAIN | {"PYTHONPATH": str(ROOT)},
        input=typed,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def _screen_with(text: str, arguments: list[str], folder: Path, key: str) -> str:
    """The first screen with a text on it when every question is answered with Enter, and the key pressed on it."""
    with tempfile.TemporaryDirectory(prefix="ocr-intake-docs-") as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        screens = _output_of(arguments, Path(copy), "\n" * LONGEST).split(PROMPT)
    for screen in screens:
        if text in screen:
            return f"{screen.strip()}{PROMPT}{key}"
    raise SystemExit(f"{text} is on none of the first {LONGEST} screens of {shlex.join(arguments)}")


def main() -> None:
    """Write both."""
    os.environ.update(PLAIN)  # help is worded when commands are imported
    REFERENCE.write_text(cli_reference(), encoding="utf-8")
    if (ROOT / DEMO / "workspace.toml").is_file():
        CLERK.write_text(with_screens(CLERK.read_text(encoding="utf-8"), ROOT / DEMO), encoding="utf-8")
    else:
        print("docs/clerk.md: the screens stay as they are; they are taken from the demo workspace (make demo)")


if __name__ == "__main__":
    main()
