"""The full screen: drawing only what changed gives the same picture as drawing everything; held keys count once."""

from collections import deque
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ocr_intake.model.geometry import Box
from ocr_intake.review.tasks import PageView
from ocr_intake.terminal.capabilities import Capabilities, Graphics
from ocr_intake.terminal.fullscreen import Fullscreen
from ocr_intake.terminal.keys import Key, Name
from ocr_intake.terminal.scene import Look
from ocr_intake.terminal.style import Paragraph, Span, Style
from ocr_intake.terminal.tty import Size, Tty
from ocr_intake.terminal.view import Picture, View
from tests.terminal.emulator import Emulator

COLOURS = Capabilities(Graphics.BLOCKS, 1 << 24)
WITHOUT = Capabilities(Graphics.BRAILLE, 0)


class FakeTty(Tty):
    """A terminal that shows on an emulator and types what it is told; None stands for a moment of nothing."""

    def __init__(self, *typed: bytes | None, columns: int = 80, rows: int = 24) -> None:
        super().__init__(-1, -1)
        self.typed = deque(typed)
        self.screen = Emulator(columns, rows)
        self.written = 0
        self.early = b""

    def write(self, data: bytes) -> None:
        self.written += len(data)
        self.screen.feed(data)

    def read(self, timeout: float | None = None) -> bytes | None:
        return self.typed.popleft() if self.typed else b""

    def size(self) -> Size:
        return Size(self.screen.columns, self.screen.rows)

    def resize(self, columns: int, rows: int) -> None:
        self.screen.resize(columns, rows)
        self._resized = True

    def take_typed(self) -> bytes:
        early, self.early = self.early, b""
        return early


def view_of(*lines: str, title: str = "題", picture: Picture | None = None) -> View:
    body = tuple(Paragraph((Span(line, Style.STRONG),)) for line in lines)
    return View((Span(title),), (Span("副題"),), body, (("q", "終了"),), picture)


@pytest.fixture
def picture(tmp_path: Path) -> Picture:
    page = Image.new("L", (600, 800), 255)
    page.paste(0, (120, 110, 140, 190))
    page.save(tmp_path / "page.png")
    return Picture((PageView(1, tmp_path / "page.png", (Box(100, 100, 400, 200),)),), Look())


def face_on(tty: FakeTty, capabilities: Capabilities = COLOURS, clock: list[float] | None = None) -> Fullscreen:
    times = iter(clock or [])
    return Fullscreen(tty, capabilities, lambda: next(times, 1000.0))


def test_a_view_fills_the_screen() -> None:
    tty = FakeTty()
    face_on(tty).show(view_of("見本 太郎", "019"))
    rows = tty.screen.text().split("\n")
    assert rows[:4] == [" 題", " 副題", " 見本 太郎", " 019"]
    assert rows[-1] == " q 終了"
    assert tty.screen.modes["25"] is False, "no cursor where nothing is typed"


views = st.lists(
    st.tuples(st.lists(st.text(alphabet="見本a 1①。", max_size=90), max_size=30), st.text(alphabet="題t", max_size=50)),
    min_size=2,
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(views, st.lists(st.tuples(st.integers(8, 90), st.integers(5, 30)), min_size=4, max_size=4))
def test_drawing_what_changed_is_as_good_as_drawing_everything(
    each: list[tuple[list[str], str]], sizes: list[tuple[int, int]]
) -> None:
    tty = FakeTty()
    face = face_on(tty)
    for (lines, title), (columns, rows) in zip(each, sizes, strict=False):
        if (columns + rows) % 2:
            tty.resize(columns, rows)
            tty.typed.append(None)
            assert face.key() == Key(Name.RESIZE)
        view = view_of(*lines, title=title)
        face.show(view)
        fresh = FakeTty(columns=tty.screen.columns, rows=tty.screen.rows)
        face_on(fresh).show(view)
        assert tty.screen.text() == fresh.screen.text()


def test_nothing_is_sent_again() -> None:
    tty = FakeTty()
    face = face_on(tty)
    face.show(view_of("見本 太郎", "019"))
    before = tty.written
    face.show(view_of("見本 太郎", "018"))
    assert tty.written - before < 120


@pytest.mark.parametrize("graphics", Graphics)
def test_a_picture_by_every_way(picture: Picture, graphics: Graphics) -> None:
    tty = FakeTty()
    face = face_on(tty, Capabilities(graphics, 256, (10, 20)))
    shown = face.show(view_of("見本", picture=picture))
    strings = [string for string in tty.screen.strings if not string.startswith(("0,0:Ga=d", "23,"))]
    if graphics is Graphics.NONE:
        assert "このページの画像がありません。" in tty.screen.text()
        assert shown.look is None
        return
    assert shown.look == Look()
    assert "（1ページの画像）" in tty.screen.text()
    pixels = graphics in {Graphics.SIXEL, Graphics.KITTY}
    assert bool(strings) is pixels
    if pixels:
        assert strings[0].startswith("2,0:"), "below the title"
    assert ("48" in tty.screen.colours) is (graphics is Graphics.BLOCKS)
    assert any("⠀" <= char <= "⣿" for char in tty.screen.text()) is (graphics is Graphics.BRAILLE)


def test_pixels_are_sent_once_and_taken_away(picture: Picture) -> None:
    tty = FakeTty()
    face = face_on(tty, Capabilities(Graphics.KITTY, 256, (10, 20)))
    for text in ("一", "二"):
        face.show(view_of(text, picture=picture))
    assert sum("a=T" in string for string in tty.screen.strings) == 1
    face.show(view_of("三", picture=replace(picture, look=Look(zoom=2.0))))
    face.show(view_of("四"))
    kinds = [
        "delete" if "a=d" in string else "picture" for string in tty.screen.strings if "=T" in string or "=d" in string
    ]
    assert kinds == ["delete", "picture", "delete", "picture", "delete"]


def test_a_broken_image_is_said(tmp_path: Path) -> None:
    (tmp_path / "page.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    tty = FakeTty()
    views = (PageView(1, tmp_path / "page.png", (Box(0, 0, 10, 10),)), PageView(2, None, ()))
    face_on(tty).show(view_of("見本", picture=Picture(views, Look())))
    assert "このページの画像がありません。" in tty.screen.text()


def test_no_colour_means_no_colour(picture: Picture) -> None:
    tty = FakeTty()
    face_on(tty, WITHOUT).show(view_of("見本", picture=picture))
    assert {code for code in tty.screen.colours if not code.isdecimal() or int(code) >= 30} == set()


def test_keys_come_one_by_one() -> None:
    face = face_on(FakeTty("あ".encode()[:2], "あ".encode()[2:] + b"\x1b", None, b"\x1b[B", b""))
    assert [face.key() for _ in range(4)] == [
        Key(Name.CHARACTER, "あ"),
        Key(Name.ESCAPE),
        Key(Name.DOWN),
        Key(Name.CLOSED),
    ]


def test_a_new_size_is_drawn_at_once() -> None:
    tty = FakeTty(None, None, b"q")
    face = face_on(tty)
    face.show(view_of("見本"))
    tty.resize(60, 20)
    assert face.key() == Key(Name.RESIZE)
    face.show(view_of("見本"))
    assert tty.screen.text().split("\n")[2] == " 見本"
    assert face.key() == Key(Name.CHARACTER, "q"), "nothing happened, so nothing is told"


def test_everything_is_drawn_anew_on_demand() -> None:
    tty = FakeTty(b"\x0c")
    face = face_on(tty)
    face.show(view_of("見本"))
    tty.screen.clear()
    assert face.key() == Key(Name.RESIZE)
    face.show(view_of("見本"))
    assert " 見本" in tty.screen.text()


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("窓口".encode(), [Key(Name.PASTE, "窓口")]),
        ("窓口\rq".encode(), [Key(Name.PASTE, "窓口"), Key(Name.ENTER), Key(Name.CHARACTER, "q")]),
        ("ｉＰａｄ".encode(), [Key(Name.PASTE, "ｉＰａｄ")]),
        ("口".encode(), [Key(Name.CHARACTER, "口")]),
        (b"12\r", [Key(Name.CHARACTER, "1"), Key(Name.CHARACTER, "2"), Key(Name.ENTER)]),
        (b"\x1b[Z\x1a", [Key(Name.BACK_TAB), Key(Name.CONTROL, "z")]),
    ],
)
def test_what_an_input_method_sends_at_once_is_one_text(typed: bytes, keys: list[Key]) -> None:
    """Each of its characters would be a command otherwise: the i of an iPad."""
    face = face_on(FakeTty(typed, b""))
    assert [face.key() for _ in keys] == keys


def test_typing_goes_on_with_what_was_typed_already() -> None:
    tty = FakeTty("口".encode(), b"\r")
    assert face_on(tty).edit(view_of("箇所"), "回", several_lines=False, typed="窓") == "窓口"


def test_a_key_that_is_held_down_answers_one_question() -> None:
    tty = FakeTty(b"\r", b"\r", b"\r", b"\r", b"a")
    face = face_on(tty, clock=[0.0, 1.0, 1.1, 1.13, 1.16, 2.0])
    face.show(view_of("一"), fresh=True)
    assert face.key() == Key(Name.ENTER)
    tty.early = b"\r\r"  # it was pressed again before the next question stood there
    face.show(view_of("二"), fresh=True)
    assert face.key() == Key(Name.ENTER)
    assert tty.typed == deque([b"a"]), "two came too soon, the next one after a while"


def test_the_same_answer_right_after_a_question_counts() -> None:
    tty = FakeTty(b"\r", b"\r", b"a")
    face = face_on(tty, clock=[0.0, 1.0, 1.1, 1.11])
    for _ in range(2):
        face.show(view_of("問"), fresh=True)
        assert face.key() == Key(Name.ENTER)
    assert tty.typed == deque([b"a"])


def test_what_was_typed_before_a_question_was_seen_does_not_answer_it() -> None:
    tty = FakeTty(b"aa", b"b")
    face = face_on(tty)
    tty.early = b"x"
    face.show(view_of("一"), fresh=True)
    assert face.key() == Key(Name.CHARACTER, "a")
    face.show(view_of("二"), fresh=True)
    assert face.key() == Key(Name.CHARACTER, "b")


def test_typing_a_value() -> None:
    tty = FakeTty(b"\x7f\x7f", "花子".encode(), b"\r")
    assert face_on(tty).edit(view_of("氏名"), "見本 太郎", several_lines=False) == "見本 花子"
    assert "> 見本 花子" in tty.screen.text()
    assert tty.screen.modes["25"] is True
    assert tty.screen.column == 2 + 9


def test_what_an_input_method_sends_at_once_is_drawn_at_once() -> None:
    text = "盛岡市のリンゴ農家"
    at_once, one_by_one = FakeTty(text.encode(), b"\r"), FakeTty(*(char.encode() for char in text), b"\r")
    for tty in (at_once, one_by_one):
        assert face_on(tty).edit(view_of("意見"), "", several_lines=False) == text
    assert at_once.written < one_by_one.written / 2


@pytest.mark.parametrize(
    ("typed", "result"),
    [
        ((b"\x1b", None), None),
        ((b"x", b"\x1b", None, b"\x1b", None), None),
        ((b"x", b"\x1b", None, b"y\x13"), "意見xy"),
        ((b"\x1b[200~a\rb\x1b[201~", b"\x13"), "意見a\nb"),
        ((b"", b"\x13"), None),
    ],
)
def test_typing_an_opinion(typed: tuple[bytes | None, ...], result: str | None) -> None:
    tty = FakeTty(*typed)
    assert face_on(tty).edit(view_of("意見"), "意見", several_lines=True) == result


def test_a_lost_text_is_warned_about() -> None:
    tty = FakeTty(b"x\x1b", None, b"")
    face_on(tty).edit(view_of("意見"), "意見", several_lines=True)
    assert "入力した内容は消えます。" in tty.screen.text()
