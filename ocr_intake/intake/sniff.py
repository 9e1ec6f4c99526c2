"""What kind of file the bytes are, by content, never by name; what is no page is named so that a clerk can act."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import BinaryIO, Final

from ocr_intake.intake.reasons import aside, from_os_error
from ocr_intake.model.pages import SetAside

PDF: Final = "application/pdf"
TIFF: Final = "image/tiff"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
BMP: Final = "image/bmp"
WEBP: Final = "image/webp"
HEIC: Final = "image/heic"

HEAD: Final = 4096
"""Bytes from the beginning that are enough for every signature below."""

_PDF_WITHIN: Final = 1024
"""Readers accept ``%PDF-`` anywhere in the first kilobyte (ISO 32000-1, implementation note 13)."""

_IMAGES: Final = (
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"II+\0", TIFF),
    (b"MM\0+", TIFF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
)

_OTHERS: Final = (
    (0, b"GIF8", "unsupported_gif"),
    (0, b"{\\rtf", "unsupported_word"),
    (0, b"%!PS", "unsupported_postscript"),
    (0, b"\x60\x0e\x82", "unsupported_docuworks"),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", "unsupported_jpeg2000"),
    (0, b"\xff\x4f\xff\x51", "unsupported_jpeg2000"),
    (0, b"7z\xbc\xaf\x27\x1c", "unsupported_archive"),
    (0, b"Rar!\x1a\x07", "unsupported_archive"),
    (0, b"\x1f\x8b", "unsupported_archive"),
    (0, b"MSCF", "unsupported_archive"),
    (2, b"-lh", "unsupported_archive"),
    (257, b"ustar", "unsupported_archive"),
)

_HEIC_BRANDS: Final = frozenset((b"heic", b"heix", b"heim", b"heis", b"mif1"))
"""Still photographs of telephones (ISO/IEC 23008-12, annex B)."""
_RELATED_BRANDS: Final = frozenset((b"hevc", b"hevx", b"msf1", b"avif", b"avis"))
"""Of the same family, and not read: sequences, and other codecs."""

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS: Final = (
    ("WordDocument", "unsupported_word"),
    ("Workbook", "unsupported_excel"),
    ("Book", "unsupported_excel"),
    ("PowerPoint Document", "unsupported_powerpoint"),
    ("DocumentText", "unsupported_ichitaro"),
    ("__properties_version1.0", "unsupported_mail"),
)

_ZIP_PARTS: Final = (
    (b"word/", "unsupported_word"),
    (b"xl/", "unsupported_excel"),
    (b"ppt/", "unsupported_powerpoint"),
    (b"application/vnd.oasis.opendocument", "unsupported_opendocument"),
    (b".fdseq", "unsupported_xps"),
    (b".fpage", "unsupported_xps"),
)
_ZIP_LOOK: Final = 65536

_BY_SUFFIX: Final = {
    ".xdw": "unsupported_docuworks",
    ".xbd": "unsupported_docuworks",
    ".jtd": "unsupported_ichitaro",
    ".jtt": "unsupported_ichitaro",
}
"""Consulted only to word the message where the content says nothing."""

_TEXT_ENCODINGS: Final = ("utf-8", "cp932")
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_MAIL_HEADERS: Final = (b"received:", b"return-path:", b"delivered-to:", b"from:", b"message-id:", b"mime-version:")


def sniff(path: Path) -> str | SetAside:
    """The media type of a file whose pages can be taken in, or why there are none.

    Only regular files are opened: a pipe or device would block.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            return _folder(path)
        if not stat.S_ISREG(status.st_mode):
            return aside("not_a_file")
        if status.st_size == 0:
            return aside("empty")
        with path.open("rb") as file:
            head = file.read(HEAD)
            kind = image_type(head)
            return kind if kind is not None else aside(_other_type(head, file, path))
    except OSError as error:
        return from_os_error(error)


def image_type(head: bytes) -> str | None:
    """The media type that the first bytes announce, if it is one whose pages can be decoded."""
    for signature, kind in _IMAGES:
        if head.startswith(signature):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return HEIC
    # "BM" alone is too little: text may begin with it. The four bytes after the size are reserved and zero.
    if head.startswith(b"BM") and len(head) >= 14 and head[6:10] == b"\0\0\0\0":
        return BMP
    if b"%PDF-" in head[: _PDF_WITHIN + 5] and not head.startswith((b"PK\x03\x04", _OLE)):
        return PDF
    return None


def _folder(path: Path) -> SetAside:
    """A folder is no page; one that cannot be listed is told apart, since its content is then unaccounted for."""
    try:
        next(path.iterdir(), None)
    except OSError:
        return aside("unreadable_folder")
    return aside("folder")


def _other_type(head: bytes, file: BinaryIO, path: Path) -> str:
    """The reason for bytes that are no page: as precise as they allow."""
    for offset, signature, code in _OTHERS:
        if head[offset : offset + len(signature)] == signature:
            return code
    if head.startswith(_OLE):
        return _ole_type(head, file)
    if head.startswith(b"PK\x03\x04"):
        return _zip_type(file)
    if head[4:8] == b"ftyp" and head[8:12] in _RELATED_BRANDS:
        return "unsupported_heic"
    return _BY_SUFFIX.get(path.suffix.lower()) or _text_type(head)


def _ole_type(head: bytes, file: BinaryIO) -> str:
    """Which program wrote a compound file, by the streams in its first directory sectors ([MS-CFB] 2.2, 2.6)."""
    sector = 1 << min(int.from_bytes(head[30:32], "little"), 16)
    file.seek((int.from_bytes(head[48:52], "little") + 1) * sector)
    directory = file.read(HEAD)
    for name, code in _OLE_STREAMS:
        encoded = name.encode("utf-16-le") + b"\0\0"
        if any(directory.startswith(encoded, at) for at in range(0, len(directory), 128)):
            return code
    return "unsupported_office"


def _zip_type(file: BinaryIO) -> str:
    """Office documents are archives; their parts are named near the beginning and again at the end."""
    file.seek(0)
    look = file.read(_ZIP_LOOK)
    file.seek(0, 2)
    file.seek(max(0, file.tell() - _ZIP_LOOK))
    look += file.read(_ZIP_LOOK)
    return next((code for part, code in _ZIP_PARTS if part in look), "unsupported_archive")


def _text_type(head: bytes) -> str:
    """Mail, a web page or plain text, or nothing that is known."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<?xml")):
        return "unsupported_html"
    if start.startswith(_MAIL_HEADERS):
        return "unsupported_mail"
    if head.startswith(_UTF16_MARKS):
        return "unsupported_text"
    for encoding in _TEXT_ENCODINGS:
        text = head.decode(encoding, errors="ignore")
        # the head may end in the middle of a character
        whole = len(head) - len(text.encode(encoding)) < 4
        if whole and all(c.isprintable() or c.isspace() for c in text.lstrip("\ufeff")):
            return "unsupported_text"
    return "unsupported_type"
