"""Whatever the page's description allows to be asked is answered, by anybody, without an error and without a secret."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from ocr_intake.web.failures import SIGN_IN
from ocr_intake.web.site import Site
from tests.store.builders import VALUES
from tests.web.site import CLERK, SUPERVISOR, Browser, signed_in, site_at

FEW: Final = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("described")
    with site_at(folder) as made:
        yield made


def operations(browser: Browser) -> list[Any]:
    """Everything that the description names, with how to ask for it."""
    schema = schemathesis.openapi.from_dict(browser.app.openapi())  # type: ignore[attr-defined]
    return [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]


def ask(browser: Browser, case: Any, token: str) -> Any:  # noqa: ANN401 - schemathesis' own class, httpx's answer
    asked = case.as_transport_kwargs(base_url="http://localhost")
    asked["headers"] = {**{k: v for k, v in asked["headers"].items() if k.isascii()}, **browser.origin}
    if token:
        asked["headers"]["X-CSRF-Token"] = token
    asked.pop("cookies", None)
    return browser.request(asked.pop("method"), asked.pop("url"), **asked)


@pytest.mark.parametrize("name", [CLERK, SUPERVISOR])
def test_whoever_is_signed_in_gets_an_answer(site: Site, name: str) -> None:
    browser = signed_in(site, name)
    token = browser.token()
    every = operations(browser)
    assert every

    @FEW
    @given(st.data())
    def asked(data: st.DataObject) -> None:
        case = data.draw(data.draw(st.sampled_from(every)).as_strategy())
        response = ask(browser, case, token)
        assert response.status_code < 500, case.path
        assert "default-src 'none'" in response.headers["content-security-policy"]

    asked()


def test_nobody_else_gets_more_than_a_way_to_sign_in(site: Site) -> None:
    browser = Browser(site)
    every = operations(browser)

    @FEW
    @given(st.data())
    def asked(data: st.DataObject) -> None:
        case = data.draw(data.draw(st.sampled_from(every)).as_strategy())
        response = ask(browser, case, "")
        assert response.status_code in {303, 401}
        assert response.headers.get("location", SIGN_IN) == SIGN_IN
        assert not [value for value in VALUES.values() if value in response.text]

    asked()
