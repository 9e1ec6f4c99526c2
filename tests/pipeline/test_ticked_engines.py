"""The real engines on a drawn form: a tick and a circle from the scan to the questions of the review."""

import importlib.util
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr_intake.cli.app import run
from ocr_intake.config import shipped_config_dir
from ocr_intake.errors import ExitCode
from ocr_intake.model.fields import FlagCode
from ocr_intake.review import Review
from ocr_intake.store import Workspace

pytestmark = pytest.mark.engine

DECLARED = """
[[attributes]]
id = "kubun"
label = "区分"
kind = "choice"
choices = [{ label = "在住" }, { label = "在勤" }, { label = "在学" }]

[[attributes]]
id = "nendai"
label = "年齢層"
kind = "choice"
choices = [{ label = "20代" }, { label = "30代" }, { label = "40代" }, { label = "50代" }]
"""
SIZE = 40


def drawn(file: Path) -> Path:
    """A form on which 在勤 is ticked and 40代 is circled."""
    spec = importlib.util.find_spec("matplotlib_fontja")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("no Japanese font is installed")
    font = ImageFont.truetype(str(Path(spec.submodule_search_locations[0]) / "fonts" / "ipaexg.ttf"), SIZE)
    page = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(page)
    lines = [
        ("氏名", "見本 太郎"),
        ("住所", "盛岡市内丸12-2"),
        ("電話番号", "019-651-4111"),
        ("区分", ""),
        ("年齢層", ""),
    ]
    for number, (label, text) in enumerate(lines):
        draw.text((150, 200 + 100 * number), label, font=font, fill=0)
        draw.text((480, 200 + 100 * number), text, font=font, fill=0)
    for place, choice in enumerate(("在住", "在勤", "在学")):
        left = 480 + 220 * place
        draw.rectangle((left, 506, left + 34, 540), outline=0, width=3)
        draw.text((left + 48, 500), choice, font=font, fill=0)
    draw.line([(704, 520), (716, 536), (742, 498)], fill=0, width=5)
    for place, choice in enumerate(("20代", "30代", "40代", "50代")):
        draw.text((480 + 180 * place, 600), choice, font=font, fill=0)
    draw.ellipse((824, 590, 934, 660), outline=0, width=4)
    draw.text((150, 750), "意見", font=font, fill=0)
    for number in range(4):
        draw.text((150, 830 + 60 * number), "窓口の手続きをもっと簡単にしてほしい。", font=font, fill=0)
    page.save(file, dpi=(200, 200))
    return file


def test_what_is_marked_is_proposed_and_asked(tmp_path: Path) -> None:
    consultations = tmp_path / "config" / "consultations"
    consultations.mkdir(parents=True)
    shipped = (shipped_config_dir() / "consultations" / "morioka-dx-2021.toml").read_text(encoding="utf-8")
    declared = shipped.replace("\n[categories]", f"{DECLARED}\n[categories]")
    (consultations / "morioka-dx-2021.toml").write_text(declared, encoding="utf-8")
    folder = tmp_path / "workspace"
    command = ["--config", str(tmp_path / "config"), "ingest", str(drawn(tmp_path / "form.png"))]
    options = ["--consultation", "morioka-dx-2021", "--channel", "hand", "--received", "2021-09-01"]
    assert run([*command, *options, "--workspace", str(folder)]) == ExitCode.ATTENTION
    with Workspace.open(folder) as opened:
        (made,) = opened.submissions()
        assert made.attributes == {"kubun": "在勤", "nendai": "40代"}
        assert {flag.code for value in made.attribute_values for flag in value.open_flags} == {FlagCode.ANSWER_TO_CHECK}
        asked = [task for task in Review(opened, "係員B").form(made) if task.label]
        assert [(task.label, task.value) for task in asked] == [("区分", "在勤"), ("年齢層", "40代")]
        assert all(task.views[0].boxes for task in asked)
        assert opened.ledger(deep=True).balances
