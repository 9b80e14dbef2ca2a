"""Pictures of pages of the demo for the README: `python docs/pictures.py [DEMO]`; needs Chromium."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).with_name("pictures")
PORT = 8243
WIDTH, HEIGHT = 1180, 780
PAGES = {"record": "/opportunities?q=激光雷达"}
"""Address of each picture; of a search its first record is opened."""


def main() -> None:
    """Serve a copy of the demo and take the pictures."""
    demo = Path(sys.argv[1] if len(sys.argv) > 1 else "demo")
    with tempfile.TemporaryDirectory() as scratch:
        space = shutil.copytree(demo, Path(scratch) / "demo")
        command = [str(Path(sys.executable).with_name("attache")), "serve", "-w", str(space), "--port", str(PORT)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
            try:
                _wait()
                _take()
            finally:
                server.terminate()


def _wait() -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health/ready") as answer:
                if answer.status == 200:
                    return
        except URLError:
            pass
        time.sleep(0.2)
    raise SystemExit("the server did not become ready")


def _take() -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, base_url=f"http://127.0.0.1:{PORT}")
        for name, address in PAGES.items():
            page.goto(address)
            if "?q=" in address:
                page.locator("article.card a").first.click()
            while page.get_by_text("being counted").count():
                page.wait_for_timeout(500)
                page.reload()
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
