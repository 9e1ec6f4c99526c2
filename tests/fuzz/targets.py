"""What of ours reads bytes from elsewhere, each with inputs to begin with."""

from __future__ import annotations

import contextlib
import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from ocr_intake.cli.wording import describe
from ocr_intake.config import load_consultation, load_labels, load_settings
from ocr_intake.errors import IntakeError
from ocr_intake.evaluate.lines import read_predictions, read_truth
from ocr_intake.intake import Limits, decode, glance, inspect, tiff
from ocr_intake.intake.files import natural_key
from ocr_intake.intake.sniff import image_type
from ocr_intake.model.pages import SetAside
from ocr_intake.model.reading import PageReading
from ocr_intake.model.submission import FileOutcome
from ocr_intake.readers.learnt import Learnt
from ocr_intake.store.codec import pack, unpack
from ocr_intake.store.errors import CodecError
from ocr_intake.trust.calibration import parse, shipped, write
from tests.hostile.images import png
from tests.hostile.pdfs import document
from tests.hostile.tiffs import LONG, LONG8, grey
from tests.hostile.tiffs import tiff as tiff_of
from tests.intake.papers import PdfSheet, bilevel, pdf, saved, sheet, tiff_pages
from tests.store.builders import outcome, reading, submission

_ROOT = Path(__file__).parents[2]
_LIMITS = Limits(max_file_mb=20, max_pages=50, max_megapixels=4, pdf_timeout_s=5)


@dataclass(frozen=True)
class Target:
    """One parser."""

    name: str
    seeds: Callable[[], tuple[bytes, ...]]
    run: Callable[[bytes, Path], object]
    """Feeds it; the path is a file that may be written. Raises nothing, whatever the bytes are."""
    slow: bool = False
    """It starts a program for each input."""


def _images() -> tuple[bytes, ...]:
    small = Image.fromarray(sheet(48, 64))
    rgb = small.convert("RGB")
    photo = (_ROOT / "tests" / "data" / "photo.heic").read_bytes()
    others = [saved(rgb, kind) for kind in ("PNG", "BMP", "WEBP", "JPEG")]
    return (*others, *_tiffs(), photo, png(20, 20), saved(rgb.convert("CMYK"), "JPEG"))


def _tiffs() -> tuple[bytes, ...]:
    small = bilevel(48, 64)
    packed = [saved(small, "TIFF", compression=name) for name in ("group3", "group4", "tiff_lzw", "tiff_adobe_deflate")]
    big = tiff_of(grey(16, 16) | {273: (LONG8, (16, 144)), 279: (LONG, (128, 128))}, bytes(256), big=True)
    return (*packed, big, tiff_of(grey(16, 16), bytes(256)), tiff_pages(small, small))


def _skeleton(data: bytes, path: Path) -> None:
    file = io.BytesIO(data)
    skeleton = tiff.read_skeleton(file, len(data), 200)
    for directory in skeleton.pages:
        skeleton.foreign(directory)
        if directory.whole:
            tiff.has_hole(file, len(data), directory)


def _look(data: bytes, path: Path) -> None:
    path.write_bytes(data)
    image_type(data)
    seen = glance(path)
    if isinstance(seen, SetAside):
        assert describe(seen)


def _decoded(data: bytes, path: Path) -> None:
    path.write_bytes(data)
    source = inspect(path, _LIMITS)
    pages = () if isinstance(source, SetAside) else range(1, min(source.pages, 3) + 1)
    found = [source] if isinstance(source, SetAside) else [decode(path, source, page, _LIMITS) for page in pages]
    for each in found:
        assert not isinstance(each, SetAside) or describe(each)


def _packed() -> tuple[bytes, ...]:
    return pack(reading(1), PageReading), pack(outcome(submission()), FileOutcome)


def _kept(data: bytes, path: Path) -> None:
    for kind in (PageReading, FileOutcome):
        for packed in (data, zlib.compress(data, 1)):
            with contextlib.suppress(CodecError):
                unpack(packed, kind)


def _told(read: Callable[[Path], object], path: Path) -> None:
    """Read; a refusal must have words."""
    refusal = ""
    try:
        read(path)
    except IntakeError as error:
        refusal = f"{error} "
    assert not refusal or refusal.strip()


def _configured(name: str, load: Callable[[Path], object]) -> Callable[[bytes, Path], None]:
    def run(data: bytes, path: Path) -> None:
        folder = path.with_suffix(".config")
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        _told(load, folder)

    return run


def _lines(read: Callable[[Path], object]) -> Callable[[bytes, Path], None]:
    def run(data: bytes, path: Path) -> None:
        path.write_bytes(data)
        _told(read, path)

    return run


def _calibration(data: bytes, path: Path) -> None:
    with contextlib.suppress(IntakeError):
        parse(data.decode("utf-8", "replace"))


def _learnt(data: bytes, path: Path) -> None:
    with contextlib.suppress(IntakeError):
        Learnt.from_bytes(data)


def _learnt_seed() -> bytes:
    square = np.eye(3, dtype=np.float32)
    row = np.zeros(3, np.float32)
    return Learnt("base", "2021-09-01", square, row, np.arange(2), square[:, :2].copy(), row[:2].copy()).to_bytes()


def _names(data: bytes, path: Path) -> None:
    for encoding in ("utf-8", "latin-1"):
        name = data[:255].decode(encoding, "surrogateescape")
        assert natural_key(name) == natural_key(name)


def _shipped(*parts: str) -> Callable[[], tuple[bytes, ...]]:
    return lambda: ((_ROOT / "config" / Path(*parts)).read_bytes(),)


_LINE = b'{"file":"a.png","pages":[1,2],"submitter_kind":"individual","fields":{"name":{"value":"x","confidence":0.5,'
_TRUTH = b'{"file":"a.png","pages":[1],"fields":{"name":"x","phone":null},"hand":"pen","n":1.5}\n'

TARGETS = (
    Target("tiff", _tiffs, _skeleton),
    Target(
        "look",
        lambda: (*_images(), pdf(PdfSheet()), b"PK\3\4" + bytes(40), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        _look,
    ),
    Target("image", _images, _decoded),
    Target("pdf", lambda: (pdf(PdfSheet(image=sheet(60, 80))), document({})), _decoded, slow=True),
    Target("codec", lambda: tuple(each for data in _packed() for each in (data, zlib.decompress(data))), _kept),
    Target("settings", _shipped("settings.toml"), _configured("settings.toml", load_settings)),
    Target("labels", _shipped("labels.toml"), _configured("labels.toml", load_labels)),
    Target(
        "consultation",
        _shipped("consultations", "morioka-dx-2021.toml"),
        _configured("consultations/c.toml", lambda folder: load_consultation(folder, "c")),
    ),
    Target("truth", lambda: (_TRUTH * 2,), _lines(read_truth)),
    Target("predictions", lambda: (_LINE + b'"flagged":true}}}\n',), _lines(read_predictions)),
    Target("calibration", lambda: (write(shipped()).encode(),), _calibration),
    Target("learnt", lambda: (_learnt_seed(),), _learnt),
    Target("names", lambda: ("名前 12.tif".encode(), b"scan 0010 (2).pdf"), _names),
)
