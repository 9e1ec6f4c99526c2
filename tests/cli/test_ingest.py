"""``ingest``: a stack of files into a workspace, told in sentences, with exit codes that scripts can build on."""

import getpass
import os
import signal
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.cli.ingest_progress import Bar, Lines, Pace, duration, shown
from ocr_intake.cli.ingest_tools import login_name, stopping, workspace_folder
from ocr_intake.errors import ExitCode
from ocr_intake.i18n import LANGUAGES, Language, catalogue
from ocr_intake.model.fields import FlagCode
from ocr_intake.model.pages import Channel
from ocr_intake.pipeline.progress import Progress
from ocr_intake.store import Workspace
from tests.pipeline import fakes
from tests.pipeline.fakes import HerePool, picture

DX = ["--consultation", "morioka-dx-2021", "--channel", "fax", "--received", "2021-09-01"]


@pytest.fixture(autouse=True)
def pools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[HerePool]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OCR_INTAKE_WORKSPACE", raising=False)
    return fakes.take_the_engines_place(monkeypatch, tmp_path)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    picture(folder / "a.tif", fakes.FINE, fakes.BLANK)
    picture(folder / "b.png", fakes.FINE, shade=1)
    (folder / "c.pdf").write_bytes(b"%PDF-1.4 cut off")
    (folder / "copy.png").write_bytes((folder / "b.png").read_bytes())
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


def test_a_stack_is_taken_in(inbox: Path, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ingest", str(inbox), *DX, "--operator", "係員A"]) == ExitCode.ATTENTION
    captured = capsys.readouterr()
    assert captured.out.splitlines() == [
        "取り込みが終わりました。",
        "ファイル 4件のうち 2件を読み取りました（3ページ）。",
        "提出: 2件（うち要確認 2件）",
        "以前に取り込んだものと同じファイルのため、読み取らなかったもの: 1件",
        "  - copy.png",
        "取り込めなかったもの: 1件",
        "  - c.pdf: データが途中で切れています。一部だけを読み取ることはしません。スキャンや転送をやり直してください。",
        "白紙とみなしたページ: 1ページ",
        "  - a.tif: 2ページ",
        "次は「ocr-intake review」で、内容を点検してください。",
    ]
    assert "3ページを読み取ります。" in captured.err.splitlines()
    with Workspace.open(workspace) as opened:
        (first, second) = opened.submissions()
        assert (first.consultation, first.channel, first.received) == (
            "morioka-dx-2021",
            Channel.FAX,
            date(2021, 9, 1),
        )
        assert (first.file_name, second.file_name) == ("a.tif", "b.png")
        assert opened.audit_trail()[0].by == "係員A"
        assert opened.ledger(deep=True).balances
    assert list((workspace / "scratch").iterdir()) == []


def test_without_options_it_is_today_and_the_login_name(inbox: Path, workspace: Path) -> None:
    run(["ingest", str(inbox), *DX[:4]])
    with Workspace.open(workspace) as opened:
        made = next(opened.submissions())
        assert abs((date.today() - made.received).days) <= 1  # noqa: DTZ011 - the clerk's own calendar
        assert [flag.code for flag in made.flags] == [FlagCode.LATE]
        assert opened.audit_trail()[0].by == login_name()


@pytest.mark.parametrize("text", ["2021/09/01", "令和3年9月1日", "Ｒ３．９．１", "20210901"])
def test_the_day_is_understood_as_people_type_it(inbox: Path, workspace: Path, text: str) -> None:
    run(["ingest", str(inbox), *DX[:4], "--received", text])
    with Workspace.open(workspace) as opened:
        assert next(opened.submissions()).received == date(2021, 9, 1)


def test_a_day_before_the_consultation_is_told_and_taken(
    inbox: Path, workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["ingest", str(inbox), *DX[:4], "--received", "2021-06-01"])
    assert "意見募集の開始日" in capsys.readouterr().err
    with Workspace.open(workspace) as opened:
        assert next(opened.submissions()).received == date(2021, 6, 1)


def test_ctrl_c_says_how_to_go_on(
    inbox: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    read = HerePool.read

    def read_one(self: HerePool, jobs: object) -> Iterator[object]:
        for number, answer in enumerate(read(self, jobs)):  # type: ignore[arg-type]
            yield answer
            if number == 0:
                os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(HerePool, "read", read_one)
    assert run(["ingest", str(inbox), *DX]) == ExitCode.INTERRUPTED
    told = capfd.readouterr()
    assert "もう一度 Ctrl-C を押すと、すぐに止まります。" in told.err
    assert "同じコマンドを実行すると、続きから処理します。" in told.out
    monkeypatch.setattr(HerePool, "read", read)
    assert run(["ingest", str(inbox), *DX]) == ExitCode.ATTENTION
    assert "取り込みが終わりました。" in capfd.readouterr().out
    with Workspace.open(Path("workspace")) as opened:
        assert opened.ledger().submissions.total == 2


def test_ctrl_c_twice_stops_at_once() -> None:
    before = signal.getsignal(signal.SIGINT)

    def twice() -> None:
        with stopping() as stop:
            os.kill(os.getpid(), signal.SIGINT)
            assert stop.wait(5)
            os.kill(os.getpid(), signal.SIGINT)
            threading.Event().wait(5)

    with pytest.raises(KeyboardInterrupt):
        twice()
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere.tif", *DX], ExitCode.INPUT, "「nowhere.tif」が見つかりません"),
        (["inbox", "--consultation", "nosuch", *DX[2:]], ExitCode.CONFIG, "意見募集「nosuch」の設定が見つかりません"),
        (["inbox", *DX[:2], "--channel", "web"], ExitCode.USAGE, "指定できるもの: post, fax, hand"),
        (["inbox", *DX[:4], "--received", "9/1"], ExitCode.USAGE, "--received の日付「9/1」が分かりません"),
        (["inbox", *DX[:4], "--received", "2999-09-01"], ExitCode.USAGE, "まだ来ていません"),
        (["inbox", *DX[:4], "--received", "平成23年9月1日"], ExitCode.USAGE, "年や元号を確かめてください"),
        (["inbox", *DX[2:]], ExitCode.USAGE, "--consultation を指定してください"),
        (["empty", *DX], ExitCode.INPUT, "ファイルがありません"),
        (["inbox/c.pdf", *DX], ExitCode.INPUT, ""),
        (["inbox", *DX, "--workspace", "busy"], ExitCode.WORKSPACE, "「busy」には作業フォルダーを作成できません"),
    ],
)
def test_mistakes(
    inbox: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: ExitCode, said: str
) -> None:
    (tmp_path / "busy").mkdir()
    (tmp_path / "empty").mkdir()
    (tmp_path / "busy" / "letter.txt").touch()
    assert run(["ingest", *arguments]) == code
    assert said in capsys.readouterr().err


def test_a_channel_that_the_consultation_does_not_take(
    inbox: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from ocr_intake.config import shipped_config_dir

    text = (shipped_config_dir() / "consultations" / "morioka-dx-2021.toml").read_text(encoding="utf-8")
    (tmp_path / "own" / "consultations").mkdir(parents=True)
    changed = text.replace('channels = ["post", "fax", "hand"]', 'channels = ["post"]')
    (tmp_path / "own" / "consultations" / "morioka-dx-2021.toml").write_text(changed, encoding="utf-8")
    assert run(["--config", "own", "ingest", str(inbox), *DX]) == ExitCode.USAGE
    assert "fax での提出を受け付けていません。指定できるもの: post" in capsys.readouterr().err
    assert not (tmp_path / "workspace").exists()


def test_where_the_workspace_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert workspace_folder(None) == Path("workspace")
    monkeypatch.setenv("OCR_INTAKE_WORKSPACE", "/somewhere")
    assert workspace_folder(None) == Path("/somewhere")
    assert workspace_folder(Path("here")) == Path("here")


def test_a_user_without_a_name_has_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise OSError("No username set in the environment")

    monkeypatch.setattr(getpass, "getuser", unknown)
    assert login_name() == f"uid{os.getuid()}"


# ----------------------------------------------------------------------------------------------------------- progress


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_pace() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.begin(10)
    assert str(pace) == "毎分0.0ページ"
    clock.now += 30
    pace.done = 5
    assert (pace.per_minute, pace.seconds_left) == (10.0, 30.0)
    assert str(pace) == "毎分10.0ページ 残り約30秒"
    pace.done = 10
    assert pace.seconds_left is None


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "1秒"), (89, "89秒"), (91, "2分"), (3000, "50分"), (3700, "1時間2分"), (7199, "2時間0分")]
)
def test_durations(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_lines_come_now_and_then() -> None:
    clock, said = Clock(), list[str]()
    lines: Progress = Lines(said.append, clock)
    lines.begin(100)
    for _ in range(100):
        clock.now += 3
        lines.page()
    assert said[0] == "100ページを読み取ります。"
    assert said[1] == "4/100ページ 毎分20.0ページ 残り約5分"
    assert said[-1] == "100/100ページ 毎分20.0ページ"
    assert len(said) == 26


def test_a_bar_in_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with shown(bar=True) as display:
        assert isinstance(display, Bar)
        display.file()
        display.begin(2)
        display.page()
        display.say("お知らせ")
        display.page()
    drawn = capsys.readouterr()
    assert "お知らせ" in drawn.err
    assert "2/2ページ 毎分" in drawn.err
    assert drawn.out == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_flag_has_its_text(lang: Language) -> None:
    texts = catalogue(lang)
    assert {key.removeprefix("flags.") for key in texts if key.startswith("flags.")} == set(FlagCode)
    assert not any("{" in texts[f"flags.{code}"] for code in FlagCode), "a flag may come without details"


def test_a_refused_file_given_again_is_refused_again(inbox: Path, capsys: pytest.CaptureFixture[str]) -> None:
    again = ["ingest", str(inbox / "b.png"), str(inbox / "c.pdf"), *DX]
    assert run(again) == ExitCode.ATTENTION
    first = capsys.readouterr().out
    assert run(again) == ExitCode.ATTENTION
    second = capsys.readouterr().out
    refused = [line for line in first.splitlines() if line.startswith("  - c.pdf: ")]
    assert len(refused) == 1
    assert refused[0] in second.splitlines()
    assert run(["ingest", str(inbox / "c.pdf"), *DX]) == ExitCode.INPUT


@pytest.mark.parametrize("workspace", ["inbox", "."])
def test_the_scanned_folder_is_no_workspace(inbox: Path, capsys: pytest.CaptureFixture[str], workspace: str) -> None:
    for command in (["ingest", str(inbox)], ["watch", str(inbox)]):
        assert run([*command, *DX[:4], "--workspace", workspace]) == ExitCode.USAGE
        told = capsys.readouterr()
        assert "別のフォルダーを指定してください" in told.err
        assert told.out == ""
    assert not list(inbox.parent.rglob("workspace.toml"))


def test_named_files_come_in_natural_order(tmp_path: Path) -> None:
    """A shell puts scan10 before scan2."""
    paths = [str(picture(tmp_path / f"scan{number}.png", fakes.FINE, shade=number)) for number in (10, 2, 1)]
    run(["ingest", *paths, *DX])
    with Workspace.open(Path("workspace")) as opened:
        assert [made.file_name for made in opened.submissions()] == ["scan1.png", "scan2.png", "scan10.png"]
