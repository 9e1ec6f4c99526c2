"""The face of lines: a whole review through two streams of text."""

import io
from pathlib import Path

import pytest
from PIL import Image

from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Ground, Grounds
from ocr_intake.review import Review
from ocr_intake.store import SubmissionState, Workspace
from ocr_intake.terminal.capabilities import Capabilities, Graphics
from ocr_intake.terminal.plain import Plain
from ocr_intake.terminal.sitting import Sitting, Tally
from ocr_intake.terminal.start import at_once
from ocr_intake.terminal.view import Command, StoppedError, View
from ocr_intake.terminal.walk import walk
from tests.store.builders import submission, workspace_with


def reviewed(workspace: Workspace, text: str, graphics: Graphics = Graphics.NONE) -> tuple[str, Tally]:
    target = io.StringIO()
    face = Plain(io.StringIO(text), target, Capabilities(graphics))
    tally = at_once(walk(Sitting(face, lambda path: False, review=Review(workspace, "点検 花子"))))
    return target.getvalue(), tally


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    flagged = submission(flagged={FieldName.PHONE: 0.3, FieldName.OPINION: 0.5})
    workspace_with(tmp_path, flagged).close()
    return tmp_path / "workspace"


def test_a_whole_review(folder: Path) -> None:
    with Workspace.open(folder) as workspace:
        lines = ["9", "e", "", "e", "019-651-4111", "e", "一行目", "二行目", ".", "1", "0", "A", "q"]
        said, tally = reviewed(workspace, "\n".join(lines) + "\n")
        assert tally == Tally(2, 1, 0)
        stored = workspace.submission(1)
        assert stored.state is SubmissionState.ACCEPTED
        assert stored.field(FieldName.PHONE).value == "019-651-4111"
        assert [each.value for each in stored.final_opinions] == ["一行目\n二行目"]
    assert said.count("\n 電話番号\n") == 2, "a message alone does not show everything again"
    assert "その番号の候補はありません。" in said
    assert "  | 019-000-0000" in said
    assert "0: 一覧に戻る" in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("lines", "grounds"),
    [
        (["2", ""], Grounds(Ground.WITHDRAWN)),
        (["4", "住所がない"], Grounds(Ground.INCOMPLETE)),
        (["5", "白紙の写し"], Grounds()),
        (["1", "1"], Grounds(Ground.DUPLICATE, 2)),
        (["1", "n", "Ｓ０００２"], Grounds(Ground.DUPLICATE, 2)),
    ],
)
def test_grounds_are_chosen_by_their_number(tmp_path: Path, lines: list[str], grounds: Grounds) -> None:
    with workspace_with(tmp_path, submission(), submission()) as workspace:
        said, tally = reviewed(workspace, "\n".join(["r", *lines, "q"]) + "\n")
        assert tally == Tally(0, 0, 1)
        rejection = workspace.submission(1).rejection
        assert rejection is not None
        assert rejection.grounds == grounds
        assert "\n   1 重複\n   2 取下げ\n" in said
        if grounds.duplicate_of is not None:
            assert "S0002（同じ電話番号" in said


@pytest.mark.parametrize("typed", ["S0001", "S0009", "二番"])
def test_a_duplicate_of_what_it_cannot_be_one_of_is_told(tmp_path: Path, typed: str) -> None:
    with workspace_with(tmp_path, submission(), submission()) as workspace:
        said, tally = reviewed(workspace, f"r\n1\nn\n{typed}\nq\n")
        assert tally == Tally()
        assert "重複とすることはできません" in said or "番号ではありません" in said


def test_a_question_to_the_supervisor(tmp_path: Path) -> None:
    with workspace_with(tmp_path, submission()) as workspace:
        said, _ = reviewed(workspace, "p\n個人でしょうか\nq\n")
        assert "S0001 を責任者に回しました" in said
        passed_on = workspace.submission(1).passed_on
        assert passed_on is not None
        assert passed_on.note == "個人でしょうか"


def test_the_end_of_the_input_stops(folder: Path) -> None:
    with Workspace.open(folder) as workspace:
        assert reviewed(workspace, "")[1] == Tally()
        assert reviewed(workspace, "e\n")[1] == Tally()
        assert reviewed(workspace, "e\n019-651-4111")[1] == Tally(values=1), "the last line needs no end"


def test_the_picture_is_shown_where_it_can_be(folder: Path) -> None:
    with Workspace.open(folder) as workspace:
        page = Image.new("L", (1000, 1400), 255)
        page.paste(0, (150, 105, 170, 135))
        page.save(workspace.files.page_image(workspace.submission(1).sha256, 1), "PNG")
        said, _ = reviewed(workspace, "q\n", Graphics.BRAILLE)
        assert any("⠁" <= char <= "⣿" for char in said)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("\n", "enter"),
        ("  \n", "enter"),
        ("a\n", "a"),
        ("ａ\n", "a"),
        ("aaa\n", "a"),
        ("0\n", "escape"),
        (">\n", "tab"),
        ("<\n", "shift+tab"),
        ("口\n", "=口"),
        (" 窓口 \n", "=窓口"),
        ("x\na\n", "a"),
    ],
)
def test_a_line_is_one_key(line: str, key: str) -> None:
    heard: list[str] = []

    async def typed(text: str) -> None:
        heard.append(f"={text}")

    commands = (Command(("enter", "a", "escape", "tab", "shift+tab"), "accept", heard.append, "Enter"),)
    view = View("題", "", (), commands, typed=typed)
    action = at_once(Plain(io.StringIO(line), io.StringIO(), Capabilities(Graphics.NONE)).ask(view))
    if (more := action()) is not None:
        at_once(more)  # type: ignore[arg-type]
    assert heard == [key]


def test_the_end_of_the_lines_is_the_end() -> None:
    with pytest.raises(StoppedError):
        at_once(Plain(io.StringIO(""), io.StringIO(), Capabilities(Graphics.NONE)).ask(View("題", "", (), ())))


def test_an_opinion_that_is_broken_off_is_not_saved(folder: Path) -> None:
    with Workspace.open(folder) as workspace:
        _, tally = reviewed(workspace, "a\ne\n\nq\n")
        assert tally == Tally(values=1)
