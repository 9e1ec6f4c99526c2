"""The submission command: decisions on submissions as a whole, each with what it says and the code it ends with."""

import json
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from ocr_intake.model.review import Ground, Grounds
from ocr_intake.store import SubmissionState, Workspace
from tests.store.builders import submission, workspace_with

SPLIT = "一つめの意見です。二つめの意見です。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    workspace_with(tmp_path, submission(opinions=(SPLIT, "三つめです。")), submission(), submission()).close()
    return tmp_path / "workspace"


def of(folder: Path, number: int = 1) -> object:
    with Workspace.open(folder) as workspace:
        return workspace.submission(number)


def act(folder: Path, *arguments: str) -> ExitCode:
    return ExitCode(run(["submission", *arguments, "--workspace", str(folder)]))


@pytest.mark.parametrize(
    ("options", "grounds"),
    [
        (("--duplicate-of", "S0002"), Grounds(Ground.DUPLICATE, 2)),
        (("--withdrawn",), Grounds(Ground.WITHDRAWN)),
        (("--not-a-comment",), Grounds(Ground.NOT_A_COMMENT)),
        (("--incomplete", "--reason", "住所がない"), Grounds(Ground.INCOMPLETE)),
        (("--reason", "白紙の写し"), Grounds()),
    ],
)
def test_reject(folder: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], grounds: Grounds) -> None:
    assert act(folder, "reject", "S0001", *options) is ExitCode.OK
    assert "S0001 を対象外にしました" in capsys.readouterr().out
    with Workspace.open(folder) as workspace:
        rejection = workspace.submission(1).rejection
        assert rejection is not None
        assert rejection.grounds == grounds
        assert workspace.ledger().balances
    assert run(["show", "S0001", "--workspace", str(folder)]) == ExitCode.OK
    shown = capsys.readouterr().out
    assert "対象外の事由: " in shown
    assert run(["status", "--workspace", str(folder), "--json"]) == ExitCode.OK
    counts = json.loads(capsys.readouterr().out)["submissions"]
    assert (counts["rejected"], counts["grounds"][grounds.ground.value]) == (1, 1)


@pytest.mark.parametrize("options", [(), ("--withdrawn", "--incomplete"), ("--withdrawn", "--duplicate-of", "2")])
def test_one_of_the_grounds(folder: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]) -> None:
    assert act(folder, "reject", "1", *options) is ExitCode.USAGE
    assert "1つだけ" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("S0009", "--withdrawn"), ExitCode.INPUT, "S0009 という意見書はありません"),
        (("S0001", "--duplicate-of", "S0009"), ExitCode.INPUT, "S0009 という意見書はない"),
        (("S0001", "--duplicate-of", "S0001"), ExitCode.INPUT, "重複とすることはできません"),
        (("一番", "--withdrawn"), ExitCode.USAGE, "意見書の番号ではありません"),
    ],
)
def test_what_cannot_be_rejected(
    folder: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], code: ExitCode, told: str
) -> None:
    assert act(folder, "reject", *options) is code
    assert told in capsys.readouterr().err


def test_withdrawn_after_it_was_accepted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Workspace.open(folder) as workspace:
        from ocr_intake.review import Review

        review = Review(workspace, "係員B")
        review.accept_submission(review.task(1))
    assert act(folder, "reject", "S0001", "--withdrawn") is ExitCode.FAILURE
    assert "確定済み" in capsys.readouterr().err
    assert act(folder, "reject", "S0001", "--withdrawn", "--reopen") is ExitCode.OK
    with Workspace.open(folder) as workspace:
        assert workspace.submission(1).state is SubmissionState.REJECTED


def test_pass_on_and_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    note = "町内会でしょうか"
    assert act(folder, "pass-on", "S0002", "--note", note, "--reviewer", "係員B") is ExitCode.OK
    assert run(["status", "--workspace", str(folder)]) == ExitCode.OK
    assert "責任者の判断待ち: 1件" in capsys.readouterr().out
    assert act(folder, "passed-on", "--json") is ExitCode.OK
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["number"], found["note"], found["by"]) == ("S0002", note, "係員B")
    assert act(folder, "pass-on", "S0002", "--note", note) is ExitCode.INPUT
    assert act(folder, "hand-back", "S0002", "--note", "個人です", "--reviewer", "課長") is ExitCode.OK
    assert act(folder, "hand-back", "S0002") is ExitCode.INPUT
    capsys.readouterr()
    assert run(["show", "S0002", "--workspace", str(folder)]) == ExitCode.OK
    assert "責任者から（課長 さん）: 個人です" in capsys.readouterr().out
    assert act(folder, "passed-on") is ExitCode.OK
    assert "ありません" in capsys.readouterr().out


def test_split_and_join(folder: Path) -> None:
    assert act(folder, "split-opinion", "S0001", "1", "--before", "二つめ") is ExitCode.OK
    with Workspace.open(folder) as workspace:
        said = [opinion.value for opinion in workspace.submission(1).final_opinions]
    assert said == ["一つめの意見です。", "二つめの意見です。", "三つめです。"]
    assert act(folder, "join-opinions", "S0001", "2", "3") is ExitCode.OK
    assert act(folder, "split-opinion", "S0002", "1", "--at", "5") is ExitCode.OK
    with Workspace.open(folder) as workspace:
        assert len(workspace.submission(1).final_opinions) == len(workspace.submission(2).final_opinions) == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("split-opinion", "S0001", "1"), ExitCode.USAGE),
        (("split-opinion", "S0001", "1", "--at", "3", "--before", "二つめ"), ExitCode.USAGE),
        (("split-opinion", "S0001", "1", "--at", "500"), ExitCode.INPUT),
        (("split-opinion", "S0001", "1", "--before", "の意見"), ExitCode.INPUT),
        (("split-opinion", "S0001", "7", "--at", "3"), ExitCode.INPUT),
        (("join-opinions", "S0001", "1"), ExitCode.INPUT),
        (("join-opinions", "S0001", "1", "1"), ExitCode.INPUT),
        (("join-opinions", "S0001", "1", "7"), ExitCode.INPUT),
    ],
)
def test_what_cannot_be_split_or_joined(folder: Path, arguments: tuple[str, ...], code: ExitCode) -> None:
    before = of(folder)
    assert act(folder, *arguments) is code
    assert of(folder) == before


def test_duplicates(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert act(folder, "duplicates", "S0002") is ExitCode.OK
    out = capsys.readouterr().out
    assert out.splitlines()[0].startswith("S0003（点検待ち）  同じ電話番号、同じ氏名、同じ住所、意見の文が同じ")
    assert "見本" not in out
    assert act(folder, "duplicates", "S0002", "--json") is ExitCode.OK
    found = json.loads(capsys.readouterr().out)
    assert found["likely"][0]["number"] == "S0003"
    assert {"sign": "phone", "percent": 100} in found["likely"][0]["why"]
