"""``forms``: learning a form from a blank one, listing, checking; the real engines on a form that is drawn here."""

from __future__ import annotations

import tomllib
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from ocr_intake.cli.app import run
from ocr_intake.config import check, load_forms, shipped_config_dir
from ocr_intake.errors import ExitCode
from ocr_intake.pipeline import learning
from tests.config.test_forms import GOOD, saved

Pixels = NDArray[np.uint8]
DPI = 150
WIDTH, HEIGHT = 1240, 1754
"""A4."""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    return folder


def forms(config: Path, *arguments: str) -> int:
    return run(["--config", str(config), "forms", *arguments])


def test_list(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert forms(config, "list") == ExitCode.OK
    assert "様式は登録されていません" in capsys.readouterr().out
    saved(config, GOOD)
    assert forms(config, "list") == ExitCode.OK
    assert capsys.readouterr().out == "iken　意見提出書（1 枚、記入欄 1 か所、意見募集: すべて）\n"


def test_config_check_covers_forms(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved(config, GOOD)
    assert run(["--config", str(config), "config", "check"]) == ExitCode.OK
    assert "様式 iken　意見提出書" in capsys.readouterr().out
    saved(config, GOOD.replace("across", "acros"))
    assert run(["--config", str(config), "config", "check"]) == ExitCode.CONFIG
    assert "iken.toml: pages[1].acros" in capsys.readouterr().err


def test_a_wrong_template_stops_reading_before_it_begins(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved(config, GOOD.replace("dpi = 300", "dpi = 1"))
    scan = config / "a.png"
    Image.fromarray(np.full((40, 40), 255, np.uint8)).save(scan)
    assert run(["--config", str(config), "read", str(scan)]) == ExitCode.CONFIG
    assert "dpi: 40" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["様式.png"], ExitCode.USAGE, "--id で指定してください"),
        (["blank.png", "--id", "Iken 1"], ExitCode.USAGE, "「Iken 1」は様式のIDに使えません"),
        (["blank.png", "--id", "../iken"], ExitCode.USAGE, "様式のIDに使えません"),
        (["blank.png", "--id", "iken"], ExitCode.USAGE, "様式「iken」はすでにあります"),
        (["blank.png", "--consultation", "nosuch"], ExitCode.CONFIG, "意見募集「nosuch」の設定が見つかりません"),
        (["nowhere.png"], ExitCode.INPUT, "「nowhere.png」が見つかりません"),
        (["broken.pdf"], ExitCode.INPUT, "broken.pdf」を読み込めません"),
        ([], ExitCode.USAGE, "BLANK を指定してください"),
    ],
)
def test_mistakes_of_learn(
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: ExitCode,
    said: str,
) -> None:
    saved(config, GOOD)
    monkeypatch.chdir(config)
    for name in ("blank.png", "様式.png"):
        Image.fromarray(np.full((40, 40), 255, np.uint8)).save(config / name)
    (config / "broken.pdf").write_bytes(b"%PDF-1.4 cut off")
    assert forms(config, "learn", *arguments) == code
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""
    assert [file.name for file in (config / "forms").iterdir()] == ["iken.toml"]


def test_the_programs_own_folder_takes_no_forms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OCR_INTAKE_CONFIG", raising=False)
    Image.fromarray(np.full((40, 40), 255, np.uint8)).save("blank.png")
    assert run(["forms", "learn", "blank.png"]) == ExitCode.CONFIG
    assert "自分の設定フォルダーを作り" in capsys.readouterr().err
    assert not (shipped_config_dir() / "forms").exists()


# ------------------------------------------------------------------------------------------------------ real engines


def drawn(*, filled: bool) -> Pixels:
    """A form with a table and a frame; Latin letters, since no other font can be relied upon."""
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    rows = (300, 390, 480, 570)
    for y in (*rows, 660, 1560):
        cv2.line(page, (110, y), (1130, y), 0, 2)
    for x, top, bottom in ((110, 300, 570), (400, 300, 570), (1130, 300, 570), (110, 660, 1560), (1130, 660, 1560)):
        cv2.line(page, (x, top), (x, bottom), 0, 2)
    _put(page, "Public comment form", 400, 160, 1.4)
    _put(page, "Please return this sheet to the city office", 120, 240, 0.8)
    for text, y in (("Name", 355), ("Address", 445), ("Phone number", 535)):
        _put(page, text, 130, y, 0.9)
    _put(page, "Your comments", 130, 640, 0.9)
    _put(page, "Comments by telephone are not accepted", 120, 1620, 0.8)
    _put(page, "We do not answer letters one by one", 120, 1670, 0.8)
    if filled:
        _put(page, "019-655-0123", 430, 538, 1.1)
        _put(page, "The park needs more trees and shade", 140, 740, 1.0)
        _put(page, "for children in the summer", 140, 800, 1.0)
    return page


def _put(page: Pixels, text: str, x: int, y: int, size: float) -> None:
    cv2.putText(page, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, size, 0, 2, cv2.LINE_AA)


def scanned(page: Pixels) -> Pixels:
    """A little askew, shifted, smaller, with noise."""
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), 1.1, 0.97)
    matrix[:, 2] += (9, -14)
    turned = cv2.warpAffine(page, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_AREA, borderValue=(255,))
    noise = np.random.default_rng(1).normal(0, 6, turned.shape)
    return np.asarray(np.clip(turned + noise, 0, 255), dtype=np.uint8)


@pytest.mark.engine
def test_a_form_is_learned_found_again_and_read(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blank, filled, other = (config / name for name in ("blank.png", "filled.png", "other.png"))
    Image.fromarray(drawn(filled=False)).save(blank, dpi=(DPI, DPI))
    Image.fromarray(scanned(drawn(filled=True))).save(filled, dpi=(DPI, DPI))
    letter = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for i in range(8):
        _put(letter, "The park needs more trees and shade", 130, 200 + 60 * i, 1.0)
    Image.fromarray(letter).save(other, dpi=(DPI, DPI))
    (config / "settings.toml").write_text('[reading]\nreaders = ["ppocr"]\n', encoding="utf-8")

    assert forms(config, "learn", str(blank), "--id", "comment") == ExitCode.OK
    told = capsys.readouterr()
    assert "様式「comment」を保存しました" in told.out
    assert told.err == ""
    (form,) = load_forms(config)
    fields = {str(kind): field.box for field in form.pages[0].fields for kind in field.kinds}
    assert set(fields) == {"name", "address", "phone", "opinion"}
    assert fields["phone"] == pytest.approx((67.9, 81.4, 191.2, 96.4), abs=1.0), "mm of the cell beside the label"
    assert form.title == "Public comment form"
    assert check(config) == ()
    assert "# 記入欄" in (config / "forms" / "comment.toml").read_text(encoding="utf-8")
    assert tomllib.loads((config / "forms" / "comment.toml").read_text(encoding="utf-8"))["id"] == "comment"

    pictures = config / "pictures"
    assert forms(config, "check", str(filled), "--picture", str(pictures)) == ExitCode.OK
    assert "filled.png 1ページ: 様式「comment」の 1 枚目" in capsys.readouterr().out
    assert (pictures / "filled-1.png").stat().st_mode & 0o077 == 0, "what people wrote is nobody else's"
    picture = cv2.imread(str(pictures / "filled-1.png"))
    assert picture is not None
    assert ((picture[:, :, 0] > 150) & (picture[:, :, 2] < 60)).sum() > 1000, "fields are drawn in blue"
    assert forms(config, "check", str(other)) == ExitCode.ATTENTION
    assert "other.png 1ページ: 該当する様式はありません" in capsys.readouterr().out

    run(["--config", str(config), "read", str(filled), "--json", "--workers", "1"])
    read = capsys.readouterr().out
    assert '"value": "019-655-0123"' in read
    assert "telephone are not accepted" not in read
    assert "Please return" not in read


def dotted(scale: float) -> Pixels:
    """A form whose places are dotted lines, at some scale; there are more of these than lines of print."""
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    _put(page, "Public comment form", 400, 160, 1.4)
    for text, y in (("Name", 300), ("Address", 410), ("Phone number", 520)):
        _put(page, text, 130, y, 0.9)
        _dots(page, 420, 1110, y)
    _put(page, "Your comments", 130, 640, 0.9)
    for y in range(720, 1560, 70):
        _dots(page, 130, 1110, y)
    _put(page, "Please return this sheet to the city office", 120, 1670, 0.8)
    size = round(WIDTH * scale), round(HEIGHT * scale)
    return np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _dots(page: Pixels, left: int, right: int, y: int) -> None:
    for x in range(left, right, 16):
        cv2.circle(page, (x, y), 3, (0,), -1)


@pytest.mark.engine
@pytest.mark.parametrize("scale", [0.8, 1.5])
def test_dotted_lines_do_not_turn_a_form_upside_down(config: Path, scale: float) -> None:
    (config / "settings.toml").write_text('[reading]\nreaders = ["ppocr"]\n', encoding="utf-8")
    found = []
    for way, turns in (("upright", 0), ("headlong", 2)):
        blank = config / f"{way}.png"
        Image.fromarray(np.rot90(dotted(scale), turns)).save(blank, dpi=(DPI * scale, DPI * scale))
        forms(config, "learn", str(blank))
        (form,) = (form for form in load_forms(config) if form.id == way)
        found.append([printed.text for printed in form.pages[0].printed])
    assert [lines[0].replace(" ", "") for lines in found] == ["Publiccommentform"] * 2, "the title stands at the top"


@pytest.mark.engine
def test_a_person_says_which_way_up_a_form_is(
    config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "CLEAR", 1.0)
    (config / "settings.toml").write_text('[reading]\nreaders = ["ppocr"]\n', encoding="utf-8")
    blank = config / "blank.png"
    Image.fromarray(np.rot90(drawn(filled=False), 2)).save(blank, dpi=(DPI, DPI))
    forms(config, "learn", str(blank))
    told = capsys.readouterr().err
    assert "1枚目の上下の向きがはっきりしません。時計回りに 180 度" in told
    assert "--rotate 0 --force" in told
    (right,) = load_forms(config)

    forms(config, "learn", str(blank), "--rotate", "180", "--force")
    assert "はっきりしません" not in capsys.readouterr().err, "whoever says so is believed"
    assert load_forms(config)[0].pages[0].printed == right.pages[0].printed
    assert forms(config, "learn", str(blank), "--rotate", "45", "--force") == ExitCode.USAGE
    assert "270" in capsys.readouterr().err


def test_which_way_up_is_doubtful() -> None:
    assert learning.Turned(180, 0.06).doubtful
    assert learning.Turned(180, 0.06).other == 0
    assert not learning.Turned(0, 0.49).doubtful
    assert learning.Turned(270, 0.0).other == 90


@pytest.mark.engine
def test_a_blank_sheet_is_no_form(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blank = config / "blank.png"
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    _put(page, "Comments", 130, 200, 1.0)
    Image.fromarray(page).save(blank, dpi=(DPI, DPI))
    assert forms(config, "learn", str(blank)) == ExitCode.INPUT
    assert "様式の 1 枚目に印刷された行が少なすぎて" in capsys.readouterr().err
    assert not (config / "forms").exists()
