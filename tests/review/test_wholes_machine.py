"""Two clerks and a supervisor decide on submissions in any order: counts add up, undo leads back to the start."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ocr_intake.model.review import Ground, Grounds
from ocr_intake.review import Review
from ocr_intake.review.errors import CannotJoinError, CannotSplitError, NotPassedOnError, PassedOnError
from ocr_intake.store import StaleEditError, StoredSubmission, SubmissionClosedError, SubmissionState, Workspace
from ocr_intake.store.errors import DuplicateCircleError
from tests.store.builders import submission, workspace_with

MADE = (submission(opinions=("一つめの意見", "二つめの意見")), submission(), submission())
REFUSED = (
    *(CannotJoinError, CannotSplitError, DuplicateCircleError, NotPassedOnError, PassedOnError),
    *(StaleEditError, SubmissionClosedError),
)


def what(made: StoredSubmission) -> tuple[object, ...]:
    """What a submission is like, less who decided it when."""
    rejection = made.rejection and (made.rejection.grounds, made.rejection.reason)
    notes = [said and said.note for said in (made.passed_on, made.handed_back)]
    return made.state, rejection, *notes, tuple(opinion.value for opinion in made.final_opinions)


class Wholes(RuleBasedStateMachine):
    workspace: Workspace

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.workspace = workspace_with(self.folder, *MADE)
        self.reviews = [Review(self.workspace, who) for who in ("係員B", "係員C")]
        self.reviews.append(Review(self.workspace, "課長", passed_on=True))
        self.start = self.everything()

    def everything(self) -> list[tuple[object, ...]]:
        return [what(made) for made in self.workspace.submissions()]

    def teardown(self) -> None:
        if hasattr(self, "workspace"):
            damages = self.workspace.check_integrity().damages
            self.workspace.close()
            shutil.rmtree(self.folder)
            assert damages == ()

    whos, ids = st.integers(0, 2), st.integers(1, 3)

    @rule(who=whos, number=ids, ground=st.sampled_from(Ground), of=ids, reopened=st.booleans())
    def reject(self, who: int, number: int, ground: Ground, of: int, *, reopened: bool) -> None:
        review = self.reviews[who]
        grounds = Grounds(ground, of if ground is Ground.DUPLICATE else None)
        with suppress(*REFUSED):
            review.reject_submission(review.task(number), "理由です", grounds, reopened=reopened)

    @rule(who=whos, number=ids)
    def accept(self, who: int, number: int) -> None:
        with suppress(*REFUSED):
            self.reviews[who].accept_submission(self.reviews[who].task(number))

    @rule(who=whos, number=ids)
    def reopen(self, who: int, number: int) -> None:
        if self.workspace.submission(number).state is not SubmissionState.PROPOSED:
            self.reviews[who].reopen(number)

    @rule(who=whos, number=ids, note=st.sampled_from(["どうしますか", "個人ですか"]))
    def pass_on(self, who: int, number: int, note: str) -> None:
        with suppress(*REFUSED):
            self.reviews[who].pass_on(self.reviews[who].task(number), note)

    @rule(who=whos, number=ids, note=st.sampled_from(["", "個人です"]))
    def hand_back(self, who: int, number: int, note: str) -> None:
        with suppress(*REFUSED):
            self.reviews[who].hand_back(self.reviews[who].task(number), note)

    @rule(who=whos, number=ids, at=st.integers(1, 5))
    def split(self, who: int, number: int, at: int) -> None:
        opinion = self.workspace.submission(number).opinions[0]
        with suppress(*REFUSED):
            self.reviews[who].split_opinion_at(self.reviews[who].task(number, opinion.id), at)

    @rule(who=whos, number=ids)
    def join(self, who: int, number: int) -> None:
        task = self.reviews[who].task(number)
        with suppress(*REFUSED):
            self.reviews[who].join_opinions(task, [each.id for each in task.submission.final_opinions][:2])

    @rule(who=whos)
    def undo(self, who: int) -> None:
        with suppress(*REFUSED):
            self.reviews[who].undo()

    @rule()
    def undo_everything(self) -> None:
        """Whoever did the last thing takes it back first, and nothing stands in the way of that."""
        for _ in range(1000):
            acts = [(found.action, review) for review in self.reviews if (found := review.undoable()) is not None]
            if not acts:
                break
            with suppress(*REFUSED):
                max(acts, key=lambda each: each[0])[1].undo()
        assert self.everything() == self.start

    @invariant()
    def the_counts_add_up(self) -> None:
        if not hasattr(self, "workspace"):
            return
        ledger = self.workspace.ledger(deep=True)
        assert ledger.balances
        made = list(self.workspace.submissions())
        counts = ledger.submissions
        assert (counts.total, counts.accepted + counts.rejected + counts.waiting) == (3, 3)
        assert counts.passed_on == sum(each.passed_on is not None for each in made)
        grounds = Counter(each.rejection.grounds.ground for each in made if each.rejection is not None)
        assert {ground: getattr(counts.grounds, ground.value) for ground in grounds} == dict(grounds)
        assert sum(grounds.values()) == counts.rejected
        waiting = {each.id for each in made if each.state is SubmissionState.PROPOSED}
        asked = [set(review.queue()) for review in self.reviews]
        assert asked[0] | asked[2] == waiting
        assert not asked[0] & asked[2]

    @invariant()
    def duplicates_lead_to_one_that_is_none(self) -> None:
        if not hasattr(self, "workspace"):
            return
        of = {
            made.id: made.rejection.grounds.duplicate_of
            for made in self.workspace.submissions()
            if made.rejection is not None
        }
        for number, counts in of.items():
            seen, now = {number}, counts
            while now is not None:
                assert now not in seen
                seen.add(now)
                now = of.get(now)


Wholes.TestCase.settings = settings(
    max_examples=3, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
test_wholes = Wholes.TestCase
