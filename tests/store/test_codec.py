"""Records survive being stored, and nothing else gets in."""

import contextlib
import json
import zlib
from typing import Any, TypeVar, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.model.fields import Candidate, FieldName, FieldValue, Flag, FlagCode
from ocr_intake.model.forms import FormArea, FormMatch, FormPrint
from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.pages import PageRole, SetAside
from ocr_intake.model.reading import Character, Direction, FaxHeader, Hand, Line, PageQuality, PageReading, Reading
from ocr_intake.model.submission import FileOutcome, Opinion, PageOutcome, Submission, SubmitterKind
from ocr_intake.store import CodecError
from ocr_intake.store.codec import decode, decode_all, encode, encode_all, pack, unpack
from tests.store.builders import outcome, reading, submission

T = TypeVar("T")

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
numbers = st.floats(0, 1)
whole = st.integers(-(10**6), 10**6)
lengths = st.integers(0, 10_000)
boxes = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), whole, whole, lengths, lengths)
pages = st.integers(1, 999)


def several(items: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(items, max_size=2).map(tuple)


characters = st.builds(Character, texts, numbers, numbers, numbers, several(st.tuples(texts, numbers)))
readings = st.builds(Reading, texts, texts, several(characters), numbers, texts, numbers)
lines = st.builds(
    Line,
    boxes,
    st.sampled_from(Direction),
    several(readings),
    st.none() | lengths,
    st.sampled_from(Hand),
    st.lists(st.tuples(numbers, numbers), max_size=2).map(tuple),
    st.booleans(),
)
headers = st.builds(FaxHeader, texts, several(texts), st.none() | pages, st.none() | pages)
qualities = st.builds(PageQuality, numbers, st.booleans(), numbers, numbers, numbers, st.sampled_from([0, 90]))
forms = st.builds(
    FormMatch,
    texts,
    pages,
    numbers,
    numbers,
    several(st.builds(FormArea, several(texts), boxes)),
    several(st.builds(FormPrint, texts, boxes)),
)
page_readings = st.builds(
    PageReading,
    pages,
    lengths,
    lengths,
    st.sampled_from(PageRole),
    qualities,
    several(lines),
    several(boxes),
    st.none() | headers,
    texts,
    several(texts),
    st.none() | forms,
)
flags = st.builds(Flag, st.sampled_from(FlagCode), several(st.tuples(texts, texts)))
regions = st.builds(Region, pages, boxes)
candidates = st.builds(Candidate, texts, numbers, texts)
values = st.builds(
    FieldValue,
    st.sampled_from(FieldName),
    st.none() | texts,
    numbers,
    several(flags),
    several(candidates),
    several(regions),
    texts,
)
opinions = st.builds(Opinion, texts, texts, several(regions))
submissions = st.builds(
    Submission, several(pages), st.sampled_from(SubmitterKind), several(values), several(opinions), several(flags)
)
reasons = st.builds(SetAside, texts, st.none() | pages, several(st.tuples(texts, texts)))
outcomes = st.builds(
    FileOutcome,
    several(submissions),
    several(st.builds(PageOutcome, pages, st.sampled_from(PageRole), st.none() | reasons)),
)


@given(page_readings)
def test_a_page_reading_comes_back_as_it_was(record: PageReading) -> None:
    assert decode(json.loads(json.dumps(encode(record, PageReading))), PageReading) == record
    assert unpack(pack(record, PageReading), PageReading) == record


@given(outcomes)
def test_an_outcome_comes_back_as_it_was(record: FileOutcome) -> None:
    assert decode(json.loads(json.dumps(encode(record, FileOutcome))), FileOutcome) == record


@given(several(flags))
def test_tuples_of_records_come_back(records: tuple[Flag, ...]) -> None:
    assert decode_all(encode_all(records, Flag), Flag) == records


json_values = st.recursive(
    st.none() | st.booleans() | whole | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(json_values)
def test_other_json_is_refused_and_nothing_worse(value: object) -> None:
    with pytest.raises(CodecError):
        decode(value, PageReading)


paths = st.lists(st.integers(0, 9), max_size=6)


@given(paths, json_values)
def test_a_damaged_record_is_read_or_refused(path: list[int], other: object) -> None:
    """Whatever replaces a part of the JSON, decoding answers with a record of the right type or a CodecError."""
    root: Any = json.loads(json.dumps(encode(outcome(submission()), FileOutcome)))
    here = root
    for step in path:
        keys = list(here) if isinstance(here, dict) else list(range(len(here))) if isinstance(here, list) else []
        if not keys:
            break
        key = keys[step % len(keys)]
        if not isinstance(here[key], dict | list) or not here[key]:
            here[key] = other
            break
        here = here[key]
    with contextlib.suppress(CodecError):
        assert isinstance(decode(root, FileOutcome), FileOutcome)


@pytest.mark.parametrize(
    "text",
    ["a\0b", "\ud842", "\udfb7x"],
    ids=["NUL", "half a character", "the other half"],
)
def test_what_databases_do_not_store_is_refused(text: str) -> None:
    with pytest.raises(CodecError):
        encode(Candidate(text, 0.5, "reader"), Candidate)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), "0.5", True, None, 10**400])
def test_what_is_no_number_is_refused(number: object) -> None:
    with pytest.raises(CodecError):
        encode(Candidate("x", cast("float", number), "reader"), Candidate)


def test_a_list_is_not_a_tuple() -> None:
    with pytest.raises(CodecError, match=r"\.pages"):
        encode(Submission([1], SubmitterKind.INDIVIDUAL, ()), Submission)  # type: ignore[arg-type]


def test_a_subclass_or_a_look_alike_is_refused() -> None:
    with pytest.raises(CodecError, match="Direction"):
        encode(Line(Box(0, 0, 1, 1), "horizontal"), Line)  # type: ignore[arg-type]


def test_a_later_field_takes_its_default_in_older_records() -> None:
    value = encode(Flag(FlagCode.LATE), Flag)
    assert isinstance(value, dict)
    del value["detail"]
    assert decode(value, Flag) == Flag(FlagCode.LATE)


def test_a_field_without_default_must_be_there() -> None:
    with pytest.raises(CodecError, match="missing"):
        decode({"detail": []}, Flag)


def test_unknown_keys_and_members_are_refused() -> None:
    with pytest.raises(CodecError, match="unknown keys"):
        decode({"code": "late", "size": 1}, Flag)
    with pytest.raises(CodecError, match="FlagCode"):
        decode({"code": "nonsense"}, Flag)


def test_what_a_record_itself_refuses_is_refused() -> None:
    with pytest.raises(CodecError, match="Box"):
        decode({"left": 2, "top": 0, "right": 1, "bottom": 0}, Box)


def test_a_message_never_repeats_what_stood_there() -> None:
    with pytest.raises(CodecError) as caught:
        decode({"text": ["見本太郎"], "score": 0.5, "source": "x"}, Candidate)
    assert "見本" not in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no zlib",
        pack(reading(1), PageReading)[:-9],
        zlib.compress(b"{"),
        zlib.compress(b"\xff\xfe"),
        zlib.compress(b"[" * 100_000),
    ],
    ids=["empty", "not packed", "cut off", "half an object", "not UTF-8", "deep"],
)
def test_damaged_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(CodecError):
        unpack(data, PageReading)


def test_a_bomb_is_not_blown_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ocr_intake.store.codec._LARGEST", 1000)
    with pytest.raises(CodecError, match="too large"):
        unpack(zlib.compress(b" " * 10_000 + b"{}"), PageReading)


def test_only_optional_unions_have_a_meaning() -> None:
    with pytest.raises(TypeError):
        encode(1, int | str)
