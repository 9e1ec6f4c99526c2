"""What leaves the workspace: only what a person has accepted, personal data apart."""

import contextlib
import csv
import io
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocr_intake.dataset import EXPORTERS, CannotWriteError, Exported, Personal, Profile, UnknownFormatError, export
from ocr_intake.dataset.rows import opinion_number, verified
from ocr_intake.model.fields import FIELDS, PERSONAL_FIELDS, FieldName, Flag, FlagCode
from ocr_intake.model.redaction import Choice, PersonalKind, Why
from ocr_intake.model.review import Decision, SubmissionDecision
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.review import Review, UndecidedError
from ocr_intake.store import StoredSubmission, SubmissionState, Workspace
from tests.store.builders import VALUES, submission, workspace_with

ACCEPTED, REJECTED = SubmissionDecision.ACCEPTED, SubmissionDecision.REJECTED
REOPENED = SubmissionDecision.REOPENED

MADE = (
    submission(opinions=("確認された意見です。",)),
    submission(opinions=("まだ確認されていない意見です。",)),
    submission(opinions=("却下された意見です。",)),
    submission((1, 2), opinions=("一つめの意見です。", "二つめの意見です。"), flags=(Flag(FlagCode.LATE),)),
    submission(flagged={FieldName.NAME: 0.2}, opinions=("氏名の怪しい意見です。",)),
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """1 and 4 accepted, 3 rejected, 2 and 5 waiting."""
    with workspace_with(tmp_path, *MADE) as opened:
        for number in (1, 4):
            opened.decisions.decide_submission(number, ACCEPTED, by="係員B", version=0)
        opened.decisions.decide_submission(3, REJECTED, "重複", by="係員B", version=0)
        yield opened


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def run(workspace: Workspace, folder: Path, **profile: Any) -> Exported:  # noqa: ANN401
    formats = (profile.pop("format", "jsonl"),)
    return export(workspace, folder, Profile(**{"formats": formats, **profile}), by="係員A")


def test_only_what_was_accepted_is_exported(workspace: Workspace, tmp_path: Path) -> None:
    done = run(workspace, tmp_path / "out")
    comments, personal = done.files
    assert [made["opinion"] for made in lines(comments)] == [
        "確認された意見です。",
        "一つめの意見です。",
        "二つめの意見です。",
    ]
    assert [made["submission_id"] for made in lines(personal)] == ["S0001", "S0004"]
    assert (done.submissions, done.opinions, done.individuals, done.organizations) == (2, 3, 2, 0)
    assert (done.unverified, done.waiting, done.rejected) == (0, 2, 1)


def test_a_comment_says_all_but_who(workspace: Workspace, tmp_path: Path) -> None:
    comments, _ = run(workspace, tmp_path / "out").files
    stored = workspace.submission(4)
    assert lines(comments)[2] == {
        "opinion_id": "S0004-2",
        "submission_id": "S0004",
        "submitter_kind": "individual",
        "opinion": "二つめの意見です。",
        "illegible": False,
        "consultation": "dx",
        "channel": "post",
        "received": "2021-09-01",
        "late": True,
        "file": stored.sha256[:12],
        "pages": [1],
    }


def test_personal_data_is_apart(workspace: Workspace, tmp_path: Path) -> None:
    comments, personal = run(workspace, tmp_path / "out").files
    text = comments.read_text(encoding="utf-8")
    assert not any(value in text for value in VALUES.values())
    assert "scan001" not in text, "a file's name may hold a person's"
    assert lines(personal)[0] == {
        "submission_id": "S0001",
        "submitter_kind": "individual",
        **{name.value: VALUES.get(name) for name in FIELDS if name in PERSONAL_FIELDS},
        "phone_as_written": VALUES[FieldName.PHONE],
        "scan": "scan001.tif",
        "illegible_fields": [],
    }


@pytest.mark.parametrize("name", [form.name for form in EXPORTERS])
def test_personal_data_can_be_left_out(workspace: Workspace, tmp_path: Path, name: str) -> None:
    done = run(workspace, tmp_path / "out", format=name, personal=Personal.NONE)
    assert [path.stem for path in done.files] == ["comments", "personal-data-report", "personal-data-report"]
    assert sorted((tmp_path / "out").iterdir()) == sorted(done.files)
    for path in done.files:
        data = path.read_bytes()
        assert not any(value.encode() in data for value in VALUES.values())


def test_personal_data_inside_opinions_is_masked_reported_and_left_for_a_person(tmp_path: Path) -> None:
    opinions = ("見本太郎です。電話は019-000-0000です。", "隣の斎藤さんも賛成です。", "広場を広く。")
    with workspace_with(tmp_path, submission(opinions=opinions)) as workspace:
        workspace.decisions.decide_submission(1, ACCEPTED, by="係員B", version=0)
        done = run(workspace, tmp_path / "out", personal=Personal.NONE)
    comments, report = lines(done.files[0]), lines(done.files[1])
    assert [made["opinion"] for made in comments] == ["○○です。電話は○○です。", *opinions[1:]]
    assert [made["masked"] for made in comments] == [["field_name", "field_phone"], [], []]
    assert [made["to_look_at"] for made in comments] == [[], ["field_name"], []]
    assert report == [
        {
            "submission_id": "S0001",
            "opinion_id": opinion,
            "found": found,
            "why": why,
            "first": first,
            "last": last,
            "done": what,
        }
        for opinion, found, why, first, last, what in [
            ("S0001-1", "field_name", "why_own", "1", "2", "masked"),
            ("S0001-1", "field_phone", "why_own", "9", "10", "masked"),
            ("S0001-2", "field_name", "why_named", "3", "4", "to_look_at"),
        ]
    ]
    told = done.files[2].read_text(encoding="utf-8")
    assert "伏せたもの（「○○」に置き換えました）: 2 か所" in told
    assert "人が確認するもの（置き換えていません）: 1 か所、意見 1 件" in told
    assert "病気、家族" in told
    assert done.search is not None
    assert done.search.opinions == 1


def test_what_people_decided_is_what_is_exported(tmp_path: Path) -> None:
    opinions = ("見本太郎です。", "隣の斎藤さんも賛成です。", "三丁目の角の床屋です。")
    with workspace_with(tmp_path, submission(opinions=opinions)) as workspace:
        own, other, by_hand = workspace.submission(1).opinions
        decide = partial(workspace.redactions.decide, by="係員B")
        decide(own.id, (0, 4), Choice.KEEP, kind=PersonalKind.NAME, why=Why.OWN, seen=opinions[0])
        decide(other.id, (2, 4), Choice.MASK, kind=PersonalKind.NAME, why=Why.NAMED, seen=opinions[1])
        decide(by_hand.id, (0, 8), Choice.MASK, kind=PersonalKind.OTHER, why=Why.BY_HAND, seen=opinions[2])
        workspace.decisions.decide_submission(1, ACCEPTED, by="係員B", version=0)
        done = run(workspace, tmp_path / "out", personal=Personal.NONE)
    comments = lines(done.files[0])
    assert [made["opinion"] for made in comments] == ["見本太郎です。", "隣の○○さんも賛成です。", "○○です。"]
    assert [made["to_look_at"] for made in comments] == [[], [], []]
    assert [(made["done"], made["why"]) for made in lines(done.files[1])] == [
        ("kept", "why_own"),
        ("masked", "why_named"),
        ("masked", "why_by_hand"),
    ]
    assert "人が「そのまま」と決めたもの: 1 か所" in done.files[2].read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [form.name for form in EXPORTERS])
def test_what_is_unverified_says_so_everywhere(workspace: Workspace, tmp_path: Path, name: str) -> None:
    done = run(workspace, tmp_path / "out", format=name, include_unverified=True)
    assert [path.stem for path in done.files] == ["comments-unverified", "personal-unverified"]
    assert (done.submissions, done.unverified, done.waiting, done.rejected) == (4, 2, 0, 1)
    if name.startswith("csv"):
        for path in done.files:
            encoding = "cp932" if name == "csv-cp932" else "utf-8-sig"
            heading, *rows = csv.reader(io.StringIO(path.read_text(encoding=encoding), newline=""))
            assert heading[0] == "確認状況"
            assert {row[0] for row in rows} == {"確認済み", "未確認"}
    if name == "jsonl":
        found = {made["opinion"]: made["status"] for made in lines(done.files[0])}
        assert found == {
            "確認された意見です。": "verified",
            "まだ確認されていない意見です。": "unverified",
            "一つめの意見です。": "verified",
            "二つめの意見です。": "verified",
            "氏名の怪しい意見です。": "unverified",
        }


@pytest.mark.parametrize("name", [form.name for form in EXPORTERS])
def test_no_trace_of_the_unverified_in_any_format(workspace: Workspace, tmp_path: Path, name: str) -> None:
    import zipfile

    for path in run(workspace, tmp_path / "out", format=name).files:
        data = path.read_bytes()
        if name == "xlsx":
            with zipfile.ZipFile(path) as packed:
                data = b"".join(packed.read(part) for part in packed.namelist())
        elif name == "parquet":  # which packs its columns
            data = repr(pyarrow.parquet.read_table(path).to_pylist()).encode()
        elif name == "csv-cp932":
            data = data.decode("cp932").encode()
        assert path.stem.startswith("comments") == ("確認された意見です。".encode() in data)
        for text in ("まだ確認", "却下された", "怪しい", "S0002", "S0003", "S0005", "確認状況"):
            assert text.encode() not in data


def test_acceptance_behind_the_rules_is_not_verification(workspace: Workspace, tmp_path: Path) -> None:
    """Something accepted a submission although a flagged value of it was never decided on."""
    workspace.decisions.decide_submission(5, ACCEPTED, by="係員B", version=0)
    assert workspace.submission(5).state is SubmissionState.ACCEPTED
    done = run(workspace, tmp_path / "out")
    assert "怪しい" not in done.files[0].read_text(encoding="utf-8")
    assert done.waiting == 2


def test_what_was_reopened_is_not_exported(workspace: Workspace, tmp_path: Path) -> None:
    workspace.decisions.decide_submission(1, REOPENED, by="係員B", version=1)
    assert [made["submission_id"] for made in lines(run(workspace, tmp_path / "out").files[0])] == ["S0004", "S0004"]


def test_people_s_values_are_exported(tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission(opinions=("一", "二", "三"))) as workspace:
        made = workspace.submission(1)
        decisions, by = workspace.decisions, "係員B"
        decisions.decide(made.field(FieldName.NAME).id, Decision.EDITED, "美本 太郎", by=by, version=0)
        decisions.decide(made.field(FieldName.PHONE).id, Decision.ILLEGIBLE, by=by, version=0)
        decisions.decide(made.field(FieldName.ADDRESS).id, Decision.ABSENT, by=by, version=0)
        first, second, third = made.opinions
        decisions.decide(first.id, Decision.ABSENT, by=by, version=0)
        decisions.decide(second.id, Decision.ILLEGIBLE, by=by, version=0)
        made = decisions.add_opinion(1, "二の続き", by=by, version=5, after=second.id)
        made = decisions.decide_submission(
            1, SubmissionDecision.KIND_CHANGED, SubmitterKind.ORGANIZATION, by=by, version=made.version
        )
        decisions.decide_submission(1, ACCEPTED, by=by, version=made.version)
        done = run(workspace, tmp_path / "out")
        comments, personal = (lines(path) for path in done.files)
        assert [(one["opinion_id"], one["opinion"], one["illegible"]) for one in comments] == [
            ("S0001-2", None, True),
            ("S0001-4", "二の続き", False),
            ("S0001-3", "三", False),
        ]
        assert (personal[0]["name"], personal[0]["phone"], personal[0]["address"]) == ("美本 太郎", None, None)
        assert personal[0]["illegible_fields"] == ["field_phone"]
        assert (done.individuals, done.organizations) == (0, 1)
        assert third.id in {opinion.id for opinion in made.final_opinions}


@pytest.mark.parametrize("name", ["csv", "csv-excel", "csv-cp932", "jsonl", "xlsx"])
def test_a_number_is_exported_in_the_usual_form_and_as_written(tmp_path: Path, name: str) -> None:
    with workspace_with(tmp_path, submission()) as workspace:
        phone = workspace.submission(1).field(FieldName.PHONE)
        workspace.decisions.decide(phone.id, Decision.EDITED, "027-363~3601", by="係員B", version=0)
        version = workspace.submission(1).version
        workspace.decisions.decide_submission(1, ACCEPTED, by="係員B", version=version)
        _, personal = run(workspace, tmp_path / "out", format=name).files
        heading, row = texts_of(personal)
        told = dict(zip(heading, row, strict=True))
    stable = ("phone", "phone_as_written", "scan")
    keys = stable if name == "jsonl" else ("電話番号", "電話番号（記載のまま）", "スキャンのファイル名")
    assert [told[key] for key in keys] == ["027-363-3601", "027-363~3601", "scan001.tif"]


def texts_of(path: Path) -> list[list[str]]:
    """The rows of a file of any format, the headings first."""
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).worksheets[0]
        return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    if path.suffix == ".jsonl":
        return [list(lines(path)[0]), [str(value) for value in lines(path)[0].values()]]
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        text = path.read_text(encoding="cp932")
    return list(csv.reader(io.StringIO(text)))


def test_an_opinion_keeps_its_number(tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission(opinions=())) as workspace:
        (place,) = workspace.submission(1).opinions
        made = workspace.decisions.decide(place.id, Decision.EDITED, "見落とし", by="係員B", version=0)
        assert [opinion_number(made, opinion) for opinion in made.final_opinions] == ["S0001-1"]
        made = workspace.decisions.add_opinion(1, "もう一つ", by="係員B", version=made.version)
        assert [opinion_number(made, opinion) for opinion in made.final_opinions] == ["S0001-1", "S0001-2"]


def test_one_consultation_at_a_time(workspace: Workspace, tmp_path: Path) -> None:
    assert run(workspace, tmp_path / "a", consultation="dx").opinions == 3
    none = run(workspace, tmp_path / "b", consultation="another", format="csv")
    assert (none.opinions, none.waiting, none.rejected) == (0, 0, 0)
    assert len(none.files[0].read_text(encoding="utf-8").splitlines()) == 1


def test_an_export_is_recorded(workspace: Workspace, tmp_path: Path) -> None:
    run(workspace, tmp_path / "out", include_unverified=True, personal=Personal.NONE)
    event = workspace.audit_trail()[-1]
    assert (event.by, event.action) == ("係員A", "export.written")
    assert dict(event.detail) == {
        "format": "jsonl",
        "personal": "none",
        "submissions": "4",
        "opinions": "5",
        "unverified": "2",
    }


def test_files_are_for_their_owner_alone(workspace: Workspace, tmp_path: Path) -> None:
    for path in run(workspace, tmp_path / "out").files:
        assert path.stat().st_mode & 0o077 == 0


def test_a_failed_export_leaves_what_was_there(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in run(workspace, tmp_path / "out").files}

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ocr_intake.dataset.exporters.json_lines._value", fail)
    with pytest.raises(CannotWriteError, match="No space left"):
        run(workspace, tmp_path / "out")
    assert {path: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert sum(event.action == "export.written" for event in workspace.audit_trail()) == 1


def test_a_folder_that_cannot_be_written_is_said(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CannotWriteError):
        run(workspace, tmp_path / "file")
    with pytest.raises(UnknownFormatError):
        run(workspace, tmp_path / "out", format="pdf")
    assert not (tmp_path / "out").exists()


def opinions_of(path: Path) -> set[str]:
    return {made["opinion_id"] for made in lines(path)}


def expected(made: StoredSubmission) -> set[str]:
    return {opinion_number(made, opinion) for opinion in made.final_opinions}


steps = st.lists(
    st.tuples(
        st.integers(1, len(MADE)),
        st.sampled_from(["accept", "reject", "reopen", "decide", "undecide", "undo", "absent"]),
    ),
    max_size=14,
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors])
@given(steps=steps)
def test_whatever_people_do_only_the_verified_is_exported(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    with workspace_with(folder, *MADE) as workspace:
        review = Review(workspace, "係員B")
        for number, what in steps:
            task = review.task(number)
            closed = task.submission.state is not SubmissionState.PROPOSED
            if what == "undo":
                review.undo()
            elif closed:
                review.reopen(number)
            elif what == "accept":
                with contextlib.suppress(UndecidedError):
                    review.accept_submission(task)
            elif what == "reject":
                review.reject_submission(task, "重複")
            elif what == "absent":
                review.absent(review.task(number, task.submission.opinions[0].id))
            elif what == "decide":
                for value in task.submission.undecided:
                    review.accept(review.task(number, value.id))
        verified_now = [made for made in workspace.submissions() if verified(made)]
        assert {made.id for made in verified_now} == {
            made.id for made in workspace.submissions(states=[SubmissionState.ACCEPTED])
        }
        done = run(workspace, folder / "out")
        assert opinions_of(done.files[0]) == set().union(*map(expected, verified_now))
        assert {made["submission_id"] for made in lines(done.files[1])} == {made.number for made in verified_now}
        everything = run(workspace, folder / "out", include_unverified=True)
        assert {made["opinion_id"] for made in lines(everything.files[0]) if made["status"] == "verified"} == (
            opinions_of(done.files[0])
        )
