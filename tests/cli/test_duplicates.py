"""The duplicates command: what is listed, decided, counted and taken back, each with the code it ends with."""

import json
from pathlib import Path
from typing import Any

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from ocr_intake.model.review import SubmissionDecision
from ocr_intake.store import SubmissionState, Workspace
from tests.store.builders import submission, workspace_with

TEXT = "駅前の道が暗いので、街灯を増やしてください。図書館も夜まで開けてほしいです。"
OTHER = "申請の窓口を一つにまとめ、紙でも電話でも手続きができるように残してください。"
SOMEBODY: dict[str, Any] = {"name": "例 一郎", "phone": "0196-23-9876", "address": "岩手県盛岡市本町通1丁目5番6号"}
ANOTHER: dict[str, Any] = {"name": "架空 桜", "phone": "090-0000-1234", "address": "岩手県盛岡市材木町3番4号"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = (
        submission(opinions=(TEXT,)),
        submission(opinions=(TEXT,)),
        submission(opinions=(TEXT,), **SOMEBODY),
        submission(opinions=(OTHER,), **ANOTHER),
    )
    workspace_with(tmp_path, *made).close()
    return tmp_path / "workspace"


def act(folder: Path, *arguments: str) -> ExitCode:
    return ExitCode(run(["duplicates", *arguments, "--workspace", str(folder)]))


def test_from_the_list_to_the_counts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert act(folder) is ExitCode.ATTENTION
    told = capsys.readouterr().out
    assert "S0002 は S0001 の再送（S0002 は数えない） — 同じ電話番号、同じ氏名、同じ住所、意見の文が同じ" in told
    assert "S0003 は S0001 と同文（別の提出者） — 意見の文が同じ" in told
    assert "2 組（うち判断待ち 2 組）" in told
    assert "例 一郎" not in told
    assert act(folder, "decide", "S0002", "S0001", "--as", "resent", "--reviewer", "係員B") is ExitCode.OK
    assert "判断 1 として記録しました（1 件）" in capsys.readouterr().out
    assert act(folder, "decide", "--group", "T1", "--reviewer", "係員B") is ExitCode.OK
    capsys.readouterr()
    assert act(folder) is ExitCode.OK
    assert "判断待ち 0 組" in capsys.readouterr().out
    assert act(folder, "--all") is ExitCode.OK
    assert "済: S0002 は S0001 の再送（S0002 は数えない）（係員B さん）" in capsys.readouterr().out
    with Workspace.open(folder) as workspace:
        for made in tuple(workspace.submissions(None, [SubmissionState.PROPOSED])):
            accepted = SubmissionDecision.ACCEPTED
            workspace.decisions.decide_submission(made.id, accepted, by="係員B", version=made.version)
    assert act(folder, "decisions") is ExitCode.OK
    told = capsys.readouterr().out
    assert "1  S0002 は S0001 の再送" in told
    assert "意見書 3 件、意見 3 件、提出者 3 者" in told
    assert act(folder, "undo", "--reviewer", "係員B") is ExitCode.OK
    assert "S0003 は S0001 と同文" in capsys.readouterr().out
    assert act(folder, "undo", "1") is ExitCode.OK
    with Workspace.open(folder) as workspace:
        assert workspace.submission(2).state is SubmissionState.PROPOSED


def test_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert act(folder, "--json") is ExitCode.ATTENTION
    sender, text = json.loads(capsys.readouterr().out)
    assert (sender["group"], sender["kind"], sender["open"]) == ("P1", "sender", True)
    assert [member["number"] for member in text["members"]] == ["S0001", "S0003"]
    (pair,) = sender["pairs"]
    assert pair["proposed"] == "resent"
    assert pair["why"] == {"phone": 100, "name": 100, "address": 100, "opinion": 100}
    assert act(folder, "decide", "--group", "P1", "--as", "added") is ExitCode.OK
    capsys.readouterr()
    assert act(folder, "--group", "P1", "--json") is ExitCode.OK
    (pair,) = json.loads(capsys.readouterr().out)[0]["pairs"]
    assert (pair["decided"], pair["chosen"], pair["choice"]) == (True, "added", 1)
    assert act(folder, "decisions", "--json") is ExitCode.OK
    said = json.loads(capsys.readouterr().out)
    assert said["decisions"][0]["kind"] == "added"
    assert said["counts"] == {"submissions": 0, "opinions": 0, "submitters": 0}


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("decide", "S0001", "--as", "resent"), ExitCode.USAGE, "意見書2件と --as"),
        (("decide", "S0001", "S0002"), ExitCode.USAGE, "意見書2件と --as"),
        (("decide",), ExitCode.USAGE, "意見書2件と --as"),
        (("decide", "S0001", "S0002", "--as", "resent", "--group", "P1"), ExitCode.USAGE, "どちらか"),
        (("decide", "S0001", "S0002", "--as", "resent", "--without", "S0003"), ExitCode.USAGE, "--group と一緒"),
        (("decide", "一番", "S0002", "--as", "resent"), ExitCode.USAGE, "意見書の番号ではありません"),
        (("decide", "S0001", "S0002", "--as", "same"), ExitCode.USAGE, "same-text"),
        (("decide", "S0001", "S0001", "--as", "added"), ExitCode.INPUT, "同じ意見書です"),
        (("decide", "S0001", "S0099", "--as", "added"), ExitCode.INPUT, "結びつけられません"),
        (("decide", "--group", "T9"), ExitCode.INPUT, "「T9」という組はありません"),
        (("--group", "T9"), ExitCode.INPUT, "「T9」という組はありません"),
        (("decide", "--group", "P1", "--without", "S0002"), ExitCode.INPUT, "すべて判断済み"),
        (("undo",), ExitCode.INPUT, "取り消せる判断はありません"),
        (("undo", "7"), ExitCode.INPUT, "7 番の判断はありません"),
        (("--consultation", "elsewhere"), ExitCode.CONFIG, "elsewhere"),
    ],
)
def test_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: ExitCode, told: str
) -> None:
    assert act(folder, *arguments) is code
    assert told in capsys.readouterr().err
    with Workspace.open(folder, write=False) as workspace:
        assert workspace.relations.of() == ()


def test_nothing_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace_with(tmp_path, submission()).close()
    assert act(tmp_path / "workspace") is ExitCode.OK
    assert "見つかりません" in capsys.readouterr().out
