"""Signing in and out: sessions and their ends, passwords, and whoever tries them."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import Type

from ocr_intake.model.accounts import Role
from ocr_intake.web.failures import SIGN_IN
from ocr_intake.web.passwords import BadPasswordError, check_password, fits, hash_of
from ocr_intake.web.sessions import Sessions
from ocr_intake.web.signed import Signed
from ocr_intake.web.site import Site
from ocr_intake.web.slowing import LONGEST_S, Slowdown
from tests.web.site import CLERK, HASHER, PASSWORD, SUPERVISOR, Browser, SiteClock, account, hashed, signed_in

WRONG = "まったく違う合い言葉です"


def is_in(browser: Browser) -> bool:
    return bool(browser.get("/").status_code == 200)


def actions(site: Site) -> list[tuple[str, str, int]]:
    trail = site.workspace.audit_trail()
    return [(event.action, event.by, event.subject_id) for event in trail if event.action.startswith("sign_in")]


class TestSessions:
    """From signing in to one of the ends."""

    def test_signing_in_and_out_is_on_record(self, site: Site, stranger: Browser) -> None:
        assert stranger.sign_in().headers["location"] == "/"
        assert CLERK in stranger.get("/").text
        assert stranger.submit("/sign-out").headers["location"] == SIGN_IN
        assert not is_in(stranger)
        assert actions(site) == [("sign_in.done", CLERK, 1), ("sign_in.ended", CLERK, 1)]

    def test_a_name_is_the_same_in_any_width(self, stranger: Browser) -> None:
        assert stranger.sign_in("点検　花子").status_code == 303

    def test_a_session_that_somebody_planted_is_never_taken(self, site: Site, stranger: Browser) -> None:
        stranger.cookies.set(site.cookie, "planted", domain="localhost.local")
        stranger.sign_in()
        planted = Browser(site)
        planted.cookies.set(site.cookie, "planted", domain="localhost.local")
        assert not is_in(planted)

    def test_signing_in_anew_ends_the_session_before(self, site: Site, clerk: Browser) -> None:
        before = clerk.cookies[site.cookie]
        clerk.sign_in(SUPERVISOR)
        assert clerk.cookies[site.cookie] != before
        old = Browser(site)
        old.cookies.set(site.cookie, before, domain="localhost.local")
        assert not is_in(old)
        assert len(site.sessions) == 1

    def test_a_session_that_is_out_is_out_with_its_cookie(self, site: Site, clerk: Browser) -> None:
        secret = clerk.cookies[site.cookie]
        clerk.submit("/sign-out")
        clerk.cookies.set(site.cookie, secret, domain="localhost.local")
        assert not is_in(clerk)

    def test_doing_nothing_ends_it(self, site: Site, clerk: Browser, clock: SiteClock) -> None:
        for _ in range(3):
            clock.now += site.settings.web.session_minutes * 60 - 1
            assert is_in(clerk)
        clock.now += site.settings.web.session_minutes * 60
        assert not is_in(clerk)
        assert len(site.sessions) == 0

    def test_so_many_hours_end_it_in_any_case(self, site: Site, clerk: Browser, clock: SiteClock) -> None:
        end = clock.now + site.settings.web.session_hours * 3600
        while clock.now + 1000 < end:
            clock.now += 1000
            assert is_in(clerk)
        clock.now = end
        assert not is_in(clerk)

    @pytest.mark.parametrize("change", ["disable", "password", "role"])
    def test_a_change_of_the_account_ends_it(
        self, site: Site, clerk: Browser, supervisor: Browser, change: str
    ) -> None:
        accounts = site.workspace.accounts
        if change == "disable":
            accounts.set_disabled(CLERK, disabled=True, by="係員C")
        elif change == "password":
            accounts.set_password(CLERK, hashed(), by="係員C")
        else:
            accounts.set_role(CLERK, Role.SUPERVISOR, by="係員C")
        assert not is_in(clerk)
        assert is_in(supervisor)
        assert (clerk.sign_in().status_code == 303) is (change != "disable")

    def test_many_sessions_of_one_account_end_the_idlest(self, site: Site, clock: SiteClock) -> None:
        browsers = []
        for _ in range(9):
            clock.now += 1
            browsers.append(signed_in(site))
        assert [is_in(browser) for browser in browsers] == [False] + [True] * 8

    def test_each_end_lets_go_of_what_was_claimed(self, site: Site, clock: SiteClock) -> None:
        def take(person: Signed) -> int:
            task = person.review.next()
            return 0 if task is None else task.submission.id

        held = site.workspace.overview().held
        for end in ("out", "idle", "anew", "changed", "stopped"):
            browser = signed_in(site)
            browser.app.add_api_route("/take", take)  # type: ignore[attr-defined]
            assert browser.get("/take").json() == 1
            assert len(held()) == 1
            if end == "out":
                browser.submit("/sign-out")
            elif end == "idle":
                clock.now += 3600
                signed_in(site, SUPERVISOR)
            elif end == "anew":
                browser.sign_in()
            elif end == "changed":
                site.workspace.accounts.set_password(CLERK, hashed(), by="係員C")
                assert not is_in(browser)
            else:
                with browser:
                    """The server begins and ends."""
            assert held() == (), end

    def test_requests_of_one_session_wait_for_each_other(self, site: Site) -> None:
        at_work, most, guard = 0, 0, threading.Lock()
        pause = threading.Event()

        def work(person: Signed) -> None:
            nonlocal at_work, most
            with guard:
                at_work += 1
                most = max(most, at_work)
            pause.wait(0.05)
            with guard:
                at_work -= 1

        browser = signed_in(site)
        browser.app.add_api_route("/work", work)  # type: ignore[attr-defined]
        with browser, ThreadPoolExecutor(4) as pool:
            done = list(pool.map(lambda _: browser.get("/work").status_code, range(8)))
        assert done == [200] * 8
        assert most == 1

    def test_secrets_are_long_and_kept_nowhere(self) -> None:
        sessions = Sessions(30, 12)
        secrets = {sessions.begin(account(number)) for number in range(100)}
        assert len(secrets) == 100
        assert all(re.fullmatch(r"[\w-]{43}", secret) for secret in secrets)
        assert not secrets & set(sessions._sessions)


class TestFailures:
    """Who tries passwords is slowed down, and on record."""

    def test_the_page_does_not_tell_what_was_wrong(self, site: Site, stranger: Browser) -> None:
        site.workspace.accounts.set_disabled(SUPERVISOR, disabled=True, by="係員C")
        tried = [
            stranger.sign_in(CLERK, WRONG),
            stranger.sign_in("知らない人", PASSWORD),
            stranger.sign_in(SUPERVISOR, PASSWORD),
        ]
        assert [response.status_code for response in tried] == [401] * 3
        assert len({response.text for response in tried}) == 1
        assert not [response for response in tried if "set-cookie" in response.headers]

    def test_failures_are_on_record_without_a_name_that_nobody_has(self, site: Site, stranger: Browser) -> None:
        stranger.sign_in(CLERK, WRONG)
        stranger.sign_in("知らない人", WRONG)
        assert actions(site) == [("sign_in.failed", CLERK, 1), ("sign_in.failed", "", 0)]
        assert "知らない人" not in str(site.workspace.audit_trail())

    def test_an_unknown_name_takes_as_much_work_as_a_known_one(
        self, stranger: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[str | None] = []

        def compared(_: str, hashed: str | None) -> bool:
            seen.append(hashed)
            return False

        monkeypatch.setattr("ocr_intake.web.signin.fits", compared)
        stranger.sign_in(CLERK, WRONG)
        stranger.sign_in("知らない人", WRONG)
        assert seen == [hashed(), None]

    def test_a_name_waits_longer_each_time(self, site: Site, stranger: Browser, clock: SiteClock) -> None:
        assert [stranger.sign_in(CLERK, WRONG).status_code for _ in range(4)] == [401] * 4
        refused = stranger.sign_in(CLERK, PASSWORD)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
        clock.now += 1
        assert stranger.sign_in(CLERK, WRONG).status_code == 401
        assert stranger.sign_in(CLERK, PASSWORD).headers["retry-after"] == "2"
        recorded = len(actions(site))
        assert stranger.sign_in(CLERK, PASSWORD).status_code == 429
        assert len(actions(site)) == recorded, "whoever waits fills no record"
        assert stranger.sign_in(SUPERVISOR).status_code == 303, "others are not kept out"
        clock.now += 2
        assert stranger.sign_in().status_code == 303
        stranger.sign_in(CLERK, WRONG)
        assert stranger.sign_in().status_code == 303, "signing in forgives"

    def test_an_address_that_tries_many_names_waits(self, stranger: Browser) -> None:
        codes = [stranger.sign_in(f"名前{number}", WRONG).status_code for number in range(22)]
        assert codes == [401] * 21 + [429]


class TestSlowdown:
    """The waits themselves."""

    def test_waits_double_up_to_the_longest(self) -> None:
        clock = SiteClock()
        slow = Slowdown(1, clock)
        waits = []
        for _ in range(12):
            assert slow.begin("key") == 0
            waits.append(max(0.0, slow._tries["key"].until - clock.now))
            clock.now += waits[-1]
        assert waits == [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, LONGEST_S, LONGEST_S]

    def test_an_hour_without_a_try_forgets(self) -> None:
        clock = SiteClock()
        slow = Slowdown(0, clock)
        for _ in range(3):
            slow.begin("key")
            clock.now += 10
        clock.now += 3601
        assert slow.begin("key") == 0
        assert slow.begin("key") == 1

    def test_memory_is_bounded(self) -> None:
        clock = SiteClock()
        slow = Slowdown(0, clock)
        for number in range(10_050):
            clock.now += 0.001
            slow.begin(str(number))
        assert len(slow._tries) == 10_000
        assert slow.begin("10049") > 0


class TestPasswords:
    """What one has to be like."""

    @pytest.mark.parametrize(
        ("password", "why"),
        [
            ("短い合い言葉", "too_short"),
            ("あ" * 201, "too_long"),
            ("password1234", "too_common"),
            ("PasswordPassword", "too_common"),
            ("１２３４５６７８９０１２", "too_common"),
            ("aaaaaaaaaaaaa", "too_common"),
            ("abababababab", "too_common"),
            ("山田花子山田花子山田花子", "too_common"),
        ],
    )
    def test_what_anybody_would_try_is_refused(self, password: str, why: str) -> None:
        with pytest.raises(BadPasswordError) as refused:
            check_password(password, "山田花子")
        assert refused.value.why == why
        assert password not in str(refused.value)

    @pytest.mark.parametrize(
        "password", ["correct horse battery", "山と川のあいだの古い石の橋", "わたしは 毎朝 二駅 歩く"]
    )
    def test_length_is_enough(self, password: str) -> None:
        check_password(password, "山田花子")

    def test_a_hash_is_salted_and_compared_in_any_width(self) -> None:
        first, second = hash_of("ＡＢＣ の長い合い言葉"), hash_of("ABC の長い合い言葉")
        assert first != second
        assert first.startswith("$argon2id$")
        assert fits("ABC の長い合い言葉", first)
        assert not fits("ABD の長い合い言葉", first)
        assert not fits("ABC の長い合い言葉", None)
        assert not fits("ABC の長い合い言葉", "no hash")

    def test_a_hash_takes_time_and_memory(self) -> None:
        """RFC 9106's second recommendation, on one core."""
        hasher = HASHER
        assert (hasher.time_cost, hasher.memory_cost, hasher.type) == (3, 64 * 1024, Type.ID)
