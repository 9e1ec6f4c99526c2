"""The demo from its script, as CI and a clerk run it: twice, without a terminal, with a file that cannot be read."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("script", sorted((ROOT / "scripts").glob("*.sh")), ids=lambda path: path.name)
def test_scripts_parse(script: Path) -> None:
    subprocess.run(["/bin/bash", "-n", str(script)], check=True)
    assert os.access(script, os.X_OK)


@pytest.mark.engine
@pytest.mark.skipif(
    not (ROOT / ".venv" / "bin" / "ocr-intake").exists(), reason="the script uses what make setup makes"
)
def test_a_second_run_of_the_demo_reads_nothing(tmp_path: Path) -> None:
    samples = tmp_path / "見本 の紙"
    samples.mkdir()
    for name in ("FAX00175.pdf", "FAX00199.pdf"):
        shutil.copy(ROOT / "samples" / name, samples)
    first, second = (demo(tmp_path / "demo work", samples) for _ in range(2))
    assert "--channel fax" in first
    assert "--channel post" not in first
    assert "FAX00199.pdf: データが途中で切れています。" in first
    for output in (first, second):
        assert "S0001  FAX00175.pdf（1ページ）  ファクス（2021-09-10 受付）" in output
        assert "1件を表示しました" in output
        assert "ファイル: 2件（読み取り済み 1、読み取り待ち 0、取り込めないもの 1）。ほかに重複 0件" in output
        assert "review --workspace" in output
        assert "export --workspace" in output
    assert "前回すべて読み取っている" in second
    assert " ingest " not in second


def demo(workspace: Path, samples: Path) -> str:
    done = subprocess.run(
        [str(ROOT / "scripts" / "demo.sh"), str(workspace), str(samples)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
