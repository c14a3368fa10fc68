"""Whatever is written into the forms of the console and the handheld is answered, never with a
5xx, and a file that is refused leaves nothing behind.

The forms are read off the pages, so a new one is tried without being named here. Each field gets a
few hostile words, chosen by a fixed seed. All of them:
LANDBRIDGE_FORM_WORDS=99 python -m pytest this file.
"""

import base64
import importlib
import os
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from landbridge.console.discovery import screens
from landbridge.console.grounds import Grounds
from landbridge.console.handheld.registry import flows
from landbridge.console.handheld.test_flows import Handheld
from landbridge.wms import facade as wms
from tests.simulation.test_hostile import HOSTILE
from tests.surfaces.forms import WORDS, Form, forms_of, send
from tests.surfaces.seeded import SUPERUSER, address_of
from tests.surfaces.test_every_screen import NO_PAGES
from tests.surfaces.test_hostile_api import SHEETS, caller

__all__ = ["caller"]

WORDS_EACH = int(os.environ.get("LANDBRIDGE_FORM_WORDS", "1"))
FIELDS_EACH = 3 * WORDS_EACH
ASKED = re.compile(
    r"""(?:POST\.get|POST\.getlist|posted\(request,|_number\(request,)\(?\s*"(\w+)\""""
)
ASKED_ELSEWHERE = ("delivery", "key", "why", "option:full_every_s", "rule:stock:on_hand")
FLASH = re.compile(r'<li class="tone-(\w+)">(.*?)</li>', re.S)
CASES = re.compile(r'case "(\w+)"')


@pytest.fixture
def anybody(ada: Client) -> Client:
    """Ada may do everything. A fault is answered as it would be, not raised."""
    ada.raise_request_exception = False
    return ada


def all_forms(client: Client, grounds: Grounds) -> dict[tuple[object, ...], Form]:
    """One of each kind, from every screen and the first page of every flow."""
    pages = [address_of(screen, grounds) for screen in screens() if screen.name not in NO_PAGES]
    pages += [reverse("floor"), *(reverse("floor-flow", args=[name]) for name in flows())]
    found: dict[tuple[object, ...], Form] = {}
    for page in pages:
        answer = client.get(page, follow=True)
        for form in forms_of(page, answer.content.decode()):
            for pressed in form.presses():
                found.setdefault(pressed.kind, pressed)
    return found


def hidden_forms(grounds: Grounds) -> Iterator[Form]:
    """Of every screen, as its code reads them: also those that no page of this morning shows."""
    for screen in screens():
        if not screen.takes_post or screen.public:
            continue
        package = importlib.import_module(screen.package)
        text = "".join(file.read_text() for file in Path(package.__path__[0]).glob("*.py")
                       if not file.name.startswith("test_"))  # fmt: skip
        names = dict.fromkeys((*ASKED.findall(text), *ASKED_ELSEWHERE)) | {"do": None}
        page = address_of(screen, grounds)
        for done in CASES.findall(text) or [""]:
            pairs = tuple((name, done.encode() if name == "do" else b"1") for name in names)
            yield Form(page, page, "post", pairs)


def as_ever(client: Client) -> None:
    """Whatever was done to the account of the one who tries it."""
    User.objects.filter(username=SUPERUSER).update(is_active=True, is_superuser=True)
    client.force_login(User.objects.get(username=SUPERUSER))


def tries(forms: Iterable[Form]) -> Iterator[tuple[str, bytes, Form]]:
    """Each form with one hostile word in one of its fields."""
    chance = random.Random(1)
    for form in forms:
        count = min(FIELDS_EACH if form.method == "post" else WORDS_EACH, len(form.names))
        for name in chance.sample(form.names, count):
            for word in chance.sample(WORDS, min(WORDS_EACH, len(WORDS))):
                yield name, word, form.with_word(name, word)


def broken_by(client: Client, forms: Iterable[Form]) -> list[str]:
    broken = []
    for name, word, form in tries(forms):
        answer = send(client, form)
        if answer.status_code >= 500:
            done = dict(form.pairs).get("do", b"").decode(errors="replace")
            broken.append(f"{form.method} {form.action} {done} {name}={word!r:.40}")
        if "sign-in" in answer.headers.get("Location", ""):
            as_ever(client)
        answer.close()
    return broken


def test_no_word_in_any_form_breaks_anything(anybody: Client, grounds: Grounds) -> None:
    forms = all_forms(anybody, grounds)
    assert len(forms) > 60, "the forms are found"
    assert broken_by(anybody, forms.values()) == []
    assert wms.check_books(grounds.wms) == ()


def test_no_word_in_a_form_that_no_page_shows_breaks_anything(
    anybody: Client, grounds: Grounds
) -> None:
    forms = list(hidden_forms(grounds))
    assert len(forms) > 60, "the forms are found"
    assert broken_by(anybody, forms) == []
    assert wms.check_books(grounds.wms) == ()


def test_whatever_file_is_brought_is_refused_and_leaves_nothing(
    anybody: Client, grounds: Grounds
) -> None:
    """The one form of the console that takes a file; the API takes the same sheets."""
    page = reverse("layout")
    (sheets,) = (
        form for form in forms_of(page, anybody.get(page).content.decode()) if form.files
    )  # fmt: skip
    site = wms.sites(grounds.wms)[0].site
    for sheet in ("bins", "zones"):
        pairs = (("site", site.encode()), ("sheet", sheet.encode()), *sheets.buttons)
        form = replace(sheets, pairs=pairs)
        before = wms.export_sheet(grounds.wms, site=site, sheet=sheet)
        for name, body in SHEETS.items():
            answer = send(anybody, form, body)
            assert answer.status_code == 302, (name, answer.status_code)
            (told,) = FLASH.findall(anybody.get(page).content.decode())
            assert told[0] == "person" and 0 < len(told[1]) < 5_000, name
        assert wms.export_sheet(grounds.wms, site=site, sheet=sheet) == before


def test_whatever_picture_is_brought_is_refused(
    anybody: Client, caller: Client, grounds: Grounds
) -> None:
    """At the handheld, where damage is received and where goods come back, and through the API."""
    hand = Handheld("receive", anybody)
    rows = wms.stock(grounds.wms, limit=100).rows
    item = next(row.item for row in rows if not row.lot and not row.serial)
    hand.open("receive").press("blind").press("why:sample").scan(item).press("damaged")
    hand.press("is:wet").scan("1")
    refuses_pictures(hand)
    hand.open("returns").press("blind").press("nobody").scan(item).scan("1").press("opened")
    refuses_pictures(hand)
    with grounds.wms.pg.reading() as conn:
        ((receipt_id,),) = conn.execute("SELECT max(receipt_id) FROM receipt").fetchall()
    for number, (name, body) in enumerate(HOSTILE.items()):
        for content in (base64.b64encode(body).decode(), repr(body)[:5_000]):
            key = {"Idempotency-Key": f"{number}{content}"[:90]}
            answer = caller.post(
                f"/api/v1/receipts/{receipt_id}/photos", {"content": content, "note": name},
                content_type="application/json", headers=key,
            )  # fmt: skip
            assert 400 <= answer.status_code < 500, (name, answer.content[:300])
    with grounds.wms.pg.reading() as conn:
        for table in ("receipt_photo", "return_photo"):
            assert conn.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def refuses_pictures(hand: Handheld) -> None:
    assert 'type="file"' in hand.page, hand.page
    form = Form(hand.address, hand.address, "post", (("key", b"1"),), files=("photo",))
    for name, body in HOSTILE.items():
        answer = send(hand.client, form, body)
        assert answer.status_code == 302, (name, answer.content.decode())
        assert "wrong" in hand.client.get(answer["Location"]).content.decode(), name


# ---------------------------------------------------------------- faults found here, each once


@pytest.mark.parametrize("word", [b"1e400", b"one", "²".encode(), b"9" * 5_000])
@pytest.mark.parametrize(
    ("page", "field"),
    [("returns", "return_item_id"), ("supplier-returns", "return_item_id"),
     ("reconciliation", "pair")],
)  # fmt: skip
def test_an_id_that_is_no_number_is_refused(
    page: str, field: str, word: bytes, anybody: Client
) -> None:
    here = reverse(page)
    pairs = ((field, word), ("do", b"schedule"), ("key", b"k"))
    assert send(anybody, Form(here, here, "post", pairs)).status_code == 302
    assert FLASH.findall(anybody.get(here).content.decode())[0][0] == "person"


def test_a_key_with_nul_is_a_key_like_any_other(anybody: Client) -> None:
    here = reverse("floor-flow", args=["pick"])
    pairs = (("key", b"a\x00b"), ("code", b"x"))
    assert send(anybody, Form(here, here, "post", pairs)).status_code == 302
