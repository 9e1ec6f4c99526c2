"""Whatever people do with tables of answers, in whatever order: nothing that they typed is lost."""

import tempfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ocr_intake.dataset.answers.rows import answer_table
from ocr_intake.i18n import t
from ocr_intake.review import Review
from ocr_intake.store.opinion_group_records import AlreadyArrangedError, NoGroupActionError
from tests.dataset.answer_tables import ANSWER, by_hand, column, everything, read, verified_workspace, write

FILES = ("一課.xlsx", "二課.xlsx", "三課.xlsx")
OPINIONS = (
    ("図書館を夜も開けてほしい。", "バスを増やしてほしい。"),
    ("歩道の除雪を早く。",),
    ("遊具を置いてほしい。",),
)


class Tables(RuleBasedStateMachine):
    """A workspace, and three files of its table that several people have."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=PLACE[0]))
        self.workspace = verified_workspace(self.folder, OPINIONS)
        self.review = Review(self.workspace, "点検 花子")
        self.typed = 0
        self.unread: dict[str, dict[str, str]] = {name: {} for name in FILES}
        """By file, what was typed into a cell since it was written, by the row's mark."""
        self.expected: set[str] = set()
        """What people typed, that was read, and that nobody who saw it typed over."""
        write(self.workspace, self.path(FILES[0]))
        for name in FILES[1:]:
            self.path(name).write_bytes(self.path(FILES[0]).read_bytes())
        self.shown = dict.fromkeys(FILES, everything(self.path(FILES[0])))
        """All texts of a file as it was written last: what whoever types into it has seen."""

    def path(self, name: str) -> Path:
        return self.folder / name

    @rule(name=st.sampled_from(FILES))
    def writes(self, name: str) -> None:
        write(self.workspace, self.path(name))
        self.were_read(name)
        self.unread[name] = {}
        self.shown[name] = everything(self.path(name))

    @rule(name=st.sampled_from(FILES), at=st.integers(0, 1), saved=st.booleans())
    def types(self, name: str, at: int, *, saved: bool) -> None:
        with by_hand(self.path(name)) as sheet:
            if sheet.max_row < 2:
                return
            rows = sorted((str(sheet.cell(row, 8).value), row) for row in range(2, sheet.max_row + 1))
            (mark, _), row = rows[at % len(rows)][0].split(" ", 1), rows[at % len(rows)][1]
            place = column(sheet, ANSWER)
            before = sheet.cell(row, place).value
            self.typed += 1
            text = f"{mark} の答え その{self.typed}。"
            sheet.cell(row, place).value = text
        self.unread[name][mark] = text
        if before is not None:
            self.replaced(name, str(before), mark)
        if saved:
            self.reads(name)

    def replaced(self, name: str, before: str, mark: str) -> None:
        """Whoever typed over a text has seen it, and whatever the file says is kept beside it."""
        self.expected.discard(before)
        self.expected -= {text for text in self.expected if text.startswith(mark) and text in self.shown[name]}

    @rule(name=st.sampled_from(FILES))
    def sorts(self, name: str) -> None:
        with by_hand(self.path(name)) as sheet:
            rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
            for at, row in enumerate(reversed(rows), 2):
                for place, value in enumerate(row, 1):
                    sheet.cell(at, place).value = value

    @rule(name=st.sampled_from(FILES))
    def deletes_a_row(self, name: str) -> None:
        with by_hand(self.path(name)) as sheet:
            if sheet.max_row < 2:
                return
            self.unread[name].pop(str(sheet.cell(2, 8).value).split()[0], None)
            sheet.delete_rows(2)

    @rule(name=st.sampled_from(FILES))
    def reads(self, name: str) -> None:
        read(self.workspace, self.path(name))
        self.were_read(name)

    def were_read(self, name: str) -> None:
        self.expected |= set(self.unread[name].values())

    @rule(one=st.integers(0, 3), other=st.integers(0, 3))
    def groups(self, one: int, other: int) -> None:
        opinions = [each.id for made in self.workspace.submissions("dx") for each in made.opinions]
        assume(one != other)
        try:
            self.workspace.opinion_groups.accept("dx", [opinions[one], opinions[other]], None, by="係員A")
        except AlreadyArrangedError:
            self.workspace.opinion_groups.undo("dx", by="係員A")

    @rule()
    def ungroups(self) -> None:
        try:
            self.workspace.opinion_groups.undo("dx", by="係員A")
        except NoGroupActionError:
            return

    @rule(number=st.integers(1, 3))
    def withdraws_or_accepts(self, number: int) -> None:
        if self.workspace.submission(number).verified:
            self.review.reopen(number)
        else:
            self.review.accept_submission(self.review.task(number))

    @invariant()
    @precondition(lambda self: hasattr(self, "workspace"))
    def nothing_is_lost(self) -> None:
        table = answer_table(self.workspace, "dx")
        there = {text for row in table.rows for text in row.typed.values()} | {each.value for each in table.leftovers}
        assert self.expected <= there

    def teardown(self) -> None:
        if hasattr(self, "workspace"):
            last = self.folder / "最後.xlsx"
            write(self.workspace, last)
            assert all(text in everything(last) for text in self.expected)
            assert t("answers.sheet.table") in openpyxl.load_workbook(last).sheetnames
            self.workspace.close()


PLACE: list[Path] = []


def test_nothing_typed_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda _: None)
    PLACE[:] = [tmp_path]
    run_state_machine_as_test(
        Tables,
        settings=settings(
            max_examples=12,
            stateful_step_count=14,
            deadline=None,
            phases=(Phase.explicit, Phase.generate),  # shrinking opens hundreds of workspaces
            suppress_health_check=list(HealthCheck),
        ),
    )
