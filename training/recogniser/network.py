"""The recogniser's network: the part that stays as upstream made it, and the part that is trained.

Upstream's network (PP-OCRv6 small; PaddleOCR, Apache-2.0) is a convolutional backbone of five stages, a neck of two
transformer layers over the frames of a line, and a linear head. Everything up to the fourth stage is run by
onnxruntime, cut out of the shipped file as it is: on one thread that takes less than half of torch's time. The fifth
stage, neck and head are torch modules, in the form in which the shipped file has them: parallel branches folded into
one convolution, batch normalisation with fixed statistics.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnx.utils import Extractor
from torch import nn
from torch.nn import functional

from ocr_intake.networks import InferenceSession, session
from ocr_intake.readers.ppocr import LINE_HEIGHT
from training.recogniser.characters import starting_head

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from torch import Tensor

    from training.recogniser.characters import Classes

STRIDE: Final = 8
"""Pixels of a line's width that make one frame."""
CLOSE: Final = 1e-4
"""Largest difference of a probability between the file and the torch modules."""
_FIFTH_STAGE_WIDTH: Final = (192, 384)
_NECK_WIDTH: Final = 120
_HEADS: Final = 8


class PortError(RuntimeError):
    """A file's network is not the one that this module knows."""


class Mixer(nn.Module):
    """A block of the backbone (PP-LCNetV4): a depthwise convolution, a gate, and two pointwise convolutions."""

    def __init__(self, channels: int, out: int, *, gated: bool = False) -> None:
        """Make it.

        Args:
            channels: of its input.
            out: of its output; more than ``channels`` halves the height.
            gated: with squeeze and excitation (Hu et al., CVPR 2018).
        """
        super().__init__()
        self.residual = channels == out
        stride = (1, 1) if self.residual else (2, 1)
        self.depthwise = nn.Conv2d(channels, channels, 3, stride, 1, groups=channels)
        self.squeeze = nn.Conv2d(channels, channels // 4, 1) if gated else None
        self.excite = nn.Conv2d(channels // 4, channels, 1) if gated else None
        self.expand = nn.Conv2d(channels, 2 * channels, 1)
        self.compress = nn.Conv2d(2 * channels, out, 1)

    def forward(self, x: Tensor) -> Tensor:
        """``(lines, channels, height, width)`` to ``(lines, out, height or half of it, width)``."""
        x = self.depthwise(x)
        if self.squeeze is not None and self.excite is not None:
            gate = functional.relu(self.squeeze(x.mean((2, 3), keepdim=True)))
            x = x * functional.hardsigmoid(self.excite(gate))
        out: Tensor = self.compress(functional.gelu(self.expand(x)))
        return x + out if self.residual else out


class Layer(nn.Module):
    """A layer of the neck: frames look at each other (Vaswani et al., 2017), then each is worked on by itself."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.LayerNorm(width, eps=1e-5)
        self.asked = nn.Linear(width, 3 * width)
        self.answer = nn.Linear(width, width)
        self.second = nn.LayerNorm(width, eps=1e-5)
        self.up = nn.Linear(width, 2 * width)
        self.down = nn.Linear(2 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        """``(lines, frames, width)`` to the same."""
        lines, frames, width = x.shape
        q, k, v = self.asked(self.first(x)).view(lines, frames, 3, _HEADS, -1).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(q, k, v)
        x = x + self.answer(seen.transpose(1, 2).reshape(lines, frames, width))
        out: Tensor = x + self.down(functional.silu(self.up(self.second(x))))
        return out


class Normed(nn.Module):
    """A convolution along the line with batch normalisation and SiLU."""

    def __init__(self, channels: int, out: int, reach: int = 1) -> None:
        super().__init__()
        shared = channels if reach > 1 else 1
        self.convolution = nn.Conv2d(channels, out, (1, reach), padding=(0, reach // 2), groups=shared, bias=False)
        self.norm = nn.BatchNorm2d(out)

    def forward(self, x: Tensor) -> Tensor:
        """``(lines, channels, 1, frames)`` to ``(lines, out, 1, frames)``."""
        return functional.silu(self.norm(self.convolution(x)))


class TrainedPart(nn.Module):
    """Fifth stage, neck and head. Batch normalisation always uses upstream's statistics."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        narrow, wide = _FIFTH_STAGE_WIDTH
        self.stage = nn.Sequential(Mixer(narrow, wide), Mixer(wide, wide, gated=True), Mixer(wide, wide))
        self.past = Normed(wide, _NECK_WIDTH)
        self.reduce = Normed(wide, _NECK_WIDTH)
        self.near = Normed(_NECK_WIDTH, _NECK_WIDTH, reach=7)
        self.layers = nn.Sequential(Layer(_NECK_WIDTH), Layer(_NECK_WIDTH))
        self.norm = nn.LayerNorm(_NECK_WIDTH, eps=1e-6)
        self.head = nn.Linear(_NECK_WIDTH, classes)
        self.eval()

    def train(self, mode: bool = True) -> TrainedPart:  # noqa: FBT001, FBT002 - torch's signature
        """Stays in evaluation mode, whatever is asked: statistics are upstream's, nothing is dropped."""
        del mode
        super().train(False)
        return self

    def forward(self, features: Tensor) -> Tensor:
        """Logits of frames.

        Args:
            features: ``(lines, 192, 6, width / 4)`` of the fourth stage.

        Returns:
            ``(lines, width / 8, classes)``.
        """
        x = functional.avg_pool2d(self.stage(features), (3, 2))
        past, x = self.past(x), self.reduce(x)
        x = x + self.near(x)
        x = self.norm(self.layers(x.squeeze(2).transpose(1, 2)))
        out: Tensor = self.head(x + past.squeeze(2).transpose(1, 2))
        return out


@dataclass(frozen=True, slots=True, eq=False)
class FrozenPart:
    """Everything up to the fourth stage, on onnxruntime."""

    session: InferenceSession

    def features(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        """``(lines, 3, 48, width)``, scaled to -1…1, to ``(lines, 192, 6, width / 4)``."""
        (out,) = self.session.run(None, {self.session.get_inputs()[0].name: pixels})
        return np.asarray(out, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a parameter of the torch modules lies in the file."""

    initializer: str
    turned: bool = False
    """The file has the matrix transposed."""


@dataclass(frozen=True, slots=True, eq=False)
class Port:
    """A file's network in two parts."""

    frozen: FrozenPart
    trained: TrainedPart
    characters: tuple[str, ...]
    """The head's classes without the blank; a space is last."""
    places: Mapping[str, Place]
    """By the name of a parameter or statistic of ``trained``."""


def load(path: Path) -> Port:
    """The network of an ONNX file: upstream's, or one that ``export`` wrote.

    Raises:
        PortError: when the file has another network.
        OSError: when the file cannot be read.
    """
    model = onnx.load(path)
    properties = {p.key: p.value for p in model.metadata_props}
    if "character" not in properties:
        raise PortError(f"{path.name} does not list its characters")
    characters = (*properties["character"].splitlines(), " ")
    trained = TrainedPart(len(characters) + 1)
    graph = _Graph(model.graph)
    places, cut = _places(graph, trained)
    state = {name: _value(graph, place, trained.state_dict()[name]) for name, place in places.items()}
    missing, _ = trained.load_state_dict(state, strict=False)
    if any(not name.endswith("num_batches_tracked") for name in missing):
        raise PortError(f"{path.name} has no values for {', '.join(missing)}")
    source = model.graph.input[0].name
    frozen = FrozenPart(session(Extractor(model).extract_model([source], [cut]).SerializeToString()))
    port = Port(frozen, trained, characters, places)
    if (far := difference(port, session(path.read_bytes()))) > CLOSE:
        raise PortError(f"{path.name}: torch and onnxruntime differ by {far:.2g}")
    return port


def difference(port: Port, whole: InferenceSession, width: int = 336) -> float:
    """Largest difference of a probability between the two parts and the whole network, on noise of that width."""
    pixels = np.random.default_rng(0).uniform(-1, 1, (1, 3, LINE_HEIGHT, width)).astype(np.float32)
    (wanted,) = whole.run(None, {whole.get_inputs()[0].name: pixels})
    with torch.inference_mode():
        logits = port.trained(torch.from_numpy(port.frozen.features(pixels)))
        return float((torch.softmax(logits, -1) - torch.from_numpy(wanted)).abs().max())


def with_classes(port: Port, classes: Classes) -> TrainedPart:
    """A copy of the trained part whose head is cut and widened to other classes."""
    state = dict(port.trained.state_dict())
    head = starting_head(state["head.weight"].numpy(), state["head.bias"].numpy(), classes)
    state["head.weight"], state["head.bias"] = (torch.from_numpy(values) for values in head)
    fresh = TrainedPart(len(classes.characters) + 1)
    fresh.load_state_dict(state)
    return fresh


class _Graph:
    """A graph's nodes and constants, seen through the Identity nodes that upstream's converter left."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self.nodes = [node for node in graph.node if node.op_type != "Identity"]
        self.constants = {tensor.name: tensor for tensor in graph.initializer}
        self._alias = {node.output[0]: node.input[0] for node in graph.node if node.op_type == "Identity"}
        self._users: dict[str, list[onnx.NodeProto]] = {}
        for node in self.nodes:
            for name in node.input:
                self._users.setdefault(self.source(name), []).append(node)

    def source(self, name: str) -> str:
        while name in self._alias:
            name = self._alias[name]
        return name

    def of(self, kind: str, size: int = 0) -> list[onnx.NodeProto]:
        """Nodes of a kind that take a constant of more than one number, or of just so many."""
        return [
            node
            for node in self.nodes
            if node.op_type == kind and any(n > 1 and size in (0, n) for n in map(self._size, node.input))
        ]

    def constant(self, node: onnx.NodeProto) -> str:
        """A node's first constant of more than one number."""
        return next(self.source(name) for name in node.input if self._size(name) > 1)

    def added(self, node: onnx.NodeProto) -> str:
        """The constant that is added to what a node gives.

        Raises:
            PortError: when none is.
        """
        for user in self._users.get(node.output[0], []):
            if user.op_type == "Add" and any(self._size(name) > 1 for name in user.input):
                return self.constant(user)
        raise PortError(f"nothing is added to {node.name}")

    def _size(self, name: str) -> int:
        tensor = self.constants.get(self.source(name))
        return 0 if tensor is None else int(np.prod(tensor.dims))


def _places(graph: _Graph, trained: TrainedPart) -> tuple[dict[str, Place], str]:
    """Where each value of the trained part lies, by order of execution; and the tensor that goes into the part."""
    found: dict[str, Place] = {}
    convolutions = _named(trained, nn.Conv2d)
    nodes = graph.of("Conv")[-len(convolutions) :]
    for (name, module), node in zip(convolutions, nodes, strict=True):
        found[f"{name}.weight"] = Place(graph.constant(node))
        if module.bias is not None:
            found[f"{name}.bias"] = Place(graph.added(node))
    for (name, _), node in _paired(_named(trained, nn.BatchNorm2d), graph.of("BatchNormalization")):
        for part, value in zip(("weight", "bias", "running_mean", "running_var"), node.input[1:], strict=True):
            found[f"{name}.{part}"] = Place(graph.source(value))
    for (name, _), node in _paired(_named(trained, nn.LayerNorm), graph.of("Mul", _NECK_WIDTH)):
        found[f"{name}.weight"], found[f"{name}.bias"] = Place(graph.constant(node)), Place(graph.added(node))
    for (name, _), node in _paired(_named(trained, nn.Linear), graph.of("MatMul")):
        found[f"{name}.weight"] = Place(graph.constant(node), turned=True)
        found[f"{name}.bias"] = Place(graph.added(node))
    return found, graph.source(nodes[0].input[0])


def _named(trained: TrainedPart, kind: type[nn.Module]) -> list[tuple[str, nn.Module]]:
    """The part's modules of a kind, in the order in which they are made, which is that of execution."""
    return [(name, module) for name, module in trained.named_modules() if isinstance(module, kind)]


def _paired(
    modules: Sequence[tuple[str, nn.Module]], nodes: Sequence[onnx.NodeProto]
) -> Iterator[tuple[tuple[str, nn.Module], onnx.NodeProto]]:
    if len(modules) != len(nodes):
        raise PortError(f"{len(nodes)} nodes for {len(modules)} modules such as {modules[0][0]}")
    return zip(modules, nodes, strict=True)


def _value(graph: _Graph, place: Place, like: Tensor) -> Tensor:
    """A value of the file in the shape of the torch module's."""
    stored = numpy_helper.to_array(graph.constants[place.initializer])
    array = np.array(stored.T if place.turned else stored, dtype=np.float32, order="C")
    if array.size != like.numel() or (place.turned and array.shape != tuple(like.shape)):
        raise PortError(f"{place.initializer} is {array.shape}, not {tuple(like.shape)}")
    return torch.from_numpy(array.reshape(tuple(like.shape)))
