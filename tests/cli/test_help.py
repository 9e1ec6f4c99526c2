"""Help pages: every command and option is explained, in lines that fit, set as Japanese is."""

from collections.abc import Iterator
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ocr_intake.cli.app import app, run
from ocr_intake.cli.commands import App, Command, Group
from ocr_intake.cli.console import wrapped
from ocr_intake.errors import ExitCode


def every_command(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401
    yield path, command
    for name, each in getattr(command, "commands", {}).items():
        yield from every_command(each, (*path, name))


EVERY = dict(every_command(typer.main.get_command(app)))


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_everything_is_explained(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    command = EVERY[path]
    assert isinstance(command, Command | Group)
    assert command.help
    assert [parameter.name for parameter in command.params if not getattr(parameter, "help", None)] == []
    assert run([*path, "--help"]) == ExitCode.OK
    page = capsys.readouterr().out
    assert page.startswith(" ".join(["使い方: ocr-intake", *path]))
    assert all(cell_len(line) <= 100 for line in page.splitlines())


def test_arguments_defaults_and_required_options_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    sample = App()

    @sample.command("scan", help="読みます。")
    def scan(
        paths: list[str] = typer.Argument(metavar="PATH", help="ファイル"),  # noqa: B008 - how typer is told
        workers: int = typer.Option(4, help="数"),
        channel: str = typer.Option(..., help="経路"),
        pages: bool = typer.Option(False, "--pages/--no-pages", help="頁"),
    ) -> None:
        """Never called."""

    sample(["--help"], prog_name="sample", standalone_mode=False)
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "使い方: sample [オプション] PATH..." in lines
    assert "PATH... ファイル（必須）" in lines
    assert "--workers INT 数（標準: 4）" in lines
    assert "--channel STR 経路（必須）" in lines
    assert "--pages / --no-pages 頁" in lines


def test_a_long_option_leaves_room_for_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "--help"]) == ExitCode.OK
    lines = capsys.readouterr().out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("  --format csv|"))
    assert "list[" not in lines[at]
    assert lines[at + 1].strip().startswith("ファイルの形式。")
    assert len(lines) < 50


@given(st.text(alphabet="あ漢。、）（aZ-/ 　\n", max_size=80), st.integers(4, 40))
def test_wrapping_loses_nothing_and_keeps_to_the_width(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert cell_len(line) <= width or " " not in line.strip()
        if not any(letter in line for letter in "aZ-/"):
            assert cell_len(line) <= width + 2, "at most one mark may hang over"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("あいうえお。かき", 10, ["あいうえ", "お。かき"]),
        ("設定フォルダー", 8, ["設定フォ", "ルダー"]),
        ("環境変数 OCR_INTAKE_CONFIG です", 20, ["環境変数", "OCR_INTAKE_CONFIG で", "す"]),
        ("see the config folder", 10, ["see the", "config", "folder"]),
        ("", 10, [""]),
    ],
)
def test_lines_break_as_japanese_is_set(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == lines
