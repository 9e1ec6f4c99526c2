"""What the tests of the web room share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.web import passwords
from ocr_intake.web.site import Site
from tests.web.site import QUICK, SUPERVISOR, Browser, SiteClock, signed_in, site_at


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", QUICK)


@pytest.fixture
def clock() -> SiteClock:
    return SiteClock()


@pytest.fixture
def site(tmp_path: Path, clock: SiteClock) -> Iterator[Site]:
    with site_at(tmp_path, clock) as made:
        yield made


@pytest.fixture
def stranger(site: Site) -> Browser:
    return Browser(site)


@pytest.fixture
def clerk(site: Site) -> Browser:
    return signed_in(site)


@pytest.fixture
def supervisor(site: Site) -> Browser:
    return signed_in(site, SUPERVISOR)
