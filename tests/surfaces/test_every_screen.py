"""Every screen there is, found as the product finds them: shown to who may see it, to nobody else,
and with no more questions to the database than before.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.test import Client

from landbridge.console.discovery import screens
from landbridge.console.grounds import Grounds
from landbridge.console.people import person_id
from landbridge.console.roles import PERMISSIONS
from landbridge.console.screen import Screen
from tests.surfaces.seeded import address_of, signed_in

BASELINE = Path(__file__).with_name("questions.json")
NO_PAGES = {
    "sign-in",
    "bridge-live",
    "content",
    "label",
    "packing-picture",
    "paper",
    "photo",
    "return-photo",
}  # a redirect, a stream, bytes
TEMPLATE_LINES_MAX = 60
VIEW_LINES_MAX = 100
MISSING = "missing name: "


@pytest.fixture
def limited(person, monkeypatch: pytest.MonkeyPatch):
    """Somebody whose permissions a test chooses."""
    from landbridge.console import roles

    client = person("viewer", name="li")

    def allow(*permissions: str) -> Client:
        role = roles.Role("viewer", "", "", frozenset(permissions))
        monkeypatch.setitem(roles.ROLES, "viewer", role)
        return client

    return allow


@pytest.fixture
def strict_templates(site: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """A name that a template uses and nobody gives would otherwise be an empty place on a page."""
    from django.template import engines

    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", f"{MISSING}%s!")
    return MISSING


def test_every_screen_shows_something_to_who_may_see_it(
    ada: Client, grounds: Grounds, strict_templates: str
) -> None:
    wrong: dict[str, object] = {}
    ada.raise_request_exception = False
    for screen in screens():
        if screen.name in NO_PAGES:
            continue
        answer = ada.get(address_of(screen, grounds))
        page = answer.content.decode()
        if answer.status_code != 200 or "<h1" not in page:
            wrong[screen.name] = answer.status_code
        elif strict_templates in page:
            wrong[screen.name] = set(re.findall(f"{strict_templates}[^!]*", page))
    assert wrong == {}


def test_no_screen_is_shown_to_strangers(ada: Client, grounds: Grounds) -> None:
    for screen in screens():
        if screen.public:
            continue
        answer = Client().get(address_of(screen, grounds))
        assert answer.status_code == 302, screen.name
        assert answer["Location"].startswith("/sign-in/"), screen.name


def test_a_screen_wants_exactly_its_permission(ada: Client, grounds: Grounds, limited) -> None:
    for screen in screens():
        if not screen.permission:
            continue
        href = address_of(screen, grounds)
        everything_else = PERMISSIONS.keys() - {screen.permission}
        refused = 302 if href == "/" else 403  # the first page is then another one
        assert limited(*everything_else).get(href).status_code == refused, screen.name
        answer = limited(screen.permission).get(href)
        answer.close()
        assert answer.status_code in (200, 302), screen.name


def test_nobody_writes_without_the_right_to(ada: Client, grounds: Grounds, limited) -> None:
    for screen in screens():
        if screen.public or screen.open_writes:
            continue
        href = address_of(screen, grounds)
        answer = limited(*(PERMISSIONS.keys() - {screen.writes})).post(href)
        assert answer.status_code == (403 if screen.writes else 405), screen.name
        assert ada.put(href).status_code == 405, screen.name


def test_every_list_can_be_had_as_csv(ada: Client, grounds: Grounds) -> None:
    lists = 0
    for screen in screens():
        if screen.menu is None or screen.name in ("bridge", "tokens"):
            continue
        answer = ada.get(address_of(screen, grounds), {"format": "csv"})
        assert answer["Content-Type"].startswith("text/csv"), screen.name
        text = b"".join(answer.streaming_content).decode()
        assert text.splitlines()[0].count(",") >= 2, screen.name
        lists += 1
    assert lists > 10


def test_a_bad_page_in_the_address_breaks_nothing(ada: Client, grounds: Grounds) -> None:
    for screen in screens():
        if screen.menu is None:
            continue
        answer = ada.get(address_of(screen, grounds), {"page": "no such page '\x00"})
        assert answer.status_code in (200, 400), screen.name


def test_no_screen_asks_the_database_more_than_before(ada: Client, grounds: Grounds) -> None:
    """After a change that is worth it, write the new figures with LANDBRIDGE_COUNT_AGAIN=1."""
    counted = {
        screen.name: _questions(ada, address_of(screen, grounds))
        for screen in screens()
        if screen.name not in NO_PAGES
    }
    if os.environ.get("LANDBRIDGE_COUNT_AGAIN"):
        BASELINE.write_text(json.dumps(counted, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    allowed = json.loads(BASELINE.read_text(encoding="utf-8"))
    more = {
        name: f"{count} instead of {allowed.get(name)}"
        for name, count in counted.items()
        if count > allowed.get(name, 0)
    }
    assert more == {}


def _questions(client: Client, href: str) -> int:
    client.get(href)
    with _counting() as count:
        client.get(href)
    return len(count)


@contextmanager
def _counting() -> Iterator[list[str]]:
    """Statements of all connections of this process, but for those that set up a connection."""
    asked: list[str] = []
    execute = psycopg.Cursor.execute

    def counted(self, query, *values, **named):
        text = query if isinstance(query, str) else repr(query)
        if not text.startswith(("SET ", "Composed", "SQL(", "BEGIN", "COMMIT")):
            asked.append(text)
        return execute(self, query, *values, **named)

    psycopg.Cursor.execute = counted
    try:
        yield asked
    finally:
        psycopg.Cursor.execute = execute


def test_a_screen_is_a_small_folder() -> None:
    for screen in screens():
        folder = _folder(screen)
        for path in folder.glob("*.html"):
            assert len(path.read_text().splitlines()) <= TEMPLATE_LINES_MAX, path
        lines = (folder / "screen.py").read_text().splitlines()
        assert len(lines) <= VIEW_LINES_MAX + 50, folder
        assert list(folder.glob("test_*.py")), f"{folder} has no test"


def _folder(screen: Screen) -> Path:
    import landbridge.console

    below = screen.package.removeprefix("landbridge.console.").split(".")
    return Path(landbridge.console.__file__).parent.joinpath(*below)


def test_an_inactive_person_sees_nothing(ada: Client) -> None:
    from django.contrib.auth.models import User

    client = signed_in("ada")
    User.objects.filter(pk=person_id("ada")).update(is_active=False)
    assert client.get("/").status_code == 302
