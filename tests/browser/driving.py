"""A headless chromium and a small web server, both bounded in time and listening locally only."""

import shutil
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from landbridge.kit.crypto import Secret
from tests.surfaces.world import PASSWORD

__all__ = ["browser", "chrome", "server"]

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--lang=en",
)
PAGE_TIMEOUT_S = 60
GONE = "does not belong to the document"
NAMES = ("chromium", "chromium-browser", "google-chrome")


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False


class _Handler(WSGIRequestHandler):
    def log_message(self, format: str, *values: object) -> None:
        """Tests read the browser's console instead."""


@pytest.fixture
def server(site: None) -> Iterator[str]:
    """The address of the console, served from this process."""
    from django.core.wsgi import get_wsgi_application
    from django.db import connections

    connections["default"].settings_dict["CONN_MAX_AGE"] = 0
    http = make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture(scope="session")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """One browser for all tests of a session."""
    binary = next(filter(None, map(shutil.which, NAMES)), None)
    driver = shutil.which("chromedriver")
    if binary is None or driver is None:
        pytest.skip("no chromium with its driver is installed on this machine")
    options = Options()
    options.binary_location = binary
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    opened = webdriver.Chrome(options=options, service=Service(driver))
    opened.set_page_load_timeout(PAGE_TIMEOUT_S)
    opened.set_script_timeout(PAGE_TIMEOUT_S)
    yield opened
    opened.quit()


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser with somebody at it who may have signed in."""

    chrome: webdriver.Chrome
    server: str

    def open(self, href: str) -> None:
        self.chrome.get(self.server + href)

    def sign_in(self, name: str) -> None:
        self.open("/sign-in/")
        self.find("[name=name]").send_keys(name)
        self.find("[name=password]").send_keys(PASSWORD + "\n")
        self.wait_for("nav[aria-label]")

    def look(self, *, width: int, theme: str) -> None:
        """How wide the window is, and whether the device is light or dark."""
        feature = {"name": "prefers-color-scheme", "value": theme}
        self.chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
        height = 844 if width < 600 else 900
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def find(self, selector: str) -> Any:
        return self.chrome.find_element(By.CSS_SELECTOR, selector)

    def find_all(self, selector: str) -> list[Any]:
        return self.chrome.find_elements(By.CSS_SELECTOR, selector)

    def wait_for(self, selector: str, *, text: str = "", seconds: float = 20) -> Any:
        from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
        from selenium.webdriver.support.ui import WebDriverWait

        def shown(_driver: webdriver.Chrome) -> Any:
            try:
                return next((each for each in self.find_all(selector) if text in each.text), None)
            except WebDriverException as error:
                # The page is changing just now; the driver has two ways to say so.
                if isinstance(error, StaleElementReferenceException) or GONE in str(error):
                    return None
                raise

        return WebDriverWait(self.chrome, seconds, poll_frequency=0.1).until(shown)

    def wait_until(self, holds: Callable[[], object], *, seconds: float = 20) -> None:
        from selenium.webdriver.support.ui import WebDriverWait

        WebDriverWait(self.chrome, seconds, poll_frequency=0.1).until(lambda _driver: holds())

    def press(self, keys: str) -> None:
        """Keys as somebody types them anywhere on the page."""
        self.chrome.switch_to.active_element.send_keys(keys)

    def complaints(self) -> list[str]:
        """Errors the page wrote to its console since the last call."""
        return [
            entry["message"]
            for entry in self.chrome.get_log("browser")
            if entry["level"] in ("SEVERE", "WARNING")
        ]

    def overflow_px(self) -> int:
        """How much wider than the window the page is."""
        script = "return document.documentElement.scrollWidth - window.innerWidth"
        return max(0, self.chrome.execute_script(script))

    def accessibility(self) -> list[str]:
        """Violations of WCAG 2 A and AA on this page, each with its rule and first place."""
        self.chrome.execute_script(AXE.read_text(encoding="utf-8"))
        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
        found = self.chrome.execute_async_script(
            "const done = arguments[1]; axe.run(document, arguments[0]).then(done)", rules
        )
        return [
            f"{each['id']}: {each['help']} at {each['nodes'][0]['target']}"
            f" {each['nodes'][0]['failureSummary']}"
            for each in found["violations"]
        ]


@pytest.fixture
def browser(chrome: webdriver.Chrome, server: str) -> Iterator[Browser]:
    """Signed in as `ada`, who may do everything, on a wide light screen."""
    from landbridge.console.people import add_person, person_id

    if person_id("ada") is None:
        add_person(name="ada", password=Secret(PASSWORD), superuser=True)
    chrome.delete_all_cookies()
    at = Browser(chrome, server)
    at.look(width=1280, theme="light")
    at.sign_in("ada")
    at.complaints()
    yield at
    chrome.get("about:blank")
