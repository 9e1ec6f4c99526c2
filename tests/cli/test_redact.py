"""``redact`` as a command: what waits, going through it, and what is never shown unasked."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from ocr_intake.review import Review
from tests.store.builders import submission, workspace_with

OPINIONS = ("見本太郎です。隣の斎藤さんと、高橋健一議員に話した。", "三丁目の角の床屋です。", "広場を広く。")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    with workspace_with(tmp_path, submission(opinions=OPINIONS), submission(opinions=OPINIONS)) as opened:
        review = Review(opened, "点検 花子")
        review.accept_submission(review.task(1))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answering(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def listed(capsys: pytest.CaptureFixture[str], *options: str) -> list[dict[str, object]]:
    run(["redact", "--json", *options])
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


def test_what_waits_is_listed_without_what_it_is(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["redact"]) == ExitCode.ATTENTION
    said = capsys.readouterr().out
    assert "S0001-1  要判断: 氏名 2  伏せる: 氏名 1" in said
    assert "S0002" not in said, "nobody has verified it"
    assert not any(name in said for name in ("斎藤", "高橋", "見本"))
    (only,) = listed(capsys)
    assert (only["opinion"], only["waiting"]) == ("S0001-1", 2)
    assert "斎藤" not in json.dumps(only, ensure_ascii=False)
    (shown,) = listed(capsys, "--text")
    assert [place["text"] for place in shown["places"]] == ["見本太郎", "斎藤", "高橋健一"]  # type: ignore[attr-defined]
    run(["redact", "--text"])
    assert "隣の【?斎藤】さんと" in capsys.readouterr().out


def test_going_through_them(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, "y", "x", "y", "u", "n", "", "三丁目の角の床屋", "", "賛成", "")
    assert run(["redact", "S1"]) == ExitCode.OK
    said = capsys.readouterr()
    assert "…見本太郎です。隣の【斎藤】さんと" in said.out
    assert "氏名（人の名前）: 判断待ち" in said.out
    assert "取り消しました。" in said.out
    assert "その文字はありません" in said.out
    assert "y、n、u、q" in said.err
    run(["export", "--personal", "none", "--format", "jsonl"])
    written = [json.loads(line) for line in Path("export/comments.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [each["opinion"] for each in written] == [
        "○○です。隣の○○さんと、高橋健一議員に話した。",
        "○○です。",
        OPINIONS[2],
    ]
    capsys.readouterr()
    assert listed(capsys, "--all")[0]["waiting"] == 0


def test_stopping_leaves_the_rest(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, "", "q")
    assert run(["redact", "1"]) == ExitCode.ATTENTION
    assert "あと 2 か所" in capsys.readouterr().out


def test_what_was_decided_is_asked_again_and_taken_back(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, "n", "n", "", "", "")
    assert run(["redact", "1"]) == ExitCode.OK
    answering(monkeypatch, "u", "", "u", "q")
    assert run(["redact", "1", "--all"]) == ExitCode.ATTENTION
    said = capsys.readouterr()
    assert "取り消せる判断がありません" in said.err, "the submitter's own name was masked by itself"
    (only,) = listed(capsys)
    assert [place["state"] for place in only["places"]] == ["masked", "waiting", "kept"]  # type: ignore[attr-defined]


def test_a_submission_that_is_not_there(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["redact", "S99"]) == ExitCode.INPUT
    assert "S0099" in capsys.readouterr().err
    assert run(["redact", "nothing"]) == ExitCode.USAGE


@pytest.mark.parametrize("before", [("--workspace", "workspace"), ("--workspace=workspace", "--all"), ("--all", "--")])
def test_options_may_come_before_the_submission(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], before: tuple[str, ...]
) -> None:
    answering(monkeypatch, "q")
    assert run(["redact", *before, "S1"]) == ExitCode.ATTENTION
    assert "意見 S0001-1" in capsys.readouterr().out


def test_the_value_of_an_option_is_no_submission(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "workspace").rename(workspace / "1")
    assert run(["redact", "--workspace", "1"]) == ExitCode.ATTENTION
    assert "S0001-1  要判断" in capsys.readouterr().out
