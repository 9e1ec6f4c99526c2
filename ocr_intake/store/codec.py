"""Model records to JSON and back, checked against their types both ways; knows types, not which records there are."""

from __future__ import annotations

import dataclasses
import json
import math
import types
import zlib
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from ocr_intake.store.errors import CodecError

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""What ``json`` makes and takes."""

T = TypeVar("T")

_LARGEST: Final = 256 * 1024 * 1024
"""Bytes of JSON that ``unpack`` accepts; a page of 10 000 characters with their alternatives takes about 10 MB."""


def encode(value: object, kind: Any) -> Json:  # noqa: ANN401 - a type form: a class, X | None, tuple[X, ...]
    """``value`` as JSON, checked against the type ``kind``: frozen dataclasses, tuples, StrEnums, plain values.

    Raises:
        CodecError: The value is not of that type, or holds what no database stores: NaN, NUL, half a character.
    """
    return _encode(value, kind, "")


def decode(value: object, kind: type[T]) -> T:
    """The record that ``encode`` made the JSON ``value`` from. A field that is missing takes its default.

    Raises:
        CodecError: The JSON does not fit the type; the message says where, never what stood there.
    """
    decoded: T = _decode(value, kind, "")
    return decoded


def encode_all(values: tuple[T, ...], kind: type[T]) -> Json:
    """A tuple of records as JSON (see ``encode``)."""
    return _encode(values, tuple[kind, ...], "")  # type: ignore[valid-type]


def decode_all(value: object, kind: type[T]) -> tuple[T, ...]:
    """The tuple that ``encode_all`` took (see ``decode``)."""
    decoded: tuple[T, ...] = _decode(value, tuple[kind, ...], "")  # type: ignore[valid-type]
    return decoded


def pack(value: object, kind: type[T]) -> bytes:
    """``encode`` as compressed bytes, for what is large and never searched (see ``unpack``)."""
    text = json.dumps(encode(value, kind), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return zlib.compress(text.encode("utf-8"), 6)


def unpack(data: bytes, kind: type[T]) -> T:
    """What ``pack`` took.

    Raises:
        CodecError: The bytes are not what ``pack`` makes.
    """
    inflate = zlib.decompressobj()
    try:
        text = inflate.decompress(data, _LARGEST)
        if not inflate.eof:
            raise CodecError("packed record: cut off or too large")
        value = json.loads(text)
    except (zlib.error, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise CodecError("packed record: damaged") from error
    return decode(value, kind)


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    """Field names of a dataclass and their types."""
    known = get_type_hints(kind)
    return {field.name: known[field.name] for field in dataclasses.fields(kind) if field.init}


@cache
def _required(kind: type[Any]) -> frozenset[str]:
    """Names of the fields that have no default."""
    missing = dataclasses.MISSING
    return frozenset(
        field.name
        for field in dataclasses.fields(kind)
        if field.init and field.default is missing and field.default_factory is missing
    )


_origin: Final[Callable[[Any], Any]] = cache(get_origin)
_arguments: Final[Callable[[Any], tuple[Any, ...]]] = cache(get_args)
"""Asked for every value of every record; what a type is made of does not change."""


@cache
def _optional(kind: Any) -> Any | None:  # noqa: ANN401
    """X for ``X | None``, otherwise None."""
    if _origin(kind) not in {Union, types.UnionType}:
        return None
    rest = [part for part in _arguments(kind) if part is not type(None)]
    if len(rest) != 1 or len(_arguments(kind)) != 2:
        raise TypeError(f"a union other than X | None: {kind}")
    return rest[0]


def _items(kind: Any, length: int, where: str) -> tuple[Any, ...]:  # noqa: ANN401
    """The type of each item of a tuple type that holds ``length`` of them."""
    parts = _arguments(kind)
    if len(parts) == 2 and parts[1] is Ellipsis:
        return (parts[0],) * length
    if len(parts) != length:
        raise CodecError(f"{where or 'value'}: {length} items, expected {len(parts)}")
    return parts


def _plain(value: object, kind: type[Any], where: str) -> Any:  # noqa: ANN401
    """A string, number or truth value, checked; an int where a float is expected becomes one."""
    if kind is float and type(value) is int:
        value = _widened(value, where)
    if type(value) is not kind:
        raise CodecError(f"{where or 'value'}: {type(value).__name__}, expected {kind.__name__}")
    if isinstance(value, float) and not math.isfinite(value):
        raise CodecError(f"{where or 'value'}: not a finite number")
    if isinstance(value, str):
        if "\0" in value:
            raise CodecError(f"{where or 'value'}: holds NUL")
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise CodecError(f"{where or 'value'}: holds half a character") from error
    return value


def _widened(value: int, where: str) -> float:
    try:
        return float(value)
    except OverflowError as error:
        raise CodecError(f"{where or 'value'}: too large") from error


def _encode(value: object, kind: Any, where: str) -> Json:  # noqa: ANN401
    inner = _optional(kind)
    if inner is not None:
        return None if value is None else _encode(value, inner, where)
    if _origin(kind) is tuple:
        if type(value) is not tuple:
            raise CodecError(f"{where or 'value'}: {type(value).__name__}, expected tuple")
        parts = _items(kind, len(value), where)
        return [_encode(item, part, f"{where}[{i}]") for i, (item, part) in enumerate(zip(value, parts, strict=True))]
    if dataclasses.is_dataclass(kind):
        if type(value) is not kind:
            raise CodecError(f"{where or 'value'}: {type(value).__name__}, expected {kind}")
        hints = _hints(kind).items()
        return {name: _encode(getattr(value, name), part, f"{where}.{name}") for name, part in hints}
    if issubclass(kind, StrEnum):
        if type(value) is not kind:
            raise CodecError(f"{where or 'value'}: {type(value).__name__}, expected {kind.__name__}")
        return str(value)
    encoded: Json = _plain(value, kind, where)
    return encoded


def _decode(value: object, kind: Any, where: str) -> Any:  # noqa: ANN401
    inner = _optional(kind)
    if inner is not None:
        return None if value is None else _decode(value, inner, where)
    if _origin(kind) is tuple:
        if not isinstance(value, list):
            raise CodecError(f"{where or 'value'}: {type(value).__name__}, expected list")
        parts = _items(kind, len(value), where)
        pairs = enumerate(zip(value, parts, strict=True))
        return tuple(_decode(item, part, f"{where}[{i}]") for i, (item, part) in pairs)
    if dataclasses.is_dataclass(kind):
        return _decode_record(value, kind, where)
    if issubclass(kind, StrEnum):
        try:
            return kind(_plain(value, str, where))
        except ValueError as error:
            raise CodecError(f"{where or 'value'}: not a {kind.__name__}") from error
    return _plain(value, kind, where)


def _decode_record(value: object, kind: Any, where: str) -> Any:  # noqa: ANN401
    if not isinstance(value, dict):
        raise CodecError(f"{where or 'value'}: {type(value).__name__}, expected an object")
    hints = _hints(kind)
    if not value.keys() <= hints.keys():
        raise CodecError(f"{where or 'value'}: unknown keys for {kind.__name__}")
    if not _required(kind) <= value.keys():
        raise CodecError(f"{where or 'value'}: keys of {kind.__name__} are missing")
    parts = {name: _decode(item, hints[name], f"{where}.{name}") for name, item in value.items()}
    try:
        return kind(**parts)
    except ValueError as error:
        raise CodecError(f"{where or 'value'}: no {kind.__name__}") from error
