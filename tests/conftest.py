"""What every test shares: a known language, and nothing of the machine's own settings."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres import Server

# The same examples each time: a change is judged by what it does, not by luck. OCR_INTAKE_RANDOM=1 looks for new ones.
settings.register_profile("same", derandomize=True)
settings.register_profile("random")
settings.load_profile("random" if os.environ.get("OCR_INTAKE_RANDOM") else "same")

# On a busy machine threads that wait for each other make fitting a calibration twenty times slower.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Japanese, shipped configuration, no colour and a fixed width, whatever the developer's shell says."""
    for name in ("OCR_INTAKE_LANG", "OCR_INTAKE_CONFIG", "FORCE_COLOR", "CLICOLOR_FORCE", "PY_COLORS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages in English for one test."""
    monkeypatch.setenv("OCR_INTAKE_LANG", "en")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test of what SQLite alone has is not run on a server as well, where its module is."""
    of_sqlite = [
        item
        for item in items
        if item.get_closest_marker("sqlite") is not None
        and getattr(item, "callspec", None) is not None
        and item.callspec.params.get("backend") == "postgresql"  # type: ignore[attr-defined]
    ]
    config.hook.pytest_deselected(items=of_sqlite)
    items[:] = [item for item in items if item not in of_sqlite]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server. Where none can be started the tests that need one are skipped; in CI they fail."""
    from tests.postgres import NoServerError, Server

    try:
        started = Server()
    except NoServerError as error:
        if os.environ.get("OCR_INTAKE_TESTS"):
            raise
        pytest.skip(f"no PostgreSQL server here: {error}")
    yield started
    started.end()


@pytest.fixture(autouse=True)
def _databases_of_one_test_go(request: pytest.FixtureRequest) -> Iterator[None]:
    """Those that the test or its own fixtures made; a module's stay."""
    on_file = (
        getattr(request.node, "callspec", None) is not None and request.node.callspec.params.get("backend") == "sqlite"
    )
    if on_file or not {"backend", "served"} & set(request.fixturenames):
        yield
        return
    server: Server = request.getfixturevalue("server")
    before = tuple(server.copies)
    yield
    server.drop_copies(before)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each test of a module once with SQLite and once with a server."""
    from tests.store.builders import on_server

    if request.param == "sqlite":
        yield "sqlite"
        return
    with on_server(request.getfixturevalue("server")):
        yield "postgresql"


@pytest.fixture(scope="module")
def served(server: Server) -> Iterator[Server]:
    """Each test of a module with a server."""
    from tests.store.builders import on_server

    with on_server(server):
        yield server
