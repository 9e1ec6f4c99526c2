"""What every test shares: a known language, and nothing of the machine's own settings."""

import os

import pytest
from hypothesis import settings

# The same examples each time: a change is judged by what it does, not by luck. OCR_INTAKE_RANDOM=1 looks for new ones.
settings.register_profile("same", derandomize=True)
settings.register_profile("random")
settings.load_profile("random" if os.environ.get("OCR_INTAKE_RANDOM") else "same")

# On a busy machine threads that wait for each other make fitting a calibration twenty times slower.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Japanese, shipped configuration, no colour and a fixed width, whatever the developer's shell says."""
    for name in ("OCR_INTAKE_LANG", "OCR_INTAKE_CONFIG", "FORCE_COLOR", "CLICOLOR_FORCE", "PY_COLORS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages in English for one test."""
    monkeypatch.setenv("OCR_INTAKE_LANG", "en")
