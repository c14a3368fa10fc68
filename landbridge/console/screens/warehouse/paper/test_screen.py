"""Papers of orders and loads open as PDF or are kept as a file for the label printer."""

import io

import pytest
from django.test import Client
from pypdf import PdfReader

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import CartonView


def a_carton(grounds: Grounds) -> CartonView:
    rows = wms.outbound_orders(grounds.wms, state="all", limit=100).rows
    for row in (row for row in rows if row.ladder.packed):
        page = wms.outbound_order(grounds.wms, order_id=row.order_id)
        assert page is not None
        for carton in page.cartons:
            if carton.contents:
                return carton
    raise AssertionError("nobody packed this morning")


def test_the_label_of_a_carton_as_pdf_and_for_the_printer(ada: Client, grounds: Grounds) -> None:
    carton = a_carton(grounds)
    answer = ada.get(f"/papers/carton-label/{carton.carton_id}/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="carton-{carton.sscc}.pdf"'
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert f"(00){carton.sscc}" in text
    zpl = ada.get(f"/papers/carton-label/{carton.carton_id}/", {"form": "zpl"})
    assert zpl["Content-Type"] == "application/zpl"
    assert zpl["Content-Disposition"].startswith("attachment")
    assert f">;>800{carton.sscc}" in zpl.content.decode()
    many = ada.get(f"/papers/carton-labels/{carton.order_id}/", {"size": "a5"})
    assert many["Content-Type"] == "application/pdf"


def test_the_packing_list_names_cartons_goods_and_values(ada: Client, grounds: Grounds) -> None:
    carton = a_carton(grounds)
    answer = ada.get(f"/papers/packing-list/{carton.order_id}/")
    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = " ".join(page.extract_text() for page in pages)
    assert carton.sscc in text and carton.contents[0].item in text
    assert "Packing list" in text and "Quantity" in text


@pytest.mark.parametrize("name", ["carton-label", "carton-labels", "packing-list", "manifest",
                                  "bill-of-lading", "passport"])  # fmt: skip
def test_there_is_no_paper_of_nothing(ada: Client, name: str) -> None:
    assert ada.get(f"/papers/{name}/999999/").status_code == 404


def test_a_load_has_its_two_papers(ada: Client, grounds: Grounds) -> None:
    row = wms.outbound_orders(grounds.wms, state="to_ship").rows[0]
    made = wms.open_load(grounds.wms, key="l", actor="lou", site=row.site, vehicle="B-LB 42")
    page = wms.outbound_order(grounds.wms, order_id=row.order_id)
    assert page is not None
    carton = next(each for each in page.cartons if not each.shipment_number)
    if carton.closed_at is None:
        wms.close_carton(grounds.wms, key="c", actor="lou", carton_id=carton.carton_id)
    wms.load_carton(grounds.wms, key="on", actor="lou", load_id=made.load_id, sscc=carton.sscc)
    for name, expected in (("bill-of-lading", row.number), ("manifest", carton.sscc)):
        answer = ada.get(f"/papers/{name}/{made.load_id}/")
        text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
        assert made.number in text and expected in text and "B-LB 42" in text
