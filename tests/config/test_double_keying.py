"""``[double_keying]`` of a consultation: what it may say, and what the rules of the review take from it."""

import shutil
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.config import load_consultation
from ocr_intake.errors import ExitCode
from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import Channel
from ocr_intake.review.keying import DoubleKeying
from ocr_intake.review.office import keying_rule

SHIPPED = Path(__file__).parents[2] / "config"
ID = "morioka-dx-2021"


def configured(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "config"
    shutil.copytree(SHIPPED, folder)
    file = folder / "consultations" / f"{ID}.toml"
    file.write_text(file.read_text(encoding="utf-8") + "\n[double_keying]\n" + text, encoding="utf-8")
    return folder


def test_what_it_says_is_the_rule(tmp_path: Path) -> None:
    folder = configured(tmp_path, 'fields = ["phone", "address"]\nchannels = ["post"]\nshare = 0.5\n')
    rule = keying_rule([load_consultation(folder, ID)])
    wanted = DoubleKeying(frozenset({FieldName.PHONE, FieldName.ADDRESS}), frozenset({Channel.POST}), 0.5)
    assert rule.consultations == {ID: wanted}
    assert keying_rule([load_consultation(SHIPPED, ID)]).consultations == {}


@pytest.mark.parametrize(
    "text", ['fields = ["opinion"]', "fields = []", 'fields = ["phone"]\nshare = 2.0', 'fields = ["phone"]\nwho = "a"']
)
def test_what_it_may_not_say(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = configured(tmp_path, text)
    assert run(["--config", str(folder), "config", "check"]) == ExitCode.CONFIG
    assert "double_keying" in capsys.readouterr().err
