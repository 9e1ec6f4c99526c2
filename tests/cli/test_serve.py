"""``serve``: a real server on a real socket, from its first word to its last."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from ocr_intake.model.accounts import Role
from ocr_intake.store import Workspace
from tests.store.builders import submission, workspace_with
from tests.web.site import CLERK, PASSWORD, hashed

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with workspace_with(tmp_path, submission()) as workspace:
        workspace.accounts.add(CLERK, Role.CLERK, hashed(), by="係員C")
    return tmp_path / "workspace"


@contextmanager
def served(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The running program, and the address that it told."""
    command = [sys.executable, "-m", "ocr_intake", "serve", "--workspace", str(folder), "--port", "0", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "LANG": "C.UTF-8"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, env=environment, cwd=folder) as running:
        try:
            assert running.stdout is not None
            line = running.stdout.readline().decode()
            address = re.search(r"https?://(\S+?)/", line)
            assert address, line
            yield running, address[1]
        finally:
            if running.poll() is None:
                running.kill()


def ask(
    address: str, method: str, path: str, body: str = "", context: ssl.SSLContext | None = None, **headers: str
) -> http.client.HTTPResponse:
    host, _, port = address.rpartition(":")
    made = (
        http.client.HTTPConnection(host, int(port), timeout=20)
        if context is None
        else http.client.HTTPSConnection(host, int(port), timeout=20, context=context)
    )
    sent = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    made.request(method, path, body.encode() or None, {**sent, **{k.replace("_", "-"): v for k, v in headers.items()}})
    response = made.getresponse()
    response.read()
    made.close()
    return response


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_silently_until_it_is_told_to_end(folder: Path, end: signal.Signals) -> None:
    with served(folder) as (running, address):
        assert ask(address, "GET", "/").getheader("location") == "/sign-in"
        assert ask(address, "GET", "/sign-in", Host="evil.example").status == 400
        assert ask(address, "GET", "/static/../app.py").status == 404
        assert ask(address, "GET", "/static/../supervisor").status == 404
        form = urlencode({"name": CLERK, "password": PASSWORD})
        answer = ask(address, "POST", "/sign-in", form, Origin=f"http://{address}")
        assert answer.status == 303
        cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
        assert ask(address, "GET", "/", Cookie=cookie).status == 200
        assert ask(address, "GET", "/pages/1/1.png", Cookie=cookie).status == 200
        with socket.create_connection(tuple(address.split(":")), timeout=20) as odd:  # type: ignore[arg-type]
            odd.sendall("見本 太郎\r\n\r\n".encode())
            odd.recv(1000)
        running.send_signal(end)
        out, err = running.communicate(timeout=30)
    assert running.returncode == ExitCode.OK
    assert out.decode().strip() == "終了しました。"
    assert not [text for text in (CLERK, PASSWORD, "見本", "/pages", cookie) if text in err.decode()]
    assert "Traceback" not in err.decode()


def test_with_a_certificate_it_speaks_tls(folder: Path, tmp_path: Path) -> None:
    certificate, key = made_certificate(tmp_path)
    options = ("--certificate", str(certificate), "--key", str(key))
    with served(folder, *options) as (running, address):
        context = ssl.create_default_context(cafile=str(certificate))
        context.check_hostname = False
        assert ask(address, "GET", "/sign-in", context=context).status == 200
        with pytest.raises((http.client.HTTPException, OSError)):
            ask(address, "GET", "/sign-in")
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=30)
    assert running.returncode == ExitCode.OK


def made_certificate(folder: Path) -> tuple[Path, Path]:
    """One for 127.0.0.1, made by openssl."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    made = subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-subj", "/CN=127.0.0.1", "-days", "2", "-keyout", str(key), "-out", str(certificate)),
        ],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("openssl makes no certificate here")
    return certificate, key


class TestRefusals:
    """What cannot be served is said before anything is opened."""

    def test_nobody_could_sign_in(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        workspace_with(tmp_path, submission()).close()
        assert run(["serve", "--workspace", str(tmp_path / "workspace"), "--port", "0"]) == ExitCode.USAGE
        assert "account add" in capsys.readouterr().err

    def test_everybody_is_disabled(self, folder: Path) -> None:
        with Workspace.open(folder) as workspace:
            workspace.accounts.set_disabled(CLERK, disabled=True, by="係員C")
        assert run(["serve", "--workspace", str(folder), "--port", "0"]) == ExitCode.USAGE

    def test_the_port_is_taken(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            assert run(["serve", "--workspace", str(folder), "--port", str(port)]) == ExitCode.USAGE
        assert str(port) in capsys.readouterr().err

    def test_half_a_pair(self, folder: Path, tmp_path: Path) -> None:
        assert run(["serve", "--workspace", str(folder), "--certificate", str(tmp_path / "c.pem")]) == ExitCode.USAGE

    def test_what_is_no_certificate(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "c.pem").write_text("no certificate")
        pair = ["--certificate", str(tmp_path / "c.pem"), "--key", str(tmp_path / "c.pem")]
        assert run(["serve", "--workspace", str(folder), "--port", "0", *pair]) == ExitCode.USAGE

    def test_others_without_a_certificate_are_warned_of(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("ocr_intake.web.serve.serve", lambda *_, **__: None)
        assert run(["serve", "--workspace", str(folder), "--host", "0.0.0.0"]) == ExitCode.OK  # noqa: S104
        assert "証明書がありません" in capsys.readouterr().err
        assert run(["serve", "--workspace", str(folder), "--host", "::1"]) == ExitCode.OK
        assert capsys.readouterr().err == ""
