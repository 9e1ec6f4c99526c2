"""Letters to whoever sent something: what stands in them, where they are written, what is refused."""

import stat
from datetime import date
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.config import check, shipped_config_dir
from ocr_intake.errors import ExitCode
from ocr_intake.review.letters import _day
from tests.store.builders import submission, workspace_with

CONSULTATION = "morioka-dx-2021"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = (submission(phone=None), submission(), submission(name=None, organization=None))
    workspace_with(tmp_path, *made, consultation=CONSULTATION).close()
    return tmp_path / "workspace"


def letter(folder: Path, *arguments: str, config: Path | None = None) -> ExitCode:
    own = [] if config is None else ["--config", str(config)]
    return ExitCode(run([*own, "letter", *arguments, "--workspace", str(folder)]))


def test_what_is_missing_is_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert letter(folder, "S0001", "--deadline", "2021-09-30") is ExitCode.OK
    text = capsys.readouterr().out
    assert "見本 太郎 様" in text
    assert "〒020-8530" in text
    assert "　　電話番号\n" in text
    assert "令和3年9月30日までに" in text
    assert "令和3年9月1日に郵送で" in text
    assert "S0001" in text
    assert "$" not in text


def test_it_is_written_for_its_owner_alone_and_never_over_another(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "letter.txt"
    assert letter(folder, "S0001", "--output", str(target)) is ExitCode.OK
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    before = target.read_text(encoding="utf-8")
    target.write_text("another letter", encoding="utf-8")
    assert letter(folder, "S0001", "--output", str(target)) is ExitCode.INPUT
    assert target.read_text(encoding="utf-8") == "another letter"
    assert letter(folder, "S0001", "--output", str(target), "--overwrite") is ExitCode.OK
    assert target.read_text(encoding="utf-8") == before
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert letter(folder, "S0001", "--output", str(tmp_path / "none" / "letter.txt")) is ExitCode.INPUT


def test_a_page_to_print(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "letter.html"
    template = ("--template", "fujuri", "--html", "--output", str(target))
    assert letter(folder, "S0002", *template) is ExitCode.OK
    page = target.read_text(encoding="utf-8")
    window = '<div class="window">〒020-8530<br>岩手県盛岡市内丸12番2号<br>見本 太郎 様</div>'
    assert window in page
    assert page.count("見本 太郎") == 1
    assert "size: A4" in page
    assert "http" not in page
    assert "url(" not in page


def test_what_was_read_is_no_markup(tmp_path: Path) -> None:
    workspace_with(tmp_path, submission(name="<script>x</script>"), consultation=CONSULTATION).close()
    target = tmp_path / "letter.html"
    asked = ("--missing", "<b>署名</b>", "--html", "--output", str(target))
    assert letter(tmp_path / "workspace", "S0001", *asked) is ExitCode.OK
    page = target.read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;b&gt;署名" in page


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("S0002",), ExitCode.INPUT, "--missing"),
        (("S0003",), ExitCode.INPUT, "提出者が分からない"),
        (("S0009",), ExitCode.INPUT, "S0009"),
        (("S0001", "--template", "../settings"), ExitCode.CONFIG, "fujuri, hosei"),
        (("S0001", "--deadline", "soon"), ExitCode.USAGE, "--deadline"),
    ],
)
def test_what_makes_no_letter(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: ExitCode, told: str
) -> None:
    assert letter(folder, *arguments) is code
    said = capsys.readouterr()
    assert told in said.err
    assert said.out == ""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    made = tmp_path / "config"
    (made / "letters").mkdir(parents=True)
    (made / "letters" / "orei.txt").write_text("${submitter} 様\n$address\n5$$です。\n", encoding="utf-8")
    return made


def test_a_template_of_the_citys_own(folder: Path, config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(config) == ()
    assert letter(folder, "S0002", "--template", "orei", config=config) is ExitCode.OK
    assert capsys.readouterr().out == "見本 太郎 様\n岩手県盛岡市内丸12番2号\n5$です。\n"


def test_names_that_no_letter_has_are_told_with_their_line(
    folder: Path, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (config / "letters" / "orei.txt").write_text("様\n${submiter} 様\n100$ です\n${}\n", encoding="utf-8")
    first, second, third = map(str, check(config))
    assert "2行目" in first
    assert "submitter" in first
    assert "3行目" in second
    assert "4行目" in third
    assert letter(folder, "S0002", "--template", "orei", config=config) is ExitCode.CONFIG
    assert "2行目" in capsys.readouterr().err


def test_the_shipped_templates_are_in_order() -> None:
    assert check(shipped_config_dir()) == ()


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2019, 5, 2), "令和元年5月2日"),
        (date(2026, 11, 29), "令和8年11月29日"),
        (date(2018, 1, 1), "2018年1月1日"),
    ],
)
def test_days_by_the_era(day: date, said: str) -> None:
    assert _day(day) == said
