"""A carton has one page, found by its number, with its label and the way to its order."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.console.screens.warehouse.paper.test_screen import a_carton
from landbridge.wms import facade as wms


def test_a_carton_is_found_by_its_number_and_shows_what_is_in_it(
    ada: Client, grounds: Grounds
) -> None:
    carton = a_carton(grounds)
    page = ada.get(f"/cartons/{carton.carton_id}/").content.decode()
    for words in (carton.sscc, carton.contents[0].item, f"/outbound/{carton.order_id}/",
                  f"/papers/carton-label/{carton.carton_id}/", "Ship to"):  # fmt: skip
        assert words in page, words
    found = ada.get("/search/", {"q": carton.sscc}, follow=True)
    assert f"/cartons/{carton.carton_id}/" in (found.request["PATH_INFO"] + found.content.decode())
    assert ada.get("/cartons/999999/").status_code == 404


def test_an_empty_carton_says_so_and_has_no_label(ada: Client, grounds: Grounds) -> None:
    row = wms.outbound_orders(grounds.wms, state="to_pack").rows[0]
    made = wms.open_carton(grounds.wms, key="empty", actor="ada", order_id=row.order_id)
    page = ada.get(f"/cartons/{made.carton_id}/").content.decode()
    assert "This carton is empty." in page and "/papers/carton-label/" not in page
    assert ada.get(f"/papers/carton-label/{made.carton_id}/").status_code == 404
