"""Texts that are compared as a whole tell how many wrong characters nobody looks at."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_intake.evaluate.texts_audited import own_characters, text_audit
from ocr_intake.evaluate.trusted import report
from ocr_intake.model.fields import FieldName, Flag, FlagCode
from ocr_intake.model.submission import Submission
from ocr_intake.review import Review
from ocr_intake.store import Workspace
from tests.store.builders import submission, with_doubts, workspace_with

TEXT = "窓口の手続きをもっと簡単にしてほしい。"
DRAWN = Flag(FlagCode.WHOLE_TEXT, (("share", "0.02"),))


def drawn(made: Submission) -> Submission:
    fields = tuple(replace(f, flags=(*f.flags, DRAWN)) if f.name is FieldName.OPINION else f for f in made.fields)
    return replace(made, fields=fields)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    doubtful = with_doubts(submission(opinions=(TEXT,)), (0, 1))
    with workspace_with(tmp_path, drawn(doubtful), doubtful) as opened:
        yield opened


def answer(workspace: Workspace, text: str, number: int = 1) -> None:
    review = Review(workspace, "係員B")
    (opinion,) = workspace.submission(number).opinions
    review.edit(review.task(number, opinion.id), text)


def test_nothing_is_known_before_one_is_compared(workspace: Workspace) -> None:
    audit = text_audit(workspace)
    assert (audit.characters, audit.doubtful, audit.drawn, audit.compared) == (2 * len(TEXT), 2, 1, 0)
    assert audit.rate is None


def test_errors_in_doubtful_places_do_not_count_and_others_do(workspace: Workspace) -> None:
    answer(workspace, "室口の手続きをもっと間単にしてほしい。")
    audit = text_audit(workspace)
    assert (audit.compared, audit.audited, audit.errors) == (1, len(TEXT) - 1, 1)
    assert audit.interval[0] < (audit.rate or 0) < audit.interval[1]
    assert report(workspace)[0].texts == audit
    own = own_characters(workspace, lambda _by, _at: True)
    assert (len(own.right), len(own.wrong)) == (len(TEXT) - 2, 2)


def test_a_text_that_was_not_drawn_tells_nothing_whatever_was_found(workspace: Workspace) -> None:
    answer(workspace, "室口の手続きをもっと間単にしてほしい。", number=2)
    assert text_audit(workspace).compared == 0


def test_a_piece_that_was_no_part_of_it_counts_character_by_character(workspace: Workspace) -> None:
    answer(workspace, "窓口の手続きをもっと")
    assert text_audit(workspace).errors == 9
