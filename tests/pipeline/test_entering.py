"""Paper that a person types in: a submission as any other, whole or not at all."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ocr_intake.config import Consultation, find_config_dir, load_consultation
from ocr_intake.evaluate.verified import seen_values
from ocr_intake.model.entered import EnteredPaper
from ocr_intake.model.fields import FieldName, FlagCode
from ocr_intake.model.pages import Channel, SetAside
from ocr_intake.model.review import Decision, SubmissionDecision
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.pipeline.entering import PictureRefusedError, enter, read_picture
from ocr_intake.review import FieldRefusedError, NothingTypedError, Review, checked_paper
from ocr_intake.store import (
    AlreadySettledError,
    BatchFacts,
    NotSetAsideError,
    PurgeScope,
    SubmissionState,
    Workspace,
    WorkspaceUnwritableError,
)
from tests.pipeline.fakes import BLANK, FINE, Here, picture
from tests.store.builders import Clock, empty_workspace

PAPER = EnteredPaper(
    ((FieldName.NAME, "見本 太郎"), (FieldName.PHONE, "019-000-0000")),
    ("賛成です。\n理由は次のとおりです。", "反対です。"),
)


@pytest.fixture(scope="module")
def dx() -> Consultation:
    return load_consultation(find_config_dir(None).path, "morioka-dx-2021")


@pytest.fixture
def facts(dx: Consultation) -> BatchFacts:
    return BatchFacts(dx.id, Channel.HAND, dx.start)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with empty_workspace(tmp_path / "workspace", clock=Clock()) as opened:
        yield opened


def sound(workspace: Workspace) -> bool:
    return workspace.ledger(deep=True).balances and not workspace.check_integrity().damages


def test_it_is_a_submission_whose_values_are_decided(workspace: Workspace, dx: Consultation, facts: BatchFacts) -> None:
    number = enter(workspace, PAPER, facts, dx, by="係員A")
    made = workspace.submission(number)
    assert (made.consultation, made.channel, made.received, made.pages) == (dx.id, Channel.HAND, dx.start, (1,))
    assert (made.state, made.kind, made.flags) == (SubmissionState.PROPOSED, SubmitterKind.INDIVIDUAL, ())
    assert made.field(FieldName.NAME).value == "見本 太郎"
    assert [opinion.value for opinion in made.opinions] == list(PAPER.opinions)
    assert all(value.decided for value in made.values)
    assert {value.verification.by for value in made.values if value.verification} == {"係員A"}
    absent = made.field(FieldName.ADDRESS).verification
    assert absent is not None
    assert absent.decision is Decision.ABSENT
    assert workspace.files.page_image(made.sha256, 1).read_bytes().startswith(b"\x89PNG")
    assert workspace.page_size(made.sha256, 1) == (827, 1169)
    ledger = workspace.ledger()
    assert (ledger.files.total, ledger.files.read, ledger.files.entered) == (1, 1, 1)
    assert (ledger.submissions.waiting, ledger.opinions.waiting) == (1, 2)
    assert sound(workspace)


def test_what_was_typed_is_the_original(workspace: Workspace, dx: Consultation, facts: BatchFacts) -> None:
    number = enter(workspace, PAPER, facts, dx, by="係員A")
    said = json.loads(workspace.files.original(workspace.submission(number).sha256).read_text(encoding="utf-8"))
    assert said["fields"] == {"name": "見本 太郎", "phone": "019-000-0000"}
    assert said["opinions"] == list(PAPER.opinions)


def test_it_is_reviewed_as_any_other(workspace: Workspace, dx: Consultation, facts: BatchFacts) -> None:
    number = enter(workspace, PAPER, facts, dx, by="係員A")
    review = Review(workspace, "係員B")
    task = review.next()
    assert task is not None
    assert task.field is None, "no value is asked for: somebody has decided on all of them"
    review.accept_submission(task)
    assert workspace.submission(number).state is SubmissionState.ACCEPTED
    assert sound(workspace)


def test_it_teaches_the_program_nothing(workspace: Workspace, dx: Consultation, facts: BatchFacts) -> None:
    enter(workspace, PAPER, facts, dx, by="係員A")
    assert list(seen_values(workspace)) == []


def test_the_same_words_twice_are_two_submissions_of_one_batch(
    workspace: Workspace, dx: Consultation, facts: BatchFacts
) -> None:
    for _ in range(2):
        enter(workspace, PAPER, facts, dx, by="係員A")
    enter(workspace, PAPER, facts, dx, by="係員B")
    enter(workspace, PAPER, replace(facts, channel=Channel.POST), dx, by="係員A")
    assert [each.submissions for each in workspace.batches.all()] == [2, 1, 1]
    assert [made.file_name for made in workspace.submissions()] == [f"paper-{n:04d}.json" for n in range(1, 5)]


def test_a_batch_that_was_corrected_takes_no_more(workspace: Workspace, dx: Consultation, facts: BatchFacts) -> None:
    enter(workspace, PAPER, facts, dx, by="係員A")
    workspace.batches.correct(1, facts, replace(facts, channel=Channel.FAX), None, by="係員A")
    number = enter(workspace, PAPER, facts, dx, by="係員A")
    assert workspace.submission(number).channel is Channel.HAND
    assert [each.submissions for each in workspace.batches.all()] == [1, 1]


def test_late_paper_is_flagged(workspace: Workspace, dx: Consultation, facts: BatchFacts) -> None:
    number = enter(workspace, PAPER, replace(facts, received=date(2021, 12, 1)), dx, by="係員A")
    assert [flag.code for flag in workspace.submission(number).flags] == [FlagCode.LATE]


def test_it_takes_the_place_of_what_could_not_be_read(
    workspace: Workspace, dx: Consultation, facts: BatchFacts, tmp_path: Path
) -> None:
    with workspace.ingest() as work:
        batch = work.start_batch(dx.id, Channel.POST, [tmp_path], operator="係員A")
        broken = tmp_path / "broken.pdf"
        broken.write_bytes(b"%PDF broken")
        work.register(broken, SetAside("truncated"), batch.id)
        assert work.end_batch(batch.id)
    number = enter(workspace, PAPER, facts, dx, by="係員A", instead_of=["F1"])
    (item,) = workspace.settlements.items()
    assert item.settlement is not None
    assert item.settlement.submission == f"S{number:04d}"
    assert sound(workspace)
    for items, error in ((["F1"], AlreadySettledError), (["F9"], NotSetAsideError)):
        with pytest.raises(error):
            enter(workspace, PAPER, facts, dx, by="係員A", instead_of=items)
    assert workspace.ledger().submissions.total == 1
    assert sound(workspace), "nothing of what was refused is left, no original either"


def test_what_cannot_be_written_leaves_nothing(
    workspace: Workspace, dx: Consultation, facts: BatchFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise WorkspaceUnwritableError(workspace.path, OSError(28, "No space left on device"))

    with monkeypatch.context() as patch:
        patch.setattr("ocr_intake.store.files.FileStore.save_page_image", full)
        with pytest.raises(WorkspaceUnwritableError):
            enter(workspace, PAPER, facts, dx, by="係員A")
    assert list(workspace.submissions()) == []
    assert workspace.batches.all() == ()
    assert list(workspace.files.originals()) == []
    assert sound(workspace)


def test_a_purge_takes_the_person_and_leaves_the_opinion(
    workspace: Workspace, dx: Consultation, facts: BatchFacts
) -> None:
    number = enter(workspace, PAPER, facts, dx, by="係員A")
    made = workspace.submission(number)
    workspace.decisions.decide_submission(number, SubmissionDecision.ACCEPTED, by="係員B", version=made.version)
    workspace.purge(PurgeScope(consultation=dx.id), by="係員C")
    left = workspace.submission(number)
    assert left.purged
    assert left.field(FieldName.NAME).value is None
    assert [opinion.value for opinion in left.opinions] == list(PAPER.opinions)
    assert not workspace.files.holds_anything_of(made.sha256)
    assert workspace.ledger().files.entered == 1
    assert sound(workspace)


def test_a_picture_stands_beside_it(workspace: Workspace, dx: Consultation, facts: BatchFacts, tmp_path: Path) -> None:
    path = picture(tmp_path / "paper.tif", FINE, BLANK)
    seen = read_picture(path, Here(tmp_path, pictures=True))
    number = enter(workspace, PAPER, facts, dx, by="係員A", picture=seen)
    made = workspace.submission(number)
    assert made.pages == (1, 2)
    assert workspace.page_size(made.sha256, 1) == (40, FINE)
    said = json.loads(workspace.files.original(made.sha256).read_text(encoding="utf-8"))
    assert (said["picture"]["name"], said["picture"]["media_type"]) == ("paper.tif", "image/tiff")
    assert sound(workspace)


def test_a_picture_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"%PDF-1.4 cut off")
    with pytest.raises(PictureRefusedError, match="データが途中で切れています"):
        read_picture(path, Here(tmp_path, pictures=True))


def test_the_rules_of_the_review_hold_for_what_is_typed() -> None:
    typed = {FieldName.NAME: " 見本 太郎 ", FieldName.POSTAL_CODE: "〒０２０８５３０", FieldName.ADDRESS: " "}
    paper = checked_paper(typed, ["", "賛成です。"])
    assert paper.fields == ((FieldName.NAME, "見本 太郎"), (FieldName.POSTAL_CODE, "020-8530"))
    assert paper.opinions == ("賛成です。",)
    assert checked_paper({FieldName.ORGANIZATION: "見本株式会社"}, []).kind is SubmitterKind.ORGANIZATION
    with pytest.raises(FieldRefusedError, match="郵便番号") as refused:
        checked_paper({FieldName.POSTAL_CODE: "123-45"}, [])
    assert "123-45" not in str(refused.value)
    with pytest.raises(NothingTypedError):
        checked_paper({FieldName.NAME: " "}, ["\n"])


def test_a_consultations_own_questions_are_asked_in_the_review(
    workspace: Workspace, dx: Consultation, facts: BatchFacts
) -> None:
    choices = ({"label": "在住"}, {"label": "在勤"})
    asked = {"id": "kubun", "label": "区分", "kind": "choice", "choices": choices}
    asking = Consultation.model_validate(dx.model_dump() | {"attributes": (asked,)})
    enter(workspace, PAPER, facts, asking, by="係員A")
    review = Review(workspace, "係員B")
    task = review.next()
    assert task is not None
    assert (task.label, task.value, [each.text for each in task.choices]) == ("区分", None, ["在住", "在勤"])
    review.choose(task, 1)
    assert workspace.submission(1).attributes == {"kubun": "在住"}
    assert sound(workspace)
