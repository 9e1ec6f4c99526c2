"""Licences and the SBOM: all that runs in an office is named in both, with the version of the lock."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def inventory() -> ModuleType:
    spec = importlib.util.spec_from_file_location("inventory", ROOT / "scripts" / "inventory.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["inventory"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def sbom(inventory: ModuleType) -> dict[str, object]:
    pytest.importorskip("cyclonedx")
    made: dict[str, object] = json.loads(inventory.sbom())
    return made


def test_every_locked_package_that_runs_in_an_office_is_in_the_document(inventory: ModuleType) -> None:
    text = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"(?m)^\| ([a-z0-9-]+) \| ([0-9][^ ]*) \| .+ \|$", text))
    packages = inventory.runtime()
    assert len(packages) > 30
    assert {name: listed.get(name) for name in packages} == {name: each.version for name, each in packages.items()}
    assert all(each.licence for each in packages.values())


def test_what_ships_as_data_is_there_and_listed(inventory: ModuleType) -> None:
    folders = {path for path, _, _ in inventory.DATA}
    shipped = {
        str(path.relative_to(ROOT))
        for folder in ("readers/data", "extract/data", "japanese/data")
        for path in (ROOT / "ocr_intake" / folder).iterdir()
        if path.suffix in {".onnx", ".tsv"} or path.name == "page_links.json"
    }
    assert shipped <= folders
    assert all((ROOT / path).is_file() for path in folders)
    text = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    assert [path for path in folders if path not in text] == []


def test_the_sbom_names_all_of_it(inventory: ModuleType, sbom: dict[str, object]) -> None:
    components = sbom["components"]
    assert isinstance(components, list)
    assert (sbom["bomFormat"], sbom["specVersion"]) == ("CycloneDX", "1.6")
    names = {each["name"] for each in components}
    assert names >= set(inventory.runtime()) | {path for path, _, _ in inventory.DATA}
    assert all(each["licenses"] for each in components)
    purls = {each["purl"] for each in components if "purl" in each}
    assert f"pkg:pypi/onnxruntime@{inventory.locked()['onnxruntime']}" in purls
    dependencies = sbom["dependencies"]
    assert isinstance(dependencies, list)
    assert {each["ref"] for each in dependencies} >= {"ocr-intake"}


def test_the_same_lock_gives_the_same_sbom(inventory: ModuleType, sbom: dict[str, object]) -> None:
    assert json.loads(inventory.sbom()) == sbom


def test_the_lock_has_first_what_reading_papers_needs(inventory: ModuleType) -> None:
    """``make setup`` installs what stands above the line, ``make setup-all`` everything."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    (line,) = re.findall(r"(?m)^# ---- .*$", lock)
    assert line.startswith("# ---- only for tests"), "scripts/setup.sh cuts there"
    small, rest = (set(re.findall(r"(?m)^([a-z0-9-]+)==", part)) for part in lock.split(line))
    assert not small & rest
    added = inventory.extra
    assert set(inventory.runtime()) | set(added("setup")) <= small
    others = {name for extra in ("calibration", "picture", "dev") for name in added(extra)}
    assert {"scikit-learn", "scipy", "matplotlib", "pytest", "mypy"} <= others - small <= rest
