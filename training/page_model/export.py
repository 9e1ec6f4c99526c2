"""Writes trained weights as the ONNX file that the program ships with, with vocabulary and provenance inside.

    python -m training.page_model.export WEIGHTS.pt [--out FILE] [--about "seed 1, 40 minutes"]

Weights are kept as 16-bit floats and computed with as 32-bit ones. The result is compared with the network it came from
on held-out pages.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from ocr_intake.extract import page_model as shipped
from training.page_model.batches import batch_of, samples
from training.page_model.characters import characters
from training.page_model.network import PageNetwork
from training.page_model.train import HELD_OUT, forward
from training.page_model.wordings import label_wordings

if TYPE_CHECKING:
    from torch import Tensor

OUT: Final = Path(shipped.__file__).parent / "data" / shipped.FILE
SMALL: Final = 256
"""Tensors of fewer numbers stay 32-bit."""
COMPARED: Final = 40


@dataclass(frozen=True, slots=True)
class MatrixPool:
    """Sums over the lines of one page by a matrix of which character is on which line."""

    members: Tensor

    def gather(self, characters: Tensor) -> Tensor:
        """``(characters, n)`` to sums ``(lines, n)``."""
        return self.members @ characters

    def spread(self, lines: Tensor) -> Tensor:
        """``(lines, n)`` to ``(characters, n)``."""
        return self.members.T @ lines


class OnePage(nn.Module):
    """The network for one page, with probabilities instead of logits."""

    def __init__(self, network: PageNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, ids: Tensor, numbers: Tensor, members: Tensor, lines: Tensor, pairs: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Probabilities ``(places, Tag)`` and of the page's roles."""
        net = self.network
        mask = members.sum(0)[:, None]
        pool = MatrixPool(members)
        x = net.characters_in(ids, numbers, mask)
        present = torch.ones(1, lines.shape[0], dtype=torch.bool)
        seen = net.look_around(net.lines_in(x, mask, pool, lines)[None], pairs[None], present)
        tags = net.characters_out(x, mask, pool, seen[0])
        return torch.softmax(tags, -1), torch.softmax(net.roles(seen, present)[0], -1)


def exported(network: PageNetwork, example: dict[str, Any]) -> onnx.ModelProto:
    """The network as ONNX, for any number of lines and characters."""
    dim = torch.export.Dim
    places, lines = dim("places", min=2, max=60_000), dim("lines", min=2, max=400)
    program = torch.onnx.export(
        OnePage(network).eval(),
        tuple(torch.from_numpy(value) for value in example.values()),
        input_names=list(example),
        output_names=["tags", "roles"],
        dynamic_shapes=({0: places}, {0: places}, {0: lines, 1: places}, {0: lines}, {0: lines, 1: lines}),
        dynamo=True,
    )
    if program is None:
        raise RuntimeError("torch gave no program")
    return program.model_proto


def halved(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with its large tensors as 16-bit floats, cast back where they are used."""
    casts = []
    for tensor in model.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < SMALL:
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def main() -> None:
    """Export, compare, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--about", default="", help="how the weights were made")
    a = parser.parse_args()
    network = PageNetwork(len(characters()) + 2)
    network.load_state_dict(torch.load(a.weights))
    network.eval()
    pages = list(itertools.islice(samples(itertools.count(HELD_OUT), label_wordings()), COMPARED))
    letters = "".join(characters())
    first = shipped.inputs_of(pages[0].features, characters())
    model = halved(exported(network, first))
    about = {
        "format": shipped.FORMAT,
        "characters": letters,
        "weights": hashlib.sha256(a.weights.read_bytes()).hexdigest()[:16],
        "made": f"{datetime.now(UTC):%Y-%m-%d}",
        "about": a.about,
        "torch": torch.__version__,
    }
    onnx.helper.set_model_props(model, about)
    a.out.parent.mkdir(exist_ok=True)
    a.out.write_bytes(model.SerializeToString())
    runner = shipped.PageModel(a.out.read_bytes())
    worst = 0.0
    for page in pages:
        with torch.no_grad():
            wanted = torch.softmax(forward(network, batch_of([page], characters()))[0], -1).numpy()
        worst = max(worst, float(np.abs(runner.run(page.features)[0] - wanted).max()))
    del about["characters"]
    print(json.dumps({"file": str(a.out), "bytes": a.out.stat().st_size, "difference": worst, **about}))


if __name__ == "__main__":
    main()
