"""Rendered pages: ink where runs stand, files that intake can decode, truth with every field."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from ocr_intake.extract.tags import Tag
from training.damage import PROFILES, Profile, Scanned, save
from training.dice import Dice
from training.drawing import NoFontError, Writer, drawn, writer
from training.fonts import GROUPS, HANDWRITING, PRINT, faces
from training.paper import Canvas, Page, Paper, tagged
from training.rendering import Sent, Studio, items, truth
from training.strokes import load, strokes_of

if TYPE_CHECKING:
    from pathlib import Path

needs_fonts = pytest.mark.skipif(not (faces(PRINT) and faces(HANDWRITING)), reason="no Japanese fonts are installed")


def page(*, vertical: bool = False) -> Page:
    canvas = Canvas(Dice(1), vertical=vertical, hand=True)
    cell = canvas.cell(100, 100, 900, 200)
    canvas.put(tagged("氏名", Tag.LABEL), 120, 130, size=30, cell=cell)
    canvas.put(tagged("佐藤 花子", Tag.NAME), 450, 125, size=40, hand=True, cell=cell)
    canvas.put(tagged("歩道を広くしてください。", Tag.OPINION), 120, 430, size=30, hand=True)
    return canvas.finished()


def someone() -> Writer:
    return writer(Dice(2), GROUPS)


@needs_fonts
def test_ink_lies_where_runs_stand() -> None:
    sheet = page()
    picture = drawn(Dice(4), sheet, someone())
    assert picture.shape == (sheet.height, sheet.width, 3)
    for run in sheet.runs:
        assert picture[round(run.y) : round(run.y + run.size), round(run.x) : round(run.right)].min() < 130
    assert picture[600:].min() == 255


@needs_fonts
def test_a_vertical_page_is_turned_upright() -> None:
    sheet = page(vertical=True)
    picture = drawn(Dice(4), sheet, someone())
    assert picture.shape == (sheet.width, sheet.height, 3)
    right = picture.shape[1] - 430
    assert picture[120:480, right - 30 : right].min() < 130
    assert picture[:, : right - 300].min() == 255


@needs_fonts
@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_every_profile_makes_files(profile: Profile, tmp_path: Path) -> None:
    picture = drawn(Dice(4), replace(page(), width=1000, height=700), someone())
    scanned = profile.apply(Dice(5), picture)
    assert scanned.pixels.dtype == np.uint8
    assert scanned.pixels.mean() > 60
    for suffix in profile.formats:
        path = tmp_path / f"one.{suffix}"
        save([scanned], path)
        assert path.stat().st_size > 500


@needs_fonts
def test_a_standard_fax_says_its_two_resolutions(tmp_path: Path) -> None:
    profile = next(profile for profile in PROFILES if profile.name == "fax_std")
    scanned = profile.apply(Dice(5), drawn(Dice(4), page(), someone()))
    save([scanned, scanned], tmp_path / "fax.tif")
    with Image.open(tmp_path / "fax.tif") as image:
        assert image.mode == "1"
        assert getattr(image, "n_frames", 1) == 2
        assert tuple(round(float(value)) for value in image.info["dpi"]) == (204, 98)
        assert image.width == 1728


def test_without_fonts_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.drawing.faces", lambda kind, groups: ())
    with pytest.raises(NoFontError, match=r"python -m training\.fonts"):
        writer(Dice(1), GROUPS)


@needs_fonts
def test_papers_of_one_file_have_their_pages(tmp_path: Path) -> None:
    small = replace(page(), width=1000, height=700)
    one = Paper((small, small), "table_left", frozenset())
    profile = next(profile for profile in PROFILES if profile.name == "fax_std")
    sent = Studio(tmp_path).render(Dice(1), [one, one], "pile", profile)
    assert [part.first for part in sent] == [1, 3]
    with Image.open(tmp_path / sent[0].file) as image:
        assert getattr(image, "n_frames", 1) == 4


def test_truth_has_every_field() -> None:
    paper = Paper((page(),), "table_left", frozenset({"chiwari"}), {"name": "佐藤 花子", "opinion": "一つ\n二つ"})
    line = truth("R1", Sent(paper, "R1.tif", 3, PROFILES[0], "post", "font"))
    assert line["fields"] == {
        "name": "佐藤 花子",
        "organization": None,
        "representative": None,
        "postal_code": None,
        "address": None,
        "phone": None,
        "opinion": "一つ\n二つ",
    }
    assert line["pages"] == [3]
    assert line["content"] == ["chiwari"]


@pytest.mark.parametrize(
    ("opinion", "expected"),
    [
        ("", []),
        ("歩道を広く。\n街灯も。", ["歩道を広く。\n街灯も。"]),
        ("① 歩道を広く。\n② 街灯も。\nお願いします。", ["歩道を広く。", "街灯も。\nお願いします。"]),
        ("・歩道\n・街灯", ["歩道", "街灯"]),
    ],
)
def test_items_of_an_opinion(opinion: str, expected: list[str]) -> None:
    assert items(opinion) == expected


def test_strokes_are_read_and_marked(tmp_path: Path) -> None:
    blocks = [f"{chr(code)}\n:1\n2 (30 150) (270 150)" for code in range(0x3041, 0x3041 + 250)]
    blocks = [block for block in blocks if not block.startswith("が")]
    (tmp_path / "kana.tdic").write_text("\n\n".join(blocks), encoding="utf-8")
    (source,) = load(tmp_path)
    base, marked = strokes_of(source, "か"), strokes_of(source, "が")
    assert base is not None
    assert marked is not None
    assert len(marked) == len(base) + 2
    assert strokes_of(source, "A") is None


def test_kanjivg_paths_are_followed(tmp_path: Path) -> None:
    for code in range(0x4E00, 0x4E00 + 220):
        svg = '<svg><path id="a" d="M10,54.5c20,0,40,0,80,0"/></svg>'
        (tmp_path / f"{code:05x}.svg").write_text(svg, encoding="utf-8")
    (source,) = load(tmp_path)
    (stroke,) = source.characters["一"]
    assert stroke[0] == pytest.approx((0.07, 0.5), abs=0.01)
    assert stroke[-1] == pytest.approx((0.93, 0.5), abs=0.01)


def test_a_page_without_resolution_is_saved_without(tmp_path: Path) -> None:
    save([Scanned(np.full((50, 40, 3), 200, np.uint8), None)], tmp_path / "photo.jpg")
    with Image.open(tmp_path / "photo.jpg") as image:
        assert "dpi" not in image.info
