"""The handheld's frame: who is let in, states in addresses, harmless damage."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client

from landbridge.console.handheld import answers
from landbridge.console.handheld.flow import State
from landbridge.console.handheld.parts import amount, day
from landbridge.console.handheld.registry import flows
from landbridge.console.handheld.test_flows import Handheld, hand  # noqa: F401  # a fixture
from landbridge.console.models import FloorAnswer
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Site, Wrong
from landbridge.wms.testing import SITE, fill, sale, wish


def test_flows_stand_in_the_order_of_the_goods_way() -> None:
    assert tuple(flows())[:5] == ("work", "receive", "putaway", "pick", "pack")
    assert "lookup" in flows()


def test_after_an_upgrade_no_page_runs_with_yesterdays_scripts(site: None) -> None:
    page = Client().get("/floor/empty/").content.decode()
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(files) == 4 and all("?v=" in file for file in files), files


def test_a_stranger_signs_in_first_and_a_viewer_is_refused(site: None) -> None:
    client = Client()
    assert client.get("/floor/").status_code == 302
    user = User.objects.create_user("vi", password="a long and unusual one")
    user.groups.add(Group.objects.get_or_create(name="viewer")[0])
    client.force_login(user)
    assert client.get("/floor/").status_code == 403
    assert client.post("/floor/pick/", {"code": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("text", "value"), [("12", "12"), (" 2,5 ", "2.5"), ("0", "0"), ("1e3", "1000")]
)
def test_amounts_are_read_as_people_type_them(text: str, value: str) -> None:
    assert amount(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "x", "-1", "NaN", "Infinity", "1e40", "1.2.3"])
def test_what_is_no_amount_is_said(text: str) -> None:
    with pytest.raises(Wrong):
        amount(text)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2027-03-31", "2027-03-31"),
        ("31.03.2027", "2027-03-31"),
        ("31/03/2027", "2027-03-31"),
        ("270331", "2027-03-31"),
        ("270200", "2027-02-28"),
        ("271200", "2027-12-31"),
    ],
)
def test_days_are_read_as_people_type_them(text: str, iso: str) -> None:
    assert day(text).isoformat() == iso


@pytest.mark.parametrize("text", ["", "31.02.2027", "tomorrow", "271301", "1.2", "2027"])
def test_what_is_no_day_is_said(text: str) -> None:
    with pytest.raises(Wrong):
        day(text)


def test_states_keep_only_what_is_set() -> None:
    state = State("item", {"order": "7"}).at("lot", lot="L1", order="")
    assert state == State("lot", {"lot": "L1"})


def test_a_form_sent_again_gets_the_same_screen(hand: Handheld, wms_ground: Ground) -> None:  # noqa: F811
    fill(wms_ground, wish("A-02", "BOLT", 9))
    facade.accept(wms_ground, sale("O1", ("1", "BOLT", 5)), key="o1")
    facade.allocate_open(wms_ground)
    hand.open("pick").scan("A-02").scan("BOLT").scan("5")
    first, after = hand.say, hand.address
    assert "5 BOLT taken" in first
    hand.again()
    assert (hand.beep, hand.say, hand.address) == ("done", first, after)
    address, form = hand.sent[-1]
    other = hand.client.post(address, {**form, "code": "6"}, follow=True)
    assert other.redirect_chain[-1][0] != after, "another content is another form"


def test_answers_are_forgotten_after_a_week(wms_ground: Ground, site: None) -> None:
    sent = answers.digest("/floor/pick/", "", "5")
    answers.keep(wms_ground, actor="paul", key="k", content=sent, address="/floor/")
    answers.keep(wms_ground, actor="paul", key="k", content=sent, address="/other/")
    assert answers.answered(actor="paul", key="k", content=sent) == "/floor/"
    assert answers.answered(actor="mia", key="k", content=sent) is None
    answers.forget(wms_ground, actor="paul")
    assert FloorAnswer.objects.count() == 1
    FloorAnswer.objects.update(at=wms_ground.clock.now() - answers.KEPT - timedelta(hours=1))
    answers.forget(wms_ground, actor="paul")
    assert FloorAnswer.objects.count() == 0


def test_a_device_remembers_its_site(hand: Handheld, wms_ground: Ground) -> None:  # noqa: F811
    facade.open_site(wms_ground, Site(code="AAA", name="Another", timezone="UTC"))
    assert "Another" in hand.client.get("/floor/").content.decode()
    hand.client.post("/floor/site/", {"site": SITE})
    hand.client.cookies.pop(settings.SESSION_COOKIE_NAME)  # somebody else signs in
    hand.client.force_login(User.objects.get(username="paul"))
    page = hand.client.get("/floor/").content.decode()
    assert "paul · Main warehouse" in page
