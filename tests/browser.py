"""A real browser for tests of pages, the system's Chromium; tests are skipped, with the reason, where there is none."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

WAIT_S = 10.0
SIZES = {"phone": (390, 844), "turned phone": (844, 390), "laptop": (1280, 720), "projector": (1920, 1080)}
ARGUMENTS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--hide-scrollbars", "--disable-extensions", "--disable-component-update",
)  # fmt: skip


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *told: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder's files, as a server of pages shows them."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Page:
    """A browser's one window, its size, and what it asked for."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, path: Path | str, state: str = "", *, size: str = "laptop", still: bool = False) -> None:
        """Open a file or an address, its state in the link, in a window of a size; `still` if motion is unwanted."""
        width, height = SIZES[size]
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        features = [{"name": "prefers-reduced-motion", "value": "reduce" if still else ""}]
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
        self.driver.get("about:blank")
        self.driver.get(f"{path if isinstance(path, str) else path.resolve().as_uri()}#{state}")

    def run(self, script: str) -> Any:
        """The value of an expression."""
        return self.driver.execute_script(f"return {script}")

    def until(self, script: str) -> Any:
        """Wait until an expression is true, and give its value."""
        end = time.monotonic() + WAIT_S
        while not (value := self.run(script)):
            assert time.monotonic() < end, script
            time.sleep(0.02)
        return value

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, by their names or letters."""
        from selenium.webdriver import ActionChains
        from selenium.webdriver.common.keys import Keys

        actions = ActionChains(self.driver, duration=0)
        for key in keys:
            actions = actions.send_keys(getattr(Keys, key, key))
        actions.perform()

    def pointer(self, x: float, y: float, kind: str = "mouseMoved") -> None:
        """Move the mouse, or press and release its button."""
        event = {"x": x, "y": y, "button": "none" if kind == "mouseMoved" else "left", "clickCount": 1}
        self.driver.execute_cdp_cmd("Input.dispatchMouseEvent", {"type": kind, **event})

    def faults(self) -> list[str]:
        """What the console said, and what was asked for beyond the page itself, since the last time."""
        said = [entry["message"] for entry in self.driver.get_log("browser")]
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        urls = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
        return said + [url for url in urls if not url.startswith(("file:", "data:", "about:"))]


def pages() -> Iterator[Page]:
    """A browser, for a fixture."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed: pip install .[browser]")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("there is no Chromium with a chromedriver on this machine")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in ARGUMENTS:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService(driver)
    browser = webdriver.Chrome(options=options, service=service)
    try:
        yield Page(browser)
    finally:
        browser.quit()


Made = Callable[..., Path]
