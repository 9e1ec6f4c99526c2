"""What was typed into a PDF comes as text with its place; what is hidden on a page is said."""

import errno
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from ocr_intake.intake import decode, inspect
from ocr_intake.intake.pdf import plan
from ocr_intake.intake.poppler import EmbeddedImage, ImageKind, PdfPage
from ocr_intake.model.fields import FlagCode
from ocr_intake.model.pages import Page, SetAside, SourceFile
from tests.intake.pdf_forms import A4, FormPage, Rect, Text, annotation, form, written

BAR = b"0 g 100 100 200 200 re f\n"
FIELD: Rect = (100, 350, 300, 370)


def first(folder: Path, data: bytes) -> Page | SetAside:
    path = written(folder, data)
    source = inspect(path)
    assert isinstance(source, SourceFile), source
    return decode(path, source, 1)


def page(folder: Path, data: bytes) -> Page:
    found = first(folder, data)
    assert isinstance(found, Page), found
    return found


def texts(found: Page) -> list[str]:
    return [typed.text for typed in found.typed]


def filled(folder: Path, entries: dict[str, Any]) -> list[str]:
    """What comes of a field with these entries."""
    more = {"F": 4, **entries}

    def add(made: pikepdf.Pdf) -> None:
        holder = made.pages[0].obj
        widget = Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=Array([*FIELD]), **more)
        holder.Annots = Array([made.make_indirect(widget)])

    return texts(page(folder, form(FormPage(drawn=BAR), change=add)))


@pytest.mark.parametrize("need", [False, True])
@pytest.mark.parametrize("drawn", [None, "", "見本 太郎", "古い文字"])
def test_the_value_counts_whatever_is_drawn(tmp_path: Path, need: bool, drawn: str | None) -> None:
    field = Text("見本 太郎", FIELD, appearance=drawn)
    found = page(tmp_path, form(FormPage(fields=[field]), need_appearances=need))
    assert texts(found) == ["見本 太郎"]
    assert (found.pixels == 255).all(), "what was typed is not drawn as well"


def test_an_empty_field_stays_as_it_is(tmp_path: Path) -> None:
    found = page(tmp_path, form(FormPage(fields=[Text("", FIELD)], drawn=BAR)))
    assert found.typed == ()
    assert (found.pixels < 128).any()


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ({"FT": Name.Tx, "V": String("一行目\r二行目\r\n三行目\n")}, "一行目\n二行目\n三行目\n"),
        ({"FT": Name.Tx, "V": String("髙橋﨑𠮷\u00e9")}, "髙橋﨑𠮷é"),
        ({"FT": Name.Tx, "V": String(b"plain")}, "plain"),
        ({"FT": Name.Tx, "V": String("甲　乙\u00a0丙")}, "甲　乙 丙"),
        ({"FT": Name.Tx, "V": String(b"\xef\xbb\xbf\xe8\xa6\x8b\xe6\x9c\xac")}, "見本"),
        ({"FT": Name.Tx, "V": String("a\u200b\x00\tb")}, "a b"),
        ({"FT": Name.Ch, "V": String("k1"), "Opt": Array([Array([String("k1"), String("市内")])])}, "市内"),
        ({"FT": Name.Ch, "V": String("その他")}, "その他"),
        ({"FT": Name.Ch, "V": Array([String("甲"), String("乙")])}, "甲\n乙"),
        ({"FT": Name.Btn, "AS": Name.Yes}, "✓"),
    ],
)
def test_values_of_all_kinds(tmp_path: Path, entries: dict[str, Any], expected: str) -> None:
    assert filled(tmp_path, entries) == [expected]


@pytest.mark.parametrize(
    "entries",
    [
        {"FT": Name.Tx, "V": String(" \n ")},
        {"FT": Name.Tx, "V": String("秘密"), "Ff": 1 << 13},
        {"FT": Name.Tx, "V": String("見えない"), "F": 2},
        {"FT": Name.Tx, "V": String("見えない"), "F": 32},
        {"FT": Name.Tx, "V": 7},
        {"FT": Name.Btn, "AS": Name.Off},
        {"FT": Name.Btn, "AS": Name.On, "Ff": 1 << 16},
        {"FT": Name.Sig, "V": Dictionary()},
        {"V": String("ohne")},
    ],
)
def test_what_is_no_value(tmp_path: Path, entries: dict[str, Any]) -> None:
    assert filled(tmp_path, entries) == []


def test_a_value_is_inherited_and_shown_in_each_place(tmp_path: Path) -> None:
    def share(made: pikepdf.Pdf) -> None:
        parent = made.make_indirect(Dictionary(FT=Name.Tx, T=String("a"), V=String("見本"), DA=String("/J 9 Tf")))
        for bottom in (350, 100):
            annotation(made, 0, "Widget", (100, bottom, 300, bottom + 20), Parent=parent)

    found = page(tmp_path, form(FormPage(drawn=BAR), change=share))
    assert texts(found) == ["見本", "見本"]
    assert found.typed[0].size == pytest.approx(9 / 72 * 300, abs=1)


def test_a_long_value_in_a_stream(tmp_path: Path) -> None:
    def long(made: pikepdf.Pdf) -> None:
        annotation(made, 0, "Widget", FIELD, FT=Name.Tx, V=made.make_stream("長い\n文".encode("utf-16")))

    assert texts(page(tmp_path, form(FormPage(drawn=BAR), change=long))) == ["長い\n文"]


def test_more_than_anybody_writes_is_set_aside(tmp_path: Path) -> None:
    found = first(tmp_path, form(FormPage(fields=[Text("あ" * 20_001, FIELD)])))
    assert isinstance(found, SetAside)
    assert found.code == "pdf_text_too_long"


@pytest.mark.parametrize(
    ("rotate", "crop"), list(itertools.product([0, 90, 180, 270], [None, (50.0, 60.0, 400.0, 400.0)]))
)
def test_the_place_is_the_one_on_the_page_as_shown(tmp_path: Path, rotate: int, crop: Rect | None) -> None:
    """A black rectangle is drawn where the field is: after decoding the box lies on it."""
    drawn = b"0 g %d %d %d %d re f\n" % (FIELD[0], FIELD[1], FIELD[2] - FIELD[0], FIELD[3] - FIELD[1])
    entries: dict[str, Any] = {"Rotate": rotate} | ({"CropBox": Array([*crop])} if crop else {})
    found = page(tmp_path, form(FormPage(fields=[Text("見本", FIELD)], drawn=drawn, entries=entries)))
    rows, columns = np.nonzero(found.pixels < 128)
    box = found.typed[0].box
    expected = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx(expected, abs=2)


def test_a_text_box_is_typed_text(tmp_path: Path) -> None:
    def add(made: pikepdf.Pdf) -> None:
        annotation(made, 0, "FreeText", FIELD, Contents=String("道路を\r直して"), DA=String("/Helv 10 Tf"))

    found = page(tmp_path, form(FormPage(drawn=BAR), change=add))
    assert texts(found) == ["道路を\n直して"]
    assert found.flags == ()


@pytest.mark.parametrize("kind", ["Text", "Highlight", "StrikeOut", "Stamp", "Ink", "Caret"])
def test_a_note_is_said(tmp_path: Path, kind: str) -> None:
    def add(made: pikepdf.Pdf) -> None:
        annotation(made, 0, kind, FIELD, Contents=String("ここも直して"))
        annotation(made, 0, "Popup", FIELD, Contents=String("それの窓"))
        annotation(made, 0, "Link", FIELD, Contents=String("行き先"))
        annotation(made, 0, kind, FIELD)

    found = page(tmp_path, form(FormPage(drawn=BAR), change=add))
    assert found.notes == ("ここも直して",)
    assert found.flags == (FlagCode.NOTE_ON_PAGE,)
    assert "ここも" not in repr(found.flags)


def test_text_typed_beyond_the_page_is_a_note(tmp_path: Path) -> None:
    found = page(tmp_path, form(FormPage(fields=[Text("枠の外", (700, 700, 900, 720))], drawn=BAR)))
    assert found.typed == ()
    assert found.notes == ("枠の外",)


def layered(made: pikepdf.Pdf, *, off: bool, base: str = "ON") -> None:
    layer = made.make_indirect(Dictionary(Type=Name.OCG, Name=String("意見")))
    usual = Dictionary(BaseState=Name(f"/{base}"))
    if off:
        usual.OFF = Array([layer])
    made.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=usual)
    made.pages[0].obj.Resources.Properties = Dictionary(L=layer)


IN_LAYER = b"/OC /L BDC\n" + BAR + b"EMC\n"


def test_a_page_whose_only_layer_is_off_is_not_blank(tmp_path: Path) -> None:
    data = form(FormPage(drawn=IN_LAYER), change=lambda made: layered(made, off=True))
    assert first(tmp_path, data) == SetAside("pdf_layer_off", 1)


@pytest.mark.parametrize(("off", "base", "flagged"), [(True, "ON", True), (False, "OFF", True), (False, "ON", False)])
def test_a_page_of_which_a_layer_is_off_is_flagged(tmp_path: Path, off: bool, base: str, flagged: bool) -> None:
    more = b"0 g 320 100 50 200 re f\n"
    data = form(FormPage(drawn=IN_LAYER + more), change=lambda made: layered(made, off=off, base=base))
    assert page(tmp_path, data).flags == ((FlagCode.LAYER_OFF,) if flagged else ())


def test_a_layer_of_another_page_is_no_matter(tmp_path: Path) -> None:
    data = form(FormPage(drawn=BAR), FormPage(drawn=BAR), change=lambda made: layered(made, off=True))
    path = written(tmp_path, data)
    source = inspect(path)
    assert isinstance(source, SourceFile)
    second = decode(path, source, 2)
    assert isinstance(second, Page)
    assert second.flags == ()


def test_ink_beyond_the_visible_part_is_drawn_and_said(tmp_path: Path) -> None:
    crop = {"CropBox": Array([0, 0, 420, 320])}
    inside = page(tmp_path, form(FormPage(drawn=BAR, entries=crop)))
    assert inside.flags == ()
    assert inside.pixels.shape[0] == pytest.approx(320 / 72 * 300, abs=2)
    beyond = page(tmp_path, form(FormPage(drawn=BAR + b"100 360 50 50 re f\n", entries=crop)))
    assert beyond.flags == (FlagCode.OUTSIDE_PAGE,)
    assert beyond.pixels.shape[0] == pytest.approx(420 / 72 * 300, abs=2)


def test_typed_text_is_found_on_the_whole_paper(tmp_path: Path) -> None:
    field = Text("見本", (100, 250, 200, 270))
    drawn = b"0 g 100 360 50 50 re f 100 250 100 20 re f\n"
    found = page(tmp_path, form(FormPage(drawn=drawn, fields=[field], entries={"CropBox": Array([0, 0, 420, 320])})))
    box = found.typed[0].box
    assert (found.pixels[box.top + 3 : box.bottom - 3, box.left + 3 : box.right - 3] < 128).all()


def test_a_machine_without_a_japanese_font_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = form(FormPage(labels=[("氏名", 100, 700)]))
    assert isinstance(first(tmp_path, data), Page)
    monkeypatch.setattr("ocr_intake.intake.pdf_sheet.japanese_font", lambda: None)
    assert isinstance(first(tmp_path, form(FormPage(drawn=BAR), change=without_fonts)), Page)
    assert first(tmp_path, data) == SetAside("pdf_missing_fonts", 1)


def without_fonts(made: pikepdf.Pdf) -> None:
    del made.pages[0].obj.Resources.Font


SHEET = PdfPage(*A4, turned=False)


def image(dpi: float, share: float, kind: ImageKind) -> EmbeddedImage:
    width, height = SHEET.width, SHEET.height * share
    return EmbeddedImage(round(width / 72 * dpi), round(height / 72 * dpi), 8, False, width, height, kind)


@pytest.mark.parametrize(
    ("images", "dpi"),
    [
        ([image(100, 1, ImageKind.PICTURE), image(300, 1, ImageKind.MASK)], 300),
        ([image(100, 1, ImageKind.PICTURE), image(250, 1, ImageKind.MASK)], 300),
        ([image(100, 1, ImageKind.PICTURE), image(600, 0.05, ImageKind.STENCIL)], 400),
        ([image(100, 1, ImageKind.PICTURE), *[image(400, 0.01, ImageKind.STENCIL)] * 5], 400),
        ([image(100, 1, ImageKind.PICTURE), image(600, 0.01, ImageKind.STENCIL)], 200),
        ([image(240, 1, ImageKind.PICTURE), image(240, 1, ImageKind.MASK)], 240),
        ([image(240, 1, ImageKind.STENCIL)], 240),
    ],
)
def test_letters_in_a_mask_finer_than_their_background(images: list[EmbeddedImage], dpi: float) -> None:
    assert plan(SHEET, tuple(images), 10**9).dpi[0] == pytest.approx(dpi, rel=0.01)


def test_a_compact_scan_is_drawn_at_the_resolution_of_its_letters(tmp_path: Path) -> None:
    def compact(made: pikepdf.Pdf) -> None:
        resources = made.pages[0].obj.Resources
        wide, high = 413, 585  # 50 dpi
        ground = made.make_stream(bytes([230]) * (wide * high))
        letters = made.make_stream(b"\xaa" * (310 * 3508))  # upright stripes of one pixel at 300 dpi
        for stream, width, height, bits in ((ground, wide, high, 8), (letters, 2480, 3508, 1)):
            stream.Type, stream.Subtype = Name.XObject, Name.Image
            stream.Width, stream.Height, stream.BitsPerComponent = width, height, bits
        ground.ColorSpace, letters.ImageMask = Name.DeviceGray, True
        resources.XObject = Dictionary(G=ground, L=letters)

    drawn = b"q %d 0 0 %d 0 0 cm /G Do 0 g /L Do Q\n" % A4
    found = page(tmp_path, form(FormPage(drawn=drawn, size=A4), change=compact))
    assert found.dpi == pytest.approx(300, abs=1)
    row = found.pixels[1700, 100:2300].astype(int)
    assert np.abs(np.diff(row)).mean() > 60, "the stripes are apart"


def test_a_full_disk_is_not_the_files_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("ocr_intake.intake.pdf_sheet.copy_page", full)
    with pytest.raises(OSError, match="No space"):
        first(tmp_path, form(FormPage(fields=[Text("見本", FIELD)])))


def test_a_copy_that_cannot_be_made_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError

    monkeypatch.setattr("ocr_intake.intake.pdf_sheet.copy_page", broken)
    found = page(tmp_path, form(FormPage(fields=[Text("見本", FIELD)], drawn=BAR)))
    assert found.flags == (FlagCode.FILE_UNCHECKED,)


def test_no_copy_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    page(tmp_path, form(FormPage(fields=[Text("見本", FIELD)], entries={"CropBox": Array([0, 0, 420, 400])})))
    assert list(scratch.iterdir()) == []
