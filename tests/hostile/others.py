"""What is no paper at all: office documents, archives, mail, text; and what a folder may hold that is no plain file."""

from __future__ import annotations

import io
import os
import socket
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.hostile.images import png
from tests.hostile.kinds import PAGE, Kind, kind

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kinds() -> Iterator[Kind]:
    """All of them."""
    yield from _office()
    yield from _archives()
    yield from _texts()
    yield from _names()
    yield from _places()


def archive(*parts: tuple[str, bytes]) -> bytes:
    """A ZIP archive."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts:
            file.writestr(zipfile.ZipInfo(name), content)
    return into.getvalue()


def compound(*streams: str, sector: int = 9, first: int = 2) -> bytes:
    """A compound file; ``sector`` and ``first`` lie about where its directory is."""
    head = bytearray(512)
    head[:8] = _OLE
    struct.pack_into("<H", head, 30, sector)
    struct.pack_into("<I", head, 48, first)
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))
    return bytes(head) + bytes(1024) + entries.ljust(1024, b"\0")


def _office() -> Iterator[Kind]:
    for name, part, code in (
        ("docx", "word/document.xml", "word"),
        ("docm", "word/vbaProject.bin", "word"),
        ("xlsx", "xl/workbook.xml", "excel"),
        ("pptx", "ppt/presentation.xml", "powerpoint"),
        ("xps", "FixedDocSeq.fdseq", "xps"),
        ("oxps", "Documents/1/Pages/1.fpage", "xps"),
    ):
        yield kind(f"paper.{name}", f"unsupported_{code}", archive(("[Content_Types].xml", b"<x/>"), (part, b"<x/>")))
    for name, inside, code in (
        ("doc", "WordDocument", "word"),
        ("xls", "Workbook", "excel"),
        ("ppt", "PowerPoint Document", "powerpoint"),
        ("jtd", "DocumentText", "ichitaro"),
        ("msg", "__properties_version1.0", "mail"),
        ("locked.docx", "EncryptedPackage", "office"),
    ):
        yield kind(f"compound.{name}", f"unsupported_{code}", compound(inside))
    yield kind("compound_far.doc", "unsupported_office", compound("WordDocument", first=0xFFFFFFFE))
    yield kind("compound_sectors.doc", "unsupported_office", compound("WordDocument", sector=65535))
    yield kind("compound_head.doc", "unsupported_office", _OLE)
    yield kind("paper.rtf", "unsupported_word", b"{\\rtf1\\ansi " + b"{\\b" * 5000)
    yield kind("paper.xdw", "unsupported_docuworks", b"\x60\x0e\x82\x01" + bytes(50))
    yield kind("paper.ps", "unsupported_postscript", b"%!PS-Adobe-3.0\n{} loop\n")
    yield kind("paper.gif", "unsupported_gif", b"GIF89a\xff\xff\xff\xff\0\0\0")
    yield kind("paper.jp2", "unsupported_jpeg2000", b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(40))
    yield kind("paper.avif", "unsupported_heic", b"\0\0\0\x18ftypavif" + bytes(40))


def _archives() -> Iterator[Kind]:
    zeros = bytes(20_000_000)
    yield kind("scans.zip", "unsupported_archive", archive(("scan.pdf", b"%PDF-1.7")))
    yield kind("bomb.zip", "unsupported_archive", archive(*((f"{n}.png", zeros) for n in range(5))))
    yield kind("bomb_in_bomb.zip", "unsupported_archive", archive(("a.zip", archive(("b.zip", archive(("c", zeros)))))))
    yield kind("climbs_out.zip", "unsupported_archive", archive(("../../../../tmp/escaped", b"x"), ("/etc/x", b"x")))
    yield kind("cut.zip", "unsupported_archive", archive(("scan.pdf", b"x" * 999))[:60])
    yield kind("bomb.gz", "unsupported_archive", b"\x1f\x8b\x08\0\0\0\0\0\0\3" + zlib.compress(zeros, 9)[2:-4])
    yield kind("scans.tar", "unsupported_archive", b"scan.pdf".ljust(257, b"\0") + b"ustar\0" + bytes(249))
    for name, head in {
        "7z": b"7z\xbc\xaf\x27\x1c",
        "rar": b"Rar!\x1a\x07\0",
        "cab": b"MSCF\0\0\0\0",
        "lzh": b"\x1a\x3d-lh5-",
    }.items():
        yield kind(f"scans.{name}", "unsupported_archive", head + bytes(100))


def _texts() -> Iterator[Kind]:
    text = "計画に賛成します。駅前の駐輪場を増やしてください。\n" * 20
    for encoding in ("utf-8", "cp932", "utf-16"):
        yield kind(f"{encoding}.txt", "unsupported_text", text.encode(encoding))
    yield kind("euc.txt", "unsupported_text unsupported_type", text.encode("euc-jp"))
    yield kind("escapes.txt", "unsupported_type unsupported_text", b"\x1b[2J\x1b]0;title\x07" * 9)
    yield kind("one_line.txt", "unsupported_text", b"a" * 1_000_000)
    yield kind("table.csv", "unsupported_text", b"=cmd|' /C calc'!A0,1\n")
    yield kind("script.sh", "unsupported_text", b"#!/bin/sh\nrm -rf ~\n")
    yield kind("program", "unsupported_type", b"\x7fELF\2\1\1" + bytes(57))
    yield kind("program.exe", "unsupported_type", b"MZ\x90\0\3" + bytes(57))
    yield kind("random.pdf", "unsupported_type", bytes((n * 89 + n // 7) % 256 for n in range(128, 4000)))
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    yield kind("laughs.xml", "unsupported_html", f"<?xml version='1.0'?><!DOCTYPE x [{entities}]><x>&a9;</x>".encode())
    yield kind("page.html", "unsupported_html", b"<!DOCTYPE html><img src=http://127.0.0.1:9/x>")
    yield kind("letter.eml", "unsupported_mail", b"Received: from x\r\nContent-Type: multipart/mixed\r\n\r\n")
    yield kind("no_mail.eml", "unsupported_mail", b"From: x\r\n" + b"To: y\r\n" * 3000)


def _names() -> Iterator[Kind]:
    good = png(40, 40)
    for name in (
        "name\x1b[31mred\x1b]0;title\x07.png",
        "name_\u202egnp.exe",
        "name\nwith\rlines\t.png",
        "-rf",
        "--help.png",
        "$(touch x);`id`&|.png",
        "name_" + "long" * 61 + ".png",
        "名前\u3000全角　空白.png",
        "name_e\u0301.png",
        "name_%s%n{0}{name}[red].png",
        "name_\udcff\udcfe.png",
        "CON.png",
        "name_'\"\\.png",
        "name_" + "9" * 200 + ".png",
    ):
        yield kind(name, PAGE, good)


def _places() -> Iterator[Kind]:
    def special(name: str, expected: str, write: Callable[[Path], object]) -> Kind:
        return Kind(name, frozenset(expected.split()), write)

    def listening(path: Path) -> None:
        with socket.socket(socket.AF_UNIX) as server:
            before = Path.cwd()
            os.chdir(path.parent)  # a socket's path may have a hundred bytes
            try:
                server.bind(path.name)
            finally:
                os.chdir(before)

    def sparse(path: Path) -> None:
        with path.open("wb") as file:
            file.write(b"%PDF-1.7\n")
            file.truncate(10**12)

    def pair(path: Path) -> None:
        path.symlink_to("links_b.tif")
        path.with_name("links_b.tif").symlink_to(path.name)

    yield special("place_fifo", "not_a_file", os.mkfifo)
    yield special("place_socket", "not_a_file", listening)
    yield special("place_device", "not_a_file", lambda path: path.symlink_to("/dev/zero"))
    yield special("place_folder.tif", "folder", lambda path: path.mkdir())
    yield special("place_link_to_itself", "symlink_loop missing", lambda path: path.symlink_to(path.name))
    yield special("links_a.tif", "symlink_loop missing", pair)
    yield special("place_link_to_nothing", "missing", lambda path: path.symlink_to("nothing"))
    yield special("place_link_to_png", PAGE, lambda path: (path.write_bytes(png(40, 40)), None))
    yield special("place_terabyte.pdf", "file_too_large", sparse)
    yield special("place_empty.pdf", "empty", lambda path: path.touch())
    yield special("place_zeros.tif", "unsupported_type", lambda path: path.write_bytes(bytes(100_000)))
