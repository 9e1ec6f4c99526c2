"""The recogniser's last layer (the head): getting at it in an ONNX file, and running the file with another one.

The network ends in features of each frame, a linear layer and a softmax. Neither the ``onnx`` package nor a change to
the file is needed for this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from ocr_intake.errors import IntakeError
from ocr_intake.networks import InferenceSession, OrtValue, session
from ocr_intake.readers.learnt import BadLearntError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from ocr_intake.readers.learnt import Learnt
    from ocr_intake.readers.weights import Weights

UPSTREAM: Final = {
    "head.features": "p2o.pd_op.transpose.8.0",
    "head.weight": "linear_8.w_0",
    "head.bias": "linear_8.b_0",
}
"""Tensors of PP-OCRv6's files; a file of ours may say other names under these keys of its metadata."""
_GRAPH, _OUTPUT, _NAME = 7, 12, 1
"""Numbers of ``ModelProto.graph``, ``GraphProto.output`` and ``ValueInfoProto.name`` (onnx.proto)."""


class NoHeadError(IntakeError):
    """The weights do not end in features, a linear layer and a softmax that can be got at."""

    key: ClassVar[str] = "readers.no_head"


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """The last layer of one weights file."""

    features: str
    """Name of the tensor that goes into it."""
    weight: NDArray[np.float32]
    """``(features, classes)`` float32."""
    bias: NDArray[np.float32]
    """``(classes,)`` float32."""
    names: tuple[str, str]
    """Of matrix and bias in the file."""


def initialisers(learnt: Learnt, weights: Weights) -> dict[str, OrtValue]:
    """Matrix and bias that were learnt, as ``session_of`` takes them.

    Raises:
        BadLearntError: It was learnt for other weights.
        NoHeadError: Their last layer cannot be got at.
    """
    if learnt.base != weights.sha256():
        raise BadLearntError
    head = head_of(weights)
    values = map(OrtValue.ortvalue_from_numpy, learnt.folded(head.weight, head.bias))
    return dict(zip(head.names, values, strict=True))


def head_of(weights: Weights) -> Head:
    """The head of a weights file.

    Raises:
        NoHeadError: It cannot be got at.
        OSError: The file cannot be read.
    """
    shipped = session_of(weights)
    told = shipped.get_modelmeta().custom_metadata_map
    names = {key: told.get(key, name) for key, name in UPSTREAM.items()}
    image = shipped.get_inputs()[0].name
    try:
        opened = session_of(weights, tuple(names.values()))
        blank = np.zeros((1, 3, 48, 320), dtype=np.float32)
        features, weight, bias = opened.run(list(names.values()), {image: blank})
    except Exception as error:  # onnxruntime's own exceptions have no common base that it exports
        raise NoHeadError(name=weights.name) from error
    shapes_fit = weight.ndim == 2 and bias.shape == weight.shape[1:] and features.shape[-1] == weight.shape[0]
    if not shapes_fit or weight.dtype != np.float32 or bias.dtype != np.float32:
        raise NoHeadError(name=weights.name)
    return Head(names["head.features"], weight, bias, (names["head.weight"], names["head.bias"]))


def session_of(
    weights: Weights, outputs: Sequence[str] = (), replaced: Mapping[str, OrtValue] | None = None
) -> InferenceSession:
    """A session for a weights file.

    Args:
        weights: the file.
        outputs: tensors of the graph that are wanted beside its own outputs.
        replaced: as ``networks.session`` takes it.
    """
    return session(with_outputs(weights.path.read_bytes(), outputs) if outputs else weights.path, replaced)


def with_outputs(model: bytes, names: Sequence[str]) -> bytes:
    """An ONNX file whose graph gives more of its tensors.

    Messages of protobuf that are written one behind the other are merged when they are read, and lists are joined
    (protobuf's encoding guide, "Last One Wins"); so a graph with nothing but outputs is put behind the file.

    Args:
        model: the file's bytes.
        names: of tensors within the graph, initialisers too.
    """
    return model + b"".join(_message(_GRAPH, _message(_OUTPUT, _message(_NAME, name.encode()))) for name in names)


def _message(number: int, content: bytes) -> bytes:
    """A field of protobuf that has a length: its key, the length, the content."""
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])
