"""What a file's structure says while it grows, and when it is made to take for ever."""

import io
import struct
import time
import zlib

import pytest
from PIL import Image

from ocr_intake.intake.completeness import State, examine
from tests.intake.papers import bilevel, saved, sheet, tiff_pages


def state_of(data: bytes) -> State:
    return examine(io.BytesIO(data), len(data))


def growing() -> dict[str, bytes]:
    grey = Image.fromarray(sheet(120, 160))
    many = [bilevel(60, 80 + n) for n in range(30)]
    return {
        "tiff": tiff_pages(*many),
        "strips": saved(Image.fromarray(sheet(400, 4000)), "TIFF", compression="raw", strip_size=400),
        "png": saved(grey, "PNG"),
        "jpeg": saved(grey, "JPEG"),
        "webp": saved(grey.convert("RGB"), "WEBP"),
    }


@pytest.mark.parametrize("kind", growing())
def test_a_file_that_still_grows_is_never_taken_for_whole_nor_for_absurd(kind: str) -> None:
    data = growing()[kind]
    assert state_of(data) is State.WHOLE
    step = max(1, len(data) // 400)
    states = {length: state_of(data[:length]) for length in range(1, len(data) - 20, step)}
    assert {length for length, state in states.items() if state not in {State.PARTIAL, State.UNKNOWN}} == set()


def test_room_that_was_made_for_a_file_before_its_bytes_came_is_not_absurd() -> None:
    data = tiff_pages(*(bilevel(60, 80 + n) for n in range(30)))
    for share in (0.1, 0.5, 0.9):
        arrived = round(len(data) * share)
        assert state_of(data[:arrived] + bytes(len(data) - arrived)) is not State.ABSURD


def chunks(count: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + (struct.pack(">I4s", 0, b"teSt") + struct.pack(">I", zlib.crc32(b"teSt"))) * count


def shared(count: int, values: int) -> bytes:
    """A TIFF whose directories all name the same values."""
    start = 8 + 4 * values
    table = b"".join(struct.pack("<HHII", tag, 4, values, 8) for tag in (273, 279))
    out = struct.pack("<2sHI", b"II", 42, start) + bytes(4 * values)
    for number in range(count):
        following = start + (number + 1) * 30 if number + 1 < count else 0
        out += struct.pack("<H", 2) + table + struct.pack("<I", following)
    return out


@pytest.mark.parametrize(
    "data",
    [
        shared(9000, 300_000),
        b"\xff\xd8" + b"\xff\xfe\0\2" * 2_000_000,
        b"\xff\xd8" + b"\xff" * 8_000_000,
        chunks(600_000),
        struct.pack(">I4s4s12x", 24, b"ftyp", b"heic") + struct.pack(">I4s", 8, b"free") * 900_000,
    ],
    ids=["values of a tiff", "segments of a jpeg", "filling of a jpeg", "chunks of a png", "boxes of a photograph"],
)
def test_parts_without_end_are_not_followed(data: bytes) -> None:
    begun = time.process_time()
    assert state_of(data) is State.ABSURD
    assert time.process_time() - begun < 2


def test_pages_may_share_what_they_say() -> None:
    """A colour profile, say: forty pages that name the same eighty kilobytes are a file like any other."""
    assert state_of(shared(40, 10_000)) is State.WHOLE
