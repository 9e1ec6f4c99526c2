"""Whatever is entered, corrected, settled and undone, in any order: the ledger balances, nothing is damaged."""

import itertools
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ocr_intake.config import find_config_dir, list_consultations
from ocr_intake.model.entered import EnteredPaper
from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import Channel, SetAside
from ocr_intake.model.review import SubmissionDecision
from ocr_intake.pipeline.entering import enter
from ocr_intake.pipeline.received import lateness_in
from ocr_intake.store import (
    LATE,
    AlreadySettledError,
    BatchFacts,
    BatchUnchangedError,
    NotSettledError,
    SubmissionState,
)
from tests.store.builders import empty_workspace, outcome, reading, source, submission

CONSULTATIONS = {each.id: each for each in list_consultations(find_config_dir(None).path)}
FIRST = min(each.start for each in CONSULTATIONS.values())

facts = st.builds(
    BatchFacts,
    st.sampled_from(sorted(CONSULTATIONS)),
    st.sampled_from(Channel),
    st.integers(0, 200).map(lambda days: FIRST + timedelta(days=days)),
)
numbers = st.integers(0, 30)


class Paper(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="ocr-intake-tests-"))
        self.workspace = empty_workspace(self.folder / "workspace")
        self.count = itertools.count(1)
        self.envelopes = 0
        """What came in: files, and paper without one."""

    def teardown(self) -> None:
        assert self.workspace.ledger(deep=True).balances
        assert self.workspace.check_integrity().damages == ()
        self.workspace.close()
        shutil.rmtree(self.folder)

    @rule(how=facts, readable=st.booleans(), aside=st.booleans())
    def a_file_comes(self, how: BatchFacts, readable: bool, aside: bool) -> None:
        path = self.folder / f"scan{next(self.count)}.tif"
        path.write_bytes(path.name.encode())
        with self.workspace.ingest() as work:
            batch = work.start_batch(how.consultation, how.channel, [path], operator="係員A", received=how.received)
            if not readable:
                work.register(path, SetAside("truncated"), batch.id)
            else:
                file, damaged = source(path, 2), SetAside("damaged", 2)
                work.register(path, file, batch.id)
                work.save_page(file.sha256, reading(1))
                if aside:
                    work.set_page_aside(file.sha256, damaged)
                else:
                    work.save_page(file.sha256, reading(2))
                pages = (1,) if aside else (1, 2)
                made = outcome(submission(pages), pages=2, aside=(damaged,) if aside else ())
                work.save_outcome(file.sha256, made)
            assert work.end_batch(batch.id)
        self.envelopes += 1

    @rule(how=facts, opinions=st.integers(0, 2), number=numbers)
    def paper_is_entered(self, how: BatchFacts, opinions: int, number: int) -> None:
        waiting = [item.id for item in self.workspace.settlements.items() if item.settlement is None]
        instead = [waiting[number]] if number < len(waiting) else []
        paper = EnteredPaper(((FieldName.NAME, "見本 太郎"),), ("賛成です。",) * opinions)
        enter(self.workspace, paper, how, CONSULTATIONS[how.consultation], by="係員B", instead_of=instead)
        self.envelopes += 1

    @precondition(lambda self: self.envelopes)
    @rule(number=numbers, wanted=facts)
    def a_batch_is_corrected(self, number: int, wanted: BatchFacts) -> None:
        every = self.workspace.batches.all()
        outline = every[number % len(every)]
        late = lateness_in(CONSULTATIONS[wanted.consultation], wanted.channel, wanted.received)
        try:
            made = self.workspace.batches.correct(outline.batch.id, outline.facts, wanted, late, by="係員C")
        except BatchUnchangedError:
            assert wanted == outline.facts
        else:
            assert made.facts == wanted
            self._flagged_as(made.batch.id, None if late is None else late.value)

    @precondition(lambda self: self.envelopes)
    @rule(number=numbers)
    def a_correction_is_undone(self, number: int) -> None:
        every = self.workspace.batches.all()
        outline = every[number % len(every)]
        if (last := outline.last_correction) is None:
            return
        late = lateness_in(CONSULTATIONS[last.before.consultation], last.before.channel, last.before.received)
        made = self.workspace.batches.undo(outline.batch.id, last.id, late, by="係員C")
        assert made.facts == last.before
        self._flagged_as(made.batch.id, None if late is None else late.value)

    def _flagged_as(self, batch: int, late: str | None) -> None:
        for number in self.workspace.batches.submissions(batch):
            flags = [flag.code for flag in self.workspace.submission(number).flags if flag.code in LATE]
            assert flags == ([] if late is None else [late])

    @rule(number=numbers, how=st.sampled_from(["settle", "enter", "undo"]))
    def something_is_done_about_what_was_set_aside(self, number: int, how: str) -> None:
        items = self.workspace.settlements.items()
        submissions = [made.id for made in self.workspace.submissions()]
        if not items or (how == "enter" and not submissions):
            return
        item = items[number % len(items)]
        try:
            if how == "settle":
                self.workspace.settlements.settle(item.id, "空の封筒", by="係員D")
            elif how == "enter":
                self.workspace.settlements.enter(item.id, submissions[number % len(submissions)], by="係員D")
            else:
                self.workspace.settlements.undo(item.id, by="係員D")
        except AlreadySettledError:
            assert item.settlement is not None
        except NotSettledError:
            assert item.settlement is None

    @precondition(lambda self: self.envelopes)
    @rule(number=numbers)
    def a_submission_is_decided_on(self, number: int) -> None:
        every = list(self.workspace.submissions())
        if every:
            made = every[number % len(every)]
            is_open = made.state is SubmissionState.PROPOSED
            decision = SubmissionDecision.ACCEPTED if is_open else SubmissionDecision.REOPENED
            self.workspace.decisions.decide_submission(made.id, decision, by="係員E", version=made.version)

    @invariant()
    def the_ledger_balances_to_the_envelope(self) -> None:
        ledger = self.workspace.ledger()
        assert ledger.imbalances == ()
        assert ledger.files.total == self.envelopes
        assert ledger.aside.total == ledger.aside.entered + ledger.aside.settled + ledger.aside.open
        by_consultation = [self.workspace.ledger(each) for each in CONSULTATIONS]
        for counts in ("files", "submissions", "opinions", "aside"):
            assert sum(getattr(each, counts).total for each in by_consultation) == getattr(ledger, counts).total


Paper.TestCase.settings = settings(
    max_examples=5, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
TestPaper = Paper.TestCase
