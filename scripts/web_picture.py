"""Makes docs/review-web.png: the review page as Chromium shows it, in front of an opinion with doubtful characters.

Run `make demo` first. The page is served over a copy of the demo workspace, to an account that is made for it; whatever
comes before the wanted submission is put off, never answered.

    .venv/bin/python scripts/web_picture.py [--file NAME] [--place NUMBER] [--out PNG]
"""

from __future__ import annotations

import argparse
import io
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from PIL import Image

ROOT: Final = Path(__file__).parent.parent
NAME: Final = "見本花子"
WIDTH, HEIGHT = 1280, 720
COLOURS: Final = 96
"""Of the picture's palette: a page of paper needs no more, and the file stays small."""
ARGUMENTS: Final = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
READY: Final = "#review[data-ready]"


def main() -> None:
    """Serve the page, find the place, take the picture."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--workspace", type=Path, default=ROOT / "demo-workspace")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "review-web.png")
    parser.add_argument("--file", default="SCN_0030.png", help="name of the scan whose opinion is shown")
    parser.add_argument("--place", type=int, default=3, help="which of its doubtful places")
    options = parser.parse_args()
    if not (options.workspace / "workspace.toml").is_file():
        sys.exit(f"{options.workspace} is no workspace; run `make demo` first")
    with tempfile.TemporaryDirectory(prefix="ocr-intake-picture-") as folder:
        shutil.copytree(options.workspace, Path(folder) / "copy")
        with served(Path(folder) / "copy") as (address, password):
            shot = picture(address, password, options.file, options.place)
    colours = Image.open(io.BytesIO(shot)).convert("RGB").quantize(COLOURS)
    colours.save(options.out, optimize=True)
    print(options.out)


@contextmanager
def served(workspace: Path) -> Iterator[tuple[str, str]]:
    """The page over a workspace: its address, and the password of ``NAME``."""
    password = secrets.token_urlsafe(24)
    command = [sys.executable, "-m", "ocr_intake"]
    known = ["--workspace", str(workspace)]
    environment = os.environ | {"OCR_INTAKE_LANG": "ja", "PYTHONUTF8": "1"}
    subprocess.run(
        [*command, "account", "add", NAME, *known],
        input=f"{password}\n",
        env=environment,
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    program = subprocess.Popen(
        [*command, "serve", "--port", "0", *known], env=environment, text=True, stdout=subprocess.PIPE
    )
    try:
        said = program.stdout.readline() if program.stdout else ""
        found = re.search(r"http://[\d.:]+", said)
        yield found[0] if found else sys.exit(f"the page was not served: {said}"), password
    finally:
        program.terminate()
        program.wait()


def picture(address: str, password: str, file: str, place: int) -> bytes:
    """The page in front of a doubtful place of a scan's opinion, as PNG."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1.5, locale="ja-JP")
        page.goto(address)
        page.fill("#name", NAME)
        page.fill("#password", password)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        page.goto(f"{address}/review")
        page.wait_for_selector(READY)
        while not (file in page.inner_text(".about") and page.locator(".place").count()):
            press(page, "s" if file in page.inner_text(".about") else "S")
            if page.get_attribute("#review", "data-state") == "nothing":
                sys.exit(f"no doubtful characters in {file}")
        for _ in range(place - 1):
            press(page, "Enter")
        page.evaluate("document.activeElement.blur()")  # the place itself is what catches the eye
        taken: bytes = page.screenshot()
        browser.close()
    return taken


def press(page: Any, key: str) -> None:  # noqa: ANN401 - playwright need not be there
    """Press a key, and wait until keys count again."""
    page.keyboard.press(key)
    page.wait_for_selector(READY)


if __name__ == "__main__":
    main()
