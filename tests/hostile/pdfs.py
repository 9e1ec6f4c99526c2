"""Hostile and odd PDF files, written object by object."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from tests.hostile.kinds import PAGE, Kind, cuts, kind
from tests.intake.papers import PdfSheet, pdf, sheet

_DRAWN = b"0 0 0 rg 20 20 100 40 re f"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 280]/Contents 4 0 R/Resources<<>>>>"
_ANY = f"{PAGE} pdf_broken pdf_page_broken pdf_too_heavy pdf_timeout damaged no_pages truncated odd_proportions"
"""Poppler's to decide, within its time and memory."""


def stream(content: bytes, extra: bytes = b"", *, length: int | None = None) -> bytes:
    """A stream object; ``length`` lies."""
    size = len(content) if length is None else length
    return b"<</Length %d%s>>stream\n%s\nendstream" % (size, extra, content)


def flate(content: bytes, extra: bytes = b"") -> bytes:
    """The same, compressed."""
    return stream(zlib.compress(content, 9), b"/Filter/FlateDecode" + extra)


def document(objects: dict[int, bytes], trailer: bytes = b"", *, index: bool = True) -> bytes:
    """A PDF: catalogue, page tree, one page and its content, with some of these objects in their place."""
    every = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: _PAGE,
        4: stream(_DRAWN),
    } | objects
    out, offsets = b"%PDF-1.7\n", {}
    for number, body in sorted(every.items()):
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size = max(every) + 1
    if not index:
        return out + b"trailer<</Root 1 0 R/Size %d%s>>\n%%%%EOF\n" % (size, trailer)
    rows = b"".join(b"%010d 00000 %s \n" % (offsets.get(n, 0), b"n" if n in offsets else b"f") for n in range(size))
    at = len(out)
    out += b"xref\n0 %d\n%strailer<</Size %d/Root 1 0 R%s>>\n" % (size, rows, size, trailer)
    return out + b"startxref\n%d\n%%%%EOF\n" % at


def one(name: str, expected: str, objects: dict[int, bytes], trailer: bytes = b"") -> Kind:
    """A file of ``document``."""
    return kind(f"{name}.pdf", expected, document(objects, trailer))


def page(box: bytes = b"[0 0 200 280]", extra: bytes = b"", resources: bytes = b"") -> bytes:
    """A page object."""
    head = b"<</Type/Page/Parent 2 0 R/MediaBox%s/Contents 4 0 R/Resources<<%s>>%s>>"
    return head % (box, resources, extra)


def kinds() -> Iterator[Kind]:
    """All of them."""
    yield one("pdf_good", PAGE, {})
    good = pdf(PdfSheet(image=sheet()))
    yield from cuts("scan.pdf", "truncated", good, 0.01, 0.3, 0.9)
    yield from _skeletons(good)
    yield from _trees()
    yield from _boxes()
    yield from _contents()
    yield from _images()


def _skeletons(good: bytes) -> Iterator[Kind]:
    yield kind("only_a_head.pdf", "truncated", b"%PDF-1.7\n")
    yield kind("head_and_end.pdf", "pdf_broken no_pages", b"%PDF-1.7\n%%EOF\n")
    yield kind("no_index.pdf", f"{PAGE} damaged", document({}, index=False))
    yield kind("index_elsewhere.pdf", PAGE, document({}).replace(b"startxref\n", b"startxref\n9"))
    at = document({}).rindex(b"xref\n0 5")
    yield one("index_before_itself", f"{PAGE} pdf_broken", {}, b"/Prev %d" % at)
    yield kind("index_of_a_billion.pdf", _ANY, document({}).replace(b"xref\n0 5\n", b"xref\n0 999999999\n"))
    yield kind("late_head.pdf", PAGE, b"\0" * 1000 + document({}))
    yield kind("behind_the_end.pdf", PAGE, document({}) + bytes(30_000))
    yield kind(
        "long_for_its_index.pdf", "truncated", good.replace(b"%PDF-1.4\n", b"%PDF-1.4\n% /Linearized 1 /L 99999999\n")
    )
    yield one("password", "pdf_password pdf_broken", {9: _encryption(4, b"\x11" * 32)}, b"/Encrypt 9 0 R/ID[<00><00>]")
    yield one("encrypted_oddly", "pdf_broken pdf_password", {9: b"<</Filter/Nobody/V 9/R 9>>"}, b"/Encrypt 9 0 R")
    yield one("brackets", _ANY, {4: stream(b"[" * 50_000)})
    yield one("nested_dictionaries", _ANY, {3: b"<</A" * 2000 + _PAGE + b">>" * 2000})
    yield one("stream_length_lies", f"{PAGE} damaged", {4: stream(_DRAWN, length=10**9)})
    yield one("stream_length_is_itself", _ANY, {4: b"<</Length 4 0 R>>stream\n" + _DRAWN + b"\nendstream"})
    packed = flate(b"3 0 " + _PAGE, b"/Type/ObjStm/N 999999/First 4")
    yield one("objects_in_a_lie", _ANY, {9: packed})


def _encryption(revision: int, key: bytes) -> bytes:
    owner = b"".join(b"%02x" % byte for byte in key)
    return b"<</Filter/Standard/V 2/R %d/Length 128/P -4/O<%s>/U<%s>>>" % (min(revision, 3), owner, owner)


def _trees() -> Iterator[Kind]:
    yield one("no_pages", "no_pages pdf_broken", {2: b"<</Type/Pages/Count 0/Kids[]>>"})
    yield one("no_tree", "no_pages pdf_broken", {1: b"<</Type/Catalog>>"})
    yield one("no_catalogue", "no_pages pdf_broken", {1: b"null"})
    yield one("count_negative", _ANY, {2: b"<</Type/Pages/Count -1/Kids[3 0 R]>>"})
    yield one("count_of_a_billion", f"{_ANY} too_many_pages", {2: b"<</Type/Pages/Count 999999999/Kids[3 0 R]>>"})
    yield one("tree_in_a_circle", _ANY, {2: b"<</Type/Pages/Count 1/Kids[2 0 R]>>"})
    two = {2: b"<</Type/Pages/Count 2/Kids[5 0 R 5 0 R]>>", 5: b"<</Type/Pages/Parent 2 0 R/Count 1/Kids[2 0 R]>>"}
    yield one("trees_in_each_other", _ANY, two)
    deep = {n: b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (n + 1) for n in range(10, 600)}
    yield one("tree_of_600_levels", _ANY, {2: b"<</Type/Pages/Count 1/Kids[10 0 R]>>", **deep, 600: _PAGE})
    yield one("page_is_a_number", _ANY, {3: b"42"})
    kids = b" ".join([b"3 0 R"] * 1200)
    yield one(
        "the_same_page_1200_times", "too_many_pages pdf_broken", {2: b"<</Type/Pages/Count 1200/Kids[%s]>>" % kids}
    )


def _boxes() -> Iterator[Kind]:
    for name, box in {
        "thread": b"[0 0 3 14400]",
        "thread_lying": b"[0 0 14400 3]",
        "dot": b"[0 0 1 1]",
        "square_metres": b"[0 0 14400 14400]",
        "billion": b"[0 0 1000000000 1000000000]",
        "overflow": b"[0 0 1e400 1e400]",
        "nan": b"[0 0 nan nan]",
        "negative": b"[200 280 0 0]",
        "nothing": b"[0 0 0 0]",
        "elsewhere": b"[-1000000 -1000000 -999800 -999720]",
        "three": b"[0 0 200]",
        "names": b"[/a /b /c /d]",
    }.items():
        fine = name in {"square_metres", "negative", "elsewhere"}
        odd = name in {"thread", "thread_lying", "dot"}
        yield one(f"box_{name}", PAGE if fine else "odd_proportions" if odd else _ANY, {3: page(box)})
    yield one("box_missing", _ANY, {3: b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>"})
    yield one("crop_outside", _ANY, {3: page(extra=b"/CropBox[900 900 950 950]")})
    yield one("turned_by_45", PAGE, {3: page(extra=b"/Rotate 45")})
    yield one("turned_by_much", PAGE, {3: page(extra=b"/Rotate 2147483640")})
    yield one("unit_of_a_kilometre", _ANY, {3: page(extra=b"/UserUnit 75000")})


def _contents() -> Iterator[Kind]:
    yield one("no_contents", _ANY, {4: b"null"})
    yield one("contents_in_a_circle", _ANY, {4: b"[4 0 R 4 0 R]"})
    yield one("operators_of_nobody", f"{PAGE} damaged", {4: stream(b"foo bar baz\n" * 2000)})
    yield one("a_million_times_q", _ANY, {4: flate(b"q " * 1_000_000)})
    yield one("spaces_200_megabytes", _ANY, {4: flate(b" " * 200_000_000)})
    form = stream(b"/F Do /F Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>")
    calls = {3: page(resources=b"/XObject<</F 5 0 R>>"), 4: stream(b"/F Do"), 5: form}
    yield one("form_in_itself", _ANY, calls)
    doubling = {3: page(resources=b"/XObject<</F 5 0 R>>"), 4: stream(b"/F Do")}
    for number in range(5, 35):
        resources = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>" % (number + 1)
        doubling[number] = stream(b"/F Do /F Do", resources)
    yield one("forms_two_to_the_thirty", f"{PAGE} pdf_timeout pdf_too_heavy damaged", doubling)
    tile = b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.0001/YStep 0.0001/Resources<<>>"
    pattern = {
        3: page(resources=b"/Pattern<</P 5 0 R>>"),
        4: stream(b"/Pattern cs /P scn 0 0 200 280 re f"),
        5: stream(b"0 0 1 1 re f", tile),
    }
    yield one("tiles_without_end", _ANY, pattern)
    glyphs = {
        3: page(resources=b"/Font<</F 5 0 R>>"),
        4: stream(b"BT /F 12 Tf (a) Tj ET"),
        5: b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 6 0 R>>"
        b"/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[9]/Resources<</Font<</F 5 0 R>>>>>>",
        6: stream(b"9 0 d0 BT /F 1 Tf (a) Tj ET"),
    }
    yield one("glyph_in_itself", _ANY, glyphs)
    yield one("dashes", _ANY, {4: stream(b"[0.00001] 0 d 0 0 m 200 280 l S")})
    yield one("numbers_too_large", _ANY, {4: stream(b"1e300 1e300 m 9" + b"9" * 500 + b" 0 l S")})
    script = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(while\\(1\\){})>>>>"
    yield one("script", PAGE, {1: script})
    start = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(/bin/touch)/Win<</F(cmd.exe)>>>>>>"
    yield one("starts_a_program", PAGE, {1: start})
    away = (
        b"/Type/XObject/Subtype/Image/Width 9/Height 9/BitsPerComponent 8/ColorSpace/DeviceGray/F(http://127.0.0.1:9/x)"
    )
    yield one(
        "image_from_elsewhere",
        _ANY,
        {3: page(resources=b"/XObject<</I 5 0 R>>"), 4: stream(b"/I Do"), 5: stream(b"", away)},
    )


def _images() -> Iterator[Kind]:
    for name, size, filters, data in (
        ("bomb", (65535, 65535), b"/FlateDecode", zlib.compress(bytes(8_000_000), 9)),
        ("of_nothing", (0, 0), b"/FlateDecode", zlib.compress(b"")),
        ("negative", (-5, -5), b"/FlateDecode", zlib.compress(b"")),
        ("garbage_dct", (400, 400), b"/DCTDecode", b"\xff\xd8\xff" + b"x" * 99),
        ("garbage_jpx", (400, 400), b"/JPXDecode", b"\0\0\0\x0cjP  \r\n\x87\n" + b"x" * 99),
        ("garbage_jbig2", (400, 400), b"/JBIG2Decode", struct.pack(">IBBBI", 0, 48, 0, 1, 19) + b"\xff" * 99),
        ("garbage_fax", (400, 400), b"/CCITTFaxDecode", b"\xff" * 99),
        ("filters_30_deep", (400, 400), b"/FlateDecode" * 30, b"x"),
        ("lzw_bomb", (60_000, 60_000), b"/LZWDecode", b"\x80\0\0" * 3000),
    ):
        form = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 1/ColorSpace/DeviceGray/Filter[%s]"
        objects = {
            3: page(resources=b"/XObject<</I 5 0 R>>"),
            4: stream(b"q 200 0 0 280 0 0 cm /I Do Q"),
            5: stream(data, form % (*size, filters)),
        }
        yield one(f"image_{name}", _ANY, objects)
