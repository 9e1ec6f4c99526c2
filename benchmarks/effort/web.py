"""The web page: the real server as a process of its own, real Chromium in front of it, keys really pressed."""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import ViewportSize, sync_playwright

from benchmarks.effort.faces import REVIEWER
from benchmarks.effort.pressing import ENTER, OfBrowser
from benchmarks.effort.strokes import Press
from ocr_intake.review import Review
from ocr_intake.store import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.effort.clerk import Act
    from benchmarks.effort.faces import Reject
    from benchmarks.effort.pressing import Keyboard
    from benchmarks.effort.strokes import Stroke
    from ocr_intake.review import ReviewTask

CHROMIUM: Final = "/usr/bin/chromium"
SCREEN: Final[ViewportSize] = {"width": 1366, "height": 768}
"""Pixels: the least screen that an office has."""
PATIENCE_S: Final = 30.0
_OPTIONS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_TIMES: Final = """
addEventListener("keydown", () => { window.pressedAt = performance.now(); }, true);
addEventListener("DOMContentLoaded", () => {
  const root = document.getElementById("review");
  if (root) new MutationObserver(() => { if (root.dataset.ready) window.readyAt = performance.now(); })
    .observe(root, { attributes: true, attributeFilter: ["data-ready"] });
});
"""
"""Tells within the browser when a key was pressed, and when the page said that all of a question was painted."""
_PAINTED: Final = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_CAME: Final = """
(before) => {
  const root = document.getElementById("review");
  if (!root.dataset.ready) return null;
  if (document.querySelector("dialog[open]")) return "asked";
  return root.dataset.ready === before ? "warned" : "shown";
}
"""
"""What came of an answer; null while it is on its way."""
_MOST_OFTEN: Final = 3
"""Times that an answer is confirmed."""
_KEYS: Final = {
    Press.ENTER: "Enter",
    Press.SAVE: "Control+s",
    Press.ESCAPE: "Escape",
    Press.LEFT: "ArrowLeft",
    Press.RIGHT: "ArrowRight",
    Press.UP: "ArrowUp",
    Press.DOWN: "ArrowDown",
    Press.HOME: "Control+Home",
    Press.END: "Control+End",
    Press.BACKSPACE: "Backspace",
    Press.CLEAR: "Control+a",
}


class Server:
    """``ocr-intake serve`` over a workspace, with accounts for the clerks who come."""

    def __init__(self, folder: Path, *reviewers: str) -> None:
        """Make the accounts, start, and wait until browsers may come."""
        self.folder = folder
        self.passwords = {name: secrets.token_urlsafe(18) for name in reviewers}
        for name, password in self.passwords.items():
            command = [sys.executable, "-m", "ocr_intake", "account", "add", name, "--workspace", str(folder)]
            subprocess.run(command, input=f"{password}\n{password}\n", text=True, check=True, capture_output=True)
        serve = [sys.executable, "-m", "ocr_intake", "serve", "--workspace", str(folder), "--port", "0"]
        environment = os.environ | {"PYTHONUNBUFFERED": "1", "OCR_INTAKE_LANG": "ja"}
        self._process = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True, env=environment)
        self.address = self._told()

    def _told(self) -> str:
        out = self._process.stdout
        until = time.monotonic() + PATIENCE_S
        while out is not None and select.select([out], [], [], max(until - time.monotonic(), 0))[0]:
            line = out.readline()
            for word in line.split():
                if word.startswith("http://"):
                    return word.rstrip("。.")
            if not line:
                break
        self.close()
        raise RuntimeError("the server did not start")

    def close(self) -> None:
        """End the server."""
        self._process.terminate()
        self._process.wait(PATIENCE_S)
        if self._process.stdout is not None:
            self._process.stdout.close()


class Web:
    """The review page with a clerk in front of it. Opened, used and closed in one thread."""

    def __init__(self, folder: Path, reviewer: str = REVIEWER, server: Server | None = None) -> None:
        """Sign in and open the page; with a server of its own where none is given."""
        self.refused = 0
        self.waits: list[float] = []
        self.keyboard: Keyboard = OfBrowser()
        with contextlib.ExitStack() as stack:
            self._workspace = stack.enter_context(Workspace.open(folder))
            self._onlooker = Review(self._workspace, f"{reviewer} (looking on)")
            if server is None:
                server = Server(folder, reviewer)
                stack.callback(server.close)
            playwright = stack.enter_context(sync_playwright())
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_OPTIONS))
            stack.callback(browser.close)
            self._page = browser.new_page(viewport=SCREEN, locale="ja-JP")
            self._page.set_default_timeout(1000 * PATIENCE_S)
            self._page.add_init_script(_TIMES)
            self._sign_in(server, reviewer)
            self._stack = stack.pop_all()

    def _sign_in(self, server: Server, reviewer: str) -> None:
        page = self._page
        page.goto(f"{server.address}sign-in")
        page.fill("#name", reviewer)
        page.fill("#password", server.passwords[reviewer])
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: not url.endswith("sign-in"))
        page.goto(f"{server.address}review")
        page.wait_for_selector("#review[data-ready]")

    # ------------------------------------------------------------------------------------------------- what is asked

    def question(self) -> ReviewTask | None:
        """What the page asks."""
        shown = self._dataset()
        if shown["state"] == "nothing":
            return None
        heading = self._page.inner_text("#heading")
        number = int("".join(char for char in heading[heading.index("S") + 1 :].split()[0] if char.isdecimal()))
        return self._onlooker.task(number, int(shown["field"]) if shown.get("field") else None)

    def _dataset(self) -> dict[str, Any]:
        found: dict[str, Any] = self._page.evaluate("() => ({...document.getElementById('review').dataset})")
        return found

    # ---------------------------------------------------------------------------------------------------------- keys

    def answer(self, act: Act | Reject | None, strokes: Sequence[Stroke]) -> tuple[Stroke, ...]:  # noqa: ARG002 - the keys tell
        """Press keys; the last one's way to the next question is timed within the browser."""
        before = self._dataset()["ready"]
        for stroke in strokes[:-1]:
            self._press(stroke)
            self._page.evaluate(_PAINTED)  # nobody types into a field before it is there
        more: list[Stroke] = []
        self._send(strokes[-1])
        while (came := self._came(before)) != "shown":
            if came == "asked":  # somebody else was quicker: theirs stays
                self.refused += 1
                self._send(ENTER)
            elif len(more) < _MOST_OFTEN:  # something unusual: the same once more
                more.append(strokes[-1])
                self._send(strokes[-1])
            else:
                raise RuntimeError(f"the page takes no answer: {self._page.inner_text('#message')}")
        self.waits.append(self._page.evaluate("() => window.readyAt - window.pressedAt") / 1000)
        return tuple(more)

    def _send(self, stroke: Stroke) -> None:
        """Press a key that makes the page ask its server."""
        with self._page.expect_request(lambda request: request.method == "POST"):
            self._press(stroke)

    def _came(self, before: str) -> str:
        return str(self._page.wait_for_function(_CAME, arg=before).json_value())

    def _press(self, stroke: Stroke) -> None:
        keyboard = self._page.keyboard
        if stroke.press is Press.TYPED:
            keyboard.insert_text(stroke.text)
        elif stroke.press is Press.CHARACTER:
            keyboard.press(stroke.text)
        else:
            keyboard.press(_KEYS[stroke.press])

    def close(self) -> None:
        """Leave."""
        self._stack.close()
