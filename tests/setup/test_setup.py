"""The set-up script: what it tells, what it installs for whom, and what it says where a network is in its way.

Everything that it would call stands on a path of its own: nothing is installed, nothing is asked of a network.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BASH = shutil.which("bash") or "/bin/bash"

PYTHON = """#!/bin/sh
# an interpreter that makes environments with a pip that says what the test wants
case "$1" in
-c) exit 0 ;;
-m)
    if [ "$2" = venv ]; then
        mkdir -p "$3/bin"
        cp "$0" "$3/bin/python"
        printf '#!/bin/sh\\n# %s/%s/\\nexit 0\\n' "$(pwd -P)" "$3" >"$3/bin/pip"
        chmod +x "$3/bin/pip"
        exit 0
    fi
    for word in "$@"; do last=$word; done
    if [ "$2" = pip ] && [ -f "$last" ]; then cp "$last" "$CALLS/installed"; fi
    echo "$@" >>"$CALLS/pip"
    [ -z "$PIP_SAYS" ] || { echo "$PIP_SAYS" >&2; exit 1; }
    ;;
esac
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout with the set-up and what it looks into, and a PATH on which everything is there."""
    made, tools = tmp_path / "checkout", tmp_path / "tools" / "bin"
    (made / "scripts").mkdir(parents=True)
    (made / "ocr_intake").mkdir()
    tools.mkdir(parents=True)
    (tmp_path / "tools" / "share" / "poppler" / "cMap" / "Adobe-Japan1").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "setup.sh", made / "scripts")
    for name in ("requirements.lock", "pyproject.toml", "ocr_intake/__init__.py"):
        shutil.copy(ROOT / name, made / name)
    _script(tools / "python3", PYTHON)
    _script(tools / "tesseract", "#!/bin/sh\nprintf 'jpn\\njpn_vert\\n'\n")
    _script(tools / "fc-list", "#!/bin/sh\necho /fonts/gothic.ttf\n")
    for name in ("pdftoppm", "fc-match", "strace", "chromium"):
        _script(tools / name, "#!/bin/sh\n")
    return made


def _script(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def set_up(folder: Path, says: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    tools = folder.parent / "tools" / "bin"
    known = {"PATH": f"{tools}:/usr/bin:/bin", "CALLS": str(folder.parent), "PIP_SAYS": says, "HOME": str(folder)}
    return subprocess.run(
        [BASH, str(folder / "scripts" / "setup.sh")],
        env={"LANG": os.environ.get("LANG", "C.UTF-8"), **known, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def installed(folder: Path) -> set[str]:
    text = (folder.parent / "installed").read_text(encoding="utf-8")
    return set(re.findall(r"(?m)^([a-z0-9-]+)==", text))


def test_steps_are_told_in_japanese_and_english(folder: Path) -> None:
    done = set_up(folder)
    assert done.returncode == 0, done.stderr
    assert re.findall(r"［(\d)/3］", done.stdout) == ["1", "2", "3"]
    english = set_up(folder, OCR_INTAKE_LANG="en")
    assert re.findall(r"\[(\d)/3\] [A-Z]", english.stdout) == ["1", "2", "3"]
    assert not re.search(r"[ぁ-ん]", english.stdout)


def test_whoever_reads_papers_gets_no_more_than_that_needs(folder: Path) -> None:
    assert set_up(folder).returncode == 0
    small = installed(folder)
    assert {"onnxruntime", "sqlalchemy", "fastapi", "hatchling", "editables"} <= small
    assert not {"scikit-learn", "scipy", "matplotlib", "pytest", "mypy", "playwright", "hypothesis"} & small


@pytest.mark.parametrize("wish", ["OCR_INTAKE_ALL", "OCR_INTAKE_TESTS"])
def test_whoever_asks_gets_everything_and_keeps_it(folder: Path, wish: str) -> None:
    assert set_up(folder, **{wish: "1"}).returncode == 0
    assert {"scikit-learn", "matplotlib", "pytest", "onnxruntime"} <= installed(folder)
    (folder.parent / "pip").unlink()
    assert set_up(folder).returncode == 0
    assert not (folder.parent / "pip").exists(), "all is there: nothing is installed again"
    with (folder / "requirements.lock").open("a", encoding="utf-8") as lock:
        lock.write("# changed\n")
    assert set_up(folder).returncode == 0
    assert "scikit-learn" in installed(folder), "a new lock does not take away what somebody asked for"


def test_a_second_run_installs_nothing(folder: Path) -> None:
    assert set_up(folder).returncode == 0
    (folder.parent / "pip").unlink()
    assert set_up(folder).returncode == 0
    assert not (folder.parent / "pip").exists()
    assert set_up(folder, OCR_INTAKE_ALL="1").returncode == 0
    assert "scikit-learn" in installed(folder), "more is asked for than is there"


@pytest.mark.parametrize(
    ("says", "told", "english"),
    [
        (
            "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed'))",
            ["PIP_CERT=", "REQUESTS_CA_BUNDLE=", "pip config set global.cert", "情報システムの担当"],
            "CA certificate",
        ),
        (
            "ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 Proxy Authentication'))",
            ["HTTPS_PROXY=", "プロキシー"],
            "the proxy was not reached",
        ),
        ("Failed to establish a new connection: Temporary failure in name resolution", ["つながらず"], "no connection"),
        ("ERROR: something else", ["setup.log"], "tells more"),
    ],
)
def test_what_can_be_done_where_pip_fails(folder: Path, says: str, told: list[str], english: str) -> None:
    failed = set_up(folder, says)
    assert failed.returncode == 1
    assert all(each in failed.stderr for each in told)
    assert ("PIP_CERT" in failed.stderr) == ("CERTIFICATE" in says)
    assert english in set_up(folder, says, OCR_INTAKE_LANG="en").stderr
    assert not (folder / ".venv" / ".setup-stamp").exists(), "the next run tries again"
    assert set_up(folder).returncode == 0


def test_apt_behind_a_proxy(folder: Path) -> None:
    tools = folder.parent / "tools" / "bin"
    (tools / "fc-list").unlink()
    _script(tools / "fc-list", "#!/bin/sh\n")
    _script(tools / "id", "#!/bin/sh\necho 0\n")
    for name in ("apt-get", "apt-cache"):
        _script(tools / name, "#!/bin/sh\nexit 100\n")
    failed = set_up(folder)
    assert failed.returncode == 1
    assert "apt-get install -y --no-install-recommends fonts-ipafont-gothic" in failed.stderr
    assert "/etc/apt/apt.conf.d/95proxy" in failed.stderr
    assert 'Acquire::https::Proxy "http://' in failed.stderr
