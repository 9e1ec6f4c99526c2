"""Writes trained weights as the ONNX file that the program ships with, and beside it a JSON file that says whence.

    python -m training.recogniser.export OUT.onnx WEIGHTS.pt... --shipped 0.5

Any number of trained states is averaged ("Model soups", Wortsman et al., ICML 2022), and the average is mixed with the
shipped weights, so that what those read well is not lost ("Robust fine-tuning of zero-shot models", Wortsman et al.,
CVPR 2022). Classes that the shipped weights lack come from the trained states alone. The graph stays upstream's.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from ocr_intake.networks import session
from ocr_intake.readers.weights import RECOGNITION, MissingWeightsError, shipped
from training.recogniser.characters import LACKING, ours
from training.recogniser.network import CLOSE, PortError, difference, load, with_classes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch import Tensor

    from training.recogniser.characters import Classes
    from training.recogniser.network import Place

NAME: Final = "ocr-intake_rec_small"
LARGEST: Final = 25_000_000
"""Bytes that the file may have: it is kept in the repository."""
LICENCES: Final = (
    {"what": "PP-OCRv6_rec_small, whose weights these start from", "licence": "Apache-2.0", "by": "PaddlePaddle"},
    {
        "what": "KanjiVG, pen strokes",
        "licence": "CC BY-SA 3.0",
        "by": "Ulrich Apel",
        "link": "https://kanjivg.tagaini.net",
    },
    {
        "what": "tomoe_data, pen strokes",
        "licence": "Apache-2.0 or CC BY 4.0",
        "by": "Hiroyuki Komatsu",
        "link": "https://github.com/hiroyuki-komatsu/tomoe_data",
    },
    {
        "what": "KanjiCanvas, pen strokes",
        "licence": "MIT",
        "by": "Dominik Klein",
        "link": "https://github.com/asdfjkl/kanjicanvas",
    },
    {
        "what": "handwriting fonts: Klee One, Yomogi, YozFont (OFL-1.1), kiloji (BSD-3-Clause)",
        "licence": "OFL-1.1, BSD-3-Clause",
        "by": "their authors",
    },
    {
        "what": "print fonts of Debian packages (training/fonts.py, group `trained`)",
        "licence": "IPA Font License, OFL-1.1, M+, Apache-2.0, BSD and public domain",
        "by": "their authors",
    },
    {"what": "IPA dictionary (mecab-ipadic), words", "licence": "BSD-3-Clause with ICOT's terms", "by": "NAIST, ICOT"},
)
"""What the weights were made from: strokes and fonts wrote the lines of training, words stood on them."""
_WIDTHS: Final = (320, 520)
"""Widths that the file is compared with torch on, pixels."""


class ExportError(RuntimeError):
    """Trained states cannot be written as one file."""


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """What ``train`` saved."""

    state: dict[str, Tensor]
    characters: tuple[str, ...]
    about: dict[str, Any]
    sha256: str


def read_trained(path: Path) -> Trained:
    """A saved state.

    Raises:
        OSError: when the file cannot be read.
    """
    saved = torch.load(path, weights_only=True)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return Trained(saved["state"], tuple(saved["characters"]), saved["about"], sha256)


def mixed(
    start: Mapping[str, Tensor], states: Sequence[Mapping[str, Tensor]], share: float, classes: Classes
) -> dict[str, Tensor]:
    """The states' average, with a share of the weights that they started from.

    Args:
        start: the shipped weights with our head.
        states: trained ones; at least one.
        share: of ``start``, 0 to 1; the head's rows of added classes take none of it.
        classes: of the head.
    """
    added = torch.tensor([origin == LACKING for origin in classes.origins])
    out = {}
    for name, first in start.items():
        if not first.is_floating_point():
            out[name] = first
            continue
        average = torch.stack([state[name] for state in states]).mean(0)
        out[name] = share * first + (1 - share) * average
        if name.startswith("head."):
            out[name][added] = average[added]
    return out


def written(
    model: onnx.ModelProto, state: Mapping[str, Tensor], places: Mapping[str, Place], characters: tuple[str, ...]
) -> onnx.ModelProto:
    """The model with other values, and another head and list of characters; changed in place.

    Args:
        model: upstream's.
        state: of the trained part.
        places: where its values lie in ``model``.
        characters: of the head, a space last.
    """
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    head = model.graph.output[0].type.tensor_type.shape.dim[-1].dim_value
    for name, place in places.items():
        tensor = tensors[place.initializer]
        array = state[name].contiguous().numpy()
        array = array.T if place.turned else array
        shape = array.shape if name.startswith("head.") else tuple(tensor.dims)
        tensor.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(array).reshape(shape), tensor.name))
    for value in (*model.graph.value_info, *model.graph.output):
        dims = value.type.tensor_type.shape.dim
        if dims and dims[-1].dim_value == head:
            dims[-1].dim_value = len(characters) + 1
    listed = "\n".join(characters[:-1])
    if (*listed.splitlines(), " ") != characters:
        raise ExportError("a character is a line break, or the last one is not a space")
    for entry in model.metadata_props:
        if entry.key == "character":
            entry.value = listed
    return model


def export(out: Path, trained: Sequence[Trained], share: float) -> dict[str, Any]:
    """Write the file and its JSON, and compare it with torch.

    Args:
        out: the ONNX file; the JSON file has the same name with another ending.
        trained: states; at least one.
        share: of the shipped weights, 0 to 1.

    Returns:
        What the JSON file says.

    Raises:
        MissingWeightsError: when the shipped weights are not installed.
        ExportError: when states do not belong together or to the shipped weights, or the file would be too large.
        PortError: when the written file computes something else than torch.
        OSError: when a file cannot be read or written.
    """
    upstream = shipped(RECOGNITION)
    if upstream is None:
        raise MissingWeightsError(name=RECOGNITION)
    port = load(upstream.path)
    classes = ours(port.characters)
    for one in trained:
        if one.characters != classes.characters or one.about["upstream"]["sha256"] != upstream.sha256():
            raise ExportError("a state has other characters or started from other weights than the shipped ones")
    start = with_classes(port, classes).state_dict()
    state = mixed(start, [one.state for one in trained], share, classes)
    model = written(onnx.load(upstream.path), state, port.places, classes.characters)
    content = model.SerializeToString()
    if len(content) > LARGEST:
        raise ExportError(f"{len(content)} bytes are more than {LARGEST}")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    fresh = load(out)
    # against what was meant to be written, not what was read back
    fresh.trained.load_state_dict(state)
    far = max(difference(fresh, session(content), width) for width in _WIDTHS)
    if far > CLOSE:
        raise PortError(f"torch and onnxruntime differ by {far:.2g}")
    about = {
        "name": NAME,
        "version": f"{datetime.now(UTC):%Y-%m-%d}",
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "upstream": {"name": upstream.name, "package": upstream.package, "sha256": upstream.sha256()},
        "shipped_share": share,
        "classes": len(classes.origins),
        "added": "".join(classes.added),
        "difference": float(f"{far:.2g}"),
        "seeds": [one.about["seed"] for one in trained],
        "lines": sum(one.about["lines"] for one in trained),
        "trained": [{"sha256": one.sha256, **one.about} for one in trained],
        "licences": LICENCES,
    }
    out.with_suffix(".json").write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return about


def main() -> None:
    """Export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("weights", type=Path, nargs="+", metavar="WEIGHTS")
    parser.add_argument("--shipped", type=float, default=0.5, help="share of the shipped weights, 0 to 1")
    a = parser.parse_args()
    if not 0 <= a.shipped <= 1:
        parser.error("--shipped is a share from 0 to 1")
    about = export(a.out, [read_trained(path) for path in a.weights], a.shipped)
    print(json.dumps({key: about[key] for key in ("sha256", "bytes", "classes", "difference", "seeds", "lines")}))


if __name__ == "__main__":
    main()
