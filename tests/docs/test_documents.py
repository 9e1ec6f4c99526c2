"""What the documents say is so: commands can be typed, files and settings exist, every flag and exit code is told."""

import re
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from ocr_intake.cli.app import app
from ocr_intake.cli.commands import WrongUsageError
from ocr_intake.config import check
from ocr_intake.config.models import Consultation, Settings
from ocr_intake.errors import ExitCode
from ocr_intake.i18n import catalogue
from ocr_intake.model.fields import FlagCode
from scripts.make_docs import SCREEN, cli_reference

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
CLERK = ROOT / "docs" / "clerk.md"
DOCUMENTS = [README, *sorted((ROOT / "docs").glob("*.md")), ROOT / "training" / "README.md"]
HAND_WRITTEN = [path for path in DOCUMENTS if path.name != "cli.md"]
BY_NAME = [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in HAND_WRITTEN]

SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PARTS_OF_THE_REPOSITORY = ("ocr_intake", "benchmarks", "config", "docs", "samples", "scripts", "tests", "training")
IN_A_WORKSPACE = {"intake.db", "originals/", "derived/", "backups/", "calibration/", "learnt/", "workspace.toml"}


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def prose_of(path: Path) -> str:
    """A document without its blocks of code."""
    return re.sub(r"```.*?```", "", text_of(path), flags=re.DOTALL)


def section(path: Path, heading: str) -> str:
    """What stands below a heading, to the next one of any level."""
    return re.split(r"^#+ ", text_of(path).split(f"\n{heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("path", BY_NAME)
def test_no_section_stands_twice(path: Path) -> None:
    headings = re.findall("^#+ .+$", prose_of(path), flags=re.MULTILINE)
    assert [each for each, count in Counter(headings).items() if count > 1] == []


# ------------------------------------------------------------------------------------------------------- commands


def test_the_reference_is_what_the_program_says() -> None:
    assert text_of(ROOT / "docs" / "cli.md") == cli_reference(), "run: make docs"


def commands_in(path: Path) -> Iterator[list[str]]:
    """Every command line of the program that a document shows to be typed."""
    shown = [line for block in SHELL.findall(text_of(path)) for line in block.splitlines()]
    shown += [block["command"] for block in SCREEN.finditer(text_of(path))]
    for line in shown:
        words = shlex.split(line, comments=True)
        if words and Path(words[0]).name == "ocr-intake":
            yield words[1:]


@pytest.mark.parametrize("path", BY_NAME)
def test_commands_can_be_typed_as_they_are_shown(path: Path) -> None:
    for words in commands_in(path):
        parse(words)


def parse(words: list[str]) -> None:
    """Let the program parse a command line without running it."""
    command: Any = typer.main.get_command(app)
    context, rest = None, words
    while True:
        context = command.make_context(command.name, list(rest), parent=context)
        if not hasattr(command, "commands"):
            return
        _, command, rest = command.resolve_command(context, [*context._protected_args, *context.args])


def test_the_parser_of_this_test_refuses_what_the_program_refuses() -> None:
    for wrong in (["nosuch"], ["config", "nosuch"], ["status", "extra"]):
        with pytest.raises(WrongUsageError):
            parse(wrong)
    for wrong in (["ingest", "scan"], ["ingest", "scan", "--channel", "mail"], ["status", "--nosuch"]):
        with pytest.raises(Exception, match=r"(?i)missing|no such option|invalid value|not one of"):
            parse(wrong)


def everything(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], set[str]]]:  # noqa: ANN401
    yield path, {option for each in command.params for option in (*each.opts, *each.secondary_opts)} | {"--help"}
    for name, each in getattr(command, "commands", {}).items():
        yield from everything(each, (*path, name))


@pytest.mark.parametrize("path", BY_NAME)
def test_commands_in_running_text_exist(path: Path) -> None:
    known = dict(everything(typer.main.get_command(app)))
    for span in SPAN.findall(prose_of(path)):
        words = span.split()
        if words[0] == "ocr-intake":
            while words and tuple(words[1:]) not in known:
                words.pop()
            assert len(words) > 1, span
            assert set(re.findall(r"--[a-z-]+", span)) <= known[tuple(words[1:])], span
        elif words[0].startswith("--"):
            assert any(words[0] in options for options in [*known.values(), *trainers().values()]), span


def trainers() -> dict[str, set[str]]:
    """The commands of ``training/`` by their module, each with its options."""
    files = [file for file in (ROOT / "training").rglob("*.py") if "def main(" in text_of(file)]
    named = {".".join(file.relative_to(ROOT).with_suffix("").parts): text_of(file) for file in files}
    return {name: {"--help", *re.findall(r'"(--[a-z-]+)"', text)} for name, text in named.items()}


@pytest.mark.parametrize("path", BY_NAME)
def test_commands_of_training_exist(path: Path) -> None:
    known = trainers()
    shown = "\n".join([*SHELL.findall(text_of(path)), *SPAN.findall(prose_of(path))])
    for module, rest in re.findall(r"python -m (training[\w.]*)([^\n)]*)", shown):
        assert module in known, module
        assert set(re.findall(r"--[a-z-]+", rest)) <= known[module], rest


@pytest.mark.parametrize("path", BY_NAME)
def test_targets_of_make_exist(path: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE)
    asked = re.findall(r"(?:^|`)make ([a-z-]+)", text_of(path), re.MULTILINE)
    assert [target for target in asked if target not in targets] == []


def test_every_target_of_make_is_explained() -> None:
    makefile = text_of(ROOT / "Makefile")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert targets == set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))


# -------------------------------------------------------------------------------------------------- links and files


@pytest.mark.parametrize("path", BY_NAME)
def test_links_lead_somewhere(path: Path) -> None:
    for target in LINK.findall(prose_of(path)):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", text_of(there), re.MULTILINE)
            assert anchor in [re.sub(r"[^\w\- ]", "", each).strip().lower().replace(" ", "-") for each in headings]


@pytest.mark.parametrize("path", BY_NAME)
def test_files_that_are_named_exist(path: Path) -> None:
    rooms = [ROOT / name for name in PARTS_OF_THE_REPOSITORY]
    files = [file for room in rooms for file in (room, *room.rglob("*")) if "__pycache__" not in file.parts]
    there = [f"/{file.relative_to(ROOT).as_posix()}" for file in [*files, *ROOT.glob("*.*")]]
    for span in SPAN.findall(prose_of(path)):
        looks_like_one = re.fullmatch(r"[a-zA-Z_0-9./*-]+(?:\.(?:py|toml|sh|md|json|svg|png|jpg|pdf|tif)|/)", span)
        if not looks_like_one or re.search(r"[A-Z]{2,}\.toml|ROOM|\*", span) or span in IN_A_WORKSPACE:
            continue
        assert any(file.endswith(f"/{span.rstrip('/')}") for file in there), span


def test_every_sample_is_described() -> None:
    described = set(re.findall(r"^\| `([^`]+)` \|", text_of(ROOT / "docs" / "samples.md"), re.MULTILINE))
    assert described == {file.name for file in (ROOT / "samples").iterdir()}


# --------------------------------------------------------------------------------- what the program can say or be told


def test_every_exit_code_is_told() -> None:
    told = re.findall(r"^\| (\d+) \| `([A-Z_]+)` \|", section(README, "## 終了コード"), re.MULTILINE)
    assert [(int(number), name) for number, name in told] == [(code.value, code.name) for code in ExitCode]


def test_every_flag_is_told() -> None:
    rows = re.findall(r"^\| (.+?) \| .+ \|$", section(CLERK, "## 確認の理由と、見るところ"), re.MULTILINE)
    assert set(rows) - {"表示", "---"} == {catalogue("ja")[f"flags.{code}"] for code in FlagCode}


def test_every_flag_is_raised_somewhere() -> None:
    code = "\n".join(text_of(file) for file in (ROOT / "ocr_intake").rglob("*.py"))
    assert {flag.name for flag in FlagCode} <= set(re.findall(r"FlagCode\.([A-Z_]+)", code))


def test_every_setting_of_a_consultation_is_told() -> None:
    rows = re.findall(r"^\| (`.+?`) \|", section(README, "### 意見募集（`consultations/ID.toml`）"), re.MULTILINE)
    assert {name for row in rows for name in SPAN.findall(row)} == set(Consultation.model_fields)


def test_settings_that_are_told_exist() -> None:
    rows = re.findall(r"^\| (`.+?`) .*?\|", section(README, "### 動作（`settings.toml`）"), re.MULTILINE)
    told = [name.split(".") for row in rows for name in SPAN.findall(row)]
    assert told
    for table, key in told:
        record: Any = Settings.model_fields[table].annotation
        assert key in record.model_fields
    assert {table for table, _ in told} == set(Settings.model_fields)


def test_the_example_of_labels_is_a_configuration(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", text_of(README), re.DOTALL)
    (tmp_path / "labels.toml").write_text(example, encoding="utf-8")
    assert check(tmp_path) == ()


def test_every_key_of_the_review_is_told() -> None:
    rooms = ("asking", "value", "places", "whole", "beside", "looking", "rows", "walk", "handling", "of_batch")
    source = "".join(text_of(ROOT / "ocr_intake" / "terminal" / f"{name}.py") for name in rooms)
    groups = re.findall(r'(?:command|key)\(\s*"([^"]+)", "[a-z_]+"', source)
    groups += re.findall(r'\("(\S)", "[a-z_]+"\)', source)
    named = {"enter": "Enter", "escape": "Esc", "tab": "Tab", "shift+tab": "Shift-Tab", "backspace": "Backspace"}
    shown = {named.get(group.split()[0], group.split()[0]) for group in groups}
    assert {*"einpwrdSvfMx", "Enter", "Tab", "Shift-Tab", "Backspace"} <= shown
    told = set(SPAN.findall(text_of(CLERK))) | {"left", "up"}  # the manual says: arrow keys
    assert shown <= told


def test_the_places_of_a_workspace_are_told() -> None:
    from ocr_intake.store.opening import OURS

    told = set(re.findall(r"^\| `([^`]+)` \|", section(README, "## データの置き場所と保護"), re.MULTILINE))
    assert told == IN_A_WORKSPACE
    assert {name.rstrip("/") for name in told} <= OURS


# ------------------------------------------------------------------------------------------------------------- screens


def test_screens_were_taken() -> None:
    blocks = list(SCREEN.finditer(text_of(CLERK)))
    assert len(blocks) == text_of(CLERK).count("<!-- screen:")
    for block in blocks:
        shown = block[0].split("```text\n")[1]
        assert shown.startswith(f"$ {block['command']}\n")
        assert len(shown.splitlines()) > 3, "run: make demo docs"


@pytest.mark.parametrize("path", BY_NAME)
def test_nothing_of_a_developers_machine_is_told(path: Path) -> None:
    assert not re.search(r"/home/|/root|/tmp/|/work\b", text_of(path))
