"""What an audit and verified values tell: rates with their intervals, curves, examples to fit with."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_intake.evaluate.calibrating import TooFewVerifiedError, in_force, recalibrate
from ocr_intake.evaluate.trusted import audit_of, curve_of, report
from ocr_intake.evaluate.verified import Seen, seen_values
from ocr_intake.model.fields import FieldName, FieldValue, Flag, FlagCode
from ocr_intake.model.pages import Channel
from ocr_intake.model.submission import Submission
from ocr_intake.review import Review
from ocr_intake.store import Workspace
from ocr_intake.trust.calibration import shipped, write
from ocr_intake.trust.features import names_of
from ocr_intake.trust.intervals import clopper_pearson
from tests.store.builders import VALUES, submission, workspace_with

NAME, PHONE, OPINION = FieldName.NAME, FieldName.PHONE, FieldName.OPINION


def seen(right: bool | None, *, share: float | None = None, code: FlagCode | None = None, sure: float = 0.99) -> Seen:
    flags = [] if share is None else [Flag(FlagCode.AUDIT, (("share", repr(share)),))]
    flags += [] if code is None else [Flag(code)]
    return Seen(1, Channel.FAX, FieldValue(PHONE, "019-000-0000", sure, tuple(flags)), right)


def test_an_audit_tells_the_rate_among_what_nobody_is_asked_about() -> None:
    values = [seen(None)] * 900 + [seen(True, share=0.1)] * 95 + [seen(False, share=0.1)] * 5
    values += [seen(None, share=0.1), seen(False, code=FlagCode.LOW_CONFIDENCE)]
    audit = audit_of(values)
    assert (audit.values, audit.flagged, audit.drawn, audit.audited, audit.errors) == (1002, 1, 101, 100, 5)
    assert audit.unseen == 900
    assert audit.rate == pytest.approx(0.05)
    assert audit.interval == clopper_pearson(5, 100)


def test_shares_that_changed_are_weighed() -> None:
    """100 values drawn at 10 % without an error stand for 1000, 100 drawn at 50 % with 10 errors for 200."""
    audit = audit_of([seen(True, share=0.1)] * 100 + [seen(True, share=0.5)] * 90 + [seen(False, share=0.5)] * 10)
    assert audit.rate == pytest.approx(20 / 1200)
    low, high = audit.interval
    assert low < 20 / 1200 < high
    assert high - low > clopper_pearson(3, 200)[1] - clopper_pearson(3, 200)[0]


def test_nothing_audited_tells_nothing() -> None:
    audit = audit_of([seen(None, share=0.02), seen(None)])
    assert (audit.rate, audit.interval) == (None, (0.0, 1.0))


def test_a_curve_counts_what_was_drawn_for_all_its_like() -> None:
    values = [seen(True, share=0.1, sure=0.9), seen(False, code=FlagCode.LOW_CONFIDENCE, sure=0.5)] * 2
    values += [seen(True, code=FlagCode.PHONE_DIGITS), seen(None, share=0.1)]
    curve = curve_of(values)
    assert curve.values == 4
    assert [number for point in curve.points for number in point] == pytest.approx([20 / 22, 0, 1, 2 / 22])


# ------------------------------------------------------------------------------------------------------ from workspaces


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_with(tmp_path, submission(flagged={NAME: 0.4, PHONE: 0.5}, opinions=("一つめ", "二つめ"))) as opened:
        yield opened


def of(workspace: Workspace, name: FieldName) -> bool | None:
    return next(value.right for value in seen_values(workspace) if value.field is name)


def test_only_what_somebody_looked_at_is_judged(workspace: Workspace) -> None:
    review = Review(workspace, "係員B")
    assert {value.right for value in seen_values(workspace)} == {None}
    review.accept(review.task(1, workspace.submission(1).field(NAME).id))
    review.edit(review.task(1, workspace.submission(1).field(PHONE).id), "019-000-0001")
    assert (of(workspace, NAME), of(workspace, PHONE), of(workspace, FieldName.ADDRESS)) == (True, False, None)


def test_another_way_of_writing_the_same_is_right(workspace: Workspace) -> None:
    review = Review(workspace, "係員B")
    review.edit(review.task(1, workspace.submission(1).field(PHONE).id), "019(000)0000")
    review.illegible(review.task(1, workspace.submission(1).field(NAME).id))
    assert (of(workspace, PHONE), of(workspace, NAME)) == (True, None)


def test_opinions_are_judged_together(workspace: Workspace) -> None:
    review = Review(workspace, "係員B")
    review.accept(review.tasks(1)[-2])
    assert of(workspace, OPINION) is None
    review.split_opinion(review.tasks(1)[-1], ("二つ", "め"))
    assert of(workspace, OPINION) is True
    review.add_opinion(review.task(1), "見落とされた意見")
    assert of(workspace, OPINION) is False


def test_rejected_submissions_tell_nothing(workspace: Workspace) -> None:
    review = Review(workspace, "係員B")
    review.reject_submission(review.task(1), "重複")
    assert list(seen_values(workspace)) == []
    assert report(workspace)[0].whole.values == 0


# ----------------------------------------------------------------------------------------------------------- refitting


def with_evidence(number: int) -> Submission:
    """A paper whose telephone number has evidence that tells right from wrong: those of even numbers are right."""
    made = submission(flagged={PHONE: 0.5})
    names = names_of(PHONE)
    evidence = tuple((name, float(number % 2 == 0)) for name in sorted(names))
    fields = (replace(v, evidence=evidence) if v.name is PHONE else v for v in made.fields)
    return replace(made, fields=tuple(fields))


def verify(workspace: Workspace, numbers: Iterable[int]) -> None:
    review = Review(workspace, "係員B")
    for number in numbers:
        task = review.task(number, workspace.submission(number).field(PHONE).id)
        review.accept(task) if number % 2 == 0 else review.edit(task, "019-999-9999")


def test_a_workspace_refits_with_what_was_verified(tmp_path: Path) -> None:
    with workspace_with(tmp_path, *map(with_evidence, range(1, 61))) as workspace:
        verify(workspace, range(1, 31))
        with pytest.raises(TooFewVerifiedError, match="30"):
            recalibrate(workspace)
        assert in_force(workspace) is shipped()
        verify(workspace, range(31, 61))
        made = recalibrate(workspace)
        assert (made.values, made.left_out) == (60, 0)
        one = made.fitted[PHONE]
        assert one.before is not None
        assert one.model.figures is not None
        assert one.model.figures.log_loss < one.before.log_loss
        assert made.fitted[NAME].kept
        assert made.calibration.provenance.based_on == shipped().provenance.data
        workspace.calibrations.keep(write(made.calibration))
        assert in_force(workspace).models[PHONE].weights == pytest.approx(one.model.weights, abs=1e-4)


def test_values_that_an_older_program_read_are_left_out(tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission(flagged={PHONE: 0.5})) as workspace:
        verify(workspace, (1,))
        (judged,) = (value for value in seen_values(workspace) if value.right is not None)
        assert judged.right is False
        assert judged.example() is None


def test_versions_are_kept_and_can_be_gone_back_to(workspace: Workspace) -> None:
    kept = workspace.calibrations
    assert (kept.numbers(), kept.in_force(), kept.text()) == ((), 0, None)
    assert [kept.keep("one"), kept.keep("two")] == [1, 2]
    assert (kept.numbers(), kept.in_force(), kept.text()) == ((1, 2), 2, "two")
    kept.put_in_force(1)
    assert kept.text() == "one"
    assert kept.keep("three") == 3
    kept.put_in_force(0)
    assert kept.text() is None
    with pytest.raises(ValueError, match="no such version"):
        kept.put_in_force(4)
    assert VALUES[PHONE] not in "".join(kept.text() or "" for _ in range(1))
