"""Pages are arranged in any order, with decisions, undo and restarts in between: no page and nothing typed is lost."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import PageRole
from ocr_intake.model.review import Decision
from ocr_intake.pipeline import arranging
from ocr_intake.review import Review
from ocr_intake.store import StoredField, StoredSubmission, SubmissionState, Workspace
from ocr_intake.store.arranged_ledger import SET_ASIDE
from tests.pipeline.arranging_fakes import arranging_of, as_one, take_in

FILES = (3, 2, 1, 2)
"""Pages of each file."""
WHO = "係員B"
Seen = dict[int, tuple[tuple[int, ...], tuple[tuple[str, str | None, bool], ...]]]
"""By submission that is not replaced: its pages as they came in, its values with what is in force."""

numbers = st.integers(0, 99)


class Arranging(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.workspace = take_in(self.folder, *FILES)
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(arranging, "assemble_as_one", as_one)
        self.done: list[tuple[Seen, dict[str, FieldName]]] = []
        self.typed: dict[str, FieldName] = {}
        self.count = 0

    def teardown(self) -> None:
        assert not self.workspace.check_integrity().damages
        self.workspace.close()
        self.patch.undo()
        shutil.rmtree(self.folder)

    # ------------------------------------------------------------------------------------------------------- helpers

    def live(self) -> list[StoredSubmission]:
        return list(self.workspace.submissions())

    def one(self, number: int) -> StoredSubmission:
        live = self.live()
        return live[number % len(live)]

    def seen(self) -> Seen:
        store = self.workspace.arrangements()
        return {
            each.id: (
                tuple(page.original for page in store.pages(each)),
                tuple((value.name, value.value, value.decided) for value in each.values if _counts(value)),
            )
            for each in self.live()
        }

    def remember(self) -> None:
        self.done.append((self.seen(), dict(self.typed)))

    def aside(self) -> list[tuple[str, int]]:
        return [
            (item.name, item.reason.page or 0) for item in self.workspace.set_aside() if item.reason.code == SET_ASIDE
        ]

    # --------------------------------------------------------------------------------------------------------- rules

    @rule(number=numbers, to=numbers, page=numbers)
    def move(self, number: int, to: int, page: int) -> None:
        submission, other = self.one(number), self.one(to)
        if submission.id == other.id or len(submission.pages) == 1:
            return
        self.remember()
        arranging_of(self.workspace).move(submission, submission.pages[page % len(submission.pages)], other, by=WHO)

    @rule(number=numbers, at=numbers, odd=st.booleans())
    def split(self, number: int, at: int, *, odd: bool) -> None:
        submission = self.one(number)
        if len(submission.pages) == 1:
            return
        place = 1 + at % (len(submission.pages) - 1)
        groups = (submission.pages[:place], submission.pages[place:])
        self.remember()
        arranging_of(self.workspace).split(submission, groups[::-1] if odd else groups, by=WHO)

    @rule(number=numbers, to=numbers)
    def join(self, number: int, to: int) -> None:
        submission, other = self.one(number), self.one(to)
        if submission.id == other.id:
            return
        self.remember()
        arranging_of(self.workspace).join([submission, other], by=WHO)

    @rule(number=numbers, page=numbers)
    def set_aside(self, number: int, page: int) -> None:
        submission = self.one(number)
        if len(submission.pages) == 1:
            return
        self.remember()
        page = submission.pages[page % len(submission.pages)]
        arranging_of(self.workspace).set_aside(submission, page, "別の人の紙", by=WHO)

    @precondition(lambda self: self.aside())
    @rule(which=numbers)
    def take_up(self, which: int) -> None:
        name, page = self.aside()[which % len(self.aside())]
        self.remember()
        arranging_of(self.workspace).take_up(name, page, by=WHO)

    @rule(number=numbers, which=numbers)
    def type(self, number: int, which: int) -> None:
        submission = self.one(number)
        value = submission.values[which % len(submission.values)]
        self.remember()
        self.count += 1
        text = f"打った文字 {self.count}"
        self.workspace.decisions.decide(value.id, Decision.EDITED, text, by=WHO, version=value.version)
        self.typed.pop(value.value or "", None)
        self.typed[text] = value.name

    @rule(number=numbers)
    def add_opinion(self, number: int) -> None:
        submission = self.one(number)
        self.remember()
        self.count += 1
        text = f"足した意見 {self.count}"
        self.workspace.decisions.add_opinion(submission.id, text, by=WHO, version=submission.version)
        self.typed[text] = FieldName.OPINION

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        review = Review(self.workspace, WHO)
        assert review.undo() is not None
        review.close()
        before, self.typed = self.done.pop()
        assert self.seen() == before, "what was done is undone, and nothing else"

    @rule()
    def reopen(self) -> None:
        self.workspace.close()
        self.workspace = Workspace.open(self.folder / "workspace")

    # ---------------------------------------------------------------------------------------------------- invariants

    @invariant()
    def every_page_is_in_one_place(self) -> None:
        ledger = self.workspace.ledger(deep=True)
        assert ledger.balances, ledger.imbalances
        pages = Counter(page for originals, _ in self.seen().values() for page in originals)
        assert set(pages.values()) <= {1}
        assert len(pages) + len(self.aside()) == sum(FILES)
        assert ledger.pages.total == sum(FILES)
        assert (ledger.pages.content, ledger.pages.of(PageRole.SET_ASIDE)) == (len(pages), len(self.aside()))
        assert ledger.files.total == len(FILES)
        assert ledger.submissions.total == len(self.live())
        assert ledger.opinions.total == sum(len(each.final_opinions) for each in self.live())

    @invariant()
    def nothing_typed_is_lost(self) -> None:
        live = self.live()
        values = {value.value: value.name for each in live for value in each.values}
        overruled = {value.name for each in live for value in each.values if value.value in self.typed}
        for text, name in self.typed.items():
            if text in values or (self.aside() and name is not FieldName.OPINION):
                continue
            if name is FieldName.OPINION:  # only with the page that it stands on
                assert self.aside(), text
            else:
                assert name in overruled, f"{text} is nowhere, and no other {name} is in its place"

    @invariant()
    def what_is_replaced_waits_for_nobody(self) -> None:
        replaced = self.workspace.submissions(states=[SubmissionState.REPLACED])
        waiting = {outline.id for outline in self.workspace.outlines()}
        for each in replaced:
            assert each.id not in waiting


def _counts(value: StoredField) -> bool:
    """An opinion that somebody added and took back stays on record as one that is not there."""
    return value.present or value.added_by is None


TestArranging = Arranging.TestCase
TestArranging.settings = settings(
    max_examples=4,
    stateful_step_count=15,
    phases=(Phase.generate,),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
