"""The one door to onnxruntime: nobody else imports it, in the program, in its tests or where networks are trained.

Its wheels report to their maker from the moment they are loaded: they look up his servers, and keep a device's number
and a database of events in the user's cache folder. ``ORT_DISABLE_TELEMETRY`` keeps all of that from beginning, but
only where it is set before the library is loaded (``Privacy.md`` in the wheel). So it is set here, whatever the
environment says, and processes that are started from here inherit it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime
from onnxruntime import InferenceSession, OrtValue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["InferenceSession", "OrtValue", "session"]

onnxruntime.disable_telemetry_events()  # for a release that should no longer know the variable


def session(model: bytes | Path, replaced: Mapping[str, OrtValue] | None = None) -> InferenceSession:
    """A session that keeps to one thread: the pages are spread over processes, not the layers over threads.

    Args:
        model: An ONNX file, or its bytes.
        replaced: Initialisers by name, with what stands in their place. The session borrows their memory: whoever
            holds it must hold them too.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    for name, value in (replaced or {}).items():
        options.add_initializer(name, value)
    source = model if isinstance(model, bytes) else str(model)
    return InferenceSession(source, options, providers=["CPUExecutionProvider"])
