"""The map shows racks far and near, leads nearer by plain links, and draws a tour."""

import re

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import Rectangle, Site


def test_the_whole_site_is_drawn_with_ways_in(ada: Client) -> None:
    page = ada.get("/map/", {"site": "HAM1"}).content.decode()
    assert page.count("<path class=") <= 7
    assert "shade-0" in page and 'class="place' in page
    assert "By aisle" in page
    near = re.search(r'<a href="([^"]+)" aria-label="Aisle 01, part 1', page)
    closer = ada.get(near[1].replace("&amp;", "&")).content.decode()
    assert 'aria-label="01-01-1' in closer
    assert "/bins/bin/?site=HAM1&amp;code=01-01-1" in closer


def test_stock_is_seen_from_near(ada: Client, grounds: Grounds) -> None:
    row = next(row for row in wms.stock(grounds.wms, limit=50).rows if row.bin[0].isdigit())
    (bin_,) = wms.tour_ground(grounds.wms, site=row.site, codes=(row.bin,)).bins
    at = f"{bin_.x_mm - 3000},{bin_.y_mm - 3000},6000,6000"
    page = ada.get("/map/", {"site": row.site, "at": at}).content.decode()
    label = re.search(rf'aria-label="{row.bin}, ([^"]*)"', page)
    assert label is not None and row.item in label[1]


def test_every_layer_and_any_address_shows_a_page(ada: Client) -> None:
    for layer in ("occupancy", "picks", "tasks", "rubbish"):
        for at in ("", "1,2,3,4", "0,0,-1,5", "a,b,c,d", "9" * 40, "5,5,5", "1e9,0,1,1"):
            answer = ada.get("/map/", {"layer": layer, "at": at, "days": "7"})
            assert answer.status_code == 200, (layer, at)
            assert b"<svg" in answer.content
    # A dock that holds goods is not one that is picked from.
    pages = [
        ada.get("/map/", {"layer": layer}).content.decode() for layer in ("occupancy", "picks")
    ]
    assert ['class="place busy"' in page for page in pages] == [True, False]


def test_a_tour_is_drawn_through_the_bins_asked_for(ada: Client) -> None:
    page = ada.get("/map/", {"site": "HAM1", "bins": "01-01-1,03-05-1,no such"}).content.decode()
    line = re.search(r'<polyline points="([^"]+)"', page)
    corners = line[1].split()
    assert len(corners) == 8 and corners[0] == corners[-1], "there and back"
    assert page.count("<circle") == 3 and "The tour stops 2 times" in page


def test_fifty_thousand_bins_stay_a_small_page(ada: Client, grounds: Grounds) -> None:
    wms.open_site(grounds.wms, Site(code="BIG", name="Big"))
    hall = Rectangle(aisles=40, blocks=2, bays=156, levels=4)
    assert wms.generate_site(grounds.wms, site="BIG", hall=hall).created > 49_900
    page = ada.get("/map/", {"site": "BIG"})
    assert page.status_code == 200
    assert len(page.content) < 400_000
    assert page.content.count(b"<path class=") <= 7
    near = ada.get("/map/", {"site": "BIG", "at": "0,8000,12000,14000"}).content.decode()
    assert 'aria-label="A-001-1, empty"' in near
