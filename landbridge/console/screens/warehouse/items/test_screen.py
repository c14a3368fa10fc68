"""Items are found by code, words and barcode."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms


def test_a_barcode_finds_its_item(ada: Client, grounds: Grounds) -> None:
    page = wms.item(grounds.wms, owner="NORDHAFEN", code="TE-1001")
    barcode = next(unit.barcodes[0] for unit in page.item.uoms if unit.barcodes)
    listed = ada.get("/items/", {"text": barcode}).content.decode()
    assert listed.count("data-href") == 1
    assert "TE-1001" in listed
