"""The review page in a real Chromium over a page that runs in a thread, and a clerk at its keys."""

from __future__ import annotations

import io
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import uvicorn
from PIL import Image, ImageDraw

from ocr_intake.model.accounts import Role
from ocr_intake.model.submission import Submission
from ocr_intake.store import Workspace
from ocr_intake.web.app import create_app
from ocr_intake.web.site import Site
from tests.store.builders import workspace_with
from tests.web.site import CLERK, PASSWORD, SUPERVISOR, hashed, site_over

CHROMIUM: Final = shutil.which("chromium")
ARGUMENTS: Final = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
DESK: Final = (1366, 768)
_WAIT_MS: Final = 10_000


def paper(size: tuple[int, int] = (1000, 1400)) -> bytes:
    """A page with something like writing where the builders' regions are, as PNG."""
    image = Image.new("L", size, 250)
    draw = ImageDraw.Draw(image)
    for top in range(100, size[1] - 60, 60):
        for left in range(100, size[0] - 100, 44):
            draw.rectangle((left, top + 4, left + 30, top + 36), outline=20, width=4)
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def draw_papers(workspace: Workspace) -> None:
    """Give every page a picture that a browser can show."""
    png = paper()
    for outline in workspace.outlines(None, None):
        stored = workspace.submission(outline.id)
        for page in stored.pages:
            workspace.files.save_page_image(stored.sha256, page, png)


@contextmanager
def served(folder: Path, *made: Submission) -> Iterator[tuple[Site, str]]:
    """A page over these submissions, and its address."""
    with workspace_with(folder, *made) as workspace:
        draw_papers(workspace)
        with served_over(workspace) as found:
            yield found


@contextmanager
def served_over(workspace: Workspace) -> Iterator[tuple[Site, str]]:
    """A page over a workspace, served by a thread, and its address."""
    for name, role in ((CLERK, Role.CLERK), (SUPERVISOR, Role.SUPERVISOR)):
        workspace.accounts.add(name, role, hashed(), by="係員C")
    site = site_over(workspace)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(create_app(site), log_config=None, access_log=False, ws="none"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield site, f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


OUTLINE: Final = """async () => {
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame); // what was asked for is drawn
    const canvas = document.getElementById("picture");
    const { width, height } = canvas;
    const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, width, height);
    const near = (place, value) => Math.abs(data[place] - value) < 5;
    const found = [width, height, 0, 0];
    for (let place = 0; place < data.length; place += 4) {
        if (!near(place, 194) || !near(place + 1, 65) || !near(place + 2, 12)) continue;
        const x = (place / 4) % width, y = Math.floor(place / 4 / width);
        found[0] = Math.min(found[0], x);
        found[1] = Math.min(found[1], y);
        found[2] = Math.max(found[2], x);
        found[3] = Math.max(found[3], y);
    }
    return found.map((each) => each / devicePixelRatio);
}"""
"""Where pixels of the outline's colour are."""


class Clerk:
    """Somebody at the review page. What the page complains of is kept in ``said``."""

    def __init__(
        self,
        browser: Any,  # noqa: ANN401 - playwright need not be there
        address: str,
        name: str = CLERK,
        size: tuple[int, int] = DESK,
        **options: Any,  # noqa: ANN401
    ) -> None:
        self.address = address
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="ja-JP", **options)
        self.page = context.new_page()
        self.page.set_default_timeout(_WAIT_MS)
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        form = {"name": name, "password": PASSWORD}
        assert context.request.post(f"{address}/sign-in", form=form, headers={"Origin": address}).ok
        self.page.goto(f"{address}/review")
        self.wait()

    def sign_in(self, page: Any, name: str = CLERK) -> None:  # noqa: ANN401
        """As a person does."""
        page.goto(f"{self.address}/sign-in")
        page.fill("#name", name)
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{self.address}/")

    def wait(self) -> None:
        """Until a question is on the screen and keys count."""
        self.page.wait_for_selector("#review[data-ready]")

    def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the page is ready for it."""
        for key in keys:
            self.page.keyboard.press(key)
            self.wait()

    def type(self, text: str) -> None:
        """Give what an input method has made to whatever has the focus."""
        self.page.keyboard.insert_text(text)

    def state(self, name: str = "state") -> str:
        return str(self.page.get_attribute("#review", f"data-{name}"))

    def text(self, selector: str) -> str:
        return str(self.page.inner_text(selector))

    @property
    def asked(self) -> str:
        """The label of the value asked about; "whole" or "nothing"."""
        return self.text("#asked") if self.state() == "value" else self.state()

    @property
    def message(self) -> str:
        return self.text("#message")

    def lit(self) -> tuple[float, float, float, float]:
        """Where on the picture the outline is: left, top, right, bottom in CSS pixels."""
        found: list[float] = self.page.evaluate(OUTLINE)
        left, top, right, bottom = found
        return left, top, right, bottom
