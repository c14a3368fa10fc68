"""An inbound order shows what came against what was expected."""

import re

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms


def test_lines_and_receipts_are_shown(ada: Client, grounds: Grounds) -> None:
    order_id = wms.inbound_orders(grounds.wms, text="P-2602").rows[0].order_id
    page = ada.get(f"/inbound/{order_id}/").content.decode()
    assert re.search(r"Receipt R0+2", page)
    assert "still open" in page
    assert "rita" in page
    assert page.count('class="ink-waits">60<') == 2


def test_an_unknown_order_is_not_found(ada: Client) -> None:
    assert ada.get("/inbound/999999999/").status_code == 404
