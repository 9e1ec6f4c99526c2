"""Doubtful places in the terminal: which key does what, and what stands on screens of every size."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from ocr_intake.i18n import t
from ocr_intake.model.fields import Flag, FlagCode
from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.review import Decision
from ocr_intake.model.submission import Submission
from ocr_intake.model.written import Doubt, TextLine, Written
from ocr_intake.review import Review
from ocr_intake.store import Workspace
from ocr_intake.terminal.capabilities import Capabilities, Graphics
from ocr_intake.terminal.plain import Plain
from ocr_intake.terminal.sitting import Sitting, Tally
from ocr_intake.terminal.start import at_once
from ocr_intake.terminal.walk import walk
from ocr_intake.terminal.words import Style, plain
from tests.store.builders import submission, with_doubts, workspace_with
from tests.terminal.piloted import driven
from tests.terminal.scripted import Script

TEXT = "窓口の手続きをもっと簡単にしてほしい。"
SIZES = [(80, 24), (120, 40), (40, 12)]


def doubtful(text: str = TEXT, *codes: FlagCode) -> Submission:
    """An opinion of three lines: doubtful in its first character, between two, and in its last line."""
    length = len(text) - 9
    first, upper = Region(1, Box(100, 400, 300, 440)), Region(1, Box(300, 500, 100 + 40 * length, 540))
    lower = Region(1, Box(100, 600, 460, 640))
    known = Written(
        (0.99,) * len(text),
        (TextLine(0, 5, first), TextLine(5, length, upper), TextLine(length, len(text), lower)),
        (
            Doubt(0, 1, 0.6, ("室", ""), Region(1, Box(100, 400, 140, 440))),
            Doubt(7, 7, 0.6, ("、",), Region(1, Box(380, 500, 380, 540))),
            Doubt(length, len(text), 0.5, ("",), lower),
        ),
    )
    made = with_doubts(submission(opinions=(text,)), (0, 1))
    flags = tuple(Flag(code) for code in (FlagCode.DOUBTFUL_CHARACTERS, *codes))
    fields = tuple(replace(f, written=known, flags=flags) if f.written else f for f in made.fields)
    return replace(made, fields=fields, opinions=(replace(made.opinions[0], written=known),))


def unsure(text: str = TEXT, *doubtful: tuple[int, int]) -> Submission:
    """An opinion on one line whose extent is doubtful, and some of its characters where they are given."""
    made = with_doubts(submission((1, 2), opinions=(text,)), *doubtful)
    codes = (FlagCode.TEXT_EXTENT, *([FlagCode.DOUBTFUL_CHARACTERS] if doubtful else []))
    fields = tuple(replace(f, flags=tuple(map(Flag, codes))) if f.written else f for f in made.fields)
    return replace(made, fields=fields)


def page_of(workspace: Workspace) -> None:
    page = Image.new("L", (1000, 1400), 255)
    draw = ImageDraw.Draw(page)
    for x in range(100, 900, 40):
        draw.rectangle((x + 6, 506, x + 34, 534), outline=0, width=4)
    page.save(workspace.files.page_image(workspace.submission(1).sha256, 1), "PNG")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_with(tmp_path, doubtful(), submission(name="例 花子")) as opened:
        page_of(opened)
        yield opened


def walked(workspace: Workspace, *answers: str | Callable[[], object]) -> tuple[Script, Tally]:
    script = Script(*answers)
    tally = at_once(walk(Sitting(script, lambda path: True, review=Review(workspace, "点検 花子"))))
    assert not script.answers, "everything was asked for"
    return script, tally


def saved(workspace: Workspace) -> list[tuple[Decision, str | None]]:
    return [(each.decision, each.value) for each in workspace.history(1)[0]]


def top(script: Script, number: int = -1) -> str:
    return "\n".join(plain(each.head) + plain(each.text) for each in script.views[number].top)


# ------------------------------------------------------------------------------------------------------- which key


def test_keeping_everything_accepts(workspace: Workspace) -> None:
    script, tally = walked(workspace, "\r", " ", "a", "\r", "q")
    assert saved(workspace) == [(Decision.ACCEPTED, TEXT)]
    assert tally == Tally(values=1)
    assert [top(script, n).split("  ")[0] for n in range(3)] == ["1 / 3 か所目", "2 / 3 か所目", "3 / 3 か所目"]
    assert [script.fresh[n] for n in range(5)] == [True] * 5, "a key held down answers one place"
    assert "意見を保存しました。" in script.said()


def test_what_is_asked_of_each_kind_of_place(workspace: Workspace) -> None:
    script, _ = walked(workspace, "\r", "\r", "\r", "q")
    kinds = (("characters", "1 室  2 （なし）"), ("gap", "1 、"), ("line", "1 （なし）"))
    for number, (kind, options) in enumerate(kinds):
        assert t(f"review.place.kind.{kind}") in top(script, number)
        assert options in top(script, number)
    assert "〔窓〕口" in script.said(0)
    assert "手続きを〔＿〕もっと" in script.said(1)
    assert "もっと〔簡単にしてほしい。〕" in script.said(2)
    assert t("review.place.end.places") in top(script, 3)


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (("1", "1", "\r"), "室口の手続きを、もっと簡単にしてほしい。"),
        (("２", "\r", "\r"), TEXT[1:]),
        (("d", "\r", "\r"), TEXT[1:]),
        (("<del>", "\r", "1"), TEXT[1:10]),
        (("芯", "\r", "\r"), "芯" + TEXT[1:]),
        (("+ｉＰａｄ", "\r", "\r"), "ｉＰａｄ" + TEXT[1:]),
        (("r", "=A", "\r", "\r"), "A" + TEXT[1:]),
        (("r", "=", "\r", "\r", "\r"), TEXT),
        (("1", "<back>", "3", "\r", "\r"), TEXT),
        (("<tab>", "1", "1", "\r"), TEXT[:7] + "、" + TEXT[7:10]),
        (("1", "<^z>", "\r", "1", "\r"), TEXT[:7] + "、" + TEXT[7:]),
        (("1", "1", "\r", "u", "u", "\r", "\r"), "室" + TEXT[1:]),
        (("1", "1", "\r", "<back>", "<back>", "<back>", "+外の"), "外の" + TEXT[1:7] + "、" + TEXT[7:]),
        (("9", "x", "\r", "\r", "\r"), TEXT),
    ],
)
def test_answers(workspace: Workspace, keys: tuple[str, ...], text: str) -> None:
    walked(workspace, *keys, "\r", "q")
    assert saved(workspace) == [(Decision.ACCEPTED if text == TEXT else Decision.EDITED, text)]


def test_what_was_answered_is_shown_where_it_stands(workspace: Workspace) -> None:
    script, _ = walked(workspace, "1", "1", "<back>", "<back>", "q")
    assert "窓→室口の手続きを〔＿〕もっと" in script.said(1)
    assert "窓→室口の手続きを＿→、もっと〔" in script.said(2)
    assert "〔窓→室〕口の手続きを＿→、もっと" in script.said(4)
    assert "3 窓" in top(script, 4), "what was read can be taken again"


def test_undo_of_a_settled_text_brings_its_places_back(workspace: Workspace) -> None:
    script, tally = walked(workspace, "1", "1", "\r", "\r", "u", "<back>", "d", "\r", "q")
    assert "窓→室口の手続きを＿→、もっと" in script.said(5), "with what was answered"
    assert [each for each, _ in saved(workspace)] == [Decision.EDITED, Decision.UNDONE, Decision.EDITED]
    assert saved(workspace)[-1][1] == "室口の手続きを、もっと"
    assert tally == Tally(values=1)


def test_undo_before_the_first_answer_takes_back_what_was_done_before(workspace: Workspace) -> None:
    script, tally = walked(workspace, "\r", "\r", "\r", "\r", "\r", "u", "q")
    assert "S0001" in script.said()
    assert tally == Tally(values=1)


def test_what_was_answered_is_not_lost_by_putting_the_text_off(workspace: Workspace) -> None:
    script, _ = walked(workspace, "1", "s", "s", "\r", "q")
    assert "2 / 3 か所目" in top(script)
    assert "窓→室口" in script.said()


def test_the_whole_text_is_edited_or_split_with_the_answers_in_it(workspace: Workspace) -> None:
    script, _ = walked(workspace, "1", "w", "=", "e", "=別の文です。", "q")
    assert script.typed == [("室" + TEXT[1:], True)] * 2
    assert saved(workspace) == [(Decision.EDITED, "別の文です。")]


def test_a_text_that_cannot_be_saved_stays_to_be_mended(tmp_path: Path) -> None:
    with workspace_with(tmp_path, with_doubts(submission(opinions=("賛成。",)), (0, 3))) as opened:
        script, _ = walked(opened, "2", "\r", "<back>", "+賛成", "\r", "e", "=賛成です。", "q")
        assert t("review_rules.refusal.empty") in script.said(2)
        assert t("review_rules.unusual.opinion_short") in script.said(6)
        assert saved(opened) == [(Decision.EDITED, "賛成です。")]


def test_other_keys_answer_the_value_as_a_whole(workspace: Workspace) -> None:
    walked(workspace, "1", "i", "q")
    assert saved(workspace) == [(Decision.ILLEGIBLE, None)]


def test_from_the_summary_escape_leads_back(workspace: Workspace) -> None:
    script, tally = walked(workspace, "i", "u", "\r", "\r", "\r", "\r", "7", "\r", "q")
    assert "意見" in script.said(7)
    assert "か所目" not in top(script, 7), "what was decided is one text, not places again"
    assert tally == Tally(values=1)


@pytest.mark.parametrize("code", [FlagCode.WHOLE_TEXT, FlagCode.READERS_DISAGREE])
def test_a_text_with_another_reason_is_looked_at_as_a_whole_afterwards(tmp_path: Path, code: FlagCode) -> None:
    with workspace_with(tmp_path, doubtful(TEXT, code)) as opened:
        page_of(opened)
        script, _ = walked(opened, "1", "\r", "\r", "\r", "q")
        assert t("review.place.follows.whole") in top(script, 0)
        assert t("review.place.end.whole") in top(script, 3)
        assert t(f"flags.{code}") in script.said(3)
        assert t("flags.doubtful_characters") not in script.said(3)
        last = script.views[3].picture
        assert last is not None
        assert last.spot is None, "all of its lines"
        assert saved(opened) == [(Decision.EDITED, "室" + TEXT[1:])]


def test_the_picture_is_of_the_place_on_its_line(workspace: Workspace) -> None:
    script, _ = walked(workspace, "z", "z", "\r", "\r", "\r", "q")
    assert t("review.place.end.places") in top(script)
    pictures = [view.picture for view in script.views]
    assert [None if each is None else each.spot for each in pictures] == [
        Box(100, 400, 140, 440),
        Box(100, 400, 140, 440),
        Box(100, 400, 140, 440),
        Box(380, 500, 380, 540),
        Box(100, 600, 460, 640),
        None,
    ]
    looks = [look for look in script.looks[:3] if look is not None]
    assert [look.zoom for look in looks] == [None, 1.5, None]
    assert (looks[1].x, looks[1].y) == (120 / 1000, 420 / 1400)


def test_doubts_that_stand_close_together_are_one_place(tmp_path: Path) -> None:
    with workspace_with(tmp_path, with_doubts(submission(opinions=(TEXT,)), (0, 1), (5, 6), (7, 7))) as opened:
        page_of(opened)
        script, _ = walked(opened, "3", "<back>", "\r", "\r", "q")
        first = script.views[0]
        assert top(script, 0).startswith("1 / 1 か所目")
        assert "〔窓口の手続きを＿〕もっと" in script.said(0)
        shown = [(span.text, span.style) for each in first.body for span in each.text]
        inside = [("窓", Style.MARKED), ("口の手続", Style.CURRENT), ("き", Style.MARKED), ("を", Style.CURRENT)]
        begun = shown.index(("〔", Style.CURRENT))
        assert shown[begun + 1 : begun + 5] == inside
        assert shown[begun + 5 : begun + 7] == [("＿", Style.MARKED), ("〕", Style.CURRENT)]
        assert "〔‹窓›口の手続‹き›を‹＿›〕もっと" in "".join(plain(each.text) for each in first.spoken)
        assert "1 窓→鬼  2 き→鬼  3 を→を鬼  4 窓→（なし）  5 き→（なし）" in top(script, 0)
        assert "〔窓口の手続きを→窓口の手続きを鬼〕もっと" in script.said(2)
        assert saved(opened) == [(Decision.EDITED, "窓口の手続きを鬼もっと簡単にしてほしい。")]


def test_characters_between_those_that_wait_are_not_underlined(tmp_path: Path) -> None:
    text = TEXT + TEXT
    with workspace_with(tmp_path, with_doubts(submission(opinions=(text,)), (0, 1), (20, 21), (22, 23))) as opened:
        script, _ = walked(opened, "q")
    spans = [(span.text, span.style) for each in script.views[0].body for span in each.text]
    assert ("口", Style.DOUBTFUL) in spans
    assert ("の", Style.NEARBY) in spans
    assert ("手", Style.DOUBTFUL) in spans


def test_after_the_places_the_extent_is_asked_for_on_whole_pages(tmp_path: Path) -> None:
    with workspace_with(tmp_path, unsure(TEXT, (0, 1))) as opened:
        page_of(opened)
        script, tally = walked(opened, "1", "\r", "q")
        assert t("review.place.follows.extent") in top(script, 0)
        assert t("review.place.end.extent") in top(script, 1)
        assert t("flags.text_extent") in script.said(1)
        pictures = [view.picture for view in script.views[:2]]
        assert [each is not None and each.sheets for each in pictures] == [False, True]
        assert pictures[1] is not None
        assert [view.page for view in pictures[1].views] == [1, 2], "what is missing may be on another page"
        assert saved(opened) == [(Decision.EDITED, "鬼" + TEXT[1:])]
        assert tally == Tally(values=1)


def test_where_no_character_is_doubtful_the_extent_alone_is_asked_for(tmp_path: Path) -> None:
    with workspace_with(tmp_path, unsure()) as opened:
        page_of(opened)
        script, _ = walked(opened, "\r", "q")
        assert t("review.place.extent") in script.said(0)
        picture = script.views[0].picture
        assert picture is not None
        assert picture.sheets
        assert saved(opened) == [(Decision.ACCEPTED, TEXT)]


# ------------------------------------------------------------------------------------------------ on a real screen


def on_screen(
    workspace: Workspace, size: tuple[int, int], *steps: str, graphics: Graphics = Graphics.BLOCKS
) -> list[str]:
    """What stands on the screen before each key."""
    return driven(workspace, steps, size, Capabilities(graphics)).screens


def unbroken(screen: str) -> str:
    """What stands on a screen, as if its lines had no end."""
    return "".join(screen.split())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("graphics", [Graphics.BLOCKS, Graphics.KITTY])
def test_everything_for_an_answer_is_on_the_screen(
    workspace: Workspace, size: tuple[int, int], graphics: Graphics
) -> None:
    first, second, typing, third, *_ = on_screen(workspace, size, "1", "=、。", "enter", "q", graphics=graphics)
    for text in ("1 / 3 か所目", "〔窓〕", "1 室", "2 （なし）", "Enter このまま", "? 説明"):
        assert text in first
    assert "〔＿〕" in second
    assert "\n 、。\n" in typing
    assert "「（なし）」のところを入力してください。" in unbroken(typing)
    assert "3 / 3 か所目" in third
    if graphics is Graphics.BLOCKS:
        drawn = [line for line in first.split("\n") if any("▁" <= char <= "▟" for char in line)]
        assert len(drawn) >= size[1] // 4, "the picture gets its share"


@pytest.mark.parametrize("size", SIZES)
def test_the_extent_on_the_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    with workspace_with(tmp_path, unsure()) as opened:
        page_of(opened)
        first, *_ = on_screen(opened, size, "q")
    for text in ("Enter 正しい", "? 説明", "1, 2ページ"):
        assert text in first or size[1] < 18, text
    assert any("▁" <= char <= "▟" for char in first), "the page is there"


@pytest.mark.parametrize("size", SIZES)
def test_a_long_text_is_scrolled_to_the_place(tmp_path: Path, size: tuple[int, int]) -> None:
    text = "窓口の手続きをもっと" + "本文です。" * 400 + "簡単にしてほしい。"
    with workspace_with(tmp_path, doubtful(text)) as opened:
        keys = ("enter", "enter", "pageup", "shift+tab", "q")
        first, second, third, scrolled, back, *_ = on_screen(opened, size, *keys)
    assert "〔窓〕" in first
    assert "〔＿〕" in second
    assert "簡単にしてほしい。〕" in unbroken(third)
    assert scrolled != third, "a person may look elsewhere"
    assert "〔＿〕" in back, "until the next place"


def test_places_are_marked_without_colour(workspace: Workspace) -> None:
    script, _ = walked(workspace, "q")
    styles = {span.text: span.style for each in script.views[0].body for span in each.text}
    assert styles["〔窓〕"] is Style.CURRENT
    assert styles["＿"] is styles["簡単にしてほしい。"] is Style.DOUBTFUL
    looks = driven(workspace, ["q"], capabilities=Capabilities(Graphics.NONE)).styles[0]
    assert any("reverse" in look for look in looks)
    assert any("underline" in look for look in looks)


# ------------------------------------------------------------------------------------------------------ line by line


def spoken(workspace: Workspace, *lines: str) -> str:
    target = io.StringIO()
    face = Plain(io.StringIO("".join(f"{line}\n" for line in lines)), target, Capabilities(Graphics.NONE))
    at_once(walk(Sitting(face, lambda path: False, review=Review(workspace, "点検 花子"))))
    return target.getvalue()


def test_line_by_line(workspace: Workspace) -> None:
    said = spoken(workspace, "窓と", "<", "", "1", "", "", "q")
    asked = said.split("\n> ")
    assert "意見 1 / 3 か所目: 〔窓〕口の手続きをもっと簡単に…" in asked[0]
    assert "1 室  2 （なし）" in asked[0]
    assert "Enter: このまま" in asked[0]
    assert ">: 次" in asked[0]
    assert "意見 2 / 3 か所目: 窓と口の手続きを〔＿〕もっと簡単にしてほしい。" in asked[1]
    assert t("review.place.kind.gap") in asked[1]
    assert asked[1].count("\n") == 4, "what was said already is not said again"
    assert "〔窓→窓と〕口" in asked[2]
    assert "S0001" not in asked[1]
    assert "窓→窓と口の手続きを＿→、もっと" in asked[5]
    assert saved(workspace) == [(Decision.EDITED, "窓と口の手続きを、もっと簡単にしてほしい。")]
    assert "\x1b" not in said


def test_line_by_line_with_help_and_back(workspace: Workspace) -> None:
    said = spoken(workspace, "?", "r", "芯", ">", "q")
    asked = said.split("\n> ")
    assert t("review.keys.previous_place") in asked[1]
    assert "\n <  " in asked[1]
    assert "Shift-Tab" not in said
    assert "意見 2 / 3 か所目: 芯口の" in said
    assert "意見 3 / 3 か所目" in said
