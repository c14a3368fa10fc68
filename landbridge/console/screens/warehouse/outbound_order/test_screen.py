"""An outbound order shows each line's ladder, picks, cartons and shipments."""

from decimal import Decimal

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.console.screens.warehouse.outbound_order.screen import rungs
from landbridge.wms.facade.contracts import LineLadder
from tests.surfaces.seeded import order_id
from tests.surfaces.world import World


def test_a_shipped_order_tells_its_whole_story(ada: Client, grounds: Grounds) -> None:
    page = ada.get(f"/outbound/{order_id(grounds, 'S-1000')}/").content.decode()
    for words in ("Alsterkontor", "JJD1000", "DHL", "S00000001", "8420", "paul", "petra"):
        assert words in page, words
    assert "Release now" not in page


def test_releasing_twice_doubles_nothing(ada: Client, world: World) -> None:
    href = f"/outbound/{order_id(world.grounds, 'S-1003')}/"
    before = ada.get(href).content.decode().count('href="/tasks/')
    for key in ("one", "one", "two"):
        assert ada.post(href, {"key": key}).status_code == 302
    assert ada.get(href).content.decode().count('href="/tasks/') == before


def test_an_operator_may_look_but_not_release(person, grounds: Grounds) -> None:
    client = person("operator")
    href = f"/outbound/{order_id(grounds, 'S-1003')}/"
    assert "Release now" not in client.get(href).content.decode()
    assert client.post(href, {"key": "k"}).status_code == 403


def test_an_order_of_nothing_has_an_empty_ladder() -> None:
    zero = Decimal(0)
    ladder = LineLadder(
        ordered=zero, allocated=zero, released=zero, picked=zero, packed=zero, shipped=zero,
        short=zero, cancelled=zero, open=zero,
    )  # fmt: skip
    assert [rung.percent for rung in rungs(ladder)] == [0, 0, 0, 0, 0]
