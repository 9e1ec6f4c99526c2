"""What a file is, by its bytes; what is not a page is named."""

import io
import os
import re
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake import intake
from ocr_intake.cli.wording import describe
from ocr_intake.i18n import LANGUAGES, catalogue
from ocr_intake.intake import sniff
from ocr_intake.intake.sniff import image_type
from ocr_intake.model.pages import SetAside
from tests.intake.papers import PdfSheet, bilevel, pdf, saved

GOOD = {
    "application/pdf": pdf(PdfSheet()),
    "image/tiff": saved(bilevel(), "TIFF"),
    "image/jpeg": saved(bilevel().convert("L"), "JPEG"),
    "image/png": saved(bilevel(), "PNG"),
    "image/bmp": saved(bilevel(), "BMP"),
    "image/webp": saved(bilevel().convert("RGB"), "WEBP"),
}


def archive(*names: str) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as file:
        for name in names:
            file.writestr(name, "content")
    return into.getvalue()


def compound(*streams: str) -> bytes:
    """A compound file of 512-byte sectors with its directory in the third."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", head, 30, 9)
    struct.pack_into("<I", head, 48, 2)
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))
    return bytes(head) + bytes(1024) + entries.ljust(1024, b"\0")


OTHERS = {
    "unsupported_word": (
        archive("[Content_Types].xml", "word/document.xml"),
        compound("WordDocument"),
        b"{\\rtf1\\ansi}",
    ),
    "unsupported_excel": (archive("[Content_Types].xml", "xl/workbook.xml"), compound("Workbook")),
    "unsupported_powerpoint": (archive("ppt/presentation.xml"), compound("PowerPoint Document")),
    "unsupported_office": (compound("EncryptedPackage"), compound()),
    "unsupported_opendocument": (archive("mimetype").replace(b"content", b"application/vnd.oasis.opendocument.text"),),
    "unsupported_xps": (
        archive("[Content_Types].xml", "FixedDocSeq.fdseq", "Documents/1/Pages/1.fpage"),
        archive("FixedDocumentSequence.fdseq"),
    ),
    "unsupported_ichitaro": (compound("JSRV_SegmentInformation", "DocumentText"),),
    "unsupported_docuworks": (b"\x60\x0e\x82\x01\x07\x80\x03\0" + bytes(64),),
    "unsupported_archive": (
        archive("scan.pdf"),
        b"\x1f\x8b\x08\0",
        b"7z\xbc\xaf\x27\x1c",
        b"  -lh5-",
        bytes(257) + b"ustar",
    ),
    "unsupported_heic": (b"\0\0\0\x18ftypavif\0\0\0\0", b"\0\0\0\x18ftyphevc\0\0\0\0"),
    "unsupported_gif": (b"GIF89a\x01\0\x01\0",),
    "unsupported_jpeg2000": (b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51\0"),
    "unsupported_postscript": (b"%!PS-Adobe-3.0\n",),
    "unsupported_html": (b"<!DOCTYPE html><p>", b"\xef\xbb\xbf<?xml version='1.0'?>"),
    "unsupported_mail": (b"Received: from relay\r\nSubject: x\r\n", compound("__properties_version1.0")),
    "unsupported_text": (
        "意見です。\n".encode("cp932"),
        "意見です。\n".encode(),
        "\ufeff意見".encode("utf-16-le"),
        b"BM is text\n",
    ),
    "unsupported_type": (b"\x00\x01\x02\x03\x80\x81", b"RIFF\0\0\0\0WAVEfmt "),
    "empty": (b"",),
}


@pytest.mark.parametrize("kind", GOOD)
def test_pages_are_known_by_content_whatever_the_name_says(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "scan.docx"
    path.write_bytes(GOOD[kind])
    assert sniff(path) == kind


@pytest.mark.parametrize(("code", "data"), [(code, data) for code, each in OTHERS.items() for data in each])
def test_what_is_no_page_is_named(tmp_path: Path, code: str, data: bytes) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(data)
    reason = sniff(path)
    assert isinstance(reason, SetAside)
    assert reason.code == code
    assert describe(reason)


def test_a_pdf_may_have_something_before_its_head(tmp_path: Path) -> None:
    path = tmp_path / "scan"
    path.write_bytes(b"\r\n\r\n" + GOOD["application/pdf"])
    assert sniff(path) == "application/pdf"
    path.write_bytes(archive("a.pdf").replace(b"content", b"%PDF-1."))
    assert sniff(path) == SetAside("unsupported_archive")


def test_a_name_helps_only_where_the_content_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "意見.jtd"
    path.write_bytes(b"\x00\x01\x02")
    assert sniff(path) == SetAside("unsupported_ichitaro")


def test_what_is_no_file_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert sniff(tmp_path / "pipe") == SetAside("not_a_file")
    assert sniff(tmp_path / "loop") == SetAside("symlink_loop")
    assert sniff(tmp_path) == SetAside("folder")
    assert sniff(tmp_path / "absent") == SetAside("missing")
    assert sniff(tmp_path / "pipe" / "below") == SetAside("missing")


def test_files_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Permissions do not bind the superuser, who may run the tests, so the refusal is made up."""
    path = tmp_path / "scan.tif"
    path.write_bytes(GOOD["image/tiff"])

    def refuse(*args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "iterdir", refuse)
    assert sniff(path) == SetAside("no_permission")
    assert sniff(tmp_path) == SetAside("unreadable_folder")


@given(st.binary(max_size=64))
def test_any_bytes_have_a_type_or_none(data: bytes) -> None:
    assert image_type(data) is None or image_type(data) in GOOD


def test_every_reason_has_a_text() -> None:
    source = "\n".join(p.read_text(encoding="utf-8") for p in Path(intake.__file__).parent.glob("*.py"))
    codes = set(re.findall(r'aside\(\s*"(\w+)"', source)) | set(re.findall(r'"(unsupported_\w+)"', source))
    assert {"truncated", "unsupported_word"} < codes
    for lang in LANGUAGES:
        assert [code for code in sorted(codes) if f"intake.{code}" not in catalogue(lang)] == []


def test_a_reason_is_worded_with_its_values(english: None) -> None:
    reason = SetAside("file_too_large", detail=(("size", "612"), ("limit", "500")))
    assert "612 MB" in describe(reason)
    assert "500 MB" in describe(reason)
