"""``opinions`` as commands: what is told, what is proposed, what a clerk does with it."""

import json
from pathlib import Path
from typing import Any

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from ocr_intake.review import Review
from ocr_intake.store import Workspace
from tests.store.builders import submission, workspace_with

LIBRARY = "図書館の開館時間を夜8時まで延ばしてください。"
LATER = "図書館の開館時間を夜9時まで延ばしてください。"
BUS = "北部線のバスの本数を増やしてください。"
AS_PROPOSED = [["S0001-1", "S0002-1", "S0004-1"], ["S0001-2", "S0003-1"]]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four verified submissions, five opinions; one that waits."""
    made = (submission(opinions=(LIBRARY, BUS)), submission(opinions=(LATER,)), submission(opinions=(BUS,)))
    with workspace_with(tmp_path, *made, submission(opinions=(LIBRARY,)), submission(opinions=(BUS,))) as opened:
        review = Review(opened, "点検 花子")
        for number in (1, 2, 3, 4):
            review.accept_submission(review.task(number))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ocr_intake.cli.opinions.login_name", lambda: "係員A")
    return tmp_path / "workspace"


def listed(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    capsys.readouterr()
    run(["opinions", "groups", "--json", *options])
    record: dict[str, Any] = json.loads(capsys.readouterr().out)
    return record


def members(each: dict[str, Any]) -> list[str]:
    return [opinion["number"] for opinion in each["opinions"]]


def test_proposals_are_accepted(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["opinions", "groups"]) == ExitCode.ATTENTION
    said = capsys.readouterr().out
    assert "新しいまとまり（3件）" in said
    assert "意見 5件" in said
    before = listed(capsys)
    assert [members(each) for each in before["proposals"]] == [
        ["S0001-1", "S0002-1", "S0004-1"],
        ["S0001-2", "S0003-1"],
    ]
    library, bus = (each["proposal"] for each in before["proposals"])
    assert run(["opinions", "show", library]) == ExitCode.OK
    said = capsys.readouterr().out
    assert "図書館の開館時間を夜[9]時まで延ばしてください。" in said
    assert run(["opinions", "accept", library, bus.lower(), library]) == ExitCode.OK
    assert "G1 （表題なし）: 意見 3件" in capsys.readouterr().out
    assert run(["opinions", "groups"]) == ExitCode.OK, "nothing is proposed any more"
    assert [members(each) for each in listed(capsys)["groups"]] == [members(each) for each in before["proposals"]]
    assert run(["opinions", "accept", library]) == ExitCode.INPUT
    assert library in capsys.readouterr().err


def test_arranging_and_taking_back(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["opinions", "accept", *(each["proposal"] for each in listed(capsys)["proposals"])])
    assert run(["opinions", "title", "G1", "開館時間について"]) == ExitCode.OK
    assert run(["opinions", "split", "g1", "S0002-1"]) == ExitCode.OK
    assert run(["opinions", "move", "s0003-1", "--to", "G3", "--first"]) == ExitCode.OK
    assert run(["opinions", "move", "S0001-2", "--alone"]) == ExitCode.OK
    now = listed(capsys)
    assert [(each["group"], each["title"], members(each)) for each in now["groups"]] == [
        ("G1", "開館時間について", ["S0001-1", "S0004-1"]),
        ("G3", None, ["S0003-1", "S0002-1"]),
    ]
    assert (now["single"], now["proposals"]) == (["S0001-2"], [])
    assert run(["opinions", "join", "G3", "G1"]) == ExitCode.OK
    assert [members(each) for each in listed(capsys)["groups"]] == [["S0003-1", "S0002-1", "S0001-1", "S0004-1"]]
    for _ in range(4):
        assert run(["opinions", "undo"]) == ExitCode.OK
    assert "取り消しました: 意見のまとまりを分割" in capsys.readouterr().out
    assert [members(each) for each in listed(capsys)["groups"]] == [
        ["S0001-1", "S0002-1", "S0004-1"],
        ["S0001-2", "S0003-1"],
    ]


def test_a_new_group_by_hand(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["opinions", "move", "S0003-1", "S0001-1", "--new"]) == ExitCode.OK
    assert "G1 （表題なし）: 意見 2件" in capsys.readouterr().out
    assert [members(each) for each in listed(capsys)["groups"]] == [["S0003-1", "S0001-1"]]


def test_show_as_json_names_what_differs(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["opinions", "accept", listed(capsys)["proposals"][0]["proposal"]])
    capsys.readouterr()
    run(["opinions", "show", "1", "--json"])
    record = json.loads(capsys.readouterr().out)
    assert [each.get("differs") for each in record["opinions"]] == [None, ["9"], []]


def test_what_is_reopened_is_out_and_comes_back(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["opinions", "accept", listed(capsys)["proposals"][0]["proposal"]])
    with Workspace.open(workspace) as opened:
        review = Review(opened, "点検 花子")
        review.reopen(2)
        assert members(listed(capsys)["groups"][0]) == ["S0001-1", "S0004-1"]
        review.accept_submission(review.task(2))
    assert members(listed(capsys)["groups"][0]) == ["S0001-1", "S0002-1", "S0004-1"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["move", "S0001-1"], ExitCode.USAGE, "--alone"),
        (["move", "S0001-1", "--to", "G1", "--alone"], ExitCode.USAGE, "--alone"),
        (["move", "S0001-1", "--new", "--alone"], ExitCode.USAGE, "--new"),
        (["move", "S0005-1", "--alone"], ExitCode.INPUT, "S0005-1"),
        (["move", "S0001-1", "--to", "S0001"], ExitCode.USAGE, "G12"),
        (["move", "S0001-1", "--to", "G9"], ExitCode.INPUT, "G9"),
        (["show", "G9"], ExitCode.INPUT, "G9"),
        (["show", "P000000"], ExitCode.INPUT, "P000000"),
        (["undo"], ExitCode.INPUT, "取り消せる変更がありません"),
        (["groups", "--consultation", "nobody"], ExitCode.CONFIG, "nobody"),
    ],
)
def test_mistakes_are_named(
    workspace: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: ExitCode, said: str
) -> None:
    assert run(["opinions", *arguments]) == code
    told = capsys.readouterr()
    assert said in told.err
    assert "図書館" not in told.err
