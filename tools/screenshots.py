"""Pictures of the running demo, for the README and for whoever changes a screen.

Start `make demo` in one shell; in another:

    python -m tools.screenshots docs/images bridge documents

Without names it takes all of `SHOTS`. `--all` also takes every shot in both themes and at both
widths (for looking, not for the README). Needs chromium with its driver, and signs in as the demo.
"""

import argparse
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage",
    "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--hide-scrollbars", "--lang=en",
)  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome")
DESK, HAND = (1280, 900), (390, 780)


@dataclass(frozen=True, slots=True)
class Shot:
    """A page, or the first link on it that matches `follow` (a CSS selector).

    then: added to that link's address.
    """

    path: str
    follow: str = ""
    then: str = ""
    size: tuple[int, int] = DESK


SHOTS = {
    "bridge": Shot("/"),
    "documents": Shot("/documents/"),
    "document": Shot("/documents/?kind=shipment_confirmation", follow="table.list tbody a"),
    "dead-letters": Shot("/dead-letters/"),
    "endpoints": Shot("/endpoints/"),
    "stock": Shot("/stock/"),
    "outbound-orders": Shot("/outbound/"),
    "outbound-order": Shot("/outbound/", follow="table.list tbody a"),
    "inbound-orders": Shot("/inbound/"),
    "tasks": Shot("/tasks/"),
    "map": Shot("/map/"),
    "waves": Shot("/waves/"),
    "slotting": Shot("/slotting/"),
    "kits": Shot("/kits/"),
    "work-order": Shot("/work-orders/?state=", follow="table.list tbody a"),
    "incidents": Shot("/incidents/"),
    "incident": Shot("/incidents/?state=", follow="table.list tbody a"),
    "proof": Shot(
        "/documents/?kind=shipment_confirmation&state=delivered",
        follow="table.list tbody a",
        then="proof/",
    ),
    "returns": Shot("/returns/?state=all"),
    "return-order": Shot("/returns/?state=all", follow="table.list tbody a"),
    "supplier-returns": Shot("/supplier-returns/"),
    "reconciliation": Shot("/reconciliation/"),
    "handheld": Shot("/floor/", size=HAND),
    "handheld-putaway": Shot("/floor/putaway/", size=HAND),
    "handheld-pick": Shot("/floor/pick/", size=HAND),
    "handheld-kits": Shot("/floor/kits/", size=HAND),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(SHOTS)}; or paths like /tasks/")
    parser.add_argument("--address", default="http://127.0.0.1:8800")
    parser.add_argument("--login", default="demo")
    parser.add_argument("--password", default="landbridge")
    parser.add_argument("--all", action="store_true", help="both widths and both themes")
    args = parser.parse_intermixed_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        chrome = _chrome(profile)
        try:
            _sign_in(chrome, args.address, args.login, args.password)
            for name in args.names or SHOTS:
                shot = SHOTS.get(name) or Shot(name)
                _take(chrome, args.address, shot, args.folder / _file_name(name), both=args.all)
        finally:
            chrome.quit()
    return 0


def _file_name(name: str) -> str:
    return name.strip("/").replace("/", "-").split("?")[0] or "start"


def _chrome(profile: str) -> webdriver.Chrome:
    binary = next(filter(None, map(shutil.which, NAMES)), None)
    driver = shutil.which("chromedriver")
    if binary is None or driver is None:
        sys.exit("no chromium with its driver is installed on this machine")
    options = Options()
    options.binary_location = binary
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    chrome.set_page_load_timeout(60)
    return chrome


def _sign_in(chrome: webdriver.Chrome, address: str, login: str, password: str) -> None:
    chrome.get(address)
    chrome.find_element(By.NAME, "name").send_keys(login)
    chrome.find_element(By.NAME, "password").send_keys(password)
    chrome.find_element(By.CSS_SELECTOR, "main button").click()


def _take(chrome: webdriver.Chrome, address: str, shot: Shot, target: Path, *, both: bool) -> None:
    sizes = (DESK, HAND) if both else (shot.size,)
    themes = ("light", "dark") if both else ("light",)
    for size in sizes:
        for theme in themes:
            _look(chrome, size, theme)
            chrome.get(address + shot.path)
            if shot.follow:
                links = chrome.find_elements(By.CSS_SELECTOR, shot.follow)
                if not links:
                    print(f"{target.name}: nothing on {shot.path} matches {shot.follow}")
                    return
                chrome.get(f"{links[0].get_attribute('href')}{shot.then}")
            time.sleep(1.0)  # what lives has come
            suffix = f"-{size[0]}-{theme}" if both else ""
            path = target.with_name(f"{target.name}{suffix}.png")
            chrome.save_screenshot(str(path))
            print(path)


def _look(chrome: webdriver.Chrome, size: tuple[int, int], theme: str) -> None:
    width, height = size
    chrome.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 800},
    )
    chrome.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"features": [{"name": "prefers-color-scheme", "value": theme}]},
    )


if __name__ == "__main__":
    sys.exit(main())
