"""The commands on a workspace whose database is a server's: named by the configuration, used, backed up."""

import io
import json
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from tests.postgres import Server
from tests.store.builders import submission, url_of, workspace_with

Told = pytest.CaptureFixture[str]


def settings(folder: Path, url: str) -> list[str]:
    """A configuration that names a database."""
    folder.mkdir(exist_ok=True)
    (folder / "settings.toml").write_text(f'[database]\nurl = "{url}"\n')
    return ["--config", str(folder)]


def test_the_configuration_names_the_database(server: Server, tmp_path: Path, capsys: Told) -> None:
    url = server.database()
    config, where = settings(tmp_path / "config", url), ["--workspace", str(tmp_path / "workspace")]
    said = tmp_path / "said.json"
    said.write_text(json.dumps({"name": "見本 太郎", "opinions": ["窓口を増やしてほしい。"]}))
    add = ["add", "--consultation", "morioka-dx-2021", "--channel", "post", "--received", "2021-09-01"]
    assert run([*config, *add, "--values", str(said), *where]) == ExitCode.OK, capsys.readouterr().err
    assert url_of(tmp_path / "workspace") == url
    assert server.psql(url, "SELECT count(*) FROM submissions") == "1"
    assert not (tmp_path / "workspace" / "intake.db").exists()
    capsys.readouterr()
    other = ["--workspace", str(tmp_path / "other")]
    assert run([*config, *add, "--values", str(said), *other]) == ExitCode.WORKSPACE
    assert "別の作業フォルダーのもの" in capsys.readouterr().err, "one workspace, one database"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://intake:geheim@db/intake", ".pgpass"),
        ("postgresql://intake@db/intake?password=geheim", ".pgpass"),
        ("mysql://intake:geheim@db/intake", "postgresql://利用者@サーバー/データベース"),
        ("postgresql+psycopg2://intake@db/geheim", "postgresql://利用者@サーバー/データベース"),
        ("postgresql://intake@db", "postgresql://利用者@サーバー/データベース"),
        ("postgresql://[geheim/x", "postgresql://利用者@サーバー/データベース"),
        ("geheim", "postgresql://利用者@サーバー/データベース"),
    ],
)
def test_a_url_that_will_not_do_is_said_and_not_repeated(tmp_path: Path, capsys: Told, url: str, said: str) -> None:
    assert run([*settings(tmp_path / "config", url), "config", "check"]) == ExitCode.CONFIG
    told = capsys.readouterr()
    assert "database.url" in told.err
    assert said in told.err
    assert "geheim" not in told.err + told.out


@pytest.mark.parametrize(
    "url",
    [
        "",
        "postgresql:///intake",
        "postgresql://intake@db.example.lg.jp:5433/intake?sslmode=verify-full",
        "postgresql+psycopg:///?service=intake",
    ],
)
def test_a_url_that_will_do(tmp_path: Path, url: str) -> None:
    assert run([*settings(tmp_path / "config", url), "config", "check"]) == ExitCode.OK


@pytest.mark.usefixtures("served")
def test_a_day_on_a_server(tmp_path: Path, server: Server, capsys: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    with workspace_with(tmp_path, submission(), submission()) as workspace:
        pass
    where = ["--workspace", str(workspace.path)]
    assert run(["status", "--deep", *where]) in {ExitCode.OK, ExitCode.ATTENTION}
    assert run(["show", *where]) == ExitCode.OK
    assert run(["show", "S0001", *where]) == ExitCode.OK
    assert "見本 太郎" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"A\nA\nq\n")))
    assert run(["review", "--plain", "--reviewer", "点検 花子", *where]) == ExitCode.OK
    accepted = "SELECT count(*) FROM submission_decisions WHERE decision = 'accepted'"
    assert server.psql(url_of(workspace.path), accepted) == "2"
    assert run(["export", "--out", str(tmp_path / "out"), *where]) == ExitCode.OK
    assert run(["verify", *where]) == ExitCode.OK
    capsys.readouterr()
    target, again, empty = str(tmp_path / "backup"), str(tmp_path / "again"), server.database()
    assert run(["backup", target, *where]) == ExitCode.OK
    head = capsys.readouterr().out.splitlines()[-1].rpartition(" ")[2]
    assert run(["verify", "--workspace", target]) == ExitCode.OK
    assert "作ったときのまま" in capsys.readouterr().out
    assert run(["status", "--workspace", target]) == ExitCode.WORKSPACE
    assert run(["restore", target, "--workspace", again]) == ExitCode.USAGE
    assert "--database" in capsys.readouterr().err
    assert run(["restore", target, "--workspace", again, "--database", empty]) == ExitCode.OK
    assert run(["verify", "--workspace", again, "--head", head]) == ExitCode.OK
    assert run(["purge", "--consultation", "dx", "--yes", *where]) == ExitCode.OK


def test_without_pg_dump_it_says_what_to_do(
    served: Server, tmp_path: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workspace_with(tmp_path, submission()) as workspace:
        pass
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run(["backup", str(tmp_path / "backup"), "--workspace", str(workspace.path)]) == ExitCode.MISSING_TOOL
    assert "apt install postgresql-client" in capsys.readouterr().err
    assert not (tmp_path / "backup").exists()


def test_doctor_looks_for_what_it_takes(tmp_path: Path, capsys: Told) -> None:
    run(["doctor", "--json"])
    assert "pg_dump" not in capsys.readouterr().out
    run([*settings(tmp_path / "config", "postgresql:///intake"), "doctor", "--json"])
    names = [finding["name"] for finding in json.loads(capsys.readouterr().out)["findings"]]
    assert names[-3:] == ["psycopg", "pg_dump", "pg_restore"]
