"""Everything that people do in a day, in any order: the ledger balances, nothing is damaged, undo leads back."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ocr_intake.config import find_config_dir, list_consultations
from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.model.entered import EnteredPaper
from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import Channel, PageRole, SetAside
from ocr_intake.model.review import Decision, Ground, Grounds
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.pipeline import arranging
from ocr_intake.pipeline.arranging import Arranging
from ocr_intake.pipeline.entering import enter
from ocr_intake.pipeline.received import lateness_in
from ocr_intake.review import Review
from ocr_intake.review.by_character import ByCharacter
from ocr_intake.review.by_field import ByField, Other
from ocr_intake.review.carpet import Terms
from ocr_intake.review.keying import DoubleKeying, KeyingRule
from ocr_intake.review.steps import field_of
from ocr_intake.store import (
    AlreadySettledError,
    BatchFacts,
    BatchUnchangedError,
    NotSettledError,
    StoredSubmission,
    SubmissionState,
    Workspace,
)
from ocr_intake.store.arranged_ledger import SET_ASIDE
from ocr_intake.trust.calibration import shipped
from tests.pipeline.day_model import Model
from tests.pipeline.day_operations import ARRANGING, CLOSED, CUTTING, DECIDING, OPERATIONS, WHOLE, operation
from tests.pipeline.day_papers import as_one, one_pool, proposal
from tests.store.builders import PNG, empty_workspace, outcome, reading, source

CONSULTATIONS = {each.id: each for each in list_consultations(find_config_dir(None).path)}
FIRST = min(each.start for each in CONSULTATIONS.values())
CLERKS, SUPERVISOR = ("係員B", "係員C"), "課長"
KEYING = KeyingRule(dict.fromkeys(CONSULTATIONS, DoubleKeying(frozenset({FieldName.PHONE}), frozenset(), share=0.5)))
TERMS = Terms(at_once=3, known_answers=0.3, keying=KEYING)

facts = st.builds(
    BatchFacts,
    st.sampled_from(sorted(CONSULTATIONS)),
    st.sampled_from(Channel),
    st.integers(0, 200).map(lambda days: FIRST + timedelta(days=days)),
)
numbers = st.integers(0, 99)
whos = st.integers(0, 2)


class Day(RuleBasedStateMachine):
    workspace: Workspace

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ocr-intake-tests-"))
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(arranging, "assemble_as_one", as_one)
        self.workspace = empty_workspace(self.folder / "workspace")
        self.count = itertools.count(1)
        self.files = self.pages = 0
        self.model = Model(self.workspace)
        self.sit_down()
        for pages in (3, 1, 2):
            self.a_file_comes(BatchFacts(min(CONSULTATIONS), Channel.POST, FIRST), pages, broken=False)

    def sit_down(self) -> None:
        self.reviews = [
            *(Review(self.workspace, who, keying=KEYING) for who in CLERKS),
            Review(self.workspace, SUPERVISOR, passed_on=True, keying=KEYING),
        ]
        self.by_field = ByField(self.workspace, CLERKS[0], FieldName.NAME, terms=TERMS)
        self.by_character = ByCharacter(self.workspace, CLERKS[1], "1", terms=TERMS)

    def teardown(self) -> None:
        if not hasattr(self, "workspace"):
            return
        try:
            self.everything_is_taken_back()
        finally:
            self.workspace.close()
            self.patch.undo()
            shutil.rmtree(self.folder)

    def everything_is_taken_back(self) -> None:
        """Whoever did the last thing takes it back first, and nothing stands in the way of that."""
        reviews = {act.who: Review(self.workspace, act.who) for act in self.model.acts}
        in_order = self.model.in_order
        for act in reversed(self.model.acts.copy()):
            what = reviews[act.who].undoable()
            assert not in_order or (what is not None and what.action == act.number)
            if what is not None:
                with self.model.watching(*(() if in_order else CLOSED)):
                    assert reviews[act.who].undo(what) is not None
                self.all_is_as_it_should_be()
        assert not (in_order and self.model.acts)

    def one(self, number: int) -> StoredSubmission:
        live = list(self.workspace.submissions())
        return live[number % len(live)]

    def text(self) -> str:
        return f"打った文字{next(self.count)}"

    # ------------------------------------------------------------------------------------------------------ what comes

    @operation(how=facts, pages=st.integers(1, 3), broken=st.booleans())
    def a_file_comes(self, how: BatchFacts, pages: int, *, broken: bool) -> None:
        self.files += 1
        path = self.folder / f"scan{self.files}.tif"
        path.write_bytes(path.name.encode())
        with self.workspace.ingest() as work:
            batch = work.start_batch(how.consultation, how.channel, [path], operator="係員A", received=how.received)
            if broken:
                work.register(path, SetAside("truncated"), batch.id)
            else:
                file, digests = source(path, pages), []
                work.register(path, file, batch.id)
                for page in range(1, pages + 1):
                    digests.append(f"{self.files:02x}{page:02x}" + "0" * 60)
                    work.save_page(file.sha256, replace(reading(page), digest=digests[-1]), PNG)
                work.save_outcome(file.sha256, outcome(proposal(digests)))
                self.pages += pages
            assert work.end_batch(batch.id)
        self.model.beside()

    @operation(how=facts, opinions=st.integers(0, 2), number=numbers)
    def paper_is_entered(self, how: BatchFacts, opinions: int, number: int) -> None:
        waiting = [item.id for item in self.workspace.settlements.items() if item.settlement is None]
        instead = [waiting[number]] if number < len(waiting) else []
        paper = EnteredPaper(((FieldName.NAME, "見本 太郎"),), ("賛成です。",) * opinions)
        enter(self.workspace, paper, how, CONSULTATIONS[how.consultation], by=CLERKS[0], instead_of=instead)
        self.files, self.pages = self.files + 1, self.pages + 1
        self.model.beside()

    @operation(number=numbers, wanted=facts, undo=st.booleans())
    def a_batch_is_corrected(self, number: int, wanted: BatchFacts, *, undo: bool) -> None:
        every = self.workspace.batches.all()
        outline = every[number % len(every)]
        last = outline.last_correction if undo else None
        wanted = wanted if last is None else last.before
        late = lateness_in(CONSULTATIONS[wanted.consultation], wanted.channel, wanted.received)
        if last is not None:
            self.workspace.batches.undo(outline.batch.id, last.id, late, by=CLERKS[1])
            return
        try:
            self.workspace.batches.correct(outline.batch.id, outline.facts, wanted, late, by=CLERKS[1])
        except BatchUnchangedError:
            assert wanted == outline.facts

    @operation(number=numbers, how=st.sampled_from(["settle", "enter", "undo"]))
    def something_is_done_about_what_was_set_aside(self, number: int, how: str) -> None:
        items = self.workspace.settlements.items()
        if not items:
            return
        item, store = items[number % len(items)], self.workspace.settlements
        try:
            if how == "settle":
                store.settle(item.id, "空の封筒", by=SUPERVISOR)
            elif how == "enter":
                store.enter(item.id, self.one(number).id, by=SUPERVISOR)
            else:
                store.undo(item.id, by=SUPERVISOR)
        except AlreadySettledError:
            assert item.settlement is not None
        except NotSettledError:
            assert item.settlement is None or not item.settlement.id

    # ---------------------------------------------------------------------------------------------------------- values

    @operation(who=whos, number=numbers, which=numbers, how=st.sampled_from(["accept", "edit", "absent", "illegible"]))
    def a_value_is_decided(self, who: int, number: int, which: int, how: str) -> None:
        review = self.reviews[who]
        tasks = review.tasks(self.one(number).id)
        task = tasks[which % len(tasks)]
        typed = {FieldName.PHONE: f"019-622-{1000 + next(self.count)}", FieldName.POSTAL_CODE: "020-8530"}
        with self.model.watching(*DECIDING):
            if how == "edit":
                review.edit(task, typed.get(field_of(task).name, self.text()))
            else:
                getattr(review, how)(task)

    @operation(who=whos)
    def the_next_question_is_answered(self, who: int) -> None:
        review = self.reviews[who]
        task = review.next()
        if task is not None:
            with self.model.watching(*DECIDING, *WHOLE):
                if task.field is None:
                    review.accept_submission(task)
                elif task.doubts:
                    review.settle(task, [answer or "口" for answer in task.answers])
                else:
                    review.illegible(task)

    @operation(number=numbers, same=st.booleans())
    def two_people_type_a_phone(self, number: int, *, same: bool) -> None:
        submission = self.one(number)
        for index in (0, 1):
            task = self.reviews[index].task(submission.id, submission.field(FieldName.PHONE).id)
            with self.model.watching(*DECIDING):
                self.reviews[index].edit(task, f"019-622-{2000 + (0 if same else next(self.count))}")

    @operation(number=numbers, accept=st.booleans())
    def all_of_a_submission_is_decided(self, number: int, *, accept: bool) -> None:
        submission, review = self.one(number), self.reviews[2]
        for value in submission.values:
            if not value.decided:
                with self.model.watching(*CLOSED):
                    self.workspace.decisions.decide(value.id, Decision.ACCEPTED, by=SUPERVISOR, version=value.version)
        if accept:
            with self.model.watching(*WHOLE):
                review.accept_submission(review.task(submission.id))

    @operation(who=whos, number=numbers, which=numbers, place=numbers)
    def a_place_is_answered(self, who: int, number: int, which: int, place: int) -> None:
        submission, review = self.one(number), self.reviews[who]
        opinion = submission.opinions[which % len(submission.opinions)]
        task = review.task(submission.id, opinion.id)
        if task.places:
            with self.model.watching(*CLOSED):
                review.answer_place(task, place % len(task.places), self.text())

    @operation(wrong=numbers, later=numbers)
    def a_column_is_saved(self, wrong: int, later: int) -> None:
        with self.model.watching():
            tasks = self.by_field.screen()
            others = {field_of(task).id: Other(Decision.EDITED, self.text()) for task in tasks[wrong % 4 :]}
            self.by_field.save(tasks, others, {field_of(task).id for task in tasks[3 + later % 4 :]})

    @operation(wrong=numbers, later=numbers)
    def a_carpet_is_saved(self, wrong: int, later: int) -> None:
        with self.model.watching():
            spots = self.by_character.screen()
            others = {spot.key: "I" for spot in spots[wrong % 4 :]}
            self.by_character.save(spots, others, {spot.key for spot in spots[3 + later % 4 :]})

    @operation(characters=st.booleans())
    def a_screen_is_taken_back(self, *, characters: bool) -> None:
        with self.model.watching():
            (self.by_character if characters else self.by_field).undo()

    # --------------------------------------------------------------------------------------------------------- opinions

    @operation(who=whos, number=numbers, which=numbers, at=st.integers(1, 20))
    def an_opinion_is_split(self, who: int, number: int, which: int, at: int) -> None:
        submission, review = self.one(number), self.reviews[who]
        opinion = submission.opinions[which % len(submission.opinions)]
        with self.model.watching(*CUTTING):
            review.split_opinion_at(review.task(submission.id, opinion.id), at)

    @operation(who=whos, number=numbers, count=st.integers(2, 3))
    def opinions_are_joined(self, who: int, number: int, count: int) -> None:
        task = self.reviews[who].task(self.one(number).id)
        with self.model.watching(*CUTTING):
            self.reviews[who].join_opinions(task, [each.id for each in task.submission.final_opinions][:count])

    @operation(who=whos, number=numbers)
    def an_opinion_is_added(self, who: int, number: int) -> None:
        with self.model.watching(*CLOSED):
            self.reviews[who].add_opinion(self.reviews[who].task(self.one(number).id), self.text())

    # ----------------------------------------------------------------------------------------------------------- wholes

    @operation(who=whos, number=numbers, ground=st.sampled_from(Ground), of=numbers, reopened=st.booleans())
    def one_is_rejected(self, who: int, number: int, ground: Ground, of: int, *, reopened: bool) -> None:
        review = self.reviews[who]
        grounds = Grounds(ground, self.one(of).id if ground is Ground.DUPLICATE else None)
        with self.model.watching(*WHOLE):
            task = review.task(self.one(number).id)
            review.reject_submission(task, self.text(), grounds, reopened=reopened)

    @operation(who=whos, number=numbers, how=st.sampled_from(["accept", "reopen", "pass_on", "hand_back", "kind"]))
    def something_is_said_of_one(self, who: int, number: int, how: str) -> None:
        submission, review = self.one(number), self.reviews[who]
        task = review.task(submission.id)
        with self.model.watching(*WHOLE):
            if how == "accept":
                review.accept_submission(task)
            elif how == "pass_on":
                review.pass_on(task, self.text())
            elif how == "hand_back":
                review.hand_back(task, self.text() if number % 2 else "")
            elif how == "kind":
                (other,) = set(SubmitterKind) - {submission.kind}
                review.change_kind(task, other)
            elif submission.state is not SubmissionState.PROPOSED:
                review.reopen(submission.id)

    # ------------------------------------------------------------------------------------------------------------ pages

    @operation(
        who=whos,
        number=numbers,
        to=numbers,
        at=numbers,
        how=st.sampled_from(["move", "split", "join", "aside", "turn"]),
    )
    def pages_are_arranged(self, who: int, number: int, to: int, at: int, how: str) -> None:
        submission, other = self.one(number), self.one(to)
        page = submission.pages[at % len(submission.pages)]
        by = (*CLERKS, SUPERVISOR)[who]
        pages = Arranging(self.workspace, lambda _: Knowledge({}), shipped, one_pool)  # type: ignore[arg-type]
        with self.model.watching(*ARRANGING):
            if how == "move":
                pages.move(submission, page, other, by=by)
            elif how == "split" and len(submission.pages) > 1:
                place = 1 + at % (len(submission.pages) - 1)
                pages.split(submission, (submission.pages[place:], submission.pages[:place]), by=by)
            elif how == "join":
                pages.join([submission, other], by=by)
            elif how == "aside":
                pages.set_aside(submission, page, "別の人の紙", by=by)
            elif how == "turn":
                pages.turn(submission, page, 180, by=by)

    def aside(self) -> list[tuple[str, int]]:
        items = self.workspace.set_aside()
        return [(item.name, item.reason.page or 0) for item in items if item.reason.code == SET_ASIDE]

    @operation(which=numbers)
    def a_page_is_taken_up(self, which: int) -> None:
        if not self.aside():
            return
        name, page = self.aside()[which % len(self.aside())]
        pages = Arranging(self.workspace, lambda _: Knowledge({}), shipped, one_pool)  # type: ignore[arg-type]
        with self.model.watching(*ARRANGING):
            pages.take_up(name, page, by=CLERKS[0])

    # ------------------------------------------------------------------------------------------------------ taking back

    @operation(who=whos, times=st.integers(1, 3))
    def somebody_takes_back(self, who: int, times: int) -> None:
        for _ in range(times):
            with self.model.watching(*CLOSED):
                self.reviews[who].undo()

    @operation()
    def the_program_is_started_again(self) -> None:
        self.workspace.close()
        self.workspace = self.model.workspace = Workspace.open(self.workspace.path, clock=self.workspace._clock)
        self.sit_down()

    # ------------------------------------------------------------------------------------------------------------- all

    @rule(data=st.data())
    def something_is_done(self, data: st.DataObject) -> None:
        """One rule for all, so that all of them come up in every example."""
        name = data.draw(st.sampled_from(sorted(OPERATIONS)))
        getattr(self, name)(**{key: data.draw(strategy, key) for key, strategy in OPERATIONS[name].items()})

    @invariant()
    def all_is_as_it_should_be(self) -> None:
        if not hasattr(self, "workspace"):
            return
        assert self.model.standing() == self.model.now()
        ledger = self.workspace.ledger(deep=True)
        assert ledger.imbalances == ()
        assert (ledger.files.total, ledger.pages.total) == (self.files, self.pages)
        live = list(self.workspace.submissions())
        placed = [page.original for each in live for page in self.workspace.arrangements().pages(each)]
        assert len(placed) == len(set(placed)) == ledger.pages.content
        assert len(placed) + len(self.aside()) == self.pages
        assert ledger.pages.of(PageRole.SET_ASIDE) == len(self.aside())
        opinions = sum(len(each.final_opinions) for each in live)
        assert (ledger.submissions.total, ledger.opinions.total) == (len(live), opinions)
        assert self.workspace.check_integrity().damages == ()


TestDay = Day.TestCase
TestDay.settings = settings(
    max_examples=5,
    stateful_step_count=25,
    phases=(Phase.generate,),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
