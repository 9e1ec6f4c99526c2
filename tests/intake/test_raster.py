"""Pages of image files: every way in which the same sheet can be stored gives the same page."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from ocr_intake.intake import Limits, State, decode, glance, inspect
from ocr_intake.intake import pixels as px
from ocr_intake.intake.quiet import Complaints, complaints
from ocr_intake.intake.raster import _lost_rows
from ocr_intake.model.pages import Page, SetAside, SourceFile
from tests.intake.papers import ORIENTATION, Strip, bilevel, fax, saved, seal_on, sheet, tiff_pages

TURNS = {
    1: lambda a: a,
    2: np.fliplr,
    3: lambda a: np.rot90(a, 2),
    4: np.flipud,
    5: lambda a: a.T,
    6: lambda a: np.rot90(a, 1),
    7: lambda a: np.rot90(a, 2).T,
    8: lambda a: np.rot90(a, 3),
}
"""How pixels are stored under each value of the orientation tag."""


def read(folder: Path, data: bytes, page: int = 1, limits: Limits | None = None) -> Page | SetAside:
    path = folder / "scan"
    path.write_bytes(data)
    source = inspect(path, limits or Limits())
    return decode(path, source, page, limits or Limits()) if isinstance(source, SourceFile) else source


def page_of(folder: Path, data: bytes, page: int = 1) -> Page:
    result = read(folder, data, page)
    assert isinstance(result, Page), result
    assert not result.pixels.flags.writeable
    return result


def same(page: Page, expected: np.ndarray) -> bool:
    return page.pixels.shape == expected.shape and bool((page.pixels == expected).all())


@pytest.mark.parametrize("compression", ["group3", "group4", "tiff_lzw", "tiff_adobe_deflate", "packbits", "raw"])
def test_bilevel_tiffs_give_their_pixels_back(tmp_path: Path, compression: str) -> None:
    page = page_of(tmp_path, saved(bilevel(), "TIFF", compression=compression))
    assert same(page, sheet())
    assert page.bilevel


@pytest.mark.parametrize("white", [0, 1])
@pytest.mark.parametrize("lowest_bit_first", [False, True])
@pytest.mark.parametrize("byte_order", ["<", ">"])
def test_polarity_and_bit_and_byte_order(tmp_path: Path, white: int, lowest_bit_first: bool, byte_order: str) -> None:
    strip = Strip(sheet(), white=white, lowest_bit_first=lowest_bit_first, byte_order=byte_order)
    assert same(page_of(tmp_path, strip.to_bytes()), sheet())


@pytest.mark.parametrize("orientation", TURNS)
def test_all_orientations_of_a_tiff_give_the_same_page(tmp_path: Path, orientation: int) -> None:
    stored = Image.fromarray(np.ascontiguousarray(TURNS[orientation](sheet()))).convert("1")
    page = page_of(tmp_path, saved(stored, "TIFF", compression="group4", tiffinfo={ORIENTATION: orientation}))
    assert same(page, sheet())


@pytest.mark.parametrize("orientation", TURNS)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_all_orientations_of_other_images_give_the_same_page(tmp_path: Path, orientation: int, kind: str) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    stored = Image.fromarray(np.ascontiguousarray(TURNS[orientation](sheet())))
    page = page_of(tmp_path, saved(stored, kind, exif=exif))
    assert page.pixels.shape == sheet().shape
    assert np.abs(page.pixels.astype(int) - sheet()).mean() < 3


def test_the_axes_of_the_resolution_turn_with_the_page(tmp_path: Path) -> None:
    stored = Image.fromarray(np.ascontiguousarray(TURNS[6](sheet(1728, 1143)))).convert("1")
    data = saved(stored, "TIFF", compression="group4", tiffinfo={ORIENTATION: 6, 282: 98.0, 283: 204.0, 296: 2})
    page = page_of(tmp_path, data)
    assert (page.pixels.shape, page.dpi) == ((2379, 1728), 204.0)


@pytest.mark.parametrize(
    ("height", "dpi", "unit", "expected"),
    [
        (1143, (204.0, 98.0), 2, (2379, 1728)),
        (2287, (204.0, 196.0), 2, (2380, 1728)),
        (1143, (80.3, 38.6), 3, (2378, 1728)),
        (1143, None, 2, (2379, 1728)),
        (1143, (0.0, 0.0), 2, (2379, 1728)),
        (1143, (2.0, 1.0), 1, (2286, 1728)),
    ],
)
def test_fax_pixels_become_square(
    tmp_path: Path, height: int, dpi: tuple[float, float] | None, unit: int, expected: tuple[int, int]
) -> None:
    page = page_of(tmp_path, fax(bilevel(1728, height), dpi, "group3", unit))
    assert page.pixels.shape == expected
    assert page.dpi == pytest.approx(204, abs=0.1)
    assert page.bilevel, "it came as black and white, although smoothed now"


def test_rows_are_interpolated_not_only_repeated(tmp_path: Path) -> None:
    page = page_of(tmp_path, fax(bilevel(1728, 1143), (204.0, 98.0)))
    assert np.unique(page.pixels).size > 2
    thin = np.where(page.pixels > 127, 255, 0).astype(np.uint8)[1::2][:1143]
    assert (thin != sheet(1728, 1143)).mean() < 0.06


def test_every_page_of_a_tiff(tmp_path: Path) -> None:
    images = [bilevel(400, 500 + i) for i in range(4)]
    data = tiff_pages(*images)
    for number in range(1, 5):
        page = page_of(tmp_path, data, number)
        assert page.number == number
        assert page.pixels.shape == (499 + number, 400)


HEIC = (Path(__file__).parents[1] / "data" / "photo.heic").read_bytes()
"""300 by 400 pixels of blocks like writing, in colour; written by pillow-heif, which the project does not need."""


def test_a_photograph_of_a_telephone(tmp_path: Path) -> None:
    page = page_of(tmp_path, HEIC)
    assert page.pixels.shape[:2] == (400, 300)
    assert page.pixels.mean() == pytest.approx(224, abs=2)
    small = Limits(max_megapixels=0.1)
    assert read(tmp_path, HEIC, limits=small) == SetAside("too_many_pixels", 1, (("limit", "0.1"),))
    assert read(tmp_path, HEIC[:-400]) != page
    assert glance(tmp_path / "scan") is State.PARTIAL


def test_av1_in_the_clothes_of_a_photograph_is_named(tmp_path: Path) -> None:
    data = bytearray(saved(Image.fromarray(sheet()).convert("RGB"), "AVIF"))
    data[8:12] = b"mif1"
    assert read(tmp_path, bytes(data)) == SetAside("unsupported_heic", 1)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 400), (400, 1), (6, 4), (120_000, 66)])
@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP"])
def test_dots_and_threads_are_no_sheets(tmp_path: Path, kind: str, width: int, height: int) -> None:
    reason = read(tmp_path, saved(Image.new("L", (width, height), 200), kind))
    assert reason == SetAside("odd_proportions", 1, (("width", str(width)), ("height", str(height))))


def test_a_page_is_kept_at_no_more_pixels_than_are_read(tmp_path: Path) -> None:
    for size, dpi, kept in (((5788, 8185), 700, 36e6), ((6615, 9355), 800, 6615 * 9355 / 4)):
        page = page_of(tmp_path, saved(Image.new("L", size, 200), "PNG", dpi=(dpi, dpi)))
        height, width = page.pixels.shape
        assert height * width == pytest.approx(kept, rel=1e-3)
        assert page.dpi is not None
        assert height / page.dpi == pytest.approx(size[1] / dpi, rel=1e-3), "the sheet is as large as it was"


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "RGBA", "CMYK", "P"])
def test_a_very_large_page_is_the_same_page_at_half_the_size(tmp_path: Path, mode: str) -> None:
    """Bands are halved one by one: nothing may shift or be lost between them, nor at an odd edge."""
    small = sheet(401, 567)
    large = Image.fromarray(np.kron(small, np.ones((2, 2), np.uint8))).convert(mode)
    array = px.to_array(large, 2)
    grey = array if array.ndim == 2 else array[..., 0]
    assert (grey == small).all()
    odd = px.to_array(large.crop((0, 0, 801, 1133)), 2)
    assert odd.shape[:2] == (566, 400)


def test_webp_takes_more_memory_so_less_of_it_is_taken(tmp_path: Path) -> None:
    large = Image.new("L", (5600, 5600), 200)
    reason = read(tmp_path, saved(large.convert("RGB"), "WEBP", lossless=True, method=0, quality=0))
    assert reason == SetAside("too_many_pixels", 1, (("limit", "30"),))
    assert isinstance(read(tmp_path, saved(large, "PNG")), Page)


@pytest.mark.parametrize(
    ("number", "name"), [(34661, "JBIG"), (34712, "JPEG 2000"), (50002, "JPEG XL"), (50001, "WebP")]
)
def test_a_compression_that_nothing_here_decodes_is_named(tmp_path: Path, number: int, name: str) -> None:
    data = Strip(sheet(), extra=((259, 3, number),)).to_bytes()
    assert read(tmp_path, data) == SetAside("unsupported_compression", 1, (("compression", name),))


def test_jpeg_of_1992_that_makes_no_sense_is_named(tmp_path: Path) -> None:
    data = Strip(sheet(), extra=((258, 3, 8), (259, 3, 6))).to_bytes()
    assert read(tmp_path, data) == SetAside("unsupported_compression", 1, (("compression", "JPEG, TIFF 6.0"),))


def test_thumbnails_are_no_pages(tmp_path: Path) -> None:
    into = tmp_path / "scan"
    small = bilevel(40, 56)
    bilevel().save(into, "TIFF", save_all=True, append_images=[small], compression="group4")
    assert isinstance(source := inspect(into), SourceFile)
    assert source.pages == 2
    small.encoderinfo = {"tiffinfo": {254: 1}}
    bilevel().save(into, "TIFF", save_all=True, append_images=[small], compression="group4")
    assert isinstance(source := inspect(into), SourceFile)
    assert source.pages == 1


def test_a_red_seal_keeps_its_page_in_colour_and_nothing_else_does(tmp_path: Path) -> None:
    grey = sheet(1654, 2339)
    sealed = seal_on(grey, 80)
    page = page_of(tmp_path, saved(Image.fromarray(sealed), "JPEG", quality=80))
    assert page.pixels.shape == (2339, 1654, 3)
    rng = np.random.default_rng(1)
    tinted = np.stack([grey] * 3, axis=2).astype(int) - [0, 6, 18] + rng.integers(-8, 9, (*grey.shape, 3))
    noisy = Image.fromarray(np.clip(tinted, 0, 255).astype(np.uint8))
    assert page_of(tmp_path, saved(noisy, "JPEG", quality=70)).pixels.shape == (2339, 1654), "yellowed paper, noise"
    assert page_of(tmp_path, saved(Image.fromarray(grey).convert("RGB"), "PNG")).pixels.shape == (2339, 1654)


def test_transparency_lies_on_white_paper(tmp_path: Path) -> None:
    rgba = np.zeros((60, 80, 4), np.uint8)
    rgba[10:20, 10:20, 3] = 255
    rgba[30:40, 30:40, 3] = 128
    pixels = page_of(tmp_path, saved(Image.fromarray(rgba), "PNG")).pixels
    assert (pixels[0, 0], pixels[15, 15], pixels[35, 35]) == (255, 0, 127)
    two = Image.fromarray(rgba).convert("LA")
    assert (page_of(tmp_path, saved(two, "PNG")).pixels == pixels).all()
    palette = Image.fromarray(np.tile(np.array([0, 1], np.uint8), (20, 10)), "P")
    palette.putpalette([0, 0, 0, 0, 0, 0])
    pixels = page_of(tmp_path, saved(palette, "PNG", transparency=0)).pixels
    assert pixels[0, :4].tolist() == [255, 0, 255, 0]


def test_sixteen_bits_cmyk_and_palettes(tmp_path: Path) -> None:
    deep = Image.fromarray(sheet().astype(np.uint16) * 257)
    assert same(page_of(tmp_path, saved(deep, "PNG")), sheet())
    assert same(page_of(tmp_path, saved(deep, "TIFF")), sheet())
    cmyk = Image.fromarray(sheet()).convert("CMYK")
    assert same(page_of(tmp_path, saved(cmyk, "TIFF", compression="tiff_lzw")), sheet())
    assert same(page_of(tmp_path, saved(Image.fromarray(sheet()).convert("P"), "BMP")), sheet())
    page = page_of(tmp_path, saved(Image.fromarray(np.where(sheet() > 127, 240, 12).astype(np.uint8)), "PNG"))
    assert page.bilevel
    assert set(np.unique(page.pixels)) == {12, 240}


def test_floating_point_is_not_paper(tmp_path: Path) -> None:
    assert read(tmp_path, saved(Image.fromarray(sheet().astype(np.float32)), "TIFF")) == SetAside(
        "unsupported_pixels", 1
    )


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_animations_are_set_aside(tmp_path: Path, kind: str) -> None:
    frames = [Image.fromarray(sheet()), Image.fromarray(sheet()[::-1].copy())]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:])
    assert read(tmp_path, data) == SetAside("animated")


def test_only_the_first_image_of_a_phones_jpeg_is_a_page(tmp_path: Path) -> None:
    images = [Image.fromarray(sheet()), Image.fromarray(sheet(80, 60))]
    page = page_of(tmp_path, saved(images[0], "MPO", save_all=True, append_images=images[1:]))
    assert page.pixels.shape == sheet().shape


def test_limits_hold_before_anything_is_decoded(tmp_path: Path) -> None:
    data = saved(bilevel(2000, 2000), "TIFF", compression="group4")
    assert read(tmp_path, data, limits=Limits(max_megapixels=3.9)) == SetAside(
        "too_many_pixels", 1, (("limit", "3.9"),)
    )
    assert isinstance(read(tmp_path, data, limits=Limits(max_megapixels=4)), Page)
    assert read(tmp_path, data, limits=Limits(max_file_mb=0.0001)) == SetAside(
        "file_too_large", detail=(("size", "0"), ("limit", "0.0001"))
    )
    assert read(tmp_path, tiff_pages(*[bilevel()] * 3), limits=Limits(max_pages=2)) == SetAside(
        "too_many_pages", detail=(("limit", "2"),)
    )
    bomb = saved(Image.new("1", (1, 1)), "PNG").replace(b"\0\0\0\x01\0\0\0\x01", b"\0\1\0\0\0\1\0\0")
    reason = read(tmp_path, bomb)
    assert isinstance(reason, SetAside)
    assert reason.code in {"too_many_pixels", "broken"}


def test_the_limit_counts_again_when_pixels_become_square(tmp_path: Path) -> None:
    data = fax(bilevel(1728, 1143), (204.0, 98.0))
    reason = read(tmp_path, data, limits=Limits(max_megapixels=2.5))
    assert isinstance(reason, SetAside)
    assert reason.code == "too_many_pixels"


def test_limits_must_make_sense() -> None:
    for wrong in ({"max_pages": 0}, {"max_megapixels": -1.0}, {"max_megapixels": 1000.0}):
        with pytest.raises(ValueError, match=r"max|positive"):
            Limits(**wrong)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "WEBP", "TIFF"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_half_a_page_is_never_given(tmp_path: Path, kind: str, share: float) -> None:
    rng = np.random.default_rng(2)
    image = Image.fromarray(np.clip(sheet() - rng.integers(0, 40, sheet().shape), 0, 255).astype(np.uint8))
    data = saved(image.convert("RGB") if kind == "WEBP" else image, kind)
    reason = read(tmp_path, data[: int(len(data) * share)])
    assert isinstance(reason, SetAside)
    assert reason.code in {"truncated", "broken"}


def test_a_jpeg_with_a_false_end_is_seen_through(tmp_path: Path) -> None:
    """Missing data comes out grey, and Pillow is content when there is an end marker."""
    data = saved(Image.fromarray(sheet()), "JPEG")
    assert read(tmp_path, data[: len(data) * 2 // 3] + b"\xff\xd9") == SetAside("truncated", 1)
    assert isinstance(read(tmp_path, data), Page)


def test_a_tiff_that_breaks_off_names_the_page_that_is_missing(tmp_path: Path) -> None:
    data = tiff_pages(*[bilevel()] * 3)
    cut = data[: len(data) - 300]
    path = tmp_path / "scan"
    path.write_bytes(cut)
    source = inspect(path)
    assert isinstance(source, SourceFile)
    results = [decode(path, source, number) for number in range(1, source.pages + 1)]
    assert isinstance(results[0], Page)
    assert isinstance(results[-1], SetAside)
    assert results[-1] == SetAside("truncated", source.pages)


def test_fax_data_that_ends_early_is_no_page(tmp_path: Path) -> None:
    data = Strip(sheet()).to_bytes()
    assert read(tmp_path, data[:-2000]) == SetAside("truncated", 1)


def test_a_chain_of_directories_in_a_circle_ends(tmp_path: Path) -> None:
    page = page_of(tmp_path, Strip(sheet(), next_directory=8).to_bytes())
    assert same(page, sheet())


def test_a_chain_that_leads_out_of_the_file_has_lost_a_page(tmp_path: Path) -> None:
    data = Strip(sheet(), next_directory=10_000_000).to_bytes()
    assert isinstance(read(tmp_path, data, 1), Page)
    assert read(tmp_path, data, 2) == SetAside("truncated", 2)


def garbled(data: bytes, at: float, length: int) -> bytes:
    start = int(len(data) * at)
    return data[:start] + bytes(length) + data[start + length :]


def test_a_garbled_fax_is_not_used(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    noisy = sheet(1728, 1143)
    noisy[::3, 200:1500:7] = 0
    image = Image.fromarray(noisy).convert("1")
    for compression in ("group3", "group4"):
        data = fax(image, (204.0, 98.0), compression)
        assert isinstance(read(tmp_path, data), Page)
        assert read(tmp_path, garbled(data, 0.2, len(data) // 2)) == SetAside("damaged", 1)
    assert capfd.readouterr().err == "", "libtiff's complaints are no business of the screen"


def test_a_group_3_page_may_have_bad_rows_and_a_group_4_page_none() -> None:
    said = Complaints()
    said.text = (
        b"".join(b"Fax3Decode1D: Bad code word at line %d of strip 2 (x 0).\n" % line for line in range(100)) * 2
    )
    assert said.bad_rows(3) == 100
    assert not _lost_rows(said, 1143)
    assert _lost_rows(said, 990)
    said.text = b"Fax4Decode: Bad code word at line 7 of tile 0 (x 963).\n"
    assert _lost_rows(said, 1143)


def test_standard_error_is_given_back(capfd: pytest.CaptureFixture[str]) -> None:
    with complaints() as said:
        os.write(2, b"from a library")
    os.write(2, b"from the program")
    assert said.text == b"from a library"
    assert capfd.readouterr().err == "from the program"


def test_a_file_that_changed_since_it_was_inspected(tmp_path: Path) -> None:
    path = tmp_path / "scan"
    path.write_bytes(saved(bilevel(), "TIFF"))
    source = inspect(path)
    assert isinstance(source, SourceFile)
    path.write_bytes(saved(bilevel(300, 300), "TIFF"))
    assert decode(path, source, 1) == SetAside("changed", 1)
    path.unlink()
    assert decode(path, source, 1) == SetAside("missing", 1)
    with pytest.raises(ValueError, match="page 2 of 1"):
        decode(path, source, 2)


def test_the_record_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "受付1.TIF"
    path.write_bytes(data := tiff_pages(bilevel(), bilevel()))
    source = inspect(path)
    assert isinstance(source, SourceFile)
    assert (source.name, source.size, source.media_type, source.pages) == ("受付1.TIF", len(data), "image/tiff", 2)
    assert len(source.sha256) == 64


SAMPLES = {
    "TIFF g4": tiff_pages(bilevel(120, 90), bilevel(64, 64)),
    "TIFF g3": saved(bilevel(120, 90), "TIFF", compression="group3"),
    "TIFF lzw": saved(Image.fromarray(sheet(120, 90)), "TIFF", compression="tiff_lzw"),
    "TIFF jpeg": saved(Image.fromarray(sheet(120, 90)), "TIFF", compression="jpeg"),
    "TIFF strip": Strip(sheet(64, 64)).to_bytes(),
    "JPEG": saved(
        Image.fromarray(sheet(120, 90)),
        "JPEG",
        exif=b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0",
    ),
    "PNG": saved(Image.fromarray(sheet(120, 90)), "PNG", dpi=(200, 200)),
    "BMP": saved(bilevel(120, 90), "BMP"),
    "WEBP": saved(Image.fromarray(sheet(120, 90)).convert("RGB"), "WEBP"),
}


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(SAMPLES)),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=6),
    st.none() | st.floats(0, 1),
)
def test_broken_bytes_give_a_page_or_a_reason(
    tmp_path: Path, sample: str, flips: list[tuple[float, int]], cut: float | None
) -> None:
    data = bytearray(SAMPLES[sample])
    for at, value in flips:
        data[int(at * len(data))] = value
    path = tmp_path / "scan"
    path.write_bytes(bytes(data if cut is None else data[: int(cut * len(data))]))
    source = inspect(path)
    if isinstance(source, SourceFile):
        for number in range(1, min(source.pages, 5) + 1):
            assert isinstance(decode(path, source, number), Page | SetAside)
    else:
        assert isinstance(source, SetAside)
