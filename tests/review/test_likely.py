"""What a submission may be a duplicate of: the same one sent again, read otherwise, and what only looks alike."""

from pathlib import Path

import pytest

from ocr_intake.model.relation import Alike, Sign
from ocr_intake.model.review import Ground, Grounds
from ocr_intake.model.submission import Submission
from ocr_intake.review import Review
from ocr_intake.review.wording import why_likely
from ocr_intake.store import UnknownRecordError
from tests.store.builders import submission, workspace_with

TEXT = "駅前の道が暗いので、街灯を増やしてください。図書館も夜まで開けてほしいです。子どもが安心して歩ける道に。"
READ_OTHERWISE = TEXT.replace("暗い", "晴い").replace("図書館", "図書飽").replace("。子", "子")
ANOTHER = "申請の窓口を一つにまとめ、紙でも電話でも手続きができるように残してください。高齢者の多い地域です。"
OF_SOMEBODY = ("手本 花子", "019-651-1234", "岩手県盛岡市材木町3番4号")
OF_ANOTHER = ("例 一郎", "0196-23-9876", "岩手県盛岡市本町通1丁目5番6号")


def sent(text: str, name: str | None, phone: str | None, address: str | None) -> Submission:
    return submission(opinions=(text,), name=name, phone=phone, address=address)


def test_the_same_sent_again_comes_first_with_what_is_alike(tmp_path: Path) -> None:
    made = (
        sent(TEXT, *OF_SOMEBODY),
        sent(ANOTHER, *OF_ANOTHER),
        sent(READ_OTHERWISE, OF_SOMEBODY[0], "019-651-1284", OF_SOMEBODY[2]),
        sent(ANOTHER, *OF_SOMEBODY),
    )
    with workspace_with(tmp_path, *made) as workspace:
        first, second = Review(workspace, "係員B").likely_duplicates(1)
        assert (first.number, second.number) == ("S0003", "S0004")
        signs = {each.sign: each.percent for each in first.why}
        assert signs[Sign.PHONE] == 90
        assert signs[Sign.NAME] == signs[Sign.ADDRESS] == 100
        assert 90 < signs[Sign.OPINION] < 100
        assert Alike(Sign.PHONE, 100) in second.why
        assert why_likely(second) == "同じ電話番号、同じ氏名、同じ住所"


def test_the_same_text_from_others_is_no_duplicate(tmp_path: Path) -> None:
    """Many send a text that somebody wrote for all of them."""
    made = (sent(TEXT, *OF_SOMEBODY), sent(TEXT, *OF_ANOTHER))
    with workspace_with(tmp_path, *made) as workspace:
        assert Review(workspace, "係員B").likely_duplicates(1) == ()


def test_what_people_typed_is_what_is_compared(tmp_path: Path) -> None:
    made = (
        sent(TEXT, *OF_SOMEBODY),
        sent(TEXT, None, None, None),
    )
    with workspace_with(tmp_path, *made) as workspace:
        review = Review(workspace, "係員B")
        (found,) = review.likely_duplicates(1)
        assert found.why == (Alike(Sign.OPINION, 100),)
        review.edit(review.task(2, workspace.submission(2).opinions[0].id), ANOTHER)
        assert review.likely_duplicates(1) == ()
        review.undo()
        assert review.likely_duplicates(1) == (found,)


def test_a_duplicate_is_nothing_to_be_a_duplicate_of(tmp_path: Path) -> None:
    again = sent(TEXT, *OF_SOMEBODY)
    with workspace_with(tmp_path, again, again, again) as workspace:
        review = Review(workspace, "係員B")
        review.reject_submission(review.task(2), "", Grounds(Ground.DUPLICATE, 1))
        assert [each.id for each in review.likely_duplicates(3)] == [1]
        assert [each.id for each in review.likely_duplicates(1)] == [3]
        review.undo()
        assert [each.id for each in review.likely_duplicates(3)] == [1, 2]
        assert len(review.likely_duplicates(3, limit=1)) == 1


def test_of_nothing_there_are_no_duplicates(tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission()) as workspace:
        assert Review(workspace, "係員B").likely_duplicates(1) == ()
        with pytest.raises(UnknownRecordError):
            Review(workspace, "係員B").likely_duplicates(2)
