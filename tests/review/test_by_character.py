"""By character: the same confusion all over, settled in its texts as walking through them would."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_intake.model.fields import FieldName
from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.review import Decision
from ocr_intake.model.submission import Submission
from ocr_intake.model.written import Doubt
from ocr_intake.review import Review
from ocr_intake.review.by_character import ByCharacter, Confusion, OneCharacterError, Spot, confusions
from ocr_intake.review.carpet import Saved, Terms
from ocr_intake.store import Workspace
from tests.store.builders import submission, with_doubts, workspace_with

TEXT = "第1回は7人、第７回は1人でした。"


def doubtful(*doubts: tuple[int, str]) -> Submission:
    """One opinion, doubtful at those characters, with what else may stand there."""
    made = with_doubts(submission(opinions=(TEXT,)), *((at, at + 1) for at, _ in doubts))
    where = Region(1, Box(10, 500, 40, 540))

    def known(written: object) -> object:
        said = tuple(Doubt(at, at + 1, 0.5, (other,), where) for at, other in doubts)
        return replace(written, doubts=said)  # type: ignore[type-var]

    fields = tuple(
        replace(each, written=known(each.written)) if each.name is FieldName.OPINION else each  # type: ignore[arg-type]
        for each in made.fields
    )
    (opinion,) = made.opinions
    return replace(made, fields=fields, opinions=(replace(opinion, written=known(opinion.written)),))  # type: ignore[arg-type]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = (doubtful((1, "7"), (4, "１")), doubtful((1, "7"), (5, "入")), doubtful((12, "入")))
    with workspace_with(tmp_path, *made) as opened:
        yield opened


def by_character(workspace: Workspace, character: str = "1", who: str = "係員B") -> ByCharacter:
    return ByCharacter(workspace, who, character, "dx", Terms(at_once=5))


def where(spots: tuple[Spot, ...]) -> list[tuple[int, str]]:
    return sorted((spot.task.submission.id, spot.proposed) for spot in spots)


def opinion(workspace: Workspace, number: int) -> tuple[Decision | None, str | None]:
    (value,) = workspace.submission(number).opinions
    return None if value.verification is None else value.verification.decision, value.value


def test_the_most_frequent_confusion_comes_first(workspace: Workspace) -> None:
    assert confusions(workspace) == (Confusion(("1", "7"), 3), Confusion(("人", "入"), 2))


@pytest.mark.parametrize("character", ["1", "７"])
def test_every_place_where_it_stands_or_may_stand(workspace: Workspace, character: str) -> None:
    spots = by_character(workspace, character).screen()
    assert where(spots) == [(1, "1"), (1, "7"), (2, "1")]
    assert spots[0].around(2) in {("第", "回は"), ("回は", "人、")}


def test_a_text_with_nothing_else_to_look_at_is_decided_and_another_goes_on_where_it_was_left(
    workspace: Workspace,
) -> None:
    sitting = by_character(workspace)
    spots = sitting.screen()
    wrong = next(spot for spot in spots if where((spot,)) == [(1, "7")])
    assert sitting.save(spots, {wrong.key: "1"}) == Saved(2, 0)
    assert opinion(workspace, 1) == (Decision.EDITED, TEXT[:4] + "1" + TEXT[5:])
    assert opinion(workspace, 2) == (None, TEXT)
    task = Review(workspace, "係員C").task(2, workspace.submission(2).opinions[0].id)
    assert task.answers == ("1", None)
    assert sitting.screen() == ()
    people = by_character(workspace, "人")
    people.save(people.screen(), {})
    assert opinion(workspace, 2) == (Decision.ACCEPTED, TEXT)
    assert people.undo() == Saved(2, 0)
    assert opinion(workspace, 2) == (None, TEXT)
    people.close()
    assert sitting.undo() == Saved(2, 0)
    sitting.close()
    assert (where(by_character(workspace).screen()), opinion(workspace, 1)) == (where(spots), (None, TEXT))
    assert workspace.check_integrity().damages == ()


def test_what_is_left_waits_for_the_usual_review(workspace: Workspace) -> None:
    sitting = by_character(workspace)
    spots = sitting.screen()
    sitting.save(spots, {}, leave={spots[0].key})
    assert sitting.screen() == ()
    assert sitting.waiting == 0
    assert len(by_character(workspace, who="係員C").screen()) == 1


def test_one_character_and_no_more(workspace: Workspace) -> None:
    for character in ("", "17", " "):
        with pytest.raises(OneCharacterError):
            by_character(workspace, character)
