"""``--consultation`` of the commands that ask a workspace: what does not exist is refused before anything is done."""

from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from tests.store.builders import submission, workspace_with


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with workspace_with(tmp_path, submission()) as opened:
        return opened.path


@pytest.mark.parametrize(
    "command",
    [
        ["status"],
        ["show"],
        ["export", "--out", "out", "--replace"],
        ["review", "--plain"],
        ["serve"],
        ["trust", "report"],
        ["purge", "--yes"],
    ],
)
def test_an_unknown_one_is_refused(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    earlier = tmp_path / "out" / "comments.csv"
    earlier.parent.mkdir()
    earlier.write_text("an earlier export")
    assert run([*command, "--workspace", str(workspace), "--consultation", "dxx"]) == ExitCode.CONFIG
    told = capsys.readouterr()
    assert told.out == ""
    assert "「dxx」" in told.err
    assert "指定できるもの: dx, morioka-dx-2021" in told.err
    assert [path.name for path in earlier.parent.iterdir()] == ["comments.csv"]
    assert earlier.read_text() == "an earlier export"


@pytest.mark.parametrize("consultation", ["dx", "morioka-dx-2021"])
def test_one_with_papers_and_one_that_is_configured_are_known(
    workspace: Path, capsys: pytest.CaptureFixture[str], consultation: str
) -> None:
    assert run(["status", "--workspace", str(workspace), "--consultation", consultation]) == ExitCode.OK
    assert "数のつじつまは合っています。" in capsys.readouterr().out
