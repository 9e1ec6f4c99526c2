"""Pages of PDF files, drawn by the real poppler."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from ocr_intake.errors import ExitCode
from ocr_intake.intake import Limits, PopplerMissingError, decode, inspect, poppler_version
from ocr_intake.intake.pdf import Plan, plan
from ocr_intake.intake.poppler import Deadline, EmbeddedImage, PdfPage, page_of, render
from ocr_intake.model.pages import Page, SetAside, SourceFile
from tests.intake.papers import PdfSheet, pdf, saved, seal_on, sheet

A4 = (595.276, 841.89)
FAX = (1728 / 204 * 72, 1143 / 98 * 72)


def read(folder: Path, data: bytes, page: int = 1, limits: Limits | None = None) -> Page | SetAside:
    path = folder / "-scan 1.pdf"
    path.write_bytes(data)
    source = inspect(path, limits or Limits())
    return decode(path, source, page, limits or Limits()) if isinstance(source, SourceFile) else source


def page_of_file(folder: Path, data: bytes, page: int = 1) -> Page:
    result = read(folder, data, page)
    assert isinstance(result, Page), result
    return result


def code(result: Page | SetAside) -> str:
    return result.code if isinstance(result, SetAside) else "page"


def scan(width: int, height: int, dpi: float, **more: object) -> PdfSheet:
    return PdfSheet(width / dpi * 72, height / dpi * 72, sheet(width, height), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("bits", [1, 8])
def test_a_scan_gives_its_pixels_back_however_it_is_turned(tmp_path: Path, rotate: int, bits: int) -> None:
    page = page_of_file(tmp_path, pdf(scan(1654, 2339, 200, bits=bits, rotate=rotate)))
    assert (np.rot90(page.pixels, rotate // 90) == sheet(1654, 2339)).all()
    assert page.dpi == pytest.approx(200, rel=1e-3)
    assert page.bilevel


def test_a_scan_in_colour_stays_so(tmp_path: Path) -> None:
    image = Image.fromarray(seal_on(sheet(1654, 2339), 80))
    page = page_of_file(tmp_path, saved(image, "PDF", resolution=200, quality=90))
    assert page.pixels.shape == (2339, 1654, 3)


@pytest.mark.parametrize("nudge", [-0.002, 0.0, 0.002])
def test_a_fax_comes_to_true_aspect_from_its_own_pixels(tmp_path: Path, nudge: float) -> None:
    """Also where the image is placed a rounding error larger than the page."""
    content = b"q %.4f 0 0 %.4f 0 0 cm /I Do Q" % (FAX[0] + nudge, FAX[1] + nudge)
    image = PdfSheet(*FAX, sheet(1728, 1143), bits=1)
    data = pdf(image).replace(image.content(), content.ljust(len(image.content())))
    page = page_of_file(tmp_path, data)
    assert page.pixels.shape == (2379, 1728)
    assert page.dpi == pytest.approx(204, abs=0.1)
    assert page.bilevel
    black = (page.pixels < 128).mean()
    assert black == pytest.approx((sheet(1728, 1143) < 128).mean(), rel=0.03)


@pytest.mark.parametrize("rotate", [90, 270])
def test_a_turned_fax_comes_to_true_aspect(tmp_path: Path, rotate: int) -> None:
    page = page_of_file(tmp_path, pdf(PdfSheet(*FAX, sheet(1728, 1143), bits=1, rotate=rotate)))
    assert page.pixels.shape[0] == pytest.approx(1728, abs=1)
    assert page.pixels.shape[1] == pytest.approx(2379, abs=1)


def test_what_is_drawn_over_a_scan_belongs_to_the_page(tmp_path: Path) -> None:
    page = page_of_file(tmp_path, pdf(scan(1654, 2339, 200, drawn=b"0 0 1 RG 8 w 300 100 m 500 100 l S")))
    plain = sheet(1654, 2339)
    assert (page.pixels[1950:2100, 900:1300] < 128).sum() > (plain[1950:2100, 900:1300] < 128).sum() + 3000


def test_a_drawn_page_is_drawn_at_300_dpi(tmp_path: Path) -> None:
    page = page_of_file(tmp_path, pdf(PdfSheet(*A4, drawn=b"1 0 0 rg 100 100 200 200 re f")))
    assert page.pixels.shape in {(3508, 2480, 3), (3508, 2481, 3)}
    assert page.dpi == pytest.approx(300, rel=1e-3)


def test_what_a_viewer_shows_is_the_page(tmp_path: Path) -> None:
    data = pdf(PdfSheet(1200, 1200, drawn=b"0 g 100 100 50 50 re f", extra=b"/CropBox[0 0 595 842]"))
    assert page_of_file(tmp_path, data).pixels.shape == pytest.approx((3508, 2479), abs=1)


def test_several_pages_one_at_a_time(tmp_path: Path) -> None:
    data = pdf(scan(827, 1169, 100), PdfSheet(*A4, drawn=b"0 g 9 9 99 99 re f"), scan(1654, 2339, 200))
    sizes = [page_of_file(tmp_path, data, number).pixels.shape for number in (1, 2, 3)]
    assert sizes[0] == (2338, 1654), "a coarse scan is doubled"
    assert sizes[1] == pytest.approx((3508, 2480), abs=1)
    assert sizes[2] == (2339, 1654)


def image_on(page: PdfPage, dpi: float, share: float = 1.0, bits: int = 8) -> EmbeddedImage:
    width, height = round(page.width / 72 * dpi), round(page.height * share / 72 * dpi)
    return EmbeddedImage(width, height, bits, True, page.width, page.height * share)


SHEET = PdfPage(*A4, turned=False)


@pytest.mark.parametrize(
    ("dpi", "drawn"), [(100, 200), (150, 300), (199, 199), (240, 240), (400, 400), (600, 300), (1200, 400)]
)
def test_the_resolution_of_a_scan_is_kept_within_bounds(dpi: float, drawn: float) -> None:
    how = plan(SHEET, (image_on(SHEET, dpi),), 10**9)
    assert how.scan is not None
    assert how.dpi == pytest.approx((drawn, drawn), rel=1e-3)


def test_the_resolution_of_pages_that_are_more_than_a_scan() -> None:
    def dpi(*images: EmbeddedImage) -> float:
        how = plan(SHEET, images, 10**9)
        assert how.scan is None
        assert how.dpi[0] == how.dpi[1]
        return how.dpi[0]

    assert dpi() == 300
    assert dpi(image_on(SHEET, 600, 0.1)) == 300, "a small logo"
    assert dpi(image_on(SHEET, 240, 0.5)) == pytest.approx(240, abs=1)
    assert dpi(*[image_on(SHEET, 200, 0.05)] * 20) == pytest.approx(200, abs=1), "a scan in strips"
    assert dpi(image_on(SHEET, 100), image_on(SHEET, 600)) == 400


@given(
    st.floats(0.01, 20000),
    st.floats(0.01, 20000),
    st.lists(
        st.builds(
            EmbeddedImage,
            st.integers(1, 60000),
            st.integers(1, 60000),
            st.sampled_from([1, 8]),
            st.booleans(),
            st.floats(0.01, 20000),
            st.floats(0.01, 20000),
        ),
        max_size=3,
    ),
    st.booleans(),
)
def test_no_page_asks_for_more_pixels_than_allowed(
    width: float, height: float, images: list[EmbeddedImage], turned: bool
) -> None:
    how: Plan = plan(PdfPage(width, height, turned), tuple(images), 80_000_000)
    across, down = width / 72 * how.dpi[0], height / 72 * how.dpi[1]
    assert across > 0
    assert down > 0
    assert across * down <= 80_000_000


@pytest.mark.parametrize("side", [14400.0, 200000.0])
def test_a_page_of_many_metres_is_drawn_small_or_set_aside(tmp_path: Path, side: float) -> None:
    result = read(tmp_path, pdf(PdfSheet(side, side, drawn=b"0 g 0 0 9000 9000 re f")))
    if isinstance(result, Page):
        assert result.pixels.shape[0] <= 4962
        assert result.dpi is None


def test_a_page_without_paper_size_keeps_its_scan(tmp_path: Path) -> None:
    """Telephone apps write one point a pixel: metres of paper."""
    page = page_of_file(tmp_path, pdf(scan(1654, 2339, 72)))
    assert (page.pixels == sheet(1654, 2339)).all()
    assert page.dpi is None


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_pdf_that_was_cut_off_is_set_aside(tmp_path: Path, share: float) -> None:
    data = pdf(scan(827, 1169, 100), scan(827, 1169, 100))
    assert read(tmp_path, data[: int(len(data) * share)]) == SetAside("truncated")


def test_a_linearised_pdf_says_how_long_it_is(tmp_path: Path) -> None:
    data = pdf(PdfSheet()).replace(b"%PDF-1.4\n", b"%PDF-1.4\n%<</Linearized 1/L 99999>>\n")
    assert read(tmp_path, data) == SetAside("truncated")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"/Count 1", b"/Count 0", {"page"}),
        (b"/Type/Pages", b"/Type/Wages", {"page", "pdf_broken", "no_pages"}),
        (b"/Kids[3 0 R]", b"/Kids[2 0 R]", {"pdf_broken", "pdf_page_broken", "no_pages"}),
        (b"/MediaBox[0 0 595.2760 841.8900]", b"/MediaBox[0 0 0000000 00000000]", {"pdf_page_broken", "page"}),
        (b"/Root 1 0 R", b"/Root 9 0 R", {"pdf_broken", "page"}),
        (
            b"/Root 1 0 R",
            b"/Encrypt<</Filter/Standard/V 1/R 2/O(%s)/U(%s)/P -4>>/ID[(a)(b)]/Root 1 0 R",
            {"pdf_password"},
        ),
    ],
)
def test_broken_and_locked_pdfs(tmp_path: Path, old: bytes, new: bytes, expected: set[str]) -> None:
    data = pdf(PdfSheet(drawn=b"0 g 9 9 99 99 re f"))
    assert old in data
    if b"%s" in new:
        new = new % (b"o" * 32, b"u" * 32)
    assert code(read(tmp_path, data.replace(old, new))) in expected


def test_a_scan_whose_data_is_damaged_is_not_a_blank_page(tmp_path: Path) -> None:
    data = pdf(scan(827, 1169, 100)).replace(b"/ColorSpace/DeviceGray", b"/Filter/FlateDecode/ColorSpace/DeviceGray")
    assert code(read(tmp_path, data)) in {"damaged", "pdf_broken"}


def test_a_scan_with_half_its_jpeg_is_not_a_page(tmp_path: Path) -> None:
    whole = saved(Image.fromarray(sheet(827, 1169)), "PDF", resolution=100)
    start = whole.index(b"\xff\xd8")
    end = whole.index(b"\xff\xd9", start)
    middle = (start + end) // 2
    halved = whole[:middle] + b"\xff\xd9" + bytes(end - middle) + whole[end + 2 :]
    assert code(read(tmp_path, halved)) in {"truncated", "damaged"}


def test_time_runs_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf(PdfSheet()))
    monkeypatch.setattr("ocr_intake.intake.poppler._BOUNDED", programs(tmp_path, "exec sleep 30"))
    started = time.monotonic()
    assert page_of(path, 1, Deadline.after(0.2)) == SetAside("pdf_timeout", 1)
    assert render(path, 1, (100.0, 50.0), Deadline.after(0.2), grey=True) == SetAside("pdf_timeout", 1)
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("output", [b"", b"P5\n100 100\n255\nabc", b"P6\n1000000 1000000\n255\n", b"nonsense"])
@pytest.mark.parametrize("dpi", [(100.0, 50.0), (100.0, 100.0)])
def test_a_program_that_stops_half_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: bytes, dpi: tuple[float, float]
) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf(PdfSheet()))
    (tmp_path / "output").write_bytes(output)
    script = f'case "$0" in *pdfinfo) echo "Pages: 1";; *) cat {tmp_path / "output"};; esac'
    monkeypatch.setattr("ocr_intake.intake.poppler._BOUNDED", programs(tmp_path, script))
    assert render(path, 1, dpi, Deadline.after(10), grey=False) == SetAside("pdf_too_heavy", 1)


def programs(folder: Path, script: str) -> Path:
    """A folder with programs of poppler's names that do something else."""
    stand_ins = folder / "programs"
    stand_ins.mkdir()
    for name in ("pdfinfo", "pdftoppm", "pdfimages"):
        program = stand_ins / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    return stand_ins


def test_memory_is_bounded(tmp_path: Path) -> None:
    """Five metres square at 300 dpi are 3.6 gigabytes, which would all come through the pipe."""
    bounded = Path("ocr_intake/intake/bounded/pdftoppm")
    assert os.access(bounded, os.X_OK)
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf(PdfSheet(14400, 14400, drawn=b"0 g 9 9 99 99 re f")))
    drawn = subprocess.run([bounded, "-r", "300", "-gray", path], capture_output=True, check=False)
    assert len(drawn.stdout) < 2**30


def test_without_poppler_the_error_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf(PdfSheet()))
    assert poppler_version()
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert poppler_version() is None
    with pytest.raises(PopplerMissingError, match="apt install poppler-utils") as caught:
        inspect(path)
    assert caught.value.exit_code is ExitCode.MISSING_TOOL


SAMPLE = pdf(scan(64, 90, 100, bits=1), PdfSheet(100, 100, drawn=b"0 g 9 9 50 50 re f"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6))
def test_broken_bytes_give_a_page_or_a_reason(tmp_path: Path, flips: list[tuple[float, int]]) -> None:
    data = bytearray(SAMPLE)
    for at, value in flips:
        data[int(at * len(data))] = value
    path = tmp_path / "scan.pdf"
    path.write_bytes(bytes(data))
    source = inspect(path)
    if isinstance(source, SourceFile):
        for number in range(1, min(source.pages, 2) + 1):
            assert isinstance(decode(path, source, number), Page | SetAside)
    else:
        assert isinstance(source, SetAside)
