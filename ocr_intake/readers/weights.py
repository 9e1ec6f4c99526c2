"""Where the models' weights are: files with a name, a version and a hash, found offline in an installed package."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib import metadata, util
from pathlib import Path

from ocr_intake.errors import ExitCode, IntakeError


@dataclass(frozen=True, slots=True)
class Weights:
    """One model file."""

    name: str
    """Model name and size (``PP-OCRv6_rec_small``)."""
    path: Path
    package: str
    """``name version`` of the package that ships the file."""
    expected: str = ""
    """SHA-256 that the file should have; empty where nobody says."""

    def sha256(self) -> str:
        """Of the file's bytes, hexadecimal.

        Raises:
            OSError: when the file cannot be read.
        """
        return _digest(self.path)


class MissingWeightsError(IntakeError):
    """A model's weights are not installed."""

    key = "readers.missing_weights"
    exit_code = ExitCode.MISSING_TOOL


@cache
def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def shipped(name: str) -> Weights | None:
    """The weights of that name in the ``rapidocr`` package, or None where the package or file is missing.

    The package is looked up, not imported: its import pulls in an engine that is not needed.
    """
    spec = util.find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / "models" / f"{name}.onnx"
    return Weights(name, path, f"rapidocr {metadata.version('rapidocr')}") if path.is_file() else None


def own() -> Weights | None:
    """Our own weights of the recogniser, which read handwriting; None where the installation is incomplete.

    They lie beside this module with a JSON file that says how they were made (``training/recogniser``).
    """
    path, about = OWN.with_suffix(".onnx"), OWN.with_suffix(".json")
    if not (path.is_file() and about.is_file()):
        return None
    told = json.loads(about.read_text(encoding="utf-8"))
    return Weights(told["name"], path, f"ocr-intake {told['version']}", told["sha256"])


DETECTION = "PP-OCRv6_det_small"
RECOGNITION = "PP-OCRv6_rec_small"
OWN = Path(__file__).with_name("data") / "recogniser"
"""Our recogniser's files, without their endings."""
