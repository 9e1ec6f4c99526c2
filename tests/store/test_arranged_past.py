"""What people did to the arrangement of pages is told from both ends."""

from pathlib import Path

from ocr_intake.store.arranged_past import ArrangedPast
from ocr_intake.store.arranged_records import ArrangementKind
from tests.store.builders import second_page_aside, submission, workspace_with


def test_both_the_old_and_the_new_submission_tell_it(tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission(), submission((1, 2))) as workspace:
        past = ArrangedPast(workspace.database)
        assert past.of(2) == ()
        assert past.aside() == ()
        second_page_aside(workspace, 2)
        (done,) = past.of(2)
        assert past.of(3) == (done,)
        assert past.of(1) == ()
        assert (done.kind, done.by, done.replaced, done.made) == (
            ArrangementKind.SET_ASIDE,
            "係員B",
            ("S0002",),
            ("S0003",),
        )
        (page,) = past.aside()
        assert past.aside(2) == past.aside(3) == (page,)
        assert past.aside(1) == ()
        assert (page.number, page.page, page.reason, page.by) == ("S0002", 2, "別の人の紙", "係員B")
        action = workspace.decisions.last_action("係員B", ())
        assert action is not None
        with workspace.decisions.together() as decisions:
            decisions.take_back(action.id, by="係員B")
        assert past.aside() == ()
        undone = past.of(3)[-1]
        assert (undone.kind, undone.replaced, undone.made) == (ArrangementKind.UNDONE, ("S0003",), ("S0002",))
        assert workspace.batches.submissions(1) == (1, 2)
