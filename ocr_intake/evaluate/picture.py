"""Risk and coverage as a picture. The one place that knows matplotlib, an optional library."""

from __future__ import annotations

import importlib.util
import os
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from ocr_intake.errors import ExitCode, IntakeError, MissingLibraryError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ocr_intake.evaluate.trusted import Curve

FORMATS: Final = (".png", ".svg")
FEWEST: Final = 10
"""Judged values that a line needs; fewer say nothing."""


class PictureFormatError(IntakeError):
    """A picture is to be drawn in a format that is none of ours."""

    key: ClassVar[str] = "trust.error.picture_format"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class PictureUnwritableError(IntakeError):
    """The picture cannot be written."""

    key: ClassVar[str] = "trust.error.picture_unwritable"


@dataclass(frozen=True, slots=True)
class Panel:
    """One diagram: several curves under a title."""

    title: str
    curves: tuple[tuple[str, Curve], ...]
    """Name and curve."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Words on the axes."""

    coverage: str
    risk: str
    budget: str
    nothing: str
    """In place of curves where there are too few values."""


def check_picture(path: Path) -> None:
    """Say before any work is done that the picture cannot be drawn.

    Raises:
        PictureFormatError: The name ends in neither ``.png`` nor ``.svg``.
        MissingLibraryError: matplotlib, or the fonts for it, are not installed.
    """
    if path.suffix.lower() not in FORMATS:
        raise PictureFormatError(known=", ".join(FORMATS))
    if not all(importlib.util.find_spec(name) for name in ("matplotlib", "matplotlib_fontja")):
        raise MissingLibraryError(library="matplotlib", extra="picture")


def draw(path: Path, panels: Sequence[Panel], labels: Labels, budget: float) -> None:
    """Draw the panels side by side.

    Args:
        path: a new file; ``.png`` or ``.svg`` (whose letters become shapes, so that no font is missing anywhere).
        panels: what to draw.
        labels: words.
        budget: share of wrong ones allowed, drawn as a line.

    Raises:
        PictureUnwritableError: The file cannot be written.
    """
    with _nothing_kept():
        _drawn(path, panels, labels, budget)


@contextmanager
def _nothing_kept() -> Iterator[None]:
    """Matplotlib keeps a list of the machine's fonts in the user's cache folder; here it gets one that goes away."""
    with tempfile.TemporaryDirectory(prefix="ocr-intake-") as folder:
        os.environ.setdefault("MPLCONFIGDIR", folder)
        try:
            yield
        finally:
            if os.environ["MPLCONFIGDIR"] == folder:
                del os.environ["MPLCONFIGDIR"]


def _drawn(path: Path, panels: Sequence[Panel], labels: Labels, budget: float) -> None:
    import matplotlib as mpl
    import matplotlib_fontja
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "ocr-intake"}):
        matplotlib_fontja.japanize()
        figure = Figure(figsize=(6.2 * len(panels), 5.6), layout="constrained")
        FigureCanvasAgg(figure)
        for axes, panel in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels, strict=True):
            _draw(axes, panel, labels, budget)
        try:
            figure.savefig(path, dpi=150, metadata={"Date": None} if path.suffix.lower() == ".svg" else None)
        except OSError as error:
            raise PictureUnwritableError(path=path, reason=error.strerror or type(error).__name__) from error


def _draw(axes: Any, panel: Panel, labels: Labels, budget: float) -> None:  # noqa: ANN401 - matplotlib's own class
    shown = [(name, curve) for name, curve in panel.curves if curve.values >= FEWEST]
    for name, curve in shown:
        coverage, risk = zip(*curve.points, strict=True)
        axes.step([c * 100 for c in coverage], [r * 100 for r in risk], where="post", label=f"{name} ({curve.values})")
    axes.axhline(budget * 100, color="0.35", linestyle="--", linewidth=1, label=labels.budget)
    if not shown:
        axes.text(50, 50 * budget, labels.nothing, ha="center")
    highest = max((risk for _, curve in shown for _, risk in curve.points), default=budget)
    axes.set(title=panel.title, xlabel=labels.coverage, ylabel=labels.risk, xlim=(0, 100))
    axes.set_ylim(0, max(highest, budget) * 110)
    axes.grid(alpha=0.3)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3, fontsize="small", frameon=False)
