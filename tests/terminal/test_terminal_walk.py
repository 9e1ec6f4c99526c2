"""Which key does what, through a face that is a script: what it is shown, and what the workspace holds afterwards."""

import shutil
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_intake.i18n import t
from ocr_intake.model.fields import FieldName, FlagCode
from ocr_intake.model.review import Decision
from ocr_intake.review import Review, ReviewTask
from ocr_intake.store import (
    DatabaseBusyError,
    StoredField,
    StoredSubmission,
    SubmissionClosedError,
    SubmissionState,
    Workspace,
)
from ocr_intake.terminal.sitting import Sitting, Tally
from ocr_intake.terminal.start import at_once
from ocr_intake.terminal.walk import walk
from ocr_intake.terminal.words import plain
from tests.store.builders import PNG, Clock, submission, workspace_with
from tests.terminal.scripted import Script


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two submissions: one with two flagged values and two opinions, one without a flag."""
    doubtful = submission(
        opinions=("窓口を減らさないで。", "駅前にも置いて。"), flagged={FieldName.PHONE: 0.3, FieldName.NAME: 0.6}
    )
    folder = tmp_path_factory.mktemp("template")
    workspace_with(folder, doubtful, submission(name="例 花子")).close()
    return folder / "workspace"


@pytest.fixture
def workspace(template: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of the template: making one anew takes longer than most tests here."""
    with Workspace.open(shutil.copytree(template, tmp_path / "workspace"), clock=Clock()) as opened:
        yield opened


def opened(path: Path) -> bool:
    return True


def walked(workspace: Workspace, *answers: str | Callable[[], object]) -> tuple[Script, Tally]:
    script = Script(*answers)
    tally = at_once(walk(Sitting(script, opened, review=Review(workspace, "点検 花子"))))
    assert not script.answers, "everything was asked for"
    return script, tally


def decisions(workspace: Workspace, number: int = 1) -> list[tuple[str, Decision, str | None]]:
    stored = workspace.submission(number)
    names = {value.id: value.name.value for value in stored.values}
    return [(names[each.field_id], each.decision, each.value) for each in workspace.history(number)[0]]


def test_accepting_everything(workspace: Workspace) -> None:
    script, tally = walked(workspace, "\r", "a", "A", "\r", "q")
    assert tally == Tally(2, 2, 0)
    assert decisions(workspace) == [
        ("phone", Decision.ACCEPTED, "019-000-0000"),
        ("name", Decision.ACCEPTED, "見本 太郎"),
    ]
    assert [workspace.submission(n).state for n in (1, 2)] == [SubmissionState.ACCEPTED] * 2
    titles = [view.title for view in script.views]
    assert ["1 / 2" in title for title in titles] == [True, True, True, False, False]
    assert "2 / 2" in titles[3]
    assert "点検を待っている意見書はありません。" in script.said()
    assert "電話番号を保存しました。" in script.said(1)
    assert "S0001 を確定しました。" in script.said(3)
    assert all(script.fresh), "every screen was a new question: nothing typed before may answer it"


@pytest.mark.parametrize(
    ("keys", "decided"),
    [
        (("2",), (Decision.CHOSEN, "019-000-0000!")),
        (("２",), (Decision.CHOSEN, "019-000-0000!")),
        (("n",), (Decision.ABSENT, None)),
        (("i",), (Decision.ILLEGIBLE, None)),
        (("e", "=０１９ー６５１ー４１１１"), (Decision.EDITED, "019-651-4111")),
    ],
)
def test_one_value(workspace: Workspace, keys: tuple[str, ...], decided: tuple[Decision, str | None]) -> None:
    script, tally = walked(workspace, *keys, "q")
    assert decisions(workspace) == [("phone", *decided)]
    assert tally == Tally(values=1)
    assert "氏名" in script.said()


def test_keys_that_mean_nothing_are_said_and_do_nothing(workspace: Workspace) -> None:
    script, tally = walked(workspace, "9", "x", "あ", "<f1>", "<esc>", "<tab>", "w", "q")
    assert "その番号の候補はありません。" in script.said(1)
    assert "そのキーはここでは使えません。" in script.said(2)
    assert "日本語入力がオンになっています。" in script.said(3)
    assert all(view.message is None for view in script.views[4:7])
    assert "そのキーはここでは使えません。" in script.said(7), "w splits opinions only"
    assert script.fresh == [True, *[False] * 7]
    assert tally == Tally()
    assert decisions(workspace) == []


def test_what_cannot_be_saved_stays_to_be_mended(workspace: Workspace) -> None:
    script, _ = walked(workspace, "e", "=電話なし", "=019-651-4111", "q")
    assert script.typed == [("019-000-0000", False), ("電話なし", False)]
    assert "この内容は保存できません。" in script.said(2)
    assert decisions(workspace) == [("phone", Decision.EDITED, "019-651-4111")]


def test_what_is_unusual_is_asked_about_once_more(workspace: Workspace) -> None:
    script, _ = walked(workspace, "e", "=123", "x", "e", "=1234", "<esc>", "e", "=12345", "\r", "q")
    assert "実在しない形の電話番号です。" in script.said(2)
    assert script.typed == [("019-000-0000", False), ("123", False), ("019-000-0000", False)]
    assert decisions(workspace) == [("phone", Decision.EDITED, "12345")]


def test_cancelled_typing_changes_nothing(workspace: Workspace) -> None:
    script, _ = walked(workspace, "e", "=", "q")
    assert decisions(workspace) == []
    assert "電話番号" in script.said()


@pytest.mark.parametrize("back", ["u", "<^z>"])
def test_undo_goes_back_step_by_step(workspace: Workspace, back: str) -> None:
    script, tally = walked(workspace, back, "\r", "n", back, back, back, "q")
    assert tally == Tally()
    assert "戻せる操作はありません。" in script.said(1)
    assert "1つ前の操作を戻しました（S0001 の氏名への回答）。" in script.said(4)
    assert [each[1] for each in decisions(workspace)] == [
        Decision.ACCEPTED,
        Decision.ABSENT,
        Decision.UNDONE,
        Decision.UNDONE,
    ]
    assert workspace.submission(1).undecided != ()


def test_what_was_done_in_an_earlier_sitting_is_asked_about(workspace: Workspace) -> None:
    walked(workspace, "\r", "\r", "k", "\r", "q")
    script, tally = walked(workspace, "u", "x", "<esc>", "u", "u", "u", "<esc>", "q")
    assert "次の操作は、この点検より前にしたものです（2021-09-01 " in script.said(1)
    assert "S0001 の確定" in script.said(1)
    assert script.fresh[1], "what was typed before it was seen must not answer it"
    assert "S0001 の個人・団体の切り替え" in script.said(-2)
    assert tally == Tally(), "what an earlier sitting did is not this one's to count"
    assert workspace.submission(1).state is SubmissionState.PROPOSED
    assert workspace.submission(1).kind.value == "organization", "it was not meant"


def test_an_accepted_submission_is_taken_back(workspace: Workspace) -> None:
    script, tally = walked(workspace, "\r", "\r", "\r", "u", "q")
    assert tally == Tally(values=2)
    assert workspace.submission(1).state is SubmissionState.PROPOSED
    assert "内容の確認" in script.said()
    assert "1 / 2" in script.said()


def test_skipping_and_coming_back(workspace: Workspace) -> None:
    script, tally = walked(workspace, "s", "\r", "s", "<down>", "\r", "\r", "\r", "\r", "q")
    said = [script.said(n) for n in range(len(script.views))]
    assert "電話番号" in said[0]
    assert "氏名" in said[1]
    assert "S0002" in said[2]
    assert "後に回した意見書が 2 件あります。" in said[3]
    assert "電話番号" in said[5]
    assert tally == Tally(2, 2, 0)


def test_a_submission_with_undecided_values_is_not_accepted(workspace: Workspace) -> None:
    one = workspace.submission(1)
    phone = next(value for value in one.undecided if value.name is FieldName.PHONE)
    other = workspace.decisions

    def undo_from_elsewhere() -> None:
        now = workspace.submission(1)
        field = next(value for value in now.values if value.id == phone.id)
        other.undo(field.id, by="別の人", version=field.version)

    script, tally = walked(workspace, "\r", "\r", undo_from_elsewhere, "\r", "\r", "\r", "q")
    assert "確認していない要確認の値が 1 件あります。" in script.said(3)
    assert "電話番号" in script.said(3), "it is asked about again"
    assert tally == Tally(3, 1, 0)


def test_going_to_a_value_from_the_summary_and_back(workspace: Workspace) -> None:
    script, tally = walked(
        workspace, "\r", "\r", "4", "<esc>", "5", "e", "=盛岡市内丸1番1号", "6", "\r", "\r", "s", "q"
    )
    assert "郵便番号" in script.said(3)
    assert "Esc" in dict(script.views[3].keys)
    assert "s" not in dict(script.views[3].keys)
    assert "内容の確認" in script.said(4)
    assert "内容の確認" in script.said(7)
    assert decisions(workspace)[-1] == ("address", Decision.EDITED, "盛岡市内丸1番1号")
    assert "電話番号" in script.said(8)
    assert len(decisions(workspace)) == 3, "Enter leaves what is decided as it is"
    assert tally == Tally(3, 1, 0)


def test_enter_accepts_a_visited_value_that_nobody_decided_on(workspace: Workspace) -> None:
    walked(workspace, "\r", "\r", "4", "\r", "q")
    assert decisions(workspace)[-1] == ("postal_code", Decision.ACCEPTED, "020-8530")


def test_numbers_beyond_nine_are_typed(tmp_path: Path) -> None:
    many = submission(opinions=tuple(f"意見その{n}です。" for n in range(1, 7)))
    with workspace_with(tmp_path, many) as opened:
        script, _ = walked(opened, "1", "=12", "<esc>", "1", "=13", "1", "=x", "2", "=", "q")
        assert "意見 6 / 6" in script.said(2)
        assert script.typed[0] == ("1", False)
        assert "その番号の項目はありません。" in script.said(5)


def test_the_kind_of_submitter(workspace: Workspace) -> None:
    script, tally = walked(workspace, "\r", "\r", "k", "k", "u", "q")
    assert "「法人・団体」に切り替えました。" in script.said(3)
    assert workspace.submission(1).kind.value == "organization"
    assert tally == Tally(values=2)


def test_opinions_are_added_split_and_counted(workspace: Workspace) -> None:
    script, _ = walked(
        workspace,
        "\r",
        "\r",
        "+",
        "=もう1つあります。",
        "7",
        "w",
        "=窓口を減らさないで。",
        "w",
        "=窓口を\n \n減らさないで。",
        "q",
    )
    assert "分けるところがありません。" in script.said(7)
    assert [each.value for each in workspace.submission(1).final_opinions] == [
        "窓口を",
        "減らさないで。",
        "駅前にも置いて。",
        "もう1つあります。",
    ]
    assert script.typed[0] == ("", True)


def test_rejecting_needs_a_reason(workspace: Workspace) -> None:
    script, tally = walked(workspace, "\r", "\r", "r", "<esc>", "r", "5", "=", "r", "5", "= ", "=重複です", "q")
    assert workspace.submission(1).state is SubmissionState.REJECTED
    assert workspace.history(1)[1][-1].value == "重複です"
    assert "この内容は保存できません。" in script.said(-2)
    assert "S0001 を除きました。" in script.said()
    assert tally == Tally(2, 0, 1)


@pytest.mark.parametrize("answers", [("<gone>",), ("e", "=", "<gone>"), ("e", "=12", "<gone>"), ("e", "<gone>")])
def test_stopping_anywhere(workspace: Workspace, answers: tuple[str, ...]) -> None:
    _, tally = walked(workspace, *answers)
    assert tally == Tally()


def test_looking_closer(workspace: Workspace, tmp_path: Path) -> None:
    page_image(workspace, 1)
    script, _ = walked(workspace, "<down>", "z", "+", "<right>", "<tab>", "-", "z", "q")
    looks = [look for look in script.looks if look is not None]
    assert [look.zoom for look in looks] == [None, None, 1.5, 2.25, 2.25, 2.25, 1.5, None]
    assert looks[1].scroll == 3
    assert (looks[2].x, looks[2].y) == (250 / 1000, 120 / 1400), "at the middle of the field"
    assert looks[4].x > looks[3].x


def test_looking_at_the_whole_page_from_the_summary(workspace: Workspace) -> None:
    page_image(workspace, 1)
    script, _ = walked(workspace, "\r", "\r", "z", "+", "z", "+", "=", "q")
    assert [look is not None for look in script.looks[2:]] == [False, True, True, False, False, False]


def test_a_value_that_was_found_nowhere_shows_the_page(tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission(organization=None)) as opened_workspace:
        page_image(opened_workspace, 1)
        script, _ = walked(opened_workspace, "2", "z", "z", "q")
        looks = [look for look in script.looks[1:] if look is not None]
        assert [look.zoom for look in looks] == [1.0, 2.0, 1.0]


def page_image(workspace: Workspace, number: int) -> Path:
    from PIL import Image

    stored = workspace.submission(number)
    path = workspace.files.page_image(stored.sha256, stored.pages[0])
    Image.new("L", (1000, 1400), 255).save(path, "PNG")
    return path


def test_opening_the_page_elsewhere(workspace: Workspace) -> None:
    shown: list[Path] = []
    script = Script("o", "o", "\r", "\r", "o", "\r", "<gone>")
    answers = iter([True, False, True])

    def viewer(path: Path) -> bool:
        shown.append(path)
        return next(answers)

    at_once(walk(Sitting(script, viewer, review=Review(workspace, "点検 花子"))))
    path = workspace.files.page_image(workspace.submission(1).sha256, 1)
    assert path.read_bytes() == PNG
    assert shown == [path] * 3
    assert "画像を開きました。" in script.said(1)
    assert str(path) in script.said(2)


def test_pages_are_opened_once_by_themselves(workspace: Workspace) -> None:
    shown: list[Path] = []

    def viewer(path: Path) -> bool:
        shown.append(path)
        return True

    at_once(
        walk(
            Sitting(Script("\r", "\r", "\r", "4", "q"), viewer, review=Review(workspace, "点検 花子"), open_pages=True)
        )
    )
    assert len(shown) == len(set(shown)) == 2


def test_a_page_without_an_image(workspace: Workspace) -> None:
    workspace.files.page_image(workspace.submission(1).sha256, 1).unlink()
    script, _ = walked(workspace, "o", "z", "q")
    assert "このページの画像がありません。" in script.said(1)


class Rules(Review):
    """Rules that fail as they are told."""

    def __init__(self, workspace: Workspace, *failures: Exception) -> None:
        super().__init__(workspace, "点検 花子")
        self.failures = deque(failures)

    def accept(self, task: ReviewTask) -> StoredSubmission:
        if self.failures:
            raise self.failures.popleft()
        return super().accept(task)


def failing(workspace: Workspace, script: Script, *failures: Exception) -> Tally:
    return at_once(walk(Sitting(script, opened, review=Rules(workspace, *failures))))


def phone_of(workspace: Workspace) -> StoredField:
    return workspace.submission(1).field(FieldName.PHONE)


def faster(workspace: Workspace, decision: Decision, text: str | None = None) -> Callable[[], object]:
    """Somebody else decides on the telephone number meanwhile."""
    field = phone_of(workspace)
    return lambda: workspace.decisions.decide(field.id, decision, text, by="別の\x1b人", version=field.version)


def test_somebody_else_was_faster_and_theirs_is_left(workspace: Workspace) -> None:
    script, tally = walked(workspace, faster(workspace, Decision.EDITED, "別の値"), "\r", "x", "\r", "<esc>", "q")
    assert tally == Tally()
    assert "別の�人 さんが変更しました" in script.said(1)
    assert "今の値  別の値" in script.said(1)
    assert "自分の値  019-000-0000" in script.said(1)
    assert script.fresh[1], "what was typed before it was seen must not choose"
    assert ("m", "自分の値を使う") in script.views[1].keys
    assert "電話番号" in script.said(3), "the question is asked again as things are now"
    assert phone_of(workspace).value == "別の値"


@pytest.mark.parametrize(
    ("keys", "mine", "saved"),
    [
        (("\r",), "019-000-0000", "019-000-0000"),
        (("2",), "019-000-0000!", "019-000-0000!"),
        (("e", "=019-651-4111"), "019-651-4111", "019-651-4111"),
        (("n",), "（記載なし）", None),
        (("i",), "（判読不能）", None),
    ],
)
def test_somebody_else_was_faster_and_mine_is_used(
    workspace: Workspace, keys: tuple[str, ...], mine: str, saved: str | None
) -> None:
    script, tally = walked(workspace, faster(workspace, Decision.ILLEGIBLE), *keys, "m", "q")
    assert f"自分の値  {mine}" in script.said(-2)
    assert "今の値  （判読不能）" in script.said(-2)
    assert "電話番号を保存しました。" in script.said()
    assert tally == Tally(values=1)
    assert phone_of(workspace).value == saved
    assert [by.by for by in workspace.history(1)[0]] == ["別の\x1b人", "点検 花子"], "both stay on record"


def test_somebody_is_faster_a_second_time(workspace: Workspace) -> None:
    def again() -> None:
        now = phone_of(workspace)
        workspace.decisions.decide(now.id, Decision.EDITED, "三つめの値", by="三人め", version=now.version)

    script, tally = walked(workspace, faster(workspace, Decision.ABSENT), "n", again, "m", "m", "q")
    assert "三つめの値" in script.said(2)
    assert tally == Tally(values=1)
    assert phone_of(workspace).value is None


def test_a_submission_that_somebody_changed_is_accepted_all_the_same(workspace: Workspace) -> None:
    def change_the_name() -> None:
        now = workspace.submission(1).field(FieldName.NAME)
        workspace.decisions.decide(now.id, Decision.EDITED, "美本 太郎", by="別の人", version=now.version)

    script, tally = walked(workspace, "\r", "\r", change_the_name, "\r", "m", "q")
    assert "今の状態  点検待ち" in script.said(3)
    assert "表示した値  見本 太郎" in script.said(3)
    assert "今の値  美本 太郎" in script.said(3)
    assert tally == Tally(values=2, accepted=1)
    assert workspace.submission(1).state is SubmissionState.ACCEPTED


def test_a_submission_that_was_closed_meanwhile_is_left(workspace: Workspace) -> None:
    script = Script("\r", "q")
    assert failing(workspace, script, SubmissionClosedError("S0001")) == Tally()
    assert "確定済みです" in script.said()


def test_a_busy_database_loses_nothing(workspace: Workspace) -> None:
    script = Script("\r", "\r", "q")
    assert failing(workspace, script, DatabaseBusyError()) == Tally(values=1)
    assert "しばらく待ってから" in script.said(1)
    assert "電話番号" in script.said(1)
    assert decisions(workspace) == [("phone", Decision.ACCEPTED, "019-000-0000")]


def test_what_somebody_else_has_before_them_is_said(workspace: Workspace) -> None:
    other = Review(workspace, "別の人")
    script, _ = walked(workspace, "\r", "s", other.next, "u", "q")
    assert "S0001" in script.said()
    assert "いま 別の人 さんが別の画面で点検しています" in script.said()


@pytest.mark.parametrize("end", ["q", "<gone>"])
def test_leaving_lets_go(workspace: Workspace, end: str) -> None:
    walked(workspace, end)
    task = Review(workspace, "別の人").next()
    assert task is not None
    assert task.submission.id == 1


def test_what_others_have_before_them_may_come_back(workspace: Workspace) -> None:
    other = Review(workspace, "別の人")
    assert other.next() is not None
    script, tally = walked(workspace, "\r", "\r", other.close, "\r", "q")
    assert tally == Tally(accepted=1)
    for number in (1, 2):
        assert "ほかの人が点検している意見書が 1 件あります。" in script.said(number)
        assert "点検を待っている意見書はありません。" not in script.said(number)
    assert "S0001" in script.said(3)


def test_an_undo_that_is_no_longer_possible(workspace: Workspace) -> None:
    def decide_elsewhere() -> None:
        field = next(value for value in workspace.submission(1).values if value.name is FieldName.PHONE)
        workspace.decisions.decide(field.id, Decision.ABSENT, by="別の人", version=field.version)

    script, tally = walked(workspace, "\r", decide_elsewhere, "u", "u", "q")
    assert "別の人" in script.said(2)
    assert "戻せる操作はありません。" in script.said(3), "it is said once, and nothing was done before"
    assert tally == Tally(values=1)


def test_all_flags_have_words(workspace: Workspace) -> None:
    task = Review(workspace, "x").task(1)
    from ocr_intake.model.fields import Flag
    from ocr_intake.terminal import screens

    def reasons(*flags: Flag) -> list[str]:
        view = screens.summary(replace(task, reasons=flags), screens.Place(1, 1), (), ())
        return [plain(each.text) for each in view.body if plain(each.head) == "- "]

    said = reasons(*(Flag(code) for code in FlagCode))
    assert len(said) == len(set(said)) == len(FlagCode) - 1, "audited and doubtful values cannot be told apart"
    assert reasons(*[Flag(FlagCode.PAGE_ASIDE, (("page", str(n)),)) for n in range(7)]) == [t("flags.page_aside")]
