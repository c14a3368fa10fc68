"""The packing list declares what the ERP told, and says what is not priced."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms


def test_cartons_with_their_declared_value(ada: Client, grounds: Grounds) -> None:
    packed = [
        row for row in wms.outbound_orders(grounds.wms, state="all", limit=100).rows
        if row.ladder.packed
    ]  # fmt: skip
    assert packed
    pages = [ada.get(f"/outbound/{row.order_id}/packing-list/").content.decode() for row in packed]
    assert any("Declared value" in page and "EUR" in page for page in pages)
    assert any("No price is known of" in page for page in pages)
