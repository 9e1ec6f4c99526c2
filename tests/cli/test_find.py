"""Looking a submission up, opening its pages and printing it."""

import json
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from ocr_intake.model.fields import FieldName
from tests.store.builders import submission, workspace_with


@pytest.fixture
def folder(tmp_path: Path) -> str:
    papers = (submission(flagged={FieldName.PHONE: 0.4}, name="架空 <b>桜子</b>"), submission((1, 2)))
    workspace_with(tmp_path, *papers).close()
    return str(tmp_path / "workspace")


def test_a_line_for_each_that_was_found(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["find", "見本", "--workspace", folder]) == ExitCode.OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "S0002  点検待ち  郵送（2021-09-01 受付）  1, 2ページ  scan002.tif  氏名: 一部が一致"
    assert lines[1] == "1件が見つかりました。"


def test_nothing_found_has_its_own_exit_code_and_tells_nothing_back(
    folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["find", "だれでもない人", "--name", "--workspace", folder]) == ExitCode.ATTENTION
    told = capsys.readouterr()
    assert told.out.startswith("見つかりませんでした。")
    assert "だれでもない人" not in told.out + told.err


def test_as_json(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["find", "S0001", "--json", "--workspace", folder]) == ExitCode.OK
    (found,) = json.loads(capsys.readouterr().out)["submissions"]
    assert (found["number"], found["state"], found["received"]) == ("S0001", "proposed", "2021-09-01")
    assert (found["maybe"], found["why"]) == (False, [{"field": None, "how": "number"}])


@pytest.mark.parametrize("days", ["some day", "2021-13-01..", "..", "2021-09-01..x"])
def test_days_that_are_none(folder: str, days: str) -> None:
    assert run(["find", "見本", "--received", days, "--workspace", folder]) == ExitCode.USAGE


@pytest.mark.parametrize(("days", "code"), [("2021-09-01", 0), ("2021-09-02..", 3), ("..2021-09-01", 0)])
def test_days_of_receipt(folder: str, days: str, code: int) -> None:
    assert run(["find", "見本", "--received", days, "--workspace", folder]) == code


def test_opening_says_where_the_pages_are(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["open", "S0002", "--link", "--workspace", folder]) == ExitCode.OK
    lines = capsys.readouterr().out.splitlines()
    assert [line.rpartition("/")[2] for line in lines] == ["page-0001.png", "page-0002.png"]
    assert all(line.startswith("file:///") for line in lines)
    assert run(["open", "S0009", "--workspace", folder]) == ExitCode.INPUT


def test_printing_into_one_file_for_its_owner(folder: str, tmp_path: Path) -> None:
    output = tmp_path / "out.html"
    arguments = ["print", "S0001", "2", "--pages", "--output", str(output), "--workspace", folder]
    assert run(arguments) == ExitCode.OK
    assert output.stat().st_mode & 0o777 == 0o600
    text = output.read_text(encoding="utf-8")
    assert "架空 &lt;b&gt;桜子&lt;/b&gt;" in text
    assert text.count('<article class="submission">') == 2
    assert text.count('<figure class="sheet">') == 3
    for outside in ("<script", "http://", "https://", 'src="/', "url("):
        assert outside not in text
    assert run(arguments) == ExitCode.USAGE, "what is there is kept"
    assert run([*arguments, "--overwrite"]) == ExitCode.OK


@pytest.mark.parametrize(
    ("number", "name", "code"),
    [("S0001", "a.pdf", 2), ("S0009", "a.html", 6), ("x", "a.html", 2), ("1", "no/a.html", 1)],
)
def test_what_cannot_be_printed(folder: str, tmp_path: Path, number: str, name: str, code: int) -> None:
    assert run(["print", number, "--output", str(tmp_path / name), "--workspace", folder]) == code
    assert not (tmp_path / name).exists()
