"""Bytes into keys, in whatever pieces they come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.review.terminal.keys import Decoder, Key, Name


def keys_of(*pieces: bytes) -> list[Key]:
    decoder = Decoder()
    keys = [key for piece in pieces for key in decoder.feed(piece)]
    return keys + decoder.flush()


def typed(text: str) -> list[Key]:
    return [Key(Name.CHARACTER, char) for char in text]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"\r", Key(Name.ENTER)),
        (b"\n", Key(Name.ENTER)),
        (b"\x1bOM", Key(Name.ENTER)),
        (b"\x7f", Key(Name.BACKSPACE)),
        (b"\x08", Key(Name.BACKSPACE)),
        (b"\t", Key(Name.TAB)),
        (b"\x1b[Z", Key(Name.BACK_TAB)),
        (b"\x1b", Key(Name.ESCAPE)),
        (b"\x1b[A", Key(Name.UP)),
        (b"\x1bOB", Key(Name.DOWN)),
        (b"\x1b[1;2C", Key(Name.RIGHT)),
        (b"\x1b[H", Key(Name.HOME)),
        (b"\x1b[4~", Key(Name.END)),
        (b"\x1b[3~", Key(Name.DELETE)),
        (b"\x1b[5~", Key(Name.PAGE_UP)),
        (b"\x1b[6;5~", Key(Name.PAGE_DOWN)),
        (b"\x1b[15~", Key(Name.UNKNOWN)),
        (b"\x03", Key(Name.CONTROL, "c")),
        (b"\x13", Key(Name.CONTROL, "s")),
    ],
)
def test_special_keys(data: bytes, key: Key) -> None:
    assert keys_of(data) == [key]
    assert keys_of(*(bytes([byte]) for byte in data)) == [key]


@given(st.text(alphabet="見本𠮷あアa1。", max_size=20), st.integers(1, 5))
def test_an_input_method_sends_many_characters_at_once(text: str, size: int) -> None:
    data = text.encode()
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    assert keys_of(*pieces) == typed(text)


def test_pasted_text_is_no_keys() -> None:
    data = b"\x1b[200~a\r\n1\x1b[201~q"
    assert keys_of(data) == [Key(Name.PASTE, "a\n1"), *typed("q")]
    assert keys_of(data[:3], data[3:9], data[9:]) == [Key(Name.PASTE, "a\n1"), *typed("q")]


@pytest.mark.parametrize(
    "answer", ["\x1b_Gi=31;OK\x1b\\", "\x1bP1+r524742\x1b\\", "\x1b]11;rgb:ffff/ffff/ffff\x07", "\x1b[?62;4;22c"]
)
def test_a_late_answer_of_the_terminal_is_no_keys(answer: str) -> None:
    """The i of kitty's answer would mark a value as illegible."""
    data = answer.encode()
    assert keys_of(data, b"q") == [Key(Name.UNKNOWN), *typed("q")]
    assert keys_of(data[:4], data[4:-1], data[-1:], b"q") == [Key(Name.UNKNOWN), *typed("q")]
    assert all(key.name is Name.UNKNOWN for key in keys_of(data[:-1]))


def test_an_escape_followed_by_a_key() -> None:
    assert keys_of(b"\x1bq") == [Key(Name.ESCAPE), *typed("q")]


def test_a_byte_that_is_no_character() -> None:
    assert keys_of(b"\xffa") == typed("�a")


@pytest.mark.parametrize(("char", "command"), [("a", "a"), ("ａ", "a"), ("１", "1"), ("？", "?"), ("あ", "あ")])
def test_full_width_letters_are_commands_too(char: str, command: str) -> None:
    assert Key(Name.CHARACTER, char).command == command
    assert Key(Name.PASTE, char).command == ""


@given(st.binary(max_size=40))
def test_whatever_comes_is_taken(data: bytes) -> None:
    decoder = Decoder()
    decoder.feed(data)
    decoder.flush()
    assert not decoder.pending
