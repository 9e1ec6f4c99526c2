"""Nothing is published that does not add up, from envelopes to rows; what differs is named."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from ocr_intake.config import Consultation
from ocr_intake.dataset.answers import AnsweredRow
from ocr_intake.dataset.publish import Asked, NotBalancedError, NotReadyError, publish
from ocr_intake.dataset.standing import Standing
from ocr_intake.model.pages import Channel, SetAside
from ocr_intake.model.relation import Link, RelationKind
from ocr_intake.store import Workspace
from tests.dataset.result_of import answered, change, consultation_with_ten_opinions, run
from tests.store.builders import tampered


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Consultation]]:
    with consultation_with_ten_opinions(tmp_path) as both:
        yield both


@pytest.mark.parametrize(
    ("alter", "said"),
    [
        (lambda rows: rows[1:], "どの行にも入っていない意見が 1 件あります（S0001-1）"),
        (lambda rows: change(rows, 1, opinions=("S0001-2", "S0099-1")), "ないものが 1 件あります（S0099-1）"),
        (
            lambda rows: change(rows, 1, opinions=("S0001-2", "S0001-1")),
            "2つ以上の行に入っている意見が 1 件あります（S0001-1）",
        ),
        (lambda rows: change(rows, 1, number=1), "同じ番号の行があります（No.1）"),
        (lambda rows: change(rows, 1, opinions=()), "意見が1つも入っていない行があります（No.2）"),
    ],
)
def test_rows_that_do_not_match_the_opinions_are_refused_even_as_a_draft(
    made: tuple[Workspace, Consultation],
    tmp_path: Path,
    alter: Callable[[tuple[AnsweredRow, ...]], tuple[AnsweredRow, ...]],
    said: str,
) -> None:
    with pytest.raises(NotBalancedError) as refused:
        run(made, tmp_path / "out", rows=alter(answered(made[0])), draft=True)
    assert any(said in each for each in refused.value.differences), refused.value.differences
    assert not (tmp_path / "out").exists()


def test_a_ledger_out_of_balance_is_refused_by_what_differs(
    made: tuple[Workspace, Consultation], tmp_path: Path
) -> None:
    workspace, consultation = made
    tampered(workspace.path, "UPDATE pages SET role = 'cover' WHERE id = 1")
    with pytest.raises(NotBalancedError, match=r"台帳: "):
        publish(workspace, consultation, tmp_path / "out", Asked(draft=True), by="係員A")


def test_opinions_that_the_ledger_counts_otherwise_are_refused(
    made: tuple[Workspace, Consultation], tmp_path: Path
) -> None:
    workspace, consultation = made
    tampered(workspace.path, "UPDATE queue SET opinions = 7 WHERE submission_id = 1")
    with pytest.raises(NotBalancedError, match="台帳では確定 12 件、データでは 10 件"):
        publish(workspace, consultation, tmp_path / "out", Asked(draft=True), by="係員A")


def test_relations_that_contradict_each_other_are_refused(made: tuple[Workspace, Consultation], tmp_path: Path) -> None:
    both = (Link(RelationKind.RESENT, 3, 2), Link(RelationKind.REPLACED, 3, 2))
    with pytest.raises(NotBalancedError, match=r"S0002, S0003"):
        run(made, tmp_path / "out", rows=None, standing=Standing(both), draft=True)


def test_paper_that_waits_is_no_result(made: tuple[Workspace, Consultation], tmp_path: Path) -> None:
    workspace, consultation = made
    path = tmp_path / "broken.tif"
    path.write_bytes(b"no picture")
    with workspace.ingest() as ingest:
        batch = ingest.start_batch(consultation.id, Channel.FAX, [path], operator="係員A", received=date(2021, 9, 1))
        ingest.register(path, SetAside("not_an_image"), batch.id)
        ingest.end_batch(batch.id)
    with pytest.raises(NotReadyError, match="処理待ちが 1 件あります"):
        run(made, tmp_path / "out")
    item = workspace.set_aside()[0]
    workspace.settlements.settle(item.id, "空の封筒", by="係員B")
    assert run(made, tmp_path / "out").files


def test_what_is_sent_again_replaced_or_withheld_is_counted_and_not_shown(
    made: tuple[Workspace, Consultation], tmp_path: Path
) -> None:
    stands = Standing((Link(RelationKind.RESENT, 3, 2),), frozenset({1}))
    done = run(made, tmp_path / "out", rows=None, standing=stands, draft=True)
    assert done.result.received == "8件(個人1人、団体1者)"
    assert done.result.withheld.startswith("このうち5件は")
    assert [row.key for row in done.result.rows] == ["S0002-1", "S0002-2", "S0002-3"]
    assert [row.number for row in done.result.rows] == [1, 2, 3]
    assert done.result.withheld in (tmp_path / "out" / "results-draft.html").read_text(encoding="utf-8")
    with pytest.raises(NotBalancedError, match=r"公表しない意見.*5 件入っています（S0001-1"):
        run(made, tmp_path / "out", standing=Standing((), frozenset({1})))


def test_rows_of_several_opinions_count_them_all(made: tuple[Workspace, Consultation], tmp_path: Path) -> None:
    first, second, *others = answered(made[0])
    group = AnsweredRow("G1", 1, first.gist, (*first.opinions, *second.opinions), 1, "同じ答えです。", "B")
    done = run(made, tmp_path / "out", rows=(group, *others))
    assert done.result.received == "10件(個人1人、団体2者)"
    assert "（同様の意見 2件）" in (tmp_path / "out" / "results.csv").read_text(encoding="utf-8-sig")
