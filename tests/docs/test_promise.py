"""What is promised is the same everywhere: in the settings that come along and in what people read."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from ocr_intake.config import load_settings

ROOT = Path(__file__).parents[2]


def shares(text: str, unit: str) -> set[Fraction]:
    """Every "N個に1個", "N字のうち…1字" and the like."""
    counts = re.findall(rf"([0-9][0-9,]*)\s?{unit}(?:に|のうち[^。\n]{{0,12}}?)\s?1\s?{unit}", text)
    return {Fraction(1, int(count.replace(",", ""))) for count in counts}


@pytest.mark.parametrize("document", ["README.md", "docs/clerk.md"])
def test_documents_and_settings_promise_the_same(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    settings = load_settings(ROOT / "config").confidence
    assert shares(text, "個") == {Fraction(settings.error_budget)}
    assert shares(text, "字") == {Fraction(settings.characters)}
    assert set(re.findall(r"誤りの割合 (1/[0-9]+)）では", text)) <= {settings.error_budget}


def test_the_settings_explain_the_share_that_they_set() -> None:
    text = (ROOT / "config" / "settings.toml").read_text(encoding="utf-8")
    settings = load_settings(ROOT / "config").confidence
    about = text[: text.index("error_budget =")]
    assert f'"{settings.error_budget}" なら、人が確認しない値 {Fraction(settings.error_budget).denominator} 個' in about
