"""What every request passes (who may go where, by which name, with which token, how large), and every answer says."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from fastapi import FastAPI, HTTPException
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import Mount

from ocr_intake.review import Review
from ocr_intake.store import StaleEditError
from ocr_intake.web.failures import SIGN_IN
from ocr_intake.web.security import LARGEST_BODY
from ocr_intake.web.signed import Person, Signed
from ocr_intake.web.site import Site
from tests.store.builders import PNG, VALUES
from tests.web.site import CLERK, PASSWORD, SUPERVISOR, Browser, signed_in, site_at

ANYBODY, A_CLERK, A_SUPERVISOR = "anybody", "a clerk", "a supervisor"

ROUTES: Final = {
    ("GET", "/"): A_CLERK,
    ("GET", "/sign-in"): ANYBODY,
    ("POST", "/sign-in"): ANYBODY,
    ("POST", "/sign-out"): A_CLERK,
    ("GET", "/pages/{submission}/{number}.png"): A_CLERK,
    ("GET", "/api/openapi.json"): A_CLERK,
    ("GET", "/find"): A_CLERK,
    ("POST", "/find"): A_CLERK,
    ("GET", "/submissions/{submission}"): A_CLERK,
    **{
        ("POST", "/submissions/{submission}" + what): A_CLERK
        for what in (
            *("/turn", "/aside", "/take-up", "/split", "/move", "/join", "/move/{number}/{other}", "/join/{other}"),
            *("/split-opinion", "/join-opinions", "/reject", "/duplicates", "/pass-on", "/reopen", "/undo", "/letter"),
        )
    },
    ("GET", "/submissions/{submission}/move/{number}/{other}"): A_CLERK,
    ("GET", "/submissions/{submission}/join/{other}"): A_CLERK,
    ("GET", "/submissions/{submission}/duplicates"): A_CLERK,
    ("GET", "/submissions/{submission}/letter"): A_CLERK,
    ("GET", "/batches"): A_CLERK,
    ("GET", "/batches/{batch}"): A_CLERK,
    ("POST", "/batches/{batch}/correct"): A_CLERK,
    ("POST", "/batches/{batch}/undo"): A_CLERK,
    ("GET", "/set-aside"): A_CLERK,
    ("GET", "/redact"): A_CLERK,
    ("GET", "/redact/{submission}"): A_CLERK,
    **{("POST", f"/redact/{{submission}}/{what}"): A_CLERK for what in ("decide", "add", "undo")},
    ("POST", "/set-aside/entered"): A_CLERK,
    ("POST", "/set-aside/settle"): A_CLERK,
    ("POST", "/set-aside/undo"): A_CLERK,
    ("POST", "/set-aside/take-up"): A_CLERK,
    ("POST", "/set-aside/blank"): A_CLERK,
    ("GET", "/opinions"): A_CLERK,
    ("GET", "/opinions/single"): A_CLERK,
    ("GET", "/opinions/groups/{number}"): A_CLERK,
    **{
        ("POST", "/opinions" + what): A_CLERK
        for what in ("/accept", "/move", "/undo", "/groups/{number}/title", "/groups/{number}/join")
    },
    ("GET", "/duplicates"): A_CLERK,
    ("POST", "/duplicates/undo"): A_CLERK,
    ("GET", "/duplicates/{key}"): A_CLERK,
    ("POST", "/duplicates/{key}"): A_CLERK,
    ("POST", "/duplicates/{key}/all"): A_CLERK,
    ("GET", "/crops/{submission}/{field}.png"): A_CLERK,
    ("GET", "/add"): A_CLERK,
    ("POST", "/add"): A_CLERK,
    ("GET", "/review"): A_CLERK,
    ("POST", "/api/review/next"): A_CLERK,
    ("POST", "/api/review/answer"): A_CLERK,
    ("POST", "/api/review/visit"): A_CLERK,
    ("POST", "/api/review/undo"): A_CLERK,
    ("POST", "/api/review/likely"): A_CLERK,
    ("POST", "/api/review/mine"): A_CLERK,
    ("POST", "/api/review/take-up"): A_CLERK,
    ("GET", "/api/review/coming"): A_CLERK,
    ("POST", "/api/review/leave"): A_CLERK,
    ("POST", "/api/review/place"): A_CLERK,
    ("GET", "/review/by-field"): A_CLERK,
    ("GET", "/review/by-character"): A_CLERK,
    ("POST", "/review/by-field"): A_CLERK,
    ("POST", "/review/by-character"): A_CLERK,
    ("GET", "/supervisor"): A_SUPERVISOR,
    ("GET", "/supervisor/records"): A_SUPERVISOR,
    ("POST", "/supervisor/passed-on/{submission}"): A_SUPERVISOR,
    ("GET", "/static"): ANYBODY,
}
"""Who may use which route. One that is added stands here too, or the tests fail."""


BODIES: Final = {
    "/api/review/answer": {"question": 1, "action": "accept"},
    "/api/review/visit": {"question": 1},
    "/api/review/mine": {"question": 1},
    "/api/review/likely": {"question": 1},
    "/api/review/place": {"question": 1, "place": 0, "text": ""},
}
"""What routes have to be sent that take JSON."""

FORM: Final = {
    "name": CLERK,
    "password": PASSWORD,
    "what": "hand_back",
    "version": "1",
    "other_version": "0",
    "page": "1",
    "degrees": "45",
    "opinion": "1",
    "ground": "withdrawn",
    "action": "1",
    "correction": "1",
    "item": "F1",
    "settlement": "1",
    "submission": "1",
    "paper": "0" * 64,
    "into": "2",
    "field": "8",
    "start": "0",
    "end": "1",
    "choice": "1",
    "becomes": "mask",
    "text": "窓口",
    "redaction": "1",
    "kind": "resent",
    "later": "2",
    "earlier": "1",
}
"""What the forms of all routes hold."""


def routes_of(app: FastAPI) -> Iterable[tuple[str, str]]:
    for route in iter_route_contexts(app.routes):
        methods = {"GET"} if isinstance(route.route, Mount) else set(route.methods or ())
        assert methods, "a route that is reached in another way than by a method"
        yield from ((method, str(route.path)) for method in methods - {"HEAD"})


def filled(path: str) -> str:
    """A path that leads to something in the tests' workspace."""
    numbers = {"{submission}": "1", "{number}": "1", "{field}": "1", "{other}": "2", "{batch}": "1", "{key}": "P1"}
    for name, number in numbers.items():
        path = path.replace(name, number)
    return "/static/style.css" if path == "/static" else path


def asked(browser: Browser, method: str, path: str, token: str) -> httpx.Response:
    """What comes of asking for a route as a page of ours would."""
    sent: dict[str, Any] = {}
    if method == "POST" and path.startswith("/api/"):
        sent["json"] = BODIES.get(path, {})
    elif method == "POST":
        sent["data"] = {**FORM, "csrf_token": token}
    headers = {**browser.origin, "X-CSRF-Token": token} if method == "POST" else None
    response: httpx.Response = browser.request(method, filled(path), headers=headers, **sent)
    return response


@pytest.fixture
def app(stranger: Browser) -> FastAPI:
    made = stranger.app
    assert isinstance(made, FastAPI)
    return made


class TestRoutes:
    """Each route, asked for by everybody."""

    def test_every_route_is_declared(self, app: FastAPI) -> None:
        assert set(routes_of(app)) == set(ROUTES)

    @pytest.mark.parametrize(("method", "path"), ROUTES, ids=" ".join)
    def test_only_who_may_gets_there(self, site: Site, method: str, path: str) -> None:
        wanted = ROUTES[method, path]
        review = Review(site.workspace, CLERK)
        review.pass_on(review.task(1), "どうしますか")
        for who, name in ((ANYBODY, None), (A_CLERK, CLERK), (A_SUPERVISOR, SUPERVISOR)):
            browser = Browser(site) if name is None else signed_in(site, name)
            response = asked(browser, method, path, "" if name is None else browser.token())
            if wanted == ANYBODY or (wanted, who) in {(A_CLERK, A_CLERK), (A_SUPERVISOR, A_SUPERVISOR)}:
                # the crop's page is no picture here, and nobody has put opinions together
                gone = path.startswith("/crops/") or (method == "GET" and path.startswith("/opinions/groups/"))
                assert response.status_code in ({404} if gone else {200, 204, 303}), who
                assert response.headers.get("location") != SIGN_IN or path == "/sign-out"
            elif who == ANYBODY and path.startswith("/api/"):
                assert response.status_code == 401
                assert set(response.json()) == {"error", "message"}
            elif who == ANYBODY:
                assert (response.status_code, response.headers["location"]) == (303, SIGN_IN)
            elif wanted == A_SUPERVISOR:
                assert response.status_code == 403

    def test_a_route_that_forgets_to_ask_is_closed(self, app: FastAPI, stranger: Browser) -> None:
        app.add_api_route("/new", lambda: "what nobody may see")
        assert stranger.get("/new").headers["location"] == SIGN_IN
        assert stranger.get("/no-such-page").headers["location"] == SIGN_IN

    def test_there_is_no_page_about_the_interface(self, clerk: Browser) -> None:
        assert [clerk.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json")] == [404] * 3


class TestAnswers:
    """Whatever is answered bears the headers."""

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/", 303),
            (SIGN_IN, 200),
            ("/static/style.css", 200),
            ("/static/../app.py", 303),
            ("/static/none", 404),
            ("/api/none", 401),
        ],
    )
    def test_policy_and_caching(self, stranger: Browser, path: str, status: int) -> None:
        self.check(stranger, path, status)

    @pytest.mark.parametrize(("path", "status"), [("/", 200), ("/pages/1/1.png", 200), ("/no", 404), ("/broken", 500)])
    def test_policy_and_caching_inside(self, clerk: Browser, path: str, status: int) -> None:
        assert isinstance(clerk.app, FastAPI)
        clerk.app.add_api_route("/broken", lambda: 1 / 0)
        self.check(clerk, path, status)

    def check(self, browser: Browser, path: str, status: int) -> None:
        response = browser.get(path)
        assert response.status_code == status
        policy = dict(part.strip().split(" ", 1) for part in response.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        others = ("script-src", "style-src", "img-src", "connect-src", "font-src", "form-action")
        assert {policy[name] for name in others} == {"'self'"}
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "same-origin"
        assert response.headers["cross-origin-opener-policy"] == "same-origin"
        assert response.headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in response.headers["permissions-policy"]
        static = path.startswith("/static/") and ".." not in path
        assert response.headers["cache-control"] == ("no-cache" if static else "private, no-store")
        assert "server" not in response.headers

    def test_pages_hold_no_script_or_style_of_their_own(self, supervisor: Browser) -> None:
        of_submissions = [f"/submissions/1{what}" for what in ("", "/join/2", "/duplicates", "/letter")]
        others = (
            "/find",
            "/batches",
            "/batches/1",
            "/set-aside",
            "/review",
            "/duplicates",
            "/supervisor",
            "/supervisor/records",
        )
        for path in ("/", *others, *of_submissions, "/no-such-page"):
            text = supervisor.get(path).text
            for forbidden in ("<style", " style=", "<script>", " onclick", "javascript:", "http://", "https://"):
                assert forbidden not in text, (path, forbidden)


class TestHosts:
    """By which names the page may be called."""

    @pytest.mark.parametrize("host", ["localhost", "localhost:8765", "127.0.0.1:8765", "192.168.1.5", "[::1]:8765"])
    def test_names_of_ours_and_addresses(self, stranger: Browser, host: str) -> None:
        assert stranger.get(SIGN_IN, headers={"Host": host}).status_code == 200

    @pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "localhost.evil.example", "", "[::1", "a@b"])
    def test_any_other_name_is_refused(self, clerk: Browser, host: str) -> None:
        assert clerk.get("/", headers={"Host": host}).status_code == 400


class TestOrigin:
    """A request that changes something comes from a page of ours, or nothing happens."""

    def test_a_token_in_a_form_or_a_header(self, clerk: Browser, site: Site) -> None:
        by_header = {"X-CSRF-Token": clerk.token()}
        assert clerk.post("/sign-out", headers=by_header).status_code == 303
        assert len(site.sessions) == 0

    @pytest.mark.parametrize("token", ["", "wrong", "ü"])
    def test_without_the_token_nothing_happens(self, clerk: Browser, site: Site, token: str) -> None:
        assert clerk.sent("/sign-out", {"csrf_token": token}).status_code == 403
        assert clerk.post("/sign-out", headers={**clerk.origin, "X-CSRF-Token": token.encode()}).status_code == 403
        assert clerk.post("/sign-out", json={"csrf_token": clerk.token()}).status_code == 403
        assert len(site.sessions) == 1

    def test_the_token_of_another_session_is_none(self, clerk: Browser, supervisor: Browser, site: Site) -> None:
        assert clerk.sent("/sign-out", {"csrf_token": supervisor.token()}).status_code == 403
        assert len(site.sessions) == 2

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Origin": "https://localhost"},
            {"Origin": "http://localhost:9999"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"},
            {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
        ],
    )
    def test_another_site_gets_nowhere_even_with_the_token(
        self, clerk: Browser, site: Site, headers: dict[str, str]
    ) -> None:
        assert clerk.sent("/sign-out", {"csrf_token": clerk.token()}, **headers).status_code == 403
        stranger = Browser(site)
        form = {"name": CLERK, "password": PASSWORD}
        assert stranger.sent(SIGN_IN, form, **headers).status_code == 403
        assert len(site.sessions) == 1

    def test_signing_in_has_to_say_where_it_comes_from(self, stranger: Browser, site: Site) -> None:
        assert stranger.post(SIGN_IN, data={"name": CLERK, "password": PASSWORD}).status_code == 403
        assert len(site.sessions) == 0

    @pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
    def test_no_other_way_to_change_something_is_free_of_it(self, clerk: Browser, method: str) -> None:
        assert clerk.request(method, "/sign-out").status_code == 403


class TestSize:
    """What was sent is bounded, whatever it says of itself."""

    def test_too_much_is_refused(self, clerk: Browser) -> None:
        much = b"x" * (LARGEST_BODY + 1)
        headers = {"X-CSRF-Token": clerk.token()}
        assert clerk.post("/sign-out", content=much, headers=headers).status_code == 413
        pieces = (b"x" * 1024 for _ in range(LARGEST_BODY // 1024 + 1))
        assert clerk.post("/sign-out", content=pieces, headers=headers).status_code == 413

    def test_as_much_as_is_allowed_passes(self, clerk: Browser) -> None:
        headers = {"X-CSRF-Token": clerk.token()}
        assert clerk.post("/sign-out", content=b"x" * LARGEST_BODY, headers=headers).status_code == 303


class TestPapers:
    """Images of pages, by numbers alone."""

    def test_the_image_of_a_page(self, clerk: Browser) -> None:
        response = clerk.get("/pages/2/2.png")
        assert (response.status_code, response.content, response.headers["content-type"]) == (200, PNG, "image/png")

    @pytest.mark.parametrize("path", ["/pages/1/2.png", "/pages/9/1.png", "/pages/1/3.png"])
    def test_pages_that_are_not_the_submissions(self, clerk: Browser, path: str) -> None:
        assert clerk.get(path).status_code == 404

    @pytest.mark.parametrize("path", ["/pages/0/1.png", "/pages/1/-1.png", "/pages/a/b.png", f"/pages/{2**70}/1.png"])
    def test_what_is_no_number_is_refused_without_a_word_of_it(self, clerk: Browser, path: str) -> None:
        response = clerk.get(path)
        assert response.status_code == 422
        assert path not in response.text

    def test_an_image_that_is_gone(self, clerk: Browser, site: Site) -> None:
        site.workspace.files.page_image(site.workspace.submission(1).sha256, 1).unlink()
        assert clerk.get("/pages/1/1.png").status_code == 404


class TestSilence:
    """Nothing that was read or typed leaves by a message, a log or an address."""

    def test_errors_tell_their_kind_alone(
        self, clerk: Browser, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        app = clerk.app
        assert isinstance(app, FastAPI)

        def broken() -> None:
            raise ValueError(*VALUES.values())

        def stale(person: Signed) -> None:
            submission = person.review.task(1).submission
            at = submission.received
            raise StaleEditError(submission.number, mine="見本 太郎", theirs="美本 太郎", by=CLERK, at=at)  # type: ignore[arg-type]

        def refused(person: Person) -> None:
            raise HTTPException(418, detail="見本 太郎")

        for path, route, status in (("/broken", broken, 500), ("/stale", stale, 409), ("/refused", refused, 418)):
            for prefix in ("", "/api"):
                app.add_api_route(prefix + path, route)
                response = clerk.get(prefix + path)
                assert response.status_code == status
                assert not [value for value in (*VALUES.values(), "美本 太郎") if value in response.text]
        said = caplog.text + "".join(capfd.readouterr())
        assert "ValueError" in said
        assert "Traceback" not in said
        assert not [value for value in VALUES.values() if value in said]

    def test_what_was_typed_is_not_told_back(self, clerk: Browser, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        wrong = clerk.get("/supervisor/records", params={"submission": "岩手県盛岡市"})
        assert wrong.status_code in {403, 422}
        assert "岩手県" not in wrong.text
        long = clerk.sent(SIGN_IN, {"name": "名" * 500, "password": "x"})
        assert long.status_code == 422
        assert "名名" not in long.text
        ours = [record for record in caplog.records if record.name.startswith("ocr_intake")]
        assert "岩手県" not in "".join(record.getMessage() for record in ours)

    def test_addresses_hold_numbers_alone(self, app: FastAPI) -> None:
        parameters = {
            (route.path, parameter.name, parameter.field_info.annotation)
            for route in iter_route_contexts(app.routes)
            if isinstance(route.original_route, APIRoute)
            for parameter in route.original_route.dependant.path_params
        }
        assert parameters
        assert {kind for _, name, kind in parameters if name != "key"} == {int}

    def test_a_group_is_addressed_by_a_letter_and_a_number(self, clerk: Browser) -> None:
        asked = {key: clerk.get(f"/duplicates/{key}").status_code for key in ("P1", "p1", "P", "X1", "P見本", "P1太郎")}
        assert asked == {"P1": 200} | dict.fromkeys(("p1", "P", "X1", "P見本", "P1太郎"), 422)


def test_with_tls_the_cookie_stays_with_this_host(tmp_path: Path) -> None:
    with site_at(tmp_path, secure=True) as site:
        browser = Browser(site)
        cookie = browser.sign_in().headers["set-cookie"]
        assert cookie.startswith("__Host-ocr_intake=")
        for part in ("Secure", "HttpOnly", "SameSite=strict", "Path=/"):
            assert part in cookie
        assert "Domain" not in cookie
        assert browser.get("/").status_code == 200
