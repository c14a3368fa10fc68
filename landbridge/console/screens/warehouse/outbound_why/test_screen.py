"""Each line tells why it got what it has; the order page leads there."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms


def test_lines_are_explained(ada: Client, grounds: Grounds) -> None:
    rows = wms.outbound_orders(grounds.wms, state="to_pick").rows
    page = ada.get(f"/outbound/{rows[0].order_id}/why/").content.decode()
    assert "First expired first" in page and "Given" in page
    assert ada.get("/outbound/999999/why/").status_code == 404
    order = ada.get(f"/outbound/{rows[0].order_id}/").content.decode()
    assert f"/outbound/{rows[0].order_id}/why/" in order
