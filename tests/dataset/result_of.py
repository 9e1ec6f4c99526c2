"""The shipped consultation with ten verified opinions of three invented submitters, as tests of publishing use it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ocr_intake.config import load_consultation, shipped_config_dir
from ocr_intake.dataset.answers import AnsweredRow
from ocr_intake.dataset.publish import Asked, publish
from ocr_intake.dataset.rows import opinion_number
from ocr_intake.model.review import SubmissionDecision
from ocr_intake.model.submission import SubmitterKind
from tests.store.builders import submission, workspace_with

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ocr_intake.config import Consultation
    from ocr_intake.dataset.publish import Published
    from ocr_intake.store import Workspace

CONSULTATION = "morioka-dx-2021"
CATEGORIES = ("B", "E", "D", "B", "B", "E", "D", "B", "E", "B")
OPINIONS = (
    "窓口に行かなくても済む手続きを、もっと増やしてほしい。",
    "高齢者がスマートフォンの使い方を習える場を、各地区に作ってください。",
    "紙の広報も残してほしい。全員が画面を見るわけではない。",
    "計画の進み具合を、毎年分かりやすく公表すべきである。",
    "職員の研修を、計画の柱の一つにしてはどうか。",
    "申請書を書くときに同じことを何度も書かせないでほしい。",
    "災害のときに役立つ仕組みを先に整えてほしい。",
    "地元の事業者が参加できる発注の仕方を検討してください。",
    "個人情報の守り方を、もう少し詳しく書いてほしい。",
    "公民館の予約を、家からできるようにしてほしい。",
)
NAMES = ("架空 花子", "見本商店会", "想像の会")
MADE = (
    submission(opinions=OPINIONS[:5], name=NAMES[0], address="岩手県盛岡市架空1丁目2番3号"),
    submission(opinions=OPINIONS[5:8], name=None, organization=NAMES[1]),
    submission(opinions=OPINIONS[8:], name=None, organization=NAMES[2], representative="空想 一郎"),
)


@contextmanager
def consultation_with_ten_opinions(folder: Path) -> Iterator[tuple[Workspace, Consultation]]:
    """All of them verified: one person's, two organisations'."""
    with workspace_with(folder, *MADE, consultation=CONSULTATION) as workspace:
        for number in (1, 2, 3):
            version = 0
            if number > 1:
                version = workspace.decisions.decide_submission(
                    number, SubmissionDecision.KIND_CHANGED, SubmitterKind.ORGANIZATION, by="係員B", version=0
                ).version
            workspace.decisions.decide_submission(number, SubmissionDecision.ACCEPTED, by="係員B", version=version)
        yield workspace, load_consultation(shipped_config_dir(), CONSULTATION)


def answered(workspace: Workspace) -> tuple[AnsweredRow, ...]:
    """A row for each opinion, with an invented answer."""
    numbers = [opinion_number(made, each) for made in workspace.submissions() for each in made.final_opinions]
    return tuple(
        AnsweredRow(number, place, gist, (number,), 1, f"{place}番目の御意見について、次のように考えます。", category)
        for place, (number, gist, category) in enumerate(zip(numbers, OPINIONS, CATEGORIES, strict=True), 1)
    )


def run(made: tuple[Workspace, Consultation], folder: Path, **asked: Any) -> Published:  # noqa: ANN401
    """Publish, with answers unless something else is asked for."""
    workspace, consultation = made
    asked.setdefault("rows", answered(workspace))
    return publish(workspace, consultation, folder, Asked(**asked), by="係員A")


def change(rows: tuple[AnsweredRow, ...], place: int, **values: Any) -> tuple[AnsweredRow, ...]:  # noqa: ANN401
    """The rows with one of them changed."""
    return (*rows[:place], replace(rows[place], **values), *rows[place + 1 :])
