"""What a workspace learnt to put in place of the recogniser's last layer: a record, as bytes and back. No engine here.

It is an affine map of the features that go into that layer (a linear hidden network: Gemello et al., "Linear hidden
transformations for adaptation of hybrid ANN/HMM models", Speech Communication 49, 2007) and changes to the columns and
biases of single classes. Both fold into another matrix and bias of the same shape, so the network stays as it is and
reading costs nothing more.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from ocr_intake.errors import ExitCode, IntakeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

FORMAT: Final = 1
"""Of the bytes."""
_ARRAYS: Final = ("slope", "shift", "classes", "columns", "biases")


class BadLearntError(IntakeError):
    """A learnt head is not what this program writes."""

    key: ClassVar[str] = "readers.bad_learnt"
    exit_code: ClassVar[ExitCode] = ExitCode.WORKSPACE


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """What changes in the head of one weights file. Pickled to worker processes; kept in a workspace as bytes."""

    base: str
    """SHA-256 of the weights file that it belongs to."""
    date: str
    """When it was learnt, ``YYYY-MM-DD``."""
    slope: NDArray[np.float32]
    """``(features, features)``: features are multiplied by it (from the right); the identity at the start."""
    shift: NDArray[np.float32]
    """``(features,)``, added then."""
    classes: NDArray[np.int64]
    """``(changed,)``: classes whose columns changed."""
    columns: NDArray[np.float32]
    """``(features, changed)``, added to the head's columns of those classes."""
    biases: NDArray[np.float32]
    """``(changed,)``, added to their biases."""
    note: Mapping[str, object] = field(default_factory=dict)
    """Figures for people, as JSON has them."""

    def digest(self) -> str:
        """Twelve hexadecimal digits of the SHA-256 of its numbers."""
        sha = hashlib.sha256(self.base.encode())
        for name in _ARRAYS:
            sha.update(np.ascontiguousarray(getattr(self, name)).tobytes())
        return sha.hexdigest()[:12]

    @property
    def version(self) -> str:
        """What readings record: ``learnt 2026-11-28 abcd12345678``."""
        return f"learnt {self.date} {self.digest()}"

    def folded(
        self, weight: NDArray[np.float32], bias: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Matrix and bias that take the head's place, in the shape of its own.

        Args:
            weight: ``(features, classes)`` float32 of the head.
            bias: ``(classes,)`` float32.

        Raises:
            BadLearntError: It was learnt for a head of another shape.
        """
        size, classes = weight.shape
        if len(self.slope) != size or (len(self.classes) and int(self.classes.max()) >= classes):
            raise BadLearntError
        weight, bias = weight.copy(), bias.copy()
        weight[:, self.classes] += self.columns
        bias[self.classes] += self.biases
        return np.ascontiguousarray(self.slope @ weight), self.shift @ weight + bias

    def to_bytes(self) -> bytes:
        """As a workspace keeps it: a compressed ``.npz`` without pickled objects."""
        told = {"format": FORMAT, "base": self.base, "date": self.date, "note": dict(self.note)}
        stream = io.BytesIO()
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        np.savez_compressed(stream, told=np.array(json.dumps(told, ensure_ascii=False)), **arrays)
        return stream.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Learnt:
        """Read it again.

        Raises:
            BadLearntError: The bytes are something else, or from another version of the program.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as stored:
                told = json.loads(str(stored["told"]))
                arrays = {name: stored[name] for name in _ARRAYS}
            made = cls(str(told["base"]), str(told["date"]), **arrays, note=dict(told["note"]))
            ours = told["format"] == FORMAT
        except Exception as error:  # whatever numpy, zipfile and zlib do with a damaged file
            raise BadLearntError from error
        if not ours or not made._fits_together():
            raise BadLearntError
        return made

    def _fits_together(self) -> bool:
        size, changed = len(self.shift), len(self.classes)
        shapes = (self.slope.shape, self.shift.shape, self.columns.shape, self.biases.shape)
        numbers = (self.slope, self.shift, self.columns, self.biases)
        return (
            shapes == ((size, size), (size,), (size, changed), (changed,))
            and self.classes.dtype == np.int64
            and all(array.dtype == np.float32 and bool(np.isfinite(array).all()) for array in numbers)
            and (not changed or int(self.classes.min()) >= 0)
        )
